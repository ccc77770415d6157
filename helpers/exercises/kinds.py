"""The kinds of exercises: a Code is answered with a function, a Number with a number, a Choice with a letter."""

import inspect
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import FunctionType

from IPython import get_ipython

from .. import show
from ..text import rounded
from .compare import COUNTS, as_tensor, described, distance, kinds, quoted
from .exercise import Exercise, Message, is_text, may_be, prepare_optimizers, sentence
from .kernel import few_lines
from .observe import ignored, observed
from .reading import left_dots, mentioned
from .repair import repaired
from .trial import agree, attempt, called, complaint, is_empty, takes


@dataclass(frozen=True, eq=False)
class Code(Exercise):
    """The answer is a function. Written without type hints, as a learner writes it; mistakes are functions, too.

    probes: what to call it with: tuples of arguments, or functions that make such a tuple, for arguments
        that belong together and cannot be copied.
    changes: what the function is to change, by name: "params", "params.grad". It counts as a part of the result.
    rtol: how far numbers may be off, as a share.
    graph: False where the result is to carry no graph.
    returns: the name of the argument that is to be returned, the very object and no copy.
    optimizers: whether a probe makes an optimizer of torch.optim.
    """

    probes: list[tuple | Callable[[], tuple]]
    changes: tuple[str, ...] = ()
    rtol: float = 1e-4
    graph: bool = True
    returns: str = ""
    optimizers: bool = False

    def possible(self, answer):
        return isinstance(answer, FunctionType)

    def expects(self):
        return "a function"

    def complete(self):
        self._require(self.answer.__name__ != "<lambda>", "answer", self.answer, "a function with a name")
        self._require(isinstance(self.probes, list) and self.probes, "probes", self.probes, "at least one")
        for probe in self.probes:
            fits = callable(probe) or (isinstance(probe, tuple) and len(probe) == len(self.names))
            self._require(
                fits, "probes", probe, f"a tuple of {len(self.names)} arguments, or a function that makes one"
            )
        for mistake in self.mistakes:
            for wrong in mistake[1:]:
                self._require(takes(wrong, len(self.names)), "mistakes", wrong, f"one that takes {self.signature}")
        known = isinstance(self.changes, tuple) and all(re.split(r"[.\[]", c)[0] in self.names for c in self.changes)
        self._require(known, "changes", self.changes, f"a tuple of names out of {self.signature}")
        self._require(0 < self.rtol < 1, "rtol", self.rtol, "a share between 0 and 1")
        self._require(not self.returns or self.returns in self.names, "returns", self.returns, "a name of an argument")

    @property
    def names(self):
        return list(inspect.signature(self.answer).parameters)

    @property
    def signature(self):
        return f"({', '.join(self.names)})"

    def asked(self):
        return f"{self.question}\n\nWrite it as `{self.answer.__name__}{self.signature}`."

    def solved(self):
        return f"```python\n{show.code(self.answer)}\n```"

    @cached_property
    def known(self):
        """What the right function does with each probe, and (hint, what it does) for every wrong one.

        Most wrong ones differ from an answer on the first probe already, so theirs are found when they are asked for.
        """
        wrong = [(text, Outcomes(self, function)) for text, *functions in self.mistakes for function in functions]
        return self.outcomes(self.answer), wrong

    def outcomes(self, function):
        """What the function does with each probe."""
        return list(Outcomes(self, function))

    def outcome(self, function, probe):
        """What the function does with one probe."""
        outcome = attempt(function, probe, self.names)
        for gradient in [what for what in outcome.effects if what.endswith(".grad") and what not in self.changes]:
            del outcome.effects[gradient]  # backward() leaves gradients behind; that is its way to answer
        if self.graph:
            outcome.graph = None
        if outcome.returned != self.returns:
            outcome.returned = None
        return outcome

    def agree(self, some, others):
        return all(agree(a, b, self.rtol) for a, b in zip(some, others, strict=True))

    def judged(self, answer):
        if answer is ... or is_empty(answer):
            return self.unanswered()
        name = self.answer.__name__
        if not callable(answer):
            call = f'exercises.check("{self.name}", {name})'
            return self.wrong(
                f"You passed {described(answer)}. Pass the function itself, without parentheses: `{call}`"
            )
        if not takes(answer, len(self.names)):
            given = quoted(f"({', '.join(inspect.signature(answer).parameters)})")
            return self.wrong(
                f"`{name}` is called with {len(self.names)} arguments, `{self.signature}`; yours takes {given}"
            )
        if self.optimizers:
            prepare_optimizers()
        right, mistakes = self.known
        try:
            with few_lines():
                outcomes = self.outcomes(answer)
        except KeyboardInterrupt:
            return self.wrong("Your function was stopped before it came to its end. Does each loop in it end?")
        if not self.unharmed():
            return self.wrong(REPLACED)
        complaints = [complaint(got, wanted, answer, self.rtol) for got, wanted in zip(outcomes, right, strict=True)]
        if not any(complaints):
            several = f"all {len(right)} inputs" if len(right) > 1 else "the input"
            return Message("Right.", f"As expected on {several} that it was called with. {self.why}")
        if left_dots(answer, outcomes):
            return self.unanswered()
        if hint := self.recognised(answer, outcomes):
            return self.wrong(hint)
        outcome, words = clearest(outcomes, right, complaints)
        seen = observed(answer, self.answer, outcomes, right, self.rtol, mistakes)
        seen = seen or repaired(answer, self, outcomes) or ignored(answer, self, outcomes)
        got = f"{called(outcome)}: {words}"
        return self.wrong(f"{sentence(seen)} {got}" if seen else got)

    def recognised(self, answer, outcomes):
        """The hint of the known mistake with the same outcomes, if it is one and the code does not speak against it."""
        names = mentioned(answer)
        hints = {hint for hint, known in self.known[1] if self.agree(outcomes, known) and may_be(hint, names)}
        return hints.pop() if len(hints) == 1 else ""

    def unharmed(self):
        """Whether the right function still does what it did."""
        try:
            return self.agree(self.outcomes(self.answer), self.known[0])
        except Exception:
            return False


