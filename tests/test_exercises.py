"""The exercises: each is right, each known mistake gets its own hint, and no answer whatever gets a traceback."""

import _thread
import contextlib
import io
import math
import random
import re
import signal
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import pytest
import tidy
import torch
from alternatives import ALTERNATIVES
from hypothesis import given, settings
from hypothesis import strategies as st
from solutions import uses

import helpers
from helpers import exercises, orbit
from helpers.exercises import exercise
from helpers.exercises.exercise import SYMBOLS
from helpers.exercises.kinds import Choice, Code, Number
from helpers.exercises.loops import usual_mistakes

EXERCISES = [task for section in exercises.sections() for task in exercises.load(section)]
MISTAKES = [
    pytest.param(task, text, wrong, id=f"{task.name}-{number}-{which}")
    for task in EXERCISES
    for number, (text, *wrongs) in enumerate(task.mistakes)
    for which, wrong in enumerate(wrongs)
]
each_exercise = pytest.mark.parametrize("task", EXERCISES, ids=lambda task: task.name)
each_code = pytest.mark.parametrize(
    "task", [task for task in EXERCISES if isinstance(task, Code)], ids=lambda task: task.name
)
MSE = "5_3 mean squared error"
LOSS = "5_3 loss of another guess"
READINGS = "5_3 two wrong readings"
GAVE_UP = "cannot be compared"


# The exercise on which these tests try answers of every kind. It is none of the course's, which are collected above.
def mean_squared_error(t_p, t_c):
    squared_diffs = (t_p - t_c) ** 2
    return squared_diffs.mean()


Code(
    MSE,
    question="The mean of the squared differences between the predictions `t_p` and the ground truth `t_c`.",
    answer=mean_squared_error,
    probes=[
        (torch.tensor([1.0, 2.0]), torch.tensor([0.0, 0.0])),
        (torch.tensor([3.0, -1.0, 0.5, 8.0]), torch.tensor([5.0, 1.5, 0.5, 2.0])),
        (torch.tensor([20.0, 30.0, 40.0]), torch.tensor([0.5, 14.0, 15.0])),
    ],
    mistakes=[
        ("This grows with every reading, even if the fit is as good. Which *mean* is asked for?",
         lambda t_p, t_c: ((t_p - t_c) ** 2).sum()),
        ("You square the mean, and before that differences of both signs cancel. Square each one first",
         lambda t_p, t_c: (t_p - t_c).mean() ** 2),
        ("Differences of both signs cancel here. What makes each of them positive, and large ones larger?",
         lambda t_p, t_c: (t_p - t_c).mean(), lambda t_p, t_c: (t_c - t_p).mean()),
        ("That is the mean *absolute* error: each difference counts as far as it is off. Here it is to be squared",
         lambda t_p, t_c: (t_p - t_c).abs().mean()),
        ("These are the squares, one for each reading. Make one number of them",
         lambda t_p, t_c: (t_p - t_c) ** 2),
        ("The root is the *typical error*, in degrees. The loss itself is in square degrees, without a root",
         lambda t_p, t_c: ((t_p - t_c) ** 2).mean().sqrt()),
        ("You compared every prediction with every temperature: with a second dimension one of the two is a column, "
         "and the difference a table. Only readings that belong together are to be compared",
         lambda t_p, t_c: ((t_p[:, None] - t_c) ** 2).mean(),
         lambda t_p, t_c: ((t_p[:, None] - t_c) ** 2).mean(dim=0),
         lambda t_p, t_c: ((t_p - t_c[:, None]) ** 2).mean(dim=0)),
    ],
    hints=[
        "Begin with the differences: one tensor minus the other does all readings at once.",
        "`**` raises each number of a tensor to a power.",
        "A tensor has a method that takes the mean of its numbers.",
    ],
    why="Squares make every difference count, whatever its sign, and the mean does not depend on how many readings "
    "there are. The order matters: first square, then take the mean.",
)  # fmt: skip


def right(t_p, t_c):
    return ((t_p - t_c) ** 2).mean()


@pytest.fixture(autouse=True)
def no_hints_given():
    exercises.records.clear()


def said(answer, name=MSE):
    """What check says of an answer, in one line, having written nothing on stderr."""
    stderr = io.StringIO()
    with contextlib.redirect_stderr(stderr):
        message = exercises.find(name).judge(answer)
    assert stderr.getvalue() == ""
    assert message.verdict in SYMBOLS
    assert len(message.text) < 1200 and "\n" not in message.text
    assert "Traceback" not in message.text and "0x" not in message.text
    return repr(message)


# --- every exercise -------------------------------------------------------------------------------


@each_exercise
def test_the_reference_is_right(task):
    assert task.judge(task.answer).verdict == "Right."


@each_exercise
def test_other_right_answers_are_right(task):
    assert len(ALTERNATIVES[task.name]) >= 2
    for answer in ALTERNATIVES[task.name]:
        assert said(answer, task.name).startswith("Right.")


def test_every_alternative_belongs_to_an_exercise():
    assert sorted(ALTERNATIVES) == sorted(task.name for task in EXERCISES)


@pytest.mark.parametrize("task", [task for task in EXERCISES if isinstance(task, Choice)], ids=lambda task: task.name)
def test_an_option_may_be_given_as_it_is_seen_on_the_page(task):
    text = task.options[task.answer]
    assert said(text, task.name).startswith("Right.")
    assert said(re.sub("[`*]", "", text), task.name).startswith("Right.")


