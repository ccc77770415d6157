"""Where planets go, and how long they take."""

import numpy as np

from ..text import rounded
from .parts import LINE_COLOURS, LINE_STYLES, draw_sky, from_above, planet_axes
from .picture import (
    BLACK,
    DATA,
    GREEN,
    GREY,
    MODEL,
    ORANGE,
    PURPLE,
    RED,
    VALIDATION,
    YELLOW,
    Picture,
    array,
    in_style,
)

# Each shape looks the same in every picture; others take the next colour.
SHAPES = {
    "circle around the sun": {"color": GREEN, "ls": "-.", "marker": "^"},
    "circle off centre": {"color": PURPLE, "ls": "--", "marker": "o"},
    "ellipse": {"color": MODEL, "ls": "-", "marker": "s"},
}


def look_of(label, i):
    """Colour, line style and marker of the shape with this label, the one number i of a picture."""
    others = {"color": LINE_COLOURS[i % 4], "ls": LINE_STYLES[i % 4], "marker": "osD^"[i % 4]}
    return SHAPES.get(label, others)


@in_style
def ellipse_parts(eccentricity=0.5, perihelion=20.0):
    """An ellipse of half axis 1, with everything that is named: its axis, centre, focus, nearest and farthest place."""
    picture = Picture(columns=0, height=4.0)
    axes = picture.figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(-2.0, 1.6), ylim=(-1.15, 0.85))
    axes.axis("off")
    turn = np.radians(perihelion)
    along, up = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    around = np.linspace(0, 360, 361)
    distance = (1 - eccentricity**2) / (1 + eccentricity * np.cos(np.radians(around - perihelion)))
    axes.plot(*from_above(around, distance), color=MODEL, lw=2.5)
    sun, near, far, centre = 0 * along, (1 - eccentricity) * along, -(1 + eccentricity) * along, -eccentricity * along
    axes.plot(*np.array([far, near]).T, "--", color=GREY, lw=1.2)
    axes.plot(*sun, "*", color=YELLOW, mec=BLACK, ms=18, zorder=5)
    axes.plot(*centre, "+", color=BLACK, ms=11, mew=2, zorder=5)
    for start, end, aside, colour, beyond, words in (
        (far, centre, 0.13, BLACK, 0.08, "a"),
        (centre, sun, 0.13, BLACK, 0.08, "a e"),
        (sun, near, 0.13, GREEN, 0.15, "nearest\na (1 − e)"),
        (far, sun, -0.3, RED, -0.09, "farthest: a (1 + e)"),
    ):
        arrow = {"arrowstyle": "<->", "color": colour, "lw": 1.6}
        for point in (start, end):  # a thin line from the place to the end of its arrow
            axes.plot(*np.array([point, point + 1.1 * aside * up]).T, ":", color=colour, lw=1.0)
        axes.annotate("", start + aside * up, end + aside * up, arrowprops=arrow)
        place = (start + end) / 2 + (aside + beyond) * up
        axes.text(*place, words, color=colour, ha="center", va="center", rotation=perihelion, linespacing=1.3)
    axes.plot([0, 0.75], [0, 0], color=PURPLE, lw=1.2)
    axes.plot(*from_above(np.linspace(0, perihelion, 30), np.full(30, 0.36)), color=PURPLE, lw=2.5)
    axes.text(0.78, 0, "longitude of\nthe perihelion", color=PURPLE, va="center", linespacing=1.3)
    axes.text(near[0] + 0.06, near[1] + 0.06, "perihelion", va="center")
    axes.text(0.04, -0.12, "sun (focus)", va="center")
    axes.text(centre[0], centre[1] - 0.1, "centre", va="center")
    picture.alt = (
        f"An ellipse of eccentricity e = {eccentricity:g} with the sun in a focus: half of its long axis, a; from the "
        "centre to the sun, a e; nearest place, the perihelion, a (1 − e); farthest place, a (1 + e); and the angle at "
        "the sun to the perihelion."
    )
    return picture


