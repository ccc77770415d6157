"""Small edits within a statement, by kind: each undoes a slip that beginners make.

A kind looks at one node of the syntax tree and yields what could stand in its place: new nodes, which share their
unchanged parts with the old one, or pairs of a new node and the part that is edited. Nothing here changes the tree or
knows what is right.
"""

import ast
from ast import Add, BinOp, BitXor, Call, Constant, Div, FloorDiv, Mult, Name, Pow, Starred, Sub, Tuple
from dataclasses import dataclass

LOAD = ast.Load()


@dataclass(frozen=True)
class Names:
    """The names of the function's arguments, and of all that it sets besides."""

    arguments: list[str]
    variables: list[str]


def changed(node, **fields):
    """A copy of a node with other fields."""
    return ast.copy_location(type(node)(**dict(ast.iter_fields(node)) | fields), node)


def method(value, name):
    return Call(ast.Attribute(value, name, LOAD), [], [])


def exchanged(parts, one, other):
    parts = list(parts)
    parts[one], parts[other] = parts[other], parts[one]
    return parts


def pairs(parts):
    return [(one, other) for other in range(len(parts)) for one in range(other)]


def is_method(node):
    """Whether it is `value.name()`, with or without arguments, and the value no module."""
    return isinstance(node, Call) and isinstance(node.func, ast.Attribute) and not is_module(node.func.value)


def is_module(node):
    return isinstance(node, Name) and node.id in ("torch", "math", "np", "numpy")


def is_number(node):
    return isinstance(node, Constant) and type(node.value) in (int, float)


# --- slips of writing -----------------------------------------------------------------------------


def power(node, names):
    if isinstance(node, BinOp) and isinstance(node.op, BitXor):
        yield changed(node, op=Pow())
        if isinstance(node.left, BinOp):  # `2 * x ^ 2` is (2 * x) ^ 2
            yield changed(node.left, right=BinOp(node.left.right, Pow(), node.right))


def whole_division(node, names):
    if isinstance(node, BinOp) and isinstance(node.op, FloorDiv):
        yield changed(node, op=Div())


def brackets(node, names):
    """The same signs in the same order, grouped in another way."""
    if isinstance(node, BinOp) and isinstance(node.left, BinOp):
        left = node.left
        yield changed(left, right=BinOp(left.right, node.op, node.right))
    if isinstance(node, BinOp) and isinstance(node.right, BinOp):
        right = node.right
        yield changed(right, left=BinOp(node.left, node.op, right.left))
    if isinstance(node, BinOp) and is_method(node.right):  # a - b.mean()
        func = node.right.func
        yield changed(node.right, func=changed(func, value=changed(node, right=func.value)))
    if is_method(node) and isinstance(node.func.value, BinOp):  # (a - b).mean()
        inner = node.func.value
        yield changed(inner, right=changed(node, func=changed(node.func, value=inner.right)))
    if isinstance(node, ast.UnaryOp) and isinstance(node.operand, BinOp):
        inner = node.operand
        yield changed(inner, left=changed(node, operand=inner.left))
    if isinstance(node, BinOp) and isinstance(node.left, ast.UnaryOp):
        inner = node.left
        yield changed(inner, operand=changed(node, left=inner.operand))


def star(node, names):
    for which, argument in enumerate(getattr(node, "args", []) if isinstance(node, Call) else []):
        if isinstance(argument, (Name, Tuple, ast.List)):
            yield changed(node, args=[*node.args[:which], Starred(argument, LOAD), *node.args[which + 1 :]])


def torch_for_math(node, names):
    if isinstance(node, ast.Attribute) and isinstance(node.value, Name) and node.value.id == "math":
        yield changed(node, value=Name("torch", LOAD))


def parentheses(node, names):
    """A method that stands where its result should be."""
    for field in ("value", "left", "right", "operand", "elt"):
        part = getattr(node, field, None)
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Load):
            yield changed(node, **{field: Call(part, [], [])}), part


def fixed_count(node, names):
    if is_number(node) and node.value >= 3:
        for name in names.arguments:
            yield Call(Name("len", LOAD), [Name(name, LOAD)], [])


# --- slips of order -------------------------------------------------------------------------------


def ends_of_range(node, names):
    if not (isinstance(node, Call) and isinstance(node.func, Name) and node.func.id == "range" and node.args):
        return
    one = Constant(1)
    *start, end = node.args[:2]
    for new in ([*start, BinOp(end, Add(), one)], [*start, BinOp(end, Sub(), one)], [one, end], [end]):
        yield changed(node, args=[*new, *node.args[2:]])


def arguments(node, names):
    if isinstance(node, Call):
        for one, other in pairs(node.args):
            yield changed(node, args=exchanged(node.args, one, other))


def results(node, names):
    several = isinstance(node, (Tuple, ast.List)) and isinstance(node.ctx, ast.Load)
    if several and not any(isinstance(part, ast.Slice) for part in node.elts):
        for one, other in pairs(node.elts):
            yield changed(node, elts=exchanged(node.elts, one, other))


