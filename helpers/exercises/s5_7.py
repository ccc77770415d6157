"""The exercises of section 5.7."""

import torch

from ..loss import dloss_fn
from .kinds import Code, Number


def gradient(angle, truth, A, B, C):
    t_p = A + B * torch.cos(angle) + C * torch.sin(angle)
    derivatives = torch.stack([torch.ones_like(angle), torch.cos(angle), torch.sin(angle)])
    return (dloss_fn(t_p, truth) * derivatives).sum(dim=1)


def chained(slopes, by=dloss_fn):
    """The chain rule with other derivatives of the model, or of the loss."""

    def wrong(angle, truth, A, B, C):
        t_p = A + B * torch.cos(angle) + C * torch.sin(angle)
        return (by(t_p, truth) * slopes(angle, B, C)).sum(dim=1)

    return wrong


def right_slopes(angle, B, C):
    return torch.stack([torch.ones_like(angle), angle.cos(), angle.sin()])


Code(
    "5_7 a gradient for Mars",
    question="Find the gradient for the ellipse of part 2 by hand, without autograd. The model is `A + B * "
    "torch.cos(angle) + C * torch.sin(angle)`, the loss the mean squared error against `truth`. `angle` and `truth` "
    "have shape `(N,)`, `A`, `B` and `C` are numbers. Return the slopes by `A`, `B` and `C`, in this order, as a "
    "tensor of shape `(3,)`.",
    answer=gradient,
    probes=[
        (torch.tensor([0.5, 1.0, 2.0, 4.0]), torch.tensor([1.0, 0.5, 2.0, -1.0]), 1.0, 0.5, -2.0),
        (torch.tensor([0.25, 3.0, 5.0]), torch.tensor([-1.0, 2.0, 0.0]), 0.5, -1.0, 3.0),
    ],
    mistakes=[
        ("You differentiated by the angle. It is given; `A`, `B` and `C` are what is changed. How does the prediction "
         "change with each of them?",
         chained(lambda angle, B, C: torch.stack([torch.ones_like(angle), -angle.sin(), angle.cos()])),
         chained(lambda angle, B, C: torch.stack([torch.ones_like(angle), -B * angle.sin(), C * angle.cos()]))),
        ("`B` and `C` still stand before cos and sin: that is what they add to the prediction, not how it changes "
         "with them", chained(lambda angle, B, C: torch.stack([torch.ones_like(angle), B * angle.cos(),
                                                               C * angle.sin()]))),
        ("A slope of 0 by `A`: if `A` grows by 1, does the prediction stay as it is?",
         chained(lambda angle, B, C: torch.stack([torch.zeros_like(angle), angle.cos(), angle.sin()]))),
        ("The mean is missing: this gradient grows with every observation",
         chained(right_slopes, by=lambda t_p, truth: 2 * (t_p - truth))),
        ("The 2 is missing, which comes from the square", chained(right_slopes, by=lambda t_p, truth: dloss_fn(
            t_p, truth) / 2)),
        ("The signs are all turned round: the error is the prediction minus the truth",
         chained(right_slopes, by=lambda t_p, truth: -dloss_fn(t_p, truth))),
        ("These are the derivatives of the model alone. How wrong each prediction is has to come in",
         chained(right_slopes, by=lambda t_p, truth: 1.0)),
        ("The order is turned round: the slope by `A` comes first", lambda *arguments: gradient(*arguments).flip(0)),
        ("The slopes by `B` and `C` have changed places: which of them stands before the cosine?",
         lambda *arguments: gradient(*arguments)[[0, 2, 1]]),
    ],
    hints=[
        "The chain rule: how the loss changes with each prediction, times how that changes with a parameter, summed.",
        "`dloss_fn` is the first factor. It depends on the loss only, not on the model.",
        "The model is a sum. With the angles given, what stands before `A`, what before `B`, what before `C`?",
    ],
    why="The derivatives of a sum of parameters times known numbers are these known numbers: 1, cos and sin here, "
    "`t_u` and 1 for the line. None of them depends on a parameter, which is why the loss is a bowl.",
)  # fmt: skip

period = 76.0

Number(
    "5_7 the orbit of a comet",
    question=f"Halley's comet comes back about every {period:g} years. How long is the half axis of its orbit?",
    answer=period ** (2 / 3),
    unit="au",
    mistakes=[
        ("You went the other way: this would be the period of an orbit with that half axis. Solve the law for the half "
         "axis", period**1.5),
        ("You divided by the slope of the line. In the logarithms that would be right; what is it outside of them?",
         period / 1.5),
        ("This is the square root. The law has a cube as well", period**0.5),
        ("This is the cube root. The law has a square as well", period ** (1 / 3)),
        ("That would be so if the period were as long in years as the half axis in au", period),
    ],
    hints=["Kepler's third law, in years and au: T² = a³.", "You know T. Which power of it is a?"],
    why="From T² = a³ follows a = T to the power of 2/3, some eighteen times our distance from the sun. The comet "
    "passes inside the orbit of Venus, so at its other end it goes out beyond Neptune, for many of these years.",
)  # fmt: skip

inputs = torch.tensor([0.0, 1.0, 2.0, 4.0], dtype=torch.float64)


def curvature(*columns):
    columns = torch.stack(columns)
    return torch.linalg.eigvalsh(2 * columns @ columns.T / len(inputs)).tolist()


flat, middle, steep = curvature(inputs**2, inputs, torch.ones_like(inputs))
steep_of_line = curvature(inputs, torch.ones_like(inputs))[-1]

Number(
    "5_7 a learning rate for the parabola",
    question=f"Four readings, `t_u = torch.tensor({inputs.tolist()})`. What is the largest stable learning rate of "
    "plain gradient descent for `w2 * t_u**2 + w1 * t_u + b`?",
    answer=2 / steep,
    mistakes=[
        ("This is the limit of the line. The parabola has one more column in its Hessian, and the steepest by far",
         2 / steep_of_line),
        ("At this learning rate a step lands on the minimum of the steep direction. It is stable still above that",
         1 / steep),
        ("This is the steepest curvature itself. How large may a step be over so steep a slope?", steep),
        ("You took the flattest direction, or the one in the middle. Which of them explodes first?",
         2 / flat, 2 / middle),
        ("The 2 of the square is missing in your Hessian, so it is half as curved", 4 / steep),
        ("The mean is missing in your Hessian, which adds up over the readings", 2 / (steep * len(inputs))),
    ],
    hints=["`exact.hessian` takes a degree in this notebook, and `torch.linalg.eigvalsh` gives its eigenvalues.",
           "A step multiplies the distance by 1 − η·l. For which η does that reach −1 first?"],
    why="The limit is 2 divided by the largest eigenvalue, for any loss that is a bowl. Squaring the readings makes "
    "the largest of them count the more, and one column decides what all three parameters may do.",
)  # fmt: skip
