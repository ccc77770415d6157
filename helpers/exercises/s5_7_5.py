"""The exercises of section 5.7.5."""

import numbers

from .kinds import Code, Number


class Recorded:
    """What the notebook's own Number is; to the judge, which compares numbers, it is its value."""

    def __init__(self, value, made_from=(), birth=1):
        self.value, self.made_from = value, made_from
        self.birth, self.grad = birth, 0.0

    def __float__(self):
        return float(self.value)


numbers.Real.register(Recorded)


def record(*steps):
    """Numbers from the oldest to the youngest, of (value, (place of an earlier one, slope by it), ...)."""
    made = []
    for birth, (value, *pairs) in enumerate(steps, 1):
        made.append(Recorded(value, [(made[place], slope) for place, slope in pairs], birth))
    return made


LINE = [(3.0,), (5.0,), (15.0, (0, 5.0), (1, 3.0)), (1.0,), (16.0, (2, 1.0), (3, 1.0)), (256.0, (4, 32.0))]
DETOUR = [(2.0,), (-6.0, (0, -3.0)), (-30.0, (1, 5.0)), (-36.0, (1, 1.0), (2, 1.0))]
SQUARE = [(4.0,), (16.0, (0, 4.0), (0, 4.0)), (-2.0,), (-32.0, (1, -2.0), (2, 16.0)), (-28.0, (3, 1.0), (0, 1.0))]

# The younger factor handed over first, two Numbers of one value, and the oldest once more at the end.
CROSSED = [(2.0,), (3.0,), (6.0, (1, 2.0), (0, 3.0)), (6.0, (2, 1.0)), (36.0, (3, 6.0), (2, 6.0)),
           (72.0, (4, 2.0), (0, 36.0))]  # fmt: skip


# --- the rules ------------------------------------------------------------------------------------


def times(a, b):
    return a * b, (b, a)


Code(
    "5_7_5 rule of a product",
    question="The rule of a product: `a` and `b` are two numbers. Return the value of `a * b`, then a pair: its slope "
    "by `a` and its slope by `b`.",
    answer=times,
    probes=[(3.0, 5.0), (-2.0, 0.5), (1.5, 4.0)],
    mistakes=[
        ("You gave as the slope by `a` the number `a` itself. Nudge `a` by 1 and leave `b` alone: by how much does the "
         "product grow?", lambda a, b: (a * b, (a, b))),
        ("These are the slopes of a sum. Nudge `a` by 1: does the product grow by 1, too?",
         lambda a, b: (a * b, (1.0, 1.0)), lambda a, b: (a + b, (1.0, 1.0))),
        ("The value is right. The two slopes are to follow it, as a pair", lambda a, b: a * b),
        ("The slopes are right. The value is to stand before them", lambda a, b: (b, a)),
        ("The three numbers are right, side by side. The slopes belong together in a pair of their own: put "
         "parentheses round the two", lambda a, b: (a * b, b, a)),
        ("The slopes are right, and the value is that of a sum", lambda a, b: (a + b, (b, a))),
        ("The value comes first, the pair of slopes after it", lambda a, b: ((b, a), a * b)),
    ],
    hints=[
        "Take numbers: 3 times 5 is 15. With 4 in place of the 3, what is it? With 6 in place of the 5?",
        "In 5.4.2 a little more `w` moved `w` times `t_u` by `t_u` times as much.",
    ],
    why="Each factor is the other one's slope. This line is all that the engine will ever know about products.",
)  # fmt: skip


def power(a, n):
    return a**n, n * a ** (n - 1)


