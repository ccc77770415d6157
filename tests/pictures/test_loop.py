"""Descent: the loss by epoch, from above, and over the learning rate."""

import math

import numpy as np
import pytest
import torch
from looks import labelled

from helpers import loss_fn, model, pictures
from helpers.exact import hessian, least_squares, loss_surface, predict_loss, stable_learning_rate

from .stills import BEST, START, TWO, C, Stills, U, b, c, trained, u, w


def losses(w, b):
    """The losses of many lines."""
    return loss_fn(model(U[:, None], *torch.broadcast_tensors(w, torch.as_tensor(b))), C[:, None])


def surface(title, t_in, w_range, b_range, **more):
    w, b = torch.linspace(*w_range, 101), torch.linspace(*b_range, 101)
    loss = loss_surface(t_in, C, w, b)
    return {"title": title, "w": w, "b": b, "loss": loss, "best": least_squares(t_in, C), **more}


def around_best(title, t_in):
    w, b = least_squares(t_in, C).tolist()
    return surface(title, t_in, (w - 2, w + 2), (b - 2, b + 2), equal=True)


def stability():
    rates, fine = torch.logspace(-6, -3, 60), torch.logspace(-6, -3.2, 600)
    flat, steep = torch.linalg.eigvalsh(hessian(U)).tolist()
    factors = {f"across, k₁ = {steep:.0f}": 1 - fine * steep, f"along, k₂ = {flat:.3f}": 1 - fine * flat}
    predicted, measured = (predict_loss(9, r, START, U, C) for r in (fine, rates))
    return pictures.stability(fine, factors, predicted, (rates, measured), 2.93, stable_learning_rate(U), 10)


def hopping(*factors):
    return {f"distance × {factor}": [factor**step for step in range(5)] for factor in factors}


def paths(t_in, **rates):
    return {name: trained(name, t_in, torch.tensor(rate)).params for name, rate in rates.items()}


MOVES = torch.linspace(-0.4, 0.4, 81, dtype=torch.float64)


STILLS = {
    "loss_curves": lambda: pictures.loss_curves(
        {
            "learning rate 0.01": [
                1763.9,
                5.8e6,
                1.9e10,
                6.5e13,
                2.2e17,
                7.2e20,
                2.4e24,
                8.1e27,
                2.7e31,
                9e34,
                math.inf,
            ]
        }
    ),
    "loss_curves, long": lambda: pictures.loss_curves(
        {"learning rate 3.3e-4": 2.9276 + 1761 * torch.exp(-torch.arange(111_815) / 15_000)},
        2.9276,
        log_epochs=True,
        marks={100: "epoch 100"},
    ),
    "loss_curves, two ways": lambda: pictures.loss_curves(
        {
            "the sum": 39 * torch.exp(-torch.arange(40.0)) + 0.002,
            "the knobs": 1.6e4 * torch.exp(-torch.arange(1000.0) / 60) + 0.001,
        },
        log_epochs=True,
        ylabel="loss, millionths of au²",
    ),
    "hops": lambda: pictures.hops(2.0, hopping(0.5, -0.5, -1, -1.1)),
    "contours": lambda: pictures.contours(
        [
            around_best("raw", U),
            around_best("0.1 · t_u", 0.1 * U),
            around_best("standardised", (U - U.mean()) / U.std(correction=0)),
        ]
    ),
    "contours, with paths": lambda: pictures.contours(
        [
            surface("raw input", U, (-0.2, 1.2), (-22, 6), path=torch.tensor([[1.0, 0.0], [0.2, -0.1]])),
            surface(
                "0.1 · t_u",
                0.1 * U,
                (-1, 7),
                (-22, 6),
                path=torch.tensor([[1.0, 0.0], [3.0, -3.0], [5.3, -17.2]]),
            ),
        ]
    ),
    "contours, with several paths": lambda: pictures.contours(
        [
            surface("raw", U, (-0.6, 1.6), (-32, 24), paths=paths(U, SGD=1e-4, momentum=1e-4, Adam=0.1)),
            surface("0.1 · t_u", 0.1 * U, (-2, 12), (-38, 10), paths=paths(0.1 * U, SGD=1e-2, Adam=0.1)),
        ]
    ),
    "contours, many paths": lambda: pictures.contours(
        [
            surface(
                "0.1 · t_u",
                0.1 * U,
                (-2, 12),
                (-38, 10),
                paths=paths(0.1 * U, SGD=1e-2, momentum=1e-2, RMSprop=0.1, Adam=0.1),
            )
        ]
    ),
    "slices": lambda: pictures.slices(
        MOVES,
        {
            "w moves, b stays": losses(BEST[0] + MOVES, BEST[1]),
            "b moves, w stays": losses(BEST[0], BEST[1] + MOVES),
        },
    ),
    "stability": stability,
}
WORDS = [
    (lambda: pictures.loss_curves({"one": u, "two": [*c, math.inf]}), [u[0], u[-1], c[0], c[-1]], TWO),
    (lambda: pictures.contours([surface("mine", U, (-b, w), (-b, w))]), [], ["mine"]),
    (lambda: pictures.slices(u, TWO), [], TWO),
    (lambda: pictures.hops(w, hopping(0.5, -0.5, -1, -1.1)), [0.25, -0.125, -1, 1.21], list(hopping(0.5, -1.1))),
    (lambda: pictures.stability(np.sort(u), {"one": c}, c, (u, c), b, w, 17), [b, w, 17], []),
    (
        lambda: pictures.contours([surface("mine", U, (-b, w), (-b, w), paths={"one": u.reshape(1, 7)[:, :2]})]),
        [],
        ["mine", "one"],
    ),
]


