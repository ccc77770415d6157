"""Right answers to the exercises of section 5.4.2, written differently from the solution."""

import torch

import helpers


def with_a_loop(t_u, t_c, w, b):
    along_w, along_b = 0.0, 0.0
    for reading, truth in zip(t_u.tolist(), t_c.tolist(), strict=True):
        difference = w * (reading - b) - truth
        along_w += 2 * difference * (reading - b) / len(t_u)
        along_b -= 2 * difference * w / len(t_u)
    return torch.tensor([along_w, along_b])


def with_the_mean(t_u, t_c, w, b):
    difference = w * (t_u - b) - t_c
    derivatives = torch.stack([t_u - b, torch.full_like(t_u, -w)])
    return (2 * difference * derivatives).mean(dim=1)


def with_the_helpers(t_u, t_c, w, b):
    dloss_dtp = helpers.dloss_fn(helpers.model(t_u, w, -w * b), t_c)
    return torch.stack([torch.dot(dloss_dtp, t_u - b), -w * dloss_dtp.sum()])


def with_autograd(t_u, t_c, w, b):
    params = torch.tensor([w, b], requires_grad=True)
    helpers.loss_fn(params[0] * (t_u - params[1]), t_c).backward()
    return params.grad


def with_nudges(t_u, t_c, w, b):
    params = torch.tensor([w, b], dtype=torch.float64)
    u, c = t_u.double(), t_c.double()
    return helpers.central_difference(lambda p: helpers.loss_fn(p[0] * (u - p[1]), c), params, 0.1)


def sides(t_p, t_c):
    pulls = []
    for prediction, truth in zip(t_p, t_c, strict=True):
        pulls.append(1 / len(t_p) if prediction > truth else -1 / len(t_p))
    return torch.tensor(pulls)


def absolute_by_autograd(t_p, t_c):
    t_p = t_p.clone().requires_grad_()
    helpers.absolute_loss_fn(t_p, t_c).backward()
    return t_p.grad


ALTERNATIVES = {
    "5_4_2 gradient of another line": [
        with_a_loop,
        with_the_mean,
        with_the_helpers,
        with_autograd,
        with_nudges,
        lambda t_u, t_c, w, b: torch.stack([t_u - b, 0 * t_u - w]) @ (2 * (w * t_u - w * b - t_c)) / t_u.numel(),
    ],
    "5_4_2 slope of the absolute error": [
        sides,
        absolute_by_autograd,
        lambda t_p, t_c: torch.sign(t_p - t_c) / t_p.shape[0],
        lambda t_p, t_c: (t_p - t_c) / (t_p - t_c).abs() / len(t_p),
        lambda t_p, t_c: torch.where(t_p > t_c, 1.0, -1.0) / len(t_c),
        lambda t_p, t_c: (2.0 * (t_p > t_c) - 1) / len(t_c),
    ],
    "5_4_2 price of nudging": [2 * 120 * 50, 1.2e4, torch.tensor(12_000)],
}
