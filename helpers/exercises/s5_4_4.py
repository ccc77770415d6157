"""The exercises of section 5.4.4."""

import torch

from ..exact import hessian
from ..model import model
from .kinds import Code, Number


def standardise(train_u, val_u):
    mean, deviation = train_u.mean(), train_u.std(correction=0)
    return (train_u - mean) / deviation, (val_u - mean) / deviation


def scaled_by(numbers, *tensors, correction=0):
    return tuple((tensor - numbers.mean()) / numbers.std(correction=correction) for tensor in tensors)


def each_by_itself(train_u, val_u, correction=0):
    return tuple(scaled_by(tensor, tensor, correction=correction)[0] for tensor in (train_u, val_u))


def overwritten(train_u, val_u):
    train_u = (train_u - train_u.mean()) / train_u.std(correction=0)
    return train_u, (val_u - train_u.mean()) / train_u.std(correction=0)


Code(
    "5_4_4 standardise",
    question="Given are the training inputs `train_u` of shape `(N,)` and the validation inputs `val_u` of shape "
    "`(M,)`. Return both standardised, as a pair of tensors, by numbers that are allowed to be known when you train. "
    "Take the standard deviation with `correction=0`.",
    answer=standardise,
    probes=[
        (torch.tensor([2.0, 3.0, 7.0, 10.0]), torch.tensor([4.0, 20.0, 5.0])),
        (torch.tensor([35.0, 56.0, 58.0, 56.0, 49.0]), torch.tensor([34.0, 22.0, 34.0])),
        (torch.tensor([-1.0, 0.5, 4.0]), torch.tensor([2.5])),
    ],
    mistakes=[
        ("You scale the validation inputs by their own mean and deviation. A single new reading would always "
         "become 0 divided by 0: which numbers are there before it comes?",
         each_by_itself, lambda train_u, val_u: each_by_itself(train_u, val_u, correction=1),
         lambda train_u, val_u: (standardise(train_u, val_u)[0], (val_u - train_u.mean()) / val_u.std(correction=0))),
        ("You take mean and deviation of all readings together, so the validation data have a say in what is "
         "learned. They are not there yet when you train",
         lambda train_u, val_u: scaled_by(torch.cat([train_u, val_u]), train_u, val_u),
         lambda train_u, val_u: scaled_by(torch.cat([train_u, val_u]), train_u, val_u, correction=1)),
        ("You take mean and deviation from the validation inputs. They are not there yet when you train",
         lambda train_u, val_u: scaled_by(val_u, train_u, val_u),
         lambda train_u, val_u: scaled_by(val_u, train_u, val_u, correction=1)),
        ("You divide, and do not centre: the mean of the training inputs is still not 0, and weight and bias lean on "
         "each other",
         lambda train_u, val_u: (train_u / train_u.std(correction=0), val_u / train_u.std(correction=0)),
         lambda train_u, val_u: (train_u / train_u.std(), val_u / train_u.std())),
        ("You centre, and do not scale. A second number makes the typical distance from the mean 1",
         lambda train_u, val_u: (train_u - train_u.mean(), val_u - train_u.mean())),
        ("You divide by the *variance*, which is in square units. Its root has the unit of the readings",
         lambda train_u, val_u: tuple((u - train_u.mean()) / train_u.var(correction=0) for u in (train_u, val_u)),
         lambda train_u, val_u: tuple((u - train_u.mean()) / train_u.var() for u in (train_u, val_u))),
        ("Nearly: PyTorch's `std` divides by one less than the number of readings unless you tell it otherwise",
         lambda train_u, val_u: scaled_by(train_u, train_u, val_u, correction=1)),
        ("The brackets are missing: a division comes before a subtraction, so only the mean is divided",
         lambda train_u, val_u: tuple(u - train_u.mean() / train_u.std(correction=0) for u in (train_u, val_u))),
        ("This puts the readings between 0 and 1. That is a way to scale, too, but to standardise means around 0, with "
         "a typical distance of 1",
         lambda train_u, val_u: tuple(
             (u - train_u.min()) / (train_u.max() - train_u.min()) for u in (train_u, val_u))),
        ("Your validation inputs come back as they were. If `train_u` gets its new value first, its mean and deviation "
         "are 0 and 1 by then: take both numbers before",
         overwritten),
        ("You subtract their own mean from the validation inputs. The mean, too, has to be known when you train",
         lambda train_u, val_u: (
             standardise(train_u, val_u)[0], (val_u - val_u.mean()) / train_u.std(correction=0))),
        ("That is one tensor. Return the training inputs and the validation inputs: `return one, two`",
         lambda train_u, val_u: standardise(train_u, val_u)[0], lambda train_u, val_u: standardise(train_u, val_u)[1]),
        ("The two are right, and in each other's place. The training inputs come first",
         lambda train_u, val_u: scaled_by(train_u, val_u, train_u)),
    ],
    hints=[
        "Two numbers are learned from the readings: where they lie, and how widely they are spread.",
        "Both numbers come from the same tensor. Which of the two is there when you train?",
        "The same shift and the same division for both tensors; `return one, two` returns a pair.",
    ],
    why="The mean and the deviation are learned, like `w` and `b`, so they come from the training inputs alone and are "
    "then applied to everything. The validation inputs need not come out with mean 0 and deviation 1, and how far "
    "they are from it is worth a look: it tells how unlike the training data they are.",
)  # fmt: skip


