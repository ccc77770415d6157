"""Arguments are checked here, once, so that a mistake is named instead of broadcast.

Every message reads: argument, what was given, what is expected.
"""

import inspect
import sys
from collections.abc import Callable

import torch
from torch import Tensor


def shape_of(tensor: Tensor) -> str:
    """The shape as a learner writes it: () or (11,) or (11, 1)."""
    return str(tuple(tensor.shape))


def check_tensor(name: str, value: Tensor) -> None:
    """A tensor of real floating-point numbers: anything else loses digits or has no gradient."""
    if not isinstance(value, Tensor):
        raise TypeError(f"{name}: got {type(value).__name__}, expected a tensor such as torch.tensor([0.5, 14.0])")
    if not value.is_floating_point():
        raise TypeError(
            f"{name}: got a tensor of {value.dtype}, expected floating-point numbers; {name}.float() makes them"
        )


def check_line(t_u: Tensor, w: float | Tensor, b: float | Tensor) -> None:
    """One line for the inputs (N,), or K lines for inputs (N, 1) or (N, K)."""
    check_tensor("t_u", t_u)
    if isinstance(w, Tensor) and isinstance(b, Tensor) and not w.ndim and not b.ndim:
        return
    check_coefficients(t_u, {"w": w, "b": b})


def check_polynomial(t_u: Tensor, coefficients: tuple[float | Tensor, ...]) -> None:
    """One polynomial for the inputs (N,), or K of them for inputs (N, 1) or (N, K)."""
    check_tensor("t_u", t_u)
    if not coefficients:
        raise ValueError("coefficients: got none, expected degree + 1 of them, at least one")
    check_coefficients(t_u, {f"coefficients[{i}]": value for i, value in enumerate(coefficients)})


def check_coefficients(t_u: Tensor, coefficients: dict[str, float | Tensor]) -> None:
    """Each a number or of shape (), or all of them (K,) for inputs (N, 1) or (N, K)."""
    lines = first = None
    for name, value in coefficients.items():
        if not isinstance(value, Tensor):
            if not is_number(value):
                raise TypeError(f"{name}: got {type(value).__name__}, expected a number or a tensor")
        elif value.ndim:
            fits = value.ndim == 1 and len(value) and t_u.ndim == 2 and t_u.shape[1] in (1, len(value))
            if not fits or lines not in (None, value.shape):
                beside = f"t_u of shape {shape_of(t_u)}" + (f" and {first} of shape {tuple(lines)}" if lines else "")
                raise ValueError(
                    f"{name}: got shape {shape_of(value)} beside {beside}, expected "
                    "shape () for one line, or (K,) for K lines with t_u of shape (N, 1) or (N, K)"
                )
            lines, first = value.shape, name


def check_pair(t_p: Tensor, other: Tensor, name: str = "t_c") -> None:
    """One value for each prediction: the same shape, or (N, 1) beside the (N, K) of K lines."""
    if isinstance(t_p, Tensor) and isinstance(other, Tensor):  # what is right, first: this runs in every epoch
        shape, dtype = t_p.shape, t_p.dtype
        if shape == other.shape and dtype is other.dtype and dtype.is_floating_point and shape and 0 not in shape:
            return
    check_tensor("t_p", t_p)
    check_tensor(name, other)
    if t_p.ndim == 0 or t_p.numel() == 0:
        raise ValueError(f"t_p: got shape {shape_of(t_p)}, expected at least one prediction along dimension 0")
    if t_p.shape == other.shape or (t_p.ndim == 2 and other.shape == (t_p.shape[0], 1)):
        return
    raise ValueError(
        f"t_p and {name}: got shapes {shape_of(t_p)} and {shape_of(other)}, expected the same shape "
        f"(or t_p (N, K) beside {name} (N, 1)); together these would broadcast or fail"
    )


