"""What all exercises have, whatever their kind, and what is said of an answer."""

import re
import sys
from abc import ABC, abstractmethod
from dataclasses import KW_ONLY, dataclass
from functools import cache

import torch
from IPython.display import display

from .kernel import put_back

SYMBOLS = {"Right.": "✓", "Not yet.": "✗", "Not attempted yet.": "○"}
ALERTS = ("Right.", "Not yet.", "No more hints.")


@dataclass(frozen=True)
class Message:
    """A verdict and its reason: Markdown in a notebook, plain text anywhere else.

    heading: whether it begins with a heading, by which a screen reader, and the table of contents, go from question to
        question.
    JupyterLab leaves roles in what a cell has just put out, so a verdict is an alert, which is read out as it appears;
    from a notebook that was not run here it strips them. What is stored with the course is none, or opening would read.
    """

    verdict: str
    text: str
    heading: bool = False

    def _repr_markdown_(self):
        if self.heading:
            return f"### {self.verdict.rstrip('.')}\n\n{self.text}"
        symbol, words = SYMBOLS.get(self.verdict, ""), f"**{self.verdict}** {self.text}".replace(" \n", "\n")
        if self.verdict not in ALERTS and not self.verdict.startswith("Hint "):
            return f"{symbol} {words}".strip()
        hidden = f'<span aria-hidden="true">{symbol}</span> ' * bool(symbol)
        return f'<div role="alert">\n\n{hidden}{words}\n\n</div>'

    def __repr__(self):
        return f"{self.verdict} {self.text}".replace(" \n", "\n")


at_work = []  # the exercise that is being judged, if one is
INSIDE = "exercises.check was called while it calls your function"


class Hint(str):
    """A hint that is given only where the code of an answer does not name another cause.

    only: names of which the code has one; unless: names of which it has none. An outcome such as "no graph" may come
    of several slips, and the code says which.
    """

    def __new__(cls, text, *, only=(), unless=()):
        hint = super().__new__(cls, text)
        hint.only, hint.unless = set(only), set(unless)
        return hint


def may_be(hint, names):
    """Whether code with these names can have made the mistake that a hint is for."""
    if not isinstance(hint, Hint):
        return True
    return not hint.unless & names and (not hint.only or bool(hint.only & names))


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
            self._require(is_text(getattr(self, argument)), argument, getattr(self, argument), "some words")
        texts = isinstance(self.hints, list) and self.hints and all(map(is_text, self.hints))
        self._require(texts, "hints", self.hints, "a list of at least one hint, each some words")
        self._require(isinstance(self.mistakes, list) and self.mistakes, "mistakes", self.mistakes, "at least one")
        for mistake in self.mistakes:
            well = isinstance(mistake, tuple) and len(mistake) > 1 and is_text(mistake[0])
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
        if at_work:
            raise RuntimeError(INSIDE)
        at_work.append(self.name)
        try:
            with put_back():
                return self.judged(answer)
        except Exception:  # an object that raises when it is compared, for example
            return self.wrong(f"This answer cannot be compared with the right one. Expected {self.expects()}.")
        finally:
            at_work.clear()

    def wrong(self, why):
        return Message("Not yet.", f'{sentence(why)} For a hint: `exercises.hint("{self.name}")`.')

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


def sentence(text):
    """A text with a full stop, unless it has one or asks."""
    return text if text.endswith((".", "?")) else text + "."


def is_text(value):
    return isinstance(value, str) and bool(value.strip())
