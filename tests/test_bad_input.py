"""What does not fit is named, and nothing is broadcast by accident.

First every shape is tried in every place: what a function accepts must be exactly what it documents.
Then mistakes one by one, each with the words that must be in its message.
"""

import re
import sys
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
    dloss_fn,
    every_split,
    forward_difference,
    grad_fn,
    loss_fn,
    model,
    optimizer_loop,
    polynomial,
    split_indices,
    thermometer,
    training_loop,
    validation_loop,
)
from helpers.exact import (
    epochs_needed,
    fit_polynomial,
    hessian,
    least_absolute,
    least_squares,
    predict_loss,
    step_factor,
)
from helpers.graph import computational_graph
from helpers.loss import dlog_cosh_loss_fn, log_cosh_loss_fn
from helpers.optimizers import SGD, Adam, RMSprop
from helpers.table import load_pair, read_columns

SHAPES = [(), (0,), (1,), (2,), (3,), (1, 1), (2, 0), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3), (3, 2, 1)]


def tried(function, *shapes):
    """What the function returns for ones of these shapes, or None if these are refused, by it or by PyTorch."""
    try:
        return function(*map(torch.ones, shapes))
    except (IndexError, RuntimeError, TypeError, ValueError):
        return None


def fits(shape, like):
    """Data of this shape serve predictions of shape (N,), (N, K): the same, or (N, 1) for K lines."""
    return shape == like or (len(like) == 2 and shape == (like[0], 1))


@pytest.mark.parametrize("loss", [loss_fn, absolute_loss_fn, log_cosh_loss_fn])
def test_a_loss_broadcasts_no_shapes_but_one_column_of_truth_beside_k_lines(loss):
    for t_p, t_c in product(SHAPES, SHAPES):
        result = tried(loss, t_p, t_c)
        expected = 0 not in t_p and t_p != () and fits(t_c, t_p)
        assert (result is not None) == expected, (t_p, t_c)
        assert result is None or result.shape == t_p[1:], (t_p, t_c)


@pytest.mark.parametrize("derivative", [dloss_fn, dlog_cosh_loss_fn])
def test_the_derivative_of_a_loss_broadcasts_no_more_than_the_loss(derivative):
    for t_p, t_c in product(SHAPES, SHAPES):
        result = tried(derivative, t_p, t_c)
        assert (result is not None) == (tried(loss_fn, t_p, t_c) is not None), (t_p, t_c)
        assert result is None or result.shape == t_p, (t_p, t_c)


def test_the_model_broadcasts_nothing_but_k_lines():
    for t_u, w, b in product(SHAPES, SHAPES, SHAPES):
        t_p = tried(model, t_u, w, b)
        if t_p is not None:
            assert fits(t_u, t_p.shape), (t_u, w, b)
            assert {w, b} <= {(), t_p.shape[1:]}, (t_u, w, b)


@pytest.mark.parametrize(("t_u", "w", "b"), [((3,), (), ()), ((3, 1), (2,), (2,)), ((3, 2), (2,), ())])
def test_the_model_accepts_one_line_and_k_lines(t_u, w, b):
    assert tried(model, t_u, w, b).shape == (t_u[0], *w)


def test_the_gradient_broadcasts_nothing_but_k_lines():
    for t_u, t_c, t_p in product(SHAPES, SHAPES, SHAPES):
        grad = tried(lambda *data: grad_fn(*data, 1.0, 0.0), t_u, t_c, t_p)
        expected = 0 not in t_p and t_p != () and fits(t_c, t_p) and fits(t_u, t_p)
        assert (grad is not None) == expected, (t_u, t_c, t_p)
        assert grad is None or grad.shape == (2, *t_p[1:]), (t_u, t_c, t_p)


