"""What pictures look like, read back from what is drawn."""

import base64
import io
import re
from contextlib import contextmanager
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image, ImageDraw


@contextmanager
def written():
    """Every text that is drawn meanwhile, with its box in pixels: left, top, right, bottom."""
    texts = []

    def draw(self, renderer, *args, **kwargs):
        original_draw(self, renderer, *args, **kwargs)
        if self.get_visible() and self.get_text().strip():
            box, height = self.get_window_extent(renderer), self.get_figure().bbox.height
            texts.append(
                SimpleNamespace(
                    text=self.get_text(),
                    box=(box.x0, height - box.y1, box.x1, height - box.y0),
                    words=False,
                )
            )

    def multiline_text(self, xy, text, *args, **kwargs):
        original_text(self, xy, text, *args, **kwargs)
        known = {key: kwargs[key] for key in ("font", "spacing") if key in kwargs}
        texts.append(SimpleNamespace(text=text, box=self.multiline_textbbox(xy, text, **known), words=True))

    original_draw, original_text = Text.draw, ImageDraw.ImageDraw.multiline_text
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", draw)
        patch.setattr(ImageDraw.ImageDraw, "multiline_text", multiline_text)
        yield texts


def pixels(png):
    """The picture in a PNG file as an array (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def decoded(data):
    """The image in the data of an output."""
    return Image.open(io.BytesIO(base64.b64decode(data["image/png"])))


def numbers(text):
    """All numbers in a text."""
    found = re.findall(r"[-−+]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?", text)
    return [float(number.replace(",", "").replace("−", "-")) for number in found]


def says(text, value):
    """Whether a text gives this number, to three digits or more."""
    return any(number == pytest.approx(value, rel=5e-3) for number in numbers(text))


def beyond_the_edge(texts, width, height):
    return [t.text for t in texts if min(t.box[0], t.box[1], width - t.box[2], height - t.box[3]) < 0]


def overlapping(texts, allowed=4):
    """Pairs of texts whose boxes share more than so many pixels, both across and down."""
    return [
        (one.text, two.text)
        for one, two in combinations(texts, 2)
        if min(one.box[2], two.box[2]) - max(one.box[0], two.box[0]) > allowed
        and min(one.box[3], two.box[3]) - max(one.box[1], two.box[1]) > allowed
    ]


def edge(array, wide=2):
    """The pixels along all four edges of a picture."""
    inside = np.zeros(array.shape[:2], dtype=bool)
    inside[wide:-wide, wide:-wide] = True
    return array[~inside]


def alike_but_for_colour(figure):
    """Pairs of series in one plot whose line style and marker are the same."""
    return [
        (one.get_label(), two.get_label())
        for axes in figure.axes
        for one, two in combinations([line for line in axes.lines if not line.get_label().startswith("_")], 2)
        if (one.get_linestyle(), one.get_marker()) == (two.get_linestyle(), two.get_marker())
    ]


def labelled(axes, label):
    """The one line with this label in a plot."""
    (line,) = [line for line in axes.lines if line.get_label() == label]
    return line
