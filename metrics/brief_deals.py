"""The pipeline in the brief: coverage, landing, the bridge since the last review, deals new, slipped and stuck.

Between two versions of a data set everything is known; with one alone the bridge goes by dates, and what slipped cannot
be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metrics import window
from metrics.board import Board
from metrics.bridge import LABELS, Bridge, Move, bridge, bridge_dates
from metrics.brief_said import Listing, Place, Sentence, Shown, Word, sentence
from metrics.frame import Frame
from metrics.landing import Landing, landing
from metrics.pipeline import Coverage, coverage
from metrics.pipeline_deals import Deal, Slice, ensure_deals
from metrics.pipeline_targets import quarter_name
from metrics.result import Note

NAMED = 3


@dataclass(frozen=True, slots=True)
class Slipped:
    """An open deal whose expected close moved to a later day."""

    deal_id: str
    name: str
    owner: str | None
    amount: Decimal | None
    was: date
    now: date


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The pipeline of the quarter of `as_of`: figures, and what happened to it. `slipped` is of every quarter."""

    coverage: Coverage
    landing: Landing
    bridge: Bridge
    slipped: tuple[Slipped, ...]
    sentences: tuple[Sentence, ...]


def pipeline(
    board: Board, slice_: Slice, before: Board | None, since: date, earlier: Sequence[Frame] = ()
) -> Pipeline | None:
    """The pipeline now and since `since` (the day of the last review); None without deals.

    `earlier` are frames of earlier versions, from which the landing learns as it does on the Pipeline screen.
    """
    frame = board.frame
    if "deals" not in frame.tables:
        return None
    quarter = window.quarter(frame.last)
    found = coverage(frame, quarter, slice_)
    land = landing(frame, quarter, slice_, earlier)
    if before is not None:
        moves = bridge(before.frame, frame, quarter, slice_)
        slips = slipped(before, board, slice_)
    else:
        moves = bridge_dates(frame, max(since, frame.first), frame.last, quarter, slice_)
        slips = ()
    place = Place("pipeline", (("quarter", quarter_name(quarter)),))
    said = [*_covered(found, place), *_landing(land, place), *_bridge(moves, place)]
    said += [Sentence(note, place) for note in moves.notes]
    said += [*_new(moves, place), *_slipped(slips, place), *_stuck(found.stale, place)]
    return Pipeline(found, land, moves, slips, tuple(said))


def slipped(before: Board, after: Board, slice_: Slice) -> tuple[Slipped, ...]:
    """Deals open in both versions whose expected close moved to a later day, largest first."""
    old, new = _expected(before, slice_), _expected(after, slice_)
    found = [
        Slipped(deal, name or deal, owner, amount, old[deal][3], now)
        for deal, (name, owner, amount, now) in new.items()
        if deal in old and now > old[deal][3]
    ]
    return tuple(sorted(found, key=lambda one: (-(one.amount or 0), one.deal_id)))


def _expected(board: Board, slice_: Slice) -> dict[str, tuple[str | None, str | None, Decimal | None, date]]:
    rows = board.frame.cursor().execute(
        f"""
        select deal_id, name, owner, amount, expected_close
        from {ensure_deals(board.frame)}
        where status = 'open' and expected_close is not null and {slice_.where}
        """,
        slice_.params,
    )
    return {str(row[0]): (row[1], row[2], row[3], row[4]) for row in rows.fetchall()}


def _covered(found: Coverage, place: Place) -> list[Sentence]:
    quarter = quarter_name(found.quarter)
    if found.met:
        text = "The target of {quarter} is met: {won} won of {target}."
        return [_coverage(text, place, quarter=quarter, won=_money(found.won), target=_money(found.target))]
    if found.coverage is None:
        return [Sentence(note, place) for note in found.notes if note.code in ("no_target", "no_channel_target")]
    text = (
        "Coverage of {quarter} is {coverage}, {clean} when only clean deals count: {open} open in {n} {n:deal|deals}, "
        "{to_go} still to win."
    )
    return [
        _coverage(
            text, place, quarter=quarter, coverage=Shown("multiple", found.coverage),
            clean=Shown("multiple", found.clean_coverage), open=_money(found.open), n=found.n,
            to_go=_money(found.to_go),
        )
    ]  # fmt: skip


