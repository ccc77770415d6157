"""Small edits of whole statements, by kind, as in edits.py: returned, repeated, moved, left out.

A kind looks at one list of statements and yields what could stand in its place, and the statement that is moved.
"""

import ast
from ast import Add, BinOp, Call, Name, Tuple

from .edits import LOAD, changed, exchanged


def no_return(body, names):
    last = body[-1] if isinstance(body, list) else None
    if isinstance(last, ast.Expr):
        yield [*body[:-1], ast.Return(last.value)], last
        if isinstance(last.value, Call) and isinstance(last.value.func, Name) and last.value.func.id == "print":
            values = last.value.args
            yield [*body[:-1], ast.Return(values[0] if len(values) == 1 else Tuple(values, LOAD))], last
    elif isinstance(last, ast.Assign) and isinstance(last.targets[0], Name):
        yield [*body, ast.Return(Name(last.targets[0].id, LOAD))], last


def early_return(body, names):
    """A return at the end of a loop, or of a loop in a loop."""
    for which, block in blocks(body):
        for rest, last in without_return(block):
            yield [*body[:which], rest, last, *body[which + 1 :]], last


def without_return(block):
    """A block without the return at its end, or at the end of a block in it, and that return."""
    *rest, last = block.body
    if rest and isinstance(last, ast.Return):
        yield changed(block, body=rest), last
    for which, inner in blocks(block.body):
        for new, end in without_return(inner):
            yield changed(block, body=[*block.body[:which], new, *block.body[which + 1 :]]), end


def added_up(node, names):
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], Name):
        yield ast.AugAssign(node.targets[0], Add(), node.value)
    if isinstance(node, ast.AugAssign) and isinstance(node.op, Add):
        yield ast.Assign([node.target], node.value)


def in_place(node, names):
    if isinstance(node, ast.AugAssign) and isinstance(node.target, Name):
        yield ast.Assign([node.target], BinOp(Name(node.target.id, LOAD), node.op, node.value))
    if isinstance(node, ast.Assign) and isinstance(node.value, BinOp):
        target, left = node.targets[0], node.value.left
        if isinstance(target, Name) and isinstance(left, Name) and target.id == left.id:
            yield ast.AugAssign(target, node.value.op, node.value.right)


def line_into_block(body, names, most=1, least=1):
    """The statements next to a loop, so many of them, moved into it."""
    for which, block in blocks(body):
        before, after = body[:which], body[which + 1 :]
        for count in range(least, most + 1):
            if count <= movable(after) and simple(*after[:count]):
                yield [*before, changed(block, body=block.body + after[:count]), *after[count:]], after[0]
            if count <= len(before) and simple(*before[-count:]):
                moved = before[-count:]
                yield [*before[:-count], changed(block, body=moved + block.body), *after], moved[0]


def lines_into_block(body, names):
    return line_into_block(body, names, most=2, least=2)


def line_out_of_block(body, names):
    """A statement moved in front of its loop, or the last one behind it."""
    for which, block in blocks(body):
        for count, part in enumerate(block.body):
            if len(block.body) == 1 or not simple(part):
                continue
            rest = changed(block, body=[*block.body[:count], *block.body[count + 1 :]])
            yield [*body[:which], part, rest, *body[which + 1 :]], part
            if count == len(block.body) - 1:
                yield [*body[:which], rest, part, *body[which + 1 :]], part


def lines_out_of_block(body, names):
    for which, block in blocks(body):
        if len(block.body) > 2 and simple(*block.body[-2:]):
            *rest, one, other = block.body
            yield [*body[:which], changed(block, body=rest), one, other, *body[which + 1 :]], one


def neighbours(body, names):
    if isinstance(body, list):
        for which in range(movable(body) - 1):
            if simple(body[which], body[which + 1]):
                yield exchanged(body, which, which + 1), body[which]


def further(body, names):
    """A statement moved by two places or more."""
    if isinstance(body, list):
        for which, part in enumerate(body[: movable(body)]):
            rest = body[:which] + body[which + 1 :]
            for new in range(movable(body)):
                if abs(new - which) > 1 and simple(part):
                    yield [*rest[:new], part, *rest[new:]], part


def line_too_many(body, names):
    if isinstance(body, list) and len(body) > 1:
        for which, part in enumerate(body):
            if simple(part):
                yield body[:which] + body[which + 1 :], part


def blocks(body):
    """The loops and with-blocks of a list of statements, with their places."""
    parts = body if isinstance(body, list) else []
    return [(which, part) for which, part in enumerate(parts) if isinstance(part, (ast.For, ast.While, ast.With))]


def simple(*parts):
    """Whether each of these statements is one line of its own, without others in it."""
    return not any(hasattr(part, "body") for part in parts)


def movable(body):
    """How many statements there are before a return at the end: behind it none would run."""
    return len(body) - (bool(body) and isinstance(body[-1], ast.Return))
