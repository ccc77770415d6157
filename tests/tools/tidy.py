"""Run the notebooks afresh and store them tidy.

    python tests/tools/tidy.py                                  every notebook
    python tests/tools/tidy.py notebooks/5_3_loss.ipynb         the given ones
    python tests/tools/tidy.py --check                          run and write nothing, report what is untidy
    python tests/tools/tidy.py --all                            take new timings too where no code has changed

What did not change stays as it is stored, byte for byte: pictures with the same pixels, and the timings
of a notebook whose code is the committed one. A notebook with an error, with a warning on stderr or with
an output that the next run cannot repeat is not written; the message names the notebook and the cell.
"""

import argparse
import base64
import copy
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import uuid
from importlib.util import find_spec
from pathlib import Path

import nbformat
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / ".github" / "picture.png"
PICTURE_TAG = "readme-picture"

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
WIDGET = "application/vnd.jupyter.widget-view+json"
IGNORE = "# NBVAL_IGNORE_OUTPUT"

LARGEST_CELL, LARGEST_NOTEBOOK = 1_000_000, 1_500_000
MEASURES = re.compile(r"perf_counter|process_time|monotonic|timeit|%time|\btime\.|tracemalloc|\bmeasure|\bseconds\(")
MARKER = re.compile(r"^\s*#+\s*(NBVAL_\w+|PYTEST_VALIDATE_\w+)", re.MULTILINE)
MARKER_TAG = re.compile(r"nbval-|pytest-validate-|raises-exception")
UNREPEATABLE = {
    "a memory address": re.compile(r"0x[0-9a-fA-F]{6,}"),
    "the name of a figure": re.compile(r"<Figure|<Axes|<matplotlib"),
    "a path of this machine": re.compile(
        r"(?<![\w./-])/(?:home|Users|root|tmp|usr|opt|var|mnt|private|work)/|\b[A-Z]:\\\w"
    ),
}
DURATION = re.compile(r"\d\s?(?:ns|µs|μs|us|ms|seconds?)\b")


# --- reading and writing --------------------------------------------------------------------------


def notebooks(folder=ROOT / "notebooks"):
    """The notebooks of the course, in their order."""
    return sorted(folder.glob("*.ipynb"))


def parse(text):
    """The notebook as it is written: nothing is repaired or converted on the way."""
    return nbformat.v4.reads(text)


def layout(nb):
    """The text of a notebook file: sorted keys, indent 1, letters of all languages as they are."""
    return nbformat.v4.writes(nb) + "\n"


def committed(path):
    """The notebook as of the last commit, or None where there is none."""
    command = ["git", "show", f"HEAD:./{path.name}"]
    try:
        shown = subprocess.run(command, cwd=path.parent, capture_output=True, check=True)
        return parse(shown.stdout.decode("utf-8"))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def code_cells(nb):
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def place(nb, cell):
    """How a message names a cell: its number, counted from 1 over all cells, and how it begins."""
    number = next(n for n, other in enumerate(nb.cells, 1) if other is cell)
    start = next((line for line in cell.source.splitlines() if line.strip()), "")
    return f"cell {number} ({start[:40]!r})"


# --- tidying: what needs no run -------------------------------------------------------------------