def test_the_training_loop_accepts_one_line_or_k_lines_and_nothing_else():
    def two_epochs(learning_rate, params, t_u, t_c):
        return training_loop(2, learning_rate, params, t_u, t_c, history=History(quiet=True))

    for params, t_u, t_c in product(SHAPES, SHAPES, SHAPES):
        k = params[1:]
        for rate in [(), (2,), (3,)]:
            final = tried(two_epochs, rate, params, t_u, t_c)
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
        expected = tried(model, t_u, w, b)
        t_p = tried(polynomial, t_u, w, b)
        assert (t_p is None) == (expected is None), (t_u, w, b)
        assert t_p is None or t_p.shape == expected.shape, (t_u, w, b)


def test_a_polynomial_is_fitted_to_columns_of_the_same_shape():
    for t_u, t_c in product(SHAPES, SHAPES):
        fit = tried(lambda *data: fit_polynomial(*data, 0), t_u, t_c)
        assert (fit is not None) == (t_u == t_c and len(t_u) in (1, 2) and 0 not in t_u), (t_u, t_c)
        assert fit is None or fit(torch.ones(t_u)).shape == t_u, (t_u, t_c)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_k_fitted_polynomials_predict_for_one_column_or_for_k(k):
    fits = fit_polynomial(torch.ones(2, k), torch.ones(2, k), 0)
    for t_u in SHAPES:
        t_p = tried(fits, t_u)
        assert (t_p is not None) == (len(t_u) == 2 and t_u[1] in (1, k)), t_u
        assert t_p is None or t_p.shape == (t_u[0], k), t_u


def requiring_grad(params):
    return params.clone().requires_grad_()


def test_a_loop_with_autograd_accepts_one_model_or_k_models_and_nothing_else():
    def two_epochs(learning_rate, params, t_u, t_c):
        history = History(quiet=True)
        return autograd_loop(2, learning_rate, requiring_grad(params), t_u, t_c, model=polynomial, history=history)

    def the_same_by_an_optimizer(params, t_u, t_c):
        params = requiring_grad(params)
        optimizer = torch.optim.SGD([params], lr=1.0)
        return optimizer_loop(2, optimizer, params, t_u, t_c, model=polynomial, history=History(quiet=True))

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
            final = tried(two_epochs, rate, params, t_u, t_c)
            case = f"params {params}, t_u {t_u}, t_c {t_c}, learning_rate {rate}"
            assert (final is not None) == (data_fit and rate in [(), k]), case
            assert final is None or final.shape == params, case
        final = tried(the_same_by_an_optimizer, params, t_u, t_c)
        assert (final is not None) == data_fit, f"params {params}, t_u {t_u}, t_c {t_c}"


def test_validation_data_may_have_a_length_of_their_own_and_nothing_else():
    def validated(params, t_u, t_c, val_t_u, val_t_c):
        params = requiring_grad(params)
        return validation_loop(2, SGD(params, 0.1), params, t_u, val_t_u, t_c, val_t_c, history=History(quiet=True))

    for params, t_u in [((2,), (3,)), ((2, 1), (3, 1)), ((2, 3), (3, 1)), ((2, 3), (3, 3))]:
        k = params[1:]
        for one, other in product(SHAPES, SHAPES):
            expected = (
                0 not in one
                and one[:1] == other[:1] != ()
                and all(data[1:] in ([()] if k == () else [k, (1,)]) for data in (one, other))
            )
            final = tried(validated, params, t_u, t_u, one, other)
            assert (final is not None) == expected, f"params {params}, validation {one} and {other}"
            final = tried(validated, params, one, other, t_u, t_u)
            assert (final is not None) == expected, f"params {params}, training {one} and {other}"


def test_an_optimizer_has_one_learning_rate_and_one_momentum_or_one_per_line():
    for params, lr, momentum in product(SHAPES, SHAPES, SHAPES):
        expected = {lr, momentum} <= {(), params[1:]}
        made = tried(lambda p, *rest: SGD(requiring_grad(p), *rest), params, lr, momentum)
        assert (made is not None) == expected, f"params {params}, lr {lr}, momentum {momentum}"
        for other in (RMSprop, Adam):
            made = tried(lambda p, lr, other=other: other(requiring_grad(p), lr), params, lr)
            assert (made is not None) == (lr in ((), params[1:])), f"params {params}, lr {lr}"


