"""The notebook files: stored tidy, with the same bones, linked to each other; and tidy.py itself."""

import ast
import base64
import copy
import io
import json
import os
import re
import subprocess
import sys
from urllib.parse import unquote

import nbformat
import pytest
import tidy
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image
from tidy import ROOT

NOTEBOOKS = tidy.notebooks()
START = ROOT / "notebooks" / "00_start_here.ipynb"
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)


# --- what every notebook of the course keeps to ---------------------------------------------------


def words(nb):
    """All Markdown of a notebook."""
    return "\n\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")


def shown(nb):
    """All Markdown of a notebook, and all that its cells show in words."""
    outputs = [output for cell in tidy.code_cells(nb) for output in cell.outputs]
    return "\n\n".join([words(nb), *map(tidy.shown_text, outputs)])


def section(name):
    """5_4_1_decreasing_loss.ipynb is section 5.4.1; 00_start_here.ipynb is none."""
    number = re.match(r"(\d(?:_\d)*)_(?!\d)", name)
    return number[1].replace("_", ".") if number else ""


def title(nb):
    """The first line of the notebook, where that is a title."""
    first = nb.cells[0].source.split("\n")[0] if nb.cells and nb.cells[0].cell_type == "markdown" else ""
    return first.removeprefix("# ") if first.startswith("# ") else ""


def minutes(nb):
    """The first number of minutes that the notebook names."""
    found = re.search(r"(\d+) minutes", words(nb))
    return found and found[1]


BONES = {
    "You will be able to": r"You will be able to",
    "a number of minutes": r"\d+ minutes",
    "a Predict prompt": r"^#+ .*Predict|\*\*Predict",
    "a section Your turn": r"^#+ .*Your turn",
    "a section Recap": r"^#+ .*Recap",
    "a table of the new terms in three languages": r"^\|.*English.*\|.*繁體中文.*\|.*简体中文.*\|",
}


def missing_bones(nb, name):
    if not section(name):
        return [] if title(nb) else ["a title"]
    found = [what for what, pattern in BONES.items() if not re.search(pattern, shown(nb), re.MULTILINE)]
    if not title(nb).startswith(section(name) + " "):
        found.insert(0, f"a title that begins with {section(name)}")
    return found


UNWANTED = {
    "shows figures with pyplot": re.compile(r"\b(?:plt|pyplot)\.show\b"),
    "uses a matplotlib magic": re.compile(r"^\s*%matplotlib", re.MULTILINE),
    "imports everything": re.compile(r"^\s*from\s+\S+\s+import\s+\*", re.MULTILINE),
}


def unwanted(nb):
    found = []
    for cell in nb.cells:
        where = tidy.place(nb, cell)
        if re.search(r"\b(?:TODO|FIXME|XXX)\b", cell.source):
            found.append(f"{where} is not finished")
        if cell.cell_type == "code":
            found += [f"{where} {what}" for what, pattern in UNWANTED.items() if pattern.search(cell.source)]
            if (lines := len(cell.source.splitlines())) > 20:
                found.append(f"{where} has {lines} lines")
    return found


@each_notebook
def test_is_stored_tidy(path):
    assert tidy.problems(path) == []


@each_notebook
def test_has_the_same_bones(path):
    assert missing_bones(tidy.parse(path.read_text(encoding="utf-8")), path.name) == []


@each_notebook
def test_has_nothing_unwanted(path):
    assert unwanted(tidy.parse(path.read_text(encoding="utf-8"))) == []


@each_notebook
def test_a_prompt_is_not_answered_by_the_cell_under_it(path):
    """Neither a caption nor an assertion is typed there: a later cell has them."""
    cells = iter(tidy.parse(path.read_text(encoding="utf-8")).cells)
    for prompt in cells:
        if prompt.cell_type == "markdown" and "**Predict" in prompt.source:
            code = next(cell for cell in cells if cell.cell_type == "code")
            nodes = list(ast.walk(ast.parse(code.source)))
            assert not [node.arg for node in nodes if isinstance(node, ast.keyword) and node.arg == "see"], code.source
            assert not [node for node in nodes if isinstance(node, ast.Assert)], code.source


