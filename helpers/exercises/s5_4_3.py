"""The exercises of section 5.4.3."""

import torch

from ..gradients import grad_fn
from ..loss import loss_fn
from ..model import model
from .kinds import Choice, Code, Number

inputs, truth = torch.tensor([1.0, 2.0, 4.0]), torch.tensor([3.0, 1.0, -2.0])
others, their_truth = torch.tensor([-1.0, 0.5, 2.0, 3.0, 1.5]), torch.tensor([0.5, 2.0, 1.0, 6.0, -1.0])


def train(n_epochs, learning_rate, w, b, t_u, t_c):
    for _ in range(n_epochs):
        t_p = model(t_u, w, b)
        grad = grad_fn(t_u, t_c, t_p, w, b)
        w = w - learning_rate * grad[0]
        b = b - learning_rate * grad[1]
    return w, b


def train_in_turn(n_epochs, learning_rate, w, b, t_u, t_c, order="wb"):
    params = {"w": w, "b": b}
    for _ in range(n_epochs):
        for name in order:
            grad = grad_fn(t_u, t_c, model(t_u, **params), **params)
            params[name] = params[name] - learning_rate * grad["wb".index(name)]
    return params["w"], params["b"]


def with_the_whole_gradient(n_epochs, learning_rate, w, b, t_u, t_c):
    for _ in range(n_epochs):
        step = learning_rate * grad_fn(t_u, t_c, model(t_u, w, b), w, b)
        w, b = w - step, b - step


Code(
    "5_4_3 a loop of your own",
    question="Write the training loop for a weight and a bias that are kept apart: start at the numbers `w` and `b`, "
    "make `n_epochs` updates on the readings `t_u` and `t_c`, both of shape `(N,)`, and return `w, b`. Use `model` "
    "and `grad_fn`; no history is needed.",
    answer=train,
    probes=[
        (4, 0.05, 1.0, 0.5, inputs, truth),
        (6, 0.1, 0.5, -1.0, others, their_truth),
        (3, 0.02, -2.0, 3.0, torch.tensor([0.5, 6.0, 3.0, 1.0]), torch.tensor([1.0, 2.0, -3.0, 0.5])),
    ],
    rtol=1e-3,
    mistakes=[
        ("This goes uphill: the gradient points to where the loss grows. Step against it",
         lambda n, rate, *rest: train(n, -rate, *rest)),
        ("You step by the whole gradient. What scales a step down?",
         lambda n, rate, *rest: train(n, 1.0, *rest)),
        ("All your steps are the same: the gradient, or the prediction it is made of, is that of the start. After a "
         "step you are in another place, so what belongs *inside* the loop?",
         lambda n, rate, *rest: train(1, n * rate, *rest)),
        ("You make one update too few. `range(1, n)` ends before `n`", lambda n, *rest: train(n - 1, *rest)),
        ("You make one update too many. `range(n)` counts from 0 to n - 1; how far does yours count?",
         lambda n, *rest: train(n + 1, *rest)),
        ("You make one update and stop. Is the `return` still inside the loop?", lambda n, *rest: train(1, *rest)),
        ("You move one parameter before the slope along the other is taken, so the two slopes belong to two "
         "different places. Take both first, then move",
         train_in_turn, lambda *arguments: train_in_turn(*arguments, order="bw")),
        ("Only one of the two parameters moves, the other is as it was at the start. Both have a slope",
         lambda *arguments: train_in_turn(*arguments, order="w"),
         lambda *arguments: train_in_turn(*arguments, order="b")),
        ("Here both parameters become tensors of two numbers: the whole gradient is taken away from each. Each has its "
         "own slope",
         with_the_whole_gradient),
        ("Both numbers are right. Return them as a pair, `w, b`, and not as one tensor",
         lambda *arguments: torch.stack(train(*arguments))),
        ("You return the parameters as they were given. To compute a better value is not enough, the name has to get "
         "it: `x = x - 1`",
         lambda n, *rest: train(0, *rest)),
    ],
    hints=[
        "An epoch has three parts: the forward pass, the backward pass, the update. All three are repeated.",
        "`grad_fn(t_u, t_c, t_p, w, b)` gives the slope along `w` in place 0, and along `b` in place 1.",
        "Take the gradient once in each epoch, and use it for both updates.",
    ],
    why="Forward, backward, update, and all of it again from the new place. With `w` and `b` kept apart you have to "
    "take care yourself that both slopes come from the same point; with both in one tensor `params` a single line "
    "updates them together, and the slip cannot happen. That is one reason why the course goes on with `params`.",
)  # fmt: skip


def record_losses(n_epochs, learning_rate, params, t_u, t_c):
    losses = []
    for _ in range(n_epochs):
        w, b = params.unbind()
        t_p = model(t_u, w, b)
        losses.append(loss_fn(t_p, t_c))
        params = params - learning_rate * grad_fn(t_u, t_c, t_p, w, b)
    return losses


