"""What the property tests draw from, and the settings they share."""

import torch
from hypothesis import settings
from hypothesis import strategies as st

# The same examples in every run: what fails here fails everywhere.
always = settings(deadline=None, derandomize=True, database=None, max_examples=50)
briefly = settings(always, max_examples=20)  # for what is tried on several loops or optimizers

# One decimal, like the readings: hardly any of these is exact in binary, so everything rounds.
numbers = st.integers(-1000, 1000).map(lambda tenths: tenths / 10)
dtypes = st.sampled_from([torch.float32, torch.float64])


def tensors(shape, elements=numbers, dtype=torch.float64):
    """Tensors of one shape and dtype."""
    count = torch.Size(shape).numel()
    return st.lists(elements, min_size=count, max_size=count).map(
        lambda values: torch.tensor(values, dtype=dtype).reshape(shape)
    )


up_to_8 = st.integers(1, 8)


@st.composite
def lines(draw, elements=numbers, dtypes=dtypes, sizes=up_to_8, several=None):
    """t_u, t_c and params: one line with (N,) and (2,), or K lines with (N, 1) or (N, K) and (2, K)."""
    n, dtype = draw(sizes), draw(dtypes)
    k = draw(st.integers(1, 3))
    if draw(st.booleans()) if several is None else several:
        widths = st.sampled_from([1, k])
        shapes = (n, draw(widths)), (n, draw(widths)), (2, k)
    else:
        shapes = (n,), (n,), (2,)
    return tuple(draw(tensors(shape, elements, dtype)) for shape in shapes)


# Arithmetic that never rounds, so that nothing hides behind rounding: four epochs of these fit into the 53 bits of
# float64.
exact_lines = lines(
    elements=st.integers(-4, 4).map(float), dtypes=st.just(torch.float64), sizes=st.sampled_from([1, 2, 4])
)
exact_rates = st.sampled_from([2.0**-i for i in range(3, 7)])


def close(one, other, roundings=4, size=0.0):
    """Equal but for a few roundings, of each number or of numbers of a size; nan and inf stand in the same places.

    torch.equal is for the same computation of the same shape. Processors round sums, powers and products with a sum
    differently, and so do a single line and K at once.
    """
    assert one.shape == other.shape and one.dtype == other.dtype
    allowed = roundings * torch.finfo(one.dtype).eps
    return torch.allclose(one, other, rtol=allowed, atol=allowed * float(size), equal_nan=True)


@st.composite
def readings(draw):
    """Readings a line can be fitted to: t_u and t_c (N,), float64, inputs not all equal."""
    n = draw(st.integers(2, 8))
    t_u = draw(tensors((n,)).filter(lambda t_u: (t_u != t_u[0]).any()))
    return t_u, draw(tensors((n,)))
