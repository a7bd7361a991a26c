"""Rules over rows that were read well but may not be right: each with a stable code, a severity and one sentence.

`check_rows` looks at one file, `check_against` and `check_gap` at a new one beside what came before it (R17: alerts on
data quality are automatic). What tables say about each other is in links.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from data.counted import unknown_kpis
from data.engine import connect, parquet, quote
from data.match import Match
from data.read.raw import INFO, WARN, Notice

if TYPE_CHECKING:
    from data.ingest import Ingested

PAIRS = (
    ("deals", "created_at", "closed_at"),
    ("deals", "poc_started_at", "opportunity_at"),
    ("leads", "created_at", "first_response_at"),
    ("leads", "created_at", "mql_at"),
    ("leads", "mql_at", "sql_at"),
    ("accounts", "onboarding_started_at", "onboarding_completed_at"),
    ("subscriptions", "valid_from", "valid_to"),
    ("targets", "period_start", "period_end"),
    ("kpi_counts", "period_start", "period_end"),
)
MIN_ROWS = 30
ABSURD = 1_000  # times the median …
FAR = 20  # … and as many times the largest of the others
DROP = 0.5  # a new version with less than half the rows, or half as often filled, is announced
DAILY = {"events": "ts", "orders": "ts", "marketing": "date"}
LONG_AGO = "1980-01-01"
DENSE = 0.9  # of the days have a row: only then is a day without one remarkable
Rule = Callable[[duckdb.DuckDBPyConnection, Match, list[str]], list[Notice]]


def check_rows(cursor: duckdb.DuckDBPyConnection, match: Match, today: date | None = None) -> list[Notice]:
    """All rules about the used rows of `staged`. `today` bounds what can have happened (default: the clock's day)."""
    have = [*match.places, *match.mapping.constants]
    found: list[Notice] = []
    for rule in (_sum_of_all, _negative, _absurd, _order_of_times, _long_ago, _gaps, unknown_kpis):
        found += rule(cursor, match, have)
    return found + _future(cursor, match, have, today or datetime.now(UTC).date())


def _row(cursor: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    return cursor.execute(query).fetchall()[0] or ()


def _theirs(match: Match, name: str) -> str:
    theirs = match.mapping.columns.get(name, name)
    return theirs if isinstance(theirs, str) else name


def _sum_of_all(cursor: duckdb.DuckDBPyConnection, match: Match, have: list[str]) -> list[Notice]:
    """A last row that holds the sum of all others is most likely a total."""
    names = [name for name in have if match.table.column(name).type == "MONEY"]
    for name in names:
        value = quote(name)
        query = (
            f"select count(*), sum({value}), arg_max({value}, line), max(line) from staged where row_status = 'used'"
        )
        count, total, last, line = _row(cursor, query)
        if count > 2 and last and 2 * last == total:
            text = "“{column}” in the last row (line {line}) is the sum of all others ({found}): is that row a total?"
            values = (("column", _theirs(match, name)), ("line", line), ("found", str(last)))
            return [Notice("possible_total", WARN, text, values, line, _theirs(match, name), str(last))]
    return []


def _negative(cursor: duckdb.DuckDBPyConnection, match: Match, have: list[str]) -> list[Notice]:
    found = []
    for name in have:
        if match.table.column(name).type not in ("MONEY", "COUNT"):
            continue
        condition = f"row_status = 'used' and {quote(name)} < 0"
        count, line = _row(cursor, f"select count(*), min(line) from staged where {condition}")
        if count:
            text = "{count} {count:value|values} of “{column}” {count:is|are} below zero; the first is line {line}"
            values = (("count", count), ("column", _theirs(match, name)), ("line", line))
            found.append(Notice("negative", INFO, text, values, line, _theirs(match, name)))
    return found


def _absurd(cursor: duckdb.DuckDBPyConnection, match: Match, have: list[str]) -> list[Notice]:
    found = []
    for name in have:
        if match.table.column(name).type != "MONEY":
            continue
        value = quote(name)
        used = f"from staged where row_status = 'used' and {value} > 0"
        count, largest = _row(cursor, f"select count(*), max({value}) {used}")
        if (count or 0) < MIN_ROWS:
            continue
        bound = (largest / ABSURD).quantize(Decimal("0.01"), ROUND_CEILING)  # more digits would make each value wider
        near = _row(cursor, f"select count(*) {used} and {value} >= {bound}")[0]
        if 2 * near > count:  # then the median is near enough too, and need not be looked for among all rows
            continue
        median = _row(cursor, f"select median({value}) {used}")[0]
        if largest <= ABSURD * median:
            continue
        next_largest = _row(cursor, f"select max({value}) {used} and {value} < {largest}")[0]
        if next_largest and largest > FAR * next_largest:
            line = _row(cursor, f"select min(line) from staged where row_status = 'used' and {value} = {largest}")[0]
            text = "“{column}” in line {line} is {found}, {times} times the usual amount: is that right?"
            times = int(largest / median)
            values = (("column", _theirs(match, name)), ("line", line), ("found", str(largest)), ("times", times))
            found.append(Notice("absurd_amount", WARN, text, values, line, _theirs(match, name), str(largest)))
    return found


def _order_of_times(cursor: duckdb.DuckDBPyConnection, match: Match, have: list[str]) -> list[Notice]:
    found = []
    for table, early, late in PAIRS:
        if table != match.table.name or not {early, late} <= set(have):
            continue
        query = f"select count(*), min(line) from staged where row_status = 'used' and {quote(late)} < {quote(early)}"
        count, line = _row(cursor, query)
        if count:
            text = "in {count} {count:row|rows} “{late}” lies before “{early}”; the first is line {line}"
            values = (
                ("count", count),
                ("late", _theirs(match, late)),
                ("early", _theirs(match, early)),
                ("line", line),
            )
            found.append(Notice("times_reversed", WARN, text, values, line, _theirs(match, late)))
    return found


def _future(cursor: duckdb.DuckDBPyConnection, match: Match, have: list[str], today: date) -> list[Notice]:
    found = []
    limit = today + timedelta(days=1)
    for name in have:
        if not match.table.column(name).past:
            continue
        condition = f"row_status = 'used' and cast({quote(name)} as date) > date '{limit}'"
        count, line, last = _row(
            cursor, f"select count(*), min(line), max({quote(name)}) from staged where {condition}"
        )
        if count:
            text = (
                "{count} {count:value|values} of “{column}” {count:lies|lie} in the future (up to {found}); the "
                "first is line {line}"
            )
            values = (("count", count), ("column", _theirs(match, name)), ("found", str(last)), ("line", line))
            found.append(Notice("future_date", WARN, text, values, line, _theirs(match, name), str(last)))
    return found


def _long_ago(cursor: duckdb.DuckDBPyConnection, match: Match, have: list[str]) -> list[Notice]:
    """Dates from before there was such data: 1900-01-01 and 1970-01-01 stand for none, 0026 for a slip of the key."""
    found = []
    for name in have:
        if match.table.column(name).type not in ("DATE", "TIMESTAMP"):
            continue
        condition = f"row_status = 'used' and {quote(name)} < timestamp '{LONG_AGO} 00:00:00'"
        query = f"select count(*), min(line), min({quote(name)}) from staged where {condition}"
        count, line, first = _row(cursor, query)
        if count:
            text = (
                "{count} {count:value|values} of “{column}” {count:lies|lie} long ago (from {found} on); the "
                "first is line {line}"
            )
            values = (("count", count), ("column", _theirs(match, name)), ("found", str(first)), ("line", line))
            found.append(Notice("long_ago", WARN, text, values, line, _theirs(match, name), str(first)))
    return found


def _gaps(cursor: duckdb.DuckDBPyConnection, match: Match, have: list[str]) -> list[Notice]:
    """Days without a single event, in a log that has events on nearly all others."""
    if match.table.name != "events":
        return []
    first, last, days, rows = _row(
        cursor,
        """
        select cast(min(ts) as date), cast(max(ts) as date), count(distinct cast(ts as date)), count(*)
        from staged
        where row_status = 'used'
        """,
    )
    if not rows or rows < 10 * days or days == (last - first).days + 1 or days < 0.5 * (last - first).days:
        return []
    query = """
        with days as (
            select distinct cast(ts as date) as day
            from staged
            where row_status = 'used'
        ),
        steps as (
            select day, lead(day) over (order by day) as next
            from days
        )
        select day + 1, next - 1
        from steps
        where next > day + 1
        order by day
    """
    gaps = cursor.execute(query).fetchall()
    missing = (last - first).days + 1 - days
    text = (
        "{count} {count:day|days} between {first} and {last} {count:has|have} no events at all; the first gap is "
        "{from} to {to}"
    )
    start, end = (str(value)[:10] for value in gaps[0])
    values = (("count", missing), ("first", first), ("last", last), ("from", start), ("to", end))
    return [Notice("day_gaps", WARN, text, values, None, _theirs(match, "ts"), start)]


def check_against(previous: Ingested, current: Ingested) -> list[Notice]:
    """What became much less since the version before: rows, days, or how often a column is filled."""
    found = []
    if previous.used >= MIN_ROWS and current.used < DROP * previous.used:
        text = "{count} {count:row|rows}, where the version before had {before}"
        values: tuple[tuple[str, Any], ...] = (("count", current.used), ("before", previous.used))
        found.append(Notice("volume_drop", WARN, text, values))
    for name, before in previous.filled.items():
        now = current.filled.get(name, 0.0)
        if before >= 0.1 and now < DROP * before:
            text = "“{column}” is filled in {now}% of the rows, where the version before had {before}%"
            values = (("column", name), ("now", round(100 * now)), ("before", round(100 * before)))
            found.append(Notice("completeness_drop", WARN, text, values, None, name))
    if previous.last and current.last and current.last < previous.last:
        text = "the data end on {last}, before the end of the version before ({before})"
        found.append(Notice("ends_earlier", WARN, text, (("last", current.last), ("before", previous.last))))
    return found


def check_gap(current: Ingested, stored: Sequence[Path]) -> list[Notice]:
    """Whole days missing between what is stored of a daily log and the file that is to follow it."""
    if current.table not in DAILY or not stored or current.first is None:
        return []
    time = quote(DAILY[current.table])
    connection = connect({path.parent for path in stored})
    try:
        query = f"select min(cast({time} as date)), max(cast({time} as date)), count(distinct cast({time} as date))"
        first, last, days = _row(connection, f"{query} from {parquet(stored)}")
    finally:
        connection.close()
    if last is None or current.first <= last + timedelta(days=1) or days < DENSE * ((last - first).days + 1):
        return []
    missing = (current.first - last).days - 1
    text = (
        "{count} {count:day|days} {count:is|are} missing between what is stored, up to {last}, and this file, "
        "from {first}"
    )
    values = (("count", missing), ("last", last), ("first", current.first))
    return [Notice("gap_before", WARN, text, values)]
