"""Right answers to the exercises of section 5.4.5, written differently from the solution."""

import torch

import helpers
from helpers import exact


def with_max(t_u, t_c, w, b):
    worst, found = -1.0, None
    for reading, truth in zip(t_u.tolist(), t_c.tolist(), strict=True):
        if abs(w * reading + b - truth) > worst:
            worst, found = abs(w * reading + b - truth), reading
    return found


def sorted_by_size(t_u, t_c, w, b):
    return t_u[(t_c - w * t_u - b).abs().argsort(descending=True)][0]


def by_squares(t_u, t_c, w, b):
    squares = (helpers.model(t_u, w, b) - t_c) ** 2
    return t_u[squares == squares.max()].item()


w, b = exact.to_raw_units(
    helpers.training_loop(
        5000, 1e-2, torch.tensor([1.0, 0.0]), 0.1 * helpers.thermometer()[0], helpers.thermometer()[1]
    ),
    0.1,
)

ALTERNATIVES = {
    "5_4_5 worst reading": [
        with_max,
        sorted_by_size,
        by_squares,
        lambda t_u, t_c, w, b: max(t_u, key=lambda reading: abs(w * reading + b - t_c[t_u == reading])),
    ],
    "5_4_5 boiling water": [(100 - b) / w, 218.5, -(b.item() - 100) / w.item()],
    "5_4_5 a fan of residuals": [
        "b",
        "The noise grows with the reading, so one typical error for all readings is misleading.",
    ],
    "5_4_5 nearly Celsius": [" C ", "the readings do not speak against celsius, nor do they prove it"],
}
