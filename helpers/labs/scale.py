"""The scale lab: scale and centre the inputs, and see the shape of the loss and what it costs to descend."""

from itertools import product

import numpy as np
import torch

from ..exact import epochs_needed, hessian, least_squares
from ..loop import History, training_loop
from ..loss import loss_fn
from ..model import model
from ..pictures.picture import BEST, BLACK, GREY, LOSS, MODEL, in_style, stage
from ..text import rounded
from .lab import START, Lab, beforehand, choice, log_slider

RADII = (0.3, 0.6, 0.9, 1.2)


@in_style
def scale_lab(t_u, t_c, n_epochs=60):
    """Left, four lines of equal loss, in their true shape; right, loss above the minimum per epoch."""
    t_u, t_c = t_u.double(), t_c.double()
    mean = t_u.mean().item()
    start = torch.tensor(START, dtype=torch.float64)
    turn = np.linspace(0, 2 * np.pi, 181)
    circle = np.stack([np.cos(turn), np.sin(turn)])

    picture = stage(columns=2, left=0.8, top=0.85, between=0.95)
    left, right = picture.axes
    left.set(xlim=(-1.25, 1.25), ylim=(-1.25, 1.25), xticks=[], yticks=[], aspect="equal")
    left.set(xlabel="weight, from its best value", ylabel="bias, from its best value")
    left.set_title("lines of equal loss, true shape")
    left.plot(0, 0, "*", color=BEST, mec=BLACK, ms=15)
    right.set(
        yscale="log", xlim=(1, n_epochs), ylim=(1e-6, 1e4), xlabel="epoch", ylabel="share above the smallest loss"
    )
    right.set_title("descent at η = 2 / (k₁ + k₂)")
    right.axhline(1e-3, color=GREY, ls=":", label="within 0.1 %")
    right.legend(loc="upper right")
    ellipses = [picture.line(left, color=GREY, lw=1.4) for _ in RADII]
    path = picture.line(left, ".-", color=MODEL, lw=1.4, ms=6)
    excess = picture.line(right, ".-", color=LOSS, lw=2, ms=6)

    def scaled(scale, centre):
        return scale * (t_u - (mean if centre == "yes" else 0.0))

    def run(settings):
        """Of K settings: losses (E, K), paths (E, 2, K), eigenvalues (2, K), eigenvectors (2, 2, K), epochs (K,)."""
        inputs = [scaled(*setting) for setting in settings]
        eigenvalues, eigenvectors = torch.linalg.eigh(torch.stack([hessian(t_un) for t_un in inputs]))
        rates = 2 / eigenvalues.sum(dim=1)  # makes the two factors 1 - rate * k equal in size: the best worst case
        params = start[:, None].repeat(1, len(inputs))
        history = History(quiet=True)
        training_loop(n_epochs, rates, params, torch.stack(inputs, dim=1), t_c[:, None], history=history)
        epochs = [epochs_needed(rate, start, t_un, t_c) for rate, t_un in zip(rates.tolist(), inputs, strict=True)]
        return history.loss, history.params, eigenvalues.T, eigenvectors.movedim(0, -1), torch.tensor(epochs).double()

    controls = {"scale": log_slider("scale", -2, 0, 1.0), "centre": choice("centred", ["no", "yes"])}
    runs = beforehand(run, list(product(*(control.positions for control in controls.values()))))

    def update(scale, centre):
        losses, params, eigenvalues, eigenvectors, epochs = runs((scale, centre))
        flat, steep = eigenvalues.tolist()
        condition = steep / flat
        t_un = scaled(scale, centre)
        best = least_squares(t_un, t_c)
        minimum, best = loss_fn(model(t_un, *best), t_c).item(), best.numpy()
        shape = eigenvectors @ (circle * np.sqrt(flat / eigenvalues)[:, None])
        for radius, ellipse in zip(RADII, ellipses, strict=True):
            ellipse.set_data(*(radius * shape))
        path.set_data(*((params - best) / np.linalg.norm(params[0] - best)).T)
        excess.set_data(np.arange(1, n_epochs + 1), np.maximum(losses / minimum - 1, 1e-12))
        count = f"{rounded(epochs)}" if epochs < 1e6 else f"{epochs:.2g}"
        given = f"{scale:.3g} · (t_u − {mean:.4g})" if centre == "yes" else f"{scale:.3g} · t_u"
        picture.tell(
            "Lines of equal loss for the chosen scaling, and the loss per epoch at η = 2 / (k₁ + k₂).",
            f"Input {given}: condition number {rounded(condition)}, stable below η = {2 / steep:.3g}.\n"
            f"Descent: within 0.1 % of the smallest loss after {count} epochs.",
            reached=condition < 1.1,
        )

    return Lab(picture, update, controls, "bring the condition number below 1.1: the long valley becomes a round bowl.")