Code(
    "5_4_3 notes of a training",
    question="What does the history take down? Train with `params` of shape `(2,)`, and return a *list* of "
    "`n_epochs` losses: in each epoch the loss *before* its update, so the first is that of the start. `params` "
    "itself is to stay as it was given.",
    answer=record_losses,
    probes=[
        (4, 0.05, torch.tensor([1.0, 0.5]), inputs, truth),
        (6, 0.1, torch.tensor([0.5, -1.0]), others, their_truth),
    ],
    rtol=1e-3,
    mistakes=[
        ("Your list begins after the first update. The first loss asked for is that of the start, so take it down "
         "before the parameters change",
         lambda n, *rest: record_losses(n + 1, *rest)[1:]),
        ("Your list has one loss too many, that after the last update. Each epoch takes down one, before its update",
         lambda n, *rest: record_losses(n + 1, *rest)),
        ("Your list has one loss too few. `range(1, n)` ends before `n`",
         lambda n, *rest: record_losses(n - 1, *rest)),
        ("That is the last loss only. A list that is made before the loop can grow with `append`",
         lambda *arguments: record_losses(*arguments)[-1]),
        ("Your list holds the last loss only: it begins anew in each epoch. Where should the empty list be made?",
         lambda *arguments: record_losses(*arguments)[-1:]),
        ("Your list holds the first loss only. Is the `return` still inside the loop?",
         lambda *arguments: record_losses(*arguments)[:1]),
        ("All your losses are the same: the prediction never changes. Either the parameters get no new value, or the "
         "forward pass stands before the loop",
         lambda n, rate, *rest: record_losses(n, 0.0, *rest)),
        ("The losses are right, and stand in a tensor. Asked is a list; `tolist` makes one of a tensor",
         lambda *arguments: torch.stack(record_losses(*arguments))),
        ("Your losses grow, because the steps go uphill. Step against the gradient",
         lambda n, rate, *rest: record_losses(n, -rate, *rest)),
        ("You step by the whole gradient. The learning rate is missing in the update",
         lambda n, rate, *rest: record_losses(n, 1.0, *rest)),
    ],
    hints=[
        "Make an empty list before the loop, and `append` one loss in each epoch.",
        "`params.unbind()` takes the parameters apart. From them come the prediction, the loss, and the gradient.",
        "The loss belongs to the parameters that made the prediction; the update comes last.",
    ],
    why="A prediction, its loss and its gradient belong to one and the same place, so they are written down together, "
    "before the parameters move on. That is why the loss of epoch 1 tells about the start, and why the parameters "
    "that are returned are one update better than the last loss in the list.",
)  # fmt: skip

Choice(
    "5_4_3 to and fro",
    question="In a run, a model with one parameter `w` starts at 3 and goes on to 0, 1.5, 0.75, 1.125, ..., to and fro "
    "around its best value 1, while the loss falls in every epoch. The loss has the curvature l. What do you know "
    "about the learning rate η?",
    options={
        "a": "it is above 2 / l, and the run will explode in the end",
        "b": "it is between 1 / l and 2 / l",
        "c": "it is below 1 / l",
        "d": "nothing: a loss that falls means that no step goes too far",
    },
    answer="b",
    mistakes=[
        ("Above that limit each distance from the minimum would be larger than the one before. Write down the "
         "distances from 1", "a"),
        ("Below 1 / l the factor is positive, and the run stays on one side of the minimum. Here it changes sides",
         "c"),
        ("The loss falls as long as each distance is shorter than the last, on whichever side. The loss alone hides "
         "what `w` shows", "d"),
    ],
    hints=[
        "How far is each value from 1, with its sign? By what is that multiplied from one to the next?",
        "The factor is 1 - η·l. What does its sign say, and what its size?",
    ],
    why="The distances 2, -1, 0.5, -0.25 are multiplied by -0.5 each time. A negative factor means that η is above "
    "1 / l, a size below 1 that it is below 2 / l: it rings, and converges all the same. On the loss curve you would "
    "not see it, since a square has no sign.",
)  # fmt: skip

rate, factor = 0.1, -0.6
curvature = (1 - factor) / rate

Number(
    "5_4_3 limit from one step",
    question=f"You train with η = {rate}, and across the valley each step lands on the other side of the minimum, at "
    f"{-factor:.0%} of the distance. What is the largest stable learning rate?",
    answer=2 / curvature,
    mistakes=[
        ("That is the curvature. Beyond which η does it make the factor smaller than -1?", curvature),
        ("At this learning rate the factor is 0: one step arrives. It is stable well beyond", 1 / curvature),
        ("You have lost the sign. To land on the other side means that the factor is negative",
         2 * rate / (1 + factor)),
        ("You took the factor of the *loss*, which is the square. The question tells the factor of the distance",
         2 * rate / (1 - factor**2), 2 * rate / (1 + factor**2)),
        ("You divided one number by the other. A step *takes away* η·l times the distance, so the factor is not "
         "proportional to η", rate / -factor),
        ("Twice the learning rate is too much here. Half of the limit would land on the minimum itself, and this run "
         "goes beyond it", 2 * rate),
    ],
    hints=[
        "What is the factor by which the distance is multiplied, with its sign?",
        "The factor is 1 - η·l. You know the factor and η, so you can find l.",
        "It becomes unstable where the factor is -1.",
    ],
    why="The factor is -0.6, so η·l is 1.6 and the curvature across the valley is 16; the limit is 2 divided by that. "
    "One look at how a run rings says how far you are from the edge, without any Hessian.",
)  # fmt: skip
