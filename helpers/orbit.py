"""Orbits, seen from the sun: distance in au as a function of longitude in degrees.

Two shapes, each fitted by linear least squares, and what the law of equal areas says of the time.
"""

import math
from pathlib import Path

import torch

from .checks import check_data, shape_of
from .exact import least_squares
from .table import read_columns

HERE = Path(__file__).parent
PLANETS = ("Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune")


def mars():
    """Where Mars was, seen from the sun: 46 positions, one every 30 days, over two Mars years.

    Days since 1 January 2020, ecliptic longitude in degrees, and distance in au, each (46,), float64.
    Computed from a modern theory, not observed; the file mars.csv says how, and in which units and frame.

    >>> days, longitude, distance = mars()
    >>> [tensor[0].item() for tensor in (days, longitude, distance)]
    [0.0, 213.8596, 1.589769]
    """
    return read_columns(HERE / "mars.csv", "day", "longitude_deg", "distance_au")


def planets():
    """How far the eight planets are from the sun, and how long they take to go round it, from Mercury to Neptune.

    Their names, half axes in au and periods in years, both (8,), float64.
    Computed from a modern theory, not observed; the file planets.csv says how, and in which units.

    >>> names, axis, period = planets()
    >>> names[3], round(axis[3].item(), 3), round(period[3].item(), 3)
    ('Mars', 1.524, 1.881)
    """
    return PLANETS, *read_columns(HERE / "planets.csv", "axis_au", "period_years")


def ellipse(longitude, eccentricity, axis, perihelion):
    """Distance on an ellipse with the sun in a focus, a * (1 - e**2) / (1 + e * cos(longitude - perihelion)).

    Longitudes are in degrees, of any shape, distances in au, of the same. The eccentricity e is 0 (a circle) to below
    1, axis a is half of the long one, au, perihelion the longitude at which the distance is smallest, degrees.

    >>> ellipse(torch.tensor([0.0, 180.0]), eccentricity=0.5, axis=2.0, perihelion=0.0).tolist()
    [1.0, 3.0]
    """
    if not 0 <= eccentricity < 1:
        raise ValueError(f"eccentricity: got {eccentricity}, expected a number from 0 to below 1")
    angle = torch.deg2rad(longitude - perihelion)
    return axis * (1 - eccentricity**2) / (1 + eccentricity * torch.cos(angle))


def circle(longitude, radius, x, y):
    """Distance from the sun on a circle around (x, y), all in au; the sun, at the origin, must be inside.

    Longitudes are in degrees, of any shape, distances of the same.

    >>> circle(torch.tensor([0.0]), radius=2.0, x=1.0, y=0.0)
    tensor([3.])
    """
    if not math.hypot(x, y) < radius:
        raise ValueError(f"radius: got {radius} around ({x}, {y}), expected a circle with the sun inside it")
    sine, cosine = torch.sin(torch.deg2rad(longitude)), torch.cos(torch.deg2rad(longitude))
    return x * cosine + y * sine + (radius**2 - (x * sine - y * cosine) ** 2).sqrt()


def fit_ellipse(longitude, distance):
    """Eccentricity, half axis in au and longitude of perihelion in degrees of the ellipse of least squares.

    Written as 1 / distance = A + B * cos(longitude) + C * sin(longitude) the ellipse is linear in its parameters;
    the squares are those of the differences in 1 / distance. Longitudes and distances are (N,), at least three of
    them different; the best curve must be closed, no parabola or hyperbola.

    >>> _, longitude, distance = mars()
    >>> [round(number, 3) for number in fit_ellipse(longitude, distance)[:2]]
    [0.093, 1.524]
    """
    _check_positions(longitude, distance)
    angle = torch.deg2rad(longitude.double())
    columns = torch.stack([torch.ones_like(angle), angle.cos(), angle.sin()], dim=1)
    a, b, c = torch.linalg.lstsq(columns, 1 / distance.double()[:, None]).solution[:, 0].tolist()
    if math.hypot(b, c) >= a:
        raise ValueError("longitude and distance: got positions that no ellipse fits best, expected a closed orbit")
    eccentricity = math.hypot(b, c) / a
    return eccentricity, 1 / (a * (1 - eccentricity**2)), math.degrees(math.atan2(c, b)) % 360


