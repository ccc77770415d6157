"""What Python and PyTorch say when a function stops, sorted by what happened and not by the class of the exception."""

import math
import re

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers.exercises.errors import LONGEST, meaning, raised, shortened, sort
from helpers.exercises.trial import attempt
from helpers.gradients import grad_fn
from helpers.model import model

THREE = torch.tensor([1.0, 2.0, 3.0])


def leaf():
    return torch.tensor([1.0, 2.0], requires_grad=True)


def walks_back_twice(x):
    loss = (leaf() ** 2).sum()
    loss.backward()
    loss.backward()


def takes_out_too_early(x):
    params = leaf()
    w, b = params.unbind()
    with torch.no_grad():
        params -= 1
    return model(x, w, b)


def unpacks(x):
    a, b = x.sum()
    return a + b


def unpacks_too_few(x):
    a, b, c, d = x
    return a + b + c + d


def sets_later(x):
    y = THREE_ + x  # noqa: F821
    THREE_ = y
    return THREE_


def loss_of(params):
    return (params**2).sum()


SAID = [
    (lambda x: model(x, 1.0), "`model(t_u, w, b)` is called with too few arguments"),
    (lambda x: grad_fn(x, x, 1.0, 2.0), "`grad_fn(t_u, t_c, t_p, w, b)` is called with too few arguments"),
    (lambda x: model(x, 1.0, 2.0, 3.0), "`model(t_u, w, b)` is called with too many arguments"),
    (lambda x: torch.tensor(1.0, 2.0), "`torch.tensor` takes one list"),
    (lambda x: model(x, leaf()), "is a star missing, `*params`?"),
    (lambda x: model(x, weight=1.0, b=2.0), "`model` has no argument `weight`"),
    (lambda x: x.sum(dims=0), "`sum` has no argument `dims`; did you mean `dim`?"),
    (lambda x: torch.zeros(2, require_grad=True), "has no argument `require_grad`; did you mean `requires_grad`?"),
    (lambda x: x.sum(dim=3), "there is no dimension 3: they are counted from 0, and here the last is 0"),
    (lambda x: x[7], "there is no place 7: places are counted from 0, and there are 3"),
    (lambda x: x[0, 1], "more places in the brackets"),
    (lambda x: x.sum()[0], "this is one number, and has no places"),
    (lambda x: x[1.5], "a place in brackets has to be a whole number"),
    (lambda x: x[x.max()], "a place in brackets has to be a whole number"),
    (lambda x: x.tolist()[0, 1], "a list takes one place in its brackets"),
    (lambda x: range(2.5), "a whole number is needed here"),
    (lambda x: 1 if x > 0 else 2, "need one yes or no"),
    (lambda x: 2 * math.cos(x), "`math.cos` takes one number, and this tensor has several; `torch.cos` takes all"),
    (lambda x: float(x) + 1, "`float` needs one number, and this tensor has several"),
    (lambda x: x.item(), "`x.item` needs one number, and this tensor has several"),
    (lambda x: torch.tensor([x, x]), "of several tensors `torch.stack([...])` does"),
    (lambda x: round(x.numpy(), 2), "`round` takes one number"),
    (lambda x: x + torch.ones(5), "these shapes do not go together"),
    (lambda x: x ^ 2, "`^` is no power in Python; that is `**`"),
    (lambda x: 2.0 ^ 2, "`^` is no power in Python; that is `**`"),
    (lambda x: 1 - 2 * x.mean, "`x.mean` is a function, where its result should be. To call it takes parentheses"),
    (lambda x: torch.sqrt(x.mean), "something here is a function, where its result should be"),
    (lambda x: x.mean.sqrt(), "`x.mean` is a function"),
    (lambda x: leaf().numpy(), "NumPy takes no tensor that is watched"),
    (lambda x: leaf().add_(1), "may be changed in place only where nothing is recorded"),
    (walks_back_twice, "has been walked back once"),
    (takes_out_too_early, "Take it out anew each time"),
    (lambda x: x.sum().backward(), "no graph to walk back"),
    (lambda x: x.sum().item().backward(), "a plain number has no `backward`; a tensor has"),
    (lambda x: (2 * leaf()).backward(), "begins at one number"),
    (unpacks, "one number cannot be taken apart or gone through"),
    (unpacks_too_few, "there are 4 names on the left, and only 3 on the right"),
    (lambda x: len(3.0), "`len` counts parts, and one number has none"),
    (lambda x: torch.stack(x, x), "square brackets around them, inside the round ones"),
    (lambda x: torch.deg2rad(2.0), "this is a plain number"),
    (lambda x: 0.1 * x.grad, "`x.grad` is None. Gradients arrive there by `backward()`, and only at a leaf"),
    (lambda x: x.grad.zero_(), "`x.grad` is None"),
    (lambda x: torch.sqrt(x.grad), "something here is None"),
    (lambda x: [1.0, 2.0] - x.tolist(), "`torch.tensor(...)` makes one of plain numbers"),
    (lambda x: (x.sum())(2), "something that is no function"),
    (lambda x: x.meen(), "a tensor has no `meen`; did you mean `mean`?"),
    (lambda x: [1.0].mean(), "a list has no `mean`; a tensor has"),
    (lambda x: x.append(1), "a tensor has no `append`; a list has"),
    (lambda x: x.zero_grad(), "a tensor has no `zero_grad`; an optimizer has"),
    (lambda x: math.mean(x), "`math` has no `mean`; `torch` has"),
    (lambda x: x.median(dim=0).argmin(), "`median` with a `dim` gives two things"),
    (lambda x: sqrt(x), "there is no `sqrt` here; did you mean `torch.sqrt`?"),  # noqa: F821
    (lambda x: mean(x), "there is no `mean` here; did you mean `torch.mean`?"),  # noqa: F821
    (lambda x: 2 * pi * x, "did you mean `torch.pi`?"),  # noqa: F821
    (lambda x: los_of(x), "there is no `los_of` here; did you mean `loss_of`?"),  # noqa: F821
    (lambda x: zzz * x, "there is no `zzz` here: it is misspelt, or not set yet"),  # noqa: F821
    (sets_later, "`THREE_` has no value yet in this line"),
    (lambda x: torch.tensor([1, 2]).mean(), "fractions are needed"),
    (lambda x: 1 / 0, "something is divided by zero"),
]


