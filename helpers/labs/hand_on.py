"""The hand-on lab: a walk back in which one number after the other hands on, in a chosen order."""

import numpy as np

from ..pictures.engine import TALL, draw_arrow, draw_box
from ..pictures.picture import BLACK, LOSS, MODEL, WIDTH, in_style, stage
from ..text import rounded
from .lab import Lab, choice, slider

# What hands on, one after the other.
ORDERS = {"oldest first": ["x", "a", "far", "y"], "a before far": ["y", "a", "far", "x"],
          "youngest first": ["y", "far", "a", "x"]}  # fmt: skip
PLACES = {"x": (2.2, 3.75), "a": (2.2, 2.6), "far": (5.4, 1.55), "y": (3.7, 0.4)}  # the middle of each box
WIDE = 2.2


def record(factor):
    """Values, and (number, earlier one, slope) of each arrow, of x = 2, a = x * 3, far = a * factor, y = a + far."""
    values = {"x": 2.0, "a": 6.0, "far": 6 * factor, "y": 6 + 6 * factor}
    return values, [("a", "x", 3.0), ("far", "a", factor), ("y", "a", 1.0), ("y", "far", 1.0)]


def walk(order, handed, factor):
    """The gradients when the first few of an order have handed on, and what went along each arrow."""
    values, edges = record(factor)
    gradients, along = dict.fromkeys(values, 0.0) | {"y": 1.0}, {}
    for number in order[:handed]:
        for later, earlier, slope in edges:
            if later == number:
                along[later, earlier] = f"{rounded(gradients[later])} · {rounded(slope)}"
                gradients[earlier] += slope * gradients[later]
    return gradients, along


@in_style
def hand_on_lab():
    """Four numbers with what each was made from; the dashed arrows are what has been handed on."""
    picture = stage(height=5.0, left=0.0, right=0.0, bottom=0.0, top=0.7)
    (axes,) = picture.axes
    axes.set(xlim=(0, WIDTH), ylim=(0, 4.3))
    axes.axis("off")

    def corner(name, side, up=-1):
        x, y = PLACES[name]
        return x + side * (WIDE / 2 - 0.1), y + 0.125 * up

    for name, (x, y) in PLACES.items():
        draw_box(axes, x, y, WIDE, leaf=name == "x")
        axes.text(*corner(name, -1, 1), name, weight="bold", va="center", fontsize=10.5)
        axes.text(x + 0.7, y - 0.125, "gradient", color=LOSS, ha="right", va="center", fontsize=10.5)

    def written(x, y, colour, text="", **look):
        return axes.text(x, y, text, color=colour, va="center", fontsize=10.5, **look)

    # Text takes longest. What never changes is drawn once, and what only comes and goes, once for each combination.
    written(*corner("x", -1), MODEL, "2")
    written(*corner("a", -1), MODEL, "6")
    written(*corner("y", 1), LOSS, "1", ha="right")
    handing, places = {}, {}
    for later, earlier, _ in record(1.0)[1]:
        (low_x, low_y), (high_x, high_y) = PLACES[later], PLACES[earlier]
        lean = 0.25 * WIDE * np.sign(high_x - low_x)
        low, high = (low_x + lean, low_y + TALL / 2 + 0.04), (high_x - lean, high_y - TALL / 2 - 0.04)
        if (later, earlier) == ("y", "a"):
            low, high = (low_x - 0.8, low[1]), (high_x - 0.1, high[1])
        draw_arrow(axes, [(high[0] - 0.09, high[1]), (low[0] - 0.09, low[1])])
        turned = np.degrees(np.arctan2(high[1] - low[1], high[0] - low[0])) - 90
        back = picture.line(axes, "--", color=LOSS, lw=1.4, marker=(3, 0, turned), ms=8, mec="none", markevery=[1])
        back.set_data([low[0] + 0.09, high[0] + 0.09], [low[1], high[1] - 0.03])
        places[later, earlier] = (low[0] + high[0]) / 2 + (0.42 if lean > 0 else 0.28), (low[1] + high[1]) / 2 + 0.06
        handing[later, earlier] = [back]
    dots = {name: picture.line(axes, "o", color=BLACK, ms=8) for name in PLACES}
    for name, dot in dots.items():
        dot.set_data(*([at] for at in corner(name, 1, 1)))
    for later, earlier in (("y", "a"), ("y", "far")):
        handing[later, earlier].append(picture.moves(written(*places[later, earlier], LOSS, "1 · 1")))
    picture.seldom()
    values = {name: picture.moves(written(*corner(name, -1), MODEL)) for name in ("far", "y")}
    gradients = {name: picture.moves(written(*corner(name, 1), LOSS, ha="right")) for name in ("x", "a", "far")}
    products = {edge: picture.moves(written(*places[edge], LOSS)) for edge in (("a", "x"), ("far", "a"))}

    def update(order, handed, factor):
        gradient, along = walk(ORDERS[order], handed, factor)
        for name, text in values.items():
            text.set_text(rounded(record(factor)[0][name]))
        for name, text in gradients.items():
            text.set_text(rounded(gradient[name]))
        for edge, text in products.items():
            text.set_text(along.get(edge, ""))
        for name, dot in dots.items():
            dot.set_visible(name in ORDERS[order][:handed])
        for edge, artists in handing.items():
            for artist in artists:
                artist.set_visible(edge in along)
        true = 3 * (1 + factor)
        picture.tell(
            f"x, a = x · 3, far = a · {rounded(factor)} and y = a + far, with what has been handed on.",
            f"First {', then '.join(ORDERS[order])}; {handed} of 4 have handed on (a dot).\n"
            f"The slope of y by x is {rounded(true)}; x has received {rounded(gradient['x'])}.",
            reached=gradient["x"] == true,
        )

    controls = {
        "order": choice("order", list(ORDERS)),
        "handed": slider("have handed on", 0, 4, 1, 0),
        "factor": slider("far = a times", 1.0, 9.0, 0.5, 5.0),
    }
    return Lab(picture, update, controls, "let x receive the slope that is right. How many have to hand on for that?")
