"""What does not fit is named, and nothing is broadcast by accident.

First every shape is tried in every place: what a function accepts must be exactly what it documents.
Then mistakes one by one, each with the words that must be in its message.
"""

import re
from fractions import Fraction
from itertools import product
from math import inf, nan

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import always

from helpers import (
    History,
    absolute_loss_fn,
    autograd_loop,
    backward_difference,
    calc_forward,
    central_difference,
    computational_graph,
    dlog_cosh_loss_fn,
    dloss_fn,
    epochs_needed,
    every_split,
    fit_polynomial,
    forward_difference,
    grad_fn,
    hessian,
    kept_bytes,
    least_absolute,
    least_squares,
    load_pair,
    log_cosh_loss_fn,
    loss_fn,
    model,
    optimizer_loop,
    polynomial,
    predict_loss,
    read_columns,
    split_indices,
    stable_learning_rate,
    step_factor,
    thermometer,
    to_raw_units,
    training_loop,
    validation_loop,
)
from helpers.optimizers import SGD, Adam, RMSprop

SHAPES = [(), (0,), (1,), (2,), (3,), (1, 1), (2, 0), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3), (3, 2, 1)]


def tried(function, *shapes, names):
    """What the function returns for ones of these shapes, or None if it names an argument in an error."""
    try:
        return function(*map(torch.ones, shapes))
    except (TypeError, ValueError) as error:
        assert re.match(rf"({'|'.join(names)})\b.*: got .*, expected", str(error)), f"{shapes}: {error}"
        return None


def fits(shape, like):
    """Data of this shape serve predictions of shape (N,), (N, K): the same, or (N, 1) for K lines."""
    return shape == like or (len(like) == 2 and shape == (like[0], 1))


@pytest.mark.parametrize("loss", [loss_fn, absolute_loss_fn, log_cosh_loss_fn])
def test_a_loss_broadcasts_no_shapes_but_one_column_of_truth_beside_k_lines(loss):
    for t_p, t_c in product(SHAPES, SHAPES):
        result = tried(loss, t_p, t_c, names=["t_p", "t_c"])
        expected = 0 not in t_p and t_p != () and fits(t_c, t_p)
        assert (result is not None) == expected, (t_p, t_c)
        assert result is None or result.shape == t_p[1:], (t_p, t_c)


@pytest.mark.parametrize("derivative", [dloss_fn, dlog_cosh_loss_fn])
def test_the_derivative_of_a_loss_broadcasts_no_more_than_the_loss(derivative):
    for t_p, t_c in product(SHAPES, SHAPES):
        result = tried(derivative, t_p, t_c, names=["t_p", "t_c"])
        assert (result is not None) == (tried(loss_fn, t_p, t_c, names=["t_p", "t_c"]) is not None), (t_p, t_c)
        assert result is None or result.shape == t_p, (t_p, t_c)


def test_the_model_broadcasts_nothing_but_k_lines():
    for t_u, w, b in product(SHAPES, SHAPES, SHAPES):
        t_p = tried(model, t_u, w, b, names=["t_u", "w", "b"])
        if t_p is not None:
            assert fits(t_u, t_p.shape), (t_u, w, b)
            assert {w, b} <= {(), t_p.shape[1:]}, (t_u, w, b)


@pytest.mark.parametrize(("t_u", "w", "b"), [((3,), (), ()), ((3, 1), (2,), (2,)), ((3, 2), (2,), ())])
def test_the_model_accepts_one_line_and_k_lines(t_u, w, b):
    assert tried(model, t_u, w, b, names=[]).shape == (t_u[0], *w)


def test_the_gradient_broadcasts_nothing_but_k_lines():
    for t_u, t_c, t_p in product(SHAPES, SHAPES, SHAPES):
        grad = tried(lambda *data: grad_fn(*data, 1.0, 0.0), t_u, t_c, t_p, names=["t_u", "t_c", "t_p"])
        expected = 0 not in t_p and t_p != () and fits(t_c, t_p) and fits(t_u, t_p)
        assert (grad is not None) == expected, (t_u, t_c, t_p)
        assert grad is None or grad.shape == (2, *t_p[1:]), (t_u, t_c, t_p)


def test_the_training_loop_accepts_one_line_or_k_lines_and_nothing_else():
    def two_epochs(learning_rate, params, t_u, t_c):
        return training_loop(2, learning_rate, params, t_u, t_c, history=History(quiet=True))

    names = ["params", "t_u", "t_c", "learning_rate"]
    for params, t_u, t_c in product(SHAPES, SHAPES, SHAPES):
        k = params[1:]
        for rate in [(), (2,), (3,)]:
            final = tried(two_epochs, rate, params, t_u, t_c, names=names)
            case = f"params {params}, t_u {t_u}, t_c {t_c}, learning_rate {rate}"
            expected = (
                params in [(2,), (2, 1), (2, 2), (2, 3)]
                and 0 not in t_u
                and t_u[:1] == t_c[:1] != ()
                and all(data[1:] in ([()] if k == () else [k, (1,)]) for data in (t_u, t_c))
                and rate in [(), k]
            )
            assert (final is not None) == expected, case
            assert final is None or final.shape == params, case


def test_a_polynomial_accepts_what_the_model_accepts():
    for t_u, w, b in product(SHAPES, SHAPES, SHAPES):
        expected = tried(model, t_u, w, b, names=["t_u", "w", "b"])
        t_p = tried(polynomial, t_u, w, b, names=["t_u", "coefficients"])
        assert (t_p is None) == (expected is None), (t_u, w, b)
        assert t_p is None or t_p.shape == expected.shape, (t_u, w, b)


def test_a_polynomial_is_fitted_to_columns_of_the_same_shape():
    for t_u, t_c in product(SHAPES, SHAPES):
        fit = tried(lambda *data: fit_polynomial(*data, 0), t_u, t_c, names=["t_u", "t_c"])
        assert (fit is not None) == (t_u == t_c and len(t_u) in (1, 2) and 0 not in t_u), (t_u, t_c)
        assert fit is None or fit(torch.ones(t_u)).shape == t_u, (t_u, t_c)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_k_fitted_polynomials_predict_for_one_column_or_for_k(k):
    fits = fit_polynomial(torch.ones(2, k), torch.ones(2, k), 0)
    for t_u in SHAPES:
        t_p = tried(fits, t_u, names=["t_u"])
        assert (t_p is not None) == (len(t_u) == 2 and t_u[1] in (1, k)), t_u
        assert t_p is None or t_p.shape == (t_u[0], k), t_u


def requiring_grad(params):
    return params.clone().requires_grad_()


def test_a_loop_with_autograd_accepts_one_model_or_k_models_and_nothing_else():
    def two_epochs(learning_rate, params, t_u, t_c):
        history = History(quiet=True)
        return autograd_loop(
            2, learning_rate, requiring_grad(params), t_u, t_c, model=polynomial, history=history
        )

    def the_same_by_an_optimizer(params, t_u, t_c):
        params = requiring_grad(params)
        optimizer = torch.optim.SGD([params], lr=1.0)
        return optimizer_loop(2, optimizer, params, t_u, t_c, model=polynomial, history=History(quiet=True))

    names = ["params", "t_u", "t_c", "learning_rate"]
    for params, t_u, t_c in product(SHAPES, SHAPES, SHAPES):
        k = params[1:]
        data_fit = (
            len(params) in (1, 2)
            and 0 not in params
            and 0 not in t_u
            and t_u[:1] == t_c[:1] != ()
            and all(data[1:] in ([()] if k == () else [k, (1,)]) for data in (t_u, t_c))
        )
        for rate in [(), (2,), (3,)]:
            final = tried(two_epochs, rate, params, t_u, t_c, names=names)
            case = f"params {params}, t_u {t_u}, t_c {t_c}, learning_rate {rate}"
            assert (final is not None) == (data_fit and rate in [(), k]), case
            assert final is None or final.shape == params, case
        final = tried(the_same_by_an_optimizer, params, t_u, t_c, names=names)
        assert (final is not None) == data_fit, f"params {params}, t_u {t_u}, t_c {t_c}"


