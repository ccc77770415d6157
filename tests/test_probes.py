"""What the exercises are called with tells right from nearly right: whichever the function, each of these is wrong."""

import contextlib
import itertools

import pytest
import torch
from torch import Tensor

import helpers
from helpers import exercises, thermometer
from helpers.exercises.kinds import Code

CODES = [task for section in exercises.sections() for task in exercises.load(section) if isinstance(task, Code)]
CODES = [
    task for task in CODES if task.answer.__module__.startswith("helpers.")
]  # other tests declare some of their own
each_code = pytest.mark.parametrize("task", CODES, ids=lambda task: task.name)

t_u, t_c = thermometer()
# What stands in the notebooks under the names of arguments.
NOTEBOOKS = {
    "t_u": t_u,
    "t_c": t_c,
    "t_p": 0.5368 * t_u - 17.30,
    "w": 0.5368,
    "b": -17.30,
    "params": torch.tensor([5.367, -17.30]),
    "learning_rate": 0.01,
    "delta": 0.1,
}
# An argument that is there to be looked past.
UNUSED = {("5_5_3 choose by several splits", "train_losses")}
# Rows of models, between which there is something to choose.
CHOICE = {("5_5_3 choose by several splits", "train_losses"), ("5_5_3 choose by several splits", "val_losses")}
# One reading has no spread, cannot be split, and its loss no smallest curvature.
NEVER_ONE = {
    ("5_4_3 a loop that knows when to stop", "t_u"),
    ("5_4_3 a loop that knows when to stop", "t_c"),
    ("5_4_4 standardise", "train_u"),
    ("5_5_3 a split of your own", "t_u"),
    ("5_5_3 a split of your own", "t_c"),
    *CHOICE,
}
NEVER_EQUAL = {("5_4_5 worst reading", "t_u"), *CHOICE}
READINGS = ("t_", "train_", "val_")  # how the names of arguments begin that run along the readings


def called_with(task, change):
    """What the right function does when its arguments, by name, are changed before it sees them."""

    def wrong(*arguments):
        with ended(task.answer):
            return task.answer(**change(dict(zip(task.names, arguments, strict=True))))

    return task.outcomes(wrong)


