"""The core of *The Mechanics of Learning*: data, model, loss, gradients, training loops. README.md here is the map.

What lies around it is asked for by module: ``from helpers import exact, orbit, show``.
"""

from .data import every_split, split_indices, thermometer
from .gradients import backward_difference, central_difference, forward_difference, grad_fn
from .loop import History, autograd_loop, optimizer_loop, training_loop, validation_loop
from .loss import absolute_loss_fn, calc_forward, dloss_fn, loss_fn
from .model import dmodel_db, dmodel_dw, model, polynomial
from .text import rounded

__all__ = [
    "History",
    "absolute_loss_fn",
    "autograd_loop",
    "backward_difference",
    "calc_forward",
    "central_difference",
    "dloss_fn",
    "dmodel_db",
    "dmodel_dw",
    "every_split",
    "forward_difference",
    "grad_fn",
    "loss_fn",
    "model",
    "optimizer_loop",
    "polynomial",
    "rounded",
    "split_indices",
    "thermometer",
    "training_loop",
    "validation_loop",
]
