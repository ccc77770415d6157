"""Columns of numbers out of a CSV file that nobody has prepared, or an error that says what is wrong with it."""

import csv
import difflib
import math
import re
from array import array
from contextlib import closing
from pathlib import Path

import torch

SEPARATORS = (",", ";", "\t")


def read_columns(path, *names):
    """Columns of numbers from a CSV file, in the order asked for.

    The first line names the columns; a comma, a semicolon or a tab separates them. Lines that begin with # and
    empty ones are skipped.

    Args:
        path: the file, UTF-8 text.
        names: names of columns, as in the first line.
    Returns:
        A tensor (N,) for each name, float64.
    Raises:
        FileNotFoundError: there is no such file.
        ValueError: something in it is not what it should be; the message says the line and the column.
    """
    if not isinstance(path, (str, Path)):
        raise TypeError(f"path: got {type(path).__name__}, expected the name of a file such as 'my_data.csv'")
    path = Path(path)
    with closing(_rows(path)) as rows:  # an error that is shown would keep the file open
        first, header = next(rows, (0, []))
        if not header:
            raise ValueError(f"{path.name}: got an empty file, expected the names of the columns in its first line")
        header = [name.strip() for name in header]
        places = [_column(path.name, header, name) for name in names]
        columns = [array("d") for _ in names]  # eight bytes a number, a quarter of what a list takes
        for line, fields in rows:
            place = f"{path.name}, line {line}"
            if len(fields) != len(header):
                hint = "; is there a comma in a number?" if len(fields) > len(header) else ""
                raise ValueError(
                    f"{place}: got {len(fields)} field(s), expected {len(header)}, as in line {first}, the names{hint}"
                )
            for i, column in zip(places, columns, strict=True):
                column.append(_number(f"{place}, column {header[i]!r}", fields[i].strip()))
    return tuple(torch.tensor(column, dtype=torch.float64) for column in columns)


def load_pair(path, inputs, truth):
    """Two columns to learn from: the second is to be predicted from the first.

    Args:
        path: the file, as read_columns takes it.
        inputs, truth: names of the two columns.
    Returns:
        Inputs and ground truth, both (N,), float64.
    Raises:
        As read_columns; ValueError also where nothing can be learned from the columns: fewer than three rows, a
        column that is constant, or numbers too unlike in size to be calculated with.
    """
    if inputs == truth:
        raise ValueError(f"inputs and truth: got column {inputs!r} for both, expected two different ones")
    t_u, t_c = read_columns(path, inputs, truth)
    for name, values in ((inputs, t_u), (truth, t_c)):
        check_learnable(f"{Path(path).name}, column {name!r}", values)
    return t_u, t_c


def _rows(path):
    """Line number and fields of every line that is neither empty nor a comment, one at a time."""
    line = 1  # where the next row begins; within quotes it may go on for several
    try:
        with path.open(encoding="utf-8-sig") as file:
            lines = ("" if text.startswith("#") else text.rstrip("\n") for text in file)
            first = next((text for text in lines if text.strip()), "")
            file.seek(0)
            unquoted = re.sub('"[^"]*"', "", first)  # separators within quotes separate nothing
            separator = max(SEPARATORS, key=unquoted.count)
            reader = csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)
            for fields in reader:
                if any(map(str.strip, fields)):
                    yield line, fields
                line = reader.line_num + 1
    except UnicodeDecodeError:
        raise ValueError(
            f"{path.name}: got a file that is not text in UTF-8, expected a CSV file; a spreadsheet program saves "
            "one as 'CSV UTF-8'"
        ) from None
    except OSError as error:
        folder = path.parent.resolve()
        there = ", ".join(sorted(file.name for file in folder.glob("*.csv"))) or "none"
        raise FileNotFoundError(
            f"{path.name or path}: got no file that can be read, expected one in the folder {folder.name!r}; "
            f"CSV files there: {there}"
        ) from error
    except csv.Error as error:
        raise ValueError(
            f"{path.name}, line {line}: got a line that is no CSV ({error}), expected fields with both of their "
            "quotes or with none"
        ) from None


def _column(file, header, name):
    """The place of a column in the header."""
    if header.count(name) == 1:
        return header.index(name)
    if name in header:
        raise ValueError(f"{file}: got {header.count(name)} columns named {name!r}, expected one")
    if all(_is_number(field) for field in header):
        raise ValueError(
            f"{file}: got numbers in the first line ({', '.join(header[:3])}), expected the names of the columns"
        )
    close = difflib.get_close_matches(str(name).casefold(), [field.casefold() for field in header], n=1)
    hint = next((f"; did you mean {field!r}?" for field in header if [field.casefold()] == close), "")
    raise ValueError(f"{file}: got no column {name!r}, expected one of {', '.join(map(repr, header))}{hint}")


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text  # Python reads 20_21 as a number, nobody else does


def _number(place, text):
    if not text:
        raise ValueError(f"{place}: got nothing, expected a number; fill it in, or take the line out")
    if not _is_number(text):
        thousands = text.replace(",", "") if re.search(r",\d{3}(?!\d)", text) else ""
        ways = [other for other in (text.replace(",", ".", 1), thousands) if _is_number(other)]
        hint = f"; without the comma, {' or '.join(ways)}?" if ways else ""
        raise ValueError(f"{place}: got {text!r}, expected a number such as 12.5{hint}")
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{place}: got {text!r}, expected a finite number; fill it in, or take the line out")
    return number


def check_learnable(name, values):
    """A column (N,) of a file: enough numbers, not all the same, of sizes that can be calculated with."""
    if len(values) < 3:
        raise ValueError(f"{name}: got {len(values)} row(s), expected at least three; a line goes through any two")
    if (values == values[0]).all():
        raise ValueError(
            f"{name}: got {values[0].item():g} in every row, expected different numbers; a constant teaches nothing"
        )
    size = values.abs().max().item()
    differ = (values.max() - values.min()).item()
    if not (differ > 1e-100 and size < 1e100):
        raise ValueError(
            f"{name}: got numbers up to {size:g} that differ by {differ:g}, expected sizes between 1e-100 and 1e100; "
            "choose another unit"
        )
    if differ < 1e-9 * size:
        raise ValueError(
            f"{name}: got numbers near {size:g} that differ by only {differ:g}, expected differences of more than a "
            "billionth of their size; what is common to all of them should be subtracted, with more digits kept"
        )
    apart = (values - values.median()).abs()
    typical = apart.median().item()
    if typical and apart.max() > 1e4 * typical:
        odd = values[apart.argmax()].item()
        raise ValueError(
            f"{name}: got very different scales: {odd:g} among numbers of which half lie within {typical:g} of "
            f"{values.median().item():g}, expected them less than 10,000 times as far apart; a slip, another unit? "
            "If they are right, take logarithms"
        )
