"""What a training looks like from outside: small loss curves, side by side."""

import numpy as np

from .parts import LOSS_LABEL
from .picture import GREY, TRAINING, VALIDATION, Picture, array, in_style


@in_style
def symptoms(curves, constant):
    """Six runs, each in a panel of its own: {name: losses (E,), or (losses, validation losses)}.

    constant: the loss of always answering the mean, drawn in each.
    """
    picture = Picture(columns=3, rows=2, height=4.9)
    picture.margins(left=0.72, between=0.62, above=0.72, top=0.62)
    for axes, (name, losses) in zip(picture.axes, curves.items(), strict=True):
        losses = losses if isinstance(losses, tuple) else (losses,)
        looks = (("-", TRAINING, "training"), ("--", VALIDATION, "validation"))
        for values, (style, colour, label) in zip(losses, looks, strict=False):
            values = array(values)
            values = values[np.isfinite(values)]
            axes.plot(np.arange(1, len(values) + 1), values, style, color=colour, label=label, lw=1.8)
        axes.axhline(constant, color=GREY, ls=":", lw=1.8, label="always the mean")
        axes.set(yscale="log", title=name)
        low, high = axes.get_ylim()
        axes.set_ylim(min(low, 0.5), max(high, 500))
    for axes in picture.axes[3:]:
        axes.set_xlabel("epoch")
    for axes in picture.axes[::3]:
        axes.set_ylabel(LOSS_LABEL)
    lines = {line.get_label(): line for axes in reversed(picture.axes) for line in axes.lines}
    picture.figure.legend(lines.values(), lines.keys(), loc="upper center", ncols=3)
    picture.alt = "Loss by epoch of six runs, logarithmic; the loss of always answering the mean is {:.4g}. {}.".format(
        constant, "; ".join(f"{name}: {told(losses)}" for name, losses in curves.items())
    )
    return picture


def told(losses):
    """A run in words: from where to where."""
    if isinstance(losses, tuple):
        return "training {}, validation {}".format(*map(told, losses))
    values = array(losses)
    values = values[np.isfinite(values)]
    return f"from {values[0]:.4g} to {values[-1]:.4g} in {len(values):,} epochs"
