"""Build the site: a page for every notebook, a page to start from, and what the search looks through."""

import hashlib
import html
import json
import re
import sys
import time
from functools import cache
from pathlib import Path

import nbformat
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbformat.v4 import new_markdown_cell, new_notebook
from traitlets.config import Config

from ... import glossary
from ..notebook import labs_of
from ..record import PLAYER, STYLE, Recorder, Unrecordable, boxed
from . import cells
from .prose import Prose, rows_until, term_id

HERE = Path(__file__).resolve().parent
HELPERS = HERE.parents[1]
ROOT = HELPERS.parent
RECORDS = ROOT / "build" / "records"  # of labs that have not changed
NAME = "The Mechanics of Learning"
A_LAB = 3  # seconds, as long as none has been recorded
ROW = re.compile(r"^\| ([\d.]+) \| \[(.+?)\]\(notebooks/(\w+)\.ipynb\) \| (.+?) \| (\d+) \|$", re.MULTILINE)
COMMAND = re.compile(r"<!-- start command: (.+?) -->\n(```\w+\n.+?\n```)", re.DOTALL)
WELCOME = f"""# {NAME}

How does a machine learn? Move η, the learning rate: a line takes twelve steps towards eleven readings."""
ABOUT = """With a small η the line creeps, with a larger one it glides, then it rings, and then it explodes. Why, and
where one kind of behaviour ends and the next begins, is what this course is about. It follows chapter 5 of the book
*Deep Learning with PyTorch*, in its own words, code, pictures and exercises, and needs no book beside it: every
derivative by hand before PyTorch takes over, labs in which you can break things before you read why they broke, and
exercises that answer at once.

[Begin: 0 Start here →](00_start_here.ipynb)"""
START = """## Start

The pages of this site can be read as they are. To change and run the code, take the folder of the course, with Python
3.11 or newer that has `venv`, and run this in it; it opens JupyterLab. `README.md` there says what to do when something
does not start.
"""


