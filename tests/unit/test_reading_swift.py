"""The short way for plain files gives what the careful way gives, or is not taken: also beyond the first rows."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pyarrow.parquet as pq
import pytest

from data.ingest import Ingested
from data.read import bulk, text
from tests.unit.reading_kit import MAPPING, both_ways, orders, read
from tests.unit.reading_kit import text as csv_text

ROWS = orders(300)
PLACE = 200  # the row spoiled: beyond the first rows that decide how the file is read
SAME_FIELDS = [one.name for one in fields(Ingested) if one.name not in ("parquet", "rejects", "preview")]


def _cell(column: int, value: str) -> str:
    rows = [list(row) for row in ROWS]
    rows[PLACE][column] = value
    return csv_text(rows)


PLAIN = csv_text(ROWS)
TAKEN: dict[str, tuple[str, dict[str, Any]]] = {
    "plain": (PLAIN, {}),
    "semicolons": (csv_text(ROWS, ";"), {}),
    "quoted": (csv_text(ROWS, quoting=1), {}),
    "keyed": (PLAIN, {"key": b"k"}),
    "blank city": (_cell(2, ""), {}),
    "missing money": (_cell(3, ""), {}),
    "negative money": (_cell(3, "-5.25"), {}),
    "crlf": (PLAIN.replace("\n", "\r\n"), {}),
}
LEFT: dict[str, tuple[str, dict[str, Any]]] = {
    "thousands later": (_cell(3, "1,234.50"), {}),
    "three decimals later": (_cell(3, "12.505"), {}),
    "currency later": (_cell(3, "$12.50"), {}),
    "blank money later": (_cell(3, " "), {}),
    "null word later": (_cell(3, "N/A"), {}),
    "large money later": (_cell(3, "9" * 17), {}),
    "exponent later": (_cell(3, "1e3"), {}),
    "impossible day later": (_cell(1, "2024-02-31"), {}),
    "other order later": (_cell(1, "31/12/2024"), {}),
    "time later": (_cell(1, "2024-03-01 10:00:00"), {}),
    "zone later": (_cell(1, "2024-03-01 23:00:00+00:00"), {}),
    "no day later": (_cell(1, ""), {}),
    "no id later": (_cell(0, ""), {}),
    "same id later": (_cell(0, "SO-1001"), {}),
    "cut id later": (_cell(0, "1.2E+15"), {}),
    "null id later": (_cell(0, "null"), {}),
    "null city later": (_cell(2, "NULL"), {}),
    "blanks around city later": (_cell(2, " Huế"), {}),
    "city in other letters later": (_cell(2, "Hu\u00ea\u0301"), {}),
    "city encoded twice later": (_cell(2, "Hu\u00e1\u00ba\u00bf"), {}),
    "short row later": (PLAIN.replace("SO-1200,", "SO-1200", 1), {}),
    "long row later": (PLAIN.replace("SO-1200,", "SO-1200,,", 1), {}),
    "stray quote later": (PLAIN.replace("SO-1200", '"SO-1200', 1), {}),
    "two stray quotes later": (PLAIN.replace("SO-1200", '"SO-1200', 1).replace("SO-1210", 'SO-1210"', 1), {}),
    "cell of two lines later": (_cell(2, "Huế\nxa"), {}),
    "total at the end": (PLAIN + "Total,2024-12-31,All,5.25\n", {}),
}


def _same(slow: Ingested, quick: Ingested) -> None:
    for name in SAME_FIELDS:
        assert getattr(slow, name) == getattr(quick, name), name
    assert (slow.parquet is None) == (quick.parquet is None)
    if slow.parquet and quick.parquet:
        one, other = pq.read_table(slow.parquet), pq.read_table(quick.parquet)
        assert one.to_pylist() == other.to_pylist()
        assert one.column_names == other.column_names
    assert (slow.rejects is None) == (quick.rejects is None)
    if slow.rejects and quick.rejects:
        assert slow.rejects.read_text() == quick.rejects.read_text()


@pytest.mark.parametrize("name", TAKEN)
def test_plain_files_go_the_short_way(name: str) -> None:
    content, how = TAKEN[name]
    slow, quick, taken = both_ways(content, MAPPING, **how)
    assert taken
    assert quick.used == 300
    _same(slow, quick)


@pytest.mark.parametrize("name", LEFT)
def test_what_comes_later_is_not_overlooked(name: str) -> None:
    content, how = LEFT[name]
    slow, quick, taken = both_ways(content, MAPPING, **how)
    assert not taken
    _same(slow, quick)


def test_rows_alike_are_told_where_no_id_tells_them_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"u{n}", "2024-01-01", ("Visit", "purchase")[n % 2]] for n in range(300)]
    rows[250] = rows[248]
    table = "table: events\ncolumns: {user_id: who, ts: day, event: what}"
    content = csv_text(rows, header=("who", "day", "what"))
    slow = read(content, table)
    monkeypatch.setattr(bulk, "WORTH_IT", 0)
    monkeypatch.setattr(text, "GLANCE", 50)
    quick = read(content, table)
    _same(slow, quick)
    assert [(notice.code, notice.line) for notice in quick.notices] == [("repeated_rows", 250)]