@each_notebook
def test_prose_has_no_exclamation_marks(path):
    prose = without_code(words(tidy.parse(path.read_text(encoding="utf-8"))))
    assert re.findall(r".{0,30}\w!(?:\s|$)", prose) == []


# --- links ----------------------------------------------------------------------------------------


def without_code(text):
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


def links(text):
    """The targets of all links and pictures in Markdown."""
    text = without_code(text)
    return re.findall(r"\]\(([^()\s]+)(?:\s+\"[^\"]*\")?\)", text) + re.findall(r"(?:src|href)=\"([^\"]+)\"", text)


def anchors(text):
    """What a link into Markdown can name: each heading as JupyterLab and as GitHub write it."""
    headings = [heading.strip() for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)]
    github = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in [*headings, *github]}


def markdown(path):
    text = path.read_text(encoding="utf-8")
    return words(tidy.parse(text)) if path.suffix == ".ipynb" else text


def broken_links(path):
    """The links of a page that lead nowhere in this repository."""
    broken = []
    for link in links(markdown(path)):
        if re.match(r"https?://|mailto:", link):
            continue
        target, _, anchor = unquote(link).partition("#")
        file = (path.parent / target).resolve() if target else path
        inside = file.is_relative_to(path.parent.parent if path.suffix == ".ipynb" else path.parent)
        if (not inside or not file.exists() or file.name not in {other.name for other in file.parent.iterdir()}) or (
            anchor and anchor not in anchors(markdown(file))
        ):
            broken.append(link)
    return broken


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *NOTEBOOKS], ids=lambda path: path.name)
def test_every_link_leads_somewhere(path):
    assert broken_links(path) == []


@each_notebook
def test_links_its_neighbours_and_the_overview(path):
    here = NOTEBOOKS.index(path)
    neighbours = {other.name for other in [*NOTEBOOKS[max(here - 1, 0) : here + 2], START]} - {path.name}
    assert neighbours <= {link.partition("#")[0] for link in links(markdown(path))}


@each_notebook
def test_stands_in_the_table_of_the_readme(path):
    nb = tidy.parse(path.read_text(encoding="utf-8"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if line.startswith("|") and f"(notebooks/{path.name})" in line]
    assert len(rows) == 1
    number, link, _, time = (cell.strip() for cell in rows[0].strip("|").split("|"))
    name = re.match(r"\[(.+)\]", link)[1]
    assert f"{number} {name}".strip() == title(nb)
    assert time == minutes(nb)


@each_notebook
def test_stands_in_the_table_of_the_first_notebook(path):
    if path == START:
        return
    nb = tidy.parse(path.read_text(encoding="utf-8"))
    rows = [line for line in markdown(START).splitlines() if line.startswith("|") and f"({path.name})" in line]
    assert len(rows) == 1
    assert minutes(nb) in re.findall(r"\d+", rows[0].rsplit(")", 1)[1])


WHERE_TO_LOOK = "When something does not start"


def importing(path):
    """The first cell of a notebook that asks for helpers."""
    cells = tidy.code_cells(tidy.parse(path.read_text(encoding="utf-8")))
    return next(cell for cell in cells if "from helpers import" in cell.source)


@each_notebook
def test_where_helpers_are_imported_a_comment_says_where_to_look_if_that_fails(path):
    before = importing(path).source.partition("from helpers import")[0].splitlines()
    near = before if path == START else before[-1:]  # a traceback shows the line above
    assert any(line.startswith("#") and WHERE_TO_LOOK in line for line in near)


def test_whoever_has_other_helpers_reads_what_to_do(tmp_path):
    """As after `pip install helpers`, or with a file of that name beside the notebook."""
    (tmp_path / "helpers.py").touch()
    nb = new_notebook(cells=[importing(ROOT / "notebooks" / "5_6_summary.ipynb")])
    client = NotebookClient(nb, kernel_name="python3", allow_errors=True, timeout=120)
    client.execute(cwd=str(tmp_path), env=os.environ | {"PYTHONPATH": ""})
    (error,) = (output for output in nb.cells[0].outputs if output.output_type == "error")
    seen = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))
    assert error.ename == "ImportError" and str(tmp_path / "helpers.py") in error.evalue
    assert WHERE_TO_LOOK in seen


