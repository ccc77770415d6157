"""Record a lab: what it draws and says wherever its controls stand. No lab is known here.

For each combination of buttons, everything that changes, an artist, a word, whether the goal is reached, is a table
over the sliders that change it. Where there are few positions all of them are visited, and sliders along which
nothing changes are left out. Where there are many, sliders are moved from random positions to see what each changes;
what changes with too many of them has to be smooth and is recorded at nodes.
"""

import html
import math
import random
import re
from itertools import product
from pathlib import Path

import numpy as np

from ..pictures.picture import MARK
from ..text import rounded
from . import nodes
from .narrow import restack
from .pack import packed
from .tape import Tape, boxes
from .watched import QUANTUM, Numbered, Unrecordable, Watched, at_rest

LIMIT = 60_000  # positions of a table
DRAWINGS = 5_000  # of a table of drawings; what changes more often is better smooth
NOTE = "Some of these numbers differ from machine to machine. They are those of the machine that made this page."
PLAYER = (Path(__file__).parent / "player.js").read_text(encoding="utf-8")
STYLE = (Path(__file__).parent / "player.css").read_text(encoding="utf-8")


def lab_box(lab, name, still=""):
    """A lab as HTML, for a page that also has PLAYER and STYLE once.

    lab: a new one, which is of no use afterwards.
    name: how it is called in the address of the page; each lab of a page has its own.
    still: HTML to be seen until the player has taken over, and for good where it cannot.
    """
    return boxed(Recorder(lab, name).text(), name, still)


def boxed(text, name, still=""):
    """The same for a lab whose record is at hand."""
    return f'<section class="lab" id="{html.escape(name)}">{still}<script type="text/plain">{text}</script></section>'


