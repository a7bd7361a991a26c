"""Rules over rows: each fires on a hand-made case, and none on ordinary data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from data.check import check_against
from data.counted import KPIS
from data.ingest import Ingested
from data.links import check_together
from metrics.catalog import BY_KEY
from tests.unit.reading_kit import codes, orders, read, text

DEALS = "table: deals\ncolumns: {deal_id: id, lead_id: lead, status: status, created_at: made, closed_at: closed}"
HEAD = ("id", "lead", "status", "made", "closed")


def _deals(rows: list[list[str]]) -> Ingested:
    return read(text(rows, header=HEAD), DEALS)


def test_closed_before_created() -> None:
    rows = [[f"d{n}", f"l{n}", "won", "2024-03-10", "2024-03-20"] for n in range(40)]
    assert not _deals(rows).notices
    rows[3][4] = "2024-03-01"
    told = _deals(rows).notices
    assert [(notice.code, notice.line) for notice in told] == [("times_reversed", 5)]


def test_absurd_amount_and_future_date() -> None:
    rows = orders()
    rows[9][3] = "999999999999.00"
    rows[12][1] = "2199-01-01"
    found = read(text(rows))
    assert {"absurd_amount", "future_date"} <= codes(found)
    assert {n.line for n in found.notices if n.code in ("absurd_amount", "future_date")} == {11, 14}


def test_an_absurd_amount_is_one_beside_the_median_not_beside_a_few() -> None:
    """The usual amount is the median: where most amounts are near the largest, nothing is absurd."""
    for small, expected in ((19, False), (21, True)):
        rows = orders()[:40]
        for number, row in enumerate(rows):
            row[3] = "1.00" if number < small else "5000.00"
        found = codes(read(text(rows)))
        assert ("absurd_amount" in found) is expected, small
    rows = orders()[:40]
    for number, row in enumerate(rows):
        row[3] = "2.00" if number < 39 else "2000.01"
    assert "absurd_amount" in codes(read(text(rows)))
    rows[39][3] = "2000.00"  # not more than a thousand times the usual
    assert "absurd_amount" not in codes(read(text(rows)))


def test_gap_of_days_in_an_event_log() -> None:
    days = [date(2024, 5, n) for n in range(1, 29) if n not in (10, 11)]
    rows = [[f"u{n}", f"{day} 10:00:{n:02}", "visit"] for day in days for n in range(12)]
    found = read(
        text(rows, header=("user", "at", "what")), "table: events\ncolumns: {user_id: user, ts: at, event: what}"
    )
    told = [notice for notice in found.notices if notice.code == "day_gaps"]
    assert len(told) == 1
    assert "2024-05-10 to 2024-05-11" in told[0].message
    assert "2 days" in told[0].message


def test_currencies_of_two_files() -> None:
    one = read(text(orders()))
    dollars, dong = replace(one, currency="USD"), replace(one, currency="VND")
    assert [notice.code for _, notice in check_together([dollars, dong])] == ["mixed_currency"]
    assert check_together([dollars, dollars]) == []


def test_against_the_version_before() -> None:
    before = read(text(orders()))
    assert check_against(before, before) == []
    fewer = replace(before, used=20, last=date(2024, 1, 9), filled={**before.filled, "segment": 0.1})
    assert {n.code for n in check_against(before, fewer)} == {"volume_drop", "completeness_drop", "ends_earlier"}


def test_refunds_may_name_their_order_alone() -> None:
    rows = [["", "2024-05-01", "refund", "o1"], ["", "2024-05-02", "visit", ""], ["u", "2024-05-03", "visit", ""]]
    mapping = "table: events\ncolumns: {user_id: user, ts: at, event: what, order_id: order}"
    found = read(text(rows, header=("user", "at", "what", "order")), mapping)
    assert (found.used, found.rejected) == (2, 1)
    assert Path(str(found.parquet)).is_file()


COUNTS = "side,kpi,period_start,period_end,numerator,denominator\nb2c, Win rate ,2026-05-04,2026-05-10,1,10\n"


def test_counts_of_a_kpi_that_the_board_does_not_have_are_told() -> None:
    good = COUNTS.replace("b2c, Win", "B2B, Win")
    assert not read(good, "table: kpi_counts").notices
    (told,) = read(COUNTS + "b2b,nrrr,2026-05-04,2026-05-10,1,10\n", "table: kpi_counts").notices
    assert (told.code, told.line, told.found, dict(told.values)["count"]) == ("unknown_kpi", 2, "Win rate", 2)
    (told,) = read(good + "b2b,nrrr,2026-05-04,2026-05-10,1,10\n", "table: kpi_counts").notices
    assert "“nrrr” on B2B (“nrr” is one)" in str(told)


def test_the_rule_knows_the_catalogue() -> None:
    assert {(key, side) for side, keys in KPIS.items() for key in keys} == set(BY_KEY)
