"""A table written in any style comes back, or is asked about; never are there other numbers."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import always

from helpers.table import read_columns

SEPARATORS = (",", ";", "\t", "|", "，", "   ")
THOUSANDS = ("", ".", ",", "'", "’", " ", "\u00a0", "\u202f")
AROUND = (("", ""), ("", ""), ("$", ""), ("", " €"), ("", "%"), ("", " kWh"), ("NT$ ", ""), ("", " m2"), ("", "萬"))
MISSING = ("", "n/a", "NA", "***", "-", "NaN", "#N/A", "無")
MINUS = ("-", "−", "–")


@st.composite
def styles(draw):
    """How a program writes numbers: the decimal mark, what stands between thousands, how many digits follow."""
    decimal = draw(st.sampled_from(".,"))
    thousands = draw(st.sampled_from([mark for mark in THOUSANDS if mark != decimal]))
    return decimal, thousands, draw(st.sampled_from(MINUS))


def written(value, digits, style, around=("", "")):
    decimal, thousands, minus = style
    text = f"{abs(value):,.{digits}f}".replace(".", "p").replace(",", thousands).replace("p", decimal)
    return around[0] + (minus if value < 0 else "") + text + around[1]


@st.composite
def exports(draw):
    """The bytes of a file as some program would write it, and the numbers of its two columns."""
    style, separator = draw(styles()), draw(st.sampled_from(SEPARATORS))
    columns = []
    n = draw(st.integers(1, 6))
    for _ in range(2):
        digits, around = draw(st.integers(0, 4)), draw(st.sampled_from(AROUND))
        size = draw(st.sampled_from([9, 999, 99_999, 99_999_999, 10**12]))
        values = [Decimal(draw(st.integers(-size, size))).scaleb(-digits) for _ in range(n)]
        columns.append((values, [written(value, digits, style, around) for value in values]))
    quote = draw(st.booleans()) or any(
        separator.strip() and separator in text for _, texts in columns for text in texts
    )
    quote = quote or separator == "   "

    def line(*fields):
        return separator.join(f'"{field}"' if quote and field else field for field in fields)

    lines = draw(st.sampled_from([[], ["sep=;"], ["Device: X", "", "No. 5, Rev. 2"], ["# a, comment"]]))
    lines = [*lines, line("u", "c"), *draw(st.sampled_from([[], [line("°C", "kWh")]]))]
    texts = list(zip(*(texts for _, texts in columns), strict=True))
    missing = draw(st.integers(0, n - 1)) if n > 3 and separator != "   " and draw(st.booleans()) else None
    for i, row in enumerate(texts):
        lines.append(line(*row if i != missing else (row[0], draw(st.sampled_from(MISSING)))))
    lines += draw(st.sampled_from([[], ["", line("Summe", "1")], ["# end"], ["Source: somewhere"]]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    kept = [[float(value) for i, value in enumerate(values) if i != missing] for values, _ in columns]
    return (end.join(lines) + end).encode(encoding), kept


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("styles") / "export.txt"


def read_or_asked(path, *names, **said):
    try:
        return [column.tolist() for column in read_columns(path, *names, **said)]
    except ValueError as error:
        assert all("expected you to say" in line for line in str(error).split("\n")), error
        return None


@always
@given(exports())
def test_an_export_in_any_style_comes_back_or_is_asked_about(path, export):
    data, columns = export
    path.write_bytes(data)
    assert read_or_asked(path, "u", "c") in (None, columns)


@always
@given(exports())
def test_of_two_answers_one_gives_the_numbers_that_were_written(path, export):
    data, columns = export
    path.write_bytes(data)
    if read_or_asked(path, "u", "c", missing=()) is None:
        answers = []
        for decimal in (".", ","):
            try:
                answers.append(read_or_asked(path, "u", "c", missing=(), decimal=decimal))
            except AssertionError:  # this answer does not agree with the file
                continue
        assert columns in answers


SPELLED = (
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%Y/%m/%d",
    "%d-%b-%Y",
    "%B %d, %Y",
    "%Y%m%d",
    "%Y年%m月%d日",
)
SPELLED += ("%d.%m.%y", "%m/%d/%y", "%y/%m/%d")
CLOCKS = ("", " %H:%M", " %H:%M:%S", "T%H:%M:%SZ", " %I:%M:%S %p")


@always
@given(
    st.lists(st.integers(0, 20_000_000), min_size=1, max_size=5),
    st.sampled_from(SPELLED),
    st.sampled_from(CLOCKS),
)
def test_dates_in_any_spelling_become_days_or_are_asked_about(path, minutes, spelled, clock):
    moments = [
        datetime(1990, 1, 1) + timedelta(minutes=minute if clock else minute // 1440 * 1440) for minute in minutes
    ]
    path.write_text("\n".join(["day;c", *(f"{moment.strftime(spelled + clock)};1" for moment in moments)]))
    found = read_or_asked(path, "day")
    first = min(moments).replace(hour=0, minute=0)
    days = [(moment - first) / timedelta(days=1) for moment in moments]
    assert found is None or found[0] == pytest.approx(days, abs=1e-9)  # a hundred microseconds
    if spelled[:2] == "%Y" and spelled != "%Y%m%d":
        assert found is not None
