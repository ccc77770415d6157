"""Four significant digits."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import always

from helpers import rounded


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1763.8846, "1764"),
        (2.9276, "2.928"),
        (33598.9, "33,600"),
        (259803, "259,800"),
        (5802485.0, "5.802e+06"),
        (0.00033994, "0.0003399"),
        (1e-4, "0.0001"),
        (1e-5, "1e-05"),
        (9999.6, "10,000"),
        (999_999, "1e+06"),
        (-17.301247, "-17.3"),
        (0, "0"),
        (-0.0, "0"),
        (float("inf"), "inf"),
        (float("-inf"), "-inf"),
        (float("nan"), "nan"),
        (torch.tensor(1763.8846), "1764"),
        (torch.tensor([4517.2964, 82.6]), "(4517, 82.6)"),
        (torch.tensor([[1.0, 2.0], [3.0, 4.0]]), "((1, 2), (3, 4))"),
        ([1, 2.5], "(1, 2.5)"),
    ],
)
def test_a_value_reads_as(value, text):
    assert rounded(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.004321, "0"), (-0.001, "0"), (3.02264, "3.02"), (4517.2964, "4517"), (0.126, "0.13")]
)
def test_decimals_cut_a_small_remainder_of_a_large_sum(value, text):
    assert rounded(value, decimals=2) == text


@always
@given(st.floats(width=32, allow_nan=False, allow_infinity=False, allow_subnormal=False))
def test_the_text_reads_back_within_half_a_unit_of_the_fourth_digit(x):
    text = rounded(x)
    # Half a unit of the fourth digit is at most 5e-4 of the number; 1e-15 for reading it back as float64.
    assert abs(float(text.replace(",", "")) - x) <= (5e-4 + 1e-15) * abs(x)
    digits = text.lstrip("-").split("e")[0].replace(",", "").replace(".", "").lstrip("0")
    assert len(digits.rstrip("0")) <= 4


@always
@given(st.lists(st.floats(width=32), max_size=4))
def test_a_tensor_reads_like_its_numbers(values):
    # Between numbers a comma means something else, so thousands go without.
    expected = "(" + ", ".join(rounded(value).replace(",", "") for value in values) + ")"
    assert rounded(torch.tensor(values)) == rounded(values) == rounded(tuple(values)) == expected


@pytest.mark.parametrize("value", ["3.14", None])
def test_what_is_no_number_is_a_type_error(value):
    with pytest.raises(TypeError):
        rounded(value)
