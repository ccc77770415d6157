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
    for axis, x in zip(axes, at, strict=True):
        table = np.tensordot(weights(*axis, x), table, 1)
    return table


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

    bases = [{name: values[-1] for name, values in positions.items()}, anywhere(), anywhere()]
    axes = [_axis(look, name, values, bases, tolerance / 4, most) for name, values in positions.items()]
    if None in axes:
        return None
    table = [look(dict(zip(positions, node, strict=True))) for node in product(*(places(*axis) for axis in axes))]
    if any(array is None for array in table):
        return None
    table = np.reshape(table, (*(axis[1] for axis in axes), -1))
    for values in (anywhere() for _ in range(50)):
        seen = look(values)
        if seen is None or np.abs(between(axes, table, values.values()) - seen).max() > tolerance:
            return None
    return axes, table


def straight(positions, values, seen, tolerance):
    """Axes of two nodes and the table that comes nearest to arrays seen (N, size) at N places, or None if not near."""
    axes = [("line", 2, places[0], places[-1]) for places in positions.values()]
    shares = np.array(
        [reduce(np.kron, [weights(*axis, x) for axis, x in zip(axes, place, strict=True)]) for place in values]
    )
    table = np.linalg.lstsq(shares, np.array(seen), rcond=None)[0]
    return None if np.abs(shares @ table - seen).max() > tolerance else (axes, table)


def _axis(look, name, values, bases, tolerance, most):
    """The axis of one slider, with as few nodes as do wherever the others stand."""

    def along(places):
        rows = [[look({**base, name: value}) for value in places] for base in bases]
        return None if any(array is None for row in rows for array in row) else np.array(rows).swapaxes(0, 1)

    sample = [*values[:: max(1, len(values) // 12)], values[-1]]
    seen, second = along(sample), along(values[1:2])
    if seen is None or second is None:
        return None
    # Round a circle the first position comes after the last, and is as near to it as to the second.
    if 0 < np.abs(seen[-1] - seen[0]).max() < 2 * np.abs(second - seen[0]).max():
        kind, high = "circle", values[-1] + values[1] - values[0]
    else:
        kind, high = "line", values[-1]
    for n in range(1, most + 1, 2 if kind == "circle" else 1):
        axis = kind, n, values[0], high
        table = along(places(*axis))
        if table is None:
            return None
        off = max(np.abs(between([axis], table, [x]) - row).max() for x, row in zip(sample, seen, strict=True))
        if off <= tolerance:
            return axis
        if n == 3:
            at_three = off
        elif n >= 9 and off > at_three / 4:  # it jumps, and no number of nodes will do
            return None
    return None
