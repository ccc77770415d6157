"""Where planets go, and how long they take."""

import numpy as np

from ..text import rounded
from .parts import LINE_COLOURS, LINE_STYLES, draw_sky, from_above, planet_axes
from .picture import BLACK, BLUE, DATA, MODEL, SKY, VALIDATION, Picture, array, in_style


@in_style
def orbit_from_above(longitude, distance, curves=None, held_out=(), sectors=()):
    """Left, the positions (N,) from above; right, distance over longitude. curves: {label: (longitudes, distances)};
    held_out: indices of positions; sectors: indices i to fill in the area swept from position i to i + 1."""
    picture = Picture(columns=2, height=4.1)
    picture.margins(left=0.8, between=0.9, top=0.2)
    left, right = picture.axes
    u, r = array(longitude), array(distance)
    draw_sky(left)
    for i in sectors:
        x, y = from_above(u[i : i + 2], r[i : i + 2])
        left.fill(np.append(0, x), np.append(0, y), color=SKY, alpha=0.5, ec=BLUE, lw=1)
    for i, (label, (along, heights)) in enumerate((curves or {}).items()):
        style = {"ls": LINE_STYLES[i % 4], "color": LINE_COLOURS[i % 4], "lw": 1.6}
        left.plot(*from_above(along, heights), **style)
        right.plot(array(along), array(heights), label=label, **style)
    held = np.isin(np.arange(len(u)), np.asarray(held_out, dtype=int))
    for axes, x, y in ((left, *from_above(u, r)), (right, u, r)):
        axes.plot(x[~held], y[~held], "o", color=DATA, mfc="white", mew=1.3, ms=5, label="Mars", zorder=5)
        if held.any():
            axes.plot(x[held], y[held], "s", color=VALIDATION, mec=BLACK, ms=5, label="held out", zorder=5)
    right.set(xlabel="longitude, degrees", ylabel="distance, au", xlim=(0, 360), ylim=(1.34, 1.95))
    right.set_xticks([0, 90, 180, 270, 360])
    right.legend(loc="upper left", fontsize=9.5)
    picture.alt = (
        f"{len(u)} positions of Mars, from above and over longitude, at {rounded(r.min())} to {rounded(r.max())} au"
        + "".join(f"; {label}" for label in curves or {})
        + (f"; {held.sum()} of them held out" if held.any() else "")
        + (f"; {len(sectors)} swept areas filled in" if sectors else "")
        + "."
    )
    return picture


@in_style
def orbit_errors(longitude, errors, ylabel):
    """Errors (N,) of several models over the longitude."""
    picture = Picture(height=3.6)
    axes = picture.axes[0]
    for i, (label, values) in enumerate(errors.items()):
        axes.plot(
            array(longitude), array(values), ("o", "s", "^", "D")[i % 4], color=LINE_COLOURS[i % 4], ms=6, label=label
        )
    axes.axhline(0, color=BLACK, lw=1)
    axes.set(xlabel="longitude, degrees", ylabel=ylabel, xlim=(0, 360))
    axes.set_xticks([0, 90, 180, 270, 360])
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4)
    picture.alt = f"{ylabel} over the longitude: " + "; ".join(
        f"{label}, at most {rounded(np.abs(array(values)).max(), decimals=4)}" for label, values in errors.items()
    )
    return picture


@in_style
def planets(axis, period, names, line=None, held_out=()):
    """Periods over half axes (N,), left as they are, right in logarithms; line: (w, b) for those of base 10."""
    picture = Picture(columns=2, height=4.1)
    picture.margins(left=0.85, between=0.95, top=0.4)
    a, t = array(axis), array(period)
    held = np.isin(np.arange(len(a)), np.asarray(held_out, dtype=int))
    for axes in picture.axes:
        if line is not None:
            w, b = array(line)
            x = np.logspace(np.log10(a.min()) - 0.1, np.log10(a.max()) + 0.1, 200)
            axes.plot(x, 10**b * x**w, color=MODEL, label="fitted", zorder=1)
        axes.plot(a[~held], t[~held], "o", color=DATA, mfc="white", mew=1.6, ms=7, label="planets")
        if held.any():
            axes.plot(a[held], t[held], "s", color=VALIDATION, mec=BLACK, ms=9, label="held out")
    left, right = picture.axes
    planet_axes(left, right)
    left.set(xlim=(-1, 48), ylim=(-8, 190))
    right.set(xlim=(0.25, 200), ylim=(0.1, 400))
    for name, x, y in zip(names, a, t, strict=True):
        right.annotate(name, (x, y), xytext=(8, -5), textcoords="offset points", fontsize=9.5)
        if x > 5:  # the others lie upon one another there
            left.annotate(name, (x, y), xytext=(8, -5), textcoords="offset points", fontsize=9.5)
    if line is not None or held.any():  # with one kind of mark, one in a legend would look like a planet more
        left.legend(loc="lower left", bbox_to_anchor=(-0.05, 1.0), ncols=3)
    picture.alt = (
        f"Periods of {len(a)} planets, {rounded(t.min())} to {rounded(t.max())} years, over their half axes, "
        f"{rounded(a.min())} to {rounded(a.max())} au: left half of them crowd in a corner, "
        "right, in logarithms, they stand in a row"
        + ("; the fitted line" if line is not None else "")
        + (f"; {held.sum()} held out" if held.any() else "")
        + "."
    )
    return picture
