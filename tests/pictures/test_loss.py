"""What a loss makes of a difference, and broadcasting."""

import torch

from helpers import pictures

from .stills import PREDICTED, C, Stills, c, u

X, Y = torch.tensor(2.0), torch.tensor([[1.0], [2.0], [3.0]])
Z, A = torch.tensor([[1.0, 10.0, 100.0]]), torch.tensor([[[1.0]], [[-1.0]]])


STILLS = {
    "loss_shapes": lambda: pictures.loss_shapes(torch.linspace(-3, 3, 241)),
    "pairwise": lambda: pictures.pairwise(PREDICTED - C[:, None]),
    "broadcasting": lambda: pictures.broadcasting([("x", X, "y", Y), ("y", Y, "z", Z), ("yz", Y * Z, "a", A)]),
}
WORDS = [
    (lambda: pictures.loss_shapes(u), [u.min(), u.max()], ["squared", "absolute"]),
    (lambda: pictures.pairwise(c[:, None] - c), [7], []),
    (
        lambda: pictures.broadcasting([("p", u[:3, None], "q", c[:2])]),
        [],
        ["p", "q", "(3, 1)", "(2,)", "(3, 2)"],
    ),
]


class TestStills(Stills):
    stills = STILLS
    words = WORDS
