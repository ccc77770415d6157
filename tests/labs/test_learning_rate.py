"""The learning rate lab: its goal, and that what it says is true."""

import pytest
from looks import numbers

from helpers import History, labs, training_loop
from helpers.exact import stable_learning_rate

from .moves import SIG, START, C, Moves, Tried, U

LEARNING_RATE = Tried(labs.learning_rate_lab, U, C)
GOAL = {"learning_rate": 0.000166}


class TestMoves(Moves):
    tried = LEARNING_RATE
    goal = GOAL
    pattern = r"Loss in epoch 3: (\d\S*?)\.\s"
    decades = ("learning_rate",)
    typed = ({"learning_rate": 1.2345e-4},)

    def reached(self, loss):
        return loss < 30

    def test_every_learning_rate_above_the_limit_explodes_and_none_below(self, journey):
        for stop in journey.stops:
            rate = stop.values["learning_rate"]
            assert ("explodes" in stop.words) == (rate > stable_learning_rate(U)), stop.words


@pytest.mark.parametrize("factor", [0.99, 1.01])
def test_the_limit_of_the_learning_rate_is_where_the_lab_says_explodes(factor):
    limit = stable_learning_rate(U)
    assert ("explodes" in LEARNING_RATE.said(learning_rate=factor * limit)) == (factor > 1)


@pytest.mark.parametrize("learning_rate", [1e-6, 1e-5, 1e-4, 3e-4, 3.5e-4, 1e-3, 1e-2])
def test_the_loss_and_the_epoch_of_infinity_are_those_of_the_training_loop(learning_rate):
    history = History(quiet=True)
    training_loop(100, learning_rate, START, U, C, history=history)
    said, below = LEARNING_RATE.said(learning_rate=learning_rate).split("\n")
    assert numbers(below)[:2] == pytest.approx([3, history.loss[2].item()], rel=SIG)
    if history.diverged:
        assert f"infinite in epoch {history.diverged}" in said
    else:
        assert numbers(said)[1] == pytest.approx(history.loss[-1].item(), rel=SIG)
