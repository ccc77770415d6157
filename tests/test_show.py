"""Pictures and source code as a notebook receives them."""

import ast
import importlib
import inspect
import pkgutil
import re
import textwrap

import pytest
from looks import decoded

import helpers
from helpers import pictures, show

CODE = {
    f"{module}.{name}": value
    for _, module, _ in pkgutil.walk_packages(helpers.__path__, "helpers.")
    for name, value in vars(importlib.import_module(module)).items()
    if (inspect.isfunction(value) or inspect.isclass(value)) and value.__module__ == module and not name.startswith("_")
    # Of these there is no code to be shown.
    if not (inspect.isclass(value) and issubclass(value, (BaseException, tuple)))
}


# --- pictures -------------------------------------------------------------------------------------


def test_a_picture_is_an_image_with_a_text_in_its_place_and_then_a_line_that_says_what_to_see(screen):
    picture = pictures.learning_cycle()
    show.picture(picture, see="Follow the arrows.")
    image, caption = screen
    assert set(image["data"]) == {"image/png", "text/plain"}
    assert image["data"]["text/plain"] == image["metadata"]["image/png"]["alt"] == picture.alt
    assert caption["data"]["text/markdown"] == "*Follow the arrows.*"


def test_a_picture_is_shown_at_half_its_pixels_or_fewer_so_that_it_is_sharp_on_every_screen(screen):
    show.picture(pictures.learning_cycle(), see="Arrows.")
    shown = screen[0]["metadata"]["image/png"]["width"]
    assert shown == 720
    assert decoded(screen[0]["data"]).width >= 2 * shown


# --- source code ----------------------------------------------------------------------------------


def shown_code(screen, *functions):
    show.source(*functions)
    text = screen.pop()["data"]["text/markdown"]
    start, end = "```python\n", "\n```"
    assert text.startswith(start) and text.endswith(end)
    code = text[len(start) : -len(end)]
    assert not re.search(r"^\s*```", code, re.MULTILINE), "this line would end the block of code"
    return code


def without_docstring(thing):
    """The installed source with the text of the docstring cut out."""
    source = textwrap.dedent(inspect.getsource(thing)).rstrip()
    doc = ast.get_source_segment(source, ast.parse(source).body[0].body[0]) if thing.__doc__ else None
    return source.replace(f"    {doc}\n", "", 1)


@pytest.mark.parametrize("name", CODE)
def test_what_is_shown_is_the_installed_code_without_its_docstring(screen, name):
    code = shown_code(screen, CODE[name])
    assert code == without_docstring(CODE[name])
    assert len(ast.parse(code).body) == 1
    assert not ast.get_docstring(ast.parse(code).body[0])


def test_code_without_a_docstring_is_shown_whole_and_without_its_indentation(screen):
    def double(x):
        # A comment stays.
        return "not a docstring" and 2 * x

    assert shown_code(screen, double) == (
        'def double(x):\n    # A comment stays.\n    return "not a docstring" and 2 * x'
    )


def test_several_functions_stand_two_empty_lines_apart_in_the_order_asked_for(screen):
    first, second = shown_code(screen, helpers.loss_fn), shown_code(screen, helpers.model)
    assert shown_code(screen, helpers.loss_fn, helpers.model) == f"{first}\n\n\n{second}"