def predict(t_u, w, b, mean, deviation):
    t_un = (t_u - mean) / deviation
    return model(t_un, w, b)


Code(
    "5_4_4 a new reading",
    question="The numbers `w` and `b` were learned on standardised inputs; the training readings had the `mean` and "
    "the standard `deviation` that you are given. The temperatures were not scaled. Return the predictions for new "
    "readings `t_u`, raw, of shape `(M,)`.",
    answer=predict,
    probes=[
        (torch.tensor([48.0, 60.0, 90.0]), 8.5, 10.5, 50.0, 16.0),
        (torch.tensor([1.0, -3.0, 1.0]), -2.0, 4.0, 1.5, 0.5),
        (torch.tensor([7.0]), 3.0, -1.0, -2.0, 4.0),
    ],
    mistakes=[
        ("You give the raw reading to a model that has only ever seen standardised ones. That runs without any "
         "error, and is far off",
         lambda t_u, w, b, mean, deviation: model(t_u, w, b)),
        ("You scale the result back as well. Only the inputs were scaled: the model answers in degrees already",
         lambda t_u, w, b, mean, deviation: predict(t_u, w, b, mean, deviation) * deviation + mean,
         lambda t_u, w, b, mean, deviation: model(t_u, w, b) * deviation + mean),
        ("You divide by the deviation, and the mean is not subtracted. The model has learned on inputs around 0",
         lambda t_u, w, b, mean, deviation: model(t_u / deviation, w, b)),
        ("You subtract the mean and do not divide by the deviation",
         lambda t_u, w, b, mean, deviation: model(t_u - mean, w, b)),
        ("The order counts: the readings were first shifted, then scaled. Are there brackets around the difference?",
         lambda t_u, w, b, mean, deviation: model(t_u - mean / deviation, w, b),
         lambda t_u, w, b, mean, deviation: model(t_u / deviation - mean, w, b),
         lambda t_u, w, b, mean, deviation: w * t_u - mean / deviation + b),
        ("You multiply by the deviation, which makes wide spreads wider. To standardise is the other way round",
         lambda t_u, w, b, mean, deviation: model((t_u - mean) * deviation, w, b),
         lambda t_u, w, b, mean, deviation: model(t_u * deviation + mean, w, b)),
        ("You standardise the new readings by their own numbers. The model knows only those of the training readings",
         lambda t_u, w, b, mean, deviation: model(*scaled_by(t_u, t_u), w, b),
         lambda t_u, w, b, mean, deviation: model(*scaled_by(t_u, t_u, correction=1), w, b)),
        ("The bias is missing", lambda t_u, w, b, mean, deviation: w * (t_u - mean) / deviation),
        ("You divide the bias by the deviation, too. Only the reading is scaled, and then goes into the line",
         lambda t_u, w, b, mean, deviation: (w * (t_u - mean) + b) / deviation),
        ("These are the standardised readings. The model has not been asked yet",
         lambda t_u, w, b, mean, deviation: (t_u - mean) / deviation),
        ("The mean is to be subtracted, and here it is added",
         lambda t_u, w, b, mean, deviation: model((t_u + mean) / deviation, w, b)),
    ],
    hints=[
        "What has to happen to a raw reading before this model understands it?",
        "Do to the new readings what was done to the training readings, with the numbers of then.",
    ],
    why="The scaling is a part of the model: whoever gets `w` and `b` without `mean` and `deviation` cannot use them. "
    "So either keep all four together, or turn `w` and `b` back to raw units once and for all.",
)  # fmt: skip


def to_standardised(w, b, mean, deviation):
    return w * deviation, b + w * mean


