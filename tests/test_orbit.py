"""The positions of Mars and the orbits of the planets that are shipped, and the shapes fitted to them.

They are held against geometry and Kepler's laws.
"""

import csv
import math
from datetime import date
from functools import partial
from math import inf, nan
from pathlib import Path

import make_mars
import make_planets
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import always

import helpers
from helpers import History, autograd_loop, training_loop
from helpers.exact import least_squares
from helpers.orbit import circle, ellipse, fit_circle, fit_ellipse, mars, planets, predict_longitude

FILE = Path(helpers.__file__).parent / "mars.csv"
PLANETS_FILE = FILE.with_name("planets.csv")
DAYS, LONGITUDE, DISTANCE = mars()
FIRST, LAST = slice(0, 23), slice(23, 46)

angles = st.floats(0, 360)
sizes = st.floats(0.3, 40)
# Whole multiples of 20 degrees: close ones could hardly be told from one another.
places = st.lists(st.integers(0, 17), min_size=3, max_size=18, unique=True).map(
    lambda steps: torch.deg2rad(20 * torch.tensor(steps, dtype=torch.float64))
)


def polar(x, y):
    """Longitudes, 0 to 360 degrees, and distances of points."""
    return torch.rad2deg(torch.atan2(y, x)) % 360, torch.hypot(x, y)


def turned(angle):
    """An angle in degrees, or a tensor of them, from -180 to 180."""
    return (angle + 180) % 360 - 180


def ellipse_points(eccentricity, axis, perihelion, around):
    """Points of an ellipse, drawn as a squeezed circle and moved so that a focus is at the origin.

    around: angles in radians, seen from the centre of the circle (eccentric anomalies).
    """
    x = axis * (torch.cos(around) - eccentricity)
    y = axis * math.sqrt(1 - eccentricity**2) * torch.sin(around)
    sine, cosine = math.sin(math.radians(perihelion)), math.cos(math.radians(perihelion))
    return polar(x * cosine - y * sine, x * sine + y * cosine)


@st.composite
def circles(draw):
    """Radius and centre of a circle with the sun inside."""
    radius, share, angle = draw(sizes), draw(st.floats(0, 0.9)), math.radians(draw(angles))
    return radius, share * radius * math.cos(angle), share * radius * math.sin(angle)


# --- the positions of Mars ------------------------------------------------------------------------


def rows(file=FILE):
    lines = file.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_the_file_has_a_position_every_30_days_over_two_mars_years():
    table = rows()
    assert len(table) == 46
    assert list(table[0]) == ["date", "day", "longitude_deg", "distance_au"]
    first = date(2020, 1, 1)
    for i, row in enumerate(table):
        assert int(row["day"]) == 30 * i == (date.fromisoformat(row["date"]) - first).days
        assert 0 <= float(row["longitude_deg"]) < 360
        assert 1.38 < float(row["distance_au"]) < 1.67
    assert 30 * 45 < 2 * 686.98 < 30 * 46  # two Mars years; the 47th position would be a new turn


@pytest.mark.parametrize(
    "words",
    [
        ("degrees", "astronomical units", "149,597,870.7 km"),
        ("heliocentric", "ecliptic", "J2000", "Terrestrial Time"),
        ("Computed, not observed", "eraPlan94", "pyerfa", "SOFA", "tests/tools/make_mars.py"),
    ],
    ids=["units", "frame", "source"],
)
def test_the_file_says_its_units_frame_and_source(words):
    header = "".join(line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("#"))
    assert [word for word in words if word not in header] == []


def test_the_script_makes_the_very_file():
    pytest.importorskip("erfa")
    assert make_mars.FILE.resolve() == FILE.resolve()
    assert make_mars.text().encode() == FILE.read_bytes()


def test_mars_is_what_the_file_says():
    for tensor, name in zip((DAYS, LONGITUDE, DISTANCE), ("day", "longitude_deg", "distance_au"), strict=True):
        assert tensor.dtype == torch.float64
        assert tensor.tolist() == [float(row[name]) for row in rows()]


# --- the planets ----------------------------------------------------------------------------------

NAMES, AXIS, PERIOD = planets()
# As printed in any table of the solar system: half axis in au, period in years.
PRINTED = {
    "Mercury": (0.387, 0.2408),
    "Venus": (0.723, 0.6152),
    "Earth": (1.0, 1.0),
    "Mars": (1.524, 1.881),
    "Jupiter": (5.20, 11.86),
    "Saturn": (9.55, 29.46),
    "Uranus": (19.2, 84.01),
    "Neptune": (30.07, 164.8),
}


