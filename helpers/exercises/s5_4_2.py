"""The exercises of section 5.4.2."""

import torch

from ..gradients import grad_fn
from ..loss import absolute_loss_fn, dloss_fn
from ..model import model
from .exercise import Hint
from .kinds import Code, Number


def gradient(t_u, t_c, w, b):
    t_p = w * (t_u - b)
    dloss_dtp = 2 * (t_p - t_c) / len(t_u)
    dtp_dw = t_u - b
    dtp_db = -w
    return torch.stack([(dloss_dtp * dtp_dw).sum(), (dloss_dtp * dtp_db).sum()])


def pulls(t_u, t_c, w, b):
    """How the loss depends on each prediction of the model in the exercise: right in most of the mistakes."""
    return 2 * (w * (t_u - b) - t_c) / len(t_u)


def slopes(dloss_dtp, dtp_dw, dtp_db):
    return torch.stack([(dloss_dtp * dtp_dw).sum(), (dloss_dtp * dtp_db).sum()])


def unsummed(t_u, t_c, w, b):
    dloss_dtp = pulls(t_u, t_c, w, b)
    return [dloss_dtp * (t_u - b), dloss_dtp * -w]


Code(
    "5_4_2 gradient of another line",
    question="Here is the line, written in another way: it predicts `w * (t_u - b)`, so `b` is the reading at 0 °C. "
    "Given are `t_u` and `t_c` of shape `(N,)` and the numbers `w` and `b`. Derive the gradient of the mean squared "
    "error with the chain rule, and return it as a tensor of shape `(2,)`: along `w`, then along `b`.",
    answer=gradient,
    probes=[
        (torch.tensor([3.0, 5.0, 10.0]), torch.tensor([1.0, -2.0, 4.0]), 2.0, 1.5),
        (torch.tensor([-1.0, 4.0, 2.0, 7.0]), torch.tensor([3.0, 0.5, -6.0, 1.0]), -0.5, 3.0),
        (torch.tensor([20.0, 30.0, 50.0, 60.0, 80.0]), torch.tensor([-6.0, 1.0, 9.0, 17.0, 14.0]), 0.4, 25.0),
        (torch.tensor([6.0]), torch.tensor([-1.5]), 1.5, 2.0),
        (torch.tensor([5.0, 5.0, 8.0]), torch.tensor([2.0, 2.0, -3.0]), -1.0, 4.0),
    ],
    mistakes=[
        ("Everything here is half of what it should be. Look again at what the square becomes when you derive it",
         lambda t_u, t_c, w, b: gradient(t_u, t_c, w, b) / 2),
        ("This grows with the number of readings. The loss is a *mean*, so each prediction has only a share in it",
         lambda t_u, t_c, w, b: gradient(t_u, t_c, w, b) * len(t_u)),
        ("Your first link is the bare error. The square brings a factor into its derivative, and the mean another",
         lambda t_u, t_c, w, b: gradient(t_u, t_c, w, b) * len(t_u) / 2),
        ("You divide by the number of readings twice. The mean of the loss has divided already; what comes "
         "together from the samples is then only added up",
         lambda t_u, t_c, w, b: gradient(t_u, t_c, w, b) / len(t_u)),
        ("You make one number of the errors first, and then multiply. That is not the same: each sample brings "
         "its own error together with its own reading, and only their products are added up",
         lambda t_u, t_c, w, b: slopes(pulls(t_u, t_c, w, b).mean() * len(t_u), (t_u - b).mean(), -w),
         lambda t_u, t_c, w, b: slopes(pulls(t_u, t_c, w, b).sum(), t_u - b, -w),
         lambda t_u, t_c, w, b: slopes(pulls(t_u, t_c, w, b).sum(), t_u - b, -w + 0 * t_u)),
        ("Everything here is divided by 11. That is right for the eleven readings of the thermometer; the ones you are "
         "given here are `N`, and `len(t_u)` counts them",
         lambda t_u, t_c, w, b: gradient(t_u, t_c, w, b) * len(t_u) / 11),
        ("Your prediction is `w * t_u - b`. In the question there are brackets, and `w` multiplies all that is in them",
         lambda t_u, t_c, w, b: slopes(2 * (w * t_u - b - t_c) / len(t_u), t_u - b, -w),
         lambda t_u, t_c, w, b: slopes(2 * (w * t_u - b - t_c) / len(t_u), t_u, -1.0)),
        ("Along `w` this is right. Along `b` you have only the last link, how a prediction depends on `b`. How does "
         "the loss depend on the prediction?",
         lambda t_u, t_c, w, b: torch.stack([gradient(t_u, t_c, w, b)[0], torch.tensor(-w)]),
         lambda t_u, t_c, w, b: torch.stack([gradient(t_u, t_c, w, b)[0], torch.tensor(-w * len(t_u))])),
        ("Both slopes have the wrong sign: this points downhill. An error is prediction minus truth, and the "
         "gradient itself points uphill",
         lambda t_u, t_c, w, b: -gradient(t_u, t_c, w, b)),
        (Hint("You have the slope of every sample by itself. `w` and `b` act in all of them at once, so what is their "
              "whole effect?", unless=("float", "math")),
         lambda t_u, t_c, w, b: torch.stack(unsummed(t_u, t_c, w, b)),
         lambda t_u, t_c, w, b: torch.tensor(unsummed(t_u, t_c, w, b)),
         lambda t_u, t_c, w, b: torch.stack(unsummed(t_u, t_c, w, b), dim=1)),
        ("The chain is cut short: you have how the loss depends on the predictions, but along `w` the second link, "
         "how a prediction depends on `w`, is missing",
         lambda t_u, t_c, w, b: slopes(pulls(t_u, t_c, w, b), 1.0, 1.0),
         lambda t_u, t_c, w, b: slopes(pulls(t_u, t_c, w, b), 1.0, -w)),
        ("You use a derivative of the old line, `w * t_u + b`. In this one `w` is multiplied by something else than "
         "the reading",
         lambda t_u, t_c, w, b: slopes(pulls(t_u, t_c, w, b), t_u, 1.0),
         lambda t_u, t_c, w, b: slopes(pulls(t_u, t_c, w, b), t_u, -w),
         lambda t_u, t_c, w, b: grad_fn(t_u, t_c, model(t_u, w, b), w, b)),
        ("The derivatives are right, and they are multiplied with the errors of the old line. The prediction is "
         "another one here, too",
         lambda t_u, t_c, w, b: slopes(dloss_fn(model(t_u, w, b), t_c), t_u - b, -w)),
        ("Along `w` this is right. Along `b` it is not: take off the brackets, and see what `b` is multiplied by",
         lambda t_u, t_c, w, b: slopes(pulls(t_u, t_c, w, b), t_u - b, 1.0),
         lambda t_u, t_c, w, b: slopes(pulls(t_u, t_c, w, b), t_u - b, -1.0),
         lambda t_u, t_c, w, b: slopes(pulls(t_u, t_c, w, b), t_u - b, w)),
        ("That is one slope of the two. Return both in one tensor, along `w` and along `b`",
         lambda t_u, t_c, w, b: gradient(t_u, t_c, w, b)[0], lambda t_u, t_c, w, b: gradient(t_u, t_c, w, b)[1]),
        ("Both slopes are right, and they stand in each other's place. First comes the one along `w`",
         lambda t_u, t_c, w, b: gradient(t_u, t_c, w, b).flip(0)),
        ("Both numbers are right. Make one tensor of them",
         lambda t_u, t_c, w, b: tuple(gradient(t_u, t_c, w, b))),
        ("The two slopes have to be in one list: square brackets around them, inside the round ones of the call",
         lambda t_u, t_c, w, b: torch.stack(*gradient(t_u, t_c, w, b)),
         lambda t_u, t_c, w, b: torch.tensor(*gradient(t_u, t_c, w, b))),
        ("`torch.cat` joins tensors that have a dimension, and a sum has none. `torch.stack` makes a tensor of single "
         "numbers",
         lambda t_u, t_c, w, b: torch.cat([(pulls(t_u, t_c, w, b) * (t_u - b)).sum(), pulls(t_u, t_c, w, b).sum()])),
    ],
    hints=[
        "The first link is the one you know: how the loss depends on each prediction. The loss has not changed.",
        "The second link has: if `w` grows by a little, by how many times as much does the prediction grow? And if "
        "`b` does?",
        "Multiply the two links sample by sample, and sum over the samples, once for `w` and once for `b`.",
    ],
    why="Only the derivatives of the model have changed: `t_u - b` along `w`, and `-w` along `b`, because a larger `b` "
    "makes every prediction smaller. The link to the loss and the sum over the samples stay. That is what the chain "
    "rule buys: each part of a model brings its own derivative, and knows nothing of the others.",
)  # fmt: skip


