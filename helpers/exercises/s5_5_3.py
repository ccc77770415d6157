"""The exercises of section 5.5.3."""

import torch

from ..loss import loss_fn
from ..model import model
from .kinds import Choice, Code
from .loops import usual_mistakes


def split(t_u, t_c, order, n_val):
    train, val = order[:-n_val], order[-n_val:]
    return t_u[train], t_c[train], t_u[val], t_c[val]


def taken(train, val):
    """Another split: functions that say which rows are on its two sides."""

    def wrong(t_u, t_c, order, n_val):
        return tuple(tensor[side(order, n_val)] for side in (train, val) for tensor in (t_u, t_c))

    return wrong


def front(order, n_val):
    return order[:-n_val]


def back(order, n_val):
    return order[-n_val:]


def only_inputs_shuffled(t_u, t_c, order, n_val):
    return t_u[order[:-n_val]], t_c[:-n_val], t_u[order[-n_val:]], t_c[-n_val:]


Code(
    "5_5_3 a split of your own",
    question="Readings `t_u` and temperatures `t_c`, shape `(N,)`, stand in a table that is sorted. `order` holds the "
    "numbers 0 to N - 1, shuffled, as `randperm` gives them. Hold out the last `n_val` of that order. Return four "
    "tensors, each in that order: training readings and temperatures, then validation readings and temperatures.",
    answer=split,
    probes=[
        (torch.tensor([1.0, 2.0, 4.0, 6.0, 10.0]), torch.tensor([-3.0, 0.5, 2.0, 5.0, 9.0]),
         torch.tensor([4, 0, 3, 1, 2]), 2),
        (torch.tensor([5.0, 7.0, 8.0, 11.0]), torch.tensor([1.0, 3.0, 2.0, 4.0]), torch.tensor([2, 3, 1, 0]), 1),
        (torch.tensor([3.0, 3.0, 6.0, 9.0, 9.0, 12.0]), torch.tensor([8.0, 7.0, 7.0, 4.0, 1.0, 1.0]),
         torch.tensor([1, 5, 0, 3, 2, 4]), 4),
    ],
    mistakes=[
        ("The readings that you hold out are among those to train on as well. A model is no judge of what it has seen: "
         "what is on the one side must be missing on the other", taken(lambda order, n: order, back)),
        ("You cut the table as it stands. It is sorted, so all that you hold out lies at one end, outside everything "
         "that is learned from. Use `order`",
         taken(lambda order, n: front(order.sort().values, n), lambda order, n: back(order.sort().values, n)),
         taken(lambda order, n: torch.arange(n, len(order)), lambda order, n: torch.arange(n))),
        ("The readings are shuffled, the temperatures are not: now each reading has the temperature of another. Take "
         "both by the same numbers", only_inputs_shuffled),
        ("You hold out the *first* of the order. Asked are the last",
         taken(lambda order, n: order[n:], lambda order, n: order[:n])),
        ("You train on the few and hold out the many: your two sides have changed places", taken(back, front),
         taken(lambda order, n: order[:n], lambda order, n: order[n:])),
        ("These are the right four, in another order. First both of the training set, then both of the validation set",
         lambda *arguments: tuple(split(*arguments)[place] for place in (0, 2, 1, 3))),
        ("Both sides have the right readings, in the order of the table. Asked is that of `order`",
         taken(lambda order, n: front(order, n).sort().values, lambda order, n: back(order, n).sort().values)),
        ("These are other readings than asked. `order` is used turned round here: its first number says which reading "
         "comes first, not where the first reading goes",
         taken(lambda order, n: front(order.argsort(), n), lambda order, n: back(order.argsort(), n))),
        ("You return the numbers of the samples. Use them to take the readings and the temperatures",
         lambda t_u, t_c, order, n_val: (order[:-n_val], order[-n_val:])),
    ],
    hints=[
        "First cut `order` in two: all but the last `n_val`, and the last `n_val`. A minus counts from the end.",
        "A tensor of whole numbers in the brackets takes out these places, of `t_u` and of `t_c` alike.",
    ],
    why="One shuffled order cuts both tensors, so each reading keeps its temperature, and every sample is on exactly "
    "one side. Shuffled, because a table is seldom in an order that means nothing.",
)  # fmt: skip


