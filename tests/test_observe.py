"""What is seen of a wrong answer: the code and the numbers say so, whatever the exercise."""

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import always, numbers, tensors

from helpers.exercises import exercise
from helpers.exercises.exercise import Hint, may_be
from helpers.exercises.kinds import Code
from helpers.exercises.observe import always_the_same, observed
from helpers.exercises.reading import left_dots, mentioned, names_read
from helpers.exercises.trial import attempt

HALF, slope = 0.5, torch.tensor(0.5368, dtype=torch.float64)
readings = torch.arange(11.0)
PROBES = [
    (torch.tensor([1.0, 2.0, 4.0]), torch.tensor([0.5, -3.0, 2.0]), 0.25),
    (torch.tensor([-2.0, 5.0]), torch.tensor([1.5, 7.0]), 3.0),
]


def right(t_u, t_c, rate):
    return t_u - rate * t_c


def pair(t_u, t_c, rate):
    return (t_u * rate).sum(), t_c.sum()


def two(t_u, t_c, rate):
    return t_u, t_c


def table(t_u, t_c, rate):
    return torch.outer(t_c, t_u)


def seen(answer, solution=right, probes=PROBES):
    names = ["t_u", "t_c", "rate"]
    both = [[attempt(function, probe, names) for probe in probes] for function in (answer, solution)]
    return observed(answer, solution, *both, 1e-4)


@pytest.mark.parametrize(
    ("answer", "solution", "words"),
    [
        (lambda t_u, t_c, rate: t_u - HALF * t_c, right, "never reads `rate`"),
        (lambda t_u, t_c, rate: t_u - rate * t_c + HALF, right, "reads `HALF` of the notebook"),
        (lambda t_u, t_c, rate: (t_u - rate * t_c).tolist(), right, "The numbers are right. They come as a list of 3"),
        (lambda t_u, t_c, rate: (t_u.tolist(), t_c), two, "The numbers are right. They come as a list of 3"),
        (lambda t_u, t_c, rate: (t_u - rate * t_c).flip(0), right, "right numbers, in another order"),
        (lambda t_u, t_c, rate: rate * t_c - t_u, right, "sign is turned round"),
        (lambda t_u, t_c, rate: 2 * (t_u - rate * t_c), right, "Everything is twice what is expected"),
        (lambda t_u, t_c, rate: (t_u - rate * t_c) / 11, right, "Everything is 0.09091 times what is expected"),
        (lambda t_u, t_c, rate: (t_u.sum() * rate, t_c.mean()), pair, "the first is as expected, the second not"),
        (lambda t_u, t_c, rate: pair(t_u, t_c, rate)[::-1], pair, "right numbers, in another order"),
        (
            lambda t_u, t_c, rate: (t_u[-1:], t_u[:-1]),
            lambda t_u, t_c, rate: (t_u[:1], t_u[1:]),
            "not all in their places",
        ),
        (lambda t_u, t_c, rate: 0 * (t_u + rate * t_c).sum(), right, "gives the same result for every input"),
        (lambda t_u, t_c, rate: (t_u - rate * t_c).round(decimals=1), right, "rounded to 1 decimal. Do"),
        (lambda t_u, t_c, rate: (t_u - rate * t_c).floor(), right, "right numbers without their decimals"),
        (lambda t_u, t_c, rate: (t_u - rate * t_c).mean, right, "returns the function `mean` itself"),
        (lambda t_u, t_c, rate: (yield t_u - rate * t_c), right, "`return` gives the result"),
        (lambda t_u, t_c, rate: (t_u * rate).sum(), pair, "This is the first of 2 results"),
        (lambda t_u, t_c, rate: t_c.sum(), pair, "This is the second of 2 results"),
        (
            lambda t_u, t_c, rate: torch.outer(t_u, t_c),
            lambda t_u, t_c, rate: torch.outer(t_c, t_u),
            "rows and columns",
        ),
        (lambda t_u, t_c, rate: t_u - rate * t_c * 11 / len(t_u), right, "`11` is written in your function"),
        (lambda t_u, t_c, rate: t_u - rate * t_c + 0.5368, right, "`0.5368` is written in your function"),
        (lambda t_u, t_c, rate: t_u + rate * t_c, right, ""),
        (lambda t_u, t_c, rate: 1.003 * (t_u - rate * t_c), right, ""),
    ],
)
def test_what_is_seen_is_said(answer, solution, words):
    assert words in seen(answer, solution) if words else seen(answer, solution) == ""


@always
@given(tensors((4,), numbers), st.floats(-9, 9).filter(lambda factor: abs(factor) > 0.01 and abs(factor - 1) > 0.01))
def test_any_factor_is_found_and_nothing_is_said_of_a_right_answer(values, factor):
    assume(values.count_nonzero() > 1)
    probes = [(values, values, 1.0)]
    said = seen(lambda t_u, t_c, rate: factor * (t_u + rate * t_c), lambda t_u, t_c, rate: t_u + rate * t_c, probes)
    exact = {-1.0: "sign", 2.0: "twice", 0.5: "half"}.get(factor, f"{factor:.4g} times")
    assert exact in said or "another order" in said


