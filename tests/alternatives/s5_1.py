"""Right answers to the exercises of section 5.1, written differently from the solution."""

import math

import torch


def written_out(longitude, eccentricity, nearest, perihelion):
    angle = torch.deg2rad(longitude - perihelion)
    return nearest * (1 + eccentricity) / (1 + eccentricity * torch.cos(angle))


def with_a_loop(longitude, eccentricity, nearest, perihelion):
    distances = []
    for degrees in longitude.tolist():
        angle = math.radians(degrees - perihelion)
        distances.append(nearest * (1 + eccentricity) / (1 + eccentricity * math.cos(angle)))
    return torch.tensor(distances)


def by_the_inverse(longitude, eccentricity, nearest, perihelion):
    a = nearest / (1 - eccentricity)
    x = (longitude.double() - perihelion) * torch.pi / 180
    return ((1 + eccentricity * x.cos()) / a / (1 - eccentricity**2)) ** -1


ALTERNATIVES = {
    "5_1 a small wave": ["b", " B ", "The line misses something that comes back every year"],
    "5_1 which shape to trust": ["b", "B.", "2.0 on the year it was fitted to, 2.2 on the year held out"],
    "5_1 from the nearest distance": [written_out, with_a_loop, by_the_inverse],
    "5_1 eccentricity of Mercury": [0.21, 0.2056, torch.tensor([0.2056]), (0.4667 - 0.3075) / (0.4667 + 0.3075)],
}
