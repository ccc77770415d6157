"""The kinds of exercises: a Code is answered with a function, a Number with a number, a Choice with a letter."""

import inspect
import math
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from functools import cache, cached_property
from types import FunctionType

import torch
from IPython.display import display

from .. import show
from ..text import rounded
from .compare import as_tensor, described, kinds, quoted
from .observe import observed
from .repair import repaired
from .trial import agree, attempt, called, complaint, has_dots, is_empty, mentions_dots, takes

SYMBOLS = {"Right.": "✓", "Not yet.": "✗", "Not attempted yet.": "○"}


@dataclass(frozen=True)
class Message:
    """A verdict and its reason: Markdown in a notebook, plain text anywhere else."""

    verdict: str
    text: str

    def _repr_markdown_(self):
        return f"{SYMBOLS.get(self.verdict, '')} **{self.verdict}** {self.text}".strip().replace(" \n", "\n")

    def __repr__(self):
        return f"{self.verdict} {self.text}".replace(" \n", "\n")


declared = {}  # of the sections that were asked for, by name


def require(condition, name, argument, given, expected):
    if not condition:
        raise ValueError(f"exercise {name!r}: {argument}: got {given!r}, expected {expected}")


@dataclass(frozen=True, eq=False)
class Exercise(ABC):
    """What all exercises have. To make one is to declare it; what a kind has of its own stands at the end.

    name: the section and a few words, "5_3 typical error".
    question: what is asked, in Markdown.
    answer: the right one.
    mistakes: (hint, wrong answer, ...) for each usual mistake: the hint helps the person who made it.
    hints: steps towards the answer for everyone, without giving it away.
    why: why the answer is right, one paragraph.
    """

    name: str
    _: KW_ONLY
    question: str
    answer: object
    mistakes: list[tuple]
    hints: list[str]
    why: str

    def __post_init__(self):
        self._require(re.fullmatch(r"\d+(_\d+)* \S.*", str(self.name)), "name", self.name, "'5_3 a few words'")
        self._require(self.name not in declared, "name", self.name, "a name that no other exercise has")
        for argument in ("question", "why"):
            self._require(_is_text(getattr(self, argument)), argument, getattr(self, argument), "some words")
        texts = isinstance(self.hints, list) and self.hints and all(map(_is_text, self.hints))
        self._require(texts, "hints", self.hints, "a list of at least one hint, each some words")
        self._require(isinstance(self.mistakes, list) and self.mistakes, "mistakes", self.mistakes, "at least one")
        for mistake in self.mistakes:
            well = isinstance(mistake, tuple) and len(mistake) > 1 and _is_text(mistake[0])
            self._require(well, "mistakes", mistake, "(hint, wrong answer, ...)")
            for wrong in mistake[1:]:
                self._require(self.possible(wrong), "mistakes", wrong, self.expects())
        self._require(self.possible(self.answer), "answer", self.answer, self.expects())
        self.complete()
        declared[self.name] = self

    def _require(self, condition, argument, given, expected):
        require(condition, self.name, argument, given, expected)

    @property
    def title(self):
        return self.name.partition(" ")[2]

    def judge(self, answer):
        """The verdict on an answer. Whatever the answer is, this raises nothing.

        The stop button ends an answer that goes on for ever, and the verdict says so.
        """
        try:
            return self.judged(answer)
        except Exception:  # an object that raises when it is compared, for example
            return self.wrong(f"This answer cannot be compared with the right one. Expected {self.expects()}.")

    def wrong(self, why):
        end = "" if why.endswith((".", "?")) else "."
        return Message("Not yet.", f'{why}{end} For a hint: `exercises.hint("{self.name}")`.')

    def unanswered(self):
        steps = f'Replace the dots, and run the cell again. For a hint: `exercises.hint("{self.name}")`.'
        return Message("Not attempted yet.", steps)

    @abstractmethod
    def possible(self, answer):
        """Whether this may be declared as an answer or a mistake."""

    @abstractmethod
    def expects(self):
        """What an answer is, in words."""

    @abstractmethod
    def complete(self):
        """Require what else the declaration must have."""

    @abstractmethod
    def asked(self):
        """The question, with all that an answer needs, in Markdown."""

    @abstractmethod
    def solved(self):
        """The answer, in Markdown."""

    @abstractmethod
    def judged(self, answer):
        """The verdict on an answer; it may raise."""


@cache
def prepare_optimizers():
    """For the first optimizer of a kernel PyTorch imports much of itself; whoever waits for that is told so."""
    if "torch._dynamo" not in sys.modules:
        display(Message("One moment.", "PyTorch prepares its optimizers, once for each kernel."))
        torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)


