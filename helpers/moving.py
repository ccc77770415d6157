"""The pictures that labs move: each is drawn once, and update puts new numbers into its moving artists."""

from collections.abc import Mapping, Sequence

import matplotlib
import numpy as np
from matplotlib.collections import LineCollection
from numpy.typing import ArrayLike

from .plots import (
    BEST,
    BLACK,
    BLUE,
    DATA,
    GREEN,
    GREY,
    LOSS,
    LOWEST,
    MODEL,
    MOVING_DPI,
    ORANGE,
    PURPLE,
    RACERS,
    SKY,
    TRAINING,
    U_RANGE,
    VALIDATION,
    Picture,
    across,
    array,
    draw_contours,
    draw_sky,
    draw_spread,
    finite,
    from_above,
    scatter,
)  # fmt: skip


class SwingPicture(Picture):
    """Left, the line after each step; right, the same steps on the loss over w, one parameter only."""

    def __init__(self, t_u: ArrayLike, t_c: ArrayLike, w: ArrayLike, loss: ArrayLike, n_lines: int) -> None:
        super().__init__(columns=2, height=4.0, dpi=MOVING_DPI)
        self.margins(top=0.85)
        left, right = self.axes
        scatter(left, t_u, t_c)
        u, c, w, loss = array(t_u), array(t_c), array(w), array(loss)
        reach = np.abs(u).max() * 1.1
        left.set(
            xlim=(-reach, reach),
            ylim=(c.mean() - 34, c.mean() + 34),
            xlabel="reading, standardised",
            title="the line, step by step",
        )
        self._x = np.array([-reach, reach])
        shades = np.linspace(0.25, 1.0, n_lines)
        colours = [(*matplotlib.colors.to_rgb(MODEL), shade) for shade in shades]
        self._lines = self.moves(left.add_collection(LineCollection([], colors=colours, lw=1.4)))
        (self._last,) = left.plot([], [], color=MODEL, lw=3)
        right.plot(w, loss, color=LOSS, lw=3)
        right.set(
            xlim=(w[0], w[-1]),
            ylim=(0, loss.max()),
            xlabel="weight w",
            ylabel="loss, °C²",
            title="the same steps on the loss",
        )
        (self._path,) = right.plot([], [], ".-", color=MODEL, lw=1.4, ms=9)
        (self._end,) = right.plot([], [], "o", color=MODEL, ms=11, mec=BLACK)
        for artist in (self._last, self._path, self._end):
            self.moves(artist)

    def update(self, params: ArrayLike, losses: ArrayLike, words: str) -> None:
        """params (E, 2), losses (E,), and what to say about them."""
        w, b = array(params).T
        loss = finite(losses)
        y = np.outer(w, self._x) + b[:, None]
        self._lines.set_segments([np.column_stack([self._x, row]) for row in y])
        self._last.set_data(self._x, y[-1])
        self._path.set_data(w, loss)
        self._end.set_data(w[-1:], loss[-1:])
        self.say(f"Gradient descent on a line and on its loss over the weight. {words}", words)


class HandFitPicture(Picture):
    """The readings, a line (w, b) and its differences."""

    def __init__(self, t_u: ArrayLike, t_c: ArrayLike) -> None:
        super().__init__(height=4.2, dpi=MOVING_DPI)
        self.margins(top=0.55)
        axes = self.axes[0]
        self._u, self._c = array(t_u), array(t_c)
        scatter(axes, t_u, t_c)
        axes.set(xlim=U_RANGE, ylim=(-30, 90))
        self._bars = self.moves(axes.add_collection(LineCollection([], colors=LOSS, lw=2)))
        (self._line,) = axes.plot([], [], color=MODEL, lw=2.5)
        self.moves(self._line)

    def update(self, w: float, b: float, words: str) -> None:
        p = w * self._u + b
        self._bars.set_segments([[(u, c), (u, y)] for u, c, y in zip(self._u, self._c, p, strict=True)])
        self._line.set_data(U_RANGE, across((w, b)))
        self.say(f"The readings and the line t_c = {w:.4g} t_u + {b:.4g}. {words}", words)


