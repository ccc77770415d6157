"""Speed and memory, as ratios of things measured in one run on one machine.

    python tests/tools/benchmark.py                every section, six to seven minutes
    python tests/tools/benchmark.py loop labs      only these; loop, sweep, splits, labs, rows, memory, notebooks
    python tests/tools/benchmark.py --quick        fewer repetitions, and memory of the largest notebook only

Two things to compare run in turns, A B A B ..., and their ratio is the median over the turns: whatever
else keeps the machine busy slows both. Nothing is judged; goals stand beside what was measured.
"""

import argparse
import gc
import math
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import partial
from inspect import Parameter, signature
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, thread_time

import nbformat
import torch
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from tidy import METADATA, ROOT, code_cells, notebooks, parse, stale_helpers

from helpers import History, autograd_loop, every_split, optimizer_loop, thermometer, training_loop, validation_loop
from helpers.exact import fit_polynomial
from helpers.orbit import mars, planets


@dataclass
class Row:
    """One line of the table; ratio is value / compared with."""

    measured: str
    value: str
    compared_with: str
    ratio: float
    goal: str = ""
    met: bool | None = None


# CPU time of this thread: blind to what else runs, and to other threads. Windows counts it too coarsely.
cpu_time = perf_counter if sys.platform == "win32" else thread_time


def seconds(function, clock=perf_counter):
    start = clock()
    function()
    return clock() - start


def in_turns(turns, *functions, clock=perf_counter):
    """Seconds of each function in each turn, after one turn that is not counted."""
    rounds = [[seconds(function, clock) for function in functions] for _ in range(turns + 1)]
    return [list(times) for times in zip(*rounds[1:], strict=True)]


def ratio(these, those):
    return median(this / that for this, that in zip(these, those, strict=True))


def time_of(times):
    middle = median(times)
    return f"{middle:.1f} s" if middle >= 1 else f"{1000 * middle:.3g} ms"


# --- the loop -------------------------------------------------------------------------------------


def inline_loop(n_epochs, learning_rate, params, t_u, t_c):
    """training_loop operation for operation, its stop at divergence included, without helpers and checks."""
    for _ in range(n_epochs):
        w, b = params
        t_p = w * t_u + b
        loss = ((t_p - t_c) ** 2).mean(dim=0)
        if not math.isfinite(loss.item()):
            break
        dloss_dtp = 2 * (t_p - t_c) / t_p.shape[0]
        dloss_dw = dloss_dtp * t_u
        dloss_db = dloss_dtp * 1.0
        grad = torch.stack([dloss_dw.sum(dim=0), dloss_db.sum(dim=0)])
        params = params - learning_rate * grad
    return params


def inline_autograd_loop(n_epochs, learning_rate, params, t_u, t_c):
    """autograd_loop operation for operation; so are the other two for theirs."""
    for _ in range(n_epochs):
        params.grad = None
        w, b = params
        t_p = w * t_u + b
        loss = ((t_p - t_c) ** 2).mean(dim=0)
        loss.sum().backward()
        if not math.isfinite(loss.item()):
            break
        with torch.no_grad():
            params -= learning_rate * params.grad
    return params


