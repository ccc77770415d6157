"""Readings, lines among them, and their differences."""

import numpy as np
import pytest
import torch
from looks import beyond_the_edge, edge, labelled, overlapping, pixels, says, written

from helpers import model, pictures
from helpers.exact import fit_polynomial
from helpers.pictures import data

from .stills import BEST, ERRORS, START, TRAIN, VAL, C, Stills, U, b, c, u, w


def fitted(*degrees):
    """Polynomials fitted to all readings but two, as curves."""
    x = torch.linspace(20, 84, 101)
    return {f"degree {d}": (x, fit_polynomial(U[TRAIN[:, 9]], C[TRAIN[:, 9]], d)(x)) for d in degrees}


LEARNED = (0.5368, -17.3)


STILLS = {
    "readings": lambda: pictures.readings(U, C),
    "readings, with differences": lambda: pictures.readings(U, C, {"w = 1, b = 0": START}, residuals=True),
    "readings, learned": lambda: pictures.readings(U, C, {"learned: 0.5368 · t_u − 17.3": LEARNED}, residuals=True),
    "readings, two lines": lambda: pictures.readings(
        U, C, {"before, w = 1": (1.0, 0.0), "w already moved, w = -0.36": (-0.36, 0.0)}
    ),
    "readings, two fits": lambda: pictures.readings(
        U, C, {"after 100 epochs, loss 29.0": (0.2327, -0.0163), "best line, loss 2.93": BEST}
    ),
    "readings, Fahrenheit": lambda: pictures.readings(
        U, C, {"learned": LEARNED, "Fahrenheit: 5/9 · (t_u − 32)": (5 / 9, -160 / 9)}
    ),
    "readings, held out": lambda: pictures.readings(U, C, held_out=VAL[:, 9], curves=fitted(1, 2, 6), ylim=(-20, 40)),
    "readings, a line and curves": lambda: pictures.readings(
        U, C, {"all readings": BEST}, held_out=VAL[:, 9], curves=fitted(1, 2), ylim=(-20, 40)
    ),
    "readings, of a file": lambda: pictures.readings(
        365 * U, 1e-3 * C, {"learned": (1.47e-6, -0.0173)}, held_out=VAL[:, 9], xlabel="day", ylabel="price"
    ),
    "differences": lambda: pictures.differences(U, ERRORS),
    "differences, small": lambda: pictures.differences(U, model(U, *LEARNED) - C),
}
WORDS = [
    (lambda: pictures.readings(u, c, {"mine": (w, b)}), [7, u.min(), u.max(), c.min(), c.max()], ["mine"]),
    (lambda: pictures.differences(u, c), [c.mean(), (c**2).mean()], []),
    (
        lambda: pictures.readings(u, c, ylabel="my price"),
        [7, u.min(), u.max(), c.min(), c.max()],
        ["my price"],
    ),
    (
        lambda: pictures.readings(u, c, {"mine": (w, b)}, held_out=[0, 3, 6], curves={"yours": (u, c)}),
        [7, 3, u.min(), u.max(), c.min(), c.max()],
        ["held out", "mine", "yours"],
    ),
]


class TestStills(Stills):
    stills = STILLS
    words = WORDS


def test_lines_and_differences_run_where_the_model_says():
    lines = {"first": (2.0, -3.0), "second": (-0.5, 7.0)}
    axes = pictures.readings(U, C, lines, residuals=True).axes[0]
    for label, (weight, bias) in lines.items():
        x, y = labelled(axes, label).get_data()
        assert y == pytest.approx(weight * x + bias)
        assert x.min() < U.min() and x.max() > U.max()
    assert labelled(axes, "readings").get_xydata() == pytest.approx(torch.stack([U, C], 1).numpy())
    (bars,) = axes.collections
    ends = torch.stack([torch.stack([U, C], 1), torch.stack([U, model(U, 2.0, -3.0)], 1)], 1)
    assert np.array(bars.get_segments()) == pytest.approx(ends.numpy(), rel=1e-5)


