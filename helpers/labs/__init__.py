"""The slider labs of the notebooks, a module each: drawn and moved in one place."""

from .delta import delta_lab
from .film import film_lab
from .hand_fit import hand_fit_lab
from .hand_on import hand_on_lab
from .learning_rate import learning_rate_lab
from .momentum import momentum_lab
from .one_step import one_step_lab
from .orbit import orbit_lab
from .outlier import outlier_lab
from .power import power_lab
from .quadratic import quadratic_lab
from .race import race_lab
from .scale import scale_lab
from .split import split_lab
from .swing import swing_lab
from .twins import twins_lab
from .two_gears import two_gears_lab
from .unused_graph import unused_graph_lab

__all__ = [
    "delta_lab",
    "film_lab",
    "hand_fit_lab",
    "hand_on_lab",
    "learning_rate_lab",
    "momentum_lab",
    "one_step_lab",
    "orbit_lab",
    "outlier_lab",
    "power_lab",
    "quadratic_lab",
    "race_lab",
    "scale_lab",
    "split_lab",
    "swing_lab",
    "twins_lab",
    "two_gears_lab",
    "unused_graph_lab",
]
