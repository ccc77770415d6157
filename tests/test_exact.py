"""What is known without iterating, against PyTorch and against runs that do iterate."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import always, close, lines, numbers, readings, tensors

from helpers import (
    History,
    absolute_loss_fn,
    autograd_loop,
    grad_fn,
    loss_fn,
    model,
    optimizer_loop,
    polynomial,
    thermometer,
    training_loop,
)
from helpers.exact import (
    epochs_needed,
    fit_polynomial,
    hessian,
    least_absolute,
    least_squares,
    predict_loss,
    stable_learning_rate,
    step_factor,
    to_raw_units,
)
from helpers.optimizers import SGD

EPS = torch.finfo(torch.float64).eps
START = torch.tensor([1.0, 0.0], dtype=torch.float64)


def inputs(name):
    """The thermometer's readings, float64: raw, a tenth of them, or standardised."""
    t_u, t_c = thermometer(torch.float64)
    t_u = {"raw": t_u, "tenth": 0.1 * t_u, "standardised": (t_u - t_u.mean()) / t_u.std(correction=0)}[name]
    return t_u, t_c


def design(t_u):
    """The matrix whose columns are the inputs and ones."""
    return torch.stack([t_u, torch.ones_like(t_u)], dim=1)


def terms(params, t_u, t_c):
    """How large the numbers are from which an error of the line is computed, (N,) or (N, K)."""
    w, b = params.abs()
    return w * t_u.abs() + b + t_c.abs()


@always
@given(readings())
def test_least_squares_is_pytorchs(pair):
    t_u, t_c = pair
    a = design(t_u)
    expected = torch.linalg.lstsq(a, t_c[:, None]).solution[:, 0]
    # The accepted bound for least squares: condition times solution, squared times residual.
    condition, norm = torch.linalg.cond(a), torch.linalg.matrix_norm(a, 2)
    sensitivity = condition * expected.norm() + condition**2 * (a @ expected - t_c).norm() / norm
    # Rounding a reading moves it by eps / 2 of its size, and N readings are summed.
    bound = (len(t_u) + 5) * EPS * (sensitivity + condition * t_c.norm() / norm)
    assert (least_squares(t_u, t_c) - expected).norm() <= bound


@always
@given(readings())
def test_the_gradient_vanishes_at_least_squares(pair):
    t_u, t_c = pair
    best = least_squares(t_u, t_c)
    leaf = best.clone().requires_grad_()
    (grad,) = torch.autograd.grad(loss_fn(model(t_u, *leaf), t_c), leaf)
    size = 2 * terms(best, t_u, t_c)
    zero = 2 * (len(t_u) + 5) * EPS * torch.stack([(size * t_u.abs().max()).mean(), size.mean()])
    assert (grad.abs() <= zero).all()


@always
@given(readings(), tensors((2, 6), numbers), st.sampled_from([1e-6, 1e-3, 1.0]))
def test_no_line_nearby_has_less_absolute_loss_than_least_absolute(pair, nudges, size):
    t_u, t_c = pair
    best = least_absolute(t_u, t_c)
    others = torch.cat([best[:, None] + size * nudges, least_squares(t_u, t_c)[:, None]], dim=1)
    loss = absolute_loss_fn(model(t_u, *best), t_c)
    other_losses = absolute_loss_fn(model(t_u[:, None], *others), t_c[:, None])
    sizes = terms(best, t_u, t_c).mean() + terms(others, t_u[:, None], t_c[:, None]).mean(dim=0)
    assert (loss <= other_losses + (len(t_u) + 5) * EPS * sizes).all()


@always
@given(readings())
def test_the_line_of_least_absolute_error_goes_through_two_readings(pair):
    t_u, t_c = pair
    best = least_absolute(t_u, t_c)
    error = (model(t_u, *best) - t_c).abs()
    on_it = t_u[error <= 5 * EPS * terms(best, t_u, t_c)]
    assert len(on_it.unique()) >= 2


@always
@given(readings(), tensors((2,)))
def test_the_hessian_equals_autograd_anywhere(pair, params):
    t_u, t_c = pair
    expected = torch.autograd.functional.hessian(lambda p: loss_fn(model(t_u, *p), t_c), params)
    sizes = 2 * design(t_u).abs().T @ design(t_u).abs() / len(t_u)
    assert ((hessian(t_u) - expected).abs() <= (len(t_u) + 5) * EPS * sizes).all()


