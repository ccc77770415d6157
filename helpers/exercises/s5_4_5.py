"""The exercises of section 5.4.5."""

import torch

from ..data import thermometer
from ..exact import least_squares
from ..model import model
from .kinds import Choice, Code, Number


def worst_reading(t_u, t_c, w, b):
    residuals = model(t_u, w, b) - t_c
    return t_u[residuals.abs().argmax()]


def residuals_of(t_u, t_c, w, b):
    return model(t_u, w, b) - t_c


def readings_with_a_worst(n, place, generator):
    """Readings around a line, with the residual that is largest in size at that place."""
    t_u = torch.randperm(900, generator=generator)[:n] / 10 - 45
    w, b = (torch.randint(-200, 200, (2,), generator=generator) / torch.tensor([64, 10]) + 1 / 64).tolist()
    others = torch.randperm(n - 1, generator=generator)
    sizes = 1.3 + 1.6 * torch.cat([others[:place], torch.tensor([n]), others[place:]])
    signs = 2 * torch.randint(0, 2, (n,), generator=generator) - 1
    return t_u, model(t_u, w, b) - signs * sizes, w, b


chance = torch.Generator().manual_seed(5)

Code(
    "5_4_5 worst reading",
    question="Which reading should you look at again? Given are `t_u` and `t_c` of shape `(N,)`, no two readings "
    "alike, and a line `w`, `b`. Return the reading, a number out of `t_u`, whose residual is largest in size.",
    answer=worst_reading,
    probes=[
        (torch.tensor([10.0, 20.0, 30.0, 45.0]), torch.tensor([6.5, 18.0, 18.0, 20.5]), 0.5, 1.0),
        *(readings_with_a_worst(n, place, chance) for n in (4, 5) for place in range(n)),
        (torch.tensor([56.5]), torch.tensor([29.0]), 0.5, -16.0),
    ],
    mistakes=[
        ("You take the largest residual *with its sign*, so those on the other side of the line never win. Size "
         "knows no sign",
         lambda *line: line[0][residuals_of(*line).argmax()],
         lambda *line: line[0][residuals_of(*line).argmin()]),
        ("That is a *place*, counted from 0, and no reading. Which reading stands there?",
         lambda *line: residuals_of(*line).abs().argmax(), lambda *line: residuals_of(*line).argmax()),
        ("That is the residual, in degrees. Asked is the reading that it belongs to",
         lambda *line: residuals_of(*line).abs().max(), lambda *line: residuals_of(*line).max(),
         lambda *line: residuals_of(*line)[residuals_of(*line).abs().argmax()]),
        ("What stands in the brackets is no *place*, no whole number. Is it the size of a residual, or a function that "
         "is not called, without its parentheses? At which place does the largest residual stand?",
         lambda *line: line[0][residuals_of(*line).abs().max()]),
        ("That is the temperature at the worst place. Asked is the reading, what the old thermometer showed",
         lambda *line: line[1][residuals_of(*line).abs().argmax()]),
        ("That is what the line predicts at the worst place. Asked is the reading there",
         lambda *line: model(line[0], *line[2:])[residuals_of(*line).abs().argmax()]),
        ("That is the reading that fits best: its residual is the smallest in size",
         lambda *line: line[0][residuals_of(*line).abs().argmin()]),
        ("You compare the readings with the temperatures, and the line is not asked. A residual is what the line "
         "leaves over",
         lambda t_u, t_c, w, b: t_u[(t_u - t_c).abs().argmax()], lambda t_u, t_c, w, b: (t_u - t_c).abs().max()),
        ("Keep one number, without a dimension: what you return has the shape (1,)",
         lambda *line: worst_reading(*line)[None]),
        ("That is the largest reading. The residuals, not the readings, say how well the line fits",
         lambda t_u, t_c, w, b: t_u.max()),
    ],
    hints=[
        "A residual is what the line predicts minus the temperature, for all readings in one go.",
        "`argmin` told you in 5.3 at which place the smallest loss stood. There is one for the largest, too.",
        "A place in brackets, `t_u[3]`, picks one number out of a tensor.",
    ],
    why="`argmax` gives a place, and the place finds the reading: so from a number that looks bad you come back to the "
    "page of the notebook where it was written down. Look at it again, and do not throw it away only because it is far "
    "from the line. It may be the line that is wrong.",
)  # fmt: skip

w, b = least_squares(*thermometer())
reading = (100 - b) / w
fahrenheit = 100 / (5 / 9) + 32

