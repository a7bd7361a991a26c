"""What clean coverage leaves out of a quarter, summed by reason, and who owns deals: for the Pipeline screen (K3)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from data.tables import UNKNOWN
from metrics.frame import Frame
from metrics.pipeline import Coverage
from metrics.pipeline_deals import FLAWS, Deal, ensure_deals


@dataclass(frozen=True, slots=True)
class Haircut:
    """The deals of one reason (`flaw` of past_due, stale, no_amount, undated; None: all reasons, each deal once)."""

    flaw: str | None
    deals: int
    amount: Decimal


def haircuts(found: Coverage) -> list[Haircut]:
    """Deals of the quarter left out by reason, and last all of them; a deal with two reasons stands under both."""
    lines = [_sum(flaw, [deal for deal in found.haircuts if flaw in deal.flaws]) for flaw in FLAWS]
    return [*(line for line in lines if line.deals), _sum(None, list(found.haircuts))]


def flagged(found: Coverage) -> list[Deal]:
    """Every open deal with something wrong, of any quarter, each once, the largest first."""
    deals = {deal.deal_id: deal for deal in (*found.past_due, *found.stale, *found.no_amount, *found.undated)}
    return sorted(deals.values(), key=lambda deal: (deal.amount is None, -(deal.amount or 0), deal.deal_id))


def owners(frame: Frame) -> list[str]:
    """Everyone who owns a deal, in alphabetical order; empty when the data name nobody."""
    rows = frame.cursor().execute(f"select distinct coalesce(owner, '{UNKNOWN}') from {ensure_deals(frame)} order by 1")
    found = [str(row[0]) for row in rows.fetchall()]
    return [] if found == [UNKNOWN] else found


def _sum(flaw: str | None, deals: list[Deal]) -> Haircut:
    return Haircut(flaw, len(deals), sum((deal.amount for deal in deals if deal.amount is not None), Decimal(0)))