def test_of_a_right_result_nothing_is_said_where_something_else_is_wrong():
    """An argument that was to be changed and is not, for example, or numbers of another type."""

    def in_place(t_u, t_c, rate):
        t_u -= rate * t_c
        return t_u

    assert seen(right, in_place) == ""
    whole = [(torch.tensor([1.0, 2.0, 4.0]), torch.tensor([3.0, 5.0, 6.0]), 1.0)]
    assert seen(lambda t_u, t_c, rate: (t_u - rate * t_c).int(), right, whole) == ""


def test_an_argument_counts_as_read_wherever_it_is_read():
    def inside(a, b):
        return [a + x for x in range(b)], (lambda: b)

    assert {"a", "b"} <= names_read(inside.__code__)

    def overwritten(a, b):
        b = 1
        return a + b

    assert "a" in names_read(overwritten.__code__)


def test_names_that_a_function_mentions_are_found_in_its_helpers_too():
    def helper(loss):
        return loss.item()

    def outer(t_u):
        return [helper(x.detach()) for x in t_u]

    assert {"item", "detach", "t_u"} <= mentioned(outer)
    assert "item" not in mentioned(lambda x: x.sum())


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (lambda t_u, t_c, rate: t_u[..., 0] + [], False),
        (lambda t_u, t_c, rate: t_u - ..., True),
        (lambda t_u, t_c, rate: (t_u, ...), True),
        (lambda t_u, t_c, rate: (..., t_u)[1].mean(...), True),
    ],
)
def test_dots_are_left_where_something_is_to_be_filled_in(answer, left):
    assert left_dots(answer, [attempt(answer, PROBES[0], ["t_u", "t_c", "rate"])]) is left


def test_dots_as_a_statement_or_a_value_are_left_as_well():
    def statement(t_u, t_c, rate):
        for _ in range(3):
            ...
        return t_u

    def value(t_u, t_c, rate):
        a, b = t_u, ...
        return a or b

    def index(t_u, t_c, rate):
        first = t_u[..., 0]
        return first

    outcome = [attempt(index, PROBES[0], ["t_u", "t_c", "rate"])]
    assert [left_dots(f, outcome) for f in (statement, value, index)] == [True, True, False]


# --- in an exercise -------------------------------------------------------------------------------


def declare(**more):
    common = {"question": "What?", "answer": right, "probes": PROBES, "hints": ["Think."], "why": "Because."}
    return Code("5_3 scratch", **common | {"mistakes": [("Only the readings.", lambda a, b, c: a * a)]} | more)


@pytest.fixture(autouse=True)
def scratch(monkeypatch):
    monkeypatch.setattr(exercise, "declared", {})


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda a, b, c: -a * a, "Only the readings. And besides, everything is minus that."),
        (lambda a, b, c: 2 * a * a, "Only the readings. And besides, everything is twice that."),
        (lambda a, b, c: (a * a).flip(0), "Only the readings. And besides, everything is in another order."),
        (lambda a, b, c: a * a, "Only the readings. For a hint"),
        (lambda a, b, c: a - b * (c - c + 0.3), "Another `rate` alone changes the right result, and does not change"),
        (lambda a, b, c: a - b * b * c * c, "Called with"),
    ],
)
def test_two_slips_at_once_are_both_named_and_an_argument_without_effect(answer, words):
    assert declare().judge(answer).text.startswith(words)


def test_right_numbers_in_another_box_are_no_second_slip_of_a_known_mistake():
    task = declare(answer=two, mistakes=[("In the wrong order.", lambda a, b, c: (b, a))])
    text = task.judge(lambda a, b, c: (a.tolist(), b.tolist())).text
    assert text.startswith("The numbers are right. They come as a list of 3")


def test_a_hint_is_given_only_where_the_code_does_not_name_another_cause():
    def no_graph(a, b, c):
        return a.sum().backward()

    def taken_out(a, b, c):
        loss = (a.requires_grad_() ** 2).sum()
        return loss.detach().backward()

    task = declare(mistakes=[(Hint("Nothing is watched.", unless=("detach", "item")), no_graph)])
    assert "Nothing is watched." in task.judge(no_graph).text
    assert "no graph to walk back" in task.judge(taken_out).text
    only = Hint("Taken out.", only=("detach",))
    assert may_be(only, {"detach", "a"}) and not may_be(only, {"a"}) and may_be("Plain.", set())


def test_of_two_mistakes_with_the_same_outcome_none_is_claimed():
    task = declare(mistakes=[("One.", lambda a, b, c: a.sum()), ("Other.", lambda a, b, c: a.sum() * 1.00005)])
    text = task.judge(lambda a, b, c: a.sum() * 1.000025).text
    assert "One." not in text and "Other." not in text


def test_one_probe_is_not_enough_to_call_a_result_constant():
    assert always_the_same([(torch.tensor(1.0), torch.tensor(2.0))]) == ""


def test_a_right_answer_in_code_is_told_why_it_is_right():
    task = Code(
        "5_3 scratch",
        question="What?",
        answer=right,
        probes=PROBES,
        mistakes=[("No.", pair)],
        hints=["Think."],
        why="Because.",
    )
    assert task.judge(lambda a, b, c: a - c * b).text.endswith("Because.")
