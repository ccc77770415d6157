"""The graph that autograd recorded."""

from itertools import combinations

import numpy as np
import pytest
import torch
from looks import numbers
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from helpers import loss_fn, model, pictures, polynomial
from helpers.graph import computational_graph

from .stills import C, Stills, U, w


def leaf(*values):
    return torch.tensor(values if len(values) > 1 else values[0], requires_grad=True)


# Computations that end in a loss: what goes into their graphs, by the names to show. Each takes the size of
# its parameters, because longer numbers need more room.
def in_steps(size):
    w, b, t_u, t_c = leaf(size), leaf(0.0), 0.1 * U, C
    wu = w * t_u
    t_p = wu + b
    error = t_p - t_c
    squared = error**2
    return {
        "w": w,
        "b": b,
        "t_u": t_u,
        "wu": wu,
        "t_p": t_p,
        "error": error,
        "squared": squared,
        "loss": squared.mean(),
    }


def unbound(size):
    params = leaf(size, -2.345 * size)
    w, b = params.unbind()
    t_p = model(U, w, b)
    return {"params": params, "w": w, "b": b, "t_u": U, "t_p": t_p, "loss": loss_fn(t_p, C)}


def star(size):
    params = leaf(size, -2.345 * size)
    return {"params": params, "loss": loss_fn(model(U, *params), C)}


def branch(size):
    x = leaf(size)
    a, b, c = x**2, x.sin(), x.tanh()
    return {"x": x, "a": a, "b": b, "c": c, "loss": c + a * b}


def skipping(size):
    """In two columns, each with an arrow around a box."""
    p, q = leaf(size), leaf(0.5 * size)
    one, two = p * 2, q * 3
    first, second = one.sin(), two.cos()
    return {
        "p": p,
        "q": q,
        "one": one,
        "two": two,
        "first": first,
        "second": second,
        "loss": first * one + second * two,
    }


def one_sample(size):
    w, b = leaf(size), leaf(0.0)
    t_p = w * U[0] + b
    return {"w": w, "b": b, "t_u": U[0], "t_p": t_p, "loss": (t_p - C[0]) ** 2}


def two_passes(size):
    """Three boxes side by side."""
    w, b = leaf(size), leaf(0.0)
    wu = w * U[:9]
    train_p, val_p = wu + b, w * U[9:] + b
    train_loss, val_loss = loss_fn(train_p, C[:9]), loss_fn(val_p, C[9:])
    return {
        "w": w,
        "b": b,
        "t_u": U,
        "wu": wu,
        "train_p": train_p,
        "val_p": val_p,
        "train_loss": train_loss,
        "val_loss": val_loss,
        "sum": train_loss + val_loss,
    }


def deep(size):
    coefficients = leaf(*[size] * 6)
    return {"coefficients": coefficients, "loss": loss_fn(polynomial(0.01 * U, *coefficients), C)}


def nodes(computation, size=1.0):
    tensors = computation(size)
    return computational_graph(list(tensors.values())[-1], **tensors)


STILLS = {
    "graph_of": lambda: pictures.graph_of(nodes(in_steps)),
    "graph_of, unbound": lambda: pictures.graph_of(nodes(unbound)),
    "graph_of, a branch": lambda: pictures.graph_of(nodes(branch)),
    "graph_of, skipping": lambda: pictures.graph_of(nodes(skipping)),
    "graph_of, one sample": lambda: pictures.graph_of(nodes(one_sample)),
    "graph_of, two passes": lambda: pictures.graph_of(nodes(two_passes)),
    "graph_of, deep": lambda: pictures.graph_of(nodes(deep)),
    "graph_of, long numbers": lambda: pictures.graph_of(nodes(unbound, -0.0012345)),
}
WORDS = [
    (
        lambda: pictures.graph_of(nodes(one_sample, w)),
        [w, U[0].item() * w, (U[0].item() * w - C[0].item()) ** 2],
        [
            "w by leaf",
            "b by leaf",
            "t_p by AddBackward0",
            "unnamed by MulBackward0",
            "loss by PowBackward0",
        ],
    ),
]


class TestStills(Stills):
    stills = STILLS
    words = WORDS


