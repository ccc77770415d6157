"""How `jupyter nbconvert` makes web pages of the notebooks: one page each, complete, linked to each other.

The pages need no network and no script: formulas are MathML, which browsers draw by themselves.
"""

import re
from pathlib import Path

import latex2mathml.converter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def formula(latex, display="inline"):
    mathml = latex2mathml.converter.convert(latex, display=display)
    return re.sub("<mi>([±′″])</mi>", r"<mo>\1</mo>", mathml)  # signs, not names: they are spaced otherwise


def scrolling(name, html):
    """What may be wider than a phone, in a box that scrolls, also by keyboard."""
    return f'<div class="scrolls" tabindex="0" role="group" aria-label="{name}">{html}</div>\n'


class Renderer(IPythonRenderer):
    """Markdown as nbconvert renders it, except formulas, links between notebooks, and tables."""

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


def markdown2html(source):
    # Some of the HTML in the notebooks is ours (details, summary), so it is kept as it is.
    return MarkdownWithMath(renderer=Renderer(escape=False, anchor_link_text="")).render(source)


def titled(nb, resources):
    """The first heading is the title of the page."""
    nb.metadata.title = nb.cells[0].source.partition("\n")[0].removeprefix("# ")
    return nb, resources


c = get_config()  # noqa: F821
c.NbConvertApp.export_format = "html"
c.NbConvertApp.notebooks = [str(ROOT / "notebooks" / "*.ipynb")]
c.FilesWriter.build_directory = str(ROOT / "build" / "html")
c.TemplateExporter.extra_template_basedirs = [str(HERE)]
c.TemplateExporter.filters = {"markdown2html": markdown2html}
c.HTMLExporter.template_name = "course"
c.HTMLExporter.preprocessors = [titled]