Code(
    "5_7_5 rule of a power",
    question="The rule of a power: `a` is a number, not 0, and `n` a fixed whole exponent, such as the 2 of a square, "
    "or -1. Return the value of `a**n`, and its slope by `a`.",
    answer=power,
    probes=[(3.0, 2), (2.0, 3), (-1.5, 2), (4.0, -1)],
    mistakes=[
        ("This is the slope of a square. The exponent can be any number", lambda a, n: (a**n, 2 * a)),
        ("The exponent in the slope is not right. The slope of a square, with `n` 2, is 2 times `a`, and not 2 times "
         "its square", lambda a, n: (a**n, n * a**n)),
        ("A factor is missing in the slope. With `n` 2 it has to be 2 times `a`", lambda a, n: (a**n, a ** (n - 1))),
        ("`n - 1` needs brackets: `a**n - 1` is a power less 1", lambda a, n: (a**n, n * a**n - 1)),
        ("The factor is not right. With `n` 2 the slope has to be 2 times `a`",
         lambda a, n: (a**n, (n - 1) * a ** (n - 1)), lambda a, n: (a**n, (n - 1) * a**n)),
        ("The value is right. Its slope is to follow it", lambda a, n: a**n),
        ("The slope is right. The value is to stand before it", lambda a, n: n * a ** (n - 1)),
        ("The value comes first, its slope after it", lambda a, n: (n * a ** (n - 1), a**n)),
        ("The exponent is fixed: only `a` is nudged, and only the slope by `a` is asked for, which is one number",
         lambda a, n: (a**n, (n * a ** (n - 1), 0.0)), lambda a, n: (a**n, (n * a ** (n - 1), 1.0))),
        ("These are the value and the slope of a times n. A power is written with two stars",
         lambda a, n: (a * n, n)),
    ],
    hints=[
        "The square has the slope 2 times `a`. A cube is a times a times a: nudge one factor after the other, and you "
        "have three times the square.",
        "In words: the exponent comes down as a factor, and is one less above.",
    ],
    why="One rule for squares, cubes, and one over a, which is the power of -1.",
)  # fmt: skip


def quotient(a, b):
    return a / b, (1 / b, -a / b**2)


