"""Descent: the loss by epoch, from above, and over the learning rate."""

from itertools import pairwise

import numpy as np

from .parts import LINE_COLOURS, LINE_STYLES, LOSS_LABEL, draw_contours
from .picture import BEST, BIAS, BLACK, BLUE, DATA, GREEN, LOSS, MODEL, PURPLE, WEIGHT, Picture, array, finite, in_style


@in_style
def loss_curves(curves, minimum=None, log_epochs=False, ylim=None, ylabel=LOSS_LABEL, marks=None):
    """Loss per epoch, on a logarithmic axis: {label: losses (E,)}, with the smallest possible loss if given.

    marks: {epoch: words}, each written beside an upright line there.
    """
    picture = Picture(height=3.4)
    axes = picture.axes[0]
    for i, (label, losses) in enumerate(curves.items()):
        losses = array(losses)
        losses = losses[np.isfinite(losses)]
        marker = "o" if len(losses) <= 30 else None
        axes.plot(
            np.arange(1, len(losses) + 1),
            losses,
            LINE_STYLES[i % 4],
            marker=marker,
            ms=5,
            color=(LOSS, BLUE, GREEN, PURPLE)[i % 4],
            label=label,
        )
    if minimum is not None:
        axes.axhline(minimum, color=BEST, ls=":", label=f"smallest possible, {minimum:.4g}")
    axes.set_yscale("log")
    if log_epochs:
        axes.set_xscale("log")
    if ylim:
        axes.set_ylim(ylim)
    axes.set(xlabel="epoch", ylabel=ylabel)
    for epoch, words in (marks or {}).items():
        axes.axvline(epoch, color=BLACK, ls=(0, (1, 3)), lw=1.4)
        place = axes.get_xaxis_transform()  # the height as a share of the axis
        axes.text(epoch, 0.55, f"  {words}", transform=place, fontsize=10.5)
    axes.legend(loc="best")
    picture.alt = "Loss per epoch, logarithmic: " + "; ".join(
        f"{label} from {array(v)[0]:.4g} to {array(v)[np.isfinite(array(v))][-1]:.4g}" for label, v in curves.items()
    )
    return picture


