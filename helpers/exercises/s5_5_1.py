"""The exercises of section 5.5.1."""

import torch

from ..loss import loss_fn
from ..model import model, polynomial
from .kinds import Choice, Code, Number


def gradient(t_u, t_c, w2, w1, b):
    params = torch.tensor([w2, w1, b], requires_grad=True)
    loss = loss_fn(polynomial(t_u, *params), t_c)
    loss.backward()
    return params.grad


def bend_loss(t_u, t_c, params):
    return loss_fn(polynomial(t_u, *params), t_c)


def vector_backward(t_u, t_c, *params):
    polynomial(t_u, *torch.tensor(params, requires_grad=True)).backward()


Code(
    "5_5_1 gradient of a bend",
    question="Given are readings `t_u`, `t_c`, shape `(N,)`, and three numbers `w2`, `w1`, `b`. Let PyTorch find the "
    "gradient of the mean squared error of the curve `polynomial(t_u, w2, w1, b)`: return the slopes by `w2`, `w1` "
    "and `b`, in this order, as a tensor of shape `(3,)`.",
    answer=gradient,
    probes=[
        (torch.tensor([1.0, 2.0, -1.0, 0.5]), torch.tensor([3.0, 1.0, 0.0, 2.0]), 0.5, 1.0, -2.0),
        (torch.tensor([2.0, 3.0]), torch.tensor([1.0, -4.0]), 0.0, -1.0, 0.5),
        (torch.tensor([0.5, -2.0, 1.5]), torch.tensor([7.0, 1.0, 2.0]), -1.0, 0.25, 3.0),
    ],
    mistakes=[
        ("This loss was made without anything that is watched, so there is no graph to walk back. Ask for the "
         "gradient of one tensor with all three numbers, and compute the predictions from that tensor",
         lambda t_u, t_c, *params: bend_loss(t_u, t_c, params).backward(),
         lambda t_u, t_c, *params: bend_loss(t_u, t_c, params).item().backward()),
        ("This gives None. Gradients arrive at the watched tensor that you made yourself, once `backward()` has been "
         "called, with its parentheses; then they have to be returned",
         lambda t_u, t_c, *params: torch.tensor(params, requires_grad=True).grad),
        ("This is the loss, which says how wrong the curve is. Go backward from it, and look at what the parameters "
         "have received", lambda t_u, t_c, *params: bend_loss(t_u, t_c, params)),
        ("These are the parameters themselves. What arrived at them on the way back is kept in an attribute",
         lambda t_u, t_c, *params: torch.tensor(params)),
        ("You went backward from many numbers, and a backward pass begins at one. Which single number says how wrong "
         "the curve is?", vector_backward),
        ("This is the gradient of the *sum* of the squares: it grows with every reading. The mean is asked for",
         lambda t_u, t_c, *params: len(t_u) * gradient(t_u, t_c, *params)),
        ("The order is turned round: the slope by `w2`, the number before the square, comes first",
         lambda t_u, t_c, *params: gradient(t_u, t_c, *params).flip(0)),
        ("The signs are all turned round. The gradient itself points uphill; the minus belongs to the update",
         lambda t_u, t_c, *params: -gradient(t_u, t_c, *params)),
    ],
    hints=[
        "Put the three numbers into one tensor, and ask PyTorch to watch it from the start.",
        "Compute the predictions and the loss from that tensor; a star takes it apart.",
        "One call walks back from the loss. Then look at the attribute of the watched tensor where gradients gather.",
    ],
    why="You wrote the way forward only. Each step knows its own derivative, the graph knows the order, and the way "
    "back is the chain rule. For another model you would change one name.",
)  # fmt: skip

w = torch.tensor(3.0, requires_grad=True)
square, line = w**2, 5 * w
square.backward()
first = w.grad.item()
line.backward()
second = w.grad.item() - first

