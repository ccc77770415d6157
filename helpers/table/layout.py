"""How a file is laid out: its letters, its separator, the line of the names, and then its rows, one at a time."""

import csv
import difflib
import re
from collections import namedtuple
from itertools import islice

SEPARATORS = {
    "commas": ",",
    "semicolons": ";",
    "tabs": "\t",
    "bars": "|",
    "full-width commas": "，",
    "full-width semicolons": "；",
    "two or more spaces": " {2,}|\t",
    "spaces": r"[ \t]+",
}
ENCODINGS = ("cp1252", "big5", "gb18030")  # what spreadsheets write that is not Unicode: in the West, 繁體, 简体
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
COMMENTS = "#%"  # the names may stand behind these; # begins a comment anywhere
LOOKED_AT = 100  # lines in which the names are looked for
FITTING = 20  # lines below them that tell which separator fits

# line: that of the names; first: the first one below them, both counted from 1; above: how many were skipped.
Layout = namedtuple("Layout", "encoding separator names line first above")


def find_layout(path, names, encoding=None):
    """How the file is written in which columns have these names.

    Raises:
        ValueError: it is no text, or no line has all of these names, or the encoding is to be said.
    """
    with path.open("rb") as file:
        begin = file.read(4)
    if begin.startswith(SPREADSHEETS):
        raise ValueError(
            f"{path.name}: got the file of a spreadsheet program, expected text; open it there and save the sheet as "
            "'CSV UTF-8'"
        )
    if encoding is None:
        known = "utf-16" if begin.startswith(UTF_16) else "utf-8-sig"
        if _decodes(path, known):
            return _layout(path, known, names)
        return _layout_in_old_letters(path, names)
    try:
        decodes = _decodes(path, encoding)
    except LookupError:
        raise ValueError(f"encoding: got {encoding!r}, expected one that Python knows, such as 'cp1252'") from None
    if not decodes:
        raise ValueError(f"{path.name}: got a file that is not text in {encoding}, expected another encoding=")
    return _layout(path, encoding, names)


def _decodes(path, encoding):
    try:
        with path.open(encoding=encoding) as file:
            return all("\0" not in line for line in file)
    except UnicodeError:
        return False


def _layout_in_old_letters(path, names):
    """The names asked for tell the encoding, where they have letters that only one of the encodings gives."""
    found = {}
    possible = [encoding for encoding in ENCODINGS if _decodes(path, encoding)]
    for encoding in possible:
        try:
            found[encoding] = _layout(path, encoding, names)
        except ValueError:
            continue
    if len(found) == 1 and not "".join(map(str, names)).isascii():
        return found.popitem()[1]
    shown = []
    for encoding in possible:
        with path.open(encoding=encoding) as file:
            line = next(line.strip() for line in file if not line.isascii())
        shown.append(f"encoding={encoding!r} ({line[:50]!r})")
    raise ValueError(
        f"{path.name}: got a file that is not text in UTF-8, expected you to say in which way its letters make sense: "
        f"{' or '.join(shown) or 'encoding=...'}; or save it as 'CSV UTF-8'"
    )


# --- the separator and the names ------------------------------------------------------------------


def _layout(path, encoding, names):
    """The separator and the line that have all names, and of several those that fit most of the rows below."""
    with path.open(encoding=encoding) as file:
        lines = [line.rstrip("\n") for line in islice(file, LOOKED_AT + FITTING)]
    if not any(line.strip() and line[0] != "#" for line in lines):
        raise ValueError(f"{path.name}: got an empty file, expected the names of the columns and rows of numbers")
    possible = [
        layout
        for separator in SEPARATORS
        for i in range(min(len(lines), LOOKED_AT))
        if lines[i].strip() and (layout := _layout_from(lines, i, separator, encoding))
    ]
    named = [layout for layout in possible if set(map(str, names)) <= set(layout.names)]
    if not named:
        others = [layout for layout in possible if len(layout.names) > 1 and lines[layout.line - 1][0] not in COMMENTS]
        guess = max(others or possible, key=lambda layout: (_fitting(lines, layout), len(layout.names)))
        raise ValueError(_no_such_names(path.name, names, guess))
    plain = [layout for layout in named if lines[layout.line - 1][0] not in COMMENTS]
    found = max(plain or named, key=lambda layout: _fitting(lines, layout))
    twice = [f"{found.names.count(name)} columns named {name!r}" for name in names if found.names.count(name) > 1]
    if twice:
        raise ValueError(f"{path.name}: got {' and '.join(dict.fromkeys(twice))}, expected one")
    return found


