"""The exercises of section 5.3."""

import torch

from ..data import thermometer
from ..loss import absolute_loss_fn, loss_fn
from ..model import model
from .kinds import Choice, Code, Number


def mean_squared_error(t_p, t_c):
    squared_diffs = (t_p - t_c) ** 2
    return squared_diffs.mean()


Code(
    "5_3 mean squared error",
    question="The mean of the squared differences between the predictions `t_p` and the ground truth `t_c`.",
    answer=mean_squared_error,
    probes=[
        (torch.tensor([1.0, 2.0]), torch.tensor([0.0, 0.0])),
        (torch.tensor([3.0, -1.0, 0.5, 8.0]), torch.tensor([5.0, 1.5, 0.5, 2.0])),
        (torch.tensor([20.0, 30.0, 40.0]), torch.tensor([0.5, 14.0, 15.0])),
    ],
    mistakes=[
        ("This grows with every reading, even if the fit is as good. Which *mean* is asked for?",
         lambda t_p, t_c: ((t_p - t_c) ** 2).sum()),
        ("You square the mean, and before that differences of both signs cancel. Square each one first",
         lambda t_p, t_c: (t_p - t_c).mean() ** 2),
        ("Differences of both signs cancel here. What makes each of them positive, and large ones larger?",
         lambda t_p, t_c: (t_p - t_c).mean(), lambda t_p, t_c: (t_c - t_p).mean()),
        ("That is the mean *absolute* error: each difference counts as far as it is off. Here it is to be squared",
         lambda t_p, t_c: (t_p - t_c).abs().mean()),
        ("These are the squares, one for each reading. Make one number of them",
         lambda t_p, t_c: (t_p - t_c) ** 2),
        ("The root is the *typical error*, in degrees. The loss itself is in square degrees, without a root",
         lambda t_p, t_c: ((t_p - t_c) ** 2).mean().sqrt()),
        ("You compared every prediction with every temperature: with a second dimension one of the two is a column, "
         "and the difference a table. Only readings that belong together are to be compared",
         lambda t_p, t_c: ((t_p[:, None] - t_c) ** 2).mean(),
         lambda t_p, t_c: ((t_p[:, None] - t_c) ** 2).mean(dim=0),
         lambda t_p, t_c: ((t_p - t_c[:, None]) ** 2).mean(dim=0)),
    ],
    hints=[
        "Begin with the differences: one tensor minus the other does all readings at once.",
        "`**` raises each number of a tensor to a power.",
        "A tensor has a method that takes the mean of its numbers.",
    ],
    why="Squares make every difference count, whatever its sign, and the mean does not depend on how many readings "
    "there are. The order matters: first square, then take the mean.",
)  # fmt: skip

t_u, t_c = thermometer()
differences = model(t_u, 0.5, -10.0) - t_c

Number(
    "5_3 loss of another guess",
    question="What is the mean squared error of the line `w = 0.5`, `b = -10` on the eleven readings `t_u`, `t_c`?",
    answer=loss_fn(model(t_u, 0.5, -10.0), t_c),
    unit="°C²",
    mistakes=[
        ("This is the sum of the squares. Eleven readings share it", (differences**2).sum()),
        ("This is the root of the loss, the typical error in degrees", (differences**2).mean().sqrt()),
        ("This is the mean difference, without squares, or with them too late", differences.mean(),
         differences.mean() ** 2),
    ],
    hints=["`model` gives the predictions of a line.", "`loss_fn` takes them and the temperatures `t_c`."],
    why=f"Every prediction of this line is too high, by {differences.mean():.1f} °C on average. The steepness is about "
    "right, so a lower bias alone would take most of this loss away.",
)  # fmt: skip

Choice(
    "5_3 a table minus a list",
    question="`t_p` holds the predictions of three lines for eleven readings, shape `(11, 3)`; `t_c` has shape "
    "`(11,)`. What is the shape of `t_p - t_c`?",
    options={
        "a": "`(11, 3)`: from each column the temperatures are subtracted",
        "b": "`(11, 11, 3)`: every temperature is subtracted from every row",
        "c": "`(11,)`: the lines are added up",
        "d": "none: PyTorch stops with an error",
    },
    answer="d",
    mistakes=[
        ("That is what one wants, and you put the two 11 below each other. The rules align shapes on the right: which "
         "number of `(11, 3)` stands above the 11 then?", "a"),
        ("You put the new dimension between the two. It is added on the left, so `(11,)` becomes `(1, 11)`: what "
         "stands above the 11?", "b"),
        ("Broadcasting only stretches, and never adds up. The result has as many dimensions as the one with more", "c"),
    ],
    hints=[
        "Write `(11, 3)`, and below it `(11,)`, aligned on the right.",
        "3 and 11 are below each other. Are they equal? Is one of them 1?",
    ],
    why="Aligned on the right, 3 meets 11: neither equal nor 1. That both have an 11 somewhere does not help. And this "
    "is the lucky case: with eleven lines in place of three there would be no error, and every number would be wrong.",
)  # fmt: skip


