"""The exercises of section 5.6."""

from .kinds import Choice

Choice(
    "5_6 a line in the loop",
    question="What is wrong in the body of this loop?\n\n```python\n"
    "train_loss = loss_fn(model(train_t_u, *params), train_t_c)\n"
    "val_loss = loss_fn(model(val_t_u, *params), val_t_c)\n"
    "optimizer.zero_grad()\n(train_loss + val_loss).backward()\noptimizer.step()\n```",
    options={
        "a": "the gradient is emptied too late",
        "b": "the validation data take part in the learning",
        "c": "the validation loss must be computed after the step",
        "d": "the optimizer does not know the learning rate",
    },
    answer="b",
    mistakes=[
        ("It must be empty when the backward pass begins, and so it is. The forward pass does not touch it", "a"),
        ("Before or after the step is a matter of taste: it says only which parameters are judged", "c"),
        ("It was given one when it was made. The loop need not mention it", "d"),
    ],
    hints=["Follow each loss: which of them has a say in the gradient?"],
    why="The gradient of a sum is the sum of the gradients, so both losses move the parameters. No error tells, and "
    "the validation loss looks better than it should. In `no_grad` it could have had no say.",
)

Choice(
    "5_6 the number to report",
    question="You have tried forty learning rates and eight degrees, and kept the model with the smallest validation "
    "loss. Which number tells others how good it is on new data?",
    options={
        "a": "its validation loss",
        "b": "its training loss",
        "c": "the mean of the two",
        "d": "its loss on readings that no choice has looked at",
    },
    answer="d",
    mistakes=[
        ("It is the smallest of hundreds, so luck has a part in it: these readings were used to choose", "a"),
        ("The model has learned these very readings, perhaps by heart", "b"),
        ("Both were used, one to learn and one to choose. A mean of them does not change that", "c"),
    ],
    hints=["What has each set of readings been used for, up to now?"],
    why="Whatever took part in a decision can no longer judge it. Training data decide the parameters, validation data "
    "decide between models, and what is left for the judgement is a third set, the test set.",
)

Choice(
    "5_6 a loss that hardly moves",
    question="On a new problem the training loss falls quickly to 30, and then hardly moves for a thousand epochs. "
    "What do you do first?",
    options={
        "a": "stop: it has arrived",
        "b": "take a larger model",
        "c": "look at the scales of the inputs, and standardise them",
        "d": "take a learning rate a hundred times as large",
    },
    answer="c",
    mistakes=[
        ("Perhaps it has, perhaps it creeps: the change alone cannot tell the two apart", "a"),
        ("Perhaps this one is too simple. But you do not know yet what it can do, because it may only be slow", "b"),
        ("If it creeps, one direction is flat and another is steep, and the steep one would explode", "d"),
    ],
    hints=["Which two reasons can a loss have not to move? Which of the options tells them apart?"],
    why="First rule out that it creeps. With standardised inputs the valley is rounder, and a loss that then stays at "
    "30 says something about the model or the data. One that falls was only slow. (Where you know the curvatures, the "
    "bound of 5.4.3, |gradient|² / (2 · smallest curvature), says it without a new training.)",
)

Choice(
    "5_6 nothing moves",
    question="The loss is the same in every epoch, to the last digit. After `loss.backward()`, `params.grad` holds two "
    "numbers, neither of them 0. What is the likely mistake?",
    options={
        "a": "the predictions were cut off from the parameters by `detach()`",
        "b": "the optimizer was made with another tensor than the `params` that the model uses",
        "c": "the learning rate is ten times too small",
        "d": "the inputs are not standardised",
    },
    answer="b",
    mistakes=[
        ("Then no gradient would arrive: `.grad` would be None, or `backward()` an error", "a"),
        ("Steps a tenth as long still change the digits", "c"),
        ("Then it may creep. But what creeps changes its digits", "d"),
    ],
    hints=["What has to happen between a gradient and a new loss? Who does it?"],
    why="A gradient has arrived, so the graph is whole. What is missing is the update, and an optimizer moves only the "
    "tensors it was given. Making `params` anew after the optimizer is enough for that.",
)

Choice(
    "5_6 readings far from zero",
    question="Your readings lie between 1000 and 1010, so the valley is long and lies slantwise. Adam has trained for "
    "a thousand epochs and still creeps. What helps most?",
    options={
        "a": "multiply the loss by 1000",
        "b": "divide the readings by 1000",
        "c": "subtract the mean of the readings",
        "d": "a learning rate for each of the two parameters",
    },
    answer="c",
    mistakes=[
        ("Adam divides by the size of the gradient, so it would walk the same path", "a"),
        ("That changes the size of `w`, which Adam can mend by itself. But their mean stays as far from zero, measured "
         "by their spread, so weight and bias can still pay for one another", "b"),
        ("Adam has that already. A number for each parameter stretches the axes, and this valley lies along neither",
         "d"),
    ],
    hints=["Which of these could a number for each parameter achieve as well? Adam has tried that.",
           "Why can a larger weight be paid back by a smaller bias here?"],
    why="Adam mends sizes, one parameter at a time. The tilt is between the parameters: with readings whose mean is "
    "far from 0, beside their spread, weight and bias do nearly the same. Around a mean of 0 they no longer do.",
)  # fmt: skip
