"""Slopes: by nudging a parameter, and by the chain rule."""

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Wedge

from .parts import LINE_STYLES
from .picture import BEST, BIAS, BLACK, BLUE, DATA, GREEN, GREY, LOSS, PURPLE, WEIGHT, WIDTH, Picture, array, in_style


@in_style
def knobs(params, gradient, loss):
    """Two knobs, w and b, and what the loss would do if each were turned up a little."""
    picture = Picture(columns=0, height=2.75)
    axes = picture.figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, 2.75))
    axes.axis("off")
    for x, name, value, slope, colour in zip(
        (1.2, 3.6), "wb", array(params), array(gradient), (WEIGHT, BIAS), strict=True
    ):
        axes.add_patch(Wedge((x, 1.3), 0.62, 0, 360, fc="white", ec=colour, lw=3))
        angle = np.pi / 2 - np.clip(value / 2, -1.0, 1.0) * 0.75 * np.pi
        axes.plot([x, x + 0.5 * np.cos(angle)], [1.3, 1.3 + 0.5 * np.sin(angle)], color=colour, lw=4)
        axes.text(x, 2.45, f"{name} = {value:.4g}", ha="center", va="center", fontsize=13)
        turn = "down" if slope > 0 else "up"
        axes.text(x, 0.33, f"slope {slope:+.4g}\nturn it {turn}", ha="center", va="center", linespacing=1.4)
        side = 0.5 if slope > 0 else -0.5  # down is anticlockwise
        axes.add_patch(
            FancyArrowPatch(
                (x + side, 2.03),
                (x - side, 2.03),
                connectionstyle=f"arc3,rad={0.5 * side}",
                arrowstyle="-|>",
                mutation_scale=16,
                color=GREY,
                lw=1.8,
            )
        )
    axes.add_patch(FancyBboxPatch((5.35, 0.85), 1.4, 0.9, boxstyle="round,pad=0.05", fc="white", ec=LOSS, lw=3))
    axes.text(6.05, 1.3, f"{float(loss):.4g}", ha="center", va="center", fontsize=17)
    axes.text(6.05, 2.45, "loss", ha="center", va="center", fontsize=13)
    axes.text(6.05, 0.33, "make it smaller", ha="center", va="center")
    axes.add_patch(FancyArrowPatch((4.55, 1.3), (5.25, 1.3), arrowstyle="-|>", mutation_scale=18, color=BLACK))
    picture.alt = (
        f"Two knobs, w at {array(params)[0]:.4g} and b at {array(params)[1]:.4g}, and a display of the loss, "
        f"{float(loss):.4g}; the slopes are {array(gradient)[0]:.4g} and {array(gradient)[1]:.4g}."
    )
    return picture


@in_style
def secants(x, loss, point, slopes, name="w"):
    """A loss over one parameter, and straight lines of given slopes through one point."""
    picture = Picture(height=3.5)
    axes = picture.axes[0]
    x, loss = array(x), array(loss)
    axes.plot(x, loss, color=LOSS, lw=3, label="loss")
    for i, (label, slope) in enumerate(slopes.items()):
        colour = (BLUE, GREEN, PURPLE, BLACK)[i % 4]
        axes.plot(x, point[1] + slope * (x - point[0]), LINE_STYLES[(i + 1) % 4], color=colour, label=label, lw=1.8)
    axes.plot(*point, "o", color=DATA, ms=8)
    margin = 0.08 * (loss.max() - loss.min())
    axes.set(xlabel=name, ylabel="loss", xlim=(x[0], x[-1]), ylim=(loss.min() - margin, loss.max() + margin))
    axes.legend(loc="best")
    picture.margins(left=0.85)
    picture.alt = (
        f"The loss over {name} as a curve; straight lines through {name} = {point[0]:g}: " + ", ".join(slopes) + "."
    )
    return picture


@in_style
def steps_in_valley(w, loss, path_w, path_loss):
    """The loss over w, and the places of a descent in it, numbered from 0."""
    picture = Picture(height=3.4)
    picture.margins(left=1.2)
    axes = picture.axes[0]
    w, loss, path_w, path_loss = array(w), array(loss), array(path_w), array(path_loss)
    axes.plot(w, loss, color=LOSS, lw=3, label="loss over w")
    axes.plot(path_w, path_loss, ":", color=BLACK, lw=1.4)
    axes.plot(path_w, path_loss, "o", color=DATA, mfc="white", mew=1.8, ms=8, zorder=6, label="before and after a step")
    for n, place in enumerate(zip(path_w, path_loss, strict=True)):
        axes.annotate(str(n), place, (-6, 9), textcoords="offset points", ha="center", fontsize=13)
    axes.plot(w[loss.argmin()], loss.min(), "*", color=BEST, mec=BLACK, ms=15, label="smallest loss")
    margin = 0.1 * (loss.max() - loss.min())
    axes.set(xlabel="weight w", ylabel="loss, °C²", xlim=(w[0], w[-1]))
    axes.set_ylim(loss.min() - margin, loss.max() + margin)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.legend(loc="upper center")
    places = ", ".join(f"w = {x:.4g} with loss {y:.4g}" for x, y in zip(path_w, path_loss, strict=True))
    picture.alt = f"The loss over w is a valley, lowest at w = {w[loss.argmin()]:.3g}. The descent: {places}."
    return picture


