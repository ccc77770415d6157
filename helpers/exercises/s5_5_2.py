"""The exercises of section 5.5.2."""

import torch

from .. import optimizers
from ..loss import loss_fn
from ..model import model
from .kinds import Choice, Code, Number


def train(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        loss = loss_fn(model(t_u, *params), t_c)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return params


def calls(*names, within=torch.enable_grad):
    """A training loop with a forward pass and these calls in each epoch."""

    def wrong(n_epochs, optimizer, params, t_u, t_c):
        for _ in range(n_epochs):
            with within():
                loss = loss_fn(model(t_u, *params), t_c)
            optimizer.backward = loss.backward
            for name in names:
                getattr(optimizer, name)()
        return params

    return wrong


def loss_once(n_epochs, optimizer, params, t_u, t_c):
    loss = loss_fn(model(t_u, *params), t_c)
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return params


def plain_number(n_epochs, optimizer, params, t_u, t_c):
    return loss_fn(model(t_u, *params), t_c).item().backward()


def by_hand_too(n_epochs, optimizer, params, t_u, t_c):
    for _ in range(n_epochs):
        train(1, optimizer, params, t_u, t_c)
        with torch.no_grad():
            params -= optimizer.param_groups[0]["lr"] * params.grad
    return params


def held(n_epochs, kind, start, t_u, t_c, **options):
    """The arguments of train, with an optimizer that holds the parameters."""

    def probe():
        params = torch.tensor(start, requires_grad=True)
        optimizer = getattr(torch.optim, kind)([params], **options)
        return n_epochs, optimizer, params, torch.tensor(t_u), torch.tensor(t_c)

    return probe


Code(
    "5_5_2 train with an optimizer",
    question="Write the training loop of the line `model(t_u, w, b)` under `loss_fn` for any optimizer. `params` is "
    "`(w, b)`, a leaf that the `optimizer` holds; `t_u` and `t_c` have shape `(N,)`. Let it make `n_epochs` updates, "
    "and return `params`.",
    answer=train,
    probes=[
        held(1, "SGD", [1.0, 0.5], [1.0, 2.0, 4.0], [0.0, 3.0, 5.0], lr=0.1),
        held(3, "SGD", [0.5, -1.0], [0.5, -1.0, 2.0, 3.0], [1.0, 4.0, -2.0, 0.5], lr=0.05, momentum=0.5),
        held(4, "Adam", [-2.0, 3.0], [1.0, 3.0], [2.0, -1.0], lr=0.1),
    ],
    optimizers=True,
    changes=("params",),
    rtol=1e-3,
    mistakes=[
        ("The parameters have not moved: whenever `step()` was called, it found no gradient, and passed over them in "
         "silence. Which call empties, which fills, which uses? Each needs its parentheses",
         calls("zero_grad", "step", "backward")),
        ("Your steps come an epoch late: `step()` uses the gradient of the epoch before, and in the first one there is "
         "none", calls("step", "zero_grad", "backward")),
        ("Each epoch adds its gradient to those of all epochs before. Who empties `.grad`?", calls("backward", "step")),
        ("Your loss has no graph: it was detached, turned into a plain number, or computed where nothing is recorded. "
         "The optimizer's own update takes care of itself, so no such block is needed here",
         calls("zero_grad", "backward", "step", within=torch.no_grad), plain_number),
        ("Your loss is computed once, before the loop, and a graph serves one backward pass. Begin each epoch with a "
         "forward pass of its own", loss_once),
        ("You update twice in each epoch, once by hand and once by the optimizer. It does the whole update",
         by_hand_too),
        ("Only one update is made, however many epochs there are. Look how far your lines are indented: what belongs "
         "into the loop, and what after it?",
         lambda n_epochs, *arguments: train(1, *arguments)),
    ],
    hints=[
        "It is the loop of 5.5.1 with three calls in place of three lines; two of them are the optimizer's.",
        "The forward pass gives the loss. Then ask of each call what it needs, and what it leaves for the next.",
    ],
    why="The loop says when: empty, fill, use. The optimizer says how. So the loop never mentions a learning rate, and "
    "was right for plain SGD, for momentum and for Adam alike.",
)  # fmt: skip


def momentum_step(params, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity + gradient
    params = params - learning_rate * velocity
    return params, velocity


def stepped(new_velocity):
    """One step with another rule for the velocity."""

    def wrong(params, velocity, gradient, learning_rate, momentum):
        velocity = new_velocity(velocity, gradient, learning_rate, momentum)
        return params - learning_rate * velocity, velocity

    return wrong


def old_velocity(params, velocity, gradient, learning_rate, momentum):
    return params - learning_rate * velocity, momentum * velocity + gradient


def rate_in_velocity(params, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity + learning_rate * gradient
    return params - velocity, velocity


Code(
    "5_5_2 a step with momentum",
    question="Make one step of gradient descent with momentum, by hand, as the `SGD` of this notebook does. `params`, "
    "`velocity` and `gradient` are plain tensors of the same shape, `learning_rate` and `momentum` numbers. Return the "
    "new `params` and the new `velocity`; leave the old ones as they are.",
    answer=momentum_step,
    probes=[
        (torch.tensor([1.0, 0.5]), torch.tensor([2.0, -3.0]), torch.tensor([4.0, 1.0]), 0.1, 0.5),
        (torch.tensor([-2.0, 3.0, 0.25]), torch.tensor([0.5, 5.0, -1.0]), torch.tensor([-1.0, 2.0, 7.0]), 0.25, 0.875),
        (torch.tensor([6.0]), torch.tensor([0.0]), torch.tensor([-4.0]), 0.5, 0.75),
    ],
    mistakes=[
        ("This goes uphill: the velocity gathers gradients, and these point to where the loss grows",
         lambda params, velocity, gradient, rate, m:
             (momentum_step(params, velocity, gradient, -rate, m)[0], m * velocity + gradient)),
        ("You step with the velocity from before. Let the new gradient in first, then step", old_velocity),
        ("Your step leaves out the learning rate",
         lambda params, velocity, gradient, rate, m: momentum_step(params, velocity, gradient, 1.0, m)),
        ("Here momentum holds back the gradient, and the velocity never slows down. Of which of the two is a share "
         "kept?", stepped(lambda v, g, rate, m: v + m * g)),
        ("You take a share of the old velocity *and* of the gradient. The gradient comes in whole",
         stepped(lambda v, g, rate, m: m * (v + g))),
        ("This is a running mean, as Adam takes it: the gradient comes in with the rest of the share. Here it comes in "
         "whole", stepped(lambda v, g, rate, m: m * v + (1 - m) * g)),
        ("You subtract the gradient from the velocity and then the velocity from the parameters: two minuses make a "
         "plus", stepped(lambda v, g, rate, m: m * v - g)),
        ("Nothing of the old velocity is kept: this is plain gradient descent", stepped(lambda v, g, rate, m: g)),
        ("The velocity is kept whole: a ball without friction. Keep the share that `momentum` says",
         stepped(lambda v, g, rate, m: v + g)),
        ("Here the learning rate is in the velocity. That is another way to write momentum; in this notebook the "
         "velocity gathers bare gradients, and the learning rate comes in at the step", rate_in_velocity),
        ("You return the two in the wrong order: first the parameters, then the velocity",
         lambda *arguments: momentum_step(*arguments)[::-1]),
        ("You return the new parameters only. The next step needs the velocity, too",
         lambda *arguments: momentum_step(*arguments)[0]),
    ],
    hints=[
        "Two lines: first the new velocity, then the step.",
        "The velocity keeps a share of itself and takes the gradient in whole.",
        "The step is that of plain gradient descent, with the velocity in the gradient's place.",
    ],
    why="The slope does not move the parameters, it changes how they move. Slopes that agree epoch after epoch pile up "
    "to a long stride along the valley; slopes that change sign, across it, cancel.",
)  # fmt: skip

place, slope, rate = 2.0, -0.004, 0.05


def first_step(kind):
    w = torch.tensor([place], requires_grad=True)
    w.grad = torch.tensor([slope])
    kind(w, rate).step()
    return w.item()


Number(
    "5_5_2 the first step of Adam",
    question=f"A parameter stands at `w = {place:g}`, and its gradient is `{slope:g}`. Where does it stand after the "
    f"very first step of Adam with a learning rate of `{rate:g}`?",
    answer=first_step(optimizers.Adam),
    tolerance=0.005,
    mistakes=[
        ("The length is right, the direction is uphill: with a negative gradient the loss falls as `w` grows",
         2 * place - first_step(optimizers.Adam)),
        ("This is the step of SGD, which is short where the gradient is small. By what does Adam divide?",
         first_step(optimizers.SGD)),
        ("This is the first step of RMSprop, ten times as long: its running mean begins at zero. Adam makes up for "
         "that", first_step(optimizers.RMSprop)),
        ("This is how far it moves. Where does it stand then?", rate, -rate),
    ],
    hints=["In the first step the mean of the gradients is that gradient, and the mean of the squares is its square.",
           "A number divided by its own size leaves its sign."],
    why="In its first step Adam moves every parameter by the learning rate, against the sign of its gradient, however "
    f"small that is. SGD would have moved this one by {-rate * slope:g}.",
)  # fmt: skip

Choice(
    "5_5_2 whom it moves",
    question="The parameters of your line are in one tensor, `params = torch.tensor([1.0, 0.0], requires_grad=True)`, "
    "and the loop computes `model(t_u, *params)`. Which line makes an optimizer that trains them?",
    options={
        "a": "`torch.optim.SGD(params, lr=1e-2)`",
        "b": "`torch.optim.SGD([params], lr=1e-2)`",
        "c": "`torch.optim.SGD([params.detach().clone().requires_grad_()], lr=1e-2)`",
        "d": "`w, b = params`, then `torch.optim.SGD([w, b], lr=1e-2)`",
    },
    answer="b",
    mistakes=[
        ("You handed over a bare tensor, and PyTorch stops with an error: it asks for a *list* of tensors, even of one",
         "a"),
        ("This optimizer holds a copy. It would run without any error, and `params`, from which the loop computes, "
         "would never move", "c"),
        ("`w` and `b` are results of a computation, no leaves, and gradients arrive at leaves only. PyTorch refuses "
         "them with an error", "d"),
    ],
    hints=["An optimizer changes the tensors that it was given, and no others.",
           "It asks for a list. And the tensors in it must be leaves, at which gradients arrive."],
    why="An optimizer holds on to the very tensors it is given, and finds their gradients at them. The loop and the "
    "optimizer have to speak of the same ones; that they have the same numbers is not enough.",
)  # fmt: skip
