"""Slopes: by nudging, and by the chain rule."""

import numpy as np
import pytest
import torch
from looks import labelled

from helpers import dloss_fn, loss_fn, model, pictures

from .stills import ERRORS, PREDICTED, START, TWO, C, Stills, U, b, c, size, slopes, u, w


def losses(w, b):
    """The losses of many lines."""
    return loss_fn(model(U[:, None], *torch.broadcast_tensors(w, torch.as_tensor(b))), C[:, None])


def loss_along_w(w):
    """The loss of one line with bias 0."""
    return loss_fn(model(U.double(), w, 0.0), C.double())


WEIGHTS = torch.linspace(0.0, 2.0, 101)


STILLS = {
    "knobs": lambda: pictures.knobs(START, [4517.3, 82.6], 1763.88),
    "knobs, turned up": lambda: pictures.knobs((-3.0, 40.0), [-4517.3, -82.6], 1763.88),
    "secants": lambda: pictures.secants(
        WEIGHTS,
        losses(WEIGHTS, 0.0),
        (1.0, 1763.88),
        {"central, δ = 0.7": 4517.3, "forward, δ = 0.7": 6636.0},
    ),
    "secants, three": lambda: pictures.secants(
        WEIGHTS,
        losses(WEIGHTS, 0.0),
        (1.0, 1763.88),
        {"δ = 0.6": 6334.0, "δ = 0.3": 5426.0, "δ = 0.001": 4520.0},
    ),
    "steps_in_valley": lambda: pictures.steps_in_valley(
        WEIGHTS, losses(WEIGHTS, 0.0), [1.0, 0.5483, 0.3577, 0.2812], [1764, 323.1, 79.04, 37.45]
    ),
    "steps_in_valley, a leap": lambda: pictures.steps_in_valley(
        50 * (WEIGHTS - 1), losses(50 * (WEIGHTS - 1), 0.0), [1.0, -44.17], [1764, 5.802e6]
    ),
    "three_nudges": lambda: pictures.three_nudges(loss_along_w, 1.0, 0.7, 0.9),
    "chain": lambda: pictures.chain(U, dloss_fn(PREDICTED, C)),
    "scaling": lambda: pictures.scaling(
        [2, 8, 32, 128, 512, 2048],
        {
            "nudging, central": [0.1, 0.3, 1.2, 5.0, 30.0, 300.0],
            "chain rule": [0.02, 0.02, 0.03, 0.03, 0.1, 0.3],
        },
    ),
}
WORDS = [
    (lambda: pictures.knobs((w, b), slopes, size), [w, b, *slopes, size], []),
    (lambda: pictures.secants(u, c, (w, b), {"one": 1.0, "two": 2.0}, name="v"), [w], ["one", "two", "v ="]),
    (lambda: pictures.steps_in_valley([0, 1, 2], [3, 1, 3], (w, b), slopes), [1, w, b, *slopes], ["valley"]),
    (lambda: pictures.three_nudges(lambda x: x * x, w, b, 2 * b), [w, b], ["slope"]),
    (lambda: pictures.chain(u, c), [7, (u * c).sum()], []),
    (lambda: pictures.scaling(u, TWO), [], TWO),
]


class TestStills(Stills):
    stills = STILLS
    words = WORDS


def test_the_shares_of_the_chain_rule_are_the_product_of_the_links():
    links, moves, shares = (
        np.array([bar.get_width() for bar in axes.patches]) for axes in pictures.chain(U, ERRORS).axes
    )
    assert shares == pytest.approx(links * moves)
    assert moves == pytest.approx(U.numpy())


@pytest.mark.parametrize(("slope", "turn"), [(3.0, "down"), (-3.0, "up")])
def test_a_knob_is_to_be_turned_against_its_slope(slope, turn):
    texts = [text.get_text() for text in pictures.knobs((1, 0), (slope, slope), 5.0).figure.axes[0].texts]
    assert [text.split("turn it ")[1] for text in texts if "turn it" in text] == [turn, turn]


def test_a_secant_goes_through_its_point_with_its_slope():
    x, y = labelled(pictures.secants([0, 1, 2], [4, 1, 0], (1, 1), {"mine": -2.5}).axes[0], "mine").get_data()
    assert y == pytest.approx(1 - 2.5 * (x - 1))


@pytest.mark.parametrize(("way", "slope"), [("forward", 7.0), ("backward", 5.0), ("central", 6.0), ("touches", 6.0)])
def test_each_way_to_nudge_is_drawn_with_the_slope_that_it_measures(way, slope):
    axes = pictures.three_nudges(lambda x: x * x, 3.0, 1.0, 2.0).axes[0]
    (line,) = [line for line in axes.lines if line.get_label().startswith(way)]
    x, y = line.get_data()
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(slope)
    assert line.get_label().endswith(f"slope {slope:g}")


def test_the_places_of_a_descent_are_numbered_where_they_are():
    axes = pictures.steps_in_valley([0, 1, 2], [3, 1, 3], [2.0, 1.5], [3.0, 2.0]).axes[0]
    assert [(text.get_text(), *text.xy) for text in axes.texts] == [("0", 2.0, 3.0), ("1", 1.5, 2.0)]
    x, y = labelled(axes, "smallest loss").get_data()
    assert (x[0], y[0]) == (1, 1)
