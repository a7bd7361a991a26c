"""What only later rows show must not be read as the first rows were: the short way then leaves it to the careful one.

In each file the first rows allow a reading that the whole file does not allow, or that it has a remark about.
"""

from __future__ import annotations

import pytest

from tests.unit.reading_kit import GLANCE, alike, both_ways, codes, text

HEAD = ("order", "who", "day", "sum")
ORDERS = "table: orders\ncolumns: {order_id: order, user_id: who, ts: day, amount: sum}\n"
COUNT = 3 * GLANCE


def _orders(days: list[str], sums: list[str]) -> str:
    """`COUNT` orders; `days` and `sums` hold the cell of the first rows, then those that the others take in turn."""
    rows = []
    for n in range(COUNT):
        early = n < GLANCE + 5
        rows.append([f"O-{n:04}", f"u{n % 7}", *(c[0] if early else c[1 + n % (len(c) - 1)] for c in (days, sums))])
    return text(rows, header=HEAD)


def test_days_that_are_the_same_in_either_order_prove_none() -> None:
    """5 May twice over; then 05/06/2024, which is June or May: asked, never taken for June."""
    slow, quick, taken = both_ways(_orders(["05/05/2024", "05/06/2024", "05/07/2024"], ["12.50", "7.25"]), ORDERS)
    assert not taken
    assert [question.code for question in quick.questions] == ["date_order"]
    assert quick.parquet is None
    alike(slow, quick)


def test_a_later_row_decides_the_order_of_days_that_are_the_same() -> None:
    slow, quick, taken = both_ways(_orders(["05/05/2024", "05/06/2024", "05/31/2024"], ["12.50", "7.25"]), ORDERS)
    assert not taken
    assert (str(quick.first), str(quick.last)) == ("2024-05-05", "2024-05-31")
    alike(slow, quick)


def test_an_amount_without_a_currency_comes_later() -> None:
    """0 needs none beside $12.50; 7 does, and that is told."""
    rows = [[f"O-{n:04}", f"u{n % 7}", "2024-05-05", ("$12.50", "0")[n % 2] if n < 100 else "7"] for n in range(COUNT)]
    slow, quick, _ = both_ways(text(rows, header=HEAD), ORDERS)
    assert codes(quick) == {"currency_missing"}
    alike(slow, quick)


def test_days_a_spreadsheet_has_exchanged_are_few_at_first() -> None:
    """In the first rows there are too few of them to say so; in the whole file there are enough."""
    rows = []
    for n in range(COUNT):
        iso = n % 9 == 0 if n < GLANCE + 5 else n % 2 == 0
        rows.append([f"O-{n:04}", f"u{n % 7}", "2024-05-03" if iso else "25/03/2024", "12.50"])
    slow, quick, _ = both_ways(text(rows, header=HEAD), ORDERS)
    assert codes(quick) == {"swapped_days"}
    alike(slow, quick)


@pytest.mark.parametrize("place", [5, 80])
def test_a_row_of_blanks_where_constants_stand_for_all_that_is_required(place: int) -> None:
    mapping = "table: targets\ncolumns: {amount: sum, owner: who}\n"
    mapping += "constants: {side: b2b, period_start: 2024-01-01, period_end: 2024-04-01}\n"
    rows = [["", ""] if n == place else [f"p{n}", "12.50"] for n in range(COUNT)]
    slow, quick, _ = both_ways(text(rows, header=("who", "sum")), mapping)
    assert (quick.used, quick.set_aside) == (COUNT - 1, 1)
    assert codes(quick) == {"blank_row"}
    alike(slow, quick)


@pytest.mark.parametrize("place", [150, 240])
@pytest.mark.parametrize(
    ("name", "usual", "word"),
    [("order status", "paid", "cancelled"), ("quantity", "1", "2"), ("trạng thái", "đã giao", "đã hủy")],
)
def test_a_doubt_about_orders_that_a_later_row_raises(name: str, usual: str, word: str, place: int) -> None:
    """Without a mapping: an order cancelled, or a price of one piece beside two pieces, is told wherever it stands."""
    sums = "price" if name == "quantity" else "order total"
    rows = [[f"O-{n:04}", f"u{n % 7}", "2024-05-05", "12.50", word if n == place else usual] for n in range(250)]
    header = ("order id", "customer id", "order date", sums, name)

    def told(content: str) -> tuple[str, ...]:
        slow, quick, _ = both_ways(content, "table: orders")
        alike(slow, quick)
        return tuple(one.message for one in (*quick.notices, *quick.questions))

    assert any(f"“{name}”" in one for one in told(text(rows, header=header)))
    never = [[*row[:4], usual] for row in rows]
    assert told(text(never, header=header)) == ()
