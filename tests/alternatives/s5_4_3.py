"""Right answers to the exercises of section 5.4.3, written differently from the solution."""

import torch

import helpers


def with_while(gap, k, learning_rate, params, t_u, t_c):
    grad = helpers.grad_fn(t_u, t_c, helpers.model(t_u, *params), *params)
    while grad.norm() ** 2 > 2 * k * gap:
        params = params - learning_rate * grad
        grad = helpers.grad_fn(t_u, t_c, helpers.model(t_u, *params), *params)
    return params


def with_numbers(gap, k, learning_rate, params, t_u, t_c):
    (w, b), readings = params.tolist(), list(zip(t_u.tolist(), t_c.tolist(), strict=True))
    for _ in range(100_000):
        slope_w = sum(2 * (w * reading + b - truth) * reading for reading, truth in readings) / len(readings)
        slope_b = sum(2 * (w * reading + b - truth) for reading, truth in readings) / len(readings)
        if (slope_w**2 + slope_b**2) / (2 * k) <= gap:
            return torch.tensor([w, b])
        w, b = w - learning_rate * slope_w, b - learning_rate * slope_b


def with_many_short_runs(gap, k, learning_rate, params, t_u, t_c):
    history = helpers.History()
    while True:
        helpers.training_loop(1, learning_rate, params, t_u, t_c, history=history)
        if (history.grad[0] ** 2).sum() <= 2 * gap * k:
            return params
        params = helpers.training_loop(1, learning_rate, params, t_u, t_c)


def with_history(n_epochs, learning_rate, params, t_u, t_c):
    history = helpers.History()
    helpers.training_loop(n_epochs, learning_rate, params, t_u, t_c, history=history)
    return history.loss.tolist()


def on_a_copy(n_epochs, learning_rate, params, t_u, t_c):
    params, losses = params.clone(), [None] * n_epochs
    for epoch in range(n_epochs):
        t_p = params[0] * t_u + params[1]
        losses[epoch] = ((t_p - t_c) ** 2).mean().item()
        difference = 2 * (t_p - t_c) / len(t_u)
        params -= learning_rate * torch.stack([difference @ t_u, difference.sum()])
    return losses


def shorter_and_shorter(n_epochs, learning_rate, params, t_u, t_c):
    losses = []
    for n in range(n_epochs):
        w, b = helpers.training_loop(n, learning_rate, params, t_u, t_c) if n else params
        losses += [helpers.loss_fn(helpers.model(t_u, w, b), t_c)]
    return losses


ALTERNATIVES = {
    "5_4_3 a loop that knows when to stop": [with_while, with_numbers, with_many_short_runs],
    "5_4_3 notes of a training": [with_history, on_a_copy, shorter_and_shorter],
    "5_4_3 to and fro": ["B", "It is between 1 / k and 2 / k."],
    "5_4_3 limit from one step": [0.125, 1 / 8, 2 / 16, torch.tensor(0.125)],
}
