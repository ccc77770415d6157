"""Compares a learner's value, which may be anything, with the expected one, and says in words what is different."""

import numbers
import re
from types import FunctionType

import torch
from torch import Tensor

from ..checks import shape_of
from ..text import rounded

LARGE = 1_000_000  # what has more numbers than this is not copied or looked at; no exercise asks for so many
FEW = 6  # as many numbers are shown one by one
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven")
ORDER = ("first", "second", "third", "fourth")


def is_a(value, *kinds):
    """isinstance, without asking the object itself, which may say anything."""
    return issubclass(type(value), kinds)


def unlike(got, wanted, rtol):
    """What is different about a value, in words; nothing where it is as wanted."""
    given, expected = as_tensor(got), as_tensor(wanted)
    if is_a(given, Tensor) and is_a(expected, Tensor):
        if given.shape != expected.shape:
            return f"got {described(got)}, expected {described(wanted)}"
        if not (forms := kinds(wanted)) & kinds(got):
            return f"got {sorted(kinds(got))[0]} ({given.dtype}), expected {sorted(forms)[0]}"
        close = _close(given, expected, rtol)
        return "" if close.all() else _difference(given, expected, close)
    if is_a(got, list, tuple) and is_a(wanted, list, tuple):
        if len(got) != len(wanted):
            return f"got {described(got)}, expected {len(wanted)} of them"
        differences = (unlike(g, w, rtol) for g, w in zip(got, wanted, strict=True))
        return next((f"{_which(place, len(got))}: {words}" for place, words in enumerate(differences) if words), "")
    if got is wanted or (type(got) is type(wanted) is str and got == wanted):
        return ""
    if got is None:
        return f"it returned None, expected {described(wanted)}. Is there a `return` in it, with something after it?"
    return f"got {described(got)}, expected {described(wanted)}"


def _which(place, count):
    """One of several results, in words."""
    if count == 1:
        return "the one in it"
    if count <= len(ORDER):
        return f"of the {COUNTS[count]} results the {ORDER[place]}"
    return f"of the {count} results the one at index {place}"


def distance(got, wanted):
    """How clearly a value differs from the wanted one, to be seen by whoever reads both: from 0 to 1, or 2.

    0: the same. Up to 1: numbers, by the share of the larger one that they are apart. 2: different in kind.
    """
    given, expected = as_tensor(got), as_tensor(wanted)
    if is_a(given, Tensor) and is_a(expected, Tensor) and given.shape == expected.shape and kinds(got) & kinds(wanted):
        given, expected = given.cpu().double().reshape(-1), expected.cpu().double().reshape(-1)
        shares = ((given - expected).abs() / torch.maximum(given.abs(), expected.abs())).nan_to_num(1.0).clamp(max=1.0)
        return torch.where(given == expected, 0.0, shares).max().item() if len(shares) else 0.0
    if is_a(got, list, tuple) and is_a(wanted, list, tuple) and len(got) == len(wanted):
        return max((distance(g, w) for g, w in zip(got, wanted, strict=True)), default=0.0)
    return 2.0 if unlike(got, wanted, 0) else 0.0


def as_tensor(value):
    """A number in any of its usual forms as a tensor of shape (); everything else as it is."""
    if type(value).__module__ == "numpy" and type(value).__name__ in ("bool", "bool_"):
        value = bool(value)
    if type(value).__module__ == "numpy" and getattr(value, "shape", None) == () and hasattr(value, "item"):
        value = value.item()  # what `.numpy()` makes of a tensor of shape ()
    if not is_a(value, numbers.Real):
        return value
    try:
        return torch.tensor(value) if is_a(value, bool) else torch.tensor(float(value), dtype=torch.float64)
    except OverflowError:
        return torch.tensor(float("inf") if value > 0 else float("-inf"), dtype=torch.float64)


def kinds(value):
    """What a number counts as. Python's whole numbers pass for any, tensors of whole numbers do not."""
    if not is_a(value, Tensor) and is_a(value, numbers.Integral) and not is_a(value, bool):
        return {"floating-point numbers", "whole numbers"}
    tensor = as_tensor(value)
    if not is_a(tensor, Tensor):
        return set()
    if tensor.dtype == torch.bool:
        return {"true or false"}
    if tensor.is_complex():
        return {"complex numbers"}
    return {"floating-point numbers" if tensor.is_floating_point() else "whole numbers"}


