"""What a training looks like from outside."""

import numpy as np

from helpers import pictures

from .stills import Stills, c, u

SIX = {"A": [1e3, 1e9, 1e30], "B": c, "C": u, "D": c + 50, "E": (c, u), "F": (u, c)}
STILLS = {
    "symptoms": lambda: pictures.symptoms(SIX, 77.14),
}
WORDS = [
    (lambda: pictures.symptoms(SIX, 77.14), [77.14, c[0], c[-1], u[0], u[-1], c[0] + 50], list(SIX)),
]


class TestStills(Stills):
    stills = STILLS
    words = WORDS


def test_the_constant_is_drawn_in_every_panel_and_a_second_loss_is_the_validation():
    picture = pictures.symptoms(SIX, 77.14)
    for axes, (name, losses) in zip(picture.axes, SIX.items(), strict=True):
        lines = {line.get_label(): line for line in axes.lines}
        assert axes.get_title() == name
        assert lines["always the mean"].get_ydata()[0] == 77.14
        assert ("validation" in lines) == isinstance(losses, tuple)
        drawn = [lines[label].get_ydata() for label in ("training", "validation") if label in lines]
        for given, shown in zip(losses if isinstance(losses, tuple) else [losses], drawn, strict=True):
            np.testing.assert_array_equal(given, shown)
