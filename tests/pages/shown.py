"""A page with every lab: what it shows of one, and what it should."""

import re
from types import SimpleNamespace

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import always

from helpers.labs import __all__ as NAMES
from helpers.pages.record import PLAYER, STYLE, boxed
from helpers.pictures.picture import MARK

from . import records

STILL = '<img alt="The picture of the notebook" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Labs</title>
<style>body {{ margin: 0 auto; max-width: 760px; padding: 0 0.5rem; font: 16px/1.5 sans-serif;
color: var(--ink); background: var(--paper); }} {style}</style></head>
<body><main><h1>Labs</h1>{boxes}</main><script>{player}</script></body></html>"""


def written(folder):
    """The address of a page with all labs, from the last on: another process may be recording from the first."""
    boxes = "".join(boxed(records.text(name), name, STILL) for name in reversed(NAMES))
    path = folder / "labs.html"
    path.write_text(PAGE.format(style=STYLE, boxes=boxes, player=PLAYER), encoding="utf-8")
    return path.as_uri()


SEEN = """name => {
  const box = document.getElementById(name), groups = [...box.querySelectorAll('svg > g')].slice(1, -1);
  return {
    words: box.querySelector('.lab-words').textContent,
    alt: box.querySelector('svg').getAttribute('aria-label'),
    reached: box.querySelector('.lab-words').classList.contains('lab-reached'),
    paths: groups.map(group => [...group.children].map(path => [path.getAttribute('style'), path.getAttribute('d')])),
  };
}"""
GO = """([name, values]) => {
  const address = new URLSearchParams([['lab', name], ...Object.entries(values)]);
  history.replaceState(null, '', '#' + address);
  dispatchEvent(new HashChangeEvent('hashchange'));
}"""


def seen(window, name):
    return SimpleNamespace(**window.evaluate(SEEN, name))


def expected(name, values, narrow):
    """What is to be seen: words, their full form, whether the goal is reached, and strokes of each artist."""
    record = records.record(name)
    drawings, (what, words, below, aloud), reached = record.at(values)
    mark = MARK * reached
    above = "\n".join(filter(None, [words + mark, below]))
    alt = f"{what} {aloud + mark if aloud else above}".replace("\n", " ")
    wide_boxes = record.head["layouts"][0]["boxes"]
    boxes = record.head["layouts"][narrow]["boxes"]
    placed = []
    for axes, drawing in zip(record.head["axes"], drawings, strict=True):
        (x, y, right, low), (to_x, to_y, to_right, to_low) = wide_boxes[axes], boxes[axes]
        scale = np.array([(to_right - to_x) / (right - x), (to_low - to_y) / (low - y)])
        placed.append([(s, [[to_x, to_y] + (part - [x, y]) * scale for part in parts]) for s, parts in drawing])
    return SimpleNamespace(words=above, alt=alt, reached=reached, drawings=placed)


def same(window, name, values, narrow):
    window.evaluate(GO, [name, values])
    found, right = seen(window, name), expected(name, values, narrow)
    assert (found.words, found.alt, found.reached) == (right.words, right.alt, right.reached), values
    for paths, drawing in zip(found.paths, right.drawings, strict=True):
        assert len(paths) == len(drawing)
        for (style, d), ((css, axes, mark), parts) in zip(paths, drawing, strict=True):
            assert style == css + (f";clip-path:url(#{name}-axes-{axes})" if axes >= 0 else "")
            points = np.concatenate([np.empty((0, 2)), *parts])
            places = re.findall(r"[ML](\S+) ([^\sLMlmqcz]+)", d.replace(mark, "") if mark else d)
            assert len(places) == len(points)
            assert not len(points) or np.abs(np.array(places, dtype=float) - points).max() < 0.02


def same_everywhere(name, *windows):
    """Where all controls are at their ends, and in a few other places; windows: (window, whether it is narrow)."""
    every = positions(name)

    @settings(always, max_examples=4)
    @given(st.fixed_dictionaries({key: st.sampled_from(values) for key, values in every.items()}))
    @example({key: values[-1] for key, values in every.items()})
    def at_random(values):
        for window, narrow in windows:
            same(window, name, values, narrow)

    at_random()


def positions(name):
    """{control: its positions}."""
    return {control["name"]: control["positions"] for control in records.record(name).head["controls"]}