@pytest.mark.parametrize("task, text, wrong", MISTAKES)
def test_a_known_mistake_gets_its_own_hint_and_no_other(task, text, wrong):
    words = said(wrong, task.name)
    assert words.startswith("Not yet. " + text)
    assert not any(other in words for other, *_ in task.mistakes if other != text)


@each_code
def test_no_two_mistakes_are_alike_and_none_is_right(task):
    functions = [task.answer, *(wrong for _, *wrongs in task.mistakes for wrong in wrongs)]
    results = [task.outcomes(function) for function in functions]
    for place, outcome in enumerate(results):
        alike = [other for other in range(len(results)) if task.agree(outcome, results[other])]
        assert alike == [place]


@each_code
def test_the_reference_changes_what_is_declared_and_nothing_else(task):
    outcomes = task.outcomes(task.answer)
    assert {what for outcome in outcomes for what in outcome.effects} == set(task.changes)
    for outcome in outcomes:
        assert outcome.error is not None or outcome.value is not None or task.changes


@each_exercise
def test_hints_of_mistakes_do_not_repeat(task):
    texts = [text for text, *_ in task.mistakes] + task.hints
    assert len(set(texts)) == len(texts)


@each_exercise
@pytest.mark.parametrize("answer", [..., lambda *arguments: ...], ids=["dots", "function"])
def test_a_template_is_not_attempted_yet(task, answer):
    if answer is ... or isinstance(task, Code):
        expected = f'Replace the dots, and run the cell again. For a hint: `exercises.hint("{task.name}")`.'
        assert said(answer, task.name) == f"Not attempted yet. {expected}"


@each_exercise
def test_no_message_gives_the_solution_away(task):
    if isinstance(task, Code):
        # Each line of the solution that is more than a name.
        secret = [line.strip().removeprefix("return ") for line in task.solved().splitlines()[2:-1]]
        secret = [line for line in secret if len(line) > 12]
    else:
        secret = [task.solved().strip("`")]
    texts = [text for text, *_ in task.mistakes] + task.hints + [task.question]
    texts += [said(answer, task.name) for answer in (None, 0.5, "x", [], lambda *a: 0.0, lambda *a: 1 / 0)]
    texts += [said(wrong, task.name) for _, *wrongs in task.mistakes for wrong in wrongs]
    assert [(line, text) for line in secret for text in texts if line in text] == []


def shown_text(screen):
    """The last output, in its two forms."""
    data = screen[-1]["data"]
    assert set(data) == {"text/plain", "text/markdown"}
    return data["text/plain"], data["text/markdown"]


@each_exercise
def test_the_question_is_asked_with_all_that_an_answer_needs(screen, task):
    exercises.ask(task.name)
    plain, markdown = shown_text(screen)
    assert markdown.startswith(f"### Exercise: {task.title}\n\n{task.question}")
    assert plain == f"Exercise: {task.title}. " + markdown.partition("\n\n")[2]
    if isinstance(task, Code):
        assert f"`{task.answer.__name__}{task.signature}`" in markdown
    elif isinstance(task, Choice):
        assert all(f"- **{letter}** {text}\n" in markdown for letter, text in task.options.items())
    else:
        assert task.unit in markdown


def notebook_names():
    """What a notebook has imported where an exercise stands."""
    names = {"torch": torch, "exercises": exercises, "orbit": orbit}
    return names | {name: getattr(helpers, name) for name in helpers.__all__}


def solved(task):
    """The solution as a learner reads it: the code of a function, or a value."""
    text = task.solved()
    if isinstance(task, Code):
        names = notebook_names()
        exec(re.fullmatch(r"```python\n(.*)\n```", text, re.DOTALL)[1], names)
        return names[task.answer.__name__]
    return eval(re.match("`(.+?)`", text)[1])


@each_exercise
def test_the_solution_is_shown_and_works_when_it_is_pasted(screen, task):
    exercises.solution(task.name)
    plain, markdown = shown_text(screen)
    assert plain == f"Solution.\n\n{task.solved()}\n\n{task.why}"
    assert markdown == plain.replace("Solution.", "**Solution.**", 1)
    assert said(solved(task), task.name).startswith("Right.")


@each_exercise
def test_hints_come_one_at_a_time_and_end(screen, task):
    for _ in range(len(task.hints) + 2):
        exercises.hint(task.name)
    plain = [output["data"]["text/plain"] for output in screen]
    count = len(task.hints)
    assert plain[:count] == [f"Hint {n} of {count}: {text}" for n, text in enumerate(task.hints, 1)]
    assert plain[count] == plain[count + 1] and f'exercises.solution("{task.name}")' in plain[count]


@each_exercise
def test_what_is_shown_speaks_as_the_course_does(task):
    texts = [task.question, task.why, *task.hints, *(text for text, *_ in task.mistakes)]
    assert [text for text in texts if re.search(r"\w!(?:\s|$)", text)] == []


# --- what a function can be -----------------------------------------------------------------------


def test_what_check_shows_is_markdown_and_plain_text(screen):
    assert exercises.check(MSE, right) is None
    exercises.check(MSE, lambda t_p, t_c: 5)
    exercises.check(MSE, ...)
    shown = [(output["data"]["text/plain"], output["data"]["text/markdown"]) for output in screen]
    assert shown[0][0].startswith("Right. As expected on all 3 inputs that it was called with. ")
    alert = '<div role="alert">\n\n<span aria-hidden="true">'
    assert shown[0][1].startswith(f"{alert}✓</span> **Right.** As expected on all 3 inputs that it was called with. ")
    assert all(markdown.endswith("\n\n</div>") for _, markdown in shown[:2])
    assert shown[1][0].startswith(
        "Not yet. Your function never reads `t_p` and `t_c`. "
        "Called with `t_p = (20, 30, 40), t_c = (0.5, 14, 15)`: got `5`, expected `420.4`. For a "
    )
    starts = [f"{alert}✓</span> **Right.**", f"{alert}✗</span> **Not yet.**", "○ **Not attempted yet.**"]
    assert all(markdown.startswith(start) for (_, markdown), start in zip(shown, starts, strict=True))


