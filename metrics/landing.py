"""Where the quarter will land: won so far plus what the open deals should bring, for the Pipeline screen.

Two ways, the better one first: this team's own conversion of its open pipeline at the same week of earlier quarters,
from earlier versions of the data set; otherwise the win rate of the stages the open deals have reached. Either gives
a bootstrap range (80 % of 2,000 draws, always the same draws) and names its assumption; with fewer than ten closed
deals to learn from there is no number at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from metrics import dwell, window
from metrics.frame import Frame
from metrics.pipeline import won_in
from metrics.pipeline_deals import EVERYONE, Deal, Slice, ensure_deals, open_deals
from metrics.result import Note, Period

FEW = 10
DRAWS = 2000
RANGE = (0.1, 0.9)
SEED = 20_240_701
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Landing:
    """The forecast of a quarter.

    `method`: own_conversion, stage_rates, overall_rate, over (the quarter has ended) or none (too few closed deals).
    `expected`, `low`, `high` are money at the quarter's end, `won` included; `learned_from` counts the deals behind.
    """

    quarter: Period
    method: str
    won: Decimal
    open: Decimal
    deals: int
    expected: float | None
    low: float | None
    high: float | None
    learned_from: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Past:
    """What open deals of an earlier quarter came to: for each its amount then, and the amount won by quarter's end."""

    amounts: tuple[float, ...]
    won: tuple[float, ...]


def landing(
    frame: Frame, quarter: Period | None = None, slice_: Slice = EVERYONE, earlier: Sequence[Frame] = ()
) -> Landing:
    """Forecast of `quarter` (default: that of `as_of`); `earlier` are frames of earlier versions of the same data set.

    Counted are open deals with an amount that should close in the quarter; new business is not.
    """
    quarter = quarter or window.quarter(frame.last)
    won = won_in(frame, quarter, slice_)[0]
    known = open_deals(frame, slice_)
    deals = [deal for deal in known if deal.closes_in(quarter) and deal.amount is not None]
    if quarter.last < frame.last:
        note = Note("quarter_over", "The quarter is over: it landed at what was won.")
        end = float(won)
        return Landing(quarter, "over", won, _total(deals), len(deals), end, end, end, 0, (note,))
    past = _pasts(frame, quarter, slice_, earlier)
    own = len(past.amounts) >= FEW and sum(past.amounts) > 0
    found = _own(quarter, won, deals, past) if own else _by_stage(frame, quarter, won, deals)
    return replace(found, notes=(*found.notes, *_undated(known)))


def _undated(deals: Sequence[Deal]) -> list[Note]:
    """How many open deals stand in no quarter: a forecast without them may be far too low."""
    undated = sum(deal.expected_close is None for deal in deals)
    text = "{n} open {n:deal has|deals have} no expected close date and {n:is|are} in no quarter: not counted."
    return [Note("undated_open", text, (("n", undated),))] if undated else []


def _own(quarter: Period, won: Decimal, deals: Sequence[Deal], past: _Past) -> Landing:
    """Open amount × (amount won ÷ amount open, at the same week of earlier quarters)."""
    amounts, brought = np.array(past.amounts), np.array(past.won)
    picks = np.random.default_rng(SEED).integers(0, len(amounts), size=(DRAWS, len(amounts)))
    open_then = amounts[picks].sum(axis=1)
    rates = np.divide(brought[picks].sum(axis=1), open_then, out=np.zeros(DRAWS), where=open_then > 0)
    total = float(_total(deals))
    rate = float(brought.sum() / amounts.sum())
    assumption = Note(
        "assume_own_conversion",
        "Assumes the open pipeline converts as it did in the same week of earlier quarters: {percent}% of its amount.",
        (("percent", round(rate * 100)),),
    )
    return _landing(quarter, "own_conversion", won, deals, total * rate, rates * total, len(amounts), assumption)


def _by_stage(frame: Frame, quarter: Period, won: Decimal, deals: Sequence[Deal]) -> Landing:
    """Each open deal is won with the win rate of the closed deals that were once in its stage."""
    overall, rates = _win_rates(frame)
    closed = overall[0] + overall[1]
    if closed < FEW:
        note = Note(
            "too_few_closed", "Only {n} {n:deal is|deals are} closed: too few for a forecast.", (("n", closed),)
        )
        return Landing(quarter, "none", won, _total(deals), len(deals), None, None, None, closed, (note,))
    known = [rates.get(deal.at_stage or "", (0, 0)) for deal in deals]
    used = [pair if sum(pair) >= FEW else overall for pair in known]
    method = "stage_rates" if any(sum(pair) >= FEW for pair in known) or not deals else "overall_rate"
    shares = [Fraction(deal.amount or 0) * pair[0] / sum(pair) for deal, pair in zip(deals, used, strict=True)]
    expected = float(sum(shares, Fraction(0)))
    assumption = Note(
        "assume_stage_rates",
        "Assumes each open deal is won by the quarter's end as often as closed deals that were in its stage.",
    )
    if method == "overall_rate":
        text = "Assumes each open deal is won by the quarter's end as often as all closed deals: no stage has enough."
        assumption = Note("assume_overall_rate", text)
    notes = [assumption]
    if method == "stage_rates" and (thin := sum(sum(pair) < FEW for pair in known)):
        text = (
            "{n} {n:deal stands|deals stand} in stages with fewer than {few} closed deals: the overall win "
            "rate was used."
        )
        notes.append(Note("thin_stages", text, (("n", thin), ("few", FEW))))
    return _landing(quarter, method, won, deals, expected, _draw(deals, used), closed, *notes)


