"""The two gears lab: a turn of w moves the prediction, and the prediction moves the loss."""

import numpy as np

from ..pictures.picture import BLACK, GREY, LOSS, MODEL, WEIGHT, in_style, stage
from ..text import rounded
from .lab import Lab, slider

TURN = 0.05  # of w, to either side: so the ratios are those of an ever smaller turn, because the loss is a square
RULERS = (  # height, ends, ticks, colour, name
    (2.0, (-0.5, 1.25), np.arange(-0.5, 1.3, 0.25), WEIGHT, "weight\nw"),
    (1.0, (-30, 70), np.arange(-20, 61, 20), MODEL, "prediction\nw · {reading:g}, °C"),
    (0.0, (-150, 3000), np.arange(0, 3001, 500), LOSS, "loss e², °C²\ne: prediction − {truth:g}"),
)


def along(ends, value):
    """Where on a ruler from 0 to 1 a value stands."""
    return (value - ends[0]) / (ends[1] - ends[0])


@in_style
def two_gears_lab(reading, truth):
    """Three rulers, for w, the prediction and the loss of one reading; on each, how far a turn of w moves it."""
    reading, truth = float(reading), float(truth)
    picture = stage(height=4.4, left=1.85, right=0.35, top=0.85, bottom=0.2)
    (axes,) = picture.axes
    axes.set(xlim=(0, 1), ylim=(-0.35, 2.2))
    axes.axis("off")
    for height, ends, ticks, colour, name in RULERS:
        axes.plot([0, 1], [height, height], color=colour, lw=1.4)
        name = name.format(reading=reading, truth=truth)
        axes.annotate(
            name, (0, height), (-21.6, 0), textcoords="offset points", ha="right", va="center", linespacing=1.4
        )
        for tick in ticks:
            axes.plot([along(ends, tick)] * 2, [height - 0.05, height], color=colour, lw=1.4)
            axes.text(along(ends, tick), height - 0.09, f"{tick:,g}", ha="center", va="top", fontsize=9.5)
    belts = picture.segments(axes, colors=GREY, lw=1.2)
    moves = [picture.line(axes, color=ruler[3], lw=7, solid_capstyle="butt") for ruler in RULERS]
    ends_of_larger_w = picture.line(axes, "o", color=BLACK, ms=8, clip_on=False)

    def update(w):
        weights = np.array([w - TURN, w + TURN])
        predictions = weights * reading
        errors = predictions - truth
        values = weights, predictions, errors**2
        at = [along(ruler[1], value) for ruler, value in zip(RULERS, values, strict=True)]
        heights = [ruler[0] for ruler in RULERS]
        for move, place, height in zip(moves, at, heights, strict=True):
            move.set_data(place, [height, height])
        belts.set_segments([[(at[i][k], heights[i]), (at[i + 1][k], heights[i + 1])] for i in (0, 1) for k in (0, 1)])
        ends_of_larger_w.set_data([place[1] for place in at], heights)
        turn, moved, lost = (value[1] - value[0] for value in values)
        first, second = reading, errors.sum()  # moved / turn and lost / moved, without their rounding
        picture.tell(
            "Three rulers, for w, the prediction and the loss; on each, how far it moves.",
            f"w turns by {turn:.1f} about {w:.2f}. "
            f"The prediction moves by {rounded(moved)}: {rounded(first)} times as far.\n"
            f"The loss moves by {rounded(lost)}: {rounded(second)} times as far as the prediction.",
            reached=abs(second) < 2,
            below=f"Both together: {rounded(first)} × {rounded(second)} = {rounded(first * second)} times as far as w.",
        )

    goal = (
        "turn w until the loss stands still: until it moves between −2 and 2 times as far as the prediction. "
        "Does the prediction stand still there, too?"
    )
    return Lab(picture, update, {"w": slider("weight w", -0.4, 1.15, 0.01, 1.0)}, goal)
