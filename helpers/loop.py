"""The training loops, one per stage of the chapter, and what they remember."""

import math
from inspect import unwrap

import torch

from .checks import check_autograd, check_learning, check_rate
from .gradients import grad_fn
from .loss import loss_fn
from .model import model
from .text import rounded

# A loop checks once, at its door; what it calls in every epoch is without checks.
model, loss_fn, grad_fn = unwrap(model), unwrap(loss_fn), unwrap(grad_fn)


class History:
    """What a training loop saw, epoch by epoch; every loop of the course fills one.

    print_every: print epoch 1 and every so many epochs; 0 prints none.
    keep: remember every epoch, or none.
    quiet: say nothing when a run diverges either.

    After the run (E epochs, P parameters, 2 for a line; K lines add a last dimension K):
        loss (E,), params (E, P), grad (E, P): the loss and its gradient at params, so row 0 holds the
        starting parameters, before any update.
        val_loss (E,): the loss on the validation data, where a loop has some.
        diverged: the epoch whose loss was no longer finite, or None.

    >>> history = History(print_every=2)
    >>> params = training_loop(4, 1e-4, torch.tensor([1.0, 0.0]), *thermometer(), history=history)
    Epoch 1: loss 1764, gradient (4517, 82.6)
    Epoch 2: loss 323.1, gradient (1860, 35.78)
    Epoch 4: loss 37.55, gradient (315.1, 8.58)
    >>> history.params.shape
    torch.Size([4, 2])
    """

    def __init__(self, print_every=0, keep=True, quiet=False):
        self.print_every = print_every
        self.keep = keep
        self.quiet = quiet
        self.diverged = None
        self._epochs = []  # tables of a row per epoch: loss, parameters, gradient, any validation loss

    @staticmethod
    def of(history):
        """The history a loop was given, or one that remembers nothing."""
        return History(keep=False) if history is None else history

    def add(self, epoch, loss, params, grad, val_loss=None):
        """Take down one epoch; False when the loop should stop because no loss is finite any more."""
        if epoch == 1:
            self._epochs, self.diverged = [], None
        if self.keep and loss.requires_grad:
            loss, params = loss.detach(), params.detach()
        if self.keep:  # a copy, because a loop may go on to change its tensors in place
            validation = [] if val_loss is None else [val_loss.detach()[None]]
            self._epochs.append(torch.cat([loss[None], params, grad, *validation])[None])
            # Many small tensors among the large ones of 100,000 readings would keep their memory from being used again.
            if epoch % 64 == 0:
                self._epochs[-64:] = [torch.cat(self._epochs[-64:])]
        if self.print_every and (epoch == 1 or epoch % self.print_every == 0):
            if val_loss is None:
                print(f"Epoch {epoch}: loss {rounded(loss)}, gradient {rounded(grad, decimals=2)}")
            else:
                print(f"Epoch {epoch}: training loss {rounded(loss)}, validation loss {rounded(val_loss)}")
        if math.isfinite(loss.item()) if loss.ndim == 0 else loss.isfinite().any():
            return True
        self.diverged = epoch
        if not self.quiet:
            why = "The learning rate is too large here." if epoch > 1 else "The start is too far off."
            print(f"Stopped at epoch {epoch}: the loss is no longer finite. {why}")
        return False

    @property
    def loss(self):
        return self._rows()[:, 0]

    @property
    def params(self):
        rows = self._rows()
        return rows[:, 1 : (rows.shape[1] + 1) // 2]

    @property
    def grad(self):
        rows = self._rows()
        half = (rows.shape[1] + 1) // 2
        return rows[:, half : 2 * half - 1]

    @property
    def val_loss(self):
        rows = self._rows()
        if rows.shape[1] % 2:
            raise ValueError("history: got a run without validation, expected one that validation_loop has filled")
        return rows[:, -1]

    def __len__(self):
        return sum(map(len, self._epochs))

    def _rows(self):
        if not self._epochs:
            raise ValueError("history: got no epoch, expected one that a training loop has filled, with keep=True")
        return torch.cat(self._epochs)


def training_loop(n_epochs, learning_rate, params, t_u, t_c, *, history=None):
    """Fit a line by gradient descent: forward pass, loss, backward pass, update, over and over.

    Each of the n_epochs goes through all readings: inputs t_u and ground truth t_c (N,). params = (w, b), shape (2,),
    are where to start, and are not changed; learning_rate scales each step; history takes down every epoch.
    For K lines at once params are (2, K), the data (N, 1) or (N, K), and the learning rate one or (K,).

    Returns the parameters after the last update, shape of params. A run that diverges stops at the first loss that is
    not finite, says so, and returns the parameters that gave it. Of K lines a diverging one goes on to inf or nan
    and does not disturb the others.

    >>> t_u, t_c = thermometer()
    >>> params = training_loop(5000, 1e-2, torch.tensor([1.0, 0.0]), 0.1 * t_u, t_c)
    >>> [round(p, 2) for p in params.tolist()]
    [5.37, -17.3]
    >>> params = training_loop(100, 1e-2, torch.tensor([1.0, 0.0]), t_u, t_c)
    Stopped at epoch 11: the loss is no longer finite. The learning rate is too large here.
    """
    check_training(learning_rate, params, t_u, t_c)
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


def autograd_loop(n_epochs, learning_rate, params, t_u, t_c, *, model=model, history=None):
    """The same loop; PyTorch finds the gradient, of whatever model it is given.

    params, a leaf with requires_grad, are of shape (P,), or (P, K) for K models, and are changed in place;
    model(t_u, *params) gives the predictions t_p. All else as in training_loop.

    >>> params = torch.tensor([1.0, 0.0, 0.0], requires_grad=True)
    >>> t_u, t_c = torch.tensor([-1.0, 0.0, 1.0]), torch.tensor([1.0, -1.0, 3.0])  # on 3 * t_u**2 + t_u - 1
    >>> [round(p, 2) for p in autograd_loop(1000, 0.1, params, t_u, t_c, model=polynomial).tolist()]
    [3.0, 1.0, -1.0]
    """
    check_autograd(params, model, t_u=t_u, t_c=t_c)
    check_rate("learning_rate", learning_rate, params)
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


def optimizer_loop(n_epochs, optimizer, params, t_u, t_c, *, model=model, history=None):
    """The same loop; an optimizer makes the update.

    optimizer is from torch.optim, made with [params], or from helpers.optimizers, made with params: any that steps
    once after each backward pass, which LBFGS does not. All else as in autograd_loop.

    >>> params = torch.tensor([1.0, 0.0], requires_grad=True)
    >>> optimizer = torch.optim.SGD([params], lr=1e-2)
    >>> t_u, t_c = thermometer()
    >>> [round(p, 2) for p in optimizer_loop(5000, optimizer, params, 0.1 * t_u, t_c).tolist()]
    [5.37, -17.3]
    """
    check_autograd(params, model, optimizer, t_u=t_u, t_c=t_c)
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


def validation_loop(n_epochs, optimizer, params, train_t_u, val_t_u, train_t_c, val_t_c, *, model=model, history=None):
    """The same loop, with a second loss on data that it never learns from.

    Inputs and ground truth to learn from, train_t_u and train_t_c, are (N,), those held out, val_t_u and val_t_c, (M,);
    for K models (N, 1) or (N, K), and (M, 1) or (M, K). All else as in optimizer_loop.

    >>> t_u, t_c = thermometer()
    >>> train, val = split_indices(11, 0.2, seed=0)
    >>> params, history = torch.tensor([1.0, 0.0], requires_grad=True), History()
    >>> optimizer = torch.optim.SGD([params], lr=1e-4)
    >>> params = validation_loop(100, optimizer, params, t_u[train], t_u[val], t_c[train], t_c[val], history=history)
    >>> history.val_loss.shape
    torch.Size([100])
    """
    check_autograd(params, model, optimizer, train_t_u=train_t_u, train_t_c=train_t_c, val_t_u=val_t_u, val_t_c=val_t_c)
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


def check_training(learning_rate, params, t_u, t_c):
    """The door of the loop with the gradient by hand."""
    check_learning(params, t_u=t_u, t_c=t_c)
    check_rate("learning_rate", learning_rate, params)
    for name, value in {"params": params, "t_u": t_u, "t_c": t_c, "learning_rate": learning_rate}.items():
        if getattr(value, "requires_grad", False):
            raise ValueError(
                f"{name}: got a tensor with requires_grad=True, expected one without: this loop finds the gradient by "
                f"hand, and autograd would record every epoch; {name}.detach() gives one"
            )
