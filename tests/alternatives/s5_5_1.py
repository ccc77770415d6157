"""Right answers to the exercises of section 5.5.1, written differently from the solution."""

import torch

from helpers import central_difference, grad_fn, loss_fn, model


def three_leaves(t_u, t_c, w2, w1, b):
    w2, w1, b = (torch.tensor(value, requires_grad=True) for value in (w2, w1, b))
    t_p = w2 * t_u**2 + w1 * t_u + b
    ((t_p - t_c) ** 2).mean().backward()
    return torch.stack([w2.grad, w1.grad, b.grad])


def by_hand(t_u, t_c, w2, w1, b):
    errors = (w2 * t_u * t_u + w1 * t_u + b - t_c).tolist()
    inputs, n = t_u.tolist(), len(t_u)
    powers = ([u * u for u in inputs], inputs, [1.0] * n)
    return torch.tensor([2 / n * sum(e * p for e, p in zip(errors, power, strict=True)) for power in powers])


def asked_for(t_u, t_c, w2, w1, b):
    params = torch.tensor([w2, w1, b]).requires_grad_()
    powers = torch.stack([t_u**2, t_u, torch.ones_like(t_u)])
    return torch.autograd.grad(torch.nn.functional.mse_loss(params @ powers, t_c), params)[0]


def nudged(t_u, t_c, w2, w1, b):
    def loss_at(params):
        return ((params[0] * t_u.double() ** 2 + params[1] * t_u.double() + params[2] - t_c.double()) ** 2).mean()

    return central_difference(loss_at, torch.tensor([w2, w1, b], dtype=torch.float64), 1e-4)


def emptied_at_the_end(n_epochs, learning_rate, w, b, t_u, t_c):
    for _ in range(n_epochs):
        ((w * t_u + b - t_c) ** 2).mean().backward()
        with torch.no_grad():
            for leaf in (w, b):
                leaf.sub_(leaf.grad, alpha=learning_rate)
                leaf.grad.zero_()
    return w, b


def as_in_the_book(n_epochs, learning_rate, w, b, t_u, t_c):
    for _ in range(1, n_epochs + 1):
        if w.grad is not None:
            w.grad.zero_()
        if b.grad is not None:
            b.grad.zero_()
        t_p = model(t_u, w, b)
        loss = loss_fn(t_p, t_c)
        loss.backward()
        with torch.no_grad():
            w -= learning_rate * w.grad
            b -= learning_rate * b.grad
    return w, b


def by_data(n_epochs, learning_rate, w, b, t_u, t_c):
    epoch = 0
    while epoch < n_epochs:
        w.grad, b.grad = None, None
        loss_fn(model(t_u, w, b), t_c).backward()
        w.data, b.data = w.data - learning_rate * w.grad, b.data - learning_rate * b.grad
        epoch += 1
    return [w, b]


def without_autograd(n_epochs, learning_rate, w, b, t_u, t_c):
    with torch.no_grad():
        for _ in range(n_epochs):
            slopes = grad_fn(t_u, t_c, model(t_u, w, b), w, b)
            w -= learning_rate * slopes[0]
            b -= learning_rate * slopes[1]
    return w, b


ALTERNATIVES = {
    "5_5_1 gradient of a bend": [three_leaves, by_hand, asked_for, nudged],
    "5_5_1 two backward passes": [11, 11.0, torch.tensor(3.0) * 2 + 5, torch.tensor([11])],
    "5_5_1 train two leaves": [emptied_at_the_end, as_in_the_book, by_data, without_autograd],
}
