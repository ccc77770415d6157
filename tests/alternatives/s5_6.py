"""Right answers to the exercises of section 5.6, in other forms."""

ALTERNATIVES = {
    "5_6 a line in the loop": ["b", "B", "the validation data take part in the learning"],
    "5_6 the number to report": ["d", " D ", "Its loss on readings that no choice has looked at."],
    "5_6 a loss that hardly moves": ["c", "Look at the scales of the inputs, and standardise them"],
    "5_6 readings far from zero": ["c", "Subtract the mean of the readings."],
    "5_6 nothing moves": ["b", "The optimizer was made with another tensor than the `params` that the model uses"],
}