@pytest.mark.parametrize("shape", SHAPES)
def test_only_one_number_is_the_end_of_a_graph(shape):
    nodes = tried(lambda x: computational_graph(requiring_grad(x) * 2), shape)
    assert (nodes is not None) == (torch.Size(shape).numel() == 1)


@pytest.mark.parametrize("difference", [forward_difference, backward_difference, central_difference])
def test_a_nudge_is_one_number_or_one_per_point(difference):
    for params, delta in product(SHAPES, SHAPES):
        slope = tried(lambda p, d: difference(lambda q: (q**2).sum(dim=0), p, d), params, delta)
        assert slope is None or (slope.shape == params and delta in [(), params[1:]]), (params, delta)
        assert slope is not None or params == () or 0 in params or delta not in [(), params[1:]], (params, delta)


REFUSED = (OverflowError, RuntimeError, TypeError, ValueError)


def named_or_pythons(error, arguments):
    """Whether an error names one of these arguments, or is one that Python or PyTorch raises by itself."""
    ours = ": got " in str(error)
    return not ours or re.match(rf"({arguments}): got .*, expected", str(error))


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
    except REFUSED as error:
        assert named_or_pythons(error, "learning_rate|params|t_u")


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
    except REFUSED as error:
        assert named_or_pythons(error, "learning_rate|params|t_u")
        assert torch.equal(torch.nan_to_num(start), torch.nan_to_num(torch.tensor(params)))


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
    except REFUSED as error:
        assert named_or_pythons(error, "val_fraction")


@always
@given(st.integers(-2, 9), st.one_of(st.integers(-2, 9), anything))
def test_whatever_number_is_to_be_held_out_every_split_has_two_sides_or_says_why_not(n_samples, n_val):
    try:
        train, val = every_split(n_samples, n_val)
        assert len(train) == n_samples - n_val > 0 and len(val) == n_val > 0
    except REFUSED as error:
        assert named_or_pythons(error, "n_val")


@always
@given(anything, anything)
def test_whatever_numbers_an_optimizer_is_made_with_they_are_served_or_named(lr, momentum):
    params = torch.tensor([1.0, 0.0], requires_grad=True)
    try:
        optimizer = SGD(params, lr, momentum)
        params.grad = torch.ones(2)
        optimizer.step()
    except REFUSED as error:
        assert named_or_pythons(error, "lr")
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


TRAINED = History()
training_loop(2, RATE, PARAMS, T_U, T_C, history=TRAINED)


def freed(loss):
    """A loss whose graph a backward pass has freed."""
    torch.autograd.grad(loss, LEAF)
    return loss


HALF_FREED = freed((LEAF**2).sum()) * 3.0


