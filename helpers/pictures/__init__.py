"""Numbers in, picture out: the stills of the notebooks, by subject. Nothing here trains."""

from . import picture  # noqa: F401  before the others, because it silences what Matplotlib says while it is imported
from .cycle import learning_cycle
from .data import differences, readings
from .engine import record_of, times_as_long
from .gradients import chain, knobs, scaling, secants, steps_in_valley, three_nudges
from .graph import graph_of
from .loop import contours, hops, loss_curves, slices, stability
from .loss import broadcasting, loss_shapes, pairwise
from .optimizers import above_smallest, optimizers_by_epoch
from .orbit import ellipse_parts, orbit_errors, orbit_from_above, planets, swept
from .refits import refits, region
from .symptoms import symptoms
from .validation import by_heart, paired, spread, two_losses

__all__ = [
    "above_smallest",
    "broadcasting",
    "by_heart",
    "chain",
    "contours",
    "differences",
    "ellipse_parts",
    "graph_of",
    "hops",
    "knobs",
    "learning_cycle",
    "loss_curves",
    "loss_shapes",
    "optimizers_by_epoch",
    "orbit_errors",
    "orbit_from_above",
    "paired",
    "pairwise",
    "planets",
    "readings",
    "record_of",
    "refits",
    "region",
    "scaling",
    "secants",
    "slices",
    "spread",
    "stability",
    "steps_in_valley",
    "swept",
    "symptoms",
    "three_nudges",
    "times_as_long",
    "two_losses",
]
