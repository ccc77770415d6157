"""The slip in a wrong answer, found by trying every small edit of the learner's own code.

Where one edit makes all come out right, its kind and its line name the slip. What is said is what was tried, so it is
true; where edits in several lines are as telling, nothing is said. The words say where and what, and give the new code
only where the slip is one of writing.
"""

import ast
import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass

import torch

from . import edits as e
from . import moves as m
from .compare import quoted, unlike
from .rewrite import ALL_LINES, Budget, readable
from .trial import agree, attempt, complaint, made

MOST_EDITS = 800
MOST_CHECKED = 40  # on all probes


@dataclass(frozen=True)
class Kind:
    """A kind of edit: how telling it is (1 most), what it makes of a node, and what to do about it, in words.

    In the words {part} is the code of what is edited, {name} the method in it, {new} what comes in its place.
    """

    level: int
    made: Callable
    words: str

    def edits(self, node, names):
        """(new node, what is edited), for each edit of a node."""
        for new in self.made(node, names):
            yield new if isinstance(new, tuple) else (new, node)

    def told(self, part, new):
        words = self.words
        for name, text in (("{part}", code(part)), ("{name}", named(part)), ("{new}", code(new))):
            words = words.replace(name, quoted(text) if len(text) <= LONG or name == "{new}" else "this line")
        return words


LONG = 40  # characters of code that are said again beside their line


def code(node):
    return ast.unparse(ast.fix_missing_locations(node)) if isinstance(node, ast.AST) else ""


def named(node):
    node = getattr(node, "func", node)
    return f".{node.attr}" if isinstance(node, ast.Attribute) else code(node)


KINDS = [
    Kind(1, e.power, "`^` is no power in Python, `**` is; write {new}"),
    Kind(1, e.whole_division, "`//` drops what is behind the point; write `/`"),
    Kind(1, e.brackets, "Python groups {part} otherwise; write {new}"),
    Kind(1, e.star, "a star is missing, which hands over the parts one by one; write {new}"),
    Kind(1, e.torch_for_math, "`math` takes one number, `torch` takes many; write {new}"),
    Kind(1, e.parentheses, "a method without parentheses is not called; write them behind {name}"),
    Kind(1, m.no_return, "nothing is returned; end with a `return` of this"),
    Kind(1, m.early_return, "this `return` is indented too far; move it out of the loop"),
    Kind(1, e.fixed_count, "{part} is a fixed number, and inputs come in any number; count them with `len`"),
    Kind(2, m.line_too_many, "leave this line out"),
    Kind(3, m.added_up, "`=` replaces what was there, `+=` adds to it; write the other one"),
    Kind(3, m.in_place, "`x -= 1` changes `x` itself, `x = x - 1` makes a new one; write the other one"),
    Kind(3, e.ends_of_range, "{part} is off by one; move one of its ends"),
    Kind(3, m.line_into_block, "move this line into the loop or block next to it"),
    Kind(3, m.lines_into_block, "move this line and the next into the loop or block beside them"),
    Kind(3, m.line_out_of_block, "move this line out of its loop or block"),
    Kind(3, m.lines_out_of_block, "move this line and the next out of their loop or block"),
    Kind(3, m.neighbours, "exchange this line and the next one"),
    Kind(3, m.further, "move this line; it comes too early or too late"),
    Kind(3, e.earlier_or_later, "do the operations of {part} in another order"),
    Kind(3, e.twice_for_square, "`* 2` doubles, `** 2` squares; write the other one"),
    Kind(3, e.dimension, "look at the dimension of {name}; take another one"),
    Kind(4, e.index, "look at the index of {part}; take another one"),
    Kind(4, e.arguments, "exchange two of the arguments of {name}"),
    Kind(4, e.results, "two of the things in it stand in each other's place; exchange them"),
    Kind(4, e.sign, "look at the signs; turn one of them round"),
    Kind(4, e.times_or_divided, "look at `*` and `/`; write one for the other"),
    Kind(4, e.other_way_round, "look at {part}; take two sides of it the other way round"),
    Kind(4, e.comparison, "look at {part}; compare in another way"),
    Kind(4, e.near_function, "look at {name}; take a function that is near to it"),
    Kind(5, e.other_name, "look at {part}; put another name in its place"),
    Kind(5, e.fixed_argument, "{part} is a fixed number; put an argument in its place"),
    Kind(5, e.call_too_many, "leave {name} out"),
    Kind(5, e.call_missing, "look at {part}; add a step"),
]


def repaired(function, task, outcomes):
    """The one edit that makes a wrong answer right, in words, or "". outcomes: what came of it on each probe."""
    found = []
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        contextlib.suppress(KeyboardInterrupt),
    ):
        # The search is a trial itself: what the edited code does to random numbers and the like is put back once.
        attempt(lambda: found.append(searched(function, task, outcomes)), (), [])
    return found[0] if found else ""


def searched(function, task, outcomes):
    answer = readable(function)
    if answer is None:
        return ""
    edits = [
        (kind, old, new, at) for kind in KINDS for old in answer.nodes for new, at in kind.edits(old, answer.names)
    ]
    if len(edits) > MOST_EDITS:
        return ""
    budget = Budget(answer)
    right, _ = task.known
    place = cheapest(answer, task, outcomes, budget)
    if place is None:
        return ""
    passed = [
        (kind, new, at, edited)
        for kind, old, new, at in edits
        if (edited := answer.compiled(old, new))
        and comes_out(budget.bound(edited), task.probes[place], right[place], task.rtol)
    ]
    if len(passed) > MOST_CHECKED or budget.spent > ALL_LINES:
        return ""
    found, lucky = [], False
    value_is_right = comes_out(budget.bound(answer.compiled()), task.probes[place], right[place], task.rtol)
    for kind, new, at, edited in passed:
        if value_is_right and found and kind.level > found[0][0]:
            break  # many edits pass then, and it is not luck
        both = list(zip(task.outcomes(budget.bound(edited)), right, strict=True))
        lucky = lucky or any(unlike(got.value, wanted.value, task.rtol) for got, wanted in both)
        if not any(complaint(got, wanted, edited, task.rtol) for got, wanted in both):
            found.append((kind.level, at.lineno, kind.told(at, new)))
    if found and not lucky:  # where one probe came out by luck all may, and the most telling kind counts no more
        best = min(level for level, *_ in found)
        found = [one for one in found if one[0] == best]
    return told(answer, found) if budget.spent <= ALL_LINES else ""


def told(answer, found):
    """What was found, as (level, line, words): nothing where it is in several lines."""
    if len({line for _, line, _ in found}) != 1:
        return ""
    said = {words for _, _, words in found}
    words = said.pop() if len(said) == 1 else "change one thing here"
    line = found[0][1]
    return f"In line {line}, {quoted(answer.lines[line].strip())}: {words}, and all comes out right"


def cheapest(answer, task, outcomes, budget):
    """The probe on which the answer fails with the fewest lines, if its code does what the function did."""
    costs = {}
    for place, (probe, got, wanted) in enumerate(zip(task.probes, outcomes, task.known[0], strict=True)):
        if wanted.error is None and complaint(got, wanted, answer.function, task.rtol):
            before = budget.spent
            again = task.outcome(budget.bound(answer.compiled()), probe)
            if not callable(got.value) and not agree(again, got, task.rtol):
                return None
            costs[place] = budget.spent - before
    return min(costs, key=costs.get, default=None)


def comes_out(function, probe, wanted, rtol):
    """Whether the value is right; what else there is to be right is looked at for the few that pass."""
    try:
        with torch.enable_grad():
            return not unlike(function(*made(probe)), wanted.value, rtol)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return False
