"""Single B2C KPIs on tiny hand-made data, where the right answer differs from each plausible wrong one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from metrics.board import Board, open_board
from metrics.evaluate import Query, score
from metrics.result import Period
from tests.unit.kit import JUNE, PLACE, at, dataset, score_of


def event(user: str, moment: str, kind: str, **more: object) -> dict[str, object]:
    """One event."""
    return {"user_id": user, "ts": at(moment), "event": kind, **PLACE, **more}


def test_sessions_split_at_thirty_minutes_exactly(tmp_path: Path) -> None:
    events = [
        event("a", "06-01 10:00:00", "visit"),
        event("a", "06-01 10:29:59", "add_to_cart"),  # same session
        event("a", "06-01 10:59:59", "visit"),  # 30 minutes later: a new one
        event("b", "06-01 10:00:00", "visit", session_id="s"),
        event("b", "06-01 18:00:00", "visit", session_id="s"),  # the id says it is one session
    ]
    found = score_of(tmp_path, "lp_conversion", "b2c", events=events)
    assert (found.numerator, found.denominator) == (1, 3)


def test_a_refund_alone_is_no_session_and_does_not_move_as_of(tmp_path: Path) -> None:
    events = [
        event("a", "06-01 10:00", "visit"),
        event("a", "06-01 10:01", "purchase", order_id="1", amount=100),
        event("a", "06-20 09:00", "refund", order_id="1", amount=40),
    ]
    board = open_board(dataset(tmp_path, events=events))
    assert board.as_of == at("06-01 10:01")
    assert score(board, Query(JUNE), "checkout_conversion", "b2c").denominator == 1
    assert score(board, Query(JUNE), "refund_rate", "b2c").value == 0.4


def test_an_event_that_was_never_sent_is_no_data_not_zero(tmp_path: Path) -> None:
    events = [event(f"u{i}", "06-01 10:00", "visit") for i in range(50)]
    found = score_of(tmp_path, "lp_conversion", "b2c", events=events)
    assert (found.value, found.grade.status) == (None, "no_data")
    assert "add_to_cart" in str(found.notes[0])


def test_repurchase_needs_a_strictly_later_order(tmp_path: Path) -> None:
    orders = [
        {"order_id": "1", "user_id": "a", "ts": at("06-01 10:00"), "amount": 10, **PLACE},
        {"order_id": "2", "user_id": "a", "ts": at("06-01 10:00"), "amount": 10, **PLACE},  # the same moment
        {"order_id": "3", "user_id": "b", "ts": at("06-02 10:00"), "amount": 10, **PLACE},
        {"order_id": "4", "user_id": "b", "ts": at("06-02 10:01"), "amount": 10, **PLACE},
        {"order_id": "5", "user_id": "c", "ts": at("08-30 10:00"), "amount": 10, **PLACE},
    ]
    found = score_of(tmp_path, "repurchase_rate", "b2c", orders=orders)
    assert (found.numerator, found.denominator) == (1, 2)


def test_retention_counts_calendar_days_not_hours(tmp_path: Path) -> None:
    orders = [{"order_id": "1", "user_id": "a", "ts": at("06-01 23:00"), "amount": 1, **PLACE}]
    events = [event("a", "06-08 00:30", "visit"), event("b", "07-30 00:00", "visit")]  # 6 days and 1.5 h later: day 7
    assert score_of(tmp_path, "retention_d7", "b2c", orders=orders, events=events).value == 1.0


def order(number: int, user: str, moment: str, amount: int, refunded: int | None = None) -> dict[str, object]:
    """One order."""
    return {
        "order_id": str(number),
        "user_id": user,
        "ts": at(moment),
        "amount": amount,
        "refunded_amount": refunded,
    } | PLACE


def test_payback_is_the_first_day_the_margin_covers_the_cost(tmp_path: Path) -> None:
    marketing = [{"side": "b2c", "date": date(2026, 6, 1), "cost": 90, **PLACE}]
    orders = [
        order(1, "a", "06-01 10:00", 100, 20),  # 80 net × 60 % = 48
        order(2, "a", "06-06 09:00", 70),  # + 42 = 90 on day 5: enough
        order(3, "b", "08-01 10:00", 500),  # another cohort
    ]
    found = score_of(tmp_path, "cac_payback_days", "b2c", marketing=marketing, orders=orders)
    assert found.value == 5


def test_payback_not_reached_has_no_value(tmp_path: Path) -> None:
    marketing = [{"side": "b2c", "date": date(2026, 6, 1), "cost": 91, **PLACE}]
    orders = [order(i, f"u{i}", "06-01 10:00", 3) for i in range(40)] + [order(99, "z", "08-01 10:00", 5)]
    found = score_of(tmp_path, "cac_payback_days", "b2c", marketing=marketing, orders=orders)
    assert (found.value, found.grade.status) == (None, "red")  # watched for 32 days, longer than three weeks and margin


def test_ltv_takes_twelve_months_of_mature_buyers(tmp_path: Path) -> None:
    def bought(number: int, user: str, moment: str, amount: int) -> dict[str, object]:
        return {
            "order_id": str(number),
            "user_id": user,
            "ts": datetime.fromisoformat(moment),
            "amount": amount,
            **PLACE,
        }

    orders = [
        bought(1, "a", "2025-01-10 10:00", 100),
        bought(2, "a", "2026-01-10 10:00", 50),  # exactly twelve months: still in
        bought(3, "a", "2026-01-10 10:01", 1000),  # a minute later: out
        bought(4, "b", "2026-01-15 10:00", 900),  # not mature
    ]
    period = Period(date(2025, 1, 1), date(2025, 1, 31))
    assert score_of(tmp_path, "ltv", "b2c", period, orders=orders).value == pytest.approx(90)  # 150 × 60 %


def test_ltv_cac_seen_only_in_part_is_not_coloured_unless_green(tmp_path: Path) -> None:
    def board(amount: int) -> Board:
        orders = [order(i, f"u{i}", "06-01 10:00", amount) for i in range(40)]
        marketing = [{"side": "b2c", "date": date(2026, 6, 1), "cost": 40, **PLACE}]
        return open_board(dataset(tmp_path / str(amount), orders=orders, marketing=marketing))

    low = score(board(2), Query(JUNE), "ltv_cac", "b2c")
    high = score(board(9), Query(JUNE), "ltv_cac", "b2c")
    assert (low.value, low.grade.status) == (pytest.approx(1.2), "too_early")  # it can still grow
    assert (high.value, high.grade.status) == (pytest.approx(5.4), "green")
