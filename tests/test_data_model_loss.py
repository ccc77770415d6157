"""Data, model and losses against PyTorch, for any numbers, one line and K lines."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import always, close, lines, tensors
from torch.nn import functional

from helpers import absolute_loss_fn, dloss_fn, dmodel_db, dmodel_dw, loss_fn, model, polynomial, thermometer
from helpers.loss import dlog_cosh_loss_fn, log_cosh_loss_fn


def columns(t_p, t_c):
    """The single runs inside K lines: pairs of (N,)."""
    if t_p.ndim == 1:
        return [(t_p, t_c)]
    return list(zip(t_p.T, t_c.expand_as(t_p).T, strict=True))


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_the_thermometer_gives_the_books_eleven_readings_in_the_dtype_asked_for(dtype):
    t_u, t_c = thermometer(dtype)
    assert t_u.dtype == t_c.dtype == dtype and t_u.shape == t_c.shape == (11,)
    # The sums of the printed table; a reading below 128 is off by at most 32 eps.
    assert math.fsum(t_u.tolist()) == pytest.approx(569.8, rel=0, abs=2 * 11 * 32 * torch.finfo(dtype).eps)
    assert math.fsum(t_c.tolist()) == 115.5


def test_nobody_can_spoil_the_readings_for_the_next_caller():
    thermometer()[0].zero_()
    assert thermometer()[0][0].item() == pytest.approx(35.7)


@always
@given(lines())
def test_the_model_is_pytorchs_linear_layer_for_each_of_k_lines(line):
    t_u, _, params = line
    t_p = model(t_u, *params)
    assert t_p.dtype == t_u.dtype and t_p.shape == (len(t_u), *params.shape[1:])
    inputs = t_u.expand_as(t_p).reshape(len(t_u), -1)
    outputs = [
        functional.linear(u[:, None], w[None, None], b[None])
        for u, (w, b) in zip(inputs.T, params.reshape(2, -1).T, strict=True)
    ]
    # linear may fuse product and sum into one rounding.
    rounding = torch.finfo(t_p.dtype).eps * (params[0].abs() * t_u.abs() + params[1].abs())
    assert ((t_p - torch.cat(outputs, dim=1).reshape(t_p.shape)).abs() <= rounding).all()


@always
@given(lines())
def test_numbers_serve_as_well_as_tensors(line):
    t_u, _, params = line
    w, b = params.reshape(2, -1)[:, 0]
    t_p = model(t_u, w, b)
    assert close(model(t_u, w.item(), b.item()), t_p, size=(w * t_u).abs().max() + b.abs())


@always
@given(lines())
def test_the_derivatives_of_the_model_equal_autograd(line):
    t_u, _, params = line
    # A parameter of its own for every prediction, so that nothing is summed.
    w, b = (p.expand(len(t_u), *params.shape[1:]).clone().requires_grad_() for p in params)
    dw, db = torch.autograd.grad((w * t_u + b).sum(), [w, b])
    assert torch.equal(torch.as_tensor(dmodel_dw(t_u, *params)).expand_as(dw), dw)
    assert torch.equal(torch.as_tensor(dmodel_db(t_u, *params), dtype=db.dtype).expand_as(db), db)


@st.composite
def polynomials(draw):
    """Inputs and the coefficients of one polynomial, (N,) and (P,), or of K: (N, 1) or (N, K), and (P, K)."""
    t_u, _, params = draw(lines(dtypes=st.just(torch.float64)))
    shape = (draw(st.integers(1, 9)), *params.shape[1:])
    return 0.01 * t_u, draw(tensors(shape))


@always
@given(lines())
def test_a_polynomial_with_two_coefficients_is_the_line(line):
    t_u, _, params = line
    t_p, expected = polynomial(t_u, *params), model(t_u, *params)
    assert close(t_p, expected, size=(params[0] * t_u).abs().max() + params[1].abs().max())


@always
@given(polynomials())
def test_a_polynomial_is_numpys_polyval_for_each_of_k(curve):
    t_u, coefficients = curve
    t_p = polynomial(t_u, *coefficients)
    assert t_p.dtype == t_u.dtype and t_p.shape == (len(t_u), *coefficients.shape[1:])
    expected = np.polyval(coefficients.numpy(), t_u.expand(t_p.shape).numpy())
    # Either side rounds twice for each power, on terms of this size.
    sizes = np.polyval(coefficients.abs().numpy(), t_u.abs().expand(t_p.shape).numpy())
    rounding = 2 * (2 * len(coefficients)) * torch.finfo(t_p.dtype).eps * sizes
    assert (np.abs(t_p.numpy() - expected) <= rounding).all()


@always
@given(polynomials())
def test_the_gradient_of_a_polynomial_in_a_coefficient_is_a_power_of_the_input(curve):
    t_u, coefficients = curve
    leaf = coefficients.clone().requires_grad_()
    (grad,) = torch.autograd.grad(polynomial(t_u, *leaf).sum(), leaf)
    powers = torch.stack([t_u**k for k in reversed(range(len(leaf)))])
    expected = powers.expand(len(leaf), *t_u.shape[:1], *leaf.shape[1:]).sum(dim=1)
    sizes = powers.abs().expand(len(leaf), *t_u.shape[:1], *leaf.shape[1:]).sum(dim=1)
    rounding = (len(leaf) + len(t_u)) * 4 * torch.finfo(leaf.dtype).eps * sizes
    assert ((grad - expected).abs() <= rounding).all()


@always
@given(polynomials())
def test_numbers_serve_as_coefficients_too(curve):
    t_u, coefficients = curve
    single = coefficients.reshape(len(coefficients), -1)[:, 0]
    sizes = polynomial(t_u.abs(), *single.abs())
    assert close(polynomial(t_u, *single.tolist()), polynomial(t_u, *single), roundings=40, size=sizes.max())


def test_a_constant_is_predicted_once_for_every_input():
    assert polynomial(torch.tensor([1.0, 2.0, 3.0]), 7.0).tolist() == [7.0, 7.0, 7.0]
    assert polynomial(torch.ones(3, 1), torch.tensor([1.0, 2.0])).tolist() == [[1.0, 2.0]] * 3


@pytest.mark.parametrize(("ours", "judge"), [(loss_fn, functional.mse_loss), (absolute_loss_fn, functional.l1_loss)])
@always
@given(line=lines())
def test_a_loss_equals_pytorchs_in_every_column(ours, judge, line):
    t_u, t_c, params = line
    t_p = model(t_u, *params)
    loss = ours(t_p, t_c)
    assert loss.shape == params.shape[1:] and loss.dtype == t_p.dtype
    expected = torch.stack([judge(p, c) for p, c in columns(t_p, t_c)]).reshape(loss.shape)
    # Positive terms: either side rounds each at most N + 3 times by eps / 2.
    assert ((loss - expected).abs() <= (len(t_u) + 3) * torch.finfo(t_p.dtype).eps * expected).all()


@pytest.mark.parametrize(
    ("derivative", "loss", "relative", "absolute"),
    [
        # A handful of products on either side, no sum.
        (dloss_fn, loss_fn, 3, 0),
        # Autograd gets the share of one prediction, at most 1/N, as the difference of two numbers.
        (dlog_cosh_loss_fn, log_cosh_loss_fn, 0, 4),
    ],
)
@always
@given(line=lines())
def test_the_derivative_of_a_loss_equals_autograd(derivative, loss, relative, absolute, line):
    t_u, t_c, params = line
    t_p = model(t_u, *params).requires_grad_()
    (expected,) = torch.autograd.grad(loss(t_p, t_c).sum(), t_p)
    error = (derivative(t_p.detach(), t_c) - expected).abs()
    assert derivative(t_p.detach(), t_c).shape == t_p.shape
    assert (error <= torch.finfo(t_p.dtype).eps * (relative * expected.abs() + absolute / len(t_u))).all()


@always
@given(st.lists(st.floats(-700, 700), min_size=1, max_size=8))
def test_log_cosh_is_the_log_of_the_cosh_where_that_does_not_overflow(differences):
    d = torch.tensor(differences, dtype=torch.float64)
    error = log_cosh_loss_fn(d, torch.zeros_like(d)) - torch.log(torch.cosh(d)).mean()
    # Terms up to |d| + log 2 cancel near 0, so the error is one of size 1 + |d|, not of the result.
    assert error.abs() <= (len(d) + 6) * torch.finfo(d.dtype).eps * (1 + d.abs()).mean()


@always
@given(st.floats(100, 2.0**127, width=32), st.sampled_from([-1, 1]))
def test_log_cosh_of_a_huge_difference_is_finite_and_straight(size, sign):
    d = torch.tensor([sign * size])
    # exp(-200) is below eps: what is left is |d| - log 2, two roundings.
    assert log_cosh_loss_fn(d, torch.zeros(1)).item() == pytest.approx(size - math.log(2), rel=2**-23, abs=0)
    assert dlog_cosh_loss_fn(d, torch.zeros(1)).item() == sign


def test_the_book_starts_at_a_loss_of_1763_88():
    t_u, t_c = thermometer()
    assert round(loss_fn(model(t_u, 1.0, 0.0), t_c).item(), 2) == 1763.88
