"""What is recorded of a lab is what the lab itself draws and says, wherever its controls stand."""

import json
import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.lines import Line2D
from matplotlib.text import Text
from strategies import briefly

from helpers.labs import __all__ as NAMES
from helpers.labs.lab import Lab, choice, slider
from helpers.pages import nodes, record
from helpers.pages.pack import packed
from helpers.pages.watched import Unrecordable, nearest
from helpers.pictures.picture import Below, stage

from . import records
from .decode import signed, unpacked

OFF = 0.25  # pixels
FAR = 1e6  # pixels; beyond it where a line crosses the picture is rounding
each_lab = pytest.mark.parametrize("name", NAMES)
GOALS = {  # of the labs that have too many positions to look at all of them
    "orbit_lab": {"eccentricity": 0.093, "axis": 1.524, "perihelion": 336.0},
    "race_lab": {"given": "raw", "show": "all", "SGD": 1e-4, "momentum": 1e-3, "RMSprop": 0.1, "Adam": 1.66},
}


def anywhere(name):
    """Positions of its controls."""
    controls = records.lab(name).controls
    return st.fixed_dictionaries({key: st.sampled_from(control.positions) for key, control in controls.items()})


def curves(artist, height):
    """What an artist draws, as lists of points (N, 2), computed from its data, in pixels downwards."""
    if not artist.get_visible():
        return []
    if isinstance(artist, Line2D):
        found = [artist.get_transform().transform(artist.get_xydata())]
    elif isinstance(artist, Text):
        at = artist.get_transform().transform(artist.get_position())
        found = [np.array([at])] * bool(artist.get_text())
    else:
        paths = [path.to_polygons(artist.get_transform(), closed_only=False) for path in artist.get_paths()]
        found = [np.asarray(part) for parts in paths for part in parts]
    return [np.column_stack([x, height - y]) for x, y in (part.T for part in found if len(part))]


def to_curve(points, curve):
    """Distance of each point (N,) from a curve; from the nearest of its ends where there is but one."""
    a, b = (curve, curve) if len(curve) == 1 else (curve[:-1], curve[1:])
    whole = np.isfinite(a).all(axis=1) & np.isfinite(b).all(axis=1)
    a, b = a[whole], b[whole]
    if not len(a):
        return np.full(len(points), math.inf)
    along = b - a
    length = np.maximum((along**2).sum(axis=1), 1e-30)
    t = np.clip(((points[:, None] - a) * along).sum(axis=2) / length, 0, 1)
    return np.linalg.norm(points[:, None] - a - t[..., None] * along, axis=2).min(axis=1)


def to_any(points, parts):
    return np.min([np.full(len(points), math.inf), *(to_curve(points, part) for part in parts)], axis=0)


def compare(artist, drawing, size):
    """That a drawing of the record is what the artist draws now, as far as it is seen."""
    exact = curves(artist, size[1])
    lines = [line for (_, _, mark), parts in drawing if not mark for line in parts]
    marks = [part for (_, _, mark), parts in drawing if mark for part in parts]

    def seen(points):
        inside = np.isfinite(points).all(axis=1) & (points >= 0).all(axis=1) & (points <= size).all(axis=1)
        return points[inside]

    every = seen(np.concatenate([np.empty((0, 2)), *exact]))
    if len(every) and not isinstance(artist, Line2D):
        assert drawing
    solid = not isinstance(artist, Line2D) or artist.get_linestyle() != "None"
    if isinstance(artist, Text) or not solid:
        assert len(lines) == 0
    elif len(every) > 1 or lines:
        assert (to_any(every, lines) <= OFF).all()
        near = [np.where(np.abs(part) < FAR, part, np.nan) for part in exact]
        if all((np.abs(part[np.isfinite(part)]) < FAR).all() for part in exact):
            assert (to_any(seen(np.concatenate(lines)), near) <= OFF).all()
    if marks:
        places = seen(np.concatenate(marks))
        vertices = [part[k : k + 1] for part in exact for k in range(len(part))]
        assert (to_any(places, vertices) <= OFF).all()
        if not isinstance(artist, Line2D) or artist.get_markevery() is None:
            assert (to_any(every, [place[None] for place in np.concatenate(marks)]) <= OFF).all()
    elif isinstance(artist, Text) or (isinstance(artist, Line2D) and artist.get_marker() not in ("", "None", None)):
        assert len(every) == 0


