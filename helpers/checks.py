"""What would give a wrong number in silence, or an error that blames another line, is named here.

Every message reads: argument, what was given, what is expected. Whatever Python or PyTorch refuses by itself is left
to them. There is one rule for the shapes of data, parameters and rates:

    one: (N,), (P,), (); K: (N, 1) or (N, K), (P, K), () or (K,)
"""

import math
from functools import wraps

import torch
from torch import Tensor


def checked(check):
    """A decorator: every call of the function is checked first, by a function that takes the same arguments.

    inspect.unwrap(function) is the bare one, for a loop that has checked what it is given at its door.
    """

    def decorate(function):
        @wraps(function)
        def checking(*args, **kwargs):
            try:  # noqa: SIM105, the other way takes as long as the check
                check(*args, **kwargs)
            except (AttributeError, TypeError):
                pass  # not tensors, or an argument forgotten: Python says so of the function itself
            return function(*args, **kwargs)

        return checking

    return decorate


def shape_of(tensor):
    """The shape as a learner writes it: () or (11,) or (11, 1)."""
    return str(tuple(tensor.shape))


def check_tensor(name, value):
    if not isinstance(value, Tensor):
        raise TypeError(f"{name}: got {type(value).__name__}, expected a tensor such as torch.tensor([0.5, 14.0])")


def check_inputs(t_u, *params, **named):
    """Parameters of one model, or of K models beside inputs that have a column for each, or one for all."""
    shapes = [p.shape for p in (*params, *named.values()) if isinstance(p, Tensor) and p.ndim]
    if not shapes:
        return
    k = shapes[0]
    if len(set(shapes)) > 1 or len(k) != 1 or 0 in k or t_u.ndim != 2 or t_u.shape[1] not in (1, *k):
        raise ValueError(
            f"t_u and parameters: got shapes {shape_of(t_u)} and {', '.join(str(tuple(s)) for s in shapes)}, expected "
            "parameters of shape () for one model, or (K,) for K models with t_u of shape (N, 1) or (N, K)"
        )


def check_pair(t_p, t_c, name="t_c"):
    """One value for each prediction, at least one: (N,), or (N, K) beside (N, 1) or (N, K)."""
    if t_p.shape != t_c.shape and not (t_p.ndim == 2 and t_c.shape == (t_p.shape[0], 1)):
        raise ValueError(
            f"t_p and {name}: got shapes {shape_of(t_p)} and {shape_of(t_c)}, expected the same shape "
            f"(or t_p (N, K) beside {name} (N, 1)); together these would broadcast or fail"
        )
    if t_p.ndim == 0 or t_p.numel() == 0:
        raise ValueError(f"t_p: got shape {shape_of(t_p)}, expected at least one prediction along dimension 0")


def check_data(name, value):
    """Data to learn from: (N,), (N, 1) or (N, K), at least one reading, nothing missing."""
    check_tensor(name, value)
    if value.ndim not in (1, 2) or value.numel() == 0:
        raise ValueError(f"{name}: got shape {shape_of(value)}, expected (N,), or (N, 1) or (N, K) for K, with N >= 1")
    if not value.isfinite().all():
        bad = int((~value.isfinite()).sum())
        raise ValueError(f"{name}: got {bad} of {value.numel()} values NaN or infinite, expected finite numbers")


def check_rate(name, rate, params):
    """A number above zero: one for all, or for each of K models its own."""
    check_one_or_k(name, rate, params)
    if not (((rate > 0) & rate.isfinite()).all() if isinstance(rate, Tensor) else 0 < rate < math.inf):
        raise ValueError(f"{name}: got {rate}, expected finite numbers greater than 0")


def check_one_or_k(name, rate, params):
    """One number for all, or (K,) beside params (P, K)."""
    if isinstance(rate, Tensor) and rate.shape not in ((), params.shape[1:]):
        raise ValueError(
            f"{name}: got shape {shape_of(rate)} beside params of shape {shape_of(params)}, expected one number, or "
            "shape (K,) beside params of shape (P, K)"
        )


def check_learning(params, **data):
    """Parameters, and data by name in pairs, inputs and ground truth: they fit together, and all are finite."""
    check_tensor("params", params)
    if params.ndim not in (1, 2) or params.numel() == 0:
        raise ValueError(f"params: got shape {shape_of(params)}, expected (P,) for one model, or (P, K) for K models")
    if not params.isfinite().all():
        raise ValueError(f"params: got {params.tolist()}, expected finite numbers")
    k = params.shape[1:]
    names = list(data)
    for inputs, truth in zip(names[::2], names[1::2], strict=True):
        for name in (inputs, truth):
            check_data(name, data[name])
            fits = data[name].shape[1:] in ([k, (1,)] if k else [()])
            if not fits or len(data[name]) != len(data[inputs]):
                expected = f"(N, 1) or (N, {k[0]})" if k else "(N,)"
                raise ValueError(
                    f"{name}: got shape {shape_of(data[name])} beside {inputs} {shape_of(data[inputs])} and params "
                    f"{shape_of(params)}, expected {expected} with the same N in {inputs} and {truth}"
                )


def check_trainable(params):
    """Parameters that autograd can fill and a step can change: a leaf that requires a gradient."""
    check_tensor("params", params)
    if not params.is_leaf:
        raise ValueError(
            f"params: got the result of a computation ({type(params.grad_fn).__name__}), expected a leaf, because only "
            "leaves get a .grad; params.detach().requires_grad_() gives one"
        )
    if not params.requires_grad:
        raise ValueError(
            "params: got a tensor without requires_grad, expected one that autograd watches; "
            "params.requires_grad_() makes it so"
        )


def check_autograd(params, model, optimizer=None, **data):
    """Everything a loop with autograd is given; the model is tried once, as its predictions may have any shape."""
    check_trainable(params)
    check_learning(params, **data)
    held = [tensor for group in optimizer.param_groups for tensor in group["params"]] if optimizer else [params]
    if not any(tensor is params for tensor in held):
        name = type(optimizer).__name__
        raise ValueError(
            f"optimizer: got {name} that holds {len(held)} other tensor(s) of shape {', '.join(map(shape_of, held))}, "
            f"expected one that holds params itself: {name}([params], ...); it changes the tensors that it was given"
        )
    if not torch.is_grad_enabled():
        raise RuntimeError("autograd: got a call inside torch.no_grad or its like, expected it switched on")
    inputs, truths = list(data.values())[::2], list(data.values())[1::2]
    with torch.no_grad():
        for t_u, t_c in zip(inputs, truths, strict=True):
            check_pair(model(t_u, *params), t_c)
