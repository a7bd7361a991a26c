"""What tables, columns and steps are called by people: for screens, slides and pages, where one is missing too."""

from __future__ import annotations

from data import figures
from data.tables import TABLES
from data.words import Words
from metrics.result import Note

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
STEP_WORDS = {
    "visit": "Visit",
    "product_view": "Product view",
    "trial_start": "Trial start",
    "add_to_cart": "Add to cart",
    "checkout_start": "Checkout start",
    "purchase": "Purchase",
    "repurchase": "Repurchase",
    "referral": "Referral",
    "lead": "Lead",
    "mql": "MQL",
    "sql": "SQL",
    "poc": "POC",
    "opportunity": "Opportunity",
    "won": "Won",
    "onboarded": "Onboarded",
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


def note_text(said: Words, note: Note) -> str:
    """A remark of this room in the language, its numbers in its form, what is missing in words."""
    values = dict(note.values)
    if note.code == "missing":
        values["what"] = lacking(said, str(values["what"]))
    return figures.fill(said, note.text, values)
