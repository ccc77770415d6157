"""Numbers in, picture out. Nothing here trains, and nothing here knows a slider.

One visual language for the whole course: Okabe-Ito colours with fixed roles, never colour alone (each
role has its own line style or marker), one width, fixed margins. A Picture is drawn on an Agg canvas of
its own, without pyplot, so nothing stays alive after it was shown.

What moves in a Picture is an animated artist: the rest is drawn once and kept as a background. The pictures
that labs move are in moving.py.
"""

import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image, ImageDraw, ImageFont

from .graph import Node
from .text import sig


@contextmanager
def no_warnings_of(package: str) -> Iterator[None]:
    """What a package would say in red while it is imported is left unsaid."""
    logger = logging.getLogger(package)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


# It warns where it cannot write into the home folder, and where listing the fonts takes five seconds, as it does for a
# class that starts at once. Neither is a learner's business.
with no_warnings_of("matplotlib"):
    import matplotlib
    from matplotlib import font_manager
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle, Wedge
    from matplotlib.ticker import LogFormatterSciNotation, LogLocator

BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, RED, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
DATA, MODEL, LOSS, TRAINING, VALIDATION, WEIGHT, BIAS, BEST, GREY = (
    BLACK, BLUE, RED, BLUE, ORANGE, GREEN, PURPLE, ORANGE, "#767676",
)  # fmt: skip

WIDTH = 7.2  # inches, shown at 720 CSS pixels
STILL_DPI, MOVING_DPI = 200, 125
# For the words of moving pictures; the font comes with matplotlib.
FONT = ImageFont.truetype(
    font_manager.findfont("DejaVu Sans"), round(11.5 / 72 * MOVING_DPI), layout_engine=ImageFont.Layout.BASIC
)

matplotlib.rcParams.update(
    {
        "font.size": 11.5,
        "axes.titlesize": 11.5,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "grid.color": "#E6E6E6",
        "legend.frameon": False,
        "legend.fontsize": 10.5,
        "lines.linewidth": 2.0,
    }
)


def array(values: ArrayLike) -> np.ndarray:
    """Tensors and lists as float64 arrays."""
    return np.asarray(values, dtype=float)


def finite(values: ArrayLike) -> np.ndarray:
    """Values with gaps where a diverging run is no longer finite; far-off points Matplotlib cuts at the edge.

    Up to 1e100, because the ends that Matplotlib chooses for an axis of larger ones would not be finite either.
    """
    values = array(values)
    return np.where(np.isfinite(values), np.clip(values, -1e100, 1e100), np.nan)


def palette() -> Image.Image:
    """256 colours for every picture of a lab: each colour of the course fading towards white, greys, and white.

    Nothing comes close to white but white itself, because Pillow looks for the nearest colour in steps of four.
    """
    colours = np.array([matplotlib.colors.to_rgb(c) for c in (ORANGE, SKY, GREEN, YELLOW, BLUE, RED, PURPLE)])
    fade = np.linspace(0, 0.9, 32)[:, None, None]
    greys = np.append(np.linspace(0, 0.97, 31), 1.0)[:, None].repeat(3, axis=1)
    shades = np.concatenate([(colours + (1 - colours) * fade).reshape(-1, 3), greys])
    image = Image.new("P", (1, 1))
    image.putpalette((255 * shades).round().astype(np.uint8).tobytes())
    return image


PALETTE = palette()


class Picture:
    """A figure made once, with fixed margins.

    Attributes: figure; axes, a list; alt, the picture in words.
    """

    def __init__(self, columns: int = 1, height: float = 3.4, dpi: int = STILL_DPI, rows: int = 1) -> None:
        self.figure = Figure(figsize=(WIDTH, height), dpi=dpi)
        self.canvas = FigureCanvasAgg(self.figure)
        self.rows, self.columns = rows, columns
        self.axes: list[Axes] = list(self.figure.subplots(rows, columns, squeeze=False).flat) if columns else []
        self.alt = ""
        self._moving: list[Artist] = []
        self._background = None
        self._words = ""
        self.margins()

    def margins(self, left: float = 0.72, right: float = 0.25, bottom: float = 0.62, top: float = 0.42,
                between: float = 0.85, above: float = 0.95) -> None:  # fmt: skip
        """Fixed margins in inches, so that nothing shifts when a label changes; between columns, above lower rows."""
        width, height = self.figure.get_size_inches()
        panel = (width - left - right - between * (self.columns - 1)) / max(1, self.columns)
        tall = (height - bottom - top - above * (self.rows - 1)) / self.rows
        self.figure.subplots_adjust(
            left / width, bottom / height, 1 - right / width, 1 - top / height, between / panel, above / tall
        )

    def moves(self, artist: Artist) -> Artist:
        """Declare that a lab will change this artist; it is drawn over the kept background."""
        artist.set_animated(True)
        self._moving.append(artist)
        return artist

    def say(self, alt: str, words: str) -> None:
        """Put words above the axes of a moving picture, and describe it."""
        self._words = words
        self.alt = alt.replace("\n", " ")

    def png(self) -> bytes:
        """The picture as a PNG file: the same pixels give the same bytes."""
        if self._background is None:
            self.canvas.draw()
            self._background = self.canvas.copy_from_bbox(self.figure.bbox)
        else:
            self.canvas.restore_region(self._background)
        for artist in self._moving:
            self.figure.draw_artist(artist)
        image = Image.fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB")
        if self._words:
            # These change at every move, and Pillow writes them in a tenth of matplotlib's time.
            ImageDraw.Draw(image).multiline_text((10, 8), self._words, fill=BLACK, font=FONT, spacing=7)
        # 256 colours lose nothing to the eye here and make a picture a third as large; to find the best ones
        # takes longer than all the rest, so what moves makes do with those at hand.
        if self._moving:
            image = image.quantize(palette=PALETTE, dither=Image.Dither.NONE)
        else:
            image = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        file = io.BytesIO()
        image.save(file, "png", compress_level=1 if self._moving else 7)
        return file.getvalue()


# ---------------------------------------------------------------- data and lines

LINE_STYLES = ("-", "--", "-.", ":")
LINE_COLOURS = (MODEL, LOSS, GREEN, PURPLE)
U_LABEL, C_LABEL, LOSS_LABEL = "reading, unknown unit", "temperature, °C", "loss, °C²"
U_RANGE = np.array([15.0, 90.0])
MOST_DRAWN = 1000  # more would hide one another, and take long to draw


