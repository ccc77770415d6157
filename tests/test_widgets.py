"""Labs: no position of a control breaks one, a move replaces one image, and what they say is true."""

import ast
import gc
import io
import itertools
import math
import re
import warnings
import weakref
from collections import Counter
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import ipywidgets
import pytest
import test_show
import torch
from hypothesis import given
from hypothesis import strategies as st
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

import helpers
from helpers import (
    epochs_needed,
    grad_fn,
    hessian,
    least_absolute,
    least_squares,
    log_cosh_loss_fn,
    loss_fn,
    model,
    plots,
    stable_learning_rate,
    thermometer,
    to_raw_units,
    training_loop,
    widgets,
)

screen, decoded = test_show.screen, test_show.decoded  # a fixture, and what reads its outputs

U, C = thermometer()
START = torch.tensor(widgets.START)
LABS = [name for name in vars(widgets) if name.endswith("_lab")]
# A position at which each goal is reached.
GOALS = {
    "swing_lab": {"learning_rate": 0.5},
    "hand_fit_lab": {"w": 0.55, "b": -18.0},
    "outlier_lab": {"reading": 8, "shift": 30.0},
    "delta_lab": {"delta": 10.0**-8, "precision": "float64", "loss": "log-cosh"},
    "one_step_lab": {"learning_rate": 0.000174},
    "learning_rate_lab": {"learning_rate": 0.000316},
    "scale_lab": {"scale": 0.0631, "centre": "yes"},
    "film_lab": {"epoch": 5000},
}
VIEW = "application/vnd.jupyter.widget-view+json"


@cache
def made(name):
    """A lab on the readings, made once for this file; where its controls stand and what is written first."""
    with written() as texts:
        lab = getattr(widgets, name)(U, C)
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
    if isinstance(control, ipywidgets.SelectionSlider):
        return [value for _, value in control.options]
    if isinstance(control, ipywidgets.ToggleButtons):
        return list(control.options)
    slider = getattr(control, "slider", control)  # of a number field that has one beside it
    steps = round((slider.max - slider.min) / slider.step)
    if isinstance(slider, ipywidgets.IntSlider):
        return list(range(slider.min, slider.max + 1, slider.step))
    # The browser rounds to seven decimals as well.
    marks = [round(slider.min + step * slider.step, 7) for step in range(steps + 1)]
    return marks if slider is control else [float(f"{10**mark:.3g}") for mark in marks]


def ends(control):
    """The lowest and the highest position; all of them where they are choices."""
    values = positions(control)
    return values if isinstance(control, ipywidgets.ToggleButtons) else [values[0], values[-1]]


def from_end_to_end(control, most):
    """Positions of a control, evenly spread, both ends included, of a choice all."""
    values = positions(control)
    return [*values[: -1 : math.ceil(len(values) / most)], values[-1]]


def corners(lab):
    """All combinations of the ends of all controls."""
    for values in itertools.product(*map(ends, lab.controls.values())):
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
    route = [
        dict(stop) for stop in dict.fromkeys(tuple(values.items()) for values in [*route, *corners(lab)])
    ]
    put(lab, list(corners(lab))[-1])  # so that the first of these is a move
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Figure, "__init__", counted(Figure.__init__))
        patch.setattr(Figure, "draw", counted(Figure.draw))
        for values in route:
            with written() as texts:
                put(lab, values)
            words = texts[-1] if texts else None
            stops.append(
                SimpleNamespace(values=lab.values, error=lab.error, alt=lab.picture.alt, words=words)
            )
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
def test_however_far_a_lab_is_moved_its_figure_is_made_and_drawn_only_once(name):
    stops, counts = journey(name)
    assert len(stops) > 30
    assert counts == {}  # made(name) has done both


# --- the picture ----------------------------------------------------------------------------------


def test_every_moving_picture_belongs_to_a_lab():
    assert {type(made(name).lab.picture) for name in LABS} == set(plots.Picture.__subclasses__())


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
    moved, new = made(name).lab, getattr(widgets, name)(U, C)
    for values in others:
        put(moved, values)
        moved.picture.png()
    for lab in (moved, new):
        put(lab, there)
    assert moved.picture.png() == new.picture.png()


@pytest.mark.parametrize("name", ["hand_fit_lab", "scale_lab"])
def test_of_a_lab_whose_controls_are_closed_nothing_is_left(name):
    lab = getattr(widgets, name)(U, C)
    figure = weakref.ref(lab.picture.figure)
    for control in lab.controls.values():
        row = getattr(control, "row", None)
        for widget in (control, row, *row.children) if row else (control,):
            widget.close()
    del lab, control, row, widget
    gc.collect()
    assert figure() is None


# --- shown in a notebook --------------------------------------------------------------------------


