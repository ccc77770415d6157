"""A column of text becomes a column of numbers: first it is found out how it is written, then it is read."""

from array import array
from math import nan

from .ways import NOT_PYTHON, WAYS, clean, is_missing, split

# What instruments and archives write for "not measured"; it passes as a number.
STANDS_FOR_MISSING = {-99, -999, -9999, -99999, -99.9, -999.9, -9999.9, -99.99, -999.99, -999.25}
STANDS_FOR_MISSING |= {999, 9999, 99999, 999.9, 9999.9}
PATIENCE = 50  # how often a way may fail more than the best before it is no longer tried


class Places:
    """How often something was met, and where the first three times."""

    def __init__(self):
        self.count, self.first = 0, []

    def add(self, line, what=None):
        self.count += 1
        if len(self.first) < 3:
            self.first.append(f"line {line}" if what is None else f"{what!r} (line {line})")

    def __str__(self):
        more = f" and {self.count - len(self.first)} more" if self.count > len(self.first) else ""
        return ", ".join(self.first) + more


class Column:
    """One column: the ways that read it, what none of them reads, and its numbers.

    Args:
        name, place: its name, and which of the columns of the file it is, counted from 0.
        missing: numbers and texts that mean "not measured", or None where nothing was said.
    """

    def __init__(self, name, place, missing):
        self.name, self.place = name, place
        self.says_missing, missing = missing is not None, missing or ()
        self.missing_texts = {clean(str(value)).casefold() for value in missing}
        self.missing_numbers = {float(value) for value in missing if not isinstance(value, str)}
        self.ways = list(WAYS)  # those still tried; when settled, those that read everything
        self.fails = {way: Places() for way in WAYS}
        self.unread, self.doubtful, self.left_out = Places(), Places(), Places()
        self.first_unread = ""
        self.doubt = {}  # what the ways make of the first doubtful text
        self.units = {}  # each unit met, with its first place
        self.example = ""  # the longest number that is not written as Python writes it
        self.numbers = array("d")  # eight bytes a number, a quarter of what a list takes

    def text(self, fields):
        """The field of this column in a row; None where nothing was measured."""
        text = clean(fields[self.place]) if self.place < len(fields) else ""
        return None if is_missing(text) or text.casefold() in self.missing_texts else text

    def can_read(self, text):
        return any(way.read(text) is not None for way in self.ways)

    def note(self, line, text):
        """The first time through: which ways fail at this text?"""
        failed = [way for way in self.ways if way.read(text) is None]
        if len(failed) == len(self.ways):
            self.unread.add(line, text)
            self.first_unread = self.first_unread or text
        elif failed:
            for way in failed:
                self.fails[way].add(line, text)
            least = min(self.fails[way].count for way in self.ways)
            self.ways = [way for way in self.ways if self.fails[way].count <= least + PATIENCE]

    def settle(self, said):
        """Keeps the ways that read everything; what was said, by kind, decides between those of a kind, and kinds."""
        allowed = [way for way in WAYS if not said[way.kind] or way.argument == said[way.kind]]
        whole = [way for way in allowed if not self.fails[way].count]
        self.ways = whole or [min(allowed, key=lambda way: self.fails[way].count)]
        kinds = {way.kind for way in self.ways}
        if len(kinds) > 1:
            meant = next((kind for kind in ("dates", "times", "decimal") if said[kind] and kind in kinds), None)
            self.ways = [way for way in self.ways if meant in (None, way.kind)]

    def number(self, line, text):
        """The second time through: the number, nan where nothing was measured, None where it cannot be read."""
        value = None if text is None else self.ways[0].read(text)
        if text is None or value in self.missing_numbers:
            self.left_out.add(line)
            return nan
        if value is None:
            return None
        for way in self.ways[1:]:
            if way.read(text) != value:
                self.doubtful.add(line, text)
                self.doubt = self.doubt or {way: way.read(text) for way in self.ways}
                break
        if self.ways[0].kind == "decimal":
            self._note_style(line, text)
        return value

    def _note_style(self, line, text):
        """The units met, and the longest number that Python writes otherwise."""
        bare, unit = (text, "") if text.replace(".", "", 1).isdecimal() else split(text)
        if unit not in self.units:
            self.units[unit] = f"{text!r} (line {line})"
        if len(bare) > len(self.example) and any(mark in bare for mark in NOT_PYTHON[self.ways[0].argument]):
            self.example = bare

    def is_settled(self):
        """Whether its numbers are known, but for those that cannot be read."""
        return not self.doubtful.count and not self.fails[self.ways[0]].count and self.suspect() is None

    def suspect(self):
        """The number that probably means "not measured", or None: no other is half as far out."""
        if self.says_missing or self.ways[0].kind != "decimal":
            return None
        for value in {min(self.numbers, default=0), max(self.numbers, default=0)} & STANDS_FOR_MISSING:
            others = [number for number in self.numbers if number != value]
            if others and all(2 * number / value < 1 for number in others):
                return value
        return None

    def settled_as(self, kind):
        """The one way of a kind that reads this column, or None."""
        of_kind = [way for way in self.ways if way.kind == kind]
        return of_kind[0] if len(of_kind) == len(self.ways) == 1 else None


def settle_by_others(columns):
    """Where several ways of a kind read a column, the one that is left in another is meant: one program wrote both."""
    for kind in ("decimal", "dates", "times"):
        meant = {column.settled_as(kind) for column in columns} - {None}
        if len(meant) == 1:
            for column in columns:
                if meant <= set(column.ways):
                    column.ways = [way for way in column.ways if way in meant or way.kind != kind]