def across(params: ArrayLike) -> np.ndarray:
    """Heights of the line (w, b) at both ends of U_RANGE."""
    w, b = array(params)
    return w * U_RANGE + b


def scatter(axes: Axes, t_u: ArrayLike, t_c: ArrayLike) -> Line2D:
    """The readings: black open circles, wherever they appear."""
    (points,) = axes.plot(
        array(t_u), array(t_c), "o", color=DATA, mfc="white", mew=1.6, ms=7, label="readings", zorder=5
    )
    axes.set(xlabel=U_LABEL, ylabel=C_LABEL)
    return points


def drawn(u: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Which of the readings (N,) a picture shows: all, or of more than MOST_DRAWN some at random, always the same.

    The outermost are always among them: they may be slips, and are what one looks for.
    """
    if len(u) <= MOST_DRAWN:
        return np.arange(len(u))
    outermost = [u.argmin(), u.argmax(), c.argmin(), c.argmax()]
    some = np.random.default_rng(0).choice(len(u), MOST_DRAWN - len(outermost), replace=False)
    return np.union1d(some, outermost)


def readings(
    t_u: ArrayLike,
    t_c: ArrayLike,
    lines: Mapping[str, ArrayLike] | None = None,
    residuals: bool = False,
    ylim: tuple[float, float] | None = None,
    xlabel: str = U_LABEL,
    held_out: ArrayLike = (),
    curves: Mapping[str, tuple[ArrayLike, ArrayLike]] | None = None,
    ylabel: str = C_LABEL,
) -> Picture:
    """The readings (N,), with lines given as {label: (w, b)}, and residuals to the first of them if asked.

    held_out: indices of readings kept for validation; curves: {label: (x, y)}, where a line is not enough.
    Of more than MOST_DRAWN readings it shows some, and says how many.
    """
    picture = Picture(height=3.6)
    axes = picture.axes[0]
    u, c = array(t_u), array(t_c)
    shown = drawn(u, c)
    size = {}
    points = scatter(axes, u[shown], c[shown])
    if len(shown) < len(u):
        size = {"markersize": 3, "mew": 0.7}
        points.set(label=f"readings, {len(shown):,} of {len(u):,} drawn", **size)
    if residuals:  # small circles, so that small differences are seen
        points.set(markersize=4.5, mew=1.3)
    span = u.max() - u.min()
    x = np.array([u.min() - 0.12 * span, u.max() + 0.12 * span])
    for i, (label, (w, b)) in enumerate((lines or {}).items()):
        w, b = float(w), float(b)
        axes.plot(x, w * x + b, LINE_STYLES[i % 4], color=LINE_COLOURS[i % 4], label=label)
        if residuals and i == 0:
            ends = c[shown], w * u[shown] + b
            axes.vlines(u[shown], *ends, color=LOSS, lw=1.6, label="difference, predicted minus true")
    for i, (label, (along, heights)) in enumerate((curves or {}).items(), start=len(lines or {})):
        axes.plot(array(along), array(heights), LINE_STYLES[i % 4], color=LINE_COLOURS[i % 4], label=label)
    held = np.asarray(held_out, dtype=int)
    if len(held):
        marked = np.intersect1d(held, shown)
        (squares,) = axes.plot(u[marked], c[marked], "s", color=VALIDATION, mec=BLACK, ms=9, label="held out", zorder=6)
        squares.set(**size)
    # Names from a file may hold dollar signs, between which Matplotlib would read mathematics.
    axes.set(xlim=x, xlabel=xlabel.replace("$", r"\$"), ylabel=ylabel.replace("$", r"\$"))
    if ylabel != C_LABEL:  # room for numbers of any size
        picture.margins(left=1.05)
        axes.ticklabel_format(scilimits=(-2, 4))
    if ylim:
        axes.set_ylim(ylim)
    axes.legend(loc="best")
    unit = " °C" if ylabel == C_LABEL else f", {ylabel}"
    picture.alt = (
        f"Scatter plot of {len(u)} readings from {u.min():g} to {u.max():g} against {c.min():g} to {c.max():g}{unit}"
        + (f", {len(held)} of them held out" if len(held) else "")
        + (f", {len(shown)} of them drawn" if len(shown) < len(u) else "")
        + "".join(f"; line: {label}" for label in (*(lines or {}), *(curves or {})))
        + ("; vertical bars show the differences." if residuals else ".")
    )
    return picture


def differences(t_u: ArrayLike, errors: ArrayLike) -> Picture:
    """Differences t_p - t_c (N,) per reading, and their squares, with both means."""
    picture = Picture(columns=2, height=3.3)
    u, d = array(t_u), array(errors)
    for axes, values, label in zip(picture.axes, (d, d**2), ("difference, °C", "squared difference, °C²"), strict=True):
        axes.vlines(u, 0, values, color=LOSS, lw=2)
        axes.plot(u, values, "o", color=LOSS, ms=6)
        axes.axhline(0, color=BLACK, lw=1)
        axes.axhline(values.mean(), color=BLUE, ls="--", label=f"mean {sig(values.mean(), decimals=2)}")
        axes.set(xlabel=U_LABEL, ylabel=label)
        axes.legend(loc="best")
    picture.alt = (
        f"Two stem plots over the readings: differences with mean {sig(d.mean(), decimals=2)} °C and "
        f"squared differences with mean {sig((d**2).mean(), decimals=2)} °C²."
    )
    return picture


# ---------------------------------------------------------------- orbits

Curves = Mapping[str, tuple[ArrayLike, ArrayLike]]


def from_above(longitude: ArrayLike, distance: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """x and y in au of longitudes in degrees and distances in au."""
    angle, r = np.radians(array(longitude)), array(distance)
    return r * np.cos(angle), r * np.sin(angle)


def draw_sky(axes: Axes) -> None:
    """The plane of the orbit, with the sun."""
    axes.plot(0, 0, "*", color=YELLOW, mec=BLACK, ms=16, label="sun")
    axes.text(0.12, 0.12, "sun", fontsize=10.5)
    axes.set(xlim=(-1.95, 1.95), ylim=(-1.95, 1.95), xlabel="x, au", ylabel="y, au", aspect="equal")


def orbit(
    longitude: ArrayLike, distance: ArrayLike, curves: Curves | None = None, held_out: ArrayLike = (),
    sectors: Sequence[int] = (),
) -> Picture:  # fmt: skip
    """Left, the positions (N,) from above; right, distance over longitude. curves: {label: (longitudes, distances)};
    held_out: indices of positions; sectors: indices i to fill in the area swept from position i to i + 1."""
    picture = Picture(columns=2, height=4.1)
    picture.margins(left=0.8, between=0.9, top=0.2)
    left, right = picture.axes
    u, r = array(longitude), array(distance)
    draw_sky(left)
    for i in sectors:
        x, y = from_above(u[i : i + 2], r[i : i + 2])
        left.fill(np.append(0, x), np.append(0, y), color=SKY, alpha=0.5, ec=BLUE, lw=1)
    for i, (label, (along, heights)) in enumerate((curves or {}).items()):
        style = {"ls": LINE_STYLES[i % 4], "color": LINE_COLOURS[i % 4], "lw": 1.6}
        left.plot(*from_above(along, heights), **style)
        right.plot(array(along), array(heights), label=label, **style)
    held = np.isin(np.arange(len(u)), np.asarray(held_out, dtype=int))
    for axes, x, y in ((left, *from_above(u, r)), (right, u, r)):
        axes.plot(x[~held], y[~held], "o", color=DATA, mfc="white", mew=1.3, ms=5, label="Mars", zorder=5)
        if held.any():
            axes.plot(x[held], y[held], "s", color=VALIDATION, mec=BLACK, ms=5, label="held out", zorder=5)
    right.set(xlabel="longitude, degrees", ylabel="distance, au", xlim=(0, 360), ylim=(1.34, 1.95))
    right.set_xticks([0, 90, 180, 270, 360])
    right.legend(loc="upper left", fontsize=9.5)
    picture.alt = (
        f"{len(u)} positions of Mars, from above and over longitude, at {sig(r.min())} to {sig(r.max())} au"
        + "".join(f"; {label}" for label in curves or {})
        + (f"; {held.sum()} of them held out" if held.any() else "")
        + (f"; {len(sectors)} swept areas filled in" if sectors else "")
        + "."
    )
    return picture


def orbit_errors(longitude: ArrayLike, errors: Mapping[str, ArrayLike], ylabel: str) -> Picture:
    """Errors (N,) of several models over the longitude."""
    picture = Picture(height=3.6)
    axes = picture.axes[0]
    for i, (label, values) in enumerate(errors.items()):
        axes.plot(array(longitude), array(values), ("o", "s", "^", "D")[i % 4], color=LINE_COLOURS[i % 4], ms=6,
                  label=label)  # fmt: skip
    axes.axhline(0, color=BLACK, lw=1)
    axes.set(xlabel="longitude, degrees", ylabel=ylabel, xlim=(0, 360))
    axes.set_xticks([0, 90, 180, 270, 360])
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4)
    picture.alt = f"{ylabel} over the longitude: " + "; ".join(
        f"{label}, at most {sig(np.abs(array(values)).max(), decimals=4)}" for label, values in errors.items()
    )
    return picture


def planets(axis: ArrayLike, period: ArrayLike, names: Sequence[str], line: ArrayLike | None = None,
            held_out: Sequence[int] = ()) -> Picture:  # fmt: skip
    """Periods over half axes (N,), left as they are, right in logarithms; line: (w, b) for those of base 10."""
    picture = Picture(columns=2, height=4.0)
    picture.margins(left=0.85, between=0.95, top=0.3)
    a, t = array(axis), array(period)
    held = np.isin(np.arange(len(a)), np.asarray(held_out, dtype=int))
    for axes in picture.axes:
        if line is not None:
            w, b = array(line)
            x = np.logspace(np.log10(a.min()) - 0.1, np.log10(a.max()) + 0.1, 200)
            axes.plot(x, 10**b * x**w, color=MODEL, label="fitted", zorder=1)
        axes.plot(a[~held], t[~held], "o", color=DATA, mfc="white", mew=1.6, ms=7, label="planets")
        if held.any():
            axes.plot(a[held], t[held], "s", color=VALIDATION, mec=BLACK, ms=9, label="held out")
        axes.set(xlabel="half axis, au", ylabel="period, years")
    left, right = picture.axes
    left.set(xlim=(-1, 48), ylim=(-8, 190))
    right.set(xscale="log", yscale="log", xlim=(0.25, 200), ylim=(0.1, 400))
    for name, x, y in zip(names, a, t, strict=True):
        right.annotate(name, (x, y), xytext=(8, -5), textcoords="offset points", fontsize=9.5)
        if x > 5:  # the others lie upon one another there
            left.annotate(name, (x, y), xytext=(8, -5), textcoords="offset points", fontsize=9.5)
    left.legend(loc="upper left")
    picture.alt = (
        f"Periods of {len(a)} planets, {sig(t.min())} to {sig(t.max())} years, over their half axes, {sig(a.min())} to "
        f"{sig(a.max())} au: left half of them crowd in a corner, right, in logarithms, they stand in a row"
        + ("; the fitted line" if line is not None else "")
        + (f"; {held.sum()} held out" if held.any() else "")
        + "."
    )
    return picture


# ---------------------------------------------------------------- losses


def loss_shapes(errors: ArrayLike, curves: Mapping[str, ArrayLike]) -> Picture:
    """Losses of one difference: {label: loss at each of errors}, and beside them their slopes."""
    picture = Picture(columns=2, height=3.3)
    e = array(errors)
    middles = (e[1:] + e[:-1]) / 2
    for i, (label, values) in enumerate(curves.items()):
        style = {"color": (LOSS, BLUE, GREEN)[i % 3], "ls": LINE_STYLES[i % 4], "label": label}
        picture.axes[0].plot(e, array(values), **style)
        slopes = np.diff(array(values)) / np.diff(e)
        breaks = np.flatnonzero(np.abs(np.diff(slopes)) > 1)  # a kink is a gap, not a steep line
        picture.axes[1].plot(np.insert(middles, breaks + 1, np.nan), np.insert(slopes, breaks + 1, np.nan), **style)
    picture.axes[0].set(xlabel="difference, °C", title="loss of one reading")
    picture.axes[1].set(xlabel="difference, °C", title="slope of that loss")
    picture.axes[0].legend(loc="upper center")
    picture.alt = (
        "Left, the losses of one difference: " + ", ".join(curves) + ". Right, their slopes: the squared "
        "difference's is a straight line through 0, the absolute value's jumps from -1 to +1 at 0."
    )
    return picture


def pairwise(differences: ArrayLike) -> Picture:
    """Differences (N, N), row i from ground truth i, column j from prediction j; only the diagonal was meant."""
    picture = Picture(columns=1, height=4.2)
    picture.margins(left=1.4, right=1.2, top=0.2)
    axes = picture.axes[0]
    d = array(differences)
    reach = np.abs(d).max()
    image = axes.imshow(d, cmap="PuOr", vmin=-reach, vmax=reach)
    for i in range(len(d)):
        axes.add_patch(Rectangle((i - 0.5, i - 0.5), 1, 1, fill=False, ec=BLACK, lw=2))
    axes.grid(False)
    axes.set(xlabel="index of the prediction t_p", ylabel="index of the ground truth t_c")
    axes.set_xticks(range(0, len(d), 2))
    axes.set_yticks(range(0, len(d), 2))
    picture.figure.colorbar(image, ax=axes, label="difference, °C", pad=0.03)
    picture.alt = (
        f"Differences as a table of colours, {d.shape[0]} by {d.shape[1]}; only the {len(d)} framed ones on "
        "the diagonal compare a prediction with its own ground truth."
    )
    return picture


def broadcasting(products: Sequence[tuple[str, ArrayLike, str, ArrayLike]]) -> Picture:
    """Each row: two arrays (at most 3 dimensions) stretched to a common shape, and their product.

    products: (name, values, name, values). Solid cells exist, hatched ones are stretched copies.
    """
    rows = 4.3 * len(products) + 0.4
    picture = Picture(columns=0, height=0.45 * rows)
    figure = picture.figure
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH / 0.45), ylim=(rows, 0))
    axes.axis("off")

    def grid(x: float, y: float, values: np.ndarray, shape: tuple[int, ...], colour: str, title: str) -> None:
        own = values.reshape((1,) * (3 - values.ndim) + values.shape)
        full = np.broadcast_to(own, (1,) * (3 - len(shape)) + shape)
        behind = 0.55 * (full.shape[0] - 1)
        axes.text(x + full.shape[2] / 2 + behind / 2, y - 0.25 - behind, title, ha="center", va="bottom", fontsize=11.5)
        for k, i, j in sorted(np.ndindex(full.shape), reverse=True):  # layers from the back to the front
            real = k < own.shape[0] and i < own.shape[1] and j < own.shape[2]
            left, top = x + j + 0.55 * k, y + i - 0.55 * k
            axes.add_patch(
                Rectangle((left, top), 1, 1, fc=colour if real else "white", ec=BLACK if real else colour,
                          hatch=None if real else "///", lw=1.2, ls="-" if real else "--", zorder=2 - k)
            )  # fmt: skip
            if k == 0:
                axes.text(left + 0.5, top + 0.5, f"{full[k, i, j]:g}", ha="center", va="center", fontsize=11.5,
                          bbox={"fc": colour if real else "white", "ec": "none", "pad": 1.0}, zorder=3)  # fmt: skip

    for k, (left_name, left, right_name, right) in enumerate(products):
        left, right = array(left), array(right)
        shape = np.broadcast_shapes(left.shape, right.shape)
        y = 4.3 * k + (1.2 if len(shape) > 2 else 0.95)
        middle = y + (shape[-2] if len(shape) > 1 else 1) / 2
        grid(0.8, y, left, shape, "#9AD3F5", f"{left_name} {left.shape}")
        axes.text(5.1, middle, "×", ha="center", va="center", fontsize=18)
        grid(5.9, y, right, shape, "#F7CE7C", f"{right_name} {right.shape}")
        axes.text(10.2, middle, "=", ha="center", va="center", fontsize=18)
        grid(11.0, y, left * right, shape, "#8FDCC5", f"{left_name} × {right_name} {shape}")
    picture.alt = "; ".join(
        f"{a} of shape {array(x).shape} times {b} of shape {array(y).shape} gives shape "
        f"{np.broadcast_shapes(array(x).shape, array(y).shape)}"
        for a, x, b, y in products
    )
    picture.alt += ". Stretched copies are hatched."
    return picture


# ---------------------------------------------------------------- gradients


def knobs(params: ArrayLike, gradient: ArrayLike, loss: float) -> Picture:
    """Two knobs, w and b, and what the loss would do if each were turned up a little."""
    picture = Picture(columns=0, height=2.75)
    axes = picture.figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, 2.75))
    axes.axis("off")
    for x, name, value, slope, colour in zip(
        (1.2, 3.6), "wb", array(params), array(gradient), (WEIGHT, BIAS), strict=True
    ):
        axes.add_patch(Wedge((x, 1.3), 0.62, 0, 360, fc="white", ec=colour, lw=3))
        angle = np.pi / 2 - np.clip(value / 2, -1.0, 1.0) * 0.75 * np.pi
        axes.plot([x, x + 0.5 * np.cos(angle)], [1.3, 1.3 + 0.5 * np.sin(angle)], color=colour, lw=4)
        axes.text(x, 2.45, f"{name} = {value:.4g}", ha="center", va="center", fontsize=13)
        turn = "down" if slope > 0 else "up"
        axes.text(x, 0.33, f"slope {slope:+.4g}\nturn it {turn}", ha="center", va="center", linespacing=1.4)
        side = 0.5 if slope > 0 else -0.5  # down is anticlockwise
        axes.add_patch(
            FancyArrowPatch((x + side, 2.03), (x - side, 2.03), connectionstyle=f"arc3,rad={0.5 * side}",
                            arrowstyle="-|>", mutation_scale=16, color=GREY, lw=1.8)
        )  # fmt: skip
    axes.add_patch(FancyBboxPatch((5.35, 0.85), 1.4, 0.9, boxstyle="round,pad=0.05", fc="white", ec=LOSS, lw=3))
    axes.text(6.05, 1.3, f"{float(loss):.4g}", ha="center", va="center", fontsize=17)
    axes.text(6.05, 2.45, "loss", ha="center", va="center", fontsize=13)
    axes.text(6.05, 0.33, "make it smaller", ha="center", va="center")
    axes.add_patch(FancyArrowPatch((4.55, 1.3), (5.25, 1.3), arrowstyle="-|>", mutation_scale=18, color=BLACK))
    picture.alt = (
        f"Two knobs, w at {array(params)[0]:.4g} and b at {array(params)[1]:.4g}, and a display of the loss, "
        f"{float(loss):.4g}; the slopes are {array(gradient)[0]:.4g} and {array(gradient)[1]:.4g}."
    )
    return picture


def secants(
    x: ArrayLike, loss: ArrayLike, point: tuple[float, float], slopes: Mapping[str, float], name: str = "w"
) -> Picture:
    """A loss over one parameter, and straight lines of given slopes through one point."""
    picture = Picture(height=3.5)
    axes = picture.axes[0]
    x, loss = array(x), array(loss)
    axes.plot(x, loss, color=LOSS, lw=3, label="loss")
    for i, (label, slope) in enumerate(slopes.items()):
        colour = (BLUE, GREEN, PURPLE, BLACK)[i % 4]
        axes.plot(x, point[1] + slope * (x - point[0]), LINE_STYLES[(i + 1) % 4], color=colour, label=label, lw=1.8)
    axes.plot(*point, "o", color=DATA, ms=8)
    margin = 0.08 * (loss.max() - loss.min())
    axes.set(xlabel=name, ylabel="loss", xlim=(x[0], x[-1]), ylim=(loss.min() - margin, loss.max() + margin))
    axes.legend(loc="best")
    picture.margins(left=0.85)
    picture.alt = (
        f"The loss over {name} as a curve; straight lines through {name} = {point[0]:g}: " + ", ".join(slopes) + "."
    )
    return picture


def chain(t_u: ArrayLike, dloss_dtp: ArrayLike) -> Picture:
    """The chain rule sample by sample: d loss/d t_p, times d t_p/d w = t_u, gives each sample's share."""
    picture = Picture(columns=3, height=4.0)
    picture.margins(left=1.1, between=0.3, top=0.62)
    u, d = array(t_u), array(dloss_dtp)
    panels = (
        (d, LOSS, "d loss / d t_p\nhow much it counts"),
        (u, GREY, "×   d t_p / d w = t_u\nhow far w moves it"),
        (d * u, WEIGHT, f"=   share in d loss / d w\nsum {np.sum(d * u):,.1f}"),
    )
    for axes, (values, colour, title) in zip(picture.axes, panels, strict=True):
        axes.barh(range(len(u)), values, color=colour, height=0.65)
        axes.axvline(0, color=BLACK, lw=1)
        axes.set_title(title, fontsize=10.5)
        axes.invert_yaxis()
        axes.set_yticks(range(len(u)), [f"{v:g}" for v in u] if axes is picture.axes[0] else [])
        axes.grid(axis="y", visible=False)
    picture.axes[0].set_ylabel("sample, by its reading t_u", labelpad=10)
    picture.alt = (
        f"Three bar charts over {len(u)} samples: the loss's slope by each prediction, times the reading, gives each "
        f"sample's share; the shares add up to {np.sum(d * u):.4g}."
    )
    return picture


def scaling(sizes: ArrayLike, times: Mapping[str, ArrayLike]) -> Picture:
    """Measured milliseconds over a number of parameters, both logarithmic: {label: times}."""
    picture = Picture(height=3.5)
    axes = picture.axes[0]
    for i, (label, values) in enumerate(times.items()):
        axes.loglog(
            array(sizes), array(values), ("o-", "s--", "^-.")[i % 3], color=(LOSS, BLUE, GREEN)[i % 3], label=label
        )
    axes.set(xlabel="number of parameters", ylabel="time for one gradient, ms")
    axes.legend(loc="upper left")
    picture.alt = "Measured time for one gradient against the number of parameters, log-log: " + ", ".join(times) + "."
    return picture


# ---------------------------------------------------------------- loops


def loss_curves(
    curves: Mapping[str, ArrayLike], minimum: float | None = None, log_epochs: bool = False,
    ylim: tuple[float, float] | None = None, ylabel: str = LOSS_LABEL,
) -> Picture:  # fmt: skip
    """Loss per epoch, on a logarithmic axis: {label: losses (E,)}, with the smallest possible loss if given."""
    picture = Picture(height=3.4)
    axes = picture.axes[0]
    for i, (label, losses) in enumerate(curves.items()):
        losses = array(losses)
        losses = losses[np.isfinite(losses)]
        marker = "o" if len(losses) <= 30 else None
        axes.plot(np.arange(1, len(losses) + 1), losses, LINE_STYLES[i % 4], marker=marker, ms=5,
                  color=(LOSS, BLUE, GREEN, PURPLE)[i % 4], label=label)  # fmt: skip
    if minimum is not None:
        axes.axhline(minimum, color=BEST, ls=":", label=f"smallest possible, {minimum:.4g}")
    axes.set_yscale("log")
    if log_epochs:
        axes.set_xscale("log")
    if ylim:
        axes.set_ylim(ylim)
    axes.set(xlabel="epoch", ylabel=ylabel)
    axes.legend(loc="best")
    picture.alt = "Loss per epoch, logarithmic: " + "; ".join(
        f"{label} from {array(v)[0]:.4g} to {array(v)[np.isfinite(array(v))][-1]:.4g}" for label, v in curves.items()
    )
    return picture


def draw_contours(
    axes: Axes, w: ArrayLike, b: ArrayLike, loss: ArrayLike, best: ArrayLike, first: float = 1.05
) -> None:
    """Lines of equal loss over (w, b), each a constant factor above the last, and the minimum as a star.

    first: the innermost line, as a multiple of the smallest loss on the grid.
    """
    w, b, loss = array(w), array(b), array(loss)
    levels = np.geomspace(first * loss.min() + 1e-9, loss.max(), 9)
    axes.contour(w, b, loss, levels=levels, colors=GREY, linewidths=0.9)
    axes.plot(*array(best), "*", color=BEST, mec=BLACK, ms=15, zorder=6, label="smallest loss")
    axes.set(xlabel="weight w", ylabel="bias b", xlim=(w[0], w[-1]), ylim=(b[0], b[-1]))
    axes.grid(False)


def contours(panels: Sequence[Mapping]) -> Picture:
    """Loss surfaces seen from above, side by side.

    panels: each with title, w (W,), b (B,), loss (B, W), best (2,), and optionally path (E, 2), or several as
    paths {label: path}, and equal (bool: the same length on both axes for the same number).
    """
    small = len(panels) > 2
    picture = Picture(columns=len(panels), height=2.95 if small else 3.8)
    picture.margins(between=0.55 if small else 0.85)
    for axes, panel in zip(picture.axes, panels, strict=True):
        # In a small panel the innermost lines of a narrow valley would run into one.
        draw_contours(axes, panel["w"], panel["b"], panel["loss"], panel["best"], first=1.5 if small else 1.05)
        paths = panel.get("paths", {"path of descent": panel["path"]} if "path" in panel else {})
        for i, (label, path) in enumerate(paths.items()):
            path, colour, several = finite(path), LINE_COLOURS[i % 4], len(paths) > 1
            axes.plot(*path.T, (".-", "x--", "+-.", "1:")[i % 4], color=colour, lw=1.4, ms=5, label=label,
                      markevery=max(1, len(path) // 25) if several else None)  # fmt: skip
            axes.plot(*path[0], "o", color=BLACK if several else colour, mfc="white", ms=8, mew=2,
                      label="" if i else "start")  # fmt: skip
        if panel.get("equal"):
            axes.set_aspect("equal")
        axes.set_title(panel["title"])
        if axes is not picture.axes[0]:
            axes.set_ylabel("")
    if not small:
        picture.axes[-1].legend(loc="lower left", frameon=True, framealpha=0.9, edgecolor="none")
    picture.alt = "Contours of the loss over weight and bias: " + "; ".join(
        panel["title"] + (f", with the paths of {', '.join(panel['paths'])}" if "paths" in panel else "")
        for panel in panels
    ) + "."  # fmt: skip
    return picture


def slices(distance: ArrayLike, curves: Mapping[str, ArrayLike]) -> Picture:
    """The loss when one parameter alone moves away from the minimum: {label: losses}, one axis for all."""
    picture = Picture(height=3.4)
    axes = picture.axes[0]
    for i, (label, values) in enumerate(curves.items()):
        axes.plot(
            array(distance),
            array(values),
            LINE_STYLES[i % 4],
            color=(WEIGHT, BIAS, BLUE, LOSS)[i % 4],
            label=label,
            lw=2.5,
        )
    axes.set(xlabel="how far the parameter is moved from its best value", ylabel=LOSS_LABEL)
    axes.legend(loc="upper center")
    picture.alt = "The loss as one parameter moves away from its best value: " + ", ".join(curves) + "."
    return picture


def stability(
    learning_rates: ArrayLike, factors: Mapping[str, ArrayLike], predicted: ArrayLike,
    measured: tuple[ArrayLike, ArrayLike], limit: float, n_epochs: int,
) -> Picture:  # fmt: skip
    """Left, what one step does along each eigenvector; right, the loss predicted from that, and (rates, losses)
    measured."""
    picture = Picture(columns=2, height=3.7)
    picture.margins(left=0.68, between=0.95, top=0.42)
    rates = array(learning_rates)
    left, right = picture.axes
    left.axhspan(-1, 1, color="#E8F4FB", zorder=0)
    for i, (label, values) in enumerate(factors.items()):
        left.plot(rates, array(values), LINE_STYLES[i], color=(LOSS, BLUE)[i], label=label)
    left.set(xscale="log", ylim=(-2.2, 1.6), xlabel="learning rate η", title="distance left after one step")
    left.legend(loc="lower left", title="factor 1 − η·l")
    right.plot(rates, array(predicted), color=BLUE, lw=1.6, label="predicted from l₁, l₂")
    right.plot(array(measured[0]), finite(measured[1]), "o", color=LOSS, mfc="none", ms=5, label="measured")
    right.set(xscale="log", yscale="log", ylim=(1, 1e11), xlabel="learning rate η", title=f"loss in epoch {n_epochs:,}")
    right.legend(loc="upper left")
    for axes in picture.axes:
        axes.axvline(limit, color=BLACK, ls=":", lw=1.6)
        axes.set_xlim(rates[0], rates[-1])
    left.text(limit * 0.9, 1.25, f"limit {limit:.3g}", ha="right", fontsize=10.5)
    picture.alt = (
        f"Left: the factor 1 minus learning rate times eigenvalue leaves the band from -1 to 1 at {limit:.3g}. Right: "
        f"predicted and measured loss in epoch {n_epochs} lie on each other and shoot up at the same place."
    )
    return picture


# ---------------------------------------------------------------- autograd


def graph(nodes: Sequence[Node]) -> Picture:
    """The computational graph, from the leaves down to the loss, with values and gradients."""
    rows = [0] * len(nodes)  # counted from the loss, the longest way
    for i in reversed(range(len(nodes))):
        for earlier in nodes[i].inputs:
            rows[earlier] = max(rows[earlier], rows[i] + 1)

    def short(tensors: Sequence[ArrayLike]) -> str:
        flat = np.concatenate([np.ravel(array(tensor)) for tensor in tensors])
        text = sig(flat.item() if len(flat) == 1 else flat[:2].tolist())
        return text if len(flat) <= 2 and len(text) <= 16 else f"({sig(flat[0])}, … ×{len(flat)})"

    texts = [
        (
            ", ".join(node.names),
            node.operation + (f", keeps {', '.join(node.keeps)}" if node.keeps else ""),
            short(node.values) if node.values else "",
            f"gradient {short(node.grads)}",
        )
        for node in nodes
    ]
    across = [rows.count(row) for row in rows]
    wide = min(3.3, WIDTH / max(across) - 0.2)
    # One text under the other where two do not fit side by side.
    stacked = any(len(one + two) > 10.5 * wide for four in texts for one, two in (four[:2], four[2:]))
    tall = 0.95 if stacked else 0.5
    step = tall + 0.32
    height = step * (max(rows) + 1) + 0.15
    picture = Picture(columns=0, height=height)
    axes = picture.figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, height))
    axes.axis("off")
    x = [WIDTH * (rows[:i].count(rows[i]) + 0.5) / across[i] for i in range(len(nodes))]
    y = [step * row + tall / 2 + 0.2 for row in rows]

    def arrow(start: tuple[float, float], end: tuple[float, float], colour: str, bend: float = 0.0) -> None:
        axes.add_patch(
            FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=13, color=colour, lw=1.4, shrinkA=0, shrinkB=0,
                            ls="-" if colour == MODEL else "--", connectionstyle=f"arc3,rad={bend}", zorder=0.5)
        )  # fmt: skip

    for i, node in enumerate(nodes):
        left, right, leaf = x[i] - wide / 2 + 0.1, x[i] + wide / 2 - 0.1, node.operation == "leaf"
        corner, face, edge = (x[i] - wide / 2, y[i] - tall / 2), "#E9F6F1" if leaf else "white", GREEN if leaf else GREY
        axes.add_patch(FancyBboxPatch(corner, wide, tall, boxstyle="round,pad=0.02", fc=face, ec=edge, lw=1.8))
        for k, (text, colour) in enumerate(zip(texts[i], (BLACK, "#555555", MODEL, LOSS), strict=True)):
            at_left, line = stacked or k % 2 == 0, k if stacked else k // 2
            axes.text(left if at_left else right, y[i] + tall / 2 - 0.13 - (0.23 if stacked else 0.25) * line, text,
                      color=colour, weight="normal" if k else "bold", ha="left" if at_left else "right", va="center",
                      fontsize=10.5)  # fmt: skip
        for earlier in node.inputs:
            top, bottom = y[earlier] - tall / 2 - 0.02, y[i] + tall / 2 + 0.02
            if rows[earlier] > rows[i] + 1 and abs(x[earlier] - x[i]) < wide / 2:  # around the boxes between them
                out = 1 if x[i] <= WIDTH / 2 else -1
                side = x[i] + out * (wide / 2 + 0.05)
                bend = out * min(0.45, 3 / (y[earlier] - y[i]))
                arrow((side, y[earlier]), (side, y[i]), MODEL, -bend)
                arrow((side, y[i] + 0.2), (side, y[earlier] + 0.2), LOSS, bend)
            else:  # to boxes side by side, not quite from the middle
                here = x[i] + 0.35 * (x[earlier] - x[i])
                arrow((x[earlier] - 0.12, top), (here - 0.12, bottom), MODEL)
                arrow((here + 0.12, bottom), (x[earlier] + 0.12, top), LOSS)
    picture.alt = "The computational graph, from the leaves to the loss: " + "; ".join(
        f"{', '.join(node.names) or 'unnamed'} by {node.operation}{f', value {value}' if value else ''}, {gradient}"
        for node, (_, _, value, gradient) in zip(nodes, texts, strict=True)
    )
    return picture


