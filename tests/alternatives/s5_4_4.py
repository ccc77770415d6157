"""Right answers to the exercises of section 5.4.4, written differently from the solution."""

import torch

import helpers
from helpers import exact


def with_loops(train_u, val_u):
    numbers = train_u.tolist()
    mean = sum(numbers) / len(numbers)
    deviation = (sum((number - mean) ** 2 for number in numbers) / len(numbers)) ** 0.5
    return [torch.tensor([(number - mean) / deviation for number in tensor.tolist()]) for tensor in (train_u, val_u)]


def with_the_variance(train_u, val_u):
    mean = train_u.mean()
    root = (train_u**2).mean() - mean**2
    return (train_u - mean) / root.sqrt(), (val_u - mean) / root.sqrt()


def all_at_once(train_u, val_u):
    together = torch.cat([train_u, val_u]).double()
    together = (together - train_u.double().mean()) / torch.std(train_u.double(), correction=0)
    return together[: len(train_u)], together[len(train_u) :]


def in_raw_units(t_u, w, b, mean, deviation):
    raw = exact.to_raw_units(torch.tensor([w, b]), 1 / deviation, mean)
    return helpers.model(t_u, *raw)


def one_by_one(t_u, w, b, mean, deviation):
    return torch.tensor([w * (reading - mean) / deviation + b for reading in t_u.tolist()])


def through_two_points(w, b, mean, deviation):
    at_0 = w * mean + b
    at_1 = w * (mean + deviation) + b
    return [at_1 - at_0, at_0]


def by_the_way_back(w, b, mean, deviation):
    return exact.to_raw_units(torch.tensor([w, b], dtype=torch.float64), deviation, -mean / deviation).unbind()


far = torch.linspace(-1, 1, 11)
far = 5 * far / far.std(correction=0)

ALTERNATIVES = {
    "5_4_4 standardise": [with_loops, with_the_variance, all_at_once],
    "5_4_4 a new reading": [
        in_raw_units,
        one_by_one,
        lambda t_u, w, b, mean, deviation: w / deviation * t_u + (b - w * mean / deviation),
    ],
    "5_4_4 the same line on the other scale": [
        through_two_points,
        by_the_way_back,
        lambda w, b, mean, deviation: (torch.tensor(w) * deviation, torch.tensor(w * mean) + b),
    ],
    "5_4_4 a centred input": [
        25.0,
        5**2,
        torch.linalg.cond(exact.hessian(far)),
        exact.hessian(torch.tensor([-5.0, 5.0]))[0, 0] / 2,
    ],
}
