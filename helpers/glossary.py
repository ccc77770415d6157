"""The terms of the course in English, 繁體中文 and 简体中文."""

import csv
from functools import cache
from importlib.resources import files

from IPython.display import Markdown, display


@cache
def every_term():
    """Every term of the course: english, traditional, simplified, meaning, notebook, synonyms ("one; another")."""
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
    "5_7_1": "5_7_1_parabola",
    "5_7_2": "5_7_2_mars",
    "5_7_3": "5_7_3_third_law",
    "5_7_4": "5_7_4_your_own_data",
    "5_7_5": "5_7_5_engine",
}


def terms(notebook):
    """Show the terms that a notebook introduces, for example terms("5_2")."""
    rows = [row for row in every_term() if row["notebook"] == notebook]
    if not rows:
        raise ValueError(f"notebook: got {notebook!r}, expected one of {', '.join(NOTEBOOKS)}")
    _table(rows)


def find(text=""):
    """Show every term of the course that has this text in it, in any of the three scripts, a synonym or the meaning.

    Sorted by the English term, each with a link to the notebook that introduces it; all of them without a text.
    """
    if not isinstance(text, str):
        raise TypeError(f"text: got {type(text).__name__}, expected some letters such as 'loss' or '梯度'")
    rows = []
    for row in every_term():
        also = [word for word in row["synonyms"].split("; ") if text and text.casefold() in word.casefold()]
        if also or any(
            text.casefold() in row[key].casefold() for key in ("english", "traditional", "simplified", "meaning")
        ):
            rows.append(row | {"meaning": row["meaning"] + "".join(f"; also *{word}*" for word in also)})
    if not rows:
        display(Markdown(f"No term has *{text}* in it."))
        return
    _table(sorted(rows, key=lambda row: row["english"].casefold()), links=True)


def _table(rows, links=False):
    lines = ["| English | 繁體中文 | 简体中文 | meaning |", "|:--|:--|:--|:--|"]
    for row in rows:
        link = f" ([{row['notebook'].replace('_', '.')}]({NOTEBOOKS[row['notebook']]}.ipynb))" if links else ""
        lines.append(f"| {row['english']} | {row['traditional']} | {row['simplified']} | {row['meaning']}{link} |")
    display(Markdown("\n".join(lines)))
