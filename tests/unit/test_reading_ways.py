"""The short way and the careful way on the same small files of every habit: the same rows, ledger and notices.

The short way may decline, never differ. What it must not decline is listed by name: a guard that refuses everything
would pass the other test.
"""

from __future__ import annotations

import random

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.reading_kit import alike, both_ways, read, text

HEAD = ("id", "who", "day", "sum", "where", "money")
COLUMNS = "columns: {order_id: id, user_id: who, ts: day, amount: sum, segment: where}"
Cells = tuple[str, ...]


def _rows(count: int, seed: int, dates: Cells, sums: Cells, cities: Cells, codes: Cells = ("VND",)) -> list[list[str]]:
    """`count` orders; cells are taken in turn from the first of each list for as long as the first rows last."""
    pick = random.Random(seed)
    return [
        [f"O-{n:04}", f"u{n % 17}", pick.choice(dates), pick.choice(sums), pick.choice(cities), pick.choice(codes)]
        for n in range(count)
    ]


DMY = ("13/01/2024", "02/03/2024", "31/12/2023")
PLAIN_SUMS = ("12.50", "7.25", "-3.10")
CITIES = ("Huế", "Hà Nội")
KINDS: dict[str, tuple[str, Cells, Cells, Cells]] = {
    "plain": ("", ("2024-01-31", "2024-02-01"), PLAIN_SUMS, CITIES),
    "day first": ("", DMY, PLAIN_SUMS, CITIES),
    "month first": ("", ("01/13/2024", "12/31/2023"), PLAIN_SUMS, CITIES),
    "day first given": ('read: {date: "%d/%m/%Y"}', ("02/03/2024", "04/05/2024"), PLAIN_SUMS, CITIES),
    "day first, short": ("", ("13/1/2024", "2/3/2024", "31/12/2023"), PLAIN_SUMS, CITIES),
    "day first, times": ("", ("13-01-2024 10:20", "31-12-2023 01:02"), PLAIN_SUMS, CITIES),
    "zoned": ("", ("2024-01-13T10:00:00Z", "2024-01-13T23:30:00+09:00"), PLAIN_SUMS, CITIES),
    "other zone": ("read: {timezone: America/New_York}", ("2024-01-13 10:00:00",), PLAIN_SUMS, CITIES),
    "epoch": ("", ("1705140000", "1705226400"), PLAIN_SUMS, CITIES),
    "epoch in ms": ("", ("1705140000123", "1705226400456"), PLAIN_SUMS, CITIES),
    "thousands": ("", DMY, ("1,234.50", "12,345,678.90", "7.25"), CITIES),
    "decimal commas": ("", DMY, ("1.234,50", "7,25", "-3,10"), CITIES),
    "dong": ("", DMY, ("1.234.000 ₫", "250.000 ₫", "500 ₫"), CITIES),
    "dollars": ("", DMY, ("$1,234.50", "$7.25", "-$3.10"), CITIES),
    "brackets": ("", DMY, ("(7.25)", "12.50", "1,234.50"), CITIES),
    "trailing minus": ("", DMY, ("7.25-", "12.50"), CITIES),
    "missing sums": ("", DMY, ("7.25", "--", "N/A", ""), CITIES),
    "missing places": ("", DMY, PLAIN_SUMS, ("Huế", "NULL", "")),
    "rows to drop": ('drop_rows: {order_id: ["", "Total"]}', DMY, PLAIN_SUMS, CITIES),
}


def _mapping(extra: str) -> str:
    return f"table: orders\n{COLUMNS}\n{extra}"


@pytest.mark.parametrize("name", KINDS)
def test_every_usual_habit_goes_the_short_way(name: str) -> None:
    extra, dates, sums, cities = KINDS[name]
    content = text(_rows(120, 1, dates, sums, cities), header=HEAD)
    slow, quick, taken = both_ways(content, _mapping(extra))
    assert taken
    assert quick.used == 120
    alike(slow, quick)


