"""A file with a row for each item of an order lost the money of all but the first item, called duplicates only."""

from __future__ import annotations

from pathlib import Path

from data.ingest import ingest
from data.mapping import parse_mapping

MAPPING = "{table: orders, columns: {order_id: Order, user_id: Who, ts: Day, amount: Line total}}"
HEADER = "Order,Who,Day,Line total\n"


def _notices(folder: Path, rows: str) -> dict[str, tuple[int, str]]:
    file = folder / "lines.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    found = ingest(file, folder / "out", mapping=parse_mapping(MAPPING))
    return {notice.code: (notice.line or 0, str(notice)) for notice in found.notices}


def test_money_in_rows_left_out_as_duplicates_is_told(tmp_path: Path) -> None:
    rows = "1,a,2026-06-01,10\n1,a,2026-06-01,10\n2,b,2026-06-02,7\n1,a,2026-06-01,2.50\n2,b,2026-06-02,30\n"
    line, text = _notices(tmp_path, rows)["duplicates_differ"]
    assert line == 5
    assert "2 of the rows" in text
    assert "32.50" in text
    assert "“Line total”" in text


def test_the_same_row_twice_is_only_a_duplicate(tmp_path: Path) -> None:
    codes = _notices(tmp_path, "1,a,2026-06-01,10\n1,a,2026-06-01,10\n2,b,2026-06-02,7\n")
    assert "duplicates" in codes
    assert "duplicates_differ" not in codes
