"""What a page shows of a notebook: labs alive, exercises that answer, and what follows a prompt folded."""

import re

from nbformat.v4 import new_markdown_cell

from ... import exercises
from .exercise import box

ASK = re.compile(r'exercises\.ask\("(.+)"\)')
PROMPT = re.compile(r"\*\*[Pp]redict")
CAPTION = re.compile(r"\*[^*\n](?:[^\n]|\n(?!\n))*\*(?=\n\n|$)")
NOTE = """<p class="note">This page is the notebook <code>{}</code>. Here its labs move, and exercises that ask for a
number or a choice are answered on the spot. Where you are to run or to change code, open the notebook itself:
<a href="index.html#Start">how to start</a>.</p>"""


def shown(cells, stem, labs):
    """The cells of a page. labs: {number of a cell: its lab as HTML}."""
    for number, lab in labs.items():
        cells[number].metadata["lab"] = lab
    for cell in cells:
        cell.source = cell.source.removeprefix("# NBVAL_IGNORE_OUTPUT\n")
    for output in (output for cell in cells for output in cell.get("outputs", [])):
        if output.output_type == "execute_result":  # is shown as any other
            output.output_type = "display_data"
    made = list(with_exercises(folding(cells)))
    return [*made[:2], verbatim(NOTE.format(f"{stem}.ipynb")), *made[2:]]


def verbatim(html):
    """A cell that is HTML already."""
    return new_markdown_cell(metadata={"html": html})


def with_exercises(cells):
    """Each pair of cells, one that asks and one that checks, becomes one box."""
    cells = iter(cells)
    for cell in cells:
        asked = cell.cell_type == "code" and ASK.fullmatch(cell.source)
        yield verbatim(box(exercises.find(asked[1]), stub=next(cells).source)) if asked else cell


def folding(cells):
    """Mark where the outputs after a prompt are folded: from the first one to the next text, with its caption.

    A lab stays: it shows nothing before it is moved.
    """
    waiting, first, last = False, None, None
    for cell in [*cells, new_markdown_cell()]:
        if cell.cell_type == "code" and waiting and "lab" not in cell.metadata and cell.outputs:
            first, last = first or cell, cell
        elif cell.cell_type == "markdown":
            caption = CAPTION.match(cell.source) if first else None
            if caption:
                last = new_markdown_cell(caption[0])
                cell.source = cell.source[caption.end() :].lstrip()
            if first:
                first.metadata["fold"], last.metadata["folded"] = True, True
            if caption:
                yield last
            waiting, first, last = bool(PROMPT.search(cell.source)), None, None
        if cell.source:
            yield cell