def flat(value, depth=4):
    """All numbers of a value, one after the other, or nothing where it holds anything else."""
    if is_a(value, list, tuple):
        parts = [flat(part, depth - 1) for part in value] if depth else []
        return None if not parts or any(part is None for part in parts) else torch.cat(parts)
    tensor = as_tensor(value)
    if type(value).__module__ == "numpy" and not is_a(tensor, Tensor) and hasattr(value, "dtype"):
        try:
            tensor = torch.as_tensor(value)
        except (TypeError, ValueError):
            return None
    if not is_a(tensor, Tensor) or tensor.is_complex() or tensor.numel() > LARGE:
        return None
    return tensor.detach().double().reshape(-1)


def _close(given, expected, rtol):
    """Which are equal up to rtol, or, for those that are nearly 0, up to a hundredth of rtol of the largest number."""
    if rtol and given.is_floating_point():
        rtol = max(rtol, 4 * torch.finfo(given.dtype).eps)
    given, expected = given.cpu().double(), expected.cpu().double()
    finite = expected[expected.isfinite()].abs()
    largest = finite.max().item() if finite.numel() else 0.0
    return torch.isclose(given, expected, rtol=rtol, atol=rtol / 100 * (largest or 1.0), equal_nan=True)


def _difference(given, expected, close):
    where = ""
    if given.numel() > FEW:
        place = (~close).nonzero()[0].tolist()
        where = f"at index {', '.join(map(str, place))}: "
        given, expected = given[tuple(place)], expected[tuple(place)]
    got, wanted = shown(given), shown(expected)
    if got == wanted:
        return f"{where}got {got}, and the digits that are not shown are too far from what is expected"
    return f"{where}got {got}, expected {wanted}"


# --- words ----------------------------------------------------------------------------------------


def quoted(text, longest=160):
    """Text that a learner wrote or made, as code in Markdown: nothing in it is taken for markup."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text[: 2 * longest]).split())
    text = text if len(text) <= longest else text[: longest - 3] + "..."
    if "`" in text:
        fence = "`" * (1 + max(map(len, re.findall("`+", text))))
        return f"{fence} {text} {fence}"
    return f"`{text or '(nothing)'}`"


def shown(value):
    """The value itself, in few digits and few words."""
    return quoted(digits(value))


def digits(value, most=FEW):
    """The value in few digits, as plain text."""
    tensor = as_tensor(value)
    if is_a(tensor, Tensor):
        if tensor.numel() > most or 0 in tensor.shape or tensor.is_complex():
            start = f", {digits(tensor[:most].tolist())[:-1]}, ...)" if tensor.ndim == 1 and len(tensor) else ""
            return f"{tensor.numel()} numbers" + (start or f" of shape {shape_of(tensor)}")
        return _digits(tensor.tolist())
    if is_a(value, list, tuple):
        return _digits(list(map(digits, value[:most])), more=len(value) > most)
    if value is None or is_a(value, str):
        return repr(value)[:40]
    return value.__name__ if is_a(value, FunctionType, type) else type(value).__name__


def _digits(value, more=False):
    if isinstance(value, list):
        return f"({', '.join(map(_digits, value))}{',' * (len(value) == 1)}{', ...' * more})"
    # Commas separate numbers here, so none has one of its own.
    return (
        value if isinstance(value, str) else str(value) if isinstance(value, bool) else rounded(value).replace(",", "")
    )


def described(value):
    """What kind of thing the value is, in words; a single number with its digits."""
    if value is None:
        return "None"
    if is_a(value, Tensor):
        return f"{shown(value)}, " * (value.ndim == 0) + f"a tensor of shape {shape_of(value)}"
    if is_a(value, bool):
        return f"`{value}`"
    if is_a(value, numbers.Real):
        return f"the number {shown(value)}"
    if is_a(value, str):
        return f"the text {shown(value)}"
    if is_a(value, list, tuple):
        return f"a {'list' if is_a(value, list) else 'tuple'} of {len(value)}"
    if is_a(value, FunctionType):
        return f"a function, {shown(value)}"
    return f"an object of type {quoted(type(value).__name__, 40)}"
