"""Unit economics as curves, for the Economics screen: when a cohort pays for itself (F7), what a buyer is worth (K2).

Gross margin is an assumption and comes as an argument. Days are calendar days since the first purchase; a figure that
rests on buyers watched too short is marked, never filled up. CAC, ROAS and LTV:CAC as single figures are scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from metrics.frame import Frame
from metrics.margin import ensure_margin_cube, margins_of
from metrics.result import Note, Period
from metrics.revenue import retained

__all__ = [
    "CurvePoint",
    "LifetimePoint",
    "Payback",
    "ensure_margin_cube",
    "ltv_b2b",
    "ltv_curve",
    "margins_of",
    "monthly_paybacks",
    "payback_curve",
    "payback_day",
]

MARGIN_B2C, MARGIN_B2B = 0.60, 0.75
CHECKPOINTS = (0, 7, 14, 30, 60, 90, 180, 270, 365)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Cumulative gross margin of the cohort up to `day` and its share of the cost (None without cost).

    `whole`: every buyer of the cohort has been watched that long; later points can still rise.
    """

    day: int
    margin: float
    share: float | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Payback:
    """One cohort: buyers whose first purchase is in `period`, what they cost, and how it comes back.

    `day` is the smallest day on which the cumulative gross margin reaches the cost; None for "not yet", and where there
    is no cost or no buyer to speak of. `watched` is the number of days the youngest possible buyer has been seen.
    """

    period: Period
    buyers: int
    cost: Decimal
    gross_margin: float
    day: int | None
    watched: int
    points: tuple[CurvePoint, ...]
    notes: tuple[Note, ...]

    @property
    def cac(self) -> float | None:
        """Cost per buyer."""
        return float(self.cost / self.buyers) if self.buyers else None


@dataclass(frozen=True, slots=True)
class LifetimePoint:
    """Mean cumulative gross margin per buyer `day` days after the first purchase, over buyers watched that long."""

    day: int
    buyers: int
    margin: float | None


def payback_curve(
    frame: Frame,
    period: Period,
    gross_margin: float = MARGIN_B2C,
    channel: str | None = None,
    segment: str | None = None,
) -> Payback:
    """The payback of the buyers of `period` against the B2C marketing cost of the same days (and channel, segment)."""
    margins = margins_of(frame, period, channel, segment)
    buyers, cost = _buyers(frame, period, channel, segment), _cost(frame, period, channel, segment)
    watched = (frame.last - period.last).days
    points = tuple(_points(margins, cost, gross_margin, watched))
    reached = payback_day(margins, cost, gross_margin) if buyers else None
    notes = [
        Note("gross_margin", "Gross margin is assumed to be {percent}%.", (("percent", f"{gross_margin * 100:g}"),))
    ]
    if not cost:
        notes.append(Note("no_cost", "No marketing cost in these days: nothing to pay back."))
    elif reached is None and buyers:
        notes.append(Note("not_yet", "Not paid back yet, {days} {days:day|days} on.", (("days", max(watched, 0)),)))
    return Payback(period, buyers, cost, gross_margin, reached, watched, points, tuple(notes))


def monthly_paybacks(
    frame: Frame, gross_margin: float = MARGIN_B2C, channel: str | None = None, segment: str | None = None
) -> list[Payback]:
    """`payback_curve` of every calendar month with first-time buyers, oldest first; the last may still be running."""
    rows = frame.cursor().execute(
        f"""
        select distinct date_trunc('month', cohort_day)::date as first, last_day(cohort_day) as last
        from {ensure_margin_cube(frame)}
        order by first
        """
    )
    months = [Period(first, min(last, frame.last)) for first, last in rows.fetchall()]
    return [payback_curve(frame, month, gross_margin, channel, segment) for month in months]


def ltv_curve(
    frame: Frame,
    until: date | None = None,
    gross_margin: float = MARGIN_B2C,
    channel: str | None = None,
    segment: str | None = None,
) -> list[LifetimePoint]:
    """What a buyer has brought after 0, 7, 14 … 365 days: each point over the buyers (first purchase up to `until`)
    whose days have all passed, so that one point may rest on fewer, older buyers than the one before."""
    rows = frame.cursor().execute(
        f"""
        select
          points.day,
          coalesce(sum(cube.buyers), 0),
          sum(cube.net)
        from (select unnest($checkpoints::integer[]) as day) as points
        left join {ensure_margin_cube(frame)} as cube
          on cube.cohort_day <= least($last::date - points.day, coalesce($until::date, $last::date))
          and cube.day_offset <= points.day
          and ($channel::varchar is null or cube.channel = $channel)
          and ($segment::varchar is null or cube.segment = $segment)
        group by points.day
        order by points.day
        """,
        {
            "checkpoints": list(CHECKPOINTS),
            "last": frame.last,
            "until": until,
            "channel": channel,
            "segment": segment,
        },
    )
    margin = Fraction(str(gross_margin))
    return [
        LifetimePoint(day, int(buyers), float(Fraction(net) * margin / int(buyers)) if buyers else None)
        for day, buyers, net in rows.fetchall()
    ]


def ltv_b2b(
    frame: Frame,
    day: date,
    gross_margin: float = MARGIN_B2B,
    channel: str | None = None,
    segment: str | None = None,
) -> float | None:
    """ARPA × gross margin ÷ monthly logo churn at the end of `day`; None without accounts, and without churn: then it
    is undefined, not infinite."""
    state = retained(frame, day, 1, channel, segment)
    lost = state.logos_then - state.logos_kept
    if not state.accounts or not lost:
        return None
    arpa = Fraction(state.mrr) / state.accounts
    return float(arpa * Fraction(str(gross_margin)) * state.logos_then / lost)


def payback_day(margins: Sequence[tuple[int, Decimal]], cost: Decimal, gross_margin: float) -> int | None:
    """The smallest day by which the gross margin of `margins` (day, net revenue; ascending) has reached `cost`."""
    if not cost:
        return None
    total, share = Fraction(0), Fraction(str(gross_margin))
    for day, net in margins:
        total += Fraction(net) * share
        if total >= Fraction(cost):
            return day
    return None


def _points(
    margins: Sequence[tuple[int, Decimal]], cost: Decimal, gross_margin: float, watched: int
) -> Iterator[CurvePoint]:
    total, share = Fraction(0), Fraction(str(gross_margin))
    for day, net in margins:
        total += Fraction(net) * share
        yield CurvePoint(day, float(total), float(total / Fraction(cost)) if cost else None, day <= watched)


def _buyers(frame: Frame, period: Period, channel: str | None, segment: str | None) -> int:
    return int(_sum(frame, f"sum(buyers) from {ensure_margin_cube(frame)}", "cohort_day", period, channel, segment))


def _cost(frame: Frame, period: Period, channel: str | None, segment: str | None) -> Decimal:
    source = "sum(case when side = 'b2c' then cost end) from marketing"
    return _sum(frame, source, "date", period, channel, segment)


def _sum(frame: Frame, source: str, day: str, period: Period, channel: str | None, segment: str | None) -> Decimal:
    row = (
        frame.cursor()
        .execute(
            f"""
            select {source}
            where {day} between $first and $last
              and ($channel::varchar is null or channel = $channel)
              and ($segment::varchar is null or segment = $segment)
            """,
            {"first": period.first, "last": period.last, "channel": channel, "segment": segment},
        )
        .fetchone()
    )
    return Decimal(row[0]) if row and row[0] is not None else Decimal(0)
