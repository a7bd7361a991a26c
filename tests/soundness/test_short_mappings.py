"""A mapping file without `columns` lost its drop_rows and reshape where the columns had to be recognised."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import MappingError
from data.sources import open_source
from metrics.board import open_board
from metrics.evaluate import Query, score
from tests.unit.kit import JUNE

ORDERS = (
    "Order number,Customer,Order date,Total,Currency\n1,a,2026-06-01,10,VND\n2,b,2026-06-02,7,{}\n3,c,2026-06-03,9,{}\n"
)


@pytest.mark.parametrize(
    ("mapping", "currency", "expected"),
    [
        ("drop_rows: {Order number: ['2']}\n", "VND", (19, 2, "VND")),
        ("reshape: {leave_rows: {Customer: [a, b]}}\n", "VND", (9, 1, "VND")),
        ("reshape: {keep_rows: {Currency: USD}}\n", "USD", (16, 2, "USD")),
        ("drop_rows: {Currency: [VND]}\n", "USD", (16, 2, "USD")),
    ],
)
def test_what_a_short_mapping_says_holds(
    tmp_path: Path, mapping: str, currency: str, expected: tuple[int, int, str]
) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS.replace("{}", currency), encoding="utf-8")
    (tmp_path / "short.yaml").write_text(mapping, encoding="utf-8")
    data = open_source([f"orders={tmp_path / 'orders.csv'}:{tmp_path / 'short.yaml'}"], None)
    found = score(open_board(data), Query(JUNE), "average_order_value", "b2c")
    assert (found.numerator, found.denominator, data.currency) == expected


@pytest.mark.parametrize(
    "columns", ["", "columns: {order_id: Order number, user_id: Customer, ts: Order date, amount: Total}\n"]
)
def test_rows_to_drop_by_a_column_that_is_not_there_are_not_kept_without_a_word(tmp_path: Path, columns: str) -> None:
    (tmp_path / "orders.csv").write_text(ORDERS.replace("{}", "VND"), encoding="utf-8")
    (tmp_path / "short.yaml").write_text(columns + "drop_rows: {Order numbr: ['2']}\n", encoding="utf-8")
    with pytest.raises(MappingError, match=r'"Order numbr" \(in drop_rows\) is not in the file; did you mean'):
        open_source([f"orders={tmp_path / 'orders.csv'}:{tmp_path / 'short.yaml'}"], None)