def check_data(name: str, value: Tensor) -> None:
    """Data to learn from: floating-point, at least one reading, nothing missing."""
    check_tensor(name, value)
    if value.ndim not in (1, 2) or value.numel() == 0:
        raise ValueError(
            f"{name}: got shape {shape_of(value)}, expected (N,), or (N, 1) or (N, K) for K lines, with N >= 1"
        )
    if not value.isfinite().all():
        bad = int((~value.isfinite()).sum())
        raise ValueError(f"{name}: got {bad} of {value.numel()} values NaN or infinite, expected finite numbers")


def check_line_data(t_u: Tensor, t_c: Tensor) -> None:
    """Readings (N,) of one thermometer, at least two of them and not all equal: a line exists."""
    check_data("t_u", t_u)
    check_data("t_c", t_c)
    if t_u.ndim != 1 or t_u.shape != t_c.shape:
        raise ValueError(f"t_u and t_c: got shapes {shape_of(t_u)} and {shape_of(t_c)}, expected both of shape (N,)")
    if len(t_u) < 2 or (t_u == t_u[0]).all():
        raise ValueError(
            f"t_u: got {len(t_u)} reading(s), all equal to {t_u[0].item():g}, expected at least two different ones; "
            "otherwise no single line fits best"
        )


def check_polynomial_data(t_u: Tensor, t_c: Tensor, degree: int) -> None:
    """Readings (N,), or (N, K) for K fits, with more than degree different inputs: one polynomial fits best."""
    check_count("degree", degree, least=0)
    if degree > 8:
        raise ValueError(f"degree: got {degree}, expected at most 8; beyond that too few digits are left")
    check_data("t_u", t_u)
    check_data("t_c", t_c)
    if t_u.shape != t_c.shape:
        raise ValueError(f"t_u and t_c: got shapes {shape_of(t_u)} and {shape_of(t_c)}, expected the same shape")
    columns = t_u.reshape(len(t_u), -1).T
    # The first hundred nearly always tell; to sort 100,000 takes longer than the fit.
    different = min(len(column[:100].unique()) for column in columns)
    if different <= degree:
        different = min(len(column.unique()) for column in columns)
    if different <= degree:
        raise ValueError(
            f"t_u: got {different} different reading(s), expected at least {degree + 1} for degree {degree}; "
            "otherwise no single polynomial fits best"
        )


def is_number(value: object) -> bool:
    """A Python number that PyTorch can calculate with; True and False are no numbers here."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def check_number(name: str, value: float) -> None:
    """One finite number."""
    if not is_number(value):
        raise TypeError(f"{name}: got {type(value).__name__}, expected a number")
    if not -sys.float_info.max <= value <= sys.float_info.max:
        raise ValueError(f"{name}: got {value}, expected a finite number")


def check_positive(name: str, value: float) -> None:
    """One finite number above zero."""
    if not is_number(value):
        raise TypeError(f"{name}: got {type(value).__name__}, expected a number greater than 0")
    if not 0 < value <= sys.float_info.max:
        raise ValueError(f"{name}: got {value}, expected a finite number greater than 0")


def check_all_positive(name: str, values: Tensor) -> None:
    """A tensor of finite numbers above zero."""
    wrong = values[~(values.isfinite() & (values > 0))]
    if wrong.numel():
        shown = ", ".join(f"{value:g}" for value in wrong[:3].tolist())
        raise ValueError(
            f"{name}: got {shown}{', ...' if len(wrong) > 3 else ''}, expected all greater than 0 and finite"
        )


def check_count(name: str, value: int, least: int = 1) -> None:
    """A whole number, not too small."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name}: got {type(value).__name__}, expected a whole number of at least {least}")
    if value < least:
        raise ValueError(f"{name}: got {value}, expected a whole number of at least {least}")


def check_params(params: Tensor) -> None:
    """Weight and bias: shape (2,) for one line, (2, K) for K lines, finite."""
    check_tensor("params", params)
    if params.ndim not in (1, 2) or params.shape[0] != 2 or params.numel() == 0:
        raise ValueError(f"params: got shape {shape_of(params)}, expected (2,) holding w and b, or (2, K) for K lines")
    if not params.isfinite().all():
        raise ValueError(f"params: got {params.tolist()}, expected finite numbers")


