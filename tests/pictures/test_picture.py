"""What pictures are made of, and those that are stored in the notebooks."""

import base64
import gc
import json
import math
import subprocess
import sys
import weakref
from itertools import pairwise
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from looks import edge, pixels, written

from helpers import pictures
from helpers.pictures.picture import MARK, Below, Picture, finite, stage

ROOT = Path(__file__).parents[2]


def test_every_subject_has_its_tests_and_every_still_is_tried_there():
    folder = Path(pictures.__file__).parent
    subjects = {path.stem for path in folder.glob("*.py")} - {"__init__", "parts", "picture"}
    tests = {path.stem[5:]: path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py")}
    assert set(tests) == subjects | {"picture"}
    for name in pictures.__all__:
        subject = getattr(pictures, name).__module__.split(".")[-1]
        assert f'"{name}": ' in tests[subject].split("STILLS = {")[1].split("\nWORDS")[0]


def test_numbers_that_are_none_leave_gaps_and_those_far_off_stay_far_off():
    drawn = finite([1.0, math.nan, -1e308, math.inf, 1e308, -math.inf, 2.0])
    assert np.isnan(drawn).tolist() == [False, True, False, True, False, True, False]
    assert drawn[[0, -1]].tolist() == [1.0, 2.0]
    assert drawn[4] == -drawn[2] > 1e99


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 3), (2, 2), (3, 1)])
def test_margins_are_as_many_inches_as_asked_for_whatever_the_picture(columns, rows):
    picture = Picture(columns=columns, height=6.0, rows=rows)
    picture.margins(left=0.7, right=0.3, bottom=0.6, top=0.4, between=0.5, above=0.8)
    bounds = [axes.get_position().bounds for axes in picture.axes]
    assert len(bounds) == rows * columns
    first, last = bounds[0], bounds[-1]
    inches = [first[0] * 7.2, (1 - last[0] - last[2]) * 7.2, last[1] * 6, (1 - first[1] - first[3]) * 6]
    assert inches == pytest.approx([0.7, 0.3, 0.6, 0.4])
    top_row, first_column = bounds[:columns], bounds[::columns]
    gaps = [(right[0] - left[0] - left[2]) * 7.2 for left, right in pairwise(top_row)]
    assert gaps == pytest.approx([0.5] * (columns - 1))
    gaps = [(upper[1] - lower[1] - lower[3]) * 6 for upper, lower in pairwise(first_column)]
    assert gaps == pytest.approx([0.8] * (rows - 1))


def moving():
    """A picture in which two things move."""
    picture = stage(columns=2, top=0.85)
    for axes in picture.axes:
        axes.set(xlim=(-1, 2), ylim=(-1, 2))
    line = picture.line(picture.axes[0], ".-")
    picture.segments(picture.axes[1], colors="black").set_segments([[(0, 0), (1, 1)]])
    line.set_data([0, 0.5, 1], [0, 1, 0])
    return picture, line


def test_what_moves_is_drawn_over_a_background_that_is_drawn_once(monkeypatch):
    (picture, line), (other, same) = moving(), moving()
    same.set_data([0, 1], [1, 0])
    drawn, expected = picture.png(), other.png()
    monkeypatch.setattr(type(picture.figure), "draw", lambda *args: pytest.fail("drawn as a whole again"))
    assert picture.png() == drawn != expected
    line.set_data([0, 1], [1, 0])
    assert picture.png() == expected


def test_what_only_comes_and_goes_is_drawn_once_together_with_what_else_is_seen(monkeypatch):
    picture = stage()
    picture.axes[0].set(xlim=(-1, 2), ylim=(-1, 2))
    scenes = [picture.line(picture.axes[0], style) for style in "-:"]
    picture.seldom()
    often = picture.line(picture.axes[0], "o")
    for slope, line in enumerate(scenes):
        line.set_data([0, 1], [0, slope])

    def show(n):
        for i, line in enumerate(scenes):
            line.set_visible(i == n)
        return picture.png()

    shown = [show(0), show(1)]
    assert shown[0] != shown[1]
    with monkeypatch.context() as patch:
        for line in scenes:
            patch.setattr(line, "draw", lambda *args: pytest.fail("drawn again"))
        assert [show(0), show(1), show(0)] == [shown[0], *shown[::-1]]
        often.set_data([0, 1], [1, 0])
        assert show(0) not in shown


