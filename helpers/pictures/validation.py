"""Losses on what was learned from and on what was held out."""

import numpy as np
from matplotlib.ticker import LogFormatterSciNotation, LogLocator

from ..text import rounded
from .parts import LINE_COLOURS, LINE_STYLES, LOSS_LABEL, LOWEST, draw_spread, scatter
from .picture import BLACK, BLUE, GREY, LOSS, TRAINING, VALIDATION, Picture, array, finite, in_style


@in_style
def by_heart(t_u, t_c, curves, held_out):
    """Readings (N,), those that were held out as squares, and curves among them: {label: (x, y)}."""
    picture = Picture(height=3.8)
    axes = picture.axes[0]
    rest = np.setdiff1d(np.arange(len(t_u)), array(held_out))
    scatter(axes, t_u[rest], t_c[rest])
    axes.plot(
        array(t_u[held_out]), array(t_c[held_out]), "s", color=VALIDATION, mec=BLACK, ms=9, label="held out", zorder=6
    )
    for (label, (x, y)), style, colour in zip(curves.items(), LINE_STYLES, LINE_COLOURS, strict=False):
        axes.plot(array(x), array(y), style, color=colour, lw=1.6, label=label)
    axes.set(xlim=(18, 86), ylim=(-30, 60))
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=4)  # above, because a curve may go anywhere
    low, high = array(t_u).min(), array(t_u).max()
    picture.alt = (
        f"{len(t_u)} readings from {low:g} to {high:g}, {len(held_out)} of them held out, and curves of "
        f"{' and '.join(curves)}."
    )
    return picture


@in_style
def two_losses(panels, ylabel=LOSS_LABEL, constants=None, floor=None, log_epochs=False):
    """Training and validation loss per epoch, logarithmic, on one scale: {title: (training (E,), validation (E,))},
    or of K runs (E, K), with their medians.

    constants: {title: (training, validation)}, the losses of a constant prediction, and floor: (label, loss), the least
    that new data allow, are thin lines. log_epochs: logarithmic along the epochs, too.
    """
    every = np.concatenate([finite(values).ravel() for losses in panels.values() for values in losses])
    every = np.append(every[every > 0], [loss for pair in (constants or {}).values() for loss in pair])
    rows = (len(panels) + 1) // 2
    picture = Picture(columns=min(2, len(panels)), rows=rows, height=3.5 if rows == 1 else 2.9 * rows)
    left = 0.9 if ylabel == LOSS_LABEL else 1.15  # other losses may be of any size
    picture.margins(left=left, top=0.75 if constants else 0.42)
    for axes in picture.axes[len(panels) :]:  # of an odd number the last place stays empty
        axes.axis("off")
    for axes, (title, losses) in zip(picture.axes, panels.items(), strict=False):
        for values, style, colour, label in zip(
            losses, ("-", "--"), (TRAINING, VALIDATION), ("training", "validation"), strict=True
        ):
            values = finite(values)
            epochs = np.arange(1, len(values) + 1)
            if values.ndim == 2:
                axes.plot(epochs, values, "-", color=colour, lw=0.8, alpha=0.35)
                values = np.median(values, axis=1)
                label = f"{label}, median of {len(losses[0][0])}"
            axes.plot(epochs, values, style, color=colour, lw=2.5, label=label, zorder=3)  # over the single runs
        for loss, style, colour, label in zip(
            (constants or {}).get(title, ()),
            (":", "-."),
            (TRAINING, VALIDATION),
            ("constant, training", "constant, validation"),
            strict=False,
        ):
            axes.axhline(loss, ls=style, color=colour, lw=1.4, label=label)
        if floor:
            axes.axhline(floor[1], ls=":", color=BLACK, lw=1.6, label=floor[0])
        axes.set(title=title, yscale="log", xlabel="epoch", xlim=(1, len(values)))
        if log_epochs:
            axes.set_xscale("log")
            axes.set_xlim(0.8, 1.1 * len(values))  # room for what happens in the first epochs
        axes.set_ylim(every.min() / 1.5, every.max() * 1.5)
        # Over few decades 2 and 5 are labelled as well; more would be written over one another.
        axes.yaxis.set_minor_locator(LogLocator(subs=(2, 5)))
        axes.yaxis.set_minor_formatter(LogFormatterSciNotation(minor_thresholds=(2.5, 2.5)))
    for axes in picture.axes[:: picture.columns]:
        axes.set_ylabel(ylabel)
    if constants:  # so many names find no place between the lines
        named = picture.axes[0].get_legend_handles_labels()
        picture.figure.legend(*named, loc="upper center", ncol=4, columnspacing=1.2, handlelength=1.8)
    else:
        picture.axes[0].legend(loc="best")
    thin = (["the losses of a constant"] if constants else []) + ([floor[0]] if floor else [])
    beside = f", beside {' and '.join(thin)}" if thin else ""
    picture.alt = f"Training and validation loss per epoch, logarithmic{beside}: {'; '.join(panels)}."
    return picture


@in_style
def spread(training, validation):
    """For each degree, the validation losses of all splits (S,), their median, and the mean training loss."""
    picture = Picture(height=4.2)
    picture.margins(left=0.85)
    draw_spread(picture.axes[0], validation)
    means = {degree: array(losses).mean() for degree, losses in training.items()}
    shown = {degree: mean for degree, mean in means.items() if mean > LOWEST}
    picture.axes[0].plot(list(shown), list(shown.values()), "D-", color=TRAINING, ms=6, lw=1.4, label="training, mean")
    picture.axes[0].legend(loc="upper left")
    medians = ", ".join(f"{rounded(np.median(array(v)))} for {d}" for d, v in validation.items())
    picture.alt = f"Validation losses of {len(array(validation[1]))} splits over the degree; medians: {medians}."
    return picture


@in_style
def paired(losses):
    """Two models on the same splits: the loss (S,) of the second over that of the first, a point for each split."""
    picture = Picture(height=4.4)
    picture.margins(right=2.4, top=0.2)
    axes = picture.axes[0]
    (first, x), (second, y) = ((name, array(values)) for name, values in losses.items())
    ends = [min(x.min(), y.min()) / 4, max(x.max(), y.max()) * 1.5]  # below, room for words
    axes.plot(ends, ends, "-", color=GREY, lw=1.2, label="both the same")
    axes.plot(x, y, "o", color=VALIDATION, mec=BLACK, mew=0.6, ms=6, alpha=0.8, label="a split")
    axes.plot(np.median(x), np.median(y), "P", color=BLUE, mec=BLACK, ms=13, label="medians")
    axes.plot(x.mean(), y.mean(), "X", color=LOSS, mec=BLACK, ms=12, label="means")
    axes.set(xscale="log", yscale="log", xlim=ends, ylim=ends, aspect="equal", anchor="W")
    axes.set(xlabel=f"validation loss of the {first}, °C²", ylabel=f"validation loss of the {second}, °C²")
    for place, spot, better in (((0.97, 0.05), "right", second), ((0.03, 0.95), "left", first)):
        axes.text(
            *place, f"the {better} is better here", ha=spot, va="center", transform=axes.transAxes, color="#333333"
        )
    axes.legend(loc="center left", bbox_to_anchor=(1.04, 0.5))
    below = int((y < x).sum())
    picture.alt = (
        f"Validation losses of {len(x)} splits, the {second} over the {first}, log-log: the {second} is better in "
        f"{below}, the {first} in {len(x) - below}; medians {rounded(np.median(x))} and {rounded(np.median(y))}, means "
        f"{rounded(x.mean())} and {rounded(y.mean())}."
    )
    return picture
