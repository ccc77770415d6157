"""The hand-fit lab: its goal, and that what it says is true."""

import pytest
from looks import numbers

from helpers import labs

from .moves import C, Moves, Tried, U

HAND_FIT = Tried(labs.hand_fit_lab, U, C)
GOAL = {"w": 0.55, "b": -18.0}


class TestMoves(Moves):
    tried = HAND_FIT
    goal = GOAL
    pattern = r"worst difference is (\S+) °C"

    def reached(self, worst):
        return worst < 4


@pytest.mark.parametrize(("w", "b"), [(1.0, 0.0), (0.55, -18.0), (-1.0, -40.0), (2.0, 40.0)])
def test_the_worst_difference_of_a_line_drawn_by_hand_is_the_largest(w, b):
    said = HAND_FIT.said(w=w, b=b).split("worst difference is")[1]
    assert numbers(said)[0] == pytest.approx((w * U + b - C).abs().max().item(), abs=0.051)
