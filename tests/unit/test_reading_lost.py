"""What a file had lost or hidden before it came here: digits of ids, letters, the day of a week, the cells' borders."""

from __future__ import annotations

import io

import pyarrow.parquet as pq
import pytest
import xlsxwriter

from data.errors import ReadError
from tests.unit.reading_kit import MAPPING as ORDERS
from tests.unit.reading_kit import alike, both_ways, codes, orders, read, text, total

ROWS = orders(60)
LONG = [str(1234567890123456789 + 10000019 * n) for n in range(60)]
MAPPING = "table: orders\ncolumns: {order_id: a, user_id: b, ts: c, amount: d}\n"


def _ids(ids: list[str], place: int) -> list[list[str]]:
    """Orders with `ids` for the order or for the person."""
    rows = [[row[0], f"u{n}", row[1], row[3]] for n, row in enumerate(ROWS)]
    return [[ids[n] if at == place else cell for at, cell in enumerate(row)] for n, row in enumerate(rows)]


@pytest.mark.parametrize("place", [0, 1])
def test_long_ids_of_a_workbook(place: int) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b", "c", "d"])
        for n, row in enumerate(_ids(LONG, place), 1):
            sheet.write_row(n, 0, [float(cell) if at == place else cell for at, cell in enumerate(row)])
    found = read(out.getvalue(), MAPPING, name="orders.xlsx")
    assert "cut_ids" in codes(found)


CUT = {
    "as a spreadsheet shows them": [f"{float(one):.5E}" for one in LONG],
    "as programs write them": [str(float(one)) for one in LONG],
    "with zeros": [one[:15] + "0000" for one in LONG],
}
WHOLE = {
    "whole": LONG,
    "one ends in a digit": [one[:15] + "0000" for one in LONG[1:]] + ["1234567890123456789"],
    "of 15 digits": [one[:14] + "0" for one in LONG],
    "with letters": [f"n{one[:15]}0000" for one in LONG],
    "plus in an address": [f"anne+{n}@shop.vn" for n in range(60)],
}


@pytest.mark.parametrize("name", CUT)
@pytest.mark.parametrize("place", [0, 1])
def test_ids_that_lost_their_last_digits_are_told(name: str, place: int) -> None:
    rows = [row for _ in range(2) for row in _ids(CUT[name], place)]
    slow, quick, taken = both_ways(text(rows, header=("a", "b", "c", "d")), MAPPING)
    assert "cut_ids" in codes(quick)
    assert not taken
    alike(slow, quick)


@pytest.mark.parametrize("name", WHOLE)
def test_other_long_ids_are_left_alone(name: str) -> None:
    slow, quick, _ = both_ways(text(_ids(WHOLE[name], 1), header=("a", "b", "c", "d")), MAPPING)
    assert codes(quick) == set()
    alike(slow, quick)


def test_letters_in_utf7_are_told() -> None:
    found = read(text(ROWS).encode("utf-7"))
    assert [(notice.code, notice.line) for notice in found.notices] == [("utf7", 2)]
    plus = [
        [row[0], row[1], ("24+Hrs", "a+AOA@b.vn", "+84912345678", "A+Apple")[n % 4], row[3]]
        for n, row in enumerate(ROWS)
    ]
    assert codes(read(text(plus))) == set()


def test_letters_that_became_question_marks_are_told() -> None:
    """As an export into Windows-1252 leaves Vietnamese; in addresses and after words they mean something else."""
    lost = [[row[0], row[1], row[2].encode("cp1252", "replace").decode("cp1252"), row[3]] for row in ROWS]
    assert {row[2] for row in lost} > {"Hà N?i", "C?n Th?"}
    slow, quick, taken = both_ways(text([*lost, *_again(lost)]), ORDERS)
    assert [(notice.code, notice.line) for notice in quick.notices] == [("question_marks", 2)]
    assert not taken
    alike(slow, quick)
    other = [[row[0], row[1], ("Who?", "a/b?c", "x?a=1", "N?i")[n % 4], row[3]] for n, row in enumerate(ROWS)]
    assert codes(read(text(other))) == set()


def _again(rows: list[list[str]]) -> list[list[str]]:
    return [[f"{row[0]}b", *row[1:]] for row in rows]


