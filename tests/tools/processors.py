"""The helpers' tests and the strict notebooks, computed as other processors would compute them.

    python tests/tools/processors.py            without vector instructions and with AVX2, on one thread and on four
    python tests/tools/processors.py --other    once, with those instructions that are not this machine's own, and
                                                without the notebooks: test_browser.py runs these with them

PyTorch chooses its instructions by the processor; they round sums and powers differently. ATEN_CPU_CAPABILITY makes it
take older ones. That works on x86 only; elsewhere the threads alone differ. Arguments after -- go to pytest.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]
# What computes nothing, or is about files, pages and browsers.
APART = (
    "browser",
    "code",
    "environment",
    "errors",
    "examples",
    "glossary",
    "html",
    "imports",
    "kernel",
    "notebook_files",
    "pages",
    "record",
    "show",
    "table",
    "text",
)
# What takes minutes and mostly calls what the rest has tried: only without --other.
LONG = ("bad_input", "colab", "exercises", "labs", "pictures", "probes", "repair")


def not_our_own():
    """Instructions that PyTorch does not choose on this machine."""
    return "default" if torch.backends.cpu.get_cpu_capability() == "AVX2" else "avx2"


def main():
    ours = sys.argv[1 : sys.argv.index("--")] if "--" in sys.argv else sys.argv[1:]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--other", action="store_true", help="once, with what is not this machine's own")
    options = parser.parse_args(ours)
    if options.other:
        settings, left_out, run = [(not_our_own(), "1")], APART + LONG, ["tests"]
    else:
        settings, left_out, run = [(c, n) for c in ("default", "avx2") for n in ("1", "4")], APART, []
    tests = ROOT / "tests"
    ignored = [f"--ignore={tests / end}" for name in left_out for end in (f"test_{name}.py", name)]
    lines = []
    for capability, threads in settings:
        environment = os.environ | {"ATEN_CPU_CAPABILITY": capability, "OMP_NUM_THREADS": threads}
        command = [sys.executable, "-c", "import torch; print(torch.backends.cpu.get_cpu_capability())"]
        computes = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()
        name = f"ATEN_CPU_CAPABILITY={capability}: {computes}, OMP_NUM_THREADS={threads}"
        print(name, flush=True)
        command = [sys.executable, "-m", "pytest", *run, *ignored, *sys.argv[len(ours) + 2 :]]
        code = subprocess.run(command, cwd=ROOT, env=environment).returncode
        lines.append((name, "passed" if code == 0 else f"FAILED, pytest ended with {code}"))
    print(f"\nThis machine's own: {torch.backends.cpu.get_cpu_capability()}")
    for line in lines:
        print("{}: {}".format(*line))
    return 0 if all(end == "passed" for _, end in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
