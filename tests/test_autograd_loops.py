"""The loops in which PyTorch finds the gradient: each against the loop with the gradient by hand.

Where unlike runs are compared, the arithmetic hardly rounds: see strategies.exact_lines and strategies.close.
"""

import weakref

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import always, briefly, close, exact_lines, exact_rates, lines, numbers, tensors

from helpers import (
    History,
    autograd_loop,
    calc_forward,
    grad_fn,
    loss_fn,
    model,
    optimizer_loop,
    polynomial,
    thermometer,
    training_loop,
    validation_loop,
)
from helpers.optimizers import SGD, Adam, RMSprop


def leaf(start):
    return start.clone().requires_grad_()


# The three loops with plain gradient descent, called like training_loop, but that params is a leaf.


def by_autograd(n_epochs, learning_rate, params, t_u, t_c, **options):
    return autograd_loop(n_epochs, learning_rate, params, t_u, t_c, **options)


def by_optimizer(n_epochs, learning_rate, params, t_u, t_c, **options):
    return optimizer_loop(n_epochs, SGD(params, learning_rate), params, t_u, t_c, **options)


def by_pytorchs_optimizer(n_epochs, learning_rate, params, t_u, t_c, **options):
    optimizer = torch.optim.SGD([params], lr=learning_rate)
    return optimizer_loop(n_epochs, optimizer, params, t_u, t_c, **options)


def with_validation(n_epochs, learning_rate, params, t_u, t_c, **options):
    optimizer = SGD(params, learning_rate)
    return validation_loop(n_epochs, optimizer, params, t_u, t_u[:1], t_c, t_c[:1] + 1, **options)


SEVERAL_RATES = [by_autograd, by_optimizer, with_validation]
LOOPS = [*SEVERAL_RATES, by_pytorchs_optimizer]  # torch.optim has one learning rate for all lines


def run(loop, n_epochs, learning_rate, start, t_u, t_c, **options):
    """Final parameters and history, in silence."""
    history = History(quiet=True)
    start = start if loop is training_loop else leaf(start)
    return loop(n_epochs, learning_rate, start, t_u, t_c, history=history, **options).detach(), history


def rows(history):
    """The history as one tensor: loss, parameters, and the gradient, epoch by epoch."""
    return torch.cat([history.loss[:, None], history.params, history.grad], dim=1)


def book(dtype=torch.float32, scale=1.0):
    t_u, t_c = thermometer(dtype)
    return torch.tensor([1.0, 0.0], dtype=dtype), scale * t_u, t_c


@pytest.mark.parametrize("loop", LOOPS)
@briefly
@given(line=exact_lines, learning_rate=exact_rates)
def test_a_loop_equals_the_one_with_the_gradient_by_hand_in_all_it_records(loop, line, learning_rate):
    t_u, t_c, start = line
    expected, by_hand = run(training_loop, 4, learning_rate, start, t_u, t_c)
    final, history = run(loop, 4, learning_rate, start, t_u, t_c)
    assert close(final, expected)
    assert close(rows(history), rows(by_hand))


@pytest.mark.parametrize("loop", SEVERAL_RATES)
@briefly
@given(line=lines(), learning_rate=st.floats(1e-6, 1e-2), n_epochs=st.integers(1, 6))
def test_every_epoch_of_any_run_is_a_step_of_gradient_descent(loop, line, learning_rate, n_epochs):
    t_u, t_c, start = line
    final, history = run(loop, n_epochs, learning_rate, start, t_u, t_c)
    assert len(history) == n_epochs and history.diverged is None
    assert torch.equal(history.params[0], start)
    after_each = history.params - learning_rate * history.grad
    assert close(torch.cat([history.params[1:], final[None]]), after_each, size=history.params.abs().max())
    for loss, params, grad in zip(history.loss, history.params, history.grad, strict=True):
        t_p = model(t_u, *params)
        assert torch.equal(loss, loss_fn(t_p, t_c))
        # As in test_gradients: N + 4 roundings of terms of this size, on either side.
        w, b = params.abs()
        terms = 2 * (w * t_u.abs() + b + t_c.abs())
        sizes = torch.stack([(terms * t_u.abs()).mean(dim=0), terms.mean(dim=0)])
        rounding = (len(t_u) + 4) * torch.finfo(grad.dtype).eps * sizes
        assert ((grad - grad_fn(t_u, t_c, t_p, *params)).abs() <= rounding).all()


