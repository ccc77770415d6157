"""A Picture becomes bytes. Nothing here trains, and nothing here knows a slider.

One visual language for the whole course: Okabe-Ito colours with fixed roles, never colour alone (each
role has its own line style or marker), one width, fixed margins. A Picture is drawn on an Agg canvas of
its own, without pyplot, so nothing stays alive after it was shown.

What moves in a Picture is an animated artist: the rest is drawn once and kept as a background.
"""

import io
import logging
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageDraw, ImageFont


@contextmanager
def no_warnings_of(package):
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
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.collections import LineCollection
    from matplotlib.figure import Figure

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, RED, PURPLE, GREY = "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#767676"
DATA, MODEL, LOSS, BEST = BLACK, BLUE, RED, ORANGE
TRAINING, VALIDATION, WEIGHT, BIAS = BLUE, ORANGE, GREEN, PURPLE

WIDTH = 7.2  # inches, shown at 720 CSS pixels
STILL_DPI, MOVING_DPI = 200, 125
# For the words of moving pictures; the font comes with matplotlib.
FONT = ImageFont.truetype(
    font_manager.findfont("DejaVu Sans"), round(11.5 / 72 * MOVING_DPI), layout_engine=ImageFont.Layout.BASIC
)
MARK = "   ✓ goal reached"

