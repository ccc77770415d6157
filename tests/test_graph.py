"""The computational graph read off the tensors, against what PyTorch itself does with it."""

import gc
import sys
import weakref
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import always, close, tensors

from helpers import loss_fn, model, thermometer
from helpers.graph import Node, computational_graph, kept_bytes

small = st.integers(-30, 30).map(lambda tenths: tenths / 10)

ONE = {
    "sin": torch.sin,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "negative": torch.neg,
    "square": lambda x: x**2,
    "scaled": lambda x: 0.5 * x,
    "shifted": lambda x: x - 1.5,
    "mean": lambda x: x.mean(dim=0),
}
TWO = {"plus": torch.add, "minus": torch.sub, "times": torch.mul, "larger": torch.maximum}


@st.composite
def computations(draw, all_used=False):
    """A loss, and by name all that took part: leaves, data, and results, some used often and some never."""
    params = draw(tensors((2,), small)).requires_grad_()
    x = draw(tensors((3,), small)).requires_grad_()
    data = draw(tensors((3,), small))
    w, b = params.unbind()  # one step with two results
    named = {"params": params, "x": x, "data": data, "w": w, "b": b}
    for i in range(draw(st.integers(1, 7))):
        any_of = st.sampled_from(list(named)[1:])  # params alone has another shape
        step = draw(st.sampled_from([*ONE, *TWO]))
        result = ONE[step](named[draw(any_of)]) if step in ONE else TWO[step](named[draw(any_of)], named[draw(any_of)])
        named[f"{step}_{i}"] = result
    if all_used:
        loss = sum(tensor.sum() for tensor in list(named.values())[1:])
    else:
        loss = (w * result).mean(dim=0) if draw(st.booleans()) else (named[draw(any_of)] + result * b + w).sum()
    return loss, {**named, "loss": loss}


def steps_before(loss):
    """Every step of the computation, by recursion, in no particular order."""
    found = set()

    def visit(step):
        if step is not None and step not in found:
            found.add(step)
            for earlier, _ in step.next_functions:
                visit(earlier)

    visit(loss.grad_fn)
    return found


def taking_part(loss, named):
    """The names of the leaves and results that led to the loss, with the step that each belongs to."""
    steps = steps_before(loss)
    leaves = {id(step.variable): step for step in steps if hasattr(step, "variable")}
    belongs = {name: tensor.grad_fn or leaves.get(id(tensor)) for name, tensor in named.items()}
    return {name: step for name, step in belongs.items() if step in steps}


def where(nodes, name):
    """The place of the one node that made the tensor of this name."""
    (place,) = [i for i, node in enumerate(nodes) if name in node.names]
    return place


@always
@given(computations())
def test_the_gradients_are_those_that_a_backward_pass_hands_on(computation):
    loss, tensors_by_name = computation
    part = taking_part(loss, tensors_by_name)
    nodes = computational_graph(loss, **tensors_by_name)
    for tensor in tensors_by_name.values():
        if tensor.requires_grad and not tensor.is_leaf:
            tensor.retain_grad()
    loss.backward()  # the graph is still usable
    assert {name for node in nodes for name in node.names} == set(part)
    for name in part:
        tensor = tensors_by_name[name]
        grad = nodes[where(nodes, name)].grads[tensor.output_nr]
        if tensor.grad is None:  # one of two results that was not used
            assert grad is None or not grad.any()
        else:
            assert close(grad, tensor.grad, roundings=16, size=tensor.grad.abs().max() if grad.numel() else 0)
            assert not grad.requires_grad


@always
@given(computations())
def test_the_nodes_are_the_steps_each_after_those_it_was_computed_from(computation):
    loss, tensors_by_name = computation
    part = taking_part(loss, tensors_by_name)
    nodes = computational_graph(loss, **tensors_by_name)
    assert all(isinstance(node, Node) for node in nodes)
    assert len(nodes) == len(steps_before(loss))
    assert all(earlier < i for i, node in enumerate(nodes) for earlier in node.inputs)
    # Everything but the end was computed for something.
    assert {earlier for node in nodes for earlier in node.inputs} == set(range(len(nodes) - 1))
    assert "loss" in nodes[-1].names and nodes[-1].operation == loss.grad_fn.name()
    assert nodes[-1].grads[0] == 1
    for name, step in part.items():
        node, tensor = nodes[where(nodes, name)], tensors_by_name[name]
        assert node.operation == ("leaf" if tensor.is_leaf else tensor.grad_fn.name())
        assert len(node.inputs) == len([earlier for earlier, _ in step.next_functions if earlier is not None])
        for other, earlier in part.items():
            used = [later for later, _ in step.next_functions].count(earlier)
            assert node.inputs.count(where(nodes, other)) == used
    assert [node.inputs for node in nodes if node.operation == "leaf"] == [() for node in nodes if not node.inputs]