def check_learning_rate(learning_rate: float | Tensor, params: Tensor, name: str = "learning_rate") -> None:
    """One rate for all, or one per line."""
    if not isinstance(learning_rate, Tensor):
        check_positive(name, learning_rate)
        return
    check_tensor(name, learning_rate)
    if learning_rate.ndim and (params.ndim != 2 or learning_rate.shape != params.shape[1:]):
        raise ValueError(
            f"{name}: got shape {shape_of(learning_rate)} beside params of shape {shape_of(params)}, "
            f"expected one number, or shape (K,) beside params of shape ({params.shape[0]}, K)"
        )
    check_all_positive(name, learning_rate)


def check_share(name: str, value: float | Tensor, params: Tensor | None = None) -> None:
    """A number from 0 to 1; beside params also one per line."""
    if params is None or not isinstance(value, Tensor):
        check_number(name, value)
        inside = 0 <= value <= 1
    else:
        check_tensor(name, value)
        if value.shape not in ((), params.shape[1:]):
            raise ValueError(
                f"{name}: got shape {shape_of(value)} beside params of shape {shape_of(params)}, "
                "expected one number, or shape (K,) beside params of shape (P, K)"
            )
        inside = ((value >= 0) & (value <= 1)).all()
        value = value.tolist()
    if not inside:
        raise ValueError(f"{name}: got {value}, expected 0 to 1")


def check_delta(delta: float | Tensor, params: Tensor) -> None:
    """One nudge for all, or one per point, that the type of params can hold."""
    check_tensor("params", params)
    if params.ndim == 0 or params.numel() == 0:
        raise ValueError(f"params: got shape {shape_of(params)}, expected (P,), or (P, K) for K points")
    if not isinstance(delta, Tensor):
        check_positive("delta", delta)
        smallest, largest = torch.finfo(params.dtype).smallest_normal, torch.finfo(params.dtype).max
        if not smallest <= delta <= largest:
            raise ValueError(
                f"delta: got {delta}, expected a number that {params.dtype} can hold, "
                f"from {smallest:.0e} to {largest:.0e}"
            )
        return
    check_tensor("delta", delta)
    if delta.shape not in ((), params.shape[1:]):
        raise ValueError(
            f"delta: got shape {shape_of(delta)} beside params of shape {shape_of(params)}, "
            "expected one positive number, or shape (K,) beside params of shape (P, K)"
        )
    check_all_positive("delta", delta)


def check_training(n_epochs: int, learning_rate: float | Tensor, params: Tensor, t_u: Tensor, t_c: Tensor) -> None:
    """Everything the loop with a gradient by hand is given, before its first epoch."""
    check_count("n_epochs", n_epochs)
    check_params(params)
    check_learning_rate(learning_rate, params)
    tensors = {"params": params, "t_u": t_u, "t_c": t_c, "learning_rate": learning_rate}
    check_without_grad(tensors, "this loop finds the gradient by hand")
    check_learning_data(params, t_u, t_c)
    check_same_type(params, tensors)


def check_autograd_training(
    n_epochs: int, params: Tensor, model: Callable, data: dict[str, Tensor], learning_rate: float | Tensor = 1.0
) -> None:
    """Everything a loop with autograd is given; data: inputs and ground truth by name, in turn."""
    check_count("n_epochs", n_epochs)
    check_trainable(params)
    check_model(model, params)
    check_learning_rate(learning_rate, params)
    rate = {"learning_rate": learning_rate}
    check_without_grad(data | rate, "only params are learned")
    names = list(data)
    for t_u, t_c in zip(names[::2], names[1::2], strict=True):
        check_learning_data(params, data[t_u], data[t_c], t_u, t_c)
    check_same_type(params, data | rate)
    check_not_inference(data)
    if not torch.is_grad_enabled():
        raise RuntimeError("autograd: got a call inside torch.no_grad or its like, expected it switched on")


