"""Single B2B and counted KPIs on tiny hand-made data, where right and plausibly wrong answers differ."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from metrics.board import open_board
from metrics.evaluate import Query, find, score, scores, split, trend
from metrics.result import Period
from tests.unit.kit import JUNE, PLACE, at, dataset, score_of


def lead(number: int, created: str, sql: str | None, **more: object) -> dict[str, object]:
    """One lead."""
    return {"lead_id": str(number), "created_at": at(created), "sql_at": at(sql) if sql else None, **PLACE, **more}


def test_within_is_later_than_the_start_and_at_most_thirty_times_24_hours(tmp_path: Path) -> None:
    leads = [
        lead(1, "06-01 10:00", "06-01 10:00"),  # not later
        lead(2, "06-01 10:00", "07-01 10:00"),  # exactly 30 × 24 h
        lead(3, "06-01 10:00", "07-01 10:00:01"),  # a second too late
        lead(4, "06-01 10:00", "05-31 10:00"),  # before
        lead(5, "06-01 10:00", None),
        lead(6, "08-30 10:00", None),  # the last moment
    ]
    found = score_of(tmp_path, "lead_to_sql", "b2b", leads=leads)
    assert (found.numerator, found.denominator) == (1, 5)


def test_only_entries_whose_window_has_passed_count(tmp_path: Path) -> None:
    leads = [
        lead(1, "06-01 10:00", "06-02 10:00"),
        lead(2, "06-01 12:00:01", "06-02 10:00"),  # 30 days after it the data have ended by one second
        lead(3, "07-01 12:00", None),
    ]
    found = score_of(tmp_path, "lead_to_sql", "b2b", leads=leads)
    assert (found.numerator, found.denominator, found.grade.status) == (1, 1, "too_few")


def test_an_immature_period_shows_the_latest_mature_one_and_says_so(tmp_path: Path) -> None:
    leads = [lead(i, "05-30 10:00", "05-31 10:00") for i in range(40)] + [lead(99, "06-29 10:00", None)]
    week = Period(date(2026, 6, 22), date(2026, 6, 28))
    found = score_of(tmp_path, "lead_to_sql", "b2b", week, leads=leads)
    assert found.period == Period(date(2026, 5, 24), date(2026, 5, 30))
    assert found.value == 1.0
    assert found.notes[0].code == "earlier"


def test_nothing_mature_anywhere_is_too_early(tmp_path: Path) -> None:
    leads = [lead(i, "06-25 10:00", "06-26 10:00") for i in range(40)] + [lead(99, "06-28 10:00", None)]
    week = Period(date(2026, 6, 22), date(2026, 6, 28))
    assert score_of(tmp_path, "lead_to_sql", "b2b", week, leads=leads).grade.status == "too_early"


def deal(number: int, status: str, closed: str | None, **more: object) -> dict[str, object]:
    """One deal."""
    return {"deal_id": str(number), "status": status, "closed_at": at(closed) if closed else None, **PLACE, **more}


def test_cycle_starts_with_the_linked_lead(tmp_path: Path) -> None:
    leads = [lead(1, "06-01 00:00", None)]
    deals = [
        deal(1, "won", "06-11 00:00", lead_id="1", created_at=at("06-09 00:00")),
        deal(2, "won", "06-11 12:00", created_at=at("06-11 00:00")),
        deal(3, "lost", "06-30 00:00", created_at=at("01-01 00:00")),  # lost deals have no cycle
    ]
    found = score_of(tmp_path, "sales_cycle_days", "b2b", deals=deals, leads=leads)
    assert found.value == pytest.approx(5.25)  # median of 10 and 0.5
    assert found.n == 2


def test_coverage_is_open_over_what_is_left_of_the_target(tmp_path: Path) -> None:
    deals = [
        deal(1, "open", None, amount=300, expected_close=date(2026, 6, 30), created_at=at("05-01 00:00")),
        deal(
            2, "open", None, amount=900, expected_close=date(2026, 7, 1), created_at=at("05-01 00:00")
        ),  # next quarter
        deal(3, "won", "04-02 00:00", amount=100, created_at=at("03-01 00:00")),
        deal(4, "won", "03-31 00:00", amount=50, created_at=at("03-01 00:00")),  # the quarter before
        deal(5, "open", None, amount=70, created_at=at("06-10 00:00")),  # undated
    ]
    targets = [{"side": "b2b", "period_start": date(2026, 4, 1), "period_end": date(2026, 6, 30), "amount": 200}]
    found = score_of(tmp_path, "pipeline_coverage", "b2b", deals=deals, targets=targets)
    assert (found.value, found.numerator, found.denominator) == (3.0, 300, 100)
    assert found.grade.status == "green"


def test_a_target_already_met_is_green_and_has_no_ratio(tmp_path: Path) -> None:
    deals = [deal(1, "won", "06-02 00:00", amount=100, expected_close=date(2026, 6, 2), created_at=at("05-01 00:00"))]
    targets = [{"side": "b2b", "period_start": date(2026, 4, 1), "period_end": date(2026, 6, 30), "amount": 100}]
    found = score_of(tmp_path, "pipeline_coverage", "b2b", deals=deals, targets=targets)
    assert (found.value, found.grade.status) == (None, "green")
    assert found.notes[0].code == "target_met"


@pytest.mark.parametrize(("amount", "value"), [(200, 3.0), (100, None)])
def test_targets_for_a_part_of_the_quarter_give_no_colour(tmp_path: Path, amount: int, value: float | None) -> None:
    """April's target was the whole quarter's: three times covered, or met, and green either way."""
    deals = [
        deal(1, "open", None, amount=300, expected_close=date(2026, 6, 30), created_at=at("05-01 00:00")),
        deal(2, "won", "06-02 00:00", amount=100, created_at=at("05-01 00:00")),
    ]
    targets = [{"side": "b2b", "period_start": date(2026, 4, 1), "period_end": date(2026, 4, 30), "amount": amount}]
    found = score_of(tmp_path, "pipeline_coverage", "b2b", deals=deals, targets=targets)
    assert (found.value, found.grade.status) == (value, "no_data")
    assert "target_partial" in [note.code for note in found.notes]


def test_weekly_targets_leave_out_some_days_and_have_a_colour(tmp_path: Path) -> None:
    deals = [deal(1, "open", None, amount=4_800, expected_close=date(2026, 6, 30), created_at=at("05-01 00:00"))]
    weeks = [date(2026, 4, 6) + timedelta(days=7 * n) for n in range(12)]  # up to 28 June: 84 of the quarter's 91 days
    targets = [
        {"side": "b2b", "period_start": week, "period_end": week + timedelta(days=6), "amount": 100} for week in weeks
    ]
    found = score_of(tmp_path, "pipeline_coverage", "b2b", deals=deals, targets=targets)
    assert (found.value, found.grade.status) == (4.0, "green")
    assert "target_gap" in [note.code for note in found.notes]


def span(account: str, start: str, end: str | None, mrr: int) -> dict[str, object]:
    """One subscription."""
    last = date.fromisoformat(end) if end else None
    return {"account_id": account, "valid_from": date.fromisoformat(start), "valid_to": last, "mrr": mrr}


def test_nrr_counts_accounts_of_a_year_ago_only(tmp_path: Path) -> None:
    subscriptions = [
        span("a", "2025-01-01", "2026-06-30", 100),
        span("a", "2025-09-01", None, 50),  # overlapping: adds up; on 30 June only these 50 are left
        span("b", "2025-01-01", None, 100),
        span("c", "2026-01-01", None, 900),  # new since: not counted
        span("d", "2025-01-01", "2025-06-30", 500),  # ended on the day itself: was not active then
    ]
    found = score_of(tmp_path, "nrr", "b2b", subscriptions=subscriptions)
    assert (found.numerator, found.denominator) == (150, 200)
    grr = score_of(tmp_path, "grr", "b2b", subscriptions=subscriptions)
    assert (grr.numerator, grr.denominator) == (150, 200)


def test_zero_churn_has_no_lifetime_value(tmp_path: Path) -> None:
    subscriptions = [span(f"a{i}", "2025-01-01", None, 100) for i in range(20)]
    found = score_of(tmp_path, "ltv", "b2b", subscriptions=subscriptions)
    assert found.value is None
    assert any(note.code == "no_churn" for note in found.notes)


def test_median_of_answers_leaves_unanswered_leads_out_but_the_share_counts_them(tmp_path: Path) -> None:
    leads = [
        lead(1, "06-01 10:00", None, first_response_at=at("06-01 10:05")),  # exactly five minutes
        lead(2, "06-01 10:00", None, first_response_at=at("06-01 10:20")),
        lead(3, "06-01 10:00", None),  # never answered
        lead(4, "06-30 10:00", None),  # the last moment: five minutes have not passed
    ]
    assert score_of(tmp_path, "lead_response_minutes", "b2b", leads=leads).value == pytest.approx(12.5)
    share = score_of(tmp_path, "lead_response_5min", "b2b", leads=leads)
    assert (share.numerator, share.denominator) == (1, 3)


def test_an_earlier_as_of_forgets_what_came_later(tmp_path: Path) -> None:
    deals = [deal(1, "won", "06-20 00:00", created_at=at("06-01 00:00"), amount=5)]
    leads = [lead(1, "06-02 00:00", None), lead(2, "06-25 00:00", None)]
    board = open_board(dataset(tmp_path, deals=deals, leads=leads), as_of=date(2026, 6, 10))
    assert board.as_of == at("06-10 23:59:59.999999")
    assert score(board, Query(JUNE), "win_rate", "b2b").grade.status == "no_data"
    assert board.frame.cursor().execute("select status from deals").fetchall() == [("open",)]
    assert board.frame.cursor().execute("select count(*) from leads").fetchall() == [(1,)]


def counts(*rows: tuple[str, str, str, str, int, int]) -> list[dict[str, object]]:
    """Rows of kpi_counts: side, kpi, first, last, numerator, denominator."""
    names = ("side", "kpi", "period_start", "period_end", "numerator", "denominator")
    return [
        dict(zip(names, (side, kpi, date.fromisoformat(first), date.fromisoformat(last), up, down), strict=True))
        for side, kpi, first, last, up, down in rows
    ]


def test_counted_kpis_are_graded_by_the_same_expression(tmp_path: Path) -> None:
    rows = counts(
        ("b2b", "win_rate", "2026-06-01", "2026-06-07", 6, 24),
        ("b2b", "win_rate", "2026-06-08", "2026-06-14", 30, 60),
        ("b2b", "win_rate", "2026-06-29", "2026-07-05", 50, 50),  # not wholly in June
    )
    found = score_of(tmp_path, "win_rate", "b2b", kpi_counts=rows)
    assert found.value == pytest.approx(36 / 84)  # parts summed; the mean of 25 % and 50 % would be 37.5 %


def test_rows_win_over_counts_of_the_same_days(tmp_path: Path) -> None:
    rows = counts(
        ("b2b", "win_rate", "2026-06-01", "2026-06-07", 9, 9),
        ("b2b", "win_rate", "2026-06-08", "2026-06-14", 9, 9),
    )
    deals = [deal(i, "lost", "06-10 00:00", created_at=at("06-09 00:00")) for i in range(20)]
    found = score_of(tmp_path, "win_rate", "b2b", kpi_counts=rows, deals=deals)
    assert (found.numerator, found.denominator) == (9, 29)  # week one counted, week two from rows
    assert {note.code for note in found.notes} == {"rows_win", "counted"}


def test_counts_that_overlap_say_so(tmp_path: Path) -> None:
    weeks = [
        ("b2b", "win_rate", "2026-06-01", "2026-06-07", 6, 24),
        ("b2b", "win_rate", "2026-06-08", "2026-06-14", 1, 9),
    ]
    month = ("b2b", "win_rate", "2026-06-01", "2026-06-30", 9, 40)
    apart = score_of(tmp_path / "apart", "win_rate", "b2b", kpi_counts=counts(*weeks))
    twice = score_of(tmp_path / "twice", "win_rate", "b2b", kpi_counts=counts(*weeks, month))
    assert [note.code for note in apart.notes] == ["counted"]
    assert [note.code for note in twice.notes] == ["counted", "counts_overlap"]
    assert (twice.numerator, twice.denominator) == (16, 73)


def test_a_count_without_channels_needs_rows_to_be_split(tmp_path: Path) -> None:
    board = open_board(
        dataset(
            tmp_path,
            kpi_counts=counts(("b2b", "win_rate", "2026-06-01", "2026-06-07", 6, 24)),
            leads=[lead(1, "06-30 00:00", None)],
        )
    )
    assert score(board, Query(JUNE, channel="Ads"), "win_rate", "b2b").grade.status == "needs_rows"


def test_every_kpi_has_a_score_even_without_data(tmp_path: Path) -> None:
    board = open_board(dataset(tmp_path, leads=[lead(1, "06-01 00:00", None)]))
    found = scores(board, Query(JUNE))
    assert len(found) == len({(one.kpi, one.side) for one in found}) >= 45
    assert all(one.value is None or one.denominator for one in found)
    for one in found:
        assert split(board, Query(JUNE), one.kpi, one.side, "channel") is not None
        assert len(trend(board, Query(JUNE), one.kpi, one.side)) == 13
        assert find(one.kpi, one.side).definition


def test_an_export_of_won_deals_alone_has_no_coloured_win_rate(tmp_path: Path) -> None:
    won = [deal(i, "won", "06-10 00:00", created_at=at("06-09 00:00")) for i in range(20)]
    found = score_of(tmp_path / "won", "win_rate", "b2b", deals=won)
    assert (found.value, found.grade.status) == (1.0, "no_data")
    both = [*won, deal(99, "lost", "05-01 00:00", created_at=at("04-01 00:00"))]
    assert score_of(tmp_path / "both", "win_rate", "b2b", deals=both).grade.status == "green"
