"""R1 and R2 from a board: a month's volumes are all entries, rates are the mature ones'."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from data.dataset import DataSet
from metrics.board import open_board
from metrics.evaluate import Query
from metrics.lever_inputs import entries_a_month, inputs_of, levers_of
from metrics.result import Period
from tests.unit.pipeline_kit import write_table

DAY = timedelta(days=1)
START = datetime(2026, 1, 1, 9)
PERIOD = Period(date(2026, 1, 1), date(2026, 3, 14))  # 73 days: a fifth of a year, 12 ÷ 5 months


def leads() -> list[dict[str, object]]:
    """40 old MQLs, 2 of them SQL in time, and 20 MQLs too young to tell."""
    old: list[dict[str, object]] = [
        {"lead_id": f"o{n}", "created_at": START, "mql_at": START, "sql_at": START + DAY if n < 2 else None}
        for n in range(40)
    ]
    late = datetime(2026, 3, 1)
    return old + [{"lead_id": f"y{n}", "created_at": late, "mql_at": late, "sql_at": None} for n in range(20)]


def deals() -> list[dict[str, object]]:
    """12 closed, 3 won at 1,000 on average."""
    return [
        {
            "deal_id": f"d{n}",
            "status": "won" if n < 3 else "lost",
            "created_at": START,
            "closed_at": datetime(2026, 3, 14),
            "amount": 900 + 100 * n if n < 3 else 7777,
        }
        for n in range(12)
    ]


def test_volumes_and_rates_of_a_board(tmp_path: Path) -> None:
    files = {"leads": (write_table(tmp_path, "leads", leads()),), "deals": (write_table(tmp_path, "deals", deals()),)}
    board = open_board(DataSet("made", "1", files))
    query = Query(PERIOD)
    b2c, b2b = inputs_of(board, query)
    assert b2c is None
    assert b2b is not None
    assert (b2b.mqls, b2b.mql_to_sql, b2b.win_rate, b2b.acv) == (60 / 2.4, 0.05, 0.25, 1000)
    assert entries_a_month(board, query)["b2b", "mql_to_sql"] == 25
    lever = {found.kpi: found for found in levers_of(board, query)}["mql_to_sql"]
    assert lever.money == pytest.approx(3 * 25 * (lever.goal - 0.05) * 0.25 * 1000)
