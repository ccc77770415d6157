"""The computational graph, read off the tensors themselves: what autograd has recorded, and what it keeps for it."""

from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor


@dataclass(frozen=True)
class Node:
    """A leaf, or a step of a computation.

    operation: PyTorch's name of the step, such as "MulBackward0"; "leaf" for a tensor that was not computed.
    inputs: the places, in the list of nodes, of those that it was computed from.
    names, values: of its results, where they were given.
    grads: the gradient of the loss with respect to each of its results.
    keeps: names of the given tensors that it keeps for the backward pass.
    """

    operation: str
    inputs: tuple[int, ...]
    names: tuple[str, ...]
    values: tuple[Tensor, ...]
    grads: tuple[Tensor, ...]
    keeps: tuple[str, ...]


def computational_graph(loss, /, **tensors):
    """Walk from the loss back to its leaves, by grad_fn and next_functions: a list of nodes, each after its inputs.

    loss is the end of a computation, shape (), whose graph has not been freed by backward(); tensors are leaves,
    intermediate results and data by the names to show them with.
    The gradients are those that a backward pass hands from step to step; the .grad of the leaves stays as it is.

    >>> params = torch.tensor([3.0, 4.0], requires_grad=True)
    >>> [node.operation for node in computational_graph((params**2).sum(), params=params)]
    ['leaf', 'PowBackward0', 'SumBackward0']
    """
    if loss.grad_fn is None:
        raise ValueError(
            "loss: got a tensor without a graph, expected one computed, with autograd on, from one that requires a "
            "gradient"
        )
    steps = _steps(loss)
    kept = {step: _kept(step) for step in steps}
    if None in kept.values():
        raise ValueError("loss: got one whose graph backward() has freed, expected one computed anew")
    leaves = {step: step.variable for step in steps if hasattr(step, "variable")}

    grads = {}
    hooks = [step.register_prehook(lambda given, step=step: grads.update({step: given})) for step in steps]
    try:
        of_leaves = torch.autograd.grad(loss, list(leaves.values()), retain_graph=True)
    finally:
        for hook in hooks:
            hook.remove()
    grads.update({step: (grad,) for step, grad in zip(leaves, of_leaves, strict=True)})

    place = {step: i for i, step in enumerate(steps)}
    made = {step: {} for step in steps}
    for name, tensor in sorted(tensors.items(), key=lambda item: item[1].output_nr):
        for step in (tensor.grad_fn, *(step for step, leaf in leaves.items() if leaf is tensor)):
            if step in made:
                made[step][name] = tensor
    return [
        Node(
            operation="leaf" if step in leaves else type(step).__name__,
            inputs=tuple(place[earlier] for earlier, _ in step.next_functions if earlier is not None),
            names=tuple(made[step]),
            values=tuple(tensor.detach() for tensor in made[step].values()),
            grads=grads[step] if step in leaves else tuple(map(_or_zero, grads[step], step._input_metadata)),
            keeps=tuple(name for name, tensor in tensors.items() if any(_same(tensor, k) for k in kept[step])),
        )
        for step in steps
    ]


def kept_bytes(loss, *besides):
    """Bytes of the tensors that stay in memory only because the graph of loss keeps them for a backward pass.

    loss is any tensor; without a graph, or after backward() has freed it, nothing is kept. Besides stand those that
    exist anyway, such as the data and the parameters, and do not count. The steps themselves, up to a kilobyte each,
    are not counted.

    >>> params = torch.ones(1000, requires_grad=True)
    >>> kept_bytes((params.exp() ** 2).sum(), params)  # the square keeps the exponentials, float32
    4000
    """
    anyway = {tensor.untyped_storage().data_ptr() for tensor in besides}
    kept = (tensor.untyped_storage() for step in _steps(loss) for tensor in _kept(step) or [])
    memory = {storage.data_ptr(): storage.nbytes() for storage in kept}
    return sum(size for address, size in memory.items() if address not in anyway)


def _steps(loss):
    """Every step that led to the loss, each after those before it; without recursion, for long computations."""
    order, seen, waiting = [], set(), [(loss.grad_fn, False)]
    while waiting:
        step, done = waiting.pop()
        if done:
            order.append(step)
        elif step is not None and step not in seen:
            seen.add(step)
            waiting.append((step, True))
            waiting.extend((earlier, False) for earlier, _ in reversed(step.next_functions))
    return order


@cache
def _names_of_saved(kind):
    """PyTorch shows what a step keeps as attributes whose names begin with _saved_."""
    return [name for name in dir(kind) if name.startswith("_saved_")]


def _kept(step):
    """The tensors that a step keeps for the backward pass; None if there was one, which has let go of them."""
    try:
        values = [getattr(step, name) for name in _names_of_saved(type(step))]
    except RuntimeError as error:
        if "inplace" not in str(error):
            return None
        raise ValueError(
            "loss: got one whose graph keeps a tensor that was changed in place since, expected one computed anew"
        ) from None
    several = [value if isinstance(value, (tuple, list)) else [value] for value in values]
    return [tensor for value in several for tensor in value if isinstance(tensor, Tensor)]


def _or_zero(grad, result):
    """A result that the loss does not depend on is handed no gradient; it is 0."""
    return torch.zeros(result.shape, dtype=result.dtype) if grad is None else grad


def _same(one, other):
    """Whether two tensors are the same numbers in the same memory."""
    return one.data_ptr() == other.data_ptr() and one.shape == other.shape and one.stride() == other.stride()