def empty_with_docstring(t_p, t_c):
    """Mean squared error."""


def begun(t_p, t_c):
    squared_diffs = ...
    return squared_diffs.mean()


@pytest.mark.parametrize(
    "answer",
    [
        lambda t_p, t_c: None,
        empty_with_docstring,
        begun,
        lambda t_p, t_c: (..., ...),
        lambda t_p, t_c: (t_p - ...) ** 2,
    ],
)
def test_part_of_a_template_is_not_attempted_either(answer):
    assert said(answer).startswith("Not attempted yet.")


class Nasty:
    """Raises at whatever is asked of it."""

    def __getattribute__(self, name):
        raise RuntimeError("nasty")

    def refuse(self, *arguments):
        raise RuntimeError("nasty")

    __eq__ = __repr__ = __bool__ = __len__ = __iter__ = __float__ = __str__ = __hash__ = __array__ = refuse


class NastyError(Exception):
    def __str__(self):
        raise RuntimeError("nasty")


class Callable:
    def __call__(self, t_p, t_c):
        return right(t_p, t_c)


def recursive(t_p, t_c):
    return recursive(t_p, t_c)


def raising(error):
    def answer(t_p, t_c):
        raise error

    return answer


def changes_its_input(t_p, t_c):
    result = right(t_p, t_c)
    t_p -= t_c
    return result


def needs_a_gradient(t_p, t_c):
    t_c.requires_grad_()
    return right(t_p, t_c)


def draws(t_p, t_c):
    torch.rand(3)
    return right(t_p, t_c)


def seeds(t_p, t_c):
    random.seed(3)
    return right(t_p, t_c)


def draws_from_numpy(t_p, t_c):
    sys.modules["numpy"].random.rand()
    return right(t_p, t_c)


def moves_to_another_device(t_p, t_c):
    torch.set_default_device("meta")
    return right(t_p, t_c)


def switches_off(t_p, t_c):
    torch.set_grad_enabled(False)
    return right(t_p, t_c)


def doubles(t_p, t_c):
    torch.set_default_dtype(torch.float64)
    return right(t_p, t_c)


def misspelt(t_p, t_c):
    return (t_p - tc).mean()  # noqa: F821


async def later(t_p, t_c):
    return right(t_p, t_c)


CALLED = "Called with `t_p = (1, 2), t_c = (0, 0)`: "


