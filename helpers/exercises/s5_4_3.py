"""The exercises of section 5.4.3."""

import torch

from ..exact import hessian
from ..gradients import grad_fn
from ..loss import loss_fn
from ..model import model
from .exercise import Hint
from .kinds import Choice, Code, Number
from .loops import usual_mistakes

inputs, truth = torch.tensor([1.0, 2.0, 4.0]), torch.tensor([3.0, 1.0, -2.0])
others, their_truth = torch.tensor([-1.0, 0.5, 2.0, 3.0, 1.5]), torch.tensor([0.5, 2.0, 1.0, 6.0, -1.0])

twice, twice_true = torch.tensor([-1.0, 2.0, 2.0, 3.0, 1.5]), torch.tensor([0.5, 1.0, 1.0, 6.0, -1.0])


def train_until(gap, k, learning_rate, params, t_u, t_c):
    while True:
        w, b = params.unbind()
        t_p = model(t_u, w, b)
        grad = grad_fn(t_u, t_c, t_p, w, b)
        if (grad**2).sum() / (2 * k) <= gap:
            return params
        params = params - learning_rate * grad


def train_while(go_on, learning_rate, params, t_u, t_c):
    """Updates as long as a rule, given the gradient, says so."""
    while True:
        grad = grad_fn(t_u, t_c, model(t_u, *params), *params)
        if not go_on(grad):
            return params
        params = params - learning_rate * grad


def by(promise):
    """The loop with another promise in place of the right one: of the gradient, and the curvature k."""
    return lambda gap, k, *rest: train_while(lambda grad: promise(grad, k) > gap, *rest)


def by_the_change(gap, k, learning_rate, params, t_u, t_c):
    before = loss_fn(model(t_u, *params), t_c)
    while True:
        params = params - learning_rate * grad_fn(t_u, t_c, model(t_u, *params), *params)
        now = loss_fn(model(t_u, *params), t_c)
        if (before - now).abs() < gap:
            return params
        before = now


def with_more_updates(more):
    def train(gap, k, learning_rate, params, t_u, t_c):
        params = train_until(gap, k, learning_rate, params, t_u, t_c)
        for _ in range(more):
            params = params - learning_rate * grad_fn(t_u, t_c, model(t_u, *params), *params)
        return params

    return train


def updated_once(gap, k, learning_rate, params, t_u, t_c):
    return params - learning_rate * grad_fn(t_u, t_c, model(t_u, *params), *params)


def updated_before_the_rule(gap, k, learning_rate, params, *data):
    return train_until(gap, k, learning_rate, updated_once(gap, k, learning_rate, params, *data), *data)


def curvature_along(t_u):
    return torch.linalg.eigvalsh(hessian(t_u))[0].item()


