"""What was asked, tried and solved. It is remembered as long as the kernel lives."""

from collections import defaultdict
from dataclasses import dataclass

NEXT = ("tried", "not tried", "looked at")  # what to try next, the first of these that there is


@dataclass
class Record:
    """Of one exercise: hints given, wrong answers, whether it was solved, whether its solution was seen before that."""

    hints: int = 0
    tries: int = 0
    solved: bool = False
    looked: bool = False

    @property
    def state(self):
        if self.looked:
            return "looked at"
        return "solved" if self.solved else "tried" if self.tries else "not tried"

    def checked(self, verdict):
        self.solved |= verdict == "Right."
        self.tries += verdict == "Not yet."

    def shown(self):
        """The solution was shown."""
        self.looked |= not self.solved


records = defaultdict(Record)  # by the name of the exercise
last = []  # the section that was asked for or checked last


@dataclass(frozen=True)
class Progress:
    """How far one is with the exercises of a section: a table in a notebook, lines anywhere else."""

    names: list[str]

    def states(self):
        return {name: records[name].state for name in self.names}

    def ending(self):
        """What to try next."""
        states = self.states()
        for wanted in NEXT:
            for name, state in states.items():
                if state == wanted:
                    again = ", once more without a look" * (state == "looked at")
                    return f'Next{again}: `exercises.ask("{name}")`'
        return "All solved."

    def heading(self):
        return f"{list(self.states().values()).count('solved')} of {len(self.names)} solved."

    def _repr_markdown_(self):
        rows = [f"| {name} | {state} |" for name, state in self.states().items()]
        return "\n".join([f"**{self.heading()}**", "", "| exercise | |", "|:--|:--|", *rows, "", self.ending()])

    def __repr__(self):
        rows = [f"{name}: {state}" for name, state in self.states().items()]
        return "\n".join([self.heading(), *rows, self.ending()])