@pytest.mark.parametrize(
    "answer, words",
    [
        (torch.tensor(2.5), "You passed `2.5`, a tensor of shape (). Pass the function itself, without parentheses"),
        (None, "You passed None. Pass the function itself"),
        ("right", "You passed the text `'right'`."),
        (lambda t_p: t_p, "`mean_squared_error` is called with 2 arguments, `(t_p, t_c)`; yours takes `(t_p)`"),
        (lambda: 3, "yours takes `()`"),
        (lambda t_p, t_c, n: 3, "yours takes `(t_p, t_c, n)`"),
        (
            lambda t_p, t_c: print(end=""),
            CALLED + "it returned None, expected `2.5`, a tensor of shape (). Is there a `re",
        ),
        (
            lambda t_p, t_c: right(t_p, t_c).reshape(1),
            CALLED + "got a tensor of shape (1,), expected `2.5`, a tensor of",
        ),
        (lambda t_p, t_c: torch.tensor(5), "got whole numbers (torch.int64), expected floating-point numbers"),
        (lambda t_p, t_c: True, "got true or false (torch.bool), expected floating-point numbers"),
        (
            lambda t_p, t_c: right(t_p, t_c) * 1j,
            "got complex numbers (torch.complex64), expected floating-point numbers",
        ),
        (lambda t_p, t_c: [1.0, 2.0], "got a list of 2, expected `2.5`"),
        (lambda t_p, t_c: "x" * 10**6, "got the text `'xxx"),
        (lambda t_p, t_c: torch.zeros(1).expand(10**12), "got a tensor of shape (1000000000000,), expected"),
        (lambda t_p, t_c: torch.zeros(3, 4), "got a tensor of shape (3, 4), expected"),
        (lambda t_p, t_c: float("nan"), "got `nan`, expected `2.5`"),
        (lambda t_p, t_c: 10**400, "got `inf`, expected `2.5`"),
        (lambda t_p, t_c: right(t_p, t_c) * 1.0003, "got `2.501`, expected `2.5`"),
        (
            lambda t_p, t_c: right(t_p, t_c) * 1.00015,
            "got `2.5`, and the digits that are not shown are too far from what",
        ),
        (lambda t_p, t_c: lambda: 3, "got a function, `<lambda>`, expected"),
        (lambda t_p, t_c: (x for x in t_p), "got an object of type `generator`"),
        (later, "got an object of type `coroutine`"),
        (lambda t_p, t_c: Nasty(), "got an object of type `Nasty`"),
        (lambda t_p, t_c: [[[[[Nasty()]]]]], "got a list of 1"),
        (misspelt, "there is no `tc` here; did you mean `t_c`? Python says `NameError: name 'tc' is not defined`."),
        (misspelt, "`return (t_p - tc).mean() # noqa: F821`"),
        (lambda t_p, t_c: 1 / 0, "something is divided by zero. Python says `ZeroDivisionError: division by zero`"),
        (recursive, "the function calls itself and never stops"),
        (raising(SystemExit()), "it asks Python to end. Python says `SystemExit`"),
        (
            raising(KeyboardInterrupt()),
            "Your function was stopped before it came to its end. Does each loop in it end?",
        ),
        (raising(MemoryError()), "there is not enough memory"),
        (raising(NastyError()), "it stopped, in line"),
        (raising(ValueError("a\n`<b>``c``` \ud800\x1b[31m")), "Python says ```` ValueError: a `<b>``c``` [31m ````"),
        (raising(ValueError("x" * 10**6)), "xxx...`"),
        (changes_its_input, "`t_p = (3, -1, 0.5, 8), t_c = (5, 1.5, 0.5, 2)`: your function changed `t_p` itself, and"),
        (needs_a_gradient, "your function switches on or off that `t_c` is watched"),
        (moves_to_another_device, "your function changed torch's default device, which all other code shares"),
        (switches_off, "your function changed autograd's switch"),
        (doubles, "your function changed torch's default dtype"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_leaves_no_trace(answer, words):
    numpy = sys.modules["numpy"]
    for seed in (torch.manual_seed, random.seed, numpy.random.seed):
        seed(11)
    before = torch.get_rng_state(), random.getstate(), str(numpy.random.get_state()), signal.getsignal(signal.SIGINT)
    text = said(answer)
    assert text.startswith("Not yet. ") and words in text and GAVE_UP not in text
    assert text.endswith(f'For a hint: `exercises.hint("{MSE}")`.')
    assert said(answer) == text
    after = torch.get_rng_state(), random.getstate(), str(numpy.random.get_state()), signal.getsignal(signal.SIGINT)
    assert torch.equal(before[0], after[0]) and before[1:] == after[1:]
    assert torch.is_grad_enabled() and torch.get_default_dtype() == torch.float32
    assert torch.get_default_device() == torch.device("cpu")


@pytest.mark.parametrize("answer", [draws, seeds, draws_from_numpy])
def test_an_answer_may_draw_random_numbers_and_nobody_notices(answer):
    for seed in (torch.manual_seed, random.seed, sys.modules["numpy"].random.seed):
        seed(11)
    before = torch.get_rng_state(), random.getstate(), str(sys.modules["numpy"].random.get_state())
    assert said(answer).startswith("Right.")
    after = torch.get_rng_state(), random.getstate(), str(sys.modules["numpy"].random.get_state())
    assert torch.equal(before[0], after[0]) and before[1:] == after[1:]


@pytest.mark.parametrize(
    "form",
    [
        float,
        torch.Tensor.half,
        torch.Tensor.double,
        torch.Tensor.item,
        torch.nn.Parameter,
        lambda x: x.clone().requires_grad_(),
        torch.Tensor.numpy,
        lambda x: x.numpy()[()],
    ],
)
def test_a_number_is_right_in_any_of_its_forms(form):
    assert said(lambda t_p, t_c: form(right(t_p, t_c))).startswith("Right.")


def test_anything_that_can_be_called_is_an_answer():
    for answer in (Callable(), torch.nn.MSELoss(), torch.nn.functional.mse_loss, Callable().__call__):
        assert said(answer).startswith("Right.")
    for answer in (torch.nn.MSELoss, torch.dot, max, dict, Callable, Nasty):
        assert said(answer).startswith("Not yet.")
    assert said(Nasty()).startswith("Not yet.")


def test_warnings_of_an_answer_are_no_failures():
    def warns(t_p, t_c):
        warnings.warn("careful", stacklevel=1)
        return right(t_p, t_c)

    assert said(warns).startswith("Right.")


def test_what_an_answer_prints_is_left_alone(capsys):
    assert said(lambda t_p, t_c: print("here") or right(t_p, t_c)).startswith("Right.")
    assert capsys.readouterr().out == "here\n" * 3


STRANGE = [
    Nasty(),
    Nasty,
    ...,
    NotImplemented,
    torch,
    torch.float32,
    torch.zeros(0),
    torch.zeros(2, 0),
    object(),
    print,
    torch.eye(3).to_sparse(),
    torch.zeros(2, device="meta"),
    torch.ones(2, dtype=torch.bool),
    torch.tensor(math.nan),
    torch.zeros((), dtype=torch.float16),
    torch.zeros((), dtype=torch.bool),
    torch.ones((), dtype=torch.complex64),
]
texts = st.text().filter(lambda text: "0x" not in text and "Traceback" not in text)  # the marks of what said() refuses
strange = st.integers(0, len(STRANGE) - 1).map(lambda place: STRANGE[place])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | texts | st.complex_numbers() | st.binary() | strange,
        lambda parts: st.lists(parts, max_size=3) | st.tuples(parts) | st.dictionaries(st.text(), parts, max_size=2),
        max_leaves=5,
    ),
    st.sampled_from(EXERCISES),
)
def test_no_value_is_too_strange(value, task):
    said(value, task.name)
    said(lambda t_p, t_c: value)


@given(
    st.sampled_from(
        [
            ArithmeticError,
            AssertionError,
            EOFError,
            ExceptionGroup,
            GeneratorExit,
            KeyError,
            OSError,
            StopIteration,
            SystemExit,
            KeyboardInterrupt,
            UnicodeError,
            NastyError,
            Warning,
        ]
    ),
    texts,
)
@settings(max_examples=40)
def test_no_exception_is_too_strange(kind, text):
    error = ExceptionGroup(text, [ValueError(text)]) if kind is ExceptionGroup else kind(text)
    assert said(raising(error)).startswith("Not yet.")


# --- a value that is to be changed, several results, mistakes that raise --------------------------


@pytest.fixture
def scratch(monkeypatch):
    """A place for exercises of this file."""
    monkeypatch.setattr(exercise, "declared", dict(exercise.declared))


def declare(kind=Code, name="5_3 scratch", **more):
    common = {"question": "What?", "hints": ["Think."], "why": "Because."}
    own = {
        Code: {"answer": right, "probes": [(torch.ones(2), torch.zeros(2))], "mistakes": [("No.", lambda a, b: 7.0)]},
        Number: {"answer": 4.0, "mistakes": [("No.", 5.0)]},
        Choice: {"options": {"a": "one", "b": "two"}, "answer": "a", "mistakes": [("No.", "b")]},
    }
    return kind(name, **common | own[kind] | more)


def step(params, lr):
    with torch.no_grad():
        params -= lr * params.grad
    params.grad = None


def with_gradient():
    params = torch.tensor([1.0, 2.0], requires_grad=True)
    (params**2).sum().backward()
    return params, 0.5


def step_too_short(params, lr):
    with torch.no_grad():
        params -= params.grad / 10


def test_an_argument_that_is_to_be_changed_counts_as_a_result(scratch):
    task = declare(
        answer=step,
        probes=[with_gradient],
        changes=("params",),
        mistakes=[("Without no_grad.", lambda params, lr: params.sub_(lr * params.grad)), ("Short.", step_too_short)],
    )
    assert said(step, task.name).startswith("Right.")
    assert said(lambda params, lr: params.data.sub_(lr * params.grad) and None, task.name).startswith("Not yet.")
    assert "Without no_grad." in said(lambda params, lr: params.sub_(params.grad * lr), task.name)
    assert "Short." in said(step_too_short, task.name)
    assert "`params` is the same after the call as before" in said(lambda params, lr: print(end=""), task.name)

    def opposite(params, lr):
        params.data += lr * params.grad

    assert "`params` after the call: got `(2, 4)`, expected `(0, 0)`" in said(opposite, task.name)


def test_gradients_count_only_where_it_is_said(scratch):
    answers = {"clears": step, "keeps": lambda params, lr: params.data.sub_(lr * params.grad) is None or None}
    for name, changes, right_ones in (("loose", ("params",), 2), ("strict", ("params", "params.grad"), 1)):
        declare(name=f"5_3 {name}", answer=step, probes=[with_gradient], changes=changes)
        verdicts = [said(answer, f"5_3 {name}")[:6] for answer in answers.values()]
        assert verdicts.count("Right.") == right_ones


def test_several_results_are_compared_one_by_one(scratch):
    def both(t_p, t_c):
        return t_p.mean(), t_c - t_p

    task = declare(answer=both)
    assert said(lambda a, b: [float(a.mean()), b - a], task.name).startswith("Right.")
    assert "of the two results the second: got `(1, 1)`, expected `(-1, -1)`" in said(
        lambda a, b: (a.mean(), a - b), task.name
    )
    assert "got a tuple of 3, expected 2 of them" in said(lambda a, b: (a, b, a), task.name)
    assert "of the two results the second: got a list of 2, expected a tensor of shape (2,)" in said(
        lambda a, b: (a.mean(), [-1.0, -1.0]), task.name
    )


def test_a_result_may_be_asked_for_without_a_graph(scratch):
    def loss(params):
        return (params**2).sum().detach()

    task = declare(
        answer=loss,
        probes=[lambda: (torch.tensor([1.0, 2.0], requires_grad=True),)],
        mistakes=[("Copied with its graph.", lambda params: loss(params) + 0 * params[0].clone())],
        graph=False,
    )
    assert "Copied with its graph." in said(lambda params: loss(params) + params[1] - params[1].detach(), task.name)
    assert said(lambda params: loss(params).item(), task.name).startswith("Right.")
    free = declare(name="5_3 free", answer=loss, probes=task.probes, mistakes=[("No.", lambda params: 7.0)])
    assert said(lambda params: (params**2).sum(), free.name).startswith("Right.")
    strict = declare(name="5_3 strict", answer=loss, probes=task.probes, mistakes=[("No.", lambda p: 7.0)], graph=False)
    words = "the numbers are right, but the result still carries its graph; `.detach()` gives the same without it"
    assert words in said(lambda params: (params**2).sum(), strict.name)


def test_an_argument_itself_may_be_asked_for(scratch):
    def doubled(params):
        return params.mul_(2)

    task = declare(
        answer=doubled, probes=[(torch.ones(2),)], changes=("params",), returns="params",
        mistakes=[("A copy.", lambda params: params.mul_(2).clone()), ("No.", lambda params: 7.0)],
    )  # fmt: skip
    assert said(doubled, task.name).startswith("Right.")
    assert "A copy." in said(lambda params: params.mul_(2) + 0, task.name)
    other = declare(
        name="5_3 other", answer=doubled, probes=[(torch.ones(2),)], changes=("params",), returns="params",
        mistakes=[("No.", lambda params: 7.0)],
    )  # fmt: skip
    assert "they come in another object than `params`. Return the very one" in said(
        lambda params: params.mul_(2) + 0, other.name
    )


def test_the_input_that_shows_most_is_told(scratch):
    def slope(delta, rise):
        return rise / (2 * delta)

    task = declare(answer=slope, probes=[(0.5, 3.0), (0.45, 2.0), (0.1, 4.0)])
    assert "Called with `delta = 0.1, rise = 4`: got `4`, expected `20`" in said(lambda delta, rise: rise, task.name)
    assert "Called with `delta = 0.5, rise = 3`: got `-3`" in said(lambda delta, rise: -rise / 2 / delta, task.name)


def test_right_numbers_in_a_box_within_another_are_seen(scratch):
    def both(t_p, t_c):
        return t_p - t_c, t_c - t_p

    task = declare(
        answer=both,
        probes=[(torch.tensor([1.0, 2.0, 4.0]), torch.zeros(3))],
        mistakes=[("Exchanged.", lambda a, b: (b - a, a - b))],
    )
    words = "The numbers are right. They come as a list of 3, expected a tensor of shape (3,)"
    assert words in said(lambda a, b: [(a - b).tolist(), (b - a).tolist()], task.name)


def test_a_mistake_may_raise_and_a_right_answer_too(scratch):
    def refuses(t_p, t_c):
        if len(t_c) == 2:
            raise ValueError("two are not enough")

    task = declare(answer=refuses, mistakes=[("No such method.", lambda a, b: a.meen()), ("Silent.", lambda a, b: a)])
    assert said(raising(ValueError("other words")), task.name).startswith("Right.")
    assert "No such method." in said(lambda a, b: a.meen() + b, task.name)
    assert "AttributeError" in said(lambda a, b: a.maen() + b, task.name)
    assert "it should raise `ValueError`, and does not" in said(lambda a, b: b, task.name)


def test_nan_and_infinity_are_compared_and_nearly_nothing_is_nothing(scratch):
    task = declare(answer=quotients, probes=[(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 0.0]))])
    assert said(lambda a, b: torch.tensor([math.inf, math.nan, 1e-9]), task.name).startswith("Right.")
    assert said(lambda a, b: torch.tensor([math.inf, math.nan, 1e-2]), task.name).startswith("Not yet.")
    assert said(lambda a, b: torch.tensor([-math.inf, math.nan, 0.0]), task.name).startswith("Not yet.")