Code(
    "5_4_3 a loop that knows when to stop",
    question="Write a training loop that asks the stopping rule in place of counting epochs. Given are the smallest "
    "curvature `k` and the `gap` that is small enough. Train with `params` of shape `(2,)`; at the first place where "
    "the rule promises a loss at most `gap` above the smallest, return that place, of shape `(2,)`, without one more "
    "update. `params` "
    "itself is to stay as it was given. (`while True:` repeats what is indented under it until a `return`. "
    "If `[*]` stays beside the cell, your loop does not end: press ■.)",
    answer=train_until,
    probes=[
        (0.05, curvature_along(inputs), 0.05, torch.tensor([1.0, 0.5]), inputs, truth),
        (0.3, curvature_along(others), 0.1, torch.tensor([4.5, -1.0]), others, their_truth),
        (4.3, curvature_along(inputs), 0.03, torch.tensor([1.0, 0.5]), inputs, truth),
        (0.1, curvature_along(twice), 0.05, torch.tensor([-2.0, 3.0]), twice, twice_true),
        # The rule holds at once; and whoever asks it the wrong way round comes to an end, since this rate diverges.
        (0.2, curvature_along(others), 0.3, torch.tensor([1.0, 0.5]), others, their_truth),
    ],
    rtol=1e-3,
    mistakes=[
        ("This is one update beyond the place of which the rule has promised it. Ask the rule first, then update",
         with_more_updates(1)),
        ("You update once before the rule is asked for the first time. It may hold at the start already",
         updated_before_the_rule),
        ("The gradient counts *squared* in the rule, and yours counts once", by(lambda grad, k: grad.norm() / (2 * k))),
        ("The 2 is missing: the gap is the square divided by *twice* the curvature",
         by(lambda grad, k: (grad**2).sum() / k)),
        ("The brackets are missing: `/ 2 * k` divides by 2 and then multiplies by `k`",
         by(lambda grad, k: (grad**2).sum() / 2 * k)),
        ("The rule takes the squares of *both* slopes, added up. Yours looks at one of them",
         by(lambda grad, k: grad[0] ** 2 / (2 * k)), by(lambda grad, k: grad[1] ** 2 / (2 * k))),
        ("The gradient is two numbers, and `if` needs one yes or no. The rule adds the two squares up",
         by(lambda grad, k: grad**2 / (2 * k))),
        ("You take the mean of the two squares. The square of a length is their sum",
         by(lambda grad, k: (grad**2).mean() / (2 * k))),
        ("You add the slopes and then square. The other way round: two slopes of different sign would cancel",
         by(lambda grad, k: grad.sum() ** 2 / (2 * k))),
        ("You ask each slope for itself. The rule asks both at once: it takes the squares together",
         by(lambda grad, k: (grad**2).max() / (2 * k))),
        ("You stop where the loss changes by less than `gap`. That rule cannot tell slow from arrived; the other one "
         "looks at the gradient",
         by_the_change),
        ("You return the parameters as they were given. Is anything updated before the `return`?",
         lambda gap, k, learning_rate, params, *data: params.clone()),
        ("You go on while the promise is small enough, and stop where it is too large. Look at the comparison with "
         "`gap`", lambda gap, k, *rest: train_while(lambda grad: (grad**2).sum() / (2 * k) < gap, *rest)),
        ("These are the parameters after a single update, and there the rule does not promise it yet", updated_once),
    ],
    hints=[
        "The loop of the notebook is nearly it. What takes the place of its `for`, and where does the rule stand?",
        "In each round: the forward pass, the gradient, the question to the rule, and only then the update.",
        "The square of the gradient's length is `(grad**2).sum()`.",
    ],
    why="No number of epochs is asked for, and a slow run is not taken for one that has arrived: what is promised is "
    "the distance to the smallest loss, not the speed. The price is the smallest curvature, which has to be known.",
)  # fmt: skip


def record_losses(n_epochs, learning_rate, params, t_u, t_c):
    losses = []
    for _ in range(n_epochs):
        w, b = params.unbind()
        t_p = model(t_u, w, b)
        losses.append(loss_fn(t_p, t_c))
        params = params - learning_rate * grad_fn(t_u, t_c, t_p, w, b)
    return losses


def by_the_first_slopes(n_epochs, learning_rate, params, t_u, t_c):
    losses, grad = [], grad_fn(t_u, t_c, model(t_u, *params), *params)
    for _ in range(n_epochs):
        losses.append(loss_fn(model(t_u, *params), t_c))
        params = params - learning_rate * grad
    return losses


def added_as_a_list(n_epochs, learning_rate, params, t_u, t_c):
    losses = []
    losses += loss_fn(model(t_u, *params), t_c)


