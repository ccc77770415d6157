"""The readings the course learns from."""

import torch
from torch import Tensor

T_C = (0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0)
T_U = (35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4)


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
