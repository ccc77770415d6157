"""The learning rate lab: four decades of learning rates on the raw readings."""

import numpy as np
import torch

from ..exact import hessian, least_squares, loss_surface
from ..loop import History, training_loop
from ..loss import loss_fn
from ..model import model
from ..pictures.picture import BEST, in_style
from ..text import rounded
from .descent import WHAT, descent
from .lab import START, Lab, beforehand, log_slider


@in_style
def learning_rate_lab(t_u, t_c, n_epochs=100):
    """Left, loss per epoch; right, the path of descent over the contours of the loss."""
    best = least_squares(t_u, t_c)
    minimum = loss_fn(model(t_u.double(), *best), t_c.double()).item()
    w, b = torch.linspace(-0.6, 1.4, 81), torch.linspace(-32, 24, 81)
    picture, show = descent(w, b, loss_surface(t_u, t_c, w, b), best, n_epochs, highest=1e7)
    picture.axes[0].axhline(minimum, color=BEST, ls=":", label=f"smallest possible, {minimum:.4g}")
    picture.axes[0].legend(loc="center right")
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
        end = f"loss {rounded(losses[-1])}"
        if len(infinite):
            word = f"explodes; infinite in epoch {n_seen}"
        elif abs(across) >= 1:
            word = f"explodes; {end} in epoch {n_epochs}"
        elif across < 0:
            word = f"{'rings, then creeps' if abs(across) ** n_epochs < 0.01 else 'still rings'}; {end}"
        elif across**n_epochs > 0.01:
            word = f"crawls; {end}"
        else:
            word = f"glides, then creeps; {end}"
        # Farther out float32 has no digits left for where a line crosses the picture.
        show(losses, path[np.abs(path).max(axis=1) < 1e6])
        picture.tell(
            WHAT,
            f"η = {learning_rate:.3g}: {word}.",
            reached=losses[-1] < 28.94,
            below=f"One step multiplies the distance across the valley by {across:.3f}, along it by {along:.7f}.",
        )

    goal = f"bring the loss in epoch {n_epochs} below 28.94. Then find the η from which it explodes."
    return Lab(picture, update, {"learning_rate": control}, goal)
