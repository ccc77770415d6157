"""Right answers to the exercises of section 5.5.2, written differently from the solution."""

import torch

from helpers import optimizer_loop


def emptied_at_the_end(n_epochs, optimizer, params, batches):
    for _ in range(n_epochs):
        for batch in batches:
            w, b = params
            errors = w * batch[0] + b - batch[1]
            (errors @ errors / len(errors)).backward()
            optimizer.step()
            optimizer.zero_grad()
    return params


def emptied_by_hand(n_epochs, optimizer, params, batches):
    while n_epochs:
        for t_u, t_c in batches:
            params.grad = torch.zeros_like(params)
            torch.nn.functional.mse_loss(params[0] * t_u + params[1], t_c).backward()
            optimizer.step()
        n_epochs -= 1
    return params


def by_the_helper(n_epochs, optimizer, params, batches):
    for k in range(n_epochs * len(batches)):
        optimizer_loop(1, optimizer, params, *batches[k % len(batches)])
    return params


def number_by_number(params, square, gradient, learning_rate):
    triples = zip(params.tolist(), square.tolist(), gradient.tolist(), strict=True)
    pairs = [(p, v + (g * g - v) / 100, g) for p, v, g in triples]
    return torch.tensor([p - learning_rate * g / v**0.5 for p, v, g in pairs]), torch.tensor([v for _, v, _ in pairs])


def in_place(params, square, gradient, learning_rate):
    mean = torch.lerp(square, gradient.square(), 0.01)
    return [params.clone().addcdiv_(gradient, mean.sqrt(), value=-learning_rate), mean]


def first_step_by_pytorch():
    w = torch.tensor(0.5, requires_grad=True)
    (-0.04 * w).backward()
    torch.optim.Adam([w], lr=0.05).step()
    return w


ALTERNATIVES = {
    "5_5_2 a loss that swings": ["a", "A", "the one that empties the gradient"],
    "5_5_2 a step of RMSprop": [
        number_by_number,
        in_place,
        lambda p, v, g, rate: (p - rate * g * (v * 0.99 + g * g / 100) ** -0.5, 0.01 * (99 * v + g**2)),
    ],
    "5_5_2 the first step of Adam": [0.55, 0.5 + 0.05, first_step_by_pytorch()],
    "5_5_2 whom it moves": ["b", " B", "`torch.optim.SGD([params], lr=1e-2)`"],
    "5_5_2 train with an optimizer": [emptied_at_the_end, emptied_by_hand, by_the_helper],
}