# ---------------------------------------------------------------- optimizers

RACERS = {"SGD": ("-", SKY), "momentum": ("--", GREEN), "RMSprop": ("-.", PURPLE), "Adam": (":", RED)}


def learning_rates(panels: Mapping[str, tuple[ArrayLike, Mapping[str, ArrayLike]]], n_epochs: int) -> Picture:
    """The loss after so many epochs over the learning rate: {title: (rates, {optimizer: losses})}."""
    picture = Picture(columns=len(panels), height=3.8)
    picture.margins(between=0.2, top=0.75)
    for axes, (title, (rates, curves)) in zip(picture.axes, panels.items(), strict=True):
        for name, losses in curves.items():
            style, colour = RACERS[name]
            axes.loglog(array(rates), finite(losses), style, color=colour, lw=2.5, label=name)
        axes.set_xticks([1e-4, 1e-2, 1])
        axes.set(title=title, ylim=(2, 500), xlim=(array(rates)[0], array(rates)[-1]))
        if axes is not picture.axes[0]:
            axes.tick_params(labelleft=False)
    picture.axes[len(panels) // 2].set_xlabel("learning rate")
    picture.axes[0].set_ylabel(f"loss in epoch {n_epochs}, °C²")
    picture.figure.legend(*picture.axes[0].get_legend_handles_labels(), loc="upper center", ncols=len(RACERS))
    names = ", ".join(next(iter(panels.values()))[1])
    picture.alt = (
        f"The loss in epoch {n_epochs} over the learning rate, log-log, for {names}; panels: {', '.join(panels)}."
    )
    return picture


# ---------------------------------------------------------------- training and validation


def two_losses(panels: Mapping[str, tuple[ArrayLike, ArrayLike]], ylabel: str = LOSS_LABEL) -> Picture:
    """Training and validation loss per epoch, logarithmic, on one scale: {title: (training (E,), validation (E,))},
    or of K runs (E, K), with their medians."""
    every = np.concatenate([finite(values).ravel() for losses in panels.values() for values in losses])
    every = every[every > 0]
    rows = (len(panels) + 1) // 2
    picture = Picture(columns=min(2, len(panels)), rows=rows, height=3.5 if rows == 1 else 2.9 * rows)
    picture.margins(left=0.9 if ylabel == LOSS_LABEL else 1.15)  # other losses may be of any size
    for axes in picture.axes[len(panels) :]:  # of an odd number the last place stays empty
        axes.axis("off")
    for axes, (title, losses) in zip(picture.axes, panels.items(), strict=False):
        for values, style, colour, label in zip(
            losses, ("-", "--"), (TRAINING, VALIDATION), ("training", "validation"), strict=True
        ):
            values = finite(values)
            epochs = np.arange(1, len(values) + 1)
            if values.ndim == 2:
                axes.plot(epochs, values, "-", color=colour, lw=0.8, alpha=0.35)
                values = np.median(values, axis=1)
                label = f"{label}, median of {len(losses[0][0])}"
            axes.plot(epochs, values, style, color=colour, lw=2.5, label=label)
        axes.set(title=title, yscale="log", xlabel="epoch", xlim=(1, len(values)))
        axes.set_ylim(every.min() / 1.5, every.max() * 1.5)
        # Over few decades 2 and 5 are labelled as well; more would be written over one another.
        axes.yaxis.set_minor_locator(LogLocator(subs=(2, 5)))
        axes.yaxis.set_minor_formatter(LogFormatterSciNotation(minor_thresholds=(2.5, 2.5)))
    for axes in picture.axes[:: picture.columns]:
        axes.set_ylabel(ylabel)
    picture.axes[0].legend(loc="best")
    picture.alt = "Training and validation loss per epoch, logarithmic: " + "; ".join(panels) + "."
    return picture


def spread(training: Mapping[int, ArrayLike], validation: Mapping[int, ArrayLike]) -> Picture:
    """For each degree, the validation losses of all splits (S,), their median, and the mean training loss."""
    picture = Picture(height=4.2)
    picture.margins(left=0.85)
    draw_spread(picture.axes[0], validation)
    means = {degree: array(losses).mean() for degree, losses in training.items()}
    shown = {degree: mean for degree, mean in means.items() if mean > LOWEST}
    picture.axes[0].plot(list(shown), list(shown.values()), "D-", color=TRAINING, ms=6, lw=1.4, label="training, mean")
    picture.axes[0].legend(loc="upper left")
    medians = ", ".join(f"{sig(np.median(array(v)))} for {d}" for d, v in validation.items())
    picture.alt = f"Validation losses of {len(array(validation[1]))} splits over the degree; medians: {medians}."
    return picture


def paired(losses: Mapping[str, ArrayLike]) -> Picture:
    """Two models on the same splits: the loss (S,) of the second over that of the first, a point for each split."""
    picture = Picture(height=4.2)
    axes = picture.axes[0]
    (first, x), (second, y) = ((name, array(values)) for name, values in losses.items())
    (left, right), (bottom, top) = ((values.min() / 1.5, values.max() * 1.5) for values in (x, y))
    ends = [min(left, bottom), max(right, top)]
    axes.plot(ends, ends, "-", color=GREY, lw=1.2, label="both the same")
    axes.plot(x, y, "o", color=VALIDATION, mec=BLACK, mew=0.6, ms=6, alpha=0.8, label="a split")
    axes.plot(np.median(x), np.median(y), "P", color=BLUE, mec=BLACK, ms=13, label="medians")
    axes.plot(x.mean(), y.mean(), "X", color=LOSS, mec=BLACK, ms=12, label="means")
    axes.set(xscale="log", yscale="log", xlim=(left, right), ylim=(bottom, top))
    axes.set(xlabel=f"validation loss of the {first}, °C²", ylabel=f"of the {second}, °C²")
    for place, spot, better in (((0.97, 0.06), "right", second), ((0.03, 0.94), "left", first)):
        axes.text(
            *place, f"the {better} is better here", ha=spot, va="center", transform=axes.transAxes, color="#333333"
        )
    axes.legend(loc="lower left")
    below = int((y < x).sum())
    picture.alt = (
        f"Validation losses of {len(x)} splits, the {second} over the {first}, log-log: the {second} is better in "
        f"{below}, the {first} in {len(x) - below}; medians {sig(np.median(x))} and {sig(np.median(y))}, means "
        f"{sig(x.mean())} and {sig(y.mean())}."
    )
    return picture


def draw_spread(axes: Axes, validation: Mapping[int, ArrayLike]) -> None:
    """A dot for each split, a bar for the median."""
    degrees = list(validation)
    for degree, values in validation.items():
        values = np.sort(array(values))
        aside = 0.3 * np.sin(2.4 * np.arange(len(values)))  # spread out, so that dots do not hide one another
        axes.plot(degree + aside, values, ".", color=VALIDATION, ms=8, alpha=0.7, mew=0,
                  label="validation, each split" if degree == degrees[0] else "")  # fmt: skip
    axes.hlines([np.median(array(v)) for v in validation.values()], np.array(degrees) - 0.38,
                np.array(degrees) + 0.38, color=BLACK, lw=2, label="its median")  # fmt: skip
    axes.set(yscale="log", ylim=(LOWEST, 1e13), xlabel="degree of the polynomial", ylabel=LOSS_LABEL)
    axes.set_yticks([1e-2, 1, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12])
    axes.set_xticks(degrees)


LOWEST = 1e-2  # losses below it are rounding


# ---------------------------------------------------------------- the cycle

CYCLE = (
    ("inputs", (0.75, 2.75), SKY),
    ("forward pass\nmodel(t_u, w, b)", (3.0, 2.75), BLUE),
    ("errors against\nground truth", (5.85, 2.75), RED),
    ("backward pass\ngradient of the loss", (5.85, 1.0), ORANGE),
    ("change the\nparameters", (3.0, 1.0), GREEN),
)


def learning_cycle() -> Picture:
    """The cycle of learning: what the whole chapter takes apart and puts together again."""
    picture = Picture(columns=0, height=3.7)
    axes = picture.figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0.3, 4.0))
    axes.axis("off")
    for text, (x, y), colour in CYCLE:
        width = 0.58 if text == "inputs" else 0.98
        axes.add_patch(
            FancyBboxPatch(
                (x - width, y - 0.42), 2 * width, 0.84, boxstyle="round,pad=0.06", fc="white", ec=colour, lw=3
            )
        )
        axes.text(x, y, text, ha="center", va="center", fontsize=11.5, linespacing=1.35)
    axes.text(5.85, 3.78, "ground truth", ha="center", va="center", fontsize=11)

    def arrow(start: tuple[float, float], end: tuple[float, float], dashed: bool = False) -> None:
        axes.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=18, color=GREY if dashed else BLACK,
                                       lw=1.6, ls="--" if dashed else "-"))  # fmt: skip

    arrow((1.45, 2.75), (1.9, 2.75))
    arrow((4.1, 2.75), (4.75, 2.75))
    arrow((5.85, 3.66), (5.85, 3.24))
    arrow((5.85, 2.24), (5.85, 1.51))
    arrow((4.75, 1.0), (4.1, 1.0))
    arrow((3.0, 1.51), (3.0, 2.24))
    axes.text(3.1, 1.87, "again: one epoch", va="center", fontsize=10.5, color=GREY)
    axes.text(
        0.75, 1.0, "new inputs,\nnever trained on:\nvalidation", ha="center", va="center", fontsize=11, linespacing=1.4
    )
    arrow((0.75, 1.5), (0.75, 2.24), dashed=True)
    picture.alt = (
        "The learning cycle: inputs go through the forward pass, the errors against ground truth go through the "
        "backward pass, the parameters are changed, and the cycle begins again; new inputs serve for validation."
    )
    return picture
