"""What Python and PyTorch say when a function stops, in words that a beginner understands.

The class of an exception tells little: a TypeError may be a forgotten star, an argument too many or a None. So what is
said is looked up in a table of messages (sorts.py). Where nothing fits, nothing is said but the message itself.
"""

import linecache
import re
import traceback
from types import FunctionType

from .compare import is_a, quoted
from .sorts import CLASSES, SORTS, nobody, none_words

LONGEST = 300  # letters of a message that are shown, or its first sentence
READ = 2000  # letters of a message: what happened stands at its beginning, and patterns take long over more


def raised(error, function):
    """What went wrong, in words, with the message and the learner's own line in place of a traceback."""
    filename = function.__code__.co_filename if is_a(function, FunctionType) else None
    places = [(frame.f_code.co_filename, number) for frame, number in traceback.walk_tb(error.__traceback__)]
    line, words = "", meaning(error, function)
    if own := [number for file, number in places if file == filename]:
        text = linecache.getline(filename, own[-1]).strip()
        line = f", in line {own[-1]}" + (f", {quoted(text)}" if text else "")
    end = "" if words.endswith((".", "?")) else "."
    said = quoted(f"{type(error).__name__}: {shortened(message(error))}".rstrip(": "), 2 * LONGEST)
    return f"it stopped{line}{': ' * bool(words)}{words}{end} Python says {said}."


def message(error):
    try:
        return str(error)[:READ]
    except Exception:
        return ""


def shortened(said):
    """A message without the list of all that PyTorch would have taken; a long one is cut where a sentence ends."""
    said = re.split(r",? but expected one of|\bHint:", said)[0].strip()
    if len(said) <= LONGEST:
        return said
    ends = [found.end() for found in re.finditer(r"[.;](?=\s)", said[: 2 * LONGEST])]
    fitting = [end for end in ends if end <= LONGEST] or ends[:1]
    return said[: fitting[-1]] if fitting else said


def found_sort(error):
    said = message(error)
    for pattern, words in SORTS:
        if found := re.search(pattern, said):
            return found, words
    return None, ""


def sort(error):
    """What errors have in common that happened for the same reason. Their texts depend on the release of PyTorch."""
    found, words = found_sort(error)
    if found is None:
        return type(error), message(error)
    return found.re.pattern, found.groups(), getattr(nobody(error), "attr", "") if words is none_words else ""


def meaning(error, function):
    """What happened, in words, or "" where nothing is known about it."""
    found, words = found_sort(error)
    if found is None:
        return next((words for kind, words in CLASSES.items() if is_a(error, kind)), "")
    return words.format(*found.groups()) if isinstance(words, str) else words(found, error, function)
