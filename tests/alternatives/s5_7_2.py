"""Right answers to the exercises of section 5.7.2, written differently from the solution."""

import math

import torch

from helpers import loss_fn


def by_autograd(angle, truth, A, B, C):
    params = torch.tensor([A, B, C], requires_grad=True)
    t_p = params[0] + params[1] * torch.cos(angle) + params[2] * torch.sin(angle)
    loss_fn(t_p, truth).backward()
    return params.grad


def number_by_number(angle, truth, A, B, C):
    slopes, n = [0.0, 0.0, 0.0], len(angle)
    for x, y in zip(angle.tolist(), truth.tolist(), strict=True):
        factors = (1.0, math.cos(x), math.sin(x))
        error = A * factors[0] + B * factors[1] + C * factors[2] - y
        slopes = [slope + 2 * error * factor / n for slope, factor in zip(slopes, factors, strict=True)]
    return torch.tensor(slopes)


def one_by_one(angle, truth, A, B, C):
    errors = A + B * angle.cos() + C * angle.sin() - truth
    return 2 * torch.stack([errors.mean(), (errors * angle.cos()).mean(), (errors * angle.sin()).mean()])


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
    "5_7_2 a gradient for Mars": [by_autograd, number_by_number, one_by_one],
    "5_7_2 from the nearest distance": [written_out, with_a_loop, by_the_inverse],
}