@always
@given(readings(), st.integers(0, 5), st.data())
def test_the_hessian_of_a_polynomial_equals_autograd_anywhere(pair, degree, data):
    t_u, t_c = pair
    t_u = data.draw(st.sampled_from([0.01, 0.1, 1.0])) * t_u
    params = data.draw(tensors((degree + 1,)))
    expected = torch.autograd.functional.hessian(lambda p: loss_fn(polynomial(t_u, *p), t_c), params)
    found = hessian(t_u, degree)
    assert found.shape == (degree + 1, degree + 1) and found.dtype == torch.float64
    a = powers(t_u, degree).abs()
    # A power of degree d is d - 1 products, and two powers meet in each entry.
    assert ((found - expected).abs() <= (len(t_u) + 4 * degree + 5) * EPS * 2 * a.T @ a / len(t_u)).all()


@always
@given(readings(), st.sampled_from([torch.float32, torch.float64]))
def test_of_degree_1_the_hessian_and_the_stable_rate_are_those_of_the_line(pair, dtype):
    t_u = pair[0].to(dtype)
    rows_of_inputs = torch.stack([t_u.double(), torch.ones(len(t_u), dtype=torch.float64)])
    assert torch.equal(hessian(t_u, 1), 2 * rows_of_inputs @ rows_of_inputs.T / len(t_u))
    assert torch.equal(hessian(t_u), hessian(t_u, degree=1))
    assert stable_learning_rate(t_u) == stable_learning_rate(t_u, degree=1)


@pytest.mark.parametrize("name", ["raw", "tenth", "standardised"])
@pytest.mark.parametrize("degree", [0, 1, 2, 3])
def test_just_below_the_stable_rate_a_polynomial_converges_and_just_above_it_diverges(name, degree):
    t_u, t_c = inputs(name)
    limit = stable_learning_rate(t_u, degree)
    a = powers(t_u, degree)
    best = torch.linalg.lstsq(a, t_c[:, None], driver="gelsd").solution[:, 0]
    minimum = loss_fn(a @ best, t_c).item()
    steepest = torch.linalg.eigh(hessian(t_u, degree)).eigenvectors[:, -1]
    begin = best + steepest  # one unit off, in the direction that explodes first
    for share in (0.99, 1.01):
        params = begin.clone().requires_grad_()
        history = History(quiet=True)
        autograd_loop(400, share * limit, params, t_u, t_c, model=polynomial, history=history)
        above = history.loss - minimum
        factor = (1 - 2 * share) ** 2  # of the loss above the smallest, in each epoch
        assert above[100].item() == pytest.approx(factor**100 * above[0].item(), rel=1e-3)
        assert above[-1] < 1e-3 * above[0] if share < 1 else above[-1] > 1e3 * above[0]


@pytest.mark.parametrize(("share", "converges"), [(0.999, True), (1.001, False)])
def test_a_parabola_on_raw_readings_from_zero_bears_the_stable_rate_and_no_more(share, converges):
    t_u, t_c = inputs("raw")
    history = History(quiet=True)
    params = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    rate = share * stable_learning_rate(t_u, 2)
    autograd_loop(6000, rate, params, t_u, t_c, model=polynomial, history=history)
    assert (history.loss[-1] < history.loss[0]) == converges
    assert (history.loss[-1] < 10) == converges == (history.loss[-1] < 1e6)


def matrix_of_a_step(learning_rate, momentum, t_u):
    """What a step with momentum makes of (distance, distance before), both along w and b: (4, 4)."""
    now = (1 + momentum) * torch.eye(2, dtype=torch.float64) - learning_rate * hessian(t_u)
    before = -momentum * torch.eye(2, dtype=torch.float64)
    return torch.cat([torch.cat([now, before], dim=1), torch.eye(2, 4, dtype=torch.float64)])


@always
@given(readings(), st.floats(1e-3, 3), st.integers(0, 100).map(lambda percent: percent / 100))
def test_the_factor_of_a_step_is_the_largest_eigenvalue_of_what_the_step_does(pair, share, momentum):
    t_u, _ = pair
    learning_rate = share * stable_learning_rate(t_u)
    a = matrix_of_a_step(learning_rate, momentum, t_u)
    expected = torch.linalg.eigvals(a).abs().max().item()
    # Where two eigenvalues meet, an error of eps in the matrix is one of its root in them.
    off = math.sqrt(64 * EPS) * torch.linalg.matrix_norm(a, 2).item()
    assert step_factor(learning_rate, momentum, t_u) == pytest.approx(expected, rel=0, abs=off)