def test_names_stay_over_what_moves():
    picture, line = moving()
    line.set_label("a name")
    picture.over(picture.axes[0].legend(loc="center", framealpha=1.0, frameon=True))
    box, height = picture.axes[0].get_legend().get_window_extent(), picture.figure.bbox.height
    rows, columns = slice(int(height - box.y1) + 4, int(height - box.y0) - 3), slice(int(box.x0) + 4, int(box.x1) - 3)
    before = pixels(picture.png())
    line.set_data([0, 1], [0.5, 0.5])
    after = pixels(picture.png())
    assert (before != after).any() and (before[rows, columns] < 128).any()
    assert (before[rows, columns] == after[rows, columns]).all()


@pytest.mark.parametrize("reached", [False, True])
@pytest.mark.parametrize("below", ["", "and more"])
@pytest.mark.parametrize("aloud", ["", "said"])
def test_the_words_are_written_with_the_mark_of_a_reached_goal_and_said_in_one_line(reached, below, aloud):
    picture, _ = moving()
    picture.tell("A line.", "one\ntwo", reached, below=below, aloud=aloud)
    with written() as texts:
        picture.png()
    (text,) = [text.text for text in texts if text.words]
    mark = MARK if reached else ""
    more = f"\n{below}" if below else ""
    assert text == f"one\ntwo{mark}{more}"
    assert (picture.words, picture.reached) == (f"one\ntwo{more}", reached)
    assert picture.alt == (f"A line. said{mark}" if aloud else f"A line. {text}".replace("\n", " "))


def test_a_picture_that_is_not_used_any_more_leaves_nothing_behind():
    picture = pictures.learning_cycle()
    picture.png()
    figure = weakref.ref(picture.figure)
    del picture
    gc.collect()
    assert figure() is None


def test_drawing_needs_neither_pyplot_nor_sliders():
    # In a process of its own, where no test has imported them yet.
    code = (
        "import sys; from helpers import pictures, show; show.bundle(pictures.learning_cycle()); "
        "print({'matplotlib.pyplot', 'ipywidgets'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout == "set()\n" and run.stderr == ""


def test_importing_and_drawing_change_no_setting_of_matplotlib():
    before = dict(matplotlib.rcParams)
    pictures.learning_cycle().png()
    assert dict(matplotlib.rcParams) == before
    code = "import matplotlib; before = dict(matplotlib.rcParams)\n"
    code += "from helpers import labs, pictures; print(dict(matplotlib.rcParams) == before)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout == "True\n" and run.stderr == ""


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_nothing_reaches_the_edge_of_a_picture_stored_in_a_notebook(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    shown = [
        output["data"] for cell in cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})
    ]
    for data in shown:
        stored = pixels(base64.b64decode("".join(data["image/png"])))
        assert stored.shape[1] in (900, 1440), data["text/plain"]
        assert edge(stored).min() >= 250, data["text/plain"]
    assert shown


@pytest.mark.parametrize("numbers, reached", [((), False), ((3.0,), False), ((math.nan, 4), False), ((4, 2.9), True)])
def test_a_goal_told_as_numbers_is_reached_where_one_is_below_the_bound(numbers, reached):
    picture = stage()
    picture.tell("A line.", "one", Below(3, *numbers))
    assert picture.reached is reached and (MARK in picture.alt) == reached
    assert picture.goal.numbers == numbers


def test_a_legend_over_what_moves_is_kept_once_however_often_the_background_is_drawn():
    picture = stage()
    picture.line(picture.axes[0], label="a line").set_data([0, 1], [0, 1])
    picture.over(picture.axes[0].legend())
    drawn = []
    for _ in range(3):
        picture._background = None
        drawn.append(picture.png())
    assert len(picture._names) == 1 and len(set(drawn)) == 1
