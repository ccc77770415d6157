"""The exercises of section 5.5.4."""

import torch

from ..loss import loss_fn
from ..model import model
from .kinds import Choice, Code, Number


def path(n_epochs, optimizer, params, t_u, t_c):
    notes = []
    for _ in range(n_epochs):
        notes.append(params.detach().clone())
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    table = torch.stack(notes)
    return table, table.requires_grad


def noted(note, after=False):
    """Another path: what is kept of the parameters in each epoch, before or after the step."""

    def wrong(n_epochs, optimizer, params, t_u, t_c):
        notes = []
        for _ in range(n_epochs):
            before = note(params)
            path(1, optimizer, params, t_u, t_c)
            notes.append(note(params) if after else before)
        table = torch.stack(notes)
        return table, table.requires_grad

    return wrong


def in_no_grad(n_epochs, optimizer, params, t_u, t_c):
    with torch.no_grad():
        return path(n_epochs, optimizer, params, t_u, t_c)


def as_array(n_epochs, optimizer, params, t_u, t_c):
    return params.numpy()


def arrival(n_epochs, optimizer, params, t_u, t_c):
    path(n_epochs, optimizer, params, t_u, t_c)
    return params, params.requires_grad


def gathers(n_epochs, optimizer, params, t_u, t_c):
    optimizer.zero_grad = lambda: None
    return path(n_epochs, optimizer, params, t_u, t_c)


def held(n_epochs, start, t_u, t_c, **options):
    """The arguments of path, with an optimizer that holds the parameters."""

    def probe():
        params = torch.tensor(start, requires_grad=True)
        return n_epochs, torch.optim.SGD([params], **options), params, torch.tensor(t_u), torch.tensor(t_c)

    return probe


Code(
    "5_5_4 note the path",
    question="Train the line `model(t_u, w, b)` under `loss_fn` for `n_epochs`, and note where it went. `params` is "
    "`(w, b)`, a leaf that the `optimizer` holds. Make a tensor of shape `(n_epochs, 2)`, without a graph: each row "
    "the parameters *before* the update of that epoch. Return it, and beside it its `requires_grad`, which tells "
    "whether it has come out without a graph.",
    answer=path,
    probes=[
        held(3, [1.0, 0.5], [1.0, 2.0, 4.0], [0.0, 3.0, 5.0], lr=0.05),
        held(4, [0.5, -1.0], [0.5, -1.0, 2.0, 3.0], [1.0, 4.0, -2.0, 0.5], lr=0.04, momentum=0.5),
    ],
    optimizers=True,
    changes=("params",),
    rtol=1e-3,
    mistakes=[
        ("All your rows are the *last* parameters: your notes share their memory with `params`, and the update changes "
         "it in place. A note that lasts needs memory of its own", noted(lambda params: params.detach())),
        ("The numbers are right, and the second result is True. Either your table is still watched: a copy alone, as "
         "`clone()` makes it, stays in the graph. Or it is not the table's `requires_grad` that you return",
         noted(lambda params: params.clone())),
        ("All your rows are the *last* parameters, and watched: what you put into the list is `params` itself, every "
         "time. A note that lasts needs memory of its own, and no graph", noted(lambda params: params)),
        ("Your loss has no graph to walk back: it was computed where nothing is recorded. Only the note belongs there",
         in_no_grad),
        ("The numbers are right. Return the table's `requires_grad` as well, behind a comma",
         lambda *arguments: path(*arguments)[0]),
        ("Your rows come a step late: each note is taken after the update of its epoch, and the start is missing",
         noted(lambda params: params.detach().clone(), after=True)),
        ("A tensor that is watched cannot become an array. And you need no array here: keep each note as a tensor",
         as_array),
        ("This is where the parameters are at the end. Begin with an empty list, and append a note to it in each epoch",
         arrival),
        ("Each epoch adds its gradient to those of all epochs before. Who empties `.grad`?", gathers),
        ("The path ends with the first epoch: look how far your `return` is indented",
         lambda n_epochs, *arguments: path(1, *arguments)),
    ],
    hints=[
        "It is the loop of 5.5.2, and a list that gets one note in each epoch.",
        "Without a graph, and with memory of its own: these are two different wishes, and two calls.",
        "`torch.stack` makes one tensor of a list of tensors.",
    ],
    why="An update in place changes the numbers in memory, and with them every tensor that shares it. Leaving the "
    "graph is one thing, keeping the numbers another. `History` does both, in each epoch.",
)  # fmt: skip


def gradients(t_u, t_c, w, b):
    loss = loss_fn(model(t_u, w.detach(), b), t_c)
    loss.backward()
    return w.grad, b.grad


def slopes(loss, w, b):
    loss.backward()
    return w.grad, b.grad


def emptied(t_u, t_c, w, b):
    return torch.zeros(()), gradients(t_u, t_c, w, b)[1]


def switched_off(t_u, t_c, w, b):
    return slopes(loss_fn(model(t_u, w.requires_grad_(False), b), t_c), w, b)


def leaves(w, b):
    return tuple(torch.tensor(value, requires_grad=True) for value in (w, b))