def quotients(t_p, t_c):
    return torch.cat([t_p / t_c, torch.zeros(1)])


def test_randomness_is_the_same_in_every_call(scratch):
    def shuffled(t_p, t_c):
        return t_p[torch.randperm(len(t_p))]

    task = declare(answer=right, probes=[(torch.arange(9.0), torch.zeros(9))], mistakes=[("Shuffled.", shuffled)])
    assert "Shuffled." in said(shuffled, task.name)


def test_the_usual_mistakes_of_a_loop_are_those_that_its_arguments_allow():
    def count(n_epochs, step):
        return n_epochs * step

    assert [wrong(5, 2) for _, wrong in usual_mistakes(count)] == [8, 12, 2, 0]
    ((words, wrong),) = usual_mistakes(count, but=("fewer", "more", "never"), single="One.")
    assert (words, wrong(5, 2)) == ("One.", 2)

    def walk(n_epochs, learning_rate, t_u):
        return n_epochs * learning_rate * sum(t_u) / len(t_u)

    rates = [wrong(1, 0.5, [1.0, 3.0]) for _, wrong in usual_mistakes(walk)][4:]
    assert rates == [-1.0, 2.0, 2.0, 0.5]


# --- numbers and choices --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer, words",
    [
        ("32.44", "You passed the text `'32.44'`. Expected one number, in °C², without quotes or unit."),
        (None, "You passed None."),
        (True, "You passed `True`."),
        (torch.ones(3), "You passed a tensor of shape (3,)."),
        (lambda: 3, "You passed a function"),
        (float("nan"), "You passed `nan`, which is no finite number."),
        (10**400, "You passed `inf`"),
        (-32.44, "The sign is not right."),
        (0, "Too small."),
        (28, "Too small."),
        (30.5, "Too small, and near."),
        (33.5, "Too large, and near."),
        (1e7, "Too large, by more than ten times."),
    ],
)
def test_a_wrong_number_gets_a_sentence(answer, words):
    text = said(answer, LOSS)
    assert text.startswith("Not yet. " + words) and text.endswith(f'For a hint: `exercises.hint("{LOSS}")`.')
    assert "32.4" not in text.replace("'32.44'", "")


