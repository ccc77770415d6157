"""A record read back, and what it draws and says at a position: what player.js does, in Python."""

import base64
import json
import zlib
from functools import reduce
from itertools import pairwise

import numpy as np

from helpers.pages.nodes import between
from helpers.text import rounded

QUANTUM = 8


def unpacked(text):
    """The head of a record, and its arrays, unsigned."""
    raw = zlib.decompress(base64.b64decode(text), -15)
    start = 4 + int.from_bytes(raw[:4], "little")
    head, arrays = json.loads(raw[4:start]), []
    for length in head["lengths"]:
        low, high = (np.frombuffer(raw, np.uint8, length, start + k * length).astype(int) for k in (0, 1))
        folded = low + 256 * high
        arrays.append(np.cumsum(np.where(folded % 2, -(folded + 1) // 2, folded // 2)) % 2**16)
        start += 2 * length
    assert start == len(raw)
    return head, arrays


def signed(array):
    return (array + 2**15) % 2**16 - 2**15


class Record:
    def __init__(self, text):
        self.head, self.arrays = unpacked(text)
        shapes, x, y = (self.arrays[i] for i in self.head["drawings"])
        points, self.drawings = np.column_stack([signed(x), signed(y)]) / QUANTUM, []
        i = point = 0
        while i < len(shapes):
            drawing, n_strokes, i = [], shapes[i], i + 1
            for _ in range(n_strokes):
                style, n_lines = shapes[i : i + 2]
                ends = point + np.cumsum([0, *shapes[i + 2 : i + 2 + n_lines]])
                lines = [points[a:b] for a, b in pairwise(ends)]
                drawing.append((self.head["styles"][style], lines))
                i, point = i + 2 + n_lines, ends[-1]
            self.drawings.append(drawing)
        assert point == len(points)

    def at(self, values):
        """Where the controls have these values: strokes of each artist, pixels of the wide layout; what is said."""
        controls = self.head["controls"]
        places = {c["name"]: c["positions"].index(values[c["name"]]) for c in controls}
        buttons = [c for c in controls if c["kind"] == "choice"]
        sliders = [c for c in controls if c["kind"] != "choice"]
        mode = reduce(lambda m, c: m * len(c["positions"]) + places[c["name"]], buttons, 0)
        mode = self.head["modes"][mode]
        place = [places[c["name"]] for c in sliders]
        sizes = [len(c["positions"]) for c in sliders]
        here = [values[c["name"]] for c in sliders]

        def look(cell):
            if not isinstance(cell, dict):
                return cell
            entry = reduce(lambda e, slider: e * sizes[slider] + place[slider], cell["over"], 0)
            return int(self.arrays[cell["table"]][entry])

        def smooth(cell, numbers):
            shape = [axis[1] for axis in cell["axes"]]
            return between(cell["axes"], np.reshape(numbers, (*shape, -1)), here)

        def strokes(cell):
            if isinstance(cell, dict) and "pieces" in cell:
                cell = cell["pieces"][look(cell)]
            if not isinstance(cell, dict) or "table" in cell:
                return self.drawings[look(cell)]
            x, y = (smooth(cell, signed(self.arrays[cell[k]])) / QUANTUM for k in "xy")
            points, drawing, first = np.column_stack([x, y]), [], 0
            for style, counts in cell["shape"]:
                ends = first + np.cumsum([0, *counts])
                lines = [points[a:b] for a, b in pairwise(ends)]
                drawing.append((self.head["styles"][style], lines))
                first = ends[-1]
            return drawing

        numbers = [smooth(c, c["values"])[0] if isinstance(c, dict) and "axes" in c else look(c) for c in mode["goals"]]
        reached = any(
            number < cell["bound"] if isinstance(cell, dict) and "axes" in cell else number
            for number, cell in zip(numbers, mode["goals"], strict=True)
        )

        def word(cell):
            if isinstance(cell, str):
                return cell
            if "number" in cell:
                return rounded(float(numbers[cell["number"]]), cell["decimals"])
            return self.head["words"][look(cell)]

        told = tuple("".join(map(word, mode["told"])).split("\t"))
        return [strokes(cell) for cell in mode["artists"]], told, reached
