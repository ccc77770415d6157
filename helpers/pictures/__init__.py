"""Numbers in, picture out: the stills of the notebooks, by subject. Nothing here trains."""

from . import picture  # noqa: F401  before the others, because it silences what Matplotlib says while it is imported
from .cycle import learning_cycle
from .data import differences, readings
from .gradients import chain, knobs, scaling, secants
from .graph import graph_of
from .loop import contours, loss_curves, slices, stability
from .loss import broadcasting, loss_shapes, pairwise
from .optimizers import learning_rates
from .orbit import orbit_errors, orbit_from_above, planets
from .validation import by_heart, paired, spread, two_losses

__all__ = [
    "broadcasting",
    "by_heart",
    "chain",
    "contours",
    "differences",
    "graph_of",
    "knobs",
    "learning_cycle",
    "learning_rates",
    "loss_curves",
    "loss_shapes",
    "orbit_errors",
    "orbit_from_above",
    "paired",
    "pairwise",
    "planets",
    "readings",
    "scaling",
    "secants",
    "slices",
    "spread",
    "stability",
    "two_losses",
]