STYLE = {
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
# Whatever draws is decorated with it, so that the style holds there and nowhere else.
in_style = matplotlib.rc_context(STYLE)


def array(values):
    """Tensors and lists as float64 arrays."""
    return np.asarray(values, dtype=float)


def finite(values):
    """Values with gaps where a diverging run is no longer finite; far-off points Matplotlib cuts at the edge.

    Up to 1e100, because the ends that Matplotlib chooses for an axis of larger ones would not be finite either.
    """
    values = array(values)
    return np.where(np.isfinite(values), np.clip(values, -1e100, 1e100), np.nan)


def palette():
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


class Below:
    """A goal that is reached where one of these numbers is below the bound.

    Told so, and not as True or False, it can be foretold where nobody has looked: what a number depends on shows at
    every position, a mark that is reached at seven of a million does not.
    """

    def __init__(self, bound, *numbers, decimals=None):
        self.bound, self.numbers = bound, numbers
        self.decimals = decimals  # with which the words hold them, rounded

    def __bool__(self):
        return any(number < self.bound for number in self.numbers)


class Picture:
    """A figure made once, with fixed margins.

    Attributes: figure; axes, a list; alt, the picture in words. Of a lab also what is written above the axes, words,
    whether its goal is reached, which is written behind them, and both as they were told.
    """

    @in_style
    def __init__(self, columns=1, height=3.4, dpi=STILL_DPI, rows=1):
        self.figure = Figure(figsize=(WIDTH, height), dpi=dpi)
        self.canvas = FigureCanvasAgg(self.figure)
        self.rows, self.columns = rows, columns
        self.axes = list(self.figure.subplots(rows, columns, squeeze=False).flat) if columns else []
        self.alt, self.words, self.reached = "", "", False
        self.told, self.goal = ("", "", "", ""), False
        self._above = ""
        self._moving, self._seldom, self._over = [], 0, []
        self._background, self._sceneries, self._names = None, {}, []
        self.margins()

    def margins(self, left=0.72, right=0.25, bottom=0.62, top=0.42, between=0.85, above=0.95):
        """Fixed margins in inches, so that nothing shifts when a label changes; between columns, above lower rows."""
        width, height = self.figure.get_size_inches()
        panel = (width - left - right - between * (self.columns - 1)) / max(1, self.columns)
        tall = (height - bottom - top - above * (self.rows - 1)) / self.rows
        self.figure.subplots_adjust(
            left / width, bottom / height, 1 - right / width, 1 - top / height, between / panel, above / tall
        )

    def moves(self, artist):
        """Declare that a lab will change this artist; it is drawn over the kept background, in the order declared."""
        artist.set_animated(True)
        self._moving.append(artist)
        return artist

    @in_style
    def line(self, axes, style="-", **look):
        """A line or markers that will move; nothing to be seen until it is given data."""
        (line,) = axes.plot([], [], style, **look)
        return self.moves(line)

    @in_style
    def segments(self, axes, **look):
        """Straight pieces that will move, given as (x, y) pairs of ends; none until then."""
        return self.moves(axes.add_collection(LineCollection([], **look)))

    def seldom(self):
        """Say that what was declared so far only comes and goes; together with what else is seen it is drawn once."""
        self._seldom = len(self._moving)

    def over(self, legend):
        """Declare that a legend lies over all that moves."""
        legend.set_animated(True)
        self._over.append(legend)

    def tell(self, what, words, reached=False, below="", aloud=""):
        """Put words above the axes of a picture that moves, and describe it.

        what: what it shows, said before the words to those who do not see it.
        words, below: what is written above the axes; between the two stands the mark of a reached goal.
        reached: whether it is; a Below where there are too many positions to look at all of them.
        aloud: said in their place, where they hold what is different on every machine.
        """
        self.told, self.goal = (what, words, below, aloud), reached
        self.words, self.reached = "\n".join(filter(None, [words, below])), bool(reached)
        mark = MARK * self.reached
        self._above = "\n".join(filter(None, [words + mark, below]))
        self.alt = f"{what} {aloud + mark if aloud else self._above}".replace("\n", " ")

    def _draw(self):
        """Draw what moves over what does not, and return the pixels, which are those of the canvas itself."""
        renderer = self.canvas.get_renderer()
        pixels = np.asarray(renderer.buffer_rgba())
        if self._background is None:
            with matplotlib.rc_context(STYLE):
                self.canvas.draw()
            self._background = self.canvas.copy_from_bbox(self.figure.bbox)
            self._names = []
            for legend in self._over:
                left, low, right, high = legend.get_window_extent(renderer).extents.astype(int)
                place = slice(len(pixels) - high - 2, len(pixels) - low + 2), slice(left - 1, right + 2)
                bare = pixels[place].copy()
                legend.draw(renderer)
                self._names.append((legend, place, bare, pixels[place].copy()))
        seldom, often = self._moving[: self._seldom], self._moving[self._seldom :]
        seen = tuple(artist for artist in seldom if artist.get_visible())
        if seen in self._sceneries:
            self.canvas.restore_region(self._sceneries[seen])
        else:
            self.canvas.restore_region(self._background)
            for artist in seen:
                self.figure.draw_artist(artist)
            self._sceneries[seen] = self.canvas.copy_from_bbox(self.figure.bbox)
        for artist in often:
            self.figure.draw_artist(artist)
        for legend, place, bare, drawn in self._names:  # a legend takes longer than all the rest
            if (pixels[place] == bare).all():
                pixels[place] = drawn
            else:
                legend.draw(renderer)
        return pixels

    def png(self):
        """The picture as a PNG file: the same pixels give the same bytes."""
        pixels = self._draw()
        image = Image.frombytes("RGB", pixels.shape[1::-1], pixels, "raw", "RGBX")
        if self._above:
            # These change at every move, and Pillow writes them in a tenth of matplotlib's time.
            ImageDraw.Draw(image).multiline_text((10, 8), self._above, fill=BLACK, font=FONT, spacing=7)
        # 256 colours lose nothing to the eye here and make a picture a third as large; to find the best ones
        # takes longer than all the rest, so what moves makes do with those at hand.
        if self._moving:
            image = image.quantize(palette=PALETTE, dither=Image.Dither.NONE)
        else:
            image = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        file = io.BytesIO()
        image.save(file, "png", compress_level=1 if self._moving else 7)
        return file.getvalue()


def stage(columns=1, height=4.2, **margins):
    """A picture for a lab, whose artists move."""
    picture = Picture(columns, height, dpi=MOVING_DPI)
    picture.margins(**margins)
    return picture
