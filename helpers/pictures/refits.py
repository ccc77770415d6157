"""How sure a line is: the lines that the same readings would have given with other noise."""

import numpy as np

from .parts import LINE_COLOURS, LINE_STYLES, scatter
from .picture import BEST, BLACK, GREEN, GREY, LOSS, PURPLE, LineCollection, Picture, array, in_style

FAR = np.array([0.0, 120.0])  # beyond the readings on either side, where the lines fan out


@in_style
def refits(t_u, t_c, others, lines):
    """The readings (N,), K other lines (2, K) fitted to fresh noise, and lines {label: (w, b)} over them."""
    picture = Picture(height=4.4)
    axes = picture.axes[0]
    scatter(axes, t_u, t_c)
    ends = [[(x, w * x + b) for x in FAR] for w, b in array(others).T]
    axes.add_collection(LineCollection(ends, colors=GREY, lw=0.7, label="with fresh noise"))
    for i, (label, (w, b)) in enumerate(lines.items()):
        heights = float(w) * FAR + float(b)
        axes.plot(FAR, heights, LINE_STYLES[i % 4], color=LINE_COLOURS[i % 4], lw=2.2, label=label)
    axes.set(xlim=FAR, ylim=(-28, 55))
    axes.legend(loc="upper left")
    picture.alt = (
        f"Scatter plot of {len(array(t_u))} readings, {array(others).shape[1]} thin lines fitted to fresh noise"
        + "".join(f"; line: {label}" for label in lines)
        + "."
    )
    return picture


@in_style
def region(w, b, loss, limit, best, others, lines):
    """The loss over (w, b) from above: the line of equal loss at a limit, K other lines (2, K) as points, and marks.

    w (W,), b (B,) and loss (B, W); best (2,), a star; lines {label: (w, b)}.
    """
    picture = Picture(height=4.4)
    picture.margins(left=0.9)
    axes = picture.axes[0]
    w, b, loss = array(w), array(b), array(loss)
    axes.contour(w, b, loss, levels=limit * np.array([2.0, 4.0, 8.0, 16.0]), colors=GREY, linewidths=0.8)
    axes.contour(w, b, loss, levels=[limit], colors=GREEN, linewidths=2.4)
    axes.plot([], [], color=GREEN, lw=2.4, label=f"loss {limit:.2f}")
    axes.plot(*array(others), "o", color=GREY, ms=4.5, mew=0, label="with fresh noise")
    axes.plot(*array(best), "*", color=BEST, mec=BLACK, ms=15, label="learned: smallest loss")
    for i, (label, line) in enumerate(lines.items()):
        axes.plot(*array(line), "DX"[i % 2], color=(LOSS, PURPLE)[i % 2], mec=BLACK, ms=9, label=label)
    axes.set(xlabel="weight w", ylabel="bias b", xlim=(w[0], w[-1]), ylim=(b[0], b[-1]))
    axes.grid(False)
    axes.legend(loc="lower left", frameon=True, framealpha=0.9, edgecolor="none")
    picture.alt = (
        f"The loss over weight and bias from above, with its line at {limit:.2f}; {array(others).shape[1]} refitted "
        "lines as points; marked: learned" + "".join(f", {label}" for label in lines) + "."
    )
    return picture
