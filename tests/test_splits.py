"""Which readings are held out: a partition, whatever is asked for, and the same one for the same seed."""

import math
from pathlib import Path

import nbformat
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import always

from helpers import every_split, loss_fn, split_indices, thermometer
from helpers.exact import fit_polynomial

seeds = st.integers(0, 2**63)


@st.composite
def shares(draw):
    """A number of samples, and a share of them that leaves some on either side."""
    n_samples = draw(st.integers(2, 60))
    val_fraction = draw(st.floats(0.01, 0.99))
    assume(int(val_fraction * n_samples) >= 1)
    return n_samples, val_fraction


@always
@given(shares(), seeds)
def test_a_split_is_a_partition(share, seed):
    n_samples, val_fraction = share
    train, val = split_indices(n_samples, val_fraction, seed=seed)
    assert train.dtype == val.dtype == torch.int64 and train.ndim == val.ndim == 1
    assert len(val) == math.floor(val_fraction * n_samples)
    assert sorted([*train.tolist(), *val.tolist()]) == list(range(n_samples))


@always
@given(shares(), seeds)
def test_the_same_seed_gives_the_same_split_and_pytorchs_own_generator_is_left_alone(share, seed):
    before = torch.get_rng_state()
    first, second = (split_indices(*share, seed=seed) for _ in range(2))
    assert torch.equal(first[0], second[0]) and torch.equal(first[1], second[1])
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(seed % 1000)
    other = split_indices(*share, seed=seed)
    torch.set_rng_state(before)
    assert torch.equal(first[0], other[0]) and torch.equal(first[1], other[1])


@always
@given(shares(), seeds)
def test_a_generator_moves_on_and_its_splits_can_be_had_again(share, seed):
    generator = torch.Generator().manual_seed(seed)
    before = torch.get_rng_state()
    start = generator.get_state()
    first = split_indices(*share, seed=generator)
    assert not torch.equal(generator.get_state(), start)
    assert torch.equal(torch.get_rng_state(), before)
    second = split_indices(*share, seed=generator)
    again = torch.Generator().manual_seed(seed)
    for expected in (first, second):
        split = split_indices(*share, seed=again)
        assert torch.equal(split[0], expected[0]) and torch.equal(split[1], expected[1])
    by_seed = split_indices(*share, seed=seed)
    assert torch.equal(by_seed[0], first[0]) and torch.equal(by_seed[1], first[1])


def test_every_seed_gives_a_split_of_its_own_until_all_are_seen():
    seen = {tuple(sorted(split_indices(5, 0.4, seed=seed)[1].tolist())) for seed in range(200)}
    assert len(seen) == math.comb(5, 2)


def test_the_book_holds_out_two_of_eleven():
    t_u, _ = thermometer()
    train, val = split_indices(len(t_u), seed=0)
    assert (len(train), len(val)) == (9, 2)
    assert sorted([*t_u[train].tolist(), *t_u[val].tolist()]) == sorted(t_u.tolist())
    shuffled = torch.randperm(11, generator=torch.Generator().manual_seed(0))
    assert torch.equal(torch.cat([train, val]), shuffled)


@pytest.mark.parametrize(("n_samples", "n_val"), [(n, m) for n in range(2, 9) for m in range(1, n)])
def test_every_split_is_there_once(n_samples, n_val):
    train, val = every_split(n_samples, n_val)
    count = math.comb(n_samples, n_val)
    assert train.shape == (n_samples - n_val, count) and val.shape == (n_val, count)
    assert train.dtype == val.dtype == torch.int64
    assert len({frozenset(column.tolist()) for column in val.T}) == count
    for split in torch.cat([train, val]).T.tolist():
        assert sorted(split) == list(range(n_samples))


def test_a_column_of_every_split_holds_the_readings_of_one_model():
    t_u, _ = thermometer()
    train, val = every_split(11, 2)
    assert t_u[train].shape == (9, 55) and t_u[val].shape == (2, 55)
    for i in (0, 20, 54):
        assert torch.equal(t_u[train][:, i], t_u[train[:, i]])


# What becomes of the thermometer's 55 splits, when the best polynomial is fitted to nine readings and tried on two.


def losses(degree):
    """Training and validation loss of the best polynomial for each of the 55 splits."""
    t_u, t_c = thermometer(torch.float64)
    train, val = every_split(11, 2)
    fit = fit_polynomial(t_u[train], t_c[train], degree)
    return loss_fn(fit(t_u[train]), t_c[train]), loss_fn(fit(t_u[val]), t_c[val])


def test_a_line_is_judged_anything_from_1_to_21_by_the_readings_that_happen_to_be_held_out():
    training, validation = losses(1)
    assert training.shape == validation.shape == (55,)
    assert (f"{validation.min():.2f}", f"{validation.max():.1f}") == ("1.05", "20.7")
    assert (f"{training.mean():.2f}", f"{validation.quantile(0.5):.2f}") == ("2.78", "4.49")


def test_a_parabola_is_better_on_either_side():
    training, validation = losses(2)
    assert (f"{training.mean():.2f}", f"{validation.quantile(0.5):.2f}") == ("1.96", "3.43")


def test_a_curve_through_all_nine_readings_is_useless_on_the_other_two():
    training, validation = losses(8)
    assert training.max() < 1e-15
    assert 1e6 < validation.quantile(0.5) < 1e7
    assert validation.min() > losses(1)[1].min()


def test_a_fraction_that_is_not_exact_in_binary_holds_out_what_it_says():
    assert [len(split_indices(100, hundredths / 100, seed=0)[1]) for hundredths in range(1, 100)] == list(range(1, 100))


@pytest.mark.parametrize(
    ("n_rows", "n_splits", "n_words"), [(11, 200, 0), (20_000, 200, 2), (100_000, 40, 2), (3_000_000, 20, 20)]
)
def test_a_file_of_many_rows_is_split_less_often_and_the_cell_says_how_far_it_is(n_rows, n_splits, n_words, capsys):
    notebook = nbformat.read(Path(__file__).parents[1] / "notebooks" / "5_7_4_your_own_data.ipynb", as_version=4)
    sources = {cell.id: cell.source for cell in notebook.cells}
    seeds = []

    def few_rows(n_samples, share, *, seed):
        """Splits as of eleven rows; how many there are is the question, not how long they take."""
        assert n_samples == n_rows and share == 0.2
        seeds.append(seed)
        return split_indices(11, share, seed=seed)

    t_u, t_c = (readings.repeat(n_rows // 11 + 1)[:n_rows] for readings in thermometer(torch.float64))
    names = {}
    exec(sources["imports"], names)
    names |= {"SHARE": 0.2, "t_u": t_u, "t_c": t_c, "split_indices": few_rows}
    exec(sources["own-splits"], names)
    assert seeds == list(range(n_splits))
    *words, _, line, _ = capsys.readouterr().out.splitlines()
    assert [word.split(" of ")[1] for word in words] == n_words * [str(n_splits)]
    assert f" of {n_splits} splits " in line