def inline_optimizer_loop(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        w, b = params
        t_p = w * t_u + b
        loss = ((t_p - t_c) ** 2).mean(dim=0)
        optimizer.zero_grad()
        loss.sum().backward()
        if not math.isfinite(loss.item()):
            break
        optimizer.step()
    return params


def inline_validation_loop(n_epochs, optimizer, params, train_t_u, val_t_u, train_t_c, val_t_c):
    for _ in range(n_epochs):
        w, b = params
        train_loss = ((w * train_t_u + b - train_t_c) ** 2).mean(dim=0)
        with torch.no_grad():
            w, b = params
            val_loss = ((w * val_t_u + b - val_t_c) ** 2).mean(dim=0)  # noqa: F841, as costly as in the loop
        optimizer.zero_grad()
        train_loss.sum().backward()
        if not math.isfinite(train_loss.item()):
            break
        optimizer.step()
    return params


def loop(quick):
    """What checks, calls and History add to the bare arithmetic of a training loop."""
    t_u, t_c = thermometer()

    def fit(train, n_epochs, **options):
        return lambda: train(n_epochs, 1e-2, torch.tensor([1.0, 0.0]), 0.1 * t_u, t_c, **options)

    def learn(train, n_epochs):
        """The loops with autograd, each with an optimizer and data to validate on where it takes them."""
        takes = signature(train).parameters
        names = [name for name in takes if name.endswith(("t_u", "t_c"))]
        data = {
            "t_u": 0.1 * t_u,
            "t_c": t_c,
            "train_t_u": 0.1 * t_u[:9],
            "train_t_c": t_c[:9],
            "val_t_u": 0.1 * t_u[9:],
            "val_t_c": t_c[9:],
        }

        def run():
            params = torch.tensor([1.0, 0.0], requires_grad=True)
            step = torch.optim.SGD([params], lr=1e-2) if "optimizer" in takes else 1e-2
            return train(n_epochs, step, params, *(data[name] for name in names))

        return run

    assert torch.equal(fit(training_loop, 5000)(), fit(inline_loop, 5000)())
    # The difference is small, so it takes many short turns to see it.
    turns = 20 if quick else 150
    helped, bare = in_turns(turns, fit(training_loop, 500), fit(inline_loop, 500), clock=cpu_time)
    # What recording costs grows with the run, so these run in full.
    recorded = fit(training_loop, 5000, history=History())
    kept, plain = in_turns(turns // 7, recorded, fit(training_loop, 5000), clock=cpu_time)
    for name, these, other, those, goal in (
        ("training_loop, 500 epochs", helped, "the same loop inline", bare, 1.05),
        ("5,000 epochs, each recorded", kept, "not recorded", plain, 1.2),
    ):
        slower = ratio(these, those)
        yield Row(name, time_of(these), f"{other}, {time_of(those)}", slower, f"<= {goal}", slower <= goal)

    for helper, inline in (
        (autograd_loop, inline_autograd_loop),
        (optimizer_loop, inline_optimizer_loop),
        (validation_loop, inline_validation_loop),
    ):
        assert torch.equal(learn(helper, 2000)(), learn(inline, 2000)())
        these, those = in_turns(turns // 2, learn(helper, 500), learn(inline, 500), clock=cpu_time)
        slower = ratio(these, those)
        yield Row(
            f"{helper.__name__}, 500 epochs",
            time_of(these),
            f"the same loop inline, {time_of(those)}",
            slower,
            "<= 1.05",
            slower <= 1.05,
        )


# --- many learning rates at once ------------------------------------------------------------------


def sweep(quick, n_epochs=100):
    """Many learning rates: a run each, and all in one run by broadcasting."""
    t_u, t_c = thermometer()
    t_u, start = 0.1 * t_u, torch.tensor([1.0, 0.0])
    rates = torch.logspace(-4, -1.6, 1000)  # none diverges, so every run takes all its epochs

    def single(rate):
        return training_loop(n_epochs, rate, start, t_u, t_c)

    def broadcast(rates):
        starts = start[:, None].expand(2, len(rates))
        return training_loop(n_epochs, rates, starts, t_u[:, None], t_c[:, None])

    some = rates[::50]
    assert torch.allclose(broadcast(some), torch.stack([single(rate) for rate in some], dim=1))
    shares = iter([some, *rates.split(200)])  # for the turn that is not counted, then all in five turns
    singles, once = in_turns(5, lambda: [single(rate) for rate in next(shares)], lambda: broadcast(rates))
    singles = [5 * share for share in singles]
    faster = ratio(singles, once)
    yield Row(
        "1,000 learning rates in single runs",
        time_of(singles),
        f"in one by broadcasting, {time_of(once)}",
        faster,
        ">= 100",
        faster >= 100,
    )

    counts = (10, 100, 1000, 10000)
    many = [partial(broadcast, torch.logspace(-4, -1.6, k)) for k in (1, *counts)]
    one, *grown = in_turns(5 if quick else 15, *many)
    for k, these in zip(counts, grown, strict=True):
        name = f"{k:,} learning rates by broadcasting"
        yield Row(name, time_of(these), f"a single one, {time_of(one)}", ratio(these, one))


# --- every split at once --------------------------------------------------------------------------


def splits(quick, n_epochs=200):
    """All ways to hold out 2 of 11 readings: one after the other, and all at once by broadcasting."""
    t_u, t_c = thermometer()
    train, val = every_split(len(t_u), 2)
    count, degrees = train.shape[1], range(1, 9)

    def exact(rows):
        """A column of rows for each fit, or a single fit."""
        return [fit_polynomial(t_u[rows], t_c[rows], degree).coefficients for degree in degrees]

    def trained(rows, held_out):
        params = torch.zeros(2, *rows.shape[1:], requires_grad=True)
        optimizer = torch.optim.SGD([params], lr=1e-2)
        data = 0.1 * t_u[rows], 0.1 * t_u[held_out], t_c[rows], t_c[held_out]
        return validation_loop(n_epochs, optimizer, params, *data).detach()

    def each_exact():
        return [exact(train[:, i]) for i in range(count)]

    def each_trained():
        return [trained(train[:, i], val[:, i]) for i in range(count)]

    for one_by_one, at_once in zip(zip(*each_exact(), strict=True), exact(train), strict=True):
        assert torch.allclose(torch.stack(one_by_one, dim=1), at_once, rtol=1e-6)
    assert torch.allclose(torch.stack(each_trained(), dim=1), trained(train, val), atol=1e-5)
    for name, each, all_of_them in (
        (f"{count} x {len(degrees)} polynomials solved, one by one", each_exact, lambda: exact(train)),
        (f"{count} lines trained, {n_epochs} epochs each", each_trained, lambda: trained(train, val)),
    ):
        singles, once = in_turns(3 if quick else 7, each, all_of_them)
        yield Row(name, time_of(singles), f"all splits at once, {time_of(once)}", ratio(singles, once))


# --- slider labs ----------------------------------------------------------------------------------


def moves(controls, count):
    """Each control in turn to another of count places, over its whole range, in random but fixed order."""
    places = []
    for control in controls:
        values = control.positions
        chosen = [values[round(i * (len(values) - 1) / (count - 1))] for i in range(count)]
        places.append(random.Random(0).sample(chosen, count))
    for values in zip(*places, strict=True):
        yield from zip(controls, values, strict=True)


def moved_labs(quick):
    """A move of a slider up to the published picture, in the kernel alone, for each lab.

    Compared with a figure drawn as a whole for the same values, what does not move in it too.
    """
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    from helpers import labs

    config = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell.instance(config=config, display_pub_class=CapturingDisplayPublisher)
    published = shell.display_pub.outputs

    t_u, t_c = thermometer()
    data = {"t_u": t_u, "t_c": t_c, "reading": t_u[1], "truth": t_c[1]}
    data |= dict(zip(("longitude", "distance", "names", "axis", "period"), (*mars()[1:], *planets()), strict=True))
    for name in labs.__all__:
        make = getattr(labs, name)
        needed = [key for key, p in signature(make).parameters.items() if p.default is Parameter.empty]
        lab = make(**{key: data[key] for key in needed})
        lab._ipython_display_()

        def whole_figure(lab=lab):
            lab.picture._background = None
            lab._moved({})

        moved, paired, anew = [], [], []
        for control, value in moves(list(lab.controls.values()), 65):
            if control.value == value:
                continue  # nothing would happen
            published.clear()
            moved.append(seconds(partial(setattr, control, "value", value)))
            if lab.error or [next(iter(message["data"])) for message in published] != ["image/png"]:
                raise RuntimeError(f"{name}: a move to {value} did not publish one picture: {lab.error}")
            if len(moved) % (20 if quick else 5) == 0:
                paired.append(moved[-1])
                anew.append(seconds(whole_figure))
                gc.collect()  # moves leave no figures behind, so they do not clear any away either
        late = quantiles(moved, n=20)[-1]
        yield Row(
            f"{name}, {len(moved)} moves",
            f"{time_of(moved)}, 95 % within {time_of([late])}",
            f"whole figure, {time_of(anew)}",
            ratio(paired, anew),
            "<= 10 ms, 95 % <= 20 ms",
            median(moved) <= 0.010 and late <= 0.020,
        )


# --- kernels --------------------------------------------------------------------------------------


class ThisPython(KernelSpecManager):
    """The kernel of this very Python, whatever kernels the user has installed."""

    def get_kernel_spec(self, kernel_name):
        from ipykernel.kernelspec import RESOURCES, get_kernel_dict

        return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())


@contextmanager
def kernel(folder=ROOT / "notebooks"):
    """A new kernel in a folder, as a function that runs code in it and returns what the code prints."""
    manager = KernelManager(kernel_spec_manager=ThisPython())
    manager.start_kernel(cwd=str(folder), extra_arguments=["--log-level=ERROR"])
    client = manager.client()
    client.start_channels()

    def run(code):
        printed = []

        def hook(message):
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])

        options = {"store_history": False, "allow_stdin": False, "output_hook": hook, "timeout": 120}
        reply = client.execute_interactive(code, **options)["content"]
        if reply["status"] != "ok":
            raise RuntimeError(f"{reply.get('ename')}: {reply.get('evalue')} in\n{code}")
        return "".join(printed)

    try:
        client.wait_for_ready(timeout=120)
        yield run
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


