"""Right answers to the exercises of section 5.5.4, written differently from the solution."""

import torch

from helpers import History, grad_fn, loss_fn, model, optimizer_loop


def with_a_history(n_epochs, optimizer, params, t_u, t_c):
    history = History()
    optimizer_loop(n_epochs, optimizer, params, t_u, t_c, history=history)
    return history.params


def as_lists(n_epochs, optimizer, params, t_u, t_c):
    rows = []
    for _ in range(n_epochs):
        rows.append(params.tolist())
        optimizer_loop(1, optimizer, params, t_u, t_c)
    return torch.tensor(rows)


def into_a_table(n_epochs, optimizer, params, t_u, t_c):
    table = torch.empty(n_epochs, 2)
    for row in table:
        row.copy_(params.data)
        optimizer.zero_grad()
        ((params[0] * t_u + params[1] - t_c) ** 2).mean().backward()
        optimizer.step()
    return table


def as_a_number(t_u, t_c, params):
    loss_fn(model(t_u, params[0].item(), params[1]), t_c).backward()
    return params.grad


def in_no_grad(t_u, t_c, params):
    w, b = params.unbind()
    with torch.no_grad():
        part = w * t_u
    ((part + b - t_c) ** 2).mean().backward()
    return params.grad


def masked(t_u, t_c, params):
    w, b = params.detach()
    return grad_fn(t_u, t_c, model(t_u, w, b), w, b) * torch.tensor([0.0, 1.0])


ALTERNATIVES = {
    "5_5_4 note the path": [with_a_history, as_lists, into_a_table],
    "5_5_4 freeze the weight": [as_a_number, in_no_grad, masked],
    "5_5_4 a list that hoards": [400_000, 4e5, torch.tensor(400_000)],
    "5_5_4 everything in no_grad": ["c", "C", "The backward pass stops with an error."],
}
