"""Right answers to the exercises of section 5.7.3, written differently from the solution."""

import math

import torch

ALTERNATIVES = {
    "5_7_3 the orbit of a comet": [
        17.94,
        76 ** (2 / 3),
        torch.tensor(76.0**2) ** (1 / 3),
        10 ** (math.log10(76) / 1.5),
    ],
    "5_7_3 periods in days": [2.563, torch.tensor(365.25).log10()],
    "5_7_3 a moon of Jupiter": [16.69, 1.769 * math.sqrt((1_882_700 / 421_800) ** 3)],
}