def _win_rates(frame: Frame) -> tuple[tuple[int, int], dict[str, tuple[int, int]]]:
    """(won, lost) of all closed deals, and of those that ever were in each stage and then left it or closed in it."""
    cursor = frame.cursor()
    count = "count(*) filter (where status = 'won'), count(*) filter (where status = 'lost')"
    row = cursor.execute(f"select {count} from {ensure_deals(frame)}").fetchone()
    rows = cursor.execute(
        f"""
        select stage, {count}
        from (select distinct deal_id, stage, status from {dwell.ensure_visits(frame)} where status <> 'open')
        group by stage
        """
    ).fetchall()
    assert row is not None  # an aggregate always has its row
    return (int(row[0]), int(row[1])), {str(stage): (int(won), int(lost)) for stage, won, lost in rows}


def _draw(deals: Sequence[Deal], rates: Sequence[tuple[int, int]]) -> Floats:
    """What the open deals bring in each draw: closed deals are drawn anew for each stage, then each deal's luck."""
    random = np.random.default_rng(SEED)
    kinds = sorted(set(rates))
    drawn = sorted((kinds.index(pair), float(deal.amount or 0)) for deal, pair in zip(deals, rates, strict=True))
    index = np.array([kind for kind, _ in drawn], dtype=np.int64)
    amounts = np.array([amount for _, amount in drawn])
    brought = np.zeros(DRAWS)
    redrawn = [random.binomial(sum(pair), pair[0] / sum(pair), size=DRAWS) / sum(pair) for pair in kinds]
    chances = np.array(redrawn).reshape(len(kinds), DRAWS)
    for draw in range(DRAWS if len(deals) else 0):
        brought[draw] = amounts[random.random(len(amounts)) < chances[index, draw]].sum()
    return brought


def _landing(
    quarter: Period,
    method: str,
    won: Decimal,
    deals: Sequence[Deal],
    expected: float,
    brought: Floats,
    learned_from: int,
    *notes: Note,
) -> Landing:
    low, high = (float(won) + float(np.quantile(brought, share)) for share in RANGE)
    new = Note("no_new_business", "Deals that are not in the pipeline yet are not counted.")
    total = _total(deals)
    return Landing(
        quarter, method, won, total, len(deals), float(won) + expected, low, high, learned_from, (*notes, new)
    )


def _total(deals: Sequence[Deal]) -> Decimal:
    return sum((deal.amount for deal in deals if deal.amount is not None), Decimal(0))


def _pasts(frame: Frame, quarter: Period, slice_: Slice, earlier: Sequence[Frame]) -> _Past:
    """Open deals of earlier, finished quarters as they stood in the same week, and what they had brought at the end."""
    week = (min(frame.last, quarter.last) - quarter.first).days // 7
    chosen: dict[Period, Frame] = {}
    for version in sorted(earlier, key=lambda version: version.as_of):
        then = window.quarter(version.last)
        if then.last < min(quarter.first, frame.last) and (version.last - then.first).days // 7 == week:
            chosen[then] = version  # the latest version of that week
    pairs: list[tuple[float, float]] = []
    for then, version in chosen.items():
        ends = _won_amounts(frame, then)
        due = [deal for deal in open_deals(version, slice_) if deal.closes_in(then) and deal.amount is not None]
        pairs += [(float(deal.amount or 0), float(ends.get(deal.deal_id, 0))) for deal in due]
    pairs.sort()  # by value: neither the order of rows nor the deals' numbers change a draw
    return _Past(tuple(amount for amount, _ in pairs), tuple(won for _, won in pairs))


def _won_amounts(frame: Frame, quarter: Period) -> dict[str, Decimal]:
    rows = frame.cursor().execute(
        f"""
        select deal_id, coalesce(amount, 0)
        from {ensure_deals(frame)}
        where status = 'won' and closed_day between ? and ?
        """,
        [quarter.first, quarter.last],
    )
    return {str(deal_id): Decimal(amount) for deal_id, amount in rows.fetchall()}
