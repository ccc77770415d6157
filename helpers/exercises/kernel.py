"""What all code of a kernel shares. Whatever a learner's function does to it, afterwards all is as it was."""

import copy
import os
import random
import sys
import warnings
from contextlib import contextmanager

import torch

# What an answer may move without a word: it is put back, and that is all. Of the rest the verdict speaks.
SILENT = {"printing", "checks", "threads", "folder", "recursion", "output"}
CPU = torch.device("cpu")
MOST_LINES, MOST_LETTERS = 20, 2000  # of what an answer prints


def _device():
    try:
        return torch.get_default_device()
    except (AssertionError, RuntimeError):  # one that this machine does not have
        return None


def _set_device(device):
    torch.set_default_device(None if device == CPU else device)  # None is the CPU, and slows down nothing


def _folder():
    try:
        return os.getcwd()
    except OSError:  # it was deleted
        return None


def _checks():
    nan = torch.is_anomaly_check_nan_enabled()
    warn = torch.is_deterministic_algorithms_warn_only_enabled()
    return torch.is_anomaly_enabled(), nan, torch.are_deterministic_algorithms_enabled(), warn


def _set_checks(state):
    torch.autograd.set_detect_anomaly(*state[:2])
    torch.use_deterministic_algorithms(state[2], warn_only=state[3])


def _chances():
    """The generators of random numbers, by what makes them: how to read, to write and to seed them."""
    chances = [
        (torch.get_rng_state, torch.set_rng_state, torch.manual_seed),
        (random.getstate, random.setstate, random.seed),
    ]
    if numpy := sys.modules.get("numpy"):
        chances.append((numpy.random.get_state, numpy.random.set_state, numpy.random.seed))
    return chances


def _set_output(outputs):
    sys.stdout, sys.stderr = outputs


# How to read it, how to write it, and with what an answer begins, if that is always the same.
SHARED = {
    "torch's default device": (_device, _set_device, CPU),
    "torch's default dtype": (torch.get_default_dtype, torch.set_default_dtype, torch.float32),
    "autograd's switch": (torch.is_grad_enabled, torch.set_grad_enabled, True),
    "printing": (lambda: copy.copy(torch._tensor_str.PRINT_OPTS), lambda saved: _set_printing(vars(saved)), None),
    "checks": (_checks, _set_checks, None),
    "threads": (torch.get_num_threads, torch.set_num_threads, None),
    "folder": (_folder, os.chdir, None),
    "recursion": (sys.getrecursionlimit, sys.setrecursionlimit, None),
    "output": (lambda: (sys.stdout, sys.stderr), _set_output, None),
}


def _set_printing(options):
    torch.set_printoptions(**options)
    torch._tensor_str.PRINT_OPTS.sci_mode = options["sci_mode"]  # where it was None, it cannot be asked for


@contextmanager
def put_back():
    """What runs inside begins in one and the same state, and leaves no trace.

    Gives a list; at the end it names what was changed and is more than a matter of taste.
    """
    changed, chances = [], _chances()
    saved = {what: read() for what, (read, _, _) in SHARED.items()}
    drawn = [read() for read, _, _ in chances]
    figures = _figures()
    with warnings.catch_warnings():
        try:
            for what, (_, write, begin) in SHARED.items():
                if begin is not None and saved[what] != begin:
                    write(begin)
            for _, _, seed in chances:
                seed(0)
            warnings.simplefilter("ignore")
            yield changed
        finally:
            for what, (read, write, begin) in SHARED.items():
                end, start = read(), saved[what] if begin is None else begin
                if end != start and what not in SILENT:
                    changed.append(what)
                if end != saved[what] and saved[what] is not None:  # to write what is there already may cost time
                    write(saved[what])
            for (_, write, _), state in zip(chances, drawn, strict=True):
                write(state)
            for number in _figures() - figures:
                sys.modules["matplotlib.pyplot"].close(number)


def _figures():
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


# --- what is printed ------------------------------------------------------------------------------


class Few:
    """Passes on the first lines that are printed, and counts the rest."""

    def __init__(self, output):
        self.output, self.lines, self.letters, self.cut = output, 0, 0, 0

    def write(self, text):
        if self.lines < MOST_LINES and self.letters < MOST_LETTERS:
            passed = "".join(text.splitlines(keepends=True)[: MOST_LINES - self.lines])[: MOST_LETTERS - self.letters]
            self.output.write(passed)
            self.lines, self.letters = self.lines + passed.count("\n"), self.letters + len(passed)
            text = text[len(passed) :]
        self.cut += text.count("\n")
        return len(text)

    def __getattr__(self, name):
        return getattr(self.output, name)


@contextmanager
def few_lines():
    """What runs inside prints a few lines; of more it is said how many there were."""
    printed = Few(sys.stdout)
    sys.stdout = printed
    try:
        yield
    finally:
        sys.stdout = printed.output
        if printed.cut:
            print(f"(and {printed.cut:,} more lines)")
