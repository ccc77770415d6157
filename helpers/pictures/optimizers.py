"""What optimizers make of a learning rate."""

from .parts import RACERS
from .picture import Picture, array, finite, in_style


@in_style
def learning_rates(panels, n_epochs):
    """The loss after so many epochs over the learning rate: {title: (rates, {optimizer: losses})}."""
    picture = Picture(columns=len(panels), height=3.8)
    picture.margins(between=0.2, top=0.75)
    for axes, (title, (rates, curves)) in zip(picture.axes, panels.items(), strict=True):
        for name, losses in curves.items():
            style, colour = RACERS[name]
            axes.loglog(array(rates), finite(losses), style, color=colour, lw=2.5, label=name)
        axes.set_xticks([1e-4, 1e-2, 1])
        axes.set(title=title, ylim=(2, 500), xlim=(array(rates)[0], array(rates)[-1]))
        if axes is not picture.axes[0]:
            axes.tick_params(labelleft=False)
    picture.axes[len(panels) // 2].set_xlabel("learning rate")
    picture.axes[0].set_ylabel(f"loss in epoch {n_epochs}, °C²")
    picture.figure.legend(*picture.axes[0].get_legend_handles_labels(), loc="upper center", ncols=len(RACERS))
    names = ", ".join(next(iter(panels.values()))[1])
    picture.alt = (
        f"The loss in epoch {n_epochs} over the learning rate, log-log, for {names}; panels: {', '.join(panels)}."
    )
    return picture