@in_style
def orbit_from_above(longitude, distance, curves=None, held_out=(), names=("Mars", "held out")):
    """Left, the positions (N,) from above; right, distance over longitude. curves: {label: (longitudes, distances)};
    held_out: indices of positions that are marked; names: of the positions, and of those held out."""
    picture = Picture(columns=2, height=4.1)
    picture.margins(left=0.8, between=0.9, top=0.45)
    left, right = picture.axes
    u, r = array(longitude), array(distance)
    draw_sky(left)
    for i, (label, (along, heights)) in enumerate((curves or {}).items()):
        style = look_of(label, i) | {"marker": "", "lw": 1.6}
        left.plot(*from_above(along, heights), **style)
        right.plot(array(along), array(heights), label=label, **style)
    held = np.isin(np.arange(len(u)), np.asarray(held_out, dtype=int))
    for axes, x, y in ((left, *from_above(u, r)), (right, u, r)):
        axes.plot(x[~held], y[~held], "o", color=DATA, mfc="white", mew=1.3, ms=6, label=names[0], zorder=5)
        if held.any():
            axes.plot(x[held], y[held], "s", color=VALIDATION, mec=BLACK, mew=0.8, ms=4, label=names[1], zorder=5)
    right.set(xlabel="longitude, degrees", ylabel="distance, au", xlim=(0, 360), ylim=(1.35, 1.7))
    right.set_xticks([0, 90, 180, 270, 360])
    picture.figure.legend(*right.get_legend_handles_labels(), loc="upper right", ncols=4, fontsize=10.5)
    picture.alt = (
        f"{len(u)} positions of Mars, from above and over longitude, at {rounded(r.min())} to {rounded(r.max())} au"
        + "".join(f"; {label}" for label in curves or {})
        + (f"; {held.sum()} of them: {names[1]}" if held.any() else "")
        + "."
    )
    return picture


@in_style
def swept(longitude, distance, slices):
    """The positions (N,) from above, with the areas swept from position i to i + 1 filled in for each i of slices."""
    picture = Picture(height=4.3)
    picture.margins(left=0.3, right=0.3, bottom=0.1, top=0.1)
    (axes,) = picture.axes
    u, r = array(longitude), array(distance)
    draw_sky(axes)
    axes.set(xlim=(-4.0, 4.0), ylim=(-2.05, 2.05))
    axes.axis("off")
    axes.plot(*from_above(u, r), "o", color=DATA, mfc="white", mew=1.3, ms=6, label="Mars", zorder=5)
    areas = []
    for i, colour in zip(slices, (GREEN, ORANGE), strict=False):
        angle = (u[i + 1] - u[i]) % 360
        along, heights = u[i] + np.linspace(0, angle, 20), np.linspace(r[i], r[i + 1], 20)
        x, y = from_above(along, heights)
        axes.fill(np.append(0, x), np.append(0, y), color=colour, alpha=0.5, ec=BLACK, lw=1)
        areas.append(r[i] * r[i + 1] * np.radians(angle) / 2)
        middle_x, middle_y = from_above(u[i] + angle / 2, 1.17 * r[i])
        axes.text(
            middle_x,
            middle_y,
            f"angle {rounded(angle)}°\nlength {rounded(heights.mean())} au\narea {rounded(areas[-1])} au²",
            ha="left" if middle_x > 0 else "right",
            va="center",
            fontsize=11,
            linespacing=1.4,
        )
    picture.alt = (
        f"{len(u)} positions of Mars from above, with {len(areas)} slices swept from the sun, each in the same time: "
        + ", ".join(f"{rounded(area)} au²" for area in areas)
        + "."
    )
    return picture


@in_style
def orbit_errors(longitude, errors, ylabel):
    """Errors (N,) of several models over the longitude."""
    picture = Picture(height=3.6)
    axes = picture.axes[0]
    for i, (label, values) in enumerate(errors.items()):
        axes.plot(array(longitude), array(values), ms=6, label=label, **look_of(label, i) | {"ls": ""})
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
