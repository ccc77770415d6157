"""Which words the notebooks use before they explain them: a list to be looked at, not a test.

    python tests/tools/words.py

Terms of the glossary that stand in the prose of an earlier notebook than the one that introduces them, and names of
functions in the code of a notebook that no prose up to there has mentioned.
"""

import ast
import builtins
import csv
import re

from tidy import ROOT, notebooks, parse


def section(path):
    return re.match(r"\d+(_\d+)*", path.name)[0]


def called(source):
    """Names of the functions and methods that code calls, and of what it reads after a dot."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def defined(source):
    """Names that code makes itself."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]


def main():
    with (ROOT / "helpers" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        terms = {row["english"]: row["notebook"] for row in csv.DictReader(file)}
    pages = {section(path): parse(path.read_text(encoding="utf-8")).cells for path in notebooks()}
    order = list(pages)
    print("Terms in the prose of a notebook before the one that introduces them:")
    for term, home in terms.items():
        word = re.compile(rf"\b{re.escape(re.sub(r' [(].*', '', term))}\b", re.IGNORECASE)
        for page in order[: order.index(home)]:
            for number, cell in enumerate(pages[page]):
                text = re.sub(r"\[[^]]*\]\([^)]*\)|`[^`]*`|<[^>]*>", "", cell.source)
                if cell.cell_type == "markdown" and (found := word.search(text)):
                    around = text[max(0, found.start() - 40) : found.end() + 40].replace("\n", " ")
                    print(f"  {term} ({home}): {page}[{number}] {around}")
                    break
    print("\nNames in code that no prose and no comment has mentioned up to there:")
    known = set(dir(builtins)) | {"helpers"}
    for page, cells in pages.items():
        for number, cell in enumerate(cells):
            if cell.cell_type == "markdown":
                known |= set(re.findall(r"\w+", cell.source))
                continue
            known |= set(re.findall(r"\w+", " ".join(re.findall(r"#.*", cell.source)))) | set(defined(cell.source))
            new = [name for name in dict.fromkeys(called(cell.source)) if name not in known]
            known |= set(new)
            if new:
                print(f"  {page}[{number}] {', '.join(new)}")


if __name__ == "__main__":
    main()