@always
@given(computations())
def test_the_values_are_those_given_under_their_names(computation):
    loss, tensors_by_name = computation
    for node in computational_graph(loss, **tensors_by_name):
        assert len(node.names) == len(node.values)
        for name, value in zip(node.names, node.values, strict=True):
            assert torch.equal(value, tensors_by_name[name]) and not value.requires_grad
            assert value.data_ptr() == tensors_by_name[name].data_ptr(), "not a copy"
    assert all(node.names == node.values == node.keeps == () for node in computational_graph(loss))


@always
@given(computations())
def test_what_is_given_stays_as_it_is(computation):
    loss, tensors_by_name = computation
    leaves = [tensor for tensor in tensors_by_name.values() if tensor.is_leaf]
    before = {name: tensor.detach().clone() for name, tensor in tensors_by_name.items()}
    leaves[0].grad = torch.tensor([7.0, -7.0], dtype=torch.float64)
    computational_graph(loss, **tensors_by_name)
    kept_bytes(loss, *tensors_by_name.values())
    assert leaves[0].grad.tolist() == [7.0, -7.0]
    assert [leaf.grad for leaf in leaves[1:]] == [None] * (len(leaves) - 1)
    assert all(torch.equal(tensor, before[name]) for name, tensor in tensors_by_name.items())


@always
@given(computations())
def test_no_hook_is_left_behind(computation):
    loss, tensors_by_name = computation
    nodes = computational_graph(loss, **tensors_by_name)
    refs = [weakref.ref(grad) for node in nodes for grad in node.grads if grad is not None]
    del nodes
    # A hook that was left would keep what it is to write to, and with it the gradients, as long as the graph.
    assert [ref for ref in refs if ref() is not None] == [] and loss.grad_fn is not None


