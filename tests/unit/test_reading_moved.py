"""Cells that moved because a line has a delimiter or a quote too many or too few: never in the wrong column unsaid."""

from __future__ import annotations

import random
from unittest.mock import patch

import pytest

from data.read import bulk
from data.read import text as text_module
from tests.faults import pollutions
from tests.unit.reading_kit import codes, orders, read, text

MAPPING = """
table: orders
columns: {order_id: id, user_id: id, ts: day, segment: city, channel: goods, amount: sum}
"""
HEAD = ("id", "day", "city", "goods", "sum", "remark")
LINES = text([[*row[:3], "Vase, blue", row[3], ""] for row in orders()], header=HEAD).splitlines()
ID, DAY, CITY = LINES[40].split(",")[:3]
SPOILED = {  # a line in the middle of the file: what becomes of it
    "one delimiter too many, the last cell blank": (f'{ID},{DAY},,{CITY},"Vase, blue",9.50,', "cell_count"),
    "a delimiter lost before a quoted cell": (f'{ID},{DAY},{CITY}"Vase, blue",9.50,', "doubtful_quote"),
    "a delimiter lost behind a quoted cell": (f'{ID},{DAY},{CITY},"Vase, blue"9.50,', "doubtful_quote"),
    "a quote too many before a quoted cell": (f'{ID},{DAY},{CITY},""Vase, blue",9.50,', "stray_quote"),
    "a quote in a quoted cell": (f'{ID},{DAY},{CITY},"Vase 5" tall, blue",9.50,', "stray_quote"),
}


@pytest.mark.parametrize("size", [0, 10**12])
@pytest.mark.parametrize("what", SPOILED)
def test_a_line_whose_cells_moved_is_left_out_or_mended_and_told(what: str, size: int) -> None:
    line, code = SPOILED[what]
    with patch.object(bulk, "WORTH_IT", size), patch.object(text_module, "GLANCE", 20):
        found = read("\n".join([*LINES[:40], line, *LINES[41:]]) + "\n", MAPPING)
    assert [(notice.code, notice.line) for notice in found.notices] == [(code, 41)]
    assert found.rejected == (0 if code == "stray_quote" else 1)
    assert found.segments == tuple(sorted({line.split(",")[2] for line in LINES[1:]}))


@pytest.mark.parametrize("size", [0, 10**12])
def test_a_header_with_a_name_too_few_moves_no_row(size: int) -> None:
    """Read by their position, the days would stand below “city” and the sums below “remark”."""
    filled = [line + ("gift" if place % 3 else "") for place, line in enumerate(LINES)]
    columns = "table: orders\ncolumns: {order_id: id, user_id: id, ts: city, amount: remark}"
    with patch.object(bulk, "WORTH_IT", size):
        found = read("\n".join(["id,city,goods,sum,remark", *filled[1:]]), columns)
    assert (found.used, found.rejected) == (0, 60)
    assert "short_header" in codes(found)


@pytest.mark.parametrize("size", [0, 10**12])
def test_the_header_above_every_page_is_set_aside(size: int) -> None:
    with patch.object(bulk, "WORTH_IT", size), patch.object(text_module, "GLANCE", 20):
        found = read("\n".join([*LINES[:40], LINES[0], *LINES[40:]]), MAPPING)
    assert (found.used, found.set_aside, codes(found)) == (60, 1, {"repeated_header"})


def test_a_quote_in_the_header_is_told() -> None:
    found = read("\n".join([LINES[0].replace("remark", '""remark"'), *LINES[1:]]), MAPPING)
    assert [(notice.code, notice.line) for notice in found.notices] == [("stray_quote", 1)]


def test_backslashes_that_mark_nothing_stay() -> None:
    found = read(
        'id,day,city,goods,sum\n1,2024-01-02,"8\\\'9\\" x","C:\\\\new",5\n2,2024-01-03,"5\\" y","a",5\n', MAPPING
    )
    assert found.segments == ('5" y', "8\\'9\" x")


@pytest.mark.parametrize("delimiter", ["\x1e", "@", "\x1f"])
def test_a_rare_delimiter_counts_though_the_texts_have_commas(delimiter: str) -> None:
    rows = [[*row[:2], "Huế, VN" if place % 2 else "Huế", row[3]] for place, row in enumerate(orders())]
    found = read(text(rows, delimiter))
    assert (found.used, found.segments, codes(found)) == (60, ("Huế", "Huế, VN"), set())


@pytest.mark.parametrize("fast", [False, True])
def test_nothing_is_misread_without_a_word(fast: bool) -> None:
    """A few of the files of `tests/faults/pollutions.py`, every family among them."""
    rows = [pollutions.HEADER, *pollutions.table(12)]
    files = random.Random(5).sample(list(pollutions.in_rows(rows)), 40) + list(pollutions.in_files(rows))
    with patch.object(bulk, "WORTH_IT", 0 if fast else bulk.WORTH_IT), patch.object(text_module, "GLANCE", 4):
        ends = pollutions.figures(iter(files))
    assert [family for family, counts in ends.items() if counts[pollutions.SILENT]] == []
    assert sum(counts[pollutions.EXACT] for counts in ends.values()) > 25
