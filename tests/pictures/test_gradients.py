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
