"""The labs of a notebook, each made by the notebook's own code, of which only what it needs is run."""

import ast
import re

LAB = re.compile(r"^labs\.(\w+_lab)\(", re.MULTILINE)


def labs_of(cells):
    """(number of the cell, name, a function that makes the lab) for each code cell that shows one.

    cells: the source of every cell, code or not, in order; of what is not code, an empty string.
    """
    before = []
    for number, source in enumerate(cells):
        try:
            statements = ast.parse(source).body
        except SyntaxError:  # a command of IPython
            continue
        shown = LAB.search(source)
        if shown:
            yield number, shown[1], made([*before, *statements])
        before += statements


def made(statements):
    """A function that gives the value of the last statement."""
    *earlier, last = statements
    needed, code = names(last, ast.Load), []
    for statement in reversed(earlier):
        bound = names(statement, ast.Store)
        if bound & needed:
            code.insert(0, statement)
            needed = needed - bound | names(statement, ast.Load)

    def make():
        space = {}
        exec(compile(ast.Module(code, []), "<notebook>", "exec"), space)
        return eval(compile(ast.Expression(last.value), "<notebook>", "eval"), space)

    return make


def names(statement, context):
    """The names that a statement reads (ast.Load) or gives a value (ast.Store)."""
    found = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, context)}
    if context is ast.Store:
        found |= {getattr(node, "name", None) for node in ast.walk(statement) if isinstance(node, ast.FunctionDef)}
        aliases = [alias for node in ast.walk(statement) for alias in getattr(node, "names", [])
                   if isinstance(alias, ast.alias)]  # fmt: skip
        found |= {(alias.asname or alias.name).split(".")[0] for alias in aliases}
    return found
