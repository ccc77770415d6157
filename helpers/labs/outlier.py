"""The outlier lab: move one reading, and watch the best lines of two losses part."""

from ..exact import least_absolute, least_squares
from ..pictures.loss import ABSOLUTE, SQUARED
from ..pictures.parts import U_RANGE, across, scatter
from ..pictures.picture import BLACK, DATA, GREY, ORANGE, array, in_style, stage
from ..text import rounded
from .lab import Lab, slider


@in_style
def outlier_lab(t_u, t_c):
    """The best lines by squared and by absolute differences while one reading moves."""
    squared, absolute = least_squares(t_u, t_c), least_absolute(t_u, t_c)
    picture = stage(height=4.9, top=0.8, bottom=1.2)
    (axes,) = picture.axes
    before = scatter(axes, t_u, t_c)
    before.set(marker="x", mec=GREY, label="where it was")
    axes.set(xlim=U_RANGE, ylim=(-72, 98))
    (line, red), (dashes, green) = SQUARED, ABSOLUTE
    axes.plot(U_RANGE, across(squared), line, color=red, lw=1, alpha=0.4)
    axes.plot(U_RANGE, across(absolute), dashes, color=green, lw=1, alpha=0.4)
    points = picture.line(axes, "o", color=DATA, mfc="white", mew=1.6, ms=7, label="readings")
    least = picture.line(axes, line, color=red, lw=2.5, label="least squared error")
    robust = picture.line(axes, dashes, color=green, lw=2.5, label="least absolute error")
    square = picture.line(axes, "s", color=ORANGE, mec=BLACK, ms=11, label="the reading you move")
    below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.19), "ncols": 3}  # where no reading can cover it
    axes.legend(handles=[points, least, square, robust, before], **below)

    def update(reading, shift):
        moved = t_c.clone()
        moved[reading - 1] += shift
        s, a = least_squares(t_u, moved), least_absolute(t_u, moved)
        tilt_s, tilt_a = (s[0] / squared[0]).item(), (a[0] / absolute[0]).item()
        points.set_data(array(t_u), array(moved))
        least.set_data(U_RANGE, across(s))
        robust.set_data(U_RANGE, across(a))
        square.set_data([t_u[reading - 1]], [moved[reading - 1]])
        picture.tell(
            "The readings, one of them moved, with the best lines of two losses.",
            f"Reading {reading} moved by {shift:+.0f} °C. Weights: squared {rounded(s[0])} ({tilt_s:.0%} of before),\n"
            f"absolute {rounded(a[0])} ({tilt_a:.0%} of before).",
            reached=tilt_s < 0.5 and tilt_a > 0.9,
        )

    controls = {
        "reading": slider("reading", 1, len(t_u), 1, 4),
        "shift": slider("move it by, °C", -60.0, 60.0, 1.0, 0.0),
    }
    goal = "move one reading until one weight is below 50 % of before and the other above 90 %. Not every reading can."
    return Lab(picture, update, controls, goal)
