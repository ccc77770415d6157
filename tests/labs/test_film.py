"""The film lab: its goal, and that what it says is true."""

import ipywidgets
import pytest
from looks import numbers

from helpers import labs, loss_fn, model, training_loop
from helpers.exact import to_raw_units

from .moves import SIG, START, C, Moves, Tried, U

FILM = Tried(labs.film_lab, U, C)
GOAL = {"epoch": 1262}


class TestMoves(Moves):
    tried = FILM
    goal = GOAL
    pattern = r"loss (\S+),"

    def reached(self, loss):
        return 3 < loss < 4


def test_each_frame_of_the_film_shows_what_the_training_loop_has_reached_by_then():
    control = FILM.lab.controls["epoch"]
    frames = control.positions
    assert frames[0] == 1 and frames[-1] == 5000 and sorted(set(frames)) == frames
    for epoch in (2, frames[len(frames) // 2], 5000):
        params = training_loop(epoch - 1, 1e-2, START, 0.1 * U, C)
        loss = loss_fn(model(0.1 * U, *params), C).item()
        shown = numbers(FILM.said(epoch=epoch).replace("− ", "−").replace("+ ", "+"))
        assert shown[0] == epoch
        assert shown[1:] == pytest.approx([loss, *to_raw_units(params, 0.1).tolist()], rel=SIG)


def test_the_film_plays_from_its_first_frame_to_its_last():
    control = FILM.lab.controls["epoch"]
    (play,) = [child for child in control.row.children if isinstance(child, ipywidgets.Play)]
    assert (play.min, play.max, play.step) == (0, len(control.positions) - 1, 1)


def test_where_the_line_ends_is_drawn_from_the_first_frame_on():
    FILM.at(epoch=1)
    ends = FILM.labelled("where it ends").get_ydata()
    *_, line = FILM.at(epoch=5000) and FILM.moving(0)
    assert line.get_ydata() == pytest.approx(ends)
