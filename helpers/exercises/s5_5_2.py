"""The exercises of section 5.5.2."""

import torch

from .. import optimizers
from ..loss import loss_fn
from ..model import model
from .kinds import Choice, Code, Number
from .loops import usual_mistakes

Choice(
    "5_5_2 a loss that swings",
    question="You train by plain gradient descent, with the loop of 5.5.1. With the learning rate that worked "
    "yesterday, today's loss falls, rises again, falls again, and so on for hundreds of epochs. There is no error "
    "message. Which line do you look for first?",
    options={
        "a": "the one that empties the gradient",
        "b": "the one that switches recording off for the update",
        "c": "the one that calls `backward()`",
        "d": "the one that asks for `requires_grad=True`",
    },
    answer="a",
    mistakes=[
        ("Without it the update stops with an error, in the first epoch if it is in place", "b"),
        ("Without it `.grad` stays None, and in that loop the first update stops with an error. (An optimizer would "
         "pass over it in silence, and nothing would move at all.)", "c"),
        ("Without it there is no graph, and the backward pass stops with an error", "d"),
    ],
    hints=["Which of these can be left out without an error, while the parameters still move?",
           "What moves to and fro like that, and why?"],
    why="Of the four this one is silent while the parameters move: the gradients add up to a velocity that nothing "
    "slows down. A loss that swings for long is worth a look at that line.",
)  # fmt: skip


def rmsprop_step(params, square, gradient, learning_rate):
    square = 0.99 * square + 0.01 * gradient**2
    params = params - learning_rate * gradient / (square.sqrt() + 1e-8)
    return params, square


def stepped(new_square):
    """One step with another rule for the running mean."""

    def wrong(params, square, gradient, learning_rate):
        square = new_square(square, gradient)
        return params - learning_rate * gradient / (square.sqrt() + 1e-8), square

    return wrong


def right_square(square, gradient):
    return 0.99 * square + 0.01 * gradient**2


def old_square(params, square, gradient, learning_rate):
    return params - learning_rate * gradient / (square.sqrt() + 1e-8), right_square(square, gradient)


def no_root(params, square, gradient, learning_rate):
    square = right_square(square, gradient)
    return params - learning_rate * gradient / (square + 1e-8), square


def not_divided(params, square, gradient, learning_rate):
    return params - learning_rate * gradient, right_square(square, gradient)


def multiplied(params, square, gradient, learning_rate):
    square = right_square(square, gradient)
    return params - learning_rate * gradient * square.sqrt(), square