def test_nothing_written_with_accents_apart_is_nothing() -> None:
    rows = [[row[0], row[1], row[2], "chu\u031ba co\u0301" if n == 9 else row[3]] for n, row in enumerate(ROWS)]
    found = read(text(rows))
    assert [(notice.code, notice.line) for notice in found.notices] == [("missing_values", 11)]


@pytest.mark.parametrize(("slips", "asked"), [(1, True), (2, False)])
def test_a_slip_does_not_decide_what_all_others_mean(slips: int, asked: bool) -> None:
    """250.000 in 99 rows and one 12.5: a quarter of a million each, or 250? Two in a hundred are no slip any more."""
    rows = [[f"SO-{n}", "2024-01-31", "Huế", "12.5" if n < slips else "250.000"] for n in range(100)]
    found = read(text(rows))
    assert bool(found.questions) == asked
    grouped = [[*row[:3], "1,250.50" if n == 50 else row[3]] for n, row in enumerate(rows)]
    assert read(text(grouped)).amount_sum is not None


@pytest.mark.parametrize("delimiter", ["\x1f", "\x01", "!", "¦", "§", "#"])
def test_rare_delimiters(delimiter: str) -> None:
    slow, quick, _ = both_ways(text(ROWS, delimiter), ORDERS)
    assert (quick.used, quick.amount_sum, quick.notices) == (60, total(ROWS), ())
    assert quick.read["delimiter"]["value"] == delimiter
    alike(slow, quick)


def test_a_rare_delimiter_needs_every_line() -> None:
    lines = text(ROWS, "!").splitlines()
    lines[30] = "a sentence"
    found = read("\n".join(lines), "table: orders\nread: {header: false}\ncolumns: {user_id: 1, ts: 1, amount: 1}")
    assert found.read["delimiter"]["value"] != "!"


def test_columns_of_fixed_width_are_told() -> None:
    rows = [[row[0], row[1], "Hà Nội" if n == 9 else "Huế", row[3]] for n, row in enumerate(ROWS)]
    lines = [f"{a:<10}{b:<12}{c:<14}{d:>9}" for a, b, c, d in [["order_id", "ordered_at", "city", "amount"], *rows]]
    found = read("\n".join(lines))
    assert (found.used, found.rejected) == (59, 1)
    assert [(notice.code, notice.line) for notice in found.notices] == [("fixed_width", 11), ("cell_count", 11)]


def test_weeks() -> None:
    """2024-W01 began on Monday, 1 January; as the end of a period it is Sunday, the 7th."""
    rows = [[f"2024-W{n:02}", f"2024-W{n:02}", "5", "10"] for n in range(1, 11)]
    mapping = "table: kpi_counts\ncolumns: {period_start: a, period_end: b, numerator: c, denominator: d}\n"
    found = read(text(rows, header=("a", "b", "c", "d")), mapping + "constants: {side: b2c, kpi: ctr}")
    assert found.parquet is not None
    spans = [(str(row["period_start"]), str(row["period_end"])) for row in pq.read_table(found.parquet).to_pylist()]
    assert (spans[0], spans[9]) == (("2024-01-01", "2024-01-07"), ("2024-03-04", "2024-03-10"))
    assert [notice.code for notice in found.notices] == ["weeks", "weeks"]


@pytest.mark.parametrize(
    ("cell", "day"), [("2024-W09-4", "2024-02-29"), ("2024W091", "2024-02-26"), ("2020-W53", "2020-12-28")]
)
def test_a_day_of_a_week(cell: str, day: str) -> None:
    found = read(text([[row[0], cell, row[2], row[3]] for row in ROWS]))
    assert str(found.first) == day


@pytest.mark.parametrize("cell", ["2024-W54", "2024-W00", "2021-W53", "2024-W1", "2024-W09-8"])
def test_weeks_that_are_none(cell: str) -> None:
    rows = [[row[0], cell if n == 9 else row[1], row[2], row[3]] for n, row in enumerate(ROWS)]
    found = read(text(rows))
    assert (found.used, found.rejected) == (59, 1)


def test_what_is_no_table_says_what_to_do() -> None:
    with pytest.raises(
        ReadError, match=r"bad\.csv is a PDF document; export the table itself as CSV, Excel or Parquet"
    ):
        read(b"%PDF-1.4\n%\xe2\xe3\n", name="bad.csv")