def error_of(function):
    return attempt(function, (THREE,), ["x"]).error


@pytest.mark.parametrize(("wrong", "words"), SAID)
def test_what_python_says_is_sorted_by_what_happened(wrong, words):
    error = error_of(wrong)
    assert words in meaning(error, wrong), raised(error, wrong)
    assert words in raised(error, wrong)


@pytest.mark.parametrize(
    "wrong", [lambda x: torch.quantile(x, 2.0), lambda x: int("a"), lambda x: model(x, **{"z": 1})]
)
def test_of_what_is_not_known_nothing_is_said_but_the_message(wrong):
    assert meaning(error_of(wrong), wrong) == ""
    assert re.search(r"(`|line \d+)\. Python says `\w+Error: ", raised(error_of(wrong), wrong))


def test_errors_agree_that_happened_for_the_same_reason():
    def same(one, other):
        return sort(error_of(one)) == sort(error_of(other))

    assert same(lambda x: 0.1 * x.grad, lambda x: 2 - x.grad)
    assert not same(lambda x: 0.1 * x.grad, lambda x: 0.1 * loss_of.__doc__)
    assert same(lambda x: x + torch.ones(5), lambda x: torch.ones(4) - x)
    assert same(lambda x: x.sum().item().backward(), lambda x: x.mean().tolist().backward())
    assert not same(lambda x: x.meen(), lambda x: x.maen())
    assert not same(lambda x: int("a"), lambda x: int("b"))


@given(st.lists(st.sampled_from(["It is so.", "Hint: do that.", "x" * 80, "a; b", "but expected one of"]), max_size=30))
def test_a_long_message_ends_where_a_sentence_does(parts):
    said = " ".join(parts)
    short = shortened(said)
    assert said.startswith(short)
    assert len(short) <= LONGEST or not re.search(r"[.;]\s", said[:LONGEST])
    rest = said[len(short) :].strip(", ")
    assert not rest or short[-1:] in (".", ";", "") or rest.startswith(("but expected one of", "Hint:"))
