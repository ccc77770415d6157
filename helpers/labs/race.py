"""The race lab: SGD, momentum, RMSprop and Adam on three inputs, each with a learning rate of its own."""

from functools import partial
from itertools import product

import numpy as np
import torch

from .. import optimizers
from ..exact import least_squares, loss_surface
from ..loop import History, optimizer_loop
from ..loss import loss_fn
from ..model import model
from ..pictures.parts import RACERS
from ..pictures.picture import BEST, BLACK, GREY, Below, array, finite, in_style, stage
from ..text import rounded
from .lab import START, Lab, beforehand, choice, log_slider

MAKE = {
    "SGD": optimizers.SGD,
    "momentum": lambda params, lr: optimizers.SGD(params, lr, momentum=0.9),
    "RMSprop": optimizers.RMSprop,
    "Adam": optimizers.Adam,
}
GOAL = 3
# Where they end, one may lie on another: the larger marks are drawn first.
ENDS = {"SGD": ("s", 13), "momentum": ("o", 11), "RMSprop": ("^", 9), "Adam": ("D", 6)}


@in_style
def race_lab(t_u, t_c, n_epochs=200):
    """Left, loss per epoch of each optimizer; right, their paths over the contours, a set for each input."""
    t_u, t_c = t_u.double(), t_c.double()
    inputs = {
        "raw": (t_u, (-0.6, 1.6), (-32, 24)),
        "0.1 · t_u": (0.1 * t_u, (-2, 12), (-38, 10)),
        "standardised": ((t_u - t_u.mean()) / t_u.std(correction=0), (-2, 20), (-6, 24)),
    }
    minimum = loss_fn(model(t_u, *least_squares(t_u, t_c)), t_c).item()

    picture = stage(columns=2, height=4.4, top=1.05, between=0.75)
    left, right = picture.axes
    left.set(yscale="log", xlim=(1, n_epochs), ylim=(1.0, 1e4), xlabel="epoch", title="loss, °C²")
    left.axhline(minimum, color=BEST, ls=":")
    left.axhline(GOAL, color=BLACK, lw=1)
    left.text(n_epochs, 0.85 * minimum, f"goal: below {GOAL}", ha="right", va="top", fontsize=10.5)
    right.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[], xlabel="weight w", ylabel="bias b")
    right.set_title("paths over lines of equal loss")
    frames, surfaces = {}, {}
    for given, (t_un, *ends) in inputs.items():
        w, b = (torch.linspace(*pair, 81, dtype=torch.float64) for pair in ends)
        loss, best = array(loss_surface(t_un, t_c, w, b)), array(least_squares(t_un, t_c))
        corner, size = (np.array([pair[k] for pair in ends], dtype=float) for k in (0, 1))
        size -= corner
        frames[given] = corner, size
        places = [(array(values) - corner[k]) / size[k] for k, values in enumerate((w, b))]
        levels = np.geomspace(1.05 * loss.min(), loss.max(), 9)
        lines = right.contour(*places, loss, levels=levels, colors=GREY, linewidths=0.9)
        (star,) = right.plot(*((best - corner) / size), "*", color=BEST, mec=BLACK, ms=15)
        (begin,) = right.plot(*((array(START) - corner) / size), "o", color=BLACK, mfc="white", ms=9, mew=2)
        surfaces[given] = [picture.moves(artist) for artist in (lines, star, begin)]
    picture.seldom()
    losses = {name: picture.line(left, style, color=hue, lw=2.5, label=name) for name, (style, hue) in RACERS.items()}
    paths = {name: picture.line(right, style, color=hue, lw=2) for name, (style, hue) in RACERS.items()}
    finish = {
        name: picture.line(right, mark, color=RACERS[name][1], mec=BLACK, ms=size)
        for name, (mark, size) in ENDS.items()
    }
    left.legend(loc="upper right", ncols=2)

    def run(name, starts):
        """Losses (E, K) and paths (E, 2, K) of an optimizer for K pairs of an input and a learning rate."""
        t_un = torch.stack([inputs[given][0] for given, _ in starts], dim=1)
        rates = torch.tensor([rate for _, rate in starts], dtype=torch.float64)
        params = torch.tensor(START, dtype=torch.float64)[:, None].repeat(1, len(rates)).requires_grad_()
        history = History(quiet=True)
        optimizer_loop(n_epochs, MAKE[name](params, rates), params, t_un, t_c[:, None], history=history)
        return history.loss.clone(), history.params.clone()  # the rows they are part of also hold the gradients

    controls = {
        "given": choice("input", list(inputs)),
        "show": choice("show", ["all", *MAKE]),
        "SGD": log_slider("SGD η", -5, 0.5, 1e-4),
        "momentum": log_slider("momentum η", -5, 0.5, 1e-4),
        "RMSprop": log_slider("RMSprop η", -5, 0.5, 1e-2),
        "Adam": log_slider("Adam η", -5, 0.5, 1e-1),
    }
    runs = {name: beforehand(partial(run, name), list(product(inputs, controls[name].positions))) for name in MAKE}

    def update(given, show, **rates):
        names = list(MAKE) if show == "all" else [show]
        for other, artists in surfaces.items():
            for artist in artists:
                artist.set_visible(other == given)
        corner, size = frames[given]
        finishers = []
        for name in MAKE:
            loss, path = runs[name]((given, rates[name])) if name in names else ((), np.empty((0, 2)))
            path = (finite(path) - corner) / size
            far = ~(np.abs(path - 0.5) <= 1.5).all(axis=1)
            if far[-1:].any():  # a run that explodes, and does not come back, would cover the others
                path = path[: far.argmax() + 1]
            losses[name].set_data(np.arange(1, len(loss) + 1), finite(loss))
            paths[name].set_data(*path.T)
            finish[name].set_data(*path[-1:].T)
            finishers += [(name, loss[-1].item())] if name in names else []
        ends = [f"{name} {rounded(end) if end < 1e6 else 'exploded'}" for name, end in finishers]
        picture.tell(
            f"Loss per epoch and paths of {', '.join(names)}, on the input {given}.",
            f"Input {given}. Loss in epoch {n_epochs}; smallest possible {rounded(minimum)}:\n{', '.join(ends)}.",
            reached=Below(GOAL, *(end for _, end in finishers if given == "raw")),
        )

    goal = f"on the raw input, bring one of the four below a loss of {GOAL} in epoch {n_epochs}."
    return Lab(picture, update, controls, goal)
