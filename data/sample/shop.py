"""The cosmetics shop's canonical tables (events, orders, marketing), for the demo data set."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.sample import visits as v
from data.sample.plan import ADS_A_DAY, CHANNELS, DAYS, DEVICES, WEEKDAY, Floats, Ints
from data.sample.write import codes, days, moments, money, numbered

STEP_SECONDS = {
    "visit": (0, 1),
    "product_view": (15, 90),
    "add_to_cart": (110, 240),
    "trial_start": (110, 240),
    "checkout_start": (370, 200),
    "purchase": (600, 240),
    "active": (60, 30),
    "referral": (100, 200),
    "refund": (300, 300),
}
AD_COST = (0.46, 0.19, 0.31, 0.04, 0.0, 0.0)
CLICK_RATE = (0.0178, 0.0148, 0.047, 0.0, 0.0, 0.0)


def tables(rng: np.random.Generator) -> dict[str, pa.Table]:
    """`events`, `orders` and the shop's side of `marketing`."""
    per_day = v.visits_a_day(rng)
    first_at = v.buyers(rng, per_day)
    orders = v.orders(rng, first_at)
    visits = v.visits(rng, first_at, orders, per_day)
    events, placed = _events(rng, visits, orders)
    return {"events": events, "orders": _orders(visits, orders, placed), "marketing": _marketing(rng, visits)}


def _events(rng: np.random.Generator, visits: v.Visits, orders: v.Orders) -> tuple[pa.Table, Ints]:
    """The events in order of visit and time, and the moment each order was placed."""
    visit, kind, at = [], [], []
    for code, name in enumerate(v.KINDS):
        found = np.flatnonzero(visits.flags[name])
        low, width = STEP_SECONDS[name]
        visit.append(found)
        kind.append(np.full(len(found), code, dtype=np.int64))
        at.append(visits.start[found] + low + rng.integers(0, width, len(found)))
    visit_of, kinds, when = np.concatenate(visit), np.concatenate(kind), np.concatenate(at)
    rank = np.argsort(visit_of * 16 + kinds, kind="stable")
    visit_of, kinds, when = visit_of[rank], kinds[rank], when[rank]
    order = np.where(np.isin(kinds, [v.KINDS.index("purchase"), v.KINDS.index("refund")]), visits.order[visit_of], -1)
    amount = np.where(kinds == v.KINDS.index("purchase"), orders.amount[order], orders.refunded[order])
    placed = np.empty(len(orders.at), dtype=np.int64)
    bought = kinds == v.KINDS.index("purchase")
    placed[order[bought]] = when[bought]
    table = pa.table(
        {
            "user_id": numbered("u", visits.user[visit_of], 7),
            "ts": moments(when),
            "event": codes(kinds, v.KINDS),
            "session_id": numbered("s", visit_of, 7),
            "channel": codes(visits.channel[visit_of], CHANNELS),
            "segment": codes(visits.device[visit_of], DEVICES),
            "order_id": numbered("DH", order, 6, order < 0),
            "amount": money(amount, order < 0),
        }
    )
    return table, placed


def _orders(visits: v.Visits, orders: v.Orders, placed: Ints) -> pa.Table:
    visit_of = np.empty(len(placed), dtype=np.int64)
    bought = np.flatnonzero(visits.flags["purchase"])
    visit_of[visits.order[bought]] = bought
    return pa.table(
        {
            "order_id": numbered("DH", np.arange(len(placed)), 6),
            "user_id": numbered("u", orders.buyer, 7),
            "ts": moments(placed),
            "amount": money(orders.amount),
            "refunded_amount": money(orders.refunded),
            "channel": codes(visits.channel[visit_of], CHANNELS),
            "segment": codes(visits.device[visit_of], DEVICES),
        }
    )


def _marketing(rng: np.random.Generator, visits: v.Visits) -> pa.Table:
    """One row a day, channel and device; sessions are those of the event log, so both tell one story."""
    shape = (DAYS, len(CHANNELS), len(DEVICES))
    cell = np.ravel_multi_index((visits.start // 86_400, visits.channel, visits.device), shape)
    sessions = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
    day, channel, device = (axis.ravel() for axis in np.indices(shape))
    rate = np.array(CLICK_RATE)[channel]
    paid = rate > 0
    clicks = np.round(sessions.ravel() * rng.uniform(1.04, 1.12, len(day))).astype(np.int64)
    shown = np.round(clicks / np.where(paid, rate * rng.normal(1, 0.06, len(day)), 1)).astype(np.int64)
    mail = channel == CHANNELS.index("Email")
    sent = np.round(sessions.ravel() * rng.uniform(21, 25, len(day))).astype(np.int64)
    opened = rng.binomial(sent, 0.23)
    return pa.table(
        {
            "side": codes(np.zeros(len(day), dtype=np.int64), ("b2c",)),
            "date": days(day),
            "channel": codes(channel, CHANNELS),
            "segment": codes(device, DEVICES),
            "impressions": pa.array(shown, mask=~paid),
            "clicks": pa.array(clicks, mask=~paid),
            "cost": money(_cost(rng, sessions)),
            "sessions": pa.array(sessions.ravel()),
            "emails_sent": pa.array(sent, mask=~mail),
            "emails_opened": pa.array(opened, mask=~mail),
        }
    )


def _cost(rng: np.random.Generator, sessions: Ints) -> Ints:
    """30 million a month: by day and channel as planned, by device as the visits came."""
    weight: Floats = np.tile(np.array(WEEKDAY), DAYS // 7) * rng.normal(1, 0.04, DAYS)
    by_day = weight / weight.sum() * ADS_A_DAY * DAYS
    share = sessions / np.maximum(sessions.sum(axis=2, keepdims=True), 1)
    cost: Ints = np.round(by_day[:, None, None] * np.array(AD_COST)[None, :, None] * share).astype(np.int64).ravel()
    return cost
