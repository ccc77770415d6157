"""The orbit lab: its goal, and that what it says is true."""

import re

import numpy as np
import pytest

from helpers import labs
from helpers.orbit import mars

from .moves import SIG, Moves, Tried

_, LONGITUDE, DISTANCE = mars()
ORBIT = Tried(labs.orbit_lab, LONGITUDE, DISTANCE)
GOAL = {"eccentricity": 0.093, "axis": 1.524, "perihelion": 336.0}


class TestMoves(Moves):
    tried = ORBIT
    goal = GOAL
    pattern = r"Loss (\S+) millionths"

    def reached(self, loss):
        return loss < 10


@pytest.mark.parametrize(
    ("e", "a", "perihelion"), [(0.0, 1.4, 90.0), (0.1, 1.5, 350.0), (0.093, 1.524, 336.0), (0.3, 1.8, 0.0)]
)
def test_the_loss_of_an_orbit_is_the_mean_squared_error_in_millionths(e, a, perihelion):
    longitude, distance = LONGITUDE.numpy(), DISTANCE.numpy()
    # The sun is as far from the orbit as 2 a less the way on to the other focus: the string round two pins.
    x, y = np.cos(np.radians(longitude)), np.sin(np.radians(longitude))
    other_x, other_y = (-2 * a * e * f(np.radians(perihelion)) for f in (np.cos, np.sin))
    text = ORBIT.said(eccentricity=e, axis=a, perihelion=perihelion)
    (bars, _) = ORBIT.moving(1)
    drawn = bars.get_segments()
    predicted = np.array([segment[1][1] for segment in drawn])
    assert predicted + np.hypot(predicted * x - other_x, predicted * y - other_y) == pytest.approx(2 * a)
    (large,) = [artist for artist in ORBIT.lab.picture._moving if artist.axes is ORBIT.lab.picture.figure.axes[2]]
    assert [segment[1][1] for segment in large.get_segments()] == pytest.approx((predicted - distance).tolist())
    (loss,) = re.findall(r"Loss (\S+) millionths of au²", text)
    expected = 1e6 * np.mean((predicted - distance) ** 2)
    assert float(loss.replace(",", "")) == pytest.approx(expected, rel=SIG, abs=0.051)
    assert text.startswith(f"e = {e:.3f}, a = {a:.3f} au, perihelion at {perihelion:.0f}°.")