def losses_of_lines(t_p, t_c):
    differences = t_p - t_c[:, None]
    return differences.abs().mean(dim=0)


def apart(t_p, t_c):
    return (t_p - t_c[:, None]).abs()


Code(
    "5_3 absolute losses of many lines",
    question="The mean *absolute* error of each of K lines. The predictions `t_p` have shape (N, K), one column for "
    "each line, the ground truth `t_c` has shape (N,), the losses that you return have shape (K,).",
    answer=losses_of_lines,
    probes=[
        (torch.tensor([[1.0, 5.0], [2.0, -3.0], [6.0, 4.0]]), torch.tensor([0.0, 2.5, 4.0])),
        (torch.tensor([[3.0, -1.0], [8.0, 2.0]]), torch.tensor([1.0, 5.0])),
        (torch.tensor([[0.5, 7.0, 2.0, -2.0], [1.0, 1.0, 9.0, 3.0]]), torch.tensor([3.0, -1.0])),
    ],
    mistakes=[
        ("You left `t_c` as a list, shape (N,). Aligned on the right it lies along the lines and not along the "
         "readings: an error, or, with as many lines as readings, wrong numbers. Make a column of it first",
         lambda t_p, t_c: (t_p - t_c).abs().mean(dim=0), lambda t_p, t_c: (t_c - t_p).abs().mean(dim=0),
         lambda t_p, t_c: (t_p - t_c).abs().mean(), lambda t_p, t_c: (t_c - t_p).abs().mean(),
         lambda t_p, t_c: ((t_p - t_c) ** 2).mean(dim=0), lambda t_p, t_c: absolute_loss_fn(t_p, t_c)),
        ("You took the mean along the lines, which gives one number for each reading. Which dimension do the "
         "readings run along?", lambda t_p, t_c: apart(t_p, t_c).mean(dim=1)),
        ("You took the mean over everything, so all lines share one mark. Each line is to have its own: along which "
         "dimension is the mean?", lambda t_p, t_c: apart(t_p, t_c).mean()),
        ("You took the sum over the readings. It grows with their number; a mean does not",
         lambda t_p, t_c: apart(t_p, t_c).sum(dim=0)),
        ("You squared the differences. Here each counts as far as it is off, without a square",
         lambda t_p, t_c: loss_fn(t_p, t_c[:, None])),
        ("You let differences of both signs cancel. Only their size is to count",
         lambda t_p, t_c: (t_p - t_c[:, None]).mean(dim=0), lambda t_p, t_c: (t_c[:, None] - t_p).mean(dim=0)),
        ("You took the mean first and its absolute value afterwards. By then the signs have cancelled",
         lambda t_p, t_c: (t_p - t_c[:, None]).mean(dim=0).abs()),
        ("You returned the absolute differences, one for each line and reading. Make one number for each line of them",
         apart),
        ("You kept the dimension of the readings, with size 1. The losses are to have shape (K,)",
         lambda t_p, t_c: apart(t_p, t_c).mean(dim=0, keepdim=True)),
    ],
    hints=[
        "Align the shapes (N, K) and (N,) on the right. What should the second one be instead?",
        "The course made a column of the readings with `None` as a second index.",
        "The readings run along dimension 0. The mean is to be along that one, and no other.",
    ],
    why="As a column, shape (N, 1), the ground truth meets each line's predictions reading by reading, and is "
    "stretched along the lines. The mean along dimension 0 then uses up the readings and leaves the lines.",
)  # fmt: skip

Choice(
    "5_3 two wrong readings",
    question="You suspect that two of your eleven readings were copied wrongly. Which loss do you choose?",
    options={
        "a": "the mean squared error",
        "b": "the mean absolute error",
        "c": "the mean difference",
    },
    answer="b",
    mistakes=[
        ("A wrong reading is far off, and a square makes far off count even more", "a"),
        ("Differences of both signs cancel, so a useless line can have the best mark", "c"),
    ],
    hints=["Think of the slopes: how hard does each loss pull at a reading that is far from the line?"],
    why="The absolute error pulls with the same force at any distance, so two readings cannot drag the line far from "
    "the other nine. It is robust, not immune: looking at the data again is better still.",
)