@contextlib.contextmanager
def ended(function):
    """Ends a loop that diverges and counts no epochs: its forward pass raises after a thousand calls."""
    turns = itertools.count()

    def model(*arguments):
        assert next(turns) < 1000, "endless"
        return helpers.model(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        if "model" in function.__globals__:
            patch.setitem(function.__globals__, "model", model)
        yield


def is_right(task, outcomes):
    return task.agree(outcomes, task.known[0])


def arguments_of(probe, task):
    return dict(zip(task.names, probe() if callable(probe) else probe, strict=True))


def like(value, old):
    """A value in the form of the one in its place: a number, or a tensor that may need a gradient."""
    if isinstance(old, Tensor):
        return torch.as_tensor(value).clone().requires_grad_(old.requires_grad)
    return value


# --- arguments ------------------------------------------------------------------------------------


@each_code
def test_each_argument_matters(task):
    for name in (name for name in task.names if (task.name, name) not in UNUSED):
        for probe in task.probes:
            fixed = arguments_of(probe, task)[name]
            outcomes = called_with(task, lambda given, name=name, fixed=fixed: given | {name: fixed})
            assert not is_right(task, outcomes), f"{name} may be {fixed} in every call"


@each_code
def test_what_the_notebook_has_under_the_name_of_an_argument_is_no_answer(task):
    names = [name for name in task.names if name in NOTEBOOKS]
    for some in [[name] for name in names] + [names] * bool(names):

        def with_the_notebooks(given, some=some):
            return given | {name: like(NOTEBOOKS[name], given[name]) for name in some}

        assert not is_right(task, called_with(task, with_the_notebooks)), some


# --- readings -------------------------------------------------------------------------------------


@each_code
@pytest.mark.parametrize("part", [slice(1, None), slice(None, -1)], ids=["first", "last"])
def test_the_reading_at_either_end_counts(task, part):
    for start in READINGS:
        names = [name for name in task.names if name.startswith(start) and (task.name, name) not in UNUSED]
        if names:
            assert not is_right(task, called_with(task, lambda given, names=names: shorter(given, names, part))), names


def shorter(given, names, part):
    """The arguments, with a part of the readings only in those of some names."""

    def cut(value):
        return tuple(map(cut, value)) if isinstance(value, (list, tuple)) else value[part]

    return given | {name: cut(given[name]) for name in names}


@each_code
def test_one_reading_and_equal_readings_are_among_the_calls(task):
    for name in (name for name in task.names if name.startswith(READINGS)):
        values = [arguments_of(probe, task)[name] for probe in task.probes]
        tensors = [value for value in values if isinstance(value, Tensor) and value.ndim]
        if not tensors:
            continue
        if (task.name, name) not in NEVER_ONE:
            assert any(len(tensor) == 1 for tensor in tensors), name
        if (task.name, name) not in NEVER_EQUAL:
            assert any(len(tensor.unique(dim=0)) < len(tensor) for tensor in tensors), name


# --- numbers --------------------------------------------------------------------------------------


def one_percent_more(value):
    if isinstance(value, (list, tuple)):
        return type(value)(map(one_percent_more, value))
    floating = isinstance(value, float) or (isinstance(value, Tensor) and value.is_floating_point())
    return value * 1.01 if floating else value


@each_code
def test_one_percent_more_is_wrong(task):
    outcomes = task.outcomes(task.answer)
    for outcome in outcomes:
        outcome.value = one_percent_more(outcome.value)
        outcome.effects = {what: one_percent_more(after) for what, after in outcome.effects.items()}
    assert is_right(task, outcomes) == all(is_whole(outcome.value) for outcome in task.known[0])


def is_whole(value):
    if isinstance(value, (list, tuple)):
        return all(map(is_whole, value))
    return not (isinstance(value, float) or (isinstance(value, Tensor) and value.is_floating_point()))


@each_code
@pytest.mark.parametrize(
    "name, change",
    [
        ("learning_rate", lambda rate: 0.9 * rate),
        ("n_epochs", lambda n_epochs: n_epochs - 1),
        ("n_epochs", lambda n_epochs: n_epochs + 1),
    ],
    ids=["nine tenths of the rate", "an epoch less", "an epoch more"],
)
def test_nearly_the_right_loop_is_wrong(task, name, change):
    if name in task.names:
        assert not is_right(task, called_with(task, lambda given: given | {name: change(given[name])}))


# --- rules that have nothing to do with the question ----------------------------------------------

RULES = {
    "first": lambda value: value[0],
    "last": lambda value: value[-1],
    "largest": lambda value: value.max(),
    "smallest": lambda value: value.min(),
    "place of the largest": lambda value: value.argmax(),
    "place of the smallest": lambda value: value.argmin(),
}
# Mistakes that are such a rule.
MEANT = {
    ("5_4_5 worst reading", "largest of t_u"),
    ("5_5_3 choose by several splits", "place of the smallest of val_losses"),
}


@each_code
def test_a_rule_that_has_nothing_to_do_with_the_question_is_neither_right_nor_a_known_mistake(task):
    rules = {f"always {constant}": lambda *_, constant=constant: constant for constant in (0, 1, -1, True, False)}
    for place, name in enumerate(task.names):
        for what, rule in RULES.items():
            rules[f"{what} of {name}"] = lambda *given, place=place, rule=rule: rule(given[place])
    right, mistakes = task.known
    for name, rule in rules.items():
        outcomes = task.outcomes(rule)
        ended = any(outcome.error is None for outcome in outcomes)
        taken_for = [text for text, known in [("right", right), *mistakes] if ended and task.agree(outcomes, known)]
        assert not taken_for or (task.name, name) in MEANT, name


def is_continuous(outcome, arguments):
    """Whether a result is one out of very many, and no number that was handed over."""
    value = outcome.value
    if outcome.error is not None:
        return False
    if isinstance(value, (list, tuple)) and len(value) > 3:  # in an order that nobody meets by chance
        return True
    if is_whole(value):
        return False
    tensors = [a for a in arguments if isinstance(a, Tensor)]
    single = isinstance(value, Tensor) and value.ndim == 0
    return not (single and any((tensor == value).any() for tensor in tensors))


@each_code
def test_each_mistake_differs_in_two_calls_or_by_more_than_chance(task):
    right, mistakes = task.known
    for text, known in mistakes:
        apart = [not task.agree([one], [other]) for one, other in zip(known, right, strict=True)]
        sure = any(
            is_continuous(outcome, outcome.arguments.values())
            for outcome, differs in zip(right, apart, strict=True)
            if differs
        )
        assert sure or sum(apart) >= 2, text