Code(
    "5_4_3 notes of a training",
    question="What does the history take down? Train with `params` of shape `(2,)`, and return a *list* of "
    "`n_epochs` losses: in each epoch the loss *before* its update, so the first is that of the start. `params` "
    "itself is to stay as it was given.",
    answer=record_losses,
    probes=[
        (4, 0.05, torch.tensor([1.0, 0.5]), inputs, truth),
        (6, 0.1, torch.tensor([0.5, -1.0]), others, their_truth),
        (1, 0.2, torch.tensor([3.0, 1.0]), torch.tensor([2.0]), torch.tensor([1.5])),
        (3, 0.05, torch.tensor([-1.0, 2.0]), torch.tensor([1.0, 1.0, 3.0]), torch.tensor([2.0, 2.0, -1.0])),
    ],
    rtol=1e-3,
    mistakes=[
        ("Your list begins after the first update. The first loss asked for is that of the start, so take it down "
         "before the parameters change",
         lambda n, *rest: record_losses(n + 1, *rest)[1:]),
        ("That is the last loss only. A list that is made before the loop can grow with `append`",
         lambda *arguments: record_losses(*arguments)[-1]),
        ("Your list holds the last loss only. Either it begins anew in each epoch, or the loss is taken down after the "
         "loop",
         lambda *arguments: record_losses(*arguments)[-1:]),
        ("Your list holds the first loss only. Does a `return` end the loop in its first round? Or does the `append` "
         "stand outside the loop?",
         lambda *arguments: record_losses(*arguments)[:1]),
        (Hint("`losses += loss` wants a list on the right, and a loss is one number. `losses.append(loss)` adds one",
              unless=("append",)),
         added_as_a_list),
        ("All your losses are the same, so the prediction never changes. Do the parameters get a new value? And does "
         "the forward pass use it, inside the loop?",
         lambda n, rate, *rest: record_losses(n, 0.0, *rest)),
        ("Your losses are those of steps by the slopes of the start. Each place has slopes of its own: in which round "
         "are yours found, and from which `w` and `b`?", by_the_first_slopes),
        ("The losses are right, and stand in a tensor. Asked is a list; `tolist` makes one of a tensor",
         lambda *arguments: torch.stack(record_losses(*arguments))),
        *usual_mistakes(
            record_losses,
            but=("never", "single"),
            fewer="Your list has one loss too few: that of the last epoch is missing. How many numbers does your "
            "`range` go through?",
            more="Your list has one loss too many, that after the last update. Each epoch takes down one, before its "
            "update",
            uphill="Your losses are those of steps uphill. The gradient points to where the loss grows: which sign "
            "takes you the other way?",
        ),
    ],
    hints=[
        "Make an empty list before the loop, and `append` one loss in each epoch.",
        "`params.unbind()` takes the parameters apart. From them come the prediction, the loss, and the gradient.",
        "The loss belongs to the parameters that made the prediction; the update comes last.",
    ],
    why="A prediction, its loss and its gradient belong to one and the same place, so they are written down together, "
    "before the parameters move on. That is why the loss of epoch 1 tells about the start, and why the parameters "
    "that are returned are one update further than the last loss in the list.",
)  # fmt: skip

Choice(
    "5_4_3 to and fro",
    question="In a run, a model with one parameter `w` starts at 3 and goes on to 0, 1.5, 0.75, 1.125, ..., to and fro "
    "around its best value 1, while the loss falls in every epoch. The loss has the curvature k. What do you know "
    "about the learning rate η?",
    options={
        "a": "it is above 2 / k, and the run will explode in the end",
        "b": "it is between 1 / k and 2 / k",
        "c": "it is below 1 / k",
        "d": "nothing: a loss that falls means that no step goes too far",
    },
    answer="b",
    mistakes=[
        ("Above that limit each distance from the minimum would be larger than the one before. Write down the "
         "distances from 1", "a"),
        ("Below 1 / k the factor is positive, and the run stays on one side of the minimum. Here it changes sides",
         "c"),
        ("The loss falls as long as each distance is shorter than the last, on whichever side. The loss alone hides "
         "what `w` shows", "d"),
    ],
    hints=[
        "How far is each value from 1, with its sign? By what is that multiplied from one to the next?",
        "The factor is 1 - η·k. What does its sign say, and what its size?",
    ],
    why="The distances 2, -1, 0.5, -0.25 are multiplied by -0.5 each time. A negative factor means that η is above "
    "1 / k, a size below 1 that it is below 2 / k: it rings, and converges all the same. On the loss curve you would "
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
        ("You took 60% as the part that is *taken away*. It is the part that is left, on the other side",
         2 * rate / -factor),
        ("You divided 2 by η·k. Which is the curvature alone?", 2 / (1 - factor)),
        ("The factor is negative here, and the 2 has to be divided by the curvature, not by η times it",
         2 / (1 + factor)),
        ("η·k has to be divided by η to give the curvature; you multiplied", rate * (1 - factor),
         2 / (rate * (1 - factor))),
        ("You have lost the sign. To land on the other side means that the factor is negative",
         2 * rate / (1 + factor)),
        ("You took the factor of the *loss*, which is the square. The question tells the factor of the distance",
         2 * rate / (1 - factor**2), 2 * rate / (1 + factor**2)),
        ("You divided one number by the other. A step *takes away* η·k times the distance, so the factor is not "
         "proportional to η", rate / -factor),
        ("Twice the learning rate is too much here. Half of the limit would land on the minimum itself, and this run "
         "goes beyond it", 2 * rate),
    ],
    hints=[
        "What is the factor by which the distance is multiplied, with its sign?",
        "The factor is 1 - η·k. You know the factor and η, so you can find k.",
        "It becomes unstable where the factor is -1.",
    ],
    why="The factor is -0.6, so η·k is 1.6 and the curvature across the valley is 16; the limit is 2 divided by that. "
    "One look at how a run rings says how far you are from the edge, without any table of second derivatives.",
)  # fmt: skip
