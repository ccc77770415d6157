"""How sure a line is: lines fitted to fresh noise."""

import numpy as np
import pytest
import torch
from looks import labelled

from helpers import loss_fn, model, pictures
from helpers.exact import loss_surface

from .stills import BEST, C, Stills, U

OTHERS = BEST[:, None] + torch.tensor([[0.03], [-1.7]]) * torch.linspace(-2, 2, 30)
LINES = {"learned": BEST, "Fahrenheit": (5 / 9, -160 / 9)}
MARKS = {"Fahrenheit": (5 / 9, -160 / 9), "both one standard error higher": (0.572, -15.4)}
W, B = torch.linspace(0.38, 0.7, 161), torch.linspace(-28, -7, 169)
LOSS = loss_surface(U, C, W, B)


def region():
    return pictures.region(W, B, LOSS, 5.697, BEST, OTHERS, MARKS)


STILLS = {"refits": lambda: pictures.refits(U, C, OTHERS, LINES), "region": region}
WORDS = [(STILLS["refits"], [11, 30], LINES), (region, [5.697, 30], MARKS)]


class TestStills(Stills):
    stills = STILLS
    words = WORDS


def test_all_lines_run_where_the_model_says():
    axes = pictures.refits(U, C, OTHERS, LINES).axes[0]
    (thin,) = axes.collections
    for ends, (w, b) in zip(thin.get_segments(), OTHERS.T.tolist(), strict=True):
        assert ends[:, 1] == pytest.approx(w * ends[:, 0] + b)
    for label, (w, b) in LINES.items():
        x, y = labelled(axes, label).get_data()
        assert y == pytest.approx(float(w) * x + float(b)) and x.min() < U.min() and x.max() > U.max()


def test_on_the_green_line_the_loss_is_the_limit():
    *_, limit = region().axes[0].collections
    points = torch.from_numpy(np.concatenate([path.vertices for path in limit.get_paths()])).float()
    assert len(points) > 50
    assert loss_fn(model(U[:, None], *points.T), C[:, None]).numpy() == pytest.approx(5.697, rel=0.02)
