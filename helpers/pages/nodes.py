"""What is smooth, by its values at a few nodes: between them it is interpolated, here and in player.js."""

import random
from functools import reduce
from itertools import product

import numpy as np

# An axis is (kind, n, low, high): n Chebyshev nodes from low to high on a "line", or n equal steps round a "circle".


def places(kind, n, low, high):
    """The nodes of an axis (n,)."""
    if kind == "circle":
        return low + (high - low) * np.arange(n) / n
    if n == 1:
        return np.array([(low + high) / 2])
    return (low + high) / 2 - (high - low) / 2 * np.cos(np.pi * np.arange(n) / (n - 1))


def weights(kind, n, low, high, x):
    """How much each node counts at x (n,), by the barycentric formula; round a circle n is odd."""
    j = np.arange(n)
    off = x - places(kind, n, low, high)
    if kind == "circle":
        off = np.sin(np.pi * off / (high - low))
    if (np.abs(off) < 1e-12).any():
        return (np.abs(off) < 1e-12).astype(float)
    share = (-1.0) ** j / off
    if kind == "line":
        share[[0, -1]] /= 2 if n > 1 else 1
    return share / share.sum()


def between(axes, table, at):
    """Values (size,) at a place, of a table (n of the first axis, n of the second, ..., size)."""
    return reduce(
        lambda left, pair: np.tensordot(weights(*pair[0], pair[1]), left, 1), zip(axes, at, strict=True), table
    )


def fit(look, positions, tolerance, most):
    """Axes and a table of a function of sliders, or None where it is not smooth.

    look: of {slider: value}, an array (size,), or None where the function has another shape than elsewhere.
    positions: {slider: list of its values}.
    tolerance: the largest difference allowed, in the units of the function, of the interpolated values.
    most: nodes of one axis.
    """
    chance = random.Random(1)

    def anywhere():
        return {name: chance.choice(values) for name, values in positions.items()}

    bases = [anywhere() for _ in range(3)]
    axes = [_axis(look, name, values, bases, tolerance / 4, most) for name, values in positions.items()]
    if None in axes:
        return None
    table = np.array([look(dict(zip(positions, node, strict=True))) for node in product(*(places(*a) for a in axes))])
    table = table.reshape(*(axis[1] for axis in axes), -1)
    for values in (anywhere() for _ in range(50)):
        seen = look(values)
        if seen is None or np.abs(between(axes, table, values.values()) - seen).max() > tolerance:
            return None
    return axes, table


def _axis(look, name, values, bases, tolerance, most):
    """The axis of one slider, with as few nodes as do wherever the others stand."""
    low, high, n = values[0], values[-1], 1
    kind = "line"
    for base in bases:
        sample = values[:: max(1, len(values) // 12)]
        seen = [look({**base, name: value}) for value in [*sample, values[1], high]]
        if any(array is None for array in seen):
            return None
        seen = np.array(seen)
        *_, second, last = seen
        # After the last position it begins again, so the first is as near to it as to the second.
        if 0 < np.abs(last - seen[0]).max() < 2 * np.abs(second - seen[0]).max():
            kind, high = "circle", high + values[1] - low
        while True:
            axis = kind, n, low, high
            table = [look({**base, name: value}) for value in places(*axis)]
            if any(array is None for array in table):
                return None
            found = np.array([between([axis], np.array(table), [value]) for value in sample])
            if np.abs(found - seen[: len(sample)]).max() <= tolerance:
                break
            n += 1 if kind == "line" else 2
            if n > most:
                return None
    return axis