# What a kernel says of itself: the most memory it ever held, and what now is its own, shared with no one.
MEMORY = """
import sys, psutil
now = psutil.Process().memory_full_info()
if sys.platform == "linux":  # getrusage would begin with the peak of the process that started this one
    with open("/proc/self/status") as file:
        peak = next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))
elif sys.platform == "win32":
    peak = now.peak_wset
else:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak, now.uss)
"""


def rows(quick, n_rows=100_000):
    """The part of 5_7_4 on data of one's own, with a file of many rows in place of the one that comes with it."""
    notebook = parse((ROOT / "notebooks" / "5_7_4_your_own_data.ipynb").read_text(encoding="utf-8"))
    ids = [cell.id for cell in notebook.cells]
    part = notebook.cells[ids.index("own-data") : ids.index("own-verdict")]
    for cell in part:
        cell.source = cell.source.replace('table.example("thermometer.csv")', '"my_data.csv"')
    imports = notebook.cells[ids.index("imports")].source
    random.seed(0)
    readings = [random.gauss(50, 18) for _ in range(n_rows)]
    lines = [f"{day},{u:.2f},{0.54 * u - 17.3 + random.gauss(0, 2):.2f}" for day, u in enumerate(readings)]
    times, peaks = [], []
    with tempfile.TemporaryDirectory(prefix="rows-") as folder:
        for count in (n_rows, 11):
            Path(folder, "my_data.csv").write_text("\n".join(["day,reading,celsius", *lines[:count]]))
            with kernel(Path(folder)) as run:
                run(imports)
                times.append(sum(seconds(partial(run, cell.source)) for cell in part if cell.cell_type == "code"))
                peaks.append(int(run(MEMORY).split()[0]) / 1e6)
    yield Row(
        f"data of 5_7_4, {n_rows:,} rows",
        f"{times[0]:.1f} s, {peaks[0]:.0f} MB at its peak",
        f"11 rows, {times[1]:.1f} s, {peaks[1]:.0f} MB",
        times[0] / times[1],
        "<= 10 s, <= 600 MB",
        times[0] <= 10 and peaks[0] <= 600,
    )