def _coverage(text: str, place: Place, **values: object) -> Sentence:
    return sentence("coverage", text, place, "b2b.pipeline_coverage", **values)


def _landing(land: Landing, place: Place) -> list[Sentence]:
    if land.expected is None or land.method == "over":
        return []
    undated = [Sentence(note, place) for note in land.notes if note.code == "undated_open"]
    if not land.deals:
        text = "No open deal with an amount is due in {quarter}; {won} is won already."
        return [sentence("landing", text, place, quarter=quarter_name(land.quarter), won=_money(land.won)), *undated]
    text = "{quarter} should land at {expected}, most likely between {low} and {high}; {won} is won already."
    return [
        sentence(
            "landing", text, place, quarter=quarter_name(land.quarter), expected=_money(land.expected),
            low=_money(land.low), high=_money(land.high), won=_money(land.won),
        ),
        *undated,
    ]  # fmt: skip


def _bridge(moves: Bridge, place: Place) -> list[Sentence]:
    bars = [bar for bar in moves.bars if bar.moves]
    if not bars:
        return []
    clause = "{what} {amount} ({n})"
    items = tuple(
        Note(
            "bar",
            clause,
            (
                ("what", Word(LABELS[bar.key], True)),
                ("amount", Shown("money", bar.amount, True)),
                ("n", len(bar.moves)),
            ),
        )
        for bar in bars
    )
    text = "The open pipeline of the quarter went from {start} to {end}: {bars}."
    return [sentence("bridge", text, place, start=_money(moves.start), end=_money(moves.end), bars=Listing(items))]


def _new(moves: Bridge, place: Place) -> list[Sentence]:
    found = moves.bar("new").moves
    if not found:
        return []
    items = tuple(_deal(_title(move), move.change) for move in found[:NAMED])
    total = sum((move.change for move in found), Decimal(0))
    return [
        sentence(
            "new_deals", "New deals due in the quarter: {n}, worth {amount}; largest: {deals}.", place,
            n=len(found), amount=_money(total), deals=Listing(items),
        )
    ]  # fmt: skip


def _title(move: Move) -> str:
    state = move.after or move.before
    return (state.name if state else None) or move.deal_id


def _deal(title: str, amount: Decimal | None) -> Note:
    return Note("deal", "{title} {amount}", (("title", title), ("amount", Shown("money", amount))))


def _slipped(found: Sequence[Slipped], place: Place) -> list[Sentence]:
    return [
        sentence(
            "slipped", "{deal} slipped: {amount}, expected on {was}, now on {now}.", place,
            deal=one.name, amount=_money(one.amount), was=one.was, now=one.now,
        )
        for one in found[:NAMED]
    ] + _more(found, place)  # fmt: skip


def _more(found: Sequence[Slipped], place: Place) -> list[Sentence]:
    rest = found[NAMED:]
    if not rest:
        return []
    total = sum((one.amount or Decimal(0) for one in rest), Decimal(0))
    return [
        sentence(
            "slipped_more", "{n} more {n:deal|deals} slipped, worth {amount}.", place, n=len(rest), amount=_money(total)
        )
    ]


def _stuck(stale: Iterable[Deal], place: Place) -> list[Sentence]:
    found = sorted(stale, key=lambda deal: (-(deal.amount or 0), deal.deal_id))
    if not found:
        return []
    items = tuple(_stale(deal) for deal in found[:NAMED])
    text = (
        "{n} {n:deal is|deals are} stuck, older in {n:its|their} stage than 9 of 10 won deals were; largest: {deals}."
    )
    return [sentence("stuck", text, place, n=len(found), deals=Listing(items))]


def _stale(deal: Deal) -> Note:
    values = (
        ("title", deal.name or deal.deal_id), ("amount", Shown("money", deal.amount)),
        ("age", Shown("days", deal.age_days)), ("stage", deal.at_stage or deal.stage or ""),
    )  # fmt: skip
    return Note("stuck_deal", "{title} {amount} ({age} in {stage})", values)


def _money(amount: Decimal | float | None) -> Shown:
    return Shown("money", amount)