class Recorder(Watched):
    """Makes the record of a lab; afterwards the lab is of no use."""

    def __init__(self, lab, name):
        super().__init__(lab, name)
        self.arrays = []

    # ------------------------------------------------------------ what depends on what

    def probed(self, fixed):
        """{what is looked at: the sliders that change it}, found by moving each from random positions."""
        chance, changed = random.Random(1), {}

        def seen(values):
            self.lab.update(**fixed, **values)
            look = {("artist", i): self.artist(i) for i in range(len(self.pools))}
            look |= {("word", k): token for k, token in enumerate(self.tokens())}
            # What has exploded may not be a number, and such are never equal.
            return look | {("goal", j): str(number) for j, number in enumerate(self.asked().numbers)}

        for _ in range(8):
            base = {name: chance.choice(values) for name, values in self.sliders.items()}
            here = seen(base)
            for what in here:
                changed.setdefault(what, set())
            for name, values in self.sliders.items():
                for value in [values[0], values[-1], *chance.sample(values, 3)]:
                    there = seen({**base, name: value})
                    if there.keys() != here.keys():
                        raise Unrecordable(f"{self.name}: {name} changes how many words it says")
                    for what in here:
                        if there[what] != here[what]:
                            changed[what].add(name)
        return {what: [name for name in self.sliders if name in names] for what, names in changed.items()}

    # ------------------------------------------------------------ tables

    def mode(self, chosen):
        """Everything for one combination of buttons."""
        fixed = dict(zip(self.choices, chosen, strict=True))
        few = math.prod(map(len, self.sliders.values())) <= LIMIT
        if few:
            everything = [("text",), ("goal",), *(("artist", i) for i in range(len(self.pools)))]
            over = {what: list(self.sliders) for what in everything}
        else:
            over = self.probed(fixed)
        found, jumping = {}, []
        for what, names in over.items():
            many = math.prod(len(self.sliders[name]) for name in names)
            if many > (DRAWINGS if what[0] == "artist" else LIMIT):
                found[what] = self.smooth(what, fixed)
                if found[what] is None and many > LIMIT:
                    raise Unrecordable(f"{self.name}: {what} changes with {', '.join(names)} and is not smooth")
                jumping += [what] * (found[what] is None)
        groups = {}
        for what, names in over.items():
            if what not in found:
                groups.setdefault(tuple(names), []).append(what)
        for names, group in groups.items():
            found |= self.visited(fixed, names, group)
        if few:
            told = self.split(*found["text",])
        else:
            told = [found["word", k] for k in range(sum(what[0] == "word" for what in found))]
        for what in jumping:
            found[what] = self.pieces(what[1], fixed, told) or self.visited(fixed, over[what], [what])[what]
        goals = [found[what] for what in found if what[0] == "goal"]
        return [found["artist", i] for i in range(len(self.pools))], told, goals

    def visited(self, fixed, names, group):
        """{what: (sliders, table)}, each only over the sliders that change it."""
        shape = [len(self.sliders[name]) for name in names]
        tables = np.zeros((len(group), *shape), dtype=np.int32)
        rest = {name: self.start[name] for name in self.sliders if name not in names}
        looked_at = [self.picture._moving[what[1]] for what in group if what[0] == "artist"]
        with at_rest([artist for artist in self.picture._moving if artist not in looked_at]):
            for place in np.ndindex(*shape):
                values = {name: self.sliders[name][i] for name, i in zip(names, place, strict=True)}
                self.lab.update(**fixed, **rest, **values)
                for k, what in enumerate(group):
                    tables[(k, *place)] = self.look(what)
        return {what: constant_left_out(names, table) for what, table in zip(group, tables, strict=True)}

    def split(self, names, table):
        """The table of a text as tables of its words, where it has as many everywhere."""
        texts = list(self.texts)
        used, places = np.unique(table, return_inverse=True)
        tokens = [re.split(r"([ \n\t]+)", texts[i]) for i in used]
        if len({len(row) for row in tokens}) > 1:
            tokens = [["".join(row)] for row in tokens]
        numbers = np.array([[self.words[token] for token in row] for row in tokens])
        return [constant_left_out(names, column[places].reshape(table.shape)) for column in numbers.T]

    def smooth(self, what, fixed):
        """What to record of something that is smooth, or None."""
        kind, which = what
        if kind == "word":
            return self.written(which, fixed)
        self.lab.update(**fixed, **{name: self.start[name] for name in self.sliders})
        shape = self.points(which)[1] if kind == "artist" else None

        def look(values):
            self.lab.update(**fixed, **values)
            if kind == "goal":
                number = self.asked().numbers[which]
                return np.array([number]) if math.isfinite(number) else None
            points, now = self.points(which)
            return points.ravel() if now == shape and np.isfinite(points).all() else None

        tolerance, most = (0.1, 21) if kind == "artist" else (1e-7, 61)
        with at_rest([a for i, a in enumerate(self.picture._moving) if what != ("artist", i)]):
            found = nodes.fit(look, self.sliders, tolerance, most)
        if found is None:
            return None
        axes, table = found
        if kind == "goal":
            return {"axes": axes, "values": table.ravel().tolist(), "bound": self.asked().bound}
        return self.moved(axes, table, shape)

    def moved(self, axes, table, shape):
        """An artist whose points are known at nodes, or None where they are too far off."""
        steps = np.rint(table.reshape(-1, 2) * QUANTUM)
        if np.abs(steps).max() >= 2**15:
            return None
        return {"axes": axes, "shape": shape, "x": self.array(steps[:, 0]), "y": self.array(steps[:, 1])}

    def pieces(self, i, fixed, told):
        """An artist that jumps where a word changes, and for each such word moves straight; or None."""
        chance = np.random.default_rng(1)
        for names, table in (cell for cell in told if isinstance(cell, tuple)):
            words, which = np.unique(table, return_inverse=True)
            which, cells = which.reshape(table.shape), []
            for k in range(len(words) if len(words) < 100 and names == list(self.sliders) else 0):
                places = chance.permutation(np.argwhere(which == k))[:30]
                values = [[self.sliders[name][j] for name, j in zip(names, place, strict=True)] for place in places]
                seen = []
                for row in values:
                    self.lab.update(**fixed, **dict(zip(names, row, strict=True)))
                    seen.append(self.points(i))
                if any(shape != seen[0][1] for _, shape in seen):
                    break
                found = nodes.straight(self.sliders, values, [points.ravel() for points, _ in seen], 0.05)
                cells.append(found and self.moved(*found, seen[0][1]))
                if cells[-1] is None:
                    break
            else:
                if cells:
                    over = [list(self.sliders).index(name) for name in names]
                    return {"over": over, "table": self.array(which), "pieces": cells}
        return None

    def written(self, k, fixed):
        """Which of the numbers asked for by the goal a word is, and with how many decimals; or None."""
        chance, which = random.Random(2), set(range(len(self.asked().numbers)))
        for _ in range(100):
            self.lab.update(**fixed, **{name: chance.choice(values) for name, values in self.sliders.items()})
            asked, word = self.asked(), self.tokens()[k]
            which = {j for j in which if rounded(asked.numbers[j], asked.decimals) == word}
        return {"number": min(which), "decimals": asked.decimals} if which else None

    # ------------------------------------------------------------ the record

    def array(self, values):
        self.arrays.append(np.asarray(values).ravel())
        return len(self.arrays) - 1

    def text(self):
        """The whole record, packed.

        What the player reads in its head: for each combination of buttons, in modes, artists are drawings by number,
        told are words one after the other, and any of goals suffices. Of these a cell is the same everywhere, or a
        table over sliders, or axes with what is known at their nodes, or pieces of that, chosen by a table; of words
        also a number of the goal, rounded. Tables and points are arrays by number. Where artists draw is given in
        steps of the first layout; layouts say where the axes lie and which drawings stand under and over all.
        """
        modes = [self.mode(chosen) for chosen in product(*self.choices.values())]
        scenes = Numbered()  # what does not move, under it and over it
        wide = self.layout(scenes)
        restack(self.figure)
        layouts = [wide, self.layout(scenes)]
        first = np.cumsum([0, *map(len, self.pools)]).tolist()
        for layout, key in product(layouts, ("under", "over")):
            layout[key] += first[-1]
        every = [drawing for pool in (*self.pools, scenes) for drawing in pool]
        words = list(self.words)
        head = {
            "name": self.name,
            "goal": self.lab.goal,
            "mark": MARK,
            "note": NOTE if self.picture.told[-1] else "",  # then it holds numbers that are best not said aloud
            "controls": [self.control(name) for name in self.lab.controls],
            "styles": list(self.styles),
            "words": words,
            "drawings": self.drawings(every),
            "axes": [self.figure.axes.index(artist.axes) for artist in self.picture._moving],
            "layouts": layouts,
            "modes": [
                {
                    "artists": [self.cell(*pair) for pair in zip(artists, first, strict=False)],
                    "told": joined([self.cell(found, words=words) for found in told]),
                    "goals": [self.cell(found) for found in goals],
                }
                for artists, told, goals in modes
            ],
        }
        return packed(head, self.arrays)

    def cell(self, found, first=0, words=None):
        """A constant, a table over some sliders, or what is smooth, as the head of the record has it."""
        if isinstance(found, dict):
            return found
        names, table = found
        if not names:
            return words[int(table)] if words else int(table) + first
        return {"over": [list(self.sliders).index(name) for name in names], "table": self.array(table + first)}

    def drawings(self, every):
        """Three arrays: how many strokes and points each has, and where these are."""
        shapes, points = [], [np.empty((0, 2), dtype=np.int16)]
        for drawing in every:
            shapes.append(len(drawing))
            for style, strokes in drawing:
                strokes = [np.frombuffer(stroke, dtype=np.int16).reshape(-1, 2) for stroke in strokes]
                shapes += [style, len(strokes), *map(len, strokes)]
                points += strokes
        x, y = np.concatenate(points).T
        return [self.array(values) for values in (shapes, x, y)]

    def layout(self, scenes):
        """The picture as it is laid out now, without what moves."""
        self.figure.draw_without_rendering()
        tape, renderer = Tape(self.figure), self.figure.canvas.get_renderer()
        top = self.figure.bbox.height - self.figure.get_tightbbox(renderer).y1 * self.figure.dpi
        width, height = self.figure.bbox.size
        return {
            "width": round(width),
            "height": round(height),
            "top": max(0, math.floor(top) - 4),
            "boxes": np.round(boxes(self.figure), 2).tolist(),
            "under": scenes[self.strokes(tape.of(self.figure))],
            "over": scenes[self.strokes(tape.of(*self.picture._over))],
        }

    def control(self, name):
        control = self.lab.controls[name]
        written = {"log_slider": "{:.3g}", "selection": "{:,}", "choice": "{}"}.get(control.kind)
        written = written or "{:" + control.widget.readout_format + "}"
        return {
            "name": name,
            "title": control.title,
            "kind": control.kind,
            "positions": control.positions,
            "shown": [written.format(value) for value in control.positions],
            "start": control.positions.index(self.start[name]),
            "plays": control.kind == "selection" and control.row is not control.widget,  # beside a button
        }


def constant_left_out(names, table):
    """The names of the axes along which a table changes, and the table over these."""
    kept = [axis for axis in range(table.ndim) if (table != table.take([0], axis=axis)).any()]
    return [names[axis] for axis in kept], table[tuple(slice(None) if a in kept else 0 for a in range(table.ndim))]


def joined(told):
    """Words and tables, with the words that follow each other as one."""
    parts = []
    for part in told:
        if parts and isinstance(part, str) and isinstance(parts[-1], str):
            parts[-1] += part
        else:
            parts.append(part)
    return parts
