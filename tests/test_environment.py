"""What the course needs stands once and is repeated faithfully; the README's commands are the tested ones."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import requires, version
from importlib.util import find_spec
from urllib.parse import parse_qs, urlsplit

import class_of_twenty
import nbformat
import pytest
import tidy
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from tidy import ROOT

WINDOWS = sys.platform == "win32"
CONDA_NAMES = {"torch": "pytorch-cpu", "matplotlib": "matplotlib-base"}
ONLY_TESTED_WITH = {"jupyter-repo2docker"}  # builds the environment, is no part of it

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
HUB = (ROOT / "binder" / "README.md").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))


def requirements(*lists):
    return {r.name: r.specifier for entries in lists for r in map(Requirement, entries)}


EXTRAS = PROJECT["project"]["optional-dependencies"]
NEEDED = requirements(PROJECT["project"]["dependencies"], EXTRAS["test"])
# For the pages and for tests in a browser, which are skipped where these are missing.
NOT_EVERYWHERE = requirements(EXTRAS["html"], EXTRAS["browser"])


INSTALL = 'python -m pip install -e ".[test,html,browser]"'
POSIX_TEST = "python3 -m venv .venv-test"


def block_after(marker, text=README):
    """The fenced block that follows a comment."""
    found = re.findall(rf"^<!-- {marker} -->\n```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(found) == 1, f"{len(found)} blocks after <!-- {marker} -->"
    return found[0]


# --- one list of dependencies ---------------------------------------------------------------------


def test_environment_yml_repeats_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["name"] == PROJECT["project"]["name"]
    assert environment["channels"] == ["conda-forge"]
    entries = {}
    for entry in environment["dependencies"]:
        name, specifier = re.fullmatch(r"([a-z0-9-]+)(.*)", entry).groups()
        entries[name] = specifier
    # Binder understands an exact minor only, written with one equals sign; else it takes an old Python.
    python = entries.pop("python")
    assert re.fullmatch(r"=3\.\d+", python)
    assert python[1:] in SpecifierSet(PROJECT["project"]["requires-python"])
    assert entries.pop("pip") == "", "pip installs the helpers and needs no version"
    expected = {CONDA_NAMES.get(n, n): spec for n, spec in NEEDED.items() if n not in ONLY_TESTED_WITH}
    assert {name: SpecifierSet(specifier) for name, specifier in entries.items()} == expected


def test_python_and_torch_ranges():
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert NEEDED["torch"] == SpecifierSet(">=2.6"), "a new Python has wheels of a new PyTorch only: no upper bound"


def test_the_readme_quotes_the_same_ranges():
    quoted = re.findall(r'"torch([^"]*)"', README)
    assert quoted and all(SpecifierSet(specifier) == NEEDED["torch"] for specifier in quoted)
    assert re.findall(r"Python (3\.\d+) or newer", README) == ["3.11"]


def test_the_workflow_tests_the_ends_of_the_ranges():
    test = WORKFLOW["jobs"]["test"]
    pythons = test["strategy"]["matrix"]["python"]
    assert SpecifierSet(f">={pythons[0]}") == SpecifierSet(PROJECT["project"]["requires-python"])
    assert [f"3.{minor}" for minor in range(11, 11 + len(pythons))] == pythons
    assert test["env"]["PIP_CONSTRAINT"] == "", "what is newest is tested, not what .ci/run holds"
    *_, python, run = WORKFLOW["jobs"]["oldest"]["steps"]
    assert python["with"]["python-version"] == pythons[0] and run == {"run": "python tests/tools/versions.py --oldest"}


def test_what_ci_holds_is_allowed():
    held = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    held = [Requirement(line) for line in held if not line.startswith("#")]
    everything = NEEDED | NOT_EVERYWHERE
    assert [r.name for r in held] == ["torch", "ruff"]
    assert all(spec.version in everything[r.name] for r in held for spec in r.specifier)
    assert ".ci/constraints.txt" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_this_environment_is_the_declared_one():
    installed = requirements(requires(PROJECT["project"]["name"]))
    everything = NEEDED | NOT_EVERYWHERE
    assert installed == everything, f"pyproject.toml has changed since: {INSTALL}"
    for name in set(everything) - ONLY_TESTED_WITH:
        if name in NOT_EVERYWHERE and "CI" not in os.environ and not find_spec(name.replace("-", "_")):
            continue
        assert everything[name].contains(version(name), prereleases=True), name


def test_the_installed_helpers_are_those_of_this_checkout():
    assert tidy.stale_helpers() == []


# --- Binder ---------------------------------------------------------------------------------------


def test_binder_reads_the_same_environment():
    link = ROOT / "binder" / "environment.yml"
    if WINDOWS and not link.is_symlink():  # where links are not allowed, git stores the target's name in a file
        assert link.read_text(encoding="utf-8").strip() == "../environment.yml"
    else:
        assert link.readlink().as_posix() == "../environment.yml"
        assert link.read_bytes() == (ROOT / "environment.yml").read_bytes()


def test_post_build_installs_the_helpers_and_nothing_else():
    script = ROOT / "binder" / "postBuild"
    first, *rest = script.read_text(encoding="utf-8").splitlines()
    assert first == "#!/usr/bin/env bash"
    assert rest == ["set -e", "python -m pip install --no-cache-dir --no-deps ."]
    assert WINDOWS or os.access(script, os.X_OK)


@pytest.mark.skipif(WINDOWS, reason="repo2docker does not run on Windows")
def test_repo2docker_takes_the_conda_buildpack(tmp_path):
    if "CI" not in os.environ:
        pytest.importorskip("repo2docker", reason="repo2docker is not part of the conda environment")
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    python = re.search(r"python=(3\.\d+)", (ROOT / "environment.yml").read_text(encoding="utf-8"))[1]
    assert f"Building conda environment for python={python}" in run.stderr
    build_file = run.stdout
    assert f"environment.py-{python}-" in build_file.replace("-2e", ".").replace("-2d", "-")
    assert 'env update -p ${NB_PYTHON_PREFIX} --file "binder/environment.yml"' in build_file
    assert "RUN ./binder/postBuild" in build_file
    assert "requirements.txt" not in build_file


# --- a class ------------------------------------------------------------------------------------


MEGABYTES = {"M": 1, "G": 1000}
IMAGE_COMMAND = shlex.split(block_after("image command", HUB).replace("\\\n", " "))


def megabytes(text):
    number, unit = re.fullmatch(r"(\d+)([MG])", text).groups()
    return int(number) * MEGABYTES[unit]


def test_the_values_for_a_hub_agree_with_what_is_said_of_them():
    values = yaml.safe_load(block_after("values", HUB))["singleuser"]
    image = f"{values['image']['name']}:{values['image']['tag']}"
    assert image == IMAGE_COMMAND[IMAGE_COMMAND.index("--image-name") + 1]
    # Kubernetes takes variables as text.
    assert values["extraEnv"]["OMP_NUM_THREADS"] == str(class_of_twenty.THREADS)
    assert 0 < values["cpu"]["guarantee"] <= values["cpu"]["limit"]
    said = r"hold (\d+) MB \(median\) to (\d+) MB, at their highest (\d+) MB.* adds (\d+) to (\d+) MB"
    said = re.search(said, HUB.replace("\n", " "))
    median, most, peak, kernel, largest_kernel = map(int, said.groups())
    assert kernel < median < most < peak <= megabytes(values["memory"]["guarantee"])
    assert peak + 3 * largest_kernel <= megabytes(values["memory"]["limit"]), "room for four notebooks"


@pytest.mark.parametrize("with_the_values", [True, False])
def test_what_a_class_has_pulled_is_imported_where_the_image_is_older(tmp_path, with_the_values):
    """The installed helpers stand for the image's; those that are pulled have something new."""
    (folder,) = parse_qs(urlsplit(block_after("link", HUB).strip()).query)["targetpath"]
    pulled = tmp_path / folder
    shutil.copytree(ROOT / "helpers", pulled / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    with (pulled / "helpers" / "model.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef a_later_model(t_u):\n    return t_u\n")
    (pulled / "notebooks").mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if with_the_values:
        path = yaml.safe_load(block_after("values", HUB))["singleuser"]["extraEnv"]["PYTHONPATH"]
        environment["PYTHONPATH"] = path.replace("/home/jovyan", str(tmp_path))
    command = [sys.executable, "-c", "from helpers.model import a_later_model"]
    run = subprocess.run(command, cwd=pulled / "notebooks", env=environment, capture_output=True, text=True)
    assert (run.returncode == 0) == with_the_values, run.stderr


def test_the_line_for_a_hub_on_one_machine_is_what_the_class_ran_with():
    assert block_after("one machine", HUB).strip() == f'c.Spawner.args = ["{class_of_twenty.IPC}"]'
    assert 'c.Spawner.args = given["arguments"]' in class_of_twenty.CONFIG


def test_the_link_for_a_class_opens_a_notebook():
    link = urlsplit(block_after("link", HUB).strip())
    assert (link.scheme, link.path) == ("https", "/hub/user-redirect/git-pull")
    asked = parse_qs(link.query)
    (folder,), (opened,) = asked["targetpath"], asked["urlpath"]
    assert set(asked) == {"repo", "targetpath", "urlpath"}
    assert (ROOT / opened.removeprefix(f"lab/tree/{folder}/")).is_file()


@pytest.mark.skipif(WINDOWS, reason="repo2docker does not run on Windows")
def test_repo2docker_takes_the_command_for_the_image(tmp_path):
    if "CI" not in os.environ:
        pytest.importorskip("repo2docker", reason="repo2docker is not part of the conda environment")
    assert (IMAGE_COMMAND[:2], IMAGE_COMMAND[-1]) == (["repo2docker", "--no-run"], ".")
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", *IMAGE_COMMAND[2:-1], str(ROOT)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    steps = run.stdout.splitlines()
    assert steps.index("RUN ./binder/postBuild") < steps.index(IMAGE_COMMAND[-2])


# --- the commands of the README -------------------------------------------------------------------


def test_the_idea_prints_what_the_readme_says():
    code = block_after("the idea")
    *lines, printed = code.splitlines()
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"# {run.stdout.strip()}" == printed and len([line for line in lines if line]) == 7


def test_the_commands():
    for system, python, end, folder in (
        ("Linux and macOS", "python3", " &&\n", "bin"),
        ("Windows", "python", "\n", "Scripts"),
    ):
        assert block_after(f"start command: {system}") == (
            f"{python} -m venv .venv{end}"
            f".venv/{folder}/python -m pip install -e .{end}"
            f".venv/{folder}/jupyter lab notebooks/00_start_here.ipynb\n"
        )
    assert block_after("test command") == (
        "python3 -m venv .venv-test &&\n"
        '.venv-test/bin/python -m pip install -e ".[test,html,browser]" &&\n'
        ".venv-test/bin/python -m pytest\n"
    )


@pytest.mark.skipif(WINDOWS, reason="the bash that Windows finds first may be another system's")
class TestCiRun:
    def call(self, root, *arguments):
        command = ["bash", str(root / ".ci" / "run"), *arguments]
        return subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=60)

    def elsewhere(self, folder, readme):
        (folder / ".ci").mkdir()
        shutil.copy(ROOT / ".ci" / "run", folder / ".ci" / "run")
        (folder / "README.md").write_text(readme, encoding="utf-8")
        return folder

    def test_runs_the_command_of_the_readme(self):
        run = self.call(ROOT, "--show")
        assert (run.returncode, run.stdout) == (0, block_after("test command")), run.stderr
        assert os.access(ROOT / ".ci" / "run", os.X_OK)

    @pytest.mark.parametrize(
        "readme",
        [
            pytest.param("", id="empty"),
            pytest.param(README.replace("test command", "tests"), id="no marker"),
            pytest.param(README.split("```bash\n" + POSIX_TEST)[0], id="no block"),
        ],
    )
    def test_fails_where_there_is_no_command(self, tmp_path, readme):
        run = self.call(self.elsewhere(tmp_path, readme))
        assert run.returncode == 2
        assert "README.md has no test command" in run.stderr

    def test_passes_a_failure_on(self, tmp_path):
        readme = README.replace(POSIX_TEST, "false")
        assert self.call(self.elsewhere(tmp_path, readme)).returncode == 1


