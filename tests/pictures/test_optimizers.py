"""How optimizers get down."""

import math

import numpy as np
import pytest
import torch
from looks import labelled

from helpers import pictures
from helpers.pictures.parts import RACERS

from .stills import TWO, Stills, U, c, trained, u


def by_epoch():
    rates = {"SGD": 1e-4, "momentum": 5e-4, "Adam": 1e-1}
    curves = {name: trained(name, U, torch.tensor(rate)).loss for name, rate in rates.items()}
    return pictures.optimizers_by_epoch(curves, 2.9276, {"Adam": "Adam, η = 0.1"})


def above():
    z = (U - U.mean()) / U.std(correction=0)
    curves = {f"rate {rate}": trained("SGD", z, torch.tensor(rate)).loss for rate in (0.01, 0.1)}
    return pictures.above_smallest(curves, 2.9276)


STILLS = {
    "optimizers_by_epoch": by_epoch,
    "above_smallest": above,
}
WORDS = [
    (
        lambda: pictures.optimizers_by_epoch({"SGD": c, "Adam": u}, 3, {"SGD": "SGD, slow"}),
        [c[0], c[-1], u[0], u[-1]],
        ["SGD, slow", "Adam"],
    ),
    (lambda: pictures.above_smallest(TWO, 0.5), [c[0] - 0.5, u[0] - 0.5], ["one", "two"]),
]


class TestStills(Stills):
    stills = STILLS
    words = WORDS


def test_losses_by_epoch_have_the_colour_and_the_style_that_the_race_gives_an_optimizer():
    given = {"Adam": [9.0, 4.0, math.inf], "SGD": [9.0, 8.0, 7.0]}
    picture = pictures.optimizers_by_epoch(given, 3.0)
    (axes,) = picture.axes
    for name, losses in given.items():
        line = labelled(axes, name)
        assert (line.get_linestyle(), line.get_color()) == RACERS[name]
        assert line.get_xdata().tolist() == [1, 2, 3]
        assert line.get_ydata() == pytest.approx(np.where(np.isfinite(losses), losses, np.nan), nan_ok=True)
    assert axes.lines[-1].get_ydata()[0] == 3
    assert "smallest possible, 3" in [text.get_text() for text in axes.texts]


def test_what_is_above_the_smallest_loss_is_drawn_step_by_step():
    picture = pictures.above_smallest({"one": [9.0, 4.0], "two": [5.0, 3.5]}, 3.0)
    (axes,) = picture.axes
    for name, left in {"one": [6.0, 1.0], "two": [2.0, 0.5]}.items():
        assert labelled(axes, name).get_xydata().tolist() == [[1, left[0]], [2, left[1]]]
    assert axes.get_yscale() == "log"