def test_a_number_below_zero_is_told_by_its_size(scratch):
    task = declare(Number, answer=-4.0)
    assert "The sign is right, and without it the number is too large." in said(-6.0, task.name)
    assert "The sign is right, and without it the number is too small." in said(-2, task.name)


def test_a_number_with_too_few_digits_is_told_how_many(scratch):
    task = declare(Number, answer=-16.45, tolerance=0.001)
    for few in (-16, -16.4, -16.5, -20, -10):
        assert said(few, task.name).startswith("Not yet. Near: give four digits.")
    assert "too large, and near: give four digits." in said(-17, task.name)
    assert said(-16.46, task.name).startswith("Right.")
    assert "near." in said(-16.52, task.name)
    assert "near" not in said(16, task.name)


def test_a_tolerance_may_be_a_share_of_something_smaller(scratch):
    task = declare(Number, answer=2.05, scale=0.05, mistakes=[("No step.", 2.0), ("Bare.", 2.004)])
    for answer, words in {2.0503: "Right.", 2.052: "near", 2.0: "No step.", 2.0002: "No step.", 2.004: "Bare."}.items():
        assert words in said(answer, task.name)
    with pytest.raises(ValueError, match="mistakes: got 2.0005, expected one further"):
        declare(Number, name="5_3 close", answer=2.05, scale=0.05, mistakes=[("No.", 2.0), ("Nor.", 2.0005)])


