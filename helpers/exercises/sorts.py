"""The messages of Python and PyTorch, sorted by what happened: a pattern, and words for a beginner.

Messages differ between releases, so the patterns are tolerant. Words are a text, in which {0} is the first group of the
pattern, or a function of the match, the exception and the learner's function, which asks the code as well.
"""

import ast
import builtins
import difflib
import inspect
import linecache
import math
import re
import traceback
from types import FunctionType

import torch

from .compare import is_a, quoted

# --- where it happened ----------------------------------------------------------------------------


def expression(error, function=None):
    """The very expression at which an exception arose, as a tree, or None. Of the function's own file, if one is given.

    What a helper was doing when it stopped tells a learner nothing.
    """
    try:
        last = traceback.extract_tb(error.__traceback__)[-1]
        if is_a(function, FunctionType) and last.filename != function.__code__.co_filename:
            return None
        lines = [linecache.getline(last.filename, n).encode() for n in range(last.lineno, last.end_lineno + 1)]
        lines[-1] = lines[-1][: last.end_colno]  # columns count bytes
        lines[0] = lines[0][last.colno :]
        return ast.parse(b"(" + b"".join(lines) + b")", mode="eval").body
    except (SyntaxError, ValueError, TypeError, IndexError, AttributeError):
        return None


def own_lines(error, function):
    """The lines of the function's own file at which it stopped, as one text."""
    filename = function.__code__.co_filename if is_a(function, FunctionType) else None
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
    return "".join(linecache.getline(filename, n) for last in own[-1:] for n in range(last.lineno, last.end_lineno + 1))


def text_of(node):
    """A part of the code as it reads, quoted, or "" where it is long or says nothing."""
    text = ast.unparse(node) if node is not None else ""
    return quoted(text) if 0 < len(text) <= 40 and text != "None" else ""


def names_of(function):
    """All names that a function can read, outside its own, and what they stand for."""
    return vars(builtins) | (function.__globals__ if is_a(function, FunctionType) else {})


def found_in(function, node):
    """What `name` or `module.name` in the code of a function stands for, or None."""
    if isinstance(node, ast.Name):
        return names_of(function).get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        module = names_of(function).get(node.value.id)
        return getattr(module, node.attr, None) if inspect.ismodule(module) else None
    return None


def nearest(name, names):
    """The one of all these names that it is most likely a misspelling of, as a question, or ""."""
    close = difflib.get_close_matches(name.lower(), {known.lower() for known in names}, n=1, cutoff=0.7)
    return next((f"; did you mean `{known}`?" for known in names if [known.lower()] == close), "")


def sides(error, node):
    """(part of the code, its type) for both sides of an operation that went wrong."""
    kinds = re.search(r"'([\w.]+)' and '([\w.]+)'", str(error))
    return list(zip((node.left, node.right), kinds.groups(), strict=True)) if kinds and is_a(node, ast.BinOp) else []


# --- words that ask the code ----------------------------------------------------------------------


def too(end):
    """Of a call with fewer or more arguments than it takes. With those, if the function can be found."""

    def words(found, error, function):
        name = found[1].removesuffix(".__init__").rpartition(".")[2]
        known = names_of(function).get(name)
        known = f"{name}({', '.join(inspect.signature(known).parameters)})" if is_a(known, FunctionType) else name
        return f"{quoted(known)} is called with too {end} arguments"

    return words


def keyword_words(found, error, function):
    name, keyword = found[1].removesuffix(".__init__").rpartition(".")[2], found[2]
    if not re.search(rf"\b{keyword}\s*=", own_lines(error, function)):
        return ""
    known = names_of(function).get(name)
    takes = inspect.signature(known).parameters if is_a(known, FunctionType) else ("requires_grad", "dtype", "lr")
    return f"`{name}` has no argument `{keyword}`{nearest(keyword, takes)}"