@always
@given(readings(), st.floats(1e-3, 3))
def test_without_momentum_the_factor_is_that_of_the_slower_direction(pair, share):
    t_u, _ = pair
    learning_rate = share * stable_learning_rate(t_u)
    expected = (1 - learning_rate * torch.linalg.eigvalsh(hessian(t_u))).abs().max().item()
    off = 8 * EPS * (1 + expected)
    assert step_factor(learning_rate, 0.0, t_u) == pytest.approx(expected, rel=0, abs=off)


@pytest.mark.parametrize("momentum", [0.0, 0.3, 0.9, 0.98])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.97, 1.03])
def test_a_run_with_momentum_makes_these_steps_and_arrives_if_the_factor_is_below_1(share, momentum):
    t_u, t_c = inputs("tenth")
    # With momentum the largest rate is 1 + momentum times as large.
    learning_rate = share * (1 + momentum) * stable_learning_rate(t_u)
    assert (step_factor(learning_rate, momentum, t_u) < 1) == (share < 1)
    history = History(quiet=True)
    params = START.clone().requires_grad_()
    optimizer_loop(400, SGD(params, learning_rate, momentum), params, t_u, t_c, history=history)
    distance = history.params - least_squares(t_u, t_c)
    state = torch.cat([distance[1:], distance[:-1]], dim=1)
    expected = state[:-1] @ matrix_of_a_step(learning_rate, momentum, t_u).T
    # Twenty roundings of numbers as large as the parameters and, with what is kept of earlier ones, the gradients.
    w, b = history.params[:, :, None].abs().unbind(dim=1)
    terms = 2 * ((w * t_u + b + t_c.abs()) * t_u.clamp(min=1)).mean(dim=1)
    size = history.params.abs().amax(dim=1) + learning_rate * terms / (1.02 - momentum)
    size = size.cummax(dim=0).values[2:]
    assert ((state[1:] - expected).abs().amax(dim=1) <= 20 * EPS * size).all()
    assert (distance[-1].norm() < distance[0].norm()) == (share < 1)


RATES = {
    "raw": [1e-5, 1e-4, 3.39e-4, 3.41e-4, 1e-3, 1e-2],
    "tenth": [1e-3, 1e-2, 0.0329, 0.0331, 0.05],
    "standardised": [0.01, 0.5, 0.9, 1.1],
}


@pytest.mark.parametrize("name", RATES)
@pytest.mark.parametrize("start", [(1.0, 0.0), (-3.0, 50.0)])
def test_the_predicted_loss_is_the_one_the_loop_records(name, start):
    t_u, t_c = inputs(name)
    params = torch.tensor(start, dtype=torch.float64)
    rates = torch.tensor(RATES[name], dtype=torch.float64)
    history = History(quiet=True)
    training_loop(400, rates, params[:, None].expand(2, len(rates)), t_u[:, None], t_c[:, None], history=history)
    for n in (0, 1, 2, 3, 10, 50, 399):
        predicted = predict_loss(n, rates, params, t_u, t_c)
        recorded = history.loss[n]
        # The factor 1 - rate * eigenvalue is right to a few eps; the loss has it 2 n times.
        error = ((predicted - recorded) / predicted).abs()
        finite = recorded.isfinite()
        assert (error[finite] <= (2 * n + 8) * 4 * EPS).all(), n
        assert (predicted[~finite] > 1e300).all(), n
        for rate, value in zip(RATES[name], predicted, strict=True):
            # One rate alone and among others: the power may round differently.
            assert close(predict_loss(n, rate, params, t_u, t_c), value, roundings=(2 * n + 8) * 4)


@always
@given(readings(), st.integers(0, 10**9), st.floats(1e-9, 10))
def test_a_prediction_from_the_minimum_is_a_number_or_infinite_but_never_nan(pair, n_updates, learning_rate):
    assert predict_loss(n_updates, learning_rate, least_squares(*pair), *pair) >= 0


@pytest.mark.parametrize(
    ("name", "rates"),
    [
        ("tenth", [5e-3, 1e-2, 2e-2, 0.03, 0.0328]),
        ("standardised", [0.01, 0.1, 0.4, 0.5, 0.9, 0.99]),
    ],
)
@pytest.mark.parametrize("tolerance", [1e-3, 0.5])
def test_the_epochs_needed_are_the_epochs_counted(name, rates, tolerance):
    t_u, t_c = inputs(name)
    needed = [epochs_needed(rate, START, t_u, t_c, tolerance) for rate in rates]
    history = History()
    training_loop(
        max(needed) + 1,
        torch.tensor(rates, dtype=torch.float64),
        START[:, None].expand(2, len(rates)),
        t_u[:, None],
        t_c[:, None],
        history=history,
    )
    minimum = loss_fn(model(t_u, *least_squares(t_u, t_c)), t_c)
    close = history.loss <= (1 + tolerance) * minimum
    assert close.int().argmax(dim=0).tolist() == needed
    assert close.any(dim=0).all()


