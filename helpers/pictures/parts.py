"""What stills and the pictures of labs share: styles, labels, the readings, lines of equal loss."""

import numpy as np

from .picture import BEST, BLACK, DATA, GREEN, GREY, LOSS, MODEL, PURPLE, RED, SKY, VALIDATION, YELLOW, array

LINE_STYLES = ("-", "--", "-.", ":")
LINE_COLOURS = (MODEL, LOSS, GREEN, PURPLE)
RACERS = {"SGD": ("-", SKY), "momentum": ("--", GREEN), "RMSprop": ("-.", PURPLE), "Adam": (":", RED)}
U_LABEL, C_LABEL, LOSS_LABEL = "reading, unknown unit", "temperature, °C", "loss, °C²"
U_RANGE = np.array([15.0, 90.0])
LOWEST = 1e-2  # losses of polynomials below it are rounding


def across(params):
    """Heights of the line (w, b) at both ends of U_RANGE."""
    w, b = array(params)
    return w * U_RANGE + b


def scatter(axes, t_u, t_c):
    """The readings: black open circles, wherever they appear."""
    (points,) = axes.plot(
        array(t_u), array(t_c), "o", color=DATA, mfc="white", mew=1.6, ms=7, label="readings", zorder=5
    )
    axes.set(xlabel=U_LABEL, ylabel=C_LABEL)
    return points


def from_above(longitude, distance):
    """x and y in au of longitudes in degrees and distances in au."""
    angle, r = np.radians(array(longitude)), array(distance)
    return r * np.cos(angle), r * np.sin(angle)


def draw_sky(axes):
    """The plane of the orbit, with the sun."""
    axes.plot(0, 0, "*", color=YELLOW, mec=BLACK, ms=16, label="sun")
    axes.text(0.12, 0.12, "sun", fontsize=10.5)
    axes.set(xlim=(-1.95, 1.95), ylim=(-1.95, 1.95), xlabel="x, au", ylabel="y, au", aspect="equal")


def planet_axes(left, right):
    """Axes for periods of planets over half axes, the second pair logarithmic."""
    for axes in (left, right):
        axes.set(xlabel="half axis, au", ylabel="period, years")
    right.set(xscale="log", yscale="log")


def draw_contours(axes, w, b, loss, best, first=1.05):
    """Lines of equal loss over (w, b), each a constant factor above the last, and the minimum as a star.

    first: the innermost line, as a multiple of the smallest loss on the grid.
    """
    w, b, loss = array(w), array(b), array(loss)
    levels = np.geomspace(first * loss.min() + 1e-9, loss.max(), 9)
    axes.contour(w, b, loss, levels=levels, colors=GREY, linewidths=0.9)
    axes.plot(*array(best), "*", color=BEST, mec=BLACK, ms=15, zorder=6, label="smallest loss")
    axes.set(xlabel="weight w", ylabel="bias b", xlim=(w[0], w[-1]), ylim=(b[0], b[-1]))
    axes.grid(False)


def draw_spread(axes, validation):
    """A dot for each split, a bar for the median."""
    degrees = list(validation)
    for degree, values in validation.items():
        values = np.sort(array(values))
        aside = 0.3 * np.sin(2.4 * np.arange(len(values)))  # spread out, so that dots do not hide one another
        axes.plot(
            degree + aside,
            values,
            ".",
            color=VALIDATION,
            ms=8,
            alpha=0.7,
            mew=0,
            label="validation, each split" if degree == degrees[0] else "",
        )
    axes.hlines(
        [np.median(array(v)) for v in validation.values()],
        np.array(degrees) - 0.38,
        np.array(degrees) + 0.38,
        color=BLACK,
        lw=2,
        label="its median",
    )
    axes.set(yscale="log", ylim=(LOWEST, 1e13), xlabel="degree of the polynomial", ylabel=LOSS_LABEL)
    axes.set_yticks([1e-2, 1, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12])
    axes.set_xticks(degrees)
