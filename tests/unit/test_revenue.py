"""Revenue retention: hand-made accounts, and the delta cube against a day-by-day count."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import revenue
from tests.unit.pipeline_kit import frame_of


def months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def mrr_on(spans: list[dict[str, object]], account: str, day: date) -> Decimal:
    total = Decimal(0)
    for span in spans:
        begun = span["valid_from"] <= day  # type: ignore[operator]
        runs = span["valid_to"] is None or span["valid_to"] > day  # type: ignore[operator]
        if span["account_id"] == account and begun and runs:
            total += Decimal(str(span["mrr"]))
    return total


def span(account: str, first: date, last: date | None, mrr: object) -> dict[str, object]:
    return {"account_id": account, "valid_from": first, "valid_to": last, "mrr": mrr}


SPANS = [
    span("grown", date(2025, 1, 1), date(2025, 7, 1), 100),
    span("grown", date(2025, 7, 1), None, 150),
    span("overlap", date(2025, 1, 1), None, 60),
    span("overlap", date(2025, 3, 1), date(2025, 12, 1), 40),
    span("gone", date(2024, 6, 1), date(2026, 6, 30), 200),
    span("new", date(2026, 1, 1), None, 999),
    span("never", date(2025, 5, 5), date(2025, 5, 5), 5000),
]


def test_nrr_grr_logos_and_upsell() -> None:
    with frame_of(subscriptions=[*SPANS, span("tick", date(2026, 6, 30), None, 1)]) as frame:
        year = revenue.retained(frame, date(2026, 6, 30))
    assert (year.then, year.now, year.capped) == (400, 210, 160)
    assert (year.logos_then, year.logos_kept, year.logos_upsold) == (3, 2, 1)
    assert (year.expansion, year.contraction, year.churned) == (50, 40, 200)
    assert year.nrr == pytest.approx(0.525)
    assert year.grr == pytest.approx(0.4)
    assert year.logo_retention == pytest.approx(2 / 3)
    assert year.upsell_rate == pytest.approx(1 / 3)
    assert (year.mrr, year.accounts, year.added) == (1210, 4, 1000)


def test_the_day_itself_no_longer_counts() -> None:
    with frame_of(subscriptions=[*SPANS, span("tick", date(2026, 7, 2), None, 1)]) as frame:
        before = revenue.retained(frame, date(2026, 6, 29), 1)
        after = revenue.retained(frame, date(2026, 6, 30), 1)
    assert (before.logos_kept, after.logos_kept) == (4, 3)
    assert (before.churned, after.churned) == (0, 200)


def test_month_ends_are_calendar_months() -> None:
    """29 February 2024 less a year is 28 February 2023: what began on 1 March 2023 is in `then` from 1 March 2024."""
    spans = [
        span("a", date(2023, 3, 1), None, 10),
        span("b", date(2024, 2, 29), None, 7),
        span("t", date(2025, 4, 1), None, 1),
    ]
    with frame_of(subscriptions=spans) as frame:
        days = (date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1))
        then = [point.then for point in revenue.retained_on(frame, days)]
    assert then == [0, 10, 10, 17]


def test_channel_and_segment_come_from_accounts() -> None:
    accounts = [{"account_id": "a", "channel": "search", "segment": "SMB"}]
    spans = [span("a", date(2025, 1, 1), None, 10), span("b", date(2025, 1, 1), None, 7)]
    with frame_of(subscriptions=spans, accounts=accounts) as frame:
        known = revenue.retained(frame, date(2025, 1, 1), 1, channel="search", segment="SMB")
        unknown = revenue.retained(frame, date(2025, 1, 1), 1, channel="Unknown")
    assert (known.mrr, unknown.mrr) == (10, 7)


def test_cohorts_leave_immature_cells_empty() -> None:
    spans = [
        span("a", date(2026, 1, 31), date(2026, 2, 28), 100),
        span("b", date(2026, 1, 1), date(2026, 2, 15), 50),
        span("b", date(2026, 2, 15), None, 80),
        span("t", date(2026, 3, 15), None, 1),
    ]
    with frame_of(subscriptions=spans) as frame:
        cells = {(cell.start, cell.month): cell for cell in revenue.cohorts(frame)}
    january = date(2026, 1, 1)
    assert cells[january, 0].logo_rate == 1
    assert cells[january, 0].revenue_rate == 1
    assert (cells[january, 1].logo_rate, cells[january, 1].revenue_rate) == (0.5, pytest.approx(50 / 150))
    assert (cells[january, 2].eligible, cells[january, 2].logo_rate) == (1, None)
    assert (january, 3) not in cells


def test_an_end_in_9999_is_no_end_and_no_broken_date() -> None:
    """Billing systems write "running" so; twelve months after it there is no date left that Python could hold."""
    spans = [span("a", date(2025, 1, 1), date(9999, 12, 31), 10), span("t", date(2026, 3, 1), None, 1)]
    with frame_of(subscriptions=spans) as frame:
        days = frame.cursor().execute(f"select max(day) from {revenue.ensure_revenue_cube(frame)}").fetchone()
        assert days == (date(2027, 3, 1),)
        assert revenue.retained(frame, date(2026, 3, 1)).nrr == 1
        ends = [point.day for point in revenue.trend(frame)]
        assert [point.day for point in revenue.trend(frame, last=date.max)] == ends  # no month the data do not reach
    assert ends == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 1)]


def test_no_subscriptions_give_no_rates() -> None:
    with frame_of(deals=[{"deal_id": "d", "status": "open", "created_at": date(2026, 1, 1)}]) as frame:
        empty = revenue.retained(frame, date(2026, 1, 1))
        assert (empty.nrr, empty.grr, empty.logo_retention, empty.mrr) == (None, None, None, 0)
        assert revenue.trend(frame) == []
        assert revenue.cohorts(frame) == []


START = date(2023, 11, 20)
days_of = st.integers(0, 900).map(lambda n: START + timedelta(days=n))
span_of = st.builds(
    span, st.sampled_from("abc"), days_of, st.none() | days_of, st.sampled_from([0, 10, 25, 40, -5, Decimal("12.34")])
)


@settings(max_examples=25)
@given(st.lists(span_of, min_size=1, max_size=8), st.lists(days_of, min_size=1, max_size=12), st.sampled_from([1, 12]))
def test_the_cube_equals_a_count_on_every_day(spans: list[dict[str, object]], asked: list[date], months: int) -> None:
    asked = [*asked, date(2024, 2, 29), date(2024, 3, 31), date(2025, 2, 28), date(2025, 3, 1)]
    with frame_of(subscriptions=spans) as frame:
        points = revenue.retained_on(frame, tuple(dict.fromkeys(asked)), months)
    for point in points:
        was = {name: mrr_on(spans, name, months_before(point.day, months)) for name in "abc"}
        now = {name: mrr_on(spans, name, point.day) for name in "abc"}
        base = [name for name in "abc" if was[name] > 0]
        assert point.then == sum(was[name] for name in base)
        assert point.now == sum(now[name] for name in base)
        assert point.capped == sum(min(now[name], was[name]) for name in base)
        assert (point.logos_then, point.logos_kept) == (len(base), sum(now[name] > 0 for name in base))
        assert point.logos_upsold == sum(now[name] > was[name] for name in base)
        assert point.then + point.expansion - point.contraction - point.churned == point.now
        assert point.mrr == sum(now.values())
        assert point.accounts == sum(value > 0 for value in now.values())
