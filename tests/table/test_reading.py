"""Tables from a file: what is read is what was written, and what is wrong in one is named with its place."""

import tracemalloc
from contextlib import chdir
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import always

from helpers import thermometer
from helpers.exact import fit_polynomial
from helpers.table import example, load_pair, read_columns

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}

finite = st.floats(allow_nan=False, allow_infinity=False)
# Whatever a column may be called, separators, quotes and # included.
words = st.text("abcÄ温 ,;\t\"'#.-_1", min_size=1, max_size=8).map(str.strip).filter(bool)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


def stored(folder, data):
    """A file with this text, or these bytes."""
    path = folder / "table.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def read(folder, data, *names):
    return [column.tolist() for column in read_columns(stored(folder, data), *names)]


def pair(folder, data):
    return [column.tolist() for column in load_pair(stored(folder, data), "u", "c")]


def rows(values, first="u,c"):
    """A file of two columns, the second of which counts."""
    return "\n".join([first, *(f"{value!r},{i}" for i, value in enumerate(values))])


# --- what is read ---------------------------------------------------------------------------------


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


@st.composite
def tables(draw):
    """The bytes of a file, the names of its columns of numbers, and the numbers (N rows); others are text."""
    names = draw(st.lists(words, min_size=1, max_size=4, unique=True))
    numeric = draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
    table = draw(st.lists(st.tuples(*(finite if number else words for number in numeric)), max_size=6))
    separator = draw(st.sampled_from(list(SEPARATORS.values())))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    spaces = st.sampled_from(["", "", " ", "   "])

    def field(value):
        """A value as it may stand in a file."""
        if isinstance(value, str):
            has_to_be = value[0] == "#" or any(mark in value for mark in ',;\t"')
        else:
            has_to_be = False
            value = draw(st.sampled_from([repr, "{:.17g}".format, "{:.16E}".format, "{:+.17g}".format]))(value)
        before = draw(spaces)
        if has_to_be or draw(st.booleans()):
            return before + quoted(value)
        return before + value + draw(spaces)

    skipped = st.lists(st.sampled_from(["", "   ", "# a comment", '#"', "#,;\t,1", "# Ä"]), max_size=2)
    lines = draw(skipped)
    for row in (names, *table):
        lines += [separator.join(map(field, row)), *draw(skipped)]
    text = end.join(lines) + draw(st.sampled_from(["", end]))
    chosen = [i for i, number in enumerate(numeric) if number]
    columns = {names[i]: [row[i] for row in table] for i in chosen}
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig"]))), columns


@always
@given(tables(), st.randoms(use_true_random=False))
def test_every_number_comes_back_however_the_table_is_written(folder, table, random):
    data, columns = table
    names = random.choices(list(columns), k=3) if columns else []  # in any order, also twice
    try:
        found = read_columns(stored(folder, data), *names)
    except ValueError as error:
        assert "expected you to say" in str(error), error
        return
    assert {(column.dtype, column.shape) for column in found} <= {
        (torch.float64, (len(values),)) for values in columns.values()
    }
    assert [column.tolist() for column in found] == [columns[name] for name in names]


