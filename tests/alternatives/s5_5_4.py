"""Right answers to the exercises of section 5.5.4, written differently from the solution."""

import torch

from helpers import History, dloss_fn, loss_fn, model, optimizer_loop


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


def as_a_number(t_u, t_c, w, b):
    loss_fn(model(t_u, w.item(), b), t_c).backward()
    return w.grad, b.grad


def in_no_grad(t_u, t_c, w, b):
    with torch.no_grad():
        part = w * t_u
    ((part + b - t_c) ** 2).mean().backward()
    return w.grad, b.grad


def by_the_chain_rule(t_u, t_c, w, b):
    w, b = w.detach(), b.detach()
    return None, dloss_fn(model(t_u, w, b), t_c).sum()


ALTERNATIVES = {
    "5_5_4 note the path": [with_a_history, as_lists, into_a_table],
    "5_5_4 only the bias": [as_a_number, in_no_grad, by_the_chain_rule],
    "5_5_4 a list that hoards": [400_000, 4e5, torch.tensor(400_000)],
    "5_5_4 everything in no_grad": ["c", "C", "The backward pass stops with an error."],
}
