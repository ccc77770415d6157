"""The ways in which a number or a date can be written. Each way reads a text and returns a number, or None.

Where only one way reads a column, that settles it; where several do and agree, nothing needs to be settled; where
they do not agree ("2.858" with a decimal point or with one between thousands), somebody has to be asked.
"""

import math
import re
from collections import namedtuple
from datetime import date
from functools import lru_cache, partial

# What other keyboards write in place of the signs of ASCII: full-width letters, minus signs, apostrophes, blanks.
PLAIN = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
PLAIN |= dict.fromkeys(map(ord, "−–—﹣"), "-") | dict.fromkeys(map(ord, "’‘ʼ´"), "'")
PLAIN |= dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " ") | {ord("￥"): "¥", ord("￡"): "£"}

MISSING = {"?", "na", "n/a", "n.a.", "#n/a", "#na", "#nv", "nan", "null", "none", "nil", "missing", "k.a."}
MISSING |= {"#div/0!", "#value!", "#wert!", "#ref!", "#bezug!", "無", "无", "缺"}


def clean(text):
    """A field without blanks around it, in the signs of ASCII as far as there are some."""
    return (text if text.isascii() else text.translate(PLAIN)).strip()


def is_missing(text):
    """Whether a clean text says that nothing was measured: n/a, ***, - and their like."""
    return not text[:1].isdigit() and (not text.strip("-*.#_") or text.casefold() in MISSING)


# --- numbers --------------------------------------------------------------------------------------

CURRENCY = "[A-Z]{0,3}[$€£¥₩₹]|[A-Z]{3}"
# What follows a number begins with a letter or a sign of its own, and holds no digit but the 2 of m2.
UNIT = r"(?![eEdD]\s?[-+]?[0-9])(?:[^\W\d_]|[%‰°$€£¥₩₹])(?:[^\d,;:+()]|(?<=[a-z^])[23](?![0-9])|(?<=[a-z]-)[1-3])*"
AROUND = re.compile(rf"([-+]?)\s*({CURRENCY})?\s*([-+]?)\s*([0-9.,' ]*[0-9][.,]?(?:[eE][-+]?[0-9]+)?)\s*({UNIT})?")


def _form(point, mark, more=""):
    """The pattern of digits with a decimal mark, and with marks or blanks between thousands or without."""
    grouped = rf"[1-9][0-9]{{0,2}}(?:([{mark}' ])[0-9]{{3}}(?:\1[0-9]{{3}})*){more}"
    exponent = "(?:[eE][-+]?[0-9]+)?"
    plain = rf"(?:[0-9]+(?:{point}[0-9]*)?|{point}[0-9]+){exponent}"
    return re.compile(rf"[-+]?(?:{plain}|(?:{grouped})(?:{point}[0-9]*)?)")


FORMS = {".": _form("[.]", ",", "|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"), ",": _form(",", ".")}
NOT_PYTHON = {".": ",' ", ",": ",.' "}  # what a number must not have if Python is to read it so
TO_PYTHON = {".": str.maketrans("", "", ",' "), ",": str.maketrans(",", ".", ".' ")}


def split(text):
    """The bare number in a text, with its sign, and its unit or currency: ("-5", "%"); None where there is none."""
    if text[:1] == "(" and text[-1:] == ")":  # as accountants write what is below 0
        text = f"-{text[1:-1]}"
    match = AROUND.fullmatch(text)
    if not match or (match[1] and match[3]):
        return None
    unit = (match[2] or match[5] or "").strip()
    if unit[:1].isnumeric() and not unit[0].isalpha():  # 5² and 3½ are no units; 5萬 is one
        return None
    return match[1] + match[3] + match[4].strip(), unit


def number(text, decimal):
    """The number, where `decimal` is the decimal mark and the other of point and comma stands between thousands."""
    form = FORMS[decimal]
    if not form.fullmatch(text):
        text, _ = split(text) or ("", "")
        if not form.fullmatch(text):
            return None
    value = float(text.translate(TO_PYTHON[decimal]))
    return value if math.isfinite(value) else None


# --- dates and times, in days ---------------------------------------------------------------------

MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6}
MONTHS |= {"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
MONTHS |= {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}
NAME = r"(?P<name>[a-zä]{3,9})\.?"
# Dates that can be read in one way only.
CLEAR = [
    re.compile(pattern)
    for pattern in (
        r"(?P<y>\d{3,4})(?P<mark>[-/.])(?P<m>\d\d?)(?P=mark)(?P<d>\d\d?)",
        r"(?:民[國国])?\s*(?P<y>\d{2,4})\s*年\s*(?P<m>\d\d?)\s*月\s*(?:(?P<d>\d\d?)\s*[日号號])?",
        r"(?P<y>\d{4})[-/](?P<m>\d\d?)",
        r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)",
        rf"(?P<d>\d\d?)[-. ]{{1,2}}{NAME}[-, ]{{1,2}}(?P<y>\d\d|\d{{4}})",
        rf"{NAME}[- ](?P<d>\d\d?),? (?P<y>\d{{4}})",
        rf"{NAME}[- ](?P<y>\d{{4}})",
    )
]
ORDERED = {
    "dmy": re.compile(r"(?P<d>\d\d?)(?P<mark>[-/.])\s?(?P<m>\d\d?)(?P=mark)\s?(?P<y>\d\d|\d{4})"),
    "mdy": re.compile(r"(?P<m>\d\d?)(?P<mark>[-/.])\s?(?P<d>\d\d?)(?P=mark)\s?(?P<y>\d\d|\d{4})"),
    "ymd": re.compile(r"(?P<y>\d\d)(?P<mark>[-/.])\s?(?P<m>\d\d?)(?P=mark)\s?(?P<d>\d\d?)"),
}
WEEKDAY = re.compile(
    r"(?:mo|tu|we|th|fr|sa|su|di|mi|do|so)[a-z]*[.,]{0,2}\s+|\s*(?:(?:星期|[週周])[一二三四五六日天]|\([一二三四五六日]\))$"
)
HALF = r"(?P<half{}>[ap]\.?m\.?|上午|下午)?"
TIME = re.compile(
    rf"(?:t|,?\s*){HALF.format('')}\s*(?P<h>\d\d?):(?P<min>\d\d)(?::(?P<s>\d\d(?:[.,]\d+)?))?\s*{HALF.format('_after')}"
    r"\s*(?P<zone>z|utc|gmt|[-+]\d\d:?\d\d)?$"
)
CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d\d(?:[.,]\d+)?)")


def moment(text, order):
    """A date, with a time of day or without: days since one that is long ago. The order is that of 03/04/05."""
    day, part = _day_and_part(text.casefold())
    day = _day(day, order)
    return None if day is None or part is None else day + part


@lru_cache(maxsize=8)  # several ways ask for the same text, and rows of the same day follow each other
def _day_and_part(text):
    time = TIME.search(text)
    day, part = (text[: time.start()].strip(), _part_of_day(time)) if time else (text, 0.0)
    return WEEKDAY.sub("", day, count=1), part


@lru_cache(maxsize=8)
def _day(text, order):
    patterns = [*CLEAR, ORDERED[order]]
    match = next(filter(None, (pattern.fullmatch(text) for pattern in patterns)), None)
    if not match:
        return None
    part = match.groupdict()
    year, digits = int(part["y"]), len(part["y"])
    if digits == 3 or (digits == 2 and "年" in text):
        year += 1911  # the years of the Republic of China
    elif digits == 2:
        year += 1900 if year > 68 else 2000
    month = MONTHS.get(part["name"][:3], 0) if part.get("name") else int(part["m"])
    try:
        return date(year, month, int(part.get("d") or 1)).toordinal()
    except ValueError:  # there is no such day
        return None


def _part_of_day(time):
    hours, minutes, seconds = int(time["h"]), int(time["min"]), float((time["s"] or "0").replace(",", "."))
    half = time["half"] or time["half_after"]
    if half and hours <= 12:
        hours = hours % 12 + (12 if half[0] in "p下" else 0)
    if hours > 24 or minutes > 59 or seconds >= 61:
        return None
    zone = time["zone"] or ""
    if zone[:1] in ("+", "-"):
        minutes -= int(zone[0] + "1") * (60 * int(zone[1:3]) + int(zone[-2:]))
    return (hours * 3600 + minutes * 60 + seconds) / 86_400


def clock(text, order):
    """A time without a date, in days: 12:00:00 is 0.5. The order is that of 5:43, hours and minutes or not."""
    text = text.casefold()
    if text[-1:] == "m" or text[:2] in ("上午", "下午"):  # am and pm
        match = TIME.fullmatch(text)
        return _part_of_day(match) if match and order == "hm" else None
    match = CLOCK.fullmatch(text)
    if not match:
        return None
    written = [float(part.replace(",", ".")) for part in match.groups() if part]
    if any(part >= 60 for part in written[1:]):
        return None
    if len(written) == 2:
        written = [*written, 0.0] if order == "hm" else [0.0, *written]
    hours, minutes, seconds = written
    return (hours * 3600 + minutes * 60 + seconds) / 86_400


# --- all of them ----------------------------------------------------------------------------------

# kind: of the same kind only one is meant in a file; argument: what says so; words: what it is called.
Way = namedtuple("Way", "kind argument words read")
WAYS = [
    Way("decimal", ".", "decimal points", partial(number, decimal=".")),
    Way("decimal", ",", "decimal commas", partial(number, decimal=",")),
    *(Way("dates", order, "dates", partial(moment, order=order)) for order in ORDERED),
    *(Way("times", order, "times", partial(clock, order=order)) for order in ("hm", "ms")),
]