def kept_by_autograd(compute):
    """The result of a computation, and every tensor that autograd packed away for the backward pass."""
    packed = []

    def pack(tensor):
        packed.append(tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        return compute(), packed


def places(tensors_of_it):
    return {tensor.untyped_storage().data_ptr(): tensor.untyped_storage().nbytes() for tensor in tensors_of_it}


@always
@given(st.data())
def test_what_is_kept_is_what_autograd_packs_away(data):
    (loss, named), packed = kept_by_autograd(lambda: data.draw(computations(all_used=True)))
    # The number 0.5 is kept as a tensor of 8 bytes that PyTorch shows to nobody on the way.
    numbers = 8 * sum(name.startswith("scaled") and tensor.requires_grad for name, tensor in named.items())
    assert kept_bytes(loss) == sum(places(packed).values()) + numbers
    others = places(packed).keys() - places(named.values()).keys()
    assert kept_bytes(loss, *named.values()) == sum(places(packed)[place] for place in others) + numbers
    kept = {name for name, tensor in named.items() if any(same_memory(tensor, p) for p in packed)}
    assert {name for node in computational_graph(loss, **named) for name in node.keeps} == kept


def same_memory(one, other):
    return one.data_ptr() == other.data_ptr() and one.shape == other.shape


# By the rules of differentiation: what each step needs for its derivative, and nothing else.
X, Y = (torch.tensor(values, requires_grad=True) for values in ([2.0, 3.0], [-1.0, 0.5]))
DATA = torch.tensor([5.0, 7.0])
KEPT = {
    "AddBackward0": (lambda: X + Y, ()),
    "SubBackward0": (lambda: X - DATA, ()),
    "MulBackward0": (lambda: X * Y, ("x", "y")),
    "MulBackward0 of data": (lambda: X * DATA, ("data",)),
    "DivBackward0": (lambda: X / Y, ("x", "y")),
    "PowBackward0": (lambda: X**2, ("x",)),
    "ExpBackward0": (lambda: X.exp(), ("result",)),
    "TanhBackward0": (lambda: X.tanh(), ("result",)),
    "SinBackward0": (lambda: X.sin(), ("x",)),
    "NegBackward0": (lambda: -X, ()),
}


@pytest.mark.parametrize("step", KEPT)
def test_a_step_keeps_what_its_derivative_needs(step):
    compute, expected = KEPT[step]
    result = compute()
    nodes = computational_graph(result.sum(), x=X, y=Y, data=DATA, result=result)
    node = nodes[where(nodes, "result")]
    assert node.operation == step.split()[0] and node.keeps == expected
    assert nodes[-1].operation == "SumBackward0" and nodes[-1].keeps == ()


def test_a_step_that_keeps_a_whole_list_of_tensors_keeps_each():
    x, rows, columns = torch.ones(5, 5, requires_grad=True), torch.tensor([0, 3, 3]), torch.tensor([1, 1, 4])
    loss, packed = kept_by_autograd(lambda: x[rows, columns].sum())
    assert kept_bytes(loss) == sum(places(packed).values()) > 0


def test_the_same_numbers_in_another_order_are_another_tensor():
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    (node,) = computational_graph((x**2).sum(), x=x, turned=x.detach().T, equal=x.detach().clone())[1:2]
    assert node.operation == "PowBackward0" and node.keeps == ("x",)


def book():
    t_u, t_c = thermometer()
    params = torch.tensor([1.0, 0.0], requires_grad=True)
    return t_u, t_c, params


def test_the_graph_of_the_book():
    t_u, t_c, params = book()
    w, b = params
    t_p = model(t_u, w, b)
    loss = loss_fn(t_p, t_c)
    nodes = computational_graph(loss, params=params, w=w, b=b, t_u=t_u, t_c=t_c, t_p=t_p, loss=loss)
    assert [(node.operation, node.names, node.keeps) for node in nodes] == [
        ("leaf", ("params",), ()),
        ("UnbindBackward0", ("w", "b"), ()),
        ("MulBackward0", (), ("t_u",)),
        ("AddBackward0", ("t_p",), ()),
        ("SubBackward0", (), ()),
        ("PowBackward0", (), ()),
        ("MeanBackward1", ("loss",), ()),
    ]
    assert [node.inputs for node in nodes] == [(), (0,), (1,), (2, 1), (3,), (4,), (5,)]
    assert [f"{g:.4f}" for g in nodes[0].grads[0].tolist()] == ["4517.2969", "82.6000"]
    # The line keeps the inputs, the square keeps the differences: eleven float32 each.
    assert kept_bytes(loss) == 2 * 11 * 4 and kept_bytes(loss, t_u, t_c, params) == 11 * 4


def test_two_names_of_one_tensor_are_both_shown():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * x
    nodes = computational_graph(y.sum(), x=x, also_x=x, y=y, also_y=y)
    assert [node.names for node in nodes] == [("x", "also_x"), ("y", "also_y"), ()]
    assert nodes[1].keeps == ("x", "also_x")


def test_a_name_may_be_any_word():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    nodes = computational_graph((x * x).sum(), loss=x, tensors=x, self=x)
    assert nodes[0].names == ("loss", "tensors", "self")


def test_the_names_of_several_results_stand_in_the_order_of_their_gradients():
    params = torch.tensor([2.0, 3.0], requires_grad=True)
    w, b = params
    nodes = computational_graph(w * w + 5 * b, b=b, w=w)
    node = nodes[where(nodes, "w")]
    by_name = dict(zip(node.names, zip(node.values, node.grads, strict=True), strict=True))
    assert by_name == {"w": (2.0, 4.0), "b": (3.0, 5.0)}


@pytest.mark.parametrize("shape", [(2,), (2, 3)])
def test_a_result_that_was_not_used_has_the_gradient_zero(shape):
    params = torch.full(shape, 2.0, requires_grad=True)
    w, b = params
    nodes = computational_graph((w * w).sum(), params=params, w=w, b=b)
    node = nodes[where(nodes, "b")]
    assert torch.equal(torch.stack(node.grads), nodes[0].grads[0])
    assert torch.equal(node.grads[0], 2 * w) and not node.grads[1].any()


def test_a_computation_of_5000_steps_is_walked_without_recursion():
    x = start = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    for _ in range(2500):
        x = 0.999 * x + 0.5
    loss = x.sum()
    nodes = computational_graph(loss, start=start, end=x, loss=loss)
    assert len(nodes) == 5002 > 5 * sys.getrecursionlimit()
    assert (nodes[0].names, nodes[-2].names, nodes[-1].names) == (("start",), ("end",), ("loss",))
    assert [node.inputs for node in nodes[1:]] == [(i,) for i in range(5001)]
    (expected,) = torch.autograd.grad(loss, start, retain_graph=True)
    assert close(nodes[0].grads[0], expected, roundings=2500)
    assert kept_bytes(loss, start) == 2500 * 8, "each product keeps its factor 0.999, a float64"
    loss.backward()
    assert close(start.grad, expected, roundings=2500)


def test_a_graph_can_be_read_while_autograd_is_switched_off():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = (x**2).sum()
    with torch.no_grad():
        nodes = computational_graph(loss, x=x)
        assert kept_bytes(loss) == 8 and not torch.is_grad_enabled()
    assert nodes[0].grads[0].tolist() == [2.0, 4.0]


def test_nothing_is_kept_without_a_graph_or_after_the_backward_pass():
    t_u, t_c, params = book()
    with torch.no_grad():
        assert kept_bytes(loss_fn(model(t_u, *params), t_c)) == 0
    assert kept_bytes(t_u) == kept_bytes(params) == 0
    assert kept_bytes(loss_fn(model(t_u, 1.0, 0.0), t_c)) == 0
    loss = loss_fn(model(t_u, *params), t_c)
    assert kept_bytes(loss) > 0
    loss.backward(retain_graph=True)
    assert kept_bytes(loss) == 2 * 11 * 4
    loss.backward()
    assert kept_bytes(loss) == 0
    assert kept_bytes(loss_fn(model(t_u, *params.detach()), t_c)) == 0


def test_memory_that_several_steps_keep_counts_once_and_whole():
    x = torch.ones(1000, requires_grad=True)
    assert kept_bytes((x * x * x.sin()).sum(), x) == 2 * 4000  # x * x and sin(x)
    y = x.exp()
    assert kept_bytes((y**2 + y.sin()).sum(), x) == 4000
    # A part of a tensor keeps the whole of it in memory.
    assert kept_bytes((x.exp()[:10] ** 2).sum()) == 4000
    assert kept_bytes((x.exp()[:10] ** 2).sum(), x[5:]) == 4000
    assert kept_bytes((x**2).sum(), x[5:]) == 0


@pytest.mark.parametrize("read", [computational_graph, kept_bytes])
def test_a_graph_whose_tensors_were_changed_since_is_neither_freed_nor_empty(read):
    # A step of training between the forward pass and the backward pass.
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = (x**2).sum()
    with torch.no_grad():
        x -= 0.1
    with pytest.raises(ValueError, match="^loss: got .*in place.*, expected"):
        read(loss)


# Against the memory of the process itself.


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has /proc/self/statm")
def test_the_bytes_kept_are_those_that_the_process_has_more():
    import resource

    def resident():
        gc.collect()
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

    megabyte = 2**20
    t_u = torch.rand(10 * megabyte)  # 40 MB: memory of this size goes back to the system at once
    params = torch.tensor([1.0, 0.5], requires_grad=True)

    def forward():
        w, b = params
        return ((w * t_u + b).tanh() ** 2).mean()  # tanh keeps its result, which the square keeps too

    forward().backward()  # what is loaded only once is loaded
    before = resident()
    loss = forward()
    kept, more = kept_bytes(loss, t_u, params), resident() - before
    assert kept == 40 * megabyte
    assert abs(more - kept) < 5 * megabyte
    with torch.no_grad():
        without = forward()
    assert kept_bytes(without) == 0 and abs(resident() - before - kept) < 5 * megabyte
    loss.backward()
    assert kept_bytes(loss) == 0 and abs(resident() - before) < 5 * megabyte
