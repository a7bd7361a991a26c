"""Dates and times as people write them: every usual form, the order of day and month decided by all values together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
MONTHS |= {
    name: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
}
MONTHS |= {"sept": 9}
OTHERS = """janv janvier januar jänner enero ene janeiro, févr février fevrier februar febrero fevereiro fev, mars märz
    maerz mär mrz marzo março, avr avril abril abr, mai mayo maio, juin juni junio junho, juil juillet juli julio julho,
    août aout agosto ago, septembre septiembre setembro set, octobre oktober okt octubre outubro out, novembre
    noviembre novembro, déc décembre decembre dezember dez diciembre dic dezembro"""
MONTHS |= {name: number for number, text in enumerate(OTHERS.split(","), 1) for name in text.split()}
YEARS = (1900, 2200)
TIME = re.compile(
    r"(?P<h>\d{1,2})[:h](?P<m>\d{2})(?:[:m](?P<s>\d{2})s?(?:[.,](?P<f>\d{1,9}))?)?"
    r"\s*(?P<half>am|pm|sa|ch|a\.m\.|p\.m\.)?\s*(?P<zone>z|utc|gmt)?\s*(?P<offset>[+-]\d{2}:?\d{2}|[+-]\d{2})?"
    r"\s*(?:\((?:[\w /+:-]+)\)|(?P<zone2>utc|gmt))?",
    re.I,
)
NUMERIC = re.compile(r"(\d{1,4})\s?([-/.])\s?(\d{1,2})\s?([-/.])\s?(\d{1,4})")
DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-\s/.,]+(?:de\s+)?([^\W\d_]{3,10})\.?[-\s/.,]+(?:de\s+)?(\d{4}|\d{2})", re.I
)
MONTH_DAY = re.compile(r"([a-z]{3,9})\.?[-\s/]+(\d{1,2})(?:st|nd|rd|th)?,?[-\s/]+(\d{4})", re.I)
YEAR_MONTH = re.compile(r"(\d{4})[-\s/]([a-z]{3,9})[-\s/](\d{1,2})", re.I)
VIETNAMESE = re.compile(r"(?:ngày\s+)?(\d{1,2})[-\s]*(?:thg|tháng|th)\.?\s*(\d{1,2})[-\s,]*(?:năm\s+)?(\d{4})", re.I)
WEEKDAY = re.compile(r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|thứ \w+|chủ nhật)[,.]?\s+", re.I)
GUARD = re.compile(r"""^="(.*)"$|^'""")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?")
WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?([1-7]))?", re.I)
EPOCHS = {10: 1, 13: 1_000, 16: 1_000_000, 19: 1_000_000_000}
FROM_1904 = "excel-1904"
EXCEL_DAY_0 = {"excel": datetime(1899, 12, 30), FROM_1904: datetime(1904, 1, 1)}
CUT = re.compile(r"\d{1,2}:\d{2}\.\d")  # what a spreadsheet leaves of a time: minutes and seconds, the date is lost
ORDERS = ("dmy", "mdy", "ymd")


@dataclass(frozen=True, slots=True)
class Numeric:
    """A date of three numbers: `parts` as written, the mark between them, and the rest (a time, or nothing)."""

    parts: tuple[str, str, str]
    mark: str
    time: str


def _bare(text: str) -> str:
    """`text` without what only keeps a spreadsheet from touching it (="…", '…), and 2024年5月14日 as 2024-5-14."""
    word = text.strip().replace("\u00a0", " ").replace("\u202f", " ")
    word = (GUARD.sub(r"\1", word) if word[:1] in ("=", "'") else word).replace("日", " ").strip()
    return word.replace("年", "-").replace("月", "-")


@lru_cache(maxsize=200_000)
def numeric(text: str) -> Numeric | None:
    """The three numbers of a date like 03/04/24 or 2024-3-4, whose order is to be decided; None for other forms."""
    word = WEEKDAY.sub("", _bare(text))
    found = NUMERIC.match(word)
    if found and found[2] == found[4]:
        rest = word[found.end() :]
        if rest and not re.match(r"[T ,]", rest):
            return None
        return Numeric((found[1], found[3], found[5]), found[2], rest.lstrip("T ,"))
    leading = TIME.match(word)
    if leading and leading.end() < len(word):
        found = NUMERIC.fullmatch(word[leading.end() :].strip(" ,-"))
        if found and found[2] == found[4]:
            return Numeric((found[1], found[3], found[5]), found[2], leading[0])
    return None


def feasible(date: Numeric) -> frozenset[str]:
    """The orders under which the three numbers are a date of the calendar."""
    first, _, last = date.parts
    if len(first) == 4:
        orders: tuple[str, ...] = ("ymd",)
    elif len(last) == 4:
        orders = ("dmy", "mdy")
    elif len(first) > 2 or len(last) not in (1, 2):
        orders = ()
    else:
        orders = ORDERS
    return frozenset(order for order in orders if _day(date, order))


