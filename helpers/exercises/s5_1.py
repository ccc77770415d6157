"""The exercises of section 5.1."""

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
        ("You change the data to suit the model. What was changed when the circle did not fit Mars, and what "
         "would have been lost had one changed the positions?", "c"),
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


def half_axis(nearest, eccentricity):
    return nearest / (1 - eccentricity)


Code(
    "5_1 half of the axis",
    question="Of a comet one often knows how near it comes to the sun, and not how long its ellipse is. Given two "
    "plain numbers, its distance at the perihelion, `nearest`, in au, and its `eccentricity`, return half of the long "
    "axis, *a*, in au.",
    answer=half_axis,
    probes=[(1.2, 0.25), (0.6, 0.8), (1.4, 0.1), (3.0, 0.0), (0.586, 0.967)],
    mistakes=[
        ("You went from the axis to the nearest place. Here the nearest place is given, and the axis is what you look "
         "for", lambda nearest, e: nearest * (1 - e)),
        ("You used 1 + *e*, which belongs to the other end. At the perihelion `nearest` is *a* times 1 - *e*",
         lambda nearest, e: nearest * (1 + e), lambda nearest, e: nearest / (1 + e)),
        ("That is the farthest distance. Half of the axis lies between the nearest and the farthest",
         lambda nearest, e: nearest * (1 + e) / (1 - e)),
        ("That is the whole axis, from end to end. *a* is half of it", lambda nearest, e: 2 * nearest / (1 - e)),
        ("Python divides before it subtracts, so this takes *e* from the quotient. Put what belongs together in "
         "parentheses", lambda nearest, e: nearest / 1 - e),
        ("You added the eccentricity to a distance. It is no distance but a share: the sun is *a* times *e* away from "
         "the middle", lambda nearest, e: nearest + e),
        ("You took the nearest distance for half of the axis. That holds for a circle only",
         lambda nearest, e: nearest),
        ("You divided by 1 - *e*², or by its root. The square belongs to other lengths of the ellipse; the nearest "
         "place is *a* times 1 - *e* from the sun", lambda nearest, e: nearest / (1 - e**2),
         lambda nearest, e: nearest / (1 - e**2) ** 0.5),
        ("You exchanged the two arguments: `nearest` is the distance, `eccentricity` the share",
         lambda nearest, e: e / (1 - nearest)),
        ("You multiplied the distance by the eccentricity. Begin with nearest = *a* (1 - *e*), and find *a* from that",
         lambda nearest, e: nearest * e),
        ("That is *a* times *e*, the way from the middle to the sun. *a* itself is longer",
         lambda nearest, e: nearest * e / (1 - e)),
    ],
    hints=[
        "In the drawing, which length is *a* (1 - *e*)?",
        "If 20 is 5 times something, that something is 20 divided by 5. What is `nearest` here, how many times *a*?",
    ],
    why="The nearest place is *a* (1 - *e*) from the sun, so *a* is that distance divided by 1 - *e*. The nearer *e* "
    "is to 1, the longer the ellipse: Halley's comet comes within 0.586 au, and its *e* of 0.967 makes *a* nearly 18 "
    "au. It goes out beyond Neptune.",
)  # fmt: skip

near, far = 0.3075, 0.4667  # Mercury's perihelion and aphelion, au
_, _, of_mars = orbit.mars()

Number(
    "5_1 eccentricity of Mercury",
    question=f"No planet's ellipse is drawn out more than that of Mercury: its distance from the sun goes from {near} "
    f"to {far} au. What is its eccentricity? Give three digits.",
    answer=(far - near) / (far + near),
    tolerance=0.0025,  # 0.206 is right, 0.205 is not
    mistakes=[
        ("You gave it in per cent. An eccentricity is a plain share, 0 for a circle",
         100 * (far - near) / (far + near)),
        ("You lost the decimal point", 206.0),
        ("You compared half of the difference with one end. Compare it with half of the axis",
         (far - near) / 2 / near, (far - near) / 2 / far),
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
        ("Python divides before it adds and subtracts. What belongs together has to stand in parentheses",
         far - near / far + near, far - near / (far + near), (far - near) / far + near),
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
