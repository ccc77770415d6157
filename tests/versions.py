"""The whole test run with a chosen release of PyTorch, in a new virtual environment that is removed afterwards.

    python tests/versions.py                 the release that pip takes
    python tests/versions.py 2.6.0           this one
    python tests/versions.py 2.6.0 2.13.0    one after the other

Each takes some five minutes, and before that the download: on Linux without a GPU pip may fetch several
gigabytes of GPU libraries, and needs room for them where temporary folders are made. Arguments after -- go
to pytest: python tests/versions.py 2.6.0 -- tests/test_loop.py
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
BIN = Path("Scripts" if sys.platform == "win32" else "bin")
TORCH = "from importlib.metadata import version; print(version('torch'))"


def release(text: str) -> str:
    if not re.fullmatch(r"\d+\.\d+\.\d+", text):
        raise argparse.ArgumentTypeError(f"got {text!r}, expected a release such as 2.6.0")
    return text


def tested(wanted: str | None, pytest_arguments: list[str]) -> tuple[str, str]:
    """The release that was installed, and how the tests ended."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}

    def run(*command: str | Path, check: bool = False, **options) -> subprocess.CompletedProcess:
        return subprocess.run(command, cwd=ROOT, env=environment, check=check, **options)

    with tempfile.TemporaryDirectory(prefix="torch-", ignore_cleanup_errors=True) as folder:
        run(sys.executable, "-m", "venv", folder, check=True)
        python = Path(folder) / BIN / "python"
        pin = [f"torch=={wanted}"] if wanted else []
        if run(python, "-m", "pip", "install", "--quiet", *pin, "-e", ".[test]").returncode:
            return "none", "pip could not install it"
        installed = run(python, "-c", TORCH, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        print(f"torch {installed}", flush=True)
        code = run(python, "-m", "pytest", "-rs", *pytest_arguments).returncode
        return installed, "passed" if code == 0 else f"FAILED, pytest ended with {code}"


def main() -> int:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("release", nargs="*", type=release, help="default: what pip takes")
    ours = sys.argv[1 : sys.argv.index("--")] if "--" in sys.argv else sys.argv[1:]
    options, lines = parser.parse_args(ours), []
    for wanted in options.release or [None]:
        start = perf_counter()
        installed, end = tested(wanted, sys.argv[len(ours) + 2 :])
        lines.append((wanted or "what pip takes", installed, end, f"{(perf_counter() - start) / 60:.1f} min"))
    print(f"\nPython {sys.version.split()[0]}")
    for line in lines:
        print("{:14}  torch {:12}  {}, {}".format(*line))
    return 0 if all(line[2] == "passed" for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
