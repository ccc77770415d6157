"""The small module behind *The Mechanics of Learning*, meant to be read in one sitting.

``import helpers`` gives the mathematics and nothing heavy; notebooks ask for
``helpers.plots``, ``helpers.show``, ``helpers.widgets`` and ``helpers.exercises`` by name.

Reading order: table, data, model, loss, gradients, loop, optimizers, graph, exact, orbit; then plots, moving, show,
widgets; then compare, trial, exercises. The exercises themselves are in ``helpers/tasks``; they give the answers away.
Data run along dimension 0 everywhere, so the code that trains one line,
``t_u`` of shape (N,) and params of shape (2,), also trains K lines at once,
``t_u[:, None]`` and params of shape (2, K).
"""

from .data import every_split, mars, planets, split_indices, thermometer
from .exact import (
    Polynomial,
    epochs_needed,
    fit_polynomial,
    hessian,
    least_absolute,
    least_squares,
    loss_surface,
    predict_loss,
    stable_learning_rate,
    step_factor,
    to_raw_units,
)
from .gradients import backward_difference, central_difference, forward_difference, grad_fn
from .graph import Node, computational_graph, kept_bytes
from .loop import History, autograd_loop, calc_forward, optimizer_loop, training_loop, validation_loop
from .loss import absolute_loss_fn, dlog_cosh_loss_fn, dloss_fn, log_cosh_loss_fn, loss_fn
from .model import dmodel_db, dmodel_dw, model, polynomial
from .orbit import circle, ellipse, fit_circle, fit_ellipse, predict_longitude
from .table import load_pair, read_columns
from .text import sig

__all__ = [
    "History",
    "Node",
    "Polynomial",
    "absolute_loss_fn",
    "autograd_loop",
    "backward_difference",
    "calc_forward",
    "central_difference",
    "circle",
    "computational_graph",
    "dlog_cosh_loss_fn",
    "dloss_fn",
    "dmodel_db",
    "dmodel_dw",
    "ellipse",
    "epochs_needed",
    "every_split",
    "fit_circle",
    "fit_ellipse",
    "fit_polynomial",
    "forward_difference",
    "grad_fn",
    "hessian",
    "kept_bytes",
    "least_absolute",
    "least_squares",
    "load_pair",
    "log_cosh_loss_fn",
    "loss_fn",
    "loss_surface",
    "mars",
    "model",
    "optimizer_loop",
    "planets",
    "polynomial",
    "predict_longitude",
    "predict_loss",
    "read_columns",
    "sig",
    "split_indices",
    "stable_learning_rate",
    "step_factor",
    "thermometer",
    "to_raw_units",
    "training_loop",
    "validation_loop",
]