@pytest.mark.parametrize("loop", SEVERAL_RATES)
@briefly
@given(line=exact_lines.filter(lambda line: line[2].ndim == 2), data=st.data())
def test_k_lines_at_once_equal_k_single_runs(loop, line, data):
    t_u, t_c, start = line
    k = start.shape[1]
    learning_rate = data.draw(st.one_of(exact_rates, tensors((k,), exact_rates)))
    final, history = run(loop, 4, learning_rate, start, t_u, t_c)
    for i in range(k):
        rate = learning_rate[i].item() if isinstance(learning_rate, torch.Tensor) else learning_rate
        own = (t.expand(-1, k)[:, i] for t in (t_u, t_c))
        single_final, single = run(loop, 4, rate, start[:, i], *own)
        assert close(final[:, i], single_final)
        assert close(rows(history)[:, :, i], rows(single))
        if loop is with_validation:
            assert close(history.val_loss[:, i], single.val_loss)


@pytest.mark.parametrize("loop", SEVERAL_RATES)
@briefly
@given(
    # On inputs -1 and 1 a step multiplies w and b by 1 - 2 * rate; -1/2 converges, the others diverge.
    factors=st.lists(st.sampled_from([-0.5, -2.0, -(2.0**6), -(2.0**9), -(2.0**20)]), min_size=1, max_size=4),
    b=st.integers(1, 3),
)
def test_a_diverging_line_equals_its_single_run_until_it_diverges_and_disturbs_no_other(loop, factors, b):
    t_u, t_c = torch.tensor([-1.0, 1.0]), torch.zeros(2)
    rates = (1 - torch.tensor(factors)) / 2
    start = torch.tensor([1.0, float(b)])
    _, history = run(loop, 30, rates, start[:, None].expand(2, len(rates)), t_u[:, None], t_c[:, None])
    singles = [run(loop, 30, rate.item(), start, t_u, t_c)[1] for rate in rates]
    for i, single in enumerate(singles):
        assert close(rows(history)[: len(single), :, i], rows(single))
        assert not history.loss[len(single) :, i].isfinite().any()
    ends = [single.diverged for single in singles]
    assert history.diverged == (None if None in ends else max(ends))
    assert len(history) == max(len(single) for single in singles)


@pytest.mark.parametrize("optimizer", [lambda p, rates: SGD(p, rates, momentum=0.5), RMSprop, Adam])
def test_a_line_that_diverges_does_not_disturb_the_others_whatever_the_optimizer(optimizer):
    # Two readings: a sum of two is the same in any order, so nothing hides behind rounding.
    t_u, t_c = torch.tensor([[-1.0], [3.0]]), torch.tensor([[2.0], [-0.5]])
    starts, rates = torch.tensor([[1.0, 1e19, 1.0], [0.0, 1e19, 0.5]]), torch.tensor([0.1, 1e30, 0.05])
    history = History(quiet=True)
    params = leaf(starts)
    optimizer_loop(20, optimizer(params, rates), params, t_u, t_c, history=history)
    assert len(history) == 20 and not history.loss[-1, 1].isfinite()
    for i in (0, 2):
        alone, single = leaf(starts[:, i]), History()
        optimizer_loop(20, optimizer(alone, rates[i].item()), alone, t_u[:, 0], t_c[:, 0], history=single)
        assert close(rows(history)[:, :, i], rows(single), roundings=100, size=1.0)
        assert close(params[:, i], alone, roundings=100, size=1.0)


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize(
    ("start", "learning_rate", "words"),
    [
        (
            (1.0, 0.0),
            1e-2,
            "Stopped at epoch 11: the loss is no longer finite. The learning rate is too large here.\n",
        ),
        ((1e25, 0.0), 1e-4, "Stopped at epoch 1: the loss is no longer finite. The start is too far off.\n"),
    ],
)
def test_a_run_that_diverges_stops_with_the_same_words(loop, start, learning_rate, words, capfd):
    t_u, t_c = thermometer()
    training_loop(100, learning_rate, torch.tensor(start), t_u, t_c)
    assert capfd.readouterr() == (words, "")
    history = History()
    params = loop(100, learning_rate, leaf(torch.tensor(start)), t_u, t_c, history=history)
    assert capfd.readouterr() == (words, "")
    assert history.diverged == len(history) and not history.loss[-1].isfinite()
    assert torch.equal(params, history.params[-1])
    loop(100, learning_rate, leaf(torch.tensor(start)), t_u, t_c)
    assert capfd.readouterr() == (words, ""), "a run speaks without a history too"
    run(loop, 100, learning_rate, torch.tensor(start), t_u, t_c)
    assert capfd.readouterr() == ("", ""), "a quiet run says nothing"


