"""The slip in a wrong answer: one small edit of its code makes it right, and nothing else is said, run or changed."""

import ast
import difflib
import functools
import linecache
import math
import random
import sys
import textwrap
from types import FunctionType

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import always

from helpers import exercises, grad_fn, loss_fn, model, show
from helpers.exercises import exercise
from helpers.exercises.compare import quoted
from helpers.exercises.kinds import Code
from helpers.exercises.repair import KINDS, repaired
from helpers.exercises.rewrite import Budget, TooLong, readable
from helpers.exercises.trial import attempt, complaint

CODES = [task for section in exercises.sections() for task in exercises.load(section) if isinstance(task, Code)]


def written(source, **names):
    """The function of a cell with this code, as a notebook has it."""
    source = textwrap.dedent(source).strip("\n") + "\n"
    filename = f"<cell {len(linecache.cache)}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    names = {"torch": torch, "math": math, "model": model, "loss_fn": loss_fn, "grad_fn": grad_fn, **names}
    exec(compile(source, filename, "exec"), names)
    return names[ast.parse(source).body[0].name]


def task_of(monkeypatch, solution, *probes):
    monkeypatch.setattr(exercise, "declared", {})
    return Code(
        "5_3 scratch",
        question="What?",
        answer=solution,
        probes=list(probes),
        mistakes=[("No.", lambda *arguments: None)],
        hints=["Think."],
        why="Because.",
    )


def said(task, function):
    return repaired(function, task, task.outcomes(function))


U, C = torch.tensor([1.0, 2.0, 4.0, -3.0]), torch.tensor([0.5, -3.0, 2.0, 7.0])
V, D = torch.tensor([-2.0, 5.0, 0.5]), torch.tensor([1.5, 7.0, 9.0])
PROBES = [(U, C, 3, 0.3), (V, D, 1, 0.7)]
LINES = [
    (3, 0.1, torch.tensor([1.0, 0.5]), torch.tensor([1.0, 2.0, 3.0]), torch.tensor([0.0, 3.0, 1.0])),
    (2, 0.05, torch.tensor([-1.0, 2.0]), torch.tensor([0.5, -1.0]), torch.tensor([4.0, 2.0])),
]
SLIPS = {  # what is asked, and for each slip its code and what is said of it
    "def f(u, c, n, rate): return ((u - c) ** 2).mean().sqrt() * rate": {
        "return ((u - c) ^ 2).mean().sqrt() * rate": "`^` is no power in Python, `**` is; write `(u - c) ** 2`",
        "return (u - c ** 2).mean().sqrt() * rate": "groups `u - c ** 2` otherwise; write `(u - c) ** 2`",
        "return ((u - c) ** 2).mean().sqrt() // (1 / rate)": "`//` drops what is behind the point",
        "return ((u - c) * 2).mean().sqrt() * rate": "`* 2` doubles, `** 2` squares",
        "return ((u - c) ** 2).mean() ** 1 / 2 * rate": "** (1 / 2)`",
        "return ((u + c) ** 2).mean().sqrt() * rate": "look at the signs",
        "return ((u - c) ** 2).mean().sqrt() / rate": "look at `*` and `/`",
        "return ((u - c) ** 2).sum().sqrt() * rate": "look at `.sum`; take a function that is near to it",
        "return ((u - c).mean() ** 2).sqrt() * rate": "the operations of `(u - c).mean() ** 2` in another order",
        "return ((u - c) ** 2).mean(dim=1).sqrt() * rate": "look at the dimension of `.mean`",
        "return ((u - c) ** 2).mean().sqrt().round() * rate": "leave `.round` out",
        "return ((u - c) ** 2).mean() * rate": "add a step",
        "return math.sqrt(((u - c) ** 2).mean()) * n": "look at `n`; put another name in its place",
        "((u - c) ** 2).mean().sqrt() * rate": "nothing is returned; end with a `return`",
        "loss = ((u - c) ** 2).mean().sqrt() * rate": "nothing is returned; end with a `return`",
        "print(((u - c) ** 2).mean().sqrt() * rate)": "nothing is returned; end with a `return`",
        "return (((u - c) ** 2).sum() / 11).sqrt() * rate": "`11` is a fixed number",
        "return ((u - c) ** 2).mean().sqrt() * 0.35": "`0.35` is a fixed number; put an argument in its place",
        "u -= c\n    return (u ** 2).mean().sqrt() * rate": "`x -= 1` changes `x` itself",
        "rate = 0.5\n    return ((u - c) ** 2).mean().sqrt() * rate": "leave this line out",
        "return ((u - c) ** 2).mean().sqrt() * rate + 0 * math.cos(u - c).mean()": "write `torch.cos`",
        "e = (u - c) ** 2\n    return e.mean * e.mean() ** -0.5 * rate": "write them behind `.mean`",
        "loss = 0.0\n    for a, b in zip(u, c):\n        loss += (a - b) ** 2\n"
        "        return (loss / len(u)) ** 0.5 * rate": "this `return` is indented too far",
        "loss = 0.0\n    for a, b in zip(u, c):\n        loss = (a - b) ** 2\n"
        "    return (loss / len(u)) ** 0.5 * rate": "`=` replaces what was there",
        "for a, b in zip(u, c):\n        loss = 0.0\n        loss += (a - b) ** 2\n"
        "    return (loss / len(u)) ** 0.5 * rate": "move this line out of its loop",
        "loss = 0.0\n    for i in range(len(u) - 1):\n        loss += (u[i] - c[i]) ** 2\n"
        "    return (loss / len(u)) ** 0.5 * rate": "`range(len(u) - 1)` is off by one",
    },
    "def f(u, c, n, rate): return c.sum() * n / (u * rate + n)": {
        "return c.sum() * n / model(u, n, rate)": "exchange two of the arguments of `model`",
    },
    "def f(u, c, n, rate): return (n - rate) / n, u[0], u[-1]": {
        "return n - rate / n, u[0], u[-1]": "write `(n - rate) / n`",
        "return (rate - n) / n, u[0], u[-1]": "two sides",
        "return (n - rate) / n, u[-1], u[0]": "in each other's place",
        "return (n - rate) / n, u[1], u[-1]": "look at the index of `u[1]`",
        "return (n - rate) / n if n >= 3 else 0.0, u[0], u[-1]": "compare in another way",
    },
}  # fmt: skip


