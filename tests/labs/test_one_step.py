"""The one-step lab: its goal, and that what it says is true."""

import pytest
from looks import numbers

from helpers import grad_fn, labs, loss_fn, model, training_loop
from helpers.exact import hessian

from .moves import SIG, START, C, Moves, Tried, U

ONE_STEP = Tried(labs.one_step_lab, U, C)
GOAL = {"learning_rate": 0.000174}


class TestMoves(Moves):
    tried = ONE_STEP
    goal = GOAL
    pattern = r"→ (\S+)\.\n"
    decades = ("learning_rate",)

    def reached(self, loss):
        return loss < 35


def test_at_the_best_learning_rate_of_one_step_half_of_the_promise_is_kept():
    gradient = grad_fn(U, C, model(U, *START), *START).double()
    best = (gradient @ gradient / (gradient @ hessian(U) @ gradient)).item()
    assert " 50% of the promise" in ONE_STEP.said(learning_rate=best)
    assert " 100% of the promise" in ONE_STEP.said(learning_rate=1e-6)


def test_where_the_loss_rises_the_words_say_so():
    assert "the loss has risen by " in ONE_STEP.said(learning_rate=1e-3)
    assert "%" not in ONE_STEP.said(learning_rate=1e-3)


def test_at_its_goal_the_promise_lies_below_zero_and_inside_the_picture():
    ONE_STEP.at(**GOAL)
    _, square, dot = ONE_STEP.moving(1)
    low, high = ONE_STEP.lab.picture.axes[1].get_ylim()
    assert low < square.get_ydata()[0] < 0 < dot.get_ydata()[0] < high


def test_one_step_gives_the_loss_after_one_step():
    for rate in (1e-6, 1e-5, 1e-4, 1e-3, 1e-2):
        said = ONE_STEP.said(learning_rate=rate)
        real = loss_fn(model(U, *training_loop(1, rate, START, U, C)), C).item()
        assert numbers(said.split("→")[1])[0] == pytest.approx(real, rel=SIG)


def test_a_typed_number_moves_the_picture_in_one_message(screen):
    ONE_STEP.at()
    lab = ONE_STEP.lab
    lab._ipython_display_()
    screen.clear()
    lab.controls["learning_rate"].value = 1.2345e-4
    (output,) = screen
    assert lab.values == {"learning_rate": 1.2345e-4}
    assert "η = 0.000123" in output["data"]["text/plain"]
    lab._boxes.clear()