@pytest.mark.parametrize("loop", [by_autograd, by_optimizer, by_pytorchs_optimizer])
def test_a_loop_prints_what_the_first_one_prints(loop, capfd):
    training_loop(7, 1e-4, *book(), history=History(print_every=3))
    expected = capfd.readouterr()
    assert expected.out.startswith("Epoch 1: loss 1764, gradient (4517, 82.6)\nEpoch 3:")
    start, t_u, t_c = book()
    loop(7, 1e-4, leaf(start), t_u, t_c, history=History(print_every=3))
    assert capfd.readouterr() == expected


def test_validation_prints_both_losses(capfd):
    start, t_u, t_c = book()
    with_validation(4, 1e-4, leaf(start), t_u, t_c, history=History(print_every=2))
    assert capfd.readouterr().out == (
        "Epoch 1: training loss 1764, validation loss 1170\n"
        "Epoch 2: training loss 323.1, validation loss 326.3\n"
        "Epoch 4: training loss 37.55, validation loss 75.49\n"
    )


@pytest.mark.parametrize("loop", SEVERAL_RATES)
def test_several_models_print_several_losses(loop, capfd):
    t_u, t_c = (t[:, None] for t in thermometer())
    start = torch.tensor([[1.0, 0.0], [0.0, 0.0]])
    loop(1, 1e-4, leaf(start), t_u, t_c, history=History(print_every=1))
    losses = {with_validation: "training loss (1764, 187.4), validation loss (1170, 2.25)"}
    expected = losses.get(loop, "loss (1764, 187.4), gradient ((4517, -1364), (82.6, -21))")
    assert capfd.readouterr().out == f"Epoch 1: {expected}\n"


@pytest.mark.parametrize("loop", LOOPS)
def test_a_run_that_is_not_asked_prints_nothing(loop, capfd):
    for options in ({}, {"history": History()}):
        start, t_u, t_c = book()
        loop(3, 1e-4, leaf(start), t_u, t_c, **options)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("loop", LOOPS)
@briefly
@given(line=lines(), learning_rate=st.floats(1e-6, 1e-3))
def test_the_tensor_that_comes_back_is_the_one_given_changed_in_place_and_no_other(loop, line, learning_rate):
    t_u, t_c, start = line
    before = [t.clone() for t in line]
    params = leaf(start)
    address = params.data_ptr()
    history = History()
    assert loop(3, learning_rate, params, t_u, t_c, history=history) is params
    assert params.data_ptr() == address and params.is_leaf and params.requires_grad
    assert torch.equal(history.params[0], start), "the history keeps the start, not the tensor that changes"
    assert all(torch.equal(a, b) for a, b in zip(before, line, strict=True)), "an argument was changed"
    assert not any(recorded.requires_grad for recorded in (history.loss, history.params, history.grad))


@pytest.mark.parametrize("loop", LOOPS)
@briefly
@given(line=lines(), left_over=st.integers(-9, 9))
def test_a_gradient_left_over_from_before_does_not_matter(loop, line, left_over):
    t_u, t_c, start = line
    expected, fresh = run(loop, 3, 1e-5, start, t_u, t_c)
    params, history = leaf(start), History()
    params.grad = torch.full_like(params, left_over)
    assert torch.equal(loop(3, 1e-5, params, t_u, t_c, history=history), expected)
    assert torch.equal(rows(history), rows(fresh))


@pytest.mark.parametrize("loop", LOOPS)
def test_a_run_can_be_continued(loop):
    start, t_u, t_c = book()
    expected, whole = run(loop, 7, 1e-4, start, t_u, t_c)
    params, first, second = leaf(start), History(), History()
    loop(3, 1e-4, params, t_u, t_c, history=first)
    loop(4, 1e-4, params, t_u, t_c, history=second)
    assert torch.equal(params, expected)
    assert torch.equal(torch.cat([rows(first), rows(second)]), rows(whole))


@pytest.mark.parametrize("loop", LOOPS)
@briefly
@given(line=lines(numbers), n_epochs=st.integers(1, 5))
def test_remembering_no_epoch_changes_nothing_else(loop, line, n_epochs):
    t_u, t_c, start = line
    expected, _ = run(loop, n_epochs, 1e-5, start, t_u, t_c)
    none = History(keep=False)
    assert torch.equal(loop(n_epochs, 1e-5, leaf(start), t_u, t_c, history=none), expected)
    assert len(none) == 0


