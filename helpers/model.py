"""The model of the course, a line, with its derivatives; and the curves beyond it."""

from torch import Tensor

from .checks import check_line, check_polynomial


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


def polynomial(t_u: Tensor, *coefficients: float | Tensor) -> Tensor:
    """Predictions of a polynomial, the coefficient of the highest power first: polynomial(t_u, w, b) is the line.

    (((c0 * t_u + c1) * t_u + c2) * ...): Horner's rule, so no power is ever computed. Standardise the inputs
    first; the eighth power of 80 has sixteen digits.

    Args:
        t_u: inputs (N,); (N, 1) or (N, K) for K polynomials at once.
        coefficients: degree + 1 numbers or tensors of shape (); (K,) for K polynomials.
    Returns:
        Predictions t_p (N,), or (N, K).
    Raises:
        TypeError, ValueError: as model.
    """
    check_polynomial(t_u, coefficients)
    t_p = coefficients[0] + 0 * t_u  # of the shape of t_u, also for a constant
    for coefficient in coefficients[1:]:
        t_p = t_p * t_u + coefficient
    return t_p
