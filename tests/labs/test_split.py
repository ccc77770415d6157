"""The split lab: its goal, and that what it says is true."""

import itertools
import re
from functools import cache

import numpy as np
import pytest
from looks import pixels

from helpers import labs

from .moves import SIG, C, Moves, Tried, U

SPLIT = Tried(labs.split_lab, U, C)
GOAL = {"degree": 6, "split": 1}


class TestMoves(Moves):
    tried = SPLIT
    goal = GOAL
    pattern = r"(?s)Degree (\d);.*choose degree (\d)"

    def reached(self, shown, chosen):
        return shown == chosen == 6


SPLITS = list(itertools.combinations(range(11), 2))


@cache
def by_numpy(split):
    """Training and validation loss of each degree, (8,) and (8,), by numpy's own least squares."""
    held_out = np.isin(np.arange(11), SPLITS[split])
    u, c = U.double().numpy(), C.double().numpy()
    losses = []
    for degree in range(1, 9):
        fit = np.polynomial.Polynomial.fit(u[~held_out], c[~held_out], degree)
        losses.append([((fit(u[rows]) - c[rows]) ** 2).mean() for rows in (~held_out, held_out)])
    return np.array(losses).T


def test_more_than_one_split_would_make_you_choose_degree_6():
    assert sum(by_numpy(split)[1].argmin() == 5 for split in range(55)) == 11


def test_the_split_lab_goes_to_every_split_and_degree():
    controls = SPLIT.lab.controls
    assert controls["split"].positions == list(range(1, 56))
    assert controls["degree"].positions == list(range(1, 9))


@pytest.mark.parametrize("degree", range(1, 9))
def test_the_losses_of_every_split_are_those_of_numpy_and_the_smallest_would_be_chosen(degree):
    lab = SPLIT.lab
    for split, held_out in enumerate(SPLITS):
        lab.update(degree, split + 1)
        training, validation = by_numpy(split)
        said = re.search(
            r"Degree (\d); split (\d+) of 55 holds out readings (\d+) and (\d+)\. Training loss (\S+), "
            r"validation loss (\S+)\. By it you would choose degree (\d)\.",
            lab.picture.alt,
        )
        said = [float(number.replace(",", "")) for number in said.groups()]
        assert said[:4] == [degree, split + 1, held_out[0] + 1, held_out[1] + 1]
        assert said[4] == pytest.approx(training[degree - 1], rel=SIG, abs=6e-4)
        # An interpolating polynomial of degree 8 has few digits left.
        assert said[5] == pytest.approx(validation[degree - 1], rel=SIG)
        assert said[6] == validation.argmin() + 1
        assert lab.picture.reached == (degree == 6 and validation.argmin() == 5)


@pytest.mark.parametrize("split", [0, 9, 29, 54])
def test_what_the_split_lab_draws_is_the_fit_to_the_readings_that_are_not_held_out(split):
    lab = SPLIT.lab
    training, validation = by_numpy(split)
    rows = list(SPLITS[split])
    u, c = U.double().numpy(), C.double().numpy()
    for degree in range(1, 9):
        lab.update(degree, split + 1)
        fit = np.polynomial.Polynomial.fit(np.delete(u, rows), np.delete(c, rows), degree)
        (curve,) = [line for line in lab.picture.axes[0].lines if len(line.get_xdata()) > 100]
        x, y = curve.get_data()
        assert x.min() <= 15 and x.max() >= 90
        assert y == pytest.approx(np.clip(fit(x), -1e3, 1e3), rel=1e-4, abs=1e-3)
        assert SPLIT.labelled("held out").get_xydata() == pytest.approx(np.stack([u[rows], c[rows]], 1))
        for name, losses in (("training", training), ("validation", validation)):
            degrees, drawn = map(np.array, SPLIT.labelled(f"{name}, this split").get_data())
            assert list(degrees) == list(range(1, 9))
            shown = losses > 0.01
            assert drawn[shown] == pytest.approx(losses[shown], rel=1e-4)
            assert np.isnan(drawn[~shown]).all()
        # A grey bar behind the degree.
        (bar,) = [line for line in lab.picture.axes[1].lines if line.get_linewidth() > 5]
        assert bar.get_xdata() == [degree, degree]
    dots = [line for line in lab.picture.axes[1].lines if line.get_marker() == "."]
    every = np.array([by_numpy(i)[1] for i in range(55)]).T
    assert [np.sort(line.get_ydata()) for line in dots] == [pytest.approx(np.sort(v), rel=1e-3) for v in every]


@pytest.mark.parametrize("split", [1, 30, 55])
def test_the_names_in_the_split_lab_are_not_crossed_by_a_steep_curve(split):
    lab = SPLIT.lab
    lab.update(8, split)
    height = lab.picture.figure.bbox.height
    shown = pixels(lab.picture.png()).astype(int)
    for text in lab.picture.axes[0].get_legend().get_texts():
        box = text.get_window_extent()
        inside = shown[int(height - box.y1) : int(height - box.y0), int(box.x0) : int(box.x1)]
        assert (np.abs(inside - [0, 114, 178]).max(axis=-1) > 60).all()
        assert inside.min() < 60  # the text itself
