"""The swing lab: its goal, and that what it says is true."""

import pytest
from looks import numbers

from helpers import labs

from .moves import C, Moves, Tried, U

SWING = Tried(labs.swing_lab, U, C)
GOAL = {"learning_rate": 0.5}


class TestMoves(Moves):
    tried = SWING
    goal = GOAL
    pattern = r"(\S+) after step 1,"
    typed = ({"learning_rate": 0.123},)

    def reached(self, loss):
        return loss < 3.5

    def test_a_swing_that_explodes_ends_higher_than_it_began_and_no_other_does(self, journey):
        for stop in journey.stops:
            _, first, after_one, _, last, _ = numbers(stop.words)
            assert ("explodes" in stop.words) == (after_one > first), stop.words
            assert ("explodes" in stop.words) == (last > first), stop.words
            assert ("swings" in stop.words) == (last == first), stop.words


@pytest.mark.parametrize(
    ("learning_rate", "word"),
    [(0.1, "creeps"), (0.4, "glides"), (0.5, "lands"), (0.8, "rings"), (1.0, "swings"), (1.05, "explodes")],
)
def test_the_swing_is_called_by_its_name(learning_rate, word):
    assert f"the descent {word}" in SWING.said(learning_rate=learning_rate)
