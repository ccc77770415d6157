"""The power lab: how the period of a planet grows with the size of its orbit."""

import numpy as np
import torch

from ..pictures.parts import planet_axes
from ..pictures.picture import DATA, LOSS, MODEL, array, in_style, stage
from .lab import Lab, slider


@in_style
def power_lab(axis, period, names):
    """Periods over half axes (N,) with the curve axis**p, left as they are, right in logarithms."""
    picture = stage(columns=2, height=4.4, left=0.85, top=1.1, between=0.95)
    left, right = picture.axes
    planet_axes(left, right)
    left.set(xlim=(-0.5, 12), ylim=(-2, 40), title="as they are")
    right.set(xlim=(0.25, 20), ylim=(0.1, 60), title="logarithmic")
    curves, bars = [], []
    for axes in (left, right):
        axes.plot(array(axis), array(period), "o", color=DATA, mfc="white", mew=1.6, ms=7)
        bars.append(picture.segments(axes, colors=LOSS, lw=2))
        curves.append(picture.line(axes, color=MODEL))
        for name, a, t in zip(names, array(axis), array(period), strict=True):
            side = {"xytext": (-9, 3), "ha": "right"} if a > 1.2 else {"xytext": (9, -9)}  # out of the curve's way
            if axes is right or a > 5:  # the others lie upon one another on the left
                axes.annotate(name, (a, t), textcoords="offset points", fontsize=9.5, **side)
    along = torch.logspace(-0.6, 1.3, 200, dtype=torch.float64)

    def update(power):
        predicted = axis**power
        off = predicted / period - 1
        worst = off.abs().argmax().item()
        for curve, pieces in zip(curves, bars, strict=True):
            curve.set_data(array(along), array(along**power))
            pieces.set_segments(torch.stack([axis, period, axis, predicted], dim=1).reshape(-1, 2, 2).numpy())
        picture.tell(
            "Periods of the planets over their half axes, left as they are, right in logarithms, with a curve.",
            f"Period = axis to the power of {power:.2f}.\n"
            f"Farthest off is {names[worst]}: {100 * off[worst].item():+.1f} %.",
            reached=np.abs(array(off)).max() < 0.03,
        )

    controls = {"power": slider("power", 0.5, 2.5, 0.01, 1.0)}
    return Lab(picture, update, controls, "let the curve pass every planet within 3 %. Which power is it?")
