"""Columns with the product's own names were added up across currencies: 10 VND + 10 USD = 20, without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import FunnelError
from data.sources import open_source
from metrics.board import open_board
from metrics.evaluate import Query, score
from tests.unit.kit import JUNE

ORDERS = "order_id,user_id,ts,amount,currency\n1,a,2026-06-01,10,VND\n2,b,2026-06-02,7,USD\n3,c,2026-06-03,9,usd\n"
MAPPED = "table: orders\ncolumns: {order_id: order_id, user_id: user_id, ts: ts, amount: amount}\n"


def _average(folder: Path, mapping: str | None, text: str = ORDERS) -> tuple[float | None, float | None, str]:
    (folder / "orders.csv").write_text(text, encoding="utf-8")
    source = f"orders={folder / 'orders.csv'}"
    if mapping is not None:
        (folder / "map.yaml").write_text(mapping, encoding="utf-8")
        source += f":{folder / 'map.yaml'}"
    data = open_source([source], None)
    found = score(open_board(data), Query(JUNE), "average_order_value", "b2c")
    return found.numerator, found.denominator, data.currency


@pytest.mark.parametrize("mapping", [None, MAPPED, MAPPED + "drop_rows: {currency: [EUR]}\n"])
def test_several_currencies_are_never_added_up(tmp_path: Path, mapping: str | None) -> None:
    with pytest.raises(FunnelError, match="USD, VND"):
        _average(tmp_path, mapping)


@pytest.mark.parametrize("answer", ["reshape: {keep_rows: {currency: USD}}\n", "drop_rows: {currency: [VND]}\n"])
@pytest.mark.parametrize("start", ["", MAPPED])
def test_the_answer_loads_one_of_them(tmp_path: Path, start: str, answer: str) -> None:
    assert _average(tmp_path, start + answer) == (16, 2, "USD")


def test_one_currency_is_the_data_sets(tmp_path: Path) -> None:
    assert _average(tmp_path, None, ORDERS.replace("VND", "USD")) == (26, 3, "USD")
