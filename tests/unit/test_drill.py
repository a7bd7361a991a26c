"""An opened number: the rows listed are those it rests on, and the SQL shown ends in the very figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.sample import demo_dataset
from metrics import drill
from metrics.board import Board, open_board
from metrics.catalog import BY_KEY, KPIS
from metrics.evaluate import Query, default_query, score, scores
from metrics.facts import ensure_fact
from metrics.result import Score
from tests.unit.kit import JUNE, at, dataset

ALL = [(kpi.key, kpi.side) for kpi in KPIS]
RATIOS = [(kpi.key, kpi.side) for kpi in KPIS if kpi.kind == "ratio"]
MEDIANS = [(kpi.key, kpi.side) for kpi in KPIS if kpi.kind == "median"]
SUMS = {"ctr", "mql_rate", "email_open_rate", "crm_fields_filled"}  # their denominators add up more than one a row
FILTERS = {
    "b2c": [(None, None), ("Google Search", None), ("Email", "mobile")],
    "b2b": [(None, None), ("Google Search", None), (None, "SMB")],
}


@pytest.fixture(scope="module")
def board() -> Board:
    """The demo, with the facts that the shown statements read."""
    return ready(open_board(demo_dataset()))


def ready(opened: Board) -> Board:
    """`opened` with the tables that the shown statements read."""
    for fact in ("sessions", "people", "purchases"):
        ensure_fact(opened.frame, opened.benchmarks, fact)
    return opened


@pytest.fixture(scope="module")
def query(board: Board) -> Query:
    """The last week, in which young entries stand beside mature ones."""
    return default_query(board)


def shown(board: Board, found: Score) -> tuple[float | None, ...]:
    """What the statement on screen gives for the score's period and filter."""
    kpi = BY_KEY[found.kpi, found.side]
    statement = drill.sql(board, kpi, found.period, found.channel, found.segment)
    row = board.frame.cursor().execute(statement).fetchone() or ()
    return tuple(None if x is None else float(x) for x in row)


def agree(board: Board, found: Score) -> None:
    """The shown statement ends in the score's own numerator, denominator and value (or median and n)."""
    given = shown(board, found)
    value = None if found.value is None else pytest.approx(found.value, rel=1e-9)
    if BY_KEY[found.kpi, found.side].kind == "median":
        assert given == (value, found.n)
        return
    assert given[2] == value
    if found.value is not None:
        assert given[:2] == (pytest.approx(found.numerator, rel=1e-9), pytest.approx(found.denominator, rel=1e-9))


@pytest.mark.parametrize(("key", "side"), ALL)
def test_the_shown_sql_ends_in_the_figure(board: Board, query: Query, key: str, side: str) -> None:
    for channel, segment in FILTERS[side]:
        agree(board, score(board, Query(query.period, channel=channel, segment=segment), key, side))


@pytest.mark.parametrize("side", ["b2c", "b2b"])
def test_the_filters_leave_figures_to_compare(board: Board, query: Query, side: str) -> None:
    for channel, segment in FILTERS[side]:
        found = scores(board, Query(query.period, channel=channel, segment=segment))
        assert sum(one.side == side and one.value is not None for one in found) > 15


def test_without_a_period_the_days_are_named(board: Board, query: Query) -> None:
    kpi, found = BY_KEY["win_rate", "b2b"], score(board, query, "win_rate", "b2b")
    days = {"first": found.period.first, "last": found.period.last}
    row = board.frame.cursor().execute(drill.sql(board, kpi), days).fetchone()
    assert row == (found.numerator, found.denominator, found.value)


@pytest.mark.parametrize(("key", "side"), [kpi for kpi in RATIOS + MEDIANS if kpi[0] not in SUMS])
def test_as_many_rows_as_the_figure_rests_on(board: Board, query: Query, key: str, side: str) -> None:
    kpi, found = BY_KEY[key, side], score(board, query, key, side)
    listed = drill.rows(board, found, kpi, limit=5)
    assert len(listed.rows) == min(5, listed.total)
    if kpi.count != "money":
        assert listed.total == (found.n if kpi.kind == "median" else found.denominator)


