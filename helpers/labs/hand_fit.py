"""The hand-fit lab: choose w and b by hand."""

import torch

from ..model import model
from ..pictures.parts import U_LABEL, U_RANGE, across, scatter
from ..pictures.picture import BEST, BLACK, LOSS, MODEL, MOVING_DPI, Picture, in_style
from .lab import Lab, slider

GOAL = 4  # °C
ENLARGED = 15  # °C, the reach of the strip that shows small differences


@in_style
def hand_fit_lab(t_u, t_c):
    """The readings, a line (w, b) and its differences; below, the differences enlarged."""
    picture = Picture(rows=2, height=5.4, dpi=MOVING_DPI)
    picture.margins(top=0.55, above=0.5)
    above, below = picture.axes
    box, low = above.get_position(), below.get_position()
    above.set_position([box.x0, box.y0 - 0.1, box.width, box.height + 0.085])
    below.set_position([low.x0, low.y0, low.width, low.height - 0.1])
    scatter(above, t_u, t_c)
    above.set(xlim=U_RANGE, ylim=(-30, 90), xlabel="", xticklabels=[])
    below.set(xlim=U_RANGE, ylim=(-ENLARGED, ENLARGED), xlabel=U_LABEL, ylabel="difference, °C")
    below.axhline(0, color=BLACK, lw=1)
    below.set_title("the differences, enlarged; the goal is between the dashed lines", loc="left")
    for height in (-GOAL, GOAL):
        below.axhline(height, color=BEST, ls="--", lw=1.8)
    bars = picture.segments(above, colors=LOSS, lw=2)
    line = picture.line(above, color=MODEL, lw=2.5, label="your line")
    large = picture.segments(below, colors=LOSS, lw=2)
    thick = {"color": LOSS, "lw": 5, "ms": 13, "mew": 2.5, "solid_capstyle": "butt"}
    longest = [picture.line(axes, "-_", label="worst difference", **thick) for axes in picture.axes]
    above.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderpad=0.2)

    def update(w, b):
        t_p = model(t_u, w, b)
        error = t_p - t_c
        place = error.abs().argmax()
        worst = error[place].abs().item()
        for segments, start, end in ((bars, t_c, t_p), (large, torch.zeros_like(error), error)):
            segments.set_segments(torch.stack([t_u, start, t_u, end], dim=1).reshape(-1, 2, 2).numpy())
        for bar, start, end in zip(longest, (t_c[place], 0.0), (t_p[place], error[place]), strict=True):
            bar.set_data([float(t_u[place])] * 2, [float(start), float(end)])
        line.set_data(U_RANGE, across((w, b)))
        picture.tell(
            f"The readings and the line t_c = {w:.4g} t_u + {b:.4g}.",
            f"w = {w:.2f}, b = {b:.1f}: the worst difference is {worst:.1f} °C, at reading {t_u[place]:.1f}.",
            reached=worst < GOAL,
        )

    controls = {"w": slider("weight w", -1.0, 2.0, 0.01, 1.0), "b": slider("bias b", -40.0, 40.0, 0.5, 0.0)}
    return Lab(picture, update, controls, f"bring the worst difference below {GOAL} °C, and note your w and b.")
