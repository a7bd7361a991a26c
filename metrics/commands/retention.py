"""`python -m metrics retention`: cohorts of buyers and the share of them active again, from any SOURCE."""

from __future__ import annotations

import argparse

from data.errors import QueryError
from metrics import retention as shapes
from metrics.commands import common
from metrics.frame import Frame
from metrics.retention import Cohort, RetentionQuery, retention
from metrics.sessions import ensure_persons

DAYS = "1,7,30,90"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's own options."""
    parser.add_argument("--start", choices=shapes.STARTS, default="purchase", help="day 0: first purchase or activity")
    parser.add_argument("--mode", choices=shapes.MODES, default="exact", help="on day N, on any of 1…N, on any ≥ N")
    parser.add_argument("--days", default=DAYS, metavar=DAYS, help="the days N")
    parser.add_argument("--cohort", choices=shapes.COHORTS, default="week", help="how starts are put together")
    parser.add_argument("--activity", choices=shapes.ACTIVITIES, default="any", help="what counts as coming back")
    parser.add_argument("--channel", help="only persons of this channel")
    parser.add_argument("--segment", help="only persons of this segment")


def rows(frame: Frame, args: argparse.Namespace) -> list[dict[str, object]]:
    """One row per cohort and day, the pooled row ("all") last; null where nobody is eligible yet."""
    period = common.period(args, frame, common.whole(frame))
    for by in ("channel", "segment"):
        if getattr(args, by) is not None and {"events", "orders"} & frame.tables:
            common.among(_persons(frame, by), by, getattr(args, by))
    days = parse_days(args.days)
    query = RetentionQuery(period, args.start, args.mode, days, args.cohort, args.activity, args.channel, args.segment)
    found = retention(frame, query)
    cohorts = found.cohorts if args.cohort == "all" and found.cohorts else (*found.cohorts, found.pooled)
    return [row for cohort in cohorts for row in record(cohort)]


def _persons(frame: Frame, by: str) -> list[str]:
    """The channels or segments that persons have."""
    rows = frame.cursor().execute(f"select distinct {by} from {ensure_persons(frame)} order by {by}").fetchall()
    return [str(row[0]) for row in rows]


def parse_days(text: str) -> tuple[int, ...]:
    """`1,7,30` as numbers, each once, in order; QueryError for anything else."""
    words = [word.strip() for word in text.split(",")]
    if not all(word.isascii() and word.isdigit() and len(word) <= 5 for word in words):
        raise QueryError("Unknown days", f"{text!r} is not a list of days such as {DAYS}")
    return tuple(sorted({int(word) for word in words}))


def record(cohort: Cohort) -> list[dict[str, object]]:
    """One cohort's cells as plain values for JSON."""
    return [
        {
            "cohort": cohort.name,
            "size": cohort.size,
            "day": cell.day,
            "eligible": cell.eligible,
            "retained": cell.retained,
            "rate": cell.rate,
        }
        for cell in cohort.cells
    ]
