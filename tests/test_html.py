"""The notebooks as web pages, for whoever has no Python: complete, linked, and usable with a screen reader.

They are made by the command of the README, and read without a network.
"""

import base64
import io
import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec
from urllib.parse import unquote

import browser
import pytest
import tidy
from PIL import Image
from tidy import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND = "jupyter nbconvert --config tests/html/config.py"
NOTEBOOKS = tidy.notebooks()
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The folder with a page for each notebook."""
    if not find_spec("latex2mathml"):
        browser.missing("latex2mathml is not installed: python -m pip install -e '.[html]'")
    folder = tmp_path_factory.mktemp("html")
    command = [sys.executable, "-m", *COMMAND.replace("jupyter nbconvert", "nbconvert").split()]
    run = subprocess.run([*command, "--output-dir", str(folder)], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    assert not re.search(r"warning|error", run.stderr, re.IGNORECASE), run.stderr
    return folder


class Page(HTMLParser):
    """What a page consists of: its elements, ids, text, and the words of its title."""

    def __init__(self, path):
        super().__init__()
        self.elements, self.path, self.inside, self.text, self.title = [], [], [], "", ""
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

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@cache
def read(path):
    return Page(path)


def page(pages, path):
    return read(pages / f"{path.stem}.html")


def stored(path):
    return tidy.parse(path.read_text(encoding="utf-8"))


def outputs(path, mime):
    shown = [output for cell in tidy.code_cells(stored(path)) for output in cell.outputs if "data" in output]
    return [output for output in shown if mime in output.data]


# --- what a page has ------------------------------------------------------------------------------


def test_the_readme_has_the_command():
    assert README.count(COMMAND) == 1
    assert all((ROOT / "tests" / "html" / name).is_file() for name in ("config.py", "course/index.html.j2"))


def test_there_is_a_page_for_every_notebook_and_nothing_else(pages):
    assert sorted(path.name for path in pages.iterdir()) == [f"{path.stem}.html" for path in NOTEBOOKS]


@each_notebook
def test_every_picture_is_shown_with_its_words(pages, path):
    expected = [
        (output.data["image/png"].strip(), output.data["text/plain"], output.metadata["image/png"]["alt"])
        for output in outputs(path, "image/png")
    ]
    shown = [(image["src"], image["alt"]) for image in page(pages, path).all("img")]
    assert len(shown) == len(expected)
    for (source, words), (png, text, alt) in zip(shown, expected, strict=True):
        kind, _, data = source.partition(",")
        assert kind == "data:image/png;base64" and data.split() == png.split()
        Image.open(io.BytesIO(base64.b64decode(data))).verify()
        assert words == text == alt
        assert len(words.split()) > 5


@each_notebook
def test_a_lab_is_shown_where_it_starts(pages, path):
    """Its goal, the names of its controls and its picture, and nothing that waits for a kernel."""
    text = page(pages, path).text
    for cell in tidy.code_cells(stored(path)):
        if re.search(r"^labs\.\w+_lab\(", cell.source, re.MULTILINE):
            controls, picture = cell.outputs
            assert controls.data["text/plain"] in text
            assert "image/png" in picture.data
    for broken in (
        "Loading widget",
        "model_id",
        "Error displaying widget",
        "VBox(",
        "widget-view",
        "<Figure",
    ):
        assert broken not in text


@each_notebook
def test_every_formula_is_mathematics(pages, path):
    markdown = [cell.source for cell in stored(path).cells if cell.cell_type == "markdown"]
    markdown += ["".join(output.data["text/markdown"]) for output in outputs(path, "text/markdown")]
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", "\n\n".join(markdown), flags=re.MULTILINE | re.DOTALL)
    found = FORMULA.findall(prose)
    here = page(pages, path)
    assert len(here.all("math")) == len(found)
    assert {math["display"] for math in here.all("math")} <= {"block", "inline"}
    assert not re.search(r"\\(?:frac|cdot|text|delta|eta)\b", re.sub(r"'[^']*'", "", here.text)), "LaTeX is left"


@each_notebook
def test_every_link_leads_somewhere(pages, path):
    here = page(pages, path)
    targets = [link["href"] for link in here.all("a") if "href" in link]
    assert targets
    for target in targets:
        if re.match(r"https?:", target):
            continue
        name, _, anchor = target.partition("#")
        there = read(pages / name) if name else here
        ids = {attributes.get("id") for _, attributes in there.elements}
        assert not anchor or unquote(anchor) in ids, target
        assert not target.endswith(".ipynb")


@each_notebook
def test_a_page_has_a_title_a_language_and_nothing_from_elsewhere(pages, path):
    here = page(pages, path)
    assert here.title == stored(path).cells[0].source.splitlines()[0].removeprefix("# ")
    assert here.all("html")[0]["lang"] == "en"
    assert here.all("script") == here.all("link") == here.all("iframe") == []


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium():
    with browser.browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def window(chromium):
    """A window without a network: the requests for anything but files are noted and refused."""
    context = chromium.new_context(viewport={"width": 1000, "height": 900}, offline=True)
    opened = context.new_page()
    opened.asked = []
    opened.complaints = []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("console", lambda message: opened.complaints.append(message.text))
    yield opened
    context.close()


def visit(window, pages, path, width=1000):
    window.set_viewport_size({"width": width, "height": 900})
    window.asked.clear()
    window.complaints.clear()
    window.goto((pages / f"{path.stem}.html").as_uri())


def checked(window):
    """What axe says of the page in the window."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        browser.missing("axe is not installed: python -m pip install -e '.[browser]'")
    return Axe().run(window).response


@each_notebook
def test_a_page_needs_no_network(window, pages, path):
    visit(window, pages, path)
    assert [url for url in window.asked if not url.startswith(("file:", "data:"))] == []
    assert window.complaints == []
    assert window.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 100)")


@each_notebook
def test_an_accessibility_checker_finds_nothing_serious(window, pages, path):
    visit(window, pages, path, width=400)
    found = checked(window)
    assert len(found["passes"]) > 10
    serious = [
        (finding["id"], node["html"][:200], node["failureSummary"][:300])
        for finding in found["violations"]
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]
    assert serious == []


@each_notebook
def test_a_page_fits_on_a_phone(window, pages, path):
    """What is wider than 400 pixels, code and tables, scrolls by itself; nothing is cut off."""
    visit(window, pages, path, width=400)
    assert window.evaluate("document.documentElement.scrollWidth") <= 400
    cut_off = window.evaluate("""() => [...document.querySelectorAll('main *')].filter(element => {
        const style = getComputedStyle(element);
        return style.overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1;
    }).map(element => element.outerHTML.slice(0, 100))""")
    assert cut_off == []
    too_wide = window.evaluate("""() => [...document.querySelectorAll('p, li, h1, h2, h3, img')].filter(
        element => element.getBoundingClientRect().right > 400 && !element.closest('.scrolls')
    ).map(element => element.outerHTML.slice(0, 100))""")
    assert too_wide == []
