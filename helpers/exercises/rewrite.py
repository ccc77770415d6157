"""A learner's function as a tree that can be edited, compiled anew and run within bounds.

The new function has the globals and the closure of the old one in copies. What reaches for more, a file, a picture, a
list of the notebook, is left alone: it would be changed again and again.
"""

import ast
import dis
import inspect
import sys
import textwrap
from types import BuiltinFunctionType, CellType, FunctionType, ModuleType

from .compare import is_a
from .edits import Names, changed
from .reading import codes_of, mentioned

MOST_LINES = 4_000  # that one run may take
ALL_LINES = 20_000  # that all runs may take together
HARMLESS = (ModuleType, FunctionType, BuiltinFunctionType, type, int, float, bool, str, type(None))
OUTSIDE = set(
    """breakpoint display eval exec exercises globals input labs open os Path pathlib pickle plt save savefig setattr
    show shutil subprocess sys tofile""".split()  # noqa: SIM905
)
UNCERTAIN = (ast.Try, ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await, ast.ClassDef)


def readable(function):
    """The code of a function, or None where it is not to be had or not to be run again and again."""
    if type(function) is not FunctionType or hasattr(function, "__wrapped__") or OUTSIDE & mentioned(function):
        return None
    if not all(is_a(value, *HARMLESS) for value in reached(function)):
        return None
    try:
        lines, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, SyntaxError):
        return None
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef) or definition.name != function.__name__:
        return None
    if any(isinstance(node, UNCERTAIN) for node in ast.walk(definition)):
        return None
    ast.increment_lineno(tree, first - 1)
    definition.decorator_list = []
    return Answer(function, definition, dict(enumerate(lines, first)))


def functions_of(function, found=()):
    """The function and those of the notebook that it calls, directly or not."""
    found = [*found, function]
    for name in global_names(function.__code__):
        other = function.__globals__.get(name)
        if is_a(other, FunctionType) and other.__globals__ is function.__globals__ and other not in found:
            found = functions_of(other, found)
    return found


def global_names(code):
    return {
        step.argval for part in codes_of(code) for step in dis.get_instructions(part) if step.opname == "LOAD_GLOBAL"
    }


def reached(function):
    """All values from outside that its code could change."""
    values = []
    for one in functions_of(function):
        values += [one.__globals__[name] for name in global_names(one.__code__) if name in one.__globals__]
        values += [cell.cell_contents for cell in one.__closure__ or ()]
        values += [*(one.__defaults__ or ()), *(one.__kwdefaults__ or {}).values()]
    return values


class Answer:
    """A function with its code as a tree, which can be edited and compiled anew.

    nodes: the parts of the tree that may be edited: expressions, statements, and lists of statements.
    """

    def __init__(self, function, definition, lines):
        self.function, self.definition, self.lines = function, definition, lines
        self.globals = dict(function.__globals__)
        self.parents = dict(parents(definition))
        body = [node for statement in definition.body for node in ast.walk(statement)]
        self.nodes = [node for node in body if isinstance(node, (ast.expr, ast.stmt))]
        self.nodes += [node.body for node in [definition, *body] if isinstance(getattr(node, "body", None), list)]
        stored = {node.id for node in self.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        arguments = list(inspect.signature(function).parameters)
        self.names = Names(arguments, sorted(stored - set(arguments)))

    def edited(self, old, new):
        """The definition with another node in place of one of its own; what is beside the two is shared."""
        for node in new if isinstance(new, list) else [new]:
            ast.fix_missing_locations(node)
        while old is not self.definition:
            parent = self.parents[id(old)]
            if isinstance(parent, list):
                new = [new if part is old else part for part in parent]
            else:
                new = changed(parent, **{name: new for name, value in ast.iter_fields(parent) if value is old})
            old = parent
        return new

    def compiled(self, old=None, new=None):
        """The function, with another node in place of one of its own, or None where Python does not take it."""
        function = self.function
        free = function.__code__.co_freevars
        module = ast.parse(f"def outer({', '.join(free)}): pass")  # so that free variables stay free
        module.body[0].body = [self.edited(old, new) if old else self.definition]
        try:
            code = compile(module, function.__code__.co_filename, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, TypeError):
            return None
        code = next(part for part in codes_of(code) if part.co_name == function.__code__.co_name)
        cells = dict(zip(free, function.__closure__ or (), strict=True))
        closure = tuple(CellType(cells[name].cell_contents) for name in code.co_freevars)
        result = FunctionType(code, self.globals, function.__name__, function.__defaults__, closure)
        result.__kwdefaults__ = function.__kwdefaults__
        self.globals[function.__name__] = result  # for one that calls itself
        return result


def parents(node):
    """(id of a node or a list of nodes, what it stands in), for all in a tree."""
    parts = node if isinstance(node, list) else [value for _, value in ast.iter_fields(node)]
    for part in parts:
        if isinstance(part, (ast.AST, list)):
            yield id(part), node
            yield from parents(part)


class Budget:
    """Counts the lines that edited code runs, and ends it where they are too many: there is no clock."""

    def __init__(self, answer):
        self.spaces = (answer.globals, answer.function.__globals__)
        self.spent = 0

    def bound(self, function):
        def bounded(*arguments):
            most = min(self.spent + MOST_LINES, ALL_LINES + 1)

            def count(frame, event, _):
                self.spent += 1
                if not any(frame.f_globals is space for space in self.spaces):
                    return None  # other code comes to an end, and is not to be cut in two
                if self.spent > most and event == "line":
                    raise TooLong
                return count

            before = sys.gettrace()
            sys.settrace(count)
            try:
                return function(*arguments)
            finally:
                sys.settrace(before)

        return bounded


class TooLong(BaseException):
    """An edited function has taken more lines than it may."""