# The same for loops, line by line.
BEGIN, LOOP, PREDICT = "losses = []", "for _ in range(n):", "    t_p = model(u, *params)"
NOTE, STEP = "    losses.append(loss_fn(t_p, c))", "    params = params - rate * grad_fn(u, c, t_p, *params)"
NOTE_AT, STEP_AT = NOTE.replace("t_p", "model(u, *params)"), STEP.replace("t_p", "model(u, *params)")
IN_PLACE, STRAY, END = (
    "    params -= rate * grad_fn(u, c, t_p, *params)",
    "    params = params - rate",
    "return params, losses",
)
ADD, SUM, HALVE, SUMS = "    u = u - rate * c", "    c = c + u", "    rate = rate * 0.5", "return u, c, rate"
IN_LOOPS = [
    ([BEGIN, LOOP, PREDICT, NOTE, STEP, END], [
        ([BEGIN, PREDICT[4:], LOOP, NOTE, STEP, END], "`t_p = model(u, *params)`: move this line into the loop"),
        ([BEGIN, PREDICT[4:], NOTE[4:], LOOP, STEP, END], "(u, *params)`: move this line and the next into"),
        ([BEGIN, LOOP, STEP_AT, NOTE_AT, END], "exchange this line and the next one"),
        ([BEGIN, LOOP, PREDICT, NOTE, STEP.replace("-", "+"), END], "change one thing here"),
        ([BEGIN, LOOP, PREDICT.replace("*", ""), NOTE, STEP, END], "write `model(u, *params)`"),
        ([BEGIN, LOOP, PREDICT, NOTE, STEP, STRAY, END], "`params = params - rate`: leave this line out"),
        ([BEGIN, LOOP, PREDICT, NOTE, IN_PLACE, END], "`x -= 1` changes `x` itself"),
        ([BEGIN, LOOP, PREDICT, NOTE, STEP, "    " + END], "indented too far"),
    ]),
    ([LOOP, ADD, SUM, HALVE, SUMS], [
        ([LOOP, HALVE, ADD, SUM, SUMS], "`rate = rate * 0.5`: "),
        ([LOOP, ADD, SUM[4:], HALVE[4:], SUMS], "`c = c + u`: move this line and the next into"),
        ([LOOP, ADD, SUM, HALVE[4:], SUMS], "`rate = rate * 0.5`: move this line into"),
    ]),
    ([LOOP, ADD, SUM[4:], HALVE[4:], SUMS], [
        ([LOOP, ADD, SUM, HALVE, SUMS], "`c = c + u`: move this line and the next out of"),
    ]),
]  # fmt: skip