def build(folder, report=sys.stderr, record=None):
    """Write the site into a folder.

    record: gives the record of a lab, of its name, a function that makes it, and the code of its notebook; without
        it labs that have not changed are not recorded again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    notebooks = {path.stem: nbformat.read(path, as_version=4) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
    found = [(stem, *lab) for stem, nb in notebooks.items() for lab in labs_of(sources(nb))]
    labs, progress = {stem: {} for stem in notebooks}, Progress(len(found), report)
    for stem, number, name, make in found:
        progress.begin(name)
        text = (record or recorded)(name, make, sources(notebooks[stem]))
        labs[stem][number] = alive(name, text, *notebooks[stem].cells[number].outputs)
    progress.end()

    pages = {"index": welcome(notebooks["00_start_here"], labs["00_start_here"])} | notebooks
    contents, exporter = [(stem, title(nb)) for stem, nb in notebooks.items()], template()
    index = {"pages": [], "sections": [], "terms": terms()}
    for place, (stem, nb) in enumerate(pages.items()):
        text, made = page(exporter, stem, nb, labs.get(stem), contents)
        (folder / f"{stem}.html").write_text(text, encoding="utf-8")
        index["pages"].append([f"{stem}.html", title(nb)])
        index["sections"] += [[place, *section] for section in made.sections if section[3] and stem != "index"]
    data = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    (folder / "search.js").write_text(f"window.course = {data};\n", encoding="utf-8")
    print(f"{len(pages)} pages: {folder / 'index.html'}", file=report)


def sources(nb):
    """The code of each cell; an empty string for what is none."""
    return [cell.source if cell.cell_type == "code" else "" for cell in nb.cells]


def title(nb):
    return nb.cells[0].source.partition("\n")[0].removeprefix("# ")


# ---------------------------------------------------------------- labs


def alive(name, text, controls, image):
    """A lab as HTML: its goal and its stored picture, which give way to what was recorded of it."""
    goal = controls.data["text/plain"].partition("\n")[0]
    still = f"<p>{html.escape(goal)}</p>{picture(image)}"
    return boxed(text, name, still) if text else still


def recorded(name, make, code):
    """The record of a lab, as it was where nothing has changed; nothing where it cannot be recorded."""
    made_of = hashlib.sha256(b"".join([makers(), *map(str.encode, code)])).hexdigest()
    stored = RECORDS / f"{name}-{made_of[:24]}"
    if not stored.is_file():
        try:
            text = Recorder(make(), name).text()
        except Unrecordable as refusal:
            print(f"\n{refusal}", file=sys.stderr)
            return ""
        RECORDS.mkdir(parents=True, exist_ok=True)
        for old in RECORDS.glob(f"{name}-*"):
            old.unlink(missing_ok=True)
        stored.write_text(text, encoding="ascii")
    return stored.read_text(encoding="ascii")


@cache
def makers():
    """All that the records of labs depend on, but for their notebooks, as it is when the first of them is asked for."""
    parts = [HELPERS, HELPERS / "labs", HELPERS / "pictures", HELPERS / "pages"]
    paths = [path for part in parts for path in sorted([*part.glob("*.py"), *part.glob("*.csv")])]
    return b"".join(path.read_bytes() for path in paths)


def picture(output):
    """A stored picture with its words."""
    about = output.metadata["image/png"]
    alt, data = html.escape(about["alt"]), output.data["image/png"].replace("\n", "")
    return f'<img class="picture" src="data:image/png;base64,{data}" alt="{alt}" width="{about["width"]}">'


class Progress:
    """A line that says how far the recording is, and how long it still takes."""

    def __init__(self, count, report):
        self.count, self.report, self.done, self.start = count, report, 0, time.monotonic()

    def begin(self, name):
        passed = time.monotonic() - self.start
        left = (self.count - self.done) * (passed / self.done if self.done else A_LAB)
        bar = "#" * self.done + "." * (self.count - self.done)
        print(f"\r[{bar}] recording {name}, {left:.0f} s left".ljust(79), end="", file=self.report, flush=True)
        self.done += 1

    def end(self):
        took = time.monotonic() - self.start
        print(f"\r{self.count} labs recorded, or as they were, in {took:.0f} s".ljust(79), file=self.report)


# ---------------------------------------------------------------- pages


def welcome(first, labs):
    """The page to start from, as a notebook: the first lab, the contents, how to run the course."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = ROW.findall(readme)
    rows = [f"| [{number} {name}]({stem}.ipynb) | {can} | {time} |" for number, name, stem, can, time in found]
    table = "\n".join(["## The course", "", "| page | afterwards you can | minutes |", "|:--|:--|--:|", *rows])
    run = [f"On {system}:\n\n{block}" for system, block in COMMAND.findall(readme)]
    (lab,) = labs.values()
    parts = [new_markdown_cell(WELCOME), cells.verbatim(lab)]
    parts += [new_markdown_cell(text) for text in (ABOUT, table, START, *run)]
    return new_notebook(cells=parts, metadata=first.metadata)


def template():
    """What makes HTML of a notebook, by the template."""
    return TemplateExporter(
        config=Config({"NbConvertBase": {"display_data_priority": ["text/markdown", "image/png", "text/plain"]}}),
        template_name="page",
        extra_template_basedirs=[str(HERE)],
        file_extension=".html",
        filters={"picture": picture, "highlight_code": Highlight2HTML()},
    )


def page(exporter, stem, nb, labs, contents):
    """A page as HTML, and its prose."""
    stems = [name for name, _ in contents]
    prose = Prose(rows_until(stem, stems) if stem in stems else [])
    if labs is not None:
        nb.cells = cells.shown(nb.cells, stem, labs)
    place = stems.index(stem) if stem in stems else -1
    known = {
        "stem": stem,
        "title": title(nb),
        "name": NAME,
        "contents": contents,
        "previous": contents[place - 1] if place > 0 else None,
        "next": contents[place + 1] if place + 1 < len(contents) else None,
        "prose": prose,
        "term_id": term_id,
        "style": STYLE + (HERE / "style.css").read_text(encoding="utf-8"),
        "scripts": [PLAYER, *((HERE / name).read_text(encoding="utf-8") for name in ("judge.js", "page.js"))],
    }
    exporter.register_filter("markdown2html", prose.html)
    exporter.environment.globals["page"] = known
    return exporter.from_notebook_node(nb)[0], prose


def terms():
    """[english, 繁體中文, 简体中文, meaning, synonyms, file] of every term."""
    keys = ("english", "traditional", "simplified", "meaning", "synonyms")
    return [
        [*(row[key] for key in keys), f"{glossary.NOTEBOOKS[row['notebook']]}.html"] for row in glossary.every_term()
    ]