def test_the_planets_are_what_their_file_says_and_stand_from_the_sun_outwards():
    table = rows(PLANETS_FILE)
    assert list(table[0]) == ["planet", "axis_au", "period_years"]
    assert NAMES == make_planets.PLANETS == tuple(PRINTED) == tuple(row["planet"] for row in table)
    for tensor, name in ((AXIS, "axis_au"), (PERIOD, "period_years")):
        assert tensor.dtype == torch.float64 and tensor.shape == (8,)
        assert tensor.tolist() == [float(row[name]) for row in table]
        assert (tensor.diff() > 0).all()


@pytest.mark.parametrize("planet", PRINTED)
def test_every_planet_is_where_it_is_known_to_be(planet):
    i = NAMES.index(planet)
    axis, period = PRINTED[planet]
    assert AXIS[i].item() == pytest.approx(axis, rel=2e-3)
    assert PERIOD[i].item() == pytest.approx(period, rel=5e-4)


@pytest.mark.parametrize(
    "words",
    [
        ("astronomical units", "149,597,870.7 km", "years of 365.25 days", "axis_au:", "period_years:"),
        ("ecliptic longitude of J2000", "1600 to 2400", "the centre of mass of earth and moon"),
        ("Computed, not observed", "eraPlan94", "pyerfa", "SOFA", "Simon et al.", "tests/tools/make_planets.py"),
    ],
    ids=["units", "frame", "source"],
)
def test_the_file_of_the_planets_says_its_units_frame_and_source(words):
    lines = PLANETS_FILE.read_text(encoding="utf-8").splitlines()
    header = " ".join(line[2:] for line in lines if line.startswith("#"))
    assert [word for word in words if word not in header] == []


def test_the_script_makes_the_very_file_of_the_planets():
    pytest.importorskip("erfa")
    assert make_planets.FILE.resolve() == PLANETS_FILE.resolve()
    assert make_planets.text().encode() == PLANETS_FILE.read_bytes()


@pytest.mark.parametrize("count", [6, 8])
def test_keplers_third_law_is_found_in_the_six_planets_that_he_knew_and_in_all_eight(count):
    x, y = AXIS[:count].log10(), PERIOD[:count].log10()
    trained = training_loop(200, 0.5, torch.tensor([1.0, 0.0], dtype=torch.float64), x, y)
    for w, b in (least_squares(x, y), trained):
        assert f"{w:.3f}" == "1.500"
        assert 10 ** b.item() == pytest.approx(1, abs=1e-3)
        # The planets that were not known then are met to a third of a percent.
        assert (10**b * AXIS[6:] ** w / PERIOD[6:] - 1).abs().max() < 3e-3


def test_mars_among_the_planets_is_mars_of_the_positions():
    i = NAMES.index("Mars")
    for part in (FIRST, slice(None)):
        assert fit_ellipse(LONGITUDE[part], DISTANCE[part])[1] == pytest.approx(AXIS[i].item(), rel=1e-3)
    # The days from each position to the same longitude one turn later.
    along = np.unwrap(LONGITUDE.numpy(), period=360)
    turn = np.interp(along[FIRST] + 360, along, DAYS.numpy()) - DAYS[FIRST].numpy()
    assert turn.mean() / 365.25 == pytest.approx(PERIOD[i].item(), rel=1e-3)


# --- shapes ---------------------------------------------------------------------------------------


@always
@given(st.floats(0, 0.9), sizes, angles, places)
def test_an_ellipse_is_a_squeezed_circle_with_the_sun_in_a_focus(eccentricity, axis, perihelion, around):
    longitude, distance = ellipse_points(eccentricity, axis, perihelion, around)
    assert torch.allclose(ellipse(longitude, eccentricity, axis, perihelion), distance, rtol=1e-9)


@always
@given(st.floats(0, 0.99), sizes, angles)
def test_an_ellipse_is_nearest_at_its_perihelion_and_farthest_opposite(eccentricity, axis, perihelion):
    ends = torch.tensor([perihelion, perihelion + 180], dtype=torch.float64)
    near, far = ellipse(ends, eccentricity, axis, perihelion).tolist()
    assert near == pytest.approx(axis * (1 - eccentricity), rel=1e-9)
    assert far == pytest.approx(axis * (1 + eccentricity), rel=1e-9)


