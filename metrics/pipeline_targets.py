"""Quarters and what is to be won in them, for the Pipeline screen, the coverage KPI and the command line (K3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from data.errors import QueryError
from data.tables import UNKNOWN
from metrics import window
from metrics.frame import Frame
from metrics.result import Note, Period

_QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)
_TWICE = {
    "segments": "Targets are set per segment and per owner; the sum over segments was used.",
    "owners": "Targets are set per owner and again per segment and owner; the sum over owners was used.",
}
PARTIAL, GAP = "target_partial", "target_gap"
A_MONTH = 28  # days without a target: a month nobody planned yet; whole weeks leave out some days of any quarter
_KEPT = "targets"
_ALL = """
select side, period_start, period_end, amount, segment, owner
from targets
where period_start <= period_end
order by period_start, period_end, segment, owner, amount"""
_Row = tuple[date, date, Decimal, str, str | None]  # first day, last day, amount, segment, owner


@dataclass(frozen=True, slots=True)
class Target:
    """The sum to reach in a quarter; None when no row of `targets` speaks of it. `notes` say what it rests on.

    `groups` are whose targets were summed, by the deal columns `by` (segment, owner, both); empty for everyone's.
    """

    amount: Decimal | None
    notes: tuple[Note, ...] = ()
    by: tuple[str, ...] = ()
    groups: frozenset[tuple[str, ...]] = frozenset()


def parse_quarter(text: str) -> Period:
    """The days of `2026Q3`; QueryError on anything else."""
    found = _QUARTER.fullmatch(text.strip())
    if found is None or int(found[1]) == 0:
        raise QueryError("Unknown quarter", f"{text!r}: expected a year and a quarter such as 2026Q3")
    return window.quarter(date(int(found[1]), 3 * int(found[2]) - 2, 1))


def quarter_name(quarter: Period) -> str:
    """`2026Q3` for the quarter `quarter` begins in."""
    return f"{quarter.first.year}Q{(quarter.first.month + 2) // 3}"


def quarters_of(frame: Frame) -> list[Period]:
    """Quarters worth showing, oldest first: with a B2B target or an open deal's expected close, and that of `as_of`."""
    rows = (
        frame.cursor()
        .execute(
            """
            select date_trunc('quarter', period_start)::date from targets where side = 'b2b'
            union
            select date_trunc('quarter', expected_close)::date
            from deals
            where status = 'open' and expected_close is not null
            """
        )
        .fetchall()
    )
    return [window.quarter(day) for day in sorted({row[0] for row in rows} | {window.quarter(frame.last).first})]


def targets_for(
    frame: Frame, quarter: Period, side: str = "b2b", segment: str | None = None, owner: str | None = None
) -> Target:
    """The target of `quarter`: of everyone, or of one segment, one owner, or both.

    Rows that cover exactly the quarter win over the sum of shorter rows inside it (months). Of either, rows for
    everyone (segment Unknown, no owner) win; else those per segment are summed, else per owner, else per both.
    """
    rows = [row for row in _rows(frame, quarter, side) if _fits(row, segment, owner)]
    exact = [row for row in rows if (row[0], row[1]) == (quarter.first, quarter.last)]
    chosen, twice = _widest(exact or rows)
    if not chosen:
        return Target(None)
    notes = [] if exact else _coverage_notes(chosen, quarter)
    if twice:
        notes.append(Note("target_split_twice", _TWICE[twice]))
    by = tuple(
        name
        for name, asked, told in (("segment", segment, chosen[0][3] != UNKNOWN), ("owner", owner, chosen[0][4]))
        if told and asked is None
    )
    groups = frozenset(tuple({"segment": row[3], "owner": row[4] or ""}[name] for name in by) for row in chosen)
    return Target(sum((row[2] for row in chosen), Decimal(0)), tuple(notes), by, groups)


def _rows(frame: Frame, quarter: Period, side: str) -> list[_Row]:
    """The targets that lie in the quarter; the table, of some rows, is read once per frame."""
    with frame.lock:
        if _KEPT not in frame.kept:
            frame.kept[_KEPT] = frame.cursor().execute(_ALL).fetchall()
        rows: list[tuple[str, *_Row]] = frame.kept[_KEPT]
    return [row[1:] for row in rows if row[0] == side and quarter.first <= row[1] and row[2] <= quarter.last]


def _fits(row: _Row, segment: str | None, owner: str | None) -> bool:
    if segment == UNKNOWN or owner == UNKNOWN:  # rows without a segment are for everyone, not for deals without one
        return False
    return (segment is None or row[3] == segment) and (owner is None or row[4] == owner)


def _widest(rows: list[_Row]) -> tuple[list[_Row], str | None]:
    """The rows of the widest kind present, and that kind's name when others were left out lest they count twice."""
    kinds = {
        "everyone": [row for row in rows if row[3] == UNKNOWN and not row[4]],
        "segments": [row for row in rows if row[3] != UNKNOWN and not row[4]],
        "owners": [row for row in rows if row[3] == UNKNOWN and row[4]],
        "segments and owners": [row for row in rows if row[3] != UNKNOWN and row[4]],
    }
    present = [(kind, found) for kind, found in kinds.items() if found]
    if not present:
        return [], None
    kind, chosen = present[0]
    return chosen, kind if len(present) > 1 and kind in _TWICE else None


def _coverage_notes(rows: list[_Row], quarter: Period) -> list[Note]:
    """What a sum of shorter rows does not cover, or covers twice."""
    per_group: dict[tuple[str, str | None], list[date]] = {}
    for first, last, _, segment, owner in rows:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        per_group.setdefault((segment, owner), []).extend(days)
    covered = min(len(set(days)) for days in per_group.values())
    notes = [
        Note("target_summed", "The quarter's target is the sum of {n} shorter {n:period|periods}.", (("n", len(rows)),))
    ]
    if covered < quarter.days:
        values = (("covered", covered), ("days", quarter.days))
        code = PARTIAL if quarter.days - covered >= A_MONTH else GAP
        notes.append(Note(code, "The targets cover {covered} of the quarter's {days} {days:day|days}.", values))
    if any(len(set(days)) < len(days) for days in per_group.values()):
        notes.append(Note("target_overlap", "Some target periods overlap; their sums were added up.", ()))
    return notes