def tidied(nb):
    """A tidy copy of the notebook, and a remark for each thing that was not."""
    remarks = []
    cells, ids = [], set()
    for original in nb.cells:
        where, cell = place(nb, original), copy.deepcopy(original)
        if not cell.source.strip():
            remarks.append(f"{where} is empty")
            continue
        if not re.fullmatch(r"[\w-]{1,64}", cell.get("id", ""), re.ASCII) or cell.id in ids:
            remarks.append(f"{where} has no id of its own")
            cell.id = uuid.uuid4().hex[:8]
        ids.add(cell.id)
        metadata = {"tags": cell.metadata.tags} if cell.metadata.get("tags") else {}
        if cell.metadata != metadata:
            remarks.append(f"{where} has metadata other than tags")
            cell.metadata = nbformat.from_dict(metadata)
        source = "\n".join(line.rstrip() for line in cell.source.split("\n")).strip("\n")
        if cell.source != source:
            remarks.append(f"{where} has white space at the end of a line or empty lines around its text")
            cell.source = source
        if cell.cell_type == "code":
            outputs = tidied_outputs(cell)
            if cell.outputs != outputs:
                remarks.append(f"{where} has outputs with widget views, transient data or text in pieces")
                cell.outputs = outputs
        cells.append(cell)
    result = nbformat.from_dict({"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5})
    if (nb.get("nbformat"), nb.get("nbformat_minor")) != (4, 5):
        remarks.append("the format is not nbformat 4.5")
    if nb.metadata != result.metadata:
        remarks.append("the metadata are more or other than the kernel and the language")
    return result, remarks


def tidied_outputs(cell):
    """The outputs without widget views, which show an error where no kernel runs, and with joined text."""
    result = []
    for output in copy.deepcopy(cell.outputs):
        output.pop("transient", None)
        if output.output_type == "execute_result":
            output.execution_count = cell.execution_count
        if "data" in output:
            output.data.pop(WIDGET, None)
            output.metadata.pop(WIDGET, None)
            if not output.data:
                continue
        last = result[-1] if result else {}
        if output.output_type == "stream" and output.name == last.get("name"):
            last.text += output.text
        else:
            result.append(output)
    return result


# --- checking: what only a run or the author can mend ---------------------------------------------


def faults(nb):
    """What tidying cannot mend: stale or failed runs, and outputs that another machine cannot repeat."""
    found = []
    try:
        nbformat.validate(nb, relax_add_props=False)
    except nbformat.ValidationError as error:
        return [f"not a valid notebook: {error.message}"]
    counts = [cell.execution_count for cell in code_cells(nb)]
    if counts != list(range(1, len(counts) + 1)):
        found.append(f"the code was not run once from top to bottom: execution counts {counts}")
    for cell in nb.cells:
        where = place(nb, cell)
        size = len(json.dumps(cell, ensure_ascii=False).encode())
        if size > LARGEST_CELL:
            found.append(f"{where} is larger than 1 MB: {size} bytes")
        if cell.cell_type == "code":
            found += [f"{where} {fault}" for fault in cell_faults(cell)]
    return found


def cell_faults(cell):
    found = []
    markers = MARKER.findall(cell.source) + list(filter(MARKER_TAG.match, cell.metadata.get("tags", [])))
    ignored = markers == [IGNORE.strip("# ")] and cell.source.startswith(IGNORE + "\n")
    if markers and not ignored:
        found.append(f"tells nbval something other than {IGNORE!r} in its first line: {', '.join(markers)}")
    if ignored and not MEASURES.search(cell.source):
        found.append("ignores its output but measures neither time nor memory")
    for output in cell.outputs:
        if output.output_type == "error":
            found.append(f"stopped with {output.ename}: {output.evalue}")
        elif output.get("name") == "stderr":
            found.append(f"writes to stderr: {output.text.strip()[:200]}")
        else:
            text = shown_text(output)
            for what, pattern in UNREPEATABLE.items():
                if pattern.search(text):
                    found.append(f"shows {what}: {excerpt(pattern, text)}")
            if DURATION.search(text) and not ignored:
                found.append(f"shows a time where outputs are compared: {excerpt(DURATION, text)}")
            if any(mime.startswith("image/") for mime in output.get("data", ())):
                words = output.data.get("text/plain", "")
                if len(words.split()) < 4 or words.startswith("<"):
                    found.append(f"shows a picture without a text in its place (text/plain is {words!r})")
    return found


def shown_text(output):
    """All that an output says in words: printed text and every representation but the pictures."""
    parts = [output.get("text", "")]
    for mime, data in output.get("data", {}).items():
        if not mime.startswith("image/"):
            parts.append(data if isinstance(data, str) else json.dumps(data))
    return "\n".join(parts)


def excerpt(pattern, text):
    return next(line for line in text.splitlines() if pattern.search(line)).strip()[:120]


def problems(path):
    """Everything untidy about a stored notebook."""
    text = path.read_text(encoding="utf-8")
    try:
        nb = parse(text)
        result, found = tidied(nb)
    except (ValueError, KeyError, AttributeError) as error:
        return [f"not a notebook: {type(error).__name__}: {error}"]
    if not found and text != layout(nb):
        found.append("the file is laid out differently: indent 1, sorted keys, newline at the end")
    if len(text.encode()) > LARGEST_NOTEBOOK:
        found.append(f"larger than 1.5 MB: {len(text.encode())} bytes")
    return found + faults(result)


# --- running --------------------------------------------------------------------------------------


def executed(nb, folder):
    """A copy of the notebook, run from top to bottom in a new kernel of this very Python; what went wrong."""
    from ipykernel.kernelspec import RESOURCES, get_kernel_dict
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError

    class ThisPython(KernelSpecManager):
        def get_kernel_spec(self, kernel_name):
            return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())

    class Manager(AsyncKernelManager):
        def __init__(self, **kwargs):
            super().__init__(kernel_spec_manager=ThisPython(), **kwargs)

    nb = copy.deepcopy(nb)
    running = []
    client = NotebookClient(
        nb,
        kernel_manager_class=Manager,
        resources={"metadata": {"path": str(folder)}},
        timeout=120,
        startup_timeout=120,
        store_widget_state=False,
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
        on_cell_start=lambda cell, cell_index: running.append(cell),
    )
    with tempfile.TemporaryDirectory(prefix="ipython-", ignore_cleanup_errors=True) as profile:
        environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "MPLBACKEND")}
        try:
            client.execute(env=environment | {"IPYTHONDIR": profile})
        except CellTimeoutError:
            return nb, [f"{place(nb, running[-1])} took longer than {client.timeout} seconds"]
        except (CellControlSignal, DeadKernelError) as error:
            failed = [fault for fault in cell_faults(running[-1]) if fault.startswith("stopped")]
            return nb, [f"{place(nb, running[-1])} {(failed or [f'ended the kernel: {error}'])[0]}"]
    return nb, []


