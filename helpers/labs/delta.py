"""The honest delta laboratory: every way to nudge, two precisions, two losses, all deltas at once by broadcasting."""

import numpy as np
import torch

from ..gradients import backward_difference, central_difference, forward_difference
from ..loss import dlog_cosh_loss_fn, dloss_fn, log_cosh_loss_fn, loss_fn
from ..model import model
from ..pictures.picture import BLACK, BLUE, DATA, GREEN, LOSS, PURPLE, array, in_style, stage
from ..text import rounded
from .lab import Lab, choice, log_slider

PRECISIONS = {"float32": torch.float32, "float64": torch.float64}
LOSSES = {
    # name: loss, its derivative, the point (w0, b0), and how far around w0 to draw it.
    # Far from the readings log-cosh is straight, so its point is near them.
    "squared error": (loss_fn, dloss_fn, (1.0, 0.0), 1.0),
    "log-cosh": (log_cosh_loss_fn, dlog_cosh_loss_fn, (0.56, -16.0), 0.1),
}
WAYS = {
    "forward": (forward_difference, "--", "^", GREEN),
    "backward": (backward_difference, ":", "v", PURPLE),
    "central": (central_difference, "-", "o", BLUE),
}
FLOOR = 1e-17


def slopes(loss, precision, delta, t_u, t_c):
    """Slope along w in each way for many deltas (D,): D columns of the same point, a delta each; b stays."""
    fn, _, (w0, b0), _ = LOSSES[loss]
    dtype = PRECISIONS[precision]
    u, c, delta = t_u.to(dtype)[:, None], t_c.to(dtype)[:, None], delta.to(dtype)
    w = torch.full((1, len(delta)), w0, dtype=dtype)
    nudged = {way: nudge(lambda w: fn(model(u, w[0], b0), c), w, delta) for way, (nudge, *_) in WAYS.items()}
    return {way: slope[0].double().numpy() for way, slope in nudged.items()}


def truth(loss, u, c):
    """Loss at the point and its slope along w."""
    fn, dfn, point, _ = LOSSES[loss]
    t_p = model(u, *point)
    return fn(t_p, c).item(), (dfn(t_p, c) * u).sum().item()


def shape(loss, u, c):
    """Loss over w, one unit to either side of the point."""
    fn, _, (w0, b0), unit = LOSSES[loss]
    around = torch.linspace(-1, 1, 201, dtype=torch.float64)
    return fn(model(u[:, None], w0 + unit * around, torch.full_like(around, b0)), c[:, None])


@in_style
def delta_lab(t_u, t_c):
    """Left, the loss over w with the slopes that nudging by delta measures; right, their errors over delta."""
    u, c = t_u.double(), t_c.double()
    deltas = torch.logspace(-10, 1, 111, dtype=torch.float64)
    true = {loss: truth(loss, u, c) for loss in LOSSES}
    measured = {(loss, dtype): slopes(loss, dtype, deltas, t_u, t_c) for loss in LOSSES for dtype in PRECISIONS}

    picture = stage(columns=2, height=4.4, left=0.78, top=1.05, between=0.95)
    left, right = picture.axes
    left.set(xlim=(-1, 1), ylim=(-0.3, 2.6), xlabel="w − w₀  (for log-cosh in tenths)", ylabel="loss / loss at w₀")
    left.set_title("thick, pale: the true slope\n●: the loss at w₀, ○: at w₀ ± δ")
    left.plot(0, 1, "o", color=DATA, ms=8, zorder=6)
    right.set(xscale="log", yscale="log", xlim=(1e-10, 10), ylim=(FLOOR, 1e3), xlabel="nudge δ")
    right.set_title("relative error of the slope\n(lower is better)")
    right.set_yticks([1e-16, 1e-12, 1e-8, 1e-4, 1])
    scenery = {}  # by loss and precision: the loss over w, and the errors over delta
    for (loss, precision), ways in measured.items():
        height, slope = true[loss]
        lines = [picture.line(left, color=LOSS, lw=3)]
        lines[0].set_data(np.linspace(-1, 1, 201), shape(loss, u, c) / height)
        for way, (_, style, _, hue) in WAYS.items():
            lines.append(picture.line(right, style, color=hue, lw=1.8))
            lines[-1].set_data(array(deltas), np.maximum(np.abs(ways[way] / slope - 1), FLOOR))
        scenery[loss, precision] = lines
    right.legend(lines[1:], WAYS, loc="lower left")
    picture.seldom()
    tangent = picture.line(left, "-", color=BLACK, lw=7, alpha=0.2)
    secants = {way: picture.line(left, style, color=hue, lw=1.8) for way, (_, style, _, hue) in WAYS.items()}
    feet = picture.line(left, "o", color=LOSS, mfc="white", mew=2, ms=7)
    dots = {
        way: picture.line(right, dot, color=hue, mec=BLACK, ms=9, clip_on=False)
        for way, (_, _, dot, hue) in WAYS.items()
    }

    def update(delta, precision, loss):
        (height, slope), unit = true[loss], LOSSES[loss][3]
        here = slopes(loss, precision, torch.tensor([delta], dtype=torch.float64), t_u, t_c)
        here = {way: value.item() for way, value in here.items()}
        off = {way: abs(value / slope - 1) for way, value in here.items()}
        ends = np.array([-1.0, 1.0])
        for chosen, lines in scenery.items():
            for line in lines:
                line.set_visible(chosen == (loss, precision))
        tangent.set_data(ends, 1 + slope / height * unit * ends)
        feet.set_data(
            delta / unit * ends, [1 - here["backward"] * delta / height, 1 + here["forward"] * delta / height]
        )
        for way in WAYS:
            secants[way].set_data(ends, 1 + here[way] / height * unit * ends)
            dots[way].set_data([delta], [max(off[way], FLOOR)])
        setting = f"δ = {delta:.3g}, {precision}, {loss}. True slope {rounded(slope)}"
        picture.tell(
            "Slopes measured by nudging w by δ, and, log-log, their relative errors over δ.",
            f"{setting}; forward {rounded(here['forward'])}, central {rounded(here['central'])}.\n"
            f"Relative error: forward {off['forward']:.1e}, central {off['central']:.1e}.",
            reached=loss == "log-cosh" and float(f"{off['forward']:.1e}") < 1e-6,  # as it is shown
            aloud=f"{setting}.",  # the errors themselves are rounding noise, different on every machine
        )

    controls = {
        "delta": log_slider("nudge δ", -10, 1, 0.1),
        "precision": choice("precision", list(PRECISIONS)),
        "loss": choice("loss", list(LOSSES)),
    }
    goal = "with log-cosh, bring the forward error below 1e-06. Which precision do you need?"
    return Lab(picture, update, controls, goal)