class OutlierPicture(Picture):
    """The best lines by squared and by absolute differences while one reading moves."""

    def __init__(self, t_u: ArrayLike, t_c: ArrayLike, squared: ArrayLike, absolute: ArrayLike) -> None:
        super().__init__(height=4.3, dpi=MOVING_DPI)
        self.margins(top=0.8)
        axes = self.axes[0]
        points = scatter(axes, t_u, t_c)
        points.set_alpha(0.35)
        axes.set(xlim=U_RANGE, ylim=(-60, 90))
        for params, style, colour in ((squared, "-", LOSS), (absolute, "--", BLUE)):
            axes.plot(U_RANGE, across(params), style, color=colour, lw=1, alpha=0.4)
        (self._points,) = axes.plot([], [], "o", color=DATA, mfc="white", mew=1.6, ms=7)
        (self._moved,) = axes.plot([], [], "s", color=ORANGE, mec=BLACK, ms=11, label="the reading you move")
        (self._squared,) = axes.plot([], [], "-", color=LOSS, lw=2.5, label="least squared error")
        (self._absolute,) = axes.plot([], [], "--", color=BLUE, lw=2.5, label="least absolute error")
        axes.legend(loc="lower right")
        for artist in (self._points, self._squared, self._absolute, self._moved):
            self.moves(artist)

    def update(
        self, t_u: ArrayLike, t_c: ArrayLike, moved: int, squared: ArrayLike, absolute: ArrayLike, words: str
    ) -> None:
        u, c = array(t_u), array(t_c)
        self._points.set_data(u, c)
        self._moved.set_data(u[moved : moved + 1], c[moved : moved + 1])
        for line, params in ((self._squared, squared), (self._absolute, absolute)):
            line.set_data(U_RANGE, across(params))
        self.say(f"The readings, one of them moved, with the best lines of two losses. {words}", words)


METHODS = {"forward": ("--", "^", GREEN), "backward": ("-.", "v", PURPLE), "central": ("-", "o", BLUE)}


class DeltaPicture(Picture):
    """Left, the loss over w with the slopes that nudging by delta measures; right, their errors over delta."""

    def __init__(self, deltas: ArrayLike) -> None:
        super().__init__(columns=2, height=4.4, dpi=MOVING_DPI)
        self.margins(left=0.78, top=1.05, between=0.95)
        left, right = self.axes
        self._deltas = array(deltas)
        left.set(xlim=(-1, 1), ylim=(-0.3, 2.6), xlabel="w − w₀, in 1 (log-cosh: in 0.1)", ylabel="loss / loss at w₀",
                 title="dotted: the true slope\n○: the loss at w₀ ± δ")  # fmt: skip
        left.plot(0, 1, "o", color=DATA, ms=8, zorder=6)
        right.set(xscale="log", yscale="log", xlim=(self._deltas[0], self._deltas[-1]), ylim=(1e-17, 1e3), xlabel="δ",
                  title="relative error of the slope")  # fmt: skip
        right.set_yticks([1e-16, 1e-12, 1e-8, 1e-4, 1])
        (self._curve,) = left.plot([], [], color=LOSS, lw=3)
        self._slopes, self._errors, self._dots = {}, {}, {}
        for name, (style, marker, colour) in METHODS.items():
            (self._slopes[name],) = left.plot([], [], style, color=colour, lw=1.8)
            (self._errors[name],) = right.plot([], [], style, color=colour, lw=1.8, label=name)
            (self._dots[name],) = right.plot([], [], marker, color=colour, mec=BLACK, ms=9)
        (self._true,) = left.plot([], [], ":", color=BLACK, lw=2.2)
        (self._feet,) = left.plot([], [], "o", color=LOSS, mfc="white", mew=2, ms=7)
        right.legend(loc="lower left")
        for artist in (
            self._curve,
            *self._slopes.values(),
            self._true,
            self._feet,
            *self._errors.values(),
            *self._dots.values(),
        ):
            self.moves(artist)

    def update(
        self, loss: ArrayLike, true_slope: float, slopes: Mapping[str, float], feet: tuple[float, float], unit: float,
        errors: Mapping[str, ArrayLike], delta: float, at: Mapping[str, float], setting: str, words: str,
    ) -> None:  # fmt: skip
        """Left, in units of w: loss (W,) from -1 to 1 unit, slopes, and feet, the losses at w0 - delta and
        w0 + delta, all relative to the loss at w0. Right: errors (D,) over deltas; at: the errors at delta."""
        ends = np.array([-1.0, 1.0])
        self._curve.set_data(np.linspace(-1, 1, len(loss)), array(loss))
        self._true.set_data(ends, 1 + true_slope * unit * ends)
        self._feet.set_data([-delta / unit, delta / unit], feet)
        floor = self.axes[1].get_ylim()[0]
        for name in METHODS:
            self._slopes[name].set_data(ends, 1 + slopes[name] * unit * ends)
            self._errors[name].set_data(self._deltas, np.maximum(array(errors[name]), floor))
            self._dots[name].set_data([delta], [max(at[name], floor)])
        # The errors themselves are rounding noise, different on every machine, so the description leaves them out.
        self.say(f"Slopes measured by nudging w by δ, and, log-log, their relative errors over δ. {setting}.", words)


