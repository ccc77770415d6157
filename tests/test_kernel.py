"""Whatever an answer does to what all code of a kernel shares: it gets a verdict, and afterwards all is as before."""

import copy
import functools
import io
import os
import random
import sys
import warnings

import matplotlib
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers import exercises
from helpers.exercises import exercise
from helpers.exercises.kernel import MOST_LETTERS, MOST_LINES, few_lines, put_back
from helpers.exercises.kinds import Code

matplotlib.use("Agg")
import matplotlib.pyplot as plt


def right(t_p, t_c):
    return ((t_p - t_c) ** 2).mean()


@pytest.fixture
def task(monkeypatch):
    monkeypatch.setattr(exercise, "declared", {})
    return Code(
        "5_3 scratch",
        question="What?",
        answer=right,
        probes=[(torch.tensor([1.0, 2.0]), torch.zeros(2)), (torch.tensor([3.0, -1.0, 0.5]), torch.ones(3))],
        mistakes=[("No.", lambda a, b: 7.0)],
        hints=["Think."],
        why="Because.",
    )


def state():
    """All that is shared, as far as this file changes it."""
    return (
        torch.get_default_dtype(),
        torch.get_default_device(),
        torch.is_grad_enabled(),
        torch.is_anomaly_enabled(),
        torch.are_deterministic_algorithms_enabled(),
        torch.get_num_threads(),
        copy.copy(torch._tensor_str.PRINT_OPTS),
        torch.get_rng_state().tolist(),
        random.getstate(),
        str(np.random.get_state()),
        plt.get_fignums(),
        warnings.filters[:],
        sys.stdout,
        sys.stderr,
        os.getcwd(),
        sys.getrecursionlimit(),
    )


CHANGES = {
    "device": lambda: torch.set_default_device("meta"),
    "device that is not there": lambda: torch.set_default_device("cuda"),
    "dtype": lambda: torch.set_default_dtype(torch.float64),
    "grad": lambda: torch.set_grad_enabled(False),
    "anomaly": lambda: torch.autograd.set_detect_anomaly(True),
    "deterministic": lambda: torch.use_deterministic_algorithms(True),
    "threads": lambda: torch.set_num_threads(torch.get_num_threads() + 1),
    "printing": lambda: torch.set_printoptions(precision=9, sci_mode=True),
    "random numbers": lambda: (torch.rand(3), random.random(), np.random.rand()),
    "seeds": lambda: (torch.manual_seed(3), random.seed(3), np.random.seed(3)),
    "figure": lambda: plt.figure(),
    "warnings": lambda: warnings.simplefilter("error"),
    "output": lambda: setattr(sys, "stdout", None),
    "folder": lambda: os.chdir(os.pardir),
    "recursion": lambda: sys.setrecursionlimit(sys.getrecursionlimit() + 100),
    "end": sys.exit,
    "stop": lambda: (_ for _ in ()).throw(KeyboardInterrupt),
    "error": lambda: 1 / 0,
}
LOUD = {"device", "device that is not there", "dtype", "grad", "end", "stop", "error"}


@pytest.mark.parametrize("changes", [[name] for name in CHANGES] + [[n for n in CHANGES if n not in LOUD], [*CHANGES]])
def test_whatever_an_answer_changes_is_put_back_and_the_next_one_is_judged(task, changes):
    def answer(t_p, t_c):
        result = right(t_p, t_c)
        for name in changes:
            CHANGES[name]()
        return result

    before = state()
    verdict = task.judge(answer).verdict
    assert state() == before
    assert verdict == ("Not yet." if LOUD & set(changes) else "Right.")
    assert task.judge(right).verdict == "Right."


@given(st.lists(st.sampled_from(sorted(CHANGES)), max_size=4))
def test_what_runs_inside_leaves_no_trace(names):
    before = state()
    try:
        with put_back():
            for name in names:
                CHANGES[name]()
    except (SystemExit, KeyboardInterrupt, ZeroDivisionError, RuntimeError):
        pass
    assert state() == before


def test_a_notebook_with_a_device_of_its_own_keeps_it_and_its_answers_are_judged(task):
    torch.set_default_device("meta")
    try:
        assert task.judge(right).verdict == "Right."
        assert torch.get_default_device() == torch.device("meta")
    finally:
        torch.set_default_device(None)


class Liar:
    __class__ = torch.Tensor
    __len__ = __bool__ = __eq__ = __repr__ = __getattr__ = lambda *arguments: 1 / 0


class Endless(list):
    __len__ = __iter__ = lambda self: 1 / 0


class Refusing(torch.Tensor):
    @classmethod
    def __torch_function__(cls, *arguments):
        raise RuntimeError


def itself(t_p, t_c):
    parts = []
    parts.append(parts)
    return parts


def generates(t_p, t_c):
    yield right(t_p, t_c)


@pytest.mark.parametrize(
    "answer",
    [
        lambda t_p, t_c: Liar(),
        lambda t_p, t_c: Endless([right(t_p, t_c)]),
        lambda t_p, t_c: right(t_p, t_c).as_subclass(Refusing),
        lambda t_p, t_c: torch.zeros(1).expand(10**13),
        itself,
        generates,
        functools.partial(lambda one, t_p, t_c: right(t_p, t_c) + one, 1.0),
        Liar,
        Liar(),
        max,
        torch.Tensor,
    ],
    ids=range(11),
)
def test_no_answer_is_too_strange_for_a_sentence(task, answer):
    message = task.judge(answer)
    assert message.verdict == "Not yet." and "cannot be compared" not in message.text
    assert task.judge(right).verdict == "Right."


def test_an_answer_that_checks_itself_is_told_so_once(task, screen):
    def answer(t_p, t_c):
        exercises.check(task.name, answer)
        return right(t_p, t_c)

    assert "you are calling `exercises.check` from inside your function" in task.judge(answer).text
    assert screen == [] and exercise.at_work == []
    assert task.judge(right).verdict == "Right."


def test_an_answer_that_replaces_what_all_share_is_told_to_restart_the_kernel(task):
    def answer(t_p, t_c):
        torch.Tensor.mean = torch.Tensor.sum
        return right(t_p, t_c)

    kept = torch.Tensor.mean
    try:
        for tried in (answer, right):
            assert "Restart the kernel" in task.judge(tried).text
    finally:
        torch.Tensor.mean = kept
    assert task.judge(right).verdict == "Right."


@given(st.lists(st.text("ab\n", max_size=9), max_size=60))
def test_a_few_printed_lines_come_through_and_of_more_their_number(texts):
    whole = "".join(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", written := io.StringIO())
        with few_lines():
            for text in texts:
                print(text, end="")
        assert sys.stdout is written
    shown, lines = written.getvalue(), whole.count("\n")
    if lines <= MOST_LINES:
        assert shown == whole or lines == MOST_LINES
    else:
        end = f"(and {lines - MOST_LINES:,} more lines)\n"
        assert shown == "".join(whole.splitlines(keepends=True)[:MOST_LINES]) + end
    assert len(shown) < MOST_LETTERS + 50
