"""Pictures, source code and terms as a notebook receives them."""

import ast
import base64
import importlib
import inspect
import io
import pkgutil
import re
import textwrap
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

import helpers
from helpers import plots, show

NOTEBOOKS = [
    re.match(r"\d+(_\d+)*", path.name)[0]
    for path in sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
]
SUMMARY = "5_6"  # introduces no term; it lists them all
CODE = {
    f"{module.name}.{name}": value
    for module in pkgutil.iter_modules(helpers.__path__)
    for name, value in vars(importlib.import_module(f"helpers.{module.name}")).items()
    if (inspect.isfunction(value) or inspect.isclass(value))
    and value.__module__ == f"helpers.{module.name}"
    and not name.startswith("_")
}


def decoded(data):
    """The image in the data of an output."""
    return Image.open(io.BytesIO(base64.b64decode(data["image/png"])))


# --- pictures -------------------------------------------------------------------------------------


def test_a_picture_is_an_image_with_a_text_in_its_place_and_then_a_line_that_says_what_to_see(screen):
    picture = plots.learning_cycle()
    show.picture(picture, see="Follow the arrows.")
    image, caption = screen
    assert set(image["data"]) == {"image/png", "text/plain"}
    assert image["data"]["text/plain"] == image["metadata"]["image/png"]["alt"] == picture.alt
    assert caption["data"]["text/markdown"] == "*Follow the arrows.*"


def test_a_picture_is_shown_at_half_its_pixels_or_fewer_so_that_it_is_sharp_on_every_screen(screen):
    show.picture(plots.learning_cycle(), see="Arrows.")
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


# --- terms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("notebook", [name for name in NOTEBOOKS if name != SUMMARY])
def test_each_notebook_has_a_table_of_its_terms(screen, notebook):
    show.terms(notebook)
    (output,) = screen
    header, rule, *rows = output["data"]["text/markdown"].split("\n")
    assert header == "| English | 繁體中文 | 简体中文 | meaning |"
    assert {line.count("|") for line in (header, rule, *rows)} == {5}
    expected = [row for row in show.glossary() if row["notebook"] == notebook]
    assert [[cell.strip() for cell in row.strip("|").split("|")] for row in rows] == [
        [row[key] for key in ("english", "traditional", "simplified", "meaning")] for row in expected
    ]


@pytest.mark.parametrize("notebook", ["5_9", "", "5.2", "5_4", None])
def test_an_unknown_notebook_is_a_value_error_that_names_the_known_ones(screen, notebook):
    with pytest.raises(ValueError, match="^notebook: got .*expected one of 00, 5_1, 5_2"):
        show.terms(notebook)
    assert not screen


def test_every_term_belongs_to_a_notebook_that_exists():
    assert {row["notebook"] for row in show.glossary()} == set(NOTEBOOKS) - {SUMMARY} == set(show.NOTEBOOKS)
    for file in show.NOTEBOOKS.values():
        assert (Path(__file__).parents[1] / "notebooks" / f"{file}.ipynb").exists()


def found(screen, *text):
    """The rows that a search shows, as lists of their four cells."""
    screen.clear()
    show.find(*text)
    (output,) = screen
    _, _, *rows = output["data"]["text/markdown"].split("\n")
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_glossary_shows_every_term_once_sorted_and_linked_to_where_it_is_introduced(screen):
    rows = found(screen)
    assert [row[0] for row in rows] == sorted((r["english"] for r in show.glossary()), key=str.casefold)
    by_term = {row["english"]: row for row in show.glossary()}
    for english, traditional, simplified, meaning in rows:
        term = by_term[english]
        assert (traditional, simplified) == (term["traditional"], term["simplified"])
        section = term["notebook"].replace("_", ".")
        assert meaning == f"{term['meaning']} ([{section}]({show.NOTEBOOKS[term['notebook']]}.ipynb))"


@pytest.mark.parametrize("text", ["GRADIENT", "誤差", "误差", "held out", "Adam"])
def test_a_search_finds_a_term_by_any_script_or_by_its_meaning(screen, text):
    rows = found(screen, text)
    expected = [r["english"] for r in show.glossary() if text.casefold() in str(list(r.values())[:4]).casefold()]
    assert rows and sorted(row[0] for row in rows) == sorted(expected)


def test_a_search_for_what_is_not_there_says_so_and_what_is_no_text_is_named(screen):
    show.find("xyzzy")
    assert screen[0]["data"]["text/markdown"] == "No term has *xyzzy* in it."
    with pytest.raises(TypeError, match="^text: got int, expected"):
        show.find(3)


def test_no_term_stands_twice_in_the_glossary():
    counts = Counter(row["english"].casefold() for row in show.glossary())
    assert [term for term, count in counts.items() if count > 1] == []


def test_no_cell_of_the_glossary_is_empty_or_has_space_around_it():
    for row in show.glossary():
        assert list(row) == ["english", "traditional", "simplified", "meaning", "notebook"]
        assert all(cell and cell == cell.strip() for cell in row.values()), row


@pytest.mark.parametrize(("script", "encoding"), [("traditional", "big5"), ("simplified", "gb2312")])
def test_chinese_terms_hold_only_characters_of_their_own_script(script, encoding):
    # Big5 knows hardly any simplified character, and GB 2312 no traditional one that was simplified.
    for row in show.glossary():
        term = row[script]
        assert re.fullmatch("([A-Za-z]+ )?[A-Za-z\u4e00-\u9fff]*[\u4e00-\u9fff][A-Za-z\u4e00-\u9fff]*", term), term
        term.encode(encoding)
