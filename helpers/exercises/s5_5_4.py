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
    return torch.stack(notes)


def noted(note, after=False):
    """Another path: what is kept of the parameters in each epoch, before or after the step."""

    def wrong(n_epochs, optimizer, params, t_u, t_c):
        notes = []
        for _ in range(n_epochs):
            before = note(params)
            path(1, optimizer, params, t_u, t_c)
            notes.append(note(params) if after else before)
        return torch.stack(notes)

    return wrong


def as_array(n_epochs, optimizer, params, t_u, t_c):
    return params.numpy()


def arrival(n_epochs, optimizer, params, t_u, t_c):
    path(n_epochs, optimizer, params, t_u, t_c)
    return params


def held(n_epochs, start, t_u, t_c, **options):
    """The arguments of path, with an optimizer that holds the parameters."""

    def probe():
        params = torch.tensor(start, requires_grad=True)
        return n_epochs, torch.optim.SGD([params], **options), params, torch.tensor(t_u), torch.tensor(t_c)

    return probe


Code(
    "5_5_4 note the path",
    question="Train the line `model(t_u, w, b)` under `loss_fn` for `n_epochs`, and note where it went. `params` is "
    "`(w, b)`, a leaf that the `optimizer` holds. Return a tensor of shape `(n_epochs, 2)`, without a graph: each row "
    "the parameters *before* the update of that epoch.",
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
        ("Your rows come a step late: each note is taken after the update of its epoch, and the start is missing",
         noted(lambda params: params.detach().clone(), after=True)),
        ("A tensor that is watched cannot become an array. And you need no array here: keep each note as a tensor",
         as_array),
        ("This is where the parameters are at the end. Begin with an empty list, and append a note to it in each epoch",
         arrival),
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


def gradient(t_u, t_c, params):
    w, b = params
    loss = loss_fn(model(t_u, w.detach(), b), t_c)
    loss.backward()
    return params.grad


def slopes(loss, params):
    loss.backward()
    return params.grad


Code(
    "5_5_4 freeze the weight",
    question="You know the weight of your thermometer, and only the bias is to be learned. `params` is `(w, b)`, a "
    "leaf with `requires_grad=True`; `t_u` and `t_c` have shape `(N,)`. Compute `loss_fn` of the line so that `w` "
    "counts in the prediction but is not watched, go backward, and return the gradient of `params`, shape `(2,)`. The "
    "slope by `w` is then 0.",
    answer=gradient,
    probes=[
        (torch.tensor([1.0, 2.0, 4.0]), torch.tensor([0.0, 3.0, 5.0]), torch.tensor([1.0, 0.5], requires_grad=True)),
        (torch.tensor([2.0, -1.0, 3.0, 0.5]), torch.tensor([1.0, 2.0, -4.0, 0.0]),
         torch.tensor([-2.0, 3.0], requires_grad=True)),
    ],
    mistakes=[
        ("Nothing is frozen: the gradient still has a slope by `w`. Hand the model the number of `w` without its graph",
         lambda t_u, t_c, params: slopes(loss_fn(model(t_u, *params), t_c), params)),
        ("You froze the bias, and it is the one to be learned",
         lambda t_u, t_c, params: slopes(loss_fn(model(t_u, params[0], params[1].detach()), t_c), params)),
        ("Here both are frozen, so the loss has no graph and there is nothing to walk back. Only `w` is to leave it",
         lambda t_u, t_c, params: slopes(loss_fn(model(t_u, *params.detach()), t_c), params)),
        ("You left the weight out of the prediction. It still counts there, as a number",
         lambda t_u, t_c, params: slopes(loss_fn(model(t_u, 0.0, params[1]), t_c), params)),
        ("This gives None. Gradients arrive at the leaf, `params`, and only when `backward()` has been called, with "
         "its parentheses; then they have to be returned", lambda t_u, t_c, params: params.grad),
        ("This is the loss. Go backward from it, and return what arrived at `params`",
         lambda t_u, t_c, params: loss_fn(model(t_u, *params), t_c)),
        ("This is the slope by the bias alone. Return the whole gradient of the leaf, with both entries",
         lambda t_u, t_c, params: gradient(t_u, t_c, params)[1]),
    ],
    hints=[
        "Take `params` apart into `w` and `b` first.",
        "Which call of this notebook gives the same number without its graph? Use it for one of the two.",
    ],
    why="Without its graph `w` is a number like any other: the way back passes it by, and its entry in the gradient "
    "stays 0. An update then moves only `b`. In large networks whole layers are frozen so.",
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
