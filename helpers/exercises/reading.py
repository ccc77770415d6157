"""What the code of an answer says without being run: which names it reads, which numbers are written in it."""

import ast
import dis
import inspect
import textwrap
from types import FunctionType

from torch import Tensor

from .compare import flat, is_a, quoted


def codes_of(code):
    """A code object, and those of its inner functions."""
    return [code, *(inner for part in code.co_consts if inspect.iscode(part) for inner in codes_of(part))]


def never_read(function, right):
    """An argument that the right function uses, and this one never looks at."""
    if not is_a(function, FunctionType):
        return ""
    code = function.__code__
    if code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS):
        return ""
    mine = code.co_varnames[: code.co_argcount]
    ours = right.__code__.co_varnames[: right.__code__.co_argcount]
    used, needed = names_read(code), names_read(right.__code__)
    unread = [m for m, o in zip(mine, ours, strict=False) if m not in used and o in needed]
    *others, last = map(quoted, unread or [""])
    return f"Your function never reads {', '.join(others)}{' and ' * bool(others)}{last}" if unread else ""


def names_read(code):
    """The local names that code reads, its inner functions included."""
    found = set()
    for step in (step for part in codes_of(code) for step in dis.get_instructions(part)):
        if step.opname.startswith(("LOAD_FAST", "LOAD_DEREF", "LOAD_CLOSURE", "STORE_FAST_LOAD_FAST")):
            names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
            found |= set(names[1:] if step.opname.startswith("STORE_FAST_LOAD") else names)
    return found


def read_from_the_notebook(function, right):
    """Numbers of the notebook that an answer reads where it has arguments of its own."""
    try:
        names = inspect.getclosurevars(function).globals
    except (TypeError, ValueError):
        return ""
    data = [name for name, value in names.items() if is_a(value, Tensor, int, float) and not is_a(value, bool)]
    arguments = ", ".join(inspect.signature(right).parameters)
    whose = f"Your function reads {' and '.join(map(quoted, data))} of the notebook"
    return f"{whose}. Where it is called with others, its arguments `{arguments}` count" if data else ""


def constants(code):
    """All numbers that are written in code, its inner functions included."""
    every = (constant for part in codes_of(code) for constant in part.co_consts)
    return {constant for constant in every if is_a(constant, int, float) and not is_a(constant, bool)}


def written_in(function, right, outcomes):
    """A number of the notebook in the code: how many readings it has, or what a name of it stands for."""
    if not is_a(function, FunctionType):
        return ""
    numbers = constants(function.__code__) - constants(right.__code__)
    arguments = [flat(value) for outcome in outcomes for value in outcome.arguments.values()]
    for number in sorted(numbers):
        given = any(number in (len(value), *value.tolist()) for value in arguments if value is not None)
        if given or (number == round(number, 1) and number != round(number)):
            continue  # 0.1 and 0.5 may stand for anything
        for name, value in function.__globals__.items():
            readings = is_a(value, Tensor) and value.ndim == 1 and len(value) == number > 9
            same = number != round(number) and is_a(value, Tensor, float) and flat(value).tolist() == [number]
            if name[:1] != "_" and (readings or same):
                whose = "is how many numbers" if readings else "is what"
                end = "has" if readings else "stands for"
                words = f"`{number}` is written in your function. In the notebook that {whose} {quoted(name)} {end}"
                return f"{words}; here it is called with others"
    return ""


def mentioned(function, depth=3):
    """All names in the code of a function, of its attributes and of the learner's own functions that it calls, too."""
    if not is_a(function, FunctionType) or not depth:
        return set()
    names = set()
    for code in codes_of(function.__code__):
        names |= {*code.co_names, *code.co_varnames, *code.co_freevars}
    inner = [*map(function.__globals__.get, names), *inspect.getclosurevars(function).nonlocals.values()]
    own = [f for f in inner if is_a(f, FunctionType) and f.__module__ == function.__module__ and f is not function]
    return names.union(*(mentioned(f, depth - 1) for f in own))


def left_dots(function, outcomes):
    """Whether dots of the template are still there: as a result, a value or a statement, or something broke at them."""
    if any(has_dots(outcome.value) for outcome in outcomes):
        return True
    errors = [str(outcome.error) for outcome in outcomes if is_a(outcome.error, TypeError, AttributeError)]
    if any("ellipsis" in said and "indices" not in said for said in errors):
        return True
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):  # the part of a line that a lambda is, for example
        return False
    values = [node.value for node in ast.walk(tree) if is_a(node, ast.Expr, ast.Return, ast.Assign)]
    parts = [part for value in values for part in getattr(value, "elts", [value])]
    return any(is_a(part, ast.Constant) and part.value is ... for part in parts)


def has_dots(value):
    return value is ... or (type(value) in (list, tuple) and any(part is ... for part in value))
