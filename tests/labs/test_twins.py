"""The twins lab: its goal, and that what it says is true."""

import math
import re

import numpy as np
import pytest
import torch

from helpers import labs
from helpers.orbit import fit_ellipse, mars

from .moves import Moves, Tried

_, LONGITUDE, DISTANCE = (column[:23] for column in mars())
TWINS = Tried(labs.twins_lab, LONGITUDE, DISTANCE)
ECCENTRICITY, _, PERIHELION = fit_ellipse(LONGITUDE, DISTANCE)
GOAL = {"eccentricity": 0.2, "perihelion": 120.0}


class TestMoves(Moves):
    tried = TWINS
    goal = GOAL
    pattern = r"End: e = ([\d.-]+),"
    typed = ({"eccentricity": 0.15, "perihelion": 100.0},)

    def reached(self, e):
        return e < 0


def bare_descent(e, perihelion):
    """Losses in millionths and knobs (1000, 3) of descent with learning rate 0.5, in a loop without anything else."""
    angle = torch.deg2rad(LONGITUDE)
    params = torch.tensor([e, 1.4, math.radians(perihelion)], dtype=torch.float64, requires_grad=True)
    losses, path = [], []
    for _ in range(1000):
        e, a, turned = params
        loss = ((a * (1 - e**2) / (1 + e * torch.cos(angle - turned)) - DISTANCE) ** 2).mean()
        (grad,) = torch.autograd.grad(loss, params)
        losses.append(1e6 * loss.item())
        path.append(params.tolist())
        params = (params - 0.5 * grad).detach().requires_grad_()
    return np.array(losses), np.array(path)


@pytest.mark.parametrize("start", [(0.2, 120.0), (-0.2, 330.0), (0.0, 0.0)])
def test_what_is_drawn_and_said_is_what_a_bare_loop_finds(start):
    losses, path = bare_descent(*start)
    said = TWINS.said(**dict(zip(("eccentricity", "perihelion"), start, strict=True)))
    (descent,) = TWINS.moving(1)
    epochs, drawn = descent.get_data()
    assert epochs[0] == 1 and epochs[-1] == 1000 and len(epochs) > 50
    assert drawn == pytest.approx(losses[epochs.astype(int) - 1], rel=1e-6)
    e, _, turned = path[epochs.astype(int) - 1].T
    arrow, begin = TWINS.moving(0)
    assert np.array(arrow.get_data()) == pytest.approx(np.stack([e * np.cos(turned), e * np.sin(turned)]), abs=1e-9)
    assert np.array(begin.get_data())[:, 0] == pytest.approx(np.array(arrow.get_data())[:, 0])
    end = [float(number) for number in re.search(r"End: e = (\S+), a = (\S+) au, perihelion at (\S+)°", said).groups()]
    assert end == pytest.approx([path[-1, 0], path[-1, 1], math.degrees(path[-1, 2]) % 360], abs=0.06)


def test_every_start_ends_at_the_same_ellipse_and_its_orientation_alone_decides_under_which_name():
    negative = {}
    for e in TWINS.lab.controls["eccentricity"].positions:
        for perihelion in TWINS.lab.controls["perihelion"].positions:
            TWINS.lab.update(e, perihelion)
            x, y = (values[-1] for values in TWINS.moving(0)[0].get_data())
            assert math.hypot(x, y) == pytest.approx(ECCENTRICITY, rel=1e-3)
            assert math.degrees(math.atan2(y, x)) % 360 == pytest.approx(PERIHELION, abs=0.1)
            negative.setdefault(TWINS.lab.picture.reached, set()).add(perihelion)
    assert negative[True].isdisjoint(negative[False])
    assert min(negative[True]) == 90 and max(negative[True]) == 240
