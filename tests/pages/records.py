"""Every lab of the notebooks, recorded once, and once more as a notebook has it."""

import itertools
import json
import os
from functools import cache
from types import SimpleNamespace

import pytest
from tidy import notebooks

from helpers.labs import unused_graph
from helpers.pages.notebook import labs_of
from helpers.pages.record import Recorder

from .decode import Record


@cache
def makers():
    """{name of a lab: a function that makes it, by the code of its notebook}."""
    found = {}
    for path in notebooks():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) * (cell["cell_type"] == "code") for cell in cells]
        found |= {name: make for _, name, make in labs_of(sources)}
    return found


def made(name):
    """A new lab. Times are measured by a clock that always says the same."""
    passed = itertools.accumulate(itertools.cycle([1e-6, 5e-5, 1e-6, 3e-5, 1e-6, 2e-5]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unused_graph, "time", SimpleNamespace(perf_counter=lambda: next(passed)))
        return makers()[name]()


FOLDER = []  # where all processes of a test run find what one of them has recorded; the conftest beside names it


@cache
def text(name):
    """The record of a lab, as it stands in a page."""
    kept = FOLDER[0] / name
    if not kept.exists():
        new = FOLDER[0] / f"{name}-{os.getpid()}"
        new.write_text(Recorder(made(name), name).text())
        new.replace(kept)
    return kept.read_text()


@cache
def record(name):
    return Record(text(name))


@cache
def lab(name):
    """The lab itself, in pixels of the page."""
    fresh = made(name)
    fresh.picture.figure.dpi = 100
    fresh.picture.figure.draw_without_rendering()
    return fresh
