"""The race lab: its goal, and that what it says is true."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from looks import numbers

from helpers import labs, loss_fn, model
from helpers.exact import least_squares

from .moves import SIG, START, C, Moves, Tried, U, from_end_to_end

RACE = Tried(labs.race_lab, U, C)
GOAL = {"given": "raw", "show": "all", "SGD": 1e-4, "momentum": 1e-3, "RMSprop": 0.1, "Adam": 1.66}


class TestMoves(Moves):
    tried = RACE
    goal = GOAL
    pattern = r"(?:SGD|momentum|RMSprop|Adam) (\d\S*?)[,.](?:\s|$)"
    elsewhere = ("given", ["0.1 · t_u", "standardised"])
    decades = ("SGD", "momentum", "RMSprop", "Adam")
    typed = ({"show": "Adam", "Adam": 0.12345},)

    def reached(self, *losses):
        return min(losses, default=math.inf) < 3


BARE = {
    "SGD": torch.optim.SGD,
    "momentum": lambda params, lr: torch.optim.SGD(params, lr=lr, momentum=0.9),
    "RMSprop": torch.optim.RMSprop,
    "Adam": torch.optim.Adam,
}


INPUTS = {
    "raw": U.double(),
    "0.1 · t_u": 0.1 * U.double(),
    "standardised": (U.double() - U.double().mean()) / U.double().std(correction=0),
}


def bare_run(name, given, rate, other_rounding=False):
    """Losses and path of torch.optim, in a loop without anything else."""
    t_u, t_c = INPUTS[given], C.double()
    params = (START.double() + 1e-14 * other_rounding).requires_grad_()
    optimizer = BARE[name]([params], lr=rate)
    losses, path = [], []
    for _ in range(200):
        w, b = params
        errors = w * t_u - (t_c - b) if other_rounding else w * t_u + b - t_c
        loss = (errors**2).mean()
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        path.append(params.tolist())
        optimizer.step()
    return np.array(losses), np.array(path)


def race(**values):
    """What the race lab says, and its losses and paths as drawn, by optimizer, those that are to be seen."""
    lab = RACE.lab
    given = {**RACE.first.start, **values}
    lab.update(**given)
    losses = {name: RACE.labelled(name).get_xydata() for name in BARE}
    right = lab.picture.axes[1]
    (star,) = [line for line in right.lines if line.get_marker() == "*" and line.get_visible()]
    (start,) = [line for line in right.lines if line.get_markerfacecolor() == "white" and line.get_visible()]
    # The picture is drawn from 0 to 1, and where the start and the best line are in it gives the scale.
    best = least_squares(INPUTS[given["given"]], C.double()).numpy()
    begin, end = start.get_xydata()[0], star.get_xydata()[0]
    scale = (best - START.numpy()) / (end - begin)

    def back(points):
        return START.numpy() + (points - begin) * scale

    paths = {name: back(part.get_xydata()) for name, part in zip(BARE, RACE.moving(1)[-8:-4], strict=True)}
    ends = {name: back(part.get_xydata()) for name, part in zip(BARE, RACE.moving(1)[-4:], strict=True)}
    return SimpleNamespace(words=lab.picture.alt, losses=losses, paths=paths, ends=ends, back=back, axes=right)


def sampled(name):
    """Learning rates at notches of a slider, both ends among them, and two typed in between."""
    return [*from_end_to_end(RACE.lab.controls[name], most=3), 1.2345e-4, 0.0567]


@pytest.mark.parametrize("given", INPUTS)
@pytest.mark.parametrize("name", BARE)
def test_losses_and_paths_in_the_race_are_those_of_torch_optim(name, given):
    to_the_end = 0
    for rate in sampled(name):
        losses, path = bare_run(name, given, rate)
        seen = race(given=given, show=name, **{name: rate})
        n_epochs = len(seen.losses[name])
        assert seen.losses[name][:, 0].tolist() == list(range(1, n_epochs + 1))
        assert n_epochs == 200 or not np.isfinite(losses[n_epochs:]).any()
        assert seen.ends[name] == pytest.approx(seen.paths[name][-1:], nan_ok=True)
        # Large steps of RMSprop make rounding errors grow until they decide.
        # What does not depend on them is certain.
        same = np.ones(200, dtype=bool)
        if name == "RMSprop":
            same = np.abs(bare_run(name, given, rate, other_rounding=True)[0] / losses - 1) < 1e-9
        certain = np.logical_and.accumulate(same & (losses < 1e90))[:n_epochs]
        assert certain[:4].all()
        assert seen.losses[name][certain, 1] == pytest.approx(losses[:n_epochs][certain], rel=1e-6)
        # A path that ends farther beyond the edge than the picture is wide or high is drawn until it is there.
        low, high = seen.back(np.array([[-1.0, -1.0], [2.0, 2.0]]))
        far = ~((low <= path) & (path <= high)).all(axis=1)
        n_points = far.argmax() + 1 if far[-1] else 200
        known = certain.all()
        if known or not losses[-1] < 1e90:
            assert len(seen.paths[name]) == n_points
        certain = certain[: len(seen.paths[name])]
        drawn = seen.paths[name][: len(certain)][certain]
        assert drawn == pytest.approx(path[: len(certain)][certain], rel=1e-4, abs=1e-4)
        said = seen.words.split(f"{name} ")[-1]
        if losses[-1] < 1e6:
            assert numbers(said)[0] == pytest.approx(seen.losses[name][-1, 1], rel=SIG)
        else:
            assert said.startswith("exploded")
        assert ("goal reached" in seen.words) == (given == "raw" and seen.losses[name][-1, 1] < 3)
        to_the_end += known or not losses[-1] < 1e90
    assert to_the_end >= 4


@pytest.mark.parametrize("given", INPUTS)
def test_in_the_race_all_four_are_seen_or_one_alone(given):
    for show in ("all", *BARE):
        seen = race(given=given, show=show)
        for name in BARE:
            shown = show in ("all", name)
            assert [len(seen.losses[name]), len(seen.paths[name]), len(seen.ends[name])] == (
                [200, 200, 1] if shown else [0, 0, 0]
            )
            assert (f"{name} " in seen.words.split("°C²")[-1].split(":\n")[-1].split(": ")[-1]) == shown
            if shown:
                rate = RACE.first.start[name]
                assert seen.losses[name][:, 1] == pytest.approx(bare_run(name, given, rate)[0], rel=1e-6)


@pytest.mark.parametrize("given", INPUTS)
def test_the_lines_of_equal_loss_under_the_race_are_those_of_its_input(given):
    seen = race(given=given)
    (lines,) = [lines for lines in seen.axes.collections if lines.get_visible()]
    checked = 0
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        points = seen.back(path.vertices)
        if len(points):
            w, b = torch.tensor(points).T
            losses = loss_fn(model(INPUTS[given][:, None], w, b), C.double()[:, None])
            # They are drawn straight from point to point, which cuts corners in the narrowest valley.
            assert losses.median().item() == pytest.approx(level, rel=0.05)
            checked += 1
    assert checked >= 5