def check_forward(t_u: Tensor, t_c: Tensor, is_train: bool, params: Tensor, model: Callable) -> None:
    """What a forward pass is given; it runs in every epoch, so it says nothing of numbers that diverge."""
    if not isinstance(is_train, bool):
        raise TypeError(f"is_train: got {type(is_train).__name__}, expected True or False")
    check_model_params(params)
    check_model(model, params)
    if is_train:
        check_requires_grad(params)
        check_not_inference({"t_u": t_u, "t_c": t_c})


def check_not_inference(data: dict[str, Tensor]) -> None:
    """Data that a graph may keep."""
    for name, tensor in data.items():
        if isinstance(tensor, Tensor) and tensor.is_inference():
            raise ValueError(
                f"{name}: got a tensor made in inference mode, expected one that autograd may keep; "
                f"{name}.clone() outside of it gives one"
            )


def check_model_params(params: Tensor) -> None:
    """Parameters of one model (P,), or of K models (P, K)."""
    check_tensor("params", params)
    if params.ndim not in (1, 2) or params.numel() == 0:
        raise ValueError(f"params: got shape {shape_of(params)}, expected (P,) for one model, or (P, K) for K models")


def check_requires_grad(params: Tensor) -> None:
    if not params.requires_grad:
        raise ValueError(
            "params: got a tensor without requires_grad, expected one that autograd watches; "
            "params.requires_grad_() makes it so"
        )


def check_trainable(params: Tensor) -> None:
    """Parameters that autograd can fill and a step can change: a leaf that requires a gradient."""
    check_model_params(params)
    check_requires_grad(params)
    if not params.is_leaf:
        raise ValueError(
            f"params: got the result of a computation ({type(params.grad_fn).__name__}), expected a leaf, because only "
            "leaves get a .grad; params.detach().requires_grad_() gives one"
        )
    if params.is_inference():
        raise ValueError("params: got a tensor made in inference mode, expected one that autograd may change")
    if any(step == 0 and size > 1 for step, size in zip(params.stride(), params.shape, strict=True)):
        raise ValueError(
            "params: got a tensor whose columns share their memory, as expand() makes them, expected each its own; "
            "params.detach().clone().requires_grad_() gives one"
        )
    if not params.isfinite().all():
        raise ValueError(f"params: got {params.tolist()}, expected finite numbers")


def check_model(model: Callable, params: Tensor) -> None:
    """A function that takes the inputs and as many parameters as there are."""
    if not callable(model):
        raise TypeError(f"model: got {type(model).__name__}, expected a function such as model(t_u, w, b)")
    try:
        signature = inspect.signature(model)
    except ValueError:  # a function built into PyTorch does not tell
        return
    try:
        signature.bind(None, *params)
    except TypeError:
        taken = ", ".join(list(signature.parameters)[1:])
        raise ValueError(
            f"params: got {len(params)} parameters, expected as many as the model takes beside its input: {taken}"
        ) from None


def check_optimizer(optimizer: object, params: Tensor) -> None:
    """An optimizer that steps once after each backward pass, and holds params."""
    groups = getattr(optimizer, "param_groups", None)
    if not isinstance(groups, list):
        raise TypeError(
            f"optimizer: got {type(optimizer).__name__}, expected one such as torch.optim.SGD([params], lr=1e-2)"
        )
    name = type(optimizer).__name__
    held = [tensor for group in groups for tensor in group["params"]]
    if not any(tensor is params for tensor in held):
        shapes = ", ".join(shape_of(tensor) for tensor in held)
        raise ValueError(
            f"optimizer: got {name} that holds {len(held)} other tensor(s) of shape {shapes}, expected one that "
            f"holds params itself: {name}([params], ...); it changes the tensors that it was given, no others"
        )
    if isinstance(optimizer, torch.optim.LBFGS):
        raise ValueError(
            "optimizer: got LBFGS, expected one that steps once after each backward pass, such as SGD or Adam; "
            "LBFGS computes the loss several times in a step"
        )