Number(
    "5_4_5 boiling water",
    question="Water boils at 100 °C. What will the old thermometer show in it, if the line that was learned holds? "
    "(`w` and `b` are those in raw units.)",
    answer=reading,
    tolerance=0.0025,  # half a degree, so that only 212 is Fahrenheit's answer
    mistakes=[
        ("This is the temperature when the thermometer *shows* 100. Here the temperature is known, and the reading "
         "is asked for",
         model(torch.tensor(100.0), w.item(), b.item())),
        ("That is Fahrenheit's own answer. The line that was learned is near to it, and not the same", fahrenheit),
        ("The bias has gone to the other side with the wrong sign. Put your reading into the model: does it predict "
         "100?", (100 + b) / w),
        ("The bias is missing. The thermometer does not show 0 at 0 °C", 100 / w),
        ("Python divides before it subtracts or adds. What is divided by `w` has to stand in parentheses",
         100 - b / w, 100 / w - b, 100 / w + b),
        ("You took the weight for a tenth of the reading. Turn it back to raw units", (100 - b) / (10 * w)),
        ("The bias has gone to the other side, and the weight is still at its place: one unit of the reading is not "
         "worth 1 °C", 100 - b),
        ("Two things are missing: the sign of the bias on the other side, and the weight", 100 + b),
        ("You multiplied where the model is to be turned round: which `t_u` makes `w * t_u + b` equal to 100?",
         100 * w, (100 - b) * w),
    ],
    hints=[
        "The model goes from reading to temperature. Here you go the other way.",
        "Solve `w * t_u + b = 100` for `t_u`: first move the bias, then divide.",
    ],
    why="Turned round, the line is `(t_c - b) / w`. If it is a Fahrenheit thermometer, it will show "
    f"{fahrenheit:.0f}, and the learned line is wrong by {reading - fahrenheit:.1f}: no reading was above 82, and so "
    "far outside even a small error in `w` grows large. Among the readings the two lines differ by much less.",
)  # fmt: skip

Choice(
    "5_4_5 a fan of residuals",
    question="You plot the residuals of another thermometer over its readings. They lie on both sides of 0 "
    "everywhere, close to it at small readings, and further and further away at large ones: a fan. What does that "
    "say?",
    options={
        "a": "the truth is bent, and a line is the wrong model",
        "b": "the noise grows with the reading, so one typical error for all readings is misleading",
        "c": "the training has not finished: w is still too small or too large",
        "d": "nothing: the mean of the residuals is 0, so the fit is good",
    },
    answer="b",
    mistakes=[
        ("With a bend the residuals would change sides from the ends to the middle. Here both signs occur everywhere",
         "a"),
        ("A wrong weight would make a trend: too high at one end, too low at the other. Here there is none", "c"),
        ("The mean is 0 for every line that was fitted to the end, good or bad. Look at the sizes", "d"),
    ],
    hints=[
        "Ask two questions: on which side of 0 do the residuals lie, and how far from it?",
        "The side tells about the line. The distance tells about the noise.",
    ],
    why="The line runs through the middle everywhere, so the model may well be right. But a single number for the "
    "noise is too large at small readings and too small at large ones, and the standard errors that are made of it are "
    "not to be trusted either. A residual plot says what no mean can.",
)  # fmt: skip

Choice(
    "5_4_5 nearly Celsius",
    question="A friend has an old thermometer, too, and believes that it is in Celsius, so that `w` would be 1. Twelve "
    "readings give w = 1.10 ± 0.06, where 0.06 is one standard error. What do you tell them?",
    options={
        "a": "it is not in Celsius, because 1.10 is not 1",
        "b": "it is in Celsius, because 1 is less than two standard errors from 1.10",
        "c": "the readings do not speak against Celsius, nor do they prove it",
        "d": "the fit is of no use, because its standard error is not 0",
    },
    answer="c",
    mistakes=[
        ("With other noise the weight would have come out otherwise. How many standard errors lie between 1.10 and 1?",
         "a"),
        ("To agree with something is not to prove it: 1.15 is less than two standard errors away, too", "b"),
        ("Every fit of noisy readings has a standard error. It does not spoil the number, it says how far to trust it",
         "d"),
    ],
    hints=[
        "How far is 1 from what was found, counted in standard errors?",
        "Which other weights are as near as that?",
    ],
    why="1 is 1.7 standard errors away, and up to two are no surprise. So the readings do not refute Celsius. They do "
    "not prove it either, since every weight from about 1 to 1.2 agrees with them as well. More readings would tell "
    "more: four times as many would halve the standard error.",
)  # fmt: skip
