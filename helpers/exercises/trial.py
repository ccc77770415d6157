"""Calls a function that nobody has seen before, and says in words where its outcome is not the expected one.

A learner's function may do anything: change its arguments, draw random numbers, raise, print, never return.
Here it does so without harm to the notebook, and always from the same state, so that the same answer gets the
same words on every machine. Nothing watches the clock: a function that never returns is ended by the stop button,
as in any cell.
"""

import copy
import dis
import inspect
import linecache
import random
import re
import sys
import traceback
import warnings
from dataclasses import dataclass, field
from types import CodeType, CoroutineType, FunctionType, GeneratorType

import torch
from torch import Tensor

from .compare import digits, is_a, quoted, unlike

LARGE = 1_000_000  # results with more numbers than this are not copied; no exercise asks for so many


@dataclass
class Outcome:
    """What came of a call: a value or an exception, and everything else that is different after it."""

    arguments: dict[str, object]
    value: object = None
    error: BaseException | None = None
    effects: dict[str, object] = field(default_factory=dict)
    graph: bool | None = None  # whether a tensor of the value carries a graph; None where that does not matter
    returned: str | None = None  # the argument that the value is, the very object


def attempt(function, probe, names):
    """Call the function on its own copy of a probe, and put all that it changed elsewhere back in order.

    What it raises is part of the outcome, but for the interrupt of the stop button.
    """
    arguments, mine = _made(probe), _made(probe)
    outcome = Outcome(dict(zip(names, mine, strict=True)))
    before = _states(outcome.arguments)
    shared = _shared()
    saved = {what: read() for what, (read, _, _) in shared.items()}
    try:
        for _, _, begin in shared.values():
            begin()
        start = {what: read() for what, (read, _, _) in shared.items()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                value = function(*arguments)
                outcome.graph, outcome.returned = has_graph(value), _which(value, names, arguments)
                outcome.value = _copied(value)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                outcome.error = error
        ended = {what: read() for what, (read, _, _) in shared.items()}
    finally:
        for what, (_, write, _) in shared.items():
            write(saved[what])
    after = _states(dict(zip(names, arguments, strict=True)))
    outcome.effects = {what: new for what, new in after.items() if unlike(new, before.get(what), 0)}
    outcome.effects |= {what: None for what, end in ended.items() if not _same(end, start[what])}
    return outcome


def _made(probe):
    return probe() if callable(probe) else copy.deepcopy(probe)


# Who draws some moves them; they are put back, and that is all.
DRAWN = ("torch's random numbers", "Python's random numbers", "NumPy's random numbers")


def _shared():
    """What all code of a kernel shares, and a function leaves alone: how to read, to write and to begin with it."""
    shared = {
        "torch's default device": (torch.get_default_device, _set_device, lambda: None),
        "torch's random numbers": (torch.get_rng_state, torch.set_rng_state, lambda: torch.manual_seed(0)),
        "Python's random numbers": (random.getstate, random.setstate, lambda: random.seed(0)),
        "autograd's switch": (torch.is_grad_enabled, torch.set_grad_enabled, lambda: torch.set_grad_enabled(True)),
        "torch's default dtype": (
            torch.get_default_dtype,
            torch.set_default_dtype,
            lambda: torch.set_default_dtype(torch.float32),
        ),
    }
    if numpy := sys.modules.get("numpy"):
        chance = numpy.random
        shared["NumPy's random numbers"] = (chance.get_state, chance.set_state, lambda: chance.seed(0))
    return shared


def _set_device(device):
    if torch.get_default_device() != device:  # to set the one that is set already would slow down all that follows
        torch.set_default_device(device)


def _same(one, other):
    if isinstance(one, tuple):
        return all(_same(a, b) for a, b in zip(one, other, strict=True))
    return bool((one == other).all()) if hasattr(one, "all") else one == other


def _copied(value, depth=3):
    """A result as it is now: without a graph, and safe from later changes."""
    if is_a(value, Tensor):
        return value.detach().clone() if value.numel() <= LARGE else value.detach()
    if is_a(value, list, tuple) and depth and len(value) <= LARGE:
        return (list if is_a(value, list) else tuple)([_copied(part, depth - 1) for part in value])
    if is_a(value, GeneratorType, CoroutineType):
        value.close()
    return value


def has_graph(value, depth=3):
    """Whether a result, or a part of it, is a tensor that carries a graph."""
    if is_a(value, list, tuple) and depth and len(value) <= LARGE:
        return any(has_graph(part, depth - 1) for part in value)
    return is_a(value, Tensor) and value.requires_grad


def _which(value, names, arguments):
    return next((name for name, argument in zip(names, arguments, strict=True) if argument is value), None)


def _states(arguments):
    """What a call can change in its arguments: the numbers of tensors, their gradients, and whether they need one."""
    states = {}
    for name, value in arguments.items():
        if isinstance(value, Tensor):
            states[name] = _copied(value)
            states[f"{name}.requires_grad"] = value.requires_grad
            states[f"{name}.grad"] = _copied(value.grad) if value.is_leaf else None
        elif isinstance(value, (list, tuple)):
            states[name] = len(value)
            states |= _states({f"{name}[{place}]": part for place, part in enumerate(value)})
        elif isinstance(value, (str, int, float)):
            states[name] = value
    return states


# --- comparing ------------------------------------------------------------------------------------


def agree(got, wanted, rtol):
    """Whether two calls had the same outcome: numbers up to rtol, exceptions of one type with one message."""
    if got.error is not None or wanted.error is not None:
        return type(got.error) is type(wanted.error) and _message(got.error) == _message(wanted.error)
    if got.effects.keys() != wanted.effects.keys() or unlike(got.value, wanted.value, rtol):
        return False
    if got.graph != wanted.graph or got.returned != wanted.returned:
        return False
    return not any(unlike(got.effects[what], after, rtol) for what, after in wanted.effects.items())


# --- words ----------------------------------------------------------------------------------------

# What happened, by the message; "of the wrong type" would lead astray where an argument is missing.
PATTERNS = [
    (r"missing \d+ required (positional|keyword)", "a function is called with too few arguments"),
    (r"takes .*positional arguments? but \d+", "a function is called with too many arguments"),
    (r"unexpected keyword argument", "a function has no argument of that name; is it misspelt?"),
    (r"Boolean value of Tensor with more than one", "`if`, `and` and `or` need one yes or no, and here are many"),
    (
        r"only one element tensors|cannot be converted to Scalar|only tensors with one element",
        "one number is needed, and this tensor has several (what `math` does with one, `torch` does with all at once)",
    ),
    (
        r"(only integer tensors|slice indices must be|tensors used as indices|list indices must be)",
        "a place in brackets has to be a whole number",
    ),
    (r"Dimension out of range", "there is no such dimension"),
    (
        r"must match the size|shapes cannot be multiplied|size mismatch|must match the existing size",
        "these shapes do not go together",
    ),
    (r"for \^|xor", "`^` is no power in Python; that is `**`"),
    (
        r"builtin_function_or_method|'method'|'function' and|and 'function'",
        "a function stands where its result should be: are its parentheses missing?",
    ),
    (r"does not require grad and does not have a grad_fn", "this tensor has no graph to walk back"),
    (r"grad can be implicitly created only for scalar", "a backward pass begins at one number, not at several"),
    (r"backward through the graph a second time", "this graph has been walked back once, and is gone"),
    (r"a leaf Variable that requires grad", "a watched leaf may be changed in place only where nothing is recorded"),
    (r"must be Tensor, not|but got (int|float)", "a tensor is needed, and this is a plain number"),
    (r"as element \d+ in argument|must be tuple of Tensors, not Tensor", "a list of tensors is needed"),
    (r"object is not callable", "something is called that is no function; is an operator missing?"),
    (r"NoneType", "something is None, such as a `.grad` before any backward pass"),
    (r"0-d tensor", "one number cannot be taken apart or gone through"),
    (r"values to unpack", "there are not as many names on the left as values on the right"),
]
EXCEPTIONS = {
    NameError: "a name has no value: it is misspelt, or used before it is set",
    ZeroDivisionError: "something is divided by zero",
    IndexError: "there is no element at that index",
    KeyError: "there is no entry under that key",
    AttributeError: "something is asked for what it does not have",
    RecursionError: "the function calls itself and never stops",
    MemoryError: "there is not enough memory",
    AssertionError: "something that should be true is not",
    SystemExit: "it asks Python to end",
}


def raised(error, function):
    """What went wrong, in words, with the message and the learner's own line in place of a traceback."""
    said = _message(error)
    meaning = next((words for pattern, words in PATTERNS if re.search(pattern, said)), "")
    meaning = meaning or next((words for kind, words in EXCEPTIONS.items() if is_a(error, kind)), "")
    line = ""
    filename = function.__code__.co_filename if is_a(function, FunctionType) else None
    places = [(f.f_code.co_filename, number) for f, number in traceback.walk_tb(error.__traceback__)]
    if own := [number for file, number in places if file == filename]:
        text = linecache.getline(filename, own[-1]).strip()
        line = f", in line {own[-1]}" + (f", {quoted(text)}" if text else "")
    message = quoted(f"{type(error).__name__}: {said}".rstrip(": "), 300)
    return f"it stopped{line}{': ' * bool(meaning)}{meaning}. Python says {message}."


def _message(error):
    try:
        return str(error)
    except Exception:
        return ""


def called(outcome):
    """How the function was called, with the arguments by name."""
    arguments = ", ".join(f"{name} = {digits(value)}" for name, value in outcome.arguments.items())
    return f"Called with {quoted(arguments, 300)}"


def complaint(got, wanted, function, rtol):
    """Where the outcome is not the wanted one, in words; nothing where it is."""
    if wanted.error is not None:
        right = type(got.error) is type(wanted.error)
        words = f"it should raise {quoted(type(wanted.error).__name__)}, and does not"
        return "" if right else raised(got.error, function) if got.error is not None else words
    if got.error is not None:
        return raised(got.error, function)
    for what in (what for what in got.effects if what not in wanted.effects and what not in DRAWN):
        if what.partition(".")[0].partition("[")[0] in got.arguments:
            return (
                f"your function changed `{what}` itself, and whoever called it needs it as it was. "
                "Make a new tensor: `x = x - 1` does, `x -= 1` does not"
            )
        return f"your function changed {what}, which all other code shares, and the answer needs nothing of the kind"
    if words := unlike(got.value, wanted.value, rtol):
        return words
    for what, after in wanted.effects.items():
        if what not in got.effects:
            return f"`{what}` is the same after the call as before, expected that it changes"
        if words := unlike(got.effects[what], after, rtol):
            return f"`{what}` after the call: {words}"
    if got.returned != wanted.returned:
        return (
            f"the numbers are right, but they come in another object than `{wanted.returned}`. "
            "Return the very one that came in"
        )
    if got.graph and not wanted.graph:
        return "the numbers are right, but the result still carries its graph; `.detach()` gives the same without it"
    if wanted.graph and not got.graph:
        return "the numbers are right, but the result carries no graph, and one is asked for"
    return ""


# --- what is seen of a function without calling it -----------------------------------------------


def takes(function, count):
    """Whether it can be called with so many arguments, as far as one can see from outside."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    except ValueError:  # some functions written in C do not say
        return True
    return True


def is_empty(function):
    """Whether it is a function with nothing in it but dots, pass or a docstring."""
    if type(function) is not FunctionType:
        return False
    steps = list(dis.get_instructions(function))
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
    constants = (step.argval for step in steps if "CONST" in step.opname)
    return {step.opname for step in steps} <= idle and all(c is None or c is ... for c in constants)


def mentions_dots(function):
    """Whether dots of the template are still in the code of a function."""
    code = function if isinstance(function, CodeType) else getattr(function, "__code__", None)
    constants = code.co_consts if isinstance(code, CodeType) else ()
    return any(c is ... or (isinstance(c, CodeType) and mentions_dots(c)) for c in constants)


def has_dots(value):
    return value is ... or (type(value) in (list, tuple) and any(part is ... for part in value))
