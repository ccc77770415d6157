"""Pictures: what they say in words, what they may look like, and that nothing is cut off."""

import base64
import gc
import io
import json
import math
import re
import subprocess
import sys
import weakref
from contextlib import contextmanager
from itertools import combinations, pairwise
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb, to_rgba_array
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.text import Text
from PIL import Image, ImageDraw

from helpers import (
    History,
    dloss_fn,
    every_split,
    loss_fn,
    model,
    optimizer_loop,
    optimizers,
    pictures,
    polynomial,
    thermometer,
    validation_loop,
)
from helpers.exact import fit_polynomial, hessian, least_squares, loss_surface, predict_loss, stable_learning_rate
from helpers.graph import computational_graph
from helpers.orbit import circle, ellipse, fit_circle, fit_ellipse, mars, planets
from helpers.pictures import data as data_pictures
from helpers.pictures.picture import Picture, finite

ROOT = Path(__file__).parents[1]
U, C = thermometer()
START = torch.tensor([1.0, 0.0])
BEST = least_squares(U, C)
PREDICTED = model(U, *START)
ERRORS = PREDICTED - C


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
    factors = {f"across, l₁ = {steep:.0f}": 1 - fine * steep, f"along, l₂ = {flat:.3f}": 1 - fine * flat}
    predicted, measured = (predict_loss(9, r, START, U, C) for r in (fine, rates))
    return pictures.stability(fine, factors, predicted, (rates, measured), stable_learning_rate(U), 10)


def leaf(*values):
    return torch.tensor(values if len(values) > 1 else values[0], requires_grad=True)


# Computations that end in a loss: what goes into their graphs, by the names to show. Each takes the size of
# its parameters, because longer numbers need more room.
def in_steps(size):
    w, b, t_u, t_c = leaf(size), leaf(0.0), 0.1 * U, C
    wu = w * t_u
    t_p = wu + b
    error = t_p - t_c
    squared = error**2
    return {"w": w, "b": b, "t_u": t_u, "wu": wu, "t_p": t_p, "error": error, "squared": squared,
            "loss": squared.mean()}  # fmt: skip


def unbound(size):
    params = leaf(size, -2.345 * size)
    w, b = params.unbind()
    t_p = model(U, w, b)
    return {"params": params, "w": w, "b": b, "t_u": U, "t_p": t_p, "loss": loss_fn(t_p, C)}


def star(size):
    params = leaf(size, -2.345 * size)
    return {"params": params, "loss": loss_fn(model(U, *params), C)}


def branch(size):
    x = leaf(size)
    a, b, c = x**2, x.sin(), x.tanh()
    return {"x": x, "a": a, "b": b, "c": c, "loss": c + a * b}


def skipping(size):
    """In two columns, each with an arrow around a box."""
    p, q = leaf(size), leaf(0.5 * size)
    one, two = p * 2, q * 3
    first, second = one.sin(), two.cos()
    return {"p": p, "q": q, "one": one, "two": two, "first": first, "second": second,
            "loss": first * one + second * two}  # fmt: skip


def one_sample(size):
    w, b = leaf(size), leaf(0.0)
    t_p = w * U[0] + b
    return {"w": w, "b": b, "t_u": U[0], "t_p": t_p, "loss": (t_p - C[0]) ** 2}


def two_passes(size):
    """Three boxes side by side."""
    w, b = leaf(size), leaf(0.0)
    wu = w * U[:9]
    train_p, val_p = wu + b, w * U[9:] + b
    train_loss, val_loss = loss_fn(train_p, C[:9]), loss_fn(val_p, C[9:])
    return {"w": w, "b": b, "t_u": U, "wu": wu, "train_p": train_p, "val_p": val_p, "train_loss": train_loss,
            "val_loss": val_loss, "sum": train_loss + val_loss}  # fmt: skip


def deep(size):
    coefficients = leaf(*[size] * 6)
    return {"coefficients": coefficients, "loss": loss_fn(polynomial(0.01 * U, *coefficients), C)}


def nodes(computation, size=1.0):
    tensors = computation(size)
    return computational_graph(list(tensors.values())[-1], **tensors)


MAKE = {
    "SGD": optimizers.SGD,
    "momentum": lambda params, lr: optimizers.SGD(params, lr, momentum=0.9),
    "RMSprop": optimizers.RMSprop,
    "Adam": optimizers.Adam,
}
INPUTS = {"raw": U, "0.1 · t_u": 0.1 * U, "standardised": (U - U.mean()) / U.std(correction=0)}


def trained(name, t_in, rates, n_epochs=50):
    """What a run remembers; many lines at once where there are many rates."""
    params = torch.stack([START] * len(rates), dim=1) if rates.ndim else START.clone()
    u, c = (t_in[:, None], C[:, None]) if rates.ndim else (t_in, C)
    history = History(quiet=True)
    optimizer = MAKE[name](params.requires_grad_(), rates)
    optimizer_loop(n_epochs, optimizer, params, u, c, history=history)
    return history


def learning_rates():
    rates = torch.logspace(-5, 0.5, 50)
    panels = {
        title: (rates, {name: trained(name, t_in, rates).loss[-1] for name in MAKE}) for title, t_in in INPUTS.items()
    }
    return pictures.learning_rates(panels, 50)


def paths(t_in, **rates):
    return {name: trained(name, t_in, torch.tensor(rate)).params for name, rate in rates.items()}


TRAIN, VAL = every_split(11, 2)


def both_losses(train, val, n_epochs=60):
    """Training and validation loss of one split (E,), or of S of them (E, S)."""
    params = torch.zeros(2, *train.shape[1:]).requires_grad_()
    history = History(quiet=True)
    data = 0.1 * U[train], 0.1 * U[val], C[train], C[val]
    validation_loop(n_epochs, optimizers.SGD(params, 1e-2), params, *data, history=history)
    return history.loss, history.val_loss


def exact_losses(degrees):
    """Training and validation losses of every split, for each degree."""
    fits = {degree: fit_polynomial(U[TRAIN], C[TRAIN], degree) for degree in degrees}
    return [{degree: loss_fn(fit(U[rows]), C[rows].double()) for degree, fit in fits.items()} for rows in (TRAIN, VAL)]


