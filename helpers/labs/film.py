"""The film lab: the whole training as a film."""

import torch

from ..exact import least_squares, loss_surface, to_raw_units
from ..loop import History, training_loop
from ..pictures.parts import U_RANGE, across, draw_contours, scatter
from ..pictures.picture import BLACK, MODEL, SKY, in_style, stage
from ..text import rounded
from .lab import START, Lab, selection


@in_style
def film_lab(t_u, t_c, scale=0.1, learning_rate=1e-2, n_epochs=5000):
    """Left, the readings, the line of one epoch and of the last; right, the path so far, over lines of equal loss."""
    t_un = scale * t_u
    history = History()
    training_loop(n_epochs, learning_rate, torch.tensor(START), t_un, t_c, history=history)
    # Most of the change is early: frames spaced by equal factors, each epoch once.
    frames = sorted({round(n_epochs ** (i / 99)) for i in range(100)})
    rows = torch.tensor(frames) - 1
    losses, params = history.loss[rows], history.params[rows]
    raw, path = to_raw_units(params.T, scale).T, params.numpy()

    picture = stage(columns=2, top=0.6, between=0.9)
    left, right = picture.axes
    scatter(left, t_u, t_c)
    left.plot(U_RANGE, across(raw[-1]), ":", color=BLACK, lw=1.6, label="where it ends")
    left.set(xlim=U_RANGE, ylim=(-15, 40))
    left.legend(loc="upper left")
    w, b = torch.linspace(-1, 7, 81), torch.linspace(-22, 6, 81)
    draw_contours(right, w, b, loss_surface(t_un, t_c, w, b), least_squares(t_un, t_c), first=1.5)
    right.set(xlabel="weight w, for 0.1 · t_u")
    right.plot(*path.T, "-", color=SKY, lw=1, alpha=0.6)
    line = picture.line(left, color=MODEL, lw=2.5)
    way = picture.line(right, "-", color=MODEL, lw=2)
    here = picture.line(right, "o", color=MODEL, mec=BLACK, ms=10)

    def update(epoch):
        i = frames.index(epoch)
        w, b = raw[i].tolist()
        line.set_data(U_RANGE, across((w, b)))
        way.set_data(*path[: i + 1].T)
        here.set_data(*path[i : i + 1].T)
        picture.tell(
            "The line and its path over the contours of the loss.",
            f"Epoch {epoch:,}: loss {rounded(losses[i])}, "
            f"t_c = {rounded(w)} · t_u {'+' if b >= 0 else '−'} {rounded(abs(b))}",
            reached=3 < losses[i].item() < 4,
        )

    goal = "stop the film where the loss is between 3 and 4. How far is the line from where it ends?"
    return Lab(picture, update, {"epoch": selection("epoch", frames, play=True)}, goal)
