"""Sliders around pictures; the only file that knows ipywidgets.

A Lab is controls, a picture made once, and an update function of the controls' values. Moving a control
calls the function and replaces the shown image in place. Each lab of the course is one function below:
it prepares the numbers, says what a move does, and returns the Lab, which a notebook shows by ending
its cell with it.
"""

import math
import statistics
import time
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from itertools import product

import ipywidgets
import torch
from IPython import get_ipython
from IPython.display import DisplayHandle, display
from torch import Tensor

from . import moving, optimizers, plots
from .data import every_split
from .exact import (
    epochs_needed,
    fit_polynomial,
    hessian,
    least_absolute,
    least_squares,
    loss_surface,
    stable_learning_rate,
    step_factor,
    to_raw_units,
)
from .gradients import backward_difference, central_difference, forward_difference, grad_fn
from .graph import kept_bytes
from .loop import History, autograd_loop, optimizer_loop, training_loop
from .loss import calc_forward, dlog_cosh_loss_fn, dloss_fn, log_cosh_loss_fn, loss_fn
from .model import model, polynomial
from .orbit import ellipse
from .show import bundle
from .text import sig

START = (1.0, 0.0)
WIDE = {"description_width": "110px"}
LAYOUT = {"width": "min(460px, 100%)"}
NOTCH = 0.02  # of a power of ten, for logarithmic sliders


