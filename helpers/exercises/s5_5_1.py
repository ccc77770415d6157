"""The exercises of section 5.5.1."""

import torch

from ..loss import loss_fn
from ..model import model, polynomial
from .kinds import Code, Number
from .loops import usual_mistakes


def gradient(t_u, t_c, w2, w1, b):
    params = torch.tensor([w2, w1, b], requires_grad=True)
    loss = loss_fn(polynomial(t_u, *params), t_c)
    loss.backward()
    return params.grad


def bend_loss(t_u, t_c, params):
    return loss_fn(polynomial(t_u, *params), t_c)


def unstarred(t_u, t_c, *params):
    polynomial(t_u, torch.tensor(params, requires_grad=True))


def vector_backward(t_u, t_c, *params, power=1):
    watched = torch.tensor(params, requires_grad=True)
    ((polynomial(t_u, *watched) - t_c) ** power).backward()
    return watched.grad


Code(
    "5_5_1 gradient of a bend",
    question="Given are readings `t_u`, `t_c`, shape `(N,)`, and three numbers `w2`, `w1`, `b`. Let PyTorch find the "
    "gradient of the mean squared error of the curve `polynomial(t_u, w2, w1, b)`: return the slopes by `w2`, `w1` "
    "and `b`, in this order, as a tensor of shape `(3,)`.",
    answer=gradient,
    probes=[
        (torch.tensor([1.0, 2.0, -1.0, 0.5]), torch.tensor([3.0, 1.0, 0.0, 2.0]), 0.5, 1.0, -2.0),
        (torch.tensor([2.0, 3.0]), torch.tensor([1.0, -4.0]), 0.0, -1.0, 0.5),
        (torch.tensor([0.5, -2.0, 0.5]), torch.tensor([7.0, 7.0, 2.0]), -1.0, 0.25, 3.0),
        (torch.tensor([-1.5]), torch.tensor([2.0]), 0.25, 2.0, -1.0),
    ],
    mistakes=[
        ("Your loss has no graph to walk back. Is there a tensor with the three numbers that is watched from the "
         "start, and is the loss computed from that tensor, outside of `no_grad`, without `item()` and `detach()`?",
         lambda t_u, t_c, *params: bend_loss(t_u, t_c, params).backward(),
         lambda t_u, t_c, *params: bend_loss(t_u, t_c, params).item().backward()),
        ("There is None where a gradient should be. Is there a `return`, with something after it? Was `backward()` "
         "called, with its parentheses, before `.grad` was read? And is it the `.grad` of a watched tensor that you "
         "made yourself, and from which the loss was computed? What is computed, as the three of `w2, w1, b = params`, "
         "gets none",
         lambda t_u, t_c, *params: torch.tensor(params, requires_grad=True).grad,
         lambda t_u, t_c, *params: [None] * 3,
         lambda t_u, t_c, *params: torch.stack([None] * 3)),
        ("This is the loss, which says how wrong the curve is. Go backward from it, and look at what the parameters "
         "have received", lambda t_u, t_c, *params: bend_loss(t_u, t_c, params)),
        ("These are the parameters themselves. What arrived at them on the way back is kept in an attribute",
         lambda t_u, t_c, *params: torch.tensor(params)),
        ("You went backward from many numbers, and a backward pass begins at one. Which single number says how wrong "
         "the curve is?", vector_backward, lambda *arguments: vector_backward(*arguments, power=2)),
        ("This is the gradient of the *sum* of the squares: it grows with every reading. The mean is asked for",
         lambda t_u, t_c, *params: len(t_u) * gradient(t_u, t_c, *params)),
        ("These are slopes of the typical error, which is the root of the loss. The loss itself is asked for",
         lambda t_u, t_c, *params: gradient(t_u, t_c, *params) / (2 * bend_loss(t_u, t_c, params).sqrt())),
        ("These are the right slopes, in the other order: the slope by `w2`, the number before the square, comes first",
         lambda t_u, t_c, *params: gradient(t_u, t_c, *params).flip(0)),
        ("These are slopes of `polynomial(t_u, b, w1, w2)`, with the constant in the place of the highest power. It "
         "wants `w2`, `w1`, `b`",
         lambda t_u, t_c, w2, w1, b: gradient(t_u, t_c, b, w1, w2),
         lambda t_u, t_c, w2, w1, b: gradient(t_u, t_c, b, w1, w2).flip(0)),
        ("`polynomial` has received your tensor as one number. A star in front of it hands over the numbers one by one",
         unstarred),
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
    exact=True,
    mistakes=[
        ("This is the slope of the second pass alone. Did anything empty `.grad` before it?", second),
        ("This is the slope of the first pass alone. The second one leaves something, too", first),
        ("This is the mean of both slopes. Nothing divides: look again at what `backward()` does to what is there",
         (first + second) / 2),
        ("This is the product of the two slopes. That is for steps that follow one another; here two graphs stand side "
         "by side", first * second),
        ("This is what the formulas give, not their slopes", (square + line).detach(), square.detach(),
         line.detach()),
    ],
    hints=["Find the slope of each formula at `w = 3` by hand.", "Does `backward()` set `.grad`, or add to it?"],
    why=f"The slope of `w**2` at 3 is {first:g}, that of `5 * w` is {second:g} everywhere, and "
    "`backward()` adds. So `.grad` holds the slope of the sum of the two, whether you meant that or not.",
)  # fmt: skip


def train(n_epochs, learning_rate, w, b, t_u, t_c):
    for _ in range(n_epochs):
        w.grad = b.grad = None
        loss = loss_fn(model(t_u, w, b), t_c)
        loss.backward()
        with torch.no_grad():
            w -= learning_rate * w.grad
            b -= learning_rate * b.grad
    return w, b


def looped(epoch):
    """A training loop with another epoch: a function of the learning rate, [w, b] and the data."""

    def wrong(n_epochs, learning_rate, w, b, t_u, t_c):
        leaves = [w, b]
        for _ in range(n_epochs):
            leaves = epoch(learning_rate, leaves, t_u, t_c)
        return tuple(leaves)

    return wrong


def backward(leaves, t_u, t_c):
    loss_fn(model(t_u, *leaves), t_c).backward()
    return leaves


def moved(leaves, steps):
    with torch.no_grad():
        for leaf, step in zip(leaves, steps, strict=True):
            leaf -= step
    return leaves


def emptied(leaves, which=slice(None)):
    for leaf in leaves[which]:
        leaf.grad = None
    return leaves


def filled_with_zeros(leaves):
    for leaf in leaves:
        leaf.grad.zero_()
    return leaves


def filled_with_a_number(leaves):
    for leaf in leaves:
        leaf.grad = 0


def full(rate, leaves):
    return [rate * leaf.grad for leaf in leaves]


def right_epoch(steps):
    """An epoch in which all is right but the steps, a function of the learning rate and the leaves."""
    return looped(lambda rate, leaves, *data: moved(backward(emptied(leaves), *data), steps(rate, leaves)))


def recorded(rate, leaves, t_u, t_c):
    backward(emptied(leaves), t_u, t_c)
    for leaf, step in zip(leaves, full(rate, leaves), strict=True):
        leaf -= step
    return leaves


def new(steps):
    def epoch(rate, leaves, t_u, t_c):
        backward(emptied(leaves), t_u, t_c)
        return [leaf - step for leaf, step in zip(leaves, steps(rate, leaves), strict=True)]

    return epoch


def new_unwatched(rate, leaves, t_u, t_c):
    backward(emptied(leaves), t_u, t_c)
    return [leaf.detach() - step for leaf, step in zip(leaves, full(rate, leaves), strict=True)]


def new_and_watched(rate, leaves, t_u, t_c):
    return [leaf.requires_grad_() for leaf in new_unwatched(rate, leaves, t_u, t_c)]


def slopes_once(n_epochs, learning_rate, w, b, t_u, t_c):
    backward(emptied([w, b]), t_u, t_c)
    return looped(lambda rate, leaves, *data: moved(leaves, full(rate, leaves)))(
        n_epochs, learning_rate, w, b, t_u, t_c
    )


def loss_once(n_epochs, learning_rate, w, b, t_u, t_c):
    loss = loss_fn(model(t_u, w, b), t_c)
    for _ in range(n_epochs):
        emptied([w, b])
        loss.backward()
        moved([w, b], full(learning_rate, [w, b]))
    return w, b


def leaves_at(w, b, grads=(None, None)):
    leaves = [torch.tensor(value, requires_grad=True) for value in (w, b)]
    for leaf, grad in zip(leaves, grads, strict=True):
        leaf.grad = grad
    return leaves


Code(
    "5_5_1 train two leaves",
    question="Write the training loop for a weight and a bias that are two leaves of their own: `w` and `b` have shape "
    "`()` and `requires_grad=True`, `t_u` and `t_c` have shape `(N,)`. Make `n_epochs` updates of the line "
    "`model(t_u, w, b)` under `loss_fn`, with autograd and without an optimizer. Change `w` and `b` in place, and "
    "return `w, b`.",
    answer=train,
    probes=[
        (1, 0.1, *leaves_at(1.0, 0.5), torch.tensor([1.0, 2.0, 4.0]), torch.tensor([0.0, 3.0, 5.0])),
        (3, 0.05, *leaves_at(0.5, -1.0, (torch.tensor(0.0), torch.tensor(0.0))), torch.tensor([0.5, -1.0, 2.0, 3.0]),
         torch.tensor([1.0, 4.0, -2.0, 0.5])),
        # A step so large that the loss grows.
        (5, 0.25, *leaves_at(-2.0, 3.0), torch.tensor([1.0, 3.0, 3.0]), torch.tensor([2.0, 2.0, -1.0])),
        # One reading, and more epochs than `is` can compare.
        (258, 0.01, *leaves_at(0.5, 1.0), torch.tensor([0.5]), torch.tensor([-2.0])),
    ],
    changes=("w", "b"),
    rtol=1e-3,
    mistakes=[
        ("Each epoch adds its gradients to all the earlier ones. What does each epoch have to begin with?",
         looped(lambda rate, leaves, *data: moved(backward(leaves, *data), full(rate, leaves)))),
        ("Each leaf has a `.grad` of its own, and you empty one of the two only",
         looped(lambda rate, leaves, *data: moved(backward(emptied(leaves, slice(1)), *data), full(rate, leaves))),
         looped(lambda rate, leaves, *data: moved(backward(emptied(leaves, slice(1, 2)), *data), full(rate, leaves)))),
        ("`w` and `b` come back as they were. Are their gradients still there when the update uses them? And does the "
         "update change `w` and `b` themselves, as `-=` does?", looped(lambda rate, leaves, *data: moved(
             filled_with_zeros(backward(leaves, *data)), full(rate, leaves)))),
        ("There is no gradient where your function looks for one: `.grad` is None. Is `backward()` called, with its "
         "parentheses, and nothing emptied between it and the update? And is it the `.grad` of `w` and `b` themselves? "
         "What is computed, as `torch.stack([w, b])`, the loss or `w - ...`, gets none",
         looped(lambda rate, leaves, *data: moved(emptied(backward(leaves, *data)), full(rate, leaves))),
         looped(lambda rate, leaves, *data: moved(leaves, full(rate, leaves)))),
        ("You fill `.grad` with zeros before the first backward pass, when there is none yet: it is None. Set it "
         "instead, or look first whether there is something to fill",
         looped(lambda rate, leaves, *data: moved(
             backward(filled_with_zeros(leaves), *data), full(rate, leaves)))),
        ("`.grad` is a tensor, or nothing at all, and never a plain number. What stands for nothing?",
         looped(lambda rate, leaves, *data: filled_with_a_number(leaves))),
        ("Your update is recorded, and PyTorch refuses to make a leaf the result of a computation. Inside which "
         "block is nothing recorded?", looped(recorded)),
        ("Your update makes new tensors, and the next epoch finds no gradient at them: the leaves are lost. How did "
         "you change the numbers of a tensor and keep the tensor?",
         looped(new(full)), looped(new_unwatched)),
        ("Your numbers are right, but they are in new tensors, and whoever called the function is left with the old "
         "`w` and `b`. Change them in place, where nothing is recorded", looped(new_and_watched)),
        ("Each leaf moves by its own gradient. Yours use one of the two for both, or each the other's",
         right_epoch(lambda rate, leaves: 2 * full(rate, leaves)[:1]),
         right_epoch(lambda rate, leaves: 2 * full(rate, leaves)[1:]),
         right_epoch(lambda rate, leaves: full(rate, leaves)[::-1])),
        ("These are the steps of the line `model(t_u, b, w)`. In which order does `model` take its parameters?",
         looped(lambda rate, leaves, *data: moved(backward(emptied(leaves)[::-1], *data)[::-1], full(rate, leaves)))),
        ("One of the two leaves never moves. Both have a part in the loss",
         right_epoch(lambda rate, leaves: [full(rate, leaves)[0], 0.0]),
         right_epoch(lambda rate, leaves: [0.0, full(rate, leaves)[1]])),
        ("Your loss has no graph to walk back: it was detached (`.data` does that, too), turned into a plain number, "
         "or computed where nothing is recorded. Only the update belongs there",
         looped(lambda rate, leaves, *data: backward([leaf.detach() for leaf in leaves], *data)),
         looped(lambda rate, leaves, t_u, t_c: loss_fn(model(t_u, *leaves), t_c).item().backward())),
        ("You walk on by the slopes of the start. After each step they have to be found anew, by a forward and a "
         "backward pass",
         slopes_once),
        ("Your loss is computed once, before the loop, and a graph serves one backward pass. Begin each epoch with a "
         "forward pass of its own", loss_once),
        *usual_mistakes(
            train,
            but=["never"],
            single="Only one update is made, however many epochs are asked for. Is there a loop over `n_epochs`, and "
            "does the `return` stand behind it, as far to the left as `for`?",
            fewer="One update too few is made. How many numbers does your `range` go through? And is there an update "
            "in the first epoch, too?",
            more="One update too many is made. How many numbers does your `range` go through?",
        ),
    ],
    hints=[
        "An epoch has four steps: empty the gradients, forward pass to the loss, backward pass, update.",
        "Gradients are emptied at a moment when nobody needs them any more: before the backward pass.",
        "The update goes into a block in which nothing is recorded, and changes each leaf itself.",
    ],
    why="Autograd takes the derivatives off your hands, not the order. What is added has to be emptied, what is used "
    "has to be there, and the update happens behind autograd's back, so that each parameter stays the leaf at which "
    "the next gradient arrives.",
)  # fmt: skip