def test_the_readme_says_what_to_do_when_something_does_not_start():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (rows,) = re.findall(rf"^### {WHERE_TO_LOOK}\n\n.*\n\|[ |-]+\n((?:\|.*\n)+)", readme, re.MULTILINE)
    assert len(rows.splitlines()) == 6
    for symptom in ("venv", "gigabytes", "Intel", "WinError 126", "'helpers'", "ProxyError"):
        assert symptom in rows


def test_the_picture_of_the_readme_is_the_one_in_the_notebook():
    picture = tidy.readme_picture(NOTEBOOKS)
    assert picture is not None, f"no cell is tagged {tidy.PICTURE_TAG}"
    assert tidy.PICTURE.read_bytes() == picture
    assert tidy.PICTURE.relative_to(ROOT).as_posix() in links((ROOT / "README.md").read_text(encoding="utf-8"))


# --- these checks can fail ------------------------------------------------------------------------


def png(value=0, **options):
    """A small grey picture as a notebook stores it."""
    file = io.BytesIO()
    Image.new("L", (40, 30), value).save(file, "png", **options)
    return base64.b64encode(file.getvalue()).decode()


def picture(text="A grey field of twelve hundred points", **options):
    return new_output("display_data", {"image/png": png(**options), "text/plain": text})


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def displayed(mime, text):
    return new_output("display_data", {mime: text})


def ran(source, *outputs, n=1, **more):
    return new_code_cell(source, outputs=list(outputs), execution_count=n, **more)


def tidy_notebook(*cells):
    """A notebook with nothing to complain about, and the given cells at its end."""
    start = [new_markdown_cell("# 5.3 A title"), ran("print(2)", printed("2\n"))]
    nb, _ = tidy.tidied(new_notebook(cells=[*start, *cells]))
    return nb


def stored(folder, nb, name="5_3_loss.ipynb"):
    path = folder / name
    path.write_text(tidy.layout(nb), encoding="utf-8", newline="\n")
    return path


def test_a_tidy_notebook_has_no_problems(tmp_path):
    assert tidy.problems(stored(tmp_path, tidy_notebook(ran("draw()", picture(), n=2)))) == []


def change(nb, **parts):
    nb.update(parts)


@pytest.mark.parametrize(
    "complaint, spoil",
    [
        ("not nbformat 4.5", lambda nb: change(nb, nbformat_minor=4)),
        ("metadata are more", lambda nb: nb.metadata.update(widgets={})),
        ("metadata are more", lambda nb: nb.metadata.kernelspec.update(name="mine")),
        ("metadata are more", lambda nb: nb.metadata.language_info.update(version="3.12.1")),
        ("metadata other than tags", lambda nb: nb.cells[0].metadata.update(scrolled=True)),
        ("metadata other than tags", lambda nb: nb.cells[1].metadata.update(execution={"busy": "now"})),
        ("no id of its own", lambda nb: nb.cells[1].pop("id")),
        ("no id of its own", lambda nb: change(nb.cells[1], id=nb.cells[0].id)),
        ("no id of its own", lambda nb: change(nb.cells[1], id="not an id")),
        ("is empty", lambda nb: nb.cells.append(new_markdown_cell(" \n"))),
        ("is empty", lambda nb: nb.cells.append(new_code_cell(""))),
        ("white space", lambda nb: change(nb.cells[0], source="# 5.3 A title  \nand more")),
        ("white space", lambda nb: change(nb.cells[1], source="print(2)\n")),
        (
            "widget views",
            lambda nb: nb.cells[1].outputs.append(
                new_output("display_data", {tidy.WIDGET: {"model_id": "1"}, "text/plain": "Goal: none"})
            ),
        ),
        ("widget views", lambda nb: nb.cells[1].outputs.append(printed("more"))),
    ],
)
def test_an_untidy_notebook_is_reported_and_mended(tmp_path, complaint, spoil):
    nb = tidy_notebook()
    spoil(nb)
    path = stored(tmp_path, nb)
    assert any(complaint in problem for problem in tidy.problems(path)), tidy.problems(path)
    mended, remarks = tidy.tidied(tidy.parse(path.read_text(encoding="utf-8")))
    assert remarks
    assert tidy.problems(stored(tmp_path, mended)) == []