def fitted(*degrees):
    """Polynomials fitted to all readings but two, as curves."""
    x = torch.linspace(20, 84, 101)
    return {f"degree {d}": (x, fit_polynomial(U[TRAIN[:, 9]], C[TRAIN[:, 9]], d)(x)) for d in degrees}


DAYS, LONGITUDE, DISTANCE = mars()


def orbits():
    """Fitted to the first Mars year: functions of the longitude."""
    known = LONGITUDE[:23], DISTANCE[:23]
    shapes = {"circle": (circle, fit_circle(*known)), "ellipse": (ellipse, fit_ellipse(*known))}
    return {name: (lambda u, shape=shape, params=params: shape(u, *params)) for name, (shape, params) in shapes.items()}


def orbit_curves():
    around = torch.linspace(0, 360, 361, dtype=torch.float64)
    return {name: (around, shape(around)) for name, shape in orbits().items()}


def orbit_errors():
    return {name: 1e3 * (shape(LONGITUDE[23:]) - DISTANCE[23:]) for name, shape in orbits().items()}


NAMES, AXIS, PERIOD = planets()
LAW = least_squares(AXIS[:6].log10(), PERIOD[:6].log10())


def line_and_parabola():
    """Validation losses of both on every split."""
    _, validation = exact_losses((1, 2))
    return {"line": validation[1], "parabola": validation[2]}


WEIGHTS = torch.linspace(0.0, 2.0, 101)
MOVES = torch.linspace(-0.4, 0.4, 81, dtype=torch.float64)
LEARNED = (0.5368, -17.3)
X, Y = torch.tensor(2.0), torch.tensor([[1.0], [2.0], [3.0]])
Z, A = torch.tensor([[1.0, 10.0, 100.0]]), torch.tensor([[[1.0]], [[-1.0]]])

# As the notebooks draw them: the name of the function, and where there is more than one, which.
STILLS = {
    "readings": lambda: pictures.readings(U, C),
    "readings, with differences": lambda: pictures.readings(U, C, {"w = 1, b = 0": START}, residuals=True),
    "readings, learned": lambda: pictures.readings(U, C, {"learned: 0.5368 · t_u − 17.3": LEARNED}, residuals=True),
    "readings, two lines": lambda: pictures.readings(
        U, C, {"before, w = 1": (1.0, 0.0), "w already moved, w = -0.36": (-0.36, 0.0)}
    ),
    "readings, two fits": lambda: pictures.readings(
        U, C, {"after 100 epochs, loss 29.0": (0.2327, -0.0163), "best line, loss 2.93": BEST}
    ),
    "readings, Fahrenheit": lambda: pictures.readings(
        U, C, {"learned": LEARNED, "Fahrenheit: 5/9 · (t_u − 32)": (5 / 9, -160 / 9)}
    ),
    "readings, held out": lambda: pictures.readings(U, C, held_out=VAL[:, 9], curves=fitted(1, 2, 6), ylim=(-20, 40)),
    "readings, a line and curves": lambda: pictures.readings(
        U, C, {"all readings": BEST}, held_out=VAL[:, 9], curves=fitted(1, 2), ylim=(-20, 40)
    ),
    "readings, of a file": lambda: pictures.readings(
        365 * U, 1e-3 * C, {"learned": (1.47e-6, -0.0173)}, held_out=VAL[:, 9], xlabel="day", ylabel="price"
    ),
    "differences": lambda: pictures.differences(U, ERRORS),
    "differences, small": lambda: pictures.differences(U, model(U, *LEARNED) - C),
    "orbit_from_above": lambda: pictures.orbit_from_above(LONGITUDE, DISTANCE),
    "orbit_from_above, with curves": lambda: pictures.orbit_from_above(
        LONGITUDE, DISTANCE, orbit_curves(), held_out=range(23, 46)
    ),
    "orbit_from_above, with sectors": lambda: pictures.orbit_from_above(
        LONGITUDE, DISTANCE, sectors=[0, 5, 10, 15, 20]
    ),
    "orbit_errors": lambda: pictures.orbit_errors(LONGITUDE[23:], orbit_errors(), "error, thousandths of an au"),
    "planets": lambda: pictures.planets(AXIS, PERIOD, NAMES),
    "planets, with a line": lambda: pictures.planets(AXIS, PERIOD, NAMES, line=LAW, held_out=[6, 7]),
    "loss_shapes": lambda: pictures.loss_shapes(
        torch.linspace(-3, 3, 241),
        {"absolute": torch.linspace(-3, 3, 241).abs(), "squared": torch.linspace(-3, 3, 241) ** 2},
    ),
    "pairwise": lambda: pictures.pairwise(PREDICTED - C[:, None]),
    "broadcasting": lambda: pictures.broadcasting([("x", X, "y", Y), ("y", Y, "z", Z), ("yz", Y * Z, "a", A)]),
    "knobs": lambda: pictures.knobs(START, [4517.3, 82.6], 1763.88),
    "knobs, turned up": lambda: pictures.knobs((-3.0, 40.0), [-4517.3, -82.6], 1763.88),
    "secants": lambda: pictures.secants(
        WEIGHTS,
        losses(WEIGHTS, 0.0),
        (1.0, 1763.88),
        {"central, δ = 0.7": 4517.3, "forward, δ = 0.7": 6636.0},
    ),
    "secants, three": lambda: pictures.secants(
        WEIGHTS,
        losses(WEIGHTS, 0.0),
        (1.0, 1763.88),
        {"δ = 0.6": 6334.0, "δ = 0.3": 5426.0, "δ = 0.001": 4520.0},
    ),
    "chain": lambda: pictures.chain(U, dloss_fn(PREDICTED, C)),
    "scaling": lambda: pictures.scaling(
        [2, 8, 32, 128, 512, 2048],
        {
            "nudging, central": [0.1, 0.3, 1.2, 5.0, 30.0, 300.0],
            "chain rule": [0.02, 0.02, 0.03, 0.03, 0.1, 0.3],
        },
    ),
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
    ),
    "loss_curves, two ways": lambda: pictures.loss_curves(
        {
            "the sum": 39 * torch.exp(-torch.arange(40.0)) + 0.002,
            "the knobs": 1.6e4 * torch.exp(-torch.arange(1000.0) / 60) + 0.001,
        },
        log_epochs=True,
        ylabel="loss, millionths of au²",
    ),
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
    "graph_of": lambda: pictures.graph_of(nodes(in_steps)),
    "graph_of, unbound": lambda: pictures.graph_of(nodes(unbound)),
    "graph_of, a branch": lambda: pictures.graph_of(nodes(branch)),
    "graph_of, skipping": lambda: pictures.graph_of(nodes(skipping)),
    "graph_of, one sample": lambda: pictures.graph_of(nodes(one_sample)),
    "graph_of, two passes": lambda: pictures.graph_of(nodes(two_passes)),
    "graph_of, deep": lambda: pictures.graph_of(nodes(deep)),
    "graph_of, long numbers": lambda: pictures.graph_of(nodes(unbound, -0.0012345)),
    "learning_rates": learning_rates,
    "two_losses": lambda: pictures.two_losses({"readings 1 and 11 held out": both_losses(TRAIN[:, 9], VAL[:, 9])}),
    "two_losses, of a file": lambda: pictures.two_losses(
        {"your data": both_losses(TRAIN[:, 9], VAL[:, 9])}, ylabel="loss"
    ),
    "two_losses, all splits": lambda: pictures.two_losses({"all 55 splits": both_losses(TRAIN, VAL)}),
    "two_losses, three": lambda: pictures.two_losses(
        {f"split {i}": both_losses(TRAIN[:, i], VAL[:, i]) for i in range(3)}
    ),
    "spread": lambda: pictures.spread(*exact_losses(range(1, 9))),
    "paired": lambda: pictures.paired(line_and_parabola()),
    "learning_cycle": pictures.learning_cycle,
}


