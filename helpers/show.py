"""Pictures, source code and terms as a notebook shows them."""

import ast
import base64
import csv
import inspect
import textwrap
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from IPython.display import Markdown, display

if TYPE_CHECKING:
    from .plots import Picture


def bundle(picture: "Picture") -> tuple[dict, dict]:
    """The picture and its words as a display message: data and metadata."""
    width = round(picture.figure.get_size_inches()[0] * 100)
    data = {"image/png": base64.b64encode(picture.png()).decode(), "text/plain": picture.alt}
    return data, {"image/png": {"width": width, "alt": picture.alt}}


def picture(picture: "Picture", see: str) -> None:
    """Show a picture and, under it, one line that says what to see."""
    data, metadata = bundle(picture)
    display(data, metadata=metadata, raw=True)
    display(Markdown(f"*{see}*"))


def source(*functions: Callable) -> None:
    """Show the code of functions as it is installed, without their docstrings (help(function) shows those)."""
    text = "\n\n\n".join(code(function) for function in functions)
    display(Markdown(f"```python\n{text}\n```"))


def code(function: Callable) -> str:
    """The code of a function as it is installed, without its docstring."""
    lines = textwrap.dedent(inspect.getsource(function)).rstrip().splitlines()
    first = ast.parse("\n".join(lines)).body[0].body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        del lines[first.lineno - 1 : first.end_lineno]
    return "\n".join(lines)


@cache
def glossary() -> list[dict[str, str]]:
    """Every term of the course: english, traditional, simplified, meaning, notebook."""
    with files("helpers").joinpath("glossary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Where each section's terms are introduced.
NOTEBOOKS = {
    "00": "00_start_here",
    "5_1": "5_1_timeless_lesson",
    "5_2": "5_2_parameter_estimation",
    "5_3": "5_3_loss",
    "5_4_1": "5_4_1_decreasing_loss",
    "5_4_2": "5_4_2_analytical_gradient",
    "5_4_3": "5_4_3_training_loop",
    "5_4_4": "5_4_4_normalizing",
    "5_4_5": "5_4_5_visualizing",
    "5_5_1": "5_5_1_autograd",
    "5_5_2": "5_5_2_optimizers",
    "5_5_3": "5_5_3_validation",
    "5_5_4": "5_5_4_switching_off",
    "5_7": "5_7_exercises",
}


def terms(notebook: str) -> None:
    """Show the terms that a notebook introduces, for example terms("5_2")."""
    rows = [row for row in glossary() if row["notebook"] == notebook]
    if not rows:
        raise ValueError(f"notebook: got {notebook!r}, expected one of {', '.join(NOTEBOOKS)}")
    _table(rows)


def find(text: str = "") -> None:
    """Show every term of the course that has this text in it, in any of the three scripts or in its meaning.

    Sorted by the English term, each with a link to the notebook that introduces it; all of them without a text.
    """
    if not isinstance(text, str):
        raise TypeError(f"text: got {type(text).__name__}, expected some letters such as 'loss' or '梯度'")
    keys = ("english", "traditional", "simplified", "meaning")
    rows = [row for row in glossary() if any(text.casefold() in row[key].casefold() for key in keys)]
    if not rows:
        display(Markdown(f"No term has *{text}* in it."))
        return
    _table(sorted(rows, key=lambda row: row["english"].casefold()), links=True)


def _table(rows: list[dict[str, str]], links: bool = False) -> None:
    lines = ["| English | 繁體中文 | 简体中文 | meaning |", "|:--|:--|:--|:--|"]
    for row in rows:
        link = f" ([{row['notebook'].replace('_', '.')}]({NOTEBOOKS[row['notebook']]}.ipynb))" if links else ""
        lines.append(f"| {row['english']} | {row['traditional']} | {row['simplified']} | {row['meaning']}{link} |")
    display(Markdown("\n".join(lines)))
