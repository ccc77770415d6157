"""The exercises of section 5.7.4."""

from .kinds import Choice, Code


def dollars(text):
    return float(text.replace("$", "").replace(",", ""))


Code(
    "5_7_4 amounts in dollars",
    question="A file from the United States writes `$1,193.50`: a dollar sign, commas between the thousands, and a "
    "decimal point. Return the number that such a text means, here 1193.5.",
    answer=dollars,
    probes=[("$1,193.50",), ("$850",), ("$2,400,000",), ("$0.75",), ("$12,050.25",)],
    mistakes=[
        ("You read it as the German spreadsheet of this page writes: there the comma is the decimal one. Here it "
         "stands between the thousands, and the point is what it is for Python",
         lambda text: float(text.replace("$", "").replace(".", "").replace(",", "."))),
        ("You turned the comma into a point. Here it says nothing, and has to go",
         lambda text: float(text.replace("$", "").replace(",", "."))),
        ("The dollar sign is still there", lambda text: float(text.replace(",", ""))),
        ("The commas are still there", lambda text: float(text.replace("$", ""))),
        ("What you return is still a text. `float(...)` makes a number of it",
         lambda text: text.replace("$", "").replace(",", "")),
        ("The cents are lost. `int` takes whole numbers only; `float` takes them all",
         lambda text: float(text.replace("$", "").replace(",", "").partition(".")[0])),
        ("The point went with the commas, so that cents count as dollars",
         lambda text: float(text.replace("$", "").replace(",", "").replace(".", ""))),
    ],
    hints=[
        "`text.replace(\"x\", \"\")` takes every x out of a text.",
        "Take out what is no part of the number, and make a number of the rest with `float`.",
    ],
    why="A comma in a number means one thing in Berlin and another in Boston, and no program can know which: "
    "you have to look at the file and say it. Whoever guesses is wrong by a factor of 1,000, and the picture "
    "looks perfect.",
)  # fmt: skip

Choice(
    "5_7_4 no better than the mean",
    question="For the electricity that a house uses each day, over a whole year, a line through the outdoor "
    "temperature has a typical error of 4.1 kWh on rows held out. Always to answer with the mean has 4.2. What "
    "follows?",
    options={
        "a": "The temperature says nothing about the electricity.",
        "b": "A straight line finds nothing in the temperature. Look at the picture, and try a bend.",
        "c": "The line is better, so use it.",
        "d": "Train for more epochs: the line has not arrived yet.",
    },
    answer="b",
    mistakes=[
        ("That is more than a line can tell. Think of a house that is heated with electricity in winter and cooled "
         "with it in summer: which line is best for that?", "a"),
        ("4.1 and 4.2 are nearly the same, and the next split may turn them round. What has the line learned that the "
         "mean does not know?", "c"),
        ("It may be so, and the picture of the two losses would show it. But descent on standardised inputs arrives "
         "within a few dozen epochs", "d"),
    ],
    hints=["Draw the days: electricity over temperature, with heating when it is cold and cooling when it is hot. What "
           "does the best straight line through that look like?"],
    why="Heating and cooling give a valley: much at both ends, little in between. The best line through a valley is "
    "nearly level, and no better than the mean, though the temperature says nearly everything. A parabola finds it. "
    "First the picture, then the verdict.",
)  # fmt: skip

Choice(
    "5_7_4 next month",
    question="Your rows are the days of three years, in their order, and you want to predict the days of the coming "
    "month. On shuffled splits the typical error is 3; trained on the first two years and tried on the third, it is 7. "
    "Before that month the model is not fitted anew. Which error do you expect?",
    options={
        "a": "about 3, because 200 splits say more than one",
        "b": "about 5, the mean of the two",
        "c": "nearer to 7, because that is the question that will be asked",
        "d": "neither can be known before the month is over",
    },
    answer="c",
    mistakes=[
        ("200 answers to another question. In a shuffled split every day held out has its neighbours, the day before "
         "and the day after, among the rows that were trained on. Has a day of next month?", "a"),
        ("A mean of an answer to your question and one to another. Which of the two did what you will do: train on the "
         "past, and predict what comes after it?", "b"),
        ("The month may surprise you, that is true. But one of the two numbers did just what you are going to do, on "
         "days that are known", "d"),
    ],
    hints=["What will stand before the days of next month, and what after them, in the rows that you can train on?"],
    why="To hold out what comes later asks the question that the future will ask. Something has changed from the "
    "second year to the third, and shuffling hides that, because then some of the third year is always trained on. "
    "(A month ahead is less than a year: hold out a month, at several places, and you come nearer still.)",
)  # fmt: skip
