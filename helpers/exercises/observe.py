"""What can be seen of a wrong answer without guessing why: it is said before the bare numbers.

Each finder takes the learner's function and the right one, and what came of both on every probe, and returns words or
nothing. What is seen is true whatever the cause; a cause is left to the declared mistakes.
"""

import dis
import inspect

import torch
from torch import Tensor

from .compare import as_tensor, described, is_a, quoted, unlike

MANY = 1_000_000  # results with more numbers than this are not looked at; no exercise asks for so many


def observed(function, right, outcomes, wanted, rtol):
    """The first thing to be seen of an answer, in words, or ""."""
    values = [(got.value, right_one.value) for got, right_one in zip(outcomes, wanted, strict=True)]
    ended = all(outcome.error is None for outcome in (*outcomes, *wanted))
    if not ended or not any(unlike(got, right_one, rtol) for got, right_one in values):
        values = []  # what is wrong then is not what it returns
    finders = (
        lambda: another_box(values, rtol),
        lambda: another_order(values, rtol),
        lambda: a_factor(values, rtol),
        lambda: one_part(values, rtol),
        lambda: never_read(function, right),
        lambda: read_from_the_notebook(function, right),
        lambda: always_the_same(values),
    )
    return next(filter(None, (find() for find in finders)), "")


# --- the code -------------------------------------------------------------------------------------


def never_read(function, right):
    """An argument that the right function uses, and this one never looks at."""
    code = getattr(function, "__code__", None)
    if code is None or code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS):
        return ""
    mine = code.co_varnames[: code.co_argcount]
    ours = right.__code__.co_varnames[: right.__code__.co_argcount]
    used, needed = names_read(code), names_read(right.__code__)
    unread = [m for m, o in zip(mine, ours, strict=False) if m not in used and o in needed]
    return f"Your function never reads {' and '.join(map(quoted, unread))}" if unread else ""


def names_read(code):
    """The local names that code reads, its inner functions included."""
    found = set()
    for step in dis.get_instructions(code):
        if step.opname.startswith(("LOAD_FAST", "LOAD_DEREF", "LOAD_CLOSURE", "STORE_FAST_LOAD_FAST")):
            names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
            found |= set(names[1:] if step.opname.startswith("STORE_FAST_LOAD") else names)
    for constant in code.co_consts:
        if inspect.iscode(constant):
            found |= names_read(constant)
    return found


def read_from_the_notebook(function, right):
    """Numbers of the notebook that an answer reads where it has arguments of its own."""
    try:
        names = inspect.getclosurevars(function).globals
    except (TypeError, ValueError):
        return ""
    data = [name for name, value in names.items() if is_a(value, Tensor, int, float) and not is_a(value, bool)]
    arguments = ", ".join(inspect.signature(right).parameters)
    whose = f"Your function reads {' and '.join(map(quoted, data))} of the notebook"
    return f"{whose}. Where it is called with others, its arguments `{arguments}` count" if data else ""


# --- the results ----------------------------------------------------------------------------------


def flat(value):
    """All numbers of a value, one after the other, or nothing where it holds anything else."""
    if is_a(value, list, tuple):
        parts = [flat(part) for part in value]
        return None if not parts or any(part is None for part in parts) else torch.cat(parts)
    tensor = as_tensor(value)
    if type(value).__module__ == "numpy" and not is_a(tensor, Tensor) and hasattr(value, "dtype"):
        try:
            tensor = torch.as_tensor(value)
        except (TypeError, ValueError):
            return None
    if not is_a(tensor, Tensor) or tensor.is_complex() or tensor.numel() > MANY:
        return None
    return tensor.detach().double().reshape(-1)


def flats(values):
    """Pairs of all numbers that came and that should come, if there are as many in each probe; else nothing."""
    pairs = [(flat(got), flat(wanted)) for got, wanted in values]
    fit = pairs and all(a is not None and b is not None and a.shape == b.shape and len(b) for a, b in pairs)
    return pairs if fit else []


def another_box(values, rtol):
    pairs = flats(values)
    if not pairs or any(unlike(got, wanted, rtol) for got, wanted in pairs):
        return ""
    got, wanted = next((got, wanted) for got, wanted in values if unlike(got, wanted, rtol))
    if described(got) == described(wanted):  # whole numbers in place of others, for example
        return ""
    make = ""
    if is_a(wanted, Tensor) and is_a(got, list, tuple):
        make = ". `torch.stack` makes one tensor of several, `torch.tensor` one of plain numbers"
    return f"The numbers are right. They come as {described(got)}, expected {described(wanted)}{make}"


def another_order(values, rtol):
    pairs = flats(values)
    if not any(unlike(got, wanted, rtol) for got, wanted in pairs):
        return ""
    if any(unlike(got.sort().values, wanted.sort().values, rtol) for got, wanted in pairs):
        return ""
    return "The right numbers, in another order"


FACTORS = {-1.0: "The sign is turned round", 2.0: "Everything is twice", 0.5: "Everything is half of"}


def a_factor(values, rtol):
    """One number by which all results differ from what is expected."""
    pairs = flats(values)
    if not pairs or sum(wanted.count_nonzero().item() for _, wanted in pairs) < 2:
        return ""
    got, wanted = (torch.cat(part) for part in zip(*pairs, strict=True))
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
    named = [("first", "second", "third", "fourth")[place] for place in places]
    good = " and ".join(name for name, is_right in zip(named, right, strict=True) if is_right)
    bad = " and ".join(name for name, is_right in zip(named, right, strict=True) if not is_right)
    return f"Of the {len(right)} results the {good} is as expected, the {bad} not"


def always_the_same(values):
    if len(values) < 2 or not unlike(values[0][1], values[1][1], 1e-6):
        return ""
    first = values[0][0]
    if first is None or flat(first) is None or any(unlike(got, first, 0) for got, _ in values[1:]):
        return ""
    return "Your function gives the same result for every input"
