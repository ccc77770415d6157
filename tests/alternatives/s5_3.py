"""Right answers to the exercises of section 5.3, written differently from the solution."""

import math

import torch

import helpers


def with_a_loop(t_p, t_c):
    total = 0.0
    for prediction, truth in zip(t_p.tolist(), t_c.tolist(), strict=True):
        total += (prediction - truth) ** 2
    return (total / len(t_p)) ** 0.5


def line_by_line(t_p, t_c):
    losses = []
    for k in range(t_p.shape[1]):
        losses.append((t_p[:, k] - t_c).abs().mean())
    return torch.stack(losses)


def number_by_number(t_p, t_c):
    losses = [0.0] * t_p.shape[1]
    for row, truth in zip(t_p.tolist(), t_c.tolist(), strict=True):
        for k, prediction in enumerate(row):
            losses[k] += abs(prediction - truth) / len(t_c)
    return torch.tensor(losses)


t_u, t_c = helpers.thermometer()

ALTERNATIVES = {
    "5_3 typical error": [
        with_a_loop,
        lambda t_p, t_c: torch.nn.functional.mse_loss(t_p, t_c) ** 0.5,
        lambda t_p, t_c: ((t_c - t_p).square().sum() / t_p.numel()).sqrt(),
        lambda t_p, t_c: (t_p - t_c).norm() / math.sqrt(len(t_p)),
        lambda t_p, t_c: torch.sqrt(helpers.loss_fn(t_p, t_c)),
    ],
    "5_3 loss of another guess": [
        32,
        32.44,
        torch.nn.functional.mse_loss(0.5 * t_u - 10, t_c),
        (t_u / 2 - 10 - t_c).square().mean().reshape(1),
    ],
    "5_3 a table minus a flat tensor": ["d", " D", "None: PyTorch stops with an error"],
    "5_3 absolute losses of many lines": [
        line_by_line,
        number_by_number,
        lambda t_p, t_c: helpers.absolute_loss_fn(t_p, t_c[:, None]),
        lambda t_p, t_c: (t_p.T - t_c).abs().mean(dim=1),
        lambda t_p, t_c: torch.abs(t_c.reshape(-1, 1) - t_p).sum(0) / len(t_c),
        lambda t_p, t_c: ((t_p - t_c.unsqueeze(1)) ** 2).sqrt().mean(axis=0),
    ],
    "5_3 two wrong readings": ["b", " B ", "The mean absolute error", "the mean absolute error."],
}
