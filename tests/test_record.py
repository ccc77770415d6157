"""What was tried and solved is remembered, and shown with what to try next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import exercises
from helpers.exercises import record

SECTION = "5_3"
TASKS = exercises.load(SECTION)


@pytest.fixture(autouse=True)
def nothing_yet():
    exercises.records.clear()
    record.last.clear()


def shown(screen):
    data = screen[-1]["data"]
    return data["text/plain"], data["text/markdown"]


def test_progress_shows_each_exercise_of_the_section_used_last_and_the_next_one(screen):
    first, second, third, *rest = TASKS
    exercises.check(first.name, first.answer)
    exercises.solution(second.name)
    exercises.check(second.name, second.answer)
    exercises.check(third.name, "no answer at all")
    exercises.check(rest[0].name, ...)
    exercises.progress()
    plain, markdown = shown(screen)
    states = ["solved", "looked at", "tried"] + ["not tried"] * len(rest)
    assert plain.splitlines()[1:-1] == [f"{task.name}: {state}" for task, state in zip(TASKS, states, strict=True)]
    assert plain.startswith(f"1 of {len(TASKS)} solved.")
    assert plain.endswith(f'Next: `exercises.ask("{third.name}")`')
    rows = [line for line in markdown.splitlines() if line.startswith("| 5_3")]
    assert rows == [f"| {task.name} | {state} |" for task, state in zip(TASKS, states, strict=True)]


def test_who_has_solved_all_is_told_so_and_who_has_looked_may_try_again(screen):
    for task in TASKS:
        exercises.check(task.name, task.answer)
        exercises.solution(task.name)  # after it was solved, a look is none
    exercises.progress(SECTION)
    assert shown(screen)[0].endswith("All solved.")
    exercises.records.clear()
    for task in TASKS:
        exercises.solution(task.name)
    exercises.progress(SECTION)
    assert f'Next, once more without a look: `exercises.ask("{TASKS[0].name}")`' in shown(screen)[0]


def test_without_a_section_and_an_exercise_it_is_told_how_to_name_one(screen):
    exercises.progress()
    assert 'exercises.progress("5_3")' in shown(screen)[0]
    with pytest.raises(ValueError, match="section: got '9_9', expected one of 5_1, "):
        exercises.progress("9_9")


@given(st.lists(st.sampled_from(["Right.", "Not yet.", "Not attempted yet.", "solution"])))
def test_an_exercise_is_solved_by_whoever_solved_it_before_the_solution(events):
    one = record.Record()
    for event in events:
        one.shown() if event == "solution" else one.checked(event)
    first = next((event for event in events if event in ("Right.", "solution")), None)
    state = {"Right.": "solved", "solution": "looked at"}.get(first, "tried" if "Not yet." in events else "not tried")
    assert one.state == state
