"""Columns of numbers out of a file as programs export it, or a question, or all that is wrong with it.

layout.py     letters, separator, the line of the names, the rows
ways.py       how numbers, dates and times are written
columns.py    which of these ways read a column
reading.py    all rows together; what has to be asked, and what was done
learnable.py  what keeps a column of numbers from being learned from
"""

from pathlib import Path

import torch

from . import learnable
from .layout import find_layout
from .reading import Reading
from .ways import WAYS

EXAMPLES = Path(__file__).parents[1]


def read_columns(path, *names, decimal=None, dates=None, times=None, missing=None, encoding=None):
    """Columns of numbers from a text file (CSV and its like), in the order asked for.

    A row in which one of them has no number is left out. Dates become days since the first of them. Where something
    was converted, skipped or left out, one printed line says so.

    Args:
        path: the file.
        names: of the columns, as they stand in the file.

    The others answer a question that the file leaves open, and are needed only where a ValueError asks for them:

        decimal: "." or ",", the decimal mark; the other one then stands between thousands.
        dates: what 03/04/05 means: "dmy" (day, month, year), "mdy" or "ymd".
        times: what 5:43 means: "hm" (hours, minutes) or "ms".
        missing: what means "not measured", a number or text or a list of them; () if nothing does.
        encoding: how letters are stored, such as "cp1252", "big5" or "gb18030".
    Returns:
        A tensor (N,) for each name, float64.
    Raises:
        FileNotFoundError: there is no such file.
        ValueError: something has to be said or mended; the message has all of it, with the lines.
    """
    reading = _read(path, names, decimal, dates, times, missing, encoding)
    _refuse(reading.findings())
    _tell(reading)
    return tuple(_tensor(reading, name) for name in names)


def load_pair(
    path, inputs, truth, *, decimal=None, dates=None, times=None, missing=None, encoding=None, keep_far=False
):
    """Two columns to learn from: the second is to be predicted from the first.

    Args:
        path: the file, as read_columns takes it, and its other arguments.
        inputs, truth: names of the two columns.
        keep_far: whether a number far from all others is right.
    Returns:
        Inputs and ground truth, both (N,), float64.
    Raises:
        As read_columns; ValueError also where nothing can be learned from the columns: fewer than three rows, a
        column that is constant but for one row, or numbers too unlike in size to be calculated with.
    """
    if inputs == truth:
        raise ValueError(f"inputs and truth: got column {inputs!r} for both, expected two different ones")
    reading = _read(path, (inputs, truth), decimal, dates, times, missing, encoding)
    findings = reading.findings()
    n_rows = len(reading.lines)
    if n_rows < 3 and not findings:
        findings = [f"{Path(path).name}: got {n_rows} row(s), expected at least three; a line goes through any two"]
    for name in (inputs, truth) if n_rows >= 3 else ():
        if reading.columns[name].is_settled():
            values = _tensor(reading, name)
            fault = learnable.fault(values)
            fault = fault or (None if keep_far else learnable.far_value(values, reading.lines))
            findings += [f"{Path(path).name}, column {name!r}: {fault}"] if fault else []
    _refuse(findings)
    _tell(reading)
    return _tensor(reading, inputs), _tensor(reading, truth)


def example(name):
    """The path of a file that comes with the course, wherever the course is installed.

    >>> example("heating.csv").name
    'heating.csv'
    """
    path = EXAMPLES / name
    if not path.is_file():
        there = ", ".join(sorted(file.name for file in EXAMPLES.glob("*.csv")))
        raise FileNotFoundError(f"name: got {name!r}, expected one of {there}")
    return path


def _read(path, names, decimal, dates, times, missing, encoding):
    """What stands in the columns, and what was found."""
    if not isinstance(path, (str, Path)):
        raise TypeError(f"path: got {type(path).__name__}, expected the name of a file such as 'my_data.csv'")
    said = _said(decimal=decimal, dates=dates, times=times)
    if missing is not None and not isinstance(missing, (list, tuple, set)):
        missing = (missing,)
    path = Path(path)
    try:
        return Reading(path, find_layout(path, names, encoding), names, said, missing)
    except OSError as error:
        folder = path.parent.resolve()
        there = ", ".join(sorted(file.name for file in folder.glob("*.csv"))) or "none"
        raise FileNotFoundError(
            f"{path.name or path}: got no file that can be read, expected one in the folder {folder.name!r}; "
            f"CSV files there: {there}"
        ) from error


def _said(**arguments):
    """The arguments that choose between ways, by the kind of way."""
    for kind, given in arguments.items():
        known = [way.argument for way in WAYS if way.kind == kind]
        if given not in (None, *known):
            raise ValueError(f"{kind}: got {given!r}, expected {' or '.join(map(repr, known))}")
    return arguments


def _tensor(reading, name):
    return torch.tensor(reading.values[name], dtype=torch.float64)


def _refuse(findings):
    if findings:
        raise ValueError("\n".join(findings))


def _tell(reading):
    if done := reading.done():
        print(done)
