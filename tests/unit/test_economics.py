"""Payback and lifetime curves on a shop whose figures can be counted by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.dataset import DataSet
from metrics.board import open_board
from metrics.economics import ltv_b2b, ltv_curve, margins_of, monthly_paybacks, payback_curve, payback_day
from metrics.economics_channels import economics_table
from metrics.evaluate import Query
from metrics.margin import ensure_margin_cube
from metrics.result import Period
from tests.unit.pipeline_kit import frame_of, write_table

JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
ORDERS = [
    {
        "order_id": "1",
        "user_id": "an",
        "ts": datetime(2026, 1, 1, 23),
        "amount": 100,
        "refunded_amount": 0,
        "channel": "ad",
    },
    {
        "order_id": "2",
        "user_id": "an",
        "ts": datetime(2026, 1, 2, 1),
        "amount": 50,
        "refunded_amount": 10,
        "channel": "mail",
    },
    {
        "order_id": "3",
        "user_id": "bo",
        "ts": datetime(2026, 1, 31),
        "amount": 60,
        "refunded_amount": None,
        "channel": "ad",
    },
    {
        "order_id": "4",
        "user_id": "bo",
        "ts": datetime(2026, 2, 9),
        "amount": 200,
        "refunded_amount": 0,
        "channel": "ad",
    },
    {
        "order_id": "5",
        "user_id": "cu",
        "ts": datetime(2026, 2, 10),
        "amount": 900,
        "refunded_amount": 0,
        "channel": "ad",
    },
]


def cost(day: date, amount: object, side: str = "b2c", channel: str = "ad") -> dict[str, object]:
    return {"side": side, "date": day, "cost": amount, "channel": channel}


COSTS = [cost(date(2026, 1, 5), 70), cost(date(2026, 1, 6), 50, channel="mail"), cost(date(2026, 1, 7), 999, "b2b")]


def test_payback_counts_days_net_money_and_the_side_s_cost() -> None:
    with frame_of(orders=ORDERS, marketing=[*COSTS, cost(date(2026, 2, 1), 5000)]) as frame:
        found = payback_curve(frame, JANUARY, 0.6)
        thin = payback_curve(frame, JANUARY, 0.3)
    assert (found.buyers, found.cost, found.cac) == (2, 120, 60)
    assert [(point.day, point.margin, point.whole) for point in found.points] == [
        (0, pytest.approx(96), True),  # (100 + 60) × 60 %
        (1, pytest.approx(120), True),  # + 40 net of the refund: the cost, to the đồng
        (9, pytest.approx(240), True),
    ]
    assert (found.day, found.watched) == (1, 10)
    assert thin.day == 9


def test_not_yet_and_no_cost_have_no_day() -> None:
    with frame_of(orders=ORDERS, marketing=[cost(date(2026, 1, 5), 10_000)]) as frame:
        found = payback_curve(frame, JANUARY)
        free = payback_curve(frame, Period(date(2026, 2, 1), date(2026, 2, 10)))
        nobody = payback_curve(frame, Period(date(2025, 1, 1), date(2025, 1, 2)))
    assert (found.day, found.notes[-1].code) == (None, "not_yet")
    assert (free.day, free.notes[-1].code, free.points[0].share) == (None, "no_cost", None)
    assert (nobody.buyers, nobody.cac, nobody.points) == (0, None, ())


def test_a_young_cohort_s_later_days_are_not_whole() -> None:
    with frame_of(orders=ORDERS, marketing=COSTS) as frame:
        months = monthly_paybacks(frame)
        running = payback_curve(frame, Period(date(2026, 1, 1), date(2026, 2, 5)))
    assert [(month.period.last, month.buyers) for month in months] == [(date(2026, 1, 31), 2), (date(2026, 2, 10), 1)]
    assert [(point.day, point.whole) for point in running.points] == [(0, True), (1, True), (9, False)]


def test_the_cube_counts_a_buyer_once() -> None:
    with frame_of(orders=ORDERS) as frame:
        rows = frame.cursor().execute(f"select sum(buyers), sum(net) from {ensure_margin_cube(frame)}").fetchone()
        assert rows == (3, Decimal(1300))
        assert margins_of(frame, JANUARY) == [(0, 160), (1, 40), (9, 200)]


def test_lifetime_points_rest_on_buyers_watched_that_long() -> None:
    with frame_of(orders=ORDERS) as frame:
        points = {point.day: (point.buyers, point.margin) for point in ltv_curve(frame, gross_margin=0.5)}
    assert points[0] == (3, pytest.approx(0.5 * 1060 / 3))
    assert points[7] == (2, pytest.approx(0.5 * 200 / 2))  # cu bought on the last day; an and bo have 7 days
    assert points[14] == (1, pytest.approx(0.5 * 140))
    assert points[60] == (0, None)


def test_b2b_lifetime_value_is_undefined_without_churn() -> None:
    def span(account: str, last: date | None, mrr: int) -> dict[str, object]:
        return {"account_id": account, "valid_from": date(2026, 1, 1), "valid_to": last, "mrr": mrr}

    spans = [span("a", None, 100), span("b", None, 300), span("c", date(2026, 3, 1), 5), span("d", None, 200)]
    with frame_of(subscriptions=[*spans, span("t", None, 1) | {"valid_from": date(2026, 3, 15)}]) as frame:
        assert ltv_b2b(frame, date(2026, 3, 14), 0.75) == pytest.approx(200 * 0.75 / 0.25)
        assert ltv_b2b(frame, date(2026, 2, 28), 0.75) is None
        assert ltv_b2b(frame, date(2025, 1, 1), 0.75) is None


def test_the_table_sets_channels_beside_each_other(tmp_path: Path) -> None:
    """Refunds of 10 are in no cost; each channel's cost meets its own first-time buyers."""
    files = {
        "orders": (write_table(tmp_path, "orders", ORDERS),),
        "marketing": (write_table(tmp_path, "marketing", COSTS),),
    }
    rows = economics_table(open_board(DataSet("made", "1", files)), Query(JANUARY), "b2c")
    assert [row.group for row in rows] == [None, "ad", "mail"]
    cac = {row.group: row.scores["cac"].value for row in rows}
    roas = {row.group: row.scores["roas"].value for row in rows}
    assert cac == {None: 60, "ad": 35, "mail": None}
    assert roas == {None: 210 / 120, "ad": 160 / 70, "mail": 1}
    assert rows[0].scores["cac_payback_days"].value == 1


