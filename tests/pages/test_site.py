"""The site as it is built: every notebook a page that is complete, linked, and usable with a screen reader."""

import base64
import io
import json
import re
import subprocess
import zipfile
from functools import cache
from html.parser import HTMLParser
from urllib.parse import unquote

import nbformat
import pytest
import tidy
from PIL import Image

from helpers.pages.site import cells

NOTEBOOKS = tidy.notebooks()
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
STEMS = ["index", *(path.stem for path in NOTEBOOKS)]
each_page = pytest.mark.parametrize("stem", STEMS)
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
PROMPTED = re.compile(r"\*\*[Pp]redict")


class Page(HTMLParser):
    """What a page consists of: its elements, ids, text, and the words of its title."""

    def __init__(self, path):
        super().__init__()
        self.elements, self.inside, self.text, self.title = [], [], "", ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "title" in self.inside:
            self.title += data
        if not {"style", "script", "title"} & set(self.inside):
            self.text += data

    def all(self, tag, **wanted):
        return [have for name, have in self.elements if name == tag and wanted.items() <= have.items()]


@cache
def read(path):
    return Page(path)


def page(site, stem):
    return read(site / f"{stem}.html")


@cache
def stored(path):
    return nbformat.read(path, as_version=4)


def outputs(path, mime):
    shown = [output for cell in tidy.code_cells(stored(path)) for output in cell.outputs if "data" in output]
    return [output for output in shown if mime in output.data]


# --- what a page has ------------------------------------------------------------------------------


