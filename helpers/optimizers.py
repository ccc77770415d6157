"""What the best-known optimizers of torch.optim do in a step, written out; the same numbers, step by step.

All of them do params -= lr * direction. They differ in the direction that they make of the gradient, and in what
they remember for it. Each serves K lines at once, with a learning rate for each, which torch.optim does not.
"""

import torch

from .checks import check_one_or_k, check_rate, check_trainable


class Optimizer:
    """Holds params, a leaf with requires_grad, (P,) or (P, K), and changes them in place.

    lr: the learning rate, one number, or (K,) beside params (P, K).

    >>> params = torch.tensor([3.0], requires_grad=True)
    >>> optimizer = SGD(params, lr=0.5)
    >>> (params**2).sum().backward()
    >>> optimizer.step()  # 3 - 0.5 * 6
    >>> params.tolist()
    [0.0]
    """

    def __init__(self, params, lr):
        check_trainable(params)
        check_rate("lr", lr, params)
        self.params, self.lr = params, lr
        self.param_groups = [{"params": [params]}]  # by this name a training loop finds what an optimizer holds

    def zero_grad(self):
        self.params.grad = None

    def step(self):
        if self.params.grad is None:
            raise RuntimeError("params.grad: got None, expected a gradient; call backward() before step()")
        with torch.no_grad():
            self.params -= self.lr * self.direction(self.params.grad)

    def direction(self, grad):
        raise NotImplementedError


class SGD(Optimizer):
    """Gradient descent; with momentum, 0 to 1, that share of the last direction is added to the gradient.

    momentum: one number, or (K,) beside params (P, K).

    >>> optimizer = SGD(torch.tensor([3.0], requires_grad=True), lr=0.5, momentum=0.5)
    >>> [optimizer.direction(torch.tensor([8.0])).item() for _ in range(3)]
    [8.0, 12.0, 14.0]
    """

    velocity = 0.0

    def __init__(self, params, lr, momentum=0.0):
        super().__init__(params, lr)
        check_one_or_k("momentum", momentum, params)
        self.momentum = momentum

    def direction(self, grad):
        self.velocity = self.momentum * self.velocity + grad
        return self.velocity


class RMSprop(Optimizer):
    """The gradient, each parameter's divided by its own usual size: the root of a running mean of squares.

    >>> optimizer = RMSprop(torch.tensor([0.0, 0.0], requires_grad=True), lr=0.5)
    >>> optimizer.direction(torch.tensor([8.0, 0.001])).round().tolist()  # in the first step 1 / sqrt(1 - alpha)
    [10.0, 10.0]
    """

    alpha, eps = 0.99, 1e-8  # as torch.optim has them
    square = 0.0

    def direction(self, grad):
        self.square = self.alpha * self.square + (1 - self.alpha) * grad**2
        return grad / (self.square.sqrt() + self.eps)


class Adam(Optimizer):
    """A running mean of the gradient over the root of a running mean of its squares.

    >>> optimizer = Adam(torch.tensor([0.0, 0.0], requires_grad=True), lr=0.5)
    >>> optimizer.direction(torch.tensor([8.0, -0.01])).round().tolist()  # in the first step only the sign counts
    [1.0, -1.0]
    """

    beta1, beta2, eps = 0.9, 0.999, 1e-8  # as torch.optim has them
    mean, square, t = 0.0, 0.0, 0

    def direction(self, grad):
        self.t += 1
        self.mean = self.beta1 * self.mean + (1 - self.beta1) * grad
        self.square = self.beta2 * self.square + (1 - self.beta2) * grad**2
        # Both means began at 0 and are too small at first, by these factors.
        mean, square = self.mean / (1 - self.beta1**self.t), self.square / (1 - self.beta2**self.t)
        return mean / (square.sqrt() + self.eps)
