"""The split lab: the degree of a polynomial, and the choice of the two readings held out."""

import numpy as np
import torch

from ..data import every_split
from ..exact import fit_polynomial
from ..loss import loss_fn
from ..pictures.parts import LOWEST, U_RANGE, draw_spread, scatter
from ..pictures.picture import BLACK, GREY, MODEL, TRAINING, VALIDATION, array, in_style, stage
from ..text import rounded
from .lab import Lab, slider


@in_style
def split_lab(t_u, t_c):
    """Left, a polynomial among the readings, two of them held out; right, its losses among those of all splits.

    All 55 splits are solved exactly, by least squares, for each degree; nothing is trained here.
    """
    degrees = list(range(1, 9))
    train, val = every_split(len(t_u), 2)
    fits = {degree: fit_polynomial(t_u[train], t_c[train], degree) for degree in degrees}
    training, validation = (
        np.stack([loss_fn(fit(t_u[rows]), t_c[rows].double()) for fit in fits.values()]) for rows in (train, val)
    )
    x = torch.linspace(*U_RANGE.tolist(), 301, dtype=torch.float64)
    curves = {degree: fit(x[:, None].expand(-1, val.shape[1])).clamp(-1e3, 1e3).numpy() for degree, fit in fits.items()}
    chosen = validation.argmin(axis=0) + 1

    picture = stage(columns=2, height=4.5, top=0.85, between=0.95)
    left, right = picture.axes
    scatter(left, t_u, t_c)
    left.set(xlim=U_RANGE, ylim=(-30, 50))
    draw_spread(right, dict(zip(degrees, validation, strict=True)))
    here = picture.line(right, "-", color=GREY, lw=8, alpha=0.3)
    curve = picture.line(left, color=MODEL, lw=2.5)
    squares = picture.line(left, "s", color=VALIDATION, mec=BLACK, ms=10, label="held out")
    # The names of the left over its curve, which may go anywhere.
    picture.over(left.legend(loc="upper left", frameon=True, framealpha=0.9, edgecolor="none"))
    diamonds = picture.line(right, "D-", color=TRAINING, ms=6, lw=1.4, label="training, this split")
    look = {"color": VALIDATION, "mec": BLACK, "ms": 7, "lw": 1.4}
    dashes = picture.line(right, "s--", label="validation, this split", **look)
    right.legend(loc="upper left", fontsize=9.5)

    def update(degree, split):
        i = split - 1
        held_out = val[:, i]
        first, second = (held_out + 1).tolist()
        here.set_data([degree, degree], right.get_ylim())
        curve.set_data(array(x), curves[degree][:, i])
        squares.set_data(array(t_u[held_out]), array(t_c[held_out]))
        for line, losses in ((diamonds, training[:, i]), (dashes, validation[:, i])):
            line.set_data(degrees, np.where(losses > LOWEST, losses, np.nan))
        picture.tell(
            "A polynomial fitted to the readings but two; training and validation loss over the degree.",
            f"Degree {degree}; split {split} of {val.shape[1]} holds out readings {first} and {second}. "
            f"Training loss {rounded(training[degree - 1, i], decimals=3)},\n"
            f"validation loss {rounded(validation[degree - 1, i])}. By it you would choose degree {chosen[i]}.",
            reached=chosen[i] == degree == 6,
        )

    controls = {"degree": slider("degree", 1, 8, 1, 1), "split": slider("split", 1, val.shape[1], 1, 30)}
    goal = "find a split whose validation loss would make you choose degree 6, and look at that curve of degree 6."
    return Lab(picture, update, controls, goal)
