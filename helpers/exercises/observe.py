"""What can be seen of a wrong answer without guessing why: it is said before the bare numbers.

Each finder takes the learner's function and the right one, and what came of both on every probe, and returns words or
nothing. What is seen is true whatever the cause; a cause is left to the declared mistakes.
"""

from types import BuiltinFunctionType, FunctionType, GeneratorType, MethodType

import torch
from torch import Tensor

from .compare import ORDER, described, flat, is_a, quoted, unlike
from .reading import never_read, read_from_the_notebook, written_in
from .trial import attempt, made


def observed(function, right, outcomes, wanted, rtol, mistakes=()):
    """The first thing to be seen of an answer, in words, or "". Mistakes are pairs of a hint and its outcomes."""
    values = [(got.value, right_one.value) for got, right_one in zip(outcomes, wanted, strict=True)]
    ended = all(outcome.error is None for outcome in (*outcomes, *wanted))
    if not ended or not any(unlike(got, right_one, rtol) for got, right_one in values):
        values = []  # what is wrong then is not what it returns
    finders = (
        lambda: not_called(values),
        lambda: another_box(values, rtol),
        lambda: cut_off(values, rtol),
        lambda: transposed(values, rtol),
        lambda: another_order(values, rtol),
        lambda: a_factor(values, rtol),
        lambda: one_part(values, rtol),
        lambda: one_of_several(values, rtol),
        lambda: besides(outcomes, mistakes, rtol) if values and not right_numbers(values, rtol) else "",
        lambda: never_read(function, right),
        lambda: read_from_the_notebook(function, right),
        lambda: written_in(function, right, outcomes),
        lambda: always_the_same(values),
    )
    return next(filter(None, (find() for find in finders)), "")


# --- the results ----------------------------------------------------------------------------------


def flats(values):
    """Pairs of all numbers that came and that should come, if there are as many in each probe; else nothing."""
    pairs = [(flat(got), flat(wanted)) for got, wanted in values]
    fit = pairs and all(a is not None and b is not None and a.shape == b.shape and len(b) for a, b in pairs)
    return pairs if fit else []


def joined(values):
    """All numbers that came and that should come, of all probes, or (None, None)."""
    pairs = flats(values)
    return tuple(torch.cat(part) for part in zip(*pairs, strict=True)) if pairs else (None, None)


def right_numbers(values, rtol):
    """Whether all numbers are right and in their order, whatever holds them."""
    pairs = flats(values)
    return bool(pairs) and not any(unlike(got, wanted, rtol) for got, wanted in pairs)


def another_box(values, rtol):
    if not right_numbers(values, rtol):
        return ""
    got, wanted = next((got, wanted) for got, wanted in values if unlike(got, wanted, rtol))
    while is_a(got, list, tuple) and is_a(wanted, list, tuple) and len(got) == len(wanted):
        got, wanted = next((g, w) for g, w in zip(got, wanted, strict=True) if unlike(g, w, rtol))
    # Whole numbers in place of others, for example; or what belongs into one part lies in the next.
    if described(got) == described(wanted) or not right_numbers([(got, wanted)], rtol):
        return ""
    make = ""
    if is_a(wanted, Tensor) and is_a(got, list, tuple):
        make = ". `torch.stack` makes one tensor of several, `torch.tensor` one of plain numbers"
    return f"The numbers are right. They come as {described(got)}, expected {described(wanted)}{make}"


def not_called(values):
    for got, _ in values:
        if is_a(got, BuiltinFunctionType, FunctionType, MethodType):
            name = quoted(got.__name__)
            return f"Your function returns the function {name} itself. To call it takes parentheses, `()`"
        if is_a(got, GeneratorType):
            return "With `yield` in it, a function gives no result but a generator; `return` gives the result"
    return ""


def cut_off(values, rtol):
    """The right numbers with fewer digits."""
    got, wanted = joined(values)
    if got is None or not unlike(got, wanted, rtol) or len(got[got != 0].unique()) < 2 or not wanted.isfinite().all():
        return ""
    for decimals in range(1, 4):
        enough = wanted.abs().max() > 3 * 10**-decimals  # fewer digits would be luck
        if enough and torch.allclose(got, wanted.round(decimals=decimals), rtol=1e-6, atol=0):
            places = f"{decimals} decimal" + "s" * (decimals > 1)
            return f"These are the right numbers, rounded to {places}. Do not round them"
    whole = any(torch.equal(got, cut(wanted)) for cut in (torch.round, torch.trunc, torch.floor))
    return "These are the right numbers without their decimals" if whole and wanted.abs().max() > 3 else ""


def transposed(values, rtol):
    tables = [(got, wanted) for got, wanted in values if is_a(got, Tensor) and got.ndim == 2]
    if not values or len(tables) < len(values) or any(unlike(got.T, wanted, rtol) for got, wanted in tables):
        return ""
    return "The right numbers, with rows and columns exchanged"


def another_order(values, rtol):
    pairs = flats(values)
    if not any(unlike(got, wanted, rtol) for got, wanted in pairs):
        return ""
    if any(unlike(got.sort().values, wanted.sort().values, rtol) for got, wanted in pairs):
        return ""
    parts = [part for _, wanted in values if is_a(wanted, list, tuple) for part in wanted]
    if any(is_a(part, Tensor) and part.ndim for part in parts):  # between these, an order is not all there is
        return "All the numbers are there, and not all in their places"
    return "The right numbers, in another order"


