"""The unused-graph lab: its goal, and that what it says is true."""

import itertools
import re
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import torch

from helpers import labs

from .moves import C, Moves, Tried, U, corners, labelled


@contextmanager
def clock(*ticks):
    """Time passes meanwhile by these seconds from one look at the clock to the next, over and over."""
    passed = itertools.accumulate(itertools.cycle(ticks))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(UNUSED_GRAPH.module, "time", SimpleNamespace(perf_counter=lambda: next(passed)))
        yield


def always_the_same(t_u, t_c):
    """The lab, which measures times, by a clock that always says the same."""
    with clock(1e-6, 5e-5, 1e-6, 3e-5, 1e-6, 2e-5):
        return labs.unused_graph_lab(t_u, t_c)


always_the_same.__module__ = labs.unused_graph_lab.__module__
UNUSED_GRAPH = Tried(always_the_same, U, C)
GOAL = {"readings": 3162, "model": "degree 8", "losses": "100"}


class TestMoves(Moves):
    tried = UNUSED_GRAPH
    goal = GOAL
    pattern = r"(\S+) readings,.*keeps? (?:(\S+) MB|\S+ kB)"

    def reached(self, readings, megabytes=0):
        return readings <= 10_000 and megabytes > 1


def kept_by_graphs(size, name, count):
    """Bytes of the tensors that autograd is handed to keep while so many losses are computed, data and
    parameters left out."""
    z = (U - U.mean()) / U.std(correction=0)
    t_u, t_c = (t.repeat(size // 11 + 1)[:size].clone() for t in (z, C))
    params = torch.full((2 if name == "line" else 9,), 0.1, requires_grad=True)
    saved = []

    def keep(tensor):
        saved.append(tensor)
        return tensor

    losses = []
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        for _ in range(count):
            t_p = params[0] + 0 * t_u
            for coefficient in params[1:]:
                t_p = t_p * t_u + coefficient
            losses.append(((t_p - t_c) ** 2).mean())
    storages = {tensor.untyped_storage().data_ptr(): tensor.untyped_storage().nbytes() for tensor in saved}
    for tensor in (t_u, t_c, params):
        storages.pop(tensor.untyped_storage().data_ptr(), None)
    return sum(storages.values())


@pytest.mark.parametrize("name", ["line", "degree 8"])
@pytest.mark.parametrize("count", [1, 10, 100])
def test_bytes_kept_by_graphs_are_as_many_as_autograd_is_handed_to_keep(count, name):
    lab = UNUSED_GRAPH.lab
    sizes = lab.controls["readings"].positions
    assert sizes[0] == 10 and sizes[-1] >= 10_000
    for i, size in enumerate(sizes):
        lab.update(size, name, str(count))
        x, drawn = UNUSED_GRAPH.labelled("by graphs").get_data()
        assert list(x) == sizes
        if size * count <= 200_000:  # above, only the words are held to it, by proportion
            assert drawn[i] == kept_by_graphs(size, name, count)
        (dot,) = [line for line in lab.picture.axes[0].lines if len(line.get_xdata()) == 1]
        assert dot.get_xydata().tolist() == [[size, drawn[i]]]
        amount, unit = re.search(r"keeps? (\S+) (kB|MB)", lab.picture.alt).groups()
        assert float(amount) * {"kB": 1e3, "MB": 1e6}[unit] == pytest.approx(drawn[i], rel=5e-3)
        assert f"{size:,} readings, {name}: " in lab.picture.alt
        assert lab.picture.reached == (drawn[i] > 1e6 and size <= 10_000)


def test_the_goal_needs_a_list_of_losses_and_more_than_one_size_will_do():
    lab, reached = UNUSED_GRAPH.lab, set()
    for size in lab.controls["readings"].positions:
        for count in ("1", "10", "100"):
            lab.update(size, "line", count)
            if lab.picture.reached:
                reached.add((size, count))
    assert reached == {(3162, "100"), (10000, "100")}


def test_times_are_measured_and_told_above_the_picture_but_never_in_its_description():
    tick, slow = 2.3e-5, 7.7e-3
    with clock(tick):
        quick = labs.unused_graph_lab(U, C)
    with clock(slow):
        late = labs.unused_graph_lab(U, C)
    n_sizes = len(quick.controls["readings"].positions)
    for values in corners(quick):
        for lab, seconds in ((quick, tick), (late, slow)):
            lab.update(**values)
            said = re.findall(r"(with a graph|no_grad|inference_mode) (\S+?)[,.](?:\s|$)", lab.picture.words)
            assert [name for name, _ in said] == ["with a graph", "no_grad", "inference_mode"]
            assert [float(number) for _, number in said] == pytest.approx([1e3 * seconds] * 3, rel=0.05)
            for name, _ in said:
                assert labelled(lab, name).get_ydata() == pytest.approx([1e3 * seconds] * n_sizes)
        assert quick.picture.alt == late.picture.alt
        assert "no_grad" not in quick.picture.alt and " ms" not in quick.picture.alt


def test_by_a_real_clock_every_time_is_above_zero_and_within_the_picture():
    lab = labs.unused_graph_lab(U, C)
    low, high = lab.picture.axes[1].get_ylim()
    for values in corners(lab):
        lab.update(**values)
        for name in ("with a graph", "no_grad", "inference_mode"):
            times = labelled(lab, name).get_ydata()
            assert 0 < low < min(times) and max(times) < high
    assert lab.error is None
