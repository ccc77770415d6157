"""What can be known without iterating: the best lines and curves, and how descent on a quadratic loss will go.

The mean squared error of a line is a quadratic function of (w, b). Its second derivatives, the Hessian
H, are constant, and a step of gradient descent multiplies the distance from the minimum along each
eigenvector of H by 1 - learning_rate * eigenvalue. What is said here about descent follows from that, in
float64.
"""

import math
from dataclasses import dataclass
from itertools import combinations

import torch
from torch import Tensor

from .checks import (
    check_count,
    check_data,
    check_fitted_input,
    check_learning_rate,
    check_line_data,
    check_number,
    check_params,
    check_polynomial_data,
    check_positive,
    check_share,
)
from .loss import absolute_loss_fn, loss_fn
from .model import model, polynomial


def least_squares(t_u: Tensor, t_c: Tensor) -> Tensor:
    """The line of least mean squared error: w = cov(t_u, t_c) / var(t_u), b = mean(t_c) - w * mean(t_u).

    Args:
        t_u, t_c: readings, both (N,), not all inputs equal.
    Returns:
        (w, b), shape (2,), float64.
    """
    check_line_data(t_u, t_c)
    u, c = t_u.double(), t_c.double()
    centred = u - u.mean()
    w = (centred * (c - c.mean())).sum() / (centred**2).sum()
    return torch.stack([w, c.mean() - w * u.mean()])


def least_absolute(t_u: Tensor, t_c: Tensor) -> Tensor:
    """A line of least mean absolute error, found by trying the line through every pair of readings.

    One of those is always a best line: the loss is piecewise linear in (w, b), so some minimum lies on a
    corner, and a corner is where two residuals are zero. All lines are tried at once by broadcasting.

    Args and returns: as least_squares.
    """
    check_line_data(t_u, t_c)
    u, c = t_u.double(), t_c.double()
    first, second = torch.tensor(list(combinations(range(len(u)), 2))).T
    different = u[first] != u[second]
    first, second = first[different], second[different]
    w = (c[second] - c[first]) / (u[second] - u[first])
    b = c[first] - w * u[first]
    best = absolute_loss_fn(model(u[:, None], w, b), c[:, None]).argmin()
    return torch.stack([w[best], b[best]])


@dataclass(frozen=True)
class Polynomial:
    """A fitted polynomial, called with raw inputs. What it learned to standardise them with, it keeps.

    coefficients (degree + 1,), highest power first; centre and scale (): (degree + 1, K) and (K,) for K of them.
    """

    coefficients: Tensor
    centre: Tensor
    scale: Tensor

    def __call__(self, t_u: Tensor) -> Tensor:
        check_fitted_input(t_u, self.centre)
        return polynomial((t_u.double() - self.centre) * self.scale, *self.coefficients)


def fit_polynomial(t_u: Tensor, t_c: Tensor, degree: int) -> Polynomial:
    """The polynomial of least mean squared error, of degree 0 to 8; K of them at once.

    The inputs are standardised, by the mean and spread of these readings. In high powers of the raw ones the
    least squares would drown in rounding errors; the curve is the same.

    Args:
        t_u, t_c: readings, both (N,), or (N, K) for K fits, with more than degree different inputs.
        degree: the highest power.
    Returns:
        A Polynomial in float64: fit(t_u) gives the predictions.
    """
    check_polynomial_data(t_u, t_c, degree)
    u, c = t_u.double(), t_c.double()
    centre = u.mean(dim=0)
    spread = u.std(dim=0, correction=0)
    scale = 1 / torch.where(spread > 0, spread, 1.0)
    z = (u - centre) * scale
    powers = torch.stack([z**k for k in range(degree, -1, -1)], dim=-1)
    if u.ndim == 2:  # (N, K, degree + 1) to K systems of equations
        powers, c = powers.movedim(1, 0), c.T
    coefficients = torch.linalg.lstsq(powers, c[..., None]).solution[..., 0]
    return Polynomial(coefficients.movedim(-1, 0), centre, scale)


def hessian(t_u: Tensor, degree: int = 1) -> Tensor:
    """Second derivatives of the mean squared error in (w, b): 2 * mean of [[t_u**2, t_u], [t_u, 1]].

    Args:
        t_u: inputs (N,).
        degree: of a polynomial, whose H is that of the inputs t_u**degree, ..., t_u, 1; 1 is the line.
    Returns:
        H (degree + 1, degree + 1), float64. Its eigenvalues, torch.linalg.eigvalsh(H), say how curved the loss is
        along each direction.
    """
    check_data("t_u", t_u)
    check_count("degree", degree, least=0)
    if t_u.ndim != 1:
        raise ValueError(f"t_u: got {t_u.ndim} dimensions, expected shape (N,)")
    inputs = torch.stack([t_u.double() ** power for power in range(degree, -1, -1)])
    return 2 * inputs @ inputs.T / len(t_u)


def stable_learning_rate(t_u: Tensor, degree: int = 1) -> float:
    """The learning rate above which descent diverges, 2 / largest eigenvalue of the Hessian."""
    return 2 / torch.linalg.eigvalsh(hessian(t_u, degree))[-1].item()


