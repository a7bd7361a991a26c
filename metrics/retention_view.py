"""What the Retention screen looks at: which cohorts, and whether a table counts as the graded KPI does."""

from __future__ import annotations

from datetime import date, timedelta

from metrics.benchmarks import Benchmarks
from metrics.result import Band, Period
from metrics.retention import RetentionQuery
from metrics.window import DAY, months_before

DAYS = {
    "day": (1, 2, 3, 4, 5, 6, 7, 14, 30, 90),
    "week": (1, 3, 7, 14, 21, 30, 60, 90),
    "month": (1, 3, 7, 14, 30, 60, 90, 120, 150),
}
CURVES = (7, 30, 90)
ROWS = {"day": 21, "week": 18, "month": 12}
MOST = {"day": 62, "week": 62, "month": 62}  # a longer table is no longer read: only its latest cohorts are shown


def cohort_days(period: Period, cohort: str, first: date) -> Period:
    """The start days of the cohorts on screen: up to the end of `period`, far enough back for a table worth reading.

    21 days, 18 ISO weeks or 12 months, up to 62 of them when `period` itself is longer; never before `first`, the
    data's first day.
    """
    usual, earliest = (_start(period.last, cohort, rows[cohort] - 1) for rows in (ROWS, MOST))
    return Period(max(first, earliest, min(usual, period.first)), period.last)


def _start(last: date, cohort: str, back: int) -> date:
    """The first day of the cohort that lies `back` cohorts before the one of `last`."""
    if cohort == "day":
        return last - back * DAY
    if cohort == "week":
        return last - timedelta(days=last.weekday() + 7 * back)
    return months_before(last.replace(day=1), back)


def band_of(benchmarks: Benchmarks, query: RetentionQuery, day: int) -> Band | None:
    """The benchmark of `day`, only where `query` counts as its KPI does: same mode, first purchase, any activity."""
    key = f"retention_d{day}"
    if (key, "b2c") not in benchmarks.kpis:
        return None
    settings = benchmarks.kpi(key, "b2c")
    same = (query.mode, query.start, query.activity) == (settings.mode or "exact", "purchase", "any")
    return settings.bands[0] if same and settings.bands else None
