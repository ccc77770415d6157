"""Labs: no position of a control breaks one, a move replaces one image, and what they say is true."""

import ast
import gc
import io
import itertools
import math
import re
import sys
import warnings
import weakref
from collections import Counter
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import ipywidgets
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from PIL import Image
from strategies import always
from test_plots import (
    alike_but_for_colour,
    beyond_the_edge,
    edge,
    foreign_colours,
    numbers,
    overlapping,
    pixels,
    written,
)
from test_show import decoded

import helpers
from helpers import grad_fn, labs, loss_fn, model, thermometer, training_loop
from helpers.exact import epochs_needed, hessian, least_absolute, least_squares, stable_learning_rate, to_raw_units
from helpers.labs import lab as lab_module
from helpers.labs.lab import Lab, choice, log_slider, slider
from helpers.loss import log_cosh_loss_fn
from helpers.orbit import mars
from helpers.pictures.picture import stage

U, C = thermometer()
START = torch.tensor(lab_module.START)
OTHER_DATA = {"orbit_lab": mars()[1:]}  # all other labs are made with the thermometer's readings
LABS = list(labs.__all__)
# A position at which each goal is reached.
GOALS = {
    "swing_lab": {"learning_rate": 0.5},
    "orbit_lab": {"eccentricity": 0.093, "axis": 1.524, "perihelion": 336.0},
    "hand_fit_lab": {"w": 0.55, "b": -18.0},
    "outlier_lab": {"reading": 8, "shift": 30.0},
    "delta_lab": {"delta": 10.0**-8, "precision": "float64", "loss": "log-cosh"},
    "one_step_lab": {"learning_rate": 0.000174},
    "learning_rate_lab": {"learning_rate": 0.000316},
    "scale_lab": {"scale": 0.0631, "centre": "yes"},
    "film_lab": {"epoch": 5000},
    "momentum_lab": {"keep": 0.93, "learning_rate": "0.01"},
    "race_lab": {"given": "raw", "show": "all", "SGD": 1e-4, "momentum": 1e-3, "RMSprop": 0.1, "Adam": 1.66},
    "split_lab": {"degree": 6, "split": 1},
    "unused_graph_lab": {"readings": 31623, "model": "degree 8", "losses": "100"},
    "quadratic_lab": {"given": "standardised", "learning_rate": 0.1},
}
VIEW = "application/vnd.jupyter.widget-view+json"


@contextmanager
def clock(*ticks):
    """Time passes meanwhile by these seconds from one look at the clock to the next, over and over."""
    passed = itertools.accumulate(itertools.cycle(ticks))
    with pytest.MonkeyPatch.context() as patch:
        measuring = sys.modules["helpers.labs.unused_graph"]
        patch.setattr(measuring, "time", SimpleNamespace(perf_counter=lambda: next(passed)))
        yield


def new(name):
    """A lab on its data; one that measures times always finds the same."""
    with clock(1e-6, 5e-5, 1e-6, 3e-5, 1e-6, 2e-5):
        return getattr(labs, name)(*OTHER_DATA.get(name, (U, C)))


@cache
def made(name):
    """A lab on its data, made once for this file; where its controls stand and what is written first."""
    lab = new(name)
    with written() as texts:
        png = lab.picture.png()
    return SimpleNamespace(lab=lab, start=lab.values, png=png, texts=texts)


