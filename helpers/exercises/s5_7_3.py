"""The exercises of section 5.7.3."""

import math

from .kinds import Number

period = 76.0

Number(
    "5_7_3 the orbit of a comet",
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
        ("This is the logarithm of the half axis. Which number has it?", 2 / 3 * math.log10(period)),
    ],
    hints=["Kepler's third law, in years and au: T² = a³.", "You know T. Which power of it is a?"],
    why="From T² = a³ follows a = T to the power of 2/3, some eighteen times our distance from the sun. The comet "
    "passes inside the orbit of Venus, so at its other end it goes out beyond Neptune, for many of these years.",
)  # fmt: skip

Number(
    "5_7_3 periods in days",
    question="Fit the line again, with the periods in *days* in place of years (a year has 365.25 days). The slope `w` "
    "stays as it is. What is `b` now?",
    answer=math.log10(365.25),
    tolerance=0.005,
    mistakes=[
        ("This is the factor itself. The line lives among logarithms", 365.25),
        ("The sign is turned round: in days the numbers are larger", -math.log10(365.25)),
        ("This is the natural logarithm. The line was fitted with `log10`", math.log(365.25)),
        ("This would be so if the factor belonged to the half axis, where the slope multiplies it",
         1.5 * math.log10(365.25)),
    ],
    hints=["Every period becomes 365.25 times as large. What becomes of its logarithm, if the logarithm of a product "
           "is the sum of the logarithms?",
           "`b` was 0, to three digits. Each point moves up by the same amount, and the line with them.",
           "`math.log10` of Python, or the log key of a calculator, gives a logarithm."],
    why="A factor becomes a sum in the logarithm, so another unit of time moves all points up by the logarithm of "
    "365.25, and only `b` changes. The slope, and with it the law, does not depend on the unit. (In years and au `b` "
    "is 0 because the earth is one of the points: its logarithms are 0 and 0.)",
)  # fmt: skip

io_axis, io_period, callisto_axis = 421_800, 1.769, 1_882_700  # kilometres, days

Number(
    "5_7_3 a moon of Jupiter",
    question=f"Jupiter's moon Io is {io_axis:,} km from the planet and goes round it in {io_period} days. Callisto is "
    f"{callisto_axis:,} km away. The same slope holds for all moons of one planet; `b` is another, because Jupiter is "
    "not the sun. How long does Callisto take?",
    answer=io_period * (callisto_axis / io_axis) ** 1.5,
    unit="days",
    tolerance=0.02,
    mistakes=[
        ("This would be so if it took as many times as long as it is farther away. The power is missing",
         io_period * callisto_axis / io_axis),
        ("You took the power 2/3, which leads from a period to a half axis",
         io_period * (callisto_axis / io_axis) ** (2 / 3)),
        ("You took the square, without the root that the law has as well", io_period * (callisto_axis / io_axis) ** 2),
        ("You took the cube, without the root that the law has as well", io_period * (callisto_axis / io_axis) ** 3),
        ("So many times as long as Io it takes. And in days?", (callisto_axis / io_axis) ** 1.5),
        ("Among logarithms the slope multiplies. Here it is a power", io_period * 1.5 * callisto_axis / io_axis),
    ],
    hints=["How many times as far away as Io is Callisto?",
           "What is farther by a factor takes longer by that factor to the power of 3/2, whatever `b` is."],
    why="Io gives the `b` of Jupiter, and the slope 3/2 does the rest. Callisto takes 16.69 days, so the slope found "
    "on six planets holds for moons as well. Kepler saw that himself; why it is so, Newton said.",
)  # fmt: skip