def test_a_count_is_to_be_exact(scratch):
    task = declare(Number, answer=400_000, exact=True, mistakes=[("One more.", 400_001)])
    for answer in (400_000, 4e5, torch.tensor(400_000), torch.tensor(4e5)):
        assert said(answer, task.name).startswith("Right.")
    assert "One more." in said(400_001, task.name)
    assert "Too large, and near. It has to be exact." in said(400_200, task.name)


@pytest.mark.parametrize("answer", [32.44, 32.4, torch.tensor(32.44), torch.tensor([[32.4]])])
def test_a_number_is_right_within_its_tolerance(answer):
    assert said(answer, LOSS).startswith("Right. Every")


@pytest.mark.parametrize("answer", ["d", "", "ab", 2, None, ["b"], torch.ones(3), b"b", lambda: "b"])
def test_what_is_no_option_gets_the_letters(answer):
    assert "Expected `'a'`, `'b'` or `'c'`." in said(answer, READINGS)


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", [exercises.ask, exercises.hint, exercises.solution, exercises.find])
def test_an_unknown_name_is_refused_with_the_nearest(call):
    with pytest.raises(ValueError, match="got '5_3 mean square eror', expected .* such as '5_3 mean squared error'"):
        call("5_3 mean square eror")
    with pytest.raises(ValueError, match="'5_3 two wrong readings'"):
        call("5_3 zzzz")
    for name in ("", "9_9 nothing", "../x y", "5_3"):
        with pytest.raises(ValueError, match="such as '5"):
            call(name)
    with pytest.raises(TypeError, match="name: got int, expected the name of an exercise in quotes"):
        call(3)


@pytest.mark.parametrize(
    "kind, more, words",
    [
        (Code, {"name": "scratch"}, "name: got 'scratch', expected '5_3 a few words'"),
        (Code, {"name": "5_3"}, "name: "),
        (Code, {"name": MSE}, "expected a name that no other exercise has"),
        (Code, {"question": " "}, "question: got ' ', expected some words"),
        (Code, {"why": ""}, "why: "),
        (Code, {"hints": []}, "hints: got .., expected a list of at least one hint"),
        (Code, {"hints": "Think."}, "hints: "),
        (Code, {"hints": [""]}, "hints: "),
        (Code, {"mistakes": []}, "mistakes: got .., expected at least one"),
        (Code, {"mistakes": [("No.",)]}, r"mistakes: got \('No.',\), expected \(hint, wrong answer, ...\)"),
        (Code, {"mistakes": [("", right)]}, "mistakes: "),
        (Code, {"mistakes": [("No.", 3)]}, "mistakes: got 3, expected a function"),
        (Code, {"mistakes": [("No.", lambda a: a)]}, r"expected one that takes \(t_p, t_c\)"),
        (Code, {"answer": 3}, "answer: got 3, expected a function"),
        (Code, {"answer": lambda a, b: 3}, "answer: .* expected a function with a name"),
        (Code, {"probes": []}, "probes: "),
        (
            Code,
            {"probes": [(1,)]},
            r"probes: got \(1,\), expected a tuple of 2 arguments, or a function that makes one",
        ),
        (Code, {"changes": ("w",)}, r"changes: .* expected a tuple of names out of \(t_p, t_c\)"),
        (Code, {"changes": "t_p"}, "changes: "),
        (Code, {"rtol": 0}, "rtol: got 0, expected a share between 0 and 1"),
        (Code, {"returns": "params"}, "returns: got 'params', expected a name of an argument"),
        (Number, {"scale": -1}, "scale: got -1, expected"),
        (Number, {"answer": "4"}, "answer: got '4', expected one number"),
        (Number, {"answer": float("nan")}, "answer: got nan, expected one number"),
        (Number, {"mistakes": [("No.", 4.06)]}, "mistakes: got 4.06, expected one further from the answer"),
        (Number, {"mistakes": [("No.", 5.0), ("Nor.", 5.01)]}, "mistakes: got 5.01, expected one further"),
        (Number, {"tolerance": 0}, "tolerance: got 0, expected a share"),
        (Choice, {"options": {}}, "options: "),
        (Choice, {"options": ["one", "two"]}, "options: "),
        (Choice, {"options": {"a": "one"}}, "options: "),
        (Choice, {"options": {"a": "one", "b": "One."}}, "options: .* expected different texts"),
        (Choice, {"options": {"a": "one", "b": ""}}, "options: "),
        (Choice, {"options": {"a": "one", "b": "two", "C": "three"}}, "options: .* expected small letters"),
        (Choice, {"options": {"a": "one", "b": "two", "c": "three"}}, "expected each wrong option once"),
        (Choice, {"answer": "c"}, "answer: got 'c', expected "),
        (Choice, {"mistakes": [("No.", "a")]}, "expected each wrong option once, and not the answer"),
        (Choice, {"mistakes": [("No.", "b"), ("Nor.", "b")]}, "expected each wrong option once"),
        (Choice, {"mistakes": [("No.", ["b"])]}, "mistakes: "),
    ],
)
def test_a_declaration_that_is_not_whole_is_refused(scratch, kind, more, words):
    known = dict(exercise.declared)
    with pytest.raises(ValueError, match=f"exercise .*: {words}" if ": " in words else words):
        declare(kind, **more)
    assert exercise.declared == known


