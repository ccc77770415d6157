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

from .checks import check_data, shape_of
from .loss import absolute_loss_fn, loss_fn
from .model import model, polynomial


def least_squares(t_u, t_c):
    """The line of least mean squared error: w = cov(t_u, t_c) / var(t_u), b = mean(t_c) - w * mean(t_u).

    Readings t_u and t_c are (N,), not all inputs equal; (w, b) is (2,), float64.

    >>> least_squares(torch.tensor([0.0, 1.0, 2.0]), torch.tensor([1.0, 3.0, 5.0])).tolist()
    [2.0, 1.0]
    """
    _check_line(t_u, t_c)
    u, c = t_u.double(), t_c.double()
    centred = u - u.mean()
    w = (centred * (c - c.mean())).sum() / (centred**2).sum()
    return torch.stack([w, c.mean() - w * u.mean()])


def least_absolute(t_u, t_c):
    """A line of least mean absolute error, found by trying the line through every pair of readings.

    One of those is always a best line: the loss is piecewise linear in (w, b), so some minimum lies on a
    corner, and a corner is where two residuals are zero. All lines are tried at once by broadcasting. Shapes as in
    least_squares.

    >>> least_absolute(torch.tensor([0.0, 1.0, 2.0, 3.0]), torch.tensor([1.0, 3.0, 5.0, 90.0])).tolist()
    [2.0, 1.0]
    """
    _check_line(t_u, t_c)
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

    def __call__(self, t_u):
        return polynomial((t_u.double() - self.centre) * self.scale, *self.coefficients)


def fit_polynomial(t_u, t_c, degree):
    """The Polynomial of least mean squared error, of degree 0 to 8: fit(t_u) gives the predictions, float64.

    Readings t_u and t_c are both (N,), or (N, K) for K fits, with more than degree different inputs. The inputs are
    standardised, by the mean and spread of these readings. In high powers of the raw ones the least squares would
    drown in rounding errors; the curve is the same.

    >>> fit = fit_polynomial(torch.tensor([0.0, 1.0, 2.0]), torch.tensor([0.0, 1.0, 4.0]), degree=2)
    >>> round(fit(torch.tensor([5.0])).item(), 4)
    25.0
    """
    check_data("t_u", t_u)
    check_data("t_c", t_c)
    if t_u.shape != t_c.shape:
        raise ValueError(f"t_u and t_c: got shapes {shape_of(t_u)} and {shape_of(t_c)}, expected the same shape")
    if degree > 8:
        raise ValueError(f"degree: got {degree}, expected at most 8; beyond that too few digits are left")
    columns = t_u.reshape(len(t_u), -1).T
    # The first hundred nearly always tell; to sort 100,000 takes longer than the fit.
    different = min(len(column[:100].unique()) for column in columns)
    if different <= degree:
        different = min(len(column.unique()) for column in columns)
    if different <= degree:
        raise ValueError(
            f"t_u: got {different} different reading(s), expected at least {degree + 1} for degree {degree}; "
            "otherwise no single polynomial fits best"
        )
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


def hessian(t_u, degree=1):
    """Second derivatives H of the mean squared error in (w, b): 2 * mean of [[t_u**2, t_u], [t_u, 1]].

    Inputs t_u are (N,), H is (2, 2), float64; of a polynomial, whose inputs are t_u**degree, ..., t_u, 1, it is
    (degree + 1, degree + 1). Its eigenvalues, torch.linalg.eigvalsh(H), say how curved the loss is along each
    direction.

    >>> hessian(torch.tensor([1.0, 3.0])).tolist()
    [[10.0, 4.0], [4.0, 2.0]]
    """
    check_data("t_u", t_u)
    if t_u.ndim != 1:
        raise ValueError(f"t_u: got shape {shape_of(t_u)}, expected (N,)")
    inputs = torch.stack([t_u.double() ** power for power in range(degree, -1, -1)])
    return 2 * inputs @ inputs.T / len(t_u)


def stable_learning_rate(t_u, degree=1):
    """The learning rate above which descent diverges, 2 / largest eigenvalue of the Hessian.

    >>> round(stable_learning_rate(torch.tensor([-1.0, 1.0])), 4)  # curved by 2 in every direction
    1.0
    """
    return 2 / torch.linalg.eigvalsh(hessian(t_u, degree))[-1].item()


def step_factor(learning_rate, momentum, t_u):
    """What a step with momentum multiplies the distance from the minimum by, on average; above 1 it diverges.

    Along an eigenvector with eigenvalue k the distance x follows x_next = (1 + m - rate * k) * x - m * x_before, where
    the momentum m, 0 to 1, is the share of the last step that is kept. So x changes like r**n, with
    r**2 - (1 + m - rate * k) * r + m = 0, and the slower direction decides; without momentum r is max |1 - rate * k|.
    Inputs t_u are (N,).

    >>> round(step_factor(0.25, 0.0, torch.tensor([-1.0, 1.0])), 4)  # curved by 2 in every direction
    0.5
    """
    half = (1 + momentum - learning_rate * torch.linalg.eigvalsh(hessian(t_u))) / 2
    inside = half**2 - momentum
    # Two complex roots have the product m, so the size of each is its root.
    size = torch.where(inside <= 0, math.sqrt(momentum), half.abs() + inside.clamp(min=0).sqrt())
    return size.max().item()


