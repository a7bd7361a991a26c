"""Recurring revenue for the Revenue screen, the scorecard and the slides: NRR, GRR, logos, upsell, trend and cohorts.

Active at X: `valid_from <= X and (valid_to is null or valid_to > X)`; overlapping spans of one account add up.
Everything but the cohorts comes from one delta cube: a measure on day X is the sum of its deltas up to X, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

from metrics.cube import ensure
from metrics.frame import Frame

CUBE = "cube_revenue"
MONTHS = (12, 1)
SQL = Path(__file__).parent / "sql"
COHORTS_SQL = (SQL / "revenue_cohorts.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Retained:
    """What became of the accounts with MRR > 0 `months` months before `day` (F6, K4); money in the data set's currency.

    `then` + `expansion` − `contraction` − `churned` = `now`; `added` is the MRR of accounts absent then, in no ratio.
    """

    day: date
    months: int
    then: Decimal
    now: Decimal
    capped: Decimal
    expansion: Decimal
    contraction: Decimal
    churned: Decimal
    added: Decimal
    logos_then: int
    logos_kept: int
    logos_upsold: int
    mrr: Decimal
    accounts: int

    @property
    def nrr(self) -> float | None:
        """MRR now of the accounts of then ÷ their MRR then; None without any."""
        return _share(self.now, self.then)

    @property
    def grr(self) -> float | None:
        """The same with each account capped at its MRR then."""
        return _share(self.capped, self.then)

    @property
    def logo_retention(self) -> float | None:
        """Accounts of then with MRR > 0 now ÷ accounts then."""
        return _share(self.logos_kept, self.logos_then)

    @property
    def upsell_rate(self) -> float | None:
        """Accounts of then whose MRR now is higher ÷ accounts then."""
        return _share(self.logos_upsold, self.logos_then)


@dataclass(frozen=True, slots=True)
class RevenueCohort:
    """Accounts whose first MRR fell into the month of `start`, seen `month` months after each one's own first day.

    `eligible` accounts have lived through that day in the data. The rates are None (an empty cell) until all have.
    """

    start: date
    size: int
    month: int
    eligible: int
    kept: int
    base_mrr: Decimal
    mrr: Decimal

    @property
    def mature(self) -> bool:
        """Whether the data reach the day `month` for every account of the cohort."""
        return self.eligible == self.size

    @property
    def logo_rate(self) -> float | None:
        """Accounts still paying ÷ accounts of the cohort."""
        return _share(self.kept, self.size) if self.mature else None

    @property
    def revenue_rate(self) -> float | None:
        """Their MRR ÷ their MRR on the first day."""
        return _share(self.mrr, self.base_mrr) if self.mature else None


def ensure_revenue_cube(frame: Frame) -> str:
    """Name of the delta cube `(day, channel, segment, measure, delta)`.

    Measures: `mrr`, `active_accounts`, and for m of 12 and 1: `then_mrr_m`, `now_mrr_m`, `grr_mrr_m`, `then_logos_m`,
    `kept_logos_m`, `upsold_logos_m`, `expansion_m`, `contraction_m`, `churned_m`, `added_m`. An account's channel and
    segment are its row's in `accounts`, else Unknown.
    """
    text = (SQL / "revenue.sql").read_text(encoding="utf-8")
    statement = text.format(months=", ".join(str(months) for months in MONTHS), any=MONTHS[0])

    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute(f"create table {CUBE} as {statement}")

    return ensure(frame, CUBE, build, statement)


def retained(
    frame: Frame, day: date, months: int = 12, channel: str | None = None, segment: str | None = None
) -> Retained:
    """Retention of recurring revenue at the end of `day` against `months` (12 or 1) months before."""
    return retained_on(frame, (day,), months, channel, segment)[0]


def retained_on(
    frame: Frame, days: tuple[date, ...], months: int = 12, channel: str | None = None, segment: str | None = None
) -> list[Retained]:
    """`retained` for several days in one query, in the order given."""
    cube = ensure_revenue_cube(frame)
    rows = (
        frame.cursor()
        .execute(
            f"""
            select days.day, cube.measure, sum(cube.delta)
            from (select unnest(?::date[]) as day) as days
            join {cube} as cube on cube.day <= days.day
            where (?::varchar is null or cube.channel = ?) and (?::varchar is null or cube.segment = ?)
            group by days.day, cube.measure
            """,
            [list(days), channel, channel, segment, segment],
        )
        .fetchall()
    )
    found = {(day, str(measure)): Decimal(total) for day, measure, total in rows}
    return [_retained(day, months, found) for day in days]


def trend(
    frame: Frame, months: int = 12, channel: str | None = None, segment: str | None = None, last: date | None = None
) -> list[Retained]:
    """`retained` at every month's end the data reach, oldest first, ending with `last` (at most the data's last day).

    Months in which nobody was there `months` before have no rates; they are left out at the beginning only.
    """
    last = min(last or frame.last, frame.last)
    days = (*_month_ends(frame, last), last)
    points = retained_on(frame, tuple(dict.fromkeys(days)), months, channel, segment)
    known = next((index for index, point in enumerate(points) if point.logos_then), len(points))
    return points[known:]


def cohorts(frame: Frame, channel: str | None = None, segment: str | None = None) -> list[RevenueCohort]:
    """Monthly cohorts by first day with MRR > 0: one row per cohort and month 0, 1, 2 … the data can reach."""
    rows = frame.cursor().execute(COHORTS_SQL, {"last": frame.last, "channel": channel, "segment": segment}).fetchall()
    return [RevenueCohort(*row) for row in rows]


def first_revenue_day(frame: Frame) -> date | None:
    """The first day of any subscription, or None without subscriptions."""
    row = frame.cursor().execute("select min(valid_from) from subscriptions").fetchone()
    return row[0] if row else None


def _month_ends(frame: Frame, last: date) -> list[date]:
    first = first_revenue_day(frame)
    ends: list[date] = []
    day = first.replace(day=1) if first else last
    while (end := (day + timedelta(days=32)).replace(day=1) - timedelta(days=1)) <= last:
        ends.append(end)
        day = end + timedelta(days=1)
    return ends


def _retained(day: date, months: int, found: dict[tuple[date, str], Decimal]) -> Retained:
    def of(name: str) -> Decimal:
        return found.get((day, f"{name}_{months}"), Decimal(0))

    return Retained(
        day,
        months,
        of("then_mrr"),
        of("now_mrr"),
        of("grr_mrr"),
        of("expansion"),
        of("contraction"),
        of("churned"),
        of("added"),
        int(of("then_logos")),
        int(of("kept_logos")),
        int(of("upsold_logos")),
        found.get((day, "mrr"), Decimal(0)),
        int(found.get((day, "active_accounts"), Decimal(0))),
    )


def _share(part: Decimal | int, whole: Decimal | int) -> float | None:
    return float(part / whole) if whole else None
