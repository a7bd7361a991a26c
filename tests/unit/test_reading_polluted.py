"""One clean list of orders polluted in forty ways: each comes out whole, or says what it could not do, and where."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from tests.unit.reading_kit import NAMES, balanced, changed, codes, orders, read, text, total

ROWS = orders(60)
SUM = total(ROWS)
MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]
MONATE = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September"]
MONATE += ["Oktober", "November", "Dezember"]


def dated(write: Callable[[date], str]) -> str:
    return text(changed(1, lambda cell: write(date.fromisoformat(cell)), ROWS))


def priced(write: Callable[[str], str], rows: list[list[str]] = ROWS, delimiter: str = ",") -> str:
    return text(changed(3, write, rows), delimiter)


def european(cell: str, group: str = ".", point: str = ",") -> str:
    return f"{Decimal(cell):,}".translate({ord(","): group, ord("."): point})


LINES = text(ROWS).splitlines()
EXACT = {  # read as if nothing had happened, and not a word about it
    "french months": dated(lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}"),
    "german months": dated(lambda d: f"{d.day}. {MONATE[d.month - 1]} {d.year}"),
    "thg": dated(lambda d: f"{d.day} Thg {d.month}, {d.year}"),
    "thg with dashes": dated(lambda d: f"{d.day}-thg {d.month}-{d.year}"),
    "in words": dated(lambda d: f"Ngày {d.day} tháng {d.month} năm {d.year}"),
    "chinese": dated(lambda d: f"{d.year}年{d.month}月{d.day}日"),
    "afternoon": dated(lambda d: f"{d:%d/%m/%Y} 3:05 CH"),
    "browser": dated(lambda d: f"{d:%a %b %d %Y} 10:00:00 GMT+0700 (Indochina Time)"),
    "guarded date": dated(lambda d: f"'{d}"),
    "date in a formula": dated(lambda d: f'="{d}"'),
    "same day and month": text(
        [[*row[:1], f"{n % 12 + 1:02}/{n % 12 + 1:02}/2024", *row[2:]] for n, row in enumerate(ROWS)]
    ),
    "amount in a formula": priced(lambda cell: f'="{cell}"'),
    "wide digits": priced(lambda cell: cell.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))),
    "science with comma": priced(lambda cell: f"{Decimal(cell):.8E}".replace(".", ","), delimiter=";"),
    "swiss": priced(lambda cell: european(cell, "’", ".")),
    "narrow blanks": priced(lambda cell: european(cell, "\u202f"), delimiter=";"),
    "double mark": "\ufeff\ufeff" + text(ROWS),
    "mark in the middle": "\n".join([*LINES[:30], "\ufeff" + LINES[30], *LINES[31:]]) + "\n",
    "invisible letters": text(changed(2, lambda cell: f"{cell}\u200b\v", ROWS)),
    "utf-16 without mark": text(ROWS).encode("utf-16-le"),
    "carriage returns": text(ROWS).replace("\n", "\r"),
    "caret": text(ROWS, "^"),
}
TOLD = {  # read right, with a remark of this code
    "millions": (priced(lambda cell: f"{Decimal(cell) / 10**6:f} triệu".replace(".", ",")), "unit"),
    "thousands": (priced(lambda cell: f"{Decimal(cell) / 1000:f}k"), "unit"),
    "dollars here and there": (priced(lambda cell: f"${cell}" if cell[0] in "12" else cell), "currency_missing"),
    "lost letters": (text([*ROWS[:-1], [*ROWS[-1][:2], "C\ufffdn Thơ", ROWS[-1][3]]]), "lost_letters"),
    "chinese bytes": (text(changed(2, lambda _: "北京", ROWS)).encode("gbk"), "encoding_guessed"),
    "polish bytes": (text(changed(2, lambda _: "Łódź", ROWS)).encode("cp1250"), "encoding_guessed"),
    "japanese bytes": (text(changed(2, lambda _: "東京", ROWS)).encode("shift_jis"), "encoding_guessed"),
    "page breaks": ("\n".join([*LINES[:20], "", LINES[0], *LINES[20:]]) + "\n", ""),
    "total": (text(ROWS) + f"Tổng cộng,,,{SUM}\n", "total_row"),
    "subtotals": ("\n".join([*LINES[:11], "Cộng trang,,,5000", *LINES[11:]]) + "\n", ""),
    "footer": (text(ROWS) + "\n\nConfidential - do not distribute\n", "footer"),
}
ODD = {  # loaded with a value that must be looked at
    "year 26": "14/05/0026",
    "year 1900": "01/01/1900",
    "year 1970": "01/01/1970",
    "year 9999": "31/12/9999",
}
REFUSED = {
    "tar": (b"orders.csv".ljust(257, b"\0") + b"ustar\x0000" + bytes(248) + text(ROWS).encode(), "tar archive"),
    "xml": ("<orders>\n" + "".join(f"<o id='{n}'/>\n" for n in range(20)) + "</orders>", "XML"),
    "empty zip": (b"PK\x05\x06" + bytes(18), "empty archive"),
    "pickle": (b"\x80\x05\x95\x10\0\0\0\0\0\0\0}\x94.", "pickle"),
}


@pytest.mark.parametrize("what", list(EXACT))
def test_read_exactly(what: str) -> None:
    found = read(EXACT[what])
    assert (found.questions, found.notices) == ((), ())
    assert (found.records, found.used, found.amount_sum) == (60, 60, SUM)
    if what != "same day and month":
        assert (str(found.first), str(found.last)) == (min(r[1] for r in ROWS), max(r[1] for r in ROWS))
    assert len(found.segments) == 4
    assert balanced(found)


@pytest.mark.parametrize("what", list(TOLD))
def test_read_right_and_told(what: str) -> None:
    content, code = TOLD[what]
    found = read(content)
    assert (found.questions, found.used, found.amount_sum) == ((), 60, SUM)
    assert code in {*codes(found), ""}
    assert found.notices
    assert all(notice.line or notice.column for notice in found.notices)
    assert balanced(found)


@pytest.mark.parametrize("what", list(ODD))
def test_a_date_out_of_all_time_is_told_with_its_line(what: str) -> None:
    rows = changed(1, lambda cell: f"{date.fromisoformat(cell):%d/%m/%Y}", ROWS)
    rows[19][1] = ODD[what]
    found = read(text(rows))
    assert (found.used, found.amount_sum) == (60, SUM)
    assert [notice.line for notice in found.notices if notice.code in ("long_ago", "future_date")] == [21]


@pytest.mark.parametrize("what", list(REFUSED))
def test_refused_by_its_own_name(what: str) -> None:
    content, word = REFUSED[what]
    with pytest.raises(Exception, match=word):
        read(content)


def test_the_remark_stands_once_though_a_column_is_two_of_ours() -> None:
    found = read(text([["NULL" if n == 7 else row[0], *row[1:]] for n, row in enumerate(ROWS)]))
    assert [notice.code for notice in found.notices] == ["missing_user_id", "missing_values"]


def test_guarded_ids_are_the_ids() -> None:
    """What `rejects.csv` guards against formulas comes back as it was."""
    guarded = [[f"'={row[0]}" if n % 2 else f'="{n:05}"', *row[1:]] for n, row in enumerate(ROWS)]
    found = read(text(guarded))
    keys = pq.read_table(found.parquet)["order_id"].to_pylist()
    assert sorted(keys) == sorted(f"={row[0]}" if n % 2 else f"{n:05}" for n, row in enumerate(ROWS))


def test_days_and_months_a_spreadsheet_exchanged() -> None:
    def opened(cell: str) -> str:
        day = date.fromisoformat(cell)
        return f"{day.year}-{day.day:02}-{day.month:02}" if day.day <= 12 else f"{day:%d/%m/%Y}"

    assert codes(read(text(changed(1, opened, ROWS)))) == {"swapped_days"}
    half = [
        [row[0], row[1] if n % 2 else f"{date.fromisoformat(row[1]):%d/%m/%Y}", *row[2:]] for n, row in enumerate(ROWS)
    ]
    assert codes(read(text(half))) == set()


@pytest.mark.parametrize("beside", [0.0, 0.25, "later"])
def test_bare_days_of_a_workbook_from_1904(beside: float | str) -> None:
    """The workbook says from when it counts; beside a text a bare number may be anything, which is told."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, NAMES)
        for n, row in enumerate(ROWS, 1):
            days = (date.fromisoformat(row[1]) - date(1904, 1, 1)).days
            day = days + beside if isinstance(beside, float) else beside if n == 9 else days
            sheet.write_row(n, 0, [row[0], day, row[2], float(row[3])])
    found = read(out.getvalue(), name="orders.xlsx")
    told = [(notice.code, notice.column) for notice in found.notices]
    if beside == "later":
        assert told[0] == ("days_from_1904", "ordered_at")
    else:
        assert told == []
        assert (str(found.first), str(found.last)) == (min(row[1] for row in ROWS), max(row[1] for row in ROWS))
        assert found.amount_sum == SUM