def test_an_exercise_in_the_module_of_another_section_is_refused(scratch, monkeypatch):
    known = dict(exercise.declared)
    monkeypatch.setattr(exercises.importlib, "import_module", lambda name: declare(name="5_4 elsewhere"))
    with pytest.raises(ValueError, match="'5_4 elsewhere': name: .* expected one that begins with '5_3'"):
        exercises.load("5_3")
    assert exercise.declared == known


def test_sections_are_those_that_have_exercises():
    assert all(exercises.load(section) for section in exercises.sections())


def test_a_name_imports_the_module_of_its_section_only():
    code = "import sys; from helpers import exercises as e; e.sections = lambda: ['5_3', '0_0']\n"
    code += f"e.find({LOSS!r}); print([m for m in sys.modules if m.startswith('helpers.exercises.s5')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tidy.ROOT)
    assert (run.stdout, run.stderr) == ("['helpers.exercises.s5_3']\n", "")


# --- the stop button ------------------------------------------------------------------------------


def endless(t_p, t_c):
    while True:
        t_p = t_p + 1


def asleep(t_p, t_c):
    time.sleep(60)


def careful(t_p, t_c):
    while True:
        with contextlib.suppress(Exception):
            t_p = t_p + 1


@contextlib.contextmanager
def stop_button(seconds):
    """Interrupts this process as the stop button does its kernel, also where a shell had it ignore interrupts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "pthread_kill"):
        timer = threading.Timer(seconds, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
    else:
        timer = threading.Timer(seconds, _thread.interrupt_main)
    timer.start()
    try:
        yield
    finally:
        timer.join()
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(
    "answer",
    [
        endless,
        careful,
        pytest.param(
            asleep,
            marks=pytest.mark.skipif(sys.platform == "win32", reason="there interrupt_main does not end a sleep"),
        ),
    ],
)
def test_the_stop_button_ends_an_answer_and_the_verdict_says_so(answer):
    state = torch.get_rng_state()
    with stop_button(0.3):
        text = said(answer)
    assert "Your function was stopped before it came to its end. Does each loop in it end? For a hint:" in text
    assert torch.equal(state, torch.get_rng_state())
    assert said(right).startswith("Right.")


def test_the_stop_button_while_the_course_computes_stops_the_check(scratch):
    task = declare(answer=endless)
    with stop_button(0.3), pytest.raises(KeyboardInterrupt):
        task.judge(right)


def test_a_slow_answer_is_right_and_no_thread_is_needed(scratch, monkeypatch):
    def slow(t_p, t_c):
        time.sleep(0.7)
        return right(t_p, t_c)

    def no_thread(self):
        raise RuntimeError("can't start new thread")

    task = declare(probes=[(torch.ones(2), torch.zeros(2))] * 3)
    monkeypatch.setattr(threading.Thread, "start", no_thread)
    assert task.judge(slow).verdict == task.judge(right).verdict == "Right."


def test_whoever_waits_for_the_first_optimizer_of_a_kernel_is_told_so():
    code = """
import sys
from helpers import exercises, orbit
from helpers.exercises import exercise
said = []
exercises.display = exercise.display = lambda message: said.append(message.verdict)
for _ in range(2):
    for name in ("5_5_2 train with an optimizer", "5_5_4 note the path"):
        exercises.check(name, exercises.find(name).answer)
        assert "torch._dynamo" in sys.modules, "not what takes PyTorch so long any more"
print(said)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout == f"{['One moment.', *['Right.'] * 4]}\n", run.stderr


def test_the_exercises_that_make_an_optimizer_say_so():
    def makes_one(task):
        made = []
        with pytest.MonkeyPatch.context() as patch:
            original = torch.optim.Optimizer.__init__
            patch.setattr(torch.optim.Optimizer, "__init__", lambda *a, **k: made.append(a) or original(*a, **k))
            task.outcomes(task.answer)
        return bool(made)

    codes = [task for task in EXERCISES if isinstance(task, Code)]
    assert [task.name for task in codes if makes_one(task) != task.optimizers] == []


# --- in the notebooks -----------------------------------------------------------------------------


def misplaced(tasks, notebooks):
    """What is wrong about where exercises stand: notebooks are (file name, notebook)."""
    found = []
    names = {task.name for task in tasks}
    calls = {file: uses(nb) for file, nb in notebooks}
    for file, used in calls.items():
        section = re.match(r"\d+(_\d+)*", file)[0]
        for function, name in used:
            if name not in names:
                found.append(f"{file}: {function} of {name!r}, which does not exist")
            elif name.partition(" ")[0] != section:
                found.append(f"{file}: {function} of {name!r}, which belongs to another section")
    for name in sorted(names):
        for function in ("ask", "check"):
            times = sum(used.count((function, name)) for used in calls.values())
            if times != 1:
                found.append(f"{name!r}: {times} times in {function}, expected once")
    return found


def test_the_exercise_that_contributing_md_shows_is_a_whole_one(monkeypatch):
    text = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"<!-- a whole exercise -->\n```python\n(.*?)```", text, re.DOTALL)
    assert len(code.splitlines()) < 20
    monkeypatch.setattr(exercise, "declared", dict(exercise.declared))
    space = {"torch": torch, "Code": Code}
    exec(code, space)
    task = list(exercise.declared.values())[-1]
    assert task.judge(space["degrees_of_change"]).verdict == "Right."
    for words, wrong in task.mistakes:
        assert words in task.judge(wrong).text


def test_each_exercise_is_asked_and_checked_in_the_notebook_of_its_section():
    notebooks = [(path.name, tidy.parse(path.read_text(encoding="utf-8"))) for path in tidy.notebooks()]
    assert misplaced(EXERCISES, notebooks) == []