class OneStepPicture(Picture):
    """Left, the line before and after one step; right, the loss over the learning rate of that step."""

    def __init__(
        self, t_u: ArrayLike, t_c: ArrayLike, params: ArrayLike, rates: ArrayLike, losses: ArrayLike, slope: float
    ) -> None:
        super().__init__(columns=2, height=4.2, dpi=MOVING_DPI)
        self.margins(top=0.85, between=0.95)
        left, right = self.axes
        scatter(left, t_u, t_c)
        left.set(xlim=U_RANGE, ylim=(-60, 90), title="the line before and after")
        left.plot(U_RANGE, across(params), "--", color=GREY, label="before")
        (self._line,) = left.plot([], [], color=MODEL, lw=2.5, label="after")
        left.legend(loc="lower right")
        rates, losses = array(rates), array(losses)
        right.plot(1e4 * rates, losses, color=LOSS, lw=3, label="the loss itself")
        right.plot(1e4 * rates, losses[0] - slope * rates, ":", color=BLACK, label="promised by the slope")
        right.set(xlim=(0, 1.02e4 * rates[-1]), ylim=(-400, losses.max()), xlabel="η of this one step, in 10⁻⁴",
                  ylabel="loss, °C²", title="the loss after the step")  # fmt: skip
        right.axhline(0, color=BLACK, lw=1)
        right.legend(loc="upper left")
        (self._stem,) = right.plot([], [], "-", color=GREY, lw=1.4)
        # Beyond the axes these two stay visible, half over the edge.
        (self._promised,) = right.plot([], [], "s", color=BLACK, mfc="white", mew=1.8, ms=9, clip_on=False)
        (self._real,) = right.plot([], [], "o", color=LOSS, mec=BLACK, ms=10, clip_on=False)
        for artist in (self._line, self._stem, self._promised, self._real):
            self.moves(artist)

    def update(self, rate: float, params: ArrayLike, promised: float, real: float, words: str) -> None:
        self._line.set_data(U_RANGE, across(params))
        low, high = self.axes[1].get_ylim()
        x = min(1e4 * rate, self.axes[1].get_xlim()[1])
        p, r = np.clip(promised, low, high), np.clip(real, low, high)
        self._stem.set_data([x, x], [p, r])
        self._promised.set_data([x], [p])
        self._real.set_data([x], [r])
        self.say(f"One step of descent: the line before and after, promised and real loss. {words}", words)