def test_texts_written_as_differences() -> None:
    columns = [pa.array([row[n] for row in ROWS]) for n in range(4)]
    out = io.BytesIO()
    encoding = dict.fromkeys(NAMES, "DELTA_BYTE_ARRAY")
    pq.write_table(pa.table(columns, names=list(NAMES)), out, use_dictionary=False, column_encoding=encoding)
    found = read(out.getvalue(), name="orders.parquet")
    assert (found.used, found.amount_sum, found.notices) == (60, SUM, ())


def test_refunds_are_events_that_name_their_order() -> None:
    rows = [[str(n), row[1], str(n), row[0], row[3]] for n, row in enumerate(ROWS)]
    header = ("order_item_refund_id", "created_at", "order_item_id", "order_id", "refund_amount_usd")
    found = read(text(rows, header=header), None)
    assert (found.table, found.used, found.amount_sum) == ("events", 60, SUM)
    assert found.mapping.constants == {"event": "refund"}


def test_a_unit_with_an_unsure_mark_is_asked() -> None:
    found = read(text([[*row[:3], f"{n + 1}.250 triệu đ"] for n, row in enumerate(ROWS)]))
    assert [question.canonical for question in found.questions] == ["amount"]


@pytest.mark.parametrize("above", ["Báo cáo, tháng 1, 2024\nLập: An, Bình\n", "Orders,,,\nPeriod,2024,,\n,,,\n"])
def test_titles_above_are_no_header_though_nothing_is_mapped(above: str) -> None:
    found = read(above + text(ROWS, header=("order_id", "ordered_at", "customer", "amount")), "table: orders")
    assert (found.used, found.amount_sum, codes(found)) == (60, SUM, {"preamble"})


def test_the_odd_one_of_two_ways_to_write_money_is_named() -> None:
    found = read(text([[*row[:3], f"€{row[3]}" if n == 40 else row[3]] for n, row in enumerate(ROWS)]))
    assert [(notice.code, notice.line) for notice in found.notices] == [("currency_missing", 42)]
