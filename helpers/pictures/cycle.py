"""The cycle of learning."""

from itertools import pairwise

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from .picture import BLACK, BLUE, GREEN, GREY, ORANGE, RED, SKY, WIDTH, Picture, in_style

# Words, middle, half the width, colour.
CYCLE = (
    ("inputs", (0.75, 3.75), 0.58, SKY),
    ("forward pass\nmodel(t_u, w, b)", (3.0, 3.75), 0.98, BLUE),
    ("errors against\nground truth", (5.85, 3.75), 0.98, RED),
    ("backward pass\ngradient of the loss", (5.85, 2.1), 0.98, ORANGE),
    ("change the\nparameters", (3.0, 2.1), 0.98, GREEN),
)
CHECK = (
    ("new inputs,\nnever trained on", (0.95, 0.6), 0.78, SKY),
    ("forward pass,\nsame parameters", (2.97, 0.6), 0.78, BLUE),
    ("errors against\ntheir truth", (4.85, 0.6), 0.66, RED),
    ("validation\nloss", (6.5, 0.6), 0.5, GREY),
)


@in_style
def learning_cycle():
    """The cycle of learning, and below it the way of inputs that are only tried: it ends, and leads nowhere back."""
    picture = Picture(columns=0, height=4.9)
    axes = picture.figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0.0, 4.9))
    axes.axis("off")
    for boxes, style, size in ((CYCLE, "-", 11.5), (CHECK, "--", 10.5)):
        for text, (x, y), width, colour in boxes:
            corner, tall = (x - width, y - 0.42), 0.84
            axes.add_patch(
                FancyBboxPatch(
                    corner,
                    2 * width,
                    tall,
                    boxstyle="round,pad=0.06",
                    fc="white",
                    ec=colour,
                    lw=3 if style == "-" else 2,
                    ls=style,
                )
            )
            axes.text(x, y, text, ha="center", va="center", fontsize=size, linespacing=1.35)

    def arrow(start, end, dashed=False):
        look = {"color": GREY, "ls": "--"} if dashed else {"color": BLACK, "ls": "-"}
        axes.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=18, lw=1.6, **look))

    axes.text(5.85, 4.72, "ground truth", ha="center", va="center", fontsize=11)
    arrow((5.85, 4.6), (5.85, 4.24))
    arrow((1.45, 3.75), (1.9, 3.75))
    arrow((4.1, 3.75), (4.75, 3.75))
    arrow((5.85, 3.24), (5.85, 2.61))
    arrow((4.75, 2.1), (4.1, 2.1))
    arrow((3.0, 2.61), (3.0, 3.24))
    axes.text(4.42, 2.93, "once round:\none epoch", ha="center", va="center", fontsize=11, linespacing=1.35)
    axes.text(0.11, 1.3, "validation: forward only, nothing leads back", va="center", fontsize=10.5, color=GREY)
    for (_, (x, y), width, _), (_, (next_x, _), next_width, _) in pairwise(CHECK):
        arrow((x + width + 0.04, y), (next_x - next_width - 0.04, y), dashed=True)
    picture.alt = (
        "The learning cycle: inputs go through the forward pass, the errors against ground truth go through the "
        "backward pass, the parameters are changed, and the cycle begins again. Apart from it, for validation: new "
        "inputs go through the forward pass to errors and a validation loss, and there it ends."
    )
    return picture
