"""The orbit lab: three knobs and a loss, and the learner is the optimizer."""

from functools import partial

import torch

from ..loss import loss_fn
from ..orbit import ellipse
from ..pictures.parts import draw_sky, from_above
from ..pictures.picture import BLACK, DATA, GREY, LOSS, MODEL, Below, array, in_style, stage
from ..text import rounded
from .lab import Lab, slider

GOAL = 10  # millionths of au²
ENLARGED = 0.02  # au, the reach of the strip that shows small errors


@in_style
def orbit_lab(longitude, distance):
    """Left, the positions and an orbit from above; right, distance over longitude, and the errors, enlarged."""
    picture = stage(columns=2, height=4.8, left=0.8, top=0.85, between=1.05)
    left, right = picture.axes
    box = right.get_position()
    right.set_position([box.x0, box.y0 + 0.47 * box.height, box.width, 0.53 * box.height])
    strip = picture.figure.add_axes([box.x0, box.y0, box.width, 0.36 * box.height])
    draw_sky(left)
    for axes, x, y in ((left, *from_above(longitude, distance)), (right, array(longitude), array(distance))):
        axes.plot(x, y, "o", color=DATA, mfc="white", mew=1.3, ms=5, label="Mars")
    right.set(ylabel="distance, au", xlim=(0, 360), ylim=(1.1, 1.95), xticklabels=[])
    strip.set(xlabel="longitude, degrees", ylabel="error, au", xlim=(0, 360), ylim=(-ENLARGED, ENLARGED))
    strip.set_title("errors, enlarged", fontsize=10.5)
    strip.axhline(0, color=BLACK, lw=1)
    strip.set_yticks([-ENLARGED, 0, ENLARGED])
    for axes in (right, strip):
        axes.set_xticks([0, 90, 180, 270, 360])
    bars = picture.segments(right, colors=LOSS, lw=1.6)
    large = picture.segments(strip, colors=LOSS, lw=3)
    long_axis = picture.line(left, "--", color=GREY, lw=1.4)
    orbit = picture.line(left, color=MODEL)
    curve = picture.line(right, color=MODEL, label="your ellipse")
    right.legend(loc="upper left", ncols=2, fontsize=9.5)
    around = torch.linspace(0, 360, 361, dtype=torch.float64)

    def update(eccentricity, axis, perihelion):
        shape = partial(ellipse, eccentricity=eccentricity, axis=axis, perihelion=perihelion)
        predicted, heights = shape(longitude), shape(around)
        loss = 1e6 * loss_fn(predicted, distance).item()
        ends = torch.tensor([perihelion, perihelion + 180.0], dtype=torch.float64)
        zero, error = torch.zeros_like(distance), predicted - distance
        for segments, start, end in ((bars, distance, predicted), (large, zero, error)):
            segments.set_segments(torch.stack([longitude, start, longitude, end], dim=1).reshape(-1, 2, 2).numpy())
        long_axis.set_data(*from_above(ends, shape(ends)))
        orbit.set_data(*from_above(around, heights))
        curve.set_data(array(around), array(heights))
        picture.tell(
            "Positions of Mars and an ellipse around the sun.",
            f"e = {eccentricity:.3f}, a = {axis:.3f} au, perihelion at {perihelion:.0f}°.\n"
            f"Loss {rounded(loss, decimals=1)} millionths of au².",
            reached=Below(GOAL, loss, decimals=1),
        )

    controls = {
        "eccentricity": slider("eccentricity", 0.0, 0.3, 0.001, 0.0),
        "axis": slider("half axis, au", 1.3, 1.8, 0.001, 1.4),
        "perihelion": slider("orientation, °", 0.0, 359.0, 1.0, 90.0),
    }
    goal = f"bring the loss below {GOAL} millionths of au². In which order do you turn the knobs?"
    return Lab(picture, update, controls, goal)
