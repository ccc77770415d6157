"""Which module may know which: the mathematics knows no picture, and pictures know no training."""

import ast
import os
import subprocess
import sys
import tomllib
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
    "table": set(),
    "data": set(),
    "model": {"checks"},
    "loss": {"checks", "model"},
    "gradients": {"checks", "loss", "model"},
    "loop": {"checks", "gradients", "loss", "model", "text"},
    "optimizers": {"checks"},
    "graph": set(),
    "exact": {"checks", "loss", "model"},
    "orbit": {"checks", "exact", "table"},
    "show": set(),
    "glossary": set(),
    # Of the exercises each section is asked for by name, when it is wanted; none knows another.
    "exercises/compare": {"checks", "text"},
    "exercises/trial": {"exercises.compare"},
    "exercises/observe": {"exercises.compare"},
    "exercises/exercise": set(),
    "exercises/loops": set(),
    "exercises/kinds": {
        "exercises.compare",
        "exercises.exercise",
        "exercises.observe",
        "exercises.trial",
        "show",
        "text",
    },
    "exercises/__init__": {"exercises.exercise"},
    "__init__": {"data", "gradients", "loop", "loss", "model", "text"},  # the core; all else is asked for by module
}


def imports(module):
    """(modules of this package, other top-level packages) that a module imports, wherever it does."""
    own, others = set(), set()
    folder = ["helpers", *module.split("/")[:-1]]
    for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = (
                [*folder[: len(folder) + 1 - node.level], *filter(None, [node.module])] if node.level else [node.module]
            )
            # What is asked for is a module, or something in the module that it is asked of.
            asked = [[*start, alias.name] for alias in node.names]
            names = [".".join(name if "/".join(name[1:]) in MODULES else start) for name in asked]
        for name in names:
            first, *rest = name.split(".")
            if first == "helpers":
                own.add(".".join(rest) or "__init__")
            else:
                others.add(first)
    return own, others


MODULES = sorted(path.relative_to(PACKAGE).with_suffix("").as_posix() for path in PACKAGE.rglob("*.py"))
SECTIONS = [module for module in MODULES if module.startswith("exercises/s5")]
MAY_IMPORT |= {module: MATHEMATICS | {"exercises.kinds", "exercises.loops"} for module in SECTIONS}
# Pictures draw, and train nothing; a lab computes with the mathematics and draws with what pictures have in common.
PICTURES = {module.replace("/", ".") for module in MODULES if module.startswith("pictures/")}
LABS = {module.replace("/", ".") for module in MODULES if module.startswith("labs/")}
DRAWN = {"checks", "data", "graph", "loss", "model", "text"} | PICTURES
MAY_IMPORT |= {module: DRAWN for module in MODULES if module.startswith("pictures/")}
MAY_IMPORT |= {module: MATHEMATICS | PICTURES | LABS | {"show"} for module in MODULES if module.startswith("labs/")}
# The pages may use everything, and nothing uses them.
EVERYTHING = {module.replace("/", ".").removesuffix(".__init__") for module in MODULES}
MAY_IMPORT |= {module: EVERYTHING for module in MODULES if module.startswith("pages/")}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_modules_below_it(module):
    assert imports(module)[0] <= MAY_IMPORT[module]


@pytest.mark.parametrize("module", sorted(MATHEMATICS))
def test_the_mathematics_needs_only_torch(module):
    assert imports(module)[1] - {"torch"} <= sys.stdlib_module_names


def test_importing_helpers_loads_nothing_that_draws():
    # In a process of its own, where no test has imported them yet.
    code = "import sys, helpers; print({'matplotlib', 'ipywidgets', 'IPython'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    assert run.stdout == "set()\n" and run.stderr == ""


DRAWING = "from helpers import exercises, labs, pictures, show; pictures.learning_cycle().png()"


@pytest.mark.parametrize("code, warned", [("import matplotlib.font_manager", True), (DRAWING, False)])
@pytest.mark.parametrize("home", ["a new one", "one that cannot be written"])
def test_nothing_red_where_matplotlib_has_no_list_of_fonts_or_no_place_for_it(tmp_path, code, warned, home):
    # Matplotlib warns when the list takes five seconds; here any time is too long. No folder can be made in a file.
    code = f"import threading; Timer = threading.Timer; threading.Timer = lambda _, warn: Timer(0, warn)\n{code}"
    file = tmp_path / "file"
    file.touch()
    folder = str(file / "home" if home != "a new one" else tmp_path)
    places = ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA")
    homes = dict.fromkeys(places, folder)
    environment = {name: value for name, value in os.environ.items() if name != "MPLCONFIGDIR"} | homes
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent, env=environment
    )
    assert run.stdout == "" and (("font cache" in run.stderr) if warned else run.stderr == "")


def test_the_helpers_leave_the_logging_of_others_as_it_was():
    code = "import logging, helpers\nfrom helpers import exercises, labs, pictures, show\n"
    code += "loggers = [logging.getLogger(name) for name in ('matplotlib', 'matplotlib.font_manager')]\n"
    code += "print([(logger.level, logger.filters) for logger in loggers])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    assert run.stdout == "[(0, []), (0, [])]\n" and run.stderr == ""


def test_importing_the_exercises_loads_no_pictures_no_sliders_and_no_section():
    code = "import sys; from helpers import exercises; print([name for name in sys.modules if name.startswith("
    code += "('matplotlib', 'ipywidgets', 'helpers.pictures', 'helpers.labs', 'helpers.exercises.s'))])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    assert run.stdout == "[]\n" and run.stderr == ""


def test_every_package_is_installed():
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["setuptools"]["packages"]["find"]["include"] == ["helpers*"]
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [folder.name for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_everything_promised_is_there_and_it_is_little():
    assert sorted(helpers.__all__) == helpers.__all__ and len(helpers.__all__) <= 21
    assert [name for name in helpers.__all__ if not hasattr(helpers, name)] == []


CORE = ("data", "model", "loss", "gradients", "loop", "optimizers")


def test_the_core_is_read_in_one_sitting():
    assert sum(len((PACKAGE / f"{module}.py").read_text(encoding="utf-8").splitlines()) for module in CORE) <= 620


@pytest.mark.parametrize("module", sorted(MATHEMATICS - {"text"}))
def test_the_mathematics_says_types_and_shapes_in_words_and_not_in_hints(module):
    tree = ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    hints = [f.name for f in functions if f.returns or any(getattr(a, "annotation", None) for a in ast.walk(f.args))]
    assert hints == []