@st.composite
def curves(draw):
    """t_u, t_c and coefficients of one polynomial, (N,) and (P,), or of K, (N, 1) or (N, K) and (P, K)."""
    t_u, t_c, params = draw(lines(dtypes=st.just(torch.float64)))
    degree = draw(st.integers(0, 3))
    return 0.01 * t_u, t_c, draw(tensors((degree + 1, *params.shape[1:])))


@pytest.mark.parametrize("loop", SEVERAL_RATES)
@briefly
@given(curve=curves(), learning_rate=st.floats(1e-4, 1e-2))
def test_any_model_of_any_number_of_parameters_is_fitted_by_autograds_gradient(loop, curve, learning_rate):
    t_u, t_c, start = curve
    final, history = run(loop, 4, learning_rate, start, t_u, t_c, model=polynomial)
    params = start
    for epoch in range(4):
        copy = leaf(params)
        loss = loss_fn(polynomial(t_u, *copy), t_c)
        (grad,) = torch.autograd.grad(loss.sum(), copy)
        assert torch.equal(rows(history)[epoch], torch.cat([loss[None], params, grad]).detach())
        params = params - learning_rate * grad
    assert torch.equal(final, params)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_model_need_be_no_function_of_the_course(loop):
    start, t_u, t_c = book()
    final, history = run(loop, 5, 1e-5, start[:1], t_u, t_c, model=lambda t_u, w: w * t_u)
    assert final.shape == (1,) and history.params.shape == history.grad.shape == (5, 1)
    expected, _ = run(loop, 5, 1e-5, start[:1], t_u, t_c, model=polynomial_through_the_origin)
    assert close(final, expected)


def polynomial_through_the_origin(t_u, w, b=0.0):
    return polynomial(t_u, w, b)


def test_a_function_built_into_pytorch_serves_as_a_model_too():
    start, t_u, t_c = book()
    expected, _ = run(by_autograd, 5, 1e-5, start[:1], t_u, t_c, model=lambda t_u, w: w * t_u)
    final, _ = run(by_autograd, 5, 1e-5, start[:1], t_u, t_c, model=torch.mul)
    assert close(final, expected)


# Validation.


OPTIMIZERS = {
    "SGD": lambda params: SGD(params, 1e-4, momentum=0.5),
    "RMSprop": lambda params: RMSprop(params, 1e-2),
    "Adam": lambda params: Adam(params, 1e-2),
    "PyTorch's SGD": lambda params: torch.optim.SGD([params], lr=1e-4, momentum=0.5),
    "PyTorch's AdamW": lambda params: torch.optim.AdamW([params], lr=1e-2),
}


@st.composite
def held_out(draw, params):
    """Finite validation data of any size and any length, beside one model or K."""
    m = draw(st.integers(1, 6))
    widths = st.sampled_from([(1,), params.shape[1:]]) if params.ndim == 2 else st.just(())
    wild = st.one_of(numbers, st.floats(-1e150, 1e150))
    return tuple(draw(tensors((m, *draw(widths)), wild, params.dtype)) for _ in range(2))


@pytest.mark.parametrize("name", OPTIMIZERS)
@briefly
@given(line=lines(dtypes=st.just(torch.float64)), data=st.data())
def test_validation_never_changes_a_parameter(name, line, data):
    t_u, t_c, start = line
    params, without = leaf(start), History()
    optimizer_loop(6, OPTIMIZERS[name](params), params, t_u, t_c, history=without)
    for _ in range(2):
        val_t_u, val_t_c = data.draw(held_out(start))
        before = val_t_u.clone(), val_t_c.clone()
        other, history = leaf(start), History()
        validation_loop(6, OPTIMIZERS[name](other), other, t_u, val_t_u, t_c, val_t_c, history=history)
        assert torch.equal(params, other) and torch.equal(rows(history), rows(without))
        assert torch.equal(before[0], val_t_u) and torch.equal(before[1], val_t_c)
        for val_loss, at in zip(history.val_loss, history.params, strict=True):
            assert close(val_loss, loss_fn(model(val_t_u, *at), val_t_c))


def test_a_validation_loss_that_is_not_finite_does_not_stop_the_training(capfd):
    start, t_u, t_c = book()
    params, history = leaf(start), History()
    optimizer = SGD(params, 1e-4)
    validation_loop(5, optimizer, params, t_u, 1e30 * t_u, t_c, t_c, history=history)
    assert history.val_loss.isinf().all() and history.loss.isfinite().all()
    assert len(history) == 5 and history.diverged is None and capfd.readouterr() == ("", "")


