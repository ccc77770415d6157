"""The examples in the docstrings: every function of the core has one, and it is true."""

import doctest
import importlib
from inspect import isclass, isfunction, unwrap

import pytest
import torch

import helpers

CORE = ("data", "model", "loss", "gradients", "loop", "optimizers")
AROUND = ("exact", "graph", "orbit", "table")


def promised(module):
    """What a module promises: functions and classes of its own, by name, without the check around them."""
    found = vars(importlib.import_module(f"helpers.{module}")).items()
    own = {name: unwrap(value) for name, value in found if isfunction(value) or isclass(value)}
    mine = {name: value for name, value in own.items() if value.__module__ == f"helpers.{module}"}
    return {name: value for name, value in mine.items() if not name.startswith(("_", "check_"))}


EVERYTHING = {f"{module}.{name}": value for module in (*CORE, *AROUND) for name, value in promised(module).items()}
NEED_NONE = {"gradients.nudges", "graph.Node", "exact.Polynomial", "table.read_columns", "table.load_pair"}


def test_every_function_has_an_example_and_every_name_of_the_core_is_among_them():
    without = {name for name, value in EVERYTHING.items() if ">>>" not in value.__doc__}
    assert without == NEED_NONE
    names = {name.partition(".")[2] for name in EVERYTHING}
    assert set(helpers.__all__) - names == {"rounded"}


@pytest.mark.parametrize("name", sorted(EVERYTHING.keys() - NEED_NONE))
def test_the_examples_of_a_docstring_are_true(name):
    value = EVERYTHING[name]
    module = importlib.import_module(value.__module__)
    names = {**{name: getattr(helpers, name) for name in helpers.__all__}, **vars(module), "torch": torch}
    (test,) = doctest.DocTestFinder(recurse=False).find(value, name, globs=names)
    words = []
    assert doctest.DocTestRunner().run(test, out=words.append).failed == 0, "".join(words)