def step_factor(learning_rate: float, momentum: float, t_u: Tensor) -> float:
    """What a step with momentum multiplies the distance from the minimum by, on average; above 1 it diverges.

    Along an eigenvector with eigenvalue l the distance d follows d_next = (1 + m - rate * l) * d - m * d_before,
    so it changes like r**n, with r**2 - (1 + m - rate * l) * r + m = 0. The slower direction decides.

    Args:
        learning_rate: above 0.
        momentum: m, the share of the last step that is kept, 0 to 1; with 0 this is max |1 - rate * l|.
        t_u: inputs (N,).
    """
    check_positive("learning_rate", learning_rate)
    check_share("momentum", momentum)
    half = (1 + momentum - learning_rate * torch.linalg.eigvalsh(hessian(t_u))) / 2
    inside = half**2 - momentum
    # Two complex roots have the product m, so the size of each is its root.
    size = torch.where(inside <= 0, math.sqrt(momentum), half.abs() + inside.clamp(min=0).sqrt())
    return size.max().item()


def predict_loss(n_updates: int, learning_rate: float | Tensor, params: Tensor, t_u: Tensor, t_c: Tensor) -> Tensor:
    """The loss after so many updates, without making them.

    With eigenvalues l_i of the Hessian and a_i the starting distance from the minimum along each
    eigenvector: minimum + 1/2 * sum(l_i * ((1 - learning_rate * l_i) ** n_updates * a_i) ** 2).

    Args:
        n_updates: number of updates, 0 or more.
        learning_rate: one number, or (K,) for K answers.
        params: the starting point (w, b), shape (2,).
        t_u, t_c: readings (N,).
    Returns:
        The loss, shape () or (K,), float64; inf where it is too large to write down.
    """
    check_count("n_updates", n_updates, least=0)
    eigenvalues, distances, minimum = _along_eigenvectors(params, t_u, t_c)
    lines = params[:, None].expand(2, learning_rate.numel()) if getattr(learning_rate, "ndim", 0) else params
    check_learning_rate(learning_rate, lines)
    rates = torch.as_tensor(learning_rate, dtype=torch.float64)
    return minimum + _excess(1 - rates[..., None] * eigenvalues, n_updates, distances, eigenvalues)


def epochs_needed(learning_rate: float, params: Tensor, t_u: Tensor, t_c: Tensor, tolerance: float = 1e-3) -> float:
    """Updates until the loss is within tolerance (0.1 %) of its minimum; math.inf if that never happens.

    Args: as predict_loss; tolerance is relative to the minimum, which must not be zero.
    """
    check_positive("learning_rate", learning_rate)
    check_positive("tolerance", tolerance)
    eigenvalues, distances, minimum = _along_eigenvectors(params, t_u, t_c)
    if minimum == 0:
        raise ValueError("t_u and t_c: got readings whose minimum loss is 0, expected one above 0 to be near to")
    factors = 1 - learning_rate * eigenvalues
    # Without a distance along a direction its factor does no harm.
    if (factors.abs()[distances != 0] >= 1).any():
        return math.inf
    enough = tolerance * minimum

    def close(n: int) -> bool:
        return bool(_excess(factors, n, distances, eigenvalues) <= enough)

    if not close(2**62):
        return math.inf
    low, high = 0, 1
    while not close(high):
        low, high = high, 2 * high
    while low < high:  # the loss only falls, so halving finds the first epoch that is close enough
        middle = (low + high) // 2
        low, high = (low, middle) if close(middle) else (middle + 1, high)
    return high


def loss_surface(t_u: Tensor, t_c: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """The mean squared error of every line with a weight from w and a bias from b, in one broadcast call.

    Args:
        t_u, t_c: readings (N,).
        w, b: weights (W,) and biases (B,).
    Returns:
        The loss, shape (B, W): rows are biases, as a picture needs it.
    """
    check_data("w", w)
    check_data("b", b)
    bias, weight = torch.meshgrid(b, w, indexing="ij")
    losses = loss_fn(model(t_u[:, None], weight.flatten(), bias.flatten()), t_c[:, None])
    return losses.reshape(weight.shape)


def to_raw_units(params: Tensor, scale: float, centre: float = 0.0) -> Tensor:
    """Parameters for the raw input from those learned on scale * (t_u - centre).

    w * scale * (t_u - centre) + b  =  (w * scale) * t_u + (b - w * scale * centre)

    Args:
        params: (w, b), shape (2,), or (2, K).
        scale, centre: how the input was normalised.
    Returns:
        (w, b) for raw input, shape of params.
    """
    check_params(params)
    check_positive("scale", scale)
    check_number("centre", centre)
    w, b = params
    return torch.stack([w * scale, b - w * scale * centre])


def _excess(factors: Tensor, n_updates: int, distances: Tensor, eigenvalues: Tensor) -> Tensor:
    """How far the loss is above its minimum; no distance stays none, whatever its factor has grown to."""
    left = torch.where(distances == 0, 0.0, factors**n_updates * distances)
    return (eigenvalues * left**2).sum(dim=-1) / 2


def _along_eigenvectors(params: Tensor, t_u: Tensor, t_c: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Eigenvalues (2,), starting distance from the minimum along each eigenvector (2,), loss at the minimum."""
    check_params(params)
    if params.ndim != 1:
        raise ValueError(f"params: got {params.ndim} dimensions, expected shape (2,)")
    best = least_squares(t_u, t_c)
    minimum = loss_fn(model(t_u.double(), *best), t_c.double())
    eigenvalues, eigenvectors = torch.linalg.eigh(hessian(t_u))
    distances = eigenvectors.T @ (params.double() - best)
    # A distance that is rounding alone is none; an unstable direction would make it grow.
    rounding = 1e-14 * (params.double().norm() + best.norm())
    return eigenvalues, torch.where(distances.abs() <= rounding, 0.0, distances), minimum