class DescentPicture(Picture):
    """Left, loss per epoch; right, the path of descent over the contours of the loss.

    labels: of the run, and of a second one beside it, if there is one.
    """

    def __init__(
        self, w: ArrayLike, b: ArrayLike, loss: ArrayLike, best: ArrayLike, minimum: float, n_epochs: int,
        labels: tuple[str, str] | None = None, highest: float = 1e7,
    ) -> None:  # fmt: skip
        super().__init__(columns=2, height=4.2, dpi=MOVING_DPI)
        self.margins(top=0.85, between=0.9)
        left, right = self.axes
        left.set(yscale="log", xlim=(1, n_epochs), ylim=(1.0, highest), xlabel="epoch", title="loss, °C²")
        draw_contours(right, w, b, loss, best)
        right.set_title("path over lines of equal loss")
        first, second = labels or (None, None)
        style = "-" if labels else ".-"  # a second run has the marks
        (self._losses,) = left.plot([], [], style, color=LOSS, lw=2, ms=6, label=first)
        (self._path,) = right.plot([], [], style, color=MODEL, lw=1.4, ms=7)
        (self._here,) = right.plot([], [], "o", color=MODEL, mec=BLACK, ms=10)
        (self._other_losses,) = left.plot([], [], "o", color=BLACK, mfc="none", ms=7, mew=1.4, label=second)
        (self._other_path,) = right.plot([], [], "o", color=BLACK, mfc="none", ms=7, mew=1.4)
        left.axhline(minimum, color=BEST, ls=":", label=f"smallest possible, {minimum:.4g}")
        left.legend(loc="upper right" if labels else "center right")
        for artist in (self._losses, self._path, self._here, self._other_losses, self._other_path):
            self.moves(artist)

    def update(
        self,
        losses: ArrayLike,
        path: ArrayLike,
        words: str,
        other: tuple[ArrayLike, ArrayLike, ArrayLike] | None = None,
    ) -> None:
        """losses (E,), path (E, 2); a run that left the picture is cut off at its edge. other: a second run's
        epochs, losses and path."""
        losses, path = finite(losses), finite(path)
        self._losses.set_data(np.arange(1, len(losses) + 1), losses)
        self._path.set_data(*path.T)
        self._here.set_data(*path[-1:].T)
        if other:
            epochs, other_losses, other_path = map(finite, other)
            self._other_losses.set_data(epochs, other_losses)
            self._other_path.set_data(*other_path.T)
        self.say(f"Loss per epoch, and the path of descent over the contours of the loss. {words}", words)


class ScalePicture(Picture):
    """Left, four lines of equal loss, in their true shape; right, loss above the minimum per epoch."""

    def __init__(self, n_epochs: int) -> None:
        super().__init__(columns=2, height=4.2, dpi=MOVING_DPI)
        self.margins(left=0.8, top=0.85, between=0.95)
        left, right = self.axes
        left.set(xlim=(-1.25, 1.25), ylim=(-1.25, 1.25), xlabel="weight, from its best value",
                 ylabel="bias, from its best value",
                 title="lines of equal loss, true shape", xticks=[], yticks=[])  # fmt: skip
        left.set_aspect("equal")
        left.plot(0, 0, "*", color=BEST, mec=BLACK, ms=15)
        right.set(yscale="log", xlim=(1, n_epochs), ylim=(1e-6, 1e4), xlabel="epoch", ylabel="loss / smallest loss − 1",
                  title="descent at η = 2 / (l₁ + l₂)")  # fmt: skip
        right.axhline(1e-3, color=GREY, ls=":", label="within 0.1 %")
        right.legend(loc="upper right")
        self._ellipses = [self.moves(left.plot([], [], color=GREY, lw=1.4)[0]) for _ in range(4)]
        (self._path,) = left.plot([], [], ".-", color=MODEL, lw=1.4, ms=6)
        (self._excess,) = right.plot([], [], ".-", color=LOSS, lw=2, ms=6)
        for artist in (self._path, self._excess):
            self.moves(artist)

    def update(self, ellipses: Sequence[ArrayLike], path: ArrayLike, excess: ArrayLike, words: str) -> None:
        """ellipses: four of shape (2, T); path (E, 2), both relative to the minimum; excess (E,)."""
        for line, ellipse in zip(self._ellipses, ellipses, strict=True):
            line.set_data(*array(ellipse))
        self._path.set_data(*array(path).T)
        self._excess.set_data(np.arange(1, len(array(excess)) + 1), np.maximum(array(excess), 1e-12))
        self.say(
            f"Lines of equal loss for the chosen scaling, and the loss per epoch at η = 2 / (l₁ + l₂). {words}", words
        )


