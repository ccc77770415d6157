"""The engine that a learner builds in 5.7.5, with the course's own pieces: PyTorch is the judge."""

import contextlib
import io
import itertools

import pytest
import tidy
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers import exercises, show

NOTEBOOK = tidy.parse((tidy.ROOT / "notebooks" / "5_7_5_engine.ipynb").read_text(encoding="utf-8"))
PIECES = [exercises.find(f"5_7_5 {name}").answer for name in ("rule of a product", "rule of a power", "walk back")]
PIECES.append(exercises.find("5_7_5 oldest first").answer)
CELLS = ("rule-of-a-sum", "number", "record", "manners")


def built():
    names = {piece.__name__: piece for piece in PIECES} | {"itertools": itertools}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in NOTEBOOK.cells:
            if cell.id in CELLS:
                exec(cell.source, names)
    return names


ENGINE = built()
numbers = st.floats(-2, 2).filter(lambda value: abs(value) > 0.1)
# Each step: what is done, and with which of the earlier results or with which plain number.
steps = st.lists(
    st.tuples(st.sampled_from("+-*^r"), st.integers(0, 99), st.one_of(st.integers(0, 99), numbers)),
    min_size=1,
    max_size=12,
)


def computed(x, y, steps):
    """The same computation with whatever x and y are."""
    made = [x, y]
    for sign, one, other in steps:
        one = made[one % len(made)]
        other = made[other % len(made)] if isinstance(other, int) else other
        if sign == "^":
            made.append((one * 0.5) ** 2)
        elif sign == "r":
            made.append(2 * one + (1 + one) * 0.25)
        else:
            made.append(one + other if sign == "+" else one - other if sign == "-" else one * other * 0.5)
    return made[-1] + 0 * x + 0 * y


@given(numbers, numbers, steps)
def test_its_gradient_is_that_of_autograd_for_whatever_is_computed(x, y, steps):
    ours = [ENGINE["Number"](value) for value in (x, y)]
    end = computed(*ours, steps)
    ENGINE["walk_back"](ENGINE["order"](end))
    theirs = [torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (x, y)]
    expected = computed(*theirs, steps)
    expected.backward()
    assert end.value == pytest.approx(expected.item(), rel=1e-9, abs=1e-9)
    assert [number.grad for number in ours] == pytest.approx([t.grad.item() for t in theirs], rel=1e-6, abs=1e-6)


@given(numbers, st.integers(-3, 4))
def test_a_power_has_the_slope_that_autograd_finds(a, n):
    number, tensor = ENGINE["Number"](a), torch.tensor(a, dtype=torch.float64, requires_grad=True)
    ENGINE["walk_back"](ENGINE["order"](number**n))
    (tensor**n).backward()
    assert number.grad == pytest.approx(tensor.grad.item(), rel=1e-9)


def test_a_sum_of_many_is_walked_and_let_go_without_a_limit():
    x = ENGINE["Number"](3.0)
    end = sum(x * u for u in range(20_000))
    ENGINE["walk_back"](ENGINE["order"](end))
    assert x.grad == sum(range(20_000))
    del end


def test_the_pieces_that_the_notebook_unfolds_are_the_solutions():
    (cell,) = (cell for cell in NOTEBOOK.cells if cell.id == "answers")
    for piece in PIECES:
        assert f"\n{show.code(piece)}\n" in cell.source