Number(
    "5_5_1 two backward passes",
    question="What is in `w.grad` at the end?\n\n```python\nw = torch.tensor(3.0, requires_grad=True)\n"
    "(w**2).backward()\n(5 * w).backward()\n```",
    answer=w.grad,
    mistakes=[
        ("This is the slope of the second pass alone. Did anything empty `.grad` before it?", second),
        ("This is the slope of the first pass alone. The second one leaves something, too", first),
        ("This is the mean of both slopes. Nothing divides: look again at what `backward()` does to what is there",
         (first + second) / 2),
        ("You multiplied the two slopes. That is for steps that follow one another; here two graphs stand side by "
         "side", first * second),
        ("You took what the two formulas give, not their slopes", (square + line).detach(), square.detach(),
         line.detach()),
    ],
    hints=["Find the slope of each formula at `w = 3` by hand.", "Does `backward()` set `.grad`, or add to it?"],
    why=f"The slope of `w**2` at 3 is {first:g}, that of `5 * w` is {second:g} everywhere, and "
    "`backward()` adds. So `.grad` holds the slope of the sum of the two, whether you meant that or not.",
)  # fmt: skip


def train(n_epochs, learning_rate, params, t_u, t_c):
    for _ in range(n_epochs):
        params.grad = None
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        with torch.no_grad():
            params -= learning_rate * params.grad
    return params


def looped(epoch):
    def wrong(n_epochs, learning_rate, params, t_u, t_c):
        for _ in range(n_epochs):
            params = epoch(learning_rate, params, t_u, t_c)
        return params

    return wrong


def backward(params, t_u, t_c):
    loss_fn(model(t_u, *params), t_c).backward()
    return params


def moved(params, step):
    with torch.no_grad():
        params -= step
    return params


def emptied(params):
    params.grad = None
    return params


def filled_with_zeros(params):
    params.grad.zero_()
    return params


def recorded(rate, params, t_u, t_c):
    backward(emptied(params), t_u, t_c)
    params -= rate * params.grad
    return params


@looped
def new_unwatched(rate, params, t_u, t_c):
    backward(emptied(params), t_u, t_c)
    with torch.no_grad():
        return params - rate * params.grad


def new_and_watched(rate, params, t_u, t_c):
    backward(emptied(params), t_u, t_c)
    return (params - rate * params.grad).detach().requires_grad_()


def new_filled_with_zeros(rate, params, t_u, t_c):
    backward(params, t_u, t_c)
    return filled_with_zeros(params - rate * params.grad)


def slope_once(n_epochs, learning_rate, params, t_u, t_c):
    backward(emptied(params), t_u, t_c)
    return looped(lambda rate, params, t_u, t_c: moved(params, rate * params.grad))(
        n_epochs, learning_rate, params, t_u, t_c
    )


def loss_once(n_epochs, learning_rate, params, t_u, t_c):
    loss = loss_fn(model(t_u, *params), t_c)
    for _ in range(n_epochs):
        emptied(params)
        loss.backward()
        moved(params, learning_rate * params.grad)
    return params


def watched(w, b, grad=None):
    params = torch.tensor([w, b], requires_grad=True)
    params.grad = grad
    return params


