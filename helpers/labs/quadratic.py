"""The quadratic lab: a parabola by gradient descent, on three inputs."""

from itertools import product

import numpy as np
import torch

from ..exact import fit_polynomial, hessian
from ..loop import History, autograd_loop
from ..loss import loss_fn
from ..model import polynomial
from ..pictures.parts import U_RANGE, scatter
from ..pictures.picture import BEST, LOSS, MODEL, array, finite, in_style, stage
from ..text import rounded
from .lab import Lab, beforehand, choice, log_slider


@in_style
def quadratic_lab(t_u, t_c, n_epochs=200):
    """Left, the readings with a curve that is learned and the best one; right, its loss per epoch."""
    t_u, t_c = t_u.double(), t_c.double()
    mean, spread = t_u.mean(), t_u.std(correction=0)
    inputs = {"raw": (0.0, 1.0), "0.1 · t_u": (0.0, 0.1), "standardised": (mean, 1 / spread)}
    x = torch.linspace(*U_RANGE.tolist(), 201, dtype=torch.float64)
    best = fit_polynomial(t_u, t_c, 2)
    minimum = loss_fn(best(t_u), t_c).item()

    picture = stage(columns=2, height=4.4, top=0.95, between=0.95)
    left, right = picture.axes
    scatter(left, t_u, t_c)
    left.plot(x, best(x), ":", color=BEST, lw=2.5, label="best")
    left.set(xlim=U_RANGE, ylim=(-30, 60))
    right.axhline(minimum, color=BEST, ls=":", lw=2.5)
    right.set(xlim=(1, n_epochs), ylim=(1, 1e5), yscale="log", xlabel="epoch", ylabel="loss, °C²")
    curve = picture.line(left, color=MODEL, lw=2.5, label="learned")
    descent = picture.line(right, color=LOSS, lw=2.5)
    left.legend(loc="upper left")

    def normalised(given, values):
        centre, scale = inputs[given]
        return scale * (values - centre)

    def run(starts):
        """Losses (E, K), and heights of the learned curve (X, K), for K pairs of an input and a learning rate."""
        z, along = (torch.stack([normalised(given, values) for given, _ in starts], dim=1) for values in (t_u, x))
        rates = torch.tensor([rate for _, rate in starts], dtype=torch.float64)
        params = torch.zeros(3, len(rates), dtype=torch.float64, requires_grad=True)
        history = History(quiet=True)
        autograd_loop(n_epochs, rates, params, z, t_c[:, None], model=polynomial, history=history)
        return history.loss, polynomial(along, *history.params[-1])

    controls = {"given": choice("input", list(inputs)), "learning_rate": log_slider("learning rate η", -9, 0, 1e-8)}
    runs = beforehand(run, list(product(inputs, controls["learning_rate"].positions)))
    curvatures = {given: torch.linalg.eigvalsh(hessian(normalised(given, t_u), degree=2)).tolist() for given in inputs}

    def update(given, learning_rate):
        losses, heights = runs((given, learning_rate))
        here = losses[-1].item()
        flattest, _, steepest = curvatures[given]
        curve.set_data(array(x), finite(heights))
        descent.set_data(np.arange(1, len(losses) + 1), finite(losses))
        end = rounded(here) if here < 1e6 else "beyond a million"
        picture.tell(
            "The readings with a parabola, and its loss per epoch, logarithmic.",
            f"Input {given}: condition number {steepest / flattest:.2g}, η below {2 / steepest:.3g} is stable.\n"
            f"Loss in epoch {n_epochs}: {end}; smallest possible {rounded(minimum)}.",
            reached=here < 1.01 * minimum,
        )

    goal = f"bring the loss within 1 % of the smallest possible in epoch {n_epochs}."
    return Lab(picture, update, controls, goal)
