"""Pipeline coverage of a quarter (K3), for the Pipeline screen, the slides and the command line.

Coverage is what is still open for the quarter ÷ what is still to be won in it. Beside it: the same against the whole
target, and clean coverage, which leaves out deals past their expected close, deals older in their stage than nine of
ten won deals were, and deals without an amount; every haircut is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from data.tables import UNKNOWN
from metrics import dwell, window
from metrics.frame import Frame
from metrics.pipeline_deals import EVERYONE, NO_AMOUNT, PAST_DUE, STALE, UNDATED, Deal, Slice, ensure_deals, open_deals
from metrics.pipeline_notes import stage_notes, target_notes
from metrics.pipeline_targets import PARTIAL, Target, parse_quarter, quarter_name, quarters_of, targets_for
from metrics.result import Note, Period

__all__ = [
    "Coverage",
    "CoverageValue",
    "Deal",
    "Group",
    "Slice",
    "Target",
    "coverage",
    "coverage_value",
    "ensure_deals",
    "open_deals",
    "parse_quarter",
    "quarter_name",
    "quarters_of",
    "targets_for",
    "won_in",
]


@dataclass(frozen=True, slots=True)
class Group:
    """Open deals of the quarter in one stage, owner or segment; `target` and `coverage` where targets are set so."""

    name: str
    deals: int
    amount: Decimal
    clean_amount: Decimal
    won: Decimal
    target: Decimal | None
    coverage: float | None
    met: bool


@dataclass(frozen=True, slots=True)
class CoverageValue:
    """Coverage of one quarter in figures: ratios are multiples (3.0 = 3×), money is in the data set's currency.

    `open` sums the `n` open deals expected to close in the quarter that have an amount. `met`: won ≥ target, then the
    ratio to go is None.
    """

    quarter: Period
    target: Decimal | None
    won: Decimal
    open: Decimal
    n: int
    notes: tuple[Note, ...]

    @property
    def to_go(self) -> Decimal | None:
        """Target minus won so far; zero or less when met."""
        return None if self.target is None else self.target - self.won

    @property
    def met(self) -> bool:
        """Whether the quarter's target is already won: graded green, whatever is open."""
        return self.to_go is not None and self.to_go <= 0

    @property
    def partial(self) -> bool:
        """Whether the targets leave out a month of the quarter: a figure against them is told and carries no colour."""
        return any(note.code == PARTIAL for note in self.notes)

    @property
    def coverage(self) -> float | None:
        """Open ÷ (target − won so far); None without a target, or once it is met."""
        return _ratio(self.open, self.to_go)

    @property
    def full_coverage(self) -> float | None:
        """Open ÷ the full target."""
        return _ratio(self.open, self.target)


@dataclass(frozen=True, slots=True)
class Coverage(CoverageValue):
    """One quarter at `as_of` with the deals behind it.

    `counted` are the deals in `open`; `undated`, `past_due`, `no_amount`, `stale` list all open deals of the kind,
    whatever their quarter; `haircuts` the deals of this quarter that clean coverage leaves out, each with its `flaws`.
    """

    won_deals: int
    clean_open: Decimal
    counted: tuple[Deal, ...]
    haircuts: tuple[Deal, ...]
    undated: tuple[Deal, ...]
    past_due: tuple[Deal, ...]
    no_amount: tuple[Deal, ...]
    stale: tuple[Deal, ...]
    by_stage: tuple[Group, ...]
    by_owner: tuple[Group, ...]
    by_segment: tuple[Group, ...]

    @property
    def clean_coverage(self) -> float | None:
        """Coverage of clean deals only."""
        return _ratio(self.clean_open, self.to_go)


def coverage(frame: Frame, quarter: Period | None = None, slice_: Slice = EVERYONE) -> Coverage:
    """Coverage of `quarter` (default: the quarter of `as_of`) for everyone or a slice.

    There are no targets per channel: with a channel in the slice, as in a quarter without a target, coverage is None
    and a note says why.
    """
    quarter = quarter or window.quarter(frame.last)
    deals = open_deals(frame, slice_)
    due = [deal for deal in deals if deal.closes_in(quarter)]
    counted = [deal for deal in due if deal.amount is not None]
    target = _target(frame, quarter, slice_)
    won, won_deals, unknown_won = won_in(frame, quarter, slice_)
    return Coverage(
        quarter=quarter,
        target=target.amount,
        won=won,
        won_deals=won_deals,
        open=_sum(counted),
        n=len(counted),
        clean_open=_sum(deal for deal in counted if deal.clean),
        counted=tuple(counted),
        haircuts=tuple(deal for deal in due if not deal.clean),
        undated=_with(deals, UNDATED),
        past_due=_with(deals, PAST_DUE),
        no_amount=_with(deals, NO_AMOUNT),
        stale=_with(deals, STALE),
        by_stage=_by_stage(frame, counted),
        by_owner=_by(frame, quarter, slice_, counted, "owner"),
        by_segment=_by(frame, quarter, slice_, counted, "segment"),
        notes=(*target_notes(frame, quarter, slice_, target, won, unknown_won), *stage_notes(frame, deals)),
    )