class Lab:
    """Controls over a picture.

    Args:
        picture: what is shown; its artists move.
        update: called with the value of every control by name; moves the picture.
        controls: {name: control}, each with a value.
        goal: what to reach, shown above the controls.
    """

    def __init__(
        self, picture: plots.Picture, update: Callable[..., None], controls: Mapping[str, ipywidgets.Widget], goal: str
    ) -> None:
        self.picture = picture
        self.update = update
        self.controls = dict(controls)
        self.goal = goal
        self.error: Exception | None = None
        self._display = DisplayHandle()
        self._boxes: list[ipywidgets.VBox] = []  # one for each time it was shown
        for control in self.controls.values():
            control.observe(self._moved, names="value")
        self.update(**self.values)

    @property
    def values(self) -> dict[str, float]:
        return {name: control.value for name, control in self.controls.items()}

    def _moved(self, change: dict) -> None:
        """JupyterLab hides what a callback raises or warns, so both take the picture's place."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                self.update(**self.values)
                data, metadata = bundle(self.picture)
            self.error = None
        except Exception as error:
            self.error = error
            data, metadata = {"text/plain": f"This lab stopped with {type(error).__name__}: {error}"}, {}
        if self._boxes:
            self._display.update(data, metadata=metadata, raw=True)

    def _ipython_display_(self) -> None:
        if self.picture is None:
            raise RuntimeError("this lab was closed when another one was shown; make a new one")
        rows = [getattr(control, "row", control) for control in self.controls.values()]
        box = ipywidgets.VBox([ipywidgets.HTML(f"<b>Goal:</b> {self.goal}"), *rows])
        names = ", ".join(getattr(control, "title", control.description) for control in self.controls.values())
        view = {  # as ipywidgets would write it, which keeps that in one method in 7 and in another in 8
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2, "version_minor": 0, "model_id": box.model_id,
            },
            "text/plain": f"Goal: {self.goal}\nControls (run this cell to move them): {names}",
        }  # fmt: skip
        display(view, raw=True)
        data, metadata = bundle(self.picture)
        self._display.display(data, metadata=metadata, raw=True)
        self._boxes.append(box)
        replace_in_cell(self)

    def close(self) -> None:
        """Take the controls away and let go of the picture, which ipywidgets and IPython would keep for ever."""
        for box in self._boxes:
            close_all(box)
        self.controls, self.picture, self.update = {}, None, None


def close_all(widget: ipywidgets.Widget) -> None:
    for child in getattr(widget, "children", ()):
        close_all(child)
    widget.close()


KEPT = 6  # cells, where the front end does not name them; no notebook has more than two that show a lab
# By the name of a cell, or None and its code: its last run, and the labs that this has shown.
_in_cells: dict[tuple[str | None, str | None], tuple[str, list[Lab]]] = {}


def replace_in_cell(lab: Lab) -> None:
    """Close what the running cell showed in an earlier run, of which nothing is left on the page.

    A front end that does not name the running cell, such as Colab, tells its code. There a cell with the same code
    as another counts as the other, run again, and of all cells the last few keep their labs.
    """
    shell = get_ipython()
    message = shell.get_parent() if hasattr(shell, "get_parent") else {}
    name, run = message.get("metadata", {}).get("cellId"), message.get("header", {}).get("msg_id")
    cell = name, None if name else message.get("content", {}).get("code")
    if cell == (None, None):
        return
    last, labs = _in_cells.pop(cell, (run, []))
    _in_cells[cell] = run, [*(labs if last == run else []), lab]
    nameless = [other for other in _in_cells if other[0] is None]
    if len(nameless) > KEPT:
        labs += _in_cells.pop(nameless[0])[1]
    shown = [other for _, others in _in_cells.values() for other in others]
    for old in labs:
        if old not in shown:
            old.close()


def slider(label: str, low: float, high: float, step: float, value: float) -> ipywidgets.FloatSlider:
    """A linear slider; its readout can be typed into."""
    kind = ipywidgets.IntSlider if isinstance(step, int) else ipywidgets.FloatSlider
    control = kind(value, min=low, max=high, step=step, description=label, style=WIDE, layout=LAYOUT)
    if step < 0.01:  # two decimals, the usual, would hide the last digit
        control.readout_format = ".3f"
    return control


def log_slider(label: str, low: int, high: int, value: float) -> ipywidgets.BoundedFloatText:
    """A number field with a slider over powers of ten, 10**low to 10**high, before it.

    The field's value counts: a number typed into it is used as it is, and the slider goes to the nearest notch.
    """
    slider = ipywidgets.FloatSlider(
        notch(value), min=low, max=high, step=NOTCH, description=label, readout=False, style=WIDE, layout=LAYOUT
    )
    field = ipywidgets.BoundedFloatText(
        value, min=10.0**low, max=10.0**high, step=None,
        description=label, style={"description_width": "0px"}, layout={"width": "118px"},  # read aloud, not seen
    )  # fmt: skip
    field.tooltip = f"{label} as a number"  # ipywidgets 7 has no such argument and shows the description

    def slide(change: dict) -> None:
        if notch(field.value) != change["new"]:  # otherwise the field has moved the slider
            field.value = float(f"{10 ** change['new']:.3g}")

    def enter(change: dict) -> None:
        slider.value = notch(change["new"])

    slider.observe(slide, names="value")
    field.observe(enter, names="value")
    field.slider = slider
    field.row = ipywidgets.HBox([slider, field], layout={"flex_flow": "row wrap"})
    return field


def notch(value: float) -> float:
    """The notch of a logarithmic slider that is nearest to a value."""
    return round(round(math.log10(value) / NOTCH) * NOTCH, 2)


def every_notch(low: float, high: float) -> list[float]:
    """The values of all notches of a logarithmic slider, as its field shows them."""
    return [float(f"{10 ** (NOTCH * i):.3g}") for i in range(round(low / NOTCH), round(high / NOTCH) + 1)]


def choice(label: str, options: list[str], value: str | None = None) -> ipywidgets.ToggleButtons:
    """Buttons of which one is pressed, in one row with their label."""
    tooltips = [f"{label}: {option}" for option in options]
    buttons = ipywidgets.ToggleButtons(
        options=options, value=value or options[0], tooltips=tooltips, style={"button_width": "auto"}
    )
    name = ipywidgets.Label(label, layout={"width": "110px", "justify_content": "flex-end"})
    buttons.title = label
    buttons.row = ipywidgets.HBox([name, buttons], layout={"flex_flow": "row wrap"})
    return buttons


def mark(reached: bool) -> str:
    return "   ✓ goal reached" if reached else ""


def swing_lab(t_u: Tensor, t_c: Tensor, n_steps: int = 12) -> Lab:
    """One parameter, one learning rate: crawl, glide, ring, explode.

    On standardised inputs the bias starts at its best value and stays there, so only w moves, and each
    step multiplies its distance from the best one by 1 - 2 * learning_rate.
    """
    z = (t_u - t_u.mean()) / t_u.std(correction=0)
    bias = t_c.mean().item()
    best = least_squares(z, t_c)[0].item()
    w = torch.linspace(best - 16, best + 16, 161)
    picture = moving.SwingPicture(
        z, t_c, w, loss_fn(model(z[:, None], w, torch.full_like(w, bias)), t_c[:, None]), n_steps + 1
    )
    start = torch.tensor([best - 14, bias])

    def update(learning_rate: float) -> None:
        history = History(quiet=True)
        training_loop(n_steps + 1, learning_rate, start, z, t_c, history=history)  # the first loss is the start's
        factor = 1 - 2 * learning_rate
        if abs(factor) < 0.02:
            word = "lands in one step"
        elif factor > 0.75:
            word = "crawls"
        elif factor > 0:
            word = "glides"
        elif factor > -1 + 1e-9:
            word = "rings: every step overshoots, yet less and less"
        elif factor > -1 - 1e-9:
            word = "swings from side to side for ever"
        else:
            word = "explodes: every step overshoots by more than the last"
        losses = history.loss
        picture.update(
            history.params, losses,
            f"η = {learning_rate:.3g}: the descent {word}.\n"
            f"Loss {sig(losses[0])} at the start, {sig(losses[-1])} after {n_steps} steps."
            + mark(abs(factor) < 0.02),
        )  # fmt: skip

    return Lab(picture, update, {"learning_rate": slider("learning rate η", 0.01, 1.1, 0.01, 0.05)},
               "make the line land in the middle of the readings in a single step.")  # fmt: skip


def orbit_lab(longitude: Tensor, distance: Tensor) -> Lab:
    """Three knobs and a loss: the learner is the optimizer."""
    picture = moving.OrbitPicture(longitude, distance)
    around = torch.linspace(0, 360, 361, dtype=torch.float64)

    def update(eccentricity: float, axis: float, perihelion: float) -> None:
        shape = partial(ellipse, eccentricity=eccentricity, axis=axis, perihelion=perihelion)
        predicted = shape(longitude)
        loss = 1e6 * loss_fn(predicted, distance).item()
        ends = torch.tensor([perihelion, perihelion + 180.0], dtype=torch.float64)
        picture.update(
            around, shape(around), predicted, (ends, shape(ends)),
            f"e = {eccentricity:.3f}, a = {axis:.3f} au, perihelion at {perihelion:.0f}°.\n"
            f"Loss {sig(loss, decimals=1)} millionths of au².{mark(loss < 10)}",
        )  # fmt: skip

    controls = {
        "eccentricity": slider("eccentricity", 0.0, 0.3, 0.001, 0.0),
        "axis": slider("size, au", 1.3, 1.8, 0.001, 1.4),
        "perihelion": slider("orientation, °", 0.0, 359.0, 1.0, 90.0),
    }
    return Lab(
        picture, update, controls, "bring the loss below 10 millionths of au². In which order do you turn the knobs?"
    )


def hand_fit_lab(t_u: Tensor, t_c: Tensor) -> Lab:
    """Choose w and b by hand."""
    picture = moving.HandFitPicture(t_u, t_c)

    def update(w: float, b: float) -> None:
        worst = (model(t_u, w, b) - t_c).abs().max().item()
        picture.update(w, b, f"w = {w:.2f}, b = {b:.1f}: the worst difference is {worst:.1f} °C." + mark(worst < 4))

    controls = {"w": slider("weight w", -1.0, 2.0, 0.01, 1.0), "b": slider("bias b", -40.0, 40.0, 0.5, 0.0)}
    return Lab(picture, update, controls, "bring the worst difference below 4 °C, and note your w and b.")


def outlier_lab(t_u: Tensor, t_c: Tensor) -> Lab:
    """Move one reading and watch the best lines of two losses part."""
    squared, absolute = least_squares(t_u, t_c), least_absolute(t_u, t_c)
    picture = moving.OutlierPicture(t_u, t_c, squared, absolute)

    def update(reading: int, shift: float) -> None:
        moved = t_c.clone()
        moved[reading - 1] += shift
        s, a = least_squares(t_u, moved), least_absolute(t_u, moved)
        tilt_s, tilt_a = (s[0] / squared[0]).item(), (a[0] / absolute[0]).item()
        picture.update(
            t_u, moved, reading - 1, s, a,
            f"Reading {reading} moved by {shift:+.0f} °C. Weights: squared {sig(s[0])} ({tilt_s:.0%} of before),\n"
            f"absolute {sig(a[0])} ({tilt_a:.0%} of before)." + mark(tilt_s < 0.5 and tilt_a > 0.9),
        )  # fmt: skip

    controls = {
        "reading": slider("reading", 1, len(t_u), 1, 4),
        "shift": slider("move it by, °C", -60.0, 40.0, 1.0, 0.0),
    }
    return Lab(picture, update, controls,
               "with one reading, halve the weight of one line while the other keeps 90 % of its own.")  # fmt: skip


DELTA_LOSSES = {
    # name: loss, its derivative, the point (w0, b0), and how far around w0 to draw it.
    # Far from the readings log-cosh is straight, so its point is near them.
    "squared error": (loss_fn, dloss_fn, (1.0, 0.0), 1.0),
    "log-cosh": (log_cosh_loss_fn, dlog_cosh_loss_fn, (0.5, -16.0), 0.1),
}
DIFFERENCES = {"forward": forward_difference, "backward": backward_difference, "central": central_difference}


def delta_lab(t_u: Tensor, t_c: Tensor) -> Lab:
    """The honest delta laboratory: every method, two precisions, two losses, all deltas at once by broadcasting."""
    deltas = torch.logspace(-10, 1, 111, dtype=torch.float64)
    picture = moving.DeltaPicture(deltas)

    def slopes_at(loss: str, precision: torch.dtype, delta: Tensor) -> dict[str, Tensor]:
        """Slope along w by each method for many deltas (D,): K columns of the same point, a delta each."""
        fn, _, point, _ = DELTA_LOSSES[loss]
        u, c = t_u.to(precision)[:, None], t_c.to(precision)[:, None]
        params = torch.tensor(point, dtype=precision)[:, None].expand(2, len(delta))
        return {
            name: difference(lambda p: fn(model(u, *p), c), params, delta.to(precision))[0].double()
            for name, difference in DIFFERENCES.items()
        }

    def exact(loss: str) -> tuple[float, float]:
        """Loss at the point and its slope along w, in float64."""
        fn, dfn, (w0, b0), _ = DELTA_LOSSES[loss]
        u, c = t_u.double(), t_c.double()
        p = model(u, w0, b0)
        return fn(p, c).item(), (dfn(p, c) * u).sum().item()

    precisions = {"float32": torch.float32, "float64": torch.float64}
    truth = {loss: exact(loss) for loss in DELTA_LOSSES}
    errors = {
        (loss, name): {k: (v / truth[loss][1] - 1).abs() for k, v in slopes_at(loss, precision, deltas).items()}
        for loss in DELTA_LOSSES
        for name, precision in precisions.items()
    }
    # Loss over w, relative to the loss at the point.
    around = torch.linspace(-1, 1, 201, dtype=torch.float64)
    shapes = {}
    for loss, (fn, _, (w0, b0), unit) in DELTA_LOSSES.items():
        lines = model(t_u.double()[:, None], w0 + unit * around, torch.full_like(around, b0))
        shapes[loss] = fn(lines, t_c.double()[:, None]) / truth[loss][0]

    def update(delta: float, precision: str, loss: str) -> None:
        here, slope = truth[loss]
        measured = {
            k: v.item()
            for k, v in slopes_at(loss, precisions[precision], torch.tensor([delta], dtype=torch.float64)).items()
        }
        at = {k: abs(v / slope - 1) for k, v in measured.items()}
        feet = (1 - measured["backward"] * delta / here, 1 + measured["forward"] * delta / here)
        relative, unit = {k: v / here for k, v in measured.items()}, DELTA_LOSSES[loss][3]
        setting = f"δ = {delta:.3g}, {precision}, {loss}. True slope {sig(slope)}"
        goal = mark(loss == "log-cosh" and at["forward"] < 1e-6)
        picture.update(
            shapes[loss], slope / here, relative, feet, unit, errors[loss, precision], delta, at,
            f"{setting}{goal}",
            f"{setting}; forward {sig(measured['forward'])}, central {sig(measured['central'])}.\n"
            f"Relative error: forward {at['forward']:.1e}, central {at['central']:.1e}.{goal}",
        )  # fmt: skip

    controls = {
        "delta": log_slider("nudge δ", -10, 1, 0.1),
        "precision": choice("precision", list(precisions)),
        "loss": choice("loss", list(DELTA_LOSSES)),
    }
    return Lab(picture, update, controls,
               "with log-cosh, bring the forward error below 1e-06. Which precision do you need?")  # fmt: skip


def one_step_lab(t_u: Tensor, t_c: Tensor) -> Lab:
    """One step of descent: what the slope promises, and what the loss does."""
    params = torch.tensor(START)
    gradient = grad_fn(t_u, t_c, model(t_u, *params), *params)
    steepness = (gradient**2).sum().item()
    rates = torch.linspace(0, 5e-4, 101)
    after = params[:, None] - rates * gradient[:, None]
    losses = loss_fn(model(t_u[:, None], *after), t_c[:, None])
    picture = moving.OneStepPicture(t_u, t_c, params, rates, losses, steepness)
    before = losses[0].item()

    def update(learning_rate: float) -> None:
        new = params - learning_rate * gradient
        real = loss_fn(model(t_u, *new), t_c).item()
        promised = learning_rate * steepness
        kept = (before - real) / promised
        outside = "" if learning_rate <= rates[-1] else " (beyond the right edge)"
        picture.update(
            learning_rate, new, before - promised, real,
            f"η = {learning_rate:.3g}{outside}: loss {sig(before)} → {sig(real)}.\n"
            f"Promised decrease {sig(promised)}, real decrease {sig(before - real)}: {kept:.0%} of the promise."
            + mark(real < 35),
        )  # fmt: skip

    return Lab(picture, update, {"learning_rate": log_slider("learning rate η", -6, -2, 1e-5)},
               "bring the loss below 35 in this one step. How much of the promise is kept there?")  # fmt: skip


def learning_rate_lab(t_u: Tensor, t_c: Tensor, n_epochs: int = 100) -> Lab:
    """Four decades of learning rates on the raw readings."""
    params = torch.tensor(START)
    best = least_squares(t_u, t_c)
    minimum = loss_fn(model(t_u.double(), *best), t_c.double()).item()
    w, b = torch.linspace(-0.6, 1.4, 81), torch.linspace(-32, 24, 81)
    picture = moving.DescentPicture(w, b, loss_surface(t_u, t_c, w, b), best, minimum, n_epochs)
    flat, steep = torch.linalg.eigvalsh(hessian(t_u)).tolist()

    def update(learning_rate: float) -> None:
        history = History(quiet=True)
        training_loop(n_epochs, learning_rate, params, t_u, t_c, history=history)
        losses = history.loss
        across, along = 1 - learning_rate * steep, 1 - learning_rate * flat
        if history.diverged:
            word = f"explodes; infinite in epoch {history.diverged}"
        elif abs(across) >= 1:
            word = f"explodes; loss {sig(losses[-1])} in epoch {n_epochs}"
        elif across < 0:
            word = (
                f"{'rings, then creeps' if abs(across) ** n_epochs < 0.01 else 'still rings'}; loss {sig(losses[-1])}"
            )
        elif across**n_epochs > 0.01:
            word = f"crawls; loss {sig(losses[-1])}"
        else:
            word = f"glides, then creeps; loss {sig(losses[-1])}"
        picture.update(
            losses, history.params,
            f"η = {learning_rate:.3g}: {word}.{mark(losses[-1].item() < 28.94)}\n"
            f"One step multiplies the distance across the valley by {across:.3f}, along it by {along:.7f}.",
        )  # fmt: skip

    return Lab(picture, update, {"learning_rate": log_slider("learning rate η", -6, -2, 1e-4)},
               f"bring the loss in epoch {n_epochs} below 28.94. Then find the η from which it explodes.")  # fmt: skip


def scale_lab(t_u: Tensor, t_c: Tensor, n_epochs: int = 60) -> Lab:
    """Scale and centre the inputs: the shape of the loss, and what it costs to descend."""
    t_u, t_c = t_u.double(), t_c.double()
    picture = moving.ScalePicture(n_epochs)
    mean = t_u.mean().item()
    turn = torch.linspace(0, 2 * math.pi, 181, dtype=torch.float64)
    circle = torch.stack([turn.cos(), turn.sin()])

    def update(scale: float, centre: str) -> None:
        t_un = scale * (t_u - (mean if centre == "yes" else 0.0))
        eigenvalues, eigenvectors = torch.linalg.eigh(hessian(t_un))
        flat, steep = eigenvalues.tolist()
        condition = steep / flat
        rate = 2 / (flat + steep)  # makes the two factors 1 - rate * l equal in size: the best worst case
        params = torch.tensor(START, dtype=torch.float64)
        best = least_squares(t_un, t_c)
        minimum = loss_fn(model(t_un, *best), t_c).item()
        history = History(quiet=True)
        training_loop(n_epochs, rate, params, t_un, t_c, history=history)
        epochs = epochs_needed(rate, params, t_un, t_c)
        shape = eigenvectors @ (circle * (flat / eigenvalues).sqrt()[:, None])
        path = (history.params - best) / (params - best).norm()
        count = f"{sig(float(epochs))}" if epochs < 1e6 else f"{epochs:.2g}"
        given = f"{scale:.3g} · (t_u − {mean:.4g})" if centre == "yes" else f"{scale:.3g} · t_u"
        picture.update(
            [r * shape for r in (0.3, 0.6, 0.9, 1.2)], path, history.loss / minimum - 1,
            f"Input {given}: condition number {sig(condition)}, "
            f"η below {stable_learning_rate(t_un):.3g} is stable,\n"
            f"within 0.1 % of the smallest loss after {count} epochs at η = {rate:.3g}." + mark(condition < 1.1),
        )  # fmt: skip

    controls = {"scale": log_slider("scale", -2, 0, 1.0), "centre": choice("centred", ["no", "yes"])}
    return Lab(picture, update, controls, "bring the condition number below 1.1: the long valley becomes a round bowl.")


def film_lab(t_u: Tensor, t_c: Tensor, scale: float = 0.1, learning_rate: float = 1e-2, n_epochs: int = 5000) -> Lab:
    """The whole training as a film: play it, or drag through its epochs."""
    t_un = scale * t_u
    history = History()
    training_loop(n_epochs, learning_rate, torch.tensor(START), t_un, t_c, history=history)
    # Most of the change is early: frames spaced by equal factors, each epoch once.
    frames = sorted({round(n_epochs ** (i / 99)) for i in range(100)})
    rows = torch.tensor(frames) - 1
    path, losses = history.params[rows], history.loss[rows]
    raw = to_raw_units(path.T, scale).T
    w, b = torch.linspace(-1, 7, 81), torch.linspace(-22, 6, 81)
    picture = moving.FilmPicture(t_u, t_c, path, w, b, loss_surface(t_un, t_c, w, b), least_squares(t_un, t_c))

    def update(epoch: int) -> None:
        i = frames.index(epoch)
        picture.update(
            i, *raw[i].tolist(),
            f"Epoch {epoch:,}: loss {sig(losses[i])}, t_c = {sig(raw[i, 0])} · t_u {'+' if raw[i, 1] >= 0 else '−'} "
            f"{sig(raw[i, 1].abs())}" + mark(losses[i].item() < 3),
        )  # fmt: skip

    control = ipywidgets.SelectionSlider(
        options=[(f"{epoch:,}", epoch) for epoch in frames], description="epoch", style=WIDE, layout=LAYOUT
    )
    play = ipywidgets.Play(min=0, max=len(frames) - 1, interval=100, show_repeat=False)
    ipywidgets.jslink((play, "value"), (control, "index"))
    control.row = ipywidgets.HBox([control, play], layout={"flex_flow": "row wrap"})
    return Lab(picture, update, {"epoch": control},
               "find the first frame whose loss is below 3. What changes from there to the end?")  # fmt: skip


def momentum_lab(t_u: Tensor, t_c: Tensor, scale: float = 0.1, n_epochs: int = 200) -> Lab:
    """Keep a share of the old gradient instead of zeroing it, and see that this is momentum."""
    t_un, t_c = scale * t_u.double(), t_c.double()
    best = least_squares(t_un, t_c)
    minimum = loss_fn(model(t_un, *best), t_c).item()
    w = torch.linspace(-2, 12, 81, dtype=torch.float64)
    b = torch.linspace(-40, 8, 81, dtype=torch.float64)
    picture = moving.DescentPicture(
        w, b, loss_surface(t_un, t_c, w, b), best, minimum, n_epochs,
        labels=("share of .grad kept", "momentum"), highest=1e4,
    )  # fmt: skip
    shares = [round(0.01 * i, 2) for i in range(101)]
    keep = torch.tensor(shares, dtype=torch.float64)
    rates = {"0.003": 0.003, "0.01": 0.01, "0.03": 0.03, "0.06": 0.06}
    shown = torch.arange(0, n_epochs, 10)

    def start() -> Tensor:
        return torch.tensor(START, dtype=torch.float64)[:, None].repeat(1, len(shares)).requires_grad_()

    def accumulate(learning_rate: float) -> History:
        """Every share at once. backward() adds to .grad, so what is left there is kept."""
        history, params = History(quiet=True), start()
        params.grad = torch.zeros_like(params)
        for epoch in range(1, n_epochs + 1):
            params.grad *= keep  # 0 zeroes it, 1 forgets to
            loss = loss_fn(model(t_un[:, None], *params), t_c[:, None])
            loss.sum().backward()
            history.add(epoch, loss, params, params.grad)
            with torch.no_grad():
                params -= learning_rate * params.grad
        return history

    def momentum(learning_rate: float) -> History:
        history, params = History(quiet=True), start()
        optimizer = optimizers.SGD(params, learning_rate, momentum=keep)
        optimizer_loop(n_epochs, optimizer, params, t_un[:, None], t_c[:, None], history=history)
        return history

    runs = {name: [(h.loss, h.params) for h in (accumulate(rate), momentum(rate))] for name, rate in rates.items()}

    def update(keep: float, learning_rate: str) -> None:
        keep = round(keep, 2)  # a typed number may have more digits
        i = shares.index(keep)
        (losses, path), (other_losses, other_path) = [(ls[:, i], path[:, :, i]) for ls, path in runs[learning_rate]]
        here = losses[-1].item()
        size = step_factor(rates[learning_rate], keep, t_un)
        if size > 1 + 1e-9:
            word = "explodes"
        elif size > 1 - 1e-9:
            word = "rings for ever: nothing slows it down"
        else:
            word = f"on average a step leaves {size:.4f} of the distance"
        kind = {0.0: "emptied", 1.0: "never emptied"}.get(keep, f"{keep:.0%} kept")
        picture.update(
            losses, path,
            f"η = {learning_rate}, gradient {kind}: {word}.\n"
            f"Loss in epoch {n_epochs}: {sig(here) if here < 1e6 else 'beyond a million'}."
            + mark(learning_rate == "0.01" and here < 1.001 * minimum),
            (shown + 1, other_losses[shown], other_path[shown]),
        )  # fmt: skip

    controls = {
        "keep": slider("share kept", 0.0, 1.0, 0.01, 0.0),
        "learning_rate": choice("learning rate η", list(rates), "0.01"),
    }
    goal = f"at η = 0.01, be within 0.1 % of the smallest loss in epoch {n_epochs}. Which shares do it?"
    return Lab(picture, update, controls, goal)


def race_lab(t_u: Tensor, t_c: Tensor, n_epochs: int = 200) -> Lab:
    """SGD, momentum, RMSprop and Adam on three inputs, each with a learning rate of its own.

    Every notch of every slider is run beforehand, for each optimizer in one call of the loop.
    """
    t_u, t_c = t_u.double(), t_c.double()
    inputs = {
        "raw": (t_u, (-0.6, 1.6), (-32, 24)),
        "0.1 · t_u": (0.1 * t_u, (-2, 12), (-38, 10)),
        "standardised": ((t_u - t_u.mean()) / t_u.std(correction=0), (-2, 20), (-6, 24)),
    }
    surfaces = {}
    for name, (t_un, w_range, b_range) in inputs.items():
        w, b = (torch.linspace(*ends, 81, dtype=torch.float64) for ends in (w_range, b_range))
        surfaces[name] = {"w": w, "b": b, "loss": loss_surface(t_un, t_c, w, b), "best": least_squares(t_un, t_c)}
    minimum = loss_fn(model(t_u, *least_squares(t_u, t_c)), t_c).item()
    picture = moving.RacePicture(surfaces, START, minimum, n_epochs)
    make = {
        "SGD": optimizers.SGD,
        "momentum": lambda params, lr: optimizers.SGD(params, lr, momentum=0.9),
        "RMSprop": optimizers.RMSprop,
        "Adam": optimizers.Adam,
    }

    def run(optimizer: str, t_un: Tensor, rates: Tensor) -> tuple[Tensor, Tensor]:
        """Losses (E, K) and paths (E, 2, K) of K learning rates, on an input (N, 1) or K inputs (N, K)."""
        params = torch.tensor(START, dtype=torch.float64)[:, None].repeat(1, len(rates)).requires_grad_()
        history = History(quiet=True)
        optimizer_loop(n_epochs, make[optimizer](params, rates), params, t_un, t_c[:, None], history=history)
        return history.loss.clone(), history.params.clone()  # the rows they are part of also hold the gradients

    @lru_cache(maxsize=32)  # or whoever moves one slider would wait for the runs of the three others as well
    def typed(optimizer: str, given: str, rate: float) -> tuple[Tensor, Tensor]:
        """Losses and path of a learning rate that was typed in, between two notches."""
        return run(optimizer, inputs[given][0][:, None], torch.tensor([rate], dtype=torch.float64))

    notches = every_notch(-5, 0.5)
    place = {(given, rate): i for i, (given, rate) in enumerate(product(inputs, notches))}
    every_input = torch.stack([inputs[given][0] for given, _ in place], dim=1)
    every_rate = torch.tensor([rate for _, rate in place], dtype=torch.float64)
    runs = {name: run(name, every_input, every_rate) for name in make}

    def update(given: str, show: str, **rates: float) -> None:
        seen = {}
        for name in make if show == "all" else [show]:
            rate = rates[name]
            if (given, rate) in place:
                losses, paths, i = *runs[name], place[given, rate]
            else:
                losses, paths, i = *typed(name, given, rate), 0
            seen[name] = (losses[:, i], paths[:, :, i])
        ends = {name: losses[-1].item() for name, (losses, _) in seen.items()}
        finishers = [f"{name} {sig(loss) if loss < 1e6 else 'exploded'}" for name, loss in ends.items()]
        reached = given == "raw" and any(loss < 3 for loss in ends.values())
        picture.update(
            given, seen,
            f"Input {given}. Loss in epoch {n_epochs}; smallest possible {sig(minimum)}:\n"
            f"{', '.join(finishers)}." + mark(reached),
        )  # fmt: skip

    controls = {
        "given": choice("input", list(inputs)),
        "show": choice("show", ["all", *make]),
        "SGD": log_slider("SGD η", -5, 0.5, 1e-4),
        "momentum": log_slider("momentum η", -5, 0.5, 1e-4),
        "RMSprop": log_slider("RMSprop η", -5, 0.5, 1e-2),
        "Adam": log_slider("Adam η", -5, 0.5, 1e-1),
    }
    return Lab(picture, update, controls,
               f"on the raw input, bring one of the four below a loss of 3 in epoch {n_epochs}.")  # fmt: skip


def split_lab(t_u: Tensor, t_c: Tensor) -> Lab:
    """Degree of a polynomial and choice of the two readings held out. All 55 splits are solved exactly, by least
    squares, for each degree; nothing is trained here."""
    degrees = range(1, 9)
    train, val = every_split(len(t_u), 2)
    fits = {degree: fit_polynomial(t_u[train], t_c[train], degree) for degree in degrees}

    def losses(degree: int, rows: Tensor) -> Tensor:
        return loss_fn(fits[degree](t_u[rows]), t_c[rows].double())

    training = {degree: losses(degree, train) for degree in degrees}
    validation = {degree: losses(degree, val) for degree in degrees}
    x = torch.linspace(*plots.U_RANGE.tolist(), 301, dtype=torch.float64)
    curves = {degree: fits[degree](x[:, None].expand(-1, val.shape[1])).clamp(-1e3, 1e3) for degree in degrees}
    picture = moving.SplitPicture(t_u, t_c, training, validation)
    chosen = torch.stack([validation[degree] for degree in degrees]).argmin(dim=0) + 1

    def update(degree: int, split: int) -> None:
        i = split - 1
        held_out = val[:, i].tolist()
        picture.update(
            i, degree, held_out, (x, curves[degree][:, i]),
            f"Degree {degree}; split {split} of {val.shape[1]} holds out readings {held_out[0] + 1} and "
            f"{held_out[1] + 1}. Training loss {sig(training[degree][i], decimals=3)},\n"
            f"validation loss {sig(validation[degree][i])}. By it you would choose degree {chosen[i]}."
            + mark(chosen[i].item() == 6),
        )  # fmt: skip

    controls = {"degree": slider("degree", 1, 8, 1, 1), "split": slider("split", 1, val.shape[1], 1, 30)}
    return Lab(picture, update, controls, "find a split whose validation loss would make you choose degree 6.")


def unused_graph_lab(t_u: Tensor, t_c: Tensor) -> Lab:
    """What graphs that nobody will use cost: their memory counted, the time of a forward pass measured, on this
    machine, when the lab is made."""
    sizes = [round(10 ** (i / 2)) for i in range(2, 10)]  # beyond these PyTorch works in several threads
    models = {"line": (model, 2), "degree 8": (polynomial, 9)}
    modes = {"with a graph": torch.enable_grad, "no_grad": torch.no_grad, "inference_mode": torch.inference_mode}
    lists = [1, 10, 100]
    z = (t_u - t_u.mean()) / t_u.std(correction=0)
    memory = {(name, count): [] for name in models for count in lists}
    times = {name: {mode: [] for mode in modes} for name in models}

    def forward(fn: Callable[..., Tensor], inputs: Tensor, truth: Tensor, params: Tensor) -> Tensor:
        return loss_fn(fn(inputs, *params), truth)

    def timed(function: Callable[[], Tensor], repeats: int = 25) -> dict[str, float]:
        """Median milliseconds in each mode, in turns, so that a busy machine slows all of them."""
        taken = {mode: [] for mode in modes}
        for _ in range(repeats):
            for mode, switch in modes.items():
                with switch():
                    begin = time.perf_counter()
                    function()
                    taken[mode].append(1e3 * (time.perf_counter() - begin))
        return {mode: statistics.median(values) for mode, values in taken.items()}

    for size in sizes:
        inputs, truth = (t.repeat(size // len(t) + 1)[:size].clone() for t in (z, t_c))
        for name, (fn, n_params) in models.items():
            params = torch.full((n_params,), 0.1, requires_grad=True)
            for mode, milliseconds in timed(partial(forward, fn, inputs, truth, params)).items():
                times[name][mode].append(milliseconds)
            losses = [calc_forward(inputs, truth, True, params, model=fn) for _ in range(max(lists))]
            for count in lists:
                memory[name, count].append(kept_bytes(torch.stack(losses[:count]), inputs, truth, params))
    picture = moving.GraphCostPicture(sizes, memory, times)

    def update(readings: int, model: str, losses: str) -> None:
        i, count = sizes.index(readings), int(losses)
        kept = memory[model, count][i]
        amount = f"{kept / 1e6:.3g} MB" if kept >= 1e6 else f"{kept / 1e3:.3g} kB"
        graphs = "graph keeps" if count == 1 else f"graphs of {count} losses keep"
        setting = f"{readings:,} readings, {model}: the {graphs} {amount}.{mark(kept > 1e6)}"
        took = ", ".join(f"{mode} {values[i]:.2g}" for mode, values in times[model].items())
        picture.update(i, model, count, setting, f"{setting}\nForward pass, ms: {took}.")

    controls = {
        "readings": ipywidgets.SelectionSlider(
            options=[(f"{size:,}", size) for size in sizes], value=1000, description="readings", style=WIDE,
            layout=LAYOUT,
        ),
        "model": choice("model", list(models)),
        "losses": choice("losses in a list", [str(kept) for kept in lists]),
    }  # fmt: skip
    return Lab(
        picture, update, controls, "with as few readings as you can, keep more than 1 MB of tensors that nobody needs."
    )


def quadratic_lab(t_u: Tensor, t_c: Tensor, n_epochs: int = 200) -> Lab:
    """A parabola by gradient descent, on three inputs; every notch of the slider is run beforehand."""
    t_u, t_c = t_u.double(), t_c.double()
    mean, spread = t_u.mean(), t_u.std(correction=0)
    x = torch.linspace(*plots.U_RANGE.tolist(), 201, dtype=torch.float64)
    inputs = {"raw": (0.0, 1.0), "0.1 · t_u": (0.0, 0.1), "standardised": (mean, 1 / spread)}
    best = fit_polynomial(t_u, t_c, 2)
    minimum = loss_fn(best(t_u), t_c).item()
    picture = moving.CurvePicture(t_u, t_c, x, best(x), minimum, n_epochs)

    def run(given: str, rates: Tensor) -> tuple[Tensor, Tensor]:
        """Losses (E, K), and what is learned after them, (3, K)."""
        centre, scale = inputs[given]
        params = torch.zeros(3, len(rates), dtype=torch.float64, requires_grad=True)
        history = History(quiet=True)
        z = scale * (t_u[:, None] - centre)
        autograd_loop(n_epochs, rates, params, z, t_c[:, None], model=polynomial, history=history)
        return history.loss, history.params[-1]

    notches = every_notch(-9, 0)
    runs = {given: run(given, torch.tensor(notches, dtype=torch.float64)) for given in inputs}
    curvatures = {
        given: torch.linalg.eigvalsh(hessian(scale * (t_u - centre), degree=2))
        for given, (centre, scale) in inputs.items()
    }

    def update(given: str, learning_rate: float) -> None:
        if learning_rate in notches:
            (losses, learned), i = runs[given], notches.index(learning_rate)
        else:  # a number typed in, between two notches
            (losses, learned), i = run(given, torch.tensor([learning_rate], dtype=torch.float64)), 0
        centre, scale = inputs[given]
        here = losses[-1, i].item()
        flattest, *_, steepest = curvatures[given].tolist()
        end = sig(here) if here < 1e6 else "beyond a million"
        picture.update(
            polynomial(scale * (x - centre), *learned[:, i]), losses[:, i],
            f"Input {given}: condition number {steepest / flattest:.2g}, η below {2 / steepest:.3g} is stable.\n"
            f"Loss in epoch {n_epochs}: {end}; smallest possible {sig(minimum)}.{mark(here < 1.01 * minimum)}",
        )  # fmt: skip

    controls = {
        "given": choice("input", list(inputs)),
        "learning_rate": log_slider("learning rate η", -9, 0, 1e-8),
    }
    return Lab(picture, update, controls,
               f"bring the loss within 1 % of the smallest possible in epoch {n_epochs}.")  # fmt: skip
