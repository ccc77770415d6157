"""Build the site: a page for every notebook, a page to start from, and what the search looks through."""

import html
import json
import re
import sys
import zipfile
from pathlib import Path

import nbformat
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbformat.v4 import new_markdown_cell, new_notebook
from traitlets.config import Config

from ... import glossary
from ..notebook import labs_of
from ..record import PLAYER, STYLE, boxed
from . import cells
from .kept import records
from .prose import Prose, rows_until, term_id

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
NAME = "The Mechanics of Learning"
COURSE = [".ci", ".gitattributes", ".github", ".gitignore", "CONTRIBUTING.md", "LICENSE", "README.md", "binder"]
COURSE += ["conftest.py", "environment.yml", "helpers", "notebooks", "pyproject.toml", "tests"]
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

The pages of this site can be read as they are. To change and run the code, take [the folder of the course](course.zip),
unpack it, and with Python 3.11 or newer that has `venv` run this in it; it opens JupyterLab. `README.md` there says
what to do when something does not start.
"""


def build(folder, report=sys.stderr, record=records):
    """Write the site into a folder.

    record: gives {name: record} of labs, of the names and the code of their notebooks, and of where to report.
    """
    folder.mkdir(parents=True, exist_ok=True)
    notebooks = {path.stem: nbformat.read(path, as_version=4) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
    code = {stem: sources(nb) for stem, nb in notebooks.items()}
    found = [(stem, number, name) for stem in notebooks for number, name, _ in labs_of(code[stem])]
    texts, labs = record([(name, code[stem]) for stem, _, name in found], report), {stem: {} for stem in notebooks}
    for stem, number, name in found:
        labs[stem][number] = alive(name, texts[name], *notebooks[stem].cells[number].outputs)

    pages = {"index": welcome(notebooks["00_start_here"], labs["00_start_here"])} | notebooks
    contents, exporter = [(stem, title(nb)) for stem, nb in notebooks.items()], template()
    index = {"pages": [], "sections": [], "terms": terms()}
    for place, (stem, nb) in enumerate(pages.items()):
        text, made = page(exporter, stem, nb, labs.get(stem), contents)
        (folder / f"{stem}.html").write_text(text, encoding="utf-8")
        index["pages"].append([f"{stem}.html", title(nb)])
        index["sections"] += [[place, *section] for section in made.sections if section[3] and stem != "index"]
    pack(folder / "course.zip")
    data = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    (folder / "search.js").write_text(f"window.course = {data};\n", encoding="utf-8")
    print(f"{len(pages)} pages: {folder / 'index.html'}", file=report)


def pack(path):
    """The course itself, to be taken along: all of its files, at a date that is always the same."""
    parts = [part for name in COURSE for part in (ROOT / name, *sorted((ROOT / name).rglob("*")))]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in parts:
            inside = file.relative_to(ROOT)
            if file.is_file() and not any(part.startswith((".ipynb", "__")) for part in inside.parts[:-1]):
                info = zipfile.ZipInfo(f"mechanics-of-learning/{inside.as_posix()}")
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = (0o755 if inside.parts[0] == ".ci" else 0o644) << 16
                packed.writestr(info, file.read_bytes())


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


def picture(output):
    """A stored picture with its words."""
    about = output.metadata["image/png"]
    alt, data = html.escape(about["alt"]), output.data["image/png"].replace("\n", "")
    return f'<img class="picture" src="data:image/png;base64,{data}" alt="{alt}" width="{about["width"]}">'


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
    exporter.environment.tests["table"] = cells.is_table
    return exporter.from_notebook_node(nb)[0], prose


def terms():
    """[english, 繁體中文, 简体中文, meaning, synonyms, file] of every term."""
    keys = ("english", "traditional", "simplified", "meaning", "synonyms")
    return [
        [*(row[key] for key in keys), f"{glossary.NOTEBOOKS[row['notebook']]}.html"] for row in glossary.every_term()
    ]
