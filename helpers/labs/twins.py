"""The twins lab: the knobs of an ellipse, turned by descent from wherever one likes."""

from itertools import product

import numpy as np
import torch

from ..loop import History, autograd_loop
from ..orbit import fit_ellipse
from ..pictures.picture import BEST, BLACK, GREY, LOSS, MODEL, array, finite, in_style, stage
from ..text import rounded
from .lab import Lab, beforehand, slider

EPOCHS = 1000


def knobs(angle, e, a, perihelion):
    """Distance on the ellipse, also for e below 0, au; the angle and the perihelion in radians."""
    return a * (1 - e**2) / (1 + e * torch.cos(angle - perihelion))


@in_style
def twins_lab(longitude, distance):
    """Left, the arrow of length e towards the perihelion, from its start to its end; right, the loss per epoch."""
    angle = torch.deg2rad(longitude)
    e_best, _, to_best = fit_ellipse(longitude, distance)
    kept = torch.unique(torch.logspace(0, np.log10(EPOCHS), 90).round().long()) - 1

    picture = stage(columns=2, height=4.4, top=0.95, between=0.95)
    left, right = picture.axes
    left.axhline(0, color=GREY, lw=1)
    left.axvline(0, color=GREY, lw=1)
    left.set(xlim=(-0.24, 0.24), ylim=(-0.24, 0.24), aspect="equal", xlabel="e · cos", ylabel="e · sin")
    left.plot(*_arrow(e_best, np.radians(to_best)), "*", color=BEST, mec=BLACK, ms=15, zorder=6, label="best ellipse")
    path = picture.line(left, "-", color=MODEL, lw=1.8, label="path")
    start = picture.line(left, "o", color=MODEL, mfc="white", ms=8, mew=2, label="start")
    right.set(xlim=(1, EPOCHS), ylim=(1e-3, 1e6), xscale="log", yscale="log", xlabel="epoch")
    right.set_ylabel("loss, millionths of au²")
    descent = picture.line(right, color=LOSS, lw=2.5)
    left.legend(loc="lower left", bbox_to_anchor=(-0.1, 1.0), ncols=3, fontsize=9.5, columnspacing=1.2, borderpad=0)

    def run(starts):
        """Losses (E, K), and e, a, perihelion (E, 3, K), of the epochs kept, for K pairs of e and perihelion."""
        e, perihelion = torch.tensor(starts, dtype=torch.float64).T
        params = torch.stack([e, torch.full_like(e, 1.4), torch.deg2rad(perihelion)]).requires_grad_()
        history = History(quiet=True)
        autograd_loop(EPOCHS, 0.5, params, angle[:, None], distance[:, None], model=knobs, history=history)
        return 1e6 * history.loss[kept], history.params[kept]

    # 60 starts: of many more, PyTorch would compute the cosines in several threads, which takes longer.
    controls = {
        "eccentricity": slider("start: e", -0.2, 0.2, 0.1, 0.1),
        "perihelion": slider("start: orientation, °", 0.0, 330.0, 30.0, 0.0),
    }
    runs = beforehand(run, list(product(*(control.positions for control in controls.values()))))

    def update(eccentricity, perihelion):
        losses, params = runs((eccentricity, perihelion))
        e, a, turned = params.T
        path.set_data(*_arrow(e, turned))
        start.set_data(*_arrow(e[:1], turned[:1]))
        descent.set_data(array(kept) + 1, finite(losses))
        picture.tell(
            "The arrow of an ellipse while its knobs are turned by descent, and the loss per epoch, logarithmic.",
            f"Start: e = {eccentricity:.2f}, perihelion at {perihelion:.0f}°. "
            f"Loss in epoch {EPOCHS:,}: {rounded(losses[-1].item(), decimals=4)}.\n"
            f"End: e = {e[-1]:.4f}, a = {a[-1]:.3f} au, perihelion at {np.degrees(turned[-1]) % 360:.1f}°.",
            reached=e[-1] < 0,
        )

    return Lab(picture, update, controls, "find a start from which the descent ends at an eccentricity below 0.")


def _arrow(e, perihelion):
    return np.asarray(e) * np.cos(perihelion), np.asarray(e) * np.sin(perihelion)
