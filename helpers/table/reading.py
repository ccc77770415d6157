"""The rows of a file, read: its columns of numbers, everything that has to be asked or mended, and what was done.

The file is gone through twice, a row at a time, so that a long one needs no more memory than its numbers.
"""

from array import array
from collections import deque
from datetime import date, timedelta
from math import isnan

from .columns import Column, Places, settle_by_others
from .layout import rows
from .ways import clean

UNITS_ROWS = 2  # rows below the names that may hold units
FOOTER = 10  # lines at the end that may be no rows
TOTALS = {"total", "grand total", "sum", "average", "mean", "avg", "median", "minimum", "maximum", "min", "max"}
TOTALS |= {"stdev", "std", "summe", "gesamt", "gesamtsumme", "mittelwert", "mittel", "durchschnitt"}
TOTALS |= {"合計", "合计", "總計", "总计", "總和", "总和", "平均", "平均值", "平均數", "最大值", "最小值"}


class Reading:
    """What stands in the columns of a file.

    Args:
        path, layout: the file, and how it is laid out.
        names: of the columns.
        said: for each kind of ways ("decimal", "dates", "times") what was given, or None.
        missing: numbers and texts that mean "not measured"; None where nothing was said.

    Then `values` has an array (N,) for each name, and `lines` the line of each row.
    """

    def __init__(self, path, layout, names, said, missing):
        self.path, self.layout, self.said = path, layout, said
        self.columns = {name: Column(name, layout.names.index(name), missing) for name in names}
        self.uneven, self.most_fields = Places(), 0
        self.begun, self.rows_of_units = False, {}  # whether a row of numbers was met; the rows before it
        self.end, self.end_text, self.n_end = None, "", 0  # where what is no row begins, with what, how many lines
        self.n_left_out, self.lines = 0, array("L")
        self._survey()
        for column in self.columns.values():
            column.settle(said)
        settle_by_others(self.columns.values())
        self._collect()
        self.values = {name: column.numbers for name, column in self.columns.items()}
        self.since = {name: self._from_first_day(column) for name, column in self.columns.items()}

    # --- the first time through -------------------------------------------------------------------

    def _survey(self):
        """How are the columns written, which rows are units, and which lines at the end are none?"""
        waiting = deque()  # rows that may be the end
        for row in rows(self.path, self.layout):
            waiting.append(row)
            if len(waiting) > FOOTER:
                self._note(*waiting.popleft())
        if self.begun or any(self._has_number(fields) for _, fields in waiting):
            while waiting and self._is_no_row(waiting[-1][1]):
                self.end, fields = waiting.pop()
                self.end_text = _first(fields)
                self.n_end += 1
        for row in waiting:
            self._note(*row)
        if not self.begun:  # nothing but text
            units, self.rows_of_units, self.begun = self.rows_of_units, {}, True
            for row in units.items():
                self._note(*row)

    def _is_no_row(self, fields):
        """Whether a line at the end is a sum or a remark. What begins with a digit may be a row that is cut off."""
        return _is_total(fields) or not (_first(fields)[0] in "-+.,0123456789" or self._has_number(fields))

    def _has_number(self, fields):
        texts = [(column, column.text(fields)) for column in self.columns.values()]
        return any(text is not None and column.can_read(text) for column, text in texts)

    def _note(self, line, fields):
        if not self.begun:
            self.begun = self._has_number(fields)
            has_text = any(column.text(fields) for column in self.columns.values())
            if not self.begun and has_text and len(self.rows_of_units) < UNITS_ROWS:
                self.rows_of_units[line] = fields
                return
        if len(fields) != len(self.layout.names):
            self.uneven.add(line, len(fields))
            self.most_fields = max(self.most_fields, len(fields))
            return
        for column in self.columns.values():
            text = column.text(fields)
            if text is not None:
                column.note(line, text)

    # --- the second time --------------------------------------------------------------------------

    def _collect(self):
        columns = list(self.columns.values())
        for line, fields in rows(self.path, self.layout):
            if line == self.end:
                break
            if line in self.rows_of_units or len(fields) != len(self.layout.names):
                continue
            numbers = [column.number(line, column.text(fields)) for column in columns]
            if None in numbers:
                continue
            if any(map(isnan, numbers)):
                self.n_left_out += 1
                continue
            self.lines.append(line)
            for column, number in zip(columns, numbers, strict=True):
                column.numbers.append(number)

    def _from_first_day(self, column):
        """Makes dates days since the first of them, and returns that."""
        if column.ways[0].kind != "dates" or not column.numbers:
            return None
        first = int(min(column.numbers))
        for i, number in enumerate(column.numbers):
            column.numbers[i] = number - first
        return date.fromordinal(first)

    # --- what is found ----------------------------------------------------------------------------

    def findings(self):
        """All that has to be asked or mended, each in a sentence."""
        found = []
        width, file = len(self.layout.names), self.path.name
        if self.uneven.count:
            more = self.most_fields > width and self.layout.separator == "commas"
            found.append(
                f"{file}: got rows with another number of fields, {self.uneven}, expected {width} as in line "
                f"{self.layout.line}, the names{'; is there a comma in a number?' if more else ''}"
            )
        for column in self.columns.values():
            found += [f"{file}, column {column.name!r}: {words}" for words in self._of_column(column)]
        n_rows = len(self.lines) + self.n_left_out
        if 3 * self.n_left_out >= n_rows > 0:
            found.append(
                f"{file}: got {self.n_left_out} of {n_rows} rows without a number in {self._where_left_out()}, "
                "expected less than a third; fill them in, or take the lines out"
            )
        return found

    def _of_column(self, column):
        if column.unread.count:
            yield (
                f"got {column.unread}, expected numbers such as 12.5, or dates; "
                f"missing={column.first_unread!r} if that means 'not measured'"
            )
        way = column.ways[0]
        if column.fails[way].count:
            said = f", as {way.kind}={way.argument!r} says" if self.said[way.kind] else ", as in the other rows"
            yield f"got {column.fails[way]}, expected {way.words}{said}"
        if column.doubtful.count:
            means = {}
            for way, value in column.doubt.items():
                means.setdefault(_shown(way.kind, value), f"{way.kind}={way.argument!r}")
            ways = " or ".join(f"{shown} ({argument})" for shown, argument in means.items())
            yield f"got {column.doubtful}, expected you to say what is meant: {ways}"
        units = set(column.units) - {""}
        if len(units) > 1 or (units and "" in column.units and not all(_is_currency(unit) for unit in units)):
            yield f"got numbers in different units, {', '.join(list(column.units.values())[:3])}, expected one unit"
        if (value := column.suspect()) is not None:
            places = Places()
            for line, number in zip(self.lines, column.numbers, strict=True):
                if number == value:
                    places.add(line)
            yield (
                f"got {value:g} far from all other numbers ({places}), expected you to say whether it stands for "
                f"'not measured' (missing={value:g}) or is a number (missing=())"
            )

    def _where_left_out(self):
        return " and ".join(
            f"{column.name!r} ({column.left_out})" for column in self.columns.values() if column.left_out.count
        )

    def done(self):
        """What was done with the file, in one line; nothing where nothing was to be done."""
        written, skipped = [], []
        if not self.layout.encoding.startswith("utf-8"):
            written.append(f"letters in {self.layout.encoding}")
        if self.layout.separator != "commas" and len(self.layout.names) > 1:
            written.append(f"separated by {self.layout.separator}")
        written += self._how()
        if self.layout.above:
            skipped.append(f"{_lines(self.layout.above)} before the names")
        if self.rows_of_units:
            line, fields = next(iter(self.rows_of_units.items()))
            skipped.append(f"{_lines(len(self.rows_of_units), 'row')} of units, {_first(fields)!r} (line {line})")
        if self.n_left_out:
            skipped.append(f"{_lines(self.n_left_out, 'row')} without a number in {self._where_left_out()}")
        if self.end:
            skipped.append(f"{_lines(self.n_end)} at the end, from {self.end_text!r} (line {self.end})")
        parts = [", ".join(written), "skipped " + ", ".join(skipped) if skipped else ""]
        return (
            "; ".join([f"{self.path.name}: read {_lines(len(self.lines), 'row')}", *filter(None, parts)])
            if any(parts)
            else ""
        )

    def _how(self):
        """How the columns were written."""
        columns = list(self.columns.values())
        examples = {}
        for column in sorted(columns, key=lambda column: len(column.example)):
            if column.example:
                examples[column.ways[0]] = column.example  # the longest stays
        for way, text in examples.items():
            commas = f"{way.words}, " if way.argument == "," else ""
            yield f"{commas}'{text}' is {way.read(text):.12g}"
        for column in columns:
            yield from (f"without the {unit!r} in {column.name!r}" for unit in column.units if unit)
            if column.ways[0].kind == "dates" and column.numbers:
                newest = ", the newest first" if column.numbers[0] > column.numbers[-1] else ""
                yield f"{column.name!r} in days since {self.since[column.name]}{newest}"
            if column.ways[0].kind == "times":
                yield f"{column.name!r} in days (12:00:00 is 0.5)"


def _first(fields):
    return next(filter(None, map(clean, fields)))


def _is_total(fields):
    return any(field.strip(" :.").casefold() in TOTALS for field in fields)


def _is_currency(unit):
    return unit[-1:] in "$€£¥₩₹"


def _shown(kind, value):
    """A value as a question shows it."""
    if kind == "decimal":
        return f"{value:.12g}"
    time = str(timedelta(seconds=round(value % 1 * 86_400)))
    if kind == "times":
        return f"{time} h"
    return f"{date.fromordinal(int(value))}" + (f" {time}" if value % 1 else "")


def _lines(count, word="line"):
    return f"{count} {word}{'s' if count != 1 else ''}"
