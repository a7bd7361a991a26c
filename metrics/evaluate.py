"""Scores from cubes: every KPI of a board for a period, a comparison and a filter. For screens, slides and commands.

A KPI whose window has passed for nobody in the chosen period is shown for the latest mature period of equal length;
the score says which. Nothing immature is coloured. No query here touches a raw table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from data.errors import QueryError, did_you_mean
from metrics import values
from metrics.board import Board
from metrics.catalog import BY_KEY, KPIS, Kpi
from metrics.counts import Counted
from metrics.facts import window_days
from metrics.given import missing
from metrics.grading import graded
from metrics.result import NEEDS_ROWS, NO_DATA, TOO_EARLY, Note, Period, Score
from metrics.series import EMPTY, Series
from metrics.shapes import SHAPES
from metrics.values import Value
from metrics.window import comparison, days_before, mature_period, named_period, weeks_back

SNAPSHOTS = ("coverage", "velocity")


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: a period, what it is compared with (previous or year), and a filter.

    `name` is the period's name where it has one: a running month or quarter is compared over its elapsed days.
    """

    period: Period
    compare: str = "previous"
    channel: str | None = None
    segment: str | None = None
    name: str | None = None


def default_query(board: Board, name: str = "week") -> Query:
    """The last complete week (or another named period) without a filter."""
    return Query(named_period(name, board.frame.last, board.frame.first), name=name)


def find(key: str, side: str) -> Kpi:
    """The KPI `key` of `side`; QueryError with the nearest known one otherwise."""
    if (key, side) not in BY_KEY:
        known = sorted({kpi.key for kpi in KPIS if kpi.side == side})
        raise QueryError("Unknown KPI", f"{key!r} on side {side!r}{did_you_mean(key, known)}")
    return BY_KEY[key, side]


def scores(board: Board, query: Query) -> list[Score]:
    """Every KPI of both sides, in catalogue order."""
    series = board.series(query.channel, query.segment)
    return [_score(board, series, query, kpi) for kpi in KPIS]


def score(board: Board, query: Query, key: str, side: str) -> Score:
    """One KPI."""
    return _score(board, board.series(query.channel, query.segment), query, find(key, side))


def split(board: Board, query: Query, key: str, side: str, by: str) -> list[Score]:
    """One KPI per channel or segment, in alphabetical order; groups in which it has no value at all are left out."""
    kpi = find(key, side)
    return _by_group(board, query, by, [kpi])


def split_all(board: Board, query: Query, by: str) -> list[Score]:
    """Every KPI per channel or segment, as `split` does it."""
    return _by_group(board, query, by, KPIS)


def trend(board: Board, query: Query, key: str, side: str, weeks: int = 13) -> list[Score]:
    """One KPI per ISO week, oldest first, up to the period's last complete week. Immature weeks have no value."""
    kpi = find(key, side)
    series = board.series(query.channel, query.segment)
    periods = weeks_back(query.period.last, weeks)
    return [_score(board, series, replace(query, period=week, name=None), kpi, shift=False) for week in periods]


def _by_group(board: Board, query: Query, by: str, kpis: Iterable[Kpi]) -> list[Score]:
    if by not in ("channel", "segment"):
        raise QueryError("Unknown split", f"{by!r}: expected channel or segment")
    groups = board.groups(by, query.channel, query.segment)
    found = []
    for kpi in kpis:
        for group in board.values(by):
            narrowed = replace(query, channel=group) if by == "channel" else replace(query, segment=group)
            found.append(_score(board, groups.get(group, Series({})), narrowed, kpi))
    return [scored for scored in found if scored.value is not None or scored.n or scored.numerator]


def _score(board: Board, series: Series, query: Query, kpi: Kpi, shift: bool = True) -> Score:
    """The score of one KPI; without `shift` a period with nothing mature stays empty."""
    value = _value(board, series, query, kpi, query.period, shift)
    before = None
    if kpi.kind not in SNAPSHOTS and value.value is not None:
        name = query.name if value.period == query.period else None
        before = _value(board, series, query, kpi, comparison(value.period, query.compare, name), False)
    return graded(board.benchmarks, kpi, value, before, query)


def _value(board: Board, series: Series, query: Query, kpi: Kpi, period: Period, shift: bool) -> Value:
    lacking = missing(board.frame, kpi)
    if lacking:
        if board.counts.has(kpi.key, kpi.side):
            return _counted(board, query, kpi, period, None)
        note = Note("missing", "{what}: not in the data, upload it to see this", (("what", lacking),))
        return Value(period, notes=(note,), status=NO_DATA)
    if kpi.kind in SHAPES:
        return _undated(board, kpi, SHAPES[kpi.kind](board, series, query, kpi, period))
    rows = _undated(board, kpi, _one_sided(board, kpi, _mature(board, series, kpi, period, shift)))
    return _with_counts(board, query, kpi, rows) if board.counts.has(kpi.key, kpi.side) else rows


