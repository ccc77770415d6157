"""Where planets go, and how long they take."""

import numpy as np
import pytest
import torch
from looks import labelled

from helpers import pictures
from helpers.exact import least_squares
from helpers.orbit import circle, ellipse, fit_circle, fit_ellipse, mars, planets

from .stills import TWO, Stills, b, c, u, w

_, LONGITUDE, DISTANCE = mars()
NAMES, AXIS, PERIOD = planets()
LAW = least_squares(AXIS[:6].log10(), PERIOD[:6].log10())


def orbits():
    """Fitted to the first Mars year: functions of the longitude."""
    known = LONGITUDE[:23], DISTANCE[:23]
    shapes = {"circle": (circle, fit_circle(*known)), "ellipse": (ellipse, fit_ellipse(*known))}
    return {name: (lambda u, shape=shape, params=params: shape(u, *params)) for name, (shape, params) in shapes.items()}


def orbit_curves():
    around = torch.linspace(0, 360, 361, dtype=torch.float64)
    return {name: (around, shape(around)) for name, shape in orbits().items()}


def orbit_errors():
    return {name: 1e3 * (shape(LONGITUDE[23:]) - DISTANCE[23:]) for name, shape in orbits().items()}


STILLS = {
    "orbit_from_above": lambda: pictures.orbit_from_above(LONGITUDE, DISTANCE),
    "orbit_from_above, with curves": lambda: pictures.orbit_from_above(
        LONGITUDE, DISTANCE, orbit_curves(), held_out=range(23, 46)
    ),
    "orbit_from_above, with sectors": lambda: pictures.orbit_from_above(
        LONGITUDE, DISTANCE, sectors=[0, 5, 10, 15, 20]
    ),
    "orbit_errors": lambda: pictures.orbit_errors(LONGITUDE[23:], orbit_errors(), "error, thousandths of an au"),
    "planets": lambda: pictures.planets(AXIS, PERIOD, NAMES),
    "planets, with a line": lambda: pictures.planets(AXIS, PERIOD, NAMES, line=LAW, held_out=[6, 7]),
}
WORDS = [
    (
        lambda: pictures.orbit_from_above(u, c, {"mine": (u, c)}, held_out=[0, 3, 6], sectors=[1, 4]),
        [7, 3, 2, c.min(), c.max()],
        ["mine", "held out", "swept"],
    ),
    (lambda: pictures.planets(u, c, "ABCDEFG"), [7, u.min(), u.max(), c.min(), c.max()], []),
    (
        lambda: pictures.planets(u, c, "ABCDEFG", line=(w, b), held_out=[0, 3, 6]),
        [7, 3, u.min(), u.max(), c.min(), c.max()],
        ["held out"],
    ),
    (lambda: pictures.orbit_errors(u, TWO, "my error"), [c.max(), u.max()], ["one", "two", "my error"]),
]


class TestStills(Stills):
    stills = STILLS
    words = WORDS


def test_an_orbit_is_drawn_from_above_and_over_longitude_where_it_is():
    curves, held_out = orbit_curves(), torch.tensor([3, 30])
    known = [i for i in range(46) if i not in (3, 30)]
    picture = pictures.orbit_from_above(LONGITUDE, DISTANCE, curves, held_out=held_out, sectors=[0, 14])
    above, beside = picture.axes
    turn = torch.polar(DISTANCE, torch.deg2rad(LONGITUDE))
    places = torch.stack([turn.real, turn.imag], 1), torch.stack([LONGITUDE, DISTANCE], 1)
    for axes, expected in zip((above, beside), places, strict=True):
        assert labelled(axes, "Mars").get_xydata() == pytest.approx(expected[known].numpy())
        assert labelled(axes, "held out").get_xydata() == pytest.approx(expected[held_out].numpy())
        low, high = np.array([axes.get_xlim(), axes.get_ylim()]).T
        assert (low < expected.numpy()).all() and (expected.numpy() < high).all()
    assert labelled(above, "sun").get_xydata().tolist() == [[0, 0]] and above.get_aspect() == 1
    drawn = [line.get_xydata() for line in above.lines if line.get_linestyle() != "None"]
    for (label, (longitude, distance)), line in zip(curves.items(), drawn[-2:], strict=True):
        assert labelled(beside, label).get_xydata() == pytest.approx(torch.stack([longitude, distance], 1).numpy())
        assert np.hypot(*line.T) == pytest.approx(distance.numpy())
    assert len(above.patches) == 2
    for patch, i in zip(above.patches, (0, 14), strict=True):
        corners = np.concatenate([[[0, 0]], places[0][i : i + 2].numpy()])
        assert patch.get_xy()[:3] == pytest.approx(corners)
    none = pictures.orbit_from_above(LONGITUDE, DISTANCE)
    assert [line.get_label() for line in none.axes[1].lines] == ["Mars"] and not none.axes[0].patches


def test_the_errors_of_orbits_are_those_given():
    errors = orbit_errors()
    axes = pictures.orbit_errors(LONGITUDE[23:], errors, "error").axes[0]
    for label, values in errors.items():
        expected = torch.stack([LONGITUDE[23:], values], 1).numpy()
        assert labelled(axes, label).get_xydata() == pytest.approx(expected)


def test_the_planets_are_where_they_are_twice_and_the_line_is_a_power_law_in_both():
    picture = pictures.planets(AXIS, PERIOD, NAMES, line=LAW, held_out=torch.tensor([6, 7]))
    places = torch.stack([AXIS, PERIOD], 1).numpy()
    left, right = picture.axes
    assert [axes.get_xscale() + axes.get_yscale() for axes in (left, right)] == ["linearlinear", "loglog"]
    for axes in (left, right):
        assert labelled(axes, "planets").get_xydata() == pytest.approx(places[:6])
        assert labelled(axes, "held out").get_xydata() == pytest.approx(places[6:])
        low, high = np.array([axes.get_xlim(), axes.get_ylim()]).T
        assert (low < places).all() and (places < high).all()
        x, y = labelled(axes, "fitted").get_data()
        assert np.log10(y) == pytest.approx(LAW[0].item() * np.log10(x) + LAW[1].item())
        assert x.min() < AXIS.min() and x.max() > AXIS.max()
        for text in axes.texts:
            assert text.xy == pytest.approx(places[NAMES.index(text.get_text())])
    assert [text.get_text() for text in right.texts] == list(NAMES)
    assert [text.get_text() for text in left.texts] == list(NAMES[4:])
    for axes in pictures.planets(AXIS, PERIOD, NAMES).axes:
        assert [line.get_label() for line in axes.lines] == ["planets"]
        assert labelled(axes, "planets").get_xydata() == pytest.approx(places)
