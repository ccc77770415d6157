"""The one-step lab: what the slope promises of one step of descent, and what the loss does."""

import torch

from ..gradients import grad_fn
from ..loss import loss_fn
from ..model import model
from ..pictures.parts import U_RANGE, across, scatter
from ..pictures.picture import BLACK, GREY, LOSS, MODEL, in_style, stage
from ..text import rounded
from .lab import START, Lab, log_slider


@in_style
def one_step_lab(t_u, t_c):
    """Left, the line before and after one step; right, the loss over the learning rate of that step."""
    params = torch.tensor(START)
    gradient = grad_fn(t_u, t_c, model(t_u, *params), *params)
    steepness = (gradient**2).sum().item()
    rates = torch.linspace(0, 4e-4, 101)
    losses = loss_fn(model(t_u[:, None], *(params[:, None] - rates * gradient[:, None])), t_c[:, None])
    rates = rates.double()
    before = losses[0].item()

    picture = stage(columns=2, height=4.6, top=0.85, between=0.95)
    left, right = picture.axes
    scatter(left, t_u, t_c)
    left.set(xlim=U_RANGE, ylim=(-60, 90), title="the line before and after")
    left.plot(U_RANGE, across(params), "--", color=GREY, label="before")
    line = picture.line(left, color=MODEL, lw=2.5, label="after")
    left.legend(loc="upper left")
    promised_look = {"marker": "s", "mfc": "white", "mec": BLACK, "mew": 1.8, "ms": 9}
    real_look = {"marker": "o", "mec": BLACK, "ms": 10}
    right.axhspan(-2600, 0, color=GREY, alpha=0.15, lw=0)
    right.text(3.9, -100, "no loss can\nbe down here", ha="right", va="top", color=BLACK, fontsize=10.5)
    right.plot(1e4 * rates, losses, color=LOSS, lw=3)
    right.plot(1e4 * rates, before - steepness * rates, ":", color=BLACK)
    right.plot([], [], color=LOSS, lw=3, label="the loss itself", **real_look)
    right.plot([], [], ":", color=BLACK, label="the promise", **promised_look)
    right.set(xlim=(0, 4), ylim=(-2600, 3400), xlabel="η of this one step, in 10⁻⁴", ylabel="loss, °C²")
    right.set_title("the loss after the step")
    right.legend(loc="upper left")
    stem = picture.line(right, "-", color=GREY, lw=1.4)
    square = picture.line(right, "", color=BLACK, **promised_look)
    dot = picture.line(right, "", color=LOSS, **real_look)

    def update(learning_rate):
        new = params - learning_rate * gradient
        real = loss_fn(model(t_u, *new), t_c).item()
        promised = learning_rate * steepness
        kept = (before - real) / promised
        outside = "" if learning_rate <= rates[-1] else ", to the right of the picture"
        line.set_data(U_RANGE, across(new))
        x = 1e4 * learning_rate
        stem.set_data([x, x], [before - promised, real])
        square.set_data([x], [before - promised])
        dot.set_data([x], [real])
        found = f"real decrease {rounded(before - real)}: {kept:.0%} of the promise."
        if real >= before:
            found = f"and the loss has risen by {rounded(real - before)}."
        picture.tell(
            "One step of descent: the line before and after, promised and real loss.",
            f"η = {learning_rate:.3g}{outside}: loss {rounded(before)} → {rounded(real)}.\n"
            f"Promised decrease {rounded(promised)}, {found}",
            reached=real < 35,
        )

    goal = "bring the loss below 35 in this one step. How much of the promise is kept there?"
    return Lab(picture, update, {"learning_rate": log_slider("learning rate η", -6, -2, 1e-5)}, goal)
