"""Monthly cohorts of accounts as a table for the Revenue screen: logos or revenue kept, with the pooled row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from metrics.revenue import RevenueCohort

MONTHS = (1, 2, 3, 6, 9, 12, 18, 24)
ROWS = 26
LOGOS, REVENUE = "logos", "revenue"


@dataclass(frozen=True, slots=True)
class KeptCell:
    """Month `month` of a cohort: `kept` of `of` (accounts, or money a month), their share; None while not mature."""

    month: int
    kept: Decimal | None
    of: Decimal
    rate: float | None


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One cohort of `size` accounts; `start` None is all of them pooled."""

    start: date | None
    size: int
    cells: tuple[KeptCell, ...]


def kept_table(
    found: Sequence[RevenueCohort], what: str, months: Sequence[int] = MONTHS, rows: int = ROWS
) -> tuple[KeptRow, tuple[KeptRow, ...]]:
    """The pooled row (over all mature cohorts), and the last `rows` cohorts, oldest first.

    `what` is logos (accounts still paying ÷ accounts) or revenue (their MRR ÷ their first MRR). Months that no cohort
    has reached are left out.
    """
    starts = sorted({one.start for one in found})
    sizes = {one.start: one.size for one in found}
    known = {(one.start, one.month): _cell(one, what) for one in found if one.mature}
    reached = [month for month in months if any((start, month) in known for start in starts)]
    shown = tuple(
        KeptRow(start, sizes[start], tuple(known.get((start, month)) or _empty(month) for month in reached))
        for start in starts[-rows:]
    )
    pooled = tuple(
        _pooled(month, [known[start, month] for start in starts if (start, month) in known]) for month in reached
    )
    return KeptRow(None, sum(sizes.values()), pooled), shown


def _cell(one: RevenueCohort, what: str) -> KeptCell:
    if what == LOGOS:
        return KeptCell(one.month, Decimal(one.kept), Decimal(one.size), one.logo_rate)
    return KeptCell(one.month, one.mrr, one.base_mrr, one.revenue_rate)


def _empty(month: int) -> KeptCell:
    return KeptCell(month, None, Decimal(0), None)


def _pooled(month: int, cells: Sequence[KeptCell]) -> KeptCell:
    kept = sum((cell.kept for cell in cells if cell.kept is not None), Decimal(0))
    of = sum((cell.of for cell in cells), Decimal(0))
    return KeptCell(month, kept, of, float(kept / of) if of else None)
