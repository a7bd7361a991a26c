"""The collaboration tool's customers and contracts (accounts, subscriptions), for the demo data set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.crm import NEVER, Deals, Leads
from data.sample.plan import (
    B2B_SHARE,
    CONTRACT,
    CRM_START,
    DAY,
    OWNERS,
    SIZE_SHARE,
    SIZE_VALUE,
    Flags,
    Ints,
    draw,
    even,
)

BEFORE = 210  # customers from before the CRM's first day
LOST_A_YEAR = 0.08  # at each anniversary: renewal 92 %
RAISED_A_YEAR = 0.215
CUT_A_YEAR = 0.03


@dataclass(slots=True)
class Accounts:
    """One entry a customer; moments in seconds, `NEVER` where it does not happen; `mrr` is the first contract's."""

    signed: Ints
    size: Ints
    channel: Ints
    owner: Ints
    started: Ints
    valued: Ints
    done: Ints
    mrr: Ints


@dataclass(slots=True)
class Spans:
    """One entry a span of constant monthly revenue: days, the last one no longer counting (`NEVER`: none known)."""

    account: Ints
    start: Ints
    end: Ints
    mrr: Ints


def accounts(rng: np.random.Generator, leads: Leads, deals: Deals) -> Accounts:
    """The customers of before, then one for each won deal, in order of `Deals.account`."""
    won = np.flatnonzero(deals.won)
    earlier = CRM_START - rng.integers(20, 400, BEFORE) * DAY + 10 * 3600
    signed = np.concatenate([earlier, deals.closed[won]])
    count = len(signed)
    size = np.concatenate([draw(rng, BEFORE, SIZE_SHARE), leads.size[deals.lead[won]]])
    channel = np.concatenate([draw(rng, BEFORE, B2B_SHARE), leads.channel[deals.lead[won]]])
    owner = np.concatenate([draw(rng, BEFORE, (1,) * len(OWNERS)), deals.owner[won]])
    old_value = CONTRACT * np.array(SIZE_VALUE)[size[:BEFORE]] * rng.lognormal(-0.06, 0.35, BEFORE)
    mrr = np.round(np.concatenate([old_value, deals.amount[won]]) / 12 / 1000).astype(np.int64) * 1000
    started = signed + (rng.uniform(1, 8, count) * DAY).astype(np.int64)
    luck = even(rng, count, 120)
    fast = started + (np.clip(rng.lognormal(np.log(16), 0.4, count), 3, 29.5) * DAY).astype(np.int64)
    slow = started + (rng.uniform(31, 75, count) * DAY).astype(np.int64)
    done = np.where(luck < 0.72, fast, np.where(luck < 0.93, slow, NEVER))
    first = started + (rng.lognormal(np.log(9.5), 0.75, count) * DAY).astype(np.int64)
    valued = np.where(luck < 0.97, np.minimum(first, done), NEVER)
    return Accounts(signed, size, channel, owner, started, valued, done, mrr)


def spans(rng: np.random.Generator, found: Accounts, until: int) -> Spans:
    """Contract years up to day `until`: at each anniversary 8 % leave, in each year some are raised, a few cut."""
    rows: list[tuple[Ints, Ints, Ints, Ints]] = []
    alive = np.arange(len(found.signed))
    start, mrr = found.signed // DAY + 1, found.mrr.copy()
    while len(alive):
        change_at = start[alive] + rng.integers(30, 350, len(alive))
        end = start[alive] + 365
        after = _next_mrr(rng, mrr[alive], found.size[alive])
        changed = after != mrr[alive]
        rows.append((alive, start[alive], np.where(changed, change_at, end), mrr[alive]))
        rows.append((alive[changed], change_at[changed], end[changed], after[changed]))
        mrr[alive] = after
        leaving = _leaves(rng, found.size[alive])
        start[alive] = end
        alive = alive[~leaving & (end <= until)]
    account, begins, ends, sums = (np.concatenate(column) for column in zip(*rows, strict=True))
    return _joined(account, begins, ends, sums)


def _next_mrr(rng: np.random.Generator, mrr: Ints, size: Ints) -> Ints:
    """Monthly revenue after this year's change, if there is one; bigger customers are raised more often."""
    luck = even(rng, len(mrr), 100)
    raised = luck < RAISED_A_YEAR * np.array([0.8, 1.2, 1.35])[size]
    factor = np.where(raised, rng.uniform(1.4, 2.1, len(mrr)), np.where(luck > 1 - CUT_A_YEAR, 0.75, 1.0))
    return np.round(mrr * factor / 1000).astype(np.int64) * 1000


def _leaves(rng: np.random.Generator, size: Ints) -> Flags:
    """Who does not renew; evenly spread within each size, the small ones more often."""
    gone = np.zeros(len(size), dtype=bool)
    for code, weight in enumerate((1.22, 0.85, 0.4)):
        members = np.flatnonzero(size == code)
        gone[members] = even(rng, len(members), 60) < LOST_A_YEAR * weight
    return gone


def _joined(account: Ints, start: Ints, end: Ints, mrr: Ints) -> Spans:
    """Neighbouring spans of one account with one sum become one span."""
    rank = np.lexsort((start, account))
    account, start, end, mrr = account[rank], start[rank], end[rank], mrr[rank]
    same = (account[1:] == account[:-1]) & (mrr[1:] == mrr[:-1]) & (start[1:] == end[:-1])
    begins = np.flatnonzero(np.concatenate([[True], ~same]))
    last = np.concatenate([begins[1:] - 1, [len(account) - 1]])
    return Spans(account[begins], start[begins], end[last], mrr[begins])