def dabsolute_loss_fn(t_p, t_c):
    return (t_p - t_c).sign() / len(t_p)


Code(
    "5_4_2 slope of the absolute error",
    question="Now derive another loss, the mean absolute error of 5.3, with respect to each prediction. Given are "
    "`t_p` and `t_c` of shape `(N,)`, in no place equal; return a tensor of shape `(N,)`.",
    answer=dabsolute_loss_fn,
    probes=[
        (torch.tensor([4.0, -1.0, 0.5]), torch.tensor([1.0, 3.5, 0.0])),
        (torch.tensor([2.0, 7.0, -3.0, 1.0, 9.0]), torch.tensor([5.0, 9.5, -2.0, 0.5, 2.0])),
        (torch.tensor([3.0]), torch.tensor([4.5])),
        (torch.tensor([2.0, 2.0, 6.0, 1.0]), torch.tensor([0.5, 0.5, 4.0, 3.0])),
    ],
    mistakes=[
        ("Each slope has the right sign and is too large: you have those of the *sum* of the absolute values. What "
         "does the mean add?",
         lambda t_p, t_c: (t_p - t_c).sign()),
        ("The signs are the wrong way round. Where a prediction is too high, does a little more of it raise or lower "
         "the loss?",
         lambda t_p, t_c: (t_c - t_p).sign() / len(t_p)),
        ("You have made one number of all slopes. Each prediction has its own; they are summed only later, when "
         "the chain arrives at `w` and `b`",
         lambda t_p, t_c: (t_p - t_c).sign().mean(), lambda t_p, t_c: (t_p - t_c).sign().sum()),
        ("These are shares of the loss itself, not its slopes. How fast does `|e|` change when the error `e` does?",
         lambda t_p, t_c: (t_p - t_c).abs() / len(t_p), lambda t_p, t_c: (t_p - t_c).abs()),
        ("That is the loss, one number. Asked is how it changes with each of the predictions",
         absolute_loss_fn),
        ("Here a prediction pulls harder the further it is off. That is the square; how does the absolute value pull?",
         dloss_fn, lambda t_p, t_c: (t_p - t_c) / len(t_p), lambda t_p, t_c: 2 * (t_p - t_c)),
        ("`if` needs one yes or no, and here are N of them at once. Which function gives a sign for each number of a "
         "tensor?",
         lambda t_p, t_c: 1 / len(t_p) if t_p > t_c else -1 / len(t_p)),
        ("All numbers are right. Make one tensor of them: `torch.tensor(...)` does that with a list",
         lambda t_p, t_c: dabsolute_loss_fn(t_p, t_c).tolist()),
        ("The 2 belongs to the square: it came down from the exponent. The absolute value has none",
         lambda t_p, t_c: 2 * (t_p - t_c).sign() / len(t_p), lambda t_p, t_c: 2 * (t_p - t_c).sign()),
        ("Every prediction gets the same slope here. Where one is too low, a little more of it makes the loss "
         "*smaller*",
         lambda t_p, t_c: torch.ones(len(t_p)) / len(t_p), lambda t_p, t_c: torch.ones(len(t_p))),
        ("Each sign is divided by 11 here. That is right for the readings of the thermometer; here are `N` of them, "
         "and `len(t_p)` counts",
         lambda t_p, t_c: (t_p - t_c).sign() / 11),
        ("Here a prediction that is too low has the slope 0, as if it did not matter. Look at the left half of the "
         "curve of the absolute value",
         lambda t_p, t_c: (t_p > t_c) / len(t_p)),
    ],
    hints=[
        "Look again at the right-hand picture of the two losses in 5.3: the slope of the absolute value has only two "
        "values.",
        "Which of the two it is depends on whether the prediction is too high or too low. `torch.sign` tells.",
        "As with the squares, each prediction has one N-th of the mean.",
    ],
    why="The absolute value rises with slope 1 on one side and -1 on the other, however far off the prediction is, and "
    "the mean gives each an N-th of that. Put this in the place of `dloss_fn`, and the same `grad_fn` trains the "
    "robust line: the links of the chain can be exchanged one by one.",
)  # fmt: skip