def test_readings_held_out_are_marked_where_they_are_and_curves_run_as_given():
    x, y = np.linspace(20, 80, 50), np.random.default_rng(3).normal(10, 5, 50)
    axes = pictures.readings(U, C, {"line": (1.0, 2.0)}, held_out=torch.tensor([2, 9]), curves={"curve": (x, y)}).axes[
        0
    ]
    held_out = labelled(axes, "held out").get_xydata()
    assert held_out == pytest.approx(torch.stack([U, C], 1)[[2, 9]].numpy())
    assert labelled(axes, "curve").get_xydata() == pytest.approx(np.stack([x, y], 1))
    assert len(labelled(axes, "readings").get_xdata()) == 11
    none = pictures.readings(U, C, held_out=torch.tensor([], dtype=torch.int64)).axes[0]
    assert [line.get_label() for line in none.lines] == ["readings"]


@pytest.mark.parametrize(
    ("size", "shift"), [(1e-90, 0), (1e-4, 1e3), (0.7, -3.7e7), (77, -1e3), (1e6, 1), (1e90, -3.7e7)]
)
def test_readings_of_any_size_have_room_for_their_numbers(size, shift):
    u, c = size * (U.double() + shift), size * (C.double() + shift)
    with written() as texts:
        shown = pixels(pictures.readings(u, c, held_out=[1, 5], xlabel="day", ylabel="price").png())
    height, width, _ = shown.shape
    assert beyond_the_edge(texts, width, height) == overlapping(texts) == []
    assert edge(shown).min() >= 250


def test_dollar_signs_in_the_names_of_columns_are_no_mathematics():
    with written() as texts:
        pictures.readings(U, C, xlabel="a_$b^$", ylabel="price, $ and $").png()
    shown = [text.text.replace("\\$", "$") for text in texts]
    assert "a_$b^$" in shown and "price, $ and $" in shown


def test_of_very_many_readings_some_are_drawn_the_outermost_among_them_and_it_says_how_many():
    u, c = np.random.default_rng(4).normal(50, 9, (2, 100_000))
    u[70_000], u[80_000], c[90_000], c[99_000] = -999, 999, -77, 177
    held_out = torch.arange(80_000, 100_000)
    picture = pictures.readings(u, c, {"line": (1.0, 2.0)}, residuals=True, held_out=held_out)
    count = f"{len(data.drawn(u, c)):,}"
    points = labelled(picture.axes[0], f"readings, {count} of 100,000 drawn").get_xydata()
    assert data.MOST_DRAWN - 4 <= len(points) == int(count.replace(",", "")) <= data.MOST_DRAWN
    given = np.stack([u, c], 1)
    drawn, squares, all_held_out = (
        set(map(tuple, some)) for some in (points, labelled(picture.axes[0], "held out").get_xydata(), given[80_000:])
    )
    assert set(map(tuple, given[[70_000, 80_000, 90_000, 99_000]])) <= drawn <= set(map(tuple, given))
    assert squares == drawn & all_held_out
    assert len(picture.axes[0].collections[0].get_segments()) == len(points)
    assert "100000 readings from -999 to 999 against -77 to 177" in picture.alt
    assert f"20000 of them held out, {len(points)} of them drawn" in picture.alt
    again = pictures.readings(u, c, {"line": (1.0, 2.0)}, residuals=True, held_out=held_out)
    assert picture.png() == again.png()


def test_as_many_readings_as_can_be_seen_are_all_drawn():
    u, c = np.random.default_rng(5).normal(50, 9, (2, data.MOST_DRAWN))
    picture = pictures.readings(u, c)
    assert labelled(picture.axes[0], "readings").get_xydata() == pytest.approx(np.stack([u, c], 1))
    assert "drawn" not in picture.alt


def test_the_mean_of_the_differences_is_drawn_where_it_is():
    for axes, values in zip(pictures.differences(U, ERRORS).axes, (ERRORS, ERRORS**2), strict=True):
        (mean,) = [line for line in axes.lines if line.get_label().startswith("mean")]
        assert mean.get_ydata()[0] == pytest.approx(values.mean().item(), rel=1e-4)
        assert says(mean.get_label(), values.mean().item())


def test_readings_of_other_data_than_the_thermometers_bear_the_names_they_are_given():
    readings = pictures.readings(U, C, xlabel="day", ylabel="price")
    assert (readings.axes[0].get_xlabel(), readings.axes[0].get_ylabel()) == ("day", "price")
    assert pictures.readings(U, C).axes[0].get_ylabel() == "temperature, °C"
    assert "°C" in pictures.readings(U, C).alt and "°C" not in readings.alt