@in_style
def contours(panels):
    """Loss surfaces seen from above, side by side.

    panels: each with title, w (W,), b (B,), loss (B, W), best (2,), and optionally path (E, 2), or several as
    paths {label: path}, and equal (bool: the same length on both axes for the same number).
    """
    small = len(panels) > 2
    picture = Picture(columns=len(panels), height=2.95 if small else 3.8)
    picture.margins(between=0.55 if small else 0.85)
    for axes, panel in zip(picture.axes, panels, strict=True):
        # In a small panel the innermost lines of a narrow valley would run into one.
        draw_contours(axes, panel["w"], panel["b"], panel["loss"], panel["best"], first=1.5 if small else 1.05)
        paths = panel.get("paths", {"path of descent": panel["path"]} if "path" in panel else {})
        for i, (label, path) in enumerate(paths.items()):
            path, colour, several = finite(path), LINE_COLOURS[i % 4], len(paths) > 1
            axes.plot(
                *path.T,
                (".-", "x--", "+-.", "1:")[i % 4],
                color=colour,
                lw=1.4,
                ms=5,
                label=label,
                markevery=max(1, len(path) // 25) if several else None,
            )
            axes.plot(
                *path[0], "o", color=BLACK if several else colour, mfc="white", ms=8, mew=2, label="" if i else "start"
            )
        if panel.get("equal"):
            axes.set_aspect("equal")
        axes.set_title(panel["title"])
        if axes is not picture.axes[0]:
            axes.set_ylabel("")
    if not small:
        picture.axes[-1].legend(loc="lower left", frameon=True, framealpha=0.9, edgecolor="none")
    picture.alt = (
        "Contours of the loss over weight and bias: "
        + "; ".join(
            panel["title"] + (f", with the paths of {', '.join(panel['paths'])}" if "paths" in panel else "")
            for panel in panels
        )
        + "."
    )
    return picture


@in_style
def slices(distance, curves):
    """The loss when one parameter alone moves away from the minimum: {label: losses}, one axis for all."""
    picture = Picture(height=3.4)
    axes = picture.axes[0]
    for i, (label, values) in enumerate(curves.items()):
        axes.plot(
            array(distance),
            array(values),
            LINE_STYLES[i % 4],
            color=(WEIGHT, BIAS, BLUE, LOSS)[i % 4],
            label=label,
            lw=2.5,
        )
    axes.set(xlabel="how far the parameter is moved from its best value", ylabel=LOSS_LABEL)
    axes.legend(loc="upper center")
    picture.alt = "The loss as one parameter moves away from its best value: " + ", ".join(curves) + "."
    return picture


@in_style
def hops(curvature, runs):
    """Balls that hop on the parabola ½ · curvature · x²: {label: places x (n,)}, at most four runs, each in a plot."""
    picture = Picture(columns=2, height=5.0, rows=2)
    picture.margins(left=0.68, between=0.55, top=0.36, above=0.62)
    reach = 1.15 * max(np.abs(array(places)).max() for places in runs.values())
    x = np.linspace(-reach, reach, 201)
    highest = curvature * reach**2 / 2
    for i, (axes, (label, places)) in enumerate(zip(picture.axes, runs.items(), strict=True)):
        places = array(places)
        axes.plot(x, curvature * x**2 / 2, color=LOSS, lw=1.6)
        axes.plot(0, 0, "*", color=BEST, mec=BLACK, ms=13, zorder=4)
        axes.plot(places, curvature * places**2 / 2, "o", color=MODEL, ms=7, zorder=5)
        for here, there in pairwise(places):
            axes.annotate(
                "",
                (there, curvature * there**2 / 2),
                (here, curvature * here**2 / 2),
                arrowprops={"arrowstyle": "->", "color": MODEL, "lw": 1.2, "connectionstyle": "arc3,rad=0.2"},
            )
        seen = {}  # balls that lie in one place share their numbers
        for step, place in enumerate(places):
            near = next((other for other in seen if abs(other - place) < 0.06 * reach), place)
            seen.setdefault(near, []).append(str(step))
        for place, steps in seen.items():
            if abs(place) > 0.2 * reach:  # nearer to the minimum there is no room for numbers
                side, outside = ("left", 0.09) if place > 0 else ("right", -0.09)
                height = curvature * place**2 / 2
                axes.text(place + outside * reach, height, ", ".join(steps), ha=side, va="top", fontsize=10.5)
        axes.set(xlim=(-1.25 * reach, 1.25 * reach), ylim=(-0.1 * highest, 1.05 * highest), title=label)
        axes.set_xlabel("distance from the best value" if i > 1 else "")
        axes.set_ylabel("loss" if i % 2 == 0 else "")
    picture.alt = "A ball that hops on a parabola: " + "; ".join(
        f"{label}: at {', '.join(f'{place:.4g}' for place in array(places))}" for label, places in runs.items()
    )
    return picture


@in_style
def stability(learning_rates, factors, predicted, measured, minimum, limit, n_epochs):
    """Left, what one step leaves of the distance in each direction; right, the loss predicted from that, and (rates,
    losses) measured, above the smallest possible loss."""
    picture = Picture(columns=2, height=3.7)
    picture.margins(left=0.68, between=0.95, top=0.42)
    rates = array(learning_rates)
    left, right = picture.axes
    left.axhspan(-1, 1, color="#E8F4FB", zorder=0)
    for i, (label, values) in enumerate(factors.items()):
        left.plot(rates, array(values), LINE_STYLES[i], color=(WEIGHT, BIAS)[i], label=label)
    left.set(xscale="log", ylim=(-2.2, 1.6), xlabel="learning rate η", title="factor of the distance, each step")
    left.legend(loc="lower left", title="factor 1 − η·k")
    right.plot(rates, array(predicted), color=LOSS, lw=1.6, label="predicted from k₁, k₂")
    right.plot(array(measured[0]), finite(measured[1]), "o", color=DATA, mfc="none", ms=5, label="measured")
    right.axhline(minimum, color=BEST, ls=":", label=f"smallest possible, {minimum:.3g}")
    right.set(xscale="log", yscale="log", ylim=(1, 1e11), xlabel="learning rate η", title=f"loss in epoch {n_epochs:,}")
    right.legend(loc="upper left")
    for axes in picture.axes:
        axes.axvline(limit, color=BLACK, ls=":", lw=1.6)
        axes.set_xlim(rates[0], rates[-1])
    left.text(limit * 0.9, 1.25, f"limit {limit:.3g}", ha="right", fontsize=10.5)
    left.text(rates[0] * 1.15, -0.85, "distance shrinks", fontsize=10.5)
    picture.alt = (
        f"Left: the factor 1 minus learning rate times curvature leaves the band from -1 to 1 at {limit:.3g}. Right: "
        f"predicted and measured loss in epoch {n_epochs} lie on each other, stay above the smallest possible, "
        f"{minimum:.3g}, and shoot up at the same place."
    )
    return picture
