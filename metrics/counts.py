"""KPIs already counted elsewhere (`kpi_counts`): the analyst's short cut, added up by the same rules as row-level data.

A count belongs to a period when it lies inside it whole. It is taken as counted: whoever counted it waited for its
window. Where row-level data cover the same KPI and days, they win; the count is left out and the score's note says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from data.counted import KEY, SIDE
from metrics.frame import Frame
from metrics.result import Period


@dataclass(frozen=True, slots=True)
class Count:
    """One row of `kpi_counts`."""

    period: Period
    numerator: Decimal
    denominator: Decimal
    channel: str
    segment: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What the counts say about a KPI in a period; `beaten` rows were left out because row-level data cover them.

    `overlap`: some days of a channel and segment were counted in more than one row, and added up.
    """

    numerator: Decimal
    denominator: Decimal
    rows: int
    beaten: int
    period: Period
    overlap: bool


class Counts:
    """All counted KPIs of a data set, by KPI and side."""

    def __init__(self, rows: dict[tuple[str, str], list[Count]]) -> None:
        self._rows = rows

    def has(self, kpi: str, side: str) -> bool:
        """Whether any count of this KPI exists."""
        return (kpi, side) in self._rows

    def values(self, by: str) -> set[str]:
        """The channels or segments that occur; Unknown is one of them, lest the parts sum up to less than the whole."""
        return {getattr(row, by) for rows in self._rows.values() for row in rows}

    def over(
        self,
        kpi: str,
        side: str,
        period: Period,
        channel: str | None = None,
        segment: str | None = None,
        covered: Period | None = None,
    ) -> Counted:
        """Sum of the counts inside `period` that row-level data (`covered`) do not cover."""
        inside = [
            row
            for row in self._rows.get((kpi, side), ())
            if period.first <= row.period.first
            and row.period.last <= period.last
            and channel in (None, row.channel)
            and segment in (None, row.segment)
        ]
        used = [row for row in inside if covered is None or not _overlap(row.period, covered)]
        return Counted(
            sum((row.numerator for row in used), Decimal(0)),
            sum((row.denominator for row in used), Decimal(0)),
            len(used),
            len(inside) - len(used),
            period,
            _twice(used),
        )

    def split_by(self, kpi: str, side: str, by: str) -> set[str]:
        """The groups this KPI was counted for."""
        return {getattr(row, by) for row in self._rows.get((kpi, side), ())}

    def latest(self, kpi: str, side: str, day: date) -> Period | None:
        """The latest counted period that ends on or before `day`: shown where the chosen one has none of its own."""
        ended = [row.period for row in self._rows.get((kpi, side), ()) if row.period.last <= day]
        return max(ended, key=lambda period: (period.last, period.first), default=None)


def load_counts(frame: Frame) -> Counts:
    """Read `kpi_counts`; a KPI or side is matched whatever its case, blanks and marks: `Win rate` is win_rate."""
    rows: dict[tuple[str, str], list[Count]] = {}
    found = (
        frame.cursor()
        .execute(
            f"select {KEY}, {SIDE}, period_start, period_end, numerator, denominator, channel, segment"
            " from kpi_counts where numerator is not null and denominator is not null"
        )
        .fetchall()
    )
    for kpi, side, first, last, numerator, denominator, channel, segment in found:
        row = Count(Period(first, last), numerator, denominator, channel, segment)
        rows.setdefault((kpi, side), []).append(row)
    return Counts(rows)


def _twice(rows: list[Count]) -> bool:
    """Whether any two rows of one channel and segment share a day."""
    ordered = sorted(rows, key=lambda row: (row.channel, row.segment, row.period.first, row.period.last))
    return any(
        (one.channel, one.segment) == (other.channel, other.segment) and _overlap(one.period, other.period)
        for one, other in pairwise(ordered)
    )


def _overlap(one: Period, other: Period) -> bool:
    return one.first <= other.last and other.first <= one.last