def test_no_epoch_is_needed_at_the_minimum():
    t_u, t_c = inputs("tenth")
    assert epochs_needed(1e-2, least_squares(t_u, t_c), t_u, t_c) == 0


@pytest.mark.parametrize("name", RATES)
def test_a_rate_that_is_too_large_never_arrives(name):
    t_u, t_c = inputs(name)
    assert epochs_needed(0.999 * stable_learning_rate(t_u), START, t_u, t_c) < math.inf
    assert epochs_needed(1.001 * stable_learning_rate(t_u), START, t_u, t_c) == math.inf


def test_a_direction_without_distance_does_no_harm():
    # The best line is (1/2, 0) and the eigenvalues are 4 and 2: along w nothing is left to do, so only
    # the factor of b counts, 1 - 0.6 * 2, although that of w, 1 - 0.6 * 4, is too large.
    t_u, t_c = torch.tensor([-2.0, 2.0, 0.0, 0.0]), torch.tensor([-1.0, 1.0, 1.0, -1.0])
    start = torch.tensor([0.5, 3.0])
    # 0.2 ** (2 n) * 9 <= 0.001 * 0.5 for the first time at n = 4.
    assert epochs_needed(0.6, start, t_u, t_c) == 4
    assert predict_loss(10**6, 0.6, start, t_u, t_c) == 0.5


@always
@given(readings())
def test_above_the_stable_rate_a_run_grows_and_below_it_shrinks(pair):
    t_u, t_c = pair
    best = least_squares(t_u, t_c)
    steepest = torch.linalg.eigh(hessian(t_u)).eigenvectors[:, -1]
    for share, expected in ((1.01, 1.02**20), (0.99, 0.98**20)):
        end = training_loop(20, share * stable_learning_rate(t_u), best + steepest, t_u, t_c)
        # Rounding pushes by at most rate * gradient's rounding each time; terms are below 1e6 here.
        assert (end - best).norm().item() == pytest.approx(expected, rel=1e-6)


@always
@given(lines(), st.floats(0.01, 10), numbers)
def test_raw_units_predict_the_same_temperatures(line, scale, centre):
    t_u, _, params = line
    raw = to_raw_units(params, scale, centre)
    assert raw.shape == params.shape and raw.dtype == params.dtype
    w, b = params.abs()
    sizes = w * scale * (t_u.abs() + abs(centre)) + b
    error = model(t_u, *raw) - model(scale * (t_u - centre), *params)
    assert (error.abs() <= 6 * torch.finfo(params.dtype).eps * sizes).all()


@st.composite
def curves(draw, k=None):
    """Readings, both (N,) or (N, K), float64, and a degree for which one polynomial fits best."""
    degree = draw(st.integers(0, 8))
    n = draw(st.integers(degree + 1, degree + 4))
    # Inputs a whole step apart, or their powers could not be told from one another.
    inputs = st.lists(st.integers(-20, 20), min_size=n, max_size=n, unique=True)
    columns = [draw(inputs) for _ in range(k or 1)]
    t_u = draw(st.sampled_from([0.1, 1.3, 10.0])) * torch.tensor(columns, dtype=torch.float64).T
    t_c = draw(tensors((n, k or 1)))
    return (t_u, t_c, degree) if k else (t_u[:, 0], t_c[:, 0], degree)


def powers(z, degree):
    return torch.stack([z**k for k in reversed(range(degree + 1))], dim=1)


def standardised(t_u):
    return (t_u - t_u.mean()) / (t_u.std(correction=0) if (t_u != t_u[0]).any() else 1.0)


def off_zero(t_u):
    """How many roundings of the inputs are one rounding of their standardised values."""
    return 1 + t_u.abs().max() / (t_u.std(correction=0) if (t_u != t_u[0]).any() else t_u.abs().max() + 1)


def rounding(a, t_c, coefficients):
    """How far least squares and its predictions may be off, in norm.

    The accepted bound: condition times readings, and the matrix times the coefficients.
    """
    size = torch.linalg.cond(a) * t_c.norm() + torch.linalg.matrix_norm(a, 2) * coefficients.norm()
    return (len(a) + 5) * (a.shape[1] + 2) * EPS * size


