"""Retention of B2C cohorts, for screens, slides and the command line: METRICS.md "Retention", from the cube or raw.

Days are calendar days in the data set's time zone; day 0 is the person's start day. A person is eligible for day N
when start + N is not after the last day of the data. In a cohort of many days only the eligible persons count; where
there is none, the cell is empty, never 0. Refunds are activity like any other event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from data.errors import QueryError
from metrics import retention_cube
from metrics.frame import Frame
from metrics.result import Period

STARTS = ("purchase", "activity")
MODES = ("exact", "within", "on_or_after")
COHORTS = ("day", "week", "month", "all")
ACTIVITIES = ("any", "purchase")
DAYS = (1, 3, 7, 14, 30, 60, 90)
POOLED = "all"


@dataclass(frozen=True, slots=True)
class RetentionQuery:
    """Whom to follow: persons whose start lies in `period`, in cohorts of a day, week, month, or all together.

    `start` is the first purchase or first activity; `activity` is any (event or order) or purchase; `days` the N asked.
    """

    period: Period
    start: str = "purchase"
    mode: str = "exact"
    days: tuple[int, ...] = DAYS
    cohort: str = "week"
    activity: str = "any"
    channel: str | None = None
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """Day N of a cohort: persons eligible, retained among them, and their share; None where nobody is eligible."""

    day: int
    eligible: int
    retained: int | None
    rate: float | None


@dataclass(frozen=True, slots=True)
class Cohort:
    """One row: `name` is its first day (2026-06-01), month (2026-06) or "all"; `size` its persons."""

    name: str
    first: date | None
    size: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """The cohorts in order, and the pooled row: all retained ÷ all eligible. `source` is cube or raw."""

    cohorts: tuple[Cohort, ...]
    pooled: Cohort
    source: str


def retention(frame: Frame, query: RetentionQuery) -> Retention:
    """The retention table of `query`, from the cube. QueryError for an option that does not exist."""
    return _table(frame, checked(query), retention_cube.from_cube(frame, query), "cube")


def raw_retention(frame: Frame, query: RetentionQuery) -> Retention:
    """The same from the log of occurrences."""
    return _table(frame, checked(query), retention_cube.from_log(frame, query), "raw")


def checked(query: RetentionQuery) -> RetentionQuery:
    """The query itself; QueryError naming the first option that does not exist."""
    for name, value, known in (
        ("start", query.start, STARTS),
        ("mode", query.mode, MODES),
        ("cohort", query.cohort, COHORTS),
        ("activity", query.activity, ACTIVITIES),
    ):
        if value not in known:
            raise QueryError(f"Unknown {name}", f"{value!r} is not one of {', '.join(known)}")
    least = 1 if query.mode == "within" else 0  # "within N days" begins on day 1
    if not query.days or any(not least <= day <= 36_500 for day in query.days):
        raise QueryError("Days do not fit", f"give at least one day, each from {least} to 36500, such as 1,7,30")
    return query


@dataclass(slots=True)
class _Sums:
    """What is summed for one cohort."""

    size: int = 0
    eligible: dict[int, int] = field(default_factory=dict)
    retained: dict[int, int] = field(default_factory=dict)

    def add(
        self, start: date, size: int, query: RetentionQuery, last: date, kept: Mapping[tuple[date, int], int]
    ) -> None:
        """Add the persons who started on `start`."""
        self.size += size
        for day in query.days:
            if start + timedelta(days=day) <= last:
                self.eligible[day] = self.eligible.get(day, 0) + size
                self.retained[day] = self.retained.get(day, 0) + kept.get((start, day), 0)

    def row(self, name: str, first: date | None, days: tuple[int, ...]) -> Cohort:
        """The finished row."""
        return Cohort(name, first, self.size, tuple(self._cell(day) for day in days))

    def _cell(self, day: int) -> Cell:
        eligible = self.eligible.get(day, 0)
        if not eligible:
            return Cell(day, 0, None, None)
        return Cell(day, eligible, self.retained[day], self.retained[day] / eligible)


def _table(frame: Frame, query: RetentionQuery, counts: retention_cube.Counts, source: str) -> Retention:
    cohorts: dict[date | None, _Sums] = {}
    pooled = _Sums()
    for start, size in sorted(counts.sizes.items()):
        for sums in (cohorts.setdefault(_first(start, query.cohort), _Sums()), pooled):
            sums.add(start, size, query, frame.last, counts.retained)
    rows = tuple(sums.row(_name(first, query.cohort), first, query.days) for first, sums in cohorts.items())
    return Retention(rows, pooled.row(POOLED, None, query.days), source)


def _first(start: date, cohort: str) -> date | None:
    """First day of the cohort `start` belongs to; weeks begin on Monday."""
    if cohort == "all":
        return None
    if cohort == "month":
        return start.replace(day=1)
    return start - timedelta(days=start.weekday()) if cohort == "week" else start


def _name(first: date | None, cohort: str) -> str:
    if first is None:
        return POOLED
    return first.isoformat()[:7] if cohort == "month" else first.isoformat()