class FilmPicture(Picture):
    """Left, the readings and the line of one epoch; right, the path so far over the contours."""

    def __init__(
        self,
        t_u: ArrayLike,
        t_c: ArrayLike,
        path: ArrayLike,
        w: ArrayLike,
        b: ArrayLike,
        loss: ArrayLike,
        best: ArrayLike,
    ) -> None:
        super().__init__(columns=2, height=4.2, dpi=MOVING_DPI)
        self.margins(top=0.6, between=0.9)
        left, right = self.axes
        scatter(left, t_u, t_c)
        left.set(xlim=U_RANGE, ylim=(-30, 60))
        draw_contours(right, w, b, loss, best)
        right.set(xlabel="weight w, for 0.1 · t_u")
        self._frames = array(path)
        right.plot(self._frames[:, 0], self._frames[:, 1], "-", color=SKY, lw=1, alpha=0.6)
        (self._line,) = left.plot([], [], color=MODEL, lw=2.5)
        (self._path,) = right.plot([], [], "-", color=MODEL, lw=2)
        (self._here,) = right.plot([], [], "o", color=MODEL, mec=BLACK, ms=10)
        for artist in (self._line, self._path, self._here):
            self.moves(artist)

    def update(self, frame: int, w: float, b: float, words: str) -> None:
        """frame: index into path; w, b: the line in raw units."""
        self._line.set_data(U_RANGE, across((w, b)))
        self._path.set_data(*self._frames[: frame + 1].T)
        self._here.set_data(*self._frames[frame : frame + 1].T)
        self.say(f"The line and its path over the contours of the loss. {words}", words)


class RacePicture(Picture):
    """Left, loss per epoch of each optimizer; right, their paths over the contours, a set for each input.

    inputs: {name: {w, b, loss, best}}, as draw_contours takes them.
    """

    def __init__(
        self, inputs: Mapping[str, Mapping[str, ArrayLike]], start: ArrayLike, minimum: float, n_epochs: int
    ) -> None:
        super().__init__(columns=2, height=4.4, dpi=MOVING_DPI)
        self.margins(top=1.05, between=0.75)
        left, right = self.axes
        left.set(yscale="log", xlim=(1, n_epochs), ylim=(1.0, 1e4), xlabel="epoch", title="loss, °C²")
        left.axhline(minimum, color=BEST, ls=":")
        right.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[], xlabel="weight w", ylabel="bias b",
                  title="paths over lines of equal loss")  # fmt: skip
        self._frames, self._surfaces = {}, {}
        for name, surface in inputs.items():
            w, b, loss, best = (array(surface[key]) for key in ("w", "b", "loss", "best"))
            corner, size = np.array([w[0], b[0]]), np.array([w[-1] - w[0], b[-1] - b[0]])
            self._frames[name] = (corner, size)
            levels = np.geomspace(1.05 * loss.min(), loss.max(), 9)
            lines = right.contour((w - w[0]) / size[0], (b - b[0]) / size[1], loss, levels=levels, colors=GREY,
                                  linewidths=0.9)  # fmt: skip
            (star,) = right.plot(*((best - corner) / size), "*", color=BEST, mec=BLACK, ms=15)
            (begin,) = right.plot(*((array(start) - corner) / size), "o", color=BLACK, mfc="white", ms=9, mew=2)
            self._surfaces[name] = [self.moves(artist) for artist in (lines, star, begin)]
        self._losses, self._paths, self._ends = {}, {}, {}
        for name, (style, colour) in RACERS.items():
            (self._losses[name],) = left.plot([], [], style, color=colour, lw=2.5, label=name)
            (self._paths[name],) = right.plot([], [], style, color=colour, lw=2)
            (self._ends[name],) = right.plot([], [], "o", color=colour, mec=BLACK, ms=9)
        left.legend(loc="upper right", ncols=2)
        for artists in (self._losses, self._paths, self._ends):
            for artist in artists.values():
                self.moves(artist)

    def update(self, chosen: str, runs: Mapping[str, tuple[ArrayLike, ArrayLike]], words: str) -> None:
        """chosen: the name of the input; runs: {optimizer: (losses (E,), path (E, 2))}, those to be seen."""
        for name, artists in self._surfaces.items():
            for artist in artists:
                artist.set_visible(name == chosen)
        corner, size = self._frames[chosen]
        for name in RACERS:
            losses, path = runs.get(name, ((), np.empty((0, 2))))
            path = (finite(path) - corner) / size
            far = ~(np.abs(path - 0.5) <= 1.5).all(axis=1)
            if far[-1:].any():  # a run that explodes, and does not come back, would cover the others
                path = path[: far.argmax() + 1]
            self._losses[name].set_data(np.arange(1, len(losses) + 1), finite(losses))
            self._paths[name].set_data(*path.T)
            self._ends[name].set_data(*path[-1:].T)
        self.say(f"Loss per epoch and paths of {', '.join(runs)}, on the input {chosen}. {words}", words)


