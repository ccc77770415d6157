"""The readings the course learns from, and ways to hold some of them out."""

from itertools import combinations
from pathlib import Path

import torch
from torch import Tensor

from .checks import check_count, check_seed, check_split
from .table import read_columns

HERE = Path(__file__).parent
T_C = (0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0)
T_U = (35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4)
PLANETS = ("Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune")


def thermometer(dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    """Eleven readings of an old thermometer beside the true temperatures.

    Args:
        dtype: floating-point type of both tensors.
    Returns:
        t_u (11,), readings in the thermometer's unknown unit, and t_c (11,), degrees Celsius.
    Source: *Deep Learning with PyTorch*, section 5.2.
    """
    if not isinstance(dtype, torch.dtype) or not dtype.is_floating_point:
        raise TypeError(f"dtype: got {dtype!r}, expected a floating-point dtype such as torch.float32")
    return torch.tensor(T_U, dtype=dtype), torch.tensor(T_C, dtype=dtype)


def mars() -> tuple[Tensor, Tensor, Tensor]:
    """Where Mars was, seen from the sun: 46 positions, one every 30 days, over two Mars years.

    Computed from a modern theory, not observed; the file mars.csv says how, and in which units and frame.

    Returns:
        days since 1 January 2020, ecliptic longitude in degrees, and distance in au, each (46,), float64.
    """
    return read_columns(HERE / "mars.csv", "day", "longitude_deg", "distance_au")


def planets() -> tuple[tuple[str, ...], Tensor, Tensor]:
    """How far the eight planets are from the sun, and how long they take to go round it, from Mercury to Neptune.

    Computed from a modern theory, not observed; the file planets.csv says how, and in which units.

    Returns:
        their names, half axes in au and periods in years, both (8,), float64.
    """
    return PLANETS, *read_columns(HERE / "planets.csv", "axis_au", "period_years")


def split_indices(n_samples: int, val_fraction: float = 0.2, *, seed: int | torch.Generator) -> tuple[Tensor, Tensor]:
    """Shuffle the numbers of the samples and hold some out.

    Args:
        n_samples: how many there are.
        val_fraction: the share to hold out, rounded down to whole samples.
        seed: a whole number, or a torch.Generator, which moves on; torch's global one is left alone.
    Returns:
        train_indices (n_samples - n_val,) and val_indices (n_val,), to be used as t_u[train_indices].
    Raises:
        ValueError: a side would be empty.
    Source: *Deep Learning with PyTorch*, section 5.5.3.
    """
    n_val = check_split(n_samples, val_fraction)
    if not isinstance(seed, torch.Generator):
        check_seed(seed)
        seed = torch.Generator().manual_seed(seed)
    shuffled_indices = torch.randperm(n_samples, generator=seed)
    return shuffled_indices[:-n_val], shuffled_indices[-n_val:]


def every_split(n_samples: int, n_val: int) -> tuple[Tensor, Tensor]:
    """All S ways to hold out n_val of n_samples: train_indices (n_samples - n_val, S), val_indices (n_val, S).

    A column is a split, so t_u[train_indices] holds the inputs of S models at once.
    """
    check_count("n_samples", n_samples, least=2)
    check_count("n_val", n_val)
    if n_val >= n_samples:
        raise ValueError(
            f"n_val: got {n_val} of {n_samples} samples, expected fewer, so that some are left to train on"
        )
    held_out = list(combinations(range(n_samples), n_val))
    rest = [[i for i in range(n_samples) if i not in split] for split in held_out]
    return torch.tensor(rest).T, torch.tensor(held_out).T