Code(
    "5_5_2 a step of RMSprop",
    question="Make one step of RMSprop by hand. `params`, `gradient` and `square`, the running mean of the squared "
    "gradients, are plain tensors of the same shape. Of the new running mean 99 parts in a hundred are the old one, "
    "and one part is the new square; then the gradient is divided by the root of the *new* mean. Return the new "
    "`params` and the new `square`; leave the old ones as they are.",
    answer=rmsprop_step,
    probes=[
        (torch.tensor([1.0, 0.5]), torch.tensor([4.0, 0.25]), torch.tensor([4.0, -1.0]), 0.1),
        (torch.tensor([-2.0, 3.0, 0.25]), torch.tensor([0.5, 90.0, 1.0]), torch.tensor([-1.0, 2.0, 7.0]), 0.25),
        (torch.tensor([6.0]), torch.tensor([9.0]), torch.tensor([-40.0]), 0.5),
    ],
    mistakes=[
        ("This goes uphill: the gradient points to where the loss grows",
         lambda params, square, gradient, rate:
             (rmsprop_step(params, square, gradient, -rate)[0], right_square(square, gradient))),
        ("You divide by the running mean from before. Let the new square in first, then step", old_square),
        ("You divide by the mean of the squares itself. Its root has the size of a gradient", no_root),
        ("The running mean is right, but your step does not use it", not_divided),
        ("You multiply by the root. A parameter with large gradients is to be held back", multiplied),
        ("Your step leaves out the learning rate",
         lambda params, square, gradient, rate: rmsprop_step(params, square, gradient, 1.0)),
        ("The gradient comes into your running mean as it is. With which power should it come in?",
         stepped(lambda square, gradient: 0.99 * square + 0.01 * gradient)),
        ("The shares are exchanged: your mean forgets nearly all at once. Of which of the two is much kept?",
         stepped(lambda square, gradient: 0.01 * square + 0.99 * gradient**2)),
        ("A hundredth part is 0.01, and 99 of them are 0.99",
         stepped(lambda square, gradient: 99 * square + gradient**2)),
        ("These are the shares that Adam takes. RMSprop keeps 99 parts in a hundred",
         stepped(lambda square, gradient: 0.999 * square + 0.001 * gradient**2)),
        ("Nothing of the old mean is kept, so only the sign of the gradient is left, in every step",
         stepped(lambda square, gradient: gradient**2)),
        ("The new square comes in whole, as in momentum. A mean takes only its share of it",
         stepped(lambda square, gradient: 0.99 * square + gradient**2)),
        ("You keep the old mean whole: it becomes a sum that never forgets, as in the optimizer Adagrad",
         stepped(lambda square, gradient: square + gradient**2),
         stepped(lambda square, gradient: square + 0.01 * gradient**2)),
        ("You take one size for all parameters. Each has a running mean of its own",
         stepped(lambda square, gradient: 0.99 * square + 0.01 * (gradient**2).mean()),
         stepped(lambda square, gradient: 0.99 * square + 0.01 * (gradient**2).sum())),
        ("You return the two in the wrong order: first the parameters, then the running mean",
         lambda *arguments: rmsprop_step(*arguments)[::-1]),
        ("You return the new parameters only. The next step needs the running mean, too",
         lambda *arguments: rmsprop_step(*arguments)[0]),
    ],
    hints=[
        "Two lines: first the new running mean, then the step.",
        "The second line of `adam_step` is nearly your first, with other shares.",
        "The step is that of plain gradient descent, with the gradient divided by a root.",
    ],
    why="It is the half of Adam that knows sizes: no momentum, and no correction for the first steps.",
)  # fmt: skip

place, slope, rate = 0.5, -0.04, 0.05


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
    scale=rate,
    mistakes=[
        ("The length is right, the direction is uphill: with a negative gradient the loss falls as `w` grows",
         2 * place - first_step(optimizers.Adam)),
        ("This is Adam without its corrections: both running means begin at zero, and are too small at first. What are "
         "they divided by?", place - rate * 0.1 * slope / (0.001 * slope**2) ** 0.5),
        ("The mean of the squares has been corrected here, the mean of the gradients not: it begins at zero, too",
         place - rate * 0.1),
        ("This divides by the mean of the squares itself. Its root has the size of a gradient",
         place - rate / slope),
        ("This is the step of SGD, which is short where the gradient is small. By what does Adam divide?",
         first_step(optimizers.SGD)),
        ("This is the first step of RMSprop, ten times as long: its running mean begins at zero. Adam makes up for "
         "that", first_step(optimizers.RMSprop)),
        ("This moves by the whole gradient, as if there were no learning rate", place - slope, place + slope),
        ("This is where it stood before the step, or hardly away from it. How far does Adam go at first?", place),
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
        ("You handed over a bare tensor, and PyTorch stops with an error: it asks for something that *holds* tensors, "
         "such as a list, even of one", "a"),
        ("This optimizer holds a copy. It would run without any error, and `params`, from which the loop computes, "
         "would never move", "c"),
        ("`w` and `b` are results of a computation, no leaves, and gradients arrive at leaves only. PyTorch refuses "
         "them with an error", "d"),
    ],
    hints=["An optimizer changes the tensors that it was given, and no others.",
           "It asks for something that holds tensors. And these must be leaves, at which gradients arrive."],
    why="An optimizer holds on to the very tensors it is given, and finds their gradients at them. The loop and the "
    "optimizer have to speak of the same ones; that they have the same numbers is not enough.",
)  # fmt: skip