def combination_words(found, error, function):
    """PyTorch lists all that it would have taken: is one of the names that were given in none of it?"""
    given, takes = re.findall(r"(\w+)=", found[2]), re.findall(r"(\w+)(?= = |,|\))", found.string[found.end() :])
    words = (f"`{found[1]}` has no argument `{name}`{nearest(name, takes)}" for name in given if name not in takes)
    return next(words, "")


def one_number_words(found, error, function):
    """Several numbers where one is needed: who asked for it?"""
    node = expression(error, function)
    callee = node.func if is_a(node, ast.Call) else None
    known = found_in(function, callee)
    if known is torch.tensor:
        return "`torch.tensor` makes a tensor of plain numbers; of several tensors `torch.stack([...])` does"
    if inspect.getmodule(known) is math:
        name = known.__name__
        there = f"; `torch.{name}` takes all numbers of a tensor at once" if hasattr(torch, name) else ""
        return f"`math.{name}` takes one number, and this tensor has several{there}"
    who = text_of(callee) or (f"`.{callee.attr}`" if is_a(callee, ast.Attribute) else "what stands here")
    return f"{who} needs one number, and this tensor has several"


def nobody(error, function=None):
    """The part of the expression that is None, as a tree, or None."""
    node = expression(error, function)
    nones = [part for part, kind in sides(error, node) if kind == "NoneType"]
    if is_a(node, ast.Attribute, ast.Subscript):
        nones = [node.value]
    return nones[0] if len(nones) == 1 else None


def none_words(found, error, function):
    text = text_of(nobody(error, function)) or "something here"
    cause = ". Gradients arrive there by `backward()`, and only at a leaf that is watched" * text.endswith(".grad`")
    return f"{text} is None{cause}"


def uncalled_words(found, error, function):
    """A function stands where its result should be: which one?"""
    node = expression(error, function)
    parts = [part for part, kind in sides(error, node) if kind.endswith(("function", "method"))]
    if is_a(node, ast.Attribute, ast.Subscript):
        parts = [node.value]
    text = text_of(parts[0]) if len(parts) == 1 else ""
    return f"{text or 'something here'} is a function, where its result should be. To call it takes parentheses"


OWNERS = {"`torch`": torch, "a tensor": torch.Tensor, "a list": list, "an optimizer": torch.optim.SGD}
PLAIN = {"float": "a plain number", "int": "a plain number", "list": "a list", "tuple": "a tuple", "str": "a text"}
PLAIN |= {"Tensor": "a tensor", "Parameter": "a tensor", "ndarray": "an array of NumPy"}


def attribute_words(found, error, function):
    """What was asked for is not there: something else has it, or has a name nearly the same."""
    module, kind, name = found.groups()
    who = quoted(module) if module else PLAIN.get(kind.rpartition(".")[2], f"something of type {quoted(kind)}")
    owners = ("`torch`",) if module else ("a tensor", "a list", "an optimizer")
    others = [owner for owner in owners if owner != who and hasattr(OWNERS[owner], name)]
    owner = error.obj if module else type(error.obj)
    mean = f"; {others[0]} has" if others else nearest(name, [known for known in dir(owner) if known[0] != "_"])
    return f"{who} has no {quoted(name)}{mean}"


def name_words(found, error, function):
    """A name that stands for nothing: torch's, or one nearly the same."""
    name, own = found[1], function.__code__.co_varnames if is_a(function, FunctionType) else ()
    is_called = re.search(rf"(?<![\w.]){name}\s*\(", own_lines(error, function))
    words = f"there is no `{name}` here"
    for module in (torch, math, torch.optim):
        if name in ("pi", "nn", "optim", "Tensor") or (is_called and callable(getattr(module, name, None))):
            return f"{words}; did you mean `{module.__name__}.{name}`?"
    if mean := nearest(name, [known for known in (*own, *names_of(function)) if known[0] != "_"]):
        return words + mean
    if is_called and hasattr(torch.Tensor, name):
        return f"{words}; a tensor has it as a method, `x.{name}()`"
    return f"{words}: it is misspelt, or not set yet"


