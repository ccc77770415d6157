"""The scale lab: its goal, and that what it says is true."""

import re

import pytest
import torch
from looks import numbers

from helpers import labs
from helpers.exact import epochs_needed, hessian, stable_learning_rate

from .moves import SIG, START, C, Moves, Tried, U

SCALE = Tried(labs.scale_lab, U, C)
GOAL = {"scale": 0.0631, "centre": "yes"}


class TestMoves(Moves):
    tried = SCALE
    goal = GOAL
    pattern = r"condition number (\S+),"
    decades = ("scale",)
    typed = ({"scale": 0.12345},)

    def reached(self, condition):
        return condition < 1.1


@pytest.mark.parametrize("centre", ["no", "yes"])
@pytest.mark.parametrize("scale", [0.01, 0.0631, 0.1, 1.0])
def test_the_condition_number_the_limit_and_the_epochs_of_a_scaling_are_exact(scale, centre):
    t_un = scale * (U.double() - (U.double().mean() if centre == "yes" else 0.0))
    flat, steep = torch.linalg.eigvalsh(hessian(t_un)).tolist()
    said = SCALE.said(scale=scale, centre=centre)
    found = re.search(
        r"condition number (\S+), stable below η = (\S+)\.\nDescent: within 0.1 % .* after (\S+) epochs", said
    )
    condition, limit, epochs = (numbers(text)[0] for text in found.groups())
    assert condition == pytest.approx(steep / flat, rel=SIG)
    assert limit == pytest.approx(stable_learning_rate(t_un), rel=5e-3)
    assert epochs == pytest.approx(epochs_needed(2 / (flat + steep), START.double(), t_un, C.double()), rel=SIG)