def memory_after(cells):
    """Of a kernel that ran these cells: peak and, at the end, own memory, in MB."""
    with kernel() as run:
        for cell in cells:
            run(cell)
        peak, own = run(MEMORY).split()
    return int(peak) / 1e6, int(own) / 1e6


def memory(quick):
    """Memory of a kernel that ran a notebook, and of one that imported torch."""
    bare, bare_own = memory_after(["import torch"])
    paths = sorted(notebooks(), key=lambda path: path.stat().st_size)[-1:] if quick else notebooks()
    for path in paths:
        notebook = parse(path.read_text(encoding="utf-8"))
        peak, own = memory_after([cell.source for cell in code_cells(notebook)])
        yield Row(
            f"peak memory, {path.stem}",
            f"{peak:.0f} MB, {own:.0f} its own",
            f"only import torch, {bare:.0f} MB, {bare_own:.0f} its own",
            peak / bare,
        )


IMPORTS = "from helpers import exercises, labs, pictures, show"


def strict_test(paths):
    """Run the notebooks of a folder by nbval as the tests do, with two workers: whether every cell passed."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        str(ROOT / "pyproject.toml"),
        f"--rootdir={paths[0].parent}",
        "-n2",
        "--dist=loadfile",
        "-p",
        "no:cacheprovider",
    ]
    run = subprocess.run([*command, *map(str, paths)], cwd=ROOT, capture_output=True, text=True)
    cells = sum(len(code_cells(parse(path.read_text(encoding="utf-8")))) for path in paths)
    if re.search(rf"^{cells} passed in ", run.stdout, re.MULTILINE):
        return True
    print(run.stdout[-3000:], run.stderr[-1000:], file=sys.stderr)
    return False


def notebook_tests(quick):
    """The strict test of all notebooks, and of as many with one cell that imports, beside bare kernels."""
    paths = notebooks()

    def start(_):
        with kernel() as run:
            run("import torch")

    def bare():
        with ThreadPoolExecutor(2) as two:
            list(two.map(start, paths))

    with tempfile.TemporaryDirectory(prefix="imports-") as folder:
        tested = {"strict test": paths}
        for what, code in {"only torch": "import torch", "only helpers": IMPORTS}.items():
            tested[f"the same, {what}"] = [Path(folder, what, path.name) for path in paths]
            for path in tested[f"the same, {what}"]:
                path.parent.mkdir(exist_ok=True)
                nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)], metadata=METADATA)
                path.write_text(nbformat.v4.writes(nb), encoding="utf-8")
        passed, before = {}, seconds(bare)
        times = {what: seconds(lambda what=what: passed.update({what: strict_test(tested[what])})) for what in tested}
        after = seconds(bare)
    for what, time in times.items():
        yield Row(
            f"{what}, {len(paths)} notebooks, 2 workers",
            f"{time:.1f} s",
            f"{len(paths)} kernels with torch, 2 at a time, {median([before, after]):.1f} s",
            ratio([time, time], [before, after]),
            "passes",
            passed[what],
        )


# --- the command ----------------------------------------------------------------------------------

SECTIONS = {
    "loop": loop,
    "sweep": sweep,
    "splits": splits,
    "labs": moved_labs,
    "rows": rows,
    "memory": memory,
    "notebooks": notebook_tests,
}


def table(rows):
    met = {True: "yes", False: "no", None: ""}
    lines = [[field.name.replace("_", " ") for field in fields(Row)]]
    for row in rows:
        times = f"{row.ratio:.2f}" if row.ratio < 10 else f"{row.ratio:.0f}"
        lines.append([row.measured, row.value, row.compared_with, times, row.goal, met[row.met]])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def main():
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("section", nargs="*", help="default: every section")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    options = parser.parse_args()
    for name in options.section:
        if name not in SECTIONS:
            parser.error(f"no section {name}; there are {', '.join(SECTIONS)}")
    for problem in stale_helpers():
        parser.error(problem)

    # Two threads that wait for each other measure what else is running: up to a hundred times slower.
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory(prefix="ipython-", ignore_cleanup_errors=True) as profile:
        # Kernels inherit these: none of the user's start-up files, no other matplotlib backend.
        os.environ["IPYTHONDIR"] = profile
        os.environ.pop("MPLBACKEND", None)
        measured = []
        for name in options.section or SECTIONS:
            print(f"{name} ...", file=sys.stderr, flush=True)
            measured += SECTIONS[name](options.quick)
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"Python {platform.python_version()}, torch {torch.__version__}, {machine}\n\n{table(measured)}")


if __name__ == "__main__":
    main()
