"""A lab at a position: what it draws and says there, as whole numbers that can be compared and found again."""

import re
from contextlib import contextmanager

import numpy as np
from matplotlib.lines import Line2D

from ..pictures.picture import Below
from .tape import Tape

QUANTUM = 8  # steps in a pixel


class Unrecordable(ValueError):
    """A lab that cannot be recorded; its picture stays."""


class Numbered(dict):
    """Whatever is asked for has a number, in the order in which it was first asked for."""

    def __missing__(self, key):
        self[key] = len(self)
        return self[key]


class Watched:
    """
    lab, name, picture, figure: the lab and what it consists of.
    choices, sliders: {name of a control: its positions}, of buttons and of all else.
    start: {name: position} where the controls stand at first.
    styles, words, texts: what was met so far, and its numbers; pools: the same for the drawings of each artist.
    """

    def __init__(self, lab, name):
        self.lab, self.name, self.picture = lab, name, lab.picture
        figure = self.figure = lab.picture.figure
        figure.dpi = 100
        figure.patch.set_visible(False)
        for axes in figure.axes:
            axes.patch.set_visible(False)
        figure.draw_without_rendering()
        self.tape, self.exact = Tape(figure), Tape(figure, exact=True)
        buttons = {name: control.kind == "choice" for name, control in lab.controls.items()}
        self.choices = {name: lab.controls[name].positions for name in buttons if buttons[name]}
        self.sliders = {name: lab.controls[name].positions for name in buttons if not buttons[name]}
        self.start = {name: nearest(control.positions, control.value) for name, control in lab.controls.items()}
        self.styles, self.words, self.texts = Numbered(), Numbered(), Numbered()
        self.pools = [Numbered() for _ in self.picture._moving]
        self.known = [{} for _ in self.picture._moving]  # of lines: their data, and the number of what they draw
        self.last = {}  # of other artists: what each drew last

    def strokes(self, drawn):
        """What a tape has written, in whole steps, so that it can be found again."""
        return tuple(
            (self.styles[style], tuple(np.rint(s * QUANTUM).astype(np.int16).tobytes() for s in strokes))
            for style, strokes in drawn
        )

    def artist(self, i):
        """The number of what an artist draws. To draw it takes longest, so it is asked first whether it is known."""
        artist = self.picture._moving[i]
        if isinstance(artist, Line2D):
            key = artist.get_visible() and artist.get_xydata().tobytes()
            if key not in self.known[i]:
                self.known[i][key] = self.pools[i][self.strokes(self.tape.of(artist))]
            return self.known[i][key]
        if artist.stale or i not in self.last:  # drawn, it is no longer stale
            self.last[i] = self.pools[i][self.strokes(self.tape.of(artist))]
        return self.last[i]

    def told(self):
        return "\t".join(self.picture.told)

    def tokens(self):
        return re.split(r"([ \n\t]+)", self.told())

    def points(self, i):
        """The points of an artist (N, 2), none left out, and how they are drawn."""
        self.last.pop(i, None)
        drawn = self.exact.of(self.picture._moving[i])
        flat = [stroke for _, strokes in drawn for stroke in strokes]
        look = [[self.styles[style], [len(stroke) for stroke in strokes]] for style, strokes in drawn]
        return np.concatenate([np.empty((0, 2)), *flat]), look

    def asked(self):
        if isinstance(self.picture.goal, Below):
            return self.picture.goal
        raise Unrecordable(
            f"{self.name}: say with Below when its goal is reached, it has too many positions to try all"
        )

    def look(self, what):
        """A whole number for what is seen now."""
        kind, *which = what
        if kind == "artist":
            return self.artist(*which)
        if kind == "word":
            return self.words[self.tokens()[which[0]]]
        if kind == "text":
            return self.texts[self.told()]
        return int(self.asked().numbers[which[0]] < self.asked().bound) if which else int(self.picture.reached)


@contextmanager
def at_rest(artists):
    """Artists that nobody looks at do not move meanwhile, which takes longer than all else."""
    setters = [(artist, name) for artist in artists for name in ("set_data", "set_segments") if hasattr(artist, name)]
    for artist, name in setters:
        setattr(artist, name, lambda *args: None)
    try:
        yield
    finally:
        for artist, name in setters:
            delattr(artist, name)


def nearest(positions, value):
    """The position of a control that is nearest to its value."""
    return value if value in positions else min(positions, key=lambda position: abs(position - value))