def saved_by_autograd(call):
    """Shapes of all tensors that autograd kept for a backward pass."""
    shapes = []

    def pack(tensor):
        shapes.append(tuple(tensor.shape))
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        call()
    return shapes


def test_validation_keeps_no_graph():
    t_u, t_c = torch.linspace(-1, 1, 7), torch.linspace(0, 5, 7)
    val_t_u, val_t_c = torch.linspace(-1, 1, 1000), torch.linspace(0, 5, 1000)
    params, history = leaf(torch.tensor([1.0, 0.0])), History()
    optimizer = SGD(params, 0.1)
    shapes = saved_by_autograd(
        lambda: validation_loop(3, optimizer, params, t_u, val_t_u, t_c, val_t_c, history=history)
    )
    assert set(shapes) & {(7,), (1000,)} == {(7,)}
    assert history.val_loss.grad_fn is None and not history.val_loss.requires_grad
    with_a_graph = saved_by_autograd(lambda: calc_forward(val_t_u, val_t_c, True, params))
    assert (1000,) in with_a_graph, "or else nothing was measured"


def test_the_predictions_of_a_validation_do_not_outlive_it():
    t_u, t_c = torch.linspace(-1, 1, 7), torch.linspace(0, 5, 7)
    val_t_u, val_t_c = torch.linspace(-1, 1, 10), torch.linspace(0, 5, 10)
    predictions, alive = [], []

    def watched(inputs, w, b):
        alive.extend(len(inputs) for ref in predictions if ref() is not None)
        t_p = w * inputs + b
        if len(inputs) == 10:
            predictions.append(weakref.ref(t_p))
        return t_p

    params = leaf(torch.tensor([1.0, 0.0]))
    validation_loop(4, Adam(params, 0.1), params, t_u, val_t_u, t_c, val_t_c, model=watched, history=History())
    assert len(predictions) == 1 + 4 and alive == []  # the loop tries a model once before it begins


def test_the_history_of_a_loop_without_validation_has_no_validation_losses():
    start, t_u, t_c = book()
    history = History()
    with_validation(3, 1e-4, leaf(start), t_u, t_c, history=history)
    assert history.val_loss.shape == (3,)
    for loop in (by_autograd, by_optimizer):
        loop(3, 1e-4, leaf(start), t_u, t_c, history=history)
        with pytest.raises(ValueError, match=r"^history: got a run without validation, expected one that validation_"):
            _ = history.val_loss
    with_validation(2, 1e-4, leaf(start), t_u, t_c, history=history)
    assert history.val_loss.shape == (2,)


def test_the_history_remembers_the_validation_losses_of_k_models():
    t_u, t_c = (t[:, None] for t in thermometer())
    history = History()
    with_validation(3, 1e-4, leaf(torch.ones(2, 4)), t_u, t_c, history=history)
    assert history.val_loss.shape == (3, 4)
    with pytest.raises(ValueError, match="^history: got no epoch, expected"):
        _ = History().val_loss


# calc_forward.


@always
@given(lines(), st.booleans())
def test_calc_forward_gives_the_loss_and_a_graph_only_to_train(line, is_train):
    t_u, t_c, start = line
    params = leaf(start)
    loss = calc_forward(t_u, t_c, is_train, params)
    assert torch.equal(loss, loss_fn(model(t_u, *start), t_c))
    assert loss.requires_grad == is_train and (loss.grad_fn is not None) == is_train
    assert params.grad is None and torch.equal(params, start)
    if is_train:
        loss.sum().backward()
        (expected,) = torch.autograd.grad(loss_fn(model(t_u, *params), t_c).sum(), params)
        assert torch.equal(params.grad, expected)


def raising(t_u, w, b):
    raise ArithmeticError("no prediction")


@pytest.mark.parametrize("mode", [True, False])
@pytest.mark.parametrize("is_train", [True, False])
def test_calc_forward_leaves_the_mode_of_autograd_as_it_was(mode, is_train):
    start, t_u, t_c = book()
    seen = []

    def watched(t_u, w, b):
        seen.append(torch.is_grad_enabled())
        return model(t_u, w, b)

    with torch.set_grad_enabled(mode):
        loss = calc_forward(t_u, t_c, is_train, leaf(start), model=watched)
        assert torch.is_grad_enabled() == mode and loss.requires_grad == is_train and seen == [is_train]
        with pytest.raises(ArithmeticError, match="no prediction"):
            calc_forward(t_u, t_c, is_train, leaf(start), model=raising)
        assert torch.is_grad_enabled() == mode
    assert torch.is_grad_enabled()