def check_split(n_samples: int, val_fraction: float) -> int:
    """How many samples are held out, and that neither side is empty."""
    check_count("n_samples", n_samples, least=2)
    check_positive("val_fraction", val_fraction)
    n_val = int(min(val_fraction, 1) * n_samples + 1e-9)  # 0.29 * 100 is a little less than 29
    if not 1 <= n_val < n_samples:
        raise ValueError(
            f"val_fraction: got {val_fraction} of {n_samples} samples, which holds out {n_val} and leaves "
            f"{n_samples - n_val} to train on, expected at least one on either side"
        )
    return n_val


def check_seed(seed: int) -> None:
    """A whole number that a torch.Generator can begin with."""
    check_count("seed", seed, least=0)
    if seed >= 2**64:
        raise ValueError(f"seed: got {seed}, expected a whole number below 2**64")


def check_fitted_input(t_u: Tensor, centre: Tensor) -> None:
    """Inputs of any shape for one fitted polynomial; for K of them (N, 1) or (N, K)."""
    check_tensor("t_u", t_u)
    if centre.ndim and (t_u.ndim != 2 or t_u.shape[1] not in (1, len(centre))):
        raise ValueError(f"t_u: got shape {shape_of(t_u)}, expected (N, 1) or (N, {len(centre)})")


def check_learning_data(params: Tensor, t_u: Tensor, t_c: Tensor, u_name: str = "t_u", c_name: str = "t_c") -> None:
    """Inputs and ground truth (N,) for one model; (N, 1) or (N, K) for K models."""
    check_data(u_name, t_u)
    check_data(c_name, t_c)
    for name, tensor in ((u_name, t_u), (c_name, t_c)):
        lines = () if params.ndim == 1 else params.shape[1:]
        fits = tensor.shape[1:] == lines or (lines and tensor.shape[1:] == (1,))
        if not fits or tensor.shape[0] != t_u.shape[0]:
            expected = "(N,)" if params.ndim == 1 else f"(N, 1) or (N, {params.shape[1]})"
            raise ValueError(
                f"{name}: got shape {shape_of(tensor)} beside {u_name} {shape_of(t_u)} and params "
                f"{shape_of(params)}, expected {expected} with the same N in {u_name} and {c_name}"
            )


def check_without_grad(tensors: dict[str, float | Tensor], why: str) -> None:
    """Tensors that nobody wants a gradient of."""
    for name, tensor in tensors.items():
        if isinstance(tensor, Tensor) and tensor.requires_grad:
            raise ValueError(
                f"{name}: got a tensor with requires_grad=True, expected one without: {why}; {name}.detach() gives one"
            )


def check_same_type(params: Tensor, tensors: dict[str, float | Tensor]) -> None:
    """Tensors of the dtype and on the device of params; plain numbers fit any."""
    for name, tensor in tensors.items():
        if isinstance(tensor, Tensor) and (tensor.dtype != params.dtype or tensor.device != params.device):
            raise TypeError(
                f"{name}: got {tensor.dtype} on {tensor.device}, expected {params.dtype} on {params.device} "
                "as in params; mixing them would convert silently"
            )


def check_graph(loss: Tensor, tensors: dict[str, Tensor]) -> None:
    """One number that was computed with a graph, and tensors to look for in it."""
    check_tensor("loss", loss)
    for name, tensor in tensors.items():
        check_tensor(name, tensor)
    if loss.grad_fn is None:
        raise ValueError(
            "loss: got a tensor without a graph, expected one computed, with autograd on, from a tensor that "
            "requires a gradient"
        )
    if loss.numel() != 1:
        raise ValueError(f"loss: got shape {shape_of(loss)}, expected one number")


