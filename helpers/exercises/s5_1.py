"""The exercises of section 5.1."""

import torch

from .. import orbit
from .kinds import Choice, Code, Number

Choice(
    "5_1 a small wave",
    question="You measure the temperature of a cellar each day for three years, and fit a straight line to it. The "
    "errors are small. But every summer the line is too low, and every winter too high. What do the errors say?",
    options={
        "a": "They are small, so they are noise.",
        "b": "The line misses something that comes back every year.",
        "c": "The readings of summer and winter are wrong, and should go.",
        "d": "The knobs of the line are not at their best yet.",
    },
    answer="b",
    mistakes=[
        ("You went by their size. Noise is not what is small but what follows no rule: could you say today what the "
         "sign of next summer's error will be?", "a"),
        ("You change the data to suit the model. What did Kepler change when his circle was eight minutes off, and "
         "what would have been lost had he done the other?", "c"),
        ("You expect a better line. But the best straight line is still straight: turn its knobs as you like, can it "
         "rise and fall every year?", "d"),
    ],
    hints=[
        "Do the errors follow a rule, so that you could predict the next ones?",
        "The circle off centre had small errors, too: up, down, up, down in one turn. What was wrong there?",
    ],
    why="What can be predicted is not noise. Errors that rise and fall with the year say that the cellar feels the "
    "seasons, and that the model has no knob for it. A better shape would follow them; no other straight line will.",
)  # fmt: skip

Choice(
    "5_1 which shape to trust",
    question="Three shapes were fitted to one Mars year and tried on another. Their typical errors, in thousandths "
    "of an au, are below. By which one do you predict a third year?",
    options={
        "a": "0.1 on the year it was fitted to, 9.0 on the year held out",
        "b": "2.0 on the year it was fitted to, 2.2 on the year held out",
        "c": "8.0 on the year it was fitted to, 7.9 on the year held out",
        "d": "by none of them yet: first fit all three to both years, and take the one with the smallest error there",
    },
    answer="b",
    mistakes=[
        ("You went by the year that it was fitted to, where it could go through every point. The third year is new, "
         "as the year held out was", "a"),
        ("You took the one whose two errors agree. They do, but both are large; it is honest and not good", "c"),
        ("You would spend the year held out on fitting. Then no year is left that the shapes have not seen, and the "
         "first of the three would look best again", "d"),
    ],
    hints=[
        "One of the two errors tells you how good a shape is at positions it has never seen. Which?",
        "A third year is new to all of them. Look for the smallest error on what was new before.",
    ],
    why="An error on the data of the fit shows how well a shape can be bent to them. Only the error on data held out "
    "shows what it has understood, so that is the one to choose by. (Once it is chosen, it may be fitted to both "
    "years. To choose by such a fit is what goes wrong.)",
)  # fmt: skip


def distance_from_nearest(longitude, eccentricity, nearest, perihelion):
    axis = nearest / (1 - eccentricity)
    return orbit.ellipse(longitude, eccentricity, axis, perihelion)


def written_out(numerator, e, angle):
    return numerator / (1 + e * torch.cos(angle))


Code(
    "5_1 from the nearest distance",
    question="Of a comet one often knows the distance at the perihelion, and not half of the long axis. Return the "
    "distances (N,) at the longitudes (N,), in degrees, from the numbers `eccentricity`, `nearest` (in au, in place "
    "of *a*) and `perihelion` (in degrees). You may use `orbit.ellipse`, or write out its formula, "
    "*a* (1 - *e*²) / (1 + *e* cos(longitude - perihelion)).",
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
        ("You put the nearest distance itself above the line. At the perihelion it is then divided by 1 + *e*. What "
         "has to stand there so that the nearest distance comes out?",
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

near, far = 0.3075, 0.4667  # Mercury's perihelion and aphelion, au
_, _, of_mars = orbit.mars()

Number(
    "5_1 eccentricity of Mercury",
    question=f"No planet's ellipse is drawn out more than that of Mercury: its distance from the sun goes from {near} "
    f"to {far} au. What is its eccentricity?",
    answer=(far - near) / (far + near),
    tolerance=0.025,
    mistakes=[
        ("You divided by the farthest distance. The eccentricity is a share of the axis, from the near end to the "
         "far end", (far - near) / far),
        ("You divided by the nearest distance. The eccentricity is a share of the axis, from the near end to the far "
         "end", (far - near) / near),
        ("You took half of the difference. That is how far the sun is from the middle, in au; the eccentricity says "
         "how far that is compared with half of the axis", (far - near) / 2),
        ("You took the whole difference, in au. An eccentricity has no unit: compare it with another length",
         far - near),
        ("You divided one distance by the other. For a circle that gives 1, and a circle has eccentricity 0",
         near / far, far / near),
        ("You compared the whole difference with half of the axis. Take half of both, or both whole",
         2 * (far - near) / (far + near)),
        ("That is half of the long axis, in au. You need it; next, how far is the sun from the middle?",
         (far + near) / 2),
        ("That is the eccentricity of Mars. Mercury's ellipse is drawn out more",
         (of_mars.max() - of_mars.min()) / (of_mars.max() + of_mars.min())),
    ],
    hints=[
        "The near end is *a* (1 - *e*) away from the sun, the far end *a* (1 + *e*).",
        "What is the sum of these two? What is their difference?",
        "Divide one by the other so that *a* cancels.",
    ],
    why="The sum of the two distances is the whole axis, 2 *a*, and their difference is 2 *a e*. The ratio of the two "
    "is *e*, without any fit. It uses two positions only, so their errors go straight into it; a fit asks all of them.",
)  # fmt: skip
