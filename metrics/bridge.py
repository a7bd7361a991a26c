"""Pipeline bridge: why the open pipeline is not what it was, deal by deal, for the Brief and the slides.

start + new + reopened + pulled in + increased − decreased − pushed out − won − lost − removed = end, to the last đồng.
Each deal stands in one bar with what it adds or takes. Between two versions everything is known; between two dates of
one version, amounts and expected dates are those of today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metrics.frame import Frame
from metrics.pipeline_deals import EVERYONE, Slice, ensure_deals
from metrics.result import Note, Period

LABELS = {
    "new": "New",
    "reopened": "Reopened",
    "pulled_in": "Pulled in",
    "handed_in": "Taken over",
    "increased": "Increased",
    "decreased": "Decreased",
    "pushed_out": "Pushed out",
    "handed_out": "Handed over",
    "won": "Won",
    "lost": "Lost",
    "removed": "No longer in the data",
}
BARS = tuple(LABELS)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class State:
    """A deal at one moment; `inside` says whether it belongs to the slice asked for."""

    deal_id: str
    name: str | None
    owner: str | None
    stage: str | None
    status: str
    amount: Decimal | None
    expected_close: date | None
    inside: bool = True

    def due(self, quarter: Period | None) -> bool:
        """Open, and expected to close in `quarter` (None: whenever)."""
        if self.status != "open":
            return False
        if quarter is None:
            return True
        return self.expected_close is not None and quarter.first <= self.expected_close <= quarter.last


@dataclass(frozen=True, slots=True)
class Move:
    """What one deal adds to or takes from the pipeline; `before` or `after` is None where the deal was not there."""

    deal_id: str
    bar: str
    change: Decimal
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the bridge: the signed sum of its moves, largest first."""

    key: str
    amount: Decimal
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Bridge:
    """`start` plus the bars' amounts is `end`, exactly. `bars` has every key of BARS, in order, empty ones too.

    `handed_in` and `handed_out` occur under a filter only: deals that changed owner, segment or channel.
    """

    quarter: Period | None
    start: Decimal
    end: Decimal
    bars: tuple[Bar, ...]
    notes: tuple[Note, ...] = ()

    def bar(self, key: str) -> Bar:
        """The bar called `key`; KeyError if there is none."""
        return {bar.key: bar for bar in self.bars}[key]


def bridge(before: Frame, after: Frame, quarter: Period | None = None, slice_: Slice = EVERYONE) -> Bridge:
    """From version `before` to version `after` of a data set: the open pipeline of `quarter`, or all of it (None)."""
    return bridge_states(_today(before, slice_), _today(after, slice_), quarter)


def bridge_dates(
    frame: Frame, first: date, last: date, quarter: Period | None = None, slice_: Slice = EVERYONE
) -> Bridge:
    """From the end of day `first` to the end of day `last` within one version, from created_at and closed_at."""
    found = bridge_states(_on(frame, first, first, slice_), _on(frame, last, first, slice_), quarter)
    notes = [
        Note(
            "bridge_as_today",
            "Between two dates of one export, amounts and expected dates are those of today: increases, decreases, "
            "deals pulled in, pushed out or reopened cannot be known.",
        )
    ]
    unknown = _undatable(frame, slice_)
    if unknown[0]:
        text = "{n} {n:deal has|deals have} no creation date and {n:is|are} taken to have been there all along."
        notes.append(Note("bridge_no_created", text, (("n", unknown[0]),)))
    if unknown[1]:
        text = "{n} closed {n:deal has|deals have} no close date and {n:is|are} left out."
        notes.append(Note("bridge_no_closed", text, (("n", unknown[1]),)))
    return Bridge(quarter, found.start, found.end, found.bars, (*notes, *found.notes))


def bridge_states(before: Iterable[State], after: Iterable[State], quarter: Period | None = None) -> Bridge:
    """The bridge between two lists of deals; ids are unique within each."""
    old, new = ({state.deal_id: state for state in states} for states in (before, after))
    moves = [
        move
        for deal_id in sorted(old.keys() | new.keys())
        if (move := _move(deal_id, old.get(deal_id), new.get(deal_id), quarter)) is not None
    ]
    bars = tuple(_bar(key, [move for move in moves if move.bar == key]) for key in BARS)
    return Bridge(quarter, _total(old, quarter), _total(new, quarter), bars, _passed_by(old, new, quarter))