n_params, n_steps = 120, 50

Number(
    "5_4_2 price of nudging",
    question=f"A model has {n_params} parameters. You let it descend by {n_steps} steps, each with a fresh gradient "
    "by *central* differences. How many times is the loss computed for these gradients?",
    answer=2 * n_params * n_steps,
    exact=True,
    mistakes=[
        ("You count one loss for each parameter and step. The central difference nudges to *either* side",
         n_params * n_steps),
        ("That is the price of *forward* differences, with one loss more in each step for the place itself",
         (n_params + 1) * n_steps),
        ("You count the loss at the place itself, too. The central difference does not use it",
         (2 * n_params + 1) * n_steps, 2 * n_params * n_steps + 1),
        ("That is the price of one gradient. After each step it is taken anew", 2 * n_params),
        ("You count two losses for a step. Each *parameter* needs its own two, since one is moved at a time",
         2 * n_steps),
        ("You count every pair of parameters. They are nudged one at a time, while all others stand still",
         n_params**2 * n_steps, 2 * n_params**2 * n_steps, n_params**2),
    ],
    hints=[
        "How many losses does the central difference need for a single slope?",
        "One gradient has as many slopes as there are parameters; and then there are the steps.",
    ],
    why="Two losses for each parameter, in each step. The chain rule pays for a gradient about what a few losses cost, "
    "and goes on paying that with a million parameters. A single gradient check is still affordable, a training is "
    "not.",
)  # fmt: skip