EACH = [(right, *slip) for right, slips in SLIPS.items() for slip in slips.items()]


@pytest.mark.parametrize(("right", "code", "words"), EACH)
def test_a_slip_is_named(monkeypatch, right, code, words):
    task = task_of(monkeypatch, written(right), *PROBES)
    assert words in said(task, written(f"{right[: right.index(':')]}:\n    {code}"))


@pytest.mark.parametrize(("right", "lines", "words"), [(one, *slip) for one, slips in IN_LOOPS for slip in slips])
def test_a_slip_in_a_loop_is_named(monkeypatch, right, lines, words):
    solution, answer = ("\n    ".join(["def f(n, rate, params, u, c):", *code]) for code in (right, lines))
    assert words in said(task_of(monkeypatch, written(solution), *LINES), written(answer))


def test_nothing_is_said_where_several_lines_are_as_telling(monkeypatch):
    task = task_of(monkeypatch, written("def f(u, c, n, rate): return (u - c) * rate * n"), *PROBES)
    twice = """
        def f(u, c, n, rate):
            e = c - u
            return e * rate * n
    """
    assert said(task, written(twice)) == ""  # either line may be turned round


def test_nothing_is_said_of_what_no_edit_mends(monkeypatch):
    task = task_of(monkeypatch, written("def f(u, c, n, rate): return (u - c) * rate * n"), *PROBES)
    assert said(task, written("def f(u, c, n, rate): return u.exp()")) == ""
    assert said(task, written("def f(u, c, n, rate): return (c + u) / rate")) == ""


@pytest.mark.parametrize("task", CODES, ids=lambda task: task.name)
@settings(always, max_examples=2)
@given(data=st.data())
def test_a_slip_in_a_solution_is_found_in_its_line_or_nothing_is_said(task, data):
    """Most edits undo one another, so what mends a slip also makes one."""
    solution = written(show.code(task.answer), **task.answer.__globals__)
    answer = readable(solution)
    assume(answer is not None)
    slips = [(old, new, at) for kind in KINDS for old in answer.nodes for new, at in kind.edits(old, answer.names)]
    old, new, _ = data.draw(st.sampled_from(slips))
    before = ast.unparse(answer.definition).splitlines()
    after = ast.unparse(answer.edited(old, new)).splitlines()
    slipped = written("\n".join(after), **task.answer.__globals__)
    assume(readable(slipped))
    outcomes = task.outcomes(Budget(readable(slipped)).bound(slipped))
    assume(any(complaint(*both, slipped, task.rtol) for both in zip(outcomes, task.known[0], strict=True)))
    words = repaired(slipped, task, outcomes)
    changed = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    assert not words or any(quoted(line[2:].strip()) in words for line in changed), (words, changed)


# --- nothing else ---------------------------------------------------------------------------------

NEARLY = "def f(u, c, n, rate): return (u - c) * rate * n"


