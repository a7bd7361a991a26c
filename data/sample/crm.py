"""The collaboration tool's leads and deals over 78 weeks, as arrays, for the demo data set.

`history` draws what happens to every lead, also after the last day; `as it stood` is then a cut through it at a moment,
so that last week's export and this week's tell one story.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.plan import (
    B2B_SHARE,
    CONTRACT,
    CRM_START,
    DAY,
    DAYS,
    END,
    LEADS_A_MONTH,
    MQL_OF_LEADS,
    OWNERS,
    SIZE_SHARE,
    SIZE_VALUE,
    SQL_OF_MQL,
    WEEKS_BEFORE,
    WON_OF_SQL,
    Flags,
    Floats,
    Ints,
    draw,
    even,
)

NEVER = np.int64(10**12)  # a moment that does not come
OFFICE_DAYS = (1.0, 1.05, 1.05, 1.0, 0.92, 0.3, 0.22)
POC_OF_SQL = 0.80
OPPORTUNITY_OF_POC = 0.575


@dataclass(slots=True)
class Leads:
    """One entry a lead; moments in seconds, `NEVER` where it does not happen."""

    created: Ints
    channel: Ints
    size: Ints
    owner: Ints
    answered: Ints
    mql: Ints
    sql: Ints


@dataclass(slots=True)
class Deals:
    """One entry a deal, made from the lead at `lead`; `closed` is when it ends, won or lost."""

    lead: Ints
    created: Ints
    poc: Ints
    opportunity: Ints
    negotiation: Ints
    closed: Ints
    won: Flags
    amount: Ints
    expected: Ints
    owner: Ints
    account: Ints


def office(rng: np.random.Generator, count: int) -> Ints:
    """Seconds of the day in and around office hours."""
    return np.clip(rng.normal(13.5, 3.2, count) * 3600, 6 * 3600, 23 * 3600).astype(np.int64)


def leads(rng: np.random.Generator) -> Leads:
    """Leads of 78 weeks, in order of arrival."""
    days = DAYS + WEEKS_BEFORE * 7
    weights = np.tile(np.array(OFFICE_DAYS), days // 7)
    count = round(LEADS_A_MONTH * days / 365 * 12)
    day = np.sort(draw(rng, count, weights)) + CRM_START // DAY
    created = np.sort(day * DAY + office(rng, count))
    size = draw(rng, count, SIZE_SHARE)
    mql = np.where(even(rng, count) < MQL_OF_LEADS, created + _days(rng, count, 1.2, 0.9), NEVER)
    sql = np.full(count, NEVER)
    qualified = np.flatnonzero(mql < NEVER)
    accepted = qualified[even(rng, len(qualified)) < SQL_OF_MQL]
    slow = rng.random(len(accepted)) < 0.04
    wait = np.where(slow, DAY * 31 + _days(rng, len(accepted), 9, 0.5), _days(rng, len(accepted), 6, 0.6))
    sql[accepted] = mql[accepted] + np.where(slow, wait, np.minimum(wait, 29 * DAY))
    minutes = rng.lognormal(np.log(11), 1.5, count)
    answered = np.where(rng.random(count) < 0.08, NEVER, created + np.maximum(minutes * 60, 20).astype(np.int64))
    return Leads(created, draw(rng, count, B2B_SHARE), size, draw(rng, count, (1,) * len(OWNERS)), answered, mql, sql)


def _days(rng: np.random.Generator, count: int, median: float, spread: float) -> Ints:
    """Waiting times in seconds, log-normal around `median` days, at least a quarter of an hour."""
    return np.maximum(rng.lognormal(np.log(median), spread, count) * DAY, 900).astype(np.int64)


def deals(rng: np.random.Generator, found: Leads) -> Deals:
    """What becomes of every lead that sales accepted: a proof of concept, an opportunity, a contract, or nothing."""
    lead = np.flatnonzero(found.sql < NEVER)
    lead = lead[np.argsort(found.sql[lead], kind="stable")]
    count, size = len(lead), found.size[lead]
    created = found.sql[lead] + _days(rng, count, 0.5, 0.8)
    scale = np.array([0.75, 1.15, 1.7])[size]
    luck = even(rng, count)
    won = luck < WON_OF_SQL
    offered = luck < POC_OF_SQL * OPPORTUNITY_OF_POC
    tested = luck < POC_OF_SQL
    poc = np.where(tested, created + _later(rng, count, 5, scale), NEVER)
    wait = np.where(rng.random(count) < 0.03, 33 * DAY, np.minimum(_later(rng, count, 11, scale), 29 * DAY))
    opportunity = np.where(offered, poc + wait, NEVER)
    negotiation = np.where(offered, opportunity + _later(rng, count, 6, scale), NEVER)
    reached = np.where(offered, negotiation, np.where(tested, poc, created))
    median = np.where(won, 8, np.where(offered, 14, np.where(tested, 19, 16)))
    closed = reached + (rng.lognormal(0, 0.6, count) * median * scale * DAY).astype(np.int64)
    stuck = ~won & (rng.random(count) < 0.05)
    closed[stuck] += rng.integers(60, 220, int(stuck.sum())) * DAY
    hope = rng.normal(-4, 11, count) - np.where(stuck, rng.integers(20, 60, count), 0)
    expected = np.maximum(closed // DAY + hope.astype(np.int64), created // DAY + 7)
    amount = _amounts(rng, size, won, closed)
    account = np.where(won, np.cumsum(won) - 1, -1)
    return Deals(
        lead, created, poc, opportunity, negotiation, closed, won, amount, expected, found.owner[lead], account
    )


def _later(rng: np.random.Generator, count: int, median: float, scale: Floats) -> Ints:
    return (_days(rng, count, median, 0.55) * scale).astype(np.int64)


def _amounts(rng: np.random.Generator, size: Ints, won: Flags, closed: Ints) -> Ints:
    """A year's contract by company size; won ones are set so that the 26 weeks average the planned contract."""
    value = CONTRACT * np.array(SIZE_VALUE)[size] * rng.lognormal(-0.06, 0.35, len(size))
    recent = won & (closed >= 0) & (closed < END)
    value[won] *= CONTRACT / value[recent].mean()
    return np.maximum(np.round(value / 250_000) * 250_000, 3_000_000).astype(np.int64)
