"""The power lab: its goal, and that what it says is true."""

import re

import numpy as np
import pytest

from helpers import labs
from helpers.orbit import planets

from .moves import Moves, Tried

NAMES, AXIS, PERIOD = planets()
POWER = Tried(labs.power_lab, AXIS[:6], PERIOD[:6], NAMES[:6])
GOAL = {"power": 1.5}


class TestMoves(Moves):
    tried = POWER
    goal = GOAL
    pattern = r"Farthest off is \w+: (\S+) %"

    def reached(self, off):
        return abs(off) < 3


def test_the_goal_is_reached_at_more_than_one_notch_and_only_around_three_halves():
    near = [power for power in POWER.lab.controls["power"].positions if POWER.at(power=power).reached]
    assert near == [1.49, 1.5, 1.51]


@pytest.mark.parametrize("power", [0.5, 1.0, 1.5, 2.0, 2.5])
def test_the_curve_is_the_power_and_the_planet_farthest_off_is_named(power):
    axis, period = AXIS[:6].numpy(), PERIOD[:6].numpy()
    off = 100 * (axis**power / period - 1)
    name, percent = re.search(r"Farthest off is (\w+): (\S+) %", POWER.said(power=power)).groups()
    worst = np.abs(off).argmax()
    assert name == NAMES[worst] and float(percent) == pytest.approx(off[worst], abs=0.051)
    for column in (0, 1):
        bars, curve = POWER.moving(column)
        x, y = curve.get_data()
        assert y == pytest.approx(x**power) and x.min() < axis.min() and x.max() > axis.max()
        expected = np.stack([axis, period, axis, axis**power], 1).reshape(-1, 2, 2)
        assert np.array(bars.get_segments()) == pytest.approx(expected)