@pytest.mark.parametrize("segment", [None, "SMB"])
@pytest.mark.parametrize("key", ["nrr", "grr", "upsell_rate", "logo_retention"])
def test_revenue_rests_on_the_accounts_of_then(board: Board, query: Query, key: str, segment: str | None) -> None:
    found = score(board, Query(query.period, segment=segment), key, "b2b")
    listed = drill.rows(board, found, BY_KEY[key, "b2b"], limit=10_000)
    accounts = [dict(zip(listed.columns, row, strict=True)) for row in listed.rows]
    assert len(accounts) == found.n
    sums = {
        "nrr": sum(account["mrr_now"] for account in accounts),
        "grr": sum(min(account["mrr_now"], account["mrr_then"]) for account in accounts),
        "upsell_rate": sum(account["mrr_now"] > account["mrr_then"] for account in accounts),
        "logo_retention": sum(account["mrr_now"] > 0 for account in accounts),
    }
    assert float(sums[key]) == found.numerator


def test_lifetime_value_lists_its_buyers(board: Board, query: Query) -> None:
    found = score(board, query, "ltv", "b2c")
    assert drill.rows(board, found, BY_KEY["ltv", "b2c"], limit=1).total == found.n


def test_lifetime_value_of_buyers_a_year_old(tmp_path: Path) -> None:
    def order(user: str, day: str, amount: int) -> dict[str, object]:
        return {"order_id": f"{user}{day}", "user_id": user, "ts": f"{day} 10:00:00", "amount": amount}

    rows = [order("old", "2025-03-01", 100), order("old", "2026-02-01", 50), order("old", "2026-05-01", 999)]
    board = ready(open_board(dataset(tmp_path, orders=[*rows, order("new", "2026-06-10", 7)])))
    found = score(board, Query(JUNE), "ltv", "b2c")
    assert found.value == 90  # the buyer of last year over 12 months: 150 x 60 %
    agree(board, found)
    assert [row[0] for row in drill.rows(board, found, BY_KEY["ltv", "b2c"]).rows] == ["old"]


def test_a_target_by_month_and_segment_in_the_shown_coverage(tmp_path: Path) -> None:
    def target(first: str, last: str, amount: int, segment: str = "Unknown") -> dict[str, object]:
        return {"side": "b2b", "period_start": first, "period_end": last, "amount": amount, "segment": segment}

    deals = [
        {"deal_id": "o", "status": "open", "amount": 300, "expected_close": "2026-06-20", "created_at": at("06-01")},
        {"deal_id": "w", "status": "won", "amount": 50, "closed_at": at("06-02"), "created_at": at("05-01")},
    ]
    targets = [
        target("2026-04-01", "2026-04-30", 100),
        target("2026-06-01", "2026-06-30", 50),
        target("2026-04-01", "2026-04-30", 9_000, "SMB"),  # a part of the whole, not more of it
    ]
    board = ready(open_board(dataset(tmp_path, deals=deals, targets=targets)))
    found = score(board, Query(JUNE), "pipeline_coverage", "b2b")
    assert (found.numerator, found.denominator, found.value) == (300, 100, 3.0)
    agree(board, found)


def test_counted_kpis_show_their_counts(tmp_path: Path) -> None:
    count = {"side": "b2c", "kpi": "ctr", "period_start": "2026-06-01", "period_end": "2026-06-07"}
    more = {"numerator": 3, "denominator": 100, "channel": "$first", "segment": "it's"}
    board = open_board(dataset(tmp_path, kpi_counts=[{**count, **more}, {**count, "numerator": 1, "denominator": 50}]))
    query = Query(JUNE, channel="$first", segment="it's")
    for found, total in ((score(board, Query(JUNE), "ctr", "b2c"), 2), (score(board, query, "ctr", "b2c"), 1)):
        agree(board, found)
        assert drill.rows(board, found, BY_KEY["ctr", "b2c"]).total == total