# --- nothing of one machine -----------------------------------------------------------------------


def committed_files():
    """The text files of the repository; without git, those in its known places."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        paths = [ROOT / name for name in listed.stdout.splitlines()]
    except (OSError, subprocess.CalledProcessError):
        folders = (".ci", ".github", "binder", "helpers", "notebooks", "tests")
        paths = [*ROOT.glob("[!.]*"), *(path for folder in folders for path in (ROOT / folder).rglob("*"))]
    return [path for path in paths if path.is_file() and path.suffix not in (".png", ".pyc")]


FOREIGN = {
    "a package index": re.compile(r"index[-]url|find[-]links|trusted[-]host|https?://\S*/(?:whl|simple)\b"),
    # jovyan is the user of every image that repo2docker makes.
    "a path of one machine": re.compile(r"(?<![\w.-])/(?:home|Users)/(?!jovyan/)\w+/|(?<![\w.-])/(?:root|work)/"),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_names(what):
    found = []
    for path in committed_files():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if '"image/png": "' not in line and FOREIGN[what].search(line):
                found.append(f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()[:100]}")
    assert found == []


# --- nothing that lets others in ------------------------------------------------------------------

# What must stand nowhere but in this file.
DANGEROUS = {
    "JupyterLab without its token": re.compile(
        r"(?:token|password)\s*=\s*(?:''|\"\"|$|\s--)|disable_check_xsrf|allow_unauthenticated"
        r"|JUPYTER_TOKEN=(?:\s|$)"
    ),
    "a server for other computers": re.compile(
        r"\b0\.0\.0\.0\b|--ip[= ](?!127\.0\.0\.1|localhost)|\.ip\s*=\s*(?!['\"]?(?:127\.0\.0\.1|localhost))"
        r"|allow_(?:origin|remote_access)"
    ),
    "notebooks trusted blindly": re.compile(r"jupyter[- ]trust|notebook:trust|NotebookNotary|mark_cells"),
}


@pytest.mark.parametrize("what", DANGEROUS)
def test_no_file_has(what):
    found = []
    for path in committed_files():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if path.name == "test_environment.py" or '"image/png": "' in line:
                continue
            if DANGEROUS[what].search(line):
                found.append(f"{path.relative_to(ROOT).as_posix()}:{number}: {line.strip()[:100]}")
    assert found == []


EVALUATES = {"eval", "exec", "compile", "literal_eval", "safe_eval", "sympify", "__import__"}


def evaluating(source):
    """The calls in Python code that turn text into something that runs, and the lines they stand in."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = [(getattr(call.func, "id", getattr(call.func, "attr", "")), call) for call in calls]
    return [(name, call.lineno) for name, call in names if name in EVALUATES and ast.unparse(call.func) != "re.compile"]


