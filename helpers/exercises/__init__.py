"""Questions with an answer: ask, check, hint, solution, progress.

    exercises.ask("5_3 typical error")                      the question
    exercises.check("5_3 typical error", typical_error)     whether the answer is right, and if not, where
    exercises.hint("5_3 typical error")                     the next hint
    exercises.solution("5_3 typical error")                 the answer, and why
    exercises.progress()                                    what is solved, and what to try next

An exercise is declared in the module of its section here, s5_3.py, as a Code, a Number or a Choice (kinds.py). It
knows the right answer and the usual mistakes. An answer is compared with the right one, then with each mistake;
whoever made one of them reads the hint for it, everyone else what was given and what is expected.
"""

import difflib
import importlib
import pkgutil

from IPython.display import display

from . import exercise
from .exercise import Message, require
from .record import Progress, last, records


def ask(name):
    """Show the question of an exercise."""
    task = _at(name)
    display(Message(f"Exercise: {task.title}.", task.asked(), heading=True))


def check(name, answer):
    """Say whether the answer to an exercise is right, and if it is not, what to look at."""
    message = _at(name).judge(answer)
    records[name].checked(message.verdict)
    display(message)


def hint(name):
    """Show the next hint of an exercise, one with each call."""
    hints = find(name).hints
    records[name].hints += 1
    given = records[name].hints
    if given <= len(hints):
        display(Message(f"Hint {given} of {len(hints)}:", hints[given - 1]))
    else:
        end = f'You have seen all {len(hints)}. For the answer: `exercises.solution("{name}")`.'
        display(Message("No more hints.", end))


def solution(name):
    """Show the answer of an exercise, and why it is the answer."""
    task = find(name)
    records[name].shown()
    display(Message("Solution.", f"\n\n{task.solved()}\n\n{task.why}"))


def progress(section=None):
    """Show which exercises of a section are solved, and what to try next; without a section, of the one used last."""
    if section is None and not last:
        display(Message("No exercise yet.", 'Name a section, such as `exercises.progress("5_3")`.'))
        return
    section = last[0] if section is None else section
    require(section in sections(), "progress", "section", section, f"one of {', '.join(sections())}")
    display(Progress([task.name for task in load(section)]))


def _at(name):
    """The exercise of that name, whose section is now the last one used."""
    task = find(name)
    last[:] = [name.partition(" ")[0]]
    return task


def find(name):
    """The exercise of that name. Only its section's module is imported."""
    if not isinstance(name, str):
        raise TypeError(f"name: got {type(name).__name__}, expected the name of an exercise in quotes")
    section = name.partition(" ")[0]
    if section in sections():
        load(section)
    if name not in exercise.declared:
        for other in sections():
            load(other)
        same = [known for known in exercise.declared if known.startswith(section + " ")]
        close = difflib.get_close_matches(name, exercise.declared, n=3, cutoff=0.5) or same or list(exercise.declared)
        raise ValueError(f"name: got {name!r}, expected the name of an exercise, such as {', '.join(map(repr, close))}")
    return exercise.declared[name]


def sections():
    """The sections that have exercises: 5_3 for s5_3.py."""
    return [name[1:] for _, name, _ in pkgutil.iter_modules(__path__) if name[0] == "s" and name[1].isdigit()]


def load(section):
    """The exercises of a section, in their order."""
    before = set(exercise.declared)
    try:
        importlib.import_module(f"{__name__}.s{section}")
        for name in set(exercise.declared) - before:
            require(name.startswith(section + " "), name, "name", name, f"one that begins with {section!r}")
    except Exception:
        for name in set(exercise.declared) - before:  # half a module is none; it can be mended and imported again
            del exercise.declared[name]
        raise
    return [task for name, task in exercise.declared.items() if name.startswith(section + " ")]
