"""The exercises of section 5.7.2."""

import torch

from .. import orbit
from ..loss import dloss_fn
from .kinds import Code


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


def not_summed(angle, truth, A, B, C):
    t_p = A + B * torch.cos(angle) + C * torch.sin(angle)
    return dloss_fn(t_p, truth) * right_slopes(angle, B, C)


def right_slopes(angle, B, C):
    return torch.stack([torch.ones_like(angle), angle.cos(), angle.sin()])


Code(
    "5_7_2 a gradient for Mars",
    question="Find the gradient for the ellipse turned over by hand, without autograd. The model is `A + B * "
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
        ("The sign of the sine is turned round. A derivative of the cosine would have it; what stands before `C` is "
         "the sine itself", chained(lambda angle, B, C: torch.stack([torch.ones_like(angle), angle.cos(),
                                                                        -angle.sin()]))),
        ("These are the slopes observation by observation, three rows of them. The gradient is their sum over the "
         "observations", not_summed),
        ("This has been divided by the number of observations twice. `dloss_fn` does it already; after that a sum is "
         "left to be taken", lambda *arguments: gradient(*arguments) / len(arguments[0])),
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


def distance_from_nearest(longitude, eccentricity, nearest, perihelion):
    axis = nearest / (1 - eccentricity)
    return orbit.ellipse(longitude, eccentricity, axis, perihelion)


def written_out(numerator, e, angle):
    return numerator / (1 + e * torch.cos(angle))


Code(
    "5_7_2 from the nearest distance",
    question="Of a comet one often knows the distance at the perihelion, and not half of the long axis. You are given "
    "the numbers `eccentricity`, `nearest` (in au, in place of *a*) and `perihelion` (in degrees), and `longitude`, a "
    "tensor of N angles in degrees. Return the N distances, in au, as a tensor. You may use `orbit.ellipse`, or write "
    "out its formula, *a* (1 - *e*²) / (1 + *e* cos(longitude - perihelion)); `torch.cos` takes all angles at once, in "
    "radians, and `torch.deg2rad` makes radians of a tensor of degrees (so subtract first). "
    "Use the arguments, not the *a* and *e* of Mars.",
    answer=distance_from_nearest,
    probes=[
        (torch.tensor([0.0, 100.0, 250.0]), 0.5, 1.0, 40.0),
        (torch.tensor([336.0, 60.0]), 0.1, 1.4, 336.0),
        (torch.tensor([10.0, 95.0, 170.0, 300.0]), 0.8, 0.6, 120.0),
    ],
    mistakes=[
        ("You took the nearest distance for half of the long axis. The axis is longer: what does the formula give at "
         "the perihelion, where the cosine is 1?",
         lambda x, e, q, p: orbit.ellipse(x, e, q, p)),
        ("You gave degrees to the cosine. PyTorch counts angles in radians; `torch.deg2rad` turns the one into the "
         "other",
         lambda x, e, q, p: written_out(q * (1 + e), e, x - p),
         lambda x, e, q, p: written_out(q * (1 - e**2), e, x - p),
         lambda x, e, q, p: written_out(q, e, x - p),
         lambda x, e, q, p: written_out(q * (1 + e), e, torch.deg2rad(x) - p)),
        ("You gave radians to `orbit.ellipse`. It takes degrees, and turns them into radians itself",
         lambda x, e, q, p: orbit.ellipse(torch.deg2rad(x), e, q / (1 - e), p)),
        ("You put the sun in the other focus: with a minus below the line the distance is largest at the perihelion. "
         "Where the cosine is 1, the denominator has to be at its largest",
         lambda x, e, q, p: written_out(q * (1 + e), -e, torch.deg2rad(x - p)),
         lambda x, e, q, p: written_out(q * (1 - e), -e, torch.deg2rad(x - p)),
         lambda x, e, q, p: written_out(q * (1 - e**2), -e, torch.deg2rad(x - p))),
        ("You added the perihelion to the longitude. The cosine has to be 1 where the two are equal",
         lambda x, e, q, p: orbit.ellipse(x, e, q / (1 - e), -p)),
        ("You left out the perihelion, so the nearest point lies at longitude 0. It is to lie at `perihelion`",
         lambda x, e, q, p: orbit.ellipse(x, e, q / (1 - e), 0.0)),
        ("Above the line stands the nearest distance itself, or what comes to the same. At the perihelion it is then "
         "divided by 1 + *e*. What has to stand there so that the nearest distance comes out?",
         lambda x, e, q, p: written_out(q, e, torch.deg2rad(x - p))),
        ("You have the right axis, and left out the factor (1 - *e*²) above the line",
         lambda x, e, q, p: written_out(q / (1 - e), e, torch.deg2rad(x - p))),
        ("You scaled the nearest distance, and by the wrong factor. From the sun the near end of the axis is "
         "*a* (1 - *e*) away: solve that for *a*",
         lambda x, e, q, p: orbit.ellipse(x, e, q * (1 - e), p), lambda x, e, q, p: orbit.ellipse(x, e, q * (1 + e), p),
         lambda x, e, q, p: orbit.ellipse(x, e, q / (1 + e), p)),
    ],
    hints=[
        "Look at the perihelion: there the angle is 0 and its cosine 1, and the distance is `nearest`.",
        "(1 - *e*²) is (1 - *e*) (1 + *e*). Cancel what you can: what is left of the formula at the perihelion?",
        "Solve that for *a*, and give it to `orbit.ellipse`.",
    ],
    why="At the perihelion the formula shrinks to *a* (1 - *e*). So the nearest distance is known as soon as the axis "
    "is, and the other way round; there are still three knobs, and one of them has another label. Written out, what "
    "stands above the line becomes `nearest` times 1 + *e*.",
)  # fmt: skip