def test_one_currency_in_a_column_of_its_own() -> None:
    rows = _rows(120, 1, DMY, PLAIN_SUMS, CITIES, ("USD",))
    content = text(rows, header=(*HEAD[:5], "currency"))
    slow, quick, taken = both_ways(content, _mapping(""))
    assert taken
    assert quick.currency == "USD"
    alike(slow, quick)
    rows[100][5] = "EUR"
    slow, quick, taken = both_ways(text(rows, header=(*HEAD[:5], "currency")), _mapping(""))
    assert not taken
    alike(slow, quick)


def test_a_file_without_a_header() -> None:
    content = text(_rows(120, 1, DMY, PLAIN_SUMS, CITIES), header=())
    columns = "columns: {order_id: 1, user_id: 2, ts: 3, amount: 4, segment: 5}\nread: {header: false}"
    slow, quick, taken = both_ways(content, f"table: orders\n{columns}")
    assert taken
    alike(slow, quick)


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("quoting", [0, 1])
@pytest.mark.parametrize("above", ["", "\n"])
def test_a_byte_order_mark_is_no_letter_of_the_first_cell(header: bool, quoting: int, above: str) -> None:
    content = text(_rows(120, 1, DMY, PLAIN_SUMS, CITIES), header=HEAD if header else (), quoting=quoting)
    columns = "columns: {order_id: 1, user_id: 2, ts: 3, amount: 4, segment: 5}\nread: {header: false}"
    mapping = _mapping("") if header else f"table: orders\n{columns}"
    bare = read(content, mapping)
    slow, quick, taken = both_ways("\ufeff" + above + content, mapping)
    assert taken or above
    alike(slow, quick)
    assert slow.read["encoding"]["why"] == "byte order mark"
    assert slow.names == bare.names
    for one in (slow, quick):
        assert pq.read_table(one.parquet).to_pylist() == pq.read_table(bare.parquet).to_pylist()


DATES = [cell for _, dates, _, _ in KINDS.values() for cell in dates]
SUMS = [cell for _, _, sums, _ in KINDS.values() for cell in sums]
ODD_DATES = ["", "31/02/2024", "01/31/2024", "1/2/24", "13/01/0024", "2024-1-3", " 13/01/2024", "2024-01-13 1:00:00"]
ODD_DATES += ["2024-01-13  1:00:00", "2024-01-13 10:00+07", "infinity", "epoch", "45000", "20240113"]
ODD_DATES += [
    "13/01/2024 24:00",
    "2024-01-13 10:00:1Z",
    "2024-01-13 10:00:60",
    "99999-01-13",
    "13.01.2024",
    "12 Jan 2024",
    "-",
]
ODD_SUMS = ["", " ", "1e3", "0.500", "0,500", "1.234", "1,234", "12.505", "1,23,456", "1_000", "5.", ".5", "+7.25"]
ODD_SUMS += ["7%", "€5.00", "5.00 VND", "1 234.50", "(7.25", "-", "null", "inf", "9" * 17, "1.2.3", "--5", "$-5.00"]
ODD_PLACES = ["null", " Huế", "Hue\u0302\u0301", "a", "Hu\u00e1\u00ba\u00bf", "-", "Total", "\t", "none"]
ODD_IDS = [
    "",
    "null",
    "-",
    "1.2E+15",
    "O-0001",
    " O-9",
    "a@b.vn",
    "0912345678",
    "Ô-1",
    "x",
    "Total",
    "O-1 ",
    "'O1",
    "=O1",
    "O\x0b1",
    "Err:502",
    "O\x7f1",
    "total@x.vn",
    "1.2E+5",
    "Tổng",
    "@",
    "0a1b-f",
    "+84 912 345 678",
    "=1",
]


