"""The code is laid out, and free of what ruff finds, as pyproject.toml says."""

import subprocess
import sys
from importlib.metadata import version

import pytest
from tidy import ROOT

HELD = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()


def ruff(*command):
    command = [sys.executable, "-m", "ruff", *command, "--no-cache", "--quiet", "."]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_ruff_finds_nothing():
    ruff("check")


@pytest.mark.skipif(f"ruff=={version('ruff')}" not in HELD, reason="another release of ruff lays out otherwise")
def test_the_code_is_laid_out():
    ruff("format", "--check")
