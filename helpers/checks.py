"""Arguments are checked here, once, so that a mistake is named instead of broadcast.

Every message reads: argument, what was given, what is expected.
"""

import sys

import torch
from torch import Tensor


def shape_of(tensor: Tensor) -> str:
    """The shape as a learner writes it: () or (11,) or (11, 1)."""
    return str(tuple(tensor.shape))


def check_tensor(name: str, value: Tensor) -> None:
    """A tensor of real floating-point numbers: anything else loses digits or has no gradient."""
    if not isinstance(value, Tensor):
        raise TypeError(f"{name}: got {type(value).__name__}, expected a tensor such as torch.tensor([0.5, 14.0])")
    if not value.is_floating_point():
        raise TypeError(
            f"{name}: got a tensor of {value.dtype}, expected floating-point numbers; {name}.float() makes them"
        )


def check_line(t_u: Tensor, w: float | Tensor, b: float | Tensor) -> None:
    """One line for the inputs (N,), or K lines for inputs (N, 1) or (N, K)."""
    check_tensor("t_u", t_u)
    if isinstance(w, Tensor) and isinstance(b, Tensor) and not w.ndim and not b.ndim:
        return
    lines = ()
    for name, value in (("w", w), ("b", b)):
        if not isinstance(value, Tensor):
            if not is_number(value):
                raise TypeError(f"{name}: got {type(value).__name__}, expected a number or a tensor")
        elif value.ndim:
            fits = value.ndim == 1 and len(value) and t_u.ndim == 2 and t_u.shape[1] in (1, len(value))
            if not fits or (lines and lines != value.shape):
                beside = f"t_u of shape {shape_of(t_u)}" + (f" and w of shape {shape_of(w)}" if lines else "")
                raise ValueError(
                    f"{name}: got shape {shape_of(value)} beside {beside}, expected "
                    "shape () for one line, or (K,) for K lines with t_u of shape (N, 1) or (N, K)"
                )
            lines = value.shape


def check_pair(t_p: Tensor, other: Tensor, name: str = "t_c") -> None:
    """One value for each prediction: the same shape, or (N, 1) beside the (N, K) of K lines."""
    if isinstance(t_p, Tensor) and isinstance(other, Tensor):  # what is right, first: this runs in every epoch
        shape, dtype = t_p.shape, t_p.dtype
        if shape == other.shape and dtype is other.dtype and dtype.is_floating_point and shape and 0 not in shape:
            return
    check_tensor("t_p", t_p)
    check_tensor(name, other)
    if t_p.ndim == 0 or t_p.numel() == 0:
        raise ValueError(f"t_p: got shape {shape_of(t_p)}, expected at least one prediction along dimension 0")
    if t_p.shape == other.shape or (t_p.ndim == 2 and other.shape == (t_p.shape[0], 1)):
        return
    raise ValueError(
        f"t_p and {name}: got shapes {shape_of(t_p)} and {shape_of(other)}, expected the same shape "
        f"(or t_p (N, K) beside {name} (N, 1)); together these would broadcast or fail"
    )


def check_data(name: str, value: Tensor) -> None:
    """Data to learn from: floating-point, at least one reading, nothing missing."""
    check_tensor(name, value)
    if value.ndim not in (1, 2) or value.numel() == 0:
        raise ValueError(
            f"{name}: got shape {shape_of(value)}, expected (N,), or (N, 1) or (N, K) for K lines, with N >= 1"
        )
    if not value.isfinite().all():
        bad = int((~value.isfinite()).sum())
        raise ValueError(f"{name}: got {bad} of {value.numel()} values NaN or infinite, expected finite numbers")


def check_line_data(t_u: Tensor, t_c: Tensor) -> None:
    """Readings (N,) of one thermometer, at least two of them and not all equal: a line exists."""
    check_data("t_u", t_u)
    check_data("t_c", t_c)
    if t_u.ndim != 1 or t_u.shape != t_c.shape:
        raise ValueError(f"t_u and t_c: got shapes {shape_of(t_u)} and {shape_of(t_c)}, expected both of shape (N,)")
    if len(t_u) < 2 or (t_u == t_u[0]).all():
        raise ValueError(
            f"t_u: got {len(t_u)} reading(s), all equal to {t_u[0].item():g}, expected at least two different ones; "
            "otherwise no single line fits best"
        )


