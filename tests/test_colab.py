"""Every lab is made, shown and moved in a kernel, by the cells of its notebook.

This holds with any versions; with the newest, which the browser's tests and nbval try as well, two notebooks stand for
all. With those of Google Colab, which has ipywidgets 7:

    python -m pip install -c .ci/colab.txt torch ipywidgets matplotlib nbclient nbval pytest pytest-xdist hypothesis
    python -m pip install --no-deps .
    python -m pytest tests/test_colab.py notebooks
"""

import re

import ipywidgets
import pytest
import tidy
from nbformat.v4 import new_code_cell

from helpers import labs
from helpers.labs.lab import KEPT

SHOWS_LAB = re.compile(r"labs\.(\w+_lab)\(")
LABS = {path: SHOWS_LAB.findall(path.read_text(encoding="utf-8")) for path in tidy.notebooks()}

STRICT = """
import warnings

warnings.filterwarnings("error", module="helpers|ipywidgets")


def _stops(widget):
    "What a browser sends while a control is moved from end to end: of choices the index, else the value."
    if hasattr(widget, "index"):
        return [{"index": i} for i in range(len(widget.options))]
    return [{"value": value} for value in (widget.max, (widget.min + widget.max) / 2, widget.min)]


def _move(lab):
    for name, control in reversed(lab.controls.items()):  # choices, which may hide the others, come first
        for part in control.row.children if control.kind == "log_slider" else [control.widget]:
            seen = {lab.picture.png()}
            for stop in _stops(part):
                part.set_state(stop)
                assert lab.error is None, (name, stop, lab.error)
                seen.add(lab.picture.png())
            assert len(seen) > 1, name
"""
MOVE = """
_move(list(Out.values())[-1])
"""
COMPARE = """
import IPython, helpers.show

IPython.display.display(helpers.show.bundle(list(Out.values())[-1].picture)[0], raw=True)
"""


def test_every_lab_is_in_a_notebook_and_no_notebook_has_more_than_are_kept():
    assert sorted(name for names in LABS.values() for name in names) == labs.__all__
    assert max(map(len, LABS.values())) <= KEPT


with_labs = [path for path in LABS if LABS[path]]


@pytest.mark.parametrize(
    "path", with_labs if ipywidgets.__version__ < "8" else with_labs[3:5], ids=lambda path: path.stem
)
def test_the_labs_of_a_notebook_move(path):
    nb = tidy.parse(path.read_text(encoding="utf-8"))
    cells, labs = [new_code_cell(STRICT)], []
    for cell in tidy.code_cells(nb):
        cells.append(cell)
        if SHOWS_LAB.search(cell.source):
            labs.append(len(cells) - 1)
            cells += [new_code_cell(MOVE), new_code_cell(COMPARE)]
    nb.cells = cells[: labs[-1] + 3]
    ran, found = tidy.executed(nb, path.parent)
    assert found == []
    assert [fault for cell in ran.cells for fault in tidy.cell_faults(cell)] == []
    for i in labs:
        controls, picture = ran.cells[i].outputs
        assert set(controls.data) == {tidy.WIDGET, "text/plain"}
        assert set(controls.data[tidy.WIDGET]) == {"version_major", "version_minor", "model_id"}
        (now,) = ran.cells[i + 2].outputs
        assert picture.data == now.data