def _move(deal_id: str, before: State | None, after: State | None, quarter: Period | None) -> Move | None:
    """Where a deal belongs and what it changes; None when it changes nothing and was not seen coming or going."""
    was, is_ = _counts(before, quarter), _counts(after, quarter)
    if not was and not is_:
        return None
    change = (_worth(after) if is_ else ZERO) - (_worth(before) if was else ZERO)
    if was and is_:
        key = "increased" if change > 0 else "decreased"
        return Move(deal_id, key, change, before, after) if change else None
    return Move(deal_id, _came(before, quarter) if is_ else _went(after, quarter), change, before, after)


def _came(before: State | None, quarter: Period | None) -> str:
    if before is None:
        return "new"
    if before.status != "open":
        return "reopened"
    return "handed_in" if before.due(quarter) else "pulled_in"


def _went(after: State | None, quarter: Period | None) -> str:
    if after is None:
        return "removed"
    if after.status != "open":
        return after.status
    return "handed_out" if after.due(quarter) else "pushed_out"


def _counts(state: State | None, quarter: Period | None) -> bool:
    return state is not None and state.inside and state.due(quarter)


def _worth(state: State | None) -> Decimal:
    return state.amount if state is not None and state.amount is not None else ZERO


def _total(states: Mapping[str, State], quarter: Period | None) -> Decimal:
    return sum((_worth(state) for state in states.values() if _counts(state, quarter)), ZERO)


def _bar(key: str, moves: list[Move]) -> Bar:
    moves.sort(key=lambda move: (-abs(move.change), move.deal_id))
    return Bar(key, sum((move.change for move in moves), ZERO), tuple(moves))


def _passed_by(old: Mapping[str, State], new: Mapping[str, State], quarter: Period | None) -> tuple[Note, ...]:
    """Deals won that were not in the pipeline at the start: in no bar, but people look for them."""
    won = [
        state
        for state in new.values()
        if state.inside and state.status == "won" and _was_not_won(old.get(state.deal_id))
        and not _counts(old.get(state.deal_id), quarter)
    ]  # fmt: skip
    if not won:
        return ()
    values = (("n", len(won)), ("amount", sum((_worth(state) for state in won), ZERO)))
    return (
        Note(
            "won_from_outside",
            "{n} more {n:deal was|deals were} won that {n:was|were} not in this pipeline at the start.",
            values,
        ),
    )


def _was_not_won(state: State | None) -> bool:
    return state is None or state.status != "won"


def _today(frame: Frame, slice_: Slice) -> list[State]:
    return _states(frame, "status", "true", {}, slice_)


def _on(frame: Frame, day: date, since: date, slice_: Slice) -> list[State]:
    """Deals as they were on `day`; those closed up to `since` are left out, they move nothing."""
    status = "case when status <> 'open' and closed_day > $day then 'open' else status end"
    known = "(created_at is null or created_at::date <= $day) and (status = 'open' or closed_day > $since)"
    return _states(frame, status, known, {"day": day, "since": since}, slice_)


def _states(frame: Frame, status: str, known: str, values: dict[str, object], slice_: Slice) -> list[State]:
    rows = frame.cursor().execute(
        f"""
        select deal_id, name, owner, stage, {status}, amount, expected_close, {slice_.where}
        from {ensure_deals(frame)}
        where {known}
        """,
        values | slice_.params,
    )
    return [State(*row) for row in rows.fetchall()]


def _undatable(frame: Frame, slice_: Slice) -> tuple[int, int]:
    row = (
        frame.cursor()
        .execute(
            f"""
            select
              count(*) filter (where created_at is null),
              count(*) filter (where status <> 'open' and closed_day is null)
            from {ensure_deals(frame)}
            where {slice_.where}
            """,
            slice_.params,
        )
        .fetchone()
    )
    return (int(row[0]), int(row[1])) if row else (0, 0)