@in_style
def three_nudges(loss_at, w, delta, reach):
    """A loss over w and what nudging by delta measures: from w forward, from w back, and from side to side.

    loss_at: the loss as a function of one weight. reach: how far around w to draw it.
    """
    picture = Picture(height=4.0)
    picture.margins(left=0.85)
    axes = picture.axes[0]
    around = np.linspace(w - reach, w + reach, 201)
    axes.plot(around, [float(loss_at(x)) for x in around], color=LOSS, lw=3, label="loss")
    low, here, high = (float(loss_at(x)) for x in (w - delta, w, w + delta))
    lines = (
        ("forward", (w, w + delta), (here, high), GREEN, "--"),
        ("backward", (w - delta, w), (low, here), PURPLE, "-."),
        ("central", (w - delta, w + delta), (low, high), BLUE, "o-"),
    )
    for label, ends, heights, colour, style in lines:
        slope = (heights[1] - heights[0]) / (ends[1] - ends[0])
        axes.plot(ends, heights, style, color=colour, label=f"{label}, slope {slope:.4g}")
    nudged = 1e-6 * reach
    slope = (float(loss_at(w + nudged)) - float(loss_at(w - nudged))) / (2 * nudged)
    touching = np.array([w - delta, w + delta])
    axes.plot(touching, here + slope * (touching - w), ":", color=BLACK, label=f"touches the curve, slope {slope:.4g}")
    for x, y, name, aside in (
        (w - delta, low, "w − δ", (-14, 9)),
        (w, here, "w", (8, -15)),
        (w + delta, high, "w + δ", (8, -15)),
    ):
        axes.plot(x, y, "o", color=DATA, ms=7, zorder=6)
        axes.annotate(name, (x, y), aside, textcoords="offset points")
    axes.set(xlabel="w", ylabel="loss, °C²", xlim=(w - reach, w + reach))
    axes.legend(loc="upper left")
    picture.alt = (
        f"The loss over w, and straight lines from w = {w:g} to a nudge δ = {delta:g} ahead, to one back, and from the "
        f"one to the other, with their slopes; a fourth line touches the curve at w, with slope {slope:.4g}."
    )
    return picture


@in_style
def chain(t_u, dloss_dtp):
    """The chain rule sample by sample: d loss/d t_p, times d t_p/d w = t_u, gives each sample's share."""
    picture = Picture(columns=3, height=4.0)
    picture.margins(left=1.1, between=0.3, top=0.62)
    u, d = array(t_u), array(dloss_dtp)
    panels = (
        (d, LOSS, f"d loss / d t_p = 2 e / {len(u)}\nhow far it is off"),
        (u, GREY, "×   d t_p / d w = t_u\nhow far w moves it"),
        (d * u, WEIGHT, f"=   share in d loss / d w\nsum {np.sum(d * u):,.1f}"),
    )
    for axes, (values, colour, title) in zip(picture.axes, panels, strict=True):
        axes.barh(range(len(u)), values, color=colour, height=0.65)
        axes.axvline(0, color=BLACK, lw=1)
        axes.set_title(title, fontsize=10.5)
        axes.invert_yaxis()
        axes.set_yticks(range(len(u)), [f"{v:g}" for v in u] if axes is picture.axes[0] else [])
        axes.grid(axis="y", visible=False)
    picture.axes[0].set_ylabel("sample, by its reading t_u", labelpad=10)
    picture.alt = (
        f"Three bar charts over {len(u)} samples: the loss's slope by each prediction, times the reading, gives each "
        f"sample's share; the shares add up to {np.sum(d * u):.4g}."
    )
    return picture


@in_style
def scaling(sizes, prices):
    """What one gradient costs over a number of parameters, in losses, both logarithmic: {label: prices}."""
    picture = Picture(height=3.5)
    axes = picture.axes[0]
    axes.loglog(sizes, 2 * array(sizes), ":", color=BLACK, lw=1.6, label="counted: two losses for each parameter")
    for i, (label, values) in enumerate(prices.items()):
        axes.plot(
            array(sizes), array(values), ("o-", "s--", "^-.")[i % 3], color=(LOSS, BLUE, GREEN)[i % 3], label=label
        )
    axes.set(xlabel="number of parameters", ylabel="price of one gradient, in losses")
    axes.legend(loc="upper left")
    picture.alt = (
        "Measured price of one gradient in losses against the number of parameters, log-log: " + ", ".join(prices) + "."
    )
    return picture
