"""The model of the course, a line, with its derivatives; and the curves beyond it."""

from .checks import check_inputs, checked


@checked(check_inputs)
def model(t_u, w, b):
    """Predictions of the linear model, t_p = w * t_u + b.

    Inputs t_u (N,), weight w and bias b numbers or (); for K lines (N, 1) or (N, K), and (K,). Predictions t_p are
    (N,), or (N, K), in degrees Celsius where w and b are those of the thermometer.

    >>> model(torch.tensor([10.0, 20.0]), w=0.5, b=-3.0)
    tensor([2., 7.])
    >>> model(torch.tensor([[10.0], [20.0]]), torch.tensor([0.5, 1.0]), torch.tensor([-3.0, 0.0]))  # two lines
    tensor([[ 2., 10.],
            [ 7., 20.]])
    """
    return w * t_u + b


def dmodel_dw(t_u, w, b):
    """How each prediction changes with the weight: d(w * t_u + b)/dw = t_u, shape of t_u.

    >>> dmodel_dw(torch.tensor([10.0, 20.0]), w=0.5, b=-3.0)
    tensor([10., 20.])
    """
    return t_u


def dmodel_db(t_u, w, b):
    """How each prediction changes with the bias: d(w * t_u + b)/db = 1, whatever the input.

    >>> dmodel_db(torch.tensor([10.0, 20.0]), w=0.5, b=-3.0)
    1.0
    """
    return 1.0


@checked(check_inputs)
def polynomial(t_u, *coefficients):
    """Predictions of a polynomial, the coefficient of the highest power first: polynomial(t_u, w, b) is the line.

    (((c0 * t_u + c1) * t_u + c2) * ...): Horner's rule, so no power is ever computed. Standardise the inputs
    first; the eighth power of 80 has sixteen digits. Shapes as in model, of degree + 1 coefficients.

    >>> polynomial(torch.tensor([1.0, 2.0, 3.0]), 1.0, 0.0, -1.0)  # the square, less 1
    tensor([0., 3., 8.])
    """
    t_p = coefficients[0] + 0 * t_u  # of the shape of t_u, also for a constant
    for coefficient in coefficients[1:]:
        t_p = t_p * t_u + coefficient
    return t_p
