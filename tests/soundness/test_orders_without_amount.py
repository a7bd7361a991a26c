"""An order whose amount is not known pulled the average down as if it had been free."""

from __future__ import annotations

from pathlib import Path

from metrics.benchmarks import load_benchmarks
from metrics.board import open_board
from metrics.catalog import BY_KEY
from metrics.drill import rows
from metrics.evaluate import Query, score
from tests.unit.kit import JUNE, at, dataset

AVERAGE = BY_KEY["average_order_value", "b2c"]


def _order(number: int, amount: int | None) -> dict[str, object]:
    return {"order_id": str(number), "user_id": f"u{number}", "ts": at("06-03 10:00"), "amount": amount}


def test_an_unknown_amount_is_no_order_of_zero(tmp_path: Path) -> None:
    amounts = [100, 200, None, 0]  # a free order is an order of 0: it stays
    board = open_board(dataset(tmp_path, orders=[_order(n, amount) for n, amount in enumerate(amounts)]))
    found = score(board, Query(JUNE), "average_order_value", "b2c")
    assert (found.numerator, found.denominator, found.value) == (300, 3, 100.0)
    assert rows(board, found, AVERAGE).total == 3


def test_purchase_events_without_amounts_have_no_average(tmp_path: Path) -> None:
    bought = {"user_id": "u", "ts": at("06-03 10:00"), "event": "purchase", "amount": None}
    refund = {"user_id": "u", "ts": at("06-04 10:00"), "event": "refund", "amount": 5}
    board = open_board(dataset(tmp_path, events=[bought, refund]), benchmarks=load_benchmarks())
    found = score(board, Query(JUNE), "average_order_value", "b2c")
    assert (found.value, found.grade.status) == (None, "no_data")