@pytest.mark.parametrize("separator", SEPARATORS.values(), ids=SEPARATORS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
def test_a_table_as_programs_write_it_is_read(folder, separator, end, bom):
    lines = [
        "# a, comment; of\tmine",
        "",
        "u|c|note",
        " 1 |\u20092.5|ha",
        '"3"| "-4e1" |"a ""|"""',
        "#",
        " ",
        "5|+.5|",
    ]
    lines[4] = lines[4].replace(' |"a', '|"a')
    data = bom + end.join(line.replace("|", separator) for line in lines).encode() + end.encode()
    assert read(folder, data, "c", "u") == [[2.5, -40.0, 0.5], [1.0, 3.0, 5.0]]


@pytest.mark.parametrize("separator", SEPARATORS.values(), ids=SEPARATORS)
def test_a_separator_within_quotes_separates_nothing(folder, separator):
    others = 3 * "".join(other for other in SEPARATORS.values() if other != separator)
    names = [f"{place}{others}°C" for place in ("air", "water", "soil", '"snow"')]
    lines = [map(quoted, names), "1234"]
    assert read(folder, "\n".join(map(separator.join, lines)), *names) == [[1.0], [2.0], [3.0], [4.0]]


def test_a_note_of_several_lines_is_one_field_and_the_lines_after_it_are_counted_right(folder):
    data = 'u,note\n1,"a\nb\n\nc"\n2,d\n'
    assert read(folder, data, "u") == [[1.0, 2.0]]
    with pytest.raises(ValueError, match=r"^table.csv, column 'u': got 'x' \(line 7\)"):
        read(folder, data + "x,e\n3,f\n", "u")
    with pytest.raises(ValueError, match=r"^table.csv, column 'u': got 'x' \(line 7\)"):
        read(folder, data + 'x,"e\nf"\n3,f\n', "u")


def test_a_column_is_read_without_a_look_at_the_others(folder):
    assert read(folder, "u,c,u2,u2\n1,warm,,NaN\n2,,_,\n", "u") == [[1.0, 2.0]]


def test_a_table_without_rows_has_columns_without_numbers_and_no_column_asked_for_is_none(folder):
    assert read(folder, "u,c\n", "u", "c") == [[], []]
    assert read(folder, "u,c\n1,2\n") == read(folder, "u,c\n") == []


@pytest.mark.parametrize("kind", [str, Path])
def test_a_file_is_found_by_its_name_alone_and_left_as_it_was_and_nothing_is_said(folder, kind, capfd):
    path = stored(folder, "u,c\r\n1,2\r\n3,4\r\n5,7")
    before = path.read_bytes(), sorted(folder.iterdir())
    with chdir(folder):
        t_u, t_c = load_pair(kind("table.csv"), "u", "c")
        with pytest.raises(ValueError):
            load_pair(kind("table.csv"), "u", "d")
    assert (t_u.tolist(), t_c.tolist()) == ([1.0, 3.0, 5.0], [2.0, 4.0, 7.0])
    assert (path.read_bytes(), sorted(folder.iterdir())) == before
    assert capfd.readouterr() == ("", "")


def test_100_000_rows_come_back_and_are_never_in_memory_as_a_whole(folder):
    u = torch.rand(100_000, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    c = 5 - 3 * u
    lines = [f"{i},{a!r},{40 * 'ha'},{b!r}" for i, (a, b) in enumerate(zip(u.tolist(), c.tolist(), strict=True))]
    path = stored(folder, "\n".join(["day,u,note,c", *lines]))
    read_columns(path, "u")  # whatever the first call imports is no matter
    tracemalloc.start()
    try:
        columns = load_pair(path, "u", "c")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert all(map(torch.equal, columns, (u, c)))
    # Eight bytes a number, as much again while an array grows, and 32 while one column becomes a tensor.
    assert peak < (2 * 2 * 8 + 32) * len(u) < path.stat().st_size


def test_an_example_is_the_thermometer(capfd):
    readings = load_pair(example("thermometer.csv"), "reading", "celsius")
    assert capfd.readouterr() == ("", "")
    assert all(map(torch.equal, readings, thermometer(torch.float64)))


@always
@given(st.lists(st.tuples(finite, finite), max_size=8))
def test_whatever_numbers_stand_in_two_columns_a_line_can_be_fitted_to_them_or_the_column_is_named(folder, table):
    data = "\n".join(["u,c", *(f"{u!r},{c!r}" for u, c in table)])
    try:
        t_u, t_c = load_pair(stored(folder, data), "u", "c")
    except ValueError as error:
        assert str(error).startswith(
            ("table.csv, column 'u': got ", "table.csv, column 'c': got ", "table.csv: got ")
        ), error
        assert len(table) < 3 or "column" in str(error)
        assert ", expected " in str(error), error
        return
    assert (t_u.tolist(), t_c.tolist()) == ([u for u, _ in table], [c for _, c in table])
    assert fit_polynomial(t_u, t_c, 1)(t_u).isfinite().all()
    assert t_u.std().isfinite() and t_u.std() > 0 and ((t_u - t_u.mean()) / t_u.std()).isfinite().all()


# --- what is refused ------------------------------------------------------------------------------

GOOD = "u,c\n1,2\n3,4\n5,7\n"
NUMBER = "expected numbers such as 12.5"
THIRD = "expected less than a third"
# What stands in the file, and what the message has to say right after the file's name and has to contain.
WRONG = {
    "Latin-1": (
        "u,c,°C\n1,2\n".encode("latin-1"),
        ": got a file that is not text in UTF-8",
        "you to say in which way",
        "encoding='cp1252' ('u,c,°C') or",
        "'CSV UTF-8'",
    ),
    "a workbook": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\xff\xfe", ": got the file of a spreadsheet", "'CSV UTF-8'"),
    "bytes": (b"\0\1\2\3u,c", ": got a file that is not text"),
    "empty": ("", ": got an empty file", "the names of the columns"),
    "empty but for a BOM": (b"\xef\xbb\xbf", ": got an empty file"),
    "only comments": ("# x,c\n\n  \n#1,2\n", ": got an empty file"),
    "another column": ("time,c\n1,2\n", ": got no column 'u'", "one of 'time', 'c'"),
    "two other columns": ("v,d\n1,2\n", ": got no column 'u' and no column 'c'", "one of 'v', 'd'"),
    "a case": ("U,c\n1,2\n", ": got no column 'u'", "one of 'U', 'c'; did you mean 'U'?"),
    "a column of truth": ("u,d\n1,2\n", ": got no column 'c'", "one of 'u', 'd'"),
    "names below a title": ("Readings of May\n\nV;I\n1;2\n2;3\n", ": got no column 'u' and", "one of 'V', 'I'"),
    "a column twice": ("u,c,u\n1,2,3\n", ": got 2 columns named 'u'", "expected one"),
    "a column three times": ("c,u,c,c\n1,2,3,4\n", ": got 3 columns named 'c'", "expected one"),
    "both twice": ("c,u,u,c\n1,2,3,4\n", ": got 2 columns named 'u' and 2 columns named 'c'", "expected one"),
    "numbers in the header": ("1,2,3,4\n5,6,7,8\n", ": got numbers in line 1 (1, 2, 3)", "the names of the columns"),
    "too few fields": (
        "u,c\n1,2\n3\n5,7\n",
        ": got rows with another number of fields, 1 (line 3)",
        "expected 2 as in line 1, the names",
    ),
    "too many fields": (
        "# mine\n\nu,c\n1,2\n\n3,4,5\n",
        ": got rows with another number of fields, 3 (line 6)",
        "expected 2 as in line 3, the names; is there a comma in a number?",
    ),
    "commas everywhere": ("u,c\n1,2\n3,5,4,5\n", ": got rows with another", "4 (line 3)", "a comma in a number?"),
    "text": ("u,c\n1,2\n3,warm\n5,7\n", ", column 'c': got 'warm' (line 3)", NUMBER),
    "text in the last row": ("u,c\n1,2\n3,4\n5,warm\n", ", column 'c': got 'warm' (line 4)", NUMBER),
    "text in the first row": ("u,c\n1,warm\n3,4\n5,6\n", ", column 'c': got 'warm' (line 2)", NUMBER),
    "text after comments": ("#\n\n#\nu,c\n#\n1,2\n\n3,x\n", ", column 'c': got 'x' (line 8)", NUMBER),
    "text after CRLF": ("u,c\r\n1,2\r\n\r\n3,x\r\n", ", column 'c': got 'x' (line 4)", NUMBER),
    "thousands or decimals": (
        "u;c\n1;1,000\n",
        ", column 'c': got '1,000' (line 2)",
        "1000 (decimal='.') or 1 (decimal",
    ),
    "empty cell": ("u,c\n1,2\n3,\n2,3", ": got 1 of 3 rows without a number in 'c' (line 3)", THIRD, "fill them in"),
    "cells of spaces": ("u,c\n  ,2\n3,4\n", ": got 1 of 2 rows without a number in 'u' (line 2)", THIRD),
    "quoted empty cell": ('u,c\n1,""\n2,3', ": got 1 of 2 rows without a number in 'c' (line 2)", THIRD),
    "NaN": ("u,c\n1,2\nNaN,4\n", ": got 1 of 2 rows without a number in 'u' (line 3)", THIRD),
    "infinite": ("u,c\n1,2\n3,-inf\n4,5\n", ", column 'c': got '-inf' (line 3)", NUMBER),
    "too large for a number": ("u,c\n1e999,2\n", ", column 'u': got '1e999' (line 2)", NUMBER),
    "underscore": ("u,c\n20_21,2\n", ", column 'u': got '20_21' (line 2)", NUMBER),
    "hexadecimal": ("u,c\n0x1F,2\n", ", column 'u': got '0x1F' (line 2)", NUMBER),
    "only text": ("u,c\na,b\nc,d\ne,f\n", ", column 'u': got ", "'a' (line 2)", "'f' (line 4)"),
    "a quote without its other": ('u,c\n1,2\n\n3,"4\n5,6\n7,8\n', ", line 4: got a line that is no CSV"),
    "a quote in the header": ('u,"c\n1,2\n', ": got no column 'c'"),
    "text after a quote": ('u,c\n1,"2"3\n', ", line 2: got a line that is no CSV"),
    "no rows": ("u,c\n", ": got 0 row(s)", "at least three"),
    "two rows": ("u,c\n1,2\n3,4\n\n#5,6\n", ": got 2 row(s)", "at least three", "any two"),
    "constant input": (
        "u,c\n7.5,2\n7.5,3\n7.5,5\n",
        ", column 'u': got 7.5 in every row",
        "different numbers",
        "a constant teaches nothing",
    ),
    "constant truth": ("u,c\n1,-2\n2,-2.0\n3,-2e0\n", ", column 'c': got -2 in every row", "different"),
    "very different scales": (
        "u,c\n1,2\n2,3\n3,5\n4000000,7\n",
        ", column 'u': got very different scales: 4e+06 (line 5) among numbers",
        "half lie within 1 of 2",
        "less than 10,000 times",
        "take logarithms",
    ),
    "very different scales of truth": (
        "u,c\n1,2\n2,3\n3,-5e9\n4,4\n",
        ", column 'c': got very different scales: -5e+09 (line 4) among numbers",
        "less than 10,000 times",
    ),
    "digits lost": (
        "u,c\n2000000000,2\n2000000001,3\n2000000002,5\n",
        ", column 'u': got numbers near 2e+09 that differ by only 2",
        "a billionth",
        "subtracted",
    ),
    "huge": ("u,c\n1,2\n2,3\n3,1e100\n", ", column 'c': got numbers up to 1e+100", "1e-100 and 1e100"),
    "too far apart": ("u,c\n1,-1.7e308\n2,3\n3,1.7e308\n", ", column 'c': got numbers up to 1.7e+308"),
    "tiny": (
        "u,c\n0,2\n1e-101,3\n2e-101,5\n",
        ", column 'u': got numbers up to 2e-101 that differ by 2e-101",
        "between 1e-100 and 1e100",
        "choose another unit",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_in_a_table_is_named_with_its_place(folder, case, capfd):
    data, begins, *parts = WRONG[case]
    path = stored(folder, data)
    with pytest.raises(ValueError) as caught:
        load_pair(path, "u", "c")
    message = str(caught.value)
    assert type(caught.value) is ValueError
    assert message.startswith(f"table.csv{begins}"), message
    assert ("\n" in message) == (case == "only text")
    assert [part for part in (", expected ", *parts) if part not in message] == [], message
    assert str(folder) not in message
    assert capfd.readouterr() == ("", "")


# What columns may hold that are only read.
NOT_LEARNED_FROM = list(WRONG)[list(WRONG).index("no rows") :]


@pytest.mark.parametrize("case", [case for case in WRONG if case not in NOT_LEARNED_FROM])
def test_columns_are_refused_for_the_same_mistakes_whether_they_are_to_be_learned_from_or_not(folder, case):
    data, begins, *_ = WRONG[case]
    with pytest.raises(ValueError) as caught:
        read_columns(stored(folder, data), "u", "c")
    assert str(caught.value).startswith(f"table.csv{begins}")


# Just inside the limits, and just outside; each is a column beside one that is well.
LIMITS = {
    "scales": ([0.0, 1.0, 2.0, 10_001.0], [0.0, 1.0, 2.0, 10_002.0], "very different scales"),
    "scales below": ([0.0, 1.0, 2.0, -9_998.0], [0.0, 1.0, 2.0, -10_002.0], "very different scales"),
    "far": ([0.0, 1.0, 2.0, 3.0, 32.0], [0.0, 1.0, 2.0, 3.0, 34.0], "34 (line 6) far from all others"),
    "far below": ([0.0, 1.0, 2.0, 3.0, -29.0], [0.0, 1.0, 2.0, 3.0, -31.0], "-31 (line 6) far from all others"),
    "digits": ([1.9e9, 1.9e9 + 1, 1.9e9 + 2], [2.1e9, 2.1e9 + 1, 2.1e9 + 2], "a billionth"),
    "huge": ([-9.9e99, 0.0, 9.9e99], [-1e100, 0.0, 1.0], "up to 1e+100"),
    "tiny": ([0.0, 6e-101, 1.1e-100], [0.0, 6e-101, 9e-101], "differ by 9e-101"),
    "rows": ([1.0, 2.0, 4.0], [1.0, 2.0], "2 row(s)"),
    "constant": ([1.0, 1.0, 1.0 + 1e-8], [1.0, 1.0, 1.0], "1 in every row"),
}


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("first", ["u,c", "c,u"])
def test_what_is_just_inside_a_limit_is_learned_from_and_what_is_just_outside_is_not(folder, limit, first):
    inside, outside, words = LIMITS[limit]
    assert inside in pair(folder, rows(inside, first))
    with pytest.raises(ValueError) as caught:
        pair(folder, rows(outside, first))
    column = "" if limit == "rows" else f", column '{first[0]}'"
    assert str(caught.value).startswith(f"table.csv{column}: got ")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("readings", "reading"),
        ("Celsius", "celsius"),
        (" celsius", "celsius"),
        ("celcius", "celsius"),
        ("xyzzy", None),
    ],
)
def test_a_column_that_is_nearly_there_is_suggested_as_it_is_written(folder, asked, meant):
    with pytest.raises(ValueError) as caught:
        read(folder, "reading,celsius,note\n1,2,a\n", asked)
    hint = f"; did you mean '{meant}'?" if meant else ""
    expected = f"table.csv: got no column {asked!r}, expected one of 'reading', 'celsius', 'note'{hint}"
    assert str(caught.value) == expected


def test_a_number_as_the_name_of_a_column_is_one_if_it_is_there(folder):
    assert read(folder, "2020,2021\n1,2\n", "2021") == [[2.0]]
    with pytest.raises(ValueError, match=r"^table.csv: got no column 0, expected one of 'a', 'b'"):
        read(folder, "a,b\n1,2\n", 0)


def test_a_file_that_is_not_there_is_named_with_those_that_are(folder):
    stored(folder, GOOD)
    (folder / "other.csv").write_text(GOOD)
    (folder / "notes.txt").write_text(GOOD)
    (folder / "empty").mkdir(exist_ok=True)
    for name in ("tabel.csv", "empty", "notes.txt/u.csv", "no/u.csv"):
        with pytest.raises(FileNotFoundError) as caught:
            load_pair(folder / name, "u", "c")
        message = str(caught.value)
        assert message.startswith(f"{Path(name).name}: got no file that can be read, expected one in the folder ")
        there = "other.csv, table.csv" if "/" not in name else "none"
        assert message.endswith(f"CSV files there: {there}") and str(folder) not in message
    with pytest.raises(
        FileNotFoundError, match=f"in the folder {folder.name!r}; CSV files there: other.csv, table.csv$"
    ):
        load_pair(folder / "tabel.csv", "u", "c")
    with (
        chdir(folder),
        pytest.raises(FileNotFoundError, match=r"^\.: got no file .* there: other.csv, table.csv$"),
    ):
        load_pair("", "u", "c")


@pytest.mark.parametrize("path", [None, 3, b"table.csv", ["table.csv"], True])
def test_what_is_no_name_of_a_file_is_named(path):
    words = f"^path: got {type(path).__name__}, expected the name of a file such as 'my_data.csv'"
    for call in (lambda: load_pair(path, "u", "c"), lambda: read_columns(path, "u")):
        with pytest.raises(TypeError, match=words):
            call()


def test_the_truth_is_another_column_than_the_input(folder):
    with pytest.raises(ValueError, match=r"^inputs and truth: got column 'u' for both, expected two different ones$"):
        load_pair(stored(folder, GOOD), "u", "u")