def _layout_from(lines, i, separator, encoding):
    """The layout, if the names were in the record that begins in this line."""
    separate = _one_separator(separator)
    reader = csv.reader((f"{separate(line)}\n" for line in lines[i:]), **_dialect(separator))
    try:
        fields = [field.strip().replace("\n", " ") for field in next(reader, [])]
    except csv.Error:
        return None
    if lines[i][0] in COMMENTS:
        fields[0] = fields[0].lstrip(COMMENTS + " ")
        fields = fields[not fields[0] and len(fields) > 1 :]  # "# t v", where a blank separates
    above = sum(bool(line.strip()) and line[0] != "#" for line in lines[:i])
    return Layout(encoding, separator, fields, i + 1, i + reader.line_num + 1, above)


def _fitting(lines, layout):
    """How many of the lines below have as many fields as there are names."""
    below = [line for line in lines[layout.first - 1 :] if line.strip() and line[0] != "#"][:FITTING]
    try:
        found = list(csv.reader(map(_one_separator(layout.separator), below), **_dialect(layout.separator)))
    except csv.Error:
        return 0
    return sum(len(_shortened(fields, len(layout.names))) == len(layout.names) for fields in found)


def _dialect(separator):
    mark = SEPARATORS[separator]
    return {"delimiter": mark if len(mark) == 1 else "\t", "skipinitialspace": True}


def _one_separator(separator):
    """What makes of a line, in which runs of blanks separate, one in which single tabs do."""
    mark = SEPARATORS[separator]
    if len(mark) == 1:
        return str
    runs = re.compile(f'("[^"]*")|{mark}')  # blanks within quotes separate nothing
    return lambda line: runs.sub(lambda match: match[1] or "\t", line.strip(" \t"))


def _no_such_names(file, names, layout):
    there = [name for name in layout.names if name]
    missing = [name for name in dict.fromkeys(names) if name not in there] or list(names)
    if all(re.fullmatch(r"[-+\d.,eE]+", name) for name in there):
        return f"{file}: got numbers in line {layout.line} ({', '.join(there[:3])}), expected the names of the columns"
    folded = {name.casefold(): name for name in there}
    hints = []
    for name in missing:
        close = difflib.get_close_matches(str(name).casefold().strip(), folded, n=1)
        hints += [f"{folded[close[0]]!r}"] if close else []
    hint = f"; did you mean {' and '.join(hints)}?" if hints else ""
    return (
        f"{file}: got no column {' and no column '.join(map(repr, missing))}, expected one of "
        f"{', '.join(map(repr, there))}{hint}"
    )


# --- the rows -------------------------------------------------------------------------------------


def rows(path, layout):
    """Line number and fields of every row below the names that is neither empty nor a comment, one at a time.

    Empty fields beyond the names are left away. A row may have more or fewer fields than there are names.
    """
    before = layout.first - 1
    line = layout.first  # where the next row begins; within quotes it may go on for several
    with path.open(encoding=layout.encoding) as file:
        lines = ("" if text.startswith("#") else text.rstrip("\n") for text in islice(file, before, None))
        reader = csv.reader(map(_one_separator(layout.separator), lines), **_dialect(layout.separator), strict=True)
        try:
            for fields in reader:
                if any(map(str.strip, fields)):
                    yield line, _shortened(fields, len(layout.names))
                line = before + reader.line_num + 1
        except csv.Error as error:
            raise ValueError(
                f"{path.name}, line {line}: got a line that is no CSV ({error}), expected fields with both of their "
                "quotes or with none"
            ) from None


def _shortened(fields, count):
    while len(fields) > count and not fields[-1].strip():
        fields.pop()
    return fields
