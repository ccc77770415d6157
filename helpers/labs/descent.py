"""The picture of two labs: loss per epoch, and the path over the contours."""

import numpy as np

from ..pictures.parts import draw_contours
from ..pictures.picture import BLACK, LOSS, MODEL, finite, stage

WHAT = "Loss per epoch, and the path of descent over the contours of the loss."


def descent(w, b, surface, best, n_epochs, highest, style=".-", label=None):
    """Left, loss per epoch; right, the path of descent over the contours of the loss (B, W).

    Returns the picture and show(losses, path), which moves it to a run of losses (E,) and params (E, 2).
    """
    picture = stage(columns=2, top=0.85, between=0.9)
    left, right = picture.axes
    left.set(yscale="log", xlim=(1, n_epochs), ylim=(1.0, highest), xlabel="epoch", title="loss, °C²")
    draw_contours(right, w, b, surface, best)
    right.set_title("path over lines of equal loss")
    curve = picture.line(left, style, color=LOSS, lw=2, ms=6, label=label)
    line = picture.line(right, style, color=MODEL, lw=1.4, ms=7)
    end = picture.line(right, "o", color=MODEL, mec=BLACK, ms=10)

    def show(losses, path):
        path = finite(path)
        curve.set_data(np.arange(1, len(losses) + 1), finite(losses))
        line.set_data(*path.T)
        end.set_data(*path[-1:].T)

    return picture, show