def check_ellipse(eccentricity: float, axis: float, perihelion: float) -> None:
    """The three numbers of an ellipse around the sun."""
    check_number("eccentricity", eccentricity)
    if not 0 <= eccentricity < 1:
        raise ValueError(f"eccentricity: got {eccentricity}, expected a number from 0 to below 1")
    check_positive("axis", axis)
    check_number("perihelion", perihelion)


def check_circle(radius: float, x: float, y: float) -> None:
    """A circle with the origin inside."""
    check_positive("radius", radius)
    check_number("x", x)
    check_number("y", y)
    if x * x + y * y >= radius * radius:
        raise ValueError(f"radius: got {radius} around ({x}, {y}), expected a circle with the sun inside it")


def check_orbit_data(longitude: Tensor, distance: Tensor) -> None:
    """Positions (N,) with at least three different longitudes: one curve with three parameters fits best."""
    check_data("longitude", longitude)
    check_data("distance", distance)
    if longitude.ndim != 1 or longitude.shape != distance.shape:
        raise ValueError(
            f"longitude and distance: got shapes {shape_of(longitude)} and {shape_of(distance)}, expected both (N,)"
        )
    check_all_positive("distance", distance)
    different = len((longitude % 360).unique())
    if different < 3:
        raise ValueError(f"longitude: got {different} different one(s), expected at least three")


def check_days(shape: Callable, days: Tensor, longitude: Tensor, later: Tensor) -> None:
    """Days (N,) in rising order with a longitude for each, less than half a turn apart; and any days (M,)."""
    if not callable(shape):
        raise TypeError(f"shape: got {type(shape).__name__}, expected a function of the longitude")
    check_data("days", days)
    check_data("longitude", longitude)
    if days.ndim != 1 or days.shape != longitude.shape or len(days) < 2:
        raise ValueError(
            f"days and longitude: got shapes {shape_of(days)} and {shape_of(longitude)}, expected both (N,), N >= 2"
        )
    if not (days.diff() > 0).all():
        raise ValueError("days: got days that do not rise, expected each later than the one before")
    if not ((longitude.diff() % 360 > 0) & (longitude.diff() % 360 < 180)).all():
        raise ValueError("longitude: got a step of half a turn or more, or backwards, expected smaller steps forwards")
    if not ((longitude >= 0) & (longitude <= 360)).all():
        raise ValueError("longitude: got some outside 0 to 360 degrees, expected all within")
    check_data("later", later)
    if later.ndim != 1:
        raise ValueError(f"later: got shape {shape_of(later)}, expected (M,)")


def check_learnable(name: str, values: Tensor) -> None:
    """A column (N,) of a file: enough numbers, not all the same, of sizes that can be calculated with."""
    if len(values) < 3:
        raise ValueError(f"{name}: got {len(values)} row(s), expected at least three; a line goes through any two")
    if (values == values[0]).all():
        raise ValueError(
            f"{name}: got {values[0].item():g} in every row, expected different numbers; a constant teaches nothing"
        )
    size = values.abs().max().item()
    differ = (values.max() - values.min()).item()
    if not (differ > 1e-100 and size < 1e100):
        raise ValueError(
            f"{name}: got numbers up to {size:g} that differ by {differ:g}, expected sizes between 1e-100 and 1e100; "
            "choose another unit"
        )
    if differ < 1e-9 * size:
        raise ValueError(
            f"{name}: got numbers near {size:g} that differ by only {differ:g}, expected differences of more than a "
            "billionth of their size; what is common to all of them should be subtracted, with more digits kept"
        )
    apart = (values - values.median()).abs()
    typical = apart.median().item()
    if typical and apart.max() > 1e4 * typical:
        odd = values[apart.argmax()].item()
        raise ValueError(
            f"{name}: got very different scales: {odd:g} among numbers of which half lie within {typical:g} of "
            f"{values.median().item():g}, expected them less than 10,000 times as far apart; a slip, another unit? "
            "If they are right, take logarithms"
        )
