"""Which module may know which: the mathematics knows no picture, and pictures know no training."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import helpers

PACKAGE = Path(helpers.__file__).parent
MATHEMATICS = {
    *("checks", "data", "exact", "gradients", "graph", "loop", "loss", "model", "optimizers", "orbit", "table", "text")
}

# Modules of the package each module may import. Reading order runs from top to bottom.
MAY_IMPORT = {
    "checks": set(),
    "text": set(),
    "table": {"checks"},
    "data": {"checks", "table"},
    "model": {"checks"},
    "loss": {"checks"},
    "gradients": {"checks", "loss", "model"},
    "loop": {"checks", "gradients", "loss", "model", "text"},
    "optimizers": {"checks"},
    "graph": {"checks"},
    "exact": {"checks", "loss", "model"},
    "orbit": {"checks", "exact"},
    # Draws, but trains nothing; of graph it needs the type of a node.
    "plots": {"checks", "data", "graph", "loss", "model", "text"},
    "moving": {"plots"},
    "show": {"plots", "text"},
    "widgets": MATHEMATICS | {"moving", "plots", "show"},
    "__init__": MATHEMATICS,
}


def imports(module):
    """(modules of this package, other top-level packages) that a module imports, wherever it does."""
    own, others = set(), set()
    for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = "helpers." * bool(node.level) + (node.module or "")
            names = [start] if start.strip(".") not in ("", "helpers") else [f"helpers.{a.name}" for a in node.names]
        for name in names:
            first, *rest = name.split(".")
            if first == "helpers":
                own.add(rest[0] if rest else "__init__")
            else:
                others.add(first)
    return own, others


MODULES = sorted(path.stem for path in PACKAGE.glob("*.py"))


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_modules_below_it(module):
    assert imports(module)[0] <= MAY_IMPORT[module]


@pytest.mark.parametrize("module", sorted(MATHEMATICS))
def test_the_mathematics_needs_only_torch(module):
    assert imports(module)[1] - {"torch"} <= sys.stdlib_module_names


def test_importing_helpers_loads_nothing_that_draws():
    # In a process of its own, where no test has imported them yet.
    code = "import sys, helpers; print({'matplotlib', 'ipywidgets', 'IPython'} & set(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert run.stdout == "set()\n" and run.stderr == ""


def test_everything_promised_is_there():
    assert sorted(helpers.__all__) == helpers.__all__
    assert [name for name in helpers.__all__ if not hasattr(helpers, name)] == []