def test_an_edit_that_never_ends_is_ended(monkeypatch):
    task = task_of(monkeypatch, written("def f(u, c, n, rate): return u * n"), *PROBES)
    endless = """
        def f(u, c, n, rate):
            total, left = u - u, n
            while left > 0:
                total = total + c
                left = left - 1
            return total
    """
    assert "`c`: put another name" in said(task, written(endless)) or said(task, written(endless)) == ""


def test_a_run_is_ended_after_so_many_lines_in_all_its_loops():
    for body in ("while True: u = u + 1", "[0 for _ in iter(int, 1)]", "f(u)\n    while f: u = u + 1"):
        function = written(f"def f(u):\n    {body}")
        before = sys.gettrace()
        with pytest.raises((TooLong, RecursionError)):
            Budget(readable(function)).bound(function)(1)
        assert sys.gettrace() is before


def test_nothing_is_changed_and_nothing_is_shown(monkeypatch, capfd):
    task = task_of(monkeypatch, written(NEARLY), *PROBES)
    function = written("""
        def f(u, c, n, rate, most=3):
            print("out")
            torch.manual_seed(1)
            torch.set_grad_enabled(False)
            u -= c
            return u / rate * n
    """)
    outcomes = task.outcomes(function)
    capfd.readouterr()
    before = [part.clone() if isinstance(part, torch.Tensor) else part for probe in PROBES for part in probe]
    names, states = dict(function.__globals__), (torch.get_rng_state(), random.getstate(), torch.is_grad_enabled())
    repaired(function, task, outcomes)
    assert torch.equal(torch.get_rng_state(), states[0]) and random.getstate() == states[1]
    assert torch.is_grad_enabled() is states[2] is True
    assert function.__globals__ == names
    after = [part for probe in PROBES for part in probe]
    assert all(torch.equal(a, b) if isinstance(a, torch.Tensor) else a == b for a, b in zip(before, after, strict=True))
    assert capfd.readouterr() == ("", "")


notes = []


@pytest.mark.parametrize(
    "code",
    [
        "open('notes.txt', 'a').close()",
        "input('?')",
        "plt.plot(u)",
        "plotted(u)",
        "notes.append(n)",
        "first.zero_()",
        "u.numpy().tofile('notes.txt')",
        "for k in range(3):\n        try: u / 0\n        except ValueError: pass",
        "global notes\n    notes = []",
    ],
)
def test_code_that_reaches_outside_is_not_run_again(monkeypatch, code):
    plotted = written("def plotted(u): plt.plot(u)", plt=None)
    function = written(f"def f(u, c, n, rate):\n    {code}\n    return u - c * rate * n", plt=None, notes=[], first=U)
    function.__globals__["plotted"] = FunctionType(plotted.__code__, function.__globals__)
    assert readable(function) is None
    assert repaired(function, task_of(monkeypatch, written(NEARLY), *PROBES), []) == ""


def test_where_the_code_is_not_to_be_had_nothing_is_said(monkeypatch):
    task = task_of(monkeypatch, written(NEARLY), *PROBES)
    names = {}
    exec("def f(u, c, n, rate): return u - c * rate * n", names)
    for answer in (
        names["f"],
        lambda u, c, n, rate: u - c * rate * n,
        functools.partial(written("def f(u, c, n, rate): return u - c * rate * n")),
        functools.lru_cache(written("def f(u, c, n, rate): return u - c * rate * n")),
        max,
        Code,
    ):
        assert repaired(answer, task, [attempt(answer, probe, task.names) for probe in PROBES]) == ""
    stale = written("def f(u, c, n, rate): return u - c * rate * n")
    linecache.cache[stale.__code__.co_filename] = (1, None, ["def f(u, c, n, rate): return u - c\n"], "")
    assert said(task, stale) == ""


def test_closures_and_defaults_stay_as_they_are(monkeypatch):
    task = task_of(monkeypatch, written(NEARLY), *PROBES)
    made = written("""
        def make(half):
            def f(u, c, n, rate, twice=2.0):
                return (u - c) / rate * n * half * twice
            return f
    """)
    function = made(0.5)
    assert "look at `*` and `/`" in said(task, function)
    assert function.__closure__[0].cell_contents == 0.5
