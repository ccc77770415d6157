"""The training loop: what it does, what it remembers, and the numbers of the book.

Two tests compare runs on numbers whose arithmetic never rounds, so that next to no tolerance is needed: small
halves with steps in powers of two, and powers of two all along where runs diverge.
"""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import always, close, exact_lines, exact_rates, lines, numbers, tensors

from helpers import History, grad_fn, loss_fn, model, thermometer, training_loop
from helpers.exact import least_squares

STOPPED = "Stopped at epoch {}: the loss is no longer finite. The learning rate is too large here.\n"


def run(n_epochs, learning_rate, params, t_u, t_c, **options):
    """Final parameters and history, in silence."""
    history = History(quiet=True, **options)
    return training_loop(n_epochs, learning_rate, params, t_u, t_c, history=history), history


def rows(history):
    """The history as one tensor: loss, w, b, and the gradient, epoch by epoch."""
    return torch.cat([history.loss[:, None], history.params, history.grad], dim=1)


@always
@given(exact_lines.filter(lambda line: line[2].ndim == 2), st.data())
def test_k_lines_at_once_equal_k_single_runs(line, data):
    t_u, t_c, params = line
    k = params.shape[1]
    learning_rate = data.draw(st.one_of(exact_rates, tensors((k,), exact_rates)))
    final, history = run(4, learning_rate, params, t_u, t_c)
    for i in range(k):
        rate = learning_rate[i].item() if isinstance(learning_rate, torch.Tensor) else learning_rate
        own = (t.expand(-1, k)[:, i] for t in (t_u, t_c))
        single_final, single = run(4, rate, params[:, i], *own)
        assert close(final[:, i], single_final)
        assert close(rows(history)[:, :, i], rows(single))


@always
@given(
    # On inputs -1 and 1 a step multiplies w and b by 1 - 2 * rate; -1/2 converges, the others diverge.
    st.lists(st.sampled_from([-0.5, -2.0, -(2.0**6), -(2.0**9), -(2.0**20)]), min_size=1, max_size=4),
    st.integers(1, 3),
)
def test_a_diverging_line_equals_its_single_run_until_it_diverges_and_disturbs_no_other(factors, b):
    t_u, t_c = torch.tensor([-1.0, 1.0]), torch.zeros(2)
    rates = (1 - torch.tensor(factors)) / 2
    params = torch.tensor([1.0, float(b)])
    _, history = run(30, rates, params[:, None].expand(2, len(rates)), t_u[:, None], t_c[:, None])
    singles = [run(30, rate.item(), params, t_u, t_c)[1] for rate in rates]
    for i, single in enumerate(singles):
        assert close(rows(history)[: len(single), :, i], rows(single))
        assert not history.loss[len(single) :, i].isfinite().any()
    ends = [single.diverged for single in singles]
    assert history.diverged == (None if None in ends else max(ends))
    assert len(history) == max(len(single) for single in singles)


def test_a_line_that_diverged_among_others_goes_on_until_its_parameters_are_not_finite_either():
    t_u, t_c = (t[:, None] for t in thermometer())
    start = torch.tensor([[1.0, 1.0], [0.0, 0.0]])
    for n_epochs in (11, 12, 40):  # the loss of the first line is infinite from epoch 11 on
        final, history = run(n_epochs, torch.tensor([1e-2, 1e-4]), start, t_u, t_c)
        assert not history.loss[-1, 0].isfinite()
        assert final[:, 1].isfinite().all()
    assert not final[:, 0].isfinite().any()


@always
@given(exact_lines, exact_rates)
def test_sgd_with_backward_takes_the_same_steps(line, learning_rate):
    t_u, t_c, start = line
    params = start.clone().requires_grad_()
    optimizer = torch.optim.SGD([params], lr=learning_rate)
    for _ in range(4):
        optimizer.zero_grad()
        loss_fn(model(t_u, *params), t_c).sum().backward()
        optimizer.step()
    assert close(run(4, learning_rate, start, t_u, t_c)[0], params.detach())


@always
@given(lines(), st.floats(1e-6, 1e-2), st.integers(1, 6))
def test_the_history_begins_at_the_start_and_each_step_follows_the_gradient(line, learning_rate, n_epochs):
    t_u, t_c, start = line
    before = [t.clone() for t in line]
    final, history = run(n_epochs, learning_rate, start, t_u, t_c)
    assert len(history) == n_epochs and history.diverged is None
    assert torch.equal(history.params[0], start)
    after_each = history.params - learning_rate * history.grad
    assert close(torch.cat([history.params[1:], final[None]]), after_each, size=history.params.abs().max())
    for loss, params, grad in zip(history.loss, history.params, history.grad, strict=True):
        t_p = model(t_u, *params)
        assert torch.equal(loss, loss_fn(t_p, t_c)) and torch.equal(grad, grad_fn(t_u, t_c, t_p, *params))
    assert all(torch.equal(a, b) for a, b in zip(before, line, strict=True)), "an argument was changed"


@always
@given(lines(), st.floats(1e-6, 1))
def test_the_loop_is_deterministic(line, learning_rate):
    t_u, t_c, params = line
    (first, a), (second, b) = (run(5, learning_rate, params, t_u, t_c) for _ in range(2))
    assert close(first, second) and close(rows(a), rows(b))


@always
@given(lines(dtypes=st.just(torch.float32)), st.floats(2.0**-20, 1, width=32))
def test_a_rate_may_be_a_number_a_tensor_or_one_per_line(line, learning_rate):
    t_u, t_c, params = line
    expected, _ = run(3, learning_rate, params, t_u, t_c)
    forms = [torch.tensor(learning_rate)]
    if params.ndim == 2:
        forms.append(torch.full((params.shape[1],), learning_rate))
    for form in forms:
        found, _ = run(3, form, params, t_u, t_c)
        assert close(found, expected, roundings=100, size=expected.abs().max())


