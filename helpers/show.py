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
    code = "\n\n\n".join(_without_docstring(function) for function in functions)
    display(Markdown(f"```python\n{code}\n```"))


def _without_docstring(function: Callable) -> str:
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


def terms(notebook: str) -> None:
    """Show the terms that a notebook introduces, for example terms("5_2")."""
    rows = [row for row in glossary() if row["notebook"] == notebook]
    if not rows:
        known = sorted({row["notebook"] for row in glossary()})
        raise ValueError(f"notebook: got {notebook!r}, expected one of {', '.join(known)}")
    lines = ["| English | 繁體中文 | 简体中文 | meaning |", "|:--|:--|:--|:--|"]
    lines += [f"| {r['english']} | {r['traditional']} | {r['simplified']} | {r['meaning']} |" for r in rows]
    display(Markdown("\n".join(lines)))
