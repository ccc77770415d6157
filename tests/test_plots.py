"""Pictures: what they say in words, what they may look like, and that nothing is cut off."""

import base64
import gc
import inspect
import io
import json
import math
import re
import subprocess
import sys
import weakref
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb, to_rgba_array
from matplotlib.text import Text
from PIL import Image, ImageDraw

from helpers import (
    dloss_fn,
    hessian,
    least_squares,
    loss_fn,
    loss_surface,
    model,
    plots,
    predict_loss,
    stable_learning_rate,
    thermometer,
)

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
    return plots.stability(fine, factors, predicted, (rates, measured), stable_learning_rate(U), 10)


WEIGHTS = torch.linspace(0.0, 2.0, 101)
MOVES = torch.linspace(-0.4, 0.4, 81, dtype=torch.float64)
LEARNED = (0.5368, -17.3)
X, Y = torch.tensor(2.0), torch.tensor([[1.0], [2.0], [3.0]])
Z, A = torch.tensor([[1.0, 10.0, 100.0]]), torch.tensor([[[1.0]], [[-1.0]]])

# As the notebooks draw them: the name of the function, and where there is more than one, which.
STILLS = {
    "readings": lambda: plots.readings(U, C),
    "readings, with differences": lambda: plots.readings(U, C, {"w = 1, b = 0": START}, residuals=True),
    "readings, learned": lambda: plots.readings(
        U, C, {"learned: 0.5368 · t_u − 17.3": LEARNED}, residuals=True
    ),
    "readings, two lines": lambda: plots.readings(
        U, C, {"before, w = 1": (1.0, 0.0), "w already moved, w = -0.36": (-0.36, 0.0)}
    ),
    "readings, two fits": lambda: plots.readings(
        U, C, {"after 100 epochs, loss 29.0": (0.2327, -0.0163), "best line, loss 2.93": BEST}
    ),
    "readings, Fahrenheit": lambda: plots.readings(
        U, C, {"learned": LEARNED, "Fahrenheit: 5/9 · (t_u − 32)": (5 / 9, -160 / 9)}
    ),
    "differences": lambda: plots.differences(U, ERRORS),
    "differences, small": lambda: plots.differences(U, model(U, *LEARNED) - C),
    "loss_shapes": lambda: plots.loss_shapes(
        torch.linspace(-3, 3, 241),
        {"absolute": torch.linspace(-3, 3, 241).abs(), "squared": torch.linspace(-3, 3, 241) ** 2},
    ),
    "pairwise": lambda: plots.pairwise(PREDICTED - C[:, None]),
    "broadcasting": lambda: plots.broadcasting([("x", X, "y", Y), ("y", Y, "z", Z), ("yz", Y * Z, "a", A)]),
    "knobs": lambda: plots.knobs(START, [4517.3, 82.6], 1763.88),
    "knobs, turned up": lambda: plots.knobs((-3.0, 40.0), [-4517.3, -82.6], 1763.88),
    "secants": lambda: plots.secants(
        WEIGHTS,
        losses(WEIGHTS, 0.0),
        (1.0, 1763.88),
        {"central, δ = 0.7": 4517.3, "forward, δ = 0.7": 6636.0},
    ),
    "secants, three": lambda: plots.secants(
        WEIGHTS,
        losses(WEIGHTS, 0.0),
        (1.0, 1763.88),
        {"δ = 0.6": 6334.0, "δ = 0.3": 5426.0, "δ = 0.001": 4520.0},
    ),
    "chain": lambda: plots.chain(U, dloss_fn(PREDICTED, C)),
    "scaling": lambda: plots.scaling(
        [2, 8, 32, 128, 512, 2048],
        {
            "nudging, central": [0.1, 0.3, 1.2, 5.0, 30.0, 300.0],
            "chain rule": [0.02, 0.02, 0.03, 0.03, 0.1, 0.3],
        },
    ),
    "loss_curves": lambda: plots.loss_curves(
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
    "loss_curves, long": lambda: plots.loss_curves(
        {"learning rate 3.3e-4": 2.9276 + 1761 * torch.exp(-torch.arange(111_815) / 15_000)},
        2.9276,
        log_epochs=True,
    ),
    "contours": lambda: plots.contours(
        [
            around_best("raw", U),
            around_best("0.1 · t_u", 0.1 * U),
            around_best("standardised", (U - U.mean()) / U.std(correction=0)),
        ]
    ),
    "contours, with paths": lambda: plots.contours(
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
    "slices": lambda: plots.slices(
        MOVES,
        {
            "w moves, b stays": losses(BEST[0] + MOVES, BEST[1]),
            "b moves, w stays": losses(BEST[0], BEST[1] + MOVES),
        },
    ),
    "stability": stability,
    "learning_cycle": plots.learning_cycle,
}


DRAWING = [
    name
    for name, thing in vars(plots).items()
    if inspect.isfunction(thing) and thing.__annotations__.get("return") is plots.Picture
]


# --- what is drawn, read back ---------------------------------------------------------------------


@contextmanager
def written():
    """Every text that is drawn meanwhile, with its box in pixels: left, top, right, bottom."""
    texts = []

    def draw(self, renderer, *args, **kwargs):
        original_draw(self, renderer, *args, **kwargs)
        if self.get_visible() and self.get_text().strip():
            box, height = self.get_window_extent(renderer), self.get_figure(root=True).bbox.height
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
        (lambda: plots.readings(u, c, {"mine": (w, b)}), [7, u.min(), u.max(), c.min(), c.max()], ["mine"]),
        (lambda: plots.differences(u, c), [c.mean(), (c**2).mean()], []),
        (lambda: plots.loss_shapes(u, TWO), [], TWO),
        (lambda: plots.pairwise(c[:, None] - c), [7], []),
        (
            lambda: plots.broadcasting([("p", u[:3, None], "q", c[:2])]),
            [],
            ["p", "q", "(3, 1)", "(2,)", "(3, 2)"],
        ),
        (lambda: plots.knobs((w, b), slopes, size), [w, b, *slopes, size], []),
        (lambda: plots.secants(u, c, (w, b), {"one": 1.0, "two": 2.0}, name="v"), [w], ["one", "two", "v ="]),
        (lambda: plots.chain(u, c), [7, (u * c).sum()], []),
        (lambda: plots.scaling(u, TWO), [], TWO),
        (lambda: plots.loss_curves({"one": u, "two": [*c, math.inf]}), [u[0], u[-1], c[0], c[-1]], TWO),
        (lambda: plots.contours([surface("mine", U, (-b, w), (-b, w))]), [], ["mine"]),
        (lambda: plots.slices(u, TWO), [], TWO),
        (lambda: plots.stability(np.sort(u), {"one": c}, c, (u, c), w, 17), [w, 17], []),
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
    axes = plots.readings(U, C, lines, residuals=True).axes[0]
    for label, (w, b) in lines.items():
        x, y = labelled(axes, label).get_data()
        assert y == pytest.approx(w * x + b)
        assert x.min() < U.min() and x.max() > U.max()
    assert labelled(axes, "readings").get_xydata() == pytest.approx(torch.stack([U, C], 1).numpy())
    (bars,) = axes.collections
    ends = torch.stack([torch.stack([U, C], 1), torch.stack([U, model(U, 2.0, -3.0)], 1)], 1)
    assert np.array(bars.get_segments()) == pytest.approx(ends.numpy(), rel=1e-5)


def test_the_mean_of_the_differences_is_drawn_where_it_is():
    for axes, values in zip(plots.differences(U, ERRORS).axes, (ERRORS, ERRORS**2), strict=True):
        (mean,) = [line for line in axes.lines if line.get_label().startswith("mean")]
        assert mean.get_ydata()[0] == pytest.approx(values.mean().item(), rel=1e-4)
        assert says(mean.get_label(), values.mean().item())


def test_the_shares_of_the_chain_rule_are_the_product_of_the_links():
    links, moves, shares = (
        np.array([bar.get_width() for bar in axes.patches]) for axes in plots.chain(U, ERRORS).axes
    )
    assert shares == pytest.approx(links * moves)
    assert moves == pytest.approx(U.numpy())


@pytest.mark.parametrize(("slope", "turn"), [(3.0, "down"), (-3.0, "up")])
def test_a_knob_is_to_be_turned_against_its_slope(slope, turn):
    texts = [text.get_text() for text in plots.knobs((1, 0), (slope, slope), 5.0).figure.axes[0].texts]
    assert [text.split("turn it ")[1] for text in texts if "turn it" in text] == [turn, turn]


def test_a_curve_of_losses_counts_epochs_from_1_and_ends_where_the_losses_do():
    axes = plots.loss_curves({"exploding": [5.0, 500.0, 5e4, math.inf, math.nan]}).axes[0]
    assert labelled(axes, "exploding").get_xydata().tolist() == [[1, 5], [2, 500], [3, 5e4]]


def test_a_secant_goes_through_its_point_with_its_slope():
    x, y = labelled(plots.secants([0, 1, 2], [4, 1, 0], (1, 1), {"mine": -2.5}).axes[0], "mine").get_data()
    assert y == pytest.approx(1 - 2.5 * (x - 1))


def test_the_star_among_the_contours_is_the_best_line():
    picture = plots.contours([around_best("a", 0.1 * U), around_best("b", U)])
    for axes, t_in in zip(picture.axes, (0.1 * U, U), strict=True):
        star = labelled(axes, "smallest loss").get_xydata()
        assert star == pytest.approx(least_squares(t_in, C).numpy()[None])


def test_lines_of_equal_loss_rise_by_equal_factors_from_just_above_the_smallest_loss():
    panel = around_best("a", 0.1 * U)
    (lines,) = plots.contours([panel]).axes[0].collections
    factors = lines.levels[1:] / lines.levels[:-1]
    assert factors == pytest.approx(np.full(len(factors), factors[0]))
    assert panel["loss"].min() < lines.levels[0] < 1.6 * panel["loss"].min()
    assert lines.levels[-1] == pytest.approx(panel["loss"].max().item())


# --- what pictures are made of --------------------------------------------------------------------


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_margins_are_as_many_inches_as_asked_for_whatever_the_picture(columns):
    picture = plots.Picture(columns=columns, height=4.0)
    picture.margins(left=0.7, right=0.3, bottom=0.6, top=0.4, between=0.5)
    boxes = [axes.get_position().bounds for axes in picture.axes]
    first, last = boxes[0], boxes[-1]
    inches = [first[0] * 7.2, (1 - last[0] - last[2]) * 7.2, first[1] * 4, (1 - first[1] - first[3]) * 4]
    assert inches == pytest.approx([0.7, 0.3, 0.6, 0.4])
    gaps = [(right[0] - left[0] - left[2]) * 7.2 for left, right in zip(boxes, boxes[1:], strict=False)]
    assert gaps == pytest.approx([0.5] * (columns - 1))


def test_a_picture_that_is_not_used_any_more_leaves_nothing_behind():
    picture = plots.learning_cycle()
    picture.png()
    figure = weakref.ref(picture.figure)
    del picture
    gc.collect()
    assert figure() is None


def test_drawing_needs_neither_pyplot_nor_sliders():
    # In a process of its own, where no test has imported them yet.
    code = (
        "import sys; from helpers import plots, show; show.bundle(plots.learning_cycle()); "
        "print({'matplotlib.pyplot', 'ipywidgets'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout == "set()\n" and run.stderr == ""


# --- pictures in the notebooks --------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_nothing_reaches_the_edge_of_a_picture_stored_in_a_notebook(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    shown = [
        output["data"]
        for cell in cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    for data in shown:
        stored = pixels(base64.b64decode("".join(data["image/png"])))
        assert stored.shape[1] in (900, 1440), data["text/plain"]
        assert edge(stored).min() >= 250, data["text/plain"]
    assert shown
