"""What is seen of a wrong answer: the code and the numbers say so, whatever the exercise."""

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import always, numbers, tensors

from helpers.exercises import exercise
from helpers.exercises.kinds import Code
from helpers.exercises.observe import always_the_same, observed
from helpers.exercises.reading import names_read
from helpers.exercises.trial import attempt

HALF = 0.5
PROBES = [
    (torch.tensor([1.0, 2.0, 4.0]), torch.tensor([0.5, -3.0, 2.0]), 0.25),
    (torch.tensor([-2.0, 5.0]), torch.tensor([1.5, 7.0]), 3.0),
]


def right(t_u, t_c, rate):
    return t_u - rate * t_c


def pair(t_u, t_c, rate):
    return (t_u * rate).sum(), t_c.sum()


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
        (lambda t_u, t_c, rate: (t_u - rate * t_c).flip(0), right, "right numbers, in another order"),
        (lambda t_u, t_c, rate: rate * t_c - t_u, right, "sign is turned round"),
        (lambda t_u, t_c, rate: 2 * (t_u - rate * t_c), right, "Everything is twice what is expected"),
        (lambda t_u, t_c, rate: (t_u - rate * t_c) / 11, right, "Everything is 0.09091 times what is expected"),
        (lambda t_u, t_c, rate: (t_u.sum() * rate, t_c.mean()), pair, "the first is as expected, the second not"),
        (lambda t_u, t_c, rate: pair(t_u, t_c, rate)[::-1], pair, "right numbers, in another order"),
        (
            lambda t_u, t_c, rate: (t_u[:2], t_u[2:]),
            lambda t_u, t_c, rate: (t_u[:1], t_u[1:]),
            "not all in their places",
        ),
        (lambda t_u, t_c, rate: 0 * (t_u + rate * t_c).sum(), right, "gives the same result for every input"),
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


def test_one_probe_is_not_enough_to_call_a_result_constant():
    assert always_the_same([(torch.tensor(1.0), torch.tensor(2.0))]) == ""


def test_a_right_answer_in_code_is_told_why_it_is_right(monkeypatch):
    monkeypatch.setattr(exercise, "declared", {})
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
