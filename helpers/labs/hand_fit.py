"""The hand-fit lab: choose w and b by hand."""

import torch

from ..model import model
from ..pictures.parts import U_RANGE, across, scatter
from ..pictures.picture import LOSS, MODEL, in_style, stage
from .lab import Lab, slider


@in_style
def hand_fit_lab(t_u, t_c):
    """The readings, a line (w, b) and its differences."""
    picture = stage(top=0.55)
    (axes,) = picture.axes
    scatter(axes, t_u, t_c)
    axes.set(xlim=U_RANGE, ylim=(-30, 90))
    bars = picture.segments(axes, colors=LOSS, lw=2)
    line = picture.line(axes, color=MODEL, lw=2.5)

    def update(w, b):
        t_p = model(t_u, w, b)
        worst = (t_p - t_c).abs().max().item()
        bars.set_segments(torch.stack([t_u, t_c, t_u, t_p], dim=1).reshape(-1, 2, 2).numpy())
        line.set_data(U_RANGE, across((w, b)))
        picture.tell(
            f"The readings and the line t_c = {w:.4g} t_u + {b:.4g}.",
            f"w = {w:.2f}, b = {b:.1f}: the worst difference is {worst:.1f} °C.",
            reached=worst < 4,
        )

    controls = {"w": slider("weight w", -1.0, 2.0, 0.01, 1.0), "b": slider("bias b", -40.0, 40.0, 0.5, 0.0)}
    return Lab(picture, update, controls, "bring the worst difference below 4 °C, and note your w and b.")