# A call, and what its message must contain beside what every message has.
MISTAKES = {
    "model: K lines beside (N,)": (
        lambda: model(T_U, torch.ones(3), torch.ones(3)),
        "t_u and parameters: got shapes (11,) and (3,), (3,), expected … t_u of shape (N, 1)",
    ),
    "model: N lines beside (N,)": (lambda: model(T_U, T_C, 0.0), "t_u and parameters: got shapes (11,) and (11,)"),
    "model: K differs": (lambda: model(COLUMN_U, torch.ones(3), torch.ones(4)), "got shapes (11, 1) and (3,), (4,)"),
    "loss: (N, 1) beside (N,)": (
        lambda: loss_fn(COLUMN_U, T_C),
        "t_p and t_c: got shapes (11, 1) and (11,), expected the same",
    ),
    "loss: (N,) beside (N, 1)": (lambda: loss_fn(T_U, COLUMN_C), "shapes (11,) and (11, 1)"),
    "loss: lengths": (lambda: loss_fn(T_U, T_C[:5]), "shapes (11,) and (5,) … the same shape"),
    "loss: empty": (lambda: loss_fn(T_U[:0], T_C[:0]), "t_p: got shape (0,), expected at least one"),
    "grad: t_u (N, 1)": (lambda: grad_fn(COLUMN_U, T_C, T_U, 1.0, 0.0), "t_u … (11, 1) … (11,)"),
    "grad: t_u length": (lambda: grad_fn(T_U[:5], T_C, T_U, 1.0, 0.0), "t_u … (5,)"),
    "thermometer: integers": (lambda: thermometer(torch.int32), "dtype: got torch.int32, expected"),
    "difference: params integers": (
        lambda: backward_difference(never, torch.tensor([1, 0]), 0.1),
        "params: got … torch.int64",
    ),
    "difference: delta NaN tensor": (lambda: central_difference(never, PARAMS, torch.tensor(nan)), "delta: got … nan"),
    "difference: delta inf tensor": (lambda: central_difference(never, PARAMS, torch.tensor(inf)), "delta: got … inf"),
    "difference: delta negative tensor": (
        lambda: central_difference(never, SEVERAL, torch.tensor([0.1, -0.5, 1.0])),
        "delta: got … -0.5",
    ),
    "difference: delta (P,)": (
        lambda: forward_difference(never, SEVERAL, torch.ones(2)),
        "delta: got shape (2,) beside params of shape (2, 3) … shape (K,)",
    ),
    "train: rates beside (2,)": (
        lambda: train(1, torch.ones(2)),
        "learning_rate: got shape (2,) beside params of shape (2,) … (K,) beside params of shape (P, K)",
    ),
    "train: K rates, other K lines": (
        lambda: train(1, torch.ones(4), SEVERAL, COLUMN_U, COLUMN_C),
        "learning_rate: got shape (4,) beside params of shape (2, 3)",
    ),
    "train: one rate of K negative": (
        lambda: train(1, torch.tensor([1e-4, -0.25, 1.0]), SEVERAL, COLUMN_U, COLUMN_C),
        "learning_rate: got … -2.5 … expected finite numbers greater than 0",
    ),
    "train: one rate of K infinite": (
        lambda: train(1, torch.tensor([1e-4, inf, 1.0]), SEVERAL, COLUMN_U, COLUMN_C),
        "learning_rate: got … inf … expected finite numbers greater than 0",
    ),
    "train: params list": (lambda: train(params=[1.0, 0.0]), "params: got list, expected a tensor"),
    "train: params NaN": (lambda: train(params=BROKEN), "params: got [1.0, nan], expected finite"),
    "train: t_u list": (lambda: train(t_u=[1.0]), "t_u: got list, expected a tensor"),
    "train: t_u (N, 1)": (lambda: train(t_u=COLUMN_U), "t_u: got shape (11, 1) … params (2,), expected (N,)"),
    "train: t_c (N, 1)": (lambda: train(t_c=COLUMN_C), "t_c: got shape (11, 1) … expected (N,)"),
    "train: t_c length": (lambda: train(t_c=T_C[:5]), "t_c: got shape (5,) beside t_u (11,) … the same N"),
    "train: K lines, (N,)": (lambda: train(params=SEVERAL), "t_u: got shape (11,) … expected (N, 1) or (N, 3)"),
    "train: K data, other K lines": (
        lambda: train(params=SEVERAL, t_u=COLUMN_U, t_c=COLUMN_C.expand(11, 4)),
        "t_c: got shape (11, 4) … expected (N, 1) or (N, 3)",
    ),
    "train: no data": (lambda: train(t_u=T_U[:0], t_c=T_C[:0]), "t_u: got shape (0,), expected … N >= 1"),
    "train: t_u NaN": (
        lambda: train(t_u=replaced(T_U, nan)),
        "t_u: got 1 of 11 values NaN or infinite, expected finite",
    ),
    "train: t_c infinite": (lambda: train(t_c=replaced(T_C, -inf)), "t_c: got 1 of 11 values NaN or inf"),
    "history: nothing yet": (lambda: History().loss, "history: got no epoch, expected"),
    "forward: t_c (N, 1)": (
        lambda: calc_forward(T_U, COLUMN_C, True, LEAF),
        "t_p and t_c: got shapes (11,) and (11, 1)",
    ),
    "forward: no data": (
        lambda: calc_forward(T_U[:0], T_C[:0], True, LEAF),
        "t_p: got shape (0,), expected at least one",
    ),
    "forward: K models beside (N,)": (
        lambda: calc_forward(T_U, T_C, True, SEVERAL_LEAVES),
        "t_u and parameters: got shapes (11,) and (3,)",
    ),
    "polynomial: all coefficients in one tensor": (
        lambda: polynomial(T_U, torch.ones(3)),
        "t_u and parameters: got shapes (11,) and (3,)",
    ),
    "polynomial: K differs": (
        lambda: polynomial(COLUMN_U, torch.ones(3), 1.0, torch.ones(4)),
        "t_u and parameters: got shapes (11, 1) and (3,), (4,)",
    ),
    "fit: degree 9": (lambda: fit_polynomial(T_U, T_C, 9), "degree: got 9, expected at most 8"),
    "fit: too few readings": (
        lambda: fit_polynomial(T_U[:3], T_C[:3], 3),
        "t_u: got 3 different reading(s), expected at least 4",
    ),
    "fit: too few different readings in one column": (
        lambda: fit_polynomial(torch.stack([T_U, torch.ones(11)], dim=1), COLUMN_C.expand(11, 2), 1),
        "t_u: got 1 different reading(s) … at least 2 for degree 1",
    ),
    "fit: lengths": (lambda: fit_polynomial(T_U, T_C[:5], 1), "t_u and t_c: got shapes (11,) and (5,)"),
    "fit: one truth for K": (
        lambda: fit_polynomial(COLUMN_U.expand(11, 3), COLUMN_C, 1),
        "shapes (11, 3) and (11, 1), expected",
    ),
    "fit: list": (lambda: fit_polynomial([1.0], T_C, 1), "t_u: got list, expected a tensor"),
    "fit: NaN": (lambda: fit_polynomial(T_U, replaced(T_C, nan), 1), "t_c: got 1 of 11 values NaN"),
    "fit: infinite": (lambda: fit_polynomial(replaced(T_U, inf), T_C, 1), "t_u: got 1 of 11 values NaN or inf"),
    "fit: no data": (lambda: fit_polynomial(T_U[:0], T_C[:0], 0), "t_u: got shape (0,), expected"),
    "split: one sample": (lambda: split_indices(1, seed=0), "val_fraction: got 0.2 … 0 of 1 samples"),
    "split: none held out": (
        lambda: split_indices(4, seed=0),
        "val_fraction: got 0.2 … holds out 0 of 4 samples … expected at least one",
    ),
    "split: none left": (lambda: split_indices(11, 1.0, seed=0), "val_fraction: got 1.0 … 11 of 11 samples"),
    "split: a number instead of a fraction": (
        lambda: split_indices(11, 2, seed=0),
        "val_fraction: got 2 … 22 of 11 samples … expected at least one",
    ),
    "every split: one sample": (lambda: every_split(1, 1), "n_val: got 1 of 1 samples, expected"),
    "every split: fraction": (lambda: every_split(11, 0.2), "n_val: got 0.2 of 11 samples, expected"),
    "every split: none held out": (lambda: every_split(11, 0), "n_val: got 0 of 11 samples, expected at least one"),
    "every split: none left": (lambda: every_split(11, 11), "n_val: got 11 of 11 samples, expected"),
    "optimizer: params without grad": (
        lambda: Adam(PARAMS, 0.1),
        "params: got … requires_grad … params.requires_grad_()",
    ),
    "optimizer: params computed": (
        lambda: RMSprop(2 * LEAF, 0.1),
        "params: got the result of a computation (MulBackward0), expected a leaf",
    ),
    "optimizer: lr (P,)": (
        lambda: SGD(LEAF, torch.ones(2)),
        "lr: got shape (2,) beside params of shape (2,), expected one number",
    ),
    "optimizer: lr of other lines": (
        lambda: RMSprop(SEVERAL_LEAVES, torch.ones(4)),
        "lr: got shape (4,) beside params of shape (2, 3)",
    ),
    "optimizer: one lr of K negative": (
        lambda: Adam(SEVERAL_LEAVES, torch.tensor([1.0, -0.5, 1.0])),
        "lr: got … -0.5 … expected finite numbers greater than 0",
    ),
    "optimizer: momentum (P,)": (
        lambda: SGD(SEVERAL_LEAVES, 0.1, torch.ones(2)),
        "momentum: got shape (2,) beside params of shape (2, 3)",
    ),
    "graph: none": (lambda: computational_graph(PARAMS.sum()), "loss: got a tensor without a graph, expected"),
    "graph: a leaf": (
        lambda: computational_graph(torch.tensor(1.0, requires_grad=True)),
        "loss: got a tensor without a graph",
    ),
    "graph: freed": (
        lambda: computational_graph(freed((LEAF**2).sum())),
        "loss: got one whose graph backward() has freed",
    ),
    "graph: freed in part": (
        lambda: computational_graph(HALF_FREED),
        "loss: got one whose graph backward() has freed, expected",
    ),
    "history: no validation": (lambda: TRAINED.val_loss, "history: got a run without validation, expected"),
    "exact: constant input": (
        lambda: least_squares(torch.full((3,), 7.0), T_C[:3]),
        "t_u: got 3 reading(s), all equal to 7 … at least two different",
    ),
    "exact: one reading": (lambda: least_absolute(T_U[:1], T_C[:1]), "t_u: got 1 reading(s) … two"),
    "exact: lengths": (lambda: least_squares(T_U, T_C[:5]), "t_u and t_c: got shapes (11,) and (5,)"),
    "exact: columns": (lambda: least_absolute(COLUMN_U, COLUMN_C), "(11, 1) … both of shape (N,)"),
    "exact: NaN": (lambda: least_squares(T_U, replaced(T_C, nan)), "t_c: got 1 of 11 values NaN"),
    "hessian: column": (lambda: hessian(COLUMN_U), "t_u: got shape (11, 1), expected (N,)"),
    "hessian: list": (lambda: hessian([1.0]), "t_u: got list, expected a tensor"),
    "table: no path": (lambda: read_columns(None, "u"), "path: got NoneType, expected the name"),
    "table: no file": (lambda: read_columns("nowhere.csv", "u"), "nowhere.csv: got no file"),
    "table: one column": (lambda: load_pair("nowhere.csv", "u", "u"), "inputs and truth: got column 'u'"),
    "predict: params (2, K)": (
        lambda: predict_loss(1, RATE, SEVERAL, T_U, T_C),
        "params: got shape (2, 3), expected (2,)",
    ),
    "factor: list": (lambda: step_factor(0.1, 0.5, [1.0]), "t_u: got list, expected a tensor"),
    "factor: column": (lambda: step_factor(0.1, 0.5, COLUMN_U), "t_u: got shape (11, 1), expected (N,)"),
    "epochs: minimum zero": (lambda: epochs_needed(0.1, PARAMS, T_U[:3], torch.zeros(3)), "minimum … got"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named(mistake):
    call, words = MISTAKES[mistake]
    with pytest.raises((FileNotFoundError, TypeError, ValueError)) as caught:
        call()
    said = str(caught.value)
    assert ": got " in said and ", expected " in said
    assert [part for part in words.split(" … ") if part not in said] == [], said


# What a loop refuses it has not begun: nothing given to it is changed, and nothing is said.

LOOPS = {"autograd_loop": autograd_loop, "optimizer_loop": optimizer_loop, "validation_loop": validation_loop}


def attempt(name, begun=False, **changes):
    """A call of a loop with changed arguments, which must leave everything as it was; .grad only until it has begun."""
    given = {"n_epochs": 3, "learning_rate": RATE, "t_u": T_U, "t_c": T_C, "val_t_u": T_U[:2], "val_t_c": T_C[:2]}
    given |= changes
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
    "params list": ("params", [1.0, 0.0], TypeError, "got list, expected a tensor"),
    "params without grad": ("params", PARAMS, ValueError, "without requires_grad, expected", "params.requires_grad_()"),
    "params computed": (
        "params",
        LEAF * 2,
        ValueError,
        "got the result of a computation (MulBackward0), expected a leaf",
        "params.detach()",
    ),
    "params NaN": ("params", requiring_grad(BROKEN), ValueError, "got [1.0, nan], expected finite"),
    "params ()": ("params", requiring_grad(torch.tensor(1.0)), ValueError, "got shape (), expected (P,)", "(P, K)"),
    "params (0,)": ("params", requiring_grad(torch.ones(0)), ValueError, "got shape (0,), expected (P,)"),
    "params (2, 1, 1)": (
        "params",
        requiring_grad(torch.ones(2, 1, 1)),
        ValueError,
        "got shape (2, 1, 1), expected (P,)",
    ),
    "t_u list": ("t_u", [1.0], TypeError, "got list, expected a tensor"),
    "t_u (N, 1)": ("t_u", COLUMN_U, ValueError, "got shape (11, 1)", "params (2,), expected (N,)"),
    "t_u empty": ("t_u", T_U[:0], ValueError, "got shape (0,), expected", "N >= 1"),
    "t_u NaN": ("t_u", replaced(T_U, nan), ValueError, "got 1 of 11 values NaN or infinite, expected finite"),
    "t_c list": ("t_c", [1.0], TypeError, "got list, expected a tensor"),
    "t_c (N, 1)": ("t_c", COLUMN_C, ValueError, "got shape (11, 1)", "expected (N,)"),
    "t_c length": ("t_c", T_C[:5], ValueError, "got shape (5,) beside", "(11,)", "the same N"),
    "t_c infinite": ("t_c", replaced(T_C, -inf), ValueError, "got 1 of 11 values NaN or infinite, expected finite"),
}


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("mistake", LOOP_MISTAKES)
def test_a_mistake_in_a_loop_is_named_before_anything_has_changed(mistake, loop, capfd):
    argument, value, exception, *fragments = LOOP_MISTAKES[mistake]
    with pytest.raises(exception) as caught:
        attempt(loop, **{argument: value})
    message = str(caught.value)
    blamed = f"train_{argument}" if loop == "validation_loop" and argument in ("t_u", "t_c") else argument
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
@pytest.mark.parametrize(
    ("wrong", "shapes"),
    [
        (lambda t_u, w, b: w * t_u[:, None] + b, r"\(11, 1\) and \(11,\)"),
        (lambda t_u, w, b: w + b, r"\(\) and \(11,\)"),
    ],
    ids=["column", "number"],
)
def test_predictions_that_do_not_fit_are_named_before_anything_has_changed(wrong, shapes, loop):
    with pytest.raises(ValueError, match=rf"^t_p and t_c: got shapes {shapes}, expected"):
        attempt(loop, model=wrong)


OTHER_OPTIMIZERS = {
    "of an equal copy": (
        lambda params: torch.optim.SGD([requiring_grad(PARAMS)], lr=0.1),
        ValueError,
        "got SGD that holds 1 other tensor(s) of shape (2,), expected one that holds params itself",
    ),
    "of other tensors": (
        lambda params: torch.optim.Adam([LEAF, SEVERAL_LEAVES]),
        ValueError,
        "got Adam that holds 2 other tensor(s) of shape (2,), (2, 3), expected",
        "Adam([params], ...)",
    ),
    "our own, of an equal copy": (
        lambda params: RMSprop(requiring_grad(PARAMS), 0.1),
        ValueError,
        "got RMSprop that holds 1 other tensor(s)",
    ),
    "of a view": (
        lambda params: torch.optim.SGD([params.detach().requires_grad_()], lr=0.1),
        ValueError,
        "got SGD that holds 1 other",
    ),
}


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
    "(P,)": (torch.ones(2), "got shape (2,) beside params of shape (2,), expected one number"),
    "negative": (torch.tensor(-0.25), "expected finite numbers greater than 0"),
}


