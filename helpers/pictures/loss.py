"""What a loss makes of a difference, and what broadcasting makes of two arrays."""

import numpy as np
from matplotlib.patches import Rectangle

from .parts import LINE_STYLES
from .picture import BLACK, BLUE, GREEN, LOSS, WIDTH, Picture, array, in_style


@in_style
def loss_shapes(errors, curves):
    """Losses of one difference: {label: loss at each of errors}, and beside them their slopes."""
    picture = Picture(columns=2, height=3.3)
    e = array(errors)
    middles = (e[1:] + e[:-1]) / 2
    for i, (label, values) in enumerate(curves.items()):
        style = {"color": (LOSS, BLUE, GREEN)[i % 3], "ls": LINE_STYLES[i % 4], "label": label}
        picture.axes[0].plot(e, array(values), **style)
        slopes = np.diff(array(values)) / np.diff(e)
        breaks = np.flatnonzero(np.abs(np.diff(slopes)) > 1)  # a kink is a gap, not a steep line
        picture.axes[1].plot(np.insert(middles, breaks + 1, np.nan), np.insert(slopes, breaks + 1, np.nan), **style)
    picture.axes[0].set(xlabel="difference, °C", title="loss of one reading")
    picture.axes[1].set(xlabel="difference, °C", title="slope of that loss")
    picture.axes[0].legend(loc="upper center")
    picture.alt = (
        "Left, the losses of one difference: " + ", ".join(curves) + ". Right, their slopes: the squared "
        "difference's is a straight line through 0, the absolute value's jumps from -1 to +1 at 0."
    )
    return picture


@in_style
def pairwise(differences):
    """Differences (N, N), row i from ground truth i, column j from prediction j; only the diagonal was meant."""
    picture = Picture(columns=1, height=4.2)
    picture.margins(left=1.4, right=1.2, top=0.2)
    axes = picture.axes[0]
    d = array(differences)
    reach = np.abs(d).max()
    image = axes.imshow(d, cmap="PuOr", vmin=-reach, vmax=reach)
    for i in range(len(d)):
        axes.add_patch(Rectangle((i - 0.5, i - 0.5), 1, 1, fill=False, ec=BLACK, lw=2))
    axes.grid(False)
    axes.set(xlabel="index of the prediction t_p", ylabel="index of the ground truth t_c")
    axes.set_xticks(range(0, len(d), 2))
    axes.set_yticks(range(0, len(d), 2))
    picture.figure.colorbar(image, ax=axes, label="difference, °C", pad=0.03)
    picture.alt = (
        f"Differences as a table of colours, {d.shape[0]} by {d.shape[1]}; only the {len(d)} framed ones on "
        "the diagonal compare a prediction with its own ground truth."
    )
    return picture


@in_style
def broadcasting(products):
    """Each row: two arrays (at most 3 dimensions) stretched to a common shape, and their product.

    products: (name, values, name, values). Solid cells exist, hatched ones are stretched copies.
    """
    rows = 4.3 * len(products) + 0.4
    picture = Picture(columns=0, height=0.45 * rows)
    figure = picture.figure
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH / 0.45), ylim=(rows, 0))
    axes.axis("off")

    def grid(x, y, values, shape, colour, title):
        own = values.reshape((1,) * (3 - values.ndim) + values.shape)
        full = np.broadcast_to(own, (1,) * (3 - len(shape)) + shape)
        behind = 0.55 * (full.shape[0] - 1)
        axes.text(x + full.shape[2] / 2 + behind / 2, y - 0.25 - behind, title, ha="center", va="bottom", fontsize=11.5)
        for k, i, j in sorted(np.ndindex(full.shape), reverse=True):  # layers from the back to the front
            real = k < own.shape[0] and i < own.shape[1] and j < own.shape[2]
            left, top = x + j + 0.55 * k, y + i - 0.55 * k
            axes.add_patch(
                Rectangle(
                    (left, top),
                    1,
                    1,
                    fc=colour if real else "white",
                    ec=BLACK if real else colour,
                    hatch=None if real else "///",
                    lw=1.2,
                    ls="-" if real else "--",
                    zorder=2 - k,
                )
            )
            if k == 0:
                axes.text(
                    left + 0.5,
                    top + 0.5,
                    f"{full[k, i, j]:g}",
                    ha="center",
                    va="center",
                    fontsize=11.5,
                    bbox={"fc": colour if real else "white", "ec": "none", "pad": 1.0},
                    zorder=3,
                )

    for k, (left_name, left, right_name, right) in enumerate(products):
        left, right = array(left), array(right)
        shape = np.broadcast_shapes(left.shape, right.shape)
        y = 4.3 * k + (1.2 if len(shape) > 2 else 0.95)
        middle = y + (shape[-2] if len(shape) > 1 else 1) / 2
        grid(0.8, y, left, shape, "#9AD3F5", f"{left_name} {left.shape}")
        axes.text(5.1, middle, "×", ha="center", va="center", fontsize=18)
        grid(5.9, y, right, shape, "#F7CE7C", f"{right_name} {right.shape}")
        axes.text(10.2, middle, "=", ha="center", va="center", fontsize=18)
        grid(11.0, y, left * right, shape, "#8FDCC5", f"{left_name} × {right_name} {shape}")
    picture.alt = "; ".join(
        f"{a} of shape {array(x).shape} times {b} of shape {array(y).shape} gives shape "
        f"{np.broadcast_shapes(array(x).shape, array(y).shape)}"
        for a, x, b, y in products
    )
    picture.alt += ". Stretched copies are hatched."
    return picture