def test_nothing_that_a_learner_types_is_evaluated():
    """The helpers evaluate no text, and a lab takes numbers and choices, never words."""
    modules = {path.relative_to(ROOT / "helpers").as_posix(): path for path in (ROOT / "helpers").rglob("*.py")}
    assert len(modules) > 20
    found = {name: {call for call, _ in evaluating(path.read_text("utf-8"))} for name, path in modules.items()}
    assert {name: calls for name, calls in found.items() if calls} == {
        "exercises/rewrite.py": {"compile"},  # of an answer that has been called already, with a small edit
        "pages/notebook.py": {"compile", "exec", "eval"},  # of the cells of the course's own notebooks
    }
    labs = ast.parse((ROOT / "helpers" / "labs" / "lab.py").read_text("utf-8"))
    kinds = {
        node.attr
        for node in ast.walk(labs)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "ipywidgets"
    }
    assert kinds <= {
        "Widget",
        "VBox",
        "HBox",
        "HTML",
        "Label",
        "FloatSlider",
        "IntSlider",
        "SelectionSlider",
        "BoundedFloatText",
        "ToggleButtons",
        "Play",
        "jslink",
    }


# --- the settings of pytest -----------------------------------------------------------------------


def test_outputs_are_compared_strictly(tmp_path):
    """Also from another folder, and whatever kernel the notebook asks for."""
    cells = [
        ("print(1 + 1)", "2\n", "PASSED"),
        ("print(1 + 1)", "3\n", "FAILED"),
        ("import warnings; warnings.warn('no'); print(2)", "2\n", "FAILED"),
        ("# NBVAL_IGNORE_OUTPUT\nprint(1 + 1)", "3\n", "PASSED"),
    ]
    kernel = {"name": "a-kernel-nobody-has", "display_name": "None"}
    nb = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    for count, (source, stored, _) in enumerate(cells, 1):
        output = nbformat.v4.new_output("stream", name="stdout", text=stored)
        nb.cells.append(nbformat.v4.new_code_cell(source, outputs=[output], execution_count=count))
    (tmp_path / "four.ipynb").write_text(nbformat.v4.writes(nb), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path)]
    command += ["-p", "no:cacheprovider", "-n0", "-rA", "--color=no", str(tmp_path)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    found = re.findall(r"^(PASSED|FAILED) four\.ipynb::Cell (\d)", run.stdout, re.M)
    outcomes = {int(place): outcome for outcome, place in found}
    assert outcomes == {place: outcome for place, (_, _, outcome) in enumerate(cells)}, run.stdout + run.stderr


def test_a_single_notebook_has_the_surroundings_of_the_whole_run(tmp_path):
    """Neither start-up files of the user's IPython nor a Matplotlib backend reach a kernel."""
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "greeting.py").write_text("print('hello')\n", encoding="utf-8")
    environment = os.environ | {"IPYTHONDIR": str(tmp_path), "MPLBACKEND": "no-such-backend"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n0", "-q", "notebooks/5_6_summary.ipynb"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout
