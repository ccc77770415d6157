"""The momentum lab: its goal, and that what it says is true."""

import math
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from looks import numbers

from helpers import labs, loss_fn, model
from helpers.exact import hessian, least_squares

from .moves import SIG, START, C, Moves, Tried, U

MOMENTUM = Tried(labs.momentum_lab, U, C)
GOAL = {"keep": 0.93, "learning_rate": "0.01"}


class TestMoves(Moves):
    tried = MOMENTUM
    goal = GOAL
    pattern = r"Loss in epoch 200: (\d\S+?)\.?(?:\s|$)"
    elsewhere = ("learning_rate", ["0.003", "0.03", "0.06"])

    def reached(self, loss=math.inf):
        return loss <= 2.93


RATES = ["0.003", "0.01", "0.03", "0.06"]


SHARES = [i / 100 for i in range(101)]


@cache
def momentum(rate):
    """What the momentum lab draws and says at one learning rate, for every share."""
    lab = MOMENTUM.lab
    stops = []
    for share in SHARES:
        lab.update(share, rate)
        line, dots = (MOMENTUM.labelled(name).get_xydata() for name in ("share of .grad kept", "momentum"))
        path, circles = (MOMENTUM.moving(1)[i].get_xydata() for i in (0, 2))
        words = lab.picture.alt
        stops.append(SimpleNamespace(share=share, line=line, dots=dots, path=path, circles=circles, words=words))
    return stops


def eigenvalues(rate, share):
    """Of the matrix that takes the distance from the minimum in this step and in the last one to the next."""
    one, none, curved = torch.eye(2).double(), torch.zeros(2, 2).double(), hessian(0.1 * U.double())
    now, before = (1 + share) * one - float(rate) * curved, -share * one
    return torch.linalg.eigvals(torch.cat([torch.cat([now, before], 1), torch.cat([one, none], 1)]))


def test_the_momentum_lab_goes_to_every_share_and_learning_rate():
    controls = MOMENTUM.lab.controls
    assert controls["keep"].positions == SHARES
    assert controls["learning_rate"].positions == RATES


@pytest.mark.parametrize(("typed", "share"), [(0.8749, 0.87), (0.996, 1.0), (0.0049, 0.0)])
def test_a_typed_share_counts_as_the_nearest_one_in_all_that_is_drawn_and_said(typed, share):
    lab = MOMENTUM.lab
    lab.update(typed, "0.01")
    said, path = lab.picture.alt, MOMENTUM.moving(1)[0].get_xydata()
    lab.update(share, "0.01")
    assert said == lab.picture.alt
    assert (path == MOMENTUM.moving(1)[0].get_xydata()).all()


@pytest.mark.parametrize("rate", RATES)
def test_whatever_share_is_kept_momentum_gives_the_same_losses_and_the_same_path(rate):
    for stop in momentum(rate):
        epochs = stop.dots[:, 0]
        assert epochs.tolist() == list(range(1, 201, 10))
        places = epochs.astype(int) - 1
        assert stop.line[:, 0].tolist() == list(range(1, 201))
        assert stop.dots[:, 1] == pytest.approx(stop.line[places, 1], rel=1e-9, nan_ok=True)
        assert stop.circles == pytest.approx(stop.path[places], rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("share", [0.0, 0.83, 1.0])
def test_both_runs_of_the_momentum_lab_are_those_of_a_bare_loop(share, rate):
    t_u, t_c = 0.1 * U.double(), C.double()
    stop = momentum(rate)[round(100 * share)]
    for run in ("share kept", "momentum"):
        params = START.double().requires_grad_()
        params.grad = torch.zeros_like(params)
        optimizer = torch.optim.SGD([params], lr=float(rate), momentum=share if run == "momentum" else 0.0)
        losses, path = [], []
        for _ in range(200):
            if run == "momentum":
                optimizer.zero_grad()
            else:
                params.grad *= share
            w, b = params
            loss = ((w * t_u + b - t_c) ** 2).mean()
            loss.backward()
            losses.append(loss.item())
            path.append(params.tolist())
            optimizer.step()
        near = np.array(losses) < 1e90
        assert stop.line[near, 1] == pytest.approx(np.array(losses)[near], rel=1e-6)
        assert stop.path[near] == pytest.approx(np.array(path)[near], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("rate", RATES)
def test_what_a_step_leaves_of_the_distance_and_whether_it_explodes_follow_from_the_eigenvalues(rate):
    words = set()
    for stop in momentum(rate):
        size = eigenvalues(rate, stop.share).abs().max().item()
        kind = f"gradient {stop.share:.0%} kept: "
        if stop.share in (0, 1):
            kind = "gradient emptied: " if stop.share == 0 else "gradient never emptied: "
        assert f"η = {rate}, {kind}" in stop.words
        # Where two eigenvalues meet, the largest is found to half as many digits.
        if size > 1 + 1e-6:
            word = "explodes"
        elif size > 1 - 1e-6:
            word = "swings for ever"
        else:
            word = "leaves"
            assert numbers(stop.words.split("a step leaves ")[1])[0] == pytest.approx(size, abs=6e-5)
        assert [word in stop.words for word in ("explodes", "swings for ever", "leaves")] == [
            other == word for other in ("explodes", "swings for ever", "leaves")
        ]
        words.add(word)
    assert words == {"leaves", "swings for ever"} | ({"explodes"} if rate == "0.06" else set())


@pytest.mark.parametrize("rate", RATES)
def test_a_run_that_explodes_rises_one_that_rings_stays_and_any_other_falls(rate):
    for stop in momentum(rate):
        losses = stop.line[:, 1]
        grown = losses[-50:].max() / losses[:50].max()
        if "explodes" in stop.words:
            assert grown > 1e3
        elif "swings for ever" in stop.words:
            assert 0.9 < grown < 1.1
        else:
            assert grown < 0.5
        said = stop.words.split("Loss in epoch 200: ")[1]
        if losses[-1] < 1e6:
            assert numbers(said)[0] == pytest.approx(losses[-1], rel=SIG)
        else:
            assert said.startswith("beyond a million")


@pytest.mark.parametrize("rate", RATES)
def test_the_goal_of_momentum_is_a_loss_within_a_thousandth_of_the_smallest_at_one_learning_rate(rate):
    t_u, t_c = 0.1 * U.double(), C.double()
    smallest = loss_fn(model(t_u, *least_squares(t_u, t_c)), t_c).item()
    for stop in momentum(rate):
        near = stop.line[-1, 1] < 1.001 * smallest
        assert ("goal reached" in stop.words) == (rate == "0.01" and near)
