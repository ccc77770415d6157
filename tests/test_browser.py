"""Every notebook and every lab in JupyterLab in a real browser, as a learner meets them.

COURSE_SCREENSHOTS names a folder for pictures of the labs, wide and narrow, light and dark, for the eyes of the author.
Times are measured and printed, and judged only as hanging or not.
"""

import math
import os
import re
import time
from pathlib import Path
from statistics import median, quantiles

import browser
import nbformat
import processors
import pytest
import solutions
import tidy

from helpers.labs import __all__ as every_lab

NOTEBOOKS = tidy.notebooks()
LAB = re.compile(r"^labs\.(\w+_lab)\(", re.MULTILINE)
PRESSES = 20
SCREENSHOTS = os.environ.get("COURSE_SCREENSHOTS")
SHORT = ("hand_on_lab", "twins_lab")  # five notches would carry their first slider to its end
SCRATCH = """
import ipywidgets
from IPython.display import DisplayHandle, display

handle = DisplayHandle()
slider = ipywidgets.IntSlider(50)
slider.observe(lambda change: handle.update({"text/plain": str(change["new"])}, raw=True), names="value")
display(slider)
handle.display({"text/plain": "50"}, raw=True)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("jupyterlab")


@pytest.fixture(scope="module")
def chromium():
    with browser.browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def server(folder, chromium):
    """JupyterLab on the notebooks with all exercises answered, on a processor that is not this one.

    The unanswered ones nbval runs, on this one.
    """
    with browser.server(folder, ATEN_CPU_CAPABILITY=processors.not_our_own()) as started:
        for path in NOTEBOOKS:
            nb = solutions.with_solutions(tidy.parse(path.read_text(encoding="utf-8")))
            (folder / "notebooks" / path.name).write_text(nbformat.v4.writes(nb), encoding="utf-8")
        yield started


@pytest.fixture(scope="module")
def jupyterlab(chromium, server):
    return browser.JupyterLab(chromium, *server)


@pytest.fixture(scope="class", params=NOTEBOOKS, ids=lambda path: path.name)
def notebook(request, jupyterlab):
    """JupyterLab with a notebook that has been run from top to bottom."""
    jupyterlab.call("open", request.param.name)
    jupyterlab.complaints.clear()  # of what was closed before
    jupyterlab.call("run")
    yield jupyterlab
    jupyterlab.call("close")


@pytest.fixture
def stored(request):
    """The notebook as it is stored."""
    return tidy.parse(request.node.callspec.params["notebook"].read_text(encoding="utf-8"))


def labs(cells):
    """Which cells of a notebook show a lab: {name: index}."""
    return {
        found[1]: index
        for index, cell in enumerate(cells)
        if cell["cell_type"] == "code" and (found := LAB.search(cell["source"]))
    }


@pytest.fixture
def each_lab(notebook):
    """The labs of the notebook, one after the other: name and cell; none shows an error afterwards."""

    def one_by_one():
        for name, index in labs(notebook.call("cells")).items():
            yield name, notebook.show(index)
            assert "stopped with" not in notebook.call("words"), name

    return one_by_one()


# --- helpers --------------------------------------------------------------------------------------


def where(handle):
    """The position of a slider, and its ends."""
    return [float(handle.get_attribute(f"aria-value{which}")) for which in ("now", "min", "max")]


def said(outputs):
    """What outputs say in plain text."""
    texts = [output["text"] if "text" in output else output["data"].get("text/plain", "") for output in outputs]
    return ["".join(text) for text in texts]


def press(jupyterlab, handle, key):
    """Press a key on a slider and wait until the picture shows it, unless the slider is at that end."""
    now, low, high = where(handle)
    if now == {"Home": low, "End": high}[key]:
        return
    before = jupyterlab.state()
    handle.press(key)
    jupyterlab.until_changed(before)


def presses(jupyterlab, handle):
    """Milliseconds from key to picture, up from the low end of a slider, and down again where it is short."""
    press(jupyterlab, handle, "Home")
    times, key = [], "PageUp"  # five notches, so that the picture is another one
    for _ in range(PRESSES):
        now, low, high = where(handle)
        key = {high: "PageDown", low: "PageUp"}.get(now, key)
        jupyterlab.call("arm", 5000)
        jupyterlab.page.keyboard.press(key)
        times.append(jupyterlab.page.evaluate("course.moved"))
    return times


def measured(record_property, name, times):
    """Note a line for the table that conftest.py prints at the end."""
    times = [time for time in times if time is not None]  # where a picture stays as it was there is no time
    assert len(times) >= PRESSES / 2, f"{name}: only {len(times)} of {PRESSES} keys changed the picture in 5 s"
    record_property("latency", [name, len(times), median(times), quantiles(times, n=20)[-1]])


def track(handle):
    return handle.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]")


def to_the_middle(jupyterlab, handle):
    """Click in the middle of a slider."""
    box = track(handle).bounding_box()
    jupyterlab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


# --- the server -----------------------------------------------------------------------------------


def test_every_lab_of_the_course_is_in_a_notebook():
    found = [name for path in NOTEBOOKS for name in labs(tidy.parse(path.read_text(encoding="utf-8")).cells)]
    assert sorted(found) == every_lab


def test_the_server_answers_nobody_without_its_token(server):
    address, token = server
    assert browser.answer(f"{address}/api/contents") == 403
    assert browser.answer(f"{address}/api/contents?token={token[1:]}") == 403
    assert browser.answer(f"{address}/api/contents?token={token}") == 200


def test_a_bare_round_trip(jupyterlab, folder, record_property):
    """A slider and a word: the least that a move through a kernel takes."""
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SCRATCH)], metadata=tidy.METADATA)
    (folder / "notebooks" / "scratch.ipynb").write_text(nbformat.v4.writes(nb), encoding="utf-8")
    jupyterlab.call("open", "scratch.ipynb")
    jupyterlab.call("run")
    handle = jupyterlab.page.locator(".noUi-handle")
    handle.wait_for()
    handle.focus()
    measured(record_property, "a slider and a word", presses(jupyterlab, handle))
    jupyterlab.call("close")
    assert jupyterlab.complaints == []


# --- every notebook, every lab --------------------------------------------------------------------


class TestNotebook:
    def test_runs_from_top_to_bottom(self, notebook):
        cells = [cell for cell in notebook.call("cells") if cell["cell_type"] == "code"]
        assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
        outputs = [output for cell in cells for output in cell["outputs"]]
        assert outputs
        bad = [out for out in outputs if out["output_type"] == "error" or out.get("name") == "stderr"]
        assert bad == []

    def test_the_outputs_are_those_of_another_processor(self, notebook, stored):
        for now, then in zip(notebook.call("cells"), stored.cells, strict=True):
            answers = solutions.used(then.source) or "yours_if_right" in then.source  # depends on what is answered
            if then.cell_type == "code" and "NBVAL_IGNORE" not in then.source and not answers:
                assert said(now["outputs"]) == said(then.outputs), then.source

    def test_the_solutions_are_right(self, notebook):
        for cell in notebook.call("cells"):
            if any(function == "check" for function, _ in solutions.used(cell["source"])):
                assert "Right." in str(cell["outputs"][0]["data"]), cell["source"]

    def test_every_control_moves_its_picture(self, notebook, each_lab):
        for name, cell in each_lab:
            handles, buttons = cell.locator(".noUi-handle").all(), cell.locator(".widget-toggle-button")
            fields = cell.locator("input[type=number]").all()
            assert handles or buttons.count(), name
            for handle in handles:
                for key in ("End", "Home", "End"):
                    press(notebook, handle, key)
                before = notebook.state()
                to_the_middle(notebook, handle)
                notebook.until_changed(before)
            for field in fields:
                assert field.evaluate("field => field.labels[0]?.textContent"), f"{name}: a field without a name"
                before = notebook.state()
                field.fill(f"{0.7 * float(field.input_value()):.3g}")
                field.press("Enter")
                notebook.until_changed(before)
            for group in cell.locator(".widget-toggle-buttons").all():
                options = group.locator(".widget-toggle-button")
                pressed = [button.get_attribute("class") for button in options.all()]
                first = next(i for i, names in enumerate(pressed) if "mod-active" in names)
                for i in range(1, len(pressed) + 1):
                    before = notebook.state()
                    options.nth((first + i) % len(pressed)).press("Enter")
                    notebook.until_changed(before)

    def test_a_key_moves_the_picture_soon(self, notebook, each_lab, record_property):
        for name, cell in each_lab:
            handle = cell.locator(".noUi-handle").first
            measured(record_property, name, presses(notebook, handle))

    def test_a_fast_drag_comes_to_rest_without_a_blank_or_a_jump(self, notebook, each_lab):
        for name, cell in each_lab:
            handle, mouse = cell.locator(".noUi-handle").first, notebook.page.mouse
            to_the_middle(notebook, handle)
            notebook.at_rest()
            first, box = notebook.call("shown"), handle.bounding_box()
            x, y = (box[side] + box[size] / 2 for side, size in (("x", "width"), ("y", "height")))
            half = track(handle).bounding_box()["width"] / 2
            notebook.call("watch")
            mouse.move(x, y)
            mouse.down()
            end = time.monotonic() + 1
            turn = 0
            while time.monotonic() < end:
                turn += 1
                mouse.move(x + half * math.sin(turn / 8), y)
            mouse.move(x + 0.6 * half, y)
            mouse.up()
            assert notebook.at_rest() is not None, f"{name} did not come to rest in {browser.A_MOVE} s"
            frames = notebook.page.evaluate("course.watching = false, course.frames")
            assert frames["count"] > 20 and frames["blank"] == 0, (name, frames)
            assert len(frames["boxes"]) == 1, (name, frames)
            # What is shown now is the last position, not one on the way.
            last = notebook.call("shown")
            assert last != first
            for key in ("ArrowLeft", "ArrowRight") if name in SHORT else ("PageDown", "PageUp"):
                before = notebook.state()
                handle.press(key)
                notebook.until_changed(before)
            assert notebook.call("shown") == last, name

    def test_a_lab_that_is_run_again_is_there_once_and_moves(self, notebook, each_lab):
        for name, cell in each_lab:
            count = cell.locator(".noUi-handle").count()
            notebook.call("run", "cell")
            notebook.page.wait_for_function(
                "count => course.cell().querySelectorAll('.noUi-handle').length === count", arg=count
            )
            assert cell.locator(".jp-RenderedImage").count() == 1, name
            for key in ("Home", "End"):
                press(notebook, cell.locator(".noUi-handle").first, key)

    def test_nothing_reaches_beyond_the_edge_however_narrow(self, notebook, each_lab):
        page = notebook.page
        try:
            for name, cell in each_lab:
                for theme in ("Light", "Dark") if SCREENSHOTS else ("Light",):
                    notebook.theme(f"JupyterLab {theme}")
                    for width in (1280, 400):
                        page.set_viewport_size({"width": width, "height": 1400})
                        page.wait_for_timeout(200)
                        if SCREENSHOTS:
                            cell.screenshot(path=Path(SCREENSHOTS) / f"{name}_{theme.lower()}_{width}.png")
                        x, _, wide, _ = notebook.call("box")
                        assert x >= 0 and x + wide <= width, (name, width)
                page.set_viewport_size({"width": 1280, "height": 900})
        finally:
            page.set_viewport_size({"width": 1280, "height": 900})
            notebook.theme("JupyterLab Light")

    def test_the_browser_has_not_complained(self, notebook):
        assert notebook.complaints == []
