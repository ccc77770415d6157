"""The gradient, first measured by nudging the parameters, then by the chain rule."""

from inspect import unwrap

import torch

from .checks import check_pair, check_rate, checked
from .loss import dloss_fn
from .model import dmodel_db, dmodel_dw

dloss_fn = unwrap(dloss_fn)  # without its check, which grad_fn has made


def forward_difference(loss_at, params, delta):
    """Slope of the loss along each parameter, (loss(p + delta) - loss(p)) / delta, shape of params.

    loss_at is the loss as a function of all parameters, params the point, (P,), or (P, K) for K points at once,
    and delta how far to nudge, one number above 0, or (K,).

    >>> forward_difference(lambda p: (p**2).sum(), torch.tensor([3.0, 0.0]), delta=0.5)  # the slopes are 6 and 0
    tensor([6.5000, 0.5000])
    """
    steps = nudges(params, delta)
    here = loss_at(params)
    return torch.stack([(loss_at(params + step) - here) / delta for step in steps])


def backward_difference(loss_at, params, delta):
    """The same with the nudge backwards, (loss(p) - loss(p - delta)) / delta; see forward_difference.

    >>> backward_difference(lambda p: (p**2).sum(), torch.tensor([3.0, 0.0]), delta=0.5)
    tensor([ 5.5000, -0.5000])
    """
    steps = nudges(params, delta)
    here = loss_at(params)
    return torch.stack([(here - loss_at(params - step)) / delta for step in steps])


def central_difference(loss_at, params, delta):
    """A nudge to either side, (loss(p + delta) - loss(p - delta)) / (2 * delta); see forward_difference.

    Exact, but for rounding, wherever the loss is quadratic.

    >>> central_difference(lambda p: (p**2).sum(), torch.tensor([3.0, 0.0]), delta=0.5)
    tensor([6., 0.])
    """
    steps = nudges(params, delta)
    return torch.stack([(loss_at(params + step) - loss_at(params - step)) / (2 * delta) for step in steps])


def nudges(params, delta):
    """For each parameter in turn, the nudge that moves it alone."""
    check_rate("delta", delta, params)
    if not params.is_floating_point():
        raise TypeError(f"params: got {params.dtype}, expected floating-point numbers, which can be nudged by {delta}")
    steps = []
    for i in range(params.shape[0]):
        step = torch.zeros_like(params)
        step[i] = delta
        steps.append(step)
    return steps


def check_gradient(t_u, t_c, t_p, w, b):
    """Inputs and ground truth for each prediction."""
    check_pair(t_p, t_u, "t_u")
    check_pair(t_p, t_c)


@checked(check_gradient)
def grad_fn(t_u, t_c, t_p, w, b):
    """Gradient of the mean squared error of the line, by the chain rule, summed over the samples.

    d loss/d w = sum(d loss/d t_p * d t_p/d w), and the same for b.

    Inputs t_u, ground truth t_c and predictions t_p = model(t_u, w, b) are (N,); for K lines t_p is (N, K), the data
    (N, 1) or (N, K). The gradient (d loss/d w, d loss/d b) is (2,), or (2, K).

    >>> t_u, t_c = torch.tensor([1.0, 3.0]), torch.tensor([2.0, 2.0])
    >>> grad_fn(t_u, t_c, model(t_u, 1.0, 0.0), 1.0, 0.0)
    tensor([2., 0.])
    """
    dloss_dtp = dloss_fn(t_p, t_c)
    dloss_dw = dloss_dtp * dmodel_dw(t_u, w, b)
    dloss_db = dloss_dtp * dmodel_db(t_u, w, b)
    return torch.stack([dloss_dw.sum(dim=0), dloss_db.sum(dim=0)])
