"""Markdown of the notebooks as HTML: with formulas that need no script, and terms that explain themselves."""

import html
import re

import latex2mathml.converter
from bs4 import BeautifulSoup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from ... import glossary

# Where terms are looked for: in running text, not in what is a link, code, emphasis or a table already.
# Ordinary words that are no terms here are passed over.
ELSEWHERE = {"a", "code", "pre", "strong", "h1", "h2", "h3", "h4", "math", "table", "summary"}
ORDINARY = "Deep Learning|(?:no|an) error(?: message)?|true shape|shape of the"


def formula(latex, display="inline"):
    mathml = latex2mathml.converter.convert(latex, display=display)
    return re.sub("<mi>([±′″])</mi>", r"<mo>\1</mo>", mathml)  # signs, not names: they are spaced otherwise


def scrolling(name, inside):
    """What may be wider than a phone, in a box that scrolls, also by keyboard."""
    return f'<div class="scrolls" tabindex="0" role="group" aria-label="{name}">{inside}</div>\n'


class Renderer(IPythonRenderer):
    """Markdown as nbconvert renders it, except formulas, links between notebooks, code and tables."""

    def inline_math(self, body):
        return formula(body)

    def block_math(self, body):
        return scrolling("Formula", formula(body, display="block"))

    def block_code(self, code, info=None):
        return super().block_code(code, info).replace("<pre>", '<pre tabindex="0">')

    def link(self, text, url, title=None):
        return super().link(text, re.sub(r"^([\w-]+)\.ipynb(?=#|$)", r"\1.html", url), title)

    def table(self, text):
        return scrolling("Table", f"<table>\n{text}</table>")


def plain(markdown):
    """Markdown as HTML, without terms."""
    # Some of the HTML in the notebooks is ours (details, summary), so it is kept as it is.
    made = MarkdownWithMath(renderer=Renderer(escape=False, anchor_link_text="")).render(markdown)
    made = re.sub(r'<a class="anchor-link"[^>]*>\s*(</a>)?', "", made)
    made = re.sub(r"<th([^>]*)></th>", r"<td\1></td>", made)  # which heads nothing
    # No new line between a formula and the full stop after it.
    return re.sub(r"(<math[^>]*inline(?:(?!</math>).)*</math>[.,;:?)]+)", r'<span class="together">\1</span>', made)


def phrase(markdown):
    """Markdown as HTML that may stand in a line where it is a single paragraph."""
    made = plain(markdown).strip()
    return made[3:-4] if made.startswith("<p>") and made.count("<p>") == 1 and made.endswith("</p>") else made


class Prose:
    """The prose of one page in its order: its sections, and the terms that are explained in them.

    sections: [id, heading, level, text] of each, for the contents and the search.
    terms: {English term: its row} of all that were met.
    """

    def __init__(self, rows):
        """rows: those of the glossary that a reader of this page has met, or meets here."""
        self.sections, self.terms = [["", "", 1, ""]], {}
        self._rows = {spelling: row for row in rows for spelling in spellings(row["english"])}
        longest_first = sorted(map(re.escape, self._rows), key=len, reverse=True)
        any_of_them = "|".join(longest_first) or "(?!)"  # which nothing is
        self._pattern = re.compile(rf"(?<![\w-])(?:{ORDINARY}|({any_of_them}))(?![\w-])", re.IGNORECASE)
        self._met = set()

    def html(self, markdown):
        soup = BeautifulSoup(plain(markdown), "html.parser")
        for element in list(soup.children):
            if element.name in ("h1", "h2", "h3"):
                self.sections.append([element.get("id", ""), element.get_text().strip(), int(element.name[1]), ""])
                if element.name != "h3":
                    self._met = set()
            elif element.name:
                self.sections[-1][3] += " " + " ".join(element.get_text(" ").split())
                self._explain(element)
        return str(soup)

    def _explain(self, element):
        for text in list(element.find_all(string=self._pattern)):
            if not ELSEWHERE & {parent.name for parent in text.parents}:
                marked = self._pattern.sub(self._mark, html.escape(text, quote=False))
                text.replace_with(BeautifulSoup(marked, "html.parser"))

    def _mark(self, found):
        row = self._rows[found[1].casefold()] if found[1] else None
        if not row or row["english"] in self._met:
            return found[0]
        # Whoever goes from one to the next by keyboard stops at each term once.
        again = ' tabindex="-1"' * (row["english"] in self.terms)
        self._met.add(row["english"])
        self.terms[row["english"]] = row
        return f'<button class="term" popovertarget="{term_id(row)}"{again}>{found[0]}</button>'


def spellings(term):
    """How a term is written in running text: also in the plural, and by its abbreviation."""
    name, _, short = term.casefold().rstrip(")").partition(" (")
    several = name[:-1] + "ies" if name.endswith("y") else name + "s"
    return {name, several, name.removesuffix("s") if name == "parameters" else name} | ({short} if short else set())


def term_id(row):
    return "term-" + re.sub(r"\W+", "-", row["english"].casefold()).strip("-")


def rows_until(stem, stems):
    """The terms that a page and those before it introduce; notebook and cell only on the first, all say them."""
    before = stems[1 : stems.index(stem) + 1] or [stem]
    return [row for row in glossary.every_term() if glossary.NOTEBOOKS[row["notebook"]] in before]