@pytest.mark.parametrize("loop", [autograd_loop, optimizer_loop, validation_loop])
def test_a_loop_leaves_the_mode_of_autograd_as_it_was_when_the_model_raises(loop):
    start, t_u, t_c = book()
    params = leaf(start)
    data = {validation_loop: (t_u, t_u, t_c, t_c)}.get(loop, (t_u, t_c))
    with pytest.raises(ArithmeticError, match="no prediction"):
        loop(3, 1e-4 if loop is autograd_loop else SGD(params, 1e-4), params, *data, model=raising)
    assert torch.is_grad_enabled() and torch.equal(params, start)


def test_the_books_loop_with_calc_forward_is_the_validation_loop():
    start, t_u, t_c = book(scale=0.1)
    train, val = slice(0, 9), slice(9, 11)
    params, history = leaf(start), History()
    validation_loop(50, Adam(params, 1e-1), params, t_u[train], t_u[val], t_c[train], t_c[val], history=history)
    written_out, losses = leaf(start), []
    optimizer = Adam(written_out, 1e-1)
    for _ in range(50):
        train_loss = calc_forward(t_u[train], t_c[train], True, written_out)
        val_loss = calc_forward(t_u[val], t_c[val], False, written_out)
        optimizer.zero_grad()
        train_loss.backward()
        optimizer.step()
        losses.append([train_loss.item(), val_loss.item()])
    assert torch.equal(written_out, params)
    assert torch.equal(torch.tensor(losses), torch.stack([history.loss, history.val_loss], dim=1))


# The book's numbers, to the last digit it prints.


def test_the_book_starts_with_the_gradient_4517_2969_and_82_6000():
    start, t_u, t_c = book()
    params = leaf(start)
    loss_fn(model(t_u, *params), t_c).backward()
    assert [f"{g:.4f}" for g in params.grad.tolist()] == ["4517.2969", "82.6000"]


@pytest.mark.parametrize("loop", LOOPS)
def test_the_book_arrives_with_a_tenth_of_the_input(loop):
    params, history = run(loop, 5000, 1e-2, *book(scale=0.1))
    losses = [round(history.loss[epoch - 1].item(), 4) for epoch in (1, 500, 1000, 1500, 5000)]
    assert losses == [80.3643, 7.8601, 3.8285, 3.0922, 2.9276]
    assert [round(p, 4) for p in params.tolist()] == [5.3671, -17.3012]


@pytest.mark.parametrize("loop", LOOPS)
def test_the_book_takes_one_step_of_1e_5(loop):
    (w, b), _ = run(loop, 1, 1e-5, *book())
    assert (f"{w:.5f}", f"{b:.6f}") == ("0.95483", "-0.000826")


@pytest.mark.parametrize(
    "optimizer",
    [lambda p: Adam(p, 1e-1), lambda p: torch.optim.Adam([p], lr=1e-1)],
    ids=["ours", "PyTorch's"],
)
def test_adam_arrives_on_the_raw_inputs_in_2000_epochs(optimizer):
    start, t_u, t_c = book()
    params = leaf(start)
    history = History()
    w, b = optimizer_loop(2000, optimizer(params), params, t_u, t_c, history=history).tolist()
    assert (f"{w:.4f}", f"{b:.2f}") == ("0.5367", "-17.30")
    assert round(history.loss[-1].item(), 4) == 2.9276


def test_a_loop_of_ones_own_that_diverges_is_not_stopped_by_calc_forward():
    t_u, t_c = thermometer()
    params = torch.tensor([1.0, 0.0], requires_grad=True)
    for _ in range(40):
        params.grad = None
        calc_forward(t_u, t_c, True, params).backward()
        with torch.no_grad():
            params -= 1e-2 * params.grad
    assert not params.isfinite().any()
    assert not calc_forward(t_u, t_c, False, params).isfinite()


def test_a_history_keeps_no_graph_of_a_validation_loss_either():
    t_u, t_c = thermometer()
    params = torch.tensor([1.0, 0.0], requires_grad=True)
    loss, history = calc_forward(t_u, t_c, True, params), History()
    history.add(1, loss, params, torch.zeros(2), val_loss=calc_forward(t_u, t_c, True, params))
    assert not history.val_loss.requires_grad and not history.loss.requires_grad
