"""The honest delta laboratory: its goal, and that what it says is true."""

import re
import sys

import pytest
import torch
from looks import numbers

from helpers import labs, loss_fn, model
from helpers.loss import log_cosh_loss_fn

from .moves import SIG, C, Moves, Tried, U

DELTA = Tried(labs.delta_lab, U, C)
GOAL = {"delta": 10.0**-8, "precision": "float64", "loss": "log-cosh"}


class TestMoves(Moves):
    tried = DELTA
    goal = GOAL
    pattern = r"Relative error: forward (\S+),"
    elsewhere = ("loss", ["squared error"])
    decades = ("delta",)

    def reached(self, error):
        return error < 1e-06


def test_the_delta_lab_asks_for_a_precision_that_float32_does_not_have():
    for delta in DELTA.lab.controls["delta"].positions[::50]:
        assert not DELTA.at(delta=delta, precision="float32", loss="log-cosh").reached


def relative_errors(said):
    return dict(re.findall(r"(\w+) ([\d.]+e[-+]\d+)", said.split("Relative error")[1]))


def test_on_the_squared_error_the_central_difference_is_exact_and_the_forward_one_is_not():
    errors = relative_errors(DELTA.said(delta=0.1, precision="float64", loss="squared error"))
    assert float(errors["central"]) < 1e-12
    assert float(errors["forward"]) == pytest.approx(0.065, rel=0.01)


@pytest.mark.parametrize(("loss", "fn"), [("squared error", loss_fn), ("log-cosh", log_cosh_loss_fn)])
def test_the_true_slope_is_that_of_autograd(loss, fn):
    params = torch.tensor(sys.modules["helpers.labs.delta"].LOSSES[loss][2], dtype=torch.float64, requires_grad=True)
    fn(model(U.double(), *params), C.double()).backward()
    said = DELTA.said(loss=loss)
    assert numbers(said.split("True slope ")[1])[0] == pytest.approx(params.grad[0].item(), rel=SIG)
