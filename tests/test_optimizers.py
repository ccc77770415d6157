"""Hand-written optimizers, and the loop around any optimizer, against torch.optim run bare."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import always, briefly, close, lines, numbers, tensors

from helpers import History, optimizer_loop, polynomial, thermometer
from helpers.optimizers import SGD, Adam, RMSprop

EPS = torch.finfo(torch.float64).eps

rates = st.floats(1e-6, 1.0)
shares = st.floats(0, 1)


def leaf(start):
    return start.clone().requires_grad_()


def bare(n_epochs, optimizer, params, t_u, t_c):
    """What a training loop is without this course: loss (E,), params and gradient (E, P), at each epoch."""
    seen = []
    for _ in range(n_epochs):
        w, b = params.unbind()
        loss = ((w * t_u + b - t_c) ** 2).mean(dim=0)
        optimizer.zero_grad()
        loss.sum().backward()
        seen.append(torch.cat([loss.detach()[None], params.detach(), params.grad]))
        optimizer.step()
    return torch.stack(seen)


def recorded(n_epochs, optimizer, params, t_u, t_c):
    history = History(quiet=True)
    optimizer_loop(n_epochs, optimizer, params, t_u, t_c, history=history)
    return torch.cat([history.loss[:, None], history.params, history.grad], dim=1)


@st.composite
def runs(draw, several=False):
    """Readings of a size on which every optimizer is stable, and a start: one line, float64."""
    t_u, t_c, start = draw(lines(dtypes=st.just(torch.float64), several=several))
    return 0.01 * t_u, t_c, start


# Name, and (ours, PyTorch's) for params, learning rate and momentum.
PAIRS = {
    "SGD": (lambda p, lr, m: SGD(p, lr), lambda p, lr, m: torch.optim.SGD([p], lr=lr)),
    "momentum": (lambda p, lr, m: SGD(p, lr, m), lambda p, lr, m: torch.optim.SGD([p], lr=lr, momentum=m)),
    "RMSprop": (lambda p, lr, m: RMSprop(p, lr), lambda p, lr, m: torch.optim.RMSprop([p], lr=lr)),
    "Adam": (lambda p, lr, m: Adam(p, lr), lambda p, lr, m: torch.optim.Adam([p], lr=lr)),
}


def largest_direction(name, grads, momentum):
    """The direction of each step if all gradients had one sign: its rounding is a few EPS of this."""
    velocity = mean = square = 0.0
    for t, grad in enumerate(grads.abs(), start=1):
        velocity = momentum * velocity + grad
        mean = 0.9 * mean + 0.1 * grad
        if name == "RMSprop":
            square = 0.99 * square + 0.01 * grad**2
            yield grad / (square.sqrt() + 1e-8)
        elif name == "Adam":
            square = 0.999 * square + 0.001 * grad**2
            yield mean / (1 - 0.9**t) / ((square / (1 - 0.999**t)).sqrt() + 1e-8)
        else:
            yield velocity if name == "momentum" else grad


@pytest.mark.parametrize("name", PAIRS)
@always
@given(
    start=tensors((2,)),
    grads=st.lists(tensors((2,)), min_size=1, max_size=12).map(torch.stack),
    learning_rate=rates,
    momentum=shares,
)
def test_an_optimizer_takes_pytorchs_steps_for_any_gradients(name, start, grads, learning_rate, momentum):
    ours, theirs = leaf(start), leaf(start)
    optimizer, judge = (make(p, learning_rate, momentum) for make, p in zip(PAIRS[name], (ours, theirs), strict=True))
    rounding = torch.zeros(2, dtype=torch.float64)
    for t, (grad, largest) in enumerate(zip(grads, largest_direction(name, grads, momentum), strict=True), start=1):
        ours.grad, theirs.grad = grad.clone(), grad.clone()
        optimizer.step()
        judge.step()
        # Each step so far has rounded what the optimizer remembers twice or three times, on either side.
        rounding += EPS * (theirs.detach().abs() + (3 * t + 6) * learning_rate * largest)
        assert ((ours - theirs).abs() <= rounding).all(), f"step {t}"


@pytest.mark.parametrize("name", PAIRS)
@briefly
@given(run=runs(), learning_rate=st.floats(1e-4, 1e-2), momentum=st.floats(0, 0.9))
def test_a_run_with_an_optimizer_is_the_bare_run_with_pytorchs(name, run, learning_rate, momentum):
    t_u, t_c, start = run
    ours, theirs = leaf(start), leaf(start)
    optimizer, judge = (make(p, learning_rate, momentum) for make, p in zip(PAIRS[name], (ours, theirs), strict=True))
    expected = bare(30, judge, theirs, t_u, t_c)
    seen = recorded(30, optimizer, ours, t_u, t_c)
    # The rounding of one epoch, above, is in the gradient of the next.
    sizes = expected.abs().amax(dim=0)
    assert ((seen - expected).abs() <= 1e-10 * (1 + sizes)).all()
    assert ((ours - theirs).abs() <= 1e-10 * (1 + sizes[1:3])).all()


def own(value, i):
    """The part of one line in a number for all, or in one per line."""
    return value[i].item() if isinstance(value, torch.Tensor) and value.ndim else value


@pytest.mark.parametrize("name", PAIRS)
@briefly
@given(data=st.data())
def test_k_lines_at_once_take_the_steps_of_k_single_ones(name, data):
    k = data.draw(st.integers(1, 3))
    start = data.draw(tensors((2, k)))
    rate = data.draw(st.one_of(rates, tensors((k,), rates)))
    momentum = data.draw(st.one_of(shares, tensors((k,), shares), tensors((), shares)))
    make = PAIRS[name][0]
    several, singles = leaf(start), [leaf(start[:, i]) for i in range(k)]
    optimizer = make(several, rate, momentum)
    single_ones = [make(p, own(rate, i), own(momentum, i)) for i, p in enumerate(singles)]
    for _ in range(4):
        several.grad = data.draw(tensors((2, k)))
        optimizer.step()
        for i, (single, params) in enumerate(zip(single_ones, singles, strict=True)):
            params.grad = several.grad[:, i].clone()
            single.step()
            assert close(several[:, i], params, roundings=16, size=start.abs().max() + 400)


@pytest.mark.parametrize("name", PAIRS)
@briefly
@given(data=st.data())
def test_k_runs_at_once_equal_k_single_runs(name, data):
    # One or two readings: a sum of two is the same in any order, so nothing hides behind rounding.
    n, k = data.draw(st.integers(1, 2)), data.draw(st.integers(1, 3))
    t_u, t_c, start = (data.draw(tensors((rows, k))) for rows in (n, n, 2))
    rate, momentum = data.draw(tensors((k,), st.floats(1e-6, 1e-3))), data.draw(tensors((k,), shares))
    make = PAIRS[name][0]
    several = leaf(start)
    together = recorded(5, make(several, rate, momentum), several, t_u, t_c)
    for i in range(k):
        single = leaf(start[:, i])
        alone = recorded(5, make(single, rate[i].item(), momentum[i].item()), single, t_u[:, i], t_c[:, i])
        assert close(together[:, :, i], alone, roundings=100, size=alone.abs().max())
        assert close(several[:, i], single, roundings=100, size=alone.abs().max())


@pytest.mark.parametrize("name", PAIRS)
def test_any_number_of_parameters_of_either_precision_is_served(name):
    t_u, t_c = thermometer()
    for dtype in (torch.float32, torch.float64):
        params = leaf(torch.zeros(4, dtype=dtype))
        t_z = ((t_u - t_u.mean()) / t_u.std()).to(dtype)
        before = polynomial(t_z, *params).detach()
        optimizer_loop(5, PAIRS[name][0](params, 1e-2, 0.5), params, t_z, t_c.to(dtype), model=polynomial)
        assert params.dtype == dtype and params.grad.dtype == dtype and params.is_leaf
        assert not torch.equal(polynomial(t_z, *params), before)


@pytest.mark.parametrize("name", PAIRS)
def test_a_step_changes_the_tensor_itself_and_forgets_nothing_but_the_gradient(name):
    params = leaf(torch.tensor([1.0, 2.0]))
    optimizer = PAIRS[name][0](params, 0.1, 0.5)
    params.grad = torch.tensor([3.0, -4.0])
    address = params.data_ptr()
    optimizer.step()
    assert params.data_ptr() == address and params[0] < 1 and params[1] > 2
    assert params.requires_grad and params.grad_fn is None
    assert torch.equal(params.grad, torch.tensor([3.0, -4.0])), "a step reads the gradient"
    optimizer.zero_grad()
    assert params.grad is None
    params.grad = torch.zeros(2)
    before = params.detach().clone()
    optimizer.step()  # without a gradient only what is remembered moves the parameters
    assert torch.equal(params, before) == (name in ("SGD", "RMSprop"))


@pytest.mark.parametrize("name", PAIRS)
def test_two_optimizers_share_no_memory(name):
    make = PAIRS[name][0]
    first, second, alone = (leaf(torch.tensor([1.0, 2.0])) for _ in range(3))
    one, other, only = make(first, 0.1, 0.5), make(second, 0.1, 0.5), make(alone, 0.1, 0.5)
    for _ in range(3):
        first.grad = torch.tensor([5.0, 5.0])
        one.step()
    second.grad = torch.tensor([1.0, -1.0])
    alone.grad = torch.tensor([1.0, -1.0])
    other.step()
    only.step()
    assert torch.equal(second, alone)


@pytest.mark.parametrize("make", [SGD, RMSprop, Adam])
def test_what_an_optimizer_remembers_holds_no_graph(make):
    params = leaf(torch.tensor([1.0, 2.0]))
    optimizer = make(params, 0.1)
    (params**3).sum().backward(create_graph=False)
    optimizer.step()
    remembered = [value for value in vars(optimizer).values() if isinstance(value, torch.Tensor)]
    assert [value for value in remembered if value.requires_grad and value is not params] == []


@pytest.mark.parametrize("make", [SGD, RMSprop, Adam])
def test_a_step_without_a_gradient_is_an_error_that_says_what_is_missing(make):
    params = leaf(torch.tensor([1.0, 2.0]))
    with pytest.raises(RuntimeError, match=r"^params\.grad: got None, expected a gradient; call backward\(\)"):
        make(params, 0.1).step()
    assert torch.equal(params, torch.tensor([1.0, 2.0]))


# Every optimizer of PyTorch that steps once after a backward pass; more than once where a setting changes the kind.

NOT_FIRST_ORDER = {"Optimizer", "LBFGS"}  # the base class, and the one that computes the loss several times
NOT_FOR_THESE = {"SparseAdam", "Muon"}  # for sparse gradients only, for matrices only
CLASSES = {
    name
    for name, kind in vars(torch.optim).items()
    if isinstance(kind, type) and issubclass(kind, torch.optim.Optimizer)
} - (NOT_FIRST_ORDER | NOT_FOR_THESE)

SETTINGS = [(name, {}) for name in sorted(CLASSES)] + [
    ("SGD", {"momentum": 0.9}),
    ("SGD", {"momentum": 0.9, "dampening": 0.5}),
    ("SGD", {"momentum": 0.9, "nesterov": True}),
    ("SGD", {"weight_decay": 0.1}),
    ("SGD", {"maximize": True}),
    ("RMSprop", {"momentum": 0.9, "centered": True}),
    ("Adam", {"amsgrad": True}),
    ("Adam", {"foreach": True}),
    ("NAdam", {"momentum_decay": 0.1}),
    ("RAdam", {"weight_decay": 0.1}),
]


def test_the_well_known_optimizers_are_among_those_tried():
    known = "SGD RMSprop Adam AdamW Adagrad Adadelta Adamax NAdam RAdam ASGD Rprop"
    assert set(known.split()) <= CLASSES


@pytest.mark.parametrize(("name", "setting"), SETTINGS, ids=[" ".join([n, *map(str, s)]) for n, s in SETTINGS])
@settings(briefly, max_examples=10)
@given(run=st.one_of(runs(several=False), runs(several=True)), learning_rate=st.floats(1e-4, 1e-2))
def test_the_loop_with_an_optimizer_of_pytorch_is_the_bare_run(name, setting, run, learning_rate):
    t_u, t_c, start = run
    make = getattr(torch.optim, name)
    ours, theirs = leaf(start), leaf(start)
    expected = bare(6, make([theirs], lr=learning_rate, **setting), theirs, t_u, t_c)
    assert torch.equal(recorded(6, make([ours], lr=learning_rate, **setting), ours, t_u, t_c), expected)
    assert torch.equal(ours, theirs)


def test_an_optimizer_may_hold_more_than_the_parameters_of_the_loop():
    t_u, t_c = (0.1 * t for t in thermometer())
    params, besides = leaf(torch.tensor([1.0, 0.0])), leaf(torch.ones(3))
    groups = [{"params": [besides], "lr": 1.0}, {"params": [params]}]
    optimizer_loop(3, torch.optim.SGD(groups, lr=1e-2), params, t_u, t_c)
    alone = leaf(torch.tensor([1.0, 0.0]))
    optimizer_loop(3, torch.optim.SGD([alone], lr=1e-2), alone, t_u, t_c)
    assert torch.equal(params, alone) and torch.equal(besides, torch.ones(3))


def test_a_generator_of_parameters_serves_pytorchs_optimizers_as_always():
    t_u, t_c = (0.1 * t for t in thermometer())
    params = torch.nn.Parameter(torch.tensor([1.0, 0.0]))
    optimizer = torch.optim.Adam((p for p in [params]), lr=1e-2)
    assert optimizer_loop(3, optimizer, params, t_u, t_c) is params


# The gradient that nobody set to zero.


def accumulating(n_epochs, learning_rate, params, t_u, t_c, share=1.0):
    """A loop that never resets .grad, only keeps a share of it: params at each epoch, (E, 2)."""
    seen = []
    for _ in range(n_epochs):
        w, b = params
        loss = ((w * t_u + b - t_c) ** 2).mean()
        loss.backward()  # adds to what is there
        with torch.no_grad():
            params -= learning_rate * params.grad
            params.grad *= share
        seen.append(params.detach().clone())
    return torch.stack(seen)


def accelerated(n_epochs, optimizer, params, t_u, t_c):
    """The same epochs with zero_grad, by an optimizer."""
    seen = []
    for _ in range(n_epochs):
        w, b = params
        loss = ((w * t_u + b - t_c) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen.append(params.detach().clone())
    return torch.stack(seen)


def book():
    t_u, t_c = thermometer(torch.float64)
    return 0.1 * t_u, t_c


START = torch.tensor([1.0, 0.0], dtype=torch.float64)


@pytest.mark.parametrize("learning_rate", [1e-4, 1e-3, 1e-2])
def test_forgetting_to_zero_the_gradient_is_momentum_1_for_500_steps(learning_rate):
    forgetful = accumulating(500, learning_rate, leaf(START), *book())
    by_hand, by_pytorch = leaf(START), leaf(START)
    written_out = accelerated(500, SGD(by_hand, learning_rate, momentum=1), by_hand, *book())
    optimizer = torch.optim.SGD([by_pytorch], lr=learning_rate, momentum=1)
    expected = accelerated(500, optimizer, by_pytorch, *book())
    # PyTorch may round the product and the difference at once. The swing neither grows nor dies away, so
    # neither does a rounding of step t, which is a few EPS of the largest number; 500 of them add up.
    for other in (written_out, expected):
        assert close(forgetful, other, roundings=500 * 500, size=expected.abs().max())


@pytest.mark.parametrize("share", [0.0, 0.5, 0.9, 0.99])
def test_keeping_a_share_of_the_gradient_is_that_much_momentum(share):
    keeping = accumulating(500, 1e-2, leaf(START), *book(), share=share)
    by_hand, by_pytorch = leaf(START), leaf(START)
    written_out = accelerated(500, SGD(by_hand, 1e-2, momentum=share), by_hand, *book())
    optimizer = torch.optim.SGD([by_pytorch], lr=1e-2, momentum=share)
    expected = accelerated(500, optimizer, by_pytorch, *book())
    for other in (written_out, expected):
        assert close(keeping, other, roundings=500 * 500, size=expected.abs().max())


@briefly
@given(data=st.data(), share=shares)
def test_for_any_data_a_share_of_the_gradient_is_momentum(data, share):
    n = data.draw(st.integers(1, 8))
    t_u, t_c = (0.01 * data.draw(tensors((n,), numbers)) for _ in range(2))
    start = data.draw(tensors((2,)))
    params = leaf(start)
    expected = accelerated(20, SGD(params, 0.01, momentum=share), params, t_u, t_c)
    found = accumulating(20, 0.01, leaf(start), t_u, t_c, share)
    assert close(found, expected, roundings=20 * 20, size=expected.abs().max())