def _undated(board: Board, kpi: Kpi, value: Value) -> Value:
    """Says how many closed deals a KPI of closed deals cannot place in time: a rate without them may mislead."""
    if "deals.closed_at" not in kpi.needs or not board.undated_closes:
        return value
    text = "{n} {n:deal|deals} won or lost {n:has|have} no close date: {n:it is|they are} in no period"
    return replace(value, notes=(*value.notes, Note("undated_closes", text, (("n", board.undated_closes),))))


def _one_sided(board: Board, kpi: Kpi, value: Value) -> Value:
    """No colour for a ratio whose other side the data never have: an export of won deals alone has no win rate."""
    if kpi.contrast is None or value.status or board.series().line(kpi.contrast).days:
        return value
    note = Note("one_sided", "no deal in the data was ever lost: this may be an export of won deals only")
    return replace(value, status=NO_DATA, notes=value.notes if board.undated_closes else (*value.notes, note))


def _mature(board: Board, series: Series, kpi: Kpi, period: Period, shift: bool) -> Value:
    """The value over the mature part of `period`, or over the latest mature period when nothing in it is."""
    compute = KINDS[kpi.kind]
    value = compute(kpi, series, period)
    if kpi.young is None or value.denominator:
        return value
    days = window_days(board.benchmarks, kpi.key)
    waiting = series.line(kpi.young).over(period)
    shown = mature_period(period, board.as_of, days)
    if shown == period and waiting:
        until = mature_period(Period(date.max, date.max), board.as_of, days).last
        shown = Period(days_before(until, period.days - 1), until)
    if shown == period or not shift:
        return replace(value, status=TOO_EARLY if waiting or shown != period else NO_DATA)
    earlier = compute(kpi, series, shown)
    if not earlier.denominator:
        return replace(value, status=TOO_EARLY if waiting or series.line(kpi.young).over(shown) else NO_DATA)
    note = Note("earlier", "nothing in the chosen period is mature yet: the latest mature period is shown")
    return replace(earlier, notes=(*earlier.notes, note))


def _with_counts(board: Board, query: Query, kpi: Kpi, rows: Value) -> Value:
    """Row-level data and counts of one KPI, added up; where both cover a day the rows win."""
    line = board.series().line(kpi.denominator if kpi.young is None else kpi.young)
    covered = Period(line.days[0], line.days[-1]) if line is not EMPTY and line.days else None
    counted = board.counts.over(kpi.key, kpi.side, rows.period, query.channel, query.segment, covered)
    notes = rows.notes
    if counted.beaten:
        text = "{n} counted {n:row|rows} left out: row-level data cover the same days"
        notes = (*notes, Note("rows_win", text, (("n", counted.beaten),)))
    if not counted.rows:
        return replace(rows, notes=notes)
    if kpi.kind == "median":
        return replace(rows, notes=(*notes, Note("median_rows", "a median needs row-level data: counts left out")))
    numerator = Decimal(rows.numerator or 0) + counted.numerator
    denominator = Decimal(rows.denominator or 0) + counted.denominator
    return replace(values.quotient(kpi, rows.period, numerator, denominator), notes=(*notes, *_from_counts(counted)))


def _counted(board: Board, query: Query, kpi: Kpi, period: Period, covered: Period | None) -> Value:
    """A KPI that only counts speak of. Asked for a channel they do not name, it needs rows."""
    counts = board.counts
    for by in ("channel", "segment"):
        wanted = getattr(query, by)
        if wanted is not None and wanted not in counts.split_by(kpi.key, kpi.side, by):
            note = Note("counted_whole", "counted without a {by}: upload rows to see it split", (("by", by),))
            return Value(period, notes=(note,), status=NEEDS_ROWS)
    counted = counts.over(kpi.key, kpi.side, period, query.channel, query.segment, covered)
    if not counted.rows:
        latest = counts.latest(kpi.key, kpi.side, period.last)
        if latest is None or latest.days <= period.days or latest.last < period.first:
            return Value(period, status=NO_DATA, notes=(Note("no_counts", "no counted period lies inside these days"),))
        counted = counts.over(kpi.key, kpi.side, latest, query.channel, query.segment, covered)
    value = values.quotient(kpi, counted.period, counted.numerator, counted.denominator)
    return replace(value, notes=_from_counts(counted))


def _from_counts(counted: Counted) -> tuple[Note, ...]:
    note = Note("counted", "counted elsewhere ({n} {n:row|rows} of kpi_counts)", (("n", counted.rows),))
    twice = Note("counts_overlap", "some counted periods overlap: their sums were added up")
    return (note, twice) if counted.overlap else (note,)


KINDS: dict[str, Callable[[Kpi, Series, Period], Value]] = {
    "ratio": values.ratio,
    "snapshot": values.level,
    "median": values.median,
}