def validate(n_epochs, optimizer, params, train_data, val_data):
    val_losses = []
    for _ in range(n_epochs):
        train_loss = loss_fn(model(train_data[0], *params), train_data[1])
        with torch.no_grad():
            val_losses.append(loss_fn(model(val_data[0], *params), val_data[1]))
        optimizer.zero_grad()
        train_loss.backward()
        optimizer.step()
    return val_losses


def validated(learns_from=lambda train, val: train, notes=lambda train, val: val, after=False):
    """Another loop: the losses that it goes backward from and takes down, and whether it does so after the step."""

    def wrong(n_epochs, optimizer, params, train_data, val_data):
        noted = []
        for _ in range(n_epochs):
            losses = [loss_fn(model(t_u, *params), t_c) for t_u, t_c in (train_data, val_data)]
            optimizer.zero_grad()
            learns_from(*losses).backward()
            optimizer.step()
            if after:
                losses = [loss_fn(model(t_u, *params), t_c) for t_u, t_c in (train_data, val_data)]
            noted.append(notes(*losses).item())
        return noted

    return wrong


def both_in_the_list(n_epochs, optimizer, params, train_data, val_data):
    losses = []
    for _ in range(n_epochs):
        losses += [loss_fn(model(t_u, *params), t_c).item() for t_u, t_c in (train_data, val_data)]
        validate(1, optimizer, params, train_data, val_data)
    return losses


def in_pairs(losses):
    return list(zip(losses[::2], losses[1::2], strict=True))


def looks_once(n_epochs, optimizer, params, train_data, val_data):
    return validate(n_epochs, optimizer, params, train_data, val_data)[:1] * n_epochs


def never_moves(n_epochs, optimizer, params, train_data, val_data):
    optimizer.step = lambda: None
    return validate(n_epochs, optimizer, params, train_data, val_data)


def gathers(n_epochs, optimizer, params, train_data, val_data):
    optimizer.zero_grad = lambda: None
    return validate(n_epochs, optimizer, params, train_data, val_data)


