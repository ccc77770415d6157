"""The momentum lab: keep a share of the old gradient instead of zeroing it, and see that this is momentum."""

import numpy as np
import torch

from .. import optimizers
from ..exact import least_squares, loss_surface, step_factor
from ..loop import History, optimizer_loop
from ..loss import loss_fn
from ..model import model
from ..pictures.picture import BEST, BLACK, finite, in_style
from ..text import rounded
from .descent import WHAT, descent
from .lab import START, Lab, choice, slider


@in_style
def momentum_lab(t_u, t_c, scale=0.1, n_epochs=200):
    """Left, loss per epoch; right, the path over the contours of the loss; circles, the same by momentum."""
    t_un, t_c = scale * t_u.double(), t_c.double()
    best = least_squares(t_un, t_c)
    minimum = loss_fn(model(t_un, *best), t_c).item()
    w = torch.linspace(-2, 12, 81, dtype=torch.float64)
    b = torch.linspace(-40, 8, 81, dtype=torch.float64)
    surface = loss_surface(t_un, t_c, w, b)
    picture, show = descent(w, b, surface, best, n_epochs, highest=1e4, style="-", label="share of .grad kept")
    left, right = picture.axes
    circle = {"color": BLACK, "mfc": "none", "ms": 6, "mew": 1.2}
    other_losses = picture.line(left, "o", label="momentum", **circle)
    other_path = picture.line(right, "o", **circle)
    star = picture.line(right, "*", color=BEST, mec=BLACK, ms=15)  # over the circles, which gather there
    star.set_data(*best[:, None].numpy())
    left.axhline(minimum, color=BEST, ls=":", label=f"smallest possible, {minimum:.4g}")
    picture.over(left.legend(loc="upper right", frameon=True, framealpha=0.9, edgecolor="none"))
    shown = np.arange(0, n_epochs, 10)

    rates = {"0.003": 0.003, "0.01": 0.01, "0.03": 0.03, "0.06": 0.06}
    controls = {
        "keep": slider("share kept", 0.0, 1.0, 0.01, 0.0),
        "learning_rate": choice("learning rate η", list(rates), "0.01"),
    }
    shares = controls["keep"].positions
    every_share = torch.tensor(shares, dtype=torch.float64)

    def start():
        return torch.tensor(START, dtype=torch.float64)[:, None].repeat(1, len(shares)).requires_grad_()

    def accumulate(learning_rate):
        """Every share at once. backward() adds to .grad, so what is left there is kept."""
        history, params = History(quiet=True), start()
        params.grad = torch.zeros_like(params)
        for epoch in range(1, n_epochs + 1):
            params.grad *= every_share  # 0 zeroes it, 1 forgets to
            loss = loss_fn(model(t_un[:, None], *params), t_c[:, None])
            loss.sum().backward()
            history.add(epoch, loss, params, params.grad)
            with torch.no_grad():
                params -= learning_rate * params.grad
        return history.loss.numpy(), history.params.numpy()

    def momentum(learning_rate):
        history, params = History(quiet=True), start()
        optimizer = optimizers.SGD(params, learning_rate, momentum=every_share)
        optimizer_loop(n_epochs, optimizer, params, t_un[:, None], t_c[:, None], history=history)
        return history.loss.numpy(), history.params.numpy()

    runs = {name: (accumulate(rate), momentum(rate)) for name, rate in rates.items()}

    def update(keep, learning_rate):
        keep = round(keep, 2)  # a typed number may have more digits
        i = shares.index(keep)
        (losses, path), (circle_losses, circle_path) = [(ls[:, i], path[:, :, i]) for ls, path in runs[learning_rate]]
        here = losses[-1].item()
        size = step_factor(rates[learning_rate], keep, t_un)
        if size > 1 + 1e-9:
            word = "explodes"
        elif size > 1 - 1e-9:
            word = "swings for ever: nothing slows it down"
        else:
            word = f"on average a step leaves {size:.4f} of the distance"
        kind = {0.0: "emptied", 1.0: "never emptied"}.get(keep, f"{keep:.0%} kept")
        show(losses, path)
        other_losses.set_data(shown + 1, finite(circle_losses[shown]))
        other_path.set_data(*finite(circle_path[shown]).T)
        picture.tell(
            WHAT,
            f"η = {learning_rate}, gradient {kind}: {word}.\n"
            f"Loss in epoch {n_epochs}: {rounded(here) if here < 1e6 else 'beyond a million'}.",
            reached=learning_rate == "0.01" and here < 1.001 * minimum,
        )

    goal = f"at η = 0.01, be within 0.1 % of the smallest loss in epoch {n_epochs}. Which shares do it?"
    return Lab(picture, update, controls, goal)