@pytest.mark.parametrize("mistake", RATE_MISTAKES)
def test_a_learning_rate_that_would_do_harm_is_named(mistake):
    rate, words = RATE_MISTAKES[mistake]
    with pytest.raises(ValueError, match="^learning_rate: got ") as caught:
        attempt("autograd_loop", learning_rate=rate)
    assert words in str(caught.value)


# Every argument that must be one finite number above zero.
POSITIVE = {
    "learning_rate": lambda value: train(1, value),
    "delta": lambda value: central_difference(never, PARAMS, value),
    "learning_rate of autograd_loop": lambda value: attempt("autograd_loop", learning_rate=value),
    "lr of SGD": lambda value: SGD(LEAF, value),
    "lr of RMSprop": lambda value: RMSprop(LEAF, value),
    "lr of Adam": lambda value: Adam(LEAF, value),
}


@pytest.mark.parametrize("argument", POSITIVE)
@pytest.mark.parametrize("value", [0, 0.0, -1, -1e-4, inf, -inf, nan])
def test_a_number_that_must_be_positive_is_checked(argument, value):
    with pytest.raises(ValueError, match=rf"^{argument.split()[0]}: got {value}, expected .* greater than 0"):
        POSITIVE[argument](value)


# Functions that the loops take bare check in every other call, also one by names.
BY_NAME = {
    "model": lambda: model(t_u=T_U, w=torch.ones(11), b=0.0),
    "loss_fn": lambda: loss_fn(t_c=COLUMN_C, t_p=T_U),
    "grad_fn": lambda: grad_fn(t_u=T_U, t_c=COLUMN_C, t_p=T_U, w=1.0, b=0.0),
}


