"""How optimizers get down."""

import numpy as np

from .parts import LOSS_LABEL, RACERS
from .picture import BEST, BLACK, SKY, Picture, array, finite, in_style


@in_style
def optimizers_by_epoch(curves, minimum, labels=None):
    """Loss per epoch of some optimizers: {optimizer: losses (E,)}, with the smallest possible loss.

    labels: {optimizer: what to call it}, where that is not its name.
    """
    picture = Picture(height=3.4)
    axes = picture.axes[0]
    labels = {name: (labels or {}).get(name, name) for name in curves}
    for name, losses in curves.items():
        style, colour = RACERS[name]
        axes.plot(np.arange(1, len(losses) + 1), finite(losses), style, color=colour, lw=2, label=labels[name])
    axes.axhline(minimum, color=BEST, lw=1.4)
    axes.text(1, 0.85 * minimum, f"smallest possible, {minimum:.4g}", va="top", fontsize=10.5)
    axes.set(yscale="log", xlabel="epoch", ylabel=LOSS_LABEL)
    axes.set_ylim(bottom=0.4 * minimum)
    axes.legend(loc="upper right")
    picture.alt = "Loss per epoch, logarithmic: " + "; ".join(
        f"{labels[name]} from {array(losses)[0]:.4g} to {array(losses)[-1]:.4g}" for name, losses in curves.items()
    )
    return picture


@in_style
def above_smallest(curves, smallest):
    """How far losses are above the smallest possible one, step by step: {label: losses (N,)}, two of them."""
    picture = Picture(height=3.2)
    axes = picture.axes[0]
    for (label, losses), style, colour in zip(curves.items(), ("-", "--"), (SKY, BLACK), strict=True):
        axes.plot(np.arange(1, len(losses) + 1), array(losses) - smallest, style, color=colour, lw=1.4, label=label)
    axes.set(yscale="log", xlabel="step", ylabel="above smallest, °C²")
    axes.set_ylim(bottom=1e-4)
    axes.legend(loc="upper right", ncols=2)
    picture.alt = "How far the loss is above the smallest, step by step, logarithmic: " + "; ".join(
        f"{label} from {array(losses)[0] - smallest:.4g} to {array(losses)[-1] - smallest:.2g}"
        for label, losses in curves.items()
    )
    return picture
