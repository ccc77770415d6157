"""The swing lab: creep, glide, ring, explode."""

import numpy as np
import torch

from ..exact import least_squares
from ..loop import History, training_loop
from ..loss import loss_fn
from ..model import model
from ..pictures.parts import scatter
from ..pictures.picture import BEST, BLACK, GREEN, LOSS, MODEL, array, in_style, stage
from ..text import rounded
from .lab import Lab, beforehand, slider

GOAL = 3.5  # °C², after the first step


@in_style
def swing_lab(t_u, t_c, n_steps=12):
    """Left, the line after each step; right, the same steps on the loss over w.

    One parameter, one learning rate: on standardised inputs the bias starts at its best value and stays there, so
    only w moves, and each step multiplies its distance from the best one by 1 - 2 * learning_rate.
    """
    z = (t_u - t_u.mean()) / t_u.std(correction=0)
    bias = t_c.mean().item()
    best = least_squares(z, t_c)[0].item()
    w = torch.linspace(best - 25, best + 25, 201)  # with room for steps that lead further away
    losses = loss_fn(model(z[:, None], w, torch.full_like(w, bias)), t_c[:, None])

    picture = stage(columns=2, height=4.0, top=0.85)
    left, right = picture.axes
    scatter(left, z, t_c)
    reach = 1.1 * z.abs().max().double().item()
    ends, middle = np.array([-reach, reach]), t_c.double().mean().item()
    left.set(xlim=ends, ylim=(middle - 34, middle + 34), xlabel="reading, shifted and scaled")
    left.set_title("the line, step by step")
    lines = picture.segments(left, colors=[(MODEL, shade) for shade in np.linspace(0.25, 1.0, n_steps + 1)], lw=1.4)
    last = picture.line(left, color=MODEL, lw=3, label=f"after step {n_steps}")
    first = picture.line(left, "--", color=GREEN, lw=2.5, label="after step 1")
    picture.over(left.legend(loc="upper left", fontsize=9.5, frameon=True, edgecolor="white", framealpha=1))
    right.plot(w, losses, color=LOSS, lw=3)
    right.plot(best, losses.min().item(), "*", color=BEST, mec=BLACK, ms=13, label="smallest loss")
    right.set(xlim=w[[0, -1]].tolist(), ylim=(-30, losses.max().item()), xlabel="weight w", ylabel="loss, °C²")
    right.set_title("the same steps on the loss")
    path = picture.line(right, ".-", color=MODEL, lw=1.4, ms=9)
    here = picture.line(right, "o", color=MODEL, mec=BLACK, ms=11)
    one = picture.line(right, "D", color=GREEN, mec=BLACK, ms=8, label="after step 1")
    picture.over(right.legend(loc="upper center", fontsize=9.5, frameon=True, edgecolor="white", framealpha=1))

    def run(rates):
        start = torch.tensor([[best - 14], [bias]]).repeat(1, len(rates))
        history = History(quiet=True)
        training_loop(n_steps + 1, torch.tensor(rates), start, z[:, None], t_c[:, None], history=history)
        return history.loss, history.params  # the first are those of the start

    control = slider("learning rate η", 0.01, 1.1, 0.01, 0.05)
    runs = beforehand(run, control.positions)

    def update(learning_rate):
        loss, params = runs(learning_rate)
        factor = 1 - 2 * learning_rate
        if abs(factor) < 1e-9:
            word = "lands in one step"
        elif factor > 0.75:
            word = "creeps"
        elif factor > 0:
            word = "glides"
        elif factor > -1 + 1e-9:
            word = "rings: every step overshoots, yet less and less"
        elif factor > -1 - 1e-9:
            word = "swings from side to side for ever"
        else:
            word = "explodes: every step overshoots by more than the last"
        w, b = array(params).T
        heights = np.outer(w, ends) + b[:, None]
        lines.set_segments([np.column_stack([ends, height]) for height in heights])
        last.set_data(ends, heights[-1])
        first.set_data(ends, heights[1])
        path.set_data(w, loss)
        here.set_data(w[-1:], loss[-1:])
        one.set_data(w[1:2], loss[1:2])
        picture.tell(
            "Gradient descent on a line and on its loss over the weight.",
            f"η = {learning_rate:.3g}: the descent {word}.\n"
            f"Loss {rounded(loss[0])} at the start, {rounded(loss[1])} after step 1, "
            f"{rounded(loss[-1])} after step {n_steps}.",
            reached=loss[1] < GOAL,
        )

    goal = f"bring the line among the readings with its first step: a loss below {GOAL} after step 1."
    return Lab(picture, update, {"learning_rate": control}, goal)
