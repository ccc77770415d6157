"""The exercises of section 5.4.1."""

import torch

from ..data import thermometer
from ..loss import loss_fn
from ..model import model
from .kinds import Choice, Code, Number


def central_slope(loss, w, b, delta):
    above = loss(w + delta, b)
    below = loss(w - delta, b)
    return (above - below) / (2 * delta)


def rise(loss, w, b, delta):
    return loss(w + delta, b) - loss(w - delta, b)


def bent(w, b):
    return w**3 + 2 * w * b + b * b


def twisted(w, b):
    return w * w * b - 3 * w + b


def steep(w, b):
    return (w - 2 * b) ** 4 / 8 + w


def notebooks_loss(w, b):
    t_u, t_c = thermometer()
    return loss_fn(model(t_u, w, b), t_c).item()


Code(
    "5_4_1 a slope by nudging",
    question="The slope along `w`, by a *central* difference, for any loss whatever: `loss` is a function, and "
    "`loss(w, b)` is the loss at the place `w`, `b`. Nudge `w` by `delta` to either side. `w`, `b` and `delta` are "
    "numbers; return one number.",
    answer=central_slope,
    probes=[(bent, 1.0, 0.5, 0.25), (twisted, -0.5, 2.0, 0.125), (steep, 2.0, -1.0, 0.5)],
    mistakes=[
        ("You did not divide by `delta`. A slope is not the change of the loss, but the change for each unit of `w`",
         rise, lambda f, w, b, d: rise(f, w, b, d) / 2),
        ("You divided by one delta. How far is it from one nudge to the other?",
         lambda f, w, b, d: rise(f, w, b, d) / d),
        ("You divided by 2, and then multiplied by `delta`: Python goes from left to right. Put `2 * delta` in "
         "parentheses", lambda f, w, b, d: rise(f, w, b, d) / 2 * d),
        ("Python divides before it subtracts, so only the second loss was divided. Put the difference of the two in "
         "parentheses", lambda f, w, b, d: f(w + d, b) - f(w - d, b) / (2 * d)),
        ("You nudged to one side only, upwards. That is the forward difference, and the bend of the curve throws it "
         "off. Nudge to both sides",
         lambda f, w, b, d: (f(w + d, b) - f(w, b)) / d, lambda f, w, b, d: (f(w + d, b) - f(w, b)) / (2 * d)),
        ("You nudged to one side only, downwards. That is the backward difference. Nudge to both sides",
         lambda f, w, b, d: (f(w, b) - f(w - d, b)) / d, lambda f, w, b, d: (f(w, b) - f(w - d, b)) / (2 * d)),
        ("You subtracted the other way round, so the slope has the wrong sign: it is positive where a larger `w` makes "
         "a larger loss",
         lambda f, w, b, d: rise(f, w, b, d) / (-2 * d), lambda f, w, b, d: rise(f, w, b, d) / -d),
        ("You nudged `b`. This is the slope along the other knob",
         lambda f, w, b, d: (f(w, b + d) - f(w, b - d)) / (2 * d)),
        ("You nudged `w` and `b` together. To feel what one knob does, leave the other alone",
         lambda f, w, b, d: (f(w + d, b + d) - f(w - d, b - d)) / (2 * d)),
        ("Your nudge is 0.1, whatever `delta` is. Use the argument",
         lambda f, w, b, d: rise(f, w, b, 0.1) / (2 * 0.1)),
        ("You nudged by 0.1, whatever `delta` is, and divided by `delta`. Use the argument in both places",
         lambda f, w, b, d: rise(f, w, b, 0.1) / (2 * d)),
        ("That is the slope of the thermometer's loss at `w = 1`, `b = 0`, where the notebook was, whatever is handed "
         "over. Use the arguments",
         lambda f, w, b, d: rise(notebooks_loss, 1.0, 0.0, 0.1) / (2 * 0.1),
         lambda f, w, b, d: rise(notebooks_loss, 1.0, 0.0, 0.1) / (2 * d)),
        ("That is the slope of the thermometer's loss. Use `loss`, the function that is handed over",
         lambda f, w, b, d: rise(notebooks_loss, w, b, d) / (2 * d)),
        ("You returned the slopes along both knobs. Asked is the one along `w`",
         lambda f, w, b, d: (rise(f, w, b, d) / (2 * d), (f(w, b + d) - f(w, b - d)) / (2 * d))),
    ],
    hints=[
        "First the loss at a slightly larger `w`: call `loss` with it, and with the same `b`.",
        "Then the loss at a slightly smaller `w`, again with the same `b`.",
        "Divide the change of the loss by the way from the one `w` to the other.",
    ],
    why="A slope is a change divided by the way it took. From `w - delta` to `w + delta` the way is two deltas. The "
    "losses of this check are no parabolas, so your `delta` mattered; on a parabola, such as the thermometer's loss "
    "along `w`, every delta gives the exact slope, except for rounding.",
)  # fmt: skip


