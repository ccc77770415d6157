"""Losses on what was learned from and on what was held out."""

import math

import numpy as np
import pytest
import torch
from looks import beyond_the_edge, edge, labelled, overlapping, pixels, written

from helpers import History, loss_fn, optimizers, pictures, validation_loop
from helpers.exact import fit_polynomial

from .stills import TRAIN, TWO, VAL, C, Stills, U, c, u, w


def both_losses(train, val, n_epochs=60):
    """Training and validation loss of one split (E,), or of S of them (E, S)."""
    params = torch.zeros(2, *train.shape[1:]).requires_grad_()
    history = History(quiet=True)
    data = 0.1 * U[train], 0.1 * U[val], C[train], C[val]
    validation_loop(n_epochs, optimizers.SGD(params, 1e-2), params, *data, history=history)
    return history.loss, history.val_loss


def exact_losses(degrees):
    """Training and validation losses of every split, for each degree."""
    fits = {degree: fit_polynomial(U[TRAIN], C[TRAIN], degree) for degree in degrees}
    return [{degree: loss_fn(fit(U[rows]), C[rows].double()) for degree, fit in fits.items()} for rows in (TRAIN, VAL)]


def line_and_parabola():
    """Validation losses of both on every split."""
    _, validation = exact_losses((1, 2))
    return {"line": validation[1], "parabola": validation[2]}


def by_heart(held_out=(5, 9)):
    """The line and the polynomial of degree 8 through the readings that are not held out."""
    rest, held_out = torch.tensor([i for i in range(11) if i not in held_out]), torch.tensor(held_out)
    x = torch.linspace(18, 86, 2000)
    fits = {f"degree {degree}": fit_polynomial(U[rest], C[rest], degree) for degree in (1, 8)}
    return U, C, {label: (x, fit(x)) for label, fit in fits.items()}, held_out


def four_runs(count=4):
    """Losses of some runs, and those of a constant beside each."""
    runs = {letter: both_losses(TRAIN[:, i], VAL[:, i]) for i, letter in enumerate("ABCD"[:count])}
    return runs, {letter: (70.0 + i, 30.0 + i) for i, letter in enumerate(runs)}


STILLS = {
    "by_heart": lambda: pictures.by_heart(*by_heart()),
    "two_losses, beside a constant": lambda: pictures.two_losses(four_runs()[0], constants=four_runs()[1]),
    "two_losses, above the noise": lambda: pictures.two_losses(four_runs(2)[0], floor=("noise alone", 3.24)),
    "two_losses, by decades": lambda: pictures.two_losses(four_runs(1)[0], log_epochs=True),
    "two_losses": lambda: pictures.two_losses({"readings 1 and 11 held out": both_losses(TRAIN[:, 9], VAL[:, 9])}),
    "two_losses, of a file": lambda: pictures.two_losses(
        {"your data": both_losses(TRAIN[:, 9], VAL[:, 9])}, ylabel="loss"
    ),
    "two_losses, all splits": lambda: pictures.two_losses({"all 55 splits": both_losses(TRAIN, VAL)}),
    "two_losses, three": lambda: pictures.two_losses(
        {f"split {i}": both_losses(TRAIN[:, i], VAL[:, i]) for i in range(3)}
    ),
    "spread": lambda: pictures.spread(*exact_losses(range(1, 9))),
    "paired": lambda: pictures.paired(line_and_parabola()),
}
WORDS = [
    (lambda: pictures.by_heart(u, c, {"one": (u, c), "two": (c, u)}, [1, 3]), [7, 2, u.min(), u.max()], TWO),
    (
        lambda: pictures.two_losses({"one": (u, c)}, constants={"one": (1.0, 2.0)}, floor=("noise alone", 1.0)),
        [],
        ["one", "a constant", "noise alone"],
    ),
    (
        lambda: pictures.paired({"one": u, "two": c}),
        [7, (c < u).sum(), (c > u).sum(), np.median(u), np.median(c), u.mean(), c.mean()],
        TWO,
    ),
    (lambda: pictures.two_losses({"one": (u, c), "two": (c, u)}), [], TWO),
    (
        lambda: pictures.spread({1: u, 4: u}, {1: c, 4: w * c}),
        [7, 1, 4, np.median(c), np.median(w * c)],
        ["median"],
    ),
]


class TestStills(Stills):
    stills = STILLS
    words = WORDS


def test_what_was_learned_by_heart_is_met_and_what_was_held_out_is_drawn_apart():
    t_u, t_c, curves, held_out = by_heart()
    axes = pictures.by_heart(t_u, t_c, curves, held_out).axes[0]
    rest = [i for i in range(11) if i not in held_out]
    shown = {"readings": rest, "held out": held_out.tolist()}
    for label, rows in shown.items():
        assert labelled(axes, label).get_xydata() == pytest.approx(np.stack([U[rows], C[rows]], 1))
    x, y = labelled(axes, "degree 8").get_data()
    for i in rest:  # between two points of the drawn curve
        j = np.searchsorted(x, U[i].item())
        assert min(y[j - 1 : j + 1]) - 0.1 <= C[i] <= max(y[j - 1 : j + 1]) + 0.1
    assert axes.get_legend().get_window_extent().y0 >= axes.bbox.y1, "above, where no curve crosses it"


def test_the_losses_of_a_constant_and_of_noise_are_level_lines_on_their_own_plots():
    runs, constants = four_runs()
    for axes, pair in zip(pictures.two_losses(runs, constants=constants).axes, constants.values(), strict=True):
        level = [labelled(axes, f"constant, {name}").get_ydata() for name in ("training", "validation")]
        assert level == [[pair[0]] * 2, [pair[1]] * 2]
    low, high = axes.get_ylim()
    assert all(low < loss < high for pair in constants.values() for loss in pair)
    for axes in pictures.two_losses(four_runs(2)[0], floor=("noise alone", 3.24)).axes:
        assert labelled(axes, "noise alone").get_ydata() == [3.24, 3.24]


