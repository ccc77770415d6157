"""Labs: what a move that fails shows, how long a lab lives, and what its controls can be moved to."""

import ast
import itertools
import math
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import always

from helpers import labs
from helpers.labs import lab as lab_module
from helpers.labs.lab import KEPT, Lab, beforehand, choice, log_slider, selection, slider
from helpers.pictures.picture import stage


def made():
    """A small lab; at 1 it raises and at 2 it warns."""
    picture = stage()
    line = picture.line(picture.axes[0])

    def update(x):
        if x == 1:
            raise ValueError("one is too few")
        if x == 2:
            warnings.warn("two is odd", stacklevel=1)
        line.set_data([0, 1], [x, x])
        picture.tell("A line.", f"x is {x}")

    return Lab(picture, update, {"x": slider("x", 0, 5, 1, 0)}, "reach 5")


def test_every_lab_has_a_module_and_a_test_of_its_own():
    modules = {getattr(labs, name).__module__.split(".")[-1] for name in labs.__all__}
    assert {f"{module}_lab" for module in modules} == set(labs.__all__)
    assert {path.stem for path in Path(__file__).parent.glob("test_*.py")} == {f"test_{m}" for m in (*modules, "lab")}


def test_one_file_knows_ipywidgets_and_no_lab_knows_matplotlib():
    knowing = {"ipywidgets": set(), "matplotlib": set()}
    for path in Path(labs.__file__).parents[1].rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                knowing.get(name.split(".")[0], set()).add(path)
    assert [path.name for path in knowing["ipywidgets"]] == ["lab.py"]
    assert {path.parent.name for path in knowing["matplotlib"]} <= {"pictures", "pages"}


# --- when something breaks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "kind", "text"),
    [(1, ValueError, "one is too few"), (2, UserWarning, "two is odd"), (3, OSError, "no ink")],
)
def test_what_a_move_raises_or_warns_takes_the_place_of_the_picture_until_the_next_good_move(
    screen, monkeypatch, x, kind, text
):
    def png():
        raise OSError("no ink")

    fragile = made()
    fragile._ipython_display_()
    screen.clear()
    with monkeypatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as a kernel does with many
        if x == 3:
            patch.setattr(fragile.picture, "png", png)
        fragile.controls["x"].value = x
    (broken,) = screen
    assert type(fragile.error) is kind
    assert broken["update"] is True
    assert broken["data"] == {"text/plain": f"This lab stopped with {kind.__name__}: {text}"}
    screen.clear()
    fragile.controls["x"].value = 5
    (good,) = screen
    assert fragile.error is None
    assert good["transient"] == broken["transient"]
    assert "image/png" in good["data"]
    assert "x is 5" in good["data"]["text/plain"]


# --- the life of a cell ---------------------------------------------------------------------------


@pytest.fixture
def run_cell(screen, monkeypatch):
    """Show labs in a cell, in a front end that names its cells or in one that does not."""
    runs = itertools.count()

    def run(cell, *shown, code="the same in every cell"):
        message = {
            "header": {"msg_id": str(next(runs))},
            "metadata": {"cellId": cell} if cell else {},
            "content": {"code": code},
        }
        monkeypatch.setattr(lab_module, "get_ipython", lambda: SimpleNamespace(get_parent=lambda: message))
        for lab in shown:
            lab._ipython_display_()

    monkeypatch.setattr(lab_module, "_in_cells", {})
    return run


def alive(lab):
    return lab.picture is not None and all(control.widget.comm is not None for control in lab.controls.values())


def test_a_cell_that_is_run_again_lets_go_of_the_lab_it_showed(run_cell):
    first, second = made(), made()
    (control,) = first.controls.values()
    run_cell("a", first)
    run_cell("a", second)
    assert control.widget.comm is None and first.picture is first.update is None and not first.controls
    assert alive(second)
    with pytest.raises(RuntimeError, match="closed when another one was shown; make a new one"):
        first._ipython_display_()


def test_labs_of_the_same_run_or_shown_elsewhere_stay(run_cell):
    one, two, three = made(), made(), made()
    run_cell("a", one, two)
    run_cell("b", one)
    assert alive(one) and alive(two)
    run_cell("a", three)
    assert alive(one) and not alive(two) and alive(three)
    run_cell("b", one)  # the same lab once more
    assert alive(one)


def test_where_the_front_end_names_no_cell_the_same_code_is_the_same_cell(run_cell):
    one, two, three, four = made(), made(), made(), made()
    run_cell("a", one, code="lab")
    run_cell(None, two, three, code="lab")
    assert alive(one) and alive(two) and alive(three)
    run_cell(None, four, code="lab")
    assert alive(one) and not alive(two) and not alive(three) and alive(four)