@pytest.mark.parametrize(
    "relayout",
    [
        lambda text: text.rstrip("\n"),
        lambda text: json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False) + "\n",
        lambda text: json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=True) + "\n",
    ],
)
def test_another_layout_is_reported(tmp_path, relayout):
    path = stored(tmp_path, tidy_notebook(new_markdown_cell("繁體中文")))
    path.write_text(relayout(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert [problem for problem in tidy.problems(path) if "laid out" in problem]


@pytest.mark.parametrize(
    "complaint, cell",
    [
        ("execution counts", ran("2 + 2", n=7)),
        ("execution counts", new_code_cell("2 + 2")),
        ("stopped with NameError", ran("x", new_output("error", ename="NameError", evalue="x"), n=2)),
        ("writes to stderr", ran("x", printed("a warning", name="stderr"), n=2)),
        ("a memory address", ran("x", printed("<function f at " + "0x7f" + "e0123456>"), n=2)),
        ("a memory address", ran("x", displayed("text/html", "<b>0x" + "7fe0123456</b>"), n=2)),
        ("the name of a figure", ran("x", printed("<Figure size 640x480>"), n=2)),
        ("a path of this machine", ran("x", printed("read from /" + "home/someone/data.csv"), n=2)),
        ("a path of this machine", ran("x", printed("read from C:" + "\\Users"), n=2)),
        ("a time where outputs are compared", ran("x", printed("took 12.5 ms"), n=2)),
        ("without a text in its place", ran("x", displayed("image/png", png()), n=2)),
        ("without a text in its place", ran("x", picture("<IPython.core.display.Image object>"), n=2)),
        ("without a text in its place", ran("x", picture("a plot"), n=2)),
        ("measures neither", ran("# NBVAL_IGNORE_OUTPUT\nprint(3)", printed("3\n"), n=2)),
        ("something other than", ran("# NBVAL_SKIP\nprint(3)", printed("3\n"), n=2)),
        ("something other than", ran("t = perf_counter()\n# NBVAL_IGNORE_OUTPUT\nprint(t)", printed("3\n"), n=2)),
        ("something other than", ran("3", n=2, metadata={"tags": ["nbval-ignore-output"]})),
        ("something other than", ran("3", n=2, metadata={"tags": ["raises-exception"]})),
        ("larger than 1 MB", new_markdown_cell("x" * 1_000_001)),
    ],
)
def test_a_faulty_cell_is_reported_and_named(tmp_path, complaint, cell):
    problems = tidy.problems(stored(tmp_path, tidy_notebook(cell)))
    assert any(complaint in problem for problem in problems), problems
    assert complaint == "execution counts" or all("cell 3" in problem for problem in problems)


def test_an_invalid_notebook_is_reported(tmp_path):
    nb = tidy_notebook()
    nb.cells[1].outputs = [nbformat.from_dict({"output_type": "picture"})]
    assert any("not a valid notebook" in problem for problem in tidy.problems(stored(tmp_path, nb)))


def test_what_may_look_like_a_fault(tmp_path):
    clean = "<b>5000 epochs, 0x10 rows, https://example.org/home/usr/1, and/or: w = 0.5 °C per unit</b>"
    cells = [
        ran("x", new_output("display_data", {"text/html": clean, "text/plain": clean}), n=2),
        ran("# NBVAL_IGNORE_OUTPUT\nstart = perf_counter()", printed("12 ms\n"), n=3),
    ]
    assert tidy.problems(stored(tmp_path, tidy_notebook(*cells))) == []


def test_a_large_notebook_is_reported(tmp_path):
    nb = tidy_notebook(new_markdown_cell("x" * 800_000), new_markdown_cell("x" * 800_000))
    assert [problem for problem in tidy.problems(stored(tmp_path, nb)) if "larger than 1.5 MB" in problem]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"cells": [{}]}'])
def test_what_is_no_notebook_is_reported(tmp_path, text):
    path = tmp_path / "no.ipynb"
    path.write_text(text, encoding="utf-8")
    assert any("not a notebook" in problem for problem in tidy.problems(path))


# --- tidying for every notebook -------------------------------------------------------------------

lines = st.lists(st.text(st.sampled_from("ab# \t\\é中"), max_size=6), max_size=4).map("\n".join)
metadata = st.fixed_dictionaries(
    {}, optional={"tags": st.lists(st.just("a-tag"), max_size=1), "scrolled": st.just(True)}
)
data = st.dictionaries(st.sampled_from(["text/plain", "text/markdown", tidy.WIDGET]), st.just("some words"), max_size=3)
outputs = st.lists(
    st.one_of(
        st.builds(printed, st.text("ab\n", max_size=3), st.sampled_from(["stdout", "stderr"])),
        st.builds(lambda data: new_output("display_data", data), data),
        st.builds(lambda data: new_output("execute_result", data, execution_count=3), data),
    ),
    max_size=4,
)
cells = st.one_of(
    st.builds(lambda source, metadata: new_markdown_cell(source, metadata=metadata), lines, metadata),
    st.builds(lambda source, metadata, outputs: ran(source, *outputs, metadata=metadata), lines, metadata, outputs),
)
notebooks = st.lists(cells, max_size=5).map(lambda cells: nbformat.from_dict(new_notebook(cells=cells)))


@given(notebooks)
def test_tidying_once_is_enough_and_loses_nothing(nb):
    before = copy.deepcopy(nb)
    once, _ = tidy.tidied(nb)
    assert nb == before, "the argument has changed"
    twice, remarks = tidy.tidied(once)
    assert (twice, remarks) == (once, [])
    nbformat.validate(once)
    kept = [cell for cell in nb.cells if cell.source.strip()]
    assert [cell.id for cell in once.cells] == [cell.id for cell in kept]
    for cell, original in zip(once.cells, kept, strict=True):
        assert cell.source.split() == original.source.split()
        assert cell.metadata.get("tags", []) == original.metadata.get("tags", [])
        for name in ("stdout", "stderr") if cell.cell_type == "code" else ():
            texts = ["".join(o.text for o in c.outputs if o.get("name") == name) for c in (cell, original)]
            assert texts[0] == texts[1]


# --- what did not change stays as it is -----------------------------------------------------------


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 9))
def test_pictures_are_compared_by_their_points(one, other, level):
    assert tidy.same_pixels(png(one), png(other, compress_level=level)) == (one == other)