def test_the_first_epochs_have_room_where_epochs_are_logarithmic():
    axes = pictures.two_losses(four_runs(1)[0], log_epochs=True).axes[0]
    assert axes.get_xscale() == "log" and axes.get_xlim()[0] < 1 and axes.get_xlim()[1] > 60


def test_the_two_losses_are_those_given_by_epoch_and_of_many_runs_their_medians():
    one, many = both_losses(TRAIN[:, 9], VAL[:, 9]), both_losses(TRAIN, VAL)
    first, second = pictures.two_losses({"one": one, "many": many}).axes
    for axes, n_runs in ((first, 0), (second, 55)):
        assert axes.get_yscale() == "log" and axes.get_xlim() == (1, 60)
        assert len(axes.lines) == 2 + 2 * n_runs
    for name, losses, runs in zip(("training", "validation"), one, many, strict=True):
        x, y = labelled(first, name).get_data()
        assert x.tolist() == list(range(1, 61))
        assert y == pytest.approx(losses.numpy())
        assert labelled(second, f"{name}, median of 55").get_ydata() == pytest.approx(np.median(runs, axis=1))
        colour = labelled(second, f"{name}, median of 55").get_color()
        thin = [line for line in second.lines if line.get_label()[0] == "_" and line.get_color() == colour]
        assert [line.get_xdata().tolist() for line in thin] == 55 * [list(range(1, 61))]
        assert np.stack([line.get_ydata() for line in thin], 1) == pytest.approx(runs.numpy())


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_each_pair_of_losses_has_a_place_of_its_own_and_nothing_else_is_drawn(count):
    losses = {f"run {i}": ([3.0 + i, 2.0, 1.0], [4.0 + i, 3.0, 5.0]) for i in range(count)}
    axes = pictures.two_losses(losses).axes
    assert [a.get_title() for a in axes if a.axison] == list(losses)
    assert [len(a.lines) for a in axes if not a.axison] == [0] * (len(axes) - count)


@pytest.mark.parametrize("size", [1e-90, 1, 1e90])
def test_losses_of_any_size_have_room_for_their_numbers(size):
    training, validation = (size * losses.double() for losses in both_losses(TRAIN[:, 9], VAL[:, 9]))
    with written() as texts:
        shown = pixels(pictures.two_losses({"your data": (training, validation)}, ylabel="loss").png())
    height, width, _ = shown.shape
    assert beyond_the_edge(texts, width, height) == overlapping(texts) == []
    assert edge(shown).min() >= 250


@pytest.mark.parametrize("runs", [1, 3])
def test_a_run_that_explodes_to_the_largest_numbers_there_are_is_drawn_without_a_warning(runs):
    losses = np.geomspace(1e2, 1e308, 200)[:, None].repeat(runs, axis=1)
    losses[-1] = math.inf
    pictures.two_losses({"exploding": (losses.squeeze(), losses.squeeze())}).png()


def test_the_spread_shows_the_loss_of_every_split_its_median_and_the_mean_training_loss():
    training, validation = exact_losses(range(1, 9))
    axes = pictures.spread(training, validation).axes[0]
    low, high = axes.get_ylim()
    dots = [line for line in axes.lines if line.get_marker() == "."]
    assert len(dots) == 8
    for degree, line in zip(validation, dots, strict=True):
        x, y = line.get_data()
        assert np.sort(y) == pytest.approx(np.sort(validation[degree]))
        assert (np.abs(x - degree) < 0.5).all()
        assert low < y.min() and y.max() < high
    (bars,) = axes.collections
    for (start, end), values in zip(bars.get_segments(), validation.values(), strict=True):
        assert [start[1], end[1]] == pytest.approx([np.median(values)] * 2)
    means = {degree: values.mean().item() for degree, values in training.items()}
    shown = {degree: mean for degree, mean in means.items() if mean > 1e-9}  # nine points are met by degree 8
    assert set(shown) == set(range(1, 8))
    assert labelled(axes, "training, mean").get_xydata() == pytest.approx(np.array(list(shown.items())))


def test_two_models_are_paired_split_by_split_with_their_medians_and_means():
    given = line_and_parabola()
    x, y = (losses.numpy() for losses in given.values())
    axes = pictures.paired(given).axes[0]
    assert labelled(axes, "a split").get_xydata() == pytest.approx(np.stack([x, y], 1))
    assert labelled(axes, "medians").get_xydata()[0] == pytest.approx([np.median(x), np.median(y)])
    assert labelled(axes, "means").get_xydata()[0] == pytest.approx([x.mean(), y.mean()])
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    for values, (low, high) in ((x, axes.get_xlim()), (y, axes.get_ylim())):
        assert low < values.min() and values.max() < high
    same = labelled(axes, "both the same").get_xydata()
    assert (same[:, 0] == same[:, 1]).all()
    assert same.min() <= min(x.min(), y.min()) and same.max() >= max(x.max(), y.max())
    # Below the diagonal the second is the better one, and the words stand on the side they are about.
    words = {text.get_text().split()[1]: text.get_position() for text in axes.texts}
    assert words["parabola"][0] > words["parabola"][1] and words["line"][0] < words["line"][1]


def test_two_losses_of_other_data_than_the_thermometers_have_the_unit_they_are_given():
    losses = {"a": ([3.0, 2.0], [4.0, 3.0])}
    assert pictures.two_losses(losses).axes[0].get_ylabel() == "loss, °C²"
    assert pictures.two_losses(losses, ylabel="loss, au²").axes[0].get_ylabel() == "loss, au²"
