"""The learning rate lab: four decades of learning rates on the raw readings."""

import numpy as np
import torch

from ..exact import hessian, least_squares, loss_surface
from ..loop import History, training_loop
from ..loss import loss_fn
from ..model import model
from ..pictures.picture import BEST, GREEN, in_style
from ..text import rounded
from .descent import WHAT, descent
from .lab import START, Lab, beforehand, log_slider

FLOOR, SOON = 30.0, 3  # the loss to reach, and the epoch by which


@in_style
def learning_rate_lab(t_u, t_c, n_epochs=100):
    """Left, loss per epoch, both logarithmic; right, the path of descent over the contours of the loss."""
    best = least_squares(t_u, t_c)
    minimum = loss_fn(model(t_u.double(), *best), t_c.double()).item()
    w, b = torch.linspace(-0.6, 1.4, 81), torch.linspace(-32, 24, 81)
    picture, show = descent(w, b, loss_surface(t_u, t_c, w, b), best, n_epochs, highest=1e7)
    left = picture.axes[0]
    left.axhline(minimum, color=BEST, ls=":", label=f"smallest, {minimum:.4g}")
    left.plot([SOON, SOON], [1, FLOOR], "-", color=GREEN, lw=5, solid_capstyle="butt", label="goal")
    left.set(xscale="log", xticks=[1, 3, 10, 30, n_epochs], xticklabels=["1", "3", "10", "30", str(n_epochs)])
    left.xaxis.minorticks_off()
    left.legend(loc="upper right", handlelength=1.5)
    flat, steep = torch.linalg.eigvalsh(hessian(t_u)).tolist()

    def run(rates):
        params = torch.tensor(START)[:, None].repeat(1, len(rates))
        history = History(quiet=True)
        training_loop(n_epochs, torch.tensor(rates), params, t_u[:, None], t_c[:, None], history=history)
        return history.loss, history.params

    control = log_slider("learning rate η", -6, -2, 1e-4)
    runs = beforehand(run, control.positions)

    def update(learning_rate):
        losses, path = runs(learning_rate)
        infinite = np.flatnonzero(~np.isfinite(losses))
        n_seen = infinite[0] + 1 if len(infinite) else n_epochs  # there the run would have stopped
        losses, path = losses[:n_seen], path[:n_seen]
        across, along = 1 - learning_rate * steep, 1 - learning_rate * flat
        end = f"loss {rounded(losses[-1])} in epoch {len(losses)}"
        if len(infinite):
            word = f"explodes; infinite in epoch {n_seen}"
        elif abs(across) >= 1:
            word = f"explodes; {end}"
        elif across < 0:
            word = f"{'rings, then creeps' if abs(across) ** n_epochs < 0.01 else 'still rings'}; {end}"
        elif across**n_epochs > 0.01:
            word = f"creeps; {end}"
        else:
            word = f"glides, then creeps; {end}"
        # Farther out float32 has no digits left for where a line crosses the picture.
        show(losses, path[np.abs(path).max(axis=1) < 1e6])
        picture.tell(
            WHAT,
            f"η = {learning_rate:.3g}: {word}.",
            reached=losses[SOON - 1] < FLOOR,
            below=f"Loss in epoch {SOON}: {rounded(losses[SOON - 1])}. "
            f"One step: across × {across:.3f}, along × {along:.7f}.",
        )

    goal = f"reach the floor, a loss below {FLOOR:.0f}, by epoch {SOON}. Then find the η from which it explodes."
    return Lab(picture, update, {"learning_rate": control}, goal)