class SplitPicture(Picture):
    """Left, a polynomial among the readings, some of them held out; right, its losses among those of all splits."""

    def __init__(
        self, t_u: ArrayLike, t_c: ArrayLike, training: Mapping[int, ArrayLike], validation: Mapping[int, ArrayLike]
    ) -> None:
        super().__init__(columns=2, height=4.5, dpi=MOVING_DPI)
        self.margins(top=0.85, between=0.95)
        left, right = self.axes
        self._u, self._c = array(t_u), array(t_c)
        self._training, self._validation = ({d: array(v) for d, v in t.items()} for t in (training, validation))
        scatter(left, t_u, t_c)
        left.set(xlim=U_RANGE, ylim=(-30, 50))
        draw_spread(right, validation)
        (self._curve,) = left.plot([], [], color=MODEL, lw=2.5)
        (self._held_out,) = left.plot([], [], "s", color=VALIDATION, mec=BLACK, ms=10, label="held out")
        (self._train_losses,) = right.plot([], [], "D-", color=TRAINING, ms=6, lw=1.4, label="training, this split")
        (self._val_losses,) = right.plot([], [], "s--", color=VALIDATION, mec=BLACK, ms=7, lw=1.4,
                                         label="validation, this split")  # fmt: skip
        (self._here,) = right.plot([], [], "-", color=GREY, lw=8, alpha=0.3)
        names = left.legend(loc="upper left", frameon=True, framealpha=0.9, edgecolor="none")
        right.legend(loc="upper left", fontsize=9.5)
        # The names of the left over its curve, which may go anywhere.
        for artist in (self._here, self._curve, self._held_out, names, self._train_losses, self._val_losses):
            self.moves(artist)

    def update(
        self, split: int, degree: int, held_out: ArrayLike, curve: tuple[ArrayLike, ArrayLike], words: str
    ) -> None:
        """split: its place; held_out: indices of readings; curve: (x, y) of the fitted polynomial."""
        held_out = np.asarray(held_out, dtype=int)
        self._curve.set_data(*map(array, curve))
        self._held_out.set_data(self._u[held_out], self._c[held_out])
        degrees = list(self._training)
        for line, losses in ((self._train_losses, self._training), (self._val_losses, self._validation)):
            line.set_data(degrees, [losses[d][split] if losses[d][split] > LOWEST else np.nan for d in degrees])
        self._here.set_data([degree, degree], self.axes[1].get_ylim())
        self.say(
            f"A polynomial fitted to the readings but two; training and validation loss over the degree. {words}", words
        )


class GraphCostPicture(Picture):
    """What a graph that nobody uses costs, over the number of readings: left, memory; right, time."""

    def __init__(
        self,
        sizes: ArrayLike,
        memory: Mapping[tuple[str, int], ArrayLike],
        times: Mapping[str, Mapping[str, ArrayLike]],
    ) -> None:
        """memory: {(model, losses kept): bytes (S,)}; times: {model: {mode: milliseconds (S,)}}."""
        super().__init__(columns=2, height=4.2, dpi=MOVING_DPI)
        self.margins(left=0.85, top=0.85, between=0.95)
        left, right = self.axes
        self._sizes, self._memory, self._times = array(sizes), memory, times
        every = np.concatenate([array(values) for modes in times.values() for values in modes.values()])
        for axes, title, ylim in (
            (left, "kept in memory, bytes", (10, 1e9)),
            (right, "one forward pass, ms", (every.min() / 2, every.max() * 8)),
        ):
            axes.set(xscale="log", yscale="log", xlim=(sizes[0] / 1.5, sizes[-1] * 1.5), ylim=ylim, title=title,
                     xlabel="readings")  # fmt: skip
        (self._kept,) = left.plot([], [], "o-", color=LOSS, label="by graphs")
        (self._dot,) = left.plot([], [], "o", color=LOSS, mec=BLACK, ms=12)
        self._lines, self._dots = {}, {}
        for i, mode in enumerate(next(iter(times.values()))):
            style, colour = ("o-", "^--", "x:")[i], (LOSS, BLUE, GREEN)[i]
            (self._lines[mode],) = right.plot([], [], style, color=colour, label=mode)
            (self._dots[mode],) = right.plot([], [], style[0], color=colour, mec=BLACK if i < 2 else colour, ms=11)
        for axes in self.axes:
            axes.legend(loc="upper left")
        for artist in (self._kept, self._dot, *self._lines.values(), *self._dots.values()):
            self.moves(artist)

    def update(self, place: int, model: str, losses: int, setting: str, words: str) -> None:
        """place: which size; setting: what was chosen, without measured times, which differ from run to run."""
        here = slice(place, place + 1)
        self._kept.set_data(self._sizes, self._memory[model, losses])
        self._dot.set_data(self._sizes[here], self._memory[model, losses][here])
        for mode, values in self._times[model].items():
            self._lines[mode].set_data(self._sizes, values)
            self._dots[mode].set_data(self._sizes[here], values[here])
        self.say(f"Memory kept by unused graphs, and time of a forward pass, over the readings. {setting}", words)


