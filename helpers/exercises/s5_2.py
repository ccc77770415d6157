"""The exercises of section 5.2."""

import torch

from ..data import thermometer
from ..model import model
from ..text import rounded
from .kinds import Choice, Code, Number

Choice(
    "5_2 what the machine changes",
    question="A machine learns to predict how much electricity a house uses on a day from how warm it is outside, by "
    "a straight line. Which of these does it change while it learns?",
    options={
        "a": "the temperatures outside",
        "b": "what the electricity meter showed",
        "c": "how much more or less electricity one degree costs",
        "d": "that the rule is a straight line",
    },
    answer="c",
    mistakes=[
        ("These are the inputs. They are measured, like the readings `t_u` of the old thermometer, and stay as they "
         "are", "a"),
        ("That is the ground truth. The predictions are to come close to it, so it has to stay where it is", "b"),
        ("That is the model, and *you* chose it. The machine looks for the best line and never asks whether a line is "
         "a good idea", "d"),
    ],
    hints=[
        "Which of these would you turn, in the lab, to make the line fit?",
        "Match each with a name of this section: input, ground truth, parameter, model.",
    ],
    why="How much one degree costs is the weight of this line: a parameter, a free number in the formula. The machine "
    "changes the parameters and nothing else. The data were gathered, the model was chosen, both by you.",
)  # fmt: skip

Choice(
    "5_2 three degrees too high",
    question="Your line predicts 3 °C too much at every reading, low or high. What puts all predictions right at once?",
    options={
        "a": "`w` lower by 3",
        "b": "`b` lower by 3",
        "c": "`b` higher by 3",
        "d": "each `t_u` lower by 3",
    },
    answer="b",
    mistakes=[
        ("You turned the weight. It is multiplied by the reading, so the change would be far larger at a high reading "
         "than at a low one", "a"),
        ("You turned the right knob the other way: now the predictions are 6 °C too high", "c"),
        ("You changed the inputs. They are what the old thermometer showed, in its own unit: 3 of these are not 3 °C, "
         "and data are not ours to change", "d"),
    ],
    hints=[
        "The same error at every reading: the line has the right steepness. Which way does it have to be moved?",
        "Which of the two parameters is added to every prediction alike?",
    ],
    why="The bias is added to each prediction, whatever the reading, so it moves the whole line up or down. The weight "
    "is for errors that grow with the reading.",
)  # fmt: skip

t_u, t_c = thermometer()
one_u, one_c, weight = t_u[5], t_c[5], 0.5

Number(
    "5_2 bias through one reading",
    question=f"A line has the weight `w = {weight}`, and it goes exactly through the reading `t_u = {rounded(one_u)}`, "
    f"`t_c = {rounded(one_c)}`. What is its bias `b`? Give all its decimals.",
    answer=one_c - weight * one_u,
    unit="°C",
    tolerance=0.001,
    mistakes=[
        ("You subtracted the other way round. `w * t_u` and `b` together make `t_c`: which is the larger one here?",
         weight * one_u - one_c),
        ("You added `w * t_u` to the temperature. It is a part of the temperature already: what is left for the bias?",
         one_c + weight * one_u),
        ("You left out the weight. A unit of the old thermometer is worth half a degree here, and not a whole one",
         one_c - one_u),
        ("You divided the reading by the weight. In the model the two are multiplied", one_c - one_u / weight),
        ("You exchanged reading and temperature. The weight belongs to the reading",
         one_u - weight * one_c, weight * one_c - one_u),
        ("That is `w * t_u`, without a bias. How far is it from the temperature?", weight * one_u, -weight * one_u),
    ],
    hints=[
        "On the line, `t_c` is exactly `w * t_u + b`. Put the three known numbers in.",
        "First work out `w * t_u`. What has to be added to it to arrive at `t_c`?",
    ],
    why="The bias is what is left of the temperature when `w * t_u` is taken away. Whatever weight you choose, there "
    "is one bias with which the line meets this reading: that is why one reading cannot settle a line.",
)  # fmt: skip


def old_reading(t_c, w, b):
    return (t_c - b) / w


Code(
    "5_2 the other way round",
    question="The model goes from the old thermometer to Celsius. Go back: at the temperatures `t_c`, a tensor (N,) in "
    "°C, what would the old thermometer show if the line `w`, `b` were exactly right? Return a tensor (N,); a formula "
    "acts on all N numbers at once, so no loop is needed. (`w` is never 0 here.)",
    answer=old_reading,
    probes=[
        (torch.tensor([10.0, 20.0]), 0.5, -15.0),
        (torch.tensor([-4.0, 0.5, 28.0, 0.5]), torch.tensor(0.25), torch.tensor(3.0)),
        (torch.tensor([7.0]), 2.0, 0.5),
    ],
    mistakes=[
        ("This goes the usual way, from the reading to the temperature. Here the temperature is given, and the "
         "reading is what you look for", lambda t_c, w, b: model(t_c, w, b), lambda t_c, w, b: w * (t_c + b)),
        ("Python divides before it subtracts, so this divides only the bias. Put what belongs together in parentheses",
         lambda t_c, w, b: t_c - b / w),
        ("You undid both steps, and in the wrong order: the bias came last on the way there, so it goes first on the "
         "way back", lambda t_c, w, b: t_c / w - b),
        ("You added the bias once more. On the way to Celsius it was added, so on the way back it goes off",
         lambda t_c, w, b: (t_c + b) / w, lambda t_c, w, b: t_c / w + b),
        ("You took the bias off, and then multiplied. On the way to Celsius the reading was multiplied by the weight: "
         "what undoes that?", lambda t_c, w, b: (t_c - b) * w),
        ("You left out the bias. Only a line with `b = 0` can be turned round like this", lambda t_c, w, b: t_c / w),
        ("You exchanged `w` and `b`: the weight is what the reading is multiplied by, the bias is what is added",
         lambda t_c, w, b: (t_c - w) / b),
        ("You subtracted the other way round, so that every sign is wrong. Take the bias from the temperature",
         lambda t_c, w, b: (b - t_c) / w),
        ("You turned the fraction upside down. Write down `t_c = w * t_u + b`, and solve it for `t_u` step by step",
         lambda t_c, w, b: w / (t_c - b)),
    ],
    hints=[
        "Two things were done to the reading: it was multiplied by `w`, and then `b` was added. Undo both.",
        "What was done last is undone first.",
    ],
    why="Each step is undone by its opposite, the last one first. The result is a line as well: weight 1 / `w`, bias "
    "-`b` / `w`. Units that are straight-line functions of each other are so in both directions.",
)  # fmt: skip