def train(n_epochs, optimizer, params, batches):
    for _ in range(n_epochs):
        for t_u, t_c in batches:
            loss = loss_fn(model(t_u, *params), t_c)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return params


def calls(*names, within=torch.enable_grad):
    """A training loop with a forward pass and these calls for each batch."""

    def wrong(n_epochs, optimizer, params, batches):
        for _ in range(n_epochs):
            for t_u, t_c in batches:
                with within():
                    loss = loss_fn(model(t_u, *params), t_c)
                optimizer.backward = loss.backward
                for name in names:
                    getattr(optimizer, name)()
        return params

    return wrong


def emptied_once_an_epoch(n_epochs, optimizer, params, batches):
    for _ in range(n_epochs):
        optimizer.zero_grad()
        calls("backward", "step")(1, optimizer, params, batches)
    return params


def one_step_an_epoch(n_epochs, optimizer, params, batches):
    for _ in range(n_epochs):
        optimizer.zero_grad()
        calls("backward")(1, optimizer, params, batches)
        optimizer.step()
    return params


def all_together(n_epochs, optimizer, params, batches):
    return train(n_epochs, optimizer, params, [[torch.cat(part) for part in zip(*batches, strict=True)]])


def batch_by_batch(n_epochs, optimizer, params, batches):
    for batch in batches:
        train(n_epochs, optimizer, params, [batch])
    return params


def taken_out_once(n_epochs, optimizer, params, batches):
    w, b = params
    train(n_epochs, optimizer, params, batches)
    return loss_fn(model(batches[0][0], w, b), batches[0][1])


def by_hand_too(n_epochs, optimizer, params, batches):
    for _ in range(n_epochs):
        for batch in batches:
            train(1, optimizer, params, [batch])
            with torch.no_grad():
                params -= optimizer.param_groups[0]["lr"] * params.grad
    return params


def a_step_behind(n_epochs, optimizer, params, batches):
    return train(1, optimizer, params, (n_epochs * batches)[:-1])


def with_another(kind, rate):
    """The loop with an optimizer of its own."""
    return lambda n_epochs, optimizer, params, batches: train(
        n_epochs, getattr(torch.optim, kind)([params], lr=rate), params, batches
    )


def held(n_epochs, kind, start, *batches, **options):
    """The arguments of train, with an optimizer that holds the parameters."""

    def probe():
        params = torch.tensor(start, requires_grad=True)
        optimizer = getattr(torch.optim, kind)([params], **options)
        return n_epochs, optimizer, params, [(torch.tensor(t_u), torch.tensor(t_c)) for t_u, t_c in batches]

    return probe


