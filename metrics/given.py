"""What a KPI cannot do without, checked against what was uploaded: so that a missing column is never a zero."""

from __future__ import annotations

from metrics.catalog import Kpi
from metrics.frame import Frame


def missing(frame: Frame, kpi: Kpi) -> str | None:
    """The first thing `kpi` needs that the data do not have (a table, `table.column`, or kinds of event), or None."""
    for need in kpi.needs:
        if not _has(frame, need):
            return need
    for group in kpi.events:
        if not any(event in frame.events for event in group):
            return f"events: {' / '.join(group)}"
    return None


def _has(frame: Frame, need: str) -> bool:
    by_events = "orders" not in frame.tables and "purchase" in frame.events
    if need == "purchases":
        return "orders" in frame.tables or by_events
    if need == "purchases.amount":
        return "orders.amount" in frame.given or (by_events and "events.amount" in frame.given)
    if need == "purchases.refunded":
        by_refunds = "refund" in frame.events and "events.amount" in frame.given
        return _has(frame, "purchases.amount") and ("orders.refunded_amount" in frame.given or by_refunds)
    return need in frame.given if "." in need else need in frame.tables
