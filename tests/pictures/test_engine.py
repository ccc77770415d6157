"""What numbers that remember have recorded."""

import re
from itertools import combinations

import pytest
from looks import numbers
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from helpers import exercises, pictures
from helpers.exercises.s5_7_5 import DETOUR, LINE, SQUARE, record

from .stills import Stills

walk_back = exercises.find("5_7_5 walk back").answer


def walked(steps):
    made = record(*steps)
    walk_back(made)
    return made


def of(steps, walked_back=True):
    made = walked(steps)
    return pictures.record_of(made[-1], {"first": made[0], "end": made[-1]}, walked_back)


LONG = [(-1234.5,), (0.00012345,), (-1523.99, (0, 1.2345), (1, -98765.4)), (2.3225e6, (2, -3047.98))]
COMPUTATIONS = {"line": LINE, "detour": DETOUR, "square": SQUARE, "long numbers": LONG}


STILLS = {
    "record_of": lambda: of(DETOUR),
    "record_of, not walked": lambda: of(LINE, walked_back=False),
    "record_of, long numbers": lambda: of(LONG),
    "record_of, twice": lambda: of(SQUARE),
    "times_as_long": lambda: pictures.times_as_long([11, 110, 1100, 11000], [0.5, 7, 60, 900]),
}
WORDS = [
    (lambda: of(LINE), [3, 5, 15, 1, 16, 256, 32, 160], ["no. 1, first", "no. 2, plain number", "no. 6, end"]),
    (lambda: pictures.times_as_long([11, 110], [0.5, 7]), [11, 110], ["PyTorch"]),
]


class TestStills(Stills):
    stills = STILLS
    words = WORDS


@pytest.mark.parametrize("steps", COMPUTATIONS.values(), ids=COMPUTATIONS)
def test_each_box_holds_its_value_and_gradient_and_no_box_touches_another(steps):
    made, picture = walked(steps), of(steps)
    (axes,) = picture.figure.axes
    boxes = [patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    assert len(boxes) == len(made)
    corners = [
        (box.get_x(), box.get_y(), box.get_x() + box.get_width(), box.get_y() + box.get_height()) for box in boxes
    ]
    for one, two in combinations(corners, 2):
        assert max(two[0] - one[2], one[0] - two[2], two[1] - one[3], one[1] - two[3]) > 0.1
    for number, (left, low, right, high) in zip(made, corners, strict=True):
        inside = [text for text in axes.texts if left < text.get_position()[0] < right]
        inside = [text.get_text() for text in inside if low < text.get_position()[1] < high]
        assert f"no. {number.birth}" in inside
        assert numbers(inside[2]) == pytest.approx([number.value], rel=1e-3)
        assert numbers(inside[3]) == pytest.approx([number.grad], rel=1e-3)


@pytest.mark.parametrize("steps", COMPUTATIONS.values(), ids=COMPUTATIONS)
def test_what_the_dashed_arrows_hand_on_adds_up_to_the_gradients(steps):
    made, picture = walked(steps), of(steps)
    (axes,) = picture.figure.axes
    edges = sum(len(number.made_from) for number in made)
    styles = [patch.get_linestyle() for patch in axes.patches if isinstance(patch, FancyArrowPatch)]
    assert styles.count("-") == styles.count("--") == edges
    handed = [text.get_text().split(" · ") for text in axes.texts if " · " in text.get_text()]
    assert len(handed) == edges
    total = sum(numbers(gradient)[0] * numbers(slope)[0] for gradient, slope in handed)
    assert total == pytest.approx(sum(number.grad for number in made) - 1, rel=1e-2)


def test_before_the_walk_there_is_no_gradient_and_no_way_back():
    picture = of(LINE, walked_back=False)
    (axes,) = picture.figure.axes
    assert not any("--" in patch.get_linestyle() for patch in axes.patches if isinstance(patch, FancyArrowPatch))
    assert "gradient" not in picture.alt and not any("gradient" in text.get_text() for text in axes.texts)
    assert len(re.findall("slope", picture.alt)) == 5
