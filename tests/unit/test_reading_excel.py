"""Workbooks: numbers and dates are what they are, and the sheet is asked for when it cannot be known."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal

import pyarrow.parquet as pq
import xlsxwriter

from tests.unit.reading_kit import MAPPING, NAMES, codes, orders, read, total

ROWS = orders()


def _book(sheets: dict[str, list[list[object]]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(y, x, cell, day)
                else:
                    sheet.write(y, x, cell)
    book.close()
    return out.getvalue()


def _typed() -> list[list[object]]:
    head: list[list[object]] = [list(NAMES)]
    return head + [[r[0], datetime.fromisoformat(r[1]), r[2], float(r[3])] for r in ROWS]


def test_dates_and_numbers_as_they_are() -> None:
    found = read(_book({"Data": _typed()}), name="orders.csv")
    assert [str(notice) for notice in found.notices] == []
    assert found.amount_sum == total(ROWS)
    assert (str(found.first), str(found.last)) == (min(r[1] for r in ROWS), max(r[1] for r in ROWS))


def test_three_decimals_in_a_number_cell_are_decimals() -> None:
    rows = [row if n == 0 else [*row[:3], 1.234] for n, row in enumerate(_typed())]
    found = read(_book({"Data": rows}), MAPPING + 'read: {decimal: ",", thousands: "."}')
    assert not found.questions
    assert found.amount_sum == Decimal("1.23") * len(ROWS)
    assert codes(found) == {"rounded"}


def test_a_text_beside_numbers_is_not_read_by_their_point() -> None:
    """1250.5 is a number; 250.000 beside it is a text, and may be 250 or 250 thousand."""
    rows = [[row[0], row[1], row[2], 1250.5 if n % 2 else "250.000"] for n, row in enumerate(ROWS)]
    book = _book({"Data": [list(NAMES), *rows]})
    found = read(book, name="orders.xlsx")
    assert [(n.code, n.severity, n.line, n.column) for n in found.notices] == [("mixed_cells", "error", 2, "amount")]
    assert found.parquet is None
    answered = read(book, f"{MAPPING}read: {{decimal: '.'}}", name="orders.xlsx")
    assert answered.amount_sum == 30 * Decimal("1250.50") + 30 * Decimal("250")
    plain = [[*row[:3], 1250.5 if n % 2 else "12.50"] for n, row in enumerate(ROWS)]
    assert codes(read(_book({"Data": [list(NAMES), *plain]}), name="orders.xlsx")) == set()


def test_ids_that_are_numbers_have_no_fraction() -> None:
    rows = [row if n == 0 else [float(n), *row[1:]] for n, row in enumerate(_typed())]
    found = read(_book({"Data": rows}))
    assert pq.read_table(found.parquet)["order_id"].to_pylist()[:3] == ["1", "2", "3"]


def test_title_rows_are_left_out_and_told() -> None:
    found = read(_book({"Data": [["Báo cáo"], [], *_typed()]}))
    assert found.used == len(ROWS)
    assert codes(found) == {"preamble"}


def test_which_sheet() -> None:
    other: list[list[object]] = [["note", "by"], ["hello", "me"], ["x", "y"]]
    found = read(_book({"Notes": other, "Data": _typed()}))
    assert found.used == len(ROWS)
    twice = _book({"North": _typed(), "South": _typed()[:20]})
    asked = read(twice)
    assert [question.code for question in asked.questions] == ["sheet"]
    assert "sheet" not in asked.read  # what is asked is not decided
    assert asked.used == 0
    assert [option.label for option in asked.questions[0].options] == ["North", "South"]
    assert read(twice, MAPPING + "read: {sheet: South}").used == 19
