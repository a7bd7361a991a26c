"""Open deals one by one, with what is wrong with each: for coverage, landing, and the lists of deals to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from metrics import dwell
from metrics.cube import ensure
from metrics.frame import Frame
from metrics.result import Period

DEALS = "pipeline_deals"
PAST_DUE, STALE, NO_AMOUNT, UNDATED = "past_due", "stale", "no_amount", "undated"
FLAWS = {
    PAST_DUE: "Past its expected close",
    STALE: "Older in its stage than 9 of 10 won deals",
    NO_AMOUNT: "No amount",
    UNDATED: "No expected close",
}


@dataclass(frozen=True, slots=True)
class Slice:
    """A filter on deals: None takes everyone; owner `Unknown` takes deals without one."""

    channel: str | None = None
    segment: str | None = None
    owner: str | None = None

    @property
    def where(self) -> str:
        """The condition on a table with columns channel, segment, owner; its values are `params`."""
        return (
            "($channel::varchar is null or channel = $channel)"
            " and ($segment::varchar is null or segment = $segment)"
            " and ($owner::varchar is null or coalesce(owner, 'Unknown') = $owner)"
        )

    @property
    def params(self) -> dict[str, object]:
        """Values of `where`."""
        return {"channel": self.channel, "segment": self.segment, "owner": self.owner}


EVERYONE = Slice()


@dataclass(frozen=True, slots=True)
class Deal:
    """An open deal at `as_of`. `age_days` is its time in `at_stage`, the last stage it entered, `limit_days` the 90th
    percentile of won deals there (both None when unknown); `flaws` are of past_due, stale, no_amount, undated."""

    deal_id: str
    name: str | None
    stage: str | None
    owner: str | None
    channel: str
    segment: str
    amount: Decimal | None
    expected_close: date | None
    created_at: datetime | None
    at_stage: str | None
    age_days: float | None
    limit_days: float | None
    flaws: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether it counts in clean coverage."""
        return not self.flaws

    def closes_in(self, period: Period) -> bool:
        """Whether it should close within `period`."""
        return self.expected_close is not None and period.first <= self.expected_close <= period.last


def ensure_deals(frame: Frame) -> str:
    """Name of the table of all deals: the columns of `deals` that the pipeline needs, with what a deal does not say of
    channel and segment taken from its lead, `closed_day`, `cycle_days` (from the linked lead's creation where there is
    one) and `own_days` (from the deal's own)."""
    fields = {
        name: f"deals.{name}" if f"deals.{name}" in frame.given else f"coalesce(lead.lead_{name}, deals.{name})"
        for name in ("channel", "segment")
    }
    statement = (Path(__file__).parent / "sql" / "pipeline.sql").read_text(encoding="utf-8").format(**fields)

    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute(f"create table {DEALS} as {statement}")

    return ensure(frame, DEALS, build, statement)


def open_deals(frame: Frame, slice_: Slice = EVERYONE) -> list[Deal]:
    """All open deals of the slice, largest first.

    The stage is the deal's own, else the last one it entered. Age and limit are those of the last stage in
    `stage_changes`, which is history as of `as_of`, while `deals` holds every deal as it stands today.
    """
    limits = dwell.limits(frame)
    age = dwell.DAYS.format(later="$as_of::timestamp", earlier="last.entered_at")
    rows = (
        frame.cursor()
        .execute(
            f"""
            with last as (
              select deal_id, stage, entered_at from {dwell.ensure_visits(frame)} where is_last
            )
            select
              deals.deal_id,
              deals.name,
              coalesce(deals.stage, last.stage),
              deals.owner,
              deals.channel,
              deals.segment,
              deals.amount,
              deals.expected_close,
              deals.created_at,
              last.stage,
              {age}
            from {ensure_deals(frame)} as deals
            left join last on last.deal_id = deals.deal_id
            where deals.status = 'open' and {slice_.where}
            order by deals.amount desc nulls last, deals.deal_id
            """,
            {"as_of": frame.as_of} | slice_.params,
        )
        .fetchall()
    )
    return [_deal(row, limits, frame.last) for row in rows]


def stuck(deals: Iterable[Deal]) -> list[Deal]:
    """The deals older in their stage than nine of ten won deals, the one furthest past its limit first."""
    stale = [deal for deal in deals if STALE in deal.flaws]
    return sorted(stale, key=lambda deal: ((deal.limit_days or 0) - (deal.age_days or 0), deal.deal_id))


def _deal(row: tuple[object, ...], limits: dict[str, tuple[float, int]], today: date) -> Deal:
    deal_id, name, stage, owner, channel, segment, amount, expected, created, at_stage, age = row
    limit = limits[str(at_stage)][0] if at_stage in limits else None
    flaws = {
        PAST_DUE: isinstance(expected, date) and expected < today,
        STALE: isinstance(age, float) and limit is not None and age > limit,
        NO_AMOUNT: amount is None,
        UNDATED: expected is None,
    }
    found = tuple(flaw for flaw, present in flaws.items() if present)
    return Deal(deal_id, name, stage, owner, channel, segment, amount, expected, created, at_stage, age, limit, found)  # type: ignore[arg-type]
