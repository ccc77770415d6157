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
    backward_difference,
    central_difference,
    dlog_cosh_loss_fn,
    dloss_fn,
    epochs_needed,
    forward_difference,
    grad_fn,
    hessian,
    least_absolute,
    least_squares,
    log_cosh_loss_fn,
    loss_fn,
    model,
    predict_loss,
    stable_learning_rate,
    thermometer,
    to_raw_units,
    training_loop,
)

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


# Every argument that must be one finite number above zero.
POSITIVE = {
    "learning_rate": lambda value: train(1, value),
    "learning_rate of epochs_needed": lambda value: epochs_needed(value, PARAMS, T_U, T_C),
    "tolerance": lambda value: epochs_needed(1e-4, PARAMS, T_U, T_C, value),
    "delta": lambda value: central_difference(never, PARAMS, value),
    "scale": lambda value: to_raw_units(PARAMS, value),
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