def _is_text(value):
    return isinstance(value, str) and bool(value.strip())


@dataclass(frozen=True, eq=False)
class Code(Exercise):
    """The answer is a function. Written without type hints, as a learner writes it; mistakes are functions, too.

    probes: what to call it with: tuples of arguments, or functions that make such a tuple, for arguments
        that belong together and cannot be copied.
    changes: what the function is to change, by name: "params", "params.grad". It counts as a part of the result.
    rtol: how far numbers may be off, as a share.
    optimizers: whether a probe makes an optimizer of torch.optim.
    """

    probes: list[tuple | Callable[[], tuple]]
    changes: tuple[str, ...] = ()
    rtol: float = 1e-4
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
        """What the right function does with each probe, and (hint, what it does) for every wrong one."""
        wrong = [(text, self.outcomes(function)) for text, *functions in self.mistakes for function in functions]
        return self.outcomes(self.answer), wrong

    def outcomes(self, function):
        """What the function does with each probe."""
        outcomes = []
        for probe in self.probes:
            outcome = attempt(function, probe, self.names)
            for gradient in [what for what in outcome.effects if what.endswith(".grad") and what not in self.changes]:
                del outcome.effects[gradient]  # backward() leaves gradients behind; that is its way to answer
            outcomes.append(outcome)
        return outcomes

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
            outcomes = self.outcomes(answer)
        except KeyboardInterrupt:
            return self.wrong("Your function was stopped before it came to its end. Does each loop in it end?")
        if has_dots(outcomes[0].value) or (outcomes[0].error is not None and mentions_dots(answer)):
            return self.unanswered()
        complaints = [complaint(got, wanted, answer, self.rtol) for got, wanted in zip(outcomes, right, strict=True)]
        if not any(complaints):
            several = f"all {len(right)} inputs" if len(right) > 1 else "the input"
            return Message("Right.", f"As expected on {several} that it was called with. {self.why}")
        for text, known in mistakes:
            if self.agree(outcomes, known):
                return self.wrong(text)
        outcome, words = next((outcome, words) for outcome, words in zip(outcomes, complaints, strict=True) if words)
        seen = observed(answer, self.answer, outcomes, right, self.rtol) or repaired(answer, self, outcomes)
        return self.wrong(f"{seen}. {called(outcome)}: {words}" if seen else f"{called(outcome)}: {words}")


@dataclass(frozen=True, eq=False)
class Number(Exercise):
    """The answer is a number, best computed where it is declared.

    tolerance: how far it may be off, as a share. unit: what it is in, "°C²".
    """

    tolerance: float = 0.01
    unit: str = ""

    def possible(self, answer):
        return _number(answer) is not None and math.isfinite(_number(answer))

    def expects(self):
        return "one number" + f", in {self.unit}" * bool(self.unit)

    def complete(self):
        self._require(1e-3 <= self.tolerance < 0.5, "tolerance", self.tolerance, "a share from 0.001 to below 0.5")
        values = [self.answer, *(wrong for mistake in self.mistakes for wrong in mistake[1:])]
        for place, value in enumerate(values):
            apart = not any(self.near(value, other, 2 * self.tolerance) for other in values[:place])
            self._require(apart, "mistakes", value, "one further from the answer and from each other mistake")

    def near(self, answer, wanted, tolerance):
        return math.isclose(_number(answer), _number(wanted), rel_tol=tolerance, abs_tol=1e-9)

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
        if self.near(value, wanted, self.tolerance):
            return Message("Right.", self.why)
        for text, *wrongs in self.mistakes:
            if any(self.near(value, wrong, self.tolerance) for wrong in wrongs):
                return self.wrong(text)
        if value * wanted < 0:
            return self.wrong("The sign is not right")
        size = "Too large" if abs(value) > abs(wanted) else "Too small"
        if wanted < 0:
            size = f"The sign is right, and without it the number is {size.lower()}"
        ratio = max(abs(value), abs(wanted)) / min(abs(value), abs(wanted)) if value and wanted else 0
        far = "" if not ratio else ", and near" if ratio < 1.1 else ", by more than ten times" if ratio > 10 else ""
        return self.wrong(size + far)


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
        fits = fits and all(map(_is_text, [*self.options, *self.options.values()]))
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
            return self.wrong(f"You passed {described(answer)}. Expected {self.expects()}")
        if letters == [self.answer]:
            return Message("Right.", self.why)
        return self.wrong(next(text for text, *wrongs in self.mistakes if letters[0] in wrongs))


def _plain(text):
    """A text without what does not matter: capitals, spaces around it, a full stop at its end, marks of Markdown."""
    return " ".join(re.sub("[`*]", "", text).casefold().split()).rstrip(".")