Code(
    "5_5_4 only the bias",
    question="You trust the weight of your thermometer; in this loss only the bias is to be learned. `w` and `b`, of "
    "shape `()`, are two leaves with `requires_grad=True`; `t_u` and `t_c` have shape `(N,)`. Compute `loss_fn` of the "
    "line so that `w` counts in the prediction but is not watched there, go backward, and return two things: the "
    "`.grad` of `w`, which is then None, and that of `b`. Leave `w` itself as it is; somebody may want to train it "
    "later.",
    answer=gradients,
    probes=[
        (torch.tensor([1.0, 2.0, 4.0]), torch.tensor([0.0, 3.0, 5.0]), *leaves(1.0, 0.5)),
        (torch.tensor([2.0, -1.0, 3.0, 0.5]), torch.tensor([1.0, 2.0, -4.0, 0.0]), *leaves(-2.0, 3.0)),
    ],
    mistakes=[
        ("`w` is watched as ever: a gradient has arrived at it. Hand the model the number of `w` without its graph",
         lambda t_u, t_c, w, b: slopes(loss_fn(model(t_u, w, b), t_c), w, b)),
        ("A gradient of 0 is not the same as none: momentum and weight decay would still move `w`. Keep `w` from being "
         "watched, and no gradient arrives", emptied),
        ("You switched off the watching of `w` itself, for good. That freezes it, as one does with whole layers. Here "
         "only this one loss is to pass it by: hand the model a tensor with the same number", switched_off),
        ("You passed the bias by, and it is the one to be learned",
         lambda t_u, t_c, w, b: slopes(loss_fn(model(t_u, w, b.detach()), t_c), w, b)),
        ("Here neither is watched, so the loss has no graph and there is nothing to walk back. Only `w` is to leave it",
         lambda t_u, t_c, w, b: slopes(loss_fn(model(t_u, w.detach(), b.detach()), t_c), w, b)),
        ("You left the weight out of the prediction. It still counts there, as a number",
         lambda t_u, t_c, w, b: slopes(loss_fn(model(t_u, 0.0, b), t_c), w, b)),
        ("No gradient has arrived at `b` either. It does when `backward()` is called, with its parentheses",
         lambda t_u, t_c, w, b: (w.grad, b.grad)),
        ("This is the loss. Go backward from it, and return what arrived at `w` and at `b`",
         lambda t_u, t_c, w, b: loss_fn(model(t_u, w, b), t_c)),
        ("This is the slope by the bias alone. Return `w.grad` as well, before it",
         lambda t_u, t_c, w, b: gradients(t_u, t_c, w, b)[1]),
        ("These are the right two, in the other order. First that of `w`",
         lambda t_u, t_c, w, b: gradients(t_u, t_c, w, b)[::-1]),
    ],
    hints=["Which call of this notebook gives the same number without its graph? Use it for one of the two."],
    why="Without its graph `w` is a number like any other: the way back passes it by, and its `.grad` stays None, so "
    "that an optimizer passes it by, too. Whoever wants to freeze a parameter for good switches off the watching at "
    "the leaf, by `w.requires_grad_(False)`.",
)  # fmt: skip

n_losses, n_readings, n_bytes = 50, 2000, 4

Number(
    "5_5_4 a list that hoards",
    question=f"In each of {n_losses} epochs you append the validation loss of the line over {n_readings} readings to a "
    "list, without `no_grad` and without `item()`. How many bytes do the graphs keep, as "
    f"`graph.kept_bytes` counts them? (A number takes {n_bytes} bytes.)",
    answer=n_losses * n_readings * n_bytes,
    unit="bytes",
    mistakes=[
        ("This is one loss. Every loss in the list holds on to a graph of its own", n_readings * n_bytes),
        ("These are the losses alone. Each holds on to its graph, and what does that keep?", n_losses * n_bytes),
        ("This is how many numbers are kept. How many bytes are they?", n_losses * n_readings),
        ("You count two numbers for each reading. The product needs only `t_u`, which is there anyway",
         2 * n_losses * n_readings * n_bytes),
        ("These are the readings, which are there anyway, in one copy. The errors are new in each epoch",
         2 * n_readings * n_bytes),
        ("That would be so in `no_grad`, or with `item()`", 0),
    ],
    hints=["Which step of the line's graph keeps something that is not there anyway?",
           "The square keeps the errors, one number for each reading. When does the list let go of them?"],
    why="One graph keeps the errors, a number for each reading, and a list of losses keeps all the graphs. It grows "
    "with every epoch and every reading, although all that you wanted was one number for each epoch.",
)  # fmt: skip

Choice(
    "5_5_4 everything in no_grad",
    question="To save memory, a friend puts the whole epoch into `torch.no_grad()`: forward pass, backward pass and "
    "update. What happens?",
    options={
        "a": "it trains as before, with less memory",
        "b": "the loss stays the same in all epochs, silently",
        "c": "the backward pass stops with an error",
        "d": "the parameters roll on, as with momentum 1",
    },
    answer="c",
    mistakes=[
        ("What does the backward pass walk through, and who would have recorded it?", "a"),
        ("That would be so if the gradients were zero. Here there is no graph at all, and PyTorch says so", "b"),
        ("That comes from not emptying the gradient. Here none ever arrives", "d"),
    ],
    hints=["Which part of an epoch builds the graph, and which part needs it?"],
    why="The graph is built in the forward pass, when recording is on or not at all. In `no_grad` the loss is a bare "
    "number, without a step behind it, and there is nothing to walk back.",
)