def test_a_cell_of_one_tab_is_nothing() -> None:
    rows = _rows(120, 1, *KINDS["plain"][1:])
    rows[100][4] = "\t"
    slow, quick, _ = both_ways(text(rows, header=HEAD), _mapping(""))
    assert quick.segments == ("Huế", "Hà Nội", "Unknown")
    alike(slow, quick)


@pytest.mark.parametrize(
    "word", ["Total", "Total: 5", "TOTAL for 2024", "tổng cộng", "To\u0302\u0309NG CO\u0323\u0302ng"]
)
@pytest.mark.parametrize("place", [3, 100])
def test_a_total_among_the_rows_is_set_aside_wherever_it_stands(word: str, place: int) -> None:
    rows = _rows(120, 1, *KINDS["plain"][1:])
    rows[place][0] = word
    slow, quick, taken = both_ways(text(rows, header=HEAD), _mapping(""))
    assert not taken
    assert quick.set_aside == 1
    alike(slow, quick)


WRONG_IDS = ["Err:502", "1.2E+15", "null", "-", " O-9", "O-9 ", "'O1", "=O1", "O\x0b1", "O\x7f1", "Ô-1", "x", "Total"]


@pytest.mark.parametrize("column", [0, 1])
@pytest.mark.parametrize("word", [*WRONG_IDS, "Total: 5"])
def test_an_id_that_is_not_plain_is_never_kept_unseen(word: str, column: int) -> None:
    rows = _rows(120, 1, *KINDS["plain"][1:])
    rows[100][column] = word
    for how in ({}, {"key": b"k" * 32}):
        slow, quick, taken = both_ways(text(rows, header=HEAD), _mapping(""), **how)
        assert not taken or (word, column) == ("Total: 5", 1)
        alike(slow, quick)


def test_ids_that_end_in_letters_and_ids_in_no_order_go_the_short_way() -> None:
    rows = _rows(120, 1, *KINDS["plain"][1:])
    for n, row in enumerate(rows):
        row[0], row[1] = f"{(n * 7919) % 104729:x}-{n}f", f"a{n % 9}@shop.vn"
    for how in ({}, {"key": b"k" * 32}):
        slow, quick, taken = both_ways(text(rows, header=HEAD), _mapping(""), **how)
        assert taken
        alike(slow, quick)


@pytest.mark.parametrize("place", [41, 119])
def test_an_id_that_comes_twice_is_found_in_any_order(place: int) -> None:
    for turned in (False, True):
        rows = _rows(120, 1, *KINDS["plain"][1:])
        rows[place][0] = rows[place - 1][0]
        slow, quick, taken = both_ways(text(rows[::-1] if turned else rows, header=HEAD), _mapping(""))
        assert not taken
        assert quick.duplicates == 1
        alike(slow, quick)


@given(
    st.sampled_from(list(KINDS)),
    st.integers(0, 5),
    st.lists(
        st.one_of(
            st.tuples(st.just(2), st.sampled_from(DATES + ODD_DATES)),
            st.tuples(st.just(3), st.sampled_from(SUMS + ODD_SUMS)),
            st.tuples(st.just(4), st.sampled_from(ODD_PLACES)),
            st.tuples(st.sampled_from([0, 1]), st.sampled_from(ODD_IDS)),
        ),
        max_size=2,
    ),
    st.booleans(),
    st.integers(0, 119),
)
@settings(max_examples=40, deadline=None)
def test_the_short_way_never_differs(kind: str, seed: int, odd: list[tuple[int, str]], keyed: bool, place: int) -> None:
    extra, dates, sums, cities = KINDS[kind]
    rows = _rows(120, seed, dates, sums, cities)
    for step, (column, cell) in enumerate(odd):
        rows[(place + step) % 120][column] = cell
    how = {"key": b"k" * 32} if keyed else {}
    slow, quick, _ = both_ways(text(rows, header=HEAD), _mapping(extra), **how)
    alike(slow, quick)
