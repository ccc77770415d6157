"""The exercises of section 5.7.1."""

import torch

from .kinds import Code, Number

inputs = torch.tensor([-1.0, 0.0, 1.0, 2.0], dtype=torch.float64)


def curvature(*columns):
    """From flat to steep, of a loss whose model is a sum of parameters times these columns."""
    columns = torch.stack(columns)
    return torch.linalg.eigvalsh(2 * columns @ columns.T / len(inputs)).tolist()


flat, middle, steep = curvature(inputs**2, inputs, torch.ones_like(inputs))
steep_of_line = curvature(inputs, torch.ones_like(inputs))[-1]

Number(
    "5_7_1 a learning rate for the parabola",
    question=f"Four readings, `t_u = torch.tensor({inputs.tolist()})`. What is the largest stable learning rate of "
    "plain gradient descent for `w2 * t_u**2 + w1 * t_u + b`?",
    answer=2 / steep,
    mistakes=[
        ("This is the limit of the line. The parabola has one more column in its Hessian, and the steepest by far",
         2 / steep_of_line),
        ("This is 1 divided by the largest curvature, where a step lands on the minimum of the steep direction. It is "
         "stable still above that", 1 / steep),
        ("This is the largest curvature itself. How large may a step be where the loss curves so much?", steep),
        ("This belongs to the flattest direction, or to the one in the middle. Which of them explodes first?",
         2 / flat, 2 / middle),
        ("This is 2 divided by the sum of the largest and the smallest curvature: the rate that is best for the worst "
         "case. The largest stable one lies a little above it", 2 / (steep + flat)),
        ("This is the limit along `w2` alone. On the thermometer it nearly decided; here the numbers are near 1, and "
         "the three parameters go together: the largest eigenvalue counts", 1 / (inputs**4).mean()),
        ("This is twice too large. Is the 2 of the square in your Hessian?", 4 / steep),
        ("This is too small by a factor of 4, the number of readings. The loss is a mean, so its Hessian is one, too",
         2 / (steep * len(inputs))),
    ],
    hints=["`exact.hessian` takes a degree in this notebook, and `torch.linalg.eigvalsh` gives its eigenvalues, which "
           "are the curvatures.",
           "A step multiplies the distance along a direction by 1 − η·k, with its curvature k. For which η does that "
           "reach −1 first?"],
    why="The limit is 2 divided by the largest curvature, for any loss that is a bowl. Squaring the readings makes "
    "the largest of them count the more, and the largest curvature decides for all three parameters.",
)  # fmt: skip

Number(
    "5_7_1 in another unit",
    question="You count all readings in tenths, so that each number is 10 times as large. By which factor does the "
    "curvature of the loss along `w2` alone change?",
    answer=10_000,
    exact=True,
    mistakes=[
        ("So much grow the readings. The curvature along a weight is 2 times the mean of the *square* of what it "
         "is multiplied by, and `w2` is not multiplied by `t_u`", 10),
        ("So it was for the weight of the line, and so it is for `w1`. What is `w2` multiplied by?", 100),
        ("This is the third power of 10. The curvature has `t_u**2` in it twice", 1000),
        ("The other way round: so would the *learning rate* change that is stable", 1e-4),
        ("The 2 stands in the curvature before and after, so it is no part of the factor", 20_000),
    ],
    hints=["The curvature along `w` of a line is 2 times the mean of `t_u**2`: the input, squared.",
           "In the parabola `w2` is multiplied by `t_u**2`. Put that in the place of the input."],
    why="Along `w2` the curvature is 2 times the mean of `t_u` to the power of 4, so a factor of 10 counts four times: "
    "10,000. The stable learning rate falls by nearly as much. That is why a parabola on raw inputs is so slow, and "
    "why inputs of size near 1 matter the more, the higher the power.",
)  # fmt: skip


def share_of_wins(line, parabola):
    return (parabola < line).double().mean()


Code(
    "5_7_1 split by split",
    question="`line` and `parabola` are validation losses of two models on the same S splits, two tensors (S,): "
    "`line[3]` and `parabola[3]` come from one and the same split. On which share of the splits is the parabola "
    "better, its loss the smaller one? Return a number from 0 to 1.",
    answer=share_of_wins,
    probes=[
        (torch.tensor([7.0, 8.0, 8.0, 3.0, 2.5]), torch.tensor([1.0, 7.5, 9.0, 4.5, 5.5])),
        (torch.tensor([7.0, 3.5, 8.0, 1.0, 2.0, 8.5]), torch.tensor([4.0, 7.0, 5.5, 1.5, 3.0, 3.5])),
        (torch.tensor([8.0, 6.5, 9.0, 7.5, 8.5, 5.5, 9.5]), torch.tensor([2.0, 2.5, 2.0, 8.0, 4.5, 6.5, 9.0])),
        # The line is better on average, and once they are equal.
        (torch.tensor([1.0, 2.0, 3.0, 4.0, 1.5]), torch.tensor([2.0, 6.0, 2.5, 4.0, 7.0])),
        (torch.tensor([4.0]), torch.tensor([2.5])),
        (torch.tensor([4.5, 5.5, 2.0, 8.5, 4.0, 8.5]), torch.tensor([4.0, 1.0, 5.5, 6.5, 1.0, 9.5])),
    ],
    mistakes=[
        ("That is the share on which the *line* is better. The better model has the smaller loss",
         lambda line, parabola: (parabola > line).double().mean()),
        ("Where both losses are equal, neither model is better",
         lambda line, parabola: (parabola <= line).double().mean(),
         lambda line, parabola: ((line - parabola).sign().double().mean() + 1) / 2),
        ("That is how many they are. Which share of all splits is it?",
         lambda line, parabola: (parabola < line).sum()),
        ("You compared two summaries, the means or the medians. Compare split by split, and count",
         lambda line, parabola: (parabola.mean() < line.mean()).double(),
         lambda line, parabola: (parabola.median() < line.median()).double()),
        ("You compared each loss of the parabola with one number for the line. Each split has a line of its own",
         lambda line, parabola: (parabola < line.mean()).double().mean(),
         lambda line, parabola: (parabola < line.median()).double().mean()),
        ("You compared the sorted losses, so that they no longer belong to the same split",
         lambda line, parabola: (parabola.sort().values < line.sort().values).double().mean()),
        ("That is by how much the parabola is better on average. Asked is how often",
         lambda line, parabola: (line - parabola).mean()),
    ],
    hints=["`parabola < line` compares the two, split by split: a tensor of true and false.",
           "Of true and false there is no mean. `.double()` makes 1 and 0 of them."],
    why="On the same split both models meet the same readings, so each comparison is fair, also where the ranges of "
    "the two overlap, and S of them can be counted. Then look at by how much as well.",
)  # fmt: skip
