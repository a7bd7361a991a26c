"""A text column into dates or moments of the data set's zone: form and order decided over all values, or asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import duckdb

from data.engine import quote, quote_text
from data.mapping import ReadOptions
from data.read.raw import INFO, Notice
from data.typed.dates import CUT, FROM_1904, ORDERS, Numeric, counted, feasible, moment, number_kind, numeric
from data.typed.nulls import is_spelled_null
from data.typed.profile import BAD, NULL, OK, Shape, Typed, fits, shapes_of, values_of
from data.typed.question import Option, Question
from data.typed.swapped import tell_swapped
from data.typed.weeks import tell_weeks

ISO = re.compile(r"9999-99-99([ T]99:99(:99(\.9{1,6})?)?)?")
QUICK = (r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d")
ZONED = re.compile(r"9999-99-99[ T]99:99:99(\.9{1,6})?(Z|[+-]99:99)")
ORDERED = re.compile(r"(99?)([-/.])99?\2(9999)( 99:99(:99)?)?")
FORMATS = {"dmy": "%d{0}%m{0}%Y", "mdy": "%m{0}%d{0}%Y"}
LABELS = {"dmy": "day first: 31/12/2026", "mdy": "month first: 12/31/2026", "ymd": "year first: 26/12/31"}
DATE_PART = r"(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})"
MINORITY = 0.02  # so few values of the other order are slips, not a second habit


@dataclass(frozen=True, slots=True)
class Zones:
    """`into`: the data set's zone; `source`: the zone the file's own wall-clock times are in."""

    into: ZoneInfo
    source: ZoneInfo


def read_moments(
    cursor: duckdb.DuckDBPyConnection,
    relation: str,
    column: str,
    name: str,
    canonical: str,
    kind: str,
    options: ReadOptions,
    zones: Zones,
) -> Typed:
    """How `column` (called `name` in the file) becomes `kind` (DATE or TIMESTAMP); a question when unknowable."""
    typed = Typed("null", kind, "a date" if kind == "DATE" else "a date or a date with a time")
    for pattern in QUICK if not options.date else ():
        if fits(cursor, relation, column, pattern, "try_cast(v as timestamp) is not null"):
            timed = _shift(zones).format("try_cast(v as timestamp)") if ":" in pattern else "try_cast(v as timestamp)"
            typed.sql, typed.guard = timed if kind == "TIMESTAMP" else f"cast({timed} as date)", pattern
            return typed
    shapes = shapes_of(cursor, relation, column)
    _tell_cut(typed, shapes, name)
    if any(ISO.fullmatch(shape.text) for shape in shapes) and any(ORDERED.fullmatch(shape.text) for shape in shapes):
        typed.notices += tell_swapped(cursor, relation, column, name)
    order = _order(cursor, relation, column, typed, shapes, name, canonical, options)
    if typed.questions:
        return typed
    counting = _counting(shapes, options, typed, name)
    cases, slow = [], []
    given = options.date if options.date and "%" in options.date else None
    for shape in shapes:
        expression = _expression(shape.text, order, zones) if not given or ORDERED.fullmatch(shape.text) else None
        if expression:
            cases.append(expression)
        else:
            slow.append(shape.text)
    typed.sql = _cast(cases, kind)
    for text, count, line in values_of(cursor, relation, column, slow) if slow else []:
        _one(typed, text, count, line, order, counting, zones, given)
    tell_weeks(typed, shapes, name, canonical)
    return typed


def _tell_cut(typed: Typed, shapes: Sequence[Shape], name: str) -> None:
    cut = [shape for shape in shapes if CUT.fullmatch(shape.low.strip())]
    if cut and sum(shape.count for shape in cut) > sum(shape.count for shape in shapes) / 2:
        text = (
            "“{column}” holds only minutes and seconds ({found}): a spreadsheet cut the dates off, and they cannot be"
            " recovered from this file; export it again, or map another column"
        )
        values = (("column", name), ("found", cut[0].low))
        typed.notices.append(Notice("date_cut", "error", text, values, cut[0].line, name, cut[0].low))


def _counting(shapes: Sequence[Shape], options: ReadOptions, typed: Typed, name: str) -> str | None:
    """`excel`, `epoch` or `compact` when the bare numbers of the column are that, all of them."""
    if options.date in ("excel", FROM_1904, "epoch"):
        typed.read["date"] = {"value": options.date, "why": "given"}
        return options.date
    bare = [shape for shape in shapes if re.fullmatch(r"9+(\.9*)?", shape.text)]
    kinds = {number_kind(value) for shape in bare for value in (shape.low, shape.high)}
    if len(kinds) != 1:
        return "each" if {"excel", "epoch", "compact"} & kinds else None
    found = kinds.pop()
    if found:
        words = {"excel": "days as spreadsheets count them", "epoch": "seconds (or parts of them) since 1970"}
        words["compact"] = "YYYYMMDD"
        typed.read["date"] = {"value": found, "why": f"“{bare[0].low}” in {name}: {words[found]}"}
    return found


def _order(
    cursor: duckdb.DuckDBPyConnection,
    relation: str,
    column: str,
    typed: Typed,
    shapes: Sequence[Shape],
    name: str,
    canonical: str,
    options: ReadOptions,
) -> str:
    """The order of day and month of the whole column."""
    if options.date:
        typed.read["date"] = {"value": options.date, "why": "given"}
        return order_of(options.date)
    dates = _distinct_dates(cursor, relation, column, shapes)
    votes = {text: (date, feasible(date)) for text, date in dates.items()}
    open_votes = {text: vote for text, vote in votes.items() if vote[1] and len(vote[0].parts[0]) < 4}
    if not open_votes:
        return "dmy"
    return _vote(open_votes, typed, name, canonical)


def _distinct_dates(
    cursor: duckdb.DuckDBPyConnection, relation: str, column: str, shapes: Sequence[Shape]
) -> dict[str, Numeric]:
    """The distinct dates of three numbers in the column, without their times: few, however long the column is."""
    wanted = [shape.text for shape in shapes if (found := numeric(shape.low)) and len(found.parts[0]) < 4]
    if not wanted:
        return {}
    query = f"""
        select distinct regexp_extract(v, '{DATE_PART}', 1)
        from (select trim({quote(column)}) as v from {relation})
        where translate(v, '0123456789', '9999999999') in (select unnest(?))
    """
    parts = {row[0]: numeric(row[0]) for row in cursor.execute(query, [wanted]).fetchall()}
    return {text: date for text, date in parts.items() if date}


def _vote(votes: dict[str, tuple[Numeric, frozenset[str]]], typed: Typed, name: str, canonical: str) -> str:
    counts = {order: sum(order in fits for _, fits in votes.values()) for order in ORDERS}
    alone = {order: sum(fits == {order} for _, fits in votes.values()) for order in ("dmy", "mdy")}
    if counts["ymd"] and not _year_first(votes, counts):
        counts["ymd"] = 0
    best = max(counts.values())
    able = [order for order in ORDERS if counts[order] >= best * (1 - MINORITY) and counts[order]]
    if min(alone.values()) > MINORITY * max(alone.values()):
        able = ["dmy", "mdy"]  # both habits in one column: most of its dates cannot be told apart
    elif len(able) > 1 and counts[able[0]] != counts[able[1]]:
        proven = [order for order in able if order == "ymd" or _proven(votes, order, able)]
        able = proven if len(proven) == 1 else able
    if len(able) > 1 and "ymd" not in able and all(int(d.parts[0]) == int(d.parts[1]) for d, _ in votes.values()):
        return "dmy"  # 05/05/2024: either order is the same day
    marks = {date.mark for date, _ in votes.values()}
    example = _example(votes, able)
    if len(able) == 1:
        order = able[0]
        proof = min((len(fits), text) for text, (_, fits) in votes.items() if order in fits)[1]
        typed.read["date"] = {"value": order, "why": f"“{proof}” in {name}"}
        return order
    if marks == {"."} and "dmy" in able:
        typed.read["date"] = {"value": "dmy", "why": "dates with dots have the day first"}
        text = "“{column}” could be read day first or month first ({found}); dates with dots have the day first"
        values = (("column", name), ("found", example))
        typed.notices.append(Notice("dotted_dates", INFO, text, values, None, name, example))
        return "dmy"
    typed.questions.append(_ask(example, able, name, canonical))
    return "dmy"


def _proven(votes: dict[str, tuple[Numeric, frozenset[str]]], order: str, able: Sequence[str]) -> bool:
    """Whether some value fits `order` and none of the others that are possible."""
    return any(order in fits and not (fits & set(able)) - {order} for _, fits in votes.values())


def _year_first(votes: dict[str, tuple[Numeric, frozenset[str]]], counts: dict[str, int]) -> bool:
    """26-12-31: taken as possible only where the first numbers vary like years and the last like days."""
    if max(counts["dmy"], counts["mdy"]) == 0:
        return True
    short = [date for date, fits in votes.values() if "ymd" in fits]
    first, last = ({date.parts[place] for date in short} for place in (0, 2))
    return all(date.mark == "-" for date in short) and len(first) <= len(last) and max(map(int, first)) < 70


def _example(votes: dict[str, tuple[Numeric, frozenset[str]]], able: Sequence[str]) -> str:
    """A value that different orders read differently, if there is one."""
    for text, (date, orders) in sorted(votes.items()):
        if len(orders & set(able)) > 1 and date.parts[0] != date.parts[1]:
            return text
    return next(iter(votes))


def _ask(example: str, able: Sequence[str], name: str, canonical: str) -> Question:
    options = []
    for order in able:
        made = moment(example, order, ZoneInfo("UTC"))
        effect = f"“{example}” is {made:%d %B %Y}" if made else f"“{example}” is no date"
        options.append(Option(LABELS[order], (("date", order),), effect))
    text = "In the column “{column}”, is “{example}” written day first or month first?"
    return Question("date_order", name, canonical, text, tuple(options), example)


def order_of(given: str) -> str:
    """The order of day, month and year in a strptime format, or the order itself."""
    if given in ORDERS:
        return given
    places = {letter: place for letter, codes in {"d": "d", "m": "mbB"}.items() if (place := _place(given, codes)) >= 0}
    return "mdy" if places.get("m", 1) < places.get("d", 0) and not given.startswith(("%Y", "%y")) else "dmy"


def _place(given: str, codes: str) -> int:
    return min((given.find(f"%{code}") for code in codes if f"%{code}" in given), default=-1)


def _expression(shape: str, order: str, zones: Zones) -> str | None:
    """The SQL for values of this shape, or None where they are read one by one."""
    shift = _shift(zones)
    if ISO.fullmatch(shape):
        return "try_cast(trim(v) as timestamp)" if len(shape) <= 10 else shift.format("try_cast(trim(v) as timestamp)")
    if ZONED.fullmatch(shape):
        return f"timezone({quote_text(zones.into.key)}, try_cast(trim(v) as timestamptz))"
    found = ORDERED.fullmatch(shape)
    if found and order in FORMATS:
        time = "" if not found[4] else " %H:%M:%S" if found[5] else " %H:%M"
        call = f"try_strptime(trim(v), '{FORMATS[order].format(found[2])}{time}')"
        return shift.format(call) if time else call
    return None


def _shift(zones: Zones) -> str:
    if zones.source.key == zones.into.key:
        return "{}"
    return f"timezone({quote_text(zones.into.key)}, timezone({quote_text(zones.source.key)}, {{}}))"


def _cast(cases: Sequence[str], kind: str) -> str:
    unique = sorted(set(cases), key=lambda case: ("timestamptz" in case, cases.index(case)))
    if not unique:
        return f"null::{kind}"
    zoned = [case for case in unique if "timestamptz" in case]
    naive = [case for case in unique if "timestamptz" not in case]
    plain = f"coalesce({', '.join(naive)})" if naive else ""
    if zoned and naive:
        both = f"case when regexp_matches(trim(v), '(Z|[+-]\\d\\d:\\d\\d)$') then {zoned[0]} else {plain} end"
        return f"cast({both} as {kind})"
    return f"cast({zoned[0] if zoned else plain} as {kind})"


def _one(
    typed: Typed, text: str, count: int, line: int, order: str, counting: str | None, zones: Zones, given: str | None
) -> None:
    made = _by_format(text, given, zones) if given else None
    if made is None:
        kind = number_kind(text) if counting == "each" else counting
        numbered = counted(text, kind, zones.into) if kind in ("excel", FROM_1904, "epoch") else None
        made = numbered or moment(text, order, zones.into)
        if made and numbered is None and not re.search(r"(Z|UTC|GMT|[+-]\d\d:?\d\d)$", text.strip(), re.I):
            made = _moved(made, zones)
    if made is not None:
        typed.lookup[text] = (made, OK)
    elif is_spelled_null(text):
        typed.lookup[text] = (None, NULL)
        typed.spelled += count
        typed.spelled_line = min(line, typed.spelled_line or line)
        typed.spelled_as = typed.spelled_as or text.strip()
    else:
        typed.lookup[text] = (None, BAD)


def _by_format(text: str, given: str, zones: Zones) -> datetime | None:
    try:
        made = datetime.strptime(text.strip(), given)  # in the zone of the file
    except ValueError:
        return None
    return made.astimezone(zones.into).replace(tzinfo=None) if made.tzinfo else _moved(made, zones)


def _moved(made: datetime, zones: Zones) -> datetime:
    """A wall-clock time of the file's zone in the data set's; a bare date stays that date."""
    if zones.source.key == zones.into.key or not (made.hour or made.minute or made.second):
        return made
    return made.replace(tzinfo=zones.source).astimezone(zones.into).replace(tzinfo=None)