def same_as_the_lab(name, values):
    lab, recorded = records.lab(name), records.record(name)
    lab.update(**values)
    drawings, told, reached = recorded.at(values)
    assert told == lab.picture.told and reached == lab.picture.reached, values
    for artist, drawing in zip(lab.picture._moving, drawings, strict=True):
        compare(artist, drawing, lab.picture.figure.bbox.size)


@each_lab
def test_a_lab_is_recorded_as_it_is(name):
    lab = records.lab(name)
    start = {key: nearest(control.positions, control.value) for key, control in lab.controls.items()}
    same_as_the_lab(name, start)
    for end in (0, -1):
        same_as_the_lab(name, {key: control.positions[end] for key, control in lab.controls.items()})

    @briefly
    @given(anywhere(name))
    def at_random(values):
        same_as_the_lab(name, values)

    at_random()


@each_lab
def test_the_goal_is_recorded_where_it_is_reached(name):
    """The first position at which the record says so, or one that is known."""
    lab, recorded = records.lab(name), records.record(name)
    if name in GOALS:
        assert recorded.at(GOALS[name])[2]
        same_as_the_lab(name, GOALS[name])
        return
    found = 0
    chosen = [{}]
    for control in (c for c in recorded.head["controls"] if c["kind"] == "choice"):
        chosen = [{**values, control["name"]: value} for values in chosen for value in control["positions"]]
    sliders = [c for c in recorded.head["controls"] if c["kind"] != "choice"]
    for buttons, mode in zip(chosen, recorded.head["modes"], strict=True):
        (goal,) = mode["goals"]
        if isinstance(goal, int):
            where = [{}] * goal
        else:
            over = [sliders[i] for i in goal["over"]]
            flags = recorded.arrays[goal["table"]].reshape([len(c["positions"]) for c in over])
            where = [
                {c["name"]: c["positions"][i] for c, i in zip(over, place, strict=True)}
                for place in np.argwhere(flags)[:3]
            ]
        for place in where:
            start = {c["name"]: c["positions"][c["start"]] for c in sliders}
            same_as_the_lab(name, {**start, **buttons, **place})
            found += 1
    assert found
    lab.update(**{key: nearest(c.positions, c.value) for key, c in lab.controls.items()})
    assert not lab.picture.reached


def test_in_the_race_no_notch_that_reaches_the_goal_is_missed():
    lab, recorded = records.lab("race_lab"), records.record("race_lab")
    start, reached = GOALS["race_lab"], 0
    for name in ("SGD", "momentum", "RMSprop", "Adam"):
        for rate in lab.controls[name].positions:
            values = {**start, "Adam": 1e-5, name: rate}
            lab.update(**values)
            assert recorded.at(values)[2] == lab.picture.reached, values
            reached += lab.picture.reached
    assert reached


def test_around_the_goal_of_the_orbit_the_mark_and_the_loss_are_right():
    lab, recorded = records.lab("orbit_lab"), records.record("orbit_lab")
    goal, marks = GOALS["orbit_lab"], set()
    axes = {key: lab.controls[key].positions for key in goal}
    places = {key: values.index(goal[key]) for key, values in axes.items()}
    for de in range(-4, 5):
        for da in range(-4, 5):
            for turn in range(-4, 5, 2):
                steps = zip(places.items(), (de, da, turn), strict=True)
                values = {key: axes[key][i + step] for (key, i), step in steps}
                lab.update(**values)
                assert recorded.at(values)[1:] == (lab.picture.told, lab.picture.reached)
                marks.add(lab.picture.reached)
    assert marks == {True, False}


def test_all_labs_together_are_small():
    assert sum(len(records.text(name)) for name in NAMES) < 1_200_000


@pytest.mark.parametrize("name", ["hand_on_lab", "orbit_lab", "split_lab"])
def test_a_lab_recorded_twice_gives_the_same_bytes(name):
    assert record.Recorder(records.made(name), name).text() == records.text(name)


# --- labs that cannot be recorded -----------------------------------------------------------------