def earlier_or_later(node, names):
    """An operation and a method in the other order: (a ** 2).mean() for a.mean() ** 2."""
    if isinstance(node, BinOp) and is_method(node.left) and not node.left.args:
        func = node.left.func
        yield changed(node.left, func=changed(func, value=changed(node, left=func.value)))
    if is_method(node) and isinstance(node.func.value, BinOp) and not node.args:
        inner = node.func.value
        yield changed(inner, left=changed(node, func=changed(node.func, value=inner.left)))
    if is_method(node) and is_method(node.func.value):
        inner = node.func.value
        first = changed(node, func=changed(node.func, value=inner.func.value))
        yield changed(inner, func=changed(inner.func, value=first))


# --- one thing for another ------------------------------------------------------------------------


def twice_for_square(node, names):
    if isinstance(node, BinOp) and isinstance(node.op, Mult) and is_number(node.right) and node.right.value == 2:
        yield changed(node, op=Pow())


def dimension(node, names):
    if not is_method(node) and not (isinstance(node, Call) and is_module(getattr(node.func, "value", None))):
        return
    for which, keyword in enumerate(node.keywords):
        if keyword.arg in ("dim", "axis") and is_number(keyword.value):
            others = node.keywords[:which] + node.keywords[which + 1 :]
            for new in {0, 1} - {keyword.value.value}:
                yield changed(node, keywords=[*others, changed(keyword, value=Constant(new))])
            yield changed(node, keywords=others)
    if node.args and is_number(node.args[-1]):
        for new in {0, 1} - {node.args[-1].value}:
            yield changed(node, args=[*node.args[:-1], Constant(new)])
    if not node.keywords and node.func.attr in ("mean", "sum", "max", "min", "stack", "cat", "median"):
        for new in (0, 1):
            yield changed(node, keywords=[ast.keyword("dim", Constant(new))])


def index(node, names):
    if isinstance(node, ast.Subscript) and is_number(node.slice):
        for new in {0, 1, -1, node.slice.value + 1, node.slice.value - 1} - {node.slice.value}:
            yield changed(node, slice=Constant(new))
    if isinstance(node, ast.Subscript) and isinstance(node.slice, Tuple):
        for one, other in pairs(node.slice.elts):
            yield changed(node, slice=changed(node.slice, elts=exchanged(node.slice.elts, one, other)))


def sign(node, names):
    other = {Add: Sub, Sub: Add}
    if isinstance(node, (BinOp, ast.AugAssign)) and type(node.op) in other:
        yield changed(node, op=other[type(node.op)]())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    if isinstance(node, (ast.Assign, ast.Return)) and isinstance(node.value, ast.expr):
        yield changed(node, value=ast.UnaryOp(ast.USub(), node.value))


def times_or_divided(node, names):
    other = {Mult: Div, Div: Mult}
    if isinstance(node, (BinOp, ast.AugAssign)) and type(node.op) in other:
        yield changed(node, op=other[type(node.op)]())


def other_way_round(node, names):
    if isinstance(node, BinOp) and isinstance(node.op, (Sub, Div, Pow, ast.MatMult)):
        yield changed(node, left=node.right, right=node.left)


def comparison(node, names):
    other = {ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt),
             ast.GtE: (ast.Gt, ast.LtE), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,)}  # fmt: skip
    if isinstance(node, ast.Compare):
        for new in other.get(type(node.ops[0]), ()):
            yield changed(node, ops=[new(), *node.ops[1:]])


NEAR = [{"mean", "sum", "median"}, {"argmax", "argmin"}, {"max", "min", "argmax"}, {"min", "argmin"},
        {"cat", "stack"}, {"sin", "cos"}, {"deg2rad", "rad2deg"}, {"abs", "square"}, {"zeros", "ones"}]  # fmt: skip


def near_function(node, names):
    if isinstance(node, ast.Attribute):
        for new in set().union(*(group for group in NEAR if node.attr in group)) - {node.attr}:
            yield changed(node, attr=new)


def other_name(node, names):
    every = names.arguments + names.variables
    if isinstance(node, Name) and isinstance(node.ctx, ast.Load) and node.id in every:
        for new in every:
            if new != node.id:
                yield Name(new, LOAD)


def fixed_argument(node, names):
    if is_number(node) and node.value not in (0, 1, 2):  # these stand in formulas
        for name in names.arguments:
            yield Name(name, LOAD)


def call_too_many(node, names):
    if is_method(node):
        yield node.func.value
    elif isinstance(node, Call) and len(node.args) == 1 and not isinstance(node.args[0], Starred):
        yield node.args[0]


STEPS = ("mean", "sum", "abs", "sqrt", "item", "clone", "detach")


def call_missing(node, names):
    for field in ("value", "left", "right", "operand"):
        part = getattr(node, field, None)
        if isinstance(part, (Name, BinOp, Call)) and not isinstance(node, (ast.Attribute, ast.Expr, Starred)):
            for step in STEPS:
                yield changed(node, **{field: method(part, step)}), part
            yield changed(node, **{field: BinOp(part, Pow(), Constant(2))}), part