@always
@given(circles(), places)
def test_every_point_of_a_circle_is_its_radius_away_from_its_centre(shape, longitude):
    radius, x, y = shape
    distance = circle(torch.rad2deg(longitude), *shape)
    assert (distance > 0).all()
    away = torch.hypot(distance * torch.cos(longitude) - x, distance * torch.sin(longitude) - y)
    assert torch.allclose(away, torch.full_like(away, radius), rtol=1e-12)


@always
@given(sizes, angles, places)
def test_an_ellipse_that_is_not_drawn_out_is_a_circle_around_the_sun(radius, perihelion, longitude):
    degrees = torch.rad2deg(longitude)
    assert torch.allclose(ellipse(degrees, 0.0, radius, perihelion), circle(degrees, radius, 0.0, 0.0), rtol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3)])
def test_a_distance_has_the_shape_and_dtype_of_its_longitude(shape, dtype):
    longitude = torch.full(shape, 77.0, dtype=dtype)
    for distance in (ellipse(longitude, 0.3, 2.0, 10.0), circle(longitude, 2.0, 0.3, 0.1)):
        assert (distance.shape, distance.dtype) == (shape, dtype)


# --- fits -----------------------------------------------------------------------------------------


@always
@given(st.floats(0.01, 0.6), sizes, angles, places)
def test_the_ellipse_that_made_the_positions_is_found(eccentricity, axis, perihelion, around):
    found = fit_ellipse(*ellipse_points(eccentricity, axis, perihelion, around))
    assert found[:2] == pytest.approx((eccentricity, axis), rel=1e-8)
    assert 0 <= found[2] <= 360
    assert turned(found[2] - perihelion) == pytest.approx(0, abs=1e-6)


@always
@given(circles(), places)
def test_the_circle_that_made_the_positions_is_found(shape, around):
    radius, x, y = shape
    found = fit_circle(*polar(x + radius * torch.cos(around), y + radius * torch.sin(around)))
    assert found == pytest.approx(shape, rel=1e-8, abs=1e-8 * radius)


def test_the_ellipse_of_mars_is_the_known_one():
    for part in (FIRST, slice(None)):
        eccentricity, axis, perihelion = fit_ellipse(LONGITUDE[part], DISTANCE[part])
        assert eccentricity == pytest.approx(0.0934, abs=2e-4)
        assert axis == pytest.approx(1.5237, abs=2e-4)
        assert 334 < perihelion < 337


def flipped(angle, constant, cosine, sine):
    """1 / distance on an ellipse, which is a sum of its parameters times known numbers."""
    return constant + cosine * torch.cos(angle) + sine * torch.sin(angle)


@pytest.mark.parametrize("part", [FIRST, LAST, slice(None)], ids=["first year", "second year", "both"])
def test_the_loop_on_the_sum_finds_the_ellipse_of_the_formula(part):
    angle, inverse = torch.deg2rad(LONGITUDE[part]), 1 / DISTANCE[part]
    columns = torch.stack([torch.ones_like(angle), angle.cos(), angle.sin()])
    flat, *_, steep = torch.linalg.eigvalsh(2 * columns @ columns.T / len(angle)).tolist()
    assert steep / flat < 2.5  # nothing to normalise
    params = torch.tensor([1.0, 0.0, 0.0], dtype=torch.float64, requires_grad=True)
    history = History(quiet=True)
    autograd_loop(100, 2 / (flat + steep), params, angle, inverse, model=flipped, history=history)
    a, b, c = params.tolist()
    eccentricity = math.hypot(b, c) / a
    found = eccentricity, 1 / (a * (1 - eccentricity**2)), math.degrees(math.atan2(c, b)) % 360
    assert found == pytest.approx(fit_ellipse(LONGITUDE[part], DISTANCE[part]), rel=1e-6)
    assert found[0] == pytest.approx(0.093, abs=5e-4) and found[1] == pytest.approx(1.524, abs=5e-4)
    assert 334 < found[2] < 337
    assert (history.loss.diff() <= 1e-15).all()


def shapes():
    """Ellipse and circle of the first Mars year."""
    known = LONGITUDE[FIRST], DISTANCE[FIRST]
    (e, a, p), (radius, x, y) = fit_ellipse(*known), fit_circle(*known)
    return (
        partial(ellipse, eccentricity=e, axis=a, perihelion=p),
        partial(circle, radius=radius, x=x, y=y),
    )


def test_the_ellipse_of_the_first_mars_year_holds_in_the_second_and_the_circle_does_not():
    errors = [(shape(LONGITUDE[LAST]) - DISTANCE[LAST]).square().mean().sqrt().item() for shape in shapes()]
    assert errors[0] < 1e-4
    assert errors[1] > 2e-3


# --- where a planet is ----------------------------------------------------------------------------


def kepler(days, eccentricity, perihelion, period, start):
    """Longitudes on later days: M = E - e sin(E), solved by Newton's method; start is M on day 0, radians."""
    mean = torch.remainder(start + 2 * math.pi * days / period, 2 * math.pi)
    around = mean + eccentricity * torch.sin(mean)
    for _ in range(50):
        around = around - (around - eccentricity * torch.sin(around) - mean) / (1 - eccentricity * torch.cos(around))
    assert torch.allclose(around - eccentricity * torch.sin(around), mean, atol=1e-12)
    return ellipse_points(eccentricity, 1.0, perihelion, around)[0]


@always
@given(
    st.floats(0, 0.6),
    sizes,
    angles,
    st.floats(80, 5000),
    st.floats(0, 6.28),
    st.integers(14, 40),
    st.integers(3, 60),
    st.lists(st.floats(0, 3), min_size=1, max_size=9),
)
def test_equal_areas_in_equal_times_solve_keplers_equation(e, axis, perihelion, period, start, a_turn, n, turns):
    days = torch.arange(n, dtype=torch.float64) * period / a_turn
    later = days[-1] + period * torch.tensor(turns, dtype=torch.float64)
    orbit = partial(ellipse, eccentricity=e, axis=axis, perihelion=perihelion)
    found = predict_longitude(orbit, days, kepler(days, e, perihelion, period, start), later)
    assert found.shape == later.shape and found.dtype == torch.float64
    assert ((found >= 0) & (found <= 360)).all()
    assert (turned(found - kepler(later, e, perihelion, period, start)).abs() < 0.01).all()


def test_where_mars_is_a_mars_year_later_the_ellipse_says_within_3_minutes_of_arc_and_the_circle_does_not():
    worst = [
        60 * turned(predict_longitude(shape, DAYS[FIRST], LONGITUDE[FIRST], DAYS[LAST]) - LONGITUDE[LAST]).abs().max()
        for shape in shapes()
    ]
    assert worst[0] < 3
    assert 8 < worst[1] < 10


