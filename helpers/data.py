"""The readings the course learns from, and ways to hold some of them out."""

from itertools import combinations

import torch

T_C = (0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0)
T_U = (35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4)


def thermometer(dtype=torch.float32):
    """Eleven readings of an old thermometer beside the true temperatures, those of the book.

    t_u (11,), in the thermometer's unknown unit, and t_c (11,), degrees Celsius, of a floating-point dtype.

    >>> t_u, t_c = thermometer()
    >>> t_c[:4]
    tensor([ 0.5000, 14.0000, 15.0000, 28.0000])
    """
    if not dtype.is_floating_point:
        raise ValueError(f"dtype: got {dtype}, expected one with digits after the point, such as torch.float32")
    return torch.tensor(T_U, dtype=dtype), torch.tensor(T_C, dtype=dtype)


def split_indices(n_samples, val_fraction=0.2, *, seed):
    """Shuffle the numbers of the samples and hold a fraction of them out, rounded down to whole samples.

    seed is a whole number, or a torch.Generator, which moves on; torch's global one is left alone.
    train_indices (n_samples - n_val,) and val_indices (n_val,) are to be used as t_u[train_indices].

    >>> train_indices, val_indices = split_indices(11, 0.2, seed=0)
    >>> train_indices.shape, val_indices.shape
    (torch.Size([9]), torch.Size([2]))
    """
    n_val = int(val_fraction * n_samples + 1e-9)  # 0.29 * 100 is a little less than 29
    check_sides(n_samples, n_val, f"val_fraction: got {val_fraction}, which holds out")
    if not isinstance(seed, torch.Generator):
        seed = torch.Generator().manual_seed(seed)
    shuffled_indices = torch.randperm(n_samples, generator=seed)
    return shuffled_indices[:-n_val], shuffled_indices[-n_val:]


def every_split(n_samples, n_val):
    """All S ways to hold out n_val of n_samples: train_indices (n_samples - n_val, S), val_indices (n_val, S).

    A column is a split, so t_u[train_indices] holds the inputs of S models at once.

    >>> train_indices, val_indices = every_split(3, 1)
    >>> val_indices
    tensor([[0, 1, 2]])
    >>> train_indices
    tensor([[1, 0, 0],
            [2, 2, 1]])
    """
    check_sides(n_samples, n_val, "n_val: got")
    held_out = list(combinations(range(n_samples), n_val))
    rest = [[i for i in range(n_samples) if i not in split] for split in held_out]
    return torch.tensor(rest).T, torch.tensor(held_out).T


def check_sides(n_samples, n_val, got):
    """Some samples to train on, and some held out."""
    if not 1 <= n_val < n_samples:
        raise ValueError(f"{got} {n_val} of {n_samples} samples, expected at least one on either side")