FACTORS = {-1.0: "The sign is turned round", 2.0: "Everything is twice", 0.5: "Everything is half of"}


def a_factor(values, rtol):
    """One number by which all results differ from what is expected."""
    got, wanted = joined(values)
    if got is None or wanted.count_nonzero() < 2:
        return ""
    factor = (got @ wanted / (wanted @ wanted)).item()
    told = abs(factor) > 1e-9 and abs(factor - 1) > 0.01  # a factor of nearly 1 is an error of another kind
    if not told or not torch.isfinite(got).all() or unlike(got, factor * wanted, rtol):
        return ""
    words = next((words for known, words in FACTORS.items() if abs(factor / known - 1) < 1e-3), "")
    if words:
        return words + (" what is expected" if factor > 0 else ": everything is minus what is expected")
    return f"Everything is {factor:.4g} times what is expected"


def one_part(values, rtol):
    """Of several results in one some are right, some not."""
    pairs = [(got, wanted) for got, wanted in values if is_a(wanted, list, tuple) and is_a(got, list, tuple)]
    if not values or len(pairs) < len(values) or any(len(got) != len(wanted) for got, wanted in pairs):
        return ""
    if len({len(wanted) for _, wanted in pairs}) != 1 or len(pairs[0][1]) not in (2, 3, 4):
        return ""
    places = range(len(pairs[0][1]))
    right = [not any(unlike(got[place], wanted[place], rtol) for got, wanted in pairs) for place in places]
    if not any(right) or all(right):
        return ""
    named = [ORDER[place] for place in places]
    good = " and ".join(name for name, is_right in zip(named, right, strict=True) if is_right)
    bad = " and ".join(name for name, is_right in zip(named, right, strict=True) if not is_right)
    return f"Of the {len(right)} results the {good} is as expected, the {bad} not"


def one_of_several(values, rtol):
    """One result alone, where several are asked for."""
    several = [
        wanted for got, wanted in values if is_a(wanted, tuple) and not is_a(got, list, tuple) and len(wanted) < 5
    ]
    if not values or len(several) < len(values) or len({len(wanted) for wanted in several}) > 1:
        return ""
    for place in range(min(len(several[0]), len(ORDER))):
        if not any(unlike(got, wanted[place], rtol) for got, wanted in values):
            return f"This is the {ORDER[place]} of {len(several[0])} results. Return all of them, with commas between"
    return ""


def always_the_same(values):
    if len(values) < 2 or not unlike(values[0][1], values[1][1], 1e-6):
        return ""
    first = values[0][0]
    if first is None or flat(first) is None or any(unlike(got, first, 0) for got, _ in values[1:]):
        return ""
    return "Your function gives the same result for every input"


# --- more calls -----------------------------------------------------------------------------------


def ignored(function, task, outcomes):
    """An argument that is read and has no effect: another value of it alone changes the right result, and not yours."""
    if task.optimizers or not is_a(function, FunctionType) or any(outcome.value is None for outcome in outcomes):
        return ""
    for place, name in enumerate(task.names):
        told = [_differs(function, task, probe, place) for probe in task.probes[:3]]
        if told and all(mine is False and ours for mine, ours in told):
            return f"Another `{name}` alone changes the right result, and does not change yours"
    return ""


def _differs(function, task, probe, place):
    """Whether (the learner's result, the right one) differ with another argument at a place; None where one fails."""

    def other():
        arguments = list(made(probe))
        arguments[place] = another(arguments[place])
        return tuple(arguments)

    if another(made(probe)[place]) is None:
        return None, None
    differ = []
    for called in (task.answer, function):
        before, after = attempt(called, probe, task.names), attempt(called, other, task.names)
        ended = before.error is None is after.error
        differ.append(bool(unlike(after.value, before.value, task.rtol)) if ended else None)
        if not differ[0]:
            return None, None
    return differ[1], differ[0]


def another(value):
    """Another value of the same kind, or None."""
    if is_a(value, bool):
        return None
    if is_a(value, int):
        return value + 1
    if is_a(value, float):
        return 1.25 * value or 0.25
    if not is_a(value, Tensor) or not value.is_floating_point():
        return None
    uneven = torch.linspace(1.25, 1.5, value.numel()).reshape(value.shape)  # a scale alone may rightly not matter
    return (value.detach() * uneven + 0.25).requires_grad_(value.requires_grad)


# --- two slips at once ----------------------------------------------------------------------------


def besides(outcomes, mistakes, rtol):
    """The hint of the one known mistake that the results differ from by a sign, by 2, or in their order, and that."""
    said = set()
    for hint, known in mistakes:
        values = [(got.value, same.value) for got, same in zip(outcomes, known, strict=True)]
        clean = all(outcome.error is None and not outcome.effects for outcome in (*outcomes, *known))
        if not clean or sum(len(part) for part, _ in flats(values)) < 3:
            continue
        factor = next((factor for factor in FACTORS if _by_factor(values, factor, rtol)), None)
        if factor:
            said.add((hint, {-1.0: "minus", 2.0: "twice", 0.5: "half of"}[factor] + " that"))
        elif another_order(values, rtol):
            said.add((hint, "in another order"))
    if len(said) != 1:
        return ""
    ((hint, way),) = said
    return f"{hint.rstrip('.')}{'' if hint.endswith('?') else '.'} And besides, everything is {way}"


def _by_factor(values, factor, rtol):
    got, wanted = joined(values)
    return wanted.count_nonzero() > 1 and wanted.isfinite().all() and not unlike(got, factor * wanted, rtol)