Code(
    "5_5_2 train with an optimizer",
    question="Write the training loop for data in mini-batches. `batches` is a list of pairs `(t_u, t_c)`, each of "
    "shape `(M,)`. An epoch goes through all batches in their order, and makes one update after each, by the loss "
    "`loss_fn` of the line `model(t_u, w, b)` on that batch alone. `params` is `(w, b)`, a leaf that the `optimizer` "
    "holds. Train for `n_epochs` epochs, and return `params`.",
    answer=train,
    probes=[
        held(1, "SGD", [1.0, 0.5], ([1.0, 2.0], [0.0, 3.0]), ([4.0, -1.0], [5.0, 2.0]), lr=0.05),
        held(2, "Adam", [-2.0, 3.0], ([1.0, 3.0], [2.0, -1.0]), ([2.0, 0.5], [1.0, 6.0]), ([-1.0], [4.0]), lr=0.1),
        # With so much momentum the loss falls and rises again.
        held(9, "SGD", [0.5, -1.0], ([0.5, -1.0, 2.0], [1.0, 4.0, -2.0]), ([3.0], [0.5]), lr=0.08, momentum=0.8),
        held(2, "SGD", [0.5, 1.0], ([0.5], [-2.0]), lr=0.1),
    ],
    optimizers=True,
    changes=("params",),
    returns="params",
    rtol=1e-3,
    mistakes=[
        ("`params` has not moved. Either the `step()` of the `optimizer` is never called, with its parentheses, or it "
         "finds no gradient at `params`, and passes over it in silence. Which call empties, which fills, which uses?",
         calls("zero_grad", "step", "backward"),
         lambda n_epochs, optimizer, params, batches: params.clone()),
        ("The last update is missing. Does each batch end with a step of its own?", a_step_behind),
        ("Your steps come a batch late: `step()` uses the gradient of the batch before, and for the first one there is "
         "none", calls("step", "zero_grad", "backward")),
        ("Each batch adds its gradient to those of all batches before. Who empties `.grad`?",
         calls("backward", "step")),
        ("`.grad` is emptied only once in an epoch, so each batch adds its gradient to those before. When must it be "
         "empty?", emptied_once_an_epoch),
        ("You make one update in an epoch, by what all batches have gathered. An update after each was asked for",
         one_step_an_epoch, all_together),
        ("You train on one batch for all epochs, and then on the next. Which of the two loops is outside?",
         batch_by_batch),
        ("Your loss has no graph: it was detached, turned into a plain number, computed where nothing is recorded, or "
         "from other parameters than `params`. (The optimizer's update takes care of itself: no such block is needed)",
         calls("zero_grad", "backward", "step", within=torch.no_grad),
         lambda n_epochs, optimizer, params, batches: loss_fn(*batches[0]).item().backward()),
        ("You take `w` and `b` out of `params` once, for several updates. After an update in place PyTorch refuses to "
         "go on with them. Take them out anew in each forward pass", taken_out_once),
        ("You update twice for each batch, once by hand and once by the optimizer. It does the whole update",
         by_hand_too),
        ("You update with a rate of your own, by hand or by an optimizer that you made. The one that was handed over "
         "has a learning rate, and perhaps a memory, that yours does not have",
         *(with_another(kind, rate) for kind in ("SGD", "Adam") for rate in (1e-1, 1e-2, 1e-3))),
        ("Only one update is made. Look how far your lines are indented: what belongs into the loops, and what after "
         "them?", lambda n_epochs, optimizer, params, batches: train(1, optimizer, params, batches[:1]),
         lambda n_epochs, optimizer, params, batches: train(1, optimizer, params, batches[-1:])),
        *usual_mistakes(
            train,
            but=["never"],
            single="Only one epoch is made, however many are asked for. Is there a loop over `n_epochs`, and does the "
            "`return` stand behind it, as far to the left as its `for`?",
            fewer="One epoch too few is made. How many numbers does your `range` go through?",
            more="One epoch too many is made. How many numbers does your `range` go through?",
        ),
        ("Of all the batches in the list only one is used. Do the lines of the update stand inside the inner loop?",
         lambda n_epochs, optimizer, params, batches: train(n_epochs, optimizer, params, batches[:1]),
         lambda n_epochs, optimizer, params, batches: train(n_epochs, optimizer, params, batches[-1:])),
    ],
    hints=[
        "Two loops, one in the other: epochs outside, batches inside. What the loop of this notebook does in an epoch "
        "stands in the inner one.",
        "The head of a loop can take pairs apart: `for left, right in pairs:`.",
        "The forward pass gives the loss. Then ask of each call what it needs, and what it leaves for the next.",
    ],
    why="This is how nearly every network is trained: an epoch is many updates, each by a part of the data, mostly "
    "shuffled anew in each epoch. The loop says when: empty, fill, use. The optimizer says how, so the loop was right "
    "for SGD, momentum and Adam alike.",
)  # fmt: skip