def test_where_the_front_end_names_no_cell_the_last_few_cells_keep_their_labs(run_cell):
    named, kept, *others = (made() for _ in range(KEPT + 3))
    run_cell("a", named)
    run_cell(None, others[0], kept, code="0")
    for i, lab in enumerate(others[1:], 1):
        run_cell(None, kept, lab, code=str(i))
    assert [alive(lab) for lab in others] == [False, *[True] * KEPT]
    assert alive(named) and alive(kept)  # in a cell with a name; shown again by the last


# --- controls -------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [0.5, 0.01, 0.001])
def test_a_slider_shows_every_digit_that_it_can_be_moved_to(step):
    control = slider("size", 0.0, 1.0, step, 0.0)
    assert control.positions == pytest.approx([i * step for i in range(round(1 / step) + 1)], abs=1e-12)
    for value in control.positions:
        assert float(format(value, control.widget.readout_format)) == value
    whole = slider("number", 2, 9, 1, 4)
    assert whole.positions == list(range(2, 10)) and type(whole.value) is int


@always
@given(
    low=st.integers(-20, 20),
    step=st.sampled_from([0.001, 0.02, 0.05, 0.1, 0.3, 1.0, 30.0]),
    notch=st.integers(0, 40),
    towards=st.sampled_from([-math.inf, math.inf]),
)
def test_what_a_browser_makes_of_a_position_is_that_position(low, step, notch, towards):
    """It adds steps up, so that the last bits are wrong; for any other value a lab would be trained anew."""
    control = slider("x", low * step, low * step + 40 * step, step, low * step)
    control.widget.value = math.nextafter(control.positions[notch], towards)
    assert control.value == control.positions[notch]


@always
@given(st.lists(st.integers(0, 200), min_size=1))
def test_a_slider_over_decades_moves_its_number_field(notches):
    control = log_slider("η", -6, -2, 1e-4)
    slider, field = control.row.children
    assert len(control.positions) == 201
    for number in notches:
        exponent = round(-6 + number * slider.step, 7)
        slider.value = exponent
        assert slider.value == exponent  # the field does not push it elsewhere
        assert control.value == field.value == control.positions[number] == float(f"{10.0**exponent:.3g}")


@always
@given(st.lists(st.floats(-6, -2), min_size=1))
def test_a_typed_number_counts_exactly_and_moves_the_slider_to_the_nearest_notch(exponents):
    slider, field = log_slider("η", -6, -2, 1e-4).row.children
    for exponent in exponents:
        field.value = typed = min(max(10.0**exponent, field.min), field.max)
        assert field.value == typed
        assert abs(slider.value - exponent) <= slider.step / 2 + 1e-9
        assert round(slider.value, 2) == slider.value  # a place where the browser leaves it


@pytest.mark.parametrize("typed", [0, -1, 1e-300, 1e-7, 0.011, 3, 1e300, math.inf, -math.inf])
def test_a_number_out_of_range_becomes_the_nearest_in_range(typed):
    slider, field = log_slider("η", -6, -2, 1e-4).row.children
    field.value = typed
    assert field.value == (1e-6 if typed < 1e-4 else 1e-2)
    assert slider.value == (-6 if typed < 1e-4 else -2)


@pytest.mark.parametrize("value", ["one", "two", "three", None])
def test_of_a_choice_the_button_asked_for_is_pressed_at_first_or_else_the_first(value):
    buttons = choice("number", ["one", "two", "three"], value)
    assert buttons.value == (value or "one")
    assert buttons.positions == ["one", "two", "three"]
    assert buttons.title == "number" and buttons.widget in buttons.row.children


@pytest.mark.parametrize("play", [False, True])
def test_a_selection_stands_at_the_value_asked_for_or_at_the_first_and_plays_from_first_to_last(play):
    sizes = [1, 20, 3000]
    assert selection("size", sizes, play=play).value == 1
    control = selection("size", sizes, 20, play)
    assert control.value == 20 and control.positions == sizes
    assert [label for label, _ in control.widget.options] == ["1", "20", "3,000"]
    if play:
        _, player = control.row.children
        assert (player.min, player.max, player.step) == (0, 2, 1)
    else:
        assert control.row is control.widget


def test_a_control_tells_whoever_observes_it_that_its_value_has_changed():
    seen = []
    for control in (slider("a", 0, 5, 1, 0), log_slider("b", -6, -2, 1e-4), choice("c", ["x", "y"])):
        control.observe(lambda change: seen.append(change["new"]))
        control.value = control.positions[-1]
    assert seen == [5, 1e-2, "y"]


# --- what is trained beforehand -------------------------------------------------------------------


def test_all_notches_are_run_in_one_call_and_a_typed_value_once_when_it_is_asked_for():
    calls = []

    def run(values):
        calls.append(values)
        x = torch.tensor(values)
        return x, torch.stack([x, 2 * x])

    at = beforehand(run, [1.0, 2.0, 3.0])
    assert calls == [[1.0, 2.0, 3.0]]
    for value in (3.0, 1.0, 2.5, 2.5):
        one, two = at(value)
        assert one == value and two.tolist() == [value, 2 * value]
    assert calls[1:] == [[2.5]]
