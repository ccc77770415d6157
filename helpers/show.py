"""Pictures and source code as a notebook shows them."""

import ast
import base64
import inspect
import textwrap

from IPython.display import Markdown, display


def bundle(picture):
    """The picture and its words as a display message: data and metadata."""
    width = round(picture.figure.get_size_inches()[0] * 100)
    data = {"image/png": base64.b64encode(picture.png()).decode(), "text/plain": picture.alt}
    return data, {"image/png": {"width": width, "alt": picture.alt}}


def picture(picture, see=None):
    """Show a picture and, under it, one line that says what to see; after a prompt that line has a cell of its own."""
    data, metadata = bundle(picture)
    display(data, metadata=metadata, raw=True)
    if see is not None:
        display(Markdown(f"*{see}*"))


def source(*functions):
    """Show the code of functions as it is installed, without their docstrings (help(function) shows those)."""
    text = "\n\n\n".join(code(function) for function in functions)
    display(Markdown(f"```python\n{text}\n```"))


def code(function):
    """The code of a function as it is installed, without its docstring."""
    lines = textwrap.dedent(inspect.getsource(function)).rstrip().splitlines()
    first = ast.parse("\n".join(lines)).body[0].body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        del lines[first.lineno - 1 : first.end_lineno]
    return "\n".join(lines)