REPLACED = (
    "Something of PyTorch or of the course that all code shares was replaced, by your function or before, and now the "
    "right answer comes out wrong, too. Restart the kernel, and leave those names alone"
)


class Outcomes(Sequence):
    """What a function does with the probes of a task, each found when it is asked for, and kept."""

    def __init__(self, task, function):
        self.task, self.function, self.found = task, function, {}

    def __len__(self):
        return len(self.task.probes)

    def __getitem__(self, place):
        if place not in self.found:
            self.found[place] = self.task.outcome(self.function, self.task.probes[place])
        return self.found[place]


def clearest(outcomes, right, complaints):
    """The outcome that shows best what is wrong, with its complaint: delta = 0.5 hides a forgotten 2 * delta."""

    def clear(place):
        both_ended = outcomes[place].error is None is right[place].error
        return round(distance(outcomes[place].value, right[place].value), 1) if both_ended else 2.0

    best = max((place for place, words in enumerate(complaints) if words), key=clear)
    return outcomes[best], complaints[best]


@dataclass(frozen=True, eq=False)
class Number(Exercise):
    """The answer is a number, best computed where it is declared.

    tolerance: how far it may be off, as a share. unit: what it is in, "°C²".
    scale: what the tolerance is a share of, where it is not the number itself: 0.05 for a small step from 2.
    exact: whether it is not to be off at all, as a count or another whole number.
    """

    tolerance: float = 0.01
    unit: str = ""
    scale: float = 0.0
    exact: bool = False

    def possible(self, answer):
        return _number(answer) is not None and math.isfinite(_number(answer))

    def expects(self):
        return "one number" + f", in {self.unit}" * bool(self.unit)

    def complete(self):
        self._require(1e-3 <= self.tolerance < 0.5, "tolerance", self.tolerance, "a share from 0.001 to below 0.5")
        self._require(self.scale >= 0, "scale", self.scale, "the size of what the tolerance is a share of")
        values = [self.answer, *(wrong for mistake in self.mistakes for wrong in mistake[1:])]
        for place, value in enumerate(values):
            apart = not any(self.near(value, other, times=2) for other in values[:place])
            self._require(apart, "mistakes", value, "one further from the answer and from each other mistake")

    def near(self, answer, wanted, times=1):
        """Whether a number passes for another, with so many times the tolerance."""
        answer, wanted = _number(answer), _number(wanted)
        share = 1e-7 if self.exact else times * self.tolerance  # 1e-7: a float32 holds no more
        return abs(answer - wanted) <= max(share * (self.scale or max(abs(answer), abs(wanted))), 1e-9)

    def digits_needed(self):
        """The number of digits to which an answer may be rounded."""
        wanted, most = _number(self.answer), 7
        enough = [self.near(float(f"{wanted:.{digits - 1}e}"), wanted) for digits in range(1, most + 1)]
        return next(digits for digits in range(1, most + 1) if all(enough[digits - 1 :]) or digits == most)

    def too_few_digits(self, value):
        """Whether it is the right number, rounded or cut off too early."""
        few = _digits_of(value)
        if not value or few >= self.digits_needed():
            return False
        unit = 10.0 ** (math.floor(math.log10(abs(value))) - few + 1)
        said, in_units = round(value / unit), _number(self.answer) / unit
        return said == math.trunc(in_units) or abs(said - in_units) < 0.5001  # a five is rounded either way

    def how_exact(self):
        """How exact a near answer has to be, in words."""
        return ". It has to be exact" if self.exact else f": give {COUNTS[self.digits_needed()]} digits"

    def asked(self):
        return f"{self.question}\n\nAnswer with {self.expects()}."

    def solved(self):
        return f"`{rounded(self.answer).replace(',', '')}`" + f" {self.unit}" * bool(self.unit)

    def judged(self, answer):
        if answer is ...:
            return self.unanswered()
        value, wanted = _number(answer), _number(self.answer)
        if value is None:
            return self.wrong(f"You passed {described(answer)}. Expected {self.expects()}, without quotes or unit")
        if not math.isfinite(value):
            return self.wrong(f"You passed `{value}`, which is no finite number. Expected {self.expects()}")
        if self.near(value, wanted):
            return Message("Right.", self.why)
        for text, *wrongs in self.mistakes:
            if any(self.near(value, wrong) for wrong in wrongs):
                return self.wrong(text)
        if self.too_few_digits(value):
            return self.wrong(f"Near{self.how_exact()}")
        if value * wanted < 0:
            return self.wrong("The sign is not right")
        size = "Too large" if abs(value) > abs(wanted) else "Too small"
        if wanted < 0:
            size = f"The sign is right, and without it the number is {size.lower()}"
        ratio = max(abs(value), abs(wanted)) / min(abs(value), abs(wanted)) if value and wanted else 0
        if 0 < ratio < 1.1:
            told = self.exact or _digits_of(value) < self.digits_needed()
            return self.wrong(f"{size}, and near{self.how_exact() * told}")
        return self.wrong(size + ", by more than ten times" * (ratio > 10))


