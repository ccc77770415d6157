"""The cycle of learning."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from .picture import BLACK, BLUE, GREEN, GREY, ORANGE, RED, SKY, WIDTH, Picture, in_style

CYCLE = (
    ("inputs", (0.75, 2.75), SKY),
    ("forward pass\nmodel(t_u, w, b)", (3.0, 2.75), BLUE),
    ("errors against\nground truth", (5.85, 2.75), RED),
    ("backward pass\ngradient of the loss", (5.85, 1.0), ORANGE),
    ("change the\nparameters", (3.0, 1.0), GREEN),
)


@in_style
def learning_cycle():
    """The cycle of learning: what the whole chapter takes apart and puts together again."""
    picture = Picture(columns=0, height=3.7)
    axes = picture.figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0.3, 4.0))
    axes.axis("off")
    for text, (x, y), colour in CYCLE:
        width = 0.58 if text == "inputs" else 0.98
        axes.add_patch(
            FancyBboxPatch(
                (x - width, y - 0.42), 2 * width, 0.84, boxstyle="round,pad=0.06", fc="white", ec=colour, lw=3
            )
        )
        axes.text(x, y, text, ha="center", va="center", fontsize=11.5, linespacing=1.35)
    axes.text(5.85, 3.78, "ground truth", ha="center", va="center", fontsize=11)

    def arrow(start, end, dashed=False):
        axes.add_patch(
            FancyArrowPatch(
                start,
                end,
                arrowstyle="-|>",
                mutation_scale=18,
                color=GREY if dashed else BLACK,
                lw=1.6,
                ls="--" if dashed else "-",
            )
        )

    arrow((1.45, 2.75), (1.9, 2.75))
    arrow((4.1, 2.75), (4.75, 2.75))
    arrow((5.85, 3.66), (5.85, 3.24))
    arrow((5.85, 2.24), (5.85, 1.51))
    arrow((4.75, 1.0), (4.1, 1.0))
    arrow((3.0, 1.51), (3.0, 2.24))
    axes.text(3.1, 1.87, "again: one epoch", va="center", fontsize=10.5, color=GREY)
    axes.text(
        0.75, 1.0, "new inputs,\nnever trained on:\nvalidation", ha="center", va="center", fontsize=11, linespacing=1.4
    )
    arrow((0.75, 1.5), (0.75, 2.24), dashed=True)
    picture.alt = (
        "The learning cycle: inputs go through the forward pass, the errors against ground truth go through the "
        "backward pass, the parameters are changed, and the cycle begins again; new inputs serve for validation."
    )
    return picture
