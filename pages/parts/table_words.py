"""What tables and columns are called on screen, where the board says which of them is missing."""

from __future__ import annotations

from data.tables import TABLES
from data.words import Words
from metrics.report_funnel_rows import STEP_WORDS

TABLE_WORDS = {
    "events": "events of persons (visits, carts, purchases)",
    "orders": "orders",
    "marketing": "marketing costs and sessions by day",
    "leads": "leads",
    "deals": "deals",
    "stage_changes": "stage changes of deals",
    "accounts": "accounts",
    "subscriptions": "subscriptions",
    "targets": "targets of a quarter",
    "kpi_counts": "weekly counts of KPIs",
}
PURCHASES = {"amount": "amount", "refunded": "refunded_amount"}  # purchases are orders, or events of that kind


def lacking(said: Words, need: str) -> str:
    """What `metrics.given.missing` names (`leads`, `leads.sql_at`, `events: add_to_cart / trial_start`), in words."""
    if need.startswith("events: "):
        kinds = need.removeprefix("events: ").split(" / ")
        return " / ".join(said.t(STEP_WORDS.get(kind, kind)) for kind in kinds)
    table, _, column = need.partition(".")
    if table == "purchases":
        table, column = "orders", PURCHASES.get(column, column)
    if table not in TABLES:
        return need
    named = said.t(TABLE_WORDS[table])
    return f"“{named}: {said.t(TABLES[table].column(column).meaning)}”" if column else named
