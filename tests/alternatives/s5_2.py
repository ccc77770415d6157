"""Right answers to the exercises of section 5.2, written differently from the solution."""

import torch


def as_a_line(t_c, w, b):
    return t_c * (1 / w) - b / w


def with_a_loop(t_c, w, b):
    readings = []
    for temperature in t_c.tolist():
        readings.append((temperature - float(b)) / float(w))
    return torch.tensor(readings)


def step_by_step(t_c, w, b):
    t_u = t_c.clone()
    t_u -= b
    t_u /= w
    return t_u


ALTERNATIVES = {
    "5_2 what the machine changes": ["c", "C", "How much more or less electricity one degree costs."],
    "5_2 three degrees too high": ["b", "B ", "`b` lower by 3"],
    "5_2 bias through one reading": [-16.45, 8 - 0.5 * 48.9, torch.tensor(8.0) - 0.5 * torch.tensor(48.9)],
    "5_2 the other way round": [as_a_line, with_a_loop, step_by_step, lambda t_c, w, b: torch.div(t_c - b, w)],
}