def same_pixels(one, other):
    """Whether two pictures, PNG in base64, look the same."""
    if one == other:
        return True
    pictures = (Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA") for png in (one, other))
    first, second = pictures
    return first.size == second.size and first.tobytes() == second.tobytes()


def keep_pictures(new, old):
    """Put the stored bytes of a picture back where the new picture looks the same."""
    before = {cell.id: cell for cell in code_cells(old) if "id" in cell}
    for cell in code_cells(new):
        stored = before[cell.id].outputs if cell.id in before else []
        for now, then in zip(cell.outputs, stored, strict=False):
            png = now.get("data", {}).get("image/png"), then.get("data", {}).get("image/png")
            if all(png) and same_pixels(*png):
                now.data["image/png"] = png[1]


def keep_measurements(new, old):
    """Put stored timings back where no code of the notebook has changed since they were taken."""
    now, then = code_cells(new), code_cells(old)
    if [cell.source for cell in now] == [cell.source for cell in then]:
        for cell, stored in zip(now, then, strict=True):
            if cell.source.startswith(IGNORE):
                cell.outputs = copy.deepcopy(stored.outputs)


def refresh(path, new_timings=False):
    """Run one notebook and store it tidy; nothing is written where something is wrong."""
    text = path.read_text(encoding="utf-8")
    source, _ = tidied(parse(text))
    nb, found = executed(source, path.parent)
    if not found:
        old = committed(path)
        if old and not new_timings:
            keep_measurements(nb, old)
        for stored in (source, old):
            if stored:
                keep_pictures(nb, stored)
        nb, _ = tidied(nb)
        found = faults(nb)
    if not found and layout(nb) != text:
        path.write_text(layout(nb), encoding="utf-8", newline="\n")
    return found


# --- the picture of the README --------------------------------------------------------------------


def readme_picture(paths):
    """The first picture of the one cell tagged readme-picture; None where no cell is."""
    cells = [cell for path in paths for cell in parse(path.read_text(encoding="utf-8")).cells]
    tagged = [cell for cell in cells if PICTURE_TAG in cell.metadata.get("tags", [])]
    if len(tagged) > 1:
        raise ValueError(f"{len(tagged)} cells are tagged {PICTURE_TAG}, expected one")
    for output in tagged[0].get("outputs", []) if tagged else []:
        if "image/png" in output.get("data", {}):
            return base64.b64decode(output.data["image/png"])
    if tagged:
        raise ValueError(f"the cell tagged {PICTURE_TAG} shows no picture")
    return None


def update_picture(only_check=False):
    """Make .github/picture.png the picture that its notebook shows; say what is wrong."""
    try:
        picture = readme_picture(notebooks())
    except ValueError as error:
        return [str(error)]
    if picture and not (PICTURE.exists() and PICTURE.read_bytes() == picture):
        if only_check:
            return [f"{PICTURE.relative_to(ROOT)} is not the picture of the cell tagged {PICTURE_TAG}"]
        PICTURE.write_bytes(picture)
    return []


# --- the command ----------------------------------------------------------------------------------


def stale_helpers():
    """What is wrong with the helpers that the kernels will import: none, or not those of this checkout."""
    spec = find_spec("helpers")
    if spec is None:
        return ["helpers is not installed in this Python: python -m pip install -e ."]
    installed = Path(spec.origin).parent
    for path in (ROOT / "helpers").glob("*.*"):
        other = installed / path.name
        if not other.exists() or other.read_bytes() != path.read_bytes():
            return [f"the installed {path.name} is not the one of this checkout: python -m pip install -e ."]
    return []


def main(arguments=None):
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("notebook", nargs="*", type=Path, help="default: every notebook")
    parser.add_argument("--check", action="store_true", help="only report; exit 1 where something is untidy")
    parser.add_argument("--all", action="store_true", help="take new timings too where no code has changed")
    options = parser.parse_args(arguments)
    for path in options.notebook:
        if not path.is_file():
            parser.error(f"no such notebook: {path}")

    found = [] if options.check else stale_helpers()
    if not found:
        for path in [path.resolve() for path in options.notebook] or notebooks():
            wrong = problems(path) if options.check else refresh(path, new_timings=options.all)
            found += [f"{path.name}: {problem}" for problem in wrong]
    if not found:
        found = update_picture(only_check=options.check)
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
