"""Where planets go, and how long they take."""

import numpy as np
import pytest
import torch
from looks import labelled, says

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
    shapes = {"circle off centre": (circle, fit_circle(*known)), "ellipse": (ellipse, fit_ellipse(*known))}
    return {name: (lambda u, shape=shape, params=params: shape(u, *params)) for name, (shape, params) in shapes.items()}


def orbit_curves():
    around = torch.linspace(0, 360, 361, dtype=torch.float64)
    return {name: (around, shape(around)) for name, shape in orbits().items()}


def orbit_errors():
    return {name: 1e3 * (shape(LONGITUDE[23:]) - DISTANCE[23:]) for name, shape in orbits().items()}


STILLS = {
    "ellipse_parts": pictures.ellipse_parts,
    "orbit_from_above": lambda: pictures.orbit_from_above(
        LONGITUDE, DISTANCE, held_out=range(23, 46), names=("first turn", "second turn")
    ),
    "orbit_from_above, with curves": lambda: pictures.orbit_from_above(
        LONGITUDE, DISTANCE, orbit_curves(), held_out=range(23, 46)
    ),
    "orbit_errors": lambda: pictures.orbit_errors(LONGITUDE[23:], orbit_errors(), "error, thousandths of an au"),
    "planets": lambda: pictures.planets(AXIS, PERIOD, NAMES),
    "swept": lambda: pictures.swept(LONGITUDE[:23], DISTANCE[:23], [7, 18]),
    "planets, with a line": lambda: pictures.planets(AXIS, PERIOD, NAMES, line=LAW, held_out=[6, 7]),
}
WORDS = [
    (
        lambda: pictures.orbit_from_above(u, c, {"mine": (u, c)}, held_out=[0, 3, 6]),
        [7, 3, c.min(), c.max()],
        ["mine", "held out"],
    ),
    (lambda: pictures.ellipse_parts(0.3), [0.3], ["a (1 − e)", "a (1 + e)", "a e", "focus", "perihelion"]),
    (lambda: pictures.swept(LONGITUDE, DISTANCE, [3]), [46, 1, 0.3173], ["slices"]),
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
    picture = pictures.orbit_from_above(LONGITUDE, DISTANCE, curves, held_out=held_out)
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
    none = pictures.orbit_from_above(LONGITUDE, DISTANCE)
    assert [line.get_label() for line in none.axes[1].lines] == ["Mars"]


def test_an_area_is_filled_from_the_sun_along_the_orbit_and_its_numbers_stand_beside_it():
    (axes,) = pictures.swept(LONGITUDE[:23], DISTANCE[:23], [7, 18]).axes
    places = torch.polar(DISTANCE, torch.deg2rad(LONGITUDE))
    texts = [text.get_text() for text in axes.texts if "area" in text.get_text()]
    for patch, text, i in zip(axes.patches, texts, (7, 18), strict=True):
        sun, first, *_, last = patch.get_xy()[:-1]
        assert sun.tolist() == [0, 0]
        assert first == pytest.approx([places[i].real.item(), places[i].imag.item()])
        assert last == pytest.approx([places[i + 1].real.item(), places[i + 1].imag.item()])
        x, y = patch.get_xy().T
        area = abs((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) / 2
        assert says(text, area) and says(text, (LONGITUDE[i + 1] - LONGITUDE[i]).item())


def test_the_named_places_of_an_ellipse_are_where_its_formula_puts_them():
    axes = pictures.ellipse_parts(eccentricity=0.4, perihelion=30.0).figure.axes[0]
    orbit = np.array(axes.lines[0].get_data())
    assert np.hypot(*orbit).min() == pytest.approx(0.6) and np.hypot(*orbit).max() == pytest.approx(1.4)
    far, near = np.array(axes.lines[1].get_data()).T
    assert np.hypot(*near) == pytest.approx(0.6) and np.hypot(*far) == pytest.approx(1.4)
    assert np.degrees(np.arctan2(near[1], near[0])) == pytest.approx(30.0)


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


def test_a_shape_has_the_same_colour_in_every_picture():
    right = pictures.orbit_from_above(LONGITUDE, DISTANCE, orbit_curves()).axes[1]
    axes = pictures.orbit_errors(LONGITUDE[23:], orbit_errors(), "error").axes[0]
    for label in orbits():
        assert labelled(right, label).get_color() == labelled(axes, label).get_color()
