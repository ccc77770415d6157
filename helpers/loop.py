"""The training loops, one per stage of the chapter, and what they remember."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from .checks import check_autograd_training, check_count, check_forward, check_optimizer, check_training
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

    After the run (E epochs, P parameters, 2 for a line; K lines add a last dimension K):
        loss (E,), params (E, P), grad (E, P): the loss and its gradient at params, so row 0 holds the
        starting parameters, before any update.
        val_loss (E,): the loss on the validation data, where a loop has some.
        diverged: the epoch whose loss was no longer finite, or None.
    """

    def __init__(self, print_every: int = 0, keep: bool = True, quiet: bool = False) -> None:
        check_count("print_every", print_every, least=0)
        self.print_every = print_every
        self.keep = keep
        self.quiet = quiet
        self.diverged: int | None = None
        self._epochs: list[Tensor] = []  # tables of a row per epoch: loss, parameters, gradient, any validation loss

    @staticmethod
    def of(history: "History | None") -> "History":
        """The history a loop was given, or one that remembers nothing."""
        if history is None:
            return History(keep=False)
        if not isinstance(history, History):
            raise TypeError(f"history: got {type(history).__name__}, expected a History or None")
        return history

    def add(self, epoch: int, loss: Tensor, params: Tensor, grad: Tensor, val_loss: Tensor | None = None) -> bool:
        """Take down one epoch; False when the loop should stop because no loss is finite any more."""
        if epoch == 1:
            self._epochs, self.diverged = [], None
        if loss.requires_grad:
            loss, params = loss.detach(), params.detach()
        if self.keep:  # a copy, because a loop may go on to change its tensors in place
            validation = [] if val_loss is None else [val_loss.detach()[None]]
            self._epochs.append(torch.cat([loss[None], params, grad, *validation])[None])
            # Many small tensors among the large ones of 100,000 readings would keep their memory from being used again.
            if epoch % 64 == 0:
                self._epochs[-64:] = [torch.cat(self._epochs[-64:])]
        if self.print_every and (epoch == 1 or epoch % self.print_every == 0):
            if val_loss is None:
                print(f"Epoch {epoch}: loss {sig(loss)}, gradient {sig(grad, decimals=2)}")
            else:
                print(f"Epoch {epoch}: training loss {sig(loss)}, validation loss {sig(val_loss)}")
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
        return rows[:, 1 : (rows.shape[1] + 1) // 2]

    @property
    def grad(self) -> Tensor:
        rows = self._rows()
        half = (rows.shape[1] + 1) // 2
        return rows[:, half : 2 * half - 1]

    @property
    def val_loss(self) -> Tensor:
        rows = self._rows()
        if rows.shape[1] % 2:
            raise ValueError("history: got a run without validation, expected one that validation_loop has filled")
        return rows[:, -1]

    def __len__(self) -> int:
        return sum(map(len, self._epochs))

    def _rows(self) -> Tensor:
        if not self._epochs:
            raise ValueError("history: got no epoch, expected one that a training loop has filled, with keep=True")
        return torch.cat(self._epochs)


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


def autograd_loop(
    n_epochs: int,
    learning_rate: float | Tensor,
    params: Tensor,
    t_u: Tensor,
    t_c: Tensor,
    *,
    model: Callable[..., Tensor] = model,
    history: History | None = None,
) -> Tensor:
    """The same loop; PyTorch finds the gradient, of whatever model it is given.

    Args:
        n_epochs, learning_rate, t_u, t_c, history: as training_loop.
        params: where to start, a leaf with requires_grad, shape (P,), or (P, K) for K models. Changed in place.
        model: called as model(t_u, *params), gives the predictions t_p.
    Returns:
        params, after the last update, or after the last one before the run diverged.
    Raises:
        TypeError, ValueError: as training_loop, and where params is no leaf or requires no gradient.
        RuntimeError: autograd is switched off.
    Source: *Deep Learning with PyTorch*, section 5.5.1.
    """
    check_autograd_training(n_epochs, params, model, {"t_u": t_u, "t_c": t_c}, learning_rate)
    history = History.of(history)
    for epoch in range(1, n_epochs + 1):
        params.grad = None
        t_p = model(t_u, *params)  # forward pass
        loss = loss_fn(t_p, t_c)
        loss.sum().backward()  # backward pass; the sum is for K lines, each of whose losses is its own
        if not history.add(epoch, loss, params, params.grad):
            break
        with torch.no_grad():
            params -= learning_rate * params.grad
    return params


def optimizer_loop(
    n_epochs: int,
    optimizer: torch.optim.Optimizer,
    params: Tensor,
    t_u: Tensor,
    t_c: Tensor,
    *,
    model: Callable[..., Tensor] = model,
    history: History | None = None,
) -> Tensor:
    """The same loop; an optimizer makes the update.

    Args:
        optimizer: from torch.optim, made with [params], or from helpers.optimizers, made with params. Any that
            steps once after each backward pass, which LBFGS does not.
        n_epochs, params, t_u, t_c, model, history: as autograd_loop.
    Returns and raises: as autograd_loop; ValueError also where the optimizer does not hold params.
    Source: *Deep Learning with PyTorch*, section 5.5.2.
    """
    check_autograd_training(n_epochs, params, model, {"t_u": t_u, "t_c": t_c})
    check_optimizer(optimizer, params)
    history = History.of(history)
    for epoch in range(1, n_epochs + 1):
        t_p = model(t_u, *params)
        loss = loss_fn(t_p, t_c)
        optimizer.zero_grad()
        loss.sum().backward()
        if not history.add(epoch, loss, params, params.grad):
            break
        optimizer.step()
    return params


def validation_loop(
    n_epochs: int,
    optimizer: torch.optim.Optimizer,
    params: Tensor,
    train_t_u: Tensor,
    val_t_u: Tensor,
    train_t_c: Tensor,
    val_t_c: Tensor,
    *,
    model: Callable[..., Tensor] = model,
    history: History | None = None,
) -> Tensor:
    """The same loop, with a second loss on data that it never learns from.

    Args:
        train_t_u, train_t_c: inputs and ground truth to learn from, (N,); for K models (N, 1) or (N, K).
        val_t_u, val_t_c: those held out, (M,); for K models (M, 1) or (M, K).
        n_epochs, optimizer, params, model, history: as optimizer_loop.
    Returns and raises: as optimizer_loop.
    Source: *Deep Learning with PyTorch*, sections 5.5.3 and 5.5.4.
    """
    training = {"train_t_u": train_t_u, "train_t_c": train_t_c}
    check_autograd_training(n_epochs, params, model, {**training, "val_t_u": val_t_u, "val_t_c": val_t_c})
    check_optimizer(optimizer, params)
    history = History.of(history)
    for epoch in range(1, n_epochs + 1):
        train_loss = loss_fn(model(train_t_u, *params), train_t_c)
        with torch.no_grad():  # no graph: nothing is learned here
            val_loss = loss_fn(model(val_t_u, *params), val_t_c)
        optimizer.zero_grad()
        train_loss.sum().backward()
        if not history.add(epoch, train_loss, params, params.grad, val_loss):
            break
        optimizer.step()
    return params


def calc_forward(
    t_u: Tensor, t_c: Tensor, is_train: bool, params: Tensor, *, model: Callable[..., Tensor] = model
) -> Tensor:
    """The forward pass for training and for validation: only the first builds a graph.

    Args:
        t_u, t_c: inputs and ground truth (N,); for K models (N, 1) or (N, K).
        is_train: whether a backward pass will follow.
        params: parameters of the model, (P,) or (P, K).
    Returns:
        The loss, shape () or (K,).
    Source: *Deep Learning with PyTorch*, section 5.5.4, there with params as a global variable.
    """
    check_forward(t_u, t_c, is_train, params, model)
    with torch.set_grad_enabled(is_train):
        t_p = model(t_u, *params)
        return loss_fn(t_p, t_c)
