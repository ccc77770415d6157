"""What a page shows of a notebook: labs alive, exercises that answer, and what follows a prompt folded."""

import ast
import re

from nbformat.v4 import new_markdown_cell

from ... import exercises
from .exercise import box

ASK = re.compile(r'exercises\.ask\("(.+)"\)')
PROMPT = re.compile(r"\*\*[Pp]redict")
ELSEWHERE = re.compile(r"^#+ |^.*\*\*[Pp]redict", re.MULTILINE)  # where an explanation is at its end
NOTE = """<p class="note">This page is the notebook <code>{}</code>. Here its labs move, and exercises that ask for a
number or a choice are answered on the spot. Where you are to run or to change code, open the notebook itself:
<a href="index.html#Start">how to start</a>.</p>
<noscript><p class="note">Without JavaScript the labs stand still, and answers are not judged.</p></noscript>"""
# What is said to whoever runs the notebook, and what a page says in its place.
INSTEAD = [
    (r"\*\*First:\*\* \*Edit → Clear Outputs of All Cells\*.+", ""),
    (
        r"(Each exercise below is checked at once\. )?The first cell of each pair asks: run it\. .+",
        "Where a number or a choice is asked for, you are told at once, and if it is not right yet, why. "
        "What asks for code is answered in the notebook.",
    ),
]
TO_RUN = "to-run"  # the tag of a cell that concerns only whoever runs the notebook
FOR_WHO_RUNS = '<details class="to-run"><summary>For whoever runs the notebooks: how they work</summary>'
SHOWN = {"labs", "glossary", "show"}  # on a page what they show is enough


def shown(cells, stem, labs):
    """The cells of a page. labs: {number of a cell: its lab as HTML}."""
    for number, lab in labs.items():
        cells[number].metadata["lab"] = lab
    for cell in cells:
        cell.source = cell.source.removeprefix("# NBVAL_IGNORE_OUTPUT\n")
        for output in cell.get("outputs", []):
            if output.output_type == "execute_result":  # is shown as any other
                output.output_type = "display_data"
        if cell.cell_type == "markdown":
            for pattern, instead in INSTEAD:
                cell.source = re.sub(pattern, instead, cell.source)
        elif cell.id == "imports":
            cell.metadata["imports"] = True
        else:
            cell.metadata["machinery"] = only_shows(cell.source)
    made = list(apart(with_exercises(folding(cells))))
    return [*made[:2], verbatim(NOTE.format(f"{stem}.ipynb")), *made[2:]]


def verbatim(html):
    """A cell that is HTML already."""
    return new_markdown_cell(metadata={"html": html})


def only_shows(source):
    """Whether code is a single call of what shows something: a lab, a picture, the terms of the glossary."""
    try:
        (statement,) = ast.parse(source).body
        return statement.value.func.value.id in SHOWN
    except (SyntaxError, ValueError, AttributeError):
        return False


def is_table(printed):
    """Whether what is printed stands in columns, which must not wrap."""
    return len(re.findall(r"^.*\S {2,}\S", printed, re.MULTILINE)) > 1


def apart(cells):
    """What concerns only whoever runs the notebook is folded."""
    within = False
    for cell in cells:
        if within != (TO_RUN in cell.metadata.get("tags", [])):
            within = not within
            yield verbatim(FOR_WHO_RUNS if within else "</details>")
        yield cell


def with_exercises(cells):
    """Each pair of cells, one that asks and one that checks, becomes one box."""
    cells = iter(cells)
    for cell in cells:
        asked = cell.cell_type == "code" and ASK.fullmatch(cell.source)
        yield verbatim(box(exercises.find(asked[1]), stub=next(cells).source)) if asked else cell


def folding(cells):
    """Mark where the outputs after a prompt are folded, with the text that explains them.

    A lab stays: it shows nothing before it is moved.
    """
    waiting, first, last = False, None, None
    for cell in cells:
        rest = cell
        if cell.cell_type == "markdown" and first:
            end = ELSEWHERE.search(cell.source)
            explained, rest = split(cell, end.start() if end else None)
            if explained:
                last = explained
                yield explained
        # A lab, or code after the explanation, is another matter.
        over = rest and (
            cell.cell_type == "markdown" or "lab" in cell.metadata or (last and last.cell_type == "markdown")
        )
        if over:
            fold(first, last)
            waiting, first, last = cell.cell_type == "markdown" and bool(PROMPT.search(rest.source)), None, None
        elif cell.cell_type == "code" and waiting and cell.outputs:
            first, last = first or cell, cell
        if rest:
            yield rest
    fold(first, last)


def fold(first, last):
    """Fold from the outputs of one cell to the end of another, if there are such."""
    if first:
        first.metadata["fold"], last.metadata["folded"] = True, True


def split(cell, place):
    """The part of a text before a place, and the rest, where there is one."""
    parts = cell.source[:place], cell.source[place:] if place is not None else ""
    return [new_markdown_cell(part) if part.strip() else None for part in parts]
