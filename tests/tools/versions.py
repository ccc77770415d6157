"""The whole test run with chosen releases, in a new virtual environment that is removed afterwards.

    python tests/tools/versions.py                 the release of PyTorch that pip takes
    python tests/tools/versions.py 2.6.0           this one
    python tests/tools/versions.py 2.6.0 2.13.0    one after the other
    python tests/tools/versions.py --oldest        the oldest release of everything that pyproject.toml allows

Each takes some five minutes, and before that the download: on Linux without a GPU pip may fetch several
gigabytes of GPU libraries, and needs room for them where temporary folders are made. Arguments after -- go
to pytest: python tests/tools/versions.py 2.6.0 -- tests/test_loop.py

--oldest says whether the lower bounds in pyproject.toml are true. Run it with the oldest Python, where all those
releases exist. uv chooses them, as pip cannot; UV_TORCH_BACKEND=cpu spares the GPU libraries.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
BIN = Path("Scripts" if sys.platform == "win32" else "bin")
TORCH = "from importlib.metadata import version; print(version('torch'))"


def release(text):
    if not re.fullmatch(r"\d+\.\d+\.\d+", text):
        raise argparse.ArgumentTypeError(f"got {text!r}, expected a release such as 2.6.0")
    return text


def tested(wanted, oldest, pytest_arguments):
    """The release of PyTorch that was installed, and how the tests ended."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}

    def run(*command, check=False, **options):
        return subprocess.run(command, cwd=ROOT, env=environment, check=check, **options)

    with tempfile.TemporaryDirectory(prefix="torch-", ignore_cleanup_errors=True) as folder:
        run(sys.executable, "-m", "venv", folder, check=True)
        python = Path(folder) / BIN / "python"
        install = [python, "-m", "pip", "install", "--quiet"]
        if oldest:
            run(*install, "uv", check=True)
            install = [python, "-m", "uv", "pip", "install", "--quiet", "--python", python]
            install += ["--resolution", "lowest-direct", "-e", ".[test,html,browser]"]
        else:
            install += [f"torch=={wanted}"] if wanted else []
            install += ["-e", ".[test]"]
        if run(*install).returncode:
            return "none", "could not be installed"
        installed = run(python, "-c", TORCH, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        print(f"torch {installed}", flush=True)
        code = run(python, "-m", "pytest", "-rs", *pytest_arguments).returncode
        return installed, "passed" if code == 0 else f"FAILED, pytest ended with {code}"


def main():
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("release", nargs="*", type=release, help="of PyTorch; default: what pip takes")
    parser.add_argument("--oldest", action="store_true", help="the oldest release of everything")
    ours = sys.argv[1 : sys.argv.index("--")] if "--" in sys.argv else sys.argv[1:]
    options, lines = parser.parse_args(ours), []
    if options.oldest and options.release:
        parser.error("--oldest chooses the release of PyTorch too")
    for wanted in options.release or [None]:
        start = perf_counter()
        installed, end = tested(wanted, options.oldest, sys.argv[len(ours) + 2 :])
        name = wanted or ("the oldest" if options.oldest else "what pip takes")
        lines.append((name, installed, end, f"{(perf_counter() - start) / 60:.1f} min"))
    print(f"\nPython {sys.version.split()[0]}")
    for line in lines:
        print("{:14}  torch {:12}  {}, {}".format(*line))
    return 0 if all(line[2] == "passed" for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