def fit_circle(longitude, distance):
    """Radius and centre x, y in au of the circle of least squares, those of the linear equation below.

    x**2 + y**2 = 2 * x * centre_x + 2 * y * centre_y + constant is linear in the unknowns. Shapes as in fit_ellipse.

    >>> longitude = torch.tensor([0.0, 90.0, 180.0])
    >>> [round(number, 3) for number in fit_circle(longitude, circle(longitude, radius=2.0, x=1.0, y=0.5))]
    [2.0, 1.0, 0.5]
    """
    _check_positions(longitude, distance)
    angle, r = torch.deg2rad(longitude.double()), distance.double()
    x, y = r * angle.cos(), r * angle.sin()
    columns = torch.stack([2 * x, 2 * y, torch.ones_like(x)], dim=1)
    centre_x, centre_y, constant = torch.linalg.lstsq(columns, (r**2)[:, None]).solution[:, 0].tolist()
    return math.sqrt(constant + centre_x**2 + centre_y**2), centre_x, centre_y


def predict_longitude(shape, days, longitude, later):
    """Where a planet on an orbit of this shape is on later days, if it sweeps equal areas in equal times.

    The area swept up to each known longitude, as a share of the whole, must grow along a straight line in time.
    That line is fitted by least squares and followed to the later days.

    shape is the distance as a function of longitude. The known positions, days and longitude, are (N,), in order and
    less than half a turn apart, later days (M,); predicted are longitudes in degrees, 0 to 360, (M,).

    >>> days, longitude = torch.tensor([0.0, 10.0, 20.0]), torch.tensor([0.0, 90.0, 180.0])
    >>> predict_longitude(torch.ones_like, days, longitude, torch.tensor([30.0])).round().tolist()  # evenly on a circle
    [270.0]
    """
    check_data("days", days)
    check_data("longitude", longitude)
    if days.ndim != 1 or days.shape != longitude.shape:
        raise ValueError(
            f"days and longitude: got shapes {shape_of(days)} and {shape_of(longitude)}, expected both (N,)"
        )
    if not (days.diff() > 0).all():
        raise ValueError("days: got days that do not rise, expected each later than the one before")
    if not ((longitude.diff() % 360 > 0) & (longitude.diff() % 360 < 180)).all():
        raise ValueError("longitude: got a step of half a turn or more, or backwards, expected smaller steps forwards")
    if not ((longitude >= 0) & (longitude <= 360)).all():
        raise ValueError("longitude: got some outside 0 to 360 degrees, expected all within")
    grid = torch.linspace(0, 360, 7201, dtype=torch.float64)
    squares = shape(grid) ** 2
    swept = torch.cat([torch.zeros(1), ((squares[1:] + squares[:-1]) / 2).cumsum(0)])
    turns = swept / swept[-1]  # the share of the area from longitude 0 on
    share = _between(longitude.double(), grid, turns)
    share = share + torch.cat([torch.zeros(1), (share.diff() < 0).cumsum(0)])  # a new turn begins where it drops
    rate, start = least_squares(days, share)
    return _between((rate * later.double() + start) % 1, turns, grid)


def _between(values, x, y):
    """y at values of x, by straight lines between the points of a rising x."""
    i = torch.searchsorted(x, values.contiguous(), right=True).clamp(1, len(x) - 1)
    part = (values - x[i - 1]) / (x[i] - x[i - 1])
    return y[i - 1] + part * (y[i] - y[i - 1])


def _check_positions(longitude, distance):
    """Positions (N,) with at least three different longitudes: one curve with three parameters fits best."""
    check_data("longitude", longitude)
    check_data("distance", distance)
    if longitude.ndim != 1 or longitude.shape != distance.shape:
        raise ValueError(
            f"longitude and distance: got shapes {shape_of(longitude)} and {shape_of(distance)}, expected both (N,)"
        )
    if not (distance > 0).all():
        raise ValueError(f"distance: got {distance.min().item():g}, expected all greater than 0")
    different = len((longitude % 360).unique())
    if different < 3:
        raise ValueError(f"longitude: got {different} different one(s), expected at least three")