def test_a_lab_is_shown_as_its_controls_and_below_them_its_picture(lab, screen):
    lab._ipython_display_()
    controls, picture = screen
    assert set(controls["data"]) == {VIEW, "text/plain"}
    assert lab.goal in controls["data"]["text/plain"]
    for control in lab.controls.values():
        name = getattr(control, "title", control.description)
        assert name and name in controls["data"]["text/plain"]
    assert set(picture["data"]) == {"image/png", "text/plain"}
    assert picture["data"]["text/plain"] == picture["metadata"]["image/png"]["alt"] == lab.picture.alt
    assert decoded(picture["data"]).size == Image.open(io.BytesIO(lab.picture.png())).size


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
    picture = plots.HandFitPicture(U, C)

    def update(x):
        if x == 1:
            raise ValueError("one is too few")
        if x == 2:
            warnings.warn("two is odd", stacklevel=1)
        picture.update(x, 0.0, f"x is {x}")

    lab = widgets.Lab(picture, update, {"x": ipywidgets.IntSlider(0, 0, 5)}, "reach 5")
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
    return [control for control in lab.controls.values() if hasattr(control, "slider")]


def test_every_learning_rate_nudge_and_scale_over_decades_is_a_number_field_beside_a_slider():
    decades = {name for name in LABS for _ in logarithmic(made(name).lab)}
    assert decades == {"delta_lab", "one_step_lab", "learning_rate_lab", "scale_lab"}


def test_every_number_field_has_its_slider_in_its_row(lab):
    for field in logarithmic(lab):
        assert field.row.children == (field.slider, field)
        assert field.slider.description == field.title
        assert (field.min, field.max) == (10.0**field.slider.min, 10.0**field.slider.max)


@always
@given(st.lists(st.integers(0, 200), min_size=1))
def test_a_slider_moves_its_number_field(notches):
    field = widgets.log_slider("η", -6, -2, 1e-4)
    for number in notches:
        exponent = round(-6 + number * field.slider.step, 7)
        field.slider.value = exponent
        assert field.slider.value == exponent  # the field does not push it elsewhere
        assert field.value == float(f"{10.0**exponent:.3g}")  # three digits are enough to read


@always
@given(st.lists(st.floats(-6, -2), min_size=1))
def test_a_typed_number_counts_exactly_and_moves_the_slider_to_the_nearest_notch(exponents):
    field = widgets.log_slider("η", -6, -2, 1e-4)
    for exponent in exponents:
        field.value = typed = min(max(10.0**exponent, field.min), field.max)
        assert field.value == typed
        assert abs(field.slider.value - exponent) <= field.slider.step / 2 + 1e-9
        assert round(field.slider.value, 2) == field.slider.value  # a place where the browser leaves it


@pytest.mark.parametrize("typed", [0, -1, 1e-300, 1e-7, 0.011, 3, 1e300, math.inf, -math.inf])
def test_a_number_out_of_range_becomes_the_nearest_in_range(typed):
    field = widgets.log_slider("η", -6, -2, 1e-4)
    field.value = typed
    assert field.value == (1e-6 if typed < 1e-4 else 1e-2)
    assert field.slider.value == (-6 if typed < 1e-4 else -2)


def test_a_typed_number_moves_the_picture_in_one_message(screen):
    lab = made("one_step_lab").lab
    put(lab, made("one_step_lab").start)
    lab._ipython_display_()
    screen.clear()
    lab.controls["learning_rate"].value = 1.2345e-4
    (output,) = screen
    assert lab.values == {"learning_rate": 1.2345e-4}
    assert "η = 0.000123" in output["data"]["text/plain"]


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
}


@pytest.mark.parametrize("name", LABS)
def test_the_goal_is_reached_exactly_where_the_numbers_above_the_picture_say_so(name):
    pattern, reached = REACHED[name]
    for stop in journey(name)[0]:
        if stop.values.get("loss") == "squared error":
            continue  # the goal of the delta lab is about log-cosh
        found = [
            float(number.replace(",", ""))
            for number in re.search(pattern, stop.words.text).groups()
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
    found = re.search(
        r"condition number (\S+), η below (\S+) is stable,\nwithin 0.1 % .* after (\S+) epochs", said
    )
    condition, limit, epochs = (numbers(text)[0] for text in found.groups())
    assert condition == pytest.approx(steep / flat, rel=SIG)
    assert limit == pytest.approx(stable_learning_rate(t_un), rel=5e-3)
    assert epochs == pytest.approx(
        epochs_needed(2 / (flat + steep), START.double(), t_un, C.double()), rel=SIG
    )


def relative_errors(said):
    return dict(re.findall(r"(\w+) ([\d.]+e[-+]\d+)", said.split("Relative error")[1]))


def test_on_the_squared_error_the_central_difference_is_exact_and_the_forward_one_is_not():
    errors = relative_errors(at("delta_lab", delta=0.1, precision="float64", loss="squared error"))
    assert float(errors["central"]) < 1e-12
    assert float(errors["forward"]) == pytest.approx(0.065, rel=0.01)


@pytest.mark.parametrize(("loss", "fn"), [("squared error", loss_fn), ("log-cosh", log_cosh_loss_fn)])
def test_the_true_slope_is_that_of_autograd(loss, fn):
    params = torch.tensor(widgets.DELTA_LOSSES[loss][2], dtype=torch.float64, requires_grad=True)
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
    assert (play.min, play.max, play.step) == (0, len(control.options) - 1, 1)


# --- one file knows ipywidgets --------------------------------------------------------------------


def test_only_one_file_knows_ipywidgets():
    knowing = set()
    for path in Path(helpers.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "ipywidgets" for name in names):
                knowing.add(path.name)
    assert knowing == {"widgets.py"}
