"""What steps, windows and times between steps are called, for both funnel screens."""

from __future__ import annotations

from datetime import timedelta

from data.words import NONE, Words
from metrics.funnel import FunnelQuery
from metrics.table_words import STEP_WORDS

COUNTS = {"person": "Persons", "session": "Sessions", "lead": "Leads"}
ORDERS = {"in": "In order", "any": "Any order"}
SIDES = {"b2c": "B2C", "b2b": "B2B"}
MINUTE, HOUR, DAY = 60, 3600, 86_400


def step(said: Words, code: str) -> str:
    """The name of a step."""
    return said.t(STEP_WORDS[code])


def between(said: Words, first: str, last: str) -> str:
    """Two steps with an arrow."""
    return f"{step(said, first)} → {step(said, last)}"


def window(said: Words, length: timedelta | None) -> str:
    """How long an entry may take."""
    if length is None:
        return said.t("within the session")
    return said.t("within {n} {n:day|days}", n=length.days)


def counted(said: Words, query: FunnelQuery) -> str:
    """Who is counted, and how: `B2C · Persons · within 7 days · in order`."""
    parts = [SIDES[query.side], said.t(COUNTS[query.count]), window(said, query.window), said.t(ORDERS[query.order])]
    return " · ".join(parts)


def lasting(said: Words, seconds: float | None) -> str:
    """A time between steps in the unit it is read in: `65 s`, `4.3 min`, `29.0 h`, `2.6 days`."""
    if seconds is None:
        return NONE
    if seconds < 1.5 * MINUTE:
        return said.t("{n} s", n=said.number(seconds))
    if seconds < 1.5 * HOUR:
        return said.t("{n} min", n=said.number(seconds / MINUTE, 1))
    if seconds < 2 * DAY:
        return said.t("{n} h", n=said.number(seconds / HOUR, 1))
    return said.t("{n} {n:day|days}", n=said.number(seconds / DAY, 1))