Code(
    "5_4_4 the same line on the other scale",
    question="The notebook turned learned parameters back to raw units. Now the other way: a line `w`, `b` belongs to "
    "*raw* readings, and you want to go on training on `(t_u - mean) / deviation`, from exactly the same line. All "
    "four are numbers. Return the weight and the bias to start from, as a pair.",
    answer=to_standardised,
    probes=[(0.5, -17.0, 50.0, 16.0), (-2.0, 7.0, 1.5, 0.25), (3.0, 0.5, -4.0, 2.0)],
    mistakes=[
        ("You return the parameters as they are. On the new inputs they are another line: try a reading by hand",
         lambda w, b, mean, deviation: (w, b)),
        ("That is the way back, from standardised to raw. Here the line is raw and the inputs become standardised",
         lambda w, b, mean, deviation: (w / deviation, b - w * mean / deviation)),
        ("The weight is right, and the bias has not moved. An input of 0 is now the mean reading; what does the line "
         "say there?",
         lambda w, b, mean, deviation: (w * deviation, b)),
        ("The weight is right, the bias has moved the wrong way. An input of 0 is now the mean reading; what does the "
         "line say there?",
         lambda w, b, mean, deviation: (w * deviation, b - w * mean)),
        ("For the bias you use the new weight. At the mean reading, the *raw* line is to be asked",
         lambda w, b, mean, deviation: (w * deviation, b + w * deviation * mean),
         lambda w, b, mean, deviation: (w * deviation, b - w * deviation * mean)),
        ("Both numbers are right. Return them as a pair, and not as one tensor",
         lambda *arguments: torch.tensor(to_standardised(*arguments))),
        ("You scale the parameters as if they were readings, and they are not. Put the reading into the line, then "
         "sort",
         lambda w, b, mean, deviation: ((w - mean) / deviation, (b - mean) / deviation),
         lambda w, b, mean, deviation: (w * deviation + mean, b * deviation + mean)),
        ("You shift the bias by the mean itself. The readings are shifted by it, and each unit of a reading is worth "
         "`w` degrees",
         lambda w, b, mean, deviation: (w * deviation, b + mean),
         lambda w, b, mean, deviation: (w * deviation, b - mean)),
        ("The weight goes the wrong way, or nowhere. An input of 1 is now a whole deviation away from the mean: how "
         "many degrees are that?",
         lambda w, b, mean, deviation: (w / deviation, b + w * mean),
         lambda w, b, mean, deviation: (w / deviation, b + w * mean / deviation),
         lambda w, b, mean, deviation: (w / deviation, b),
         lambda w, b, mean, deviation: (w, b + w * mean)),
    ],
    hints=[
        "Call the standardised input z. Which raw reading belongs to z? Solve for `t_u`.",
        "Put that reading into `w * t_u + b`, and sort by z.",
        "What stands with z is the new weight, all the rest is the new bias.",
    ],
    why="The reading that belongs to z is `deviation * z + mean`. Put into the line, it gives `w * deviation` as the "
    "factor of z, and `w * mean + b` beside it: the new weight is what a whole deviation is worth, the new bias what "
    "the line says at the mean reading. For the best line that is the mean temperature, whatever its weight.",
)  # fmt: skip

deviation = 5.0
flat, steep = torch.linalg.eigvalsh(hessian(torch.tensor([-deviation, deviation]))).tolist()

Number(
    "5_4_4 a centred input",
    question=f"Readings are centred and not scaled: they have mean 0 and standard deviation {deviation:.0f}. What is "
    "the condition number of the loss in `w` and `b`?",
    answer=steep / flat,
    mistakes=[
        ("That is how many times as long as wide the valley is. The condition number compares the curvatures",
         deviation),
        ("This holds where the deviation is 1. To centre takes the slant away, and not the length", 1),
        ("That is the curvature across the valley. What is it along the valley?", steep),
        ("That is the curvature along the valley. What is it across?", flat),
        ("That is the small curvature divided by the large one, here also the largest stable learning rate. The "
         "condition number is the large one divided by the small one",
         flat / steep),
        ("You squared once too often. A reading counts in how far a prediction moves, and once more in what that "
         "costs", deviation**4),
        ("That is twice the deviation. In the curvature along `w` the readings are squared, and the condition number "
         "is a ratio of two curvatures", 2 * deviation),
        ("You divided by the curvature along `b` and left out the same factor in that along `w`", deviation**2 / 2),
    ],
    hints=[
        "The curvature along `b` is 2. Along `w` it is twice the mean of the squared readings.",
        "For readings with mean 0, what do the mean of the squares and the standard deviation have to do with each "
        "other?",
        f"You can also try it: `torch.tensor([{-deviation}, {deviation}])` has this mean and this deviation, and "
        "`exact.hessian` does the rest.",
    ],
    why="With mean 0 the weight and the bias do not lean on each other, so the two curvatures are twice the mean "
    "squared reading, which is the deviation squared, and 2. Their ratio is the deviation squared: a centred input "
    "needs only a deviation of 1 for a round valley.",
)  # fmt: skip
