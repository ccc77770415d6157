"""Right answers to the exercises of section 5.1, written differently from the solution."""

import torch


def step_by_step(nearest, eccentricity):
    share = 1 - eccentricity
    a = nearest / share
    return a


def from_both_ends(nearest, eccentricity):
    farthest = nearest * (1 + eccentricity) / (1 - eccentricity)
    return (nearest + farthest) / 2


ALTERNATIVES = {
    "5_1 a small wave": ["b", " B ", "The line misses something that comes back every year"],
    "5_1 which shape to trust": ["b", "B.", "2.0 on the year it was fitted to, 2.2 on the year held out"],
    "5_1 half of the axis": [
        step_by_step,
        from_both_ends,
        lambda nearest, e: torch.tensor(nearest) / (1 - e),
    ],
    "5_1 eccentricity of Mercury": [0.206, 0.2056, torch.tensor([0.2056]), (0.4667 - 0.3075) / (0.4667 + 0.3075)],
}
