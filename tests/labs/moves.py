"""What holds for every lab wherever its controls stand, and what is read back from its picture."""

import itertools
import math
import re
import sys
import weakref
from collections import Counter
from contextlib import contextmanager
from functools import cached_property
from gc import collect
from types import SimpleNamespace

import pytest
import torch
from looks import alike_but_for_colour, beyond_the_edge, decoded, edge, overlapping, pixels, written
from PIL import Image

from helpers import thermometer
from helpers.labs import lab as lab_module
from helpers.pictures.picture import MARK

U, C = thermometer()
START = torch.tensor(lab_module.START)
SIG = 1e-3  # four significant digits
VIEW = "application/vnd.jupyter.widget-view+json"
LOOPS = ("training_loop", "autograd_loop", "optimizer_loop", "validation_loop")


@contextmanager
def without_files():
    """Pictures are drawn meanwhile, but not written to PNG files, which takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Image.Image, "quantize", lambda image, *args, **kwargs: image)
        patch.setattr(Image.Image, "save", lambda *args, **kwargs: None)
        yield


@contextmanager
def counted(*places):
    """How often functions are called meanwhile, given as (where, name)."""
    counts = Counter()

    def counting(name, function):
        def count(*args, **kwargs):
            counts[name] += 1
            return function(*args, **kwargs)

        return count

    with pytest.MonkeyPatch.context() as patch:
        for where, name in places:
            patch.setattr(where, name, counting(name, getattr(where, name)))
        yield counts


class Tried:
    """A lab on its data, made once for the tests of a file."""

    def __init__(self, function, *data):
        self.new = lambda: function(*data)
        self.module = sys.modules[function.__module__]

    @cached_property
    def first(self):
        """The lab, where its controls stand at first, and what is written and drawn there."""
        lab = self.new()
        with written() as texts:
            png = lab.picture.png()
        return SimpleNamespace(lab=lab, start=lab.values, png=png, texts=texts)

    @property
    def lab(self):
        return self.first.lab

    def at(self, **values):
        """The picture with the controls there, and the others where they stand at first."""
        lab, before = self.lab, self.lab.values
        with without_files():
            for name, value in {**self.first.start, **values}.items():
                lab.controls[name].value = value
        assert lab.error is None
        if lab.values == before:
            lab.update(**before)
        return lab.picture

    def said(self, **values):
        """The words above it."""
        return self.at(**values).words

    def typed(self, **values):
        """The picture for values between the notches, and the others where they stand at first."""
        self.lab.update(**{**self.first.start, **values})
        return self.lab.picture

    def labelled(self, label):
        """The one line with this label in its picture."""
        return labelled(self.lab, label)

    def moving(self, column):
        """The artists that move in a plot, in the order in which they were declared."""
        picture = self.lab.picture
        return [artist for artist in picture._moving if artist.axes is picture.axes[column]]


def labelled(lab, label):
    """The one line with this label in the picture of a lab."""
    (line,) = [line for axes in lab.picture.axes for line in axes.lines if line.get_label() == label]
    return line


def ends(control):
    """The lowest and the highest position; all of them where they are choices."""
    return control.positions if control.kind == "choice" else [control.positions[0], control.positions[-1]]


def from_end_to_end(control, most):
    """Positions of a control, evenly spread, both ends included, of a choice all."""
    return [*control.positions[: -1 : math.ceil(len(control.positions) / most)], control.positions[-1]]


def corners(lab):
    """All combinations of the ends of all controls; where there are very many, every seventh."""
    every = list(itertools.product(*map(ends, lab.controls.values())))
    return [dict(zip(lab.controls, values, strict=True)) for values in every[:: 7 if len(every) > 50 else 1]]


class Moves:
    """Tests of a lab; a class in its module inherits them.

    tried: the lab.
    goal: a position at which its goal is reached.
    pattern, reached: where the numbers stand in the words, and what they have to be for that.
    elsewhere: a control and its choices for which the goal is not asked.
    decades: the controls that go over powers of ten.
    typed: positions between two notches, for which something is trained when they are asked for.
    """

    elsewhere = None, ()
    decades = ()
    typed = ()

    @classmethod
    def loops(cls):
        """The training loops that its module knows."""
        module = cls.tried.module
        return [(module, name) for name in LOOPS if hasattr(module, name)]

    def test_every_position_is_put_into_words_that_are_not_cut_off_or_written_over_the_axes(self, journey):
        assert len(journey.stops) > 25
        width = pixels(self.tried.first.png).shape[1]
        axes_begin = min(text.box[1] for text in self.tried.first.texts if not text.words)
        for stop in journey.stops:
            for text in (stop.alt, stop.words):
                assert len(text) > 30, stop.values
                assert not re.search(r"\b(nan|inf|None)\b", text), (stop.values, text)
            assert stop.above.words and stop.above.text.replace(MARK, "") == stop.words, stop.values
            left, top, right, bottom = stop.above.box
            assert 0 <= left < right <= width and 0 <= top < bottom <= axes_begin, (stop.values, stop.words)

    def test_however_far_it_is_moved_its_figure_is_made_and_drawn_only_once_and_nothing_is_trained(self, journey):
        assert journey.counts == {}
        for values in self.typed:
            with counted(*self.loops()) as counts:
                self.tried.typed(**values)
                self.tried.typed(**values)
            assert counts.total() == 1, values  # the second time it is remembered

    def test_the_goal_is_not_reached_at_first_and_can_be_reached(self):
        for name, value in self.goal.items():
            assert value in self.tried.lab.controls[name].positions
        assert not self.tried.at().reached
        assert self.tried.at(**self.goal).reached

    def test_the_goal_is_reached_exactly_where_the_numbers_above_the_picture_say_so(self, journey):
        control, elsewhere = self.elsewhere
        for stop in journey.stops:
            found = [
                float(number.replace(",", ""))
                for match in re.finditer(self.pattern, stop.words)
                for number in match.groups()
                if number
            ]
            asked = stop.values.get(control) not in elsewhere
            assert stop.reached == bool(asked and self.reached(*found)), stop.words
            assert stop.reached == (MARK in stop.above.text) == (MARK.strip() in stop.alt)

    def test_whatever_goes_over_decades_is_a_number_field_beside_a_slider(self, lab):
        fields = {name: control for name, control in lab.controls.items() if control.kind == "log_slider"}
        assert set(fields) == set(self.decades)
        for control in fields.values():
            slider, field = control.row.children
            assert field is control.widget and slider.description == field.description == control.title
            assert (field.min, field.max) == (10.0**slider.min, 10.0**slider.max)

    def test_no_text_is_cut_off_or_written_over_another(self):
        height, width, _ = pixels(self.tried.first.png).shape
        texts = self.tried.first.texts
        assert len(texts) > 10
        assert beyond_the_edge(texts, width, height) == []
        assert overlapping(texts) == []

    def test_series_differ_by_more_than_colour(self, lab):
        assert alike_but_for_colour(lab.picture.figure) == []

    def test_its_picture_has_the_same_size_everywhere_and_moving_leaves_nothing_behind(self, lab):
        height = round(125 * lab.picture.figure.get_size_inches()[1])
        for values in corners(lab):
            shown = pixels(self.tried.at(**values).png())
            assert shown.shape[:2] in ((height, 900), (height - 1, 900))
            assert edge(shown).min() >= 250
        assert self.tried.at().png() == self.tried.first.png

    def test_after_many_moves_it_looks_like_a_new_one_and_when_closed_it_lets_go_of_its_picture(self, lab):
        new, (*_, there) = self.tried.new(), corners(lab)
        for name, value in there.items():
            new.controls[name].value = value
        assert self.tried.at(**there).png() == new.picture.png()
        figure = weakref.ref(new.picture.figure)
        new.close()
        collect()
        assert figure() is None

    def test_it_is_shown_as_its_controls_and_below_them_its_picture_and_the_same_every_time(self, lab, screen):
        lab._ipython_display_()
        lab._ipython_display_()
        controls, picture, *again = screen
        assert set(controls["data"]) == {VIEW, "text/plain"}
        assert lab.goal in controls["data"]["text/plain"]
        for control in lab.controls.values():
            assert control.title and control.title in controls["data"]["text/plain"]
        assert set(picture["data"]) == {"image/png", "text/plain"}
        assert picture["data"]["text/plain"] == picture["metadata"]["image/png"]["alt"] == lab.picture.alt
        assert decoded(picture["data"]).size == pixels(self.tried.first.png).shape[1::-1]
        ids = [output["data"].pop(VIEW)["model_id"] for output in (controls, again[0])]
        assert ids[0] != ids[1]
        for output, other in zip((controls, picture), again, strict=True):
            assert output["data"] == other["data"]
            assert not re.search(r"0x[0-9a-f]|[0-9a-f]{12}|IPY_MODEL|<\w+", output["data"]["text/plain"])

    def test_every_move_replaces_the_picture_in_place_with_another_in_one_message(self, lab, screen):
        lab._ipython_display_()
        shown = screen[-1]["transient"]
        for control in lab.controls.values():
            before = None
            for value in reversed(ends(control)):
                screen.clear()
                moves = control.value != value
                control.value = value
                assert len(screen) == moves
                if moves:
                    assert screen[0]["update"] is True
                    assert screen[0]["transient"] == shown
                    assert set(screen[0]["data"]) == {"image/png", "text/plain"}
                    assert screen[0]["data"]["text/plain"] == lab.picture.alt
                after = lab.picture.png()
                assert before != after
                before = after
