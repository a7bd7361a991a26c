"""Counts without a channel were in the total and in no part of it, and could not be asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from metrics.board import open_board
from metrics.evaluate import Query, score, split
from tests.unit.kit import JUNE, dataset


def _count(numerator: int, denominator: int, channel: str) -> dict[str, object]:
    days = {"period_start": date(2026, 6, 8), "period_end": date(2026, 6, 14)}
    counted = {"side": "b2c", "kpi": "ctr", "numerator": numerator, "denominator": denominator}
    return days | counted | {"channel": channel}


def test_parts_of_a_counted_kpi_sum_up_to_the_whole(tmp_path: Path) -> None:
    board = open_board(dataset(tmp_path, kpi_counts=[_count(20, 1000, "ads"), _count(30, 500, "")]))
    parts = split(board, Query(JUNE), "ctr", "b2c", "channel")
    assert [(part.channel, part.numerator, part.denominator) for part in parts] == [
        ("Unknown", 30, 500),
        ("ads", 20, 1000),
    ]
    whole = score(board, Query(JUNE), "ctr", "b2c")
    assert (whole.numerator, whole.denominator) == (50, 1500)
    assert board.values("channel") == ["Unknown", "ads"]
