"""Right answers to the exercises of section 5.5.2, written differently from the solution."""

import torch

from helpers import optimizer_loop


def emptied_at_the_end(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        w, b = params
        errors = w * t_u + b - t_c
        (errors @ errors / len(t_u)).backward()
        optimizer.step()
        optimizer.zero_grad()
    return params


def emptied_by_hand(n_epochs, optimizer, params, t_u, t_c):
    while n_epochs:
        params.grad = torch.zeros_like(params)
        torch.nn.functional.mse_loss(params[0] * t_u + params[1], t_c).backward()
        optimizer.step()
        n_epochs -= 1
    return params


def number_by_number(params, velocity, gradient, learning_rate, momentum):
    pairs = zip(velocity.tolist(), gradient.tolist(), strict=True)
    velocity = [momentum * v + g for v, g in pairs]
    params = [p - learning_rate * v for p, v in zip(params.tolist(), velocity, strict=True)]
    return torch.tensor(params), torch.tensor(velocity)


def by_pytorch(params, velocity, gradient, learning_rate, momentum):
    new = params.clone().requires_grad_()
    new.grad = gradient.clone()
    optimizer = torch.optim.SGD([new], lr=learning_rate, momentum=momentum)
    optimizer.state[new]["momentum_buffer"] = velocity.clone()
    optimizer.step()
    return [new, optimizer.state[new]["momentum_buffer"]]


def first_step_by_pytorch():
    w = torch.tensor(2.0, requires_grad=True)
    (-0.004 * w).backward()
    torch.optim.Adam([w], lr=0.05).step()
    return w


ALTERNATIVES = {
    "5_5_2 train with an optimizer": [emptied_at_the_end, emptied_by_hand, optimizer_loop],
    "5_5_2 a step with momentum": [
        number_by_number,
        by_pytorch,
        lambda p, v, g, rate, m: (p - rate * m * v - rate * g, g + v * m),
    ],
    "5_5_2 the first step of Adam": [2.05, 2 + 0.05, first_step_by_pytorch()],
    "5_5_2 whom it moves": ["b", " B", "`torch.optim.SGD([params], lr=1e-2)`"],
}
