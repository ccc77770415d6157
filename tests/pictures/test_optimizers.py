"""What optimizers make of a learning rate."""

import math

import numpy as np
import pytest
import torch
from looks import labelled

from helpers import pictures

from .stills import MAKE, Stills, U, c, trained, u

INPUTS = {"raw": U, "0.1 · t_u": 0.1 * U, "standardised": (U - U.mean()) / U.std(correction=0)}


def learning_rates():
    rates = torch.logspace(-5, 0.5, 50)
    panels = {
        title: (rates, {name: trained(name, t_in, rates).loss[-1] for name in MAKE}) for title, t_in in INPUTS.items()
    }
    return pictures.learning_rates(panels, 50)


STILLS = {
    "learning_rates": learning_rates,
}
WORDS = [
    (
        lambda: pictures.learning_rates({"mine": (u, {"SGD": c, "Adam": c})}, 17),
        [17],
        ["mine", "SGD", "Adam"],
    ),
]


class TestStills(Stills):
    stills = STILLS
    words = WORDS


def test_losses_over_the_learning_rate_are_those_given_and_a_run_that_exploded_is_a_gap():
    rates = torch.logspace(-4, 0, 5)
    given = {"SGD": [9.0, 3.0, 1e300, math.inf, math.nan], "Adam": [90.0, 30.0, 5.0, 4.0, 3.0]}
    picture = pictures.learning_rates({"one": (rates, given), "two": (2 * rates, given)}, 7)
    for axes, x in zip(picture.axes, (rates, 2 * rates), strict=True):
        assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
        for name, losses in given.items():
            line = labelled(axes, name)
            assert line.get_xdata() == pytest.approx(x.numpy())
            shown = np.isfinite(losses)
            assert np.isnan(line.get_ydata()[~shown]).all()
            assert (line.get_ydata() < 1e200).tolist() == shown.tolist()
            near = np.array(losses) < 1e6
            assert line.get_ydata()[near] == pytest.approx(np.array(losses)[near])
        assert axes.get_xlim() == pytest.approx((x[0].item(), x[-1].item()))
    assert picture.axes[0].get_ylim() == picture.axes[1].get_ylim()
    picture.png()
