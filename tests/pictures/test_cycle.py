"""The cycle of learning."""

from helpers import pictures

from .stills import Stills

STILLS = {
    "learning_cycle": pictures.learning_cycle,
}
WORDS = [
    (
        pictures.learning_cycle,
        [],
        ["inputs", "forward pass", "errors", "backward pass", "parameters", "validation loss"],
    )
]


class TestStills(Stills):
    stills = STILLS
    words = WORDS
