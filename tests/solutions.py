"""The exercises as they stand in a notebook, and a notebook in which all are answered."""

import re

import nbformat
import tidy

from helpers import exercises
from helpers.exercises.kinds import Code

USED = re.compile(r"exercises\.(ask|check|hint|solution)\(\s*(\"[^\"]*\"|'[^']*')")


def used(source):
    """(function, name of the exercise) for every call in code."""
    return [(function, name.strip("\"'")) for function, name in USED.findall(source)]


def uses(nb):
    """The same of all code of a notebook."""
    return [call for cell in tidy.code_cells(nb) for call in used(cell.source)]


def with_solutions(nb):
    """A copy of a notebook with the solution in each exercise's cell, in place of the template."""
    nb = nbformat.from_dict(nb)
    for cell in tidy.code_cells(nb):
        for function, name in used(cell.source):
            if function != "check":
                continue
            task = exercises.find(name)
            if isinstance(task, Code):
                code = re.fullmatch(r"```python\n(.*)\n```", task.solved(), re.DOTALL)[1]
                template = rf"^def {task.answer.__name__}\(.*?(?=^\S(?<!\))|\Z)"
                cell.source, count = re.subn(
                    template, lambda _, code=code: code + "\n\n\n", cell.source, count=1, flags=re.M | re.S
                )
            else:
                value = re.match("`(.+?)`", task.solved())[1]
                quoted = re.escape(name)
                template = rf"(exercises\.check\(\s*[\"']{quoted}[\"'],\s*)\.\.\."
                cell.source, count = re.subn(template, lambda found, value=value: found[1] + value, cell.source)
            assert count == 1, f"{name!r}: no template in its cell"
    return nb