def coverage_value(frame: Frame, quarter: Period, slice_: Slice = EVERYONE) -> CoverageValue:
    """The figures of `coverage` alone, in one query each for open, won and target: for the scorecard."""
    row = (
        frame.cursor()
        .execute(
            f"""
            select coalesce(sum(amount), 0), count(amount)
            from {ensure_deals(frame)}
            where status = 'open' and expected_close between $first and $last and {slice_.where}
            """,
            {"first": quarter.first, "last": quarter.last} | slice_.params,
        )
        .fetchone()
    )
    assert row is not None  # an aggregate always has its row
    target = _target(frame, quarter, slice_)
    won, _, unknown_won = won_in(frame, quarter, slice_)
    notes = target_notes(frame, quarter, slice_, target, won, unknown_won)
    return CoverageValue(quarter, target.amount, won, Decimal(row[0]), int(row[1]), notes)


def _target(frame: Frame, quarter: Period, slice_: Slice) -> Target:
    return Target(None) if slice_.channel else targets_for(frame, quarter, "b2b", slice_.segment, slice_.owner)


def won_in(frame: Frame, period: Period, slice_: Slice = EVERYONE) -> tuple[Decimal, int, int]:
    """Amount won with `closed_at` in `period`, the number of such deals, and how many of them carry no amount."""
    row = (
        frame.cursor()
        .execute(
            f"""
            select coalesce(sum(amount), 0), count(*), count(*) - count(amount)
            from {ensure_deals(frame)}
            where status = 'won' and closed_day between $first and $last and {slice_.where}
            """,
            {"first": period.first, "last": period.last} | slice_.params,
        )
        .fetchone()
    )
    assert row is not None  # an aggregate always has its row
    return Decimal(row[0]), int(row[1]), int(row[2])


def _with(deals: Iterable[Deal], flaw: str) -> tuple[Deal, ...]:
    return tuple(deal for deal in deals if flaw in deal.flaws)


def _sum(deals: Iterable[Deal]) -> Decimal:
    return sum((deal.amount for deal in deals if deal.amount is not None), Decimal(0))


def _ratio(part: Decimal, whole: Decimal | None) -> float | None:
    return float(part / whole) if whole is not None and whole > 0 else None


def _grouped(deals: Iterable[Deal], name: Callable[[Deal], str | None]) -> dict[str, list[Deal]]:
    groups: dict[str, list[Deal]] = {}
    for deal in deals:
        groups.setdefault(name(deal) or UNKNOWN, []).append(deal)
    return groups


def _by_stage(frame: Frame, deals: list[Deal]) -> tuple[Group, ...]:
    """Stages in the order deals meet them; those without history last, by name."""
    groups = _grouped(deals, lambda deal: deal.stage)
    places = {stage: place for place, stage in enumerate(dwell.stage_order(frame))}
    names = sorted(groups, key=lambda name: (places.get(name, len(places)), name))
    return tuple(_group(name, groups[name], Decimal(0), None) for name in names)


def _by(frame: Frame, quarter: Period, slice_: Slice, deals: list[Deal], field: str) -> tuple[Group, ...]:
    """Owners or segments, largest open amount first, each with its won amount and its own target where there is one."""
    groups = _grouped(deals, lambda deal: getattr(deal, field))
    for name in _names_with_target(frame, quarter, field) if getattr(slice_, field) is None else ():
        groups.setdefault(name, [])
    won = _won_by(frame, quarter, slice_, field)
    found = []
    for name, members in groups.items():
        part = replace(slice_, **{field: name})
        target = _target(frame, quarter, part).amount
        found.append(_group(name, members, won.get(name, Decimal(0)), target))
    return tuple(sorted(found, key=lambda group: (-group.amount, group.name)))


def _won_by(frame: Frame, quarter: Period, slice_: Slice, field: str) -> dict[str, Decimal]:
    rows = frame.cursor().execute(
        f"""
        select coalesce({field}, '{UNKNOWN}'), sum(amount)
        from {ensure_deals(frame)}
        where status = 'won' and closed_day between $first and $last and {slice_.where}
        group by 1
        having sum(amount) is not null
        """,
        {"first": quarter.first, "last": quarter.last} | slice_.params,
    )
    return {str(name): Decimal(amount) for name, amount in rows.fetchall()}


def _names_with_target(frame: Frame, quarter: Period, field: str) -> list[str]:
    rows = frame.cursor().execute(
        f"""
        select distinct {field}
        from targets
        where side = 'b2b' and period_start >= ? and period_end <= ? and coalesce({field}, '') not in ('', '{UNKNOWN}')
        """,
        [quarter.first, quarter.last],
    )
    return sorted(str(row[0]) for row in rows.fetchall())


def _group(name: str, deals: list[Deal], won: Decimal, target: Decimal | None) -> Group:
    amount, clean = _sum(deals), _sum(deal for deal in deals if deal.clean)
    to_go = None if target is None else target - won
    return Group(name, len(deals), amount, clean, won, target, _ratio(amount, to_go), to_go is not None and to_go <= 0)
