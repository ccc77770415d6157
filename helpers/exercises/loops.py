"""The usual mistakes of a training loop, made of the right loop by calling it with other arguments.

Ways that have nothing in common lead to the same numbers: a `return` in the loop and parameters that begin anew in
each round both make one epoch of many. So a hint says what is seen of the numbers first, and then asks about causes.
"""

import inspect

UPDATES = {
    "fewer": (
        "The numbers are those of one epoch less than was asked for. How many numbers does your `range` go through? "
        "And is what you return as it was before the last update?",
        {"n_epochs": lambda n_epochs, _: n_epochs - 1},
    ),
    "more": (
        "The numbers are those of one epoch more than was asked for. How many numbers does your `range` go through? "
        "And is there an update outside the loop?",
        {"n_epochs": lambda n_epochs, _: n_epochs + 1},
    ),
    "single": (
        "The numbers are those of a single epoch, however many are asked for. Does a `return` end the loop in its "
        "first round? Or does each round begin again at the start?",
        {"n_epochs": lambda n_epochs, _: 1},
    ),
    "never": (
        "The parameters are as they were given. Does the loop run at all? And do the new values reach the names "
        "that you return?",
        {"n_epochs": lambda n_epochs, _: 0},
    ),
    "uphill": (
        "Your steps go uphill: the gradient points to where the loss grows. Which sign takes you the other way?",
        {"learning_rate": lambda learning_rate, _: -learning_rate},
    ),
    "unscaled": (
        "Your steps are the whole gradient, as with a learning rate of 1. Where does `learning_rate` come in?",
        {"learning_rate": lambda learning_rate, _: 1.0},
    ),
    "sum": (
        "Your steps are `len(t_u)` times too long. Is there a sum over the readings where a mean belongs?",
        {"learning_rate": lambda learning_rate, arguments: learning_rate * len(arguments["t_u"])},
    ),
    "half": (
        "Your steps are half as long as they should be. Where does the 2 of the square's derivative come in?",
        {"learning_rate": lambda learning_rate, _: learning_rate / 2},
    ),
}


def usual_mistakes(train, but=(), **own_words):
    """(hint, wrong loop) for each usual mistake that the arguments of the right loop allow.

    train: the right loop; its arguments are called n_epochs, learning_rate and t_u where it has them.
    but: the mistakes to leave out, by name. own_words: another hint for a mistake, by name.
    """
    parameters = inspect.signature(train).parameters
    made = []
    for name, (hint, changes) in UPDATES.items():
        if name not in but and changes.keys() <= parameters.keys():
            made.append((own_words.get(name, hint), changed(train, **changes)))
    return made


def changed(train, **changes):
    """The loop, called with some of its arguments changed: each by a function of its value and of all arguments."""

    def wrong(*given):
        arguments = inspect.signature(train).bind(*given).arguments
        new = {name: change(arguments[name], arguments) for name, change in changes.items()}
        return train(**arguments | new)

    return wrong