def one_step(slope_w, slope_b, w, b, learning_rate):
    step_w = learning_rate * slope_w(w, b)
    step_b = learning_rate * slope_b(w, b)
    return w - step_w, b - step_b


def uphill_w(w, b):
    return 2 * w + b


def uphill_b(w, b):
    return w - 4 * b + 3


def valley_w(w, b):
    return 6 * w * b - 2


def valley_b(w, b):
    return 3 * w * w + b


Code(
    "5_4_1 one step of descent",
    question="One step of gradient descent. `slope_w` and `slope_b` are functions: `slope_w(w, b)` is the slope along "
    "`w` at the place `w`, `b`, and `slope_b(w, b)` the one along `b`. The others are numbers. Return two "
    "numbers, the new `w` and the new `b`.",
    answer=one_step,
    probes=[
        (uphill_w, uphill_b, 1.0, 0.5, 0.1),
        (valley_w, valley_b, 2.0, -1.0, 0.25),
        (uphill_w, valley_b, -1.0, 3.0, 0.5),
    ],
    mistakes=[
        ("You went uphill: a slope points to where the loss grows. Which sign takes you the other way?",
         lambda f, g, w, b, rate: (w + rate * f(w, b), b + rate * g(w, b))),
        ("You moved `w` before you took the slope along `b`, and you went uphill: a slope points to where the loss "
         "grows. Take both slopes first, then step against them",
         lambda f, g, w, b, rate: (w + rate * f(w, b), b + rate * g(w + rate * f(w, b), b))),
        ("You left out the learning rate, so the step is the slope itself. Who decides how far to go?",
         lambda f, g, w, b, rate: (w - f(w, b), b - g(w, b))),
        ("You moved `w` before you took the slope along `b`, so the two slopes belong to two places. Take both first, "
         "then move both",
         lambda f, g, w, b, rate: (w - rate * f(w, b), b - rate * g(w - rate * f(w, b), b))),
        ("You moved `b` before you took the slope along `w`, so the two slopes belong to two places. Take both first, "
         "then move both",
         lambda f, g, w, b, rate: (w - rate * f(w, b - rate * g(w, b)), b - rate * g(w, b))),
        ("You turned one knob only. A step of gradient descent moves `w` and `b`",
         lambda f, g, w, b, rate: (w - rate * f(w, b), b), lambda f, g, w, b, rate: (w, b - rate * g(w, b))),
        ("That is the new `w`. Return the new `b` as well, behind a comma",
         lambda f, g, w, b, rate: w - rate * f(w, b)),
        ("You used one slope for both knobs. Each knob has its own: `slope_w` for `w`, `slope_b` for `b`",
         lambda f, g, w, b, rate: (w - rate * f(w, b), b - rate * f(w, b)),
         lambda f, g, w, b, rate: (w - rate * g(w, b), b - rate * g(w, b))),
        ("Each knob moves by the slope of the other. `slope_w` is for `w`, `slope_b` for `b`",
         lambda f, g, w, b, rate: (w - rate * g(w, b), b - rate * f(w, b))),
        ("You calculated with the function instead of its value. `slope_w` becomes a number when it is called, at a "
         "place",
         lambda f, g, w, b, rate: (w - rate * f, b - rate * g), lambda f, g, w, b, rate: (w - f * rate, b - g * rate)),
        ("The numbers are right, in one tensor. Return the two of them, with a comma between",
         lambda f, g, w, b, rate: torch.tensor([w - rate * f(w, b), b - rate * g(w, b)])),
        ("You returned the steps, and not where they lead", lambda f, g, w, b, rate: (rate * f(w, b), rate * g(w, b))),
        ("These are the slopes. By how much do they move the knobs, and where do these arrive?",
         lambda f, g, w, b, rate: (f(w, b), g(w, b))),
        ("You returned `b` before `w`. First the new `w`, then the new `b`",
         lambda f, g, w, b, rate: (b - rate * g(w, b), w - rate * f(w, b))),
    ],
    hints=[
        "Take both slopes first, at the old `w` and the old `b`, and give them names.",
        "How long each step is, the learning rate decides; which way it goes, the sign of the slope.",
        "Two values are returned with a comma between them.",
    ],
    why="The two slopes make the gradient of the place where you stand only if both are taken there. With the steps "
    "worked out before anything moves, the order of the lines no longer matters.",
)  # fmt: skip