def fit_rounding(t_u, t_c, fit, degree):
    return off_zero(t_u) * rounding(powers(standardised(t_u), degree), t_c, fit.coefficients)


@always
@given(curves())
def test_a_fitted_polynomial_is_numpys(curve):
    t_u, t_c, degree = curve
    fit = fit_polynomial(t_u, t_c, degree)
    assert fit.coefficients.shape == (degree + 1,) and fit.centre.shape == fit.scale.shape == ()
    judge = np.polynomial.Polynomial.fit(t_u.numpy(), t_c.numpy(), degree)
    low, slope = judge.mapparms()  # numpy moves the inputs to -1 to 1
    coefficients = torch.tensor(judge.coef[::-1].copy())
    theirs = off_zero(t_u) * rounding(powers(low + slope * t_u, degree), t_c, coefficients)
    error = fit(t_u) - torch.tensor(judge(t_u.numpy()))
    assert error.norm() <= fit_rounding(t_u, t_c, fit, degree) + theirs


@always
@given(curves())
def test_what_a_fitted_polynomial_leaves_over_is_orthogonal_to_every_power(curve):
    t_u, t_c, degree = curve
    fit = fit_polynomial(t_u, t_c, degree)
    a = powers(standardised(t_u), degree)
    norm = torch.linalg.matrix_norm(a, 2)
    # No condition here: whatever the coefficients are, this is what least squares means.
    zero = (len(t_u) + 5) * (degree + 2) * EPS * norm * (norm * fit.coefficients.norm() + t_c.norm())
    assert (a.T @ (fit(t_u) - t_c)).norm() <= off_zero(t_u) * zero


@always
@given(curves(), st.floats(1e-6, 1e6), st.sampled_from([1.0, -1.0]), st.floats(-50, 50))
def test_the_unit_of_the_inputs_does_not_matter(curve, scale, sign, shift):
    t_u, t_c, degree = curve
    fit = fit_polynomial(t_u, t_c, degree)
    other_u = scale * (sign * t_u + shift)
    other = fit_polynomial(other_u, t_c, degree)
    bound = fit_rounding(t_u, t_c, fit, degree) + fit_rounding(other_u, t_c, other, degree)
    assert (other(other_u) - fit(t_u)).norm() <= bound


@always
@given(st.integers(1, 3).flatmap(lambda k: curves(k=k)))
def test_k_fits_at_once_equal_k_single_ones(curve):
    t_u, t_c, degree = curve
    k = t_u.shape[1]
    fits = fit_polynomial(t_u, t_c, degree)
    assert fits.coefficients.shape == (degree + 1, k) and fits.centre.shape == fits.scale.shape == (k,)
    served, wanted = fits(t_u[:, :1]), fits(t_u[:, :1].expand(-1, k).contiguous())
    sizes = polynomial((t_u[:, :1] - fits.centre).abs() * fits.scale, *fits.coefficients.abs())
    assert close(served, wanted, roundings=40, size=sizes.max()), "one column serves all"
    for i in range(k):
        single = fit_polynomial(t_u[:, i], t_c[:, i], degree)
        error = (fits(t_u)[:, i] - single(t_u[:, i])).norm()
        assert error <= 2 * fit_rounding(t_u[:, i], t_c[:, i], single, degree)


@always
@given(readings())
def test_a_polynomial_of_degree_1_is_the_line_of_least_squares(pair):
    t_u, t_c = pair
    fit, best = fit_polynomial(t_u, t_c, 1), least_squares(t_u, t_c)
    bound = fit_rounding(t_u, t_c, fit, 1) + rounding(design(t_u), t_c, best)
    assert (fit(t_u) - model(t_u, *best)).norm() <= bound
    raw = to_raw_units(fit.coefficients, fit.scale.item(), fit.centre.item())
    assert (model(t_u, *raw) - model(t_u, *best)).norm() <= bound


@always
@given(tensors((5,)), st.integers(1, 5))
def test_a_polynomial_of_degree_0_is_the_mean_whatever_the_inputs(t_c, n):
    for t_u in (torch.full((n,), 7.1), torch.linspace(-1, 1, n)):
        fit = fit_polynomial(t_u, t_c[:n], 0)
        error = fit(torch.tensor([-100.0, 3.3])) - t_c[:n].mean()
        assert (error.abs() <= (n + 5) * EPS * t_c[:n].abs().mean()).all()


