"""The two gears lab: its goal, and that what it says is true."""

import pytest
from looks import numbers

from helpers import central_difference, labs, loss_fn, model

from .moves import SIG, C, Moves, Tried, U

READING, TRUTH = U[1], C[1]
TWO_GEARS = Tried(labs.two_gears_lab, READING, TRUTH)
GOAL = {"w": 0.25}


class TestMoves(Moves):
    tried = TWO_GEARS
    goal = GOAL
    pattern = r"(\S+) times as far as the prediction"

    def reached(self, second):
        return abs(second) < 2


@pytest.mark.parametrize("w", [1.0, 0.6, 0.26, 0.24, -0.4])
def test_the_ratios_of_the_two_gears_multiply_to_the_slope_of_the_loss(w):
    u, c = READING.double()[None], TRUTH.double()[None]
    params = u.new_tensor([w, 0.0])
    slope = central_difference(lambda p: loss_fn(model(u, *p), c), params, 0.01)[0].item()
    words = TWO_GEARS.said(w=w)
    gears, product = numbers(words.split("together:")[1].split("=")[0]), numbers(words.split("=")[-1])[0]
    assert gears == pytest.approx([READING.item(), 2 * (w * READING.item() - TRUTH.item())], rel=SIG, abs=1e-3)
    assert product == pytest.approx(slope, rel=SIG, abs=0.01)


def test_what_moves_is_drawn_where_it_is_and_the_dot_at_the_end_of_the_larger_w():
    TWO_GEARS.at(w=-0.2)
    *rulers, dots = TWO_GEARS.moving(0)[1:]
    for ruler, dot in zip(rulers, dots.get_xdata(), strict=True):
        assert dot == ruler.get_xdata()[1]
    weight, prediction, loss = (ruler.get_xdata() for ruler in rulers)
    assert weight[0] < weight[1] and prediction[0] < prediction[1] and loss[0] > loss[1]
    assert 100 * prediction - 30 == pytest.approx([-0.25 * READING.item(), -0.15 * READING.item()], rel=1e-4)
