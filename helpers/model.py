"""The model of the course, a line, and its derivatives."""

from torch import Tensor

from .checks import check_line


def model(t_u: Tensor, w: float | Tensor, b: float | Tensor) -> Tensor:
    """Predictions of the linear model, t_p = w * t_u + b.

    Args:
        t_u: inputs (N,); (N, 1) or (N, K) for K lines at once.
        w, b: weight and bias, numbers or shape (); (K,) for K lines.
    Returns:
        Predictions t_p (N,), or (N, K).
    Raises:
        TypeError, ValueError: t_u is no floating-point tensor, or the shapes would broadcast by accident.
    Source: *Deep Learning with PyTorch*, section 5.2.
    """
    check_line(t_u, w, b)
    return w * t_u + b


def dmodel_dw(t_u: Tensor, w: float | Tensor, b: float | Tensor) -> Tensor:
    """How each prediction changes with the weight: d(w * t_u + b)/dw = t_u, shape of t_u.

    Source: *Deep Learning with PyTorch*, section 5.4.
    """
    return t_u


def dmodel_db(t_u: Tensor, w: float | Tensor, b: float | Tensor) -> float:
    """How each prediction changes with the bias: d(w * t_u + b)/db = 1, whatever the input.

    Source: *Deep Learning with PyTorch*, section 5.4.
    """
    return 1.0
