"""Refund events that name no order counted as nothing: a refund rate of 0 where events carry no order ids."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from metrics.result import Period
from tests.unit.kit import at, score_of


def _event(user: str, when: str, event: str, amount: int, order: str | None = None) -> dict[str, object]:
    return {"user_id": user, "ts": at(when), "event": event, "amount": amount, "order_id": order}


BOUGHT = [
    _event("a", "05-20 10:00", "purchase", 70),
    _event("a", "06-01 10:00", "purchase", 100),
    _event("a", "06-20 10:00", "purchase", 300),
    _event("b", "06-02 10:00", "purchase", 200, "o1"),
]
PAID_BACK = [
    _event("a", "06-05 10:00", "refund", -30),  # of the order of 1 June: the latest one before it
    _event("a", "05-25 10:00", "refund", 7),  # of the order in May
    _event("b", "06-03 10:00", "refund", 50, "o1"),
    _event("c", "06-03 10:00", "refund", 5),  # of an order from before the data
    _event("a", "06-05 10:00", "active", 0),
]


def test_a_refund_without_an_order_id_is_of_the_latest_purchase_before_it(tmp_path: Path) -> None:
    found = score_of(tmp_path, "refund_rate", "b2c", events=BOUGHT + PAID_BACK)
    assert (found.numerator, found.denominator) == (80, 600)
    early = Period(date(2026, 6, 1), date(2026, 6, 1))
    assert score_of(tmp_path / "day", "refund_rate", "b2c", early, events=BOUGHT + PAID_BACK).value == 0.3
    may = Period(date(2026, 5, 1), date(2026, 5, 31))
    assert score_of(tmp_path / "may", "refund_rate", "b2c", may, events=BOUGHT + PAID_BACK).value == 0.1


def test_it_adds_to_orders_too_unless_they_say_themselves_what_was_paid_back(tmp_path: Path) -> None:
    orders = [
        {"order_id": f"o{n}", "user_id": row["user_id"], "ts": row["ts"], "amount": row["amount"]}
        for n, row in enumerate(BOUGHT)
    ]
    refunds = [row for row in PAID_BACK if row["order_id"] is None]
    found = score_of(tmp_path, "refund_rate", "b2c", orders=orders, events=refunds)
    assert (found.numerator, found.denominator) == (30, 600)
    told = [row | {"refunded_amount": 11 if row["order_id"] == "o3" else 0} for row in orders]
    found = score_of(tmp_path / "told", "refund_rate", "b2c", orders=told, events=refunds)
    assert (found.numerator, found.denominator) == (11, 600)


def test_an_order_that_leaves_its_refund_blank_has_that_of_the_refund_events_naming_it(tmp_path: Path) -> None:
    orders = [
        {"order_id": "o1", "user_id": "b", "ts": at("06-02 10:00"), "amount": 200, "refunded_amount": None},
        {"order_id": "o2", "user_id": "b", "ts": at("06-03 10:00"), "amount": 100, "refunded_amount": 40},
        {"order_id": "o3", "user_id": "b", "ts": at("06-04 10:00"), "amount": 100, "refunded_amount": 0},
    ]
    refunds = [_event("b", f"06-0{n + 3} 10:00", "refund", 10 * n, f"o{n}") for n in (1, 2, 3)]
    found = score_of(tmp_path, "refund_rate", "b2c", orders=orders, events=refunds)
    assert (found.numerator, found.denominator) == (50, 400)  # 10 of the events, 40 and 0 of the orders themselves
    blank = [row | {"refunded_amount": None} for row in orders]
    everything = [*refunds, _event("b", "06-09 10:00", "refund", 3)]
    found = score_of(tmp_path / "blank", "refund_rate", "b2c", orders=blank, events=everything)
    assert (found.numerator, found.denominator) == (63, 400)


def test_other_figures_of_orders_stay_as_they_are(tmp_path: Path) -> None:
    average = score_of(tmp_path, "average_order_value", "b2c", events=BOUGHT + PAID_BACK)
    assert (average.numerator, average.denominator) == (600, 3)
    buyers = score_of(tmp_path / "one", "retention_d1", "b2c", events=BOUGHT + PAID_BACK)
    assert buyers.denominator == 1  # b; a first bought in May, c never
