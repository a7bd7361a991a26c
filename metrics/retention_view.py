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


def cohort_days(period: Period, cohort: str, first: date) -> Period:
    """The start days of the cohorts on screen: up to the end of `period`, far enough back for a table worth reading.

    21 days, 18 ISO weeks or 12 months, more when `period` itself is longer; never before `first`, the data's first day.
    """
    back = ROWS[cohort] - 1
    if cohort == "day":
        start = period.last - back * DAY
    elif cohort == "week":
        start = period.last - timedelta(days=period.last.weekday() + 7 * back)
    else:
        start = months_before(period.last.replace(day=1), back)
    return Period(max(first, min(start, period.first)), period.last)


def band_of(benchmarks: Benchmarks, query: RetentionQuery, day: int) -> Band | None:
    """The benchmark of `day`, only where `query` counts as its KPI does: same mode, first purchase, any activity."""
    key = f"retention_d{day}"
    if (key, "b2c") not in benchmarks.kpis:
        return None
    settings = benchmarks.kpi(key, "b2c")
    same = (query.mode, query.start, query.activity) == (settings.mode or "exact", "purchase", "any")
    return settings.bands[0] if same and settings.bands else None
