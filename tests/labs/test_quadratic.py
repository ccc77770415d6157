"""The quadratic lab: its goal, and that what it says is true."""

import math
import re

import numpy as np
import pytest
import torch
from looks import numbers

from helpers import labs

from .moves import SIG, C, Moves, Tried, U, from_end_to_end

QUADRATIC = Tried(labs.quadratic_lab, U, C)
GOAL = {"given": "standardised", "learning_rate": 0.1}


class TestMoves(Moves):
    tried = QUADRATIC
    goal = GOAL
    pattern = r"Loss in epoch 200: (\d\S*); smallest possible (\S+?)\.(?:\s|$)"
    decades = ("learning_rate",)
    typed = ({"given": "raw", "learning_rate": 1.2345e-8},)

    def reached(self, loss=math.inf, smallest=1.0):
        return loss < 1.01 * smallest


INPUTS = {
    "raw": U.double(),
    "0.1 · t_u": 0.1 * U.double(),
    "standardised": (U.double() - U.double().mean()) / U.double().std(correction=0),
}


def bare_parabola(given, rate):
    """Losses and coefficients (200, 3) of descent from zero, in a loop without anything else."""
    inputs, t_c = INPUTS[given], C.double()
    params = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    losses, path = [], []
    for _ in range(200):
        w2, w1, b = params
        loss = ((w2 * inputs**2 + w1 * inputs + b - t_c) ** 2).mean()
        (grad,) = torch.autograd.grad(loss, params)
        losses.append(loss.item())
        path.append(params.tolist())
        params = (params - rate * grad).detach().requires_grad_()
    return np.array(losses), np.array(path)


def bowl(given):
    """Largest and smallest curvature of the loss of a parabola, from the singular values of its inputs."""
    inputs = INPUTS[given].numpy()
    steep, _, flat = np.linalg.svd(np.stack([inputs**2, inputs, np.ones(11)], 1), compute_uv=False)
    return 2 * steep**2 / 11, 2 * flat**2 / 11


@pytest.mark.parametrize("given", INPUTS)
def test_losses_and_curve_of_the_parabola_are_those_of_a_bare_loop(given):
    lab = QUADRATIC.lab
    steep, _ = bowl(given)
    notches = from_end_to_end(lab.controls["learning_rate"], most=9)
    to_the_end = 0
    for rate in [*notches, 1.2345e-4, 0.98 * 2 / steep, 1.02 * 2 / steep]:  # the last three typed
        lab.update(given, rate)
        losses, path = bare_parabola(given, rate)
        epochs, drawn = QUADRATIC.moving(1)[0].get_data()
        assert list(epochs) == list(range(1, len(epochs) + 1))
        assert len(epochs) == 200 or not np.isfinite(losses[len(epochs) :]).any()
        near = losses[: len(epochs)] < 1e90
        assert drawn[near] == pytest.approx(losses[: len(epochs)][near], rel=1e-6)
        said = lab.picture.alt.split("Loss in epoch 200: ")[1]
        if losses[-1] < 1e6:
            assert numbers(said)[0] == pytest.approx(losses[-1], rel=SIG)
            x, y = QUADRATIC.moving(0)[0].get_data()
            centre = U.double().mean().item() if given == "standardised" else 0.0
            scale = {"raw": 1.0, "0.1 · t_u": 0.1}.get(given, 1 / U.double().std(correction=0).item())
            assert y == pytest.approx(np.polyval(path[-1], scale * (x - centre)), rel=1e-6, abs=1e-9)
            assert x.min() <= U.min() and x.max() >= U.max()
            to_the_end += 1
        else:
            assert said.startswith("beyond a million")
    assert 2 <= to_the_end < len(notches) + 3


@pytest.mark.parametrize("given", INPUTS)
def test_the_condition_number_the_limit_and_the_smallest_loss_of_a_parabola_are_exact(given):
    steep, flat = bowl(given)
    u, c = U.double().numpy(), C.double().numpy()
    fit = np.polynomial.Polynomial.fit(u, c, 2)
    lab = QUADRATIC.lab
    lab.update(given, 1e-8)
    found = re.search(
        rf"Input {re.escape(given)}: condition number (\S+), η below (\S+) is stable\. .* possible (\S+?)\.$",
        lab.picture.alt,
    )
    condition, limit, smallest = (float(number) for number in found.groups())
    assert condition == pytest.approx(steep / flat, rel=0.05)
    assert limit == pytest.approx(2 / steep, rel=5e-3)
    assert smallest == pytest.approx(np.mean((fit(u) - c) ** 2), rel=SIG)
    x, y = QUADRATIC.labelled("best").get_data()
    assert y == pytest.approx(fit(x))
    assert QUADRATIC.labelled("readings").get_xydata() == pytest.approx(np.stack([u, c], 1))


@pytest.mark.parametrize("given", INPUTS)
@pytest.mark.parametrize("share", [0.9, 1.1])
def test_a_parabola_gets_better_below_its_limit_and_explodes_above(given, share):
    lab = QUADRATIC.lab
    lab.update(given, share * 2 / bowl(given)[0])
    losses = QUADRATIC.moving(1)[0].get_ydata()
    assert (losses[-1] < losses[0]) == (share < 1)
    assert ("beyond a million" in lab.picture.alt) == (share > 1)


def test_within_200_epochs_only_standardised_inputs_bring_the_parabola_near_its_smallest_loss():
    lab = QUADRATIC.lab
    near = set()
    for name in INPUTS:
        for rate in lab.controls["learning_rate"].positions:
            lab.update(name, rate)
            if lab.picture.reached:
                near.add(name)
    assert near == {"standardised"}