DRAWING = pictures.__all__


# --- what is drawn, read back ---------------------------------------------------------------------


@contextmanager
def written():
    """Every text that is drawn meanwhile, with its box in pixels: left, top, right, bottom."""
    texts = []

    def draw(self, renderer, *args, **kwargs):
        original_draw(self, renderer, *args, **kwargs)
        if self.get_visible() and self.get_text().strip():
            box, height = self.get_window_extent(renderer), self.get_figure().bbox.height
            texts.append(SimpleNamespace(
                text=self.get_text(), box=(box.x0, height - box.y1, box.x1, height - box.y0), words=False,
            ))  # fmt: skip

    def multiline_text(self, xy, text, *args, **kwargs):
        original_text(self, xy, text, *args, **kwargs)
        known = {key: kwargs[key] for key in ("font", "spacing") if key in kwargs}
        texts.append(SimpleNamespace(text=text, box=self.multiline_textbbox(xy, text, **known), words=True))

    original_draw, original_text = Text.draw, ImageDraw.ImageDraw.multiline_text
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", draw)
        patch.setattr(ImageDraw.ImageDraw, "multiline_text", multiline_text)
        yield texts


def pixels(png):
    """The picture in a PNG file as an array (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def numbers(text):
    """All numbers in a text."""
    found = re.findall(r"[-−+]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?", text)
    return [float(number.replace(",", "").replace("−", "-")) for number in found]


def says(text, value):
    """Whether a text gives this number, to three digits or more."""
    return any(number == pytest.approx(value, rel=5e-3) for number in numbers(text))


def beyond_the_edge(texts, width, height):
    return [t.text for t in texts if min(t.box[0], t.box[1], width - t.box[2], height - t.box[3]) < 0]


def overlapping(texts, allowed=4):
    """Pairs of texts whose boxes share more than so many pixels, both across and down."""
    return [
        (one.text, two.text)
        for one, two in combinations(texts, 2)
        if min(one.box[2], two.box[2]) - max(one.box[0], two.box[0]) > allowed
        and min(one.box[3], two.box[3]) - max(one.box[1], two.box[1]) > allowed
    ]


def edge(array, wide=2):
    """The pixels along all four edges of a picture."""
    inside = np.zeros(array.shape[:2], dtype=bool)
    inside[wide:-wide, wide:-wide] = True
    return array[~inside]


def alike_but_for_colour(figure):
    """Pairs of series in one plot whose line style and marker are the same."""
    return [
        (one.get_label(), two.get_label())
        for axes in figure.axes
        for one, two in combinations([line for line in axes.lines if not line.get_label().startswith("_")], 2)
        if (one.get_linestyle(), one.get_marker()) == (two.get_linestyle(), two.get_marker())
    ]


# Okabe and Ito's.
PALETTE = [
    to_rgb(colour)
    for colour in ("#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7")
]


def is_grey(rgb):
    return max(rgb) - min(rgb) < 0.01


def is_tint(rgb, tolerance=0.04):
    """Whether a colour is one of the palette mixed with white."""
    white = 1 - np.array(rgb)
    for colour in 1 - np.array(PALETTE):
        strength = white @ colour / (colour @ colour)
        if np.abs(white - strength * colour).max() < tolerance:
            return True
    return False


def foreign_colours(figure):
    """Colours of lines, markers, texts and areas outside the palette and grey; areas may be tints of it."""
    strong, areas = [], []
    for axes in figure.axes:
        for line in axes.lines:
            strong.append(line.get_color())
            if line.get_marker() != "None":
                strong += [line.get_markeredgecolor(), line.get_markerfacecolor()]
        for collection in axes.collections:
            if collection.get_array() is None:  # else a colour scale
                strong += [*collection.get_edgecolor(), *collection.get_facecolor()]
        for patch in axes.patches:
            areas += [patch.get_edgecolor(), patch.get_facecolor()]
        strong += [text.get_color() for text in axes.texts]

    def seen(colours):
        return {tuple(rgba[:3]) for colour in colours for rgba in to_rgba_array(colour) if rgba[3] > 0}

    foreign = {rgb for rgb in seen(strong) if not is_grey(rgb) and rgb not in PALETTE}
    foreign |= {rgb for rgb in seen(areas) if not is_grey(rgb) and not is_tint(rgb)}
    return sorted(matplotlib.colors.to_hex(rgb) for rgb in foreign)


# --- stills ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=STILLS)
def still(request):
    """A still as a notebook draws it: the picture, its PNG file and the texts in it."""
    with written() as texts:
        picture = STILLS[request.param]()
        png = picture.png()
    return SimpleNamespace(name=request.param, picture=picture, png=png, pixels=pixels(png), texts=texts)


def test_every_function_that_draws_is_tried_here():
    assert {name.split(",")[0] for name in STILLS} == set(DRAWING)


def test_a_still_is_1440_pixels_wide_and_hardly_a_point_suffers_from_having_256_colours(still):
    assert still.pixels.shape[1] == 1440
    exact = np.asarray(still.picture.canvas.buffer_rgba())[..., :3]
    changes = np.abs(still.pixels[::3, ::3].astype(int) - exact[::3, ::3]).max(axis=-1)
    assert np.percentile(changes, 99.9) <= 16


@pytest.mark.parametrize("still", DRAWING, indirect=True)
def test_the_same_numbers_give_the_same_bytes(still):
    assert STILLS[still.name]().png() == still.png


def test_no_text_is_cut_off_or_written_over_another(still):
    height, width, _ = still.pixels.shape
    assert len(still.texts) > 1
    assert beyond_the_edge(still.texts, width, height) == []
    assert overlapping(still.texts) == []


def test_nothing_reaches_the_edge_of_the_picture(still):
    assert edge(still.pixels).min() >= 250


def test_series_differ_by_more_than_colour(still):
    assert alike_but_for_colour(still.picture.figure) == []


def test_colours_are_those_of_the_course(still):
    assert foreign_colours(still.picture.figure) == []


def test_the_words_in_place_of_a_picture_are_one_line_of_some_length(still):
    assert len(still.picture.alt) > 40
    assert "\n" not in still.picture.alt


u, c = np.random.default_rng(1).uniform(1, 90, (2, 7))
w, b, *slopes, size = np.random.default_rng(2).uniform(1, 9, 5)
TWO = {"one": c, "two": u}


@pytest.mark.parametrize(
    ("draw", "values", "labels"),
    [
        (lambda: pictures.readings(u, c, {"mine": (w, b)}), [7, u.min(), u.max(), c.min(), c.max()], ["mine"]),
        (lambda: pictures.differences(u, c), [c.mean(), (c**2).mean()], []),
        (
            lambda: pictures.orbit_from_above(u, c, {"mine": (u, c)}, held_out=[0, 3, 6], sectors=[1, 4]),
            [7, 3, 2, c.min(), c.max()],
            ["mine", "held out", "swept"],
        ),
        (lambda: pictures.planets(u, c, "ABCDEFG"), [7, u.min(), u.max(), c.min(), c.max()], []),
        (
            lambda: pictures.planets(u, c, "ABCDEFG", line=(w, b), held_out=[0, 3, 6]),
            [7, 3, u.min(), u.max(), c.min(), c.max()],
            ["held out"],
        ),
        (
            lambda: pictures.paired({"one": u, "two": c}),
            [7, (c < u).sum(), (c > u).sum(), np.median(u), np.median(c), u.mean(), c.mean()],
            TWO,
        ),
        (
            lambda: pictures.readings(u, c, ylabel="my price"),
            [7, u.min(), u.max(), c.min(), c.max()],
            ["my price"],
        ),
        (lambda: pictures.orbit_errors(u, TWO, "my error"), [c.max(), u.max()], ["one", "two", "my error"]),
        (lambda: pictures.loss_shapes(u, TWO), [], TWO),
        (lambda: pictures.pairwise(c[:, None] - c), [7], []),
        (
            lambda: pictures.broadcasting([("p", u[:3, None], "q", c[:2])]),
            [],
            ["p", "q", "(3, 1)", "(2,)", "(3, 2)"],
        ),
        (lambda: pictures.knobs((w, b), slopes, size), [w, b, *slopes, size], []),
        (lambda: pictures.secants(u, c, (w, b), {"one": 1.0, "two": 2.0}, name="v"), [w], ["one", "two", "v ="]),
        (lambda: pictures.chain(u, c), [7, (u * c).sum()], []),
        (lambda: pictures.scaling(u, TWO), [], TWO),
        (lambda: pictures.loss_curves({"one": u, "two": [*c, math.inf]}), [u[0], u[-1], c[0], c[-1]], TWO),
        (lambda: pictures.contours([surface("mine", U, (-b, w), (-b, w))]), [], ["mine"]),
        (lambda: pictures.slices(u, TWO), [], TWO),
        (lambda: pictures.stability(np.sort(u), {"one": c}, c, (u, c), w, 17), [w, 17], []),
        (
            lambda: pictures.readings(u, c, {"mine": (w, b)}, held_out=[0, 3, 6], curves={"yours": (u, c)}),
            [7, 3, u.min(), u.max(), c.min(), c.max()],
            ["held out", "mine", "yours"],
        ),
        (
            lambda: pictures.contours([surface("mine", U, (-b, w), (-b, w), paths={"one": u.reshape(1, 7)[:, :2]})]),
            [],
            ["mine", "one"],
        ),
        (
            lambda: pictures.learning_rates({"mine": (u, {"SGD": c, "Adam": c})}, 17),
            [17],
            ["mine", "SGD", "Adam"],
        ),
        (lambda: pictures.two_losses({"one": (u, c), "two": (c, u)}), [], TWO),
        (
            lambda: pictures.spread({1: u, 4: u}, {1: c, 4: w * c}),
            [7, 1, 4, np.median(c), np.median(w * c)],
            ["median"],
        ),
        (
            lambda: pictures.graph_of(nodes(one_sample, w)),
            [w, U[0].item() * w, (U[0].item() * w - C[0].item()) ** 2],
            [
                "w by leaf",
                "b by leaf",
                "t_p by AddBackward0",
                "unnamed by MulBackward0",
                "loss by PowBackward0",
            ],
        ),
    ],
)
def test_the_words_give_the_numbers_and_labels_of_the_picture(draw, values, labels):
    words = draw().alt
    assert [value for value in values if not says(words, value)] == []
    assert [label for label in labels if label not in words] == []


# --- what is drawn is what was given --------------------------------------------------------------


def labelled(axes, label):
    (line,) = [line for line in axes.lines if line.get_label() == label]
    return line


def test_lines_and_differences_run_where_the_model_says():
    lines = {"first": (2.0, -3.0), "second": (-0.5, 7.0)}
    axes = pictures.readings(U, C, lines, residuals=True).axes[0]
    for label, (w, b) in lines.items():
        x, y = labelled(axes, label).get_data()
        assert y == pytest.approx(w * x + b)
        assert x.min() < U.min() and x.max() > U.max()
    assert labelled(axes, "readings").get_xydata() == pytest.approx(torch.stack([U, C], 1).numpy())
    (bars,) = axes.collections
    ends = torch.stack([torch.stack([U, C], 1), torch.stack([U, model(U, 2.0, -3.0)], 1)], 1)
    assert np.array(bars.get_segments()) == pytest.approx(ends.numpy(), rel=1e-5)


def test_an_orbit_is_drawn_from_above_and_over_longitude_where_it_is():
    curves, held_out = orbit_curves(), torch.tensor([3, 30])
    known = [i for i in range(46) if i not in (3, 30)]
    picture = pictures.orbit_from_above(LONGITUDE, DISTANCE, curves, held_out=held_out, sectors=[0, 14])
    above, beside = picture.axes
    turn = torch.polar(DISTANCE, torch.deg2rad(LONGITUDE))
    places = torch.stack([turn.real, turn.imag], 1), torch.stack([LONGITUDE, DISTANCE], 1)
    for axes, expected in zip((above, beside), places, strict=True):
        assert labelled(axes, "Mars").get_xydata() == pytest.approx(expected[known].numpy())
        assert labelled(axes, "held out").get_xydata() == pytest.approx(expected[held_out].numpy())
        low, high = np.array([axes.get_xlim(), axes.get_ylim()]).T
        assert (low < expected.numpy()).all() and (expected.numpy() < high).all()
    assert labelled(above, "sun").get_xydata().tolist() == [[0, 0]] and above.get_aspect() == 1
    drawn = [line.get_xydata() for line in above.lines if line.get_linestyle() != "None"]
    for (label, (longitude, distance)), line in zip(curves.items(), drawn[-2:], strict=True):
        assert labelled(beside, label).get_xydata() == pytest.approx(torch.stack([longitude, distance], 1).numpy())
        assert np.hypot(*line.T) == pytest.approx(distance.numpy())
    assert len(above.patches) == 2
    for patch, i in zip(above.patches, (0, 14), strict=True):
        corners = np.concatenate([[[0, 0]], places[0][i : i + 2].numpy()])
        assert patch.get_xy()[:3] == pytest.approx(corners)
    none = pictures.orbit_from_above(LONGITUDE, DISTANCE)
    assert [line.get_label() for line in none.axes[1].lines] == ["Mars"] and not none.axes[0].patches


def test_the_errors_of_orbits_are_those_given():
    errors = orbit_errors()
    axes = pictures.orbit_errors(LONGITUDE[23:], errors, "error").axes[0]
    for label, values in errors.items():
        expected = torch.stack([LONGITUDE[23:], values], 1).numpy()
        assert labelled(axes, label).get_xydata() == pytest.approx(expected)


def test_the_planets_are_where_they_are_twice_and_the_line_is_a_power_law_in_both():
    picture = pictures.planets(AXIS, PERIOD, NAMES, line=LAW, held_out=torch.tensor([6, 7]))
    places = torch.stack([AXIS, PERIOD], 1).numpy()
    left, right = picture.axes
    assert [axes.get_xscale() + axes.get_yscale() for axes in (left, right)] == ["linearlinear", "loglog"]
    for axes in (left, right):
        assert labelled(axes, "planets").get_xydata() == pytest.approx(places[:6])
        assert labelled(axes, "held out").get_xydata() == pytest.approx(places[6:])
        low, high = np.array([axes.get_xlim(), axes.get_ylim()]).T
        assert (low < places).all() and (places < high).all()
        x, y = labelled(axes, "fitted").get_data()
        assert np.log10(y) == pytest.approx(LAW[0].item() * np.log10(x) + LAW[1].item())
        assert x.min() < AXIS.min() and x.max() > AXIS.max()
        for text in axes.texts:
            assert text.xy == pytest.approx(places[NAMES.index(text.get_text())])
    assert [text.get_text() for text in right.texts] == list(NAMES)
    assert [text.get_text() for text in left.texts] == list(NAMES[4:])
    for axes in pictures.planets(AXIS, PERIOD, NAMES).axes:
        assert [line.get_label() for line in axes.lines] == ["planets"]
        assert labelled(axes, "planets").get_xydata() == pytest.approx(places)


def test_two_models_are_paired_split_by_split_with_their_medians_and_means():
    given = line_and_parabola()
    x, y = (losses.numpy() for losses in given.values())
    axes = pictures.paired(given).axes[0]
    assert labelled(axes, "a split").get_xydata() == pytest.approx(np.stack([x, y], 1))
    assert labelled(axes, "medians").get_xydata()[0] == pytest.approx([np.median(x), np.median(y)])
    assert labelled(axes, "means").get_xydata()[0] == pytest.approx([x.mean(), y.mean()])
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    for values, (low, high) in ((x, axes.get_xlim()), (y, axes.get_ylim())):
        assert low < values.min() and values.max() < high
    same = labelled(axes, "both the same").get_xydata()
    assert (same[:, 0] == same[:, 1]).all()
    assert same.min() <= min(x.min(), y.min()) and same.max() >= max(x.max(), y.max())
    # Below the diagonal the second is the better one, and the words stand on the side they are about.
    words = {text.get_text().split()[1]: text.get_position() for text in axes.texts}
    assert words["parabola"][0] > words["parabola"][1] and words["line"][0] < words["line"][1]


def test_axes_of_other_data_than_the_thermometers_bear_the_names_they_are_given():
    readings = pictures.readings(U, C, xlabel="day", ylabel="price").axes[0]
    assert (readings.get_xlabel(), readings.get_ylabel()) == ("day", "price")
    assert pictures.readings(U, C).axes[0].get_ylabel() == "temperature, °C"
    assert "°C" in pictures.readings(U, C).alt and "°C" not in pictures.readings(U, C, ylabel="price").alt
    curves, losses = {"a": [3.0, 2.0]}, {"a": ([3.0, 2.0], [4.0, 3.0])}
    for draw, values in ((pictures.loss_curves, curves), (pictures.two_losses, losses)):
        assert draw(values).axes[0].get_ylabel() == "loss, °C²"
        assert draw(values, ylabel="loss, au²").axes[0].get_ylabel() == "loss, au²"


@pytest.mark.parametrize("size", [1e-90, 1e-7, 1e-4, 1e-3, 0.01, 0.7, 1, 77, 1e3, 1e6, 1e13, 1e90])
@pytest.mark.parametrize("shift", [0, 1, 1e3, -1e3, -3.7e7])
def test_readings_of_any_size_have_room_for_their_numbers(size, shift):
    u, c = size * (U.double() + shift), size * (C.double() + shift)
    with written() as texts:
        shown = pixels(pictures.readings(u, c, held_out=[1, 5], xlabel="day", ylabel="price").png())
    height, width, _ = shown.shape
    assert beyond_the_edge(texts, width, height) == overlapping(texts) == []
    assert edge(shown).min() >= 250


def test_dollar_signs_in_the_names_of_columns_are_no_mathematics():
    with written() as texts:
        pictures.readings(U, C, xlabel="a_$b^$", ylabel="price, $ and $").png()
    shown = [text.text.replace("\\$", "$") for text in texts]
    assert "a_$b^$" in shown and "price, $ and $" in shown


@pytest.mark.parametrize("size", [1e-90, 1e-7, 1e-3, 1, 1e4, 1e13, 1e90])
def test_losses_of_any_size_have_room_for_their_numbers(size):
    training, validation = (size * losses.double() for losses in both_losses(TRAIN[:, 9], VAL[:, 9]))
    with written() as texts:
        shown = pixels(pictures.two_losses({"your data": (training, validation)}, ylabel="loss").png())
    height, width, _ = shown.shape
    assert beyond_the_edge(texts, width, height) == overlapping(texts) == []
    assert edge(shown).min() >= 250


def test_the_mean_of_the_differences_is_drawn_where_it_is():
    for axes, values in zip(pictures.differences(U, ERRORS).axes, (ERRORS, ERRORS**2), strict=True):
        (mean,) = [line for line in axes.lines if line.get_label().startswith("mean")]
        assert mean.get_ydata()[0] == pytest.approx(values.mean().item(), rel=1e-4)
        assert says(mean.get_label(), values.mean().item())


def test_the_shares_of_the_chain_rule_are_the_product_of_the_links():
    links, moves, shares = (
        np.array([bar.get_width() for bar in axes.patches]) for axes in pictures.chain(U, ERRORS).axes
    )
    assert shares == pytest.approx(links * moves)
    assert moves == pytest.approx(U.numpy())


@pytest.mark.parametrize(("slope", "turn"), [(3.0, "down"), (-3.0, "up")])
def test_a_knob_is_to_be_turned_against_its_slope(slope, turn):
    texts = [text.get_text() for text in pictures.knobs((1, 0), (slope, slope), 5.0).figure.axes[0].texts]
    assert [text.split("turn it ")[1] for text in texts if "turn it" in text] == [turn, turn]


def test_a_curve_of_losses_counts_epochs_from_1_and_ends_where_the_losses_do():
    axes = pictures.loss_curves({"exploding": [5.0, 500.0, 5e4, math.inf, math.nan]}).axes[0]
    assert labelled(axes, "exploding").get_xydata().tolist() == [[1, 5], [2, 500], [3, 5e4]]


def test_a_secant_goes_through_its_point_with_its_slope():
    x, y = labelled(pictures.secants([0, 1, 2], [4, 1, 0], (1, 1), {"mine": -2.5}).axes[0], "mine").get_data()
    assert y == pytest.approx(1 - 2.5 * (x - 1))


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


def test_readings_held_out_are_marked_where_they_are_and_curves_run_as_given():
    x, y = np.linspace(20, 80, 50), np.random.default_rng(3).normal(10, 5, 50)
    axes = pictures.readings(U, C, {"line": (1.0, 2.0)}, held_out=torch.tensor([2, 9]), curves={"curve": (x, y)}).axes[
        0
    ]
    held_out = labelled(axes, "held out").get_xydata()
    assert held_out == pytest.approx(torch.stack([U, C], 1)[[2, 9]].numpy())
    assert labelled(axes, "curve").get_xydata() == pytest.approx(np.stack([x, y], 1))
    assert len(labelled(axes, "readings").get_xdata()) == 11
    none = pictures.readings(U, C, held_out=torch.tensor([], dtype=torch.int64)).axes[0]
    assert [line.get_label() for line in none.lines] == ["readings"]


def test_of_very_many_readings_some_are_drawn_the_outermost_among_them_and_it_says_how_many():
    u, c = np.random.default_rng(4).normal(50, 9, (2, 100_000))
    u[70_000], u[80_000], c[90_000], c[99_000] = -999, 999, -77, 177
    held_out = torch.arange(80_000, 100_000)
    picture = pictures.readings(u, c, {"line": (1.0, 2.0)}, residuals=True, held_out=held_out)
    count = f"{len(data_pictures.drawn(u, c)):,}"
    points = labelled(picture.axes[0], f"readings, {count} of 100,000 drawn").get_xydata()
    assert data_pictures.MOST_DRAWN - 4 <= len(points) == int(count.replace(",", "")) <= data_pictures.MOST_DRAWN
    given = np.stack([u, c], 1)
    drawn, squares, all_held_out = (
        set(map(tuple, some)) for some in (points, labelled(picture.axes[0], "held out").get_xydata(), given[80_000:])
    )
    assert set(map(tuple, given[[70_000, 80_000, 90_000, 99_000]])) <= drawn <= set(map(tuple, given))
    assert squares == drawn & all_held_out
    assert len(picture.axes[0].collections[0].get_segments()) == len(points)
    assert "100000 readings from -999 to 999 against -77 to 177" in picture.alt
    assert f"20000 of them held out, {len(points)} of them drawn" in picture.alt
    again = pictures.readings(u, c, {"line": (1.0, 2.0)}, residuals=True, held_out=held_out)
    assert picture.png() == again.png()


def test_as_many_readings_as_can_be_seen_are_all_drawn():
    u, c = np.random.default_rng(5).normal(50, 9, (2, data_pictures.MOST_DRAWN))
    picture = pictures.readings(u, c)
    assert labelled(picture.axes[0], "readings").get_xydata() == pytest.approx(np.stack([u, c], 1))
    assert "drawn" not in picture.alt


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


def test_losses_over_the_learning_rate_are_those_given_and_a_run_that_exploded_is_a_gap():
    rates = torch.logspace(-4, 0, 5)
    given = {"SGD": [9.0, 3.0, 1e300, math.inf, math.nan], "Adam": [90.0, 30.0, 5.0, 4.0, 3.0]}
    picture = pictures.learning_rates({"one": (rates, given), "two": (2 * rates, given)}, 7)
    for axes, x in zip(picture.axes, (rates, 2 * rates), strict=True):
        assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
        for name, losses in given.items():
            line = labelled(axes, name)
            assert line.get_xdata() == pytest.approx(x.numpy())
            shown = np.isfinite(losses)
            assert np.isnan(line.get_ydata()[~shown]).all()
            assert (line.get_ydata() < 1e200).tolist() == shown.tolist()
            near = np.array(losses) < 1e6
            assert line.get_ydata()[near] == pytest.approx(np.array(losses)[near])
        assert axes.get_xlim() == pytest.approx((x[0].item(), x[-1].item()))
    assert picture.axes[0].get_ylim() == picture.axes[1].get_ylim()
    picture.png()


def test_the_two_losses_are_those_given_by_epoch_and_of_many_runs_their_medians():
    one, many = both_losses(TRAIN[:, 9], VAL[:, 9]), both_losses(TRAIN, VAL)
    first, second = pictures.two_losses({"one": one, "many": many}).axes
    for axes, n_runs in ((first, 0), (second, 55)):
        assert axes.get_yscale() == "log" and axes.get_xlim() == (1, 60)
        assert len(axes.lines) == 2 + 2 * n_runs
    for name, losses, runs in zip(("training", "validation"), one, many, strict=True):
        x, y = labelled(first, name).get_data()
        assert x.tolist() == list(range(1, 61))
        assert y == pytest.approx(losses.numpy())
        assert labelled(second, f"{name}, median of 55").get_ydata() == pytest.approx(np.median(runs, axis=1))
        colour = labelled(second, f"{name}, median of 55").get_color()
        thin = [line for line in second.lines if line.get_label()[0] == "_" and line.get_color() == colour]
        assert [line.get_xdata().tolist() for line in thin] == 55 * [list(range(1, 61))]
        assert np.stack([line.get_ydata() for line in thin], 1) == pytest.approx(runs.numpy())


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_each_pair_of_losses_has_a_place_of_its_own_and_nothing_else_is_drawn(count):
    losses = {f"run {i}": ([3.0 + i, 2.0, 1.0], [4.0 + i, 3.0, 5.0]) for i in range(count)}
    axes = pictures.two_losses(losses).axes
    assert [a.get_title() for a in axes if a.axison] == list(losses)
    assert [len(a.lines) for a in axes if not a.axison] == [0] * (len(axes) - count)


def test_the_spread_shows_the_loss_of_every_split_its_median_and_the_mean_training_loss():
    training, validation = exact_losses(range(1, 9))
    axes = pictures.spread(training, validation).axes[0]
    low, high = axes.get_ylim()
    dots = [line for line in axes.lines if line.get_marker() == "."]
    assert len(dots) == 8
    for degree, line in zip(validation, dots, strict=True):
        x, y = line.get_data()
        assert np.sort(y) == pytest.approx(np.sort(validation[degree]))
        assert (np.abs(x - degree) < 0.5).all()
        assert low < y.min() and y.max() < high
    (bars,) = axes.collections
    for (start, end), values in zip(bars.get_segments(), validation.values(), strict=True):
        assert [start[1], end[1]] == pytest.approx([np.median(values)] * 2)
    means = {degree: values.mean().item() for degree, values in training.items()}
    shown = {degree: mean for degree, mean in means.items() if mean > 1e-9}  # nine points are met by degree 8
    assert set(shown) == set(range(1, 8))
    assert labelled(axes, "training, mean").get_xydata() == pytest.approx(np.array(list(shown.items())))


# --- the graph, read back -------------------------------------------------------------------------


COMPUTATIONS = [in_steps, unbound, star, branch, skipping, one_sample, two_passes, deep]


def boxes(axes):
    """Left, bottom, right and top of each node's box."""
    found = [patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    return [(p.get_x(), p.get_y(), p.get_x() + p.get_width(), p.get_y() + p.get_height()) for p in found]


def place(point, boxes):
    """The box that a point is on, or nearly."""
    x, y = point
    away = [max(left - x, x - right, bottom - y, y - top) for left, bottom, right, top in boxes]
    assert min(away) < 0.06
    return int(np.argmin(away))


@pytest.mark.parametrize("size", [1.0, -1234.5, 0.00012345])
@pytest.mark.parametrize("computation", COMPUTATIONS)
def test_each_box_of_a_graph_says_what_its_node_is_and_no_more_than_fits(computation, size):
    steps = nodes(computation, size)
    picture = pictures.graph_of(steps)
    (axes,) = picture.figure.axes
    renderer = picture.canvas.get_renderer()
    corners = boxes(axes)
    assert len(corners) == len(steps)
    written = {i: [] for i in range(len(steps))}
    for text in axes.texts:
        if text.get_text():
            written[place(text.get_position(), corners)].append(text)
    for i, node in enumerate(steps):
        said = [text.get_text() for text in written[i]]
        if node.names:
            assert said.pop(0) == ", ".join(node.names)
        assert said.pop(0) == node.operation + (f", keeps {', '.join(node.keeps)}" if node.keeps else "")
        for tensors in (node.values, node.grads):
            if tensors:
                text, given = (
                    said.pop(0),
                    [number for tensor in tensors for number in tensor.flatten().tolist()],
                )
                expected = [given[0], len(given)] if "…" in text else given
                assert len(expected) <= 2
                assert numbers(text) == pytest.approx(expected, rel=1e-3)
        assert said == []

        extents = [text.get_window_extent(renderer) for text in written[i]]
        left, bottom, right, top = axes.transData.transform(np.reshape(corners[i], (2, 2))).ravel()
        for box in extents:
            assert left < box.x0 and box.x1 < right and bottom < box.y0 and box.y1 < top, written[i]
        for one, two in combinations(extents, 2):
            assert min(one.x1, two.x1) < max(one.x0, two.x0) or min(one.y1, two.y1) < max(one.y0, two.y0) + 4


@pytest.mark.parametrize("computation", COMPUTATIONS)
def test_the_arrows_of_a_graph_run_along_its_edges_forward_and_back(computation):
    steps = nodes(computation)
    (axes,) = pictures.graph_of(steps).figure.axes
    corners = boxes(axes)
    arrows = {"-": set(), "--": set()}
    for patch in axes.patches:
        if isinstance(patch, FancyArrowPatch):
            arrows[patch.get_linestyle()].add(tuple(place(end, corners) for end in patch._posA_posB))
    edges = {(earlier, i) for i, node in enumerate(steps) for earlier in node.inputs}
    assert arrows["-"] == edges
    assert arrows["--"] == {(i, earlier) for earlier, i in edges}
    for earlier, i in edges:
        assert corners[earlier][1] > corners[i][3]  # what comes earlier stands higher


@pytest.mark.parametrize("computation", COMPUTATIONS)
def test_the_boxes_of_a_graph_do_not_touch_and_the_loss_is_the_lowest(computation):
    (axes,) = pictures.graph_of(nodes(computation)).figure.axes
    corners = np.array(boxes(axes))
    assert corners[:-1, 1].min() > corners[-1, 3]
    assert corners.min() > 0 and corners[:, 2].max() < axes.get_xlim()[1] and corners[:, 3].max() < axes.get_ylim()[1]
    for one, two in combinations(corners, 2):
        apart = max(*(two[:2] - one[2:]), *(one[:2] - two[2:]))
        assert apart > 0.1


def test_leaves_of_a_graph_are_marked_and_nothing_else():
    steps = nodes(two_passes)
    (axes,) = pictures.graph_of(steps).figure.axes
    faces = [patch.get_facecolor() for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    white = [face[:3] == (1, 1, 1) for face in faces]
    assert white == [node.operation != "leaf" for node in steps]


# --- what pictures are made of --------------------------------------------------------------------


def test_numbers_that_are_none_leave_gaps_and_those_far_off_stay_far_off():
    drawn = finite([1.0, math.nan, -1e308, math.inf, 1e308, -math.inf, 2.0])
    assert np.isnan(drawn).tolist() == [False, True, False, True, False, True, False]
    assert drawn[[0, -1]].tolist() == [1.0, 2.0]
    assert drawn[4] == -drawn[2] > 1e99


@pytest.mark.parametrize("runs", [1, 3])
def test_a_run_that_explodes_to_the_largest_numbers_there_are_is_drawn_without_a_warning(runs):
    losses = np.geomspace(1e2, 1e308, 200)[:, None].repeat(runs, axis=1)
    losses[-1] = math.inf
    pictures.two_losses({"exploding": (losses.squeeze(), losses.squeeze())}).png()


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_margins_are_as_many_inches_as_asked_for_whatever_the_picture(columns, rows):
    picture = Picture(columns=columns, height=6.0, rows=rows)
    picture.margins(left=0.7, right=0.3, bottom=0.6, top=0.4, between=0.5, above=0.8)
    bounds = [axes.get_position().bounds for axes in picture.axes]
    assert len(bounds) == rows * columns
    first, last = bounds[0], bounds[-1]
    inches = [first[0] * 7.2, (1 - last[0] - last[2]) * 7.2, last[1] * 6, (1 - first[1] - first[3]) * 6]
    assert inches == pytest.approx([0.7, 0.3, 0.6, 0.4])
    top_row, first_column = bounds[:columns], bounds[::columns]
    gaps = [(right[0] - left[0] - left[2]) * 7.2 for left, right in pairwise(top_row)]
    assert gaps == pytest.approx([0.5] * (columns - 1))
    gaps = [(upper[1] - lower[1] - lower[3]) * 6 for upper, lower in pairwise(first_column)]
    assert gaps == pytest.approx([0.8] * (rows - 1))


def test_a_picture_that_is_not_used_any_more_leaves_nothing_behind():
    picture = pictures.learning_cycle()
    picture.png()
    figure = weakref.ref(picture.figure)
    del picture
    gc.collect()
    assert figure() is None


def test_drawing_needs_neither_pyplot_nor_sliders():
    # In a process of its own, where no test has imported them yet.
    code = (
        "import sys; from helpers import pictures, show; show.bundle(pictures.learning_cycle()); "
        "print({'matplotlib.pyplot', 'ipywidgets'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout == "set()\n" and run.stderr == ""


# --- pictures in the notebooks --------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_nothing_reaches_the_edge_of_a_picture_stored_in_a_notebook(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    shown = [
        output["data"] for cell in cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})
    ]
    for data in shown:
        stored = pixels(base64.b64decode("".join(data["image/png"])))
        assert stored.shape[1] in (900, 1440), data["text/plain"]
        assert edge(stored).min() >= 250, data["text/plain"]
    assert shown