along_w, along_b, learning_rate = 30, -20, 0.01
steepness = along_w**2 + along_b**2

Number(
    "5_4_1 what the slopes promise",
    question=f"At some place the slope of the loss is {along_w} along `w` and {along_b} along `b`. You take one step "
    f"against both with a learning rate of {learning_rate}. If the slopes stayed as they are, by how much would the "
    "loss fall?",
    answer=learning_rate * steepness,
    unit="°C²",
    mistakes=[
        ("You counted the step along `w` only. The step along `b` lowers the loss, too", learning_rate * along_w**2),
        ("You counted the step along `b` only. The step along `w` lowers the loss, too", learning_rate * along_b**2),
        ("You left out the learning rate. It says how long the steps are", steepness),
        ("That is how far the knobs move. Each unit of a knob's way lowers the loss by its slope, so multiply each way "
         "by the slope once more",
         learning_rate * (along_w + along_b), learning_rate * (along_w - along_b)),
        ("You let the two knobs work against each other. `b` goes up, because its slope is negative, and so it lowers "
         "the loss as well", learning_rate * (along_w**2 - along_b**2)),
        ("You added the slopes before you squared. Work out each knob by itself, then add what they bring",
         learning_rate * (along_w + along_b) ** 2, learning_rate * (along_w - along_b) ** 2),
        ("You took half of it. Half is what a parabola keeps at its best learning rate; asked is what the slopes "
         "promise", learning_rate * steepness / 2),
        ("You squared the learning rate as well. It makes the step; by what does the slope multiply that step?",
         learning_rate**2 * steepness),
        ("That is the change of the loss, which is negative. Asked is by how much it falls",
         -learning_rate * steepness),
    ],
    hints=[
        "How far does `w` move? How much does the loss fall for each unit of that way?",
        "The same for `b`. Mind the sign: `b` goes up here, and its slope is negative.",
        "Add the two.",
    ],
    why="Each knob moves by the learning rate times its slope, and each unit of that way lowers the loss by the slope "
    "once more. So the promise is the learning rate times the sum of the squared slopes: never negative, whatever the "
    "signs. A real step keeps less of it, because the slopes change on the way.",
)  # fmt: skip

Choice(
    "5_4_1 a slope too rough",
    question="You measure the slope of our loss, the mean squared error of a line, with a central difference in "
    "`float32` and `delta = 1e-5`. It is not exact enough for you. What do you change?",
    options={
        "a": "a smaller nudge, `delta = 1e-7`",
        "b": "a larger nudge, `delta = 0.1`",
        "c": "a smaller learning rate",
        "d": "a forward difference in place of the central one",
    },
    answer="b",
    mistakes=[
        ("You took the usual advice. It helps where the bend of the curve spoils the slope, and on a parabola it does "
         "not spoil the central one. What is left is the rounding of the two losses, and that is divided by the nudge",
         "a"),
        ("You would take shorter steps. The learning rate comes after the slope and does not change it", "c"),
        ("You would save a nudge, and keep the rounding; and the forward difference is thrown off by the bend "
         "of the curve as well", "d"),
    ],
    hints=[
        "Where does the error come from: from the bend of the curve, or from the digits of the losses?",
        "Two losses that agree in almost all of their seven digits are subtracted. How could they differ in more?",
    ],
    why="Along one parameter this loss is a parabola, where the central difference is exact for every nudge. What is "
    "left is rounding, a few units in the seventh digit of the loss, and that is divided by the nudge. So here a "
    "larger nudge is better. On a curve that is no parabola there is a best one in between.",
)  # fmt: skip
