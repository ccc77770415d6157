"""Axes and periods of the planets for helpers/planets.csv, computed with pyerfa; needed only to make or check it.

    python -m pip install pyerfa
    python tests/tools/make_planets.py      writes helpers/planets.csv

The course itself reads the file and needs neither pyerfa nor a network.
"""

from pathlib import Path

import numpy as np
from make_mars import seen_from_the_sun

FILE = Path(__file__).parents[2] / "helpers" / "planets.csv"
PLANETS = ("Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune")  # 1 to 8 of the routine
DAYS = np.arange(0, 800 * 365.25)  # from the year 1600 on, which the routine covers
START = 2305447.5  # 1 January 1600 as a Julian date
YEAR = 365.25

HEADER = """\
# How far the planets are from the sun, and how long they take to go round it once.
# Computed, not observed: from daily positions of the years 1600 to 2400 by eraPlan94 of the PyPI package pyerfa,
# which contains the routine plan94 of the IAU SOFA collection (an approximation after Simon et al., 1994), by
# tests/tools/make_planets.py of this course. Over the whole turns that a planet makes in that time:
# axis_au: half of the smallest and largest distance from the sun together, astronomical units
# (1 au = 149,597,870.7 km), about half of the long axis of its ellipse.
# period_years: the mean time for one turn of its ecliptic longitude of J2000, years of 365.25 days.
# Earth: the centre of mass of earth and moon.
"""


def orbits():
    """Name, half axis in au, period in years."""
    import erfa

    rows = []
    for number, name in enumerate(PLANETS, start=1):
        longitude, distance = seen_from_the_sun(erfa.plan94(START, DAYS, number)["p"])
        turns = (np.unwrap(longitude) - longitude[0]) / (2 * np.pi)
        whole = int(turns[-1])
        end = np.interp(whole, turns, DAYS)
        reached = distance[end >= DAYS]
        rows.append((name, (reached.min() + reached.max()) / 2, end / whole / YEAR))
    return rows


def text():
    """The file as it is shipped."""
    lines = [f"{name},{axis:.4f},{period:#.5g}" for name, axis, period in orbits()]
    return HEADER + "planet,axis_au,period_years\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8", newline="\n")
    print(f"wrote {FILE.name}: {len(PLANETS)} planets")
