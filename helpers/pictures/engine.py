"""What numbers that remember have recorded: the engine of 5.7.5."""

from itertools import pairwise

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from ..text import rounded
from .picture import BLACK, BLUE, GREEN, GREY, LOSS, MODEL, WIDTH, Picture, array, in_style

STEP, TALL = 1.06, 0.52  # from row to row, and the height of a box, in inches


def draw_box(axes, x, y, wide, leaf):
    """A box around (x, y), green for a number that was not made from anything."""
    face, rim = ("#E9F6F1", GREEN) if leaf else ("white", GREY)
    corner = x - wide / 2, y - TALL / 2
    axes.add_patch(FancyBboxPatch(corner, wide, TALL, boxstyle="round,pad=0.02", fc=face, ec=rim, lw=1.8))


def draw_arrow(axes, points, colour=MODEL, style="-"):
    """An arrow through points."""
    if len(points) > 2:
        axes.plot(*zip(*points[:-1], strict=True), style, color=colour, lw=1.4, zorder=0.5)
    look = {"arrowstyle": "-|>", "mutation_scale": 13, "color": colour, "lw": 1.4, "ls": style, "zorder": 0.5}
    axes.add_patch(FancyArrowPatch(points[-2], points[-1], shrinkA=0, shrinkB=0, **look))


@in_style
def record_of(end, names, walked=True):
    """What a number was made from, down from the oldest.

    names: {text: number}. walked: show the gradients, and what each arrow of the way back hands on.
    """
    found, waiting = set(), [end]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += [earlier for earlier, _ in number.made_from]
    ordered = sorted(found, key=lambda number: number.birth)
    name = {n: "in between" if n.made_from else "plain number" for n in ordered}
    name |= {number: text for text, number in names.items()}
    edges = [(number, earlier, slope) for number in ordered for earlier, slope in number.made_from]
    row = {end: 0}  # counted from the end, the longest way
    for number in reversed(ordered):
        for earlier, _ in number.made_from:
            row[earlier] = max(row.get(earlier, 0), row[number] + 1)

    # A long arrow keeps a place free in each row that it crosses.
    ways = [[number, *((i, r) for r in range(row[number] + 1, row[earlier])), earlier]
            for i, (number, earlier, _) in enumerate(edges)]  # fmt: skip
    x = {end: WIDTH / 2}
    for level in range(1, max(row.values()) + 1):
        above = {}  # what it is tied to in the row below
        for way in ways:
            for lower, upper in pairwise(way):
                if (upper[1] if isinstance(upper, tuple) else row[upper]) == level:
                    above.setdefault(upper, []).append(x[lower])
        there = sorted(above, key=lambda place: sum(above[place]) / len(above[place]))
        x |= {place: WIDTH * (i + 0.5) / len(there) for i, place in enumerate(there)}
    crowd = max(sum(at == level for at in row.values()) for level in row.values())
    wide = min(2.3, WIDTH / crowd - 0.9)
    rows = max(row.values()) + 1
    y = {place: STEP * (place[1] if isinstance(place, tuple) else row[place]) + TALL / 2 + 0.12 for place in x}

    picture = Picture(columns=0, height=STEP * (rows - 1) + TALL + 0.24)
    axes = picture.figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, picture.figure.get_size_inches()[1]))
    axes.axis("off")
    for number in ordered:
        left = x[number] - wide / 2
        draw_box(axes, x[number], y[number], wide, leaf=not number.made_from)
        gradient = f"gradient {rounded(number.grad)}" if walked else ""
        corners = [
            (name[number], BLACK, 0, 1),
            (f"no. {number.birth}", "#555555", 1, 1),
            (rounded(number.value), MODEL, 0, 0),
            (gradient, LOSS, 1, 0),
        ]
        for text, colour, right, up in corners:
            axes.text(
                left + (wide - 0.08 if right else 0.08),
                y[number] + (0.125 if up else -0.125),
                text,
                color=colour,
                weight="bold" if up and not right and number in names.values() else "normal",
                ha="right" if right else "left",
                va="center",
                fontsize=10.5,
            )

    seen = []
    for way, (number, earlier, slope) in zip(ways, edges, strict=True):
        several = edges.count((number, earlier, slope))  # as in x * x
        lean = 0.3 * wide * np.sign([x[way[1]] - x[number], x[earlier] - x[way[-2]]]) * (several == 1)
        beside = 0.9 * (seen.count((number, earlier)) - (several - 1) / 2)
        seen.append((number, earlier))
        line = [(x[number] + lean[0] + beside, y[number] + TALL / 2 + 0.03)]
        line += [(x[place], y[place]) for place in way[1:-1]]
        line += [(x[earlier] - lean[1] + beside, y[earlier] - TALL / 2 - 0.03)]
        aside = 0.08 if walked else 0.0
        draw_arrow(axes, [(at - aside, high) for at, high in reversed(line)])
        if walked:
            draw_arrow(axes, [(at + aside, high) for at, high in line], LOSS, "--")
        (at, high), (towards, _) = line[:2]
        axes.text(
            (at + towards) / 2 + (aside + 0.1 if at == towards else 0.0),
            (high + line[1][1]) / 2,
            f"{rounded(number.grad)} · {rounded(slope)}" if walked else f"slope {rounded(slope)}",
            color=LOSS if walked else BLACK,
            fontsize=10,
            ha="left" if at == towards else "center",
            va="center",
            bbox={"fc": "white", "ec": "none", "pad": 1.5} if at != towards else None,
        )
    picture.alt = "What was recorded, from the oldest to the youngest: " + "; ".join(
        f"no. {number.birth}, {name[number]}, value {rounded(number.value)}"
        + "".join(f", by no. {earlier.birth} slope {rounded(slope)}" for earlier, slope in number.made_from)
        + (f", gradient {rounded(number.grad)}" if walked else "")
        for number in ordered
    )
    return picture


@in_style
def times_as_long(sizes, ratios):
    """How many times as long one thing takes as another, over the number of readings, both logarithmic."""
    picture = Picture(height=3.2)
    axes = picture.axes[0]
    axes.loglog(array(sizes), array(ratios), "o-", color=BLUE, label="your engine")
    axes.axhline(1, ls="--", color=BLACK, lw=1.4, label="PyTorch")
    axes.set(xlabel="number of readings", ylabel="time, PyTorch = 1", ylim=(0.2, max(3000, 3 * max(ratios))))
    axes.legend(loc="upper left")
    picture.alt = (
        f"Measured time of an epoch of your engine, as a multiple of PyTorch's, for {', '.join(map(str, sizes))} "
        "readings, log-log."
    )
    return picture