def test_validation_data_may_have_a_length_of_their_own_and_nothing_else():
    def validated(params, t_u, t_c, val_t_u, val_t_c):
        params = requiring_grad(params)
        return validation_loop(
            2, SGD(params, 0.1), params, t_u, val_t_u, t_c, val_t_c, history=History(quiet=True)
        )

    names = ["train_t_u", "train_t_c", "val_t_u", "val_t_c"]
    for params, t_u in [((2,), (3,)), ((2, 1), (3, 1)), ((2, 3), (3, 1)), ((2, 3), (3, 3))]:
        k = params[1:]
        for one, other in product(SHAPES, SHAPES):
            expected = (
                0 not in one
                and one[:1] == other[:1] != ()
                and all(data[1:] in ([()] if k == () else [k, (1,)]) for data in (one, other))
            )
            final = tried(validated, params, t_u, t_u, one, other, names=names)
            assert (final is not None) == expected, f"params {params}, validation {one} and {other}"
            final = tried(validated, params, one, other, t_u, t_u, names=names)
            assert (final is not None) == expected, f"params {params}, training {one} and {other}"


def test_an_optimizer_has_one_learning_rate_and_one_momentum_or_one_per_line():
    for params, lr, momentum in product(SHAPES, SHAPES, SHAPES):
        expected = len(params) in (1, 2) and 0 not in params
        expected = expected and {lr, momentum} <= {(), params[1:]}
        made = tried(
            lambda p, *rest: SGD(requiring_grad(p), *rest), params, lr, momentum, names=["params", "lr", "momentum"]
        )
        assert (made is not None) == expected, f"params {params}, lr {lr}, momentum {momentum}"
        for other in (RMSprop, Adam):
            made = tried(lambda p, lr, other=other: other(requiring_grad(p), lr), params, lr, names=["params", "lr"])
            assert (made is not None) == (
                len(params) in (1, 2) and 0 not in params and lr in ((), params[1:])
            ), f"params {params}, lr {lr}"


@pytest.mark.parametrize("shape", SHAPES)
def test_only_one_number_is_the_end_of_a_graph(shape):
    nodes = tried(lambda x: computational_graph(requiring_grad(x) * 2), shape, names=["loss"])
    assert (nodes is not None) == (torch.Size(shape).numel() == 1)


@pytest.mark.parametrize("difference", [forward_difference, backward_difference, central_difference])
def test_a_nudge_is_one_number_or_one_per_point(difference):
    for params, delta in product(SHAPES, SHAPES):
        slope = tried(
            lambda p, d: difference(lambda q: (q**2).sum(dim=0), p, d), params, delta, names=["params", "delta"]
        )
        assert slope is None or (slope.shape == params and delta in [(), params[1:]]), (params, delta)
        assert slope is not None or params == () or 0 in params or delta not in [(), params[1:]], (params, delta)


@always
@given(
    n_epochs=st.one_of(st.integers(-2, 3), st.floats(), st.booleans(), st.none()),
    learning_rate=st.one_of(st.floats(), st.integers(-2, 3), st.booleans(), st.none(), st.text(max_size=2)),
    params=st.lists(st.floats(width=32), min_size=2, max_size=2),
    t_u=st.lists(st.floats(width=32), min_size=2, max_size=2),
)
def test_whatever_numbers_a_run_is_given_it_ends_or_names_what_is_wrong(n_epochs, learning_rate, params, t_u):
    def run(params, t_u):
        return training_loop(n_epochs, learning_rate, params, t_u, torch.ones(2), history=History(quiet=True))

    try:
        assert run(torch.tensor(params), torch.tensor(t_u)).shape == (2,)
    except (TypeError, ValueError) as error:
        assert re.match(r"(n_epochs|learning_rate|params|t_u): got .*, expected", str(error)), error


anything = st.one_of(st.floats(), st.integers(), st.booleans(), st.none(), st.text(max_size=2))


@always
@given(
    n_epochs=st.one_of(st.integers(-2, 3), st.floats(), st.booleans(), st.none()),
    learning_rate=anything,
    params=st.lists(st.floats(width=32), min_size=1, max_size=3),
    t_u=st.lists(st.floats(width=32), min_size=2, max_size=2),
)
def test_whatever_numbers_a_run_with_autograd_is_given_it_ends_or_names_what_is_wrong(
    n_epochs, learning_rate, params, t_u
):
    start = torch.tensor(params, requires_grad=True)
    try:
        history = History(quiet=True)
        final = autograd_loop(n_epochs, learning_rate, start, torch.tensor(t_u), torch.ones(2), history=history)
        assert final is start
    except (TypeError, ValueError) as error:
        assert re.match(r"(n_epochs|learning_rate|params|t_u): got .*, expected", str(error)), error
        assert torch.equal(torch.nan_to_num(start), torch.nan_to_num(torch.tensor(params))) and start.grad is None


@always
@given(
    n_samples=st.one_of(st.integers(-2, 30), st.floats(), st.booleans(), st.none()),
    val_fraction=st.one_of(st.floats(0, 1), st.floats(), st.booleans(), st.none(), st.text(max_size=2)),
    seed=st.one_of(st.integers(0, 9), st.floats(), st.booleans(), st.none(), st.text(max_size=2)),
)
def test_whatever_a_split_is_asked_for_it_is_one_or_names_what_is_wrong(n_samples, val_fraction, seed):
    try:
        train, val = split_indices(n_samples, val_fraction, seed=seed)
        assert len(train) and len(val) and sorted([*train.tolist(), *val.tolist()]) == list(range(n_samples))
    except (TypeError, ValueError) as error:
        assert re.match(r"(n_samples|val_fraction|seed): got .*, expected", str(error)), error


@always
@given(st.integers(-2, 9), st.one_of(st.integers(-2, 9), anything))
def test_whatever_number_is_to_be_held_out_every_split_has_two_sides_or_says_why_not(n_samples, n_val):
    try:
        train, val = every_split(n_samples, n_val)
        assert len(train) == n_samples - n_val > 0 and len(val) == n_val > 0
    except (TypeError, ValueError) as error:
        assert re.match(r"(n_samples|n_val): got .*, expected", str(error)), error


@always
@given(anything, anything)
def test_whatever_numbers_an_optimizer_is_made_with_they_are_served_or_named(lr, momentum):
    params = torch.tensor([1.0, 0.0], requires_grad=True)
    try:
        optimizer = SGD(params, lr, momentum)
        params.grad = torch.ones(2)
        optimizer.step()
    except (TypeError, ValueError) as error:
        assert re.match(r"(lr|momentum): got .*, expected", str(error)), error
        assert params.tolist() == [1.0, 0.0]


T_U, T_C = thermometer()
COLUMN_U, COLUMN_C = T_U[:, None], T_C[:, None]
PARAMS = torch.tensor([1.0, 0.0])
SEVERAL = torch.ones(2, 3)
RATE = 1e-4
BROKEN = torch.tensor([1.0, nan])


def train(n_epochs=1, learning_rate=RATE, params=PARAMS, t_u=T_U, t_c=T_C, **options):
    return training_loop(n_epochs, learning_rate, params, t_u, t_c, **options)


def never(params):
    raise AssertionError("the loss was asked although an argument is wrong")


def replaced(tensor, value):
    tensor = tensor.clone()
    tensor[3] = value
    return tensor


LEAF = requiring_grad(PARAMS)
SEVERAL_LEAVES = requiring_grad(SEVERAL)
with torch.inference_mode():
    INFERENCE = T_U.clone()
    INFERENCE_PARAMS = torch.tensor([1.0, 0.0], requires_grad=True)
