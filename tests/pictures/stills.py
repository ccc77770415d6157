"""What holds for every still, and the numbers they are drawn from in these tests."""

import matplotlib
import numpy as np
import torch
from looks import alike_but_for_colour, beyond_the_edge, edge, overlapping, says

from helpers import History, every_split, model, optimizer_loop, optimizers, thermometer
from helpers.exact import least_squares

U, C = thermometer()
START = torch.tensor([1.0, 0.0])
BEST = least_squares(U, C)
PREDICTED = model(U, *START)
ERRORS = PREDICTED - C
TRAIN, VAL = every_split(11, 2)

# Numbers that a picture has to give in words as well.
u, c = np.random.default_rng(1).uniform(1, 90, (2, 7))
w, b, *slopes, size = np.random.default_rng(2).uniform(1, 9, 5)
TWO = {"one": c, "two": u}

MAKE = {
    "SGD": optimizers.SGD,
    "momentum": lambda params, lr: optimizers.SGD(params, lr, momentum=0.9),
    "RMSprop": optimizers.RMSprop,
    "Adam": optimizers.Adam,
}


def trained(name, t_in, rates, n_epochs=50):
    """What a run remembers; many lines at once where there are many rates."""
    params = torch.stack([START] * len(rates), dim=1) if rates.ndim else START.clone()
    t_u, t_c = (t_in[:, None], C[:, None]) if rates.ndim else (t_in, C)
    history = History(quiet=True)
    optimizer = MAKE[name](params.requires_grad_(), rates)
    optimizer_loop(n_epochs, optimizer, params, t_u, t_c, history=history)
    return history


class Stills:
    """Tests of all stills of a subject; a class in the module of the subject inherits them.

    stills: how the notebooks draw them, by the name of the function and, where there is more than one, which.
    words: of each (draw, values, labels) what its words have to give.
    """

    def pytest_generate_tests(self, metafunc):
        if "still" in metafunc.fixturenames:
            metafunc.parametrize("still", self.stills, indirect=True, scope="class")
        if "draw" in metafunc.fixturenames:
            metafunc.parametrize(("draw", "values", "labels"), self.words)

    def test_it_is_1440_pixels_wide_and_hardly_a_point_suffers_from_having_256_colours(self, still):
        assert still.pixels.shape[1] == 1440
        exact = np.asarray(still.picture.canvas.buffer_rgba())[..., :3]
        changes = np.abs(still.pixels[::3, ::3].astype(int) - exact[::3, ::3]).max(axis=-1)
        assert np.percentile(changes, 99.9) <= 16

    def test_the_same_numbers_give_the_same_bytes_whatever_style_the_learner_has_chosen(self, still):
        if "," in still.name:
            return  # one of a kind is enough
        with matplotlib.rc_context({"font.size": 20, "lines.linewidth": 5, "axes.grid": False, "legend.fontsize": 5}):
            assert self.stills[still.name]().png() == still.png

    def test_no_text_is_cut_off_or_written_over_another_and_nothing_reaches_the_edge(self, still):
        height, width, _ = still.pixels.shape
        assert len(still.texts) > 1
        assert beyond_the_edge(still.texts, width, height) == []
        assert overlapping(still.texts) == []
        assert edge(still.pixels).min() >= 250

    def test_series_differ_by_more_than_colour(self, still):
        assert alike_but_for_colour(still.picture.figure) == []

    def test_the_words_in_place_of_it_are_one_line_of_some_length(self, still):
        assert len(still.picture.alt) > 40
        assert "\n" not in still.picture.alt

    def test_the_words_give_the_numbers_and_labels(self, draw, values, labels):
        words = draw().alt
        assert [value for value in values if not says(words, value)] == []
        assert [label for label in labels if label not in words] == []