Code(
    "5_5_1 train with autograd",
    question="Write the training loop, with autograd and without an optimizer. `params` is `(w, b)`, a leaf with "
    "`requires_grad=True`; `t_u` and `t_c` have shape `(N,)`. Make `n_epochs` updates of the line `model(t_u, w, b)` "
    "under `loss_fn`. Change `params` in place, and return it.",
    answer=train,
    probes=[
        (1, 0.1, watched(1.0, 0.5), torch.tensor([1.0, 2.0, 4.0]), torch.tensor([0.0, 3.0, 5.0])),
        (3, 0.05, watched(0.5, -1.0, torch.zeros(2)), torch.tensor([0.5, -1.0, 2.0, 3.0]),
         torch.tensor([1.0, 4.0, -2.0, 0.5])),
        (5, 0.02, watched(-2.0, 3.0), torch.tensor([1.0, 3.0]), torch.tensor([2.0, -1.0])),
    ],
    changes=("params",),
    rtol=1e-3,
    mistakes=[
        ("Each epoch adds its gradient to all the earlier ones: this rolls like a ball without friction. What does "
         "each epoch have to begin with?",
         looped(lambda rate, params, *data: moved(backward(params, *data), rate * params.grad))),
        ("Nothing is learned: between `backward()` and the update you throw the gradient away. Empty it at another "
         "moment", looped(lambda rate, params, *data: moved(
             filled_with_zeros(backward(params, *data)), rate * params.grad))),
        ("At the update `.grad` is None. Either it is emptied after the backward pass, or `backward()` is never "
         "called, with its parentheses",
         looped(lambda rate, params, *data: moved(emptied(backward(params, *data)), rate * params.grad)),
         looped(lambda rate, params, *data: moved(emptied(backward(params, *data)), params.grad * rate)),
         looped(lambda rate, params, *data: moved(params, rate * params.grad)),
         looped(lambda rate, params, *data: moved(params, params.grad * rate))),
        ("You fill `.grad` with zeros before the first backward pass, when there is none yet: it is None. Set it "
         "instead, or look first whether there is something to fill",
         looped(lambda rate, params, *data: moved(
             backward(filled_with_zeros(params), *data), rate * params.grad))),
        ("Your update is recorded, and PyTorch refuses to make a leaf the result of a computation. Inside which "
         "block is nothing recorded?", looped(recorded)),
        ("Your update makes a new tensor, and the next epoch finds no gradient at it: the leaf is lost. How did you "
         "change the numbers of a tensor and keep the tensor?",
         looped(lambda rate, params, *data: backward(emptied(params), *data) - rate * params.grad),
         looped(lambda rate, params, *data: backward(emptied(params), *data) - params.grad * rate),
         new_unwatched, looped(new_filled_with_zeros)),
        ("Your numbers are right, but they are in new tensors, and whoever called the function is left with the old "
         "`params`. Change it in place, where nothing is recorded", looped(new_and_watched)),
        ("This goes uphill: the gradient points to where the loss grows",
         looped(lambda rate, params, *data: moved(backward(emptied(params), *data), -rate * params.grad))),
        ("You step by the whole gradient. How large a part of it do you want to go?",
         looped(lambda rate, params, *data: moved(backward(emptied(params), *data), params.grad))),
        ("Your loss has no graph to walk back: it was detached (`.data` does that, too), turned into a plain number, "
         "or computed where nothing is recorded. Only the update belongs there",
         looped(lambda rate, params, *data: backward(params.detach(), *data)),
         looped(lambda rate, params, t_u, t_c: loss_fn(model(t_u, *params), t_c).item().backward())),
        ("You find the slope once, at the start, and walk on by it. After each step it has to be found anew",
         slope_once),
        ("Your loss is computed once, before the loop, and a graph serves one backward pass. Begin each epoch with a "
         "forward pass of its own", loss_once),
        ("This stops after the first epoch: look how far your `return` is indented",
         lambda n_epochs, *arguments: train(1, *arguments)),
    ],
    hints=[
        "An epoch has four steps: empty the gradient, forward pass to the loss, backward pass, update.",
        "The gradient is emptied at a moment when nobody needs it any more: before the backward pass.",
        "The update goes into a block in which nothing is recorded, and changes the tensor itself.",
    ],
    why="Autograd takes the derivatives off your hands, not the order. What is added has to be emptied, what is used "
    "has to be there, and the update happens behind autograd's back, so that `params` stays the leaf at which the "
    "next gradient arrives.",
)  # fmt: skip

Choice(
    "5_5_1 a loss that swings",
    question="With the learning rate that worked yesterday, today's loss falls, rises again, falls again, and so on "
    "for hundreds of epochs. There is no error message. Which line do you look for first?",
    options={
        "a": "the one that empties the gradient",
        "b": "the one that switches recording off for the update",
        "c": "the one that calls `backward()`",
        "d": "the one that asks for `requires_grad=True`",
    },
    answer="a",
    mistakes=[
        ("Without it the update stops with an error, in the first epoch if it is in place", "b"),
        ("Without it nothing arrives in `.grad`, and the parameters cannot move at all", "c"),
        ("Without it there is no graph, and the backward pass stops with an error", "d"),
    ],
    hints=["Which of these can be left out without an error, while the parameters still move?",
           "What moves to and fro like that, and why?"],
    why="Of all the mistakes with autograd this one is silent: the gradients add up to a velocity, and the "
    "parameters swing through the valley. A loss that swings for long is worth a look at that line.",
)  # fmt: skip
