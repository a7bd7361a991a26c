"""The canonical tables every upload is mapped onto: pure data, for anyone asking what a row or a column means.

`required` columns must be mapped; the others may be missing, and are then NULL (`channel` and `segment`: Unknown).
Types: TEXT, DATE, TIMESTAMP (in the data set's time zone), MONEY (DECIMAL(18,2), the data set's currency),
COUNT (BIGINT), NUMBER (DECIMAL(24,6)).
"""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWN = "Unknown"

SQL_TYPES = {
    "TEXT": "VARCHAR",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMP",
    "MONEY": "DECIMAL(18,2)",
    "COUNT": "BIGINT",
    "NUMBER": "DECIMAL(24,6)",
}

EVENTS = (
    "visit",
    "product_view",
    "add_to_cart",
    "trial_start",
    "checkout_start",
    "purchase",
    "refund",
    "active",
    "referral",
)
SIDES = ("b2c", "b2b")
DEAL_STATUSES = ("open", "won", "lost")


@dataclass(frozen=True, slots=True)
class Column:
    """A canonical column; `values` is its closed list of words, `past` says its moments lie at or before `as_of`."""

    name: str
    type: str
    required: bool = False
    values: tuple[str, ...] = ()
    past: bool = False
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A canonical table: one row is `row`; `key` is the column whose repeated value makes a row a duplicate."""

    name: str
    side: str
    row: str
    key: str | None
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns an upload must have."""
        return tuple(column.name for column in self.columns if column.required)


def _text(name: str, meaning: str, required: bool = False, values: tuple[str, ...] = ()) -> Column:
    return Column(name, "TEXT", required, values, meaning=meaning)


def _moment(name: str, meaning: str, required: bool = False, past: bool = True) -> Column:
    return Column(name, "TIMESTAMP", required, past=past, meaning=meaning)


def _day(name: str, meaning: str, required: bool = False, past: bool = False) -> Column:
    return Column(name, "DATE", required, past=past, meaning=meaning)


def _money(name: str, meaning: str, required: bool = False) -> Column:
    return Column(name, "MONEY", required, meaning=meaning)


def _count(name: str, meaning: str, required: bool = False) -> Column:
    return Column(name, "COUNT", required, meaning=meaning)


CHANNEL = _text("channel", "where it came from: search, social, e-mail …")
SEGMENT = _text("segment", "any other split: device, region, company size …")
OWNER = _text("owner", "the person in charge")
SIDE = _text("side", "b2c or b2b", required=True, values=SIDES)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "events",
            "b2c",
            "one thing one person did",
            None,
            (
                _text("user_id", "who did it", required=True),
                _moment("ts", "when", required=True),
                _text("event", "what was done", required=True, values=EVENTS),
                _text("session_id", "the visit it belongs to"),
                CHANNEL,
                SEGMENT,
                _text("order_id", "the order a purchase or refund belongs to"),
                _money("amount", "money of a purchase or refund"),
            ),
        ),
        Table(
            "orders",
            "b2c",
            "one order",
            "order_id",
            (
                _text("order_id", "the order's number; without it every row is an order"),
                _text("user_id", "who bought", required=True),
                _moment("ts", "when it was bought", required=True),
                _money("amount", "what was paid", required=True),
                _money("refunded_amount", "what was paid back"),
                CHANNEL,
                SEGMENT,
            ),
        ),
        Table(
            "marketing",
            "both",
            "one day of one campaign",
            None,
            (
                SIDE,
                _day("date", "the day", required=True, past=True),
                CHANNEL,
                SEGMENT,
                _count("impressions", "how often it was shown"),
                _count("clicks", "how often it was clicked"),
                _money("cost", "what it cost"),
                _count("sessions", "visits to the site"),
                _count("emails_sent", "e-mails sent"),
                _count("emails_opened", "e-mails opened"),
            ),
        ),
        Table(
            "leads",
            "b2b",
            "one lead",
            "lead_id",
            (
                _text("lead_id", "the lead's number", required=True),
                _moment("created_at", "when it came in", required=True),
                CHANNEL,
                SEGMENT,
                OWNER,
                _text("account_id", "the customer it belongs to"),
                _moment("first_response_at", "when a person first answered"),
                _moment("mql_at", "when marketing qualified it"),
                _moment("sql_at", "when sales accepted it"),
            ),
        ),
        Table(
            "deals",
            "b2b",
            "one opportunity as it stands today",
            "deal_id",
            (
                _text("deal_id", "the deal's number", required=True),
                _moment("created_at", "when it was opened"),
                _text("name", "its name"),
                _text("lead_id", "the lead it came from"),
                _text("account_id", "the customer it belongs to"),
                CHANNEL,
                SEGMENT,
                OWNER,
                _text("stage", "the sales stage it is in"),
                _text("status", "open, won or lost", required=True, values=DEAL_STATUSES),
                _money("amount", "what it is worth"),
                _moment("poc_started_at", "when the proof of concept began"),
                _moment("opportunity_at", "when it became an opportunity"),
                _day("expected_close", "when it should close"),
                _moment("closed_at", "when it was won or lost"),
            ),
        ),
        Table(
            "stage_changes",
            "b2b",
            "a deal entering a stage",
            None,
            (
                _text("deal_id", "the deal", required=True),
                _text("stage", "the stage it enters", required=True),
                _moment("entered_at", "when", required=True),
            ),
        ),
        Table(
            "accounts",
            "b2b",
            "one customer",
            "account_id",
            (
                _text("account_id", "the customer's number", required=True),
                SEGMENT,
                CHANNEL,
                OWNER,
                _moment("signed_at", "when the first contract was signed"),
                _moment("onboarding_started_at", "when onboarding began"),
                _moment("first_value_at", "when the product first did its job"),
                _moment("onboarding_completed_at", "when onboarding was done"),
            ),
        ),
        Table(
            "subscriptions",
            "b2b",
            "a span of constant monthly revenue",
            None,
            (
                _text("account_id", "the customer", required=True),
                _day("valid_from", "first day", required=True, past=True),
                _day("valid_to", "the day it no longer counts; empty = running"),
                _money("mrr", "monthly revenue", required=True),
            ),
        ),
        Table(
            "targets",
            "both",
            "a sum to reach in a period",
            None,
            (
                SIDE,
                _day("period_start", "first day", required=True),
                _day("period_end", "last day", required=True),
                _money("amount", "the sum", required=True),
                SEGMENT,
                OWNER,
            ),
        ),
        Table(
            "kpi_counts",
            "both",
            "a KPI already counted elsewhere",
            None,
            (
                SIDE,
                _text("kpi", "the KPI's key", required=True),
                _day("period_start", "first day", required=True),
                _day("period_end", "last day", required=True, past=True),
                Column("numerator", "NUMBER", True, meaning="what is counted"),
                Column("denominator", "NUMBER", True, meaning="out of what"),
                CHANNEL,
                SEGMENT,
            ),
        ),
    )
}

FILLED = ("channel", "segment")  # never NULL after load: blank becomes Unknown
