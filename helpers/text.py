"""Numbers as text: four significant digits, the same on every machine."""

import math

from torch import Tensor


def rounded(value, decimals=None):
    """A number with four significant digits; several numbers in parentheses.

    The fifth digit of a float32 computation may differ between machines, so it is not shown.

    Args:
        value: a number, a tensor of shape () or (K,), or a list or tuple of numbers.
        decimals: at most this many digits after the point, for values that are
            small remainders of large sums, such as a gradient near the minimum.
    Returns:
        For example "1764", "33,600", "5.802e+06", "(4517, 82.6)".
    """
    if isinstance(value, Tensor):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        nested = [rounded(v, decimals) if isinstance(v, (list, tuple)) else _digits(v, decimals) for v in value]
        return f"({', '.join(nested)})"
    text = _digits(value, decimals)
    # Among several numbers a comma separates them, so only a single one has it in its thousands.
    return f"{int(text):,}" if text.lstrip("-").isdigit() and abs(int(text)) >= 1e4 else text


def _digits(value, decimals):
    if not math.isfinite(value):
        return str(float(value))
    number = float(f"{value:.4g}")
    if decimals is not None:
        number = round(number, decimals)
    number += 0.0  # turns -0.0 into 0.0
    return f"{number:.0f}" if 1e4 <= abs(number) < 1e6 else f"{number:.4g}"