@always
@given(lines(numbers), st.integers(1, 5))
def test_remembering_no_epoch_changes_nothing_else(line, n_epochs):
    t_u, t_c, params = line
    (all_final, all_epochs), (final, none) = (
        run(n_epochs, 1e-5, params, t_u, t_c, keep=keep) for keep in (True, False)
    )
    assert len(all_epochs) == n_epochs and len(none) == 0
    assert torch.equal(final, all_final)


def book(dtype=torch.float32, scale=1.0):
    t_u, t_c = thermometer(dtype)
    return torch.tensor([1.0, 0.0], dtype=dtype), scale * t_u, t_c


def test_a_history_serves_again_for_the_next_run():
    history = History(quiet=True)
    training_loop(20, 1e-2, *book(), history=history)
    assert history.diverged == 11
    training_loop(3, 1e-4, *book(), history=history)
    assert history.diverged is None and close(rows(history), rows(run(3, 1e-4, *book())[1]))


def test_the_history_remembers_numbers_not_tensors_that_change_later():
    # A loop with autograd: parameters and gradient are changed in place, and the loss carries a graph.
    params = torch.tensor([2.0, 3.0], requires_grad=True)
    loss = (params**2).sum()
    loss.backward()
    history = History()
    assert history.add(1, loss, params, params.grad)
    with torch.no_grad():
        params.zero_()
        params.grad.zero_()
    assert rows(history).tolist() == [[13.0, 2.0, 3.0, 4.0, 6.0]]
    assert not rows(history).requires_grad


@pytest.mark.parametrize("which", ["params", "t_u", "t_c", "learning_rate"])
def test_a_tensor_that_would_make_a_graph_grow_is_refused(which):
    arguments = dict(zip(("params", "t_u", "t_c"), book(), strict=True), learning_rate=torch.tensor(1e-4))
    arguments[which].requires_grad_()
    with pytest.raises(ValueError, match=rf"^{which}: got .*requires_grad=True, expected .*{which}\.detach\(\)"):
        run(3, **arguments)


def test_a_diverging_run_stops_says_so_once_and_returns_the_parameters_that_diverged(capfd):
    history = History()
    params = training_loop(100, 1e-2, *book(), history=history)
    assert capfd.readouterr() == (STOPPED.format(11), "")
    assert history.diverged == len(history) == 11
    assert history.loss[:-1].isfinite().all() and history.loss[-1].isinf()
    assert torch.equal(params, history.params[-1])


def test_a_start_that_is_too_far_off_is_not_blamed_on_the_learning_rate(capfd):
    run_from = torch.tensor([1e25, 0.0])
    training_loop(5, 1e-4, run_from, *thermometer())
    assert capfd.readouterr().out == "Stopped at epoch 1: the loss is no longer finite. The start is too far off.\n"


def test_a_diverging_run_speaks_without_a_history_too(capfd):
    training_loop(100, 1e-2, *book())
    assert capfd.readouterr() == (STOPPED.format(11), "")


def test_a_quiet_run_says_nothing(capfd):
    run(100, 1e-2, *book())
    assert capfd.readouterr() == ("", "")


def test_a_run_prints_epoch_1_and_every_so_many(capfd):
    training_loop(7, 1e-4, *book(), history=History(print_every=3))
    assert capfd.readouterr().out == (
        "Epoch 1: loss 1764, gradient (4517, 82.6)\n"
        "Epoch 3: loss 78.93, gradient (765.5, 16.51)\n"
        "Epoch 6: loss 29.35, gradient (53.35, 3.97)\n"
    )


def test_several_lines_print_several_losses(capfd):
    t_u, t_c = (t[:, None] for t in thermometer())
    training_loop(1, 1e-4, torch.tensor([[1.0, 0.0], [0.0, 0.0]]), t_u, t_c, history=History(print_every=1))
    assert capfd.readouterr().out == "Epoch 1: loss (1764, 187.4), gradient ((4517, -1364), (82.6, -21))\n"


def test_a_run_that_is_not_asked_prints_nothing(capfd):
    training_loop(3, 1e-4, *book())
    training_loop(3, 1e-4, *book(), history=History())
    assert capfd.readouterr() == ("", "")


# The book's numbers, to the last digit it prints.


def test_the_book_diverges_at_1e_2():
    _, history = run(20, 1e-2, *book())
    loss = [f"{value:.5g}" for value in history.loss.tolist()]
    assert loss[:3] == ["1763.9", "5.8025e+06", "1.9408e+10"] and loss[10:] == ["inf"]
    assert [round(p, 4) for p in history.params[1].tolist()] == [-44.1730, -0.8260]


def test_the_book_creeps_at_1e_4():
    params, history = run(100, 1e-4, *book())
    assert [round(history.loss[e].item(), 2) for e in (0, 1, 2, 99)] == [1763.88, 323.09, 78.93, 29.02]
    assert [round(p, 4) for p in params.tolist()] == [0.2327, -0.0438]
    assert [round(g, 4) for g in history.grad[-1].tolist()] == [-0.0532, 3.0226]


def test_the_book_arrives_with_a_tenth_of_the_input():
    start, t_u, t_c = book(scale=0.1)
    params, history = run(5000, 1e-2, start, t_u, t_c)
    assert round(history.loss[-1].item(), 4) == 2.9276
    assert [round(p, 4) for p in params.tolist()] == [5.3671, -17.3012]
    assert (params - least_squares(t_u, t_c)).abs().max() < 0.01