Code(
    "5_7_5 rule of a quotient",
    question="Your engine cannot divide yet. Write the rule: `a` and `b` are numbers, `b` is not 0. Return the value "
    "of `a / b`, then a pair: its slope by `a` and its slope by `b`.",
    answer=quotient,
    probes=[(3.0, 4.0), (-2.0, 0.5), (1.5, -2.5)],
    mistakes=[
        ("The sign of the second slope: does a quotient grow when you divide by more?",
         lambda a, b: (a / b, (1 / b, a / b**2))),
        ("The slope by `b` is not right: `a` times the slope of one over b, which is the power of -1. What does the "
         "rule of a power say about that?", lambda a, b: (a / b, (1 / b, -1 / b**2)),
         lambda a, b: (a / b, (1 / b, -a / b)), lambda a, b: (a / b, (1 / b, a)), lambda a, b: (a / b, (1 / b, -a))),
        ("The slopes of a product are other ones. Nudge `a` by 1: by how much does the quotient grow?",
         lambda a, b: (a / b, (b, a))),
        ("The two slopes have changed places: first the one by `a`", lambda a, b: (a / b, (-a / b**2, 1 / b))),
        ("The value is right. The two slopes are to follow it, as a pair", lambda a, b: a / b),
        ("The three numbers are right, side by side. The slopes belong together in a pair of their own",
         lambda a, b: (a / b, 1 / b, -a / b**2)),
        ("This has the value of a whole-number division, which drops what is behind the point. One stroke is enough",
         lambda a, b: (a // b, (1 / b, -a / b**2)), lambda a, b: (a // b, (1 // b, -a // b**2))),
        ("The value comes first, the slopes after it, as a pair", lambda a, b: ((1 / b, -a / b**2), a / b),
         lambda a, b: (1 / b, -a / b**2)),
        ("The slope by `a` is not right. Nudge `a` by 1: by how much does the quotient grow, with this `b`?",
         lambda a, b: (a / b, (b, -a / b**2)), lambda a, b: (a / b, (1.0, -a / b**2))),
    ],
    hints=[
        "A quotient is a product: `a` times one over `b`. So the slope by `a` is the other factor.",
        "For the slope by `b` take the rule of a power, with -1 for the exponent, and then times `a`.",
    ],
    why="You can also have it for nothing: `a * b**-1` is built of two steps that the engine knows, and the walk back "
    "puts the two slopes together. A rule of its own saves a step.",
)  # fmt: skip


# --- the walk back --------------------------------------------------------------------------------


def walk_back(ordered):
    ordered[-1].grad = 1.0
    for number in reversed(ordered):
        for earlier, slope in number.made_from:
            earlier.grad += slope * number.grad
    return [number.grad for number in ordered]


def walked(hand_on, end=1.0, turn=reversed):
    """Another way to hand on, another gradient of the end by itself, or another direction."""

    def wrong(ordered):
        ordered[-1].grad = end
        for number in turn(ordered):
            for earlier, slope in number.made_from:
                hand_on(earlier, slope, number)
        return [number.grad for number in ordered]

    return wrong


def adds(how_much):
    def hand_on(earlier, slope, number):
        earlier.grad += how_much(earlier, slope, number)

    return hand_on


def replaces(earlier, slope, number):
    earlier.grad = slope * number.grad


chain_rule = adds(lambda earlier, slope, number: slope * number.grad)


def only_the_first_of_each(ordered):
    for number in ordered:
        number.made_from = number.made_from[:1]
    return walk_back(ordered)


Code(
    "5_7_5 walk back",
    question="`ordered` is a list of Numbers, each after those that it was made from; the last is the end. All "
    "their `.grad` are 0. Set that of the end to what it has to be, then go from the last to the first: let each "
    "Number add to the `.grad` of every Number in its `.made_from` what the chain rule says. Return the list "
    "of all `.grad`, in the order of `ordered`.",
    answer=walk_back,
    probes=[lambda: (record(*LINE),), lambda: (record(*DETOUR),), lambda: (record(*SQUARE),),
            lambda: (record((7.0,)),)],
    mistakes=[
        ("What arrives replaces what is there. A number that was used in two places moves the end by both, so what it "
         "receives has to be added", walked(replaces)),
        ("Only the Numbers that the end itself was made from have received something. Does the walk go through all of "
         "them, from the last to the first? The other way there is nothing to hand on yet: only the end knows its "
         "gradient", walked(chain_rule, turn=iter)),
        ("All gradients are 0 at the end. Did you set that of the end before you began, and does no later line "
         "overwrite it? Each Number gives to those in its `.made_from`; it takes nothing from them",
         walked(chain_rule, end=0.0)),
        ("You began with the value of the end. How fast does it grow with itself? That is its gradient",
         lambda ordered: walked(chain_rule, end=ordered[-1].value)(ordered)),
        ("What is handed on is the slope alone, or 1 times the slope. The chain rule multiplies: by how much does the "
         "end grow with the Number that hands on?", walked(adds(lambda earlier, slope, number: slope))),
        ("You hand on the gradient as it is. The chain rule multiplies it by something that stands in `.made_from`",
         walked(adds(lambda earlier, slope, number: number.grad))),
        ("You multiply the slope by a value. The chain rule multiplies it by the gradient of the Number that hands on",
         walked(adds(lambda earlier, slope, number: slope * number.value))),
        ("In what you return only the end has a gradient, all others are 0. Does the end have its own before the walk "
         "begins, and does it hand on? Is the slope multiplied by the gradient of the one that hands on, not that of "
         "the one that receives? And is the list made when the walk is over?",
         walked(adds(lambda earlier, slope, number: slope * earlier.grad))),
        ("Slope and gradient are added here. One effect after another multiplies; only effects side by side are added",
         walked(adds(lambda earlier, slope, number: slope + number.grad))),
        ("Of each Number only the first entry of `.made_from` receives something. Go through them all",
         only_the_first_of_each),
        ("These are the right gradients, from the last to the first. Return them in the order of `ordered`",
         lambda ordered: walk_back(ordered)[::-1]),
        ("These are the Numbers, or their values. The gradients are asked for: each Number has its own in `.grad`",
         lambda ordered: [number.value for number in ordered]),
        ("This is the gradient of the first Number alone. Return the list of all",
         lambda ordered: walk_back(ordered)[0]),
    ],
    hints=[
        "`ordered[-1]` is the end. It grows by 1 when it grows by 1.",
        "Two loops, one inside the other: over the Numbers, the last first (`reversed` turns a list round), and over "
        "the pairs in `.made_from` of each.",
        "What is handed on is the gradient of the Number times the slope of the pair. It comes on top of what is "
        "there: `+=`.",
    ],
    why="These few lines are backpropagation. Nothing in them knows what a product or a square is.",
)  # fmt: skip


# --- the order ------------------------------------------------------------------------------------


def order(end):
    found, waiting = set(), [end]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += [earlier for earlier, slope in number.made_from]
    return sorted(found, key=lambda number: number.birth)


def as_found(end, twice=False, place=-1):
    """All Numbers in the order in which they are met."""
    found, waiting = [], [end]
    while waiting:
        number = waiting.pop(place)
        if twice or number not in found:
            found.append(number)
            waiting += [earlier for earlier, _ in number.made_from]
    return found


def parents_first(end, found=()):
    found = list(found)
    for earlier, _ in end.made_from:
        found = parents_first(earlier, found)
    return found if end in found else [*found, end]


def until_one_is_known(end):
    met = as_found(end, twice=True)
    known = next((place for place, number in enumerate(met) if number in met[:place]), len(met))
    return sorted(met[:known], key=lambda number: number.birth)


Code(
    "5_7_5 oldest first",
    question="`end` is a Number. Find it and all the Numbers that it was made from, those that these were made from, "
    "and so on, and return them as a list, each of them once, from the oldest to the youngest. Each Number has "
    "`.made_from`, its pairs, and `.birth`: the older, the smaller.",
    answer=order,
    probes=[lambda: (record(*LINE)[-1],), lambda: (record(*DETOUR)[-1],),
            lambda: (record(*SQUARE)[-1],), lambda: (record(*CROSSED)[-1],),
            lambda: (record(*CROSSED, (64.0, (5, 1.0), (1, -8.0)))[-1],), lambda: (record((7.0,))[-1],)],
    mistakes=[
        ("All are there, but not sorted: this is the order in which you met them", as_found,
         lambda end: as_found(end, place=0)),
        ("Turned round, the order in which you met them need not be the one in which they were made. Sort by `.birth`",
         lambda end: as_found(end)[::-1], lambda end: as_found(end, place=0)[::-1]),
        ("All are there, the youngest first. Turn them round", lambda end: order(end)[::-1]),
        ("Each comes after those it was made from, and for the walk back that would do. Asked is the order from the "
         "oldest to the youngest: sort by `.birth`", parents_first),
        ("They are sorted by their values. What counts is when they were made",
         lambda end: sorted(order(end), key=lambda number: number.value)),
        ("A Number that was used in several places is in your list several times. Before you take one in, look "
         "whether it is there already",
         lambda end: sorted(as_found(end, twice=True), key=lambda number: number.birth)),
        ("A Number is missing. Two of them can have the same value; and one that was found already ends its own "
         "branch, not the whole search", until_one_is_known,
         lambda end: sorted({one.value: one for one in as_found(end)}.values(), key=lambda number: number.birth)),
        ("You went one step back. Those Numbers were made from others, too",
         lambda end: sorted({end, *(earlier for earlier, _ in end.made_from)}, key=lambda number: number.birth)),
        ("The end itself is missing", lambda end: order(end)[:-1]),
        ("These are only the Numbers that were not made from anything",
         lambda end: [number for number in order(end) if not number.made_from]),
        ("The order is right. Return the Numbers themselves, not when they were made",
         lambda end: [number.birth for number in order(end)]),
    ],
    hints=[
        "Keep two collections: a set of the Numbers found so far (`numbers.add(one)` takes one in), and a list of "
        "those still waiting to be looked at. At first only the end waits.",
        "While any is waiting, take one out of the list (`waiting.pop()`). If it is new, keep it, and let those that "
        "it was made from wait, too.",
        "At the end: `sorted(..., key=lambda number: number.birth)`, where the dots are what you found.",
    ],
    why="Whatever a Number was made from is older than it. So whoever goes from the youngest to the oldest meets it "
    "only after all that was made from it.",
)  # fmt: skip


# --- one number, several places -------------------------------------------------------------------

x = 5.0
cube = record((x,), (x * x, (0, x), (0, x)), (x**3, (1, x), (0, x * x)))

Number(
    "5_7_5 a number used three times",
    question="`x` is a Number of value 5, and `y = x * x * x`. Python computes from the left: `x * x` first, then that "
    "times `x`. The engine walks back from `y`. What is the *first* thing that is added to `x.grad`, by the Number "
    "`y` itself, before `x * x` has its turn?",
    answer=x * x,
    exact=True,
    mistakes=[
        ("This is what is in `x.grad` at the end, when all have handed on. What comes from `y` alone?",
         walk_back(cube)[0]),
        ("This is the other factor's own part: what `x * x` receives from `y`. And what does `x` receive from `y`?", x),
        ("This is what `x * x` hands on to `x`, later", 2 * x * x),
        ("This is the value of `y`. Its gradient is 1, and the slope by `x` in this last product is the other factor",
         x**3),
        ("This is the gradient of `y` itself. It is multiplied by the slope of the product by `x`", 1.0),
        ("This is the slope of a square. The last step is a product, of `x * x` and `x`", 2 * x),
    ],
    hints=["The last product has two factors. Each is the slope of the other.",
           "`y` has the gradient 1, and hands on 1 times the slope."],
    why=f"From `y` comes {x * x:g}, and from `x * x`, whose gradient is {x:g}, twice {x * x:g}. Together "
    f"{3 * x * x:g}, which is what the rule of a power says for a cube. Nobody told the engine that rule here: the "
    "sums made it.",
)  # fmt: skip
