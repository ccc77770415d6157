"""The small module behind *The Mechanics of Learning*, meant to be read in one sitting.

``import helpers`` gives the mathematics and nothing heavy; notebooks ask for
``helpers.plots``, ``helpers.show`` and ``helpers.widgets`` by name.

Reading order: data, model, loss, gradients, loop, exact; then plots, show, widgets.
Data run along dimension 0 everywhere, so the code that trains one line,
``t_u`` of shape (N,) and params of shape (2,), also trains K lines at once,
``t_u[:, None]`` and params of shape (2, K).
"""

from .data import thermometer
from .exact import (
    epochs_needed,
    hessian,
    least_absolute,
    least_squares,
    loss_surface,
    predict_loss,
    stable_learning_rate,
    to_raw_units,
)
from .gradients import backward_difference, central_difference, forward_difference, grad_fn
from .loop import History, training_loop
from .loss import absolute_loss_fn, dlog_cosh_loss_fn, dloss_fn, log_cosh_loss_fn, loss_fn
from .model import dmodel_db, dmodel_dw, model
from .text import sig

__all__ = [
    "History",
    "absolute_loss_fn",
    "backward_difference",
    "central_difference",
    "dlog_cosh_loss_fn",
    "dloss_fn",
    "dmodel_db",
    "dmodel_dw",
    "epochs_needed",
    "forward_difference",
    "grad_fn",
    "hessian",
    "least_absolute",
    "least_squares",
    "log_cosh_loss_fn",
    "loss_fn",
    "loss_surface",
    "model",
    "predict_loss",
    "sig",
    "stable_learning_rate",
    "thermometer",
    "to_raw_units",
    "training_loop",
]
