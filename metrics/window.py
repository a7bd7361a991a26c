"""Periods, comparisons and maturity, for everyone who places a number in time. Nothing here reads the clock."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

from data.errors import QueryError, did_you_mean
from metrics.result import Period

PERIODS = ("week", "4w", "mtd", "qtd")
COMPARISONS = ("previous", "year")
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def named_period(name: str, as_of: date, first: date | None = None) -> Period:
    """The period called `name` at `as_of`: week and 4w end on the last Sunday on or before it, mtd and qtd on it.

    A data set with no complete week since `first` gives all its days instead. QueryError on an unknown name.
    """
    sunday = as_of - timedelta(days=as_of.isoweekday() % 7)
    if name == "week":
        period = Period(sunday - 6 * DAY, sunday)
    elif name == "4w":
        period = Period(sunday - 27 * DAY, sunday)
    elif name == "mtd":
        return Period(as_of.replace(day=1), as_of)
    elif name == "qtd":
        return Period(quarter(as_of).first, as_of)
    else:
        raise QueryError(
            "Unknown period", f"{name!r}: expected one of {', '.join(PERIODS)}{did_you_mean(name, PERIODS)}"
        )
    return Period(first, as_of) if first is not None and period.last < first else period


def resolve(as_of: date, first: date, name: str | None, start: date | None, end: date | None) -> Period:
    """The period asked for: a name, or a free range whose missing end is the data's; the default is the last week."""
    if start is None and end is None:
        return named_period(name or "week", as_of, first)
    if name is not None:
        raise QueryError("Two periods", f"--period {name} and --from/--to exclude each other; give one")
    period = Period(start or first, end or as_of)
    if period.first > period.last and (start is None or end is None):
        raise QueryError(
            "Period outside the data", f"{start or end}: the data run from {first} to {as_of}; ask for days in it"
        )
    if period.first > period.last:
        raise QueryError("Period ends before it starts", f"from {period.first} to {period.last}; swap the two")
    return period


def comparison(period: Period, kind: str = "previous", name: str | None = None) -> Period:
    """What `period` is compared with: the one before it of equal length, or the same days a year before.

    A running month or quarter (`name` mtd or qtd) is compared over the same number of elapsed days of the one before.
    """
    if kind == "year":
        return Period(months_before(period.first, 12), months_before(period.last, 12))
    if kind != "previous":
        raise QueryError("Unknown comparison", f"{kind!r}: expected previous or year")
    if name in ("mtd", "qtd"):
        before = months_before(period.first, 1 if name == "mtd" else 3)
        return Period(before, min(before + (period.days - 1) * DAY, period.first - DAY))
    return Period(days_before(period.first, period.days), days_before(period.first, 1))


def quarter(day: date) -> Period:
    """The calendar quarter `day` lies in."""
    start = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    end = date(day.year, start.month + 2, calendar.monthrange(day.year, start.month + 2)[1])
    return Period(start, end)


def days_before(day: date, days: int) -> date:
    """`day` minus `days`; the calendar's first day where it ends before that, as a range "since ever" does."""
    return date.fromordinal(max(1, day.toordinal() - days))


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier; the last of the month where it has fewer days (as DuckDB's intervals do)."""
    index = max(12, day.year * 12 + day.month - 1 - months)  # there is no year 0
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def mature_until(as_of: datetime, days: int) -> date:
    """The last day with entries whose window of `days` days (of 24 h) has fully passed at `as_of`."""
    return (as_of - timedelta(days=days)).date()


def mature_period(asked: Period, as_of: datetime, days: int) -> Period:
    """`asked`, or the latest mature period of equal length when nothing in `asked` can be mature."""
    until = mature_until(as_of, days)
    if asked.first <= until:
        return asked
    return Period(days_before(until, asked.days - 1), until)


def weeks_back(last: date, weeks: int) -> list[Period]:
    """The `weeks` ISO weeks up to the last one complete on `last`, oldest first."""
    end = named_period("week", last).last
    return [Period(end - (7 * back + 6) * DAY, end - 7 * back * DAY) for back in reversed(range(weeks))]