@pytest.mark.parametrize("part", [slice(0, 23), slice(None, None, 2)], ids=["in a row", "every other"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_prediction_does_not_depend_on_how_its_numbers_are_stored(part, dtype):
    shape = shapes()[0]
    given = [tensor[part].to(dtype) for tensor in (DAYS, LONGITUDE)]
    found = predict_longitude(shape, *given, DAYS[LAST].to(dtype))
    assert found.dtype == torch.float64
    assert (turned(found - LONGITUDE[LAST]).abs() < 0.05).all()


# --- what does not fit ----------------------------------------------------------------------------

L, D, T = LONGITUDE[:5], DISTANCE[:5], DAYS[:5]
ROUND = partial(circle, radius=1.5, x=0.0, y=0.0)


def tensor(*values):
    return torch.tensor(values, dtype=torch.float64)


def replaced(values, number, i=1):
    values = values.clone()
    values[i] = number
    return values


# A call, and what its message has to begin with and to contain.
WRONG = {
    "ellipse: e is 1": (lambda: ellipse(L, 1.0, 1.5, 0.0), ValueError, "eccentricity: got 1.0", "below 1"),
    "ellipse: e below 0": (lambda: ellipse(L, -0.1, 1.5, 0.0), ValueError, "eccentricity: got -0.1", "from 0"),
    "ellipse: e is NaN": (lambda: ellipse(L, nan, 1.5, 0.0), ValueError, "eccentricity: got nan", "below 1"),
    "circle: radius 0": (lambda: circle(L, 0.0, 0.0, 0.0), ValueError, "radius: got 0.0", "inside"),
    "circle: x NaN": (lambda: circle(L, 1.5, nan, 0.0), ValueError, "radius: got 1.5", "(nan, 0.0)", "inside"),
    "circle: sun outside": (lambda: circle(L, 1.0, 0.8, -0.7), ValueError, "radius: got 1.0", "(0.8, -0.7)", "inside"),
    "circle: sun on it": (lambda: circle(L, 1.0, 0.0, 1.0), ValueError, "radius: got 1.0", "(0.0, 1.0)", "inside"),
    "days: list": (lambda: predict_longitude(ROUND, T.tolist(), L, T), TypeError, "days: got list", "a tensor"),
    "days: NaN": (
        lambda: predict_longitude(ROUND, replaced(T, nan), L, T),
        ValueError,
        "days: got 1 of 5 values NaN",
        "finite",
    ),
    "days: do not rise": (
        lambda: predict_longitude(ROUND, replaced(T, 0.0), L, T),
        ValueError,
        "days: got days that do not rise",
        "later than the one before",
    ),
    "days: lengths": (
        lambda: predict_longitude(ROUND, T[:4], L, T),
        ValueError,
        "days and longitude: got shapes (4,) and (5,)",
        "both (N,)",
    ),
    "days: columns": (
        lambda: predict_longitude(ROUND, T[:, None], L[:, None], T),
        ValueError,
        "days and longitude: got shapes (5, 1) and (5, 1)",
        "both (N,)",
    ),
    "places: list": (lambda: predict_longitude(ROUND, T, L.tolist(), T), TypeError, "longitude: got list", "a tensor"),
    "places: NaN": (
        lambda: predict_longitude(ROUND, T, replaced(L, nan), T),
        ValueError,
        "longitude: got 1 of 5 values NaN",
        "finite",
    ),
    "places: above 360": (
        lambda: predict_longitude(ROUND, T[:3], tensor(340, 355, 370), T),
        ValueError,
        "longitude: got some outside 0 to 360",
        "all within",
    ),
    "places: below 0": (
        lambda: predict_longitude(ROUND, T[:3], tensor(-20, -5, 10), T),
        ValueError,
        "longitude: got some outside 0 to 360",
        "all within",
    ),
    "places: half a turn": (
        lambda: predict_longitude(ROUND, T[:3], tensor(0, 180, 350), T),
        ValueError,
        "longitude: got a step of half a turn or more",
        "smaller",
    ),
    "places: backwards": (
        lambda: predict_longitude(ROUND, T[:3], tensor(30, 20, 10), T),
        ValueError,
        "longitude: got a step of half a turn or more",
        "forwards",
    ),
}
for name, fit in {"fit_ellipse": fit_ellipse, "fit_circle": fit_circle}.items():
    WRONG |= {
        f"{name}: list": (partial(fit, L.tolist(), D), TypeError, "longitude: got list", "a tensor"),
        f"{name}: NaN": (partial(fit, replaced(L, nan), D), ValueError, "longitude: got 1 of 5 values NaN", "finite"),
        f"{name}: infinite": (
            partial(fit, L, replaced(D, inf)),
            ValueError,
            "distance: got 1 of 5 values NaN or infinite",
            "finite",
        ),
        f"{name}: empty": (partial(fit, L[:0], D[:0]), ValueError, "longitude: got shape (0,)", "N >= 1"),
        f"{name}: lengths": (
            partial(fit, L, D[:4]),
            ValueError,
            "longitude and distance: got shapes (5,) and (4,)",
            "both (N,)",
        ),
        f"{name}: columns": (
            partial(fit, L[:, None], D[:, None]),
            ValueError,
            "longitude and distance: got shapes (5, 1) and (5, 1)",
            "both (N,)",
        ),
        f"{name}: two": (partial(fit, L[:2], D[:2]), ValueError, "longitude: got 2 different", "at least three"),
        f"{name}: a turn apart": (
            partial(fit, tensor(10, 50, 370, 410), D[:4]),
            ValueError,
            "longitude: got 2 different",
            "at least three",
        ),
        f"{name}: distance 0": (partial(fit, L, replaced(D, 0.0)), ValueError, "distance: got 0", "greater than 0"),
        f"{name}: distance below 0": (
            partial(fit, L, replaced(D, -1.5)),
            ValueError,
            "distance: got -1.5",
            "greater than 0",
        ),
    }


@pytest.mark.parametrize("case", WRONG)
def test_what_does_not_fit_is_named_with_what_was_given_and_what_is_expected(case):
    call, kind, begins, *parts = WRONG[case]
    with pytest.raises(kind) as raised:
        call()
    assert type(raised.value) is kind
    message = str(raised.value)
    assert message.startswith(begins)
    assert [part for part in ("expected", *parts) if part not in message] == []


def test_positions_that_lie_on_no_closed_orbit_are_named():
    longitude = torch.linspace(-100, 100, 9, dtype=torch.float64)
    distance = 1 / (1 + 1.2 * torch.cos(torch.deg2rad(longitude)))  # a hyperbola
    with pytest.raises(ValueError, match="^longitude and distance: got .*, expected"):
        fit_ellipse(longitude, distance)