class OrbitPicture(Picture):
    """Left, the positions and an orbit from above; right, distance over longitude."""

    def __init__(self, longitude: ArrayLike, distance: ArrayLike) -> None:
        super().__init__(columns=2, height=4.4, dpi=MOVING_DPI)
        self.margins(left=0.8, top=0.85, between=0.9)
        left, right = self.axes
        draw_sky(left)
        for axes, x, y in ((left, *from_above(longitude, distance)), (right, array(longitude), array(distance))):
            axes.plot(x, y, "o", color=DATA, mfc="white", mew=1.3, ms=5, label="Mars")
        right.set(xlabel="longitude, degrees", ylabel="distance, au", xlim=(0, 360), ylim=(1.0, 2.2))
        right.set_xticks([0, 90, 180, 270, 360])
        (self._orbit,) = left.plot([], [], color=MODEL)
        (self._curve,) = right.plot([], [], color=MODEL, label="your ellipse")
        (self._axis,) = left.plot([], [], "--", color=GREY, lw=1.4)
        self._bars = self.moves(right.add_collection(LineCollection([], colors=LOSS, lw=1.6)))
        right.legend(loc="upper left")
        for artist in (self._axis, self._orbit, self._curve):
            self.moves(artist)
        self._positions = array(longitude), array(distance)

    def update(self, along: ArrayLike, heights: ArrayLike, predicted: ArrayLike, axis: ArrayLike, words: str) -> None:
        """along, heights: the orbit, longitudes and distances; predicted (N,): its distances at the positions;
        axis: (longitudes, distances) of the two ends of its long axis."""
        self._orbit.set_data(*from_above(along, heights))
        self._curve.set_data(array(along), array(heights))
        self._axis.set_data(*from_above(*axis))
        longitude, distance = self._positions
        self._bars.set_segments(
            np.stack([np.stack([longitude, distance], 1), np.stack([longitude, array(predicted)], 1)], 1)
        )
        self.say(f"Positions of Mars and an ellipse around the sun. {words}", words)


class CurvePicture(Picture):
    """Left, the readings with a curve that is learned and the best one; right, its loss per epoch."""

    def __init__(self, t_u: ArrayLike, t_c: ArrayLike, x: ArrayLike, best: ArrayLike, minimum: float,
                 n_epochs: int) -> None:  # fmt: skip
        super().__init__(columns=2, height=4.4, dpi=MOVING_DPI)
        self.margins(top=0.95, between=0.95)
        left, right = self.axes
        self._x = array(x)
        scatter(left, t_u, t_c)
        left.plot(self._x, array(best), ":", color=BEST, lw=2.5, label="best")
        left.set(xlim=U_RANGE, ylim=(-30, 60))
        right.axhline(minimum, color=BEST, ls=":", lw=2.5)
        right.set(xlim=(1, n_epochs), ylim=(1, 1e5), yscale="log", xlabel="epoch", ylabel="loss, °C²")
        (self._curve,) = left.plot([], [], color=MODEL, lw=2.5, label="learned")
        (self._losses,) = right.plot([], [], color=LOSS, lw=2.5)
        left.legend(loc="upper left")
        for artist in (self._curve, self._losses):
            self.moves(artist)

    def update(self, curve: ArrayLike, losses: ArrayLike, words: str) -> None:
        """curve at the x of the picture, losses (E,), and what to say about them."""
        losses = finite(losses)
        self._curve.set_data(self._x, finite(curve))
        self._losses.set_data(np.arange(1, len(losses) + 1), losses)
        self.say(f"The readings with a parabola, and its loss per epoch, logarithmic. {words}", words)
