"""The training loop, and what it remembers."""

import math

import torch
from torch import Tensor

from .checks import check_count, check_training
from .gradients import grad_fn
from .loss import loss_fn
from .model import model
from .text import sig


class History:
    """What a training loop saw, epoch by epoch; every loop of the course fills one.

    Args:
        print_every: print epoch 1 and every so many epochs; 0 prints none.
        keep: remember every epoch, or none.
        quiet: say nothing when a run diverges either.

    After the run (E epochs; K lines add a last dimension K):
        loss (E,), params (E, 2), grad (E, 2): the loss and its gradient at params, so row 0 holds the
        starting parameters, before any update.
        diverged: the epoch whose loss was no longer finite, or None.
    """

    def __init__(self, print_every: int = 0, keep: bool = True, quiet: bool = False) -> None:
        check_count("print_every", print_every, least=0)
        self.print_every = print_every
        self.keep = keep
        self.quiet = quiet
        self.diverged: int | None = None
        self._epochs: list[Tensor] = []  # one row per epoch: loss, parameters, gradient

    @staticmethod
    def of(history: "History | None") -> "History":
        """The history a loop was given, or one that remembers nothing."""
        if history is None:
            return History(keep=False)
        if not isinstance(history, History):
            raise TypeError(f"history: got {type(history).__name__}, expected a History or None")
        return history

    def add(self, epoch: int, loss: Tensor, params: Tensor, grad: Tensor) -> bool:
        """Take down one epoch; False when the loop should stop because no loss is finite any more."""
        if epoch == 1:
            self._epochs, self.diverged = [], None
        if loss.requires_grad:
            loss, params = loss.detach(), params.detach()
        if self.keep:  # a copy, because a loop may go on to change its tensors in place
            self._epochs.append(torch.cat([loss[None], params, grad]))
        if self.print_every and (epoch == 1 or epoch % self.print_every == 0):
            print(f"Epoch {epoch}: loss {sig(loss)}, gradient {sig(grad, decimals=2)}")
        if math.isfinite(loss.item()) if loss.ndim == 0 else loss.isfinite().any():
            return True
        self.diverged = epoch
        if not self.quiet:
            why = "The learning rate is too large here." if epoch > 1 else "The start is too far off."
            print(f"Stopped at epoch {epoch}: the loss is no longer finite. {why}")
        return False

    @property
    def loss(self) -> Tensor:
        return self._rows()[:, 0]

    @property
    def params(self) -> Tensor:
        rows = self._rows()
        return rows[:, 1 : rows.shape[1] // 2 + 1]

    @property
    def grad(self) -> Tensor:
        rows = self._rows()
        return rows[:, rows.shape[1] // 2 + 1 :]

    def __len__(self) -> int:
        return len(self._epochs)

    def _rows(self) -> Tensor:
        if not self._epochs:
            raise ValueError("history: got no epoch, expected one that a training loop has filled, with keep=True")
        return torch.stack(self._epochs)


def training_loop(
    n_epochs: int,
    learning_rate: float | Tensor,
    params: Tensor,
    t_u: Tensor,
    t_c: Tensor,
    *,
    history: History | None = None,
) -> Tensor:
    """Fit a line by gradient descent: forward pass, loss, backward pass, update, over and over.

    Args:
        n_epochs: how many times to go through all readings.
        learning_rate: scale of each step; (K,) to give each of K lines its own.
        params: where to start, (w, b), shape (2,); (2, K) for K lines. Not changed.
        t_u, t_c: inputs and ground truth (N,); for K lines (N, 1), or (N, K) for data of their own.
        history: takes down every epoch, and prints if asked to.
    Returns:
        The parameters after the last update, shape of params. A run that diverges stops at the first
        loss that is not finite, says so, and returns the parameters that gave it. Of K lines a diverging
        one goes on to inf or nan and does not disturb the others.
    Raises:
        TypeError, ValueError: an argument has the wrong type, shape or range; the message names it.
    Source: *Deep Learning with PyTorch*, section 5.4.3.
    """
    check_training(n_epochs, learning_rate, params, t_u, t_c)
    history = History.of(history)
    for epoch in range(1, n_epochs + 1):
        w, b = params.unbind()
        t_p = model(t_u, w, b)  # forward pass
        loss = loss_fn(t_p, t_c)
        grad = grad_fn(t_u, t_c, t_p, w, b)  # backward pass
        if not history.add(epoch, loss, params, grad):
            break
        params = params - learning_rate * grad
    return params
