"""Calls a function that nobody has seen before, and says in words where its outcome is not the expected one.

A learner's function may do anything: change its arguments, draw random numbers, raise, print, never return.
Here it does so without harm to the notebook, and always from the same state, so that the same answer gets the
same words on every machine. Nothing watches the clock: a function that never returns is ended by the stop button,
as in any cell.
"""

import copy
import dis
import inspect
from dataclasses import dataclass, field
from types import CoroutineType, FunctionType, GeneratorType

from torch import Tensor

from .compare import LARGE, digits, is_a, quoted, unlike
from .errors import raised, sort
from .kernel import put_back


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
    with put_back() as changed:
        arguments, mine = made(probe), made(probe)
        outcome = Outcome(dict(zip(names, mine, strict=True)))
        before = _states(outcome.arguments)
        try:
            value = function(*arguments)
            outcome.graph, outcome.returned = has_graph(value), _which(value, names, arguments)
            outcome.value = _copied(value)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            outcome.error = error
    after = _states(dict(zip(names, arguments, strict=True)))
    outcome.effects = {what: new for what, new in after.items() if unlike(new, before.get(what), 0)}
    outcome.effects |= dict.fromkeys(changed)
    return outcome


def made(probe):
    """The arguments of a probe, made anew."""
    return probe() if callable(probe) else copy.deepcopy(probe)


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
    """Whether two calls had the same outcome: numbers up to rtol, exceptions of one sort."""
    if got.error is not None or wanted.error is not None:
        return None not in (got.error, wanted.error) and sort(got.error) == sort(wanted.error)
    if got.effects.keys() != wanted.effects.keys() or unlike(got.value, wanted.value, rtol):
        return False
    if got.graph != wanted.graph or got.returned != wanted.returned:
        return False
    return not any(unlike(got.effects[what], after, rtol) for what, after in wanted.effects.items())


# --- words ----------------------------------------------------------------------------------------


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
    for what in (what for what in got.effects if what not in wanted.effects):
        if what.endswith(".requires_grad"):
            return (
                f"your function switches on or off that `{what.removesuffix('.requires_grad')}` is watched, and leaves "
                "it so. Whoever called it needs it as it was"
            )
        if what.partition(".")[0].partition("[")[0] in got.arguments:
            is_list = isinstance(got.arguments.get(what), list)
            return f"your function changed `{what}` itself, and whoever called it needs it as it was. " + (
                "Work on a copy: `list(x)` makes one"
                if is_list
                else "Make a new tensor: `x = x - 1` does, `x -= 1` does not"
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
