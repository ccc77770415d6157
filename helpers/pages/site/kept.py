"""The records of all labs, made in as many processes as the machine has processors; unchanged ones are kept."""

import hashlib
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from ..notebook import labs_of
from ..record import Recorder, Unrecordable

HELPERS = Path(__file__).resolve().parents[2]
MOST = 16  # processes; each takes the memory of a PyTorch
FOLDER = HELPERS.parent / "build" / "records"


def records(labs, report=sys.stderr, folder=FOLDER):
    """{name: record} of labs, of the name of each and the code of its notebook; "" where one cannot be recorded."""
    found = {name: folder / f"{name}-{made_of(code)}" for name, code in labs}
    new = [(name, code) for name, code in labs if not found[name].is_file()]
    folder.mkdir(parents=True, exist_ok=True)
    start, refused = time.monotonic(), []
    print(f"recording {len(new)} labs, a few seconds each ...".ljust(79), end="", file=report, flush=True)
    # Each process imports all anew: what PyTorch holds does not survive a fork.
    with ProcessPoolExecutor(min(os.cpu_count() or 1, MOST), get_context("spawn")) as pool:
        jobs = {pool.submit(record, name, code, found[name]): name for name, code in new}
        for done, job in enumerate(as_completed(jobs), 1):
            refused += filter(None, [job.result()])
            bar, passed = "#" * done + "." * (len(new) - done), time.monotonic() - start
            left = f"{jobs[job]} recorded, {passed * (len(new) - done) / done:.0f} s left"
            print(f"\r[{bar}] {left}".ljust(79), end="", file=report, flush=True)
    took = f"{len(new)} labs recorded in {time.monotonic() - start:.0f} s, {len(labs) - len(new)} as they were"
    print(f"\r{took}".ljust(79), *refused, sep="\n", file=report)
    return {name: path.read_text(encoding="ascii") if path.is_file() else "" for name, path in found.items()}


def record(name, code, path):
    """Record a lab into a file, in place of those that there were of it; what is in the way of that, or None."""
    make = next(make for _, found, make in labs_of(code) if found == name)
    try:
        text = Recorder(make(), name).text()
    except Unrecordable as refusal:
        return str(refusal)
    for old in path.parent.glob(f"{name}-*"):
        old.unlink(missing_ok=True)
    path.write_text(text, encoding="ascii")
    return None


def made_of(code):
    """A short name for all that a record depends on."""
    return hashlib.sha256(b"".join([makers(), *map(str.encode, code)])).hexdigest()[:24]


@cache
def makers():
    """All that the records of labs depend on but their notebooks, as it is when the first of them is asked for."""
    parts = [HELPERS, HELPERS / "labs", HELPERS / "pictures", HELPERS / "pages"]
    paths = [path for part in parts for path in sorted([*part.glob("*.py"), *part.glob("*.csv")])]
    return b"".join(path.read_bytes() for path in paths)
