"""The exercises of section 5.5.4."""

import torch

from ..loss import loss_fn
from ..model import model
from .kinds import Choice, Code, Number
from .loops import usual_mistakes


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


def in_no_grad(n_epochs, optimizer, params, t_u, t_c):
    with torch.no_grad():
        return path(n_epochs, optimizer, params, t_u, t_c)


def as_array(n_epochs, optimizer, params, t_u, t_c):
    return params.numpy()


def arrival(n_epochs, optimizer, params, t_u, t_c):
    path(n_epochs, optimizer, params, t_u, t_c)
    return params.detach()


def never_moves(n_epochs, optimizer, params, t_u, t_c):
    optimizer.step = lambda: None
    return path(n_epochs, optimizer, params, t_u, t_c)


def start_and_all(n_epochs, optimizer, params, t_u, t_c):
    return torch.cat([params.detach()[None].clone(), noted(copied, after=True)(n_epochs, optimizer, params, t_u, t_c)])


def copied(params):
    return params.detach().clone()


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
    "the parameters *before* the update of that epoch. Return it.",
    answer=path,
    probes=[
        held(3, [1.0, 0.5], [1.0, 2.0, 4.0], [0.0, 3.0, 5.0], lr=0.05),
        # With so much momentum the loss falls and rises again.
        held(9, [0.5, -1.0], [0.5, -1.0, 2.0, 2.0], [1.0, 4.0, 0.5, 0.5], lr=0.08, momentum=0.8),
        held(2, [0.5, 1.0], [0.5], [-2.0], lr=0.1),
    ],
    optimizers=True,
    changes=("params",),
    graph=False,
    rtol=1e-3,
    mistakes=[
        ("All your rows are the *last* parameters: your notes share their memory with `params`, and the update changes "
         "it in place. A note that lasts needs memory of its own", noted(lambda params: params.detach())),
        ("The numbers are right, and your table is watched: its `requires_grad` is True. A copy alone, as `clone()` "
         "makes it, or the result of a computation stays in the graph",
         noted(lambda params: params.clone())),
        ("All your rows are the *last* parameters, and watched: what you put into the list is `params` itself, every "
         "time. A note that lasts needs memory of its own, and no graph", noted(lambda params: params)),
        ("Your loss has no graph to walk back: it was computed where nothing is recorded, detached, or turned into a "
         "plain number. Only the note needs none", in_no_grad),
        ("All your rows are the start: the parameters have not moved. Which call empties, which fills, which uses? Is "
         "each there, with its parentheses, and in the right place?", never_moves),
        ("Your table has a row too many: it ends with the parameters after the last update", start_and_all),
        ("Your rows come a step late: each note is taken after the update of its epoch, and the start is missing",
         noted(copied, after=True)),
        ("A tensor that is watched cannot become an array. And you need no array here: keep each note as a tensor",
         as_array),
        ("This is where the parameters are at the end. Begin with an empty list, and append a note to it in each epoch",
         arrival),
        ("Each epoch adds its gradient to those of all epochs before. Who empties `.grad`?", gathers),
        *usual_mistakes(
            path,
            but=["never"],
            single="The path ends with the first epoch. Is there a loop over `n_epochs`, and does the `return` stand "
            "behind it, as far to the left as `for`?",
            fewer="One epoch is missing. How many numbers does your `range` go through?",
            more="One epoch too many is made. How many numbers does your `range` go through?",
        ),
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


def refused(gradient):
    raise RuntimeError("a gradient arrives at w")


def leaves(t_u, t_c, w, b):
    """The arguments of gradients, with a weight that refuses to be given one."""

    def probe():
        weight, bias = torch.tensor(w, requires_grad=True), torch.tensor(b, requires_grad=True)
        weight.register_hook(refused)
        return torch.tensor(t_u), torch.tensor(t_c), weight, bias

    return probe


Code(
    "5_5_4 only the bias",
    question="You trust the weight of your thermometer; in this loss only the bias is to be learned. `w` and `b`, of "
    "shape `()`, are two leaves with `requires_grad=True`; `t_u` and `t_c` have shape `(N,)`. Compute `loss_fn` of the "
    "line so that `w` counts in the prediction but is not watched there, go backward, and return two things: the "
    "`.grad` of `w`, which is then None, and that of `b`. Leave `w` itself as it is; somebody may want to train it "
    "later.",
    answer=gradients,
    probes=[
        leaves([1.0, 2.0, 4.0], [0.0, 3.0, 5.0], 1.0, 0.5),
        leaves([2.0, -1.0, 3.0, 3.0], [1.0, 2.0, -4.0, 2.0], -2.0, 3.0),
        leaves([2.0], [1.0], 0.5, -3.0),
    ],
    mistakes=[
        ("`w` is watched as ever: in the backward pass a gradient arrives at it, and to throw it away afterwards is "
         "too late. Hand the model the number of `w` without its graph",
         lambda t_u, t_c, w, b: slopes(loss_fn(model(t_u, w, b), t_c), w, b)),
        ("A gradient of 0 is not the same as none: momentum and weight decay would still move `w`. Return its `.grad` "
         "as it is", emptied),
        ("You switched off the watching of `w` itself, for good. That freezes it, as one does with whole layers. Here "
         "only this one loss is to pass it by: hand the model a tensor with the same number", switched_off),
        ("The loss has no graph to walk back. Only `w` is to leave it: is `b` watched in the prediction, outside of "
         "`no_grad`, and is the loss neither detached nor a plain number?",
         lambda t_u, t_c, w, b: slopes(loss_fn(model(t_u, w.detach(), b.detach()), t_c), w, b),
         lambda t_u, t_c, w, b: slopes(loss_fn(model(t_u, w.detach(), b), t_c).item(), w, b)),
        ("You left the weight out of the prediction. It still counts there, as a number",
         lambda t_u, t_c, w, b: slopes(loss_fn(model(t_u, 0.0, b), t_c), w, b)),
        ("There is no gradient at `b` either. Is `backward()` called, with its parentheses? And is it the `.grad` of "
         "`b` itself that you return? What is computed from it gets none",
         lambda t_u, t_c, w, b: (w.grad, b.grad)),
        ("This is the loss. Go backward from it, and return what arrived at `w` and at `b`",
         lambda t_u, t_c, w, b: loss_fn(model(t_u, w, b), t_c)),
        ("These are the leaves, or their numbers. What arrived at them is kept in an attribute of each",
         lambda t_u, t_c, w, b: (w, b)),
        ("This is the slope by the bias alone. Return `w.grad` as well, before it",
         lambda t_u, t_c, w, b: gradients(t_u, t_c, w, b)[1]),
        ("This is the slope of the *sum* of the squares: it grows with every reading. `loss_fn` takes the mean",
         lambda t_u, t_c, w, b: (None, len(t_u) * gradients(t_u, t_c, w, b)[1])),
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
    exact=True,
    mistakes=[
        ("This is one loss. Every loss in the list holds on to a graph of its own", n_readings * n_bytes),
        ("These are the losses alone. Each holds on to its graph, and what does that keep?", n_losses * n_bytes),
        ("This is how many numbers are kept. How many bytes are they?", n_losses * n_readings),
        ("This is twice too much. Of each reading one number is kept, of 4 bytes, in each of the epochs: the product "
         "needs only `t_u`, which is there anyway",
         2 * n_losses * n_readings * n_bytes),
        ("This is what the readings themselves take, which are there anyway. What is kept grows with each epoch",
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
