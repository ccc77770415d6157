"""Right answers to the exercises of section 5.7.4, written differently from the solution."""

import re

import torch


def by_pattern(text):
    return float(re.sub("[$,]", "", text))


def sign_by_sign(text):
    kept = ""
    for sign in text:
        if sign in "-.0123456789":
            kept += sign
    return torch.tensor(float(kept), dtype=torch.float64)


ALTERNATIVES = {
    "5_7_4 amounts in dollars": [by_pattern, sign_by_sign],
    "5_7_4 no better than the mean": ["b", "B"],
    "5_7_4 next month": ["c", "nearer to 7, because that is the question that will be asked"],
}
