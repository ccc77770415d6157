"""From predictions and ground truth to one number, and how that number changes.

Every loss takes predictions t_p and ground truth t_c, both (N,), or t_p (N, K) beside t_c (N, 1) or (N, K) for
K models. It reduces over dimension 0 only, to shape () or (K,).
"""

import math

import torch

from .checks import check_pair, checked
from .model import model


@checked(check_pair)
def loss_fn(t_p, t_c):
    """Mean squared error, mean((t_p - t_c)**2), in squared units of t_c.

    >>> loss_fn(torch.tensor([1.0, 5.0]), torch.tensor([2.0, 2.0]))  # (1 + 9) / 2
    tensor(5.)
    >>> loss_fn(torch.tensor([[1.0, 2.0], [5.0, 2.0]]), torch.tensor([[2.0], [2.0]]))  # two models
    tensor([5., 0.])
    """
    squared_diffs = (t_p - t_c) ** 2
    return squared_diffs.mean(dim=0)


@checked(check_pair)
def dloss_fn(t_p, t_c):
    """Derivative of loss_fn with respect to each prediction, 2 * (t_p - t_c) / N, shape of t_p.

    The 1/N is the mean's: each prediction has only a share in the loss.

    >>> dloss_fn(torch.tensor([1.0, 5.0]), torch.tensor([2.0, 2.0]))
    tensor([-1.,  3.])
    """
    return 2 * (t_p - t_c) / t_p.shape[0]


@checked(check_pair)
def absolute_loss_fn(t_p, t_c):
    """Mean absolute error, mean(|t_p - t_c|), in units of t_c.

    >>> absolute_loss_fn(torch.tensor([1.0, 5.0]), torch.tensor([2.0, 2.0]))
    tensor(2.)
    """
    return (t_p - t_c).abs().mean(dim=0)


@checked(check_pair)
def log_cosh_loss_fn(t_p, t_c):
    """Mean of log(cosh(t_p - t_c)): like the square near 0, like the absolute value far away.

    Written as |e| + log(1 + exp(-2|e|)) - log 2, because cosh itself overflows from |e| = 90 in float32.

    >>> near, far = torch.tensor([0.01]), torch.tensor([1000.0])
    >>> [round(log_cosh_loss_fn(t_p, torch.tensor([0.0])).item(), 2) for t_p in (near, far)]
    [0.0, 999.31]
    """
    e = (t_p - t_c).abs()
    return (e + torch.log1p(torch.exp(-2 * e)) - math.log(2)).mean(dim=0)


@checked(check_pair)
def dlog_cosh_loss_fn(t_p, t_c):
    """Derivative of log_cosh_loss_fn with respect to each prediction, tanh(t_p - t_c) / N, shape of t_p.

    >>> dlog_cosh_loss_fn(torch.tensor([2.0, 1000.0]), torch.tensor([2.0, 2.0]))
    tensor([0.0000, 0.5000])
    """
    return torch.tanh(t_p - t_c) / t_p.shape[0]


def calc_forward(t_u, t_c, is_train, params, *, model=model):
    """The forward pass for training and for validation, up to the loss; only if is_train it builds a graph.

    Inputs t_u and ground truth t_c (N,), params (P,) of model(t_u, *params); for K models (N, 1) or (N, K), (P, K).
    The loss is (), or (K,). The book has params as a global variable.

    >>> data, params = torch.tensor([1.0, 2.0]), torch.tensor([1.0, 0.0], requires_grad=True)
    >>> [calc_forward(data, data, is_train, params).requires_grad for is_train in (True, False)]
    [True, False]
    """
    with torch.set_grad_enabled(is_train):
        t_p = model(t_u, *params)
        return loss_fn(t_p, t_c)