def test_the_readme_has_the_command_and_names_the_site_first():
    readme = (tidy.ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.count('.venv/bin/python -m pip install -e ".[html]" && .venv/bin/python -m helpers.pages`') == 1
    first = re.search(r"\]\((.+?)\)", readme[readme.index("<img") :])
    assert first[1] == ".github/workflows/pages.yml" and (tidy.ROOT / first[1]).is_file()


def test_there_is_a_page_for_every_notebook_one_to_start_from_and_the_index_of_the_search(site):
    assert {path.name for path in site.iterdir()} == {*(f"{stem}.html" for stem in STEMS), "search.js", "course.zip"}


@each_notebook
def test_every_picture_is_shown_with_its_words(site, path):
    shown = [(image["src"], image["alt"]) for image in page(site, path.stem).all("img")]
    expected = [(output.data["image/png"].split(), output.data["text/plain"]) for output in outputs(path, "image/png")]
    assert len(shown) == len(expected)
    for (source, words), (png, text) in zip(shown, expected, strict=True):
        kind, _, data = source.partition(",")
        assert kind == "data:image/png;base64" and data.split() == ["".join(png)]
        Image.open(io.BytesIO(base64.b64decode(data))).verify()
        assert words == text and len(words.split()) > 5


@each_notebook
def test_a_lab_has_its_goal_and_nothing_waits_for_a_kernel(site, path):
    text = page(site, path.stem).text
    for cell in tidy.code_cells(stored(path)):
        if re.search(r"^labs\.\w+_lab\(", cell.source, re.MULTILINE):
            assert cell.outputs[0].data["text/plain"].splitlines()[0] in text
    assert not re.search("Loading widget|model_id|Error displaying|VBox\\(|widget-view|<Figure|Not attempted yet", text)


@each_notebook
def test_every_formula_is_mathematics(site, path):
    markdown = "\n\n".join(cell.source for cell in stored(path).cells if cell.cell_type == "markdown")
    found = FORMULA.findall(re.sub(r"^```.*?^```|`[^`\n]*`", "", markdown, flags=re.MULTILINE | re.DOTALL))
    here = page(site, path.stem)
    assert len(here.all("math")) >= len(found)
    assert {math["display"] for math in here.all("math")} <= {"block", "inline"}
    assert not re.search(r"\\(?:frac|cdot|text|delta|eta)\b|\$\$", re.sub(r"'[^']*'", "", here.text)), "LaTeX is left"


@each_page
def test_every_link_leads_somewhere(site, stem):
    here = page(site, stem)
    for target in [link["href"] for link in here.all("a")]:
        name, _, anchor = target.partition("#")
        if not re.match("https?:", target):
            assert not name or (site / name).is_file()
            there = read(site / name) if name.endswith(".html") else here
            ids = {attributes.get("id") for _, attributes in there.elements}
            assert not anchor or unquote(anchor) in ids, target
    shown = [attributes["id"] for _, attributes in here.elements if "id" in attributes]
    assert len(shown) == len(set(shown))
    assert {button["popovertarget"] for button in here.all("button") if "popovertarget" in button} <= set(shown)


@each_page
def test_a_page_has_a_title_the_contents_and_its_neighbours(site, stem):
    here = page(site, stem)
    titles = {path.stem: stored(path).cells[0].source.splitlines()[0].removeprefix("# ") for path in NOTEBOOKS}
    assert here.title == titles.get(stem, "The Mechanics of Learning")
    assert here.all("html")[0]["lang"] == "en"
    links = [link["href"] for link in here.all("a")]
    assert {f"{other}.html" for other in STEMS} <= set(links)
    place = STEMS.index(stem)
    assert [link["href"] for link in here.all("a", rel="next")] == [f"{stem}.html" for stem in STEMS[place + 1 :][:1]]
    assert [link["href"] for link in here.all("a", rel="prev")] == [f"{stem}.html" for stem in STEMS[1:place][-1:]]
    assert len(here.all("a", **{"aria-current": "page"})) == (stem != "index")


@each_page
def test_nothing_comes_from_elsewhere_and_a_page_is_small(site, stem):
    html = (site / f"{stem}.html").read_text(encoding="utf-8")
    here = page(site, stem)
    assert len(html.encode()) < 1_000_000
    assert here.all("link") == here.all("iframe") == [script for script in here.all("script") if "src" in script] == []
    assert all(image["src"].startswith("data:") for image in here.all("img"))
    assert not re.search(r"@import|url\((?!#)", html)


@each_notebook
def test_a_page_tells_nobody_to_run_cells_and_hides_what_only_shows_something(site, path):
    text = (site / f"{path.stem}.html").read_text(encoding="utf-8")
    text = re.sub(r'(?s)<details class="to-run">.*?</details>', "", text)
    assert not re.search("Edit → Clear Outputs|The first cell of each pair", text)
    assert any(cells.only_shows(cell.source) for cell in tidy.code_cells(stored(path)))
    assert not re.search(r'<span class="n">labs</span><span class="o">\.</span>', text)


def test_each_sentence_that_a_page_replaces_is_in_a_notebook():
    every = "\n".join(cell.source for path in NOTEBOOKS for cell in stored(path).cells)
    assert all(re.search(pattern, every) for pattern, _ in cells.INSTEAD)
    assert any(cells.TO_RUN in cell.metadata.get("tags", []) for path in NOTEBOOKS for cell in stored(path).cells)


def test_what_stands_in_columns_is_known():
    assert cells.is_table("delta   slope\n0.1     4811.4\n0.01    4546.1")
    assert not cells.is_table("loss 2.928  w and b (5.367, -17.3)\nas above")


@each_notebook
def test_what_follows_a_prompt_is_folded(site, path):
    """Every output from a prompt to the next text, unless it is a lab."""
    expected, waiting, found = 0, False, False
    for cell in stored(path).cells:
        if cell.cell_type == "markdown":
            waiting, found = bool(PROMPTED.search(cell.source)), False
        elif waiting and cell.outputs and not re.search(r"^labs\.", cell.source, re.MULTILINE) and not found:
            expected, found = expected + 1, True
    assert len(page(site, path.stem).all("details", **{"class": "fold"})) == expected


@each_notebook
def test_every_exercise_has_its_hints_and_its_solution_behind_a_click(site, path):
    from helpers import exercises

    names = re.findall(r'exercises\.ask\("(.+)"\)', "\n".join(cell.source for cell in tidy.code_cells(stored(path))))
    here, tasks = page(site, path.stem), [exercises.find(name) for name in names]
    assert [box["aria-label"] for box in here.all("section", **{"class": "exercise"})] == [
        f"Exercise: {task.title}" for task in tasks
    ]
    assert len(here.all("details", **{"class": "hint"})) == sum(len(task.hints) for task in tasks)
    assert len(here.all("details", **{"class": "solution"})) == len(tasks)
    assert len(here.all("form")) == sum(not isinstance(task, exercises.kinds.Code) for task in tasks)


def test_the_search_knows_every_term_and_every_section(site):
    data = (site / "search.js").read_text(encoding="utf-8")
    index = json.loads(data.removeprefix("window.course = ").rstrip(";\n"))
    from helpers import glossary

    assert [term[0] for term in index["terms"]] == [row["english"] for row in glossary.every_term()]
    for path in NOTEBOOKS:
        place = STEMS.index(path.stem)
        sections = {anchor for number, anchor, *_ in index["sections"] if number == place}
        ids = {have.get("id") for tag, have in page(site, path.stem).elements if tag in ("h1", "h2", "h3")}
        assert sections and sections <= ids


def test_a_site_built_again_is_the_same(site, build_site, tmp_path):
    build_site(tmp_path)
    assert [path.name for path in site.iterdir() if path.read_bytes() != (tmp_path / path.name).read_bytes()] == []


def test_the_course_itself_can_be_taken_along(site):
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=tidy.ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this is no clone")
    with zipfile.ZipFile(site / "course.zip") as packed:
        inside = {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}
    assert set(listed.stdout.split("\0")) - {""} <= set(inside)
    assert all((tidy.ROOT / name).read_bytes() == data for name, data in inside.items())
    assert not any(part in name for name in inside for part in ("__pycache__", "checkpoints", ".venv", "build/"))


LABS = """
from types import SimpleNamespace

from helpers.labs.lab import Lab, slider
from helpers.pictures.picture import Below, stage

def made(last):
    picture = stage()
    line = picture.line(picture.axes[0])

    def update(x, y):
        line.set_data([0, 1], [x / last, y / last])
        picture.tell("A line.", f"x is {x}", reached=x == last)

    return Lab(picture, update, {name: slider(name, 0, last, 1, 0) for name in "xy"}, "none")

labs = SimpleNamespace(small_lab=made, large_lab=made)
"""


def test_labs_are_recorded_in_other_processes_and_again_only_where_their_code_has_changed(tmp_path):
    from helpers.pages.site.kept import records

    def recorded(**labs):
        report = io.StringIO()
        texts = records([(name, [LABS, code]) for name, code in labs.items()], report, tmp_path)
        return texts, report.getvalue()

    texts, report = recorded(small_lab="labs.small_lab(5)", large_lab="labs.large_lab(500)")
    assert (text := texts["small_lab"]) and "2 labs recorded" in report
    assert texts["large_lab"] == "" and "large_lab: say" in report
    texts, report = recorded(small_lab="labs.small_lab(5)")
    assert texts["small_lab"] == text and "0 labs recorded" in report and "1 as they were" in report
    texts, report = recorded(small_lab="labs.small_lab(5)  # as ever")
    assert texts["small_lab"] == text and "1 labs recorded" in report and len(list(tmp_path.iterdir())) == 1