moments = st.integers(0, 60 * 24).map(lambda hours: datetime(2026, 1, 1) + timedelta(hours=hours))
bought = st.tuples(st.sampled_from("abc"), moments, st.integers(0, 500))


@settings(max_examples=20)
@given(st.lists(bought, min_size=1, max_size=10), st.integers(1, 900))
def test_payback_equals_a_plain_count(rows: list[tuple[str, datetime, int]], spent: int) -> None:
    orders = [{"order_id": str(n), "user_id": u, "ts": ts, "amount": a} for n, (u, ts, a) in enumerate(rows)]
    with frame_of(orders=orders, marketing=[cost(date(2026, 1, 1), spent)]) as frame:
        found = payback_curve(frame, JANUARY, 0.6)
    first = {user: min(ts for name, ts, _ in rows if name == user).date() for user, _, _ in rows}
    cohort = {user for user, day in first.items() if day <= JANUARY.last}
    by_day: dict[int, Decimal] = {}
    for user, ts, amount in rows:
        if user in cohort:
            offset = (ts.date() - first[user]).days
            by_day[offset] = by_day.get(offset, Decimal(0)) + amount * Decimal("0.6")
    day = next((d for d in sorted(by_day) if sum(by_day[n] for n in by_day if n <= d) >= spent), None)
    assert (found.buyers, found.day) == (len(cohort), day)
    net = [(offset, by_day[offset] / Decimal("0.6")) for offset in sorted(by_day)]
    assert payback_day(net, Decimal(spent), 0.6) == day
