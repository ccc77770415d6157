"""An exercise on a page: a number or a choice is answered there, a function is written in JupyterLab."""

import html
import json

from nbconvert.filters.highlight import Highlight2HTML

from ...exercises.exercise import sentence
from ...exercises.kinds import Choice, Code
from .prose import phrase, plain

WHERE = 'Code is run and checked in JupyterLab: <a href="index.html#Start">how to start it</a>.'


def declared(task):
    """What the judge in the page has to know of an exercise. Texts are HTML."""

    def number(value):
        return value if isinstance(task, Choice) else float(value)

    known = {
        "answer": number(task.answer),
        "mistakes": [[phrase(sentence(text)), *map(number, wrong)] for text, *wrong in task.mistakes],
        "why": phrase(task.why),
    }
    if isinstance(task, Choice):
        return known
    return known | {
        "tolerance": task.tolerance,
        "scale": task.scale,
        "exact": task.exact,
        "expects": task.expects(),
        "unit": task.unit,
        "digits": task.digits_needed(),
        "asks": task.how_exact(),
    }


def box(task, stub):
    """An exercise as HTML. stub: the code of the cell that is to be completed, for an exercise with code."""
    code = isinstance(task, Code)
    parts = [f"<h3>Exercise: {html.escape(task.title)}</h3>", plain(task.asked() if code else task.question)]
    if code:
        parts += [Highlight2HTML()(stub).replace("<pre>", '<pre tabindex="0">'), f'<p class="note">{WHERE}</p>']
    else:
        knows = json.dumps(declared(task), ensure_ascii=False).replace("</", "<\\/")
        parts += [form(task), f'<script type="application/json">{knows}</script>']
    count = len(task.hints)
    for place, hint in enumerate(task.hints, 1):
        parts.append(folded(f"Hint {place} of {count}", plain(hint), "hint"))
    parts.append(folded("Solution", plain(f"{task.solved()}\n\n{task.why}"), "solution"))
    return f'<section class="exercise" aria-label="Exercise: {html.escape(task.title)}">{"".join(parts)}</section>'


def form(task):
    """Where the answer goes. Without a script there is nothing to check it, so the button is shown by the script."""
    if isinstance(task, Choice):
        options = [
            f'<label><input type="radio" name="answer" value="{letter}">'
            f" <span><b>{letter}</b> {phrase(text)}</span></label>"
            for letter, text in task.options.items()
        ]
        field = f"<fieldset><legend>Your answer</legend>{''.join(options)}</fieldset>"
    else:
        field = (
            f'<label>Your answer <input name="answer" autocomplete="off" size="12"> {html.escape(task.unit)}</label>'
        )
    rest = '<button hidden>Check</button><p class="verdict" role="status"></p>'
    return f'<form data-name="{html.escape(task.name)}">{field}{rest}</form>'


def folded(title, inside, kind):
    return f'<details class="{kind}"><summary>{title}</summary>{inside}</details>'