def _day(date: Numeric, order: str) -> datetime | None:
    values = dict(zip(order, date.parts, strict=True))
    year = int(values["y"])
    if len(values["y"]) == 2:
        year += 2000 if year < 70 else 1900
    elif len(values["y"]) != 4:
        return None
    return _made(year, int(values["m"]), int(values["d"]))


def _made(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day) if YEARS[0] <= year < YEARS[1] else None
    except ValueError:
        return None


def moment(text: str, order: str, zone: ZoneInfo) -> datetime | None:
    """The wall-clock moment in `zone` that `text` means; numbers in `order`; None when it is no moment."""
    word = WEEKDAY.sub("", _bare(text))
    if date := numeric(text):
        day = _day(date, "ymd" if len(date.parts[0]) == 4 else order)
        return None if day is None else _timed(day, date.time, zone)
    return _named(word, zone) or _compact(word, zone) or _week(word)


def _timed(day: datetime, time: str, zone: ZoneInfo) -> datetime | None:
    time = time.strip()
    if not time:
        return day
    found = TIME.fullmatch(time)
    if not found:
        return None
    hour, half = int(found["h"]), (found["half"] or "").replace(".", "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None if hour > 23 or half in ("am", "sa") else _clock(day, found, hour, zone)
        hour = hour % 12 + (12 if half in ("pm", "ch") else 0)
    return _clock(day, found, hour, zone)


def _clock(day: datetime, found: re.Match[str], hour: int, zone: ZoneInfo) -> datetime | None:
    minute, second = int(found["m"]), int(found["s"] or 0)
    micro = int((found["f"] or "").ljust(6, "0")[:6] or 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    moment = day + timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro)
    if offset := found["offset"]:
        shift = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:].lstrip(":") or 0))
        fixed = timezone(-shift if offset[0] == "-" else shift)
    elif found["zone"] or found["zone2"]:
        fixed = UTC
    else:
        return moment
    return moment.replace(tzinfo=fixed).astimezone(zone).replace(tzinfo=None)


def _named(word: str, zone: ZoneInfo) -> datetime | None:
    forms = ((DAY_MONTH, (3, 2, 1)), (MONTH_DAY, (3, 1, 2)), (YEAR_MONTH, (1, 2, 3)), (VIETNAMESE, (3, 2, 1)))
    for pattern, (year, month, day) in forms:
        found = pattern.match(word)
        if not found:
            continue
        number = int(found[month]) if found[month].isdigit() else MONTHS.get(found[month].lower())
        if number is None:
            continue
        full = int(found[year])
        full += 0 if full > 99 else 2000 if full < 70 else 1900
        made = _made(full, number, int(found[day]))
        rest = re.sub(r"^(?:[T,\s]|at\b|lúc\b)+", "", word[found.end() :])
        return None if made is None else _timed(made, rest, zone)
    return None


def _compact(word: str, zone: ZoneInfo) -> datetime | None:
    found = COMPACT.fullmatch(word.removesuffix("Z"))
    if not found:
        return None
    day = _made(int(found[1]), int(found[2]), int(found[3]))
    if day is None or not found[4]:
        return day
    time = f"{found[4]}:{found[5]}:{found[6] or '00'}" + ("Z" if word.endswith("Z") else "")
    return _timed(day, time, zone)


def _week(word: str) -> datetime | None:
    """2026-W07 is the Monday of that ISO week, 2026-W07-3 its Wednesday."""
    found = WEEK.fullmatch(word)
    if not found or not YEARS[0] <= int(found[1]) < YEARS[1]:
        return None
    try:
        return datetime.fromisocalendar(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def counted(text: str, kind: str, zone: ZoneInfo) -> datetime | None:
    """The moment of a bare number: a spreadsheet's days since `EXCEL_DAY_0` (wall clock), `epoch` seconds (UTC)."""
    word = text.strip().replace(",", ".")
    if not re.fullmatch(r"-?\d+(\.\d*)?", word):
        return None
    whole, _, part = word.partition(".")
    if day_0 := EXCEL_DAY_0.get(kind):
        seconds = round(float(word) * 86_400, 3)
        return day_0 + timedelta(seconds=round(seconds)) if 1 <= float(word) < 109_000 else None
    if len(whole) not in EPOCHS:
        return None
    micro = int(whole) * 1_000_000 // EPOCHS[len(whole)] + (int(part.ljust(6, "0")[:6] or 0) if len(whole) == 10 else 0)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)).astimezone(zone).replace(tzinfo=None)


def number_kind(text: str) -> str | None:
    """`compact` (YYYYMMDD), `epoch` or `excel` for a bare number that can be a moment, else None."""
    word = text.strip()
    whole = word.partition(".")[0]
    if not re.fullmatch(r"\d+(\.\d*)?", word):
        return None
    if "." not in word and len(word) in (8, 12, 14):
        return "compact" if _compact(word, ZoneInfo("UTC")) else None
    if len(whole) in EPOCHS:
        return "epoch"
    return "excel" if len(whole) == 5 and 14_000 <= int(whole) < 80_000 else None
