"""From predictions and ground truth to one number, and how that number changes.

Every loss here takes t_p and t_c of the same shape (N,), or t_p (N, K) beside t_c (N, 1) for
K lines, reduces over dimension 0 only, and returns shape () or (K,). Anything else, integers or
shapes that would broadcast by accident, raises TypeError or ValueError.
"""

import math

import torch
from torch import Tensor

from .checks import check_pair


def loss_fn(t_p: Tensor, t_c: Tensor) -> Tensor:
    """Mean squared error, mean((t_p - t_c)**2), in squared units of t_c.

    Source: *Deep Learning with PyTorch*, section 5.3.
    """
    check_pair(t_p, t_c)
    squared_diffs = (t_p - t_c) ** 2
    return squared_diffs.mean(dim=0)


def dloss_fn(t_p: Tensor, t_c: Tensor) -> Tensor:
    """Derivative of loss_fn with respect to each prediction, 2 * (t_p - t_c) / N, shape of t_p.

    The 1/N is the mean's: each prediction has only a share in the loss.
    Source: *Deep Learning with PyTorch*, section 5.4.
    """
    check_pair(t_p, t_c)
    return 2 * (t_p - t_c) / t_p.shape[0]


def absolute_loss_fn(t_p: Tensor, t_c: Tensor) -> Tensor:
    """Mean absolute error, mean(|t_p - t_c|), in units of t_c."""
    check_pair(t_p, t_c)
    return (t_p - t_c).abs().mean(dim=0)


def log_cosh_loss_fn(t_p: Tensor, t_c: Tensor) -> Tensor:
    """Mean of log(cosh(t_p - t_c)): like the square near 0, like the absolute value far away.

    Written as |d| + log(1 + exp(-2|d|)) - log 2, because cosh itself overflows from |d| = 90 in float32.
    """
    check_pair(t_p, t_c)
    d = (t_p - t_c).abs()
    return (d + torch.log1p(torch.exp(-2 * d)) - math.log(2)).mean(dim=0)


def dlog_cosh_loss_fn(t_p: Tensor, t_c: Tensor) -> Tensor:
    """Derivative of log_cosh_loss_fn with respect to each prediction, tanh(t_p - t_c) / N, shape of t_p."""
    check_pair(t_p, t_c)
    return torch.tanh(t_p - t_c) / t_p.shape[0]