def test_a_picture_keeps_its_bytes_where_its_points_are_the_same():
    def notebook(*outputs, cell_id="drawing"):
        return tidy_notebook(ran("draw()", *outputs, n=2, id=cell_id))

    def first_picture(nb):
        return nb.cells[-1].outputs[0].data["image/png"]

    old = notebook(picture(compress_level=1))
    same, changed = notebook(picture(compress_level=9)), notebook(picture(value=1))
    elsewhere = notebook(picture(compress_level=9), cell_id="other")
    for nb in (same, changed, elsewhere):
        tidy.keep_pictures(nb, old)
    assert png(compress_level=1) != png(compress_level=9)
    assert first_picture(same) == png(compress_level=1)
    assert first_picture(changed) == png(value=1)
    assert first_picture(elsewhere) == png(compress_level=9)
    tidy.keep_pictures(notebook(printed("none")), old)  # a picture that is gone is no error
    tidy.keep_pictures(notebook(), old)


def test_timings_stay_only_where_no_code_has_changed():
    def notebook(time, code="work()"):
        timed = ran("# NBVAL_IGNORE_OUTPUT\nprint(perf_counter())", printed(time), n=2)
        return tidy_notebook(timed, ran(code, printed(time), n=3), new_markdown_cell(f"Took {time}."))

    new, changed, old = notebook("2 s"), notebook("2 s", code="work(2)"), notebook("1 s")
    for nb in (new, changed):
        tidy.keep_measurements(nb, old)
    assert [cell.outputs[0].text for cell in tidy.code_cells(new)[1:]] == ["1 s", "2 s"]
    assert [cell.outputs[0].text for cell in tidy.code_cells(changed)[1:]] == ["2 s", "2 s"]


