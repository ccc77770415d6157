"""Readings, lines among them, and their differences."""

import numpy as np

from ..text import rounded
from .parts import C_LABEL, LINE_COLOURS, LINE_STYLES, U_LABEL, scatter
from .picture import BLACK, BLUE, LOSS, VALIDATION, Picture, array, in_style

MOST_DRAWN = 1000  # more would hide one another, and take long to draw


def drawn(u, c):
    """Which of the readings (N,) a picture shows: all, or of more than MOST_DRAWN some at random, always the same.

    The outermost are always among them: they may be slips, and are what one looks for.
    """
    if len(u) <= MOST_DRAWN:
        return np.arange(len(u))
    outermost = [u.argmin(), u.argmax(), c.argmin(), c.argmax()]
    some = np.random.default_rng(0).choice(len(u), MOST_DRAWN - len(outermost), replace=False)
    return np.union1d(some, outermost)


@in_style
def readings(
    t_u, t_c, lines=None, residuals=False, ylim=None, xlabel=U_LABEL, held_out=(), curves=None, ylabel=C_LABEL
):
    """The readings (N,), with lines given as {label: (w, b)}, and residuals to the first of them if asked.

    held_out: indices of readings kept for validation; curves: {label: (x, y)}, where a line is not enough.
    Of more than MOST_DRAWN readings it shows some, and says how many.
    """
    picture = Picture(height=3.6)
    axes = picture.axes[0]
    u, c = array(t_u), array(t_c)
    shown = drawn(u, c)
    points, size = scatter(axes, u[shown], c[shown]), {}
    if len(shown) < len(u):
        size = {"markersize": 3, "mew": 0.7}
        points.set(label=f"readings, {len(shown):,} of {len(u):,} drawn", **size)
    if residuals:  # small circles, so that small differences are seen
        points.set(markersize=4.5, mew=1.3)
    span = u.max() - u.min()
    x = np.array([u.min() - 0.12 * span, u.max() + 0.12 * span])
    for i, (label, (w, b)) in enumerate((lines or {}).items()):
        w, b = float(w), float(b)
        axes.plot(x, w * x + b, LINE_STYLES[i % 4], color=LINE_COLOURS[i % 4], label=label)
        if residuals and i == 0:
            ends = c[shown], w * u[shown] + b
            axes.vlines(u[shown], *ends, color=LOSS, lw=1.6, label="difference, predicted minus true")
    for i, (label, (along, heights)) in enumerate((curves or {}).items(), start=len(lines or {})):
        axes.plot(array(along), array(heights), LINE_STYLES[i % 4], color=LINE_COLOURS[i % 4], label=label)
    held = np.asarray(held_out, dtype=int)
    if len(held):
        marked = np.intersect1d(held, shown)
        (squares,) = axes.plot(u[marked], c[marked], "s", color=VALIDATION, mec=BLACK, ms=9, label="held out", zorder=6)
        squares.set(**size)
    # Names from a file may hold dollar signs, between which Matplotlib would read mathematics.
    axes.set(xlim=x, xlabel=xlabel.replace("$", r"\$"), ylabel=ylabel.replace("$", r"\$"))
    if ylabel != C_LABEL:  # room for numbers of any size
        picture.margins(left=1.05)
        axes.ticklabel_format(scilimits=(-2, 4))
    if ylim:
        axes.set_ylim(ylim)
    axes.legend(loc="best")
    unit = " °C" if ylabel == C_LABEL else f", {ylabel}"
    picture.alt = (
        f"Scatter plot of {len(u)} readings from {u.min():g} to {u.max():g} against {c.min():g} to {c.max():g}{unit}"
        + (f", {len(held)} of them held out" if len(held) else "")
        + (f", {len(shown)} of them drawn" if len(shown) < len(u) else "")
        + "".join(f"; line: {label}" for label in (*(lines or {}), *(curves or {})))
        + ("; vertical bars show the differences." if residuals else ".")
    )
    return picture


@in_style
def differences(t_u, errors):
    """Differences t_p - t_c (N,) per reading, and their squares, with both means."""
    picture = Picture(columns=2, height=3.3)
    u, d = array(t_u), array(errors)
    for axes, values, label in zip(picture.axes, (d, d**2), ("difference, °C", "squared difference, °C²"), strict=True):
        axes.vlines(u, 0, values, color=LOSS, lw=2)
        axes.plot(u, values, "o", color=LOSS, ms=6)
        axes.axhline(0, color=BLACK, lw=1)
        axes.axhline(values.mean(), color=BLUE, ls="--", label=f"mean {rounded(values.mean(), decimals=2)}")
        axes.set(xlabel=U_LABEL, ylabel=label)
        axes.legend(loc="best")
    picture.alt = (
        f"Two stem plots over the readings: differences with mean {rounded(d.mean(), decimals=2)} °C and "
        f"squared differences with mean {rounded((d**2).mean(), decimals=2)} °C²."
    )
    return picture
