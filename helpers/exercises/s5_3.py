"""The exercises of section 5.3."""

import torch

from ..data import thermometer
from ..loss import absolute_loss_fn, loss_fn
from ..model import model
from ..text import rounded
from .kinds import Choice, Code, Number


def typical_error(t_p, t_c):
    squared_errors = (t_p - t_c) ** 2
    return squared_errors.mean().sqrt()


Code(
    "5_3 typical error",
    question="The typical error of predictions `t_p` beside the ground truth `t_c`, both of shape (N,), in degrees: "
    "the root of their mean squared error. Write it with the operations of tensors, without `loss_fn`.",
    answer=typical_error,
    probes=[
        (torch.tensor([1.0, 2.0]), torch.tensor([0.0, 0.0])),
        (torch.tensor([3.0, -1.0, 0.5, 2.0]), torch.tensor([5.0, 1.5, 0.5, 1.0])),
        (torch.tensor([20.0, 30.0, 40.0]), torch.tensor([0.5, 14.0, 15.0])),
        (torch.tensor([4.0]), torch.tensor([6.5])),
        (torch.tensor([7.0, 7.0, 1.0]), torch.tensor([3.0, 3.0, 2.5])),
    ],
    mistakes=[
        ("That is the mean squared error itself, in square degrees. The typical error is its root",
         lambda t_p, t_c: ((t_p - t_c) ** 2).mean()),
        ("This grows with every reading, even if the fit is as good. Before the root, take the *mean* of the squares",
         lambda t_p, t_c: ((t_p - t_c) ** 2).sum().sqrt()),
        ("This is the mean *absolute* error. (The root of each square is the same: it gives back the size of an "
         "error.) Square first, then take the mean, and the root last",
         lambda t_p, t_c: (t_p - t_c).abs().mean()),
        ("You divided after the root. The mean is taken of the squares, and the root of that mean",
         lambda t_p, t_c: ((t_p - t_c) ** 2).sum().sqrt() / len(t_c)),
        ("Errors of both signs cancel here. Square each one first, then take the mean, then the root",
         lambda t_p, t_c: (t_p - t_c).mean(), lambda t_p, t_c: (t_c - t_p).mean(),
         lambda t_p, t_c: (t_p - t_c).mean().abs(), lambda t_p, t_c: (t_p - t_c).mean() ** 2),
        ("These are the sizes of the errors, one for each reading. Make one number of them, before the root",
         lambda t_p, t_c: (t_p - t_c).abs()),
        ("These are the squares, one for each reading. Make one number of them, then take its root",
         lambda t_p, t_c: (t_p - t_c) ** 2),
        ("Python works out `**` before `-`, so only `t_c` is squared. Put the difference in parentheses",
         lambda t_p, t_c: (t_p - t_c**2).mean().sqrt(), lambda t_p, t_c: (t_p - t_c**2).mean()),
        ("This is half of the mean squared error. If you wrote `** 1 / 2`: Python works out the power first, so that "
         "is the number itself, halved. A root is `** 0.5`", lambda t_p, t_c: ((t_p - t_c) ** 2).mean() / 2),
        ("The sum of the squares is divided by 11 here. There are not always eleven readings",
         lambda t_p, t_c: ((t_p - t_c) ** 2).sum() / 11,
         lambda t_p, t_c: (((t_p - t_c) ** 2).sum() / 11).sqrt()),
        ("You compared every prediction with every temperature: with a second dimension one of the two is a column, "
         "and the difference a table. Only readings that belong together are to be compared",
         lambda t_p, t_c: ((t_p[:, None] - t_c) ** 2).mean().sqrt()),
        ("That is the *standard deviation* of the errors, their typical distance from their own mean. An error that is "
         "the same everywhere does not count in it; here it is to count",
         lambda t_p, t_c: (t_p - t_c).std(), lambda t_p, t_c: (t_p - t_c).std(correction=0)),
    ],
    hints=[
        "Begin with the errors: one tensor minus the other does all readings at once.",
        "`**` raises each number of a tensor to a power, and `.mean()` takes the mean of all its numbers.",
        "A tensor has a method `.sqrt()`. When in the calculation does it come?",
    ],
    why="First the squares, so that nothing cancels, then their mean, so that the number of readings does not matter, "
    "and last the root, which brings square degrees back to degrees.",
)  # fmt: skip

t_u, t_c = thermometer()
differences = model(t_u, 0.5, -10.0) - t_c

Number(
    "5_3 loss of another guess",
    question="What is the mean squared error of the line `w = 0.5`, `b = -10` on the eleven readings `t_u`, `t_c` of "
    "5.2? By hand it is eleven squares; in the notebook, the code that gives the number is an answer, too.",
    answer=loss_fn(model(t_u, 0.5, -10.0), t_c),
    unit="°C²",
    tolerance=0.015,  # 32 is a fair answer
    mistakes=[
        ("This is the sum of the squares. Eleven readings share it", (differences**2).sum()),
        ("This is the root of the loss, the typical error in degrees", (differences**2).mean().sqrt()),
        ("This is the mean difference, without squares, or with them too late", differences.mean(),
         differences.mean() ** 2),
        ("That is the loss of all eleven readings in a sum that ten of them share", (differences**2).sum() / 10),
        ("You took `b = +10`. It is -10", loss_fn(model(t_u, 0.5, 10.0), t_c)),
        ("You exchanged weight and bias: it is `model(t_u, w, b)`", loss_fn(model(t_u, -10.0, 0.5), t_c)),
    ],
    hints=[
        "For each reading you need the prediction, `0.5 * t_u - 10`. In the notebook `model` gives all of them.",
        f"For the first reading, {rounded(t_u[0])}, the line says {rounded(t_u[0] / 2 - 10)} °C. It was "
        f"{rounded(t_c[0])} °C, so the error is {rounded(differences[0])} °C. Square all eleven errors, and take the "
        "mean: that is what `loss_fn` does with the predictions and `t_c`.",
    ],
    why=f"Every prediction of this line is too high, by {differences.mean():.1f} °C on average. The steepness is about "
    "right, so a lower bias alone would take most of this loss away.",
)  # fmt: skip

Choice(
    "5_3 a table minus a flat tensor",
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
    "is the lucky case: with eleven lines in place of three there would be no error, and all numbers but the eleven on "
    "the diagonal would be wrong.",
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
        (torch.tensor([[4.0, -1.0]]), torch.tensor([1.5])),
        (torch.tensor([[2.0, 6.0], [2.0, 6.0], [5.0, 1.0]]), torch.tensor([0.5, 0.5, 4.0])),
    ],
    mistakes=[
        ("You left `t_c` flat, shape (N,). Aligned on the right it lies along the lines and not along the "
         "readings: an error, or, with as many lines as readings, wrong numbers. Make a column of it first",
         lambda t_p, t_c: (t_p - t_c).abs().mean(dim=0), lambda t_p, t_c: (t_p - t_c).abs().mean(),
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
    question="You suspect that two of your eleven *temperatures* `t_c` were copied wrongly. Which loss do you choose?",
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
    why="The absolute error pulls with the same force at any distance, so two wrong temperatures move the line no more "
    "for being far off. It is robust, not immune: where both sit at an end of the data, even it can tilt a lot, and a "
    "wrong `t_u` drags it as far as it likes. Looking at the data again is better still.",
)
