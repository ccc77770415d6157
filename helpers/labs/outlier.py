"""The outlier lab: move one reading, and watch the best lines of two losses part."""

from ..exact import least_absolute, least_squares
from ..pictures.parts import U_RANGE, across, scatter
from ..pictures.picture import BLACK, BLUE, DATA, LOSS, ORANGE, array, in_style, stage
from ..text import rounded
from .lab import Lab, slider


@in_style
def outlier_lab(t_u, t_c):
    """The best lines by squared and by absolute differences while one reading moves."""
    squared, absolute = least_squares(t_u, t_c), least_absolute(t_u, t_c)
    picture = stage(height=4.3, top=0.8)
    (axes,) = picture.axes
    given = scatter(axes, t_u, t_c)
    given.set_alpha(0.35)
    axes.set(xlim=U_RANGE, ylim=(-60, 90))
    for params, style, colour in ((squared, "-", LOSS), (absolute, "--", BLUE)):
        axes.plot(U_RANGE, across(params), style, color=colour, lw=1, alpha=0.4)
    points = picture.line(axes, "o", color=DATA, mfc="white", mew=1.6, ms=7)
    least = picture.line(axes, "-", color=LOSS, lw=2.5, label="least squared error")
    robust = picture.line(axes, "--", color=BLUE, lw=2.5, label="least absolute error")
    square = picture.line(axes, "s", color=ORANGE, mec=BLACK, ms=11, label="the reading you move")
    axes.legend(handles=[given, square, least, robust], loc="lower right")

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
        "shift": slider("move it by, °C", -60.0, 40.0, 1.0, 0.0),
    }
    goal = "with one reading, halve the weight of one line while the other keeps 90 % of its own."
    return Lab(picture, update, controls, goal)