def is_number(value: object) -> bool:
    """A Python number that PyTorch can calculate with; True and False are no numbers here."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def check_number(name: str, value: float) -> None:
    """One finite number."""
    if not is_number(value):
        raise TypeError(f"{name}: got {type(value).__name__}, expected a number")
    if not -sys.float_info.max <= value <= sys.float_info.max:
        raise ValueError(f"{name}: got {value}, expected a finite number")


def check_positive(name: str, value: float) -> None:
    """One finite number above zero."""
    if not is_number(value):
        raise TypeError(f"{name}: got {type(value).__name__}, expected a number greater than 0")
    if not 0 < value <= sys.float_info.max:
        raise ValueError(f"{name}: got {value}, expected a finite number greater than 0")


def check_all_positive(name: str, values: Tensor) -> None:
    """A tensor of finite numbers above zero."""
    wrong = values[~(values.isfinite() & (values > 0))]
    if wrong.numel():
        shown = ", ".join(f"{value:g}" for value in wrong[:3].tolist())
        raise ValueError(
            f"{name}: got {shown}{', ...' if len(wrong) > 3 else ''}, expected all greater than 0 and finite"
        )


def check_count(name: str, value: int, least: int = 1) -> None:
    """A whole number, not too small."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name}: got {type(value).__name__}, expected a whole number of at least {least}")
    if value < least:
        raise ValueError(f"{name}: got {value}, expected a whole number of at least {least}")


def check_params(params: Tensor) -> None:
    """Weight and bias: shape (2,) for one line, (2, K) for K lines, finite."""
    check_tensor("params", params)
    if params.ndim not in (1, 2) or params.shape[0] != 2 or params.numel() == 0:
        raise ValueError(f"params: got shape {shape_of(params)}, expected (2,) holding w and b, or (2, K) for K lines")
    if not params.isfinite().all():
        raise ValueError(f"params: got {params.tolist()}, expected finite numbers")


def check_learning_rate(learning_rate: float | Tensor, params: Tensor) -> None:
    """One rate for all, or one per line."""
    if not isinstance(learning_rate, Tensor):
        check_positive("learning_rate", learning_rate)
        return
    check_tensor("learning_rate", learning_rate)
    if learning_rate.ndim and (params.ndim != 2 or learning_rate.shape != params.shape[1:]):
        raise ValueError(
            f"learning_rate: got shape {shape_of(learning_rate)} beside params of shape {shape_of(params)}, "
            "expected one number, or shape (K,) beside params of shape (2, K)"
        )
    check_all_positive("learning_rate", learning_rate)


def check_delta(delta: float | Tensor, params: Tensor) -> None:
    """One nudge for all, or one per point, that the type of params can hold."""
    check_tensor("params", params)
    if params.ndim == 0 or params.numel() == 0:
        raise ValueError(f"params: got shape {shape_of(params)}, expected (P,), or (P, K) for K points")
    if not isinstance(delta, Tensor):
        check_positive("delta", delta)
        smallest, largest = torch.finfo(params.dtype).smallest_normal, torch.finfo(params.dtype).max
        if not smallest <= delta <= largest:
            raise ValueError(
                f"delta: got {delta}, expected a number that {params.dtype} can hold, "
                f"from {smallest:.0e} to {largest:.0e}"
            )
        return
    check_tensor("delta", delta)
    if delta.shape not in ((), params.shape[1:]):
        raise ValueError(
            f"delta: got shape {shape_of(delta)} beside params of shape {shape_of(params)}, "
            "expected one positive number, or shape (K,) beside params of shape (P, K)"
        )
    check_all_positive("delta", delta)


def check_training(n_epochs: int, learning_rate: float | Tensor, params: Tensor, t_u: Tensor, t_c: Tensor) -> None:
    """Everything a training loop is given, before its first epoch."""
    check_count("n_epochs", n_epochs)
    check_params(params)
    check_learning_rate(learning_rate, params)
    check_data("t_u", t_u)
    check_data("t_c", t_c)
    tensors = {"params": params, "t_u": t_u, "t_c": t_c}
    if isinstance(learning_rate, Tensor):
        tensors["learning_rate"] = learning_rate
    for name, tensor in tensors.items():
        if tensor.requires_grad:
            raise ValueError(
                f"{name}: got a tensor with requires_grad=True, expected one without: "
                f"this loop finds the gradient by hand; {name}.detach() gives one"
            )
        if tensor.dtype != params.dtype or tensor.device != params.device:
            raise TypeError(
                f"{name}: got {tensor.dtype} on {tensor.device}, expected {params.dtype} on {params.device} "
                "as in params; mixing them would convert silently"
            )
    for name, tensor in (("t_u", t_u), ("t_c", t_c)):
        lines = () if params.ndim == 1 else params.shape[1:]
        fits = tensor.shape[1:] == lines or (lines and tensor.shape[1:] == (1,))
        if not fits or tensor.shape[0] != t_u.shape[0]:
            expected = "(N,)" if params.ndim == 1 else f"(N, 1) or (N, {params.shape[1]})"
            raise ValueError(
                f"{name}: got shape {shape_of(tensor)} beside t_u {shape_of(t_u)} and params "
                f"{shape_of(params)}, expected {expected} with the same N in t_u and t_c"
            )