@contextmanager
def without_files():
    """Pictures are drawn meanwhile, but not written to PNG files, which takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Image.Image, "quantize", lambda image, *args, **kwargs: image)
        patch.setattr(Image.Image, "save", lambda *args, **kwargs: None)
        yield


def put(lab, values):
    """Move the controls of a lab that is not shown."""
    lab._shown = False
    with without_files():
        for name, value in values.items():
            lab.controls[name].value = value


def words(lab):
    """What a picture says above its axes."""
    with without_files(), written() as texts:
        lab.picture.png()
    (text,) = [text.text for text in texts if text.words]
    return text


def at(name, **values):
    """What a lab says with its controls there, and with the others where they stand at first."""
    first = made(name)
    put(first.lab, {**first.start, **values})
    assert first.lab.error is None
    return words(first.lab)


@pytest.fixture(params=LABS)
def lab(request):
    """Each lab, not shown yet, its controls where they stand at first."""
    first = made(request.param)
    put(first.lab, first.start)
    return first.lab


def positions(control):
    """Every value a control can be moved to."""
    return list(control.positions)


def ends(control):
    """The lowest and the highest position; all of them where they are choices."""
    values = positions(control)
    return values if control.kind == "choice" else [values[0], values[-1]]


def from_end_to_end(control, most):
    """Positions of a control, evenly spread, both ends included, of a choice all."""
    values = positions(control)
    return [*values[: -1 : math.ceil(len(values) / most)], values[-1]]


def corners(lab):
    """All combinations of the ends of all controls; where there are very many, every seventh."""
    every = list(itertools.product(*map(ends, lab.controls.values())))
    for values in every[:: 7 if len(every) > 50 else 1]:
        yield dict(zip(lab.controls, values, strict=True))


# --- every position -------------------------------------------------------------------------------


@cache
def journey(name):
    """What a lab says, and how it is drawn, all along each control, from the start and from the goal, and in
    all corners."""
    lab, start = made(name).lab, made(name).start
    stops, counts = [], Counter()

    def counted(method):
        def count(self, *args, **kwargs):
            counts[method.__qualname__] += 1
            return method(self, *args, **kwargs)

        return count

    route = [
        {**base, control: value}
        for base in (start, GOALS[name])
        for control in lab.controls
        for value in from_end_to_end(lab.controls[control], most=80 // len(lab.controls))
    ]
    route = [dict(stop) for stop in dict.fromkeys(tuple(values.items()) for values in [*route, *corners(lab)])]
    put(lab, list(corners(lab))[-1])  # so that the first of these is a move
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Figure, "__init__", counted(Figure.__init__))
        patch.setattr(Figure, "draw", counted(Figure.draw))
        for values in route:
            with written() as texts:
                put(lab, values)
            words = texts[-1] if texts else None
            stops.append(SimpleNamespace(values=lab.values, error=lab.error, alt=lab.picture.alt, words=words))
    return stops, counts


@pytest.mark.parametrize("name", LABS)
def test_no_position_of_a_control_raises_or_warns(name):
    assert [(stop.values, stop.error) for stop in journey(name)[0] if stop.error] == []


@pytest.mark.parametrize("name", LABS)
def test_every_position_is_put_into_words_without_a_number_that_is_none(name):
    for stop in journey(name)[0]:
        for text in (stop.alt, stop.words.text):
            assert len(text) > 30, stop.values
            assert not re.search(r"\b(nan|inf|None)\b", text), (stop.values, text)


@pytest.mark.parametrize("name", LABS)
def test_the_words_above_a_picture_are_never_cut_off_or_written_over_its_axes(name):
    width = pixels(made(name).png).shape[1]
    axes_begin = min(text.box[1] for text in made(name).texts if not text.words)
    for stop in journey(name)[0]:
        left, top, right, bottom = stop.words.box
        assert stop.words.words, stop.values
        assert 0 <= left < right <= width and 0 <= top < bottom <= axes_begin, (stop.values, stop.words.text)


@pytest.mark.parametrize("name", LABS)
def test_the_corners_of_a_lab_have_every_end_of_every_control(name):
    controls = made(name).lab.controls
    seen = {control: {values[control] for values in corners(made(name).lab)} for control in controls}
    assert seen == {name: set(ends(control)) for name, control in controls.items()}


@pytest.mark.parametrize("name", LABS)
def test_however_far_a_lab_is_moved_its_figure_is_made_and_drawn_only_once(name):
    stops, counts = journey(name)
    assert len(stops) > 25
    assert counts == {}  # made(name) has done both


# --- the picture ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LABS)
def test_no_text_in_a_lab_is_cut_off_or_written_over_another(name):
    height, width, _ = pixels(made(name).png).shape
    assert len(made(name).texts) > 10
    assert beyond_the_edge(made(name).texts, width, height) == []
    assert overlapping(made(name).texts) == []


def test_a_picture_has_the_same_size_everywhere_and_nothing_in_it_reaches_the_edge(lab):
    height = round(125 * lab.picture.figure.get_size_inches()[1])
    for values in corners(lab):
        put(lab, values)
        shown = pixels(lab.picture.png())
        assert shown.shape[:2] in ((height, 900), (height - 1, 900))
        assert edge(shown).min() >= 250


def test_series_differ_by_more_than_colour(lab):
    assert alike_but_for_colour(lab.picture.figure) == []


def test_colours_are_those_of_the_course(lab):
    for values in corners(lab):
        put(lab, values)
        assert foreign_colours(lab.picture.figure) == []


def test_moving_away_and_back_leaves_nothing_behind_and_gives_the_same_bytes(lab):
    start, first = lab.values, lab.picture.png()
    for values in corners(lab):
        put(lab, values)
        lab.picture.png()
    put(lab, start)
    assert lab.picture.png() == first


@pytest.mark.parametrize("name", LABS)
def test_a_lab_that_was_moved_about_looks_like_a_new_one_that_was_not(name):
    *others, there = corners(made(name).lab)
    moved, unmoved = made(name).lab, new(name)
    for values in others:
        put(moved, values)
        moved.picture.png()
    for lab in (moved, unmoved):
        put(lab, there)
    assert moved.picture.png() == unmoved.picture.png()


# --- shown in a notebook --------------------------------------------------------------------------


def test_a_lab_is_shown_as_its_controls_and_below_them_its_picture(lab, screen):
    lab._ipython_display_()
    controls, picture = screen
    assert set(controls["data"]) == {VIEW, "text/plain"}
    assert lab.goal in controls["data"]["text/plain"]
    for control in lab.controls.values():
        name = control.title
        assert name and name in controls["data"]["text/plain"]
    assert set(picture["data"]) == {"image/png", "text/plain"}
    assert picture["data"]["text/plain"] == picture["metadata"]["image/png"]["alt"] == lab.picture.alt
    assert decoded(picture["data"]).size == Image.open(io.BytesIO(lab.picture.png())).size


@pytest.fixture
def run_cell(screen, monkeypatch):
    """Run functions as the code of a cell, in a front end that names its cells or in one that does not."""
    runs = itertools.count()

    def run(cell, *functions, code="the same in every cell"):
        message = {
            "header": {"msg_id": str(next(runs))},
            "metadata": {"cellId": cell} if cell else {},
            "content": {"code": code},
        }
        shell = SimpleNamespace(get_parent=lambda: message)
        monkeypatch.setattr(lab_module, "get_ipython", lambda: shell)
        for function in functions:
            function()

    monkeypatch.setattr(lab_module, "_in_cells", {})
    return run


def alive(lab):
    return lab.picture is not None and all(control.widget.comm is not None for control in lab.controls.values())


@pytest.mark.parametrize("name", ["hand_fit_lab", "scale_lab", "race_lab"])
def test_a_cell_that_is_run_again_lets_go_of_the_lab_it_showed(name, run_cell):
    first, second = new(name), new(name)
    figure, controls = weakref.ref(first.picture.figure), list(first.controls.values())
    run_cell("a", first._ipython_display_)
    run_cell("a", second._ipython_display_)
    gc.collect()
    assert figure() is None  # though first is still there, as it is in IPython's list of results
    assert all(control.widget.comm is None for control in controls)
    assert alive(second)
    with pytest.raises(RuntimeError, match="closed when another one was shown; make a new one"):
        first._ipython_display_()


def test_labs_of_the_same_run_or_shown_elsewhere_stay(run_cell):
    one, two, three = (new("scale_lab") for _ in range(3))
    run_cell("a", one._ipython_display_, two._ipython_display_)
    run_cell("b", one._ipython_display_)
    assert alive(one) and alive(two)
    run_cell("a", three._ipython_display_)
    assert alive(one) and not alive(two) and alive(three)
    run_cell("b", one._ipython_display_)  # the same lab once more
    assert alive(one)


def test_where_the_front_end_names_no_cell_the_same_code_is_the_same_cell(run_cell):
    one, two, three, four = (new("scale_lab") for _ in range(4))
    run_cell("a", one._ipython_display_, code="lab")
    run_cell(None, two._ipython_display_, three._ipython_display_, code="lab")
    assert alive(one) and alive(two) and alive(three)
    run_cell(None, four._ipython_display_, code="lab")
    assert alive(one) and not alive(two) and not alive(three) and alive(four)


def test_where_the_front_end_names_no_cell_the_last_few_cells_keep_their_labs(run_cell):
    named, kept, *labs = (new("scale_lab") for _ in range(lab_module.KEPT + 3))
    run_cell("a", named._ipython_display_)
    run_cell(None, labs[0]._ipython_display_, kept._ipython_display_, code="0")
    for i, lab in enumerate(labs[1:], 1):
        run_cell(None, kept._ipython_display_, lab._ipython_display_, code=str(i))
    assert [alive(lab) for lab in labs] == [False, *[True] * lab_module.KEPT]
    assert alive(named) and alive(kept)  # in a cell with a name; shown again by the last


def test_what_is_stored_of_a_lab_is_the_same_every_time_it_is_shown(lab, screen):
    lab._ipython_display_()
    lab._ipython_display_()
    first, again = ([output["data"] for output in screen[i : i + 2]] for i in (0, 2))
    ids = [data[0].pop(VIEW)["model_id"] for data in (first, again)]
    assert first == again
    assert ids[0] != ids[1]
    for data in first:
        assert not re.search(r"0x[0-9a-f]|[0-9a-f]{12}|IPY_MODEL|<\w+", data["text/plain"])


def test_every_move_replaces_the_picture_in_place_with_another_in_one_message(lab, screen):
    lab._ipython_display_()
    shown = screen[-1]["transient"]
    for control in lab.controls.values():
        before = None
        for value in reversed(ends(control)):
            screen.clear()
            moves = control.value != value
            control.value = value
            assert len(screen) == moves
            if moves:
                assert screen[0]["update"] is True
                assert screen[0]["transient"] == shown
                assert set(screen[0]["data"]) == {"image/png", "text/plain"}
                assert screen[0]["data"]["text/plain"] == lab.picture.alt
            after = pixels(lab.picture.png())
            assert before is None or (before != after).any()
            before = after


# --- when something breaks ------------------------------------------------------------------------


@pytest.fixture
def fragile(screen):
    """A lab that has been shown; at 1 it raises and at 2 it warns."""
    picture = stage()
    line = picture.line(picture.axes[0])

    def update(x):
        if x == 1:
            raise ValueError("one is too few")
        if x == 2:
            warnings.warn("two is odd", stacklevel=1)
        line.set_data([0, 1], [x, x])
        picture.tell("A line.", f"x is {x}")

    lab = Lab(picture, update, {"x": slider("x", 0, 5, 1, 0)}, "reach 5")
    lab._ipython_display_()
    screen.clear()
    return lab


@pytest.mark.parametrize(
    ("x", "kind", "text"),
    [(1, ValueError, "one is too few"), (2, UserWarning, "two is odd"), (3, OSError, "no ink")],
)
def test_what_a_move_raises_or_warns_takes_the_place_of_the_picture_until_the_next_good_move(
    fragile, screen, monkeypatch, x, kind, text
):
    def png():
        raise OSError("no ink")

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


# --- controls -------------------------------------------------------------------------------------


def logarithmic(lab):
    return [control for control in lab.controls.values() if control.kind == "log_slider"]


def test_every_learning_rate_nudge_and_scale_over_decades_is_a_number_field_beside_a_slider():
    decades = {name for name in LABS for _ in logarithmic(made(name).lab)}
    assert decades == {
        "delta_lab",
        "one_step_lab",
        "learning_rate_lab",
        "scale_lab",
        "race_lab",
        "quadratic_lab",
    }


def test_every_number_field_has_its_slider_in_its_row(lab):
    for control in logarithmic(lab):
        slider, field = control.row.children
        assert field is control.widget and slider.description == field.description == control.title
        assert (field.min, field.max) == (10.0**slider.min, 10.0**slider.max)


@always
@given(st.lists(st.integers(0, 200), min_size=1))
def test_a_slider_moves_its_number_field(notches):
    slider, field = log_slider("η", -6, -2, 1e-4).row.children
    for number in notches:
        exponent = round(-6 + number * slider.step, 7)
        slider.value = exponent
        assert slider.value == exponent  # the field does not push it elsewhere
        assert field.value == float(f"{10.0**exponent:.3g}")  # three digits are enough to read


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


def test_a_typed_number_moves_the_picture_in_one_message(screen):
    lab = made("one_step_lab").lab
    put(lab, made("one_step_lab").start)
    lab._ipython_display_()
    screen.clear()
    lab.controls["learning_rate"].value = 1.2345e-4
    (output,) = screen
    assert lab.values == {"learning_rate": 1.2345e-4}
    assert "η = 0.000123" in output["data"]["text/plain"]


@pytest.mark.parametrize("value", ["one", "two", "three", None])
def test_of_a_choice_the_button_asked_for_is_pressed_at_first_or_else_the_first(value):
    buttons = choice("number", ["one", "two", "three"], value)
    assert buttons.value == (value or "one")
    assert choice("number", ["one", "two"]).value == "one"
    assert buttons.title == "number" and buttons.widget in buttons.row.children


# --- goals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LABS)
def test_the_goal_is_not_reached_at_first_and_can_be_reached(name):
    for control, value in GOALS[name].items():
        assert value in positions(made(name).lab.controls[control])
    assert "goal reached" not in at(name)
    assert "goal reached" in at(name, **GOALS[name])


# What the words have to say where the goal is reached: where the numbers stand, and what they have to be.
REACHED = {
    "swing_lab": (r"η = (\S+):", lambda rate: rate == 0.5),
    "orbit_lab": (r"Loss (\S+) millionths", lambda loss: loss < 10),
    "hand_fit_lab": (r"worst difference is (\S+) °C", lambda worst: worst < 4),
    "outlier_lab": (
        r"squared \S+ \((\S+)% .*\sabsolute \S+ \((\S+)%",
        lambda squared, absolute: squared < 50 and absolute > 90,
    ),
    "delta_lab": (r"Relative error: forward (\S+),", lambda error: error < 1e-6),
    "one_step_lab": (r"→ (\S+)\.\n", lambda loss: loss < 35),
    "learning_rate_lab": (r"loss (\d\S+?)\.?\s|infinite", lambda loss=math.inf: loss < 28.94),
    "scale_lab": (r"condition number (\S+),", lambda condition: condition < 1.1),
    "film_lab": (r"loss (\S+),", lambda loss: loss < 3),
    "momentum_lab": (r"Loss in epoch 200: (\d\S+?)\.?(?:\s|$)", lambda loss=math.inf: loss <= 2.93),
    "race_lab": (
        r"(?:SGD|momentum|RMSprop|Adam) (\d\S*?)[,.](?:\s|$)",
        lambda *losses: min(losses, default=math.inf) < 3,
    ),
    "split_lab": (r"choose degree (\d)", lambda degree: degree == 6),
    "unused_graph_lab": (r"keeps? (\S+) MB", lambda megabytes=0: megabytes > 1),
    "quadratic_lab": (
        r"Loss in epoch 200: (\d\S*); smallest possible (\S+?)\.(?:\s|$)",
        lambda loss=math.inf, smallest=1.0: loss < 1.01 * smallest,
    ),
}
# Where it is not asked for: it is about one loss, one input, or one learning rate.
ELSEWHERE = {
    "delta_lab": ("loss", ["squared error"]),
    "race_lab": ("given", ["0.1 · t_u", "standardised"]),
    "momentum_lab": ("learning_rate", ["0.003", "0.03", "0.06"]),
}


@pytest.mark.parametrize("name", LABS)
def test_the_goal_is_reached_exactly_where_the_numbers_above_the_picture_say_so(name):
    pattern, reached = REACHED[name]
    for stop in journey(name)[0]:
        control, elsewhere = ELSEWHERE.get(name, (None, []))
        if stop.values.get(control) in elsewhere:
            assert "goal reached" not in stop.words.text
            continue
        found = [
            float(number.replace(",", ""))
            for match in re.finditer(pattern, stop.words.text)
            for number in match.groups()
            if number
        ]
        assert ("goal reached" in stop.words.text) == reached(*found), stop.words.text


def test_the_delta_lab_asks_for_a_precision_that_float32_does_not_have():
    for delta in positions(made("delta_lab").lab.controls["delta"])[::50]:
        assert "goal reached" not in at("delta_lab", delta=delta, precision="float32", loss="log-cosh")


# --- what labs say is true ------------------------------------------------------------------------

SIG = 1e-3  # four significant digits


@pytest.mark.parametrize(
    ("learning_rate", "word"),
    [(0.1, "crawls"), (0.4, "glides"), (0.5, "lands"), (0.8, "rings"), (1.0, "swings"), (1.05, "explodes")],
)
def test_the_swing_is_called_by_its_name(learning_rate, word):
    assert f"the descent {word}" in at("swing_lab", learning_rate=learning_rate)


def test_a_swing_that_explodes_ends_higher_than_it_began_and_no_other_does():
    for stop in journey("swing_lab")[0]:
        _, first, last, _ = numbers(stop.words.text)
        assert ("explodes" in stop.words.text) == (last > first), stop.words.text
        assert ("swings" in stop.words.text) == (last == first), stop.words.text


@pytest.mark.parametrize(
    ("e", "a", "perihelion"), [(0.0, 1.4, 90.0), (0.1, 1.5, 350.0), (0.093, 1.524, 336.0), (0.3, 1.8, 0.0)]
)
def test_the_loss_of_an_orbit_is_the_mean_squared_error_in_millionths(e, a, perihelion):
    longitude, distance = (tensor.numpy() for tensor in OTHER_DATA["orbit_lab"])
    # The sun is as far from the orbit as 2 a less the way on to the other focus: the string round two pins.
    x, y = np.cos(np.radians(longitude)), np.sin(np.radians(longitude))
    other_x, other_y = (-2 * a * e * f(np.radians(perihelion)) for f in (np.cos, np.sin))
    text = at("orbit_lab", eccentricity=e, axis=a, perihelion=perihelion)
    (bars,) = (part for part in made("orbit_lab").lab.picture._moving if isinstance(part, LineCollection))
    drawn = bars.get_segments()
    predicted = np.array([segment[1][1] for segment in drawn])
    assert predicted + np.hypot(predicted * x - other_x, predicted * y - other_y) == pytest.approx(2 * a)
    (loss,) = re.findall(r"Loss (\S+) millionths of au²", text)
    expected = 1e6 * np.mean((predicted - distance) ** 2)
    assert float(loss.replace(",", "")) == pytest.approx(expected, rel=SIG, abs=0.051)
    assert text.startswith(f"e = {e:.3f}, a = {a:.3f} au, perihelion at {perihelion:.0f}°.")


@pytest.mark.parametrize("factor", [0.99, 1.01])
def test_the_limit_of_the_learning_rate_is_where_the_lab_says_explodes(factor):
    limit = stable_learning_rate(U)
    assert ("explodes" in at("learning_rate_lab", learning_rate=factor * limit)) == (factor > 1)


def test_every_learning_rate_above_the_limit_explodes_and_none_below():
    for stop in journey("learning_rate_lab")[0]:
        rate = stop.values["learning_rate"]
        assert ("explodes" in stop.words.text) == (rate > stable_learning_rate(U)), stop.words.text


@pytest.mark.parametrize("learning_rate", [1e-6, 1e-5, 1e-4, 3e-4, 3.5e-4, 1e-3, 1e-2])
def test_the_loss_and_the_epoch_of_infinity_are_those_of_the_training_loop(learning_rate):
    history = helpers.History(quiet=True)
    training_loop(100, learning_rate, START, U, C, history=history)
    said = at("learning_rate_lab", learning_rate=learning_rate).split("\n")[0]
    if history.diverged:
        assert f"infinite in epoch {history.diverged}" in said
    else:
        assert numbers(said)[1] == pytest.approx(history.loss[-1].item(), rel=SIG)


@pytest.mark.parametrize("centre", ["no", "yes"])
@pytest.mark.parametrize("scale", [0.01, 0.0631, 0.1, 1.0])
def test_the_condition_number_the_limit_and_the_epochs_of_a_scaling_are_exact(scale, centre):
    t_un = scale * (U.double() - (U.double().mean() if centre == "yes" else 0.0))
    flat, steep = torch.linalg.eigvalsh(hessian(t_un)).tolist()
    said = at("scale_lab", scale=scale, centre=centre)
    found = re.search(r"condition number (\S+), η below (\S+) is stable,\nwithin 0.1 % .* after (\S+) epochs", said)
    condition, limit, epochs = (numbers(text)[0] for text in found.groups())
    assert condition == pytest.approx(steep / flat, rel=SIG)
    assert limit == pytest.approx(stable_learning_rate(t_un), rel=5e-3)
    assert epochs == pytest.approx(epochs_needed(2 / (flat + steep), START.double(), t_un, C.double()), rel=SIG)


def relative_errors(said):
    return dict(re.findall(r"(\w+) ([\d.]+e[-+]\d+)", said.split("Relative error")[1]))


def test_on_the_squared_error_the_central_difference_is_exact_and_the_forward_one_is_not():
    errors = relative_errors(at("delta_lab", delta=0.1, precision="float64", loss="squared error"))
    assert float(errors["central"]) < 1e-12
    assert float(errors["forward"]) == pytest.approx(0.065, rel=0.01)


@pytest.mark.parametrize(("loss", "fn"), [("squared error", loss_fn), ("log-cosh", log_cosh_loss_fn)])
def test_the_true_slope_is_that_of_autograd(loss, fn):
    params = torch.tensor(sys.modules["helpers.labs.delta"].LOSSES[loss][2], dtype=torch.float64, requires_grad=True)
    fn(model(U.double(), *params), C.double()).backward()
    said = at("delta_lab", loss=loss)
    assert numbers(said.split("True slope ")[1])[0] == pytest.approx(params.grad[0].item(), rel=SIG)


def labelled(lab, label):
    (line,) = [line for axes in lab.picture.axes for line in axes.lines if line.get_label() == label]
    return line


@pytest.mark.parametrize(("reading", "shift"), [(4, 0.0), (4, -60.0), (8, 30.0), (11, -40.0)])
def test_the_lines_beside_an_outlier_are_the_best_ones(reading, shift):
    said = at("outlier_lab", reading=reading, shift=shift)
    moved = C.clone()
    moved[reading - 1] += shift
    for method, name in ((least_squares, "squared"), (least_absolute, "absolute")):
        w, b = method(U, moved).tolist()
        x, y = labelled(made("outlier_lab").lab, f"least {name} error").get_data()
        assert y == pytest.approx(w * x + b)
        weight, percent = re.search(rf"{name} (\S+) \((\S+)% of before", said).groups()
        assert float(weight) == pytest.approx(w, rel=SIG)
        assert float(percent) == pytest.approx(100 * w / method(U, C)[0].item(), abs=0.51)


@pytest.mark.parametrize(("w", "b"), [(1.0, 0.0), (0.55, -18.0), (-1.0, -40.0), (2.0, 40.0)])
def test_the_worst_difference_of_a_line_drawn_by_hand_is_the_largest(w, b):
    said = at("hand_fit_lab", w=w, b=b).split("worst difference is")[1]
    assert numbers(said)[0] == pytest.approx((w * U + b - C).abs().max().item(), abs=0.051)


def test_at_the_best_learning_rate_of_one_step_half_of_the_promise_is_kept():
    gradient = grad_fn(U, C, model(U, *START), *START).double()
    best = (gradient @ gradient / (gradient @ hessian(U) @ gradient)).item()
    assert " 50% of the promise" in at("one_step_lab", learning_rate=best)
    assert " 100% of the promise" in at("one_step_lab", learning_rate=1e-6)


def test_one_step_gives_the_loss_after_one_step():
    for rate in (1e-6, 1e-5, 1e-4, 1e-3, 1e-2):
        said = at("one_step_lab", learning_rate=rate)
        real = loss_fn(model(U, *training_loop(1, rate, START, U, C)), C).item()
        assert numbers(said.split("→")[1])[0] == pytest.approx(real, rel=SIG)


def test_each_frame_of_the_film_shows_what_the_training_loop_has_reached_by_then():
    control = made("film_lab").lab.controls["epoch"]
    frames = positions(control)
    assert frames[0] == 1 and frames[-1] == 5000 and sorted(set(frames)) == frames
    for epoch in (2, frames[len(frames) // 2], 5000):
        params = training_loop(epoch - 1, 1e-2, START, 0.1 * U, C)
        loss = loss_fn(model(0.1 * U, *params), C).item()
        shown = numbers(at("film_lab", epoch=epoch).replace("− ", "−").replace("+ ", "+"))
        assert shown[0] == epoch
        assert shown[1:] == pytest.approx([loss, *to_raw_units(params, 0.1).tolist()], rel=SIG)


def test_the_film_plays_from_its_first_frame_to_its_last():
    control = made("film_lab").lab.controls["epoch"]
    (play,) = [child for child in control.row.children if isinstance(child, ipywidgets.Play)]
    assert (play.min, play.max, play.step) == (0, len(control.positions) - 1, 1)


# --- momentum -------------------------------------------------------------------------------------

RATES = ["0.003", "0.01", "0.03", "0.06"]
SHARES = [i / 100 for i in range(101)]


@cache
def momentum(rate):
    """What the momentum lab draws and says at one learning rate, for every share."""
    lab = made("momentum_lab").lab
    stops = []
    for share in SHARES:
        lab.update(share, rate)
        line, dots = (labelled(lab, name).get_xydata() for name in ("share of .grad kept", "momentum"))
        path, circles = (lines.get_xydata() for lines in (lab.picture._moving[1], lab.picture._moving[4]))
        words = lab.picture.alt
        stops.append(SimpleNamespace(share=share, line=line, dots=dots, path=path, circles=circles, words=words))
    put(lab, made("momentum_lab").start)
    return stops


def eigenvalues(rate, share):
    """Of the matrix that takes the distance from the minimum in this step and in the last one to the next."""
    one, none, curved = torch.eye(2).double(), torch.zeros(2, 2).double(), hessian(0.1 * U.double())
    now, before = (1 + share) * one - float(rate) * curved, -share * one
    return torch.linalg.eigvals(torch.cat([torch.cat([now, before], 1), torch.cat([one, none], 1)]))


def test_the_momentum_lab_goes_to_every_share_and_learning_rate():
    controls = made("momentum_lab").lab.controls
    assert positions(controls["keep"]) == SHARES
    assert positions(controls["learning_rate"]) == RATES


@pytest.mark.parametrize(("typed", "share"), [(0.8749, 0.87), (0.996, 1.0), (0.0049, 0.0)])
def test_a_typed_share_counts_as_the_nearest_one_in_all_that_is_drawn_and_said(typed, share):
    lab = made("momentum_lab").lab
    lab.update(typed, "0.01")
    said, path = lab.picture.alt, lab.picture._moving[1].get_xydata()
    lab.update(share, "0.01")
    assert said == lab.picture.alt
    assert (path == lab.picture._moving[1].get_xydata()).all()
    put(lab, made("momentum_lab").start)


@pytest.mark.parametrize("rate", RATES)
def test_whatever_share_is_kept_momentum_gives_the_same_losses_and_the_same_path(rate):
    for stop in momentum(rate):
        epochs = stop.dots[:, 0]
        assert epochs.tolist() == list(range(1, 201, 10))
        places = epochs.astype(int) - 1
        assert stop.line[:, 0].tolist() == list(range(1, 201))
        assert stop.dots[:, 1] == pytest.approx(stop.line[places, 1], rel=1e-9, nan_ok=True)
        assert stop.circles == pytest.approx(stop.path[places], rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("share", [0.0, 0.83, 1.0])
def test_both_runs_of_the_momentum_lab_are_those_of_a_bare_loop(share, rate):
    t_u, t_c = 0.1 * U.double(), C.double()
    stop = momentum(rate)[round(100 * share)]
    for run in ("share kept", "momentum"):
        params = START.double().requires_grad_()
        params.grad = torch.zeros_like(params)
        optimizer = torch.optim.SGD([params], lr=float(rate), momentum=share if run == "momentum" else 0.0)
        losses, path = [], []
        for _ in range(200):
            if run == "momentum":
                optimizer.zero_grad()
            else:
                params.grad *= share
            w, b = params
            loss = ((w * t_u + b - t_c) ** 2).mean()
            loss.backward()
            losses.append(loss.item())
            path.append(params.tolist())
            optimizer.step()
        near = np.array(losses) < 1e90
        assert stop.line[near, 1] == pytest.approx(np.array(losses)[near], rel=1e-6)
        assert stop.path[near] == pytest.approx(np.array(path)[near], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("rate", RATES)
def test_what_a_step_leaves_of_the_distance_and_whether_it_explodes_follow_from_the_eigenvalues(rate):
    words = set()
    for stop in momentum(rate):
        size = eigenvalues(rate, stop.share).abs().max().item()
        kind = f"gradient {stop.share:.0%} kept: "
        if stop.share in (0, 1):
            kind = "gradient emptied: " if stop.share == 0 else "gradient never emptied: "
        assert f"η = {rate}, {kind}" in stop.words
        # Where two eigenvalues meet, the largest is found to half as many digits.
        if size > 1 + 1e-6:
            word = "explodes"
        elif size > 1 - 1e-6:
            word = "rings for ever"
        else:
            word = "leaves"
            assert numbers(stop.words.split("a step leaves ")[1])[0] == pytest.approx(size, abs=6e-5)
        assert [word in stop.words for word in ("explodes", "rings for ever", "leaves")] == [
            other == word for other in ("explodes", "rings for ever", "leaves")
        ]
        words.add(word)
    assert words == {"leaves", "rings for ever"} | ({"explodes"} if rate == "0.06" else set())


@pytest.mark.parametrize("rate", RATES)
def test_a_run_that_explodes_rises_one_that_rings_stays_and_any_other_falls(rate):
    for stop in momentum(rate):
        losses = stop.line[:, 1]
        grown = losses[-50:].max() / losses[:50].max()
        if "explodes" in stop.words:
            assert grown > 1e3
        elif "rings for ever" in stop.words:
            assert 0.9 < grown < 1.1
        else:
            assert grown < 0.5
        said = stop.words.split("Loss in epoch 200: ")[1]
        if losses[-1] < 1e6:
            assert numbers(said)[0] == pytest.approx(losses[-1], rel=SIG)
        else:
            assert said.startswith("beyond a million")


@pytest.mark.parametrize("rate", RATES)
def test_the_goal_of_momentum_is_a_loss_within_a_thousandth_of_the_smallest_at_one_learning_rate(rate):
    t_u, t_c = 0.1 * U.double(), C.double()
    smallest = loss_fn(model(t_u, *least_squares(t_u, t_c)), t_c).item()
    for stop in momentum(rate):
        near = stop.line[-1, 1] < 1.001 * smallest
        assert ("goal reached" in stop.words) == (rate == "0.01" and near)


# --- the race -------------------------------------------------------------------------------------

BARE = {
    "SGD": torch.optim.SGD,
    "momentum": lambda params, lr: torch.optim.SGD(params, lr=lr, momentum=0.9),
    "RMSprop": torch.optim.RMSprop,
    "Adam": torch.optim.Adam,
}
RACE = {
    "raw": U.double(),
    "0.1 · t_u": 0.1 * U.double(),
    "standardised": (U.double() - U.double().mean()) / U.double().std(correction=0),
}


def bare_run(name, given, rate, other_rounding=False):
    """Losses and path of torch.optim, in a loop without anything else."""
    t_u, t_c = RACE[given], C.double()
    params = (START.double() + 1e-14 * other_rounding).requires_grad_()
    optimizer = BARE[name]([params], lr=rate)
    losses, path = [], []
    for _ in range(200):
        w, b = params
        errors = w * t_u - (t_c - b) if other_rounding else w * t_u + b - t_c
        loss = (errors**2).mean()
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        path.append(params.tolist())
        optimizer.step()
    return np.array(losses), np.array(path)


def race(**values):
    """What the race lab says, and its losses and paths as drawn, by optimizer, those that are to be seen."""
    lab = made("race_lab").lab
    given = {**made("race_lab").start, **values}
    lab.update(**given)
    losses = {name: labelled(lab, name).get_xydata() for name in BARE}
    right = lab.picture.axes[1]
    (star,) = [line for line in right.lines if line.get_marker() == "*" and line.get_visible()]
    (start,) = [line for line in right.lines if line.get_markerfacecolor() == "white" and line.get_visible()]
    # The picture is drawn from 0 to 1, and where the start and the best line are in it gives the scale.
    best = least_squares(RACE[given["given"]], C.double()).numpy()
    begin, end = start.get_xydata()[0], star.get_xydata()[0]
    scale = (best - START.numpy()) / (end - begin)

    def back(points):
        return START.numpy() + (points - begin) * scale

    paths = {name: back(part.get_xydata()) for name, part in zip(BARE, lab.picture._moving[-8:-4], strict=True)}
    ends = {name: back(part.get_xydata()) for name, part in zip(BARE, lab.picture._moving[-4:], strict=True)}
    return SimpleNamespace(words=lab.picture.alt, losses=losses, paths=paths, ends=ends, back=back, axes=right)


def sampled(name):
    """Learning rates at notches of a slider, both ends among them, and two typed in between."""
    return [*from_end_to_end(made("race_lab").lab.controls[name], most=3), 1.2345e-4, 0.0567]


@pytest.mark.parametrize("given", RACE)
@pytest.mark.parametrize("name", BARE)
def test_losses_and_paths_in_the_race_are_those_of_torch_optim(name, given):
    to_the_end = 0
    for rate in sampled(name):
        losses, path = bare_run(name, given, rate)
        seen = race(given=given, show=name, **{name: rate})
        n_epochs = len(seen.losses[name])
        assert seen.losses[name][:, 0].tolist() == list(range(1, n_epochs + 1))
        assert n_epochs == 200 or not np.isfinite(losses[n_epochs:]).any()
        assert seen.ends[name] == pytest.approx(seen.paths[name][-1:], nan_ok=True)
        # Large steps of RMSprop make rounding errors grow until they decide.
        # What does not depend on them is certain.
        same = np.ones(200, dtype=bool)
        if name == "RMSprop":
            same = np.abs(bare_run(name, given, rate, other_rounding=True)[0] / losses - 1) < 1e-9
        certain = np.logical_and.accumulate(same & (losses < 1e90))[:n_epochs]
        assert certain[:4].all()
        assert seen.losses[name][certain, 1] == pytest.approx(losses[:n_epochs][certain], rel=1e-6)
        # A path that ends farther beyond the edge than the picture is wide or high is drawn until it is there.
        low, high = seen.back(np.array([[-1.0, -1.0], [2.0, 2.0]]))
        far = ~((low <= path) & (path <= high)).all(axis=1)
        n_points = far.argmax() + 1 if far[-1] else 200
        known = certain.all()
        if known or not losses[-1] < 1e90:
            assert len(seen.paths[name]) == n_points
        certain = certain[: len(seen.paths[name])]
        drawn = seen.paths[name][: len(certain)][certain]
        assert drawn == pytest.approx(path[: len(certain)][certain], rel=1e-4, abs=1e-4)
        said = seen.words.split(f"{name} ")[-1]
        if losses[-1] < 1e6:
            assert numbers(said)[0] == pytest.approx(seen.losses[name][-1, 1], rel=SIG)
        else:
            assert said.startswith("exploded")
        assert ("goal reached" in seen.words) == (given == "raw" and seen.losses[name][-1, 1] < 3)
        to_the_end += known or not losses[-1] < 1e90
    assert to_the_end >= 4


@pytest.mark.parametrize("given", RACE)
def test_in_the_race_all_four_are_seen_or_one_alone(given):
    for show in ("all", *BARE):
        seen = race(given=given, show=show)
        for name in BARE:
            shown = show in ("all", name)
            assert [len(seen.losses[name]), len(seen.paths[name]), len(seen.ends[name])] == (
                [200, 200, 1] if shown else [0, 0, 0]
            )
            assert (f"{name} " in seen.words.split("°C²")[-1].split(":\n")[-1].split(": ")[-1]) == shown
            if shown:
                rate = made("race_lab").start[name]
                assert seen.losses[name][:, 1] == pytest.approx(bare_run(name, given, rate)[0], rel=1e-6)


@pytest.mark.parametrize("given", RACE)
def test_the_lines_of_equal_loss_under_the_race_are_those_of_its_input(given):
    seen = race(given=given)
    (lines,) = [lines for lines in seen.axes.collections if lines.get_visible()]
    checked = 0
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        points = seen.back(path.vertices)
        if len(points):
            w, b = torch.tensor(points).T
            losses = loss_fn(model(RACE[given][:, None], w, b), C.double()[:, None])
            # They are drawn straight from point to point, which cuts corners in the narrowest valley.
            assert losses.median().item() == pytest.approx(level, rel=0.05)
            checked += 1
    assert checked >= 5


def test_no_notch_of_a_slider_of_the_race_has_to_be_run_anew_and_a_number_between_two_has():
    lab = made("race_lab").lab
    calls = []

    def counted(*args, **kwargs):
        calls.append(args)
        return helpers.optimizer_loop(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["helpers.labs.race"], "optimizer_loop", counted)
        for name in BARE:
            for value in positions(lab.controls[name]):
                lab.update(**{**made("race_lab").start, name: value})
        assert calls == []
        lab.update(**{**made("race_lab").start, "Adam": 0.12345})
        assert len(calls) == 1
    put(lab, made("race_lab").start)


# --- splits ---------------------------------------------------------------------------------------

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


def test_the_split_lab_goes_to_every_split_and_degree():
    controls = made("split_lab").lab.controls
    assert positions(controls["split"]) == list(range(1, 56))
    assert positions(controls["degree"]) == list(range(1, 9))


@pytest.mark.parametrize("degree", range(1, 9))
def test_the_losses_of_every_split_are_those_of_numpy_and_the_smallest_would_be_chosen(degree):
    lab = made("split_lab").lab
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
        assert ("goal reached" in lab.picture.alt) == (validation.argmin() == 5)
    put(lab, made("split_lab").start)


@pytest.mark.parametrize("split", [0, 9, 29, 54])
def test_what_the_split_lab_draws_is_the_fit_to_the_readings_that_are_not_held_out(split):
    lab = made("split_lab").lab
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
        assert labelled(lab, "held out").get_xydata() == pytest.approx(np.stack([u[rows], c[rows]], 1))
        for name, losses in (("training", training), ("validation", validation)):
            degrees, drawn = map(np.array, labelled(lab, f"{name}, this split").get_data())
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
    put(lab, made("split_lab").start)


@pytest.mark.parametrize("split", [1, 30, 55])
def test_the_names_in_the_split_lab_are_not_crossed_by_a_steep_curve(split):
    lab = made("split_lab").lab
    lab.update(8, split)
    height = lab.picture.figure.bbox.height
    shown = pixels(lab.picture.png()).astype(int)
    for text in lab.picture.axes[0].get_legend().get_texts():
        box = text.get_window_extent()
        inside = shown[int(height - box.y1) : int(height - box.y0), int(box.x0) : int(box.x1)]
        assert (np.abs(inside - [0, 114, 178]).max(axis=-1) > 60).all()
        assert inside.min() < 60  # the text itself
    put(lab, made("split_lab").start)


# --- graphs that nobody uses ----------------------------------------------------------------------


def kept_by_graphs(size, name, count):
    """Bytes of the tensors that autograd is handed to keep while so many losses are computed, data and
    parameters left out."""
    z = (U - U.mean()) / U.std(correction=0)
    t_u, t_c = (t.repeat(size // 11 + 1)[:size].clone() for t in (z, C))
    params = torch.full((2 if name == "line" else 9,), 0.1, requires_grad=True)
    saved = []

    def keep(tensor):
        saved.append(tensor)
        return tensor

    losses = []
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        for _ in range(count):
            t_p = params[0] + 0 * t_u
            for coefficient in params[1:]:
                t_p = t_p * t_u + coefficient
            losses.append(((t_p - t_c) ** 2).mean())
    storages = {tensor.untyped_storage().data_ptr(): tensor.untyped_storage().nbytes() for tensor in saved}
    for tensor in (t_u, t_c, params):
        storages.pop(tensor.untyped_storage().data_ptr(), None)
    return sum(storages.values())


@pytest.mark.parametrize("name", ["line", "degree 8"])
@pytest.mark.parametrize("count", [1, 10, 100])
def test_bytes_kept_by_graphs_are_as_many_as_autograd_is_handed_to_keep(count, name):
    lab = made("unused_graph_lab").lab
    sizes = positions(lab.controls["readings"])
    assert sizes[0] == 10 and sizes[-1] >= 10_000
    for i, size in enumerate(sizes):
        lab.update(size, name, str(count))
        x, drawn = labelled(lab, "by graphs").get_data()
        assert list(x) == sizes
        if size * count <= 200_000:  # above, only the words are held to it, by proportion
            assert drawn[i] == kept_by_graphs(size, name, count)
        (dot,) = [line for line in lab.picture.axes[0].lines if len(line.get_xdata()) == 1]
        assert dot.get_xydata().tolist() == [[size, drawn[i]]]
        amount, unit = re.search(r"keeps? (\S+) (kB|MB)", lab.picture.alt).groups()
        assert float(amount) * {"kB": 1e3, "MB": 1e6}[unit] == pytest.approx(drawn[i], rel=5e-3)
        assert f"{size:,} readings, {name}: " in lab.picture.alt
        assert ("goal reached" in lab.picture.alt) == (drawn[i] > 1e6)
    put(lab, made("unused_graph_lab").start)


def test_times_are_measured_and_told_above_the_picture_but_never_in_its_description():
    tick, slow = 2.3e-5, 7.7e-3
    with clock(tick):
        quick = labs.unused_graph_lab(U, C)
    with clock(slow):
        late = labs.unused_graph_lab(U, C)
    n_sizes = len(positions(quick.controls["readings"]))
    for values in corners(quick):
        for lab, seconds in ((quick, tick), (late, slow)):
            lab.update(**values)
            said = re.findall(r"(with a graph|no_grad|inference_mode) (\S+?)[,.](?:\s|$)", words(lab))
            assert [name for name, _ in said] == ["with a graph", "no_grad", "inference_mode"]
            assert [float(number) for _, number in said] == pytest.approx([1e3 * seconds] * 3, rel=0.05)
            for name, _ in said:
                assert labelled(lab, name).get_ydata() == pytest.approx([1e3 * seconds] * n_sizes)
        assert quick.picture.alt == late.picture.alt
        assert "no_grad" not in quick.picture.alt and " ms" not in quick.picture.alt


def test_by_a_real_clock_every_time_is_above_zero_and_within_the_picture():
    lab = labs.unused_graph_lab(U, C)
    low, high = lab.picture.axes[1].get_ylim()
    for values in corners(lab):
        lab.update(**values)
        for name in ("with a graph", "no_grad", "inference_mode"):
            times = labelled(lab, name).get_ydata()
            assert 0 < low < min(times) and max(times) < high
    assert lab.error is None


# --- a parabola -----------------------------------------------------------------------------------


def bare_parabola(given, rate):
    """Losses and coefficients (200, 3) of descent from zero, in a loop without anything else."""
    inputs, t_c = RACE[given], C.double()
    params = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    losses, path = [], []
    for _ in range(200):
        w2, w1, b = params
        loss = ((w2 * inputs**2 + w1 * inputs + b - t_c) ** 2).mean()
        (grad,) = torch.autograd.grad(loss, params)
        losses.append(loss.item())
        path.append(params.tolist())
        params = (params - rate * grad).detach().requires_grad_()
    return np.array(losses), np.array(path)


def bowl(given):
    """Largest and smallest curvature of the loss of a parabola, from the singular values of its inputs."""
    inputs = RACE[given].numpy()
    steep, _, flat = np.linalg.svd(np.stack([inputs**2, inputs, np.ones(11)], 1), compute_uv=False)
    return 2 * steep**2 / 11, 2 * flat**2 / 11


@pytest.mark.parametrize("given", RACE)
def test_losses_and_curve_of_the_parabola_are_those_of_a_bare_loop(given):
    lab = made("quadratic_lab").lab
    steep, _ = bowl(given)
    notches = from_end_to_end(lab.controls["learning_rate"], most=9)
    to_the_end = 0
    for rate in [*notches, 1.2345e-4, 0.98 * 2 / steep, 1.02 * 2 / steep]:  # the last three typed
        lab.update(given, rate)
        losses, path = bare_parabola(given, rate)
        epochs, drawn = lab.picture._moving[1].get_data()
        assert list(epochs) == list(range(1, len(epochs) + 1))
        assert len(epochs) == 200 or not np.isfinite(losses[len(epochs) :]).any()
        near = losses[: len(epochs)] < 1e90
        assert drawn[near] == pytest.approx(losses[: len(epochs)][near], rel=1e-6)
        said = lab.picture.alt.split("Loss in epoch 200: ")[1]
        if losses[-1] < 1e6:
            assert numbers(said)[0] == pytest.approx(losses[-1], rel=SIG)
            x, y = lab.picture._moving[0].get_data()
            centre = U.double().mean().item() if given == "standardised" else 0.0
            scale = {"raw": 1.0, "0.1 · t_u": 0.1}.get(given, 1 / U.double().std(correction=0).item())
            assert y == pytest.approx(np.polyval(path[-1], scale * (x - centre)), rel=1e-6, abs=1e-9)
            assert x.min() <= U.min() and x.max() >= U.max()
            to_the_end += 1
        else:
            assert said.startswith("beyond a million")
    assert 2 <= to_the_end < len(notches) + 3
    put(lab, made("quadratic_lab").start)


@pytest.mark.parametrize("given", RACE)
def test_the_condition_number_the_limit_and_the_smallest_loss_of_a_parabola_are_exact(given):
    steep, flat = bowl(given)
    u, c = U.double().numpy(), C.double().numpy()
    fit = np.polynomial.Polynomial.fit(u, c, 2)
    lab = made("quadratic_lab").lab
    lab.update(given, 1e-8)
    found = re.search(
        rf"Input {re.escape(given)}: condition number (\S+), η below (\S+) is stable\. .* possible (\S+?)\.$",
        lab.picture.alt,
    )
    condition, limit, smallest = (float(number) for number in found.groups())
    assert condition == pytest.approx(steep / flat, rel=0.05)
    assert limit == pytest.approx(2 / steep, rel=5e-3)
    assert smallest == pytest.approx(np.mean((fit(u) - c) ** 2), rel=SIG)
    x, y = labelled(lab, "best").get_data()
    assert y == pytest.approx(fit(x))
    assert labelled(lab, "readings").get_xydata() == pytest.approx(np.stack([u, c], 1))
    put(lab, made("quadratic_lab").start)


@pytest.mark.parametrize("given", RACE)
@pytest.mark.parametrize("share", [0.9, 1.1])
def test_a_parabola_gets_better_below_its_limit_and_explodes_above(given, share):
    lab = made("quadratic_lab").lab
    lab.update(given, share * 2 / bowl(given)[0])
    losses = lab.picture._moving[1].get_ydata()
    assert (losses[-1] < losses[0]) == (share < 1)
    assert ("beyond a million" in lab.picture.alt) == (share > 1)
    put(lab, made("quadratic_lab").start)


def test_within_200_epochs_only_standardised_inputs_bring_the_parabola_near_its_smallest_loss():
    lab = made("quadratic_lab").lab
    near = set()
    for name in RACE:
        for rate in positions(lab.controls["learning_rate"]):
            lab.update(name, rate)
            if "goal reached" in lab.picture.alt:
                near.add(name)
    assert near == {"standardised"}
    put(lab, made("quadratic_lab").start)


def test_no_notch_of_the_parabola_has_to_be_run_anew_and_a_number_between_two_has():
    lab = made("quadratic_lab").lab
    calls = []

    def counted(*args, **kwargs):
        calls.append(args)
        return helpers.autograd_loop(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["helpers.labs.quadratic"], "autograd_loop", counted)
        for name in RACE:
            for rate in positions(lab.controls["learning_rate"]):
                lab.update(name, rate)
        assert calls == []
        lab.update("raw", 1.2345e-8)
        assert len(calls) == 1
    put(lab, made("quadratic_lab").start)


# --- one file knows ipywidgets --------------------------------------------------------------------


def test_only_one_file_knows_ipywidgets():
    knowing = set()
    for path in Path(helpers.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "ipywidgets" for name in names):
                knowing.add(path.name)
    assert knowing == {"lab.py"}


@pytest.mark.parametrize("step", [0.5, 0.01, 0.001])
def test_a_slider_shows_every_digit_that_it_can_be_moved_to(step):
    control = slider("size", 0.0, 1.0, step, 0.0)
    assert float(format(7 * step, control.widget.readout_format)) == pytest.approx(7 * step, abs=1e-12)