# --- the table ------------------------------------------------------------------------------------

SORTS = [
    # calls
    (r"^([\w.]+)\(\) missing \d+ required", too("few")),
    (r"^tensor\(\) takes 1 positional", "`torch.tensor` takes one list: put square brackets around the numbers"),
    (r"^([\w.]+)\(\) takes .*positional arguments? but", too("many")),
    (r"([\w.]+)\(\) got an unexpected keyword argument '(\w+)'", keyword_words),
    (r"(?s)^([\w.]+)\(\) received an invalid combination of arguments - got \((.*?)\), but", combination_words),
    (r"t_u and parameters: got shapes",
     "a whole tensor came where the model takes a single number; is a star missing, `*params`?"),
    # one number or many
    (r"Boolean value of Tensor with more than one",
     "`if`, `and`, `or`, `max` and the like need one yes or no, and here are many"),
    (r"only one element tensors|cannot be converted to Scalar|only tensors with one|^only (?:length-1|0-dim)",
     one_number_words),
    (r"doesn't define __round__", "`round` takes one number; a tensor has a method for that, `x.round()`"),
    (r"0-d (?:tensor|array)|cannot unpack non-iterable (?:float|int)|'(?:float|int)' object is not iterable",
     "one number cannot be taken apart or gone through"),
    (r"object of type '(?:float|int)' has no len", "`len` counts parts, and one number has none"),
    (r"too many values to unpack \(expected (\d+)", "there are {0} names on the left, and more values on the right"),
    (r"not enough values to unpack \(expected (?:at least )?(\d+), got (\d+)",
     "there are {0} names on the left, and only {1} on the right"),
    # places and shapes
    (r"^(list|tuple) indices must be integers or slices, not tuple",
     "a {0} takes one place in its brackets: `rows[0][1]`, not `rows[0, 1]`"),
    (r"only integers, slices|used as indices must be|^(?:list|tuple) indices must be|slice indices must be",
     "a place in brackets has to be a whole number"),
    (r"only integer tensors of a single element|cannot be interpreted as an integer",
     "a whole number is needed here, such as a count or a place, and this is none"),
    (r"Dimension out of range .*\[-?\d+, (-?\d+)\], but got (-?\d+)",
     "there is no dimension {1}: they are counted from 0, and here the last is {0}"),
    (r"index (-?\d+) is out of bounds for dimension \d+ with size (\d+)",
     "there is no place {0}: places are counted from 0, and there are {1}"),
    (r"too many indices for tensor of dimension",
     "there are more places in the brackets than this tensor has dimensions"),
    (r"invalid index of a 0-dim tensor", "this is one number, and has no places"),
    (r"must match the (?:existing )?size|cannot be multiplied|size mismatch|inconsistent tensor size",
     "these shapes do not go together"),
    (r"^stack expects each tensor to be equal size", "only tensors of one shape can be stacked"),
    (r"zero-dimensional tensor .* cannot be concatenated",
     "`torch.cat` joins tensors that have a dimension; `torch.stack` makes a tensor of single numbers"),
    (r"shape '.*' is invalid for input of size", "there are more or fewer numbers than that shape has places"),
    # graphs
    (r"backward through the graph a second time",
     "this graph has been walked back once, and is gone. Each backward pass needs a forward pass of its own"),
    (r"does not require grad and does not have a grad_fn", "this tensor has no graph to walk back"),
    (r"grad can be implicitly created only for scalar", "a backward pass begins at one number, not at several"),
    (r"leaf Variable that requires grad", "a watched leaf may be changed in place only where nothing is recorded"),
    (r"is a view and its base or another view",
     "a part of a tensor is used that was taken out before the whole was changed in place. Take it out anew each time"),
    (r"needed for gradient computation has been modified",
     "numbers that the way back needs were changed in place after the forward pass"),
    (r"Can't call numpy\(\) on Tensor that requires grad",
     "NumPy takes no tensor that is watched. `.detach()` gives its numbers; or stay with what `torch` has"),
    (r"only change requires_grad flags of leaf",
     "this is the result of a computation, and only a leaf can be switched; `.detach()` gives its numbers alone"),
    (r"optimize a non-leaf", "an optimizer moves leaves, and this is the result of a computation"),
    (r"argument given to the optimizer should be", "an optimizer takes a list: `[params]`"),
    (r"assigned grad expected", "`.grad` is a tensor or None, and never a plain number"),
    # something else than was meant
    (r"for \^|bitwise_xor", "`^` is no power in Python; that is `**`"),
    (r"must be Tensor, not NoneType|got NoneType$|dtype of NoneType|not 'NoneType'$", none_words),
    (r"builtin_function_or_method|'(method|function)' (?:and|object)|and '(method|function)'|not (function|method)$",
     uncalled_words),
    (r"for .*'NoneType'", none_words),
    (r"'NoneType' object has no attribute '(\w+)'", none_words),
    (r"^'NoneType' object|non-iterable NoneType", none_words),
    (r"must be tuple of Tensors, not Tensor",
     "a list of tensors is needed: put square brackets around them, inside the round ones"),
    (r"as element \d+ in argument .*got (?:float|int)",
     "a list of tensors is needed, and here are plain numbers; `torch.tensor` makes a tensor of these"),
    (r"must be Tensor, not (?:float|int)$|but got (?:float|int)$", "a tensor is needed, and this is a plain number"),
    (r"must be Tensor, not (list|tuple)",
     "a tensor is needed, and this is a {0}: `torch.tensor(...)` makes one of plain numbers"),
    (r"for .*'(list|tuple)'|multiply sequence by non-int|can only concatenate (?:list|tuple)",
     "PyTorch calculates with a tensor, Python not with a list: `torch.tensor(...)` makes one of plain numbers"),
    (r"for .*'str'|can only concatenate str", "a text stands here among numbers"),
    (r"infer output dtype|only support floating point|floating point and complex dtype can|can't be cast to the",
     "these are whole numbers, and fractions are needed: `1.0` in place of `1`, or `.float()` behind the tensor"),
    (r"could not convert string to float: (.*)", "that text is no number to Python"),
    (r"math domain error|expected a (?:nonnegative|positive) input", "there is no root or logarithm of such a number"),
    (r"^'(\w+)' object does not support item assignment", "a {0} cannot be changed in place"),
    (r"object is not callable",
     "round brackets stand behind something that is no function; is an operator missing, or are square ones meant?"),
    (r"object is not subscriptable", "square brackets stand behind something that has no places"),
    # names
    (r"'torch\.return_types\.(\w+)' object has no attribute",
     "`{0}` with a `dim` gives two things, `.values` and `.indices`"),
    (r"(?:module '([\w.]+)'|'([\w.]+)' object) has no attribute '(\w+)'", attribute_words),
    (r"variable '(\w+)' (?:where it is not associated|referenced before)",
     "`{0}` has no value yet in this line. A name that is set anywhere in a function is its own there, whatever the "
     "notebook has under it"),
    (r"^name '(\w+)' is not defined", name_words),
    (r"^exercises.check was called while",
     "you are calling `exercises.check` from inside your function. Its line belongs behind the function, not in it"),
    (r"not compiled with CUDA|no NVIDIA|No CUDA", "this machine has no such device; leave all on the CPU"),
]  # fmt: skip

CLASSES = {
    ZeroDivisionError: "something is divided by zero",
    IndexError: "there is no element at that place",
    KeyError: "there is no entry under that key",
    RecursionError: "the function calls itself and never stops",
    MemoryError: "there is not enough memory",
    AssertionError: "something that should be true is not",
    ModuleNotFoundError: "there is no module of that name here",
    SystemExit: "it asks Python to end",
}