COMPUTATIONS = [in_steps, unbound, star, branch, skipping, one_sample, two_passes, deep]


def boxes(axes):
    """Left, bottom, right and top of each node's box."""
    found = [patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    return [(p.get_x(), p.get_y(), p.get_x() + p.get_width(), p.get_y() + p.get_height()) for p in found]


def place(point, boxes):
    """The box that a point is on, or nearly."""
    x, y = point
    away = [max(left - x, x - right, bottom - y, y - top) for left, bottom, right, top in boxes]
    assert min(away) < 0.06
    return int(np.argmin(away))


@pytest.mark.parametrize("size", [-1234.5, 0.00012345])
@pytest.mark.parametrize("computation", COMPUTATIONS)
def test_each_box_of_a_graph_says_what_its_node_is_and_no_more_than_fits(computation, size):
    steps = nodes(computation, size)
    picture = pictures.graph_of(steps)
    (axes,) = picture.figure.axes
    renderer = picture.canvas.get_renderer()
    corners = boxes(axes)
    assert len(corners) == len(steps)
    written = {i: [] for i in range(len(steps))}
    for text in axes.texts:
        if text.get_text():
            written[place(text.get_position(), corners)].append(text)
    for i, node in enumerate(steps):
        said = [text.get_text() for text in written[i]]
        if node.names:
            assert said.pop(0) == ", ".join(node.names)
        assert said.pop(0) == node.operation + (f", keeps {', '.join(node.keeps)}" if node.keeps else "")
        for tensors in (node.values, node.grads):
            if tensors:
                text, given = (
                    said.pop(0),
                    [number for tensor in tensors for number in tensor.flatten().tolist()],
                )
                expected = [given[0], len(given)] if "…" in text else given
                assert len(expected) <= 2
                assert numbers(text) == pytest.approx(expected, rel=1e-3)
        assert said == []

        extents = [text.get_window_extent(renderer) for text in written[i]]
        left, bottom, right, top = axes.transData.transform(np.reshape(corners[i], (2, 2))).ravel()
        for box in extents:
            assert left < box.x0 and box.x1 < right and bottom < box.y0 and box.y1 < top, written[i]
        for one, two in combinations(extents, 2):
            assert min(one.x1, two.x1) < max(one.x0, two.x0) or min(one.y1, two.y1) < max(one.y0, two.y0) + 4


@pytest.mark.parametrize("computation", COMPUTATIONS)
def test_the_arrows_of_a_graph_run_along_its_edges_forward_and_back(computation):
    steps = nodes(computation)
    (axes,) = pictures.graph_of(steps).figure.axes
    corners = boxes(axes)
    arrows = {"-": set(), "--": set()}
    for patch in axes.patches:
        if isinstance(patch, FancyArrowPatch):
            arrows[patch.get_linestyle()].add(tuple(place(end, corners) for end in patch._posA_posB))
    edges = {(earlier, i) for i, node in enumerate(steps) for earlier in node.inputs}
    assert arrows["-"] == edges
    assert arrows["--"] == {(i, earlier) for earlier, i in edges}
    for earlier, i in edges:
        assert corners[earlier][1] > corners[i][3]  # what comes earlier stands higher


@pytest.mark.parametrize("computation", COMPUTATIONS)
def test_the_boxes_of_a_graph_do_not_touch_and_the_loss_is_the_lowest(computation):
    (axes,) = pictures.graph_of(nodes(computation)).figure.axes
    corners = np.array(boxes(axes))
    assert corners[:-1, 1].min() > corners[-1, 3]
    assert corners.min() > 0 and corners[:, 2].max() < axes.get_xlim()[1] and corners[:, 3].max() < axes.get_ylim()[1]
    for one, two in combinations(corners, 2):
        apart = max(*(two[:2] - one[2:]), *(one[:2] - two[2:]))
        assert apart > 0.1


def test_leaves_of_a_graph_are_marked_and_nothing_else():
    steps = nodes(two_passes)
    (axes,) = pictures.graph_of(steps).figure.axes
    faces = [patch.get_facecolor() for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    white = [face[:3] == (1, 1, 1) for face in faces]
    assert white == [node.operation != "leaf" for node in steps]
