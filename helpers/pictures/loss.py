"""What a loss makes of an error, and what broadcasting makes of two arrays."""

import numpy as np
from matplotlib.patches import Rectangle

from .picture import BLACK, GREEN, LOSS, WIDTH, Picture, array, in_style

# In every picture that has both: line style, colour.
SQUARED, ABSOLUTE = ("-", LOSS), ("--", GREEN)


@in_style
def loss_shapes(errors):
    """The square and the absolute value of one error, (N,), and beside them their slopes."""
    picture = Picture(columns=2, height=3.3)
    e = array(errors)
    left, right = picture.axes
    style, colour = SQUARED
    left.plot(e, e**2, style, color=colour, label="squared")
    right.plot(e, 2 * e, style, color=colour)
    style, colour = ABSOLUTE
    left.plot(e, np.abs(e), style, color=colour, label="absolute")
    for side in (e[e < 0], e[e > 0]):  # the kink is a gap, not a steep line
        right.plot(side, np.sign(side), style, color=colour)
    left.set(xlabel="error e, °C", title="loss of one reading")
    right.set(xlabel="error e, °C", title="slope of that loss")
    left.legend(loc="upper center")
    picture.alt = (
        f"Left, the squared and the absolute value of one error from {e.min():g} to {e.max():g} °C. Right, their "
        "slopes: that of the square is a straight line through 0, that of the absolute value jumps from -1 to +1 at 0."
    )
    return picture


@in_style
def pairwise(errors):
    """Errors (N, N), row i from ground truth i, column j from prediction j; only the diagonal was meant."""
    picture = Picture(columns=1, height=4.2)
    picture.margins(left=1.4, right=1.5, top=0.2)
    axes = picture.axes[0]
    e = array(errors)
    image = axes.imshow(e, cmap="cividis")
    for i in range(len(e)):
        axes.add_patch(Rectangle((i - 0.5, i - 0.5), 1, 1, fill=False, ec=LOSS, lw=2.5, clip_on=False, zorder=5))
    axes.grid(False)
    axes.set(xlabel="index of the prediction t_p", ylabel="index of the ground truth t_c")
    axes.set_xticks(range(0, len(e), 2))
    axes.set_yticks(range(0, len(e), 2))
    picture.figure.colorbar(image, ax=axes, pad=0.03).set_label("error, °C", labelpad=8)
    picture.alt = (
        f"Errors as a table of colours, {e.shape[0]} by {e.shape[1]}; only the {len(e)} framed ones on "
        "the diagonal compare a prediction with its own ground truth."
    )
    return picture


@in_style
def broadcasting(products):
    """Each row: two arrays (at most 3 dimensions) stretched to a common shape, and their product.

    products: (name, values, name, values). Solid cells exist, hatched ones are stretched copies. The tables of a third
    dimension are drawn below each other.
    """
    shapes = [np.broadcast_shapes(array(x).shape, array(y).shape) for _, x, _, y in products]
    tables = [(1,) * (3 - len(shape)) + shape for shape in shapes]
    tall = [many * (rows + 0.4) + 0.9 for many, rows, _ in tables]
    unit = 0.45  # inches to a cell
    picture = Picture(columns=0, height=unit * (sum(tall) + 0.3))
    axes = picture.figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH / unit), ylim=(sum(tall) + 0.3, 0))
    axes.axis("off")

    def grid(x, y, values, shape, colour, title):
        own = values.reshape((1,) * (3 - values.ndim) + values.shape)
        full = np.broadcast_to(own, (1,) * (3 - len(shape)) + shape)
        axes.text(x + full.shape[2] / 2, y - 0.2, title, ha="center", va="bottom", fontsize=11.5)
        for k, i, j in np.ndindex(full.shape):
            real = k < own.shape[0] and i < own.shape[1] and j < own.shape[2]
            left, top = x + j, y + i + k * (full.shape[1] + 0.4)
            face, ink = (colour, BLACK) if real else ("white", colour)
            look = {} if real else {"hatch": "///", "ls": "--"}
            axes.add_patch(Rectangle((left, top), 1, 1, fc=face, ec=ink, lw=1.2, zorder=1 + real, **look))
            behind = {"fc": face, "ec": "none", "pad": 1.0}
            number = f"{full[k, i, j]:g}"
            axes.text(left + 0.5, top + 0.5, number, ha="center", va="center", fontsize=11.5, bbox=behind, zorder=3)

    y = 0.8
    for (left_name, left, right_name, right), shape, height in zip(products, shapes, tall, strict=True):
        left, right = array(left), array(right)
        middle = y + (height - 1.3) / 2
        grid(0.8, y, left, shape, "#9AD3F5", f"{left_name} {left.shape}")
        axes.text(5.1, middle, "×", ha="center", va="center", fontsize=18)
        grid(5.9, y, right, shape, "#F7CE7C", f"{right_name} {right.shape}")
        axes.text(10.2, middle, "=", ha="center", va="center", fontsize=18)
        grid(11.0, y, left * right, shape, "#8FDCC5", f"{left_name} × {right_name} {shape}")
        y += height
    picture.alt = "; ".join(
        f"{a} of shape {array(x).shape} times {b} of shape {array(y).shape} gives shape {shape}"
        for (a, x, b, y), shape in zip(products, shapes, strict=True)
    )
    picture.alt += ". Stretched copies are hatched."
    return picture