def _digits_of(value):
    """How many digits a number is written with, without noughts at either end."""
    return len(f"{abs(value):.7g}".partition("e")[0].replace(".", "").strip("0")) or 1


def _number(value):
    """The number that a value is in any of its usual forms, or None."""
    tensor = as_tensor(value)
    if not kinds(value) & {"floating-point numbers", "whole numbers"} or tensor.numel() != 1:
        return None
    return tensor.detach().item()


@dataclass(frozen=True, eq=False)
class Choice(Exercise):
    """The answer is the letter of an option. Every other option is a mistake with its own hint."""

    options: dict[str, str]

    def __post_init__(self):
        fits = isinstance(self.options, dict) and len(self.options) > 1
        fits = fits and all(map(is_text, [*self.options, *self.options.values()]))
        self._require(fits, "options", self.options, "two or more texts, each by a letter: {'a': 'some words', ...}")
        super().__post_init__()

    def possible(self, answer):
        return isinstance(answer, str) and answer in self.options

    def expects(self):
        *others, last = (f"`{letter!r}`" for letter in self.options)
        return f"{', '.join(others)} or {last}"

    def complete(self):
        letters = all(re.fullmatch("[a-z]", letter) for letter in self.options)
        self._require(letters, "options", list(self.options), "small letters")
        texts = [_plain(text) for text in self.options.values()]
        self._require(all(texts) and len(set(texts)) == len(texts), "options", texts, "different texts")
        wrong = sorted([self.answer, *(wrong for mistake in self.mistakes for wrong in mistake[1:])])
        self._require(wrong == sorted(self.options), "mistakes", wrong, "each wrong option once, and not the answer")

    def asked(self):
        options = "\n".join(f"- **{letter}** {text}" for letter, text in self.options.items())
        return f"{self.question}\n\n{options}\n\nAnswer with {self.expects()}."

    def solved(self):
        return f"`{self.answer!r}`: {self.options[self.answer]}"

    def judged(self, answer):
        if answer is ...:
            return self.unanswered()
        said = _plain(answer) if type(answer) is str else ""
        letters = [letter for letter, text in self.options.items() if said in (letter, _plain(text))]
        if not letters:
            quotes = "" if type(answer) is str else f". A letter stands in quotes{unquoted(answer, self.options)}"
            return self.wrong(f"You passed {described(answer)}{quotes}. Expected {self.expects()}")
        if letters == [self.answer]:
            return Message("Right.", self.why)
        return self.wrong(next(text for text, *wrongs in self.mistakes if letters[0] in wrongs))


def unquoted(answer, letters):
    """The letter that was written without its quotes, if it is a name of the notebook: then its value came."""
    space = getattr(get_ipython(), "user_ns", {})
    names = [letter for letter in letters if letter in space and space[letter] is answer]
    return f", `{names[0]!r}`" if len(names) == 1 else ""


def _plain(text):
    """A text without what does not matter: capitals, spaces around it, a full stop at its end, marks of Markdown."""
    return " ".join(re.sub("[`*]", "", text).casefold().split()).rstrip(".")