DOUBLE = torch.ones(3, dtype=torch.float64)


TRAINED = History()
training_loop(2, RATE, PARAMS, T_U, T_C, history=TRAINED)


def freed(loss):
    """A loss whose graph a backward pass has freed."""
    torch.autograd.grad(loss, LEAF)
    return loss


HALF_FREED = freed((LEAF**2).sum()) * 3.0


# call, exception, what the message must contain: argument, what was given, what is expected
MISTAKES = {
    "model: list": (lambda: model([1.0], 1.0, 0.0), TypeError, "t_u: got list, expected a tensor"),
    "model: integers": (lambda: model(T_U.int(), 1.0, 0.0), TypeError, "t_u: got", "torch.int32", "t_u.float()"),
    "model: text": (lambda: model(T_U, "1", 0.0), TypeError, "w: got str, expected a number"),
    "model: bool": (lambda: model(T_U, 1.0, True), TypeError, "b: got bool, expected a number"),
    "model: K lines beside (N,)": (
        lambda: model(T_U, torch.ones(3), torch.ones(3)),
        ValueError, "w: got shape (3,) beside t_u of shape (11,)", "t_u of shape (N, 1)",
    ),
    "model: N lines beside (N,)": (lambda: model(T_U, T_C, 0.0), ValueError, "w: got shape (11,)", "expected"),
    "model: K differs": (
        lambda: model(COLUMN_U, torch.ones(3), torch.ones(4)), ValueError, "b: got shape (4,)", "(3,)", "expected",
    ),
    "loss: list": (lambda: loss_fn(T_U, [1.0]), TypeError, "t_c: got list, expected a tensor"),
    "loss: integers": (lambda: loss_fn(T_U, T_C.long()), TypeError, "t_c: got", "torch.int64", "t_c.float()"),
    "loss: bool": (lambda: loss_fn(T_U > 50, T_C), TypeError, "t_p: got", "torch.bool", "floating-point"),
    "loss: complex": (lambda: loss_fn(T_U + 0j, T_C), TypeError, "t_p: got", "complex64", "floating-point"),
    "loss: (N, 1) beside (N,)": (
        lambda: loss_fn(COLUMN_U, T_C), ValueError, "t_p and t_c: got shapes (11, 1) and (11,), expected the same",
    ),
    "loss: (N,) beside (N, 1)": (lambda: loss_fn(T_U, COLUMN_C), ValueError, "shapes (11,) and (11, 1)"),
    "loss: lengths": (lambda: loss_fn(T_U, T_C[:5]), ValueError, "shapes (11,) and (5,)", "the same shape"),
    "loss: one truth": (lambda: loss_fn(T_U, T_C[:1]), ValueError, "shapes (11,) and (1,)", "the same shape"),
    "loss: empty": (lambda: loss_fn(T_U[:0], T_C[:0]), ValueError, "t_p: got shape (0,), expected at least one"),
    "grad: t_u (N, 1)": (
        lambda: grad_fn(COLUMN_U, T_C, T_U, 1.0, 0.0), ValueError, "t_u", "(11, 1)", "(11,)", "expected",
    ),
    "grad: t_u length": (lambda: grad_fn(T_U[:5], T_C, T_U, 1.0, 0.0), ValueError, "t_u", "(5,)", "expected"),
    "grad: list": (lambda: grad_fn([1.0], T_C, T_U, 1.0, 0.0), TypeError, "t_u: got list, expected a tensor"),
    "thermometer: integers": (lambda: thermometer(torch.int32), TypeError, "dtype: got torch.int32, expected"),
    "thermometer: text": (lambda: thermometer("float32"), TypeError, "dtype: got 'float32', expected"),
    "difference: params list": (
        lambda: forward_difference(never, [1.0, 0.0], 0.1), TypeError, "params: got list, expected a tensor",
    ),
    "difference: params integers": (
        lambda: backward_difference(never, torch.tensor([1, 0]), 0.1), TypeError, "params: got", "torch.int64",
    ),
    "difference: params ()": (
        lambda: central_difference(never, torch.tensor(1.0), 0.1), ValueError, "params: got shape (), expected (P,)",
    ),
    "difference: params empty": (
        lambda: central_difference(never, torch.ones(0), 0.1), ValueError, "params: got shape (0,), expected",
    ),
    "difference: delta NaN tensor": (
        lambda: central_difference(never, PARAMS, torch.tensor(nan)), ValueError, "delta: got", "nan", "expected",
    ),
    "difference: delta inf tensor": (
        lambda: central_difference(never, PARAMS, torch.tensor(inf)), ValueError, "delta: got", "inf", "expected",
    ),
    "difference: delta zero tensor": (
        lambda: central_difference(never, SEVERAL, torch.tensor([0.1, 0.0, 1.0])), ValueError, "delta: got", "expected",
    ),
    "difference: delta negative tensor": (
        lambda: central_difference(never, SEVERAL, torch.tensor([0.1, -0.5, 1.0])),
        ValueError, "delta: got", "-0.5", "expected",
    ),
    "difference: delta (P,)": (
        lambda: forward_difference(never, SEVERAL, torch.ones(2)),
        ValueError, "delta: got shape (2,) beside params of shape (2, 3)", "shape (K,)",
    ),
    "difference: delta too large for float32": (
        lambda: central_difference(never, PARAMS, 1e300), ValueError, "delta: got 1e+300, expected",
    ),
    "train: n_epochs float": (lambda: train(10.0), TypeError, "n_epochs: got float, expected a whole number"),
    "train: n_epochs bool": (lambda: train(True), TypeError, "n_epochs: got bool, expected a whole number"),
    "train: n_epochs 0": (lambda: train(0), ValueError, "n_epochs: got 0, expected a whole number of at least 1"),
    "train: n_epochs -1": (lambda: train(-1), ValueError, "n_epochs: got -1, expected"),
    "train: rate bool": (lambda: train(1, True), TypeError, "learning_rate: got bool, expected a number"),
    "train: rate text": (lambda: train(1, "1e-4"), TypeError, "learning_rate: got str, expected a number"),
    "train: rate list": (lambda: train(1, [1e-4]), TypeError, "learning_rate: got list, expected a number"),
    "train: rate fraction": (lambda: train(1, Fraction(1, 99)), TypeError, "learning_rate: got Fraction, expected"),
    "train: rate astronomic": (lambda: train(1, 10**400), ValueError, "learning_rate: got 1", "expected"),
    "train: rate integers": (
        lambda: train(1, torch.ones(3, dtype=int), SEVERAL, COLUMN_U, COLUMN_C),
        TypeError, "learning_rate: got", "torch.int64", "learning_rate.float()",
    ),
    "train: rates beside (2,)": (
        lambda: train(1, torch.ones(2)),
        ValueError, "learning_rate: got shape (2,) beside params of shape (2,)", "(K,) beside params of shape (2, K)",
    ),
    "train: K rates, other K lines": (
        lambda: train(1, torch.ones(4), SEVERAL, COLUMN_U, COLUMN_C),
        ValueError, "learning_rate: got shape (4,) beside params of shape (2, 3)", "expected",
    ),
    "train: one rate of K negative": (
        lambda: train(1, torch.tensor([1e-4, -0.25, 1.0]), SEVERAL, COLUMN_U, COLUMN_C),
        ValueError, "learning_rate: got", "-0.25", "expected all greater than 0",
    ),
    "train: one rate of K infinite": (
        lambda: train(1, torch.tensor([1e-4, inf, 1.0]), SEVERAL, COLUMN_U, COLUMN_C),
        ValueError, "learning_rate: got", "inf", "expected all greater than 0",
    ),
    "train: params list": (lambda: train(params=[1.0, 0.0]), TypeError, "params: got list, expected a tensor"),
    "train: params integers": (
        lambda: train(params=torch.tensor([1, 0])), TypeError, "params: got", "torch.int64", "params.float()",
    ),
    "train: params (3,)": (lambda: train(params=torch.ones(3)), ValueError, "params: got shape (3,), expected (2,)"),
    "train: params (K, 2)": (
        lambda: train(params=torch.ones(3, 2), t_u=COLUMN_U, t_c=COLUMN_C),
        ValueError, "params: got shape (3, 2), expected (2,)", "(2, K)",
    ),
    "train: params NaN": (lambda: train(params=BROKEN), ValueError, "params: got [1.0, nan], expected finite"),
    "train: t_u list": (lambda: train(t_u=[1.0]), TypeError, "t_u: got list, expected a tensor"),
    "train: t_c integers": (lambda: train(t_c=T_C.int()), TypeError, "t_c: got", "torch.int32", "t_c.float()"),
    "train: t_u (N, 1)": (
        lambda: train(t_u=COLUMN_U), ValueError, "t_u: got shape (11, 1)", "params (2,), expected (N,)",
    ),
    "train: t_c (N, 1)": (lambda: train(t_c=COLUMN_C), ValueError, "t_c: got shape (11, 1)", "expected (N,)"),
    "train: t_c length": (
        lambda: train(t_c=T_C[:5]), ValueError, "t_c: got shape (5,) beside t_u (11,)", "the same N",
    ),
    "train: K lines, (N,)": (
        lambda: train(params=SEVERAL), ValueError, "t_u: got shape (11,)", "expected (N, 1) or (N, 3)",
    ),
    "train: K data, other K lines": (
        lambda: train(params=SEVERAL, t_u=COLUMN_U, t_c=COLUMN_C.expand(11, 4)),
        ValueError, "t_c: got shape (11, 4)", "expected (N, 1) or (N, 3)",
    ),
    "train: no data": (lambda: train(t_u=T_U[:0], t_c=T_C[:0]), ValueError, "t_u: got shape (0,), expected", "N >= 1"),
    "train: t_u NaN": (
        lambda: train(t_u=replaced(T_U, nan)), ValueError, "t_u: got 1 of 11 values NaN or infinite, expected finite",
    ),
    "train: t_c infinite": (lambda: train(t_c=replaced(T_C, -inf)), ValueError, "t_c: got 1 of 11 values NaN or inf"),
    "train: t_u float64": (
        lambda: train(t_u=T_U.double()), TypeError, "t_u: got torch.float64", "expected torch.float32", "params",
    ),
    "train: rate float64": (
        lambda: train(1, torch.tensor(1e-4).double()), TypeError, "learning_rate: got torch.float64", "torch.float32",
    ),
    "train: no history": (lambda: train(history=[]), TypeError, "history: got list, expected a History"),
    "history: float": (lambda: History(print_every=1.5), TypeError, "print_every: got float, expected a whole number"),
    "history: negative": (lambda: History(print_every=-1), ValueError, "print_every: got -1, expected"),
    "history: nothing yet": (lambda: History().loss, ValueError, "history: got no epoch, expected"),
    "forward: is_train int": (lambda: calc_forward(T_U, T_C, 1, LEAF), TypeError, "is_train: got int, expected True"),
    "forward: is_train None": (lambda: calc_forward(T_U, T_C, None, LEAF), TypeError, "is_train: got NoneType"),
    "forward: is_train tensor": (
        lambda: calc_forward(T_U, T_C, torch.tensor(True), LEAF),
        TypeError, "is_train: got Tensor, expected True or False",
    ),
    "forward: arguments in the order of the loops": (
        lambda: calc_forward(LEAF, T_U, T_C, True), TypeError, "is_train: got Tensor, expected True or False",
    ),
    "forward: model None": (lambda: calc_forward(T_U, T_C, True, LEAF, model=None), TypeError, "model: got NoneType"),
    "forward: three parameters for a line": (
        lambda: calc_forward(T_U, T_C, True, torch.ones(3)), ValueError, "params: got 3 parameters, expected", "w, b",
    ),
    "forward: one parameter for a line": (
        lambda: calc_forward(T_U, T_C, False, torch.ones(1)), ValueError, "params: got 1 parameters, expected", "w, b",
    ),
    "forward: no parameter": (
        lambda: calc_forward(T_U, T_C, False, torch.ones(0)), ValueError, "params: got", "expected",
    ),
    "forward: params None": (lambda: calc_forward(T_U, T_C, True, None), TypeError, "params: got NoneType, expected"),
    "forward: params list": (
        lambda: calc_forward(T_U, T_C, False, [1.0, 0.0]), TypeError, "params: got list, expected a tensor",
    ),
    "forward: params integers": (
        lambda: calc_forward(T_U, T_C, False, torch.tensor([1, 0])),
        TypeError, "params: got", "torch.int64", "expected",
    ),
    "forward: params ()": (
        lambda: calc_forward(T_U, T_C, False, torch.tensor(1.0)), ValueError, "params: got shape (), expected",
    ),
    "forward: nothing to train": (
        lambda: calc_forward(T_U, T_C, True, PARAMS), ValueError, "params: got", "requires_grad", "expected",
    ),
    "forward: inputs made in inference mode": (
        lambda: calc_forward(INFERENCE, T_C, True, LEAF), ValueError, "t_u: got", "inference mode", "expected",
    ),
    "forward: t_u list": (lambda: calc_forward([1.0], T_C, True, LEAF), TypeError, "t_u: got list, expected a tensor"),
    "forward: t_c list": (lambda: calc_forward(T_U, [1.0], True, LEAF), TypeError, "t_c: got list, expected a tensor"),
    "forward: t_u integers": (lambda: calc_forward(T_U.int(), T_C, True, LEAF), TypeError, "t_u: got", "torch.int32"),
    "forward: t_c (N, 1)": (
        lambda: calc_forward(T_U, COLUMN_C, True, LEAF), ValueError, "t_p and t_c: got shapes (11,) and (11, 1)",
    ),
    "forward: no data": (
        lambda: calc_forward(T_U[:0], T_C[:0], True, LEAF), ValueError, "t_p: got shape (0,), expected",
    ),
    "forward: K models beside (N,)": (
        lambda: calc_forward(T_U, T_C, True, SEVERAL_LEAVES), ValueError, "w: got shape (3,) beside t_u of shape (11,)",
    ),
    "polynomial: no coefficient": (lambda: polynomial(T_U), ValueError, "coefficients: got none, expected degree + 1"),
    "polynomial: list": (lambda: polynomial([1.0], 1.0), TypeError, "t_u: got list, expected a tensor"),
    "polynomial: integers": (lambda: polynomial(T_U.int(), 1.0), TypeError, "t_u: got", "torch.int32", "t_u.float()"),
    "polynomial: text": (lambda: polynomial(T_U, 1.0, "1"), TypeError, "coefficients[1]: got str, expected a number"),
    "polynomial: bool": (lambda: polynomial(T_U, True), TypeError, "coefficients[0]: got bool, expected a number"),
    "polynomial: a list of coefficients": (
        lambda: polynomial(T_U, [1.0, 2.0]), TypeError, "coefficients[0]: got list, expected a number or a tensor",
    ),
    "polynomial: all coefficients in one tensor": (
        lambda: polynomial(T_U, torch.ones(3)), ValueError, "coefficients[0]: got shape (3,) beside t_u of shape (11,)",
    ),
    "polynomial: K differs": (
        lambda: polynomial(COLUMN_U, torch.ones(3), 1.0, torch.ones(4)),
        ValueError, "coefficients[2]: got shape (4,)", "coefficients[0] of shape (3,)", "expected",
    ),
    "fit: degree float": (
        lambda: fit_polynomial(T_U, T_C, 2.0), TypeError, "degree: got float, expected a whole number",
    ),
    "fit: degree bool": (
        lambda: fit_polynomial(T_U, T_C, True), TypeError, "degree: got bool, expected a whole number",
    ),
    "fit: degree -1": (lambda: fit_polynomial(T_U, T_C, -1), ValueError, "degree: got -1, expected", "at least 0"),
    "fit: degree 9": (lambda: fit_polynomial(T_U, T_C, 9), ValueError, "degree: got 9, expected at most 8"),
    "fit: too few readings": (
        lambda: fit_polynomial(T_U[:3], T_C[:3], 3), ValueError, "t_u: got 3 different reading(s), expected at least 4",
    ),
    "fit: too few different readings": (
        lambda: fit_polynomial(torch.ones(11), T_C, 1), ValueError, "t_u: got 1 different reading(s)", "at least 2",
    ),
    "fit: too few different readings in one column": (
        lambda: fit_polynomial(torch.stack([T_U, torch.ones(11)], dim=1), COLUMN_C.expand(11, 2), 1),
        ValueError, "t_u: got 1 different reading(s)", "at least 2 for degree 1",
    ),
    "fit: lengths": (lambda: fit_polynomial(T_U, T_C[:5], 1), ValueError, "t_u and t_c: got shapes (11,) and (5,)"),
    "fit: one truth for K": (
        lambda: fit_polynomial(COLUMN_U.expand(11, 3), COLUMN_C, 1), ValueError, "shapes (11, 3) and (11, 1), expected",
    ),
    "fit: list": (lambda: fit_polynomial([1.0], T_C, 1), TypeError, "t_u: got list, expected a tensor"),
    "fit: integers": (lambda: fit_polynomial(T_U, T_C.int(), 1), TypeError, "t_c: got", "torch.int32", "t_c.float()"),
    "fit: NaN": (lambda: fit_polynomial(T_U, replaced(T_C, nan), 1), ValueError, "t_c: got 1 of 11 values NaN"),
    "fit: infinite": (
        lambda: fit_polynomial(replaced(T_U, inf), T_C, 1), ValueError, "t_u: got 1 of 11 values NaN or inf",
    ),
    "fit: no data": (lambda: fit_polynomial(T_U[:0], T_C[:0], 0), ValueError, "t_u: got shape (0,), expected"),
    "fitted: list": (
        lambda: fit_polynomial(T_U, T_C, 1)([1.0]), TypeError, "t_u: got list, expected a tensor",
    ),
    "fitted: integers": (
        lambda: fit_polynomial(T_U, T_C, 1)(T_U.int()), TypeError, "t_u: got", "torch.int32", "t_u.float()",
    ),
    "split: n float": (lambda: split_indices(11.0, seed=0), TypeError, "n_samples: got float, expected a whole number"),
    "split: n tensor": (lambda: split_indices(torch.tensor(11), seed=0), TypeError, "n_samples: got Tensor, expected"),
    "split: one sample": (lambda: split_indices(1, seed=0), ValueError, "n_samples: got 1, expected", "at least 2"),
    "split: fraction 0": (lambda: split_indices(11, 0.0, seed=0), ValueError, "val_fraction: got 0.0, expected"),
    "split: fraction text": (lambda: split_indices(11, "0.2", seed=0), TypeError, "val_fraction: got str, expected"),
    "split: fraction NaN": (lambda: split_indices(11, nan, seed=0), ValueError, "val_fraction: got nan, expected"),
    "split: none held out": (
        lambda: split_indices(4, seed=0),
        ValueError, "val_fraction: got 0.2 of 4 samples", "holds out 0", "expected at least one",
    ),
    "split: none left": (
        lambda: split_indices(11, 1.0, seed=0),
        ValueError, "val_fraction: got 1.0 of 11 samples", "leaves 0 to train on",
    ),
    "split: a number instead of a fraction": (
        lambda: split_indices(11, 2, seed=0), ValueError, "val_fraction: got 2 of 11 samples", "expected at least one",
    ),
    "split: astronomic fraction": (
        lambda: split_indices(11, 1e308, seed=0), ValueError, "val_fraction: got 1e+308", "expected",
    ),
    "split: seed None": (
        lambda: split_indices(11, seed=None), TypeError, "seed: got NoneType, expected a whole number",
    ),
    "split: seed float": (lambda: split_indices(11, seed=0.5), TypeError, "seed: got float, expected a whole number"),
    "split: seed bool": (lambda: split_indices(11, seed=True), TypeError, "seed: got bool, expected a whole number"),
    "split: seed negative": (lambda: split_indices(11, seed=-1), ValueError, "seed: got -1, expected", "at least 0"),
    "split: seed of 65 bits": (
        lambda: split_indices(11, seed=2**64), ValueError, "seed: got 18446744073709551616, expected",
    ),
    "every split: n float": (lambda: every_split(11.0, 2), TypeError, "n_samples: got float, expected a whole number"),
    "every split: one sample": (lambda: every_split(1, 1), ValueError, "n_samples: got 1, expected", "at least 2"),
    "every split: fraction": (lambda: every_split(11, 0.2), TypeError, "n_val: got float, expected a whole number"),
    "every split: none held out": (lambda: every_split(11, 0), ValueError, "n_val: got 0, expected", "at least 1"),
    "every split: none left": (lambda: every_split(11, 11), ValueError, "n_val: got 11 of 11 samples, expected fewer"),
    "optimizer: params list": (lambda: SGD([LEAF], 0.1), TypeError, "params: got list, expected a tensor"),
    "optimizer: params integers": (
        lambda: Adam(torch.tensor([1, 0]), 0.1), TypeError, "params: got", "torch.int64", "expected",
    ),
    "optimizer: params without grad": (
        lambda: Adam(PARAMS, 0.1), ValueError, "params: got", "requires_grad", "expected", "params.requires_grad_()",
    ),
    "optimizer: params computed": (
        lambda: RMSprop(2 * LEAF, 0.1),
        ValueError, "params: got the result of a computation (MulBackward0), expected a leaf",
    ),
    "optimizer: params NaN": (lambda: SGD(requiring_grad(BROKEN), 0.1), ValueError, "params: got [1.0, nan], expected"),
    "optimizer: params of inference": (
        lambda: SGD(INFERENCE_PARAMS, 0.1), ValueError, "params: got a tensor made in inference mode, expected",
    ),
    "optimizer: params share their memory": (
        lambda: SGD(torch.ones(2, 1).expand(2, 3).requires_grad_(), 0.1),
        ValueError, "params: got", "expected", "clone()",
    ),
    "optimizer: lr list": (lambda: Adam(LEAF, [0.1]), TypeError, "lr: got list, expected a number"),
    "optimizer: lr (P,)": (
        lambda: SGD(LEAF, torch.ones(2)),
        ValueError, "lr: got shape (2,) beside params of shape (2,), expected one number",
    ),
    "optimizer: lr of other lines": (
        lambda: RMSprop(SEVERAL_LEAVES, torch.ones(4)), ValueError, "lr: got shape (4,) beside params of shape (2, 3)",
    ),
    "optimizer: one lr of K negative": (
        lambda: Adam(SEVERAL_LEAVES, torch.tensor([1.0, -0.5, 1.0])),
        ValueError, "lr: got -0.5, expected all greater than 0",
    ),
    "optimizer: lr integers": (
        lambda: SGD(SEVERAL_LEAVES, torch.ones(3, dtype=int)), TypeError, "lr: got", "torch.int64", "lr.float()",
    ),
    "optimizer: lr float64": (
        lambda: SGD(SEVERAL_LEAVES, DOUBLE), TypeError, "lr: got torch.float64", "expected torch.float32", "params",
    ),
    "optimizer: momentum text": (lambda: SGD(LEAF, 0.1, "0.9"), TypeError, "momentum: got str, expected a number"),
    "optimizer: momentum bool": (lambda: SGD(LEAF, 0.1, True), TypeError, "momentum: got bool, expected a number"),
    "optimizer: momentum 1.1": (lambda: SGD(LEAF, 0.1, 1.1), ValueError, "momentum: got 1.1, expected 0 to 1"),
    "optimizer: momentum 1 and a little": (
        lambda: SGD(LEAF, 0.1, 1 + 1e-9), ValueError, "momentum: got 1.000000001, expected 0 to 1",
    ),
    "optimizer: momentum negative": (lambda: SGD(LEAF, 0.1, -0.1), ValueError, "momentum: got -0.1, expected 0 to 1"),
    "optimizer: momentum NaN": (lambda: SGD(LEAF, 0.1, nan), ValueError, "momentum: got nan, expected"),
    "optimizer: one momentum of K NaN": (
        lambda: SGD(SEVERAL_LEAVES, 0.1, torch.tensor([0.5, nan, 0.0])),
        ValueError, "momentum: got", "nan", "expected 0 to 1",
    ),
    "optimizer: momentum (P,)": (
        lambda: SGD(SEVERAL_LEAVES, 0.1, torch.ones(2)),
        ValueError, "momentum: got shape (2,) beside params of shape (2, 3)",
    ),
    "optimizer: momentum integers": (
        lambda: SGD(SEVERAL_LEAVES, 0.1, torch.ones(3, dtype=int)),
        TypeError, "momentum: got", "torch.int64", "expected",
    ),
    "optimizer: momentum complex": (
        lambda: SGD(LEAF, 0.1, torch.tensor(0.5 + 0j)), TypeError, "momentum: got", "complex64", "expected",
    ),
    "optimizer: momentum float64": (
        lambda: SGD(SEVERAL_LEAVES, 0.1, DOUBLE), TypeError, "momentum: got torch.float64", "expected torch.float32",
    ),
    "graph: list": (lambda: computational_graph([1.0]), TypeError, "loss: got list, expected a tensor"),
    "graph: integers": (
        lambda: computational_graph(torch.tensor(1)), TypeError, "loss: got", "torch.int64", "expected",
    ),
    "graph: a number by name": (
        lambda: computational_graph(LEAF.sum(), w=1.0), TypeError, "w: got float, expected a tensor",
    ),
    "graph: none": (
        lambda: computational_graph(PARAMS.sum()), ValueError, "loss: got a tensor without a graph, expected",
    ),
    "graph: a leaf": (
        lambda: computational_graph(torch.tensor(1.0, requires_grad=True)),
        ValueError, "loss: got a tensor without a graph",
    ),
    "graph: switched off": (
        lambda: computational_graph(torch.no_grad()(LEAF.sum)()),
        ValueError, "loss: got a tensor without a graph, expected",
    ),
    "graph: many numbers": (
        lambda: computational_graph(LEAF * 2), ValueError, "loss: got shape (2,), expected one number",
    ),
    "graph: freed": (
        lambda: computational_graph(freed((LEAF**2).sum())),
        ValueError, "loss: got one whose graph backward() has freed",
    ),
    "graph: freed in part": (
        lambda: computational_graph(HALF_FREED), ValueError, "loss: got one whose graph backward() has freed, expected",
    ),
    "kept: list": (lambda: kept_bytes([1.0]), TypeError, "loss: got list, expected a tensor"),
    "kept: besides": (lambda: kept_bytes(LEAF.sum(), LEAF, 3.0), TypeError, "besides[1]: got float, expected a tensor"),
    "history: no validation": (lambda: TRAINED.val_loss, ValueError, "history: got a run without validation, expected"),
    "exact: constant input": (
        lambda: least_squares(torch.full((3,), 7.0), T_C[:3]), ValueError, "t_u: got 3 reading(s), all equal to 7",
        "at least two different",
    ),
    "exact: one reading": (lambda: least_absolute(T_U[:1], T_C[:1]), ValueError, "t_u: got 1 reading(s)", "two"),
    "exact: lengths": (lambda: least_squares(T_U, T_C[:5]), ValueError, "t_u and t_c: got shapes (11,) and (5,)"),
    "exact: columns": (lambda: least_absolute(COLUMN_U, COLUMN_C), ValueError, "(11, 1)", "both of shape (N,)"),
    "exact: NaN": (lambda: least_squares(T_U, replaced(T_C, nan)), ValueError, "t_c: got 1 of 11 values NaN"),
    "exact: integers": (lambda: least_squares(T_U.int(), T_C), TypeError, "t_u: got", "torch.int32", "t_u.float()"),
    "hessian: column": (lambda: hessian(COLUMN_U), ValueError, "t_u: got", "expected shape (N,)"),
    "hessian: list": (lambda: hessian([1.0]), TypeError, "t_u: got list, expected a tensor"),
    "hessian: degree float": (lambda: hessian(T_U, 2.0), TypeError, "degree: got float, expected a whole"),
    "hessian: degree bool": (lambda: hessian(T_U, True), TypeError, "degree: got bool, expected a whole"),
    "hessian: degree -1": (lambda: hessian(T_U, -1), ValueError, "degree: got -1, expected", "at least 0"),
    "hessian: parabola, column": (lambda: hessian(COLUMN_U, 2), ValueError, "t_u: got", "shape (N,)"),
    "hessian: parabola, NaN": (lambda: hessian(replaced(T_U, nan), 2), ValueError, "t_u: got 1 of 11 values"),
    "stable rate: degree text": (lambda: stable_learning_rate(T_U, "2"), TypeError, "degree: got str"),
    "stable rate: degree -1": (lambda: stable_learning_rate(T_U, -1), ValueError, "degree: got -1, expected"),
    "table: no path": (lambda: read_columns(None, "u"), TypeError, "path: got NoneType, expected the name"),
    "table: no file": (
        lambda: read_columns("nowhere.csv", "u"), FileNotFoundError, "nowhere.csv: got no file", "expected",
    ),
    "table: one column": (
        lambda: load_pair("nowhere.csv", "u", "u"), ValueError, "inputs and truth: got column 'u'",
    ),
    "stable rate: no data": (lambda: stable_learning_rate(T_U[:0]), ValueError, "t_u: got shape (0,), expected"),
    "predict: params (2, K)": (
        lambda: predict_loss(1, RATE, SEVERAL, T_U, T_C), ValueError, "params: got", "expected shape (2,)",
    ),
    "predict: params NaN": (lambda: predict_loss(1, RATE, BROKEN, T_U, T_C), ValueError, "params: got [1.0, nan]"),
    "predict: -1 updates": (lambda: predict_loss(-1, RATE, PARAMS, T_U, T_C), ValueError, "n_updates: got -1"),
    "predict: float updates": (lambda: predict_loss(1.5, RATE, PARAMS, T_U, T_C), TypeError, "n_updates: got float"),
    "predict: rate bool": (lambda: predict_loss(1, True, PARAMS, T_U, T_C), TypeError, "learning_rate: got bool"),
    "predict: rate None": (lambda: predict_loss(1, None, PARAMS, T_U, T_C), TypeError, "learning_rate: got NoneType"),
    "predict: rate 0": (lambda: predict_loss(1, 0.0, PARAMS, T_U, T_C), ValueError, "learning_rate: got", "expected"),
    "predict: rates (K, 1)": (
        lambda: predict_loss(1, torch.ones(3, 1), PARAMS, T_U, T_C), ValueError, "learning_rate: got shape (3, 1)",
    ),
    "factor: rate tensor": (
        lambda: step_factor(torch.tensor(0.1), 0.0, T_U), TypeError, "learning_rate: got Tensor, expected a number",
    ),
    "factor: momentum 1.1": (lambda: step_factor(0.1, 1.1, T_U), ValueError, "momentum: got 1.1, expected 0 to 1"),
    "factor: momentum NaN": (lambda: step_factor(0.1, nan, T_U), ValueError, "momentum: got nan, expected"),
    "factor: momentum tensor": (
        lambda: step_factor(0.1, torch.tensor(0.5), T_U), TypeError, "momentum: got Tensor, expected a number",
    ),
    "factor: list": (lambda: step_factor(0.1, 0.5, [1.0]), TypeError, "t_u: got list, expected a tensor"),
    "factor: column": (lambda: step_factor(0.1, 0.5, COLUMN_U), ValueError, "t_u: got", "expected shape (N,)"),
    "epochs: rate tensor": (
        lambda: epochs_needed(torch.ones(3), PARAMS, T_U, T_C), TypeError, "learning_rate: got Tensor, expected",
    ),
    "epochs: minimum zero": (
        lambda: epochs_needed(0.1, PARAMS, T_U[:3], torch.zeros(3)), ValueError, "minimum", "got", "expected",
    ),
    "raw units: params": (lambda: to_raw_units(T_U, 0.1), ValueError, "params: got shape (11,), expected (2,)"),
    "raw units: centre NaN": (lambda: to_raw_units(PARAMS, 0.1, nan), ValueError, "centre: got nan, expected"),
    "raw units: centre text": (lambda: to_raw_units(PARAMS, 0.1, "a"), TypeError, "centre: got str, expected"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named(mistake):
    call, exception, *fragments = MISTAKES[mistake]
    with pytest.raises(exception) as caught:
        call()
    assert [fragment for fragment in fragments if fragment not in str(caught.value)] == [], caught.value


# What a loop refuses it has not begun: nothing given to it is changed, and nothing is said.

LOOPS = {"autograd_loop": autograd_loop, "optimizer_loop": optimizer_loop, "validation_loop": validation_loop}


def attempt(name, begun=False, **changes):
    """A call of a loop with changed arguments, which must leave everything as it was; .grad only until it has begun."""
    given = dict(n_epochs=3, learning_rate=RATE, t_u=T_U, t_c=T_C, val_t_u=T_U[:2], val_t_c=T_C[:2]) | changes
    params = given.setdefault("params", requiring_grad(PARAMS))
    if isinstance(params, torch.Tensor) and params.is_leaf and params.requires_grad and not params.is_inference():
        params.grad = torch.full_like(params, 7.0)
        held = params
    else:
        held = LEAF
    optimizer = given.setdefault("optimizer", torch.optim.SGD([held], lr=RATE, momentum=0.9))
    given.setdefault("history", History())
    if isinstance(given["history"], History):
        training_loop(2, RATE, PARAMS, T_U, T_C, history=given["history"])
    tensors = {k: v for k, v in given.items() if isinstance(v, torch.Tensor)}
    before = {k: v.detach().clone() for k, v in tensors.items()}
    options = {"history": given["history"], "model": given.get("model", model)}
    try:
        if name == "autograd_loop":
            autograd_loop(given["n_epochs"], given["learning_rate"], params, given["t_u"], given["t_c"], **options)
        elif name == "optimizer_loop":
            optimizer_loop(given["n_epochs"], optimizer, params, given["t_u"], given["t_c"], **options)
        else:
            data = (given[key] for key in ("t_u", "val_t_u", "t_c", "val_t_c"))
            validation_loop(given["n_epochs"], optimizer, params, *data, **options)
    finally:
        for key, tensor in tensors.items():
            assert torch.equal(torch.nan_to_num(tensor.detach()), torch.nan_to_num(before[key])), f"{key} was changed"
        if held is params and not begun:
            assert params.grad.eq(7.0).all(), "params.grad was changed"
        if isinstance(optimizer, torch.optim.Optimizer):
            assert not optimizer.state, "the optimizer has taken a step"
        if isinstance(given["history"], History):
            assert len(given["history"]) == 2, "the history was changed"


# argument, value, exception, what the message must contain; names of data begin with train_ in validation_loop
LOOP_MISTAKES = {
    "n_epochs float": ("n_epochs", 10.0, TypeError, "got float, expected a whole number"),
    "n_epochs bool": ("n_epochs", True, TypeError, "got bool, expected a whole number"),
    "n_epochs 0": ("n_epochs", 0, ValueError, "got 0, expected a whole number of at least 1"),
    "params list": ("params", [1.0, 0.0], TypeError, "got list, expected a tensor"),
    "params integers": ("params", torch.tensor([1, 0]), TypeError, "torch.int64", "expected"),
    "params without grad": ("params", PARAMS, ValueError, "without requires_grad, expected", "params.requires_grad_()"),
    "params computed": (
        "params", LEAF * 2,
        ValueError, "got the result of a computation (MulBackward0), expected a leaf", "params.detach()",
    ),
    "params of inference": ("params", INFERENCE_PARAMS, ValueError, "got a tensor made in inference mode, expected"),
    "params NaN": ("params", requiring_grad(BROKEN), ValueError, "got [1.0, nan], expected finite"),
    "params ()": ("params", requiring_grad(torch.tensor(1.0)), ValueError, "got shape (), expected (P,)", "(P, K)"),
    "params (0,)": ("params", requiring_grad(torch.ones(0)), ValueError, "got shape (0,), expected (P,)"),
    "params (2, 1, 1)": (
        "params", requiring_grad(torch.ones(2, 1, 1)), ValueError, "got shape (2, 1, 1), expected (P,)",
    ),
    "params of a parabola": ("params", requiring_grad(torch.ones(3)), ValueError, "got 3 parameters, expected", "w, b"),
    "params of a constant": ("params", requiring_grad(torch.ones(1)), ValueError, "got 1 parameters, expected", "w, b"),
    "params float64": ("params", requiring_grad(PARAMS.double()), TypeError, "got torch.float32", "torch.float64"),
    "t_u list": ("t_u", [1.0], TypeError, "got list, expected a tensor"),
    "t_u integers": ("t_u", T_U.int(), TypeError, "torch.int32", "t_u.float()"),
    "t_u (N, 1)": ("t_u", COLUMN_U, ValueError, "got shape (11, 1)", "params (2,), expected (N,)"),
    "t_u empty": ("t_u", T_U[:0], ValueError, "got shape (0,), expected", "N >= 1"),
    "t_u NaN": ("t_u", replaced(T_U, nan), ValueError, "got 1 of 11 values NaN or infinite, expected finite"),
    "t_u float64": ("t_u", T_U.double(), TypeError, "got torch.float64", "expected torch.float32", "as in params"),
    "t_u requires grad": ("t_u", requiring_grad(T_U), ValueError, "requires_grad=True, expected one without"),
    "t_u of inference": ("t_u", INFERENCE, ValueError, "got a tensor made in inference mode, expected", "clone()"),
    "t_c list": ("t_c", [1.0], TypeError, "got list, expected a tensor"),
    "t_c integers": ("t_c", T_C.int(), TypeError, "torch.int32", "t_c.float()"),
    "t_c (N, 1)": ("t_c", COLUMN_C, ValueError, "got shape (11, 1)", "expected (N,)"),
    "t_c length": ("t_c", T_C[:5], ValueError, "got shape (5,) beside", "(11,)", "the same N"),
    "t_c infinite": ("t_c", replaced(T_C, -inf), ValueError, "got 1 of 11 values NaN or infinite, expected finite"),
    "t_c float64": ("t_c", T_C.double(), TypeError, "got torch.float64", "expected torch.float32"),
    "t_c requires grad": ("t_c", requiring_grad(T_C), ValueError, "requires_grad=True, expected one without"),
    "t_c of inference": ("t_c", INFERENCE, ValueError, "got a tensor made in inference mode, expected"),
    "model None": ("model", None, TypeError, "got NoneType, expected a function such as model(t_u, w, b)"),
    "model result": ("model", model(T_U, 1.0, 0.0), TypeError, "got Tensor, expected a function"),
    "history list": ("history", [], TypeError, "got list, expected a History"),
}  # fmt: skip


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("mistake", LOOP_MISTAKES)
def test_a_mistake_in_a_loop_is_named_before_anything_has_changed(mistake, loop, capfd):
    argument, value, exception, *fragments = LOOP_MISTAKES[mistake]
    with pytest.raises(exception) as caught:
        attempt(loop, **{argument: value})
    message = str(caught.value)
    blamed = f"train_{argument}" if loop == "validation_loop" and argument in ("t_u", "t_c") else argument
    if mistake == "params float64":  # everything else has the other type
        blamed = "train_t_u" if loop == "validation_loop" else "t_u"
    assert message.startswith(f"{blamed}: got ") and ", expected " in message
    assert [fragment for fragment in fragments if fragment not in message] == [], message
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("mistake", [name for name in LOOP_MISTAKES if name.startswith("t_")])
def test_a_mistake_in_the_validation_data_is_named_too(mistake):
    argument, value, exception, *fragments = LOOP_MISTAKES[mistake]
    lengths = {"val_t_u": T_U, "val_t_c": T_C}
    with pytest.raises(exception) as caught:
        attempt("validation_loop", **lengths | {f"val_{argument}": value})
    message = str(caught.value)
    assert message.startswith(f"val_{argument}: got ") and ", expected " in message
    assert [fragment for fragment in fragments if fragment not in message] == [], message


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize(
    ("off", "params"),
    [(torch.no_grad, requiring_grad(PARAMS)), (torch.inference_mode, requiring_grad(PARAMS))],
    ids=["no_grad", "inference_mode"],
)
def test_a_loop_says_when_autograd_is_switched_off(off, params, loop):
    with off(), pytest.raises(RuntimeError, match="^autograd: got a call inside torch.no_grad .*, expected it"):
        attempt(loop, params=params)


@pytest.mark.parametrize("loop", LOOPS)
def test_k_models_that_share_their_memory_cannot_be_trained(loop):
    shared = torch.tensor([[1.0], [0.0]]).expand(2, 3).requires_grad_()
    with pytest.raises(ValueError, match=r"^params: got .*, expected .*clone\(\)"):
        attempt(loop, params=shared, t_u=COLUMN_U, t_c=COLUMN_C, val_t_u=COLUMN_U, val_t_c=COLUMN_C)


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize(
    ("wrong", "exception", "words"),
    [
        (lambda t_u, w, b: [w, b], TypeError, "^t_p: got list, expected a tensor"),
        (lambda t_u, w, b: w * t_u[:, None] + b, ValueError, r"^t_p and t_c: got shapes \(11, 1\) and \(11,\)"),
        (lambda t_u, w, b: w + b, ValueError, r"^t_p: got shape \(\), expected at least one prediction"),
    ],
    ids=["list", "column", "number"],
)
def test_predictions_that_do_not_fit_are_named_before_any_step_is_taken(wrong, exception, words, loop):
    with pytest.raises(exception, match=words):
        attempt(loop, begun=True, model=wrong)


OTHER_OPTIMIZERS = {
    "none": (lambda params: None, TypeError, "got NoneType, expected one such as torch.optim.SGD"),
    "a learning rate": (lambda params: 1e-2, TypeError, "got float, expected one such as torch.optim.SGD"),
    "a class": (lambda params: torch.optim.SGD, TypeError, "got type, expected one such as torch.optim.SGD"),
    "of an equal copy": (
        lambda params: torch.optim.SGD([requiring_grad(PARAMS)], lr=0.1),
        ValueError, "got SGD that holds 1 other tensor(s) of shape (2,), expected one that holds params itself",
    ),
    "of other tensors": (
        lambda params: torch.optim.Adam([LEAF, SEVERAL_LEAVES]),
        ValueError, "got Adam that holds 2 other tensor(s) of shape (2,), (2, 3), expected", "Adam([params], ...)",
    ),
    "our own, of an equal copy": (
        lambda params: RMSprop(requiring_grad(PARAMS), 0.1), ValueError, "got RMSprop that holds 1 other tensor(s)",
    ),
    "of a view": (
        lambda params: torch.optim.SGD([params.detach().requires_grad_()], lr=0.1),
        ValueError, "got SGD that holds 1 other",
    ),
    "LBFGS": (lambda params: torch.optim.LBFGS([params]), ValueError, "got LBFGS, expected", "several times in a step"),
}  # fmt: skip


@pytest.mark.parametrize("loop", ["optimizer_loop", "validation_loop"])
@pytest.mark.parametrize("which", OTHER_OPTIMIZERS)
def test_an_optimizer_that_could_not_train_params_is_named(which, loop):
    make, exception, *fragments = OTHER_OPTIMIZERS[which]
    params = requiring_grad(PARAMS)
    with pytest.raises(exception) as caught:
        attempt(loop, params=params, optimizer=make(params))
    message = str(caught.value)
    assert message.startswith("optimizer: got ")
    assert [fragment for fragment in fragments if fragment not in message] == [], message


RATE_MISTAKES = {
    "none": (None, TypeError, "got NoneType, expected a number"),
    "list": ([1e-4], TypeError, "got list, expected a number"),
    "fraction": (Fraction(1, 99), TypeError, "got Fraction, expected"),
    "integers": (torch.tensor(1), TypeError, "torch.int64", "learning_rate.float()"),
    "(P,)": (torch.ones(2), ValueError, "got shape (2,) beside params of shape (2,), expected one number"),
    "float64": (torch.tensor(1e-4).double(), TypeError, "got torch.float64", "expected torch.float32"),
    "requires grad": (
        torch.tensor(1e-4, requires_grad=True), ValueError, "requires_grad=True", "learning_rate.detach()",
    ),
    "negative": (torch.tensor(-0.25), ValueError, "got -0.25, expected all greater than 0"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", RATE_MISTAKES)
def test_a_learning_rate_that_would_do_harm_is_named(mistake):
    rate, exception, *fragments = RATE_MISTAKES[mistake]
    with pytest.raises(exception, match="^learning_rate: got ") as caught:
        attempt("autograd_loop", learning_rate=rate)
    assert [fragment for fragment in fragments if fragment not in str(caught.value)] == [], caught.value


# Every argument that must be one finite number above zero.
POSITIVE = {
    "learning_rate": lambda value: train(1, value),
    "learning_rate of epochs_needed": lambda value: epochs_needed(value, PARAMS, T_U, T_C),
    "learning_rate of step_factor": lambda value: step_factor(value, 0.5, T_U),
    "tolerance": lambda value: epochs_needed(1e-4, PARAMS, T_U, T_C, value),
    "delta": lambda value: central_difference(never, PARAMS, value),
    "scale": lambda value: to_raw_units(PARAMS, value),
    "learning_rate of autograd_loop": lambda value: attempt("autograd_loop", learning_rate=value),
    "lr of SGD": lambda value: SGD(LEAF, value),
    "lr of RMSprop": lambda value: RMSprop(LEAF, value),
    "lr of Adam": lambda value: Adam(LEAF, value),
    "val_fraction": lambda value: split_indices(11, value, seed=0),
}


@pytest.mark.parametrize("argument", POSITIVE)
@pytest.mark.parametrize("value", [0, 0.0, -1, -1e-4, inf, -inf, nan])
def test_a_number_that_must_be_positive_is_checked(argument, value):
    with pytest.raises(ValueError, match=rf"^{argument.split()[0]}: got {value}, expected .* greater than 0"):
        POSITIVE[argument](value)


@pytest.mark.parametrize("argument", POSITIVE)
@pytest.mark.parametrize("value", [True, "1", None, [1.0], 1j])
def test_what_is_no_number_is_named(argument, value):
    with pytest.raises(TypeError, match=rf"^{argument.split()[0]}: got {type(value).__name__}, expected a number"):
        POSITIVE[argument](value)
