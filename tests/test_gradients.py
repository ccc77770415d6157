"""The measured and the derived gradient against autograd."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import always, lines, numbers, tensors

from helpers import (
    backward_difference,
    central_difference,
    forward_difference,
    grad_fn,
    loss_fn,
    model,
    thermometer,
)


@always
@given(lines())
def test_the_chain_rule_equals_autograd(line):
    t_u, t_c, params = line
    grad = grad_fn(t_u, t_c, model(t_u, *params), *params)
    leaf = params.clone().requires_grad_()
    (expected,) = torch.autograd.grad(loss_fn(model(t_u, *leaf), t_c).sum(), leaf)
    assert grad.shape == params.shape and grad.dtype == params.dtype
    # Prediction, difference, share, product and sum round at most N + 4 times by eps / 2, on either side.
    w, b = params.abs()
    terms = 2 * (w * t_u.abs() + b + t_c.abs())
    sizes = torch.stack([(terms * t_u.abs()).mean(dim=0), terms.mean(dim=0)])
    assert ((grad - expected).abs() <= (len(t_u) + 4) * torch.finfo(grad.dtype).eps * sizes).all()


@st.composite
def quadratics(draw):
    """A quadratic loss of P parameters, at one point (P,) or K points (P, K), and a delta, one or (K,).

    Its gradient by autograd, its second derivatives, and how far rounding can move a central difference.
    """
    m, p, k = draw(st.integers(1, 5)), draw(st.integers(1, 4)), draw(st.sampled_from([(), (1,), (3,)]))
    a, y = draw(tensors((m, p))), draw(tensors((m, *k)))
    params = draw(tensors((p, *k), numbers))
    deltas = st.floats(1e-6, 100)
    delta = draw(st.one_of(deltas, tensors(k, deltas)))

    def loss_at(params):
        return ((a @ params - y) ** 2).mean(dim=0)

    leaf = params.clone().requires_grad_()
    (grad,) = torch.autograd.grad(loss_at(leaf).sum(), leaf)
    curvature = 2 * (a**2).mean(dim=0).reshape(p, *[1 for _ in k])
    # A loss of terms as large as this, squared, is wrong by (M + 2P + 5) eps / 2 of their mean; two such
    # losses are divided by 2 delta, and autograd rounds too, by less than twice as much.
    terms = (a.abs() @ (params.abs() + delta) + y.abs()) ** 2
    rounding = 1.5 * (m + 2 * p + 5) * torch.finfo(a.dtype).eps * terms.mean(dim=0) / delta
    return loss_at, params, delta, grad, curvature, rounding


@always
@given(quadratics())
def test_the_central_difference_of_a_quadratic_loss_is_exact_for_every_delta(quadratic):
    loss_at, params, delta, grad, _, rounding = quadratic
    measured = central_difference(loss_at, params, delta)
    assert measured.shape == params.shape
    assert ((measured - grad).abs() <= rounding).all()


@always
@given(quadratics())
def test_the_one_sided_differences_are_off_by_half_delta_times_the_curvature(quadratic):
    loss_at, params, delta, grad, curvature, rounding = quadratic
    off = delta / 2 * curvature
    # Divided by delta, not by 2 delta: twice the rounding.
    assert ((forward_difference(loss_at, params, delta) - grad - off).abs() <= 2 * rounding).all()
    assert ((backward_difference(loss_at, params, delta) - grad + off).abs() <= 2 * rounding).all()


@pytest.mark.parametrize("difference", [forward_difference, backward_difference, central_difference])
def test_measuring_the_gradient_leaves_the_parameters_alone(difference):
    params = torch.tensor([1.0, 0.0])
    difference(lambda p: p.sum(), params, 0.1)
    assert torch.equal(params, torch.tensor([1.0, 0.0]))


def book(dtype):
    t_u, t_c = thermometer(dtype)
    return t_u, t_c, torch.tensor([1.0, 0.0], dtype=dtype)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_book_starts_with_the_gradient_4517_30_and_82_60(dtype):
    t_u, t_c, params = book(dtype)
    w, b = grad_fn(t_u, t_c, model(t_u, *params), *params).tolist()
    assert (round(w, 2), round(b, 2)) == (4517.30, 82.60)


def test_nudging_forward_by_a_tenth_overestimates_the_books_slope_of_w_by_6_5_percent():
    t_u, t_c, params = book(torch.float64)

    def loss_at(params):
        return loss_fn(model(t_u, *params), t_c)

    exact = grad_fn(t_u, t_c, model(t_u, *params), *params)
    assert round(100 * (forward_difference(loss_at, params, 0.1) / exact - 1)[0].item(), 1) == 6.5
    assert round(100 * (backward_difference(loss_at, params, 0.1) / exact - 1)[0].item(), 1) == -6.5


def test_updating_w_first_spoils_the_gradient_of_b():
    t_u, t_c, (w, b) = book(torch.float32)
    grad = grad_fn(t_u, t_c, model(t_u, w, b), w, b)
    w = w - 1e-2 * grad[0]
    slip = grad_fn(t_u, t_c, model(t_u, w, b), w, b)
    assert round(grad[1].item(), 1) == 82.6
    assert round(slip[1].item(), -1) == -4600