# --- running --------------------------------------------------------------------------------------


def test_a_notebook_is_run_and_stored_tidy(tmp_path, monkeypatch):
    """In this very Python, whatever kernels the user has; a second run changes nothing."""
    stray = tmp_path / "jupyter" / "kernels" / "python3"
    stray.mkdir(parents=True)
    (stray / "kernel.json").write_text('{"argv": ["no-such-python"], "display_name": "Stray", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    sources = [
        "import helpers, os, sys\nprint(os.path.basename(os.getcwd()))",
        f"print(sys.executable == {sys.executable!r})\n'shown'  ",
        "from IPython.display import display\nimport ipywidgets\ndisplay(ipywidgets.IntSlider(3))",
        "# NBVAL_IGNORE_OUTPUT\nimport time\nprint(time.perf_counter())",
    ]
    nb = new_notebook(cells=[new_markdown_cell("# A title"), *map(new_code_cell, sources), new_code_cell("")])
    folder = tmp_path / "course"
    folder.mkdir()
    path = stored(folder, nb)
    assert tidy.refresh(path) == []
    first = path.read_bytes()
    assert tidy.problems(path) == []
    cells = tidy.code_cells(tidy.parse(path.read_text(encoding="utf-8")))
    assert [cell.execution_count for cell in cells] == [1, 2, 3, 4]
    assert [tidy.shown_text(output).strip() for cell in cells[:3] for output in cell.outputs] == [
        "course",
        "True",
        "'shown'",
        "IntSlider(value=3)",
    ]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "a notebook"]):
        author = [
            "-c",
            "user.name=someone",
            "-c",
            "user.email=someone@example.org",
            "-c",
            "core.autocrlf=false",
        ]
        subprocess.run(["git", *author, *command], cwd=folder, check=True)
    assert tidy.refresh(path) == []
    assert path.read_bytes() == first
    assert tidy.refresh(path, new_timings=True) == []
    assert path.read_bytes() != first


@pytest.mark.parametrize(
    "source, complaint",
    [
        ("print('first')\n1 / 0", "cell 2 (\"print('first')\") stopped with ZeroDivisionError"),
        ("import warnings\nwarnings.warn('careful')", "cell 2 ('import warnings') writes to stderr"),
    ],
)
def test_a_failing_notebook_is_named_and_left_alone(tmp_path, source, complaint):
    path = stored(tmp_path, new_notebook(cells=[new_markdown_cell("# A title"), *map(new_code_cell, [source, "2"])]))
    before = path.read_bytes()
    found = tidy.refresh(path)
    assert len(found) == 1 and found[0].startswith(complaint), found
    assert path.read_bytes() == before


def test_the_picture_of_the_readme(tmp_path):
    tag = {"tags": [tidy.PICTURE_TAG]}
    none = stored(tmp_path, tidy_notebook(ran("x", picture())), "a.ipynb")
    one = stored(
        tmp_path,
        tidy_notebook(ran("x", printed("words"), picture(value=9), picture(), metadata=tag)),
        "b.ipynb",
    )
    no_picture = stored(tmp_path, tidy_notebook(ran("x", printed("words"), metadata=tag)), "c.ipynb")
    assert tidy.readme_picture([none]) is None
    assert tidy.readme_picture([none, one]) == base64.b64decode(png(value=9))
    for paths in ([one, one], [no_picture]):
        with pytest.raises(ValueError, match=tidy.PICTURE_TAG):
            tidy.readme_picture(paths)


def test_check_reports_and_writes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tidy, "PICTURE", tmp_path / "picture.png")
    good = stored(tmp_path, tidy_notebook(), "good.ipynb")
    bad = stored(tmp_path, new_notebook(cells=[new_code_cell("x ")]), "bad.ipynb")
    before = bad.read_bytes()
    assert tidy.main(["--check", str(good), str(bad)]) == 1
    complaints = capsys.readouterr().err.splitlines()
    assert complaints and all(line.startswith("bad.ipynb: ") for line in complaints)
    assert bad.read_bytes() == before
    assert not tidy.PICTURE.exists()
