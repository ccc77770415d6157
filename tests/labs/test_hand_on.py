"""The hand-on lab: its goal, and that what it says is true."""

import itertools

import pytest
import torch
from looks import numbers

from helpers import labs
from helpers.labs.hand_on import ORDERS

from .moves import Moves, Tried

HAND_ON = Tried(labs.hand_on_lab)
POSITIONS = list(itertools.product(ORDERS, range(5), HAND_ON.lab.controls["factor"].positions))


class TestMoves(Moves):
    tried = HAND_ON
    goal = {"order": "youngest first", "handed": 3, "factor": 5.0}  # noqa: RUF012
    pattern = r"slope of y by x is (\S+); x has received (\S+)\."

    def reached(self, true, received):
        return received == true


def test_the_slope_that_it_calls_right_is_the_one_that_autograd_finds():
    for factor in HAND_ON.lab.controls["factor"].positions:
        x = torch.tensor(2.0, requires_grad=True)
        a = x * 3
        (a + a * factor).backward()
        said = HAND_ON.said(factor=factor).split("slope of y by x is")[1]
        assert numbers(said)[0] == pytest.approx(x.grad.item(), rel=1e-3)


def test_only_the_youngest_first_reach_the_goal_whatever_the_factor_and_from_the_third_on():
    reached = {
        place for place in POSITIONS if HAND_ON.at(**dict(zip(HAND_ON.lab.controls, place, strict=True))).reached
    }
    assert reached == {place for place in POSITIONS if place[0] == "youngest first" and place[1] >= 3}


def test_what_a_hands_on_before_far_is_three_and_the_oldest_hand_on_nothing():
    for order, received in (("a before far", 3.0), ("oldest first", 0.0)):
        assert numbers(HAND_ON.said(order=order, handed=4).split("received")[1]) == [received]