@pytest.mark.parametrize("name", BY_NAME)
def test_arguments_given_by_name_are_checked_too(name):
    with pytest.raises(ValueError, match="got shapes"):
        BY_NAME[name]()


def test_a_forgotten_argument_is_an_error_of_the_function_and_not_of_its_check():
    for function, args in ((model, (T_U, 1.0)), (loss_fn, (T_U,)), (grad_fn, (T_U, T_C, T_U))):
        with pytest.raises(TypeError, match=rf"^{function.__name__}\(\) missing"):
            function(*args)


@pytest.mark.parametrize("loop", [training_loop, *LOOPS.values()])
def test_a_loop_checks_at_its_door_and_not_in_its_epochs(loop, monkeypatch):
    """Every function of checks counts its calls; a hundred epochs take as many as one."""
    from helpers import checks, gradients, loss

    calls = []

    def counting(name, check):
        return lambda *args, **named: calls.append(name) or check(*args, **named)

    for name, check in [item for item in vars(checks).items() if item[0].startswith("check_")]:
        monkeypatch.setattr(checks, name, counting(name, check))
        for module in (gradients, loss, sys.modules[loop.__module__]):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, counting(name, check))
    counts = []
    for n_epochs in (1, 100):
        calls.clear()
        params = PARAMS.clone() if loop is training_loop else requiring_grad(PARAMS)
        rate = SGD(params, 1e-5) if loop in (optimizer_loop, validation_loop) else 1e-5
        loop(n_epochs, rate, params, *((T_U, T_U, T_C, T_C) if loop is validation_loop else (T_U, T_C)))
        counts.append(len(calls))
    assert 0 < counts[0] == counts[1]