def predict_loss(n_updates, learning_rate, params, t_u, t_c):
    """The loss after so many updates, without making them; inf where it is too large to write down.

    With eigenvalues k_i of the Hessian and a_i the starting distance from the minimum along each eigenvector:
    minimum + 1/2 * sum(k_i * ((1 - learning_rate * k_i) ** n_updates * a_i) ** 2).

    Readings t_u and t_c are (N,), params (w, b), from where to start, (2,); the loss is (), or (K,) for learning rates
    (K,), float64.

    >>> t_u, t_c = torch.tensor([-1.0, 1.0]), torch.tensor([0.0, 0.0])
    >>> [round(predict_loss(n, 0.25, torch.tensor([1.0, 0.0]), t_u, t_c).item(), 4) for n in (0, 1, 2)]
    [1.0, 0.25, 0.0625]
    """
    eigenvalues, distances, minimum = _along_eigenvectors(params, t_u, t_c)
    rates = torch.as_tensor(learning_rate, dtype=torch.float64)
    return minimum + _excess(1 - rates[..., None] * eigenvalues, n_updates, distances, eigenvalues)


def epochs_needed(learning_rate, params, t_u, t_c, tolerance=1e-3):
    """Updates until the loss is within tolerance (0.1 %) of its minimum; math.inf if that never happens.

    Arguments as in predict_loss; tolerance is relative to the minimum, which must not be zero.

    >>> t_u, t_c = torch.tensor([-1.0, 1.0, 0.0]), torch.tensor([0.0, 0.0, 1.0])
    >>> epochs_needed(0.5, torch.tensor([1.0, 0.0]), t_u, t_c), epochs_needed(5.0, torch.tensor([1.0, 0.0]), t_u, t_c)
    (4, inf)
    """
    eigenvalues, distances, minimum = _along_eigenvectors(params, t_u, t_c)
    if minimum == 0:
        raise ValueError("t_u and t_c: got readings whose minimum loss is 0, expected one above 0 to be near to")
    factors = 1 - learning_rate * eigenvalues
    # Without a distance along a direction its factor does no harm.
    if (factors.abs()[distances != 0] >= 1).any():
        return math.inf
    enough = tolerance * minimum

    def close(n):
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


def loss_surface(t_u, t_c, w, b):
    """The mean squared error of every line with a weight from w and a bias from b, in one broadcast call.

    Readings t_u and t_c are (N,), weights w (W,) and biases b (B,); the loss is (B, W): rows are biases, as a picture
    needs it.

    >>> loss_surface(torch.tensor([1.0]), torch.tensor([2.0]), torch.tensor([0.0, 1.0, 2.0]), torch.tensor([0.0, 1.0]))
    tensor([[4., 1., 0.],
            [1., 0., 1.]])
    """
    bias, weight = torch.meshgrid(b, w, indexing="ij")
    losses = loss_fn(model(t_u[:, None], weight.flatten(), bias.flatten()), t_c[:, None])
    return losses.reshape(weight.shape)


def to_raw_units(params, scale, centre=0.0):
    """Parameters for the raw input from those, (2,) or (2, K), learned on scale * (t_u - centre).

    w * scale * (t_u - centre) + b  =  (w * scale) * t_u + (b - w * scale * centre)

    >>> to_raw_units(torch.tensor([8.0, 3.0]), scale=0.5, centre=2.0)
    tensor([ 4., -5.])
    """
    w, b = params
    return torch.stack([w * scale, b - w * scale * centre])


def _excess(factors, n_updates, distances, eigenvalues):
    """How far the loss is above its minimum; no distance stays none, whatever its factor has grown to."""
    left = torch.where(distances == 0, 0.0, factors**n_updates * distances)
    return (eigenvalues * left**2).sum(dim=-1) / 2


def _along_eigenvectors(params, t_u, t_c):
    """Eigenvalues (2,), starting distance from the minimum along each eigenvector (2,), loss at the minimum."""
    if params.shape != (2,):
        raise ValueError(f"params: got shape {shape_of(params)}, expected (2,)")
    best = least_squares(t_u, t_c)
    minimum = loss_fn(model(t_u.double(), *best), t_c.double())
    eigenvalues, eigenvectors = torch.linalg.eigh(hessian(t_u))
    distances = eigenvectors.T @ (params.double() - best)
    # A distance that is rounding alone is none; an unstable direction would make it grow.
    rounding = 1e-14 * (params.double().norm() + best.norm())
    return eigenvalues, torch.where(distances.abs() <= rounding, 0.0, distances), minimum


def _check_line(t_u, t_c):
    """Readings (N,) of one thermometer, at least two of them and not all equal: a line exists."""
    check_data("t_u", t_u)
    check_data("t_c", t_c)
    if t_u.ndim != 1 or t_u.shape != t_c.shape:
        raise ValueError(f"t_u and t_c: got shapes {shape_of(t_u)} and {shape_of(t_c)}, expected both of shape (N,)")
    if (t_u == t_u[0]).all():
        raise ValueError(
            f"t_u: got {len(t_u)} reading(s), all equal to {t_u[0].item():g}, expected at least two different ones; "
            "otherwise no single line fits best"
        )
