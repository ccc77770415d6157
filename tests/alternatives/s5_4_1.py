"""Right answers to the exercises of section 5.4.1, written differently from the solution."""

import torch

import helpers


def by_the_helper(loss, w, b, delta):
    return helpers.central_difference(lambda params: loss(*params), torch.tensor([w, b]), delta)[0]


def mean_of_both_sides(loss, w, b, delta):
    forward = (loss(w + delta, b) - loss(w, b)) / delta
    backward = (loss(w, b) - loss(w - delta, b)) / delta
    return (forward + backward) / 2


def together(slope_w, slope_b, w, b, learning_rate):
    w, b = w - learning_rate * slope_w(w, b), b - learning_rate * slope_b(w, b)
    return w, b


def with_a_gradient(slope_w, slope_b, w, b, learning_rate):
    params = torch.tensor([w, b])
    gradient = torch.tensor([slope_w(*params), slope_b(*params)])
    new_w, new_b = params - learning_rate * gradient
    return new_w, new_b


def as_a_list(slope_w, slope_b, w, b, learning_rate):
    slopes = slope_w(w, b), slope_b(w, b)
    return [knob + -learning_rate * slope for knob, slope in zip((w, b), slopes, strict=True)]


ALTERNATIVES = {
    "5_4_1 a slope by nudging": [by_the_helper, mean_of_both_sides],
    "5_4_1 one step of descent": [together, with_a_gradient, as_a_list],
    "5_4_1 what the slopes promise": [13, 0.01 * (30**2 + 20**2), torch.tensor([30.0, -20.0]).square().sum() / 100],
    "5_4_1 a slope too rough": ["b", "B", "A larger nudge, `delta = 0.1`."],
}
