"""The unused-graph lab: what graphs that nobody will use cost.

Their memory is counted, the time of a forward pass measured, on this machine, when the lab is made.
"""

import statistics
import time
from functools import partial

import numpy as np
import torch

from ..graph import kept_bytes
from ..loss import calc_forward, loss_fn
from ..model import model, polynomial
from ..pictures.picture import BLACK, BLUE, GREEN, LOSS, in_style, stage
from .lab import Lab, choice, selection

SIZES = [round(10 ** (i / 2)) for i in range(2, 10)]  # beyond these PyTorch works in several threads
MODELS = {"line": (model, 2), "degree 8": (polynomial, 9)}
MODES = {
    # name: how to switch to it, and how it is drawn
    "with a graph": (torch.enable_grad, "o-", LOSS, BLACK),
    "no_grad": (torch.no_grad, "^--", BLUE, BLACK),
    "inference_mode": (torch.inference_mode, "x:", GREEN, GREEN),
}
COUNTS = [1, 10, 100]


def timed(function, repeats=25):
    """Median milliseconds in each mode, in turns, so that a busy machine slows all of them."""
    taken = {mode: [] for mode in MODES}
    for _ in range(repeats):
        for mode, (switch, *_) in MODES.items():
            with switch():
                begin = time.perf_counter()
                function()
                taken[mode].append(1e3 * (time.perf_counter() - begin))
    return {mode: statistics.median(values) for mode, values in taken.items()}


def forward(fn, inputs, truth, params):
    return loss_fn(fn(inputs, *params), truth)


@in_style
def unused_graph_lab(t_u, t_c):
    """Over the number of readings: left, memory kept by graphs; right, the time of a forward pass."""
    z = (t_u - t_u.mean()) / t_u.std(correction=0)
    memory = {(name, count): [] for name in MODELS for count in COUNTS}
    times = {name: {mode: [] for mode in MODES} for name in MODELS}
    for size in SIZES:
        inputs, truth = (t.repeat(size // len(t) + 1)[:size].clone() for t in (z, t_c))
        for name, (fn, n_params) in MODELS.items():
            params = torch.full((n_params,), 0.1, requires_grad=True)
            for mode, milliseconds in timed(partial(forward, fn, inputs, truth, params)).items():
                times[name][mode].append(milliseconds)
            losses = [calc_forward(inputs, truth, True, params, model=fn) for _ in range(max(COUNTS))]
            for count in COUNTS:
                memory[name, count].append(kept_bytes(torch.stack(losses[:count]), inputs, truth, params))
    every = np.array([list(modes.values()) for modes in times.values()])

    picture = stage(columns=2, left=0.85, top=0.85, between=0.95)
    left, right = picture.axes
    left.set(title="kept in memory, bytes", ylim=(10, 1e9))
    right.set(title="one forward pass, ms", ylim=(every.min() / 2, every.max() * 8))
    for axes in picture.axes:
        axes.set(xscale="log", yscale="log", xlim=(SIZES[0] / 1.5, SIZES[-1] * 1.5), xlabel="readings")
    kept = picture.line(left, "o-", color=LOSS, label="by graphs")
    dot = picture.line(left, "o", color=LOSS, mec=BLACK, ms=12)
    took = {m: picture.line(right, style, color=hue, label=m) for m, (_, style, hue, _) in MODES.items()}
    dots = {m: picture.line(right, style[0], color=hue, mec=edge, ms=11) for m, (_, style, hue, edge) in MODES.items()}
    for axes in picture.axes:
        axes.legend(loc="upper left")

    def update(readings, model, losses):
        i, count = SIZES.index(readings), int(losses)
        here, n_bytes = slice(i, i + 1), memory[model, count]
        kept.set_data(SIZES, n_bytes)
        dot.set_data(SIZES[here], n_bytes[here])
        for mode, values in times[model].items():
            took[mode].set_data(SIZES, values)
            dots[mode].set_data(SIZES[here], values[here])
        amount = f"{n_bytes[i] / 1e6:.3g} MB" if n_bytes[i] >= 1e6 else f"{n_bytes[i] / 1e3:.3g} kB"
        graphs = "graph keeps" if count == 1 else f"graphs of {count} losses keep"
        setting = f"{readings:,} readings, {model}: the {graphs} {amount}."
        milliseconds = ", ".join(f"{mode} {values[i]:.2g}" for mode, values in times[model].items())
        picture.tell(
            "Memory kept by unused graphs, and time of a forward pass, over the readings.",
            setting,
            reached=n_bytes[i] > 1e6 and readings <= 10_000,
            below=f"Forward pass, ms: {milliseconds}.",
            aloud=setting,  # measured times differ from run to run
        )

    controls = {
        "readings": selection("readings", SIZES, 1000),
        "model": choice("model", list(MODELS)),
        "losses": choice("losses in a list", [str(count) for count in COUNTS]),
    }
    goal = "with at most 10,000 readings, keep more than 1 MB of tensors that nobody needs."
    return Lab(picture, update, controls, goal)
