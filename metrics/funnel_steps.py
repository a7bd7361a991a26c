"""The steps a funnel can be made of, by name, and where each is found in the data: for funnels and their command."""

from __future__ import annotations

from data.errors import QueryError, did_you_mean
from data.tables import EVENTS
from metrics import sessions
from metrics.frame import Frame
from metrics.result import Note
from metrics.sessions import KINDS, ORDER
from metrics.store import LEAD_KINDS, LEAD_STEPS

REPURCHASE = "repurchase"
BUYING = ("purchase", REPURCHASE)
STANDARD = {
    "person": ("visit", "product_view", "add_to_cart", "checkout_start", "purchase"),
    "session": ("visit", "product_view", "add_to_cart", "checkout_start", "purchase"),
    "lead": LEAD_STEPS,
}
KNOWN = {"b2c": (*EVENTS, REPURCHASE), "b2b": LEAD_STEPS}
STEP_MISSING = "The data never has this step, so nobody reaches it: {steps}."
NO_LEAD = "{n} {n:deal names|deals name} no known lead: {n:it is|they are} not in this funnel, which counts leads."
NO_DAY = "{n} won {n:deal has|deals have} no close date: {n:it is|they are} not counted as won here."
COLUMNS = {  # which uploaded column tells a B2B step's moment
    "lead": "leads.created_at",
    "mql": "leads.mql_at",
    "sql": "leads.sql_at",
    "poc": "deals.poc_started_at",
    "opportunity": "deals.opportunity_at",
    "won": "deals.closed_at",
    "onboarded": "accounts.onboarding_completed_at",
}


def known(side: str, steps: tuple[str, ...]) -> tuple[str, ...]:
    """`steps` as the product spells them, whatever their case; QueryError listing the known ones."""
    names = {name: name for name in KNOWN[side]}
    found: list[str] = []
    for step in steps:
        word = step.strip().lower()
        if word not in names:
            hint = did_you_mean(word, names)
            raise QueryError("Unknown step", f"{step!r} is not one of {', '.join(names)}{hint}")
        if word == REPURCHASE and not set(found) & set(BUYING):
            raise QueryError("Steps do not fit", "repurchase needs the step purchase before it")
        found.append(word)
    if not found:
        raise QueryError("No steps", f"name at least one of {', '.join(names)}")
    return tuple(found)


def kinds(frame: Frame, count: str, steps: tuple[str, ...]) -> tuple[int, ...]:
    """The log's kind of each known step. Purchases are purchase events where any occur, otherwise rows of `orders`.

    QueryError when sessions would need purchases that only `orders` knows: an order belongs to no session.
    """
    if count == "lead":
        return tuple(LEAD_KINDS[step] for step in steps)
    events_buy = "purchase" in frame.events or "orders" not in frame.tables
    if count == "session" and not events_buy and set(steps) & set(BUYING):
        message = "purchases come from orders, which belong to no session; count by person, or leave out purchase"
        raise QueryError("Sessions have no purchases here", message)
    buying = KINDS["purchase"] if events_buy else ORDER
    return tuple(buying if step in BUYING else KINDS[step] for step in steps)


def standard(frame: Frame, count: str) -> tuple[str, ...]:
    """The standard steps that occur in the data, with repurchase where there are only purchases; all if none do."""
    steps = STANDARD[count]
    found = tuple(step for step in steps if occurs(frame, count, step))
    return BUYING if found == ("purchase",) else found or steps


def occurs(frame: Frame, count: str, step: str) -> bool:
    """Whether the data set can have this step at all."""
    if count == "lead":
        return COLUMNS[step] in frame.given
    if step in BUYING:
        return "purchase" in frame.events or ("orders" in frame.tables and count == "person")
    return step in frame.events


def missing(frame: Frame, count: str, steps: tuple[str, ...]) -> tuple[Note, ...]:
    """Notes on what is asked for and the data never has, and on deals that the funnel of leads cannot place."""
    asked = ", ".join(step for step in steps if not occurs(frame, count, step))
    notes = (Note("step_missing", STEP_MISSING, (("steps", asked),)),) if asked else ()
    return notes + (_unplaced(frame, steps) if count == "lead" else ())


def _unplaced(frame: Frame, steps: tuple[str, ...]) -> tuple[Note, ...]:
    table = sessions.ensure_table(frame, "lead_gaps")
    row = frame.cursor().execute(f"select no_lead, no_day from {table}").fetchone()
    no_lead, no_day = row or (0, 0)
    of_deals = set(steps) & {"poc", "opportunity", "won"}
    return tuple(
        Note(code, text, (("n", number),))
        for code, text, number, wanted in (
            ("deals_without_lead", NO_LEAD, no_lead, of_deals),
            ("won_without_day", NO_DAY, no_day, "won" in steps),
        )
        if number and wanted
    )
