"""The cosmetics shop's visits and orders as arrays, for the demo data set: who came when, by what, how far they got."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.sample.plan import (
    BUYER_DEVICE,
    BUYER_SHARE,
    BUYERS,
    DAY,
    DAYS,
    DIP_FROM,
    EMAIL,
    END,
    FACEBOOK,
    ORDER_VALUE,
    RETURN_SHARE,
    VISIT_DEVICE,
    VISIT_SHARE,
    VISITS,
    WEEKDAY,
    Flags,
    Floats,
    Ints,
    draw,
)

KINDS = (
    "visit",
    "product_view",
    "add_to_cart",
    "trial_start",
    "checkout_start",
    "purchase",
    "active",
    "referral",
    "refund",
)


@dataclass(slots=True)
class Visits:
    """One entry a visit, in order of start; `flags[kind]`: whether it has that event, `order`: which order is meant."""

    user: Ints
    start: Ints
    channel: Ints
    device: Ints
    order: Ints
    flags: dict[str, Flags]


@dataclass(slots=True)
class Orders:
    """One entry an order; `visit_of` is filled when visits are put in order, `refunded` is money paid back."""

    buyer: Ints
    at: Ints
    first: Flags
    amount: Ints
    refunded: Ints
    refund_at: Ints


def clock(rng: np.random.Generator, count: int) -> Ints:
    """Seconds of the day: quiet nights, a peak at nine in the evening; none so late that the visit passes midnight."""
    evening = rng.normal(20.3, 2.2, count)
    daytime = rng.normal(12.5, 3.4, count)
    hour = np.where(rng.random(count) < 0.55, evening, daytime) % 24
    return np.minimum((hour * 3600).astype(np.int64), DAY - 1_500)


def visits_a_day(rng: np.random.Generator) -> Ints:
    """Visits on each of the 182 days: a weekday pattern and some noise around the planned total."""
    weights = np.tile(np.array(WEEKDAY), DAYS // 7) * rng.normal(1, 0.025, DAYS)
    count: Ints = np.round(weights / weights.sum() * VISITS).astype(np.int64)
    return count


def channels(rng: np.random.Generator, day: Ints, shares: tuple[float, ...], dip: float) -> Ints:
    """A channel for each entry; in the last three weeks Facebook Ads has `dip` of its share, Email 1.6 of its own."""
    late = np.array(shares)
    late[FACEBOOK] *= dip
    late[EMAIL] *= 1.6
    return np.where(day >= DIP_FROM, draw(rng, len(day), late), draw(rng, len(day), shares))


def buyers(rng: np.random.Generator, per_day: Ints) -> Ints:
    """The moments of first orders, in order; fewer new buyers as repeat orders grow, so that the total is steady."""
    weights = per_day * (0.86 + 0.42 * np.exp(-np.arange(DAYS) / 38))
    day = np.sort(draw(rng, BUYERS, weights / weights.sum()))
    return day * DAY + clock(rng, BUYERS)


def orders(rng: np.random.Generator, first_at: Ints) -> Orders:
    """First orders and what follows them: a quarter of the buyers come back within 60 days."""
    who, at, first = [np.arange(BUYERS)], [first_at], [np.ones(BUYERS, dtype=bool)]
    for again in (0.298, 0.45, 0.45, 0.45, 0.45, 0.45):
        back = rng.random(len(who[-1])) < again
        gap = 1 + rng.gamma(2.2, 17.0, len(back)).astype(np.int64)
        when = (at[-1] // DAY + gap) * DAY + clock(rng, len(back))
        keep = back & (when < END)
        who.append(who[-1][keep])
        at.append(when[keep])
        first.append(np.zeros(int(keep.sum()), dtype=bool))
    buyer, moment, new = np.concatenate(who), np.concatenate(at), np.concatenate(first)
    order = np.argsort(moment, kind="stable")
    buyer, moment, new = buyer[order], moment[order], new[order]
    amount = np.maximum(np.round(rng.lognormal(np.log(ORDER_VALUE) - 0.125, 0.5, len(order)) / 500) * 500, 3_000)
    return Orders(buyer, moment, new, amount.astype(np.int64), *_refunds(rng, moment, amount.astype(np.int64)))


def _refunds(rng: np.random.Generator, at: Ints, amount: Ints) -> tuple[Ints, Ints]:
    """3 % of the money goes back: four in five whole, the rest by half, 2 to 15 days later."""
    luck = rng.random(len(at))
    share = np.where(luck < 0.0265, 1.0, np.where(luck < 0.0395, 0.5, 0.0))
    when = (at // DAY + rng.integers(2, 16, len(at))) * DAY + clock(rng, len(at))
    share[when >= END] = 0.0
    return np.round(amount * share).astype(np.int64), np.where(share > 0, when, -1)


def _returns(rng: np.random.Generator, first_at: Ints) -> tuple[Ints, Ints]:
    """Buyers' later visits: (buyer, day); most come in the first fortnight, a few stay for good."""
    days = np.arange(1, DAYS)
    curve = 0.045 + 0.365 * np.exp(-days / 14)
    loyalty = np.clip(rng.gamma(4.0, 0.25, BUYERS), 0.1, 2.3)
    chance = np.minimum(loyalty[:, None] * curve[None, :], 0.95).astype(np.float32)
    chance[(first_at // DAY)[:, None] + days[None, :] >= DAYS] = 0
    buyer, offset = np.nonzero(rng.random(chance.shape, dtype=np.float32) < chance)
    return buyer, first_at[buyer] // DAY + offset + 1


def _before(rng: np.random.Generator, first_at: Ints) -> tuple[Ints, Ints, Flags]:
    """Visits before the first order: (buyer, day, with a trial); none before the first day of the data."""
    looks = rng.choice(3, BUYERS, p=[0.4, 0.35, 0.25])
    buyer = np.repeat(np.arange(BUYERS), looks)
    day = first_at[buyer] // DAY - 1 - rng.exponential(2.5, len(buyer)).astype(np.int64)
    tried = np.flatnonzero(rng.random(BUYERS) < 0.172)
    trial_day = first_at[tried] // DAY - 1 - np.minimum(rng.exponential(6.0, len(tried)), 27).astype(np.int64)
    buyer, day = np.concatenate([buyer, tried]), np.concatenate([day, trial_day])
    trial = np.arange(len(buyer)) >= len(buyer) - len(tried)
    return buyer[day >= 0], day[day >= 0], trial[day >= 0]


def _prospects(rng: np.random.Generator, counts: Ints) -> tuple[Ints, Ints]:
    """Visits of people who never buy: (person counted from 0, day); three in ten are a return within some two weeks."""
    day = np.repeat(np.arange(DAYS), counts)
    index = np.arange(len(day))
    lag = 1 + (rng.exponential(4.0, len(day)) * max(1, len(day) // DAYS)).astype(np.int64)
    parent = np.where((rng.random(len(day)) < 0.3) & (lag <= index), index - lag, index)
    while not np.array_equal(parent, parent[parent]):
        parent = parent[parent]
    return np.unique(parent, return_inverse=True)[1].astype(np.int64), day


def visits(rng: np.random.Generator, first_at: Ints, bought: Orders, per_day: Ints) -> Visits:
    """All visits of the 26 weeks, in order of start; those of people who never buy fill each day up to `per_day`."""
    refunds = np.flatnonzero(bought.refunded > 0)
    back, back_day = _returns(rng, first_at)
    early, early_day, trial = _before(rng, first_at)
    known_user = np.concatenate([bought.buyer, bought.buyer[refunds], back, early])
    known_day = np.concatenate([bought.at // DAY, bought.refund_at[refunds] // DAY, back_day, early_day])
    counts = np.maximum(per_day - np.bincount(known_day, minlength=DAYS), 0)
    person, day = _prospects(rng, counts)
    sizes = [len(bought.at), len(refunds), len(back), len(early), len(person)]
    group = np.repeat(np.arange(5), sizes)
    user = np.concatenate([known_user, person + BUYERS])
    start = np.concatenate([known_day, day]) * DAY + clock(rng, len(user))
    start[: sizes[0]] = bought.at
    start[-1] = END - 30  # the data ends with its last day
    order = np.full(len(user), -1, dtype=np.int64)
    order[: sizes[0] + sizes[1]] = np.concatenate([np.arange(sizes[0]), refunds])
    new = np.concatenate([bought.first, np.zeros(len(user) - sizes[0], dtype=bool)])
    tried = np.zeros(len(user), dtype=bool)
    tried[group == 3] = trial
    channel = _channel(rng, group, new, start // DAY)
    device = _device(rng, user, int(person.max(initial=0)) + 1)
    flags = _depth(rng, group, channel, tried, (start - first_at[np.minimum(user, BUYERS - 1)]) // DAY)
    rank = np.argsort(start, kind="stable")
    kinds = {kind: flag[rank] for kind, flag in flags.items()}
    return Visits(user[rank], start[rank], channel[rank], device[rank], order[rank], kinds)


def _channel(rng: np.random.Generator, group: Ints, new: Flags, day: Ints) -> Ints:
    count = len(group)
    result = channels(rng, day, VISIT_SHARE, 1.0)
    result = np.where((group == 3) | new, channels(rng, day, BUYER_SHARE, 0.4), result)
    return np.where((group <= 2) & ~new, draw(rng, count, RETURN_SHARE), result)


def _device(rng: np.random.Generator, user: Ints, prospects: int) -> Ints:
    """A person keeps one device."""
    people = np.concatenate([draw(rng, BUYERS, BUYER_DEVICE), draw(rng, prospects, VISIT_DEVICE)])
    return people[user]


def _depth(rng: np.random.Generator, group: Ints, channel: Ints, tried: Flags, age: Ints) -> dict[str, Flags]:
    """The events of each visit. Groups: 0 order, 1 refund, 2 a buyer's return, 3 before the first order, 4 prospect."""
    count = len(group)
    luck: Floats = rng.random(count, dtype=np.float32).astype(np.float64)
    buying, open_visit = group == 0, group >= 2
    keen = np.array([0.92, 0.75, 1.25, 1.2, 1.05, 1.0])[channel]
    cart = buying | (open_visit & (luck < 0.069 * keen))
    trial = tried | ((group == 4) & (luck >= 0.5) & (luck < 0.5 + 0.0166 * keen))
    looked = buying & (luck < 0.94) | open_visit & (cart | trial | (luck < 0.40 * keen))
    return {
        "visit": np.ones(count, dtype=bool),
        "product_view": looked,
        "add_to_cart": cart,
        "trial_start": trial,
        "checkout_start": buying | (open_visit & (luck < 0.021 * keen)),
        "purchase": buying,
        "active": (group == 2) & (luck > 0.4),
        "referral": (group == 2) & (age <= 59) & (luck > 0.9905),
        "refund": group == 1,
    }
