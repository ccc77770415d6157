"""Positions of Mars for helpers/mars.csv, computed with pyerfa; needed only to make or check that file.

    python -m pip install pyerfa
    python tests/tools/make_mars.py         writes helpers/mars.csv

The course itself reads the file and needs neither pyerfa nor a network.
"""

from datetime import date, timedelta
from pathlib import Path

import numpy as np

FILE = Path(__file__).parents[2] / "helpers" / "mars.csv"
FIRST, STEP, COUNT = date(2020, 1, 1), 30, 46  # two Mars years are 1,374 days
MARS = 4
OBLIQUITY = np.radians(84381.448 / 3600)  # of the ecliptic J2000 on the equator J2000, IAU 1976

HEADER = """\
# Where Mars was, seen from the sun: 46 positions, one every 30 days, over two Mars years.
# Computed, not observed: with eraPlan94 of the PyPI package pyerfa, which contains the routine plan94 of
# the IAU SOFA collection (an approximation after Simon et al., 1994), by tests/tools/make_mars.py of this course.
# date: at 0 h, Terrestrial Time. day: days since the first date.
# (The routine asks for Barycentric Dynamical Time, which differs from it by some milliseconds.)
# longitude_deg: heliocentric ecliptic longitude, degrees from the equinox of J2000 in the ecliptic of J2000;
# the routine's equatorial positions were turned by the obliquity 84381.448 arc seconds.
# distance_au: heliocentric distance, astronomical units (1 au = 149,597,870.7 km).
"""


def positions():
    """Date, day, longitude in degrees, distance in au."""
    import erfa

    rows = []
    for day in range(0, STEP * COUNT, STEP):
        when = FIRST + timedelta(days=day)
        julian_date = when.toordinal() + 1721424.5
        longitude, distance = seen_from_the_sun(erfa.plan94(julian_date, 0.0, MARS)["p"])
        rows.append((when.isoformat(), day, np.degrees(longitude) % 360, distance))
    return rows


def seen_from_the_sun(position):
    """Ecliptic longitude in radians and distance in au of equatorial positions (..., 3)."""
    x, y, z = np.moveaxis(position, -1, 0)
    y, z = np.cos(OBLIQUITY) * y + np.sin(OBLIQUITY) * z, np.cos(OBLIQUITY) * z - np.sin(OBLIQUITY) * y
    return np.arctan2(y, x), np.sqrt(x * x + y * y + z * z)


def text():
    """The file as it is shipped."""
    lines = [f"{when},{day},{longitude:.4f},{distance:.6f}" for when, day, longitude, distance in positions()]
    return HEADER + "date,day,longitude_deg,distance_au\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8", newline="\n")
    print(f"wrote {FILE.name}: {COUNT} positions")
