"""The gradient, first measured by nudging the parameters, then by the chain rule."""

from collections.abc import Callable

import torch
from torch import Tensor

from .checks import check_delta, check_pair
from .loss import dloss_fn
from .model import dmodel_db, dmodel_dw

LossAt = Callable[[Tensor], Tensor]


def forward_difference(loss_at: LossAt, params: Tensor, delta: float | Tensor) -> Tensor:
    """Slope of the loss along each parameter, (loss(p + delta) - loss(p)) / delta.

    Args:
        loss_at: the loss as a function of all parameters.
        params: the point, shape (P,), or (P, K) for K points at once.
        delta: how far to nudge, one positive number, or (K,).
    Returns:
        The estimated gradient, shape of params.
    Raises:
        TypeError, ValueError: params is no floating-point tensor, or delta is not positive.
    """
    steps = _nudges(params, delta)
    here = loss_at(params)
    return torch.stack([(loss_at(params + step) - here) / delta for step in steps])


def backward_difference(loss_at: LossAt, params: Tensor, delta: float | Tensor) -> Tensor:
    """The same with the nudge backwards, (loss(p) - loss(p - delta)) / delta; see forward_difference."""
    steps = _nudges(params, delta)
    here = loss_at(params)
    return torch.stack([(here - loss_at(params - step)) / delta for step in steps])


def central_difference(loss_at: LossAt, params: Tensor, delta: float | Tensor) -> Tensor:
    """A nudge to either side, (loss(p + delta) - loss(p - delta)) / (2 * delta); see forward_difference.

    Exact, but for rounding, wherever the loss is quadratic.
    Source: *Deep Learning with PyTorch*, section 5.4.1.
    """
    steps = _nudges(params, delta)
    return torch.stack([(loss_at(params + step) - loss_at(params - step)) / (2 * delta) for step in steps])


def _nudges(params: Tensor, delta: float | Tensor) -> list[Tensor]:
    """For each parameter in turn, the nudge that moves it alone."""
    check_delta(delta, params)
    steps = []
    for i in range(params.shape[0]):
        step = torch.zeros_like(params)
        step[i] = delta
        steps.append(step)
    return steps


def grad_fn(t_u: Tensor, t_c: Tensor, t_p: Tensor, w: float | Tensor, b: float | Tensor) -> Tensor:
    """Gradient of the mean squared error of the line, by the chain rule, summed over the samples.

    d loss/d w = sum(d loss/d t_p * d t_p/d w), and the same for b.

    Args:
        t_u, t_c: inputs and ground truth (N,); for K lines (N, 1) or (N, K).
        t_p: the predictions model(t_u, w, b), (N,) or (N, K).
        w, b: the parameters at which t_p was computed.
    Returns:
        (d loss/d w, d loss/d b), shape (2,), or (2, K).
    Raises:
        TypeError, ValueError: as loss_fn does.
    Source: *Deep Learning with PyTorch*, section 5.4.2.
    """
    check_pair(t_p, t_u, "t_u")
    dloss_dtp = dloss_fn(t_p, t_c)
    dloss_dw = dloss_dtp * dmodel_dw(t_u, w, b)
    dloss_db = dloss_dtp * dmodel_db(t_u, w, b)
    return torch.stack([dloss_dw.sum(dim=0), dloss_db.sum(dim=0)])