class TestStills(Stills):
    stills = STILLS
    words = WORDS


def test_a_curve_of_losses_counts_epochs_from_1_and_ends_where_the_losses_do():
    axes = pictures.loss_curves({"exploding": [5.0, 500.0, 5e4, math.inf, math.nan]}).axes[0]
    assert labelled(axes, "exploding").get_xydata().tolist() == [[1, 5], [2, 500], [3, 5e4]]


def test_the_star_among_the_contours_is_the_best_line():
    picture = pictures.contours([around_best("a", 0.1 * U), around_best("b", U)])
    for axes, t_in in zip(picture.axes, (0.1 * U, U), strict=True):
        star = labelled(axes, "smallest loss").get_xydata()
        assert star == pytest.approx(least_squares(t_in, C).numpy()[None])


def test_lines_of_equal_loss_rise_by_equal_factors_from_just_above_the_smallest_loss():
    panel = around_best("a", 0.1 * U)
    (lines,) = pictures.contours([panel]).axes[0].collections
    factors = lines.levels[1:] / lines.levels[:-1]
    assert factors == pytest.approx(np.full(len(factors), factors[0]))
    assert panel["loss"].min() < lines.levels[0] < 1.6 * panel["loss"].min()
    assert lines.levels[-1] == pytest.approx(panel["loss"].max().item())


def test_several_paths_run_over_the_contours_as_given_from_where_they_start():
    given = paths(0.1 * U, SGD=1e-2, momentum=1e-2, Adam=0.1)
    given["Adam"] = given["Adam"] + 0.5  # which begins elsewhere
    axes = pictures.contours([surface("a", 0.1 * U, (-2, 12), (-38, 10), paths=given)]).axes[0]
    for label, path in given.items():
        line = labelled(axes, label)
        assert line.get_xydata() == pytest.approx(path.numpy())
        assert 20 <= len(path) / line.get_markevery() <= 60  # marks enough to tell them apart, and no more
    circles = [line for line in axes.lines if line.get_marker() == "o"]
    starts = np.stack([path[0].numpy() for path in given.values()])
    assert np.concatenate([circle.get_xydata() for circle in circles]) == pytest.approx(starts)
    assert [line.get_label() for line in circles if not line.get_label().startswith("_")] == ["start"]
    assert len({line.get_color() for line in circles}) == 1


def test_losses_of_other_data_than_the_thermometers_have_the_unit_they_are_given():
    assert pictures.loss_curves({"a": [3.0, 2.0]}).axes[0].get_ylabel() == "loss, °C²"
    assert pictures.loss_curves({"a": [3.0, 2.0]}, ylabel="loss, au²").axes[0].get_ylabel() == "loss, au²"


def test_the_balls_lie_on_the_parabola_where_they_were_said_to_be():
    runs = hopping(0.5, -0.5, -1, -1.1)
    for axes, (label, places) in zip(pictures.hops(3.0, runs).axes, runs.items(), strict=True):
        assert axes.get_title() == label
        (balls,) = [line for line in axes.lines if line.get_marker() == "o"]
        assert balls.get_xdata() == pytest.approx(places)
        assert balls.get_ydata() == pytest.approx([1.5 * place**2 for place in places])
        assert axes.get_ylim()[1] > max(balls.get_ydata())


def test_what_is_marked_on_a_curve_of_losses_stands_at_its_epoch():
    axes = pictures.loss_curves({"a": [3.0, 2.0, 1.0]}, marks={2: "here"}).axes[0]
    (text,) = axes.texts
    assert text.get_text().strip() == "here" and text.get_position()[0] == 2