def large(draw, reached=lambda x, y: False):
    """A lab with 251,001 positions."""
    picture = stage()
    picture.axes[0].set(xlim=(0, 1), ylim=(0, 1))
    line = picture.line(picture.axes[0])

    def update(x, y):
        draw(line, x, y)
        picture.tell("A line.", f"x is {x}", reached=reached(x, y))

    controls = {name: slider(name, 0, 500, 1, 0) for name in "xy"}
    return Lab(picture, update, controls, "none")


def recorded(lab):
    return record.Recorder(lab, "large").text()


def test_what_is_smooth_is_recorded_however_many_positions_there_are():
    def draw(line, x, y):
        line.set_data([0, 1], [x / 500, y / 500])

    assert len(recorded(large(draw, lambda x, y: Below(3, x)))) < 10_000


def test_a_lab_that_jumps_or_does_not_say_what_its_goal_asks_is_refused_with_a_sentence():
    def jumps(line, x, y):
        line.set_data([0, 1], [(x * y) % 7 / 7, 0.5])

    with pytest.raises(Unrecordable, match="large: .* changes with x, y and is not smooth"):
        recorded(large(jumps, lambda x, y: Below(3, x)))
    with pytest.raises(Unrecordable, match="say with Below when its goal is reached"):
        recorded(large(lambda line, x, y: None, lambda x, y: x == y == 17))


def test_buttons_alone_are_enough():
    picture = stage()
    line = picture.line(picture.axes[0])

    def update(which):
        line.set_data([0, 1], [0, which == "up"])
        picture.tell("A line.", f"{which} it goes")

    text = recorded(Lab(picture, update, {"which": choice("which", ["up", "down"])}, "none"))
    assert [mode["told"] for mode in unpacked(text)[0]["modes"]] == [
        ["A line.\tup it goes\t\t"],
        ["A line.\tdown it goes\t\t"],
    ]


def contrast(colour, paper):
    """By the Web Content Accessibility Guidelines."""

    def light(name):
        parts = [int(name[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return np.dot([0.2126, 0.7152, 0.0722], parts)

    low, high = sorted(map(light, (colour, paper)))
    return (high + 0.05) / (low + 0.05)


@each_lab
def test_on_dark_paper_all_is_seen_and_letters_are_read(name):
    paper, blue = re.search(r"dark\).+?--paper: (#\w+);.+?--blue: (#\w+);", record.STYLE, re.DOTALL).groups()
    paper = paper if len(paper) > 4 else "#" + "".join(2 * letter for letter in paper[1:])
    styles = json.dumps(records.record(name).head["styles"])
    seen = set(re.findall(r"(fill|stroke):(#\w{6}|var\(--blue\))", styles))
    assert seen
    for kind, colour in seen:
        least = 4.5 if kind == "fill" else 3  # letters are filled
        assert contrast(blue if colour.startswith("var") else colour, paper) > least, (kind, colour)


# --- its parts ------------------------------------------------------------------------------------

whole = st.lists(st.integers(-(2**15), 2**15 - 1), max_size=30)


@given(st.lists(whole, max_size=4), st.dictionaries(st.text(max_size=5), st.text(max_size=5)))
def test_what_is_packed_is_unpacked(arrays, head):
    found, back = unpacked(packed(head, [np.array(array, dtype=int) for array in arrays]))
    assert {**head, "lengths": [len(array) for array in arrays]} == found
    assert [signed(array).tolist() for array in back] == arrays


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=6), st.floats(-2, 3))
def test_a_polynomial_is_found_again_between_its_nodes(coefficients, x):
    axis = "line", len(coefficients), -2.0, 3.0
    table = np.polyval(coefficients, nodes.places(*axis))[:, None]
    assert nodes.between([axis], table, [x]) == pytest.approx([np.polyval(coefficients, x)], abs=1e-9)


@given(st.integers(1, 4), st.floats(0, 2 * math.pi))
def test_a_wave_is_found_again_between_its_nodes(waves, x):
    axis = "circle", 2 * waves + 1, 0.0, 2 * math.pi
    table = np.cos(waves * nodes.places(*axis) - 0.3)[:, None]
    assert nodes.between([axis], table, [x]) == pytest.approx([np.cos(waves * x - 0.3)], abs=1e-9)
