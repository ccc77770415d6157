"""Orbits, seen from the sun: distance in au as a function of longitude in degrees.

Two shapes, each fitted by linear least squares, and what the law of equal areas says of the time.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from .checks import check_circle, check_days, check_ellipse, check_orbit_data, check_tensor
from .exact import least_squares

Shape = Callable[[Tensor], Tensor]


def ellipse(longitude: Tensor, eccentricity: float, axis: float, perihelion: float) -> Tensor:
    """Distance on an ellipse with the sun in a focus, a * (1 - e**2) / (1 + e * cos(longitude - perihelion)).

    Args:
        longitude: degrees, any shape.
        eccentricity: e, 0 (a circle) to below 1.
        axis: a, half of the long axis, au, above 0.
        perihelion: longitude at which the distance is smallest, degrees.
    Returns:
        Distances in au, shape of longitude.
    """
    check_tensor("longitude", longitude)
    check_ellipse(eccentricity, axis, perihelion)
    angle = torch.deg2rad(longitude - perihelion)
    return axis * (1 - eccentricity**2) / (1 + eccentricity * torch.cos(angle))


def circle(longitude: Tensor, radius: float, x: float, y: float) -> Tensor:
    """Distance from the sun on a circle around (x, y), all in au; the sun, at the origin, must be inside.

    Returns:
        Distances in au, shape of longitude.
    """
    check_tensor("longitude", longitude)
    check_circle(radius, x, y)
    sine, cosine = torch.sin(torch.deg2rad(longitude)), torch.cos(torch.deg2rad(longitude))
    return x * cosine + y * sine + (radius**2 - (x * sine - y * cosine) ** 2).sqrt()


def fit_ellipse(longitude: Tensor, distance: Tensor) -> tuple[float, float, float]:
    """Eccentricity, half axis in au and longitude of perihelion in degrees of the ellipse of least squares.

    Written as 1 / distance = A + B * cos(longitude) + C * sin(longitude) the ellipse is linear in its parameters;
    the squares are those of the differences in 1 / distance.

    Args:
        longitude, distance: positions (N,), at least three different longitudes.
    Raises:
        ValueError: also where the best curve is not closed, a parabola or hyperbola.
    """
    check_orbit_data(longitude, distance)
    angle = torch.deg2rad(longitude.double())
    columns = torch.stack([torch.ones_like(angle), angle.cos(), angle.sin()], dim=1)
    a, b, c = torch.linalg.lstsq(columns, 1 / distance.double()[:, None]).solution[:, 0].tolist()
    if math.hypot(b, c) >= a:
        raise ValueError("longitude and distance: got positions that no ellipse fits best, expected a closed orbit")
    eccentricity = math.hypot(b, c) / a
    return eccentricity, 1 / (a * (1 - eccentricity**2)), math.degrees(math.atan2(c, b)) % 360


def fit_circle(longitude: Tensor, distance: Tensor) -> tuple[float, float, float]:
    """Radius and centre x, y in au of the circle of least squares, those of the linear equation below.

    x**2 + y**2 = 2 * x * centre_x + 2 * y * centre_y + constant is linear in the unknowns.

    Args: as fit_ellipse.
    """
    check_orbit_data(longitude, distance)
    angle, r = torch.deg2rad(longitude.double()), distance.double()
    x, y = r * angle.cos(), r * angle.sin()
    columns = torch.stack([2 * x, 2 * y, torch.ones_like(x)], dim=1)
    centre_x, centre_y, constant = torch.linalg.lstsq(columns, (r**2)[:, None]).solution[:, 0].tolist()
    return math.sqrt(constant + centre_x**2 + centre_y**2), centre_x, centre_y


def predict_longitude(shape: Shape, days: Tensor, longitude: Tensor, later: Tensor) -> Tensor:
    """Where a planet on an orbit of this shape is on later days, if it sweeps equal areas in equal times.

    The area swept up to each known longitude, as a share of the whole, must grow along a straight line in time.
    That line is fitted by least squares and followed to the later days.

    Args:
        shape: distance as a function of longitude.
        days, longitude: known positions (N,), in order, less than half a turn apart.
        later: days (M,).
    Returns:
        Longitudes in degrees, 0 to 360, (M,).
    """
    check_days(shape, days, longitude, later)
    grid = torch.linspace(0, 360, 7201, dtype=torch.float64)
    squares = shape(grid) ** 2
    swept = torch.cat([torch.zeros(1), ((squares[1:] + squares[:-1]) / 2).cumsum(0)])
    turns = swept / swept[-1]  # the share of the area from longitude 0 on
    share = _between(longitude.double(), grid, turns)
    share = share + torch.cat([torch.zeros(1), (share.diff() < 0).cumsum(0)])  # a new turn begins where it drops
    rate, start = least_squares(days, share)
    return _between((rate * later.double() + start) % 1, turns, grid)


def _between(values: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """y at values of x, by straight lines between the points of a rising x."""
    i = torch.searchsorted(x, values.contiguous(), right=True).clamp(1, len(x) - 1)
    part = (values - x[i - 1]) / (x[i] - x[i - 1])
    return y[i - 1] + part * (y[i] - y[i - 1])
