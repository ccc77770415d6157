"""The outlier lab: its goal, and that what it says is true."""

import re

import pytest

from helpers import labs
from helpers.exact import least_absolute, least_squares

from .moves import SIG, C, Moves, Tried, U

OUTLIER = Tried(labs.outlier_lab, U, C)
GOAL = {"reading": 8, "shift": 30.0}


class TestMoves(Moves):
    tried = OUTLIER
    goal = GOAL
    pattern = r"squared \S+ \((\S+)% .*\sabsolute \S+ \((\S+)%"

    def reached(self, squared, absolute):
        return squared < 50 and absolute > 90


@pytest.mark.parametrize(("reading", "shift"), [(4, 0.0), (4, -60.0), (8, 30.0), (11, -40.0)])
def test_the_lines_beside_an_outlier_are_the_best_ones(reading, shift):
    said = OUTLIER.said(reading=reading, shift=shift)
    moved = C.clone()
    moved[reading - 1] += shift
    for method, name in ((least_squares, "squared"), (least_absolute, "absolute")):
        w, b = method(U, moved).tolist()
        x, y = OUTLIER.labelled(f"least {name} error").get_data()
        assert y == pytest.approx(w * x + b)
        weight, percent = re.search(rf"{name} (\S+) \((\S+)% of before", said).groups()
        assert float(weight) == pytest.approx(w, rel=SIG)
        assert float(percent) == pytest.approx(100 * w / method(U, C)[0].item(), abs=0.51)


def test_readings_at_the_cold_end_that_stay_on_their_side_of_the_line_reach_the_goal_and_the_hottest_does_not():
    shifts = OUTLIER.lab.controls["shift"].positions
    reached = {r: sum(OUTLIER.typed(reading=r, shift=s).reached for s in shifts) for r in range(1, 12)}
    assert {r for r, notches in reached.items() if notches} == {1, 7, 8}
    assert all(notches > 9 for notches in reached.values() if notches)