@always
@given(curves())
def test_a_higher_degree_never_fits_the_readings_worse(curve):
    t_u, t_c, most = curve
    before = t_c.norm()
    for degree in range(most + 1):
        fit = fit_polynomial(t_u, t_c, degree)
        left = (fit(t_u) - t_c).norm()
        assert left <= before + fit_rounding(t_u, t_c, fit, degree)
        before = left
    if most == len(t_u) - 1:  # as many coefficients as readings: the curve goes through all of them
        assert left <= fit_rounding(t_u, t_c, fit, most)


def test_a_fit_predicts_for_inputs_that_it_has_not_seen():
    t_u = torch.linspace(-3, 3, 7)
    fit = fit_polynomial(t_u, t_u**3 - 2 * t_u, 3)
    assert torch.allclose(fit(torch.tensor([5.0, -10.0])), torch.tensor([115.0, -980.0], dtype=torch.float64))
    assert fit(torch.tensor([[5.0], [-10.0]])).shape == (2, 1)


def test_the_books_line_is_the_polynomial_of_degree_1():
    t_u, t_c = inputs("raw")
    fit = fit_polynomial(t_u, t_c, 1)
    w, b = to_raw_units(fit.coefficients, fit.scale.item(), fit.centre.item())
    assert (round(w.item(), 6), round(b.item(), 6)) == (0.536772, -17.304786)
    assert (round(fit.centre.item(), 6), round(1 / fit.scale.item(), 6)) == (51.8, 16.048619)


def test_the_books_minimum():
    t_u, t_c = inputs("raw")
    w, b = least_squares(t_u, t_c)
    assert (round(w.item(), 6), round(b.item(), 6)) == (0.536772, -17.304786)
    assert round(loss_fn(model(t_u, w, b), t_c).item(), 6) == 2.927646


@pytest.mark.parametrize(
    ("name", "steep", "flat", "condition"),
    [("raw", 5883.42, 0.17511, 33_599), ("tenth", 60.646, 0.16988, 357), ("standardised", 2, 2, 1)],
)
def test_how_stretched_the_books_valleys_are(name, steep, flat, condition):
    low, high = torch.linalg.eigvalsh(hessian(inputs(name)[0])).tolist()
    assert f"{high:.{len(str(steep).replace('.', ''))}g}" == str(steep)
    assert f"{low:.5g}" == str(flat)
    assert round(high / low) == condition


def test_the_books_largest_rate_and_its_patience():
    t_u, t_c = inputs("raw")
    assert f"{stable_learning_rate(t_u):.2e}" == "3.40e-04"
    assert f"{stable_learning_rate(t_u, 2):.2e}" == "8.74e-08"
    assert f"{stable_learning_rate(inputs('standardised')[0], 2):.3f}" == "0.326"
    assert round(epochs_needed(1e-4, START, t_u, t_c), -4) == 260_000


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
def test_the_answers_are_float64_whatever_the_readings_are(dtype):
    t_u, t_c = thermometer(dtype)
    answers = [
        least_squares(t_u, t_c),
        least_absolute(t_u, t_c),
        hessian(t_u),
        hessian(t_u, degree=2),
        predict_loss(3, 1e-4, START.to(dtype), t_u, t_c),
        fit_polynomial(t_u, t_c, 2).coefficients,
        fit_polynomial(t_u, t_c, 2)(t_u),
    ]
    assert {answer.dtype for answer in answers} == {torch.float64}
    assert grad_fn(t_u.double(), t_c.double(), model(t_u.double(), *answers[0]), *answers[0]).abs().max() < 1e-9


@always
@given(
    tensors((4,), numbers, torch.float64).filter(lambda t: t.std() > 0.1),
    st.integers(1, 50).map(lambda i: i / 100),
    st.integers(0, 100).map(lambda i: i / 100),
)
def test_the_step_factor_is_the_largest_eigenvalue_of_two_steps_with_momentum(t_u, learning_rate, momentum):
    h, one = hessian(t_u), torch.eye(2, dtype=torch.float64)
    # (distance now, distance before) to (distance next, distance now).
    step = torch.cat(
        [
            torch.cat([(1 + momentum) * one - learning_rate * h, -momentum * one], dim=1),
            torch.cat([one, 0 * one], dim=1),
        ]
    )
    largest = torch.linalg.eigvals(step).abs().max().item()
    # A double root is found to half of the digits only.
    assert step_factor(learning_rate, momentum, t_u) == pytest.approx(largest, rel=1e-6)
