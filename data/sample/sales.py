"""The collaboration tool's canonical tables as an export of one moment would hold them, for the demo data set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from data.sample import crm, customers
from data.sample.plan import (
    ADS_A_DAY,
    B2B_CHANNELS,
    B2B_SHARE,
    CRM_START,
    DAY,
    DAYS,
    END,
    OWNERS,
    SIZES,
    STAGES,
    Flags,
    Floats,
    Ints,
    draw,
)
from data.sample.write import codes, days, moments, money, numbered

SESSIONS_A_LEAD = 52
AD_COST = (0.52, 0.34, 0.10, 0.0, 0.04, 0.0)
TARGETS = (
    ("b2b", date(2026, 4, 1), date(2026, 6, 30), 1_900_000_000),
    ("b2b", date(2026, 7, 1), date(2026, 9, 30), 2_150_000_000),
    ("b2b", date(2026, 10, 1), date(2026, 12, 31), 2_300_000_000),
    ("b2c", date(2026, 7, 1), date(2026, 7, 31), 140_000_000),
    ("b2c", date(2026, 8, 1), date(2026, 8, 31), 140_000_000),
    ("b2c", date(2026, 9, 1), date(2026, 9, 30), 145_000_000),
)


@dataclass(slots=True)
class Company:
    """Everything that happens, also after the last day."""

    leads: crm.Leads
    deals: crm.Deals
    accounts: customers.Accounts
    spans: customers.Spans
    marketing: pa.Table
    luck: Floats
    shift: Ints


def company(rng: np.random.Generator) -> Company:
    """Draw the whole story once."""
    leads = crm.leads(rng)
    deals = crm.deals(rng, leads)
    accounts = customers.accounts(rng, leads, deals)
    spans = customers.spans(rng, accounts, DAYS)
    luck, shift = rng.random(len(deals.lead)), rng.integers(-25, 26, len(deals.lead))
    return Company(leads, deals, accounts, spans, _marketing(rng, leads), luck, shift)


def tables(story: Company, moment: int = END, earlier: bool = False) -> dict[str, pa.Table]:
    """The B2B tables as they stood at `moment`; `earlier` undoes the week's changes of amounts and closing days."""
    return {
        "leads": _leads(story, moment),
        "deals": _deals(story, moment, earlier),
        "stage_changes": _stage_changes(story.deals, moment),
        "accounts": _accounts(story.accounts, moment),
        "subscriptions": _subscriptions(story.spans, moment // DAY),
        "targets": targets(),
    }


def _known(at: Ints, moment: int, rows: Flags | Ints) -> pa.Array:
    """Moments that have come by `moment`, of these rows; the others are empty."""
    return moments(at[rows], at[rows] >= moment)


def _account_ids(story: Company, moment: int) -> tuple[Ints, Flags]:
    """Of each deal: its account's number, and whether it has none yet."""
    missing = ~story.deals.won | (story.deals.closed >= moment)
    return np.where(missing, 0, story.deals.account + customers.BEFORE), missing


def _leads(story: Company, moment: int) -> pa.Table:
    leads, deals = story.leads, story.deals
    rows = leads.created < moment
    account, missing = np.zeros(len(leads.created), dtype=np.int64), np.ones(len(leads.created), dtype=bool)
    account[deals.lead], missing[deals.lead] = _account_ids(story, moment)
    return pa.table(
        {
            "lead_id": numbered("L", np.flatnonzero(rows), 6),
            "created_at": moments(leads.created[rows]),
            "channel": codes(leads.channel[rows], B2B_CHANNELS),
            "segment": codes(leads.size[rows], SIZES),
            "owner": codes(leads.owner[rows], OWNERS),
            "account_id": numbered("KH", account[rows], 5, missing[rows]),
            "first_response_at": _known(leads.answered, moment, rows),
            "mql_at": _known(leads.mql, moment, rows),
            "sql_at": _known(leads.sql, moment, rows),
        }
    )


def stage(deals: crm.Deals, moment: int) -> Ints:
    """The stage each deal is in at `moment`, as a place in `STAGES`."""
    steps = [deals.poc, deals.opportunity, deals.negotiation]
    reached = np.sum([step < moment for step in steps], axis=0)
    return np.where(deals.closed < moment, np.where(deals.won, 4, 5), reached).astype(np.int64)


def _deals(story: Company, moment: int, earlier: bool) -> pa.Table:
    leads, deals = story.leads, story.deals
    rows = np.flatnonzero(deals.created < moment)
    at = stage(deals, moment)[rows]
    running, luck = at < 4, story.luck[rows]
    amount, expected = deals.amount[rows].copy(), deals.expected[rows].copy()
    if earlier:
        amount = np.where(running & (luck < 0.05), amount * 4 // 5, amount)
        amount = np.where(running & (luck >= 0.05) & (luck < 0.09), amount * 5 // 4, amount)
        expected = np.where(running & (luck >= 0.2) & (luck < 0.4), expected + story.shift[rows], expected)
    account, missing = _account_ids(story, moment)
    lead = deals.lead[rows]
    names = [f"{SIZES[size]} {number:05d}" for size, number in zip(leads.size[lead], rows, strict=True)]
    return pa.table(
        {
            "deal_id": numbered("D", rows, 5),
            "created_at": moments(deals.created[rows]),
            "name": pa.array(names),
            "lead_id": numbered("L", lead, 6),
            "account_id": numbered("KH", account[rows], 5, missing[rows]),
            "channel": codes(leads.channel[lead], B2B_CHANNELS),
            "segment": codes(leads.size[lead], SIZES),
            "owner": codes(deals.owner[rows], OWNERS),
            "stage": codes(at, STAGES),
            "status": codes(np.maximum(at - 3, 0), ("open", "won", "lost")),
            "amount": money(amount, running & (luck >= 0.93)),
            "poc_started_at": _known(deals.poc, moment, rows),
            "opportunity_at": _known(deals.opportunity, moment, rows),
            "expected_close": days(expected, running & (luck >= 0.84) & (luck < 0.9)),
            "closed_at": _known(deals.closed, moment, rows),
        }
    )


def _stage_changes(deals: crm.Deals, moment: int) -> pa.Table:
    closing = np.where(deals.won, 4, 5)
    entered = [deals.created, deals.poc, deals.opportunity, deals.negotiation, deals.closed]
    names = [np.full(len(closing), code, dtype=np.int64) for code in range(4)] + [closing]
    deal = np.tile(np.arange(len(closing)), len(entered))
    at, code = np.concatenate(entered), np.concatenate(names)
    rows = np.flatnonzero(at < moment)
    rows = rows[np.lexsort((code[rows], deal[rows]))]
    return pa.table(
        {
            "deal_id": numbered("D", deal[rows], 5),
            "stage": codes(code[rows], STAGES),
            "entered_at": moments(at[rows]),
        }
    )


def _accounts(found: customers.Accounts, moment: int) -> pa.Table:
    rows = np.flatnonzero(found.signed < moment)
    return pa.table(
        {
            "account_id": numbered("KH", rows, 5),
            "segment": codes(found.size[rows], SIZES),
            "channel": codes(found.channel[rows], B2B_CHANNELS),
            "owner": codes(found.owner[rows], OWNERS),
            "signed_at": moments(found.signed[rows]),
            "onboarding_started_at": _known(found.started, moment, rows),
            "first_value_at": _known(found.valued, moment, rows),
            "onboarding_completed_at": _known(found.done, moment, rows),
        }
    )


def _subscriptions(spans: customers.Spans, today: int) -> pa.Table:
    """Spans begun before `today`; an end that lies ahead is not known yet."""
    rows = np.flatnonzero(spans.start < today)
    return pa.table(
        {
            "account_id": numbered("KH", spans.account[rows], 5),
            "valid_from": days(spans.start[rows]),
            "valid_to": days(spans.end[rows], spans.end[rows] >= today),
            "mrr": money(spans.mrr[rows]),
        }
    )


def targets() -> pa.Table:
    """B2B sums by quarter, the shop's revenue by month."""
    sides, starts, ends, sums = zip(*TARGETS, strict=True)
    return pa.table(
        {
            "side": pa.array(sides),
            "period_start": pa.array(starts, type=pa.date32()),
            "period_end": pa.array(ends, type=pa.date32()),
            "amount": money(np.array(sums, dtype=np.int64)),
        }
    )


def _marketing(rng: np.random.Generator, leads: crm.Leads) -> pa.Table:
    """One row a day and channel over 78 weeks; about one visit in fifty becomes a lead."""
    first, count = CRM_START // DAY, DAYS - CRM_START // DAY
    day, channel = (axis.ravel() for axis in np.indices((count, len(B2B_CHANNELS))))
    total = round(len(leads.created) * SESSIONS_A_LEAD)
    weights = np.tile(np.array(crm.OFFICE_DAYS), count // 7)[day] * np.array(B2B_SHARE)[channel]
    sessions = np.bincount(draw(rng, total, weights), minlength=len(day))
    paid = np.array(AD_COST)[channel] > 0.2
    clicks = np.round(sessions * rng.uniform(1.03, 1.1, len(day))).astype(np.int64)
    shown = np.round(clicks / rng.uniform(0.008, 0.011, len(day))).astype(np.int64)
    spent = rng.normal(1, 0.05, len(day)) * np.array(AD_COST)[channel]
    cost = np.round(spent / spent.sum() * ADS_A_DAY * count).astype(np.int64)
    return pa.table(
        {
            "side": codes(np.zeros(len(day), dtype=np.int64), ("b2b",)),
            "date": days(day + first),
            "channel": codes(channel, B2B_CHANNELS),
            "segment": pa.nulls(len(day), pa.string()),
            "impressions": pa.array(shown, mask=~paid),
            "clicks": pa.array(clicks, mask=~paid),
            "cost": money(cost),
            "sessions": pa.array(sessions),
            "emails_sent": pa.nulls(len(day), pa.int64()),
            "emails_opened": pa.nulls(len(day), pa.int64()),
        }
    )