def taken_out_once(n_epochs, optimizer, params, train_data, val_data):
    w, b = params
    for _ in range(n_epochs):
        loss = loss_fn(model(train_data[0], w, b), train_data[1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def without_graph(n_epochs, optimizer, params, train_data, val_data):
    with torch.no_grad():
        loss = loss_fn(model(train_data[0], *params), train_data[1])
    loss.backward()


def held(n_epochs, start, train_data, val_data, **options):
    """The arguments of validate, with an optimizer that holds the parameters."""

    def probe():
        params = torch.tensor(start, requires_grad=True)
        data = [tuple(map(torch.tensor, pair)) for pair in (train_data, val_data)]
        return n_epochs, torch.optim.SGD([params], **options), params, *data

    return probe


Code(
    "5_5_3 two losses",
    question="Train the line `model(t_u, w, b)` under `loss_fn` for `n_epochs`, and look at the validation data in "
    "each. `params` is `(w, b)`, a leaf that the `optimizer` holds; `train_data` and `val_data` are pairs `(t_u, "
    "t_c)`. Return a list with the validation loss of each epoch, at the parameters *before* its update.",
    answer=validate,
    probes=[
        held(3, [1.0, 0.5], ([1.0, 2.0, 4.0], [0.0, 3.0, 5.0]), ([3.0, -1.0], [1.0, 2.0]), lr=0.05),
        # With so much momentum both losses fall and rise again.
        held(9, [0.0, -1.0], ([0.5, -1.0, 2.0, 3.0], [1.0, 4.0, -2.0, 0.5]), ([2.0], [6.0]), lr=0.08, momentum=0.8),
        held(2, [0.5, 1.0], ([0.5], [-2.0]), ([1.0], [3.0]), lr=0.1),
    ],
    optimizers=True,
    changes=("params",),
    rtol=1e-3,
    mistakes=[
        ("You go backward from the validation loss: the model learns from the readings by which it is to be judged",
         validated(learns_from=lambda train, val: val)),
        ("You go backward from both losses: what the validation set says arrives in the same gradient, and the model "
         "learns from it", validated(learns_from=lambda train, val: train + val)),
        ("You go backward from the mean of both losses. The validation set must have no part in what is learned",
         validated(learns_from=lambda train, val: (train + val) / 2)),
        ("You took down the training losses. The model knows these readings; ask the others",
         validated(notes=lambda train, val: train)),
        ("Your list comes a step late: each loss is taken after the update of its epoch. Take it before",
         validated(after=True)),
        ("Your validation loss was computed once, before the loop, with the parameters of the start. Compute it anew "
         "in each epoch", looks_once),
        ("`params` has not moved. Which call empties, which fills, which uses? Is each there, with its parentheses, "
         "and in the right place?", never_moves),
        ("Each epoch adds its gradient to those of all epochs before. Who empties `.grad`?", gathers),
        ("You take `w` and `b` out of `params` once, for several updates. After an update in place PyTorch refuses to "
         "go on with them. Take them out anew in each forward pass", taken_out_once),
        ("The loss that you go backward from has no graph: it was computed where nothing is recorded, detached, or "
         "turned into a plain number. Only the validation loss needs none", without_graph),
        ("This is the validation loss of the last epoch alone. Begin with an empty list, and append to it in each",
         lambda *arguments: validate(*arguments)[-1]),
        ("Your list holds the last validation loss alone. Is it made once, before the loop?",
         lambda *arguments: validate(*arguments)[-1:]),
        ("Your validation losses are right, and the list has the training losses in it as well. Only the former are "
         "asked for", both_in_the_list, lambda *arguments: in_pairs(both_in_the_list(*arguments))),
        ("You go backward from the validation loss, and took down the training losses: the two have changed places",
         validated(learns_from=lambda train, val: val, notes=lambda train, val: train)),
        ("Your list is empty. What is to be appended to it in each epoch?",
         lambda *arguments: validate(*arguments)[:0]),
        *usual_mistakes(
            validate,
            but=["never"],
            single="Your list ends with the first epoch. Is there a loop over `n_epochs`, and does the `return` stand "
            "behind it, as far to the left as `for`?",
            fewer="One epoch is missing. How many numbers does your `range` go through?",
            more="One epoch too many is made. How many numbers does your `range` go through?",
        ),
    ],
    hints=[
        "It is the loop of 5.5.2 with a second forward pass, for the validation data.",
        "Only one of the two losses goes backward. The other is appended to a list.",
        "The second one needs no graph; then it cannot be learned from by mistake either.",
    ],
    why="Both losses see the same parameters, one of them moves them. If the validation loss had the least share in "
    "the update, it would measure how well these readings were learned, and that you know already. (A loss that goes "
    "into a list without `no_grad` or `item()` is right, too, and keeps its graph; 5.5.4 says what that costs.)",
)  # fmt: skip


def choose(train_losses, val_losses):
    return val_losses.quantile(0.5, dim=1).argmin()


def losses(generator):
    """Losses of a few models on an odd number of splits, no two of them alike; training below validation."""
    n_models, n_splits = (torch.randint(low, 7, (), generator=generator).item() for low in (4, 2))
    shape = n_models, 2 * n_splits - 1
    train, val = (torch.randperm(200, generator=generator)[: shape[0] * shape[1]].reshape(shape) for _ in range(2))
    return 0.5 + train / 4, 60 + val / 4


generator = torch.Generator().manual_seed(1)

Code(
    "5_5_3 choose by several splits",
    question="Some models were trained on several splits. `train_losses` and `val_losses` have shape `(M, S)`: a row "
    "for each of the M models, a column for each of the S splits. Return the index of the model to choose, the one "
    "with the smallest *median* of the losses that count.",
    answer=choose,
    probes=[
        (torch.tensor([[3.0, 5.0, 2.0], [4.0, 1.0, 6.0]]), torch.tensor([[8.0, 2.0, 9.0], [6.0, 7.0, 5.0]])),
        *[losses(generator) for _ in range(10)],
    ],
    mistakes=[
        ("You chose by the training losses, and a larger model nearly always has smaller ones. Which losses can show "
         "overfitting?", lambda train, val: train.quantile(0.5, dim=1).argmin()),
        ("You chose the *largest* median: the model that does worst on new readings",
         lambda train, val: val.quantile(0.5, dim=1).argmax()),
        ("You took the mean, and one bad split can spoil it. The median is asked for",
         lambda train, val: val.mean(dim=1).argmin()),
        ("You chose the model with the single smallest loss, on one lucky split. What do its other splits say?",
         lambda train, val: val.min(dim=1).values.argmin()),
        ("This counts through all losses, row after row, up to the smallest one. First one number for each model",
         lambda train, val: val.argmin()),
        ("You looked at the first split only. All columns count", lambda train, val: val[:, 0].argmin()),
        ("This is the loss itself. Which model has it?", lambda train, val: val.quantile(0.5, dim=1).min()),
        ("This is the number of a *split*: your median runs over the models. A model is a row",
         lambda train, val: val.quantile(0.5, dim=0).argmin(),
         lambda train, val: val.median(dim=0).values.argmin()),
        ("This is the number of a *split*, and of a mean. Each model, which is a row, needs a median of its own",
         lambda train, val: val.mean(dim=0).argmin()),
        ("This is one median, of all the losses together. Each model needs one of its own",
         lambda train, val: val.median()),
        ("A small gap is no merit: a model that is bad on both sides has one", lambda train, val:
             (val - train).quantile(0.5, dim=1).argmin(), lambda train, val: (val - train).mean(dim=1).argmin()),
        ("You counted on how many splits each model wins. The median of each model is asked for",
         lambda train, val: val.argmin(dim=0).mode().values),
        ("`median(dim=1)` gives two things: the medians, as `.values`, and the places where they stand. Ask the first "
         "for its smallest", lambda train, val: val.median(dim=1).argmin()),
        ("You went by the places where the medians stand. It is their `.values` that are to be compared",
         lambda train, val: val.median(dim=1).indices.argmin()),
        ("You count from 1. An index counts from 0", lambda train, val: choose(train, val) + 1),
        ("You took the model whose two medians are the nearest to each other. Losses can be alike and large",
         lambda train, val: (val.quantile(0.5, dim=1) - train.quantile(0.5, dim=1)).abs().argmin()),
        ("You mixed in the training losses. A model that has learned by heart gains by that",
         lambda train, val: (val + train).quantile(0.5, dim=1).argmin(),
         lambda train, val: (val.quantile(0.5, dim=1) + train.quantile(0.5, dim=1)).argmin()),
        ("You went by the largest loss of each model, on its worst split. The median is asked for",
         lambda train, val: val.max(dim=1).values.argmin()),
        ("You looked at the middle column. The median is the middle one of the *sorted* losses of a model",
         lambda train, val: val[:, val.shape[1] // 2].argmin()),
        ("This is the best model on each split. One model is asked for, by its median over the splits",
         lambda train, val: val.argmin(dim=0)),
        ("These are the medians of all models. Which of them is the smallest?",
         lambda train, val: val.quantile(0.5, dim=1)),
    ],
    hints=[
        "First one number for each model: its median over the splits. `quantile(0.5, ...)` takes a `dim`.",
        "The dimension that you name is used up. With `dim=1`, the splits, one number for each row remains.",
        "Then ask for the place of the smallest one, not for its value.",
    ],
    why="One split is one opinion, and the smallest of many numbers is luck. A median over splits asks what usually "
    "happens. It is still a choice made by these data: to say how good the chosen model is, you need others.",
)  # fmt: skip

Choice(
    "5_5_3 four pairs of curves",
    question="Four runs, and their losses in °C² after 100, 1,000 and 10,000 epochs. The readings are the same in all "
    "of them; a constant would have a training loss of 70 and a validation loss of 72. Which of the four is worth "
    "training for longer?",
    options={
        "a": "training 75, 69.8, 69.7; validation 74, 72.4, 72.5",
        "b": "training 8, 3, 0.8; validation 9, 5, 14",
        "c": "training 60, 38, 9; validation 63, 40, 10",
        "d": "training 5, 3, 3; validation 6, 4.1, 4.1",
    },
    answer="c",
    mistakes=[
        ("Compare it with the constant. Has anything been learned here, and is anything still moving?", "a"),
        ("The training loss would go on falling. What does the validation loss do meanwhile?", "b"),
        ("Look at the last two of its numbers. What would more epochs change?", "d"),
    ],
    hints=[
        "For each run two questions: is its training loss still falling, and what does its validation loss do "
        "meanwhile?",
        "And where do both end, beside the losses of a constant?",
    ],
    why="Both losses of c are still falling, and together: it creeps. (A larger learning rate, or inputs on a common "
    "scale, may do more than patience.) a stands where a constant stands: another model or other inputs. b goes on "
    "learning what its other readings deny: stop it where the validation loss was smallest, or take a smaller model. "
    "d has arrived, and a gap that stays may be the luck of one split.",
)
