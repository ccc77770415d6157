"""Descent: the loss by epoch, from above, and over the learning rate."""

import numpy as np

from .parts import LINE_COLOURS, LINE_STYLES, LOSS_LABEL, draw_contours
from .picture import BEST, BIAS, BLACK, BLUE, GREEN, LOSS, PURPLE, WEIGHT, Picture, array, finite, in_style


@in_style
def loss_curves(curves, minimum=None, log_epochs=False, ylim=None, ylabel=LOSS_LABEL):
    """Loss per epoch, on a logarithmic axis: {label: losses (E,)}, with the smallest possible loss if given."""
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
def stability(learning_rates, factors, predicted, measured, limit, n_epochs):
    """Left, what one step does along each eigenvector; right, the loss predicted from that, and (rates, losses)
    measured."""
    picture = Picture(columns=2, height=3.7)
    picture.margins(left=0.68, between=0.95, top=0.42)
    rates = array(learning_rates)
    left, right = picture.axes
    left.axhspan(-1, 1, color="#E8F4FB", zorder=0)
    for i, (label, values) in enumerate(factors.items()):
        left.plot(rates, array(values), LINE_STYLES[i], color=(LOSS, BLUE)[i], label=label)
    left.set(xscale="log", ylim=(-2.2, 1.6), xlabel="learning rate η", title="distance left after one step")
    left.legend(loc="lower left", title="factor 1 − η·l")
    right.plot(rates, array(predicted), color=BLUE, lw=1.6, label="predicted from l₁, l₂")
    right.plot(array(measured[0]), finite(measured[1]), "o", color=LOSS, mfc="none", ms=5, label="measured")
    right.set(xscale="log", yscale="log", ylim=(1, 1e11), xlabel="learning rate η", title=f"loss in epoch {n_epochs:,}")
    right.legend(loc="upper left")
    for axes in picture.axes:
        axes.axvline(limit, color=BLACK, ls=":", lw=1.6)
        axes.set_xlim(rates[0], rates[-1])
    left.text(limit * 0.9, 1.25, f"limit {limit:.3g}", ha="right", fontsize=10.5)
    picture.alt = (
        f"Left: the factor 1 minus learning rate times eigenvalue leaves the band from -1 to 1 at {limit:.3g}. Right: "
        f"predicted and measured loss in epoch {n_epochs} lie on each other and shoot up at the same place."
    )
    return picture
