"""The hand-fit lab: its goal, and that what it says is true."""

import pytest
from looks import numbers

from helpers import labs

from .moves import C, Moves, Tried, U

HAND_FIT = Tried(labs.hand_fit_lab, U, C)
GOAL = {"w": 0.55, "b": -18.0}


class TestMoves(Moves):
    tried = HAND_FIT
    goal = GOAL
    pattern = r"worst difference is (\S+) °C"

    def reached(self, worst):
        return worst < 4


@pytest.mark.parametrize(("w", "b"), [(1.0, 0.0), (0.55, -18.0), (-1.0, -40.0), (2.0, 40.0)])
def test_the_worst_difference_of_a_line_drawn_by_hand_is_the_largest(w, b):
    said = HAND_FIT.said(w=w, b=b).split("worst difference is")[1]
    assert numbers(said)[0] == pytest.approx((w * U + b - C).abs().max().item(), abs=0.051)


@pytest.mark.parametrize(("w", "b"), [(1.0, 0.0), (0.55, -18.0), (-1.0, -40.0)])
def test_the_worst_difference_is_the_thick_bar_in_both_plots_and_the_words_name_its_reading(w, b):
    said = HAND_FIT.said(w=w, b=b)
    error = w * U + b - C
    place = error.abs().argmax()
    assert said.endswith(f"at reading {U[place]:.1f}.")
    for column, (start, end) in enumerate([(C[place], C[place] + error[place]), (0.0, error[place])]):
        (bar,) = [line for line in HAND_FIT.lab.picture.axes[column].lines if line.get_label() == "worst difference"]
        assert bar.get_xdata() == pytest.approx([U[place].item()] * 2)
        assert bar.get_ydata() == pytest.approx([float(start), float(end)], rel=1e-4)


def test_the_differences_are_drawn_enlarged_between_lines_at_the_goal():
    HAND_FIT.at(w=0.5, b=-10.0)
    below = HAND_FIT.lab.picture.axes[1]
    (bars, _) = HAND_FIT.moving(1)
    ends = [segment[1][1] for segment in bars.get_segments()]
    assert ends == pytest.approx((0.5 * U - 10.0 - C).tolist(), rel=1e-4, abs=1e-4)
    assert sorted(line.get_ydata()[0] for line in below.lines if line.get_linestyle() == "--") == [-4, 4]
