"""A lab: controls over a picture. The only file that knows ipywidgets.

Each lab of the course is a module beside this one: it prepares the numbers, draws its picture once, and has an
`update` that moves the picture. Moving a control calls it and replaces the shown image in place. A notebook shows a
lab by ending its cell with it.
"""

import math
import warnings
from functools import lru_cache

import ipywidgets
from IPython import get_ipython
from IPython.display import DisplayHandle, display

from ..show import bundle

START = (1.0, 0.0)
WIDE = {"description_width": "110px"}
LAYOUT = {"width": "min(460px, 100%)"}
ROW = {"flex_flow": "row wrap"}
NOTCH = 0.02  # of a power of ten, for logarithmic sliders
DIGITS = 7  # decimals that count, of a linear slider


class Lab:
    """Controls over a picture.

    Args:
        picture: what is shown; its artists move.
        update: called with the value of every control by name; moves the picture.
        controls: {name: Control}.
        goal: what to reach, shown above the controls.
    """

    def __init__(self, picture, update, controls, goal):
        self.picture = picture
        self.update = update
        self.controls = dict(controls)
        self.goal = goal
        self.error = None
        self._display = DisplayHandle()
        self._boxes = []  # one for each time it was shown
        for control in self.controls.values():
            control.observe(self._moved)
        self.update(**self.values)

    @property
    def values(self):
        return {name: control.value for name, control in self.controls.items()}

    def _moved(self, change):
        """JupyterLab hides what a callback raises or warns, so both take the picture's place."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                self.update(**self.values)
                data, metadata = bundle(self.picture)
            self.error = None
        except Exception as error:
            self.error = error
            data, metadata = {"text/plain": f"This lab stopped with {type(error).__name__}: {error}"}, {}
        if self._boxes:
            self._display.update(data, metadata=metadata, raw=True)

    def _ipython_display_(self):
        if self.picture is None:
            raise RuntimeError("this lab was closed when another one was shown; make a new one")
        rows = [control.row for control in self.controls.values()]
        box = ipywidgets.VBox([ipywidgets.HTML(f"<b>Goal:</b> {self.goal}"), *rows])
        names = ", ".join(control.title for control in self.controls.values())
        # As ipywidgets would write it, which keeps that in one method in 7 and in another in 8.
        widget = {"version_major": 2, "version_minor": 0, "model_id": box.model_id}
        view = {
            "application/vnd.jupyter.widget-view+json": widget,
            "text/plain": f"Goal: {self.goal}\nControls (run this cell to move them): {names}",
        }
        display(view, raw=True)
        data, metadata = bundle(self.picture)
        self._display.display(data, metadata=metadata, raw=True)
        self._boxes.append(box)
        replace_in_cell(self)

    def close(self):
        """Take the controls away and let go of the picture, which ipywidgets and IPython would keep for ever."""
        for box in self._boxes:
            close_all(box)
        self.controls, self.picture, self.update = {}, None, None


# ---------------------------------------------------------------- the life of a cell


def close_all(widget):
    for child in getattr(widget, "children", ()):
        close_all(child)
    widget.close()


KEPT = 6  # cells, where the front end does not name them; no notebook has more than two that show a lab
# By the name of a cell, or None and its code: its last run, and the labs that this has shown.
_in_cells = {}


def replace_in_cell(lab):
    """Close what the running cell showed in an earlier run, of which nothing is left on the page.

    A front end that does not name the running cell, such as Colab, tells its code. There a cell with the same code
    as another counts as the other, run again, and of all cells the last few keep their labs.
    """
    shell = get_ipython()
    message = shell.get_parent() if hasattr(shell, "get_parent") else {}
    name, run = message.get("metadata", {}).get("cellId"), message.get("header", {}).get("msg_id")
    cell = name, None if name else message.get("content", {}).get("code")
    if cell == (None, None):
        return
    last, labs = _in_cells.pop(cell, (run, []))
    _in_cells[cell] = run, [*(labs if last == run else []), lab]
    nameless = [other for other in _in_cells if other[0] is None]
    if len(nameless) > KEPT:
        labs += _in_cells.pop(nameless[0])[1]
    shown = [other for _, others in _in_cells.values() for other in others]
    for old in labs:
        if old not in shown:
            old.close()


# ---------------------------------------------------------------- controls


class Control:
    """One thing to move.

    Args:
        kind: "slider", "log_slider", "selection" or "choice".
        title: its name.
        positions: every value that it can be moved to, in order; into a slider others can be typed.
        widget: the widget whose value counts.
        row: what is shown, if that is more than the widget.
    """

    def __init__(self, kind, title, positions, widget, row=None):
        self.kind, self.title, self.positions = kind, title, positions
        self.widget, self.row = widget, row or widget

    @property
    def value(self):
        value = self.widget.value
        # The browser adds steps up: 0.2 less 0.1 is 0.09999999999999998 there, which is no position.
        return round(value, DIGITS) if self.kind == "slider" else value

    @value.setter
    def value(self, value):
        self.widget.value = value

    def observe(self, moved):
        """Call a function whenever the value has changed."""
        self.widget.observe(moved, names="value")


def slider(title, low, high, step, value):
    """A linear slider; its readout can be typed into."""
    kind = ipywidgets.IntSlider if isinstance(step, int) else ipywidgets.FloatSlider
    widget = kind(value, min=low, max=high, step=step, description=title, style=WIDE, layout=LAYOUT)
    if step < 0.01:  # two decimals, the usual, would hide the last digit
        widget.readout_format = ".3f"
    positions = [round(low + i * step, DIGITS) for i in range(round((high - low) / step) + 1)]
    return Control("slider", title, positions, widget)


def log_slider(title, low, high, value):
    """A number field with a slider over powers of ten, 10**low to 10**high, before it.

    The field's value counts: a number typed into it is used as it is, and the slider goes to the nearest notch.
    """
    slider = ipywidgets.FloatSlider(
        notch(value), min=low, max=high, step=NOTCH, description=title, readout=False, style=WIDE, layout=LAYOUT
    )
    field = ipywidgets.BoundedFloatText(value, min=10.0**low, max=10.0**high, step=None, layout={"width": "118px"})
    field.description, field.style = title, {"description_width": "0px"}  # read aloud, not seen
    field.tooltip = f"{title} as a number"  # ipywidgets 7 has no such argument and shows the description

    def slide(change):
        if notch(field.value) != change["new"]:  # otherwise the field has moved the slider
            field.value = at_notch(change["new"])

    def enter(change):
        slider.value = notch(change["new"])

    slider.observe(slide, names="value")
    field.observe(enter, names="value")
    positions = [at_notch(NOTCH * i) for i in range(round(low / NOTCH), round(high / NOTCH) + 1)]
    return Control("log_slider", title, positions, field, ipywidgets.HBox([slider, field], layout=ROW))


def notch(value):
    """The notch of a logarithmic slider that is nearest to a value."""
    return round(round(math.log10(value) / NOTCH) * NOTCH, 2)


def at_notch(exponent):
    """The value there: three digits are enough to read."""
    return float(f"{10**exponent:.3g}")


def selection(title, values, value=None, play=False):
    """A slider over a few numbers, however far apart they are, which can be made to run through them by itself."""
    widget = ipywidgets.SelectionSlider(
        options=[(f"{value:,}", value) for value in values], description=title, style=WIDE, layout=LAYOUT
    )
    if value is not None:
        widget.value = value
    if not play:
        return Control("selection", title, values, widget)
    player = ipywidgets.Play(min=0, max=len(values) - 1, interval=100, show_repeat=False)
    ipywidgets.jslink((player, "value"), (widget, "index"))
    return Control("selection", title, values, widget, ipywidgets.HBox([widget, player], layout=ROW))


def choice(title, options, value=None):
    """Buttons of which one is pressed, in one row with their title."""
    tooltips = [f"{title}: {option}" for option in options]
    buttons = ipywidgets.ToggleButtons(
        options=options, value=value or options[0], tooltips=tooltips, style={"button_width": "auto"}
    )
    name = ipywidgets.Label(title, layout={"width": "110px", "justify_content": "flex-end"})
    return Control("choice", title, options, buttons, ipywidgets.HBox([name, buttons], layout=ROW))


# ---------------------------------------------------------------- no training while a slider moves


def beforehand(run, values):
    """A function of one value, for which run has already been called, with all values at once.

    run takes K values and returns tensors whose last dimension is K; the function gives arrays without it. A value
    that was typed in between two notches is run when it is asked for, and the last few of these are remembered.
    """

    def arrays(values):
        return [tensor.numpy() for tensor in run(values)]

    known, places = arrays(values), {value: i for i, value in enumerate(values)}
    typed = lru_cache(maxsize=32)(lambda value: arrays([value]))

    def at(value):
        found, i = (known, places[value]) if value in places else (typed(value), 0)
        return [array[..., i] for array in found]

    return at
