"""Periods, comparisons and maturity: ISO weeks, running months, leap years, and the last mature day."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import QueryError
from metrics.result import Period
from metrics.window import comparison, mature_period, months_before, named_period, quarter, resolve, weeks_back

days = st.dates(date(2001, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("as_of", "first", "last"),
    [
        (date(2026, 9, 27), date(2026, 9, 21), date(2026, 9, 27)),  # a Sunday ends its own week
        (date(2026, 9, 26), date(2026, 9, 14), date(2026, 9, 20)),  # on a Saturday the week is not complete
        (date(2026, 1, 1), date(2025, 12, 22), date(2025, 12, 28)),  # over the turn of the year
    ],
)
def test_the_last_complete_week(as_of: date, first: date, last: date) -> None:
    assert named_period("week", as_of) == Period(first, last)


def test_four_weeks_month_and_quarter_to_date() -> None:
    as_of = date(2026, 8, 19)
    assert named_period("4w", as_of) == Period(date(2026, 7, 20), date(2026, 8, 16))
    assert named_period("mtd", as_of) == Period(date(2026, 8, 1), as_of)
    assert named_period("qtd", as_of) == Period(date(2026, 7, 1), as_of)


def test_data_without_a_complete_week_give_all_their_days() -> None:
    assert named_period("week", date(2026, 9, 24), first=date(2026, 9, 22)) == Period(
        date(2026, 9, 22), date(2026, 9, 24)
    )


def test_a_running_month_is_compared_over_its_elapsed_days() -> None:
    march = named_period("mtd", date(2026, 3, 30))
    assert comparison(march, name="mtd") == Period(date(2026, 2, 1), date(2026, 2, 28))  # February has no 30 days
    assert comparison(named_period("mtd", date(2026, 3, 9)), name="mtd") == Period(date(2026, 2, 1), date(2026, 2, 9))
    third = named_period("qtd", date(2026, 8, 19))
    assert comparison(third, name="qtd") == Period(date(2026, 4, 1), date(2026, 5, 20))


def test_a_free_range_is_compared_with_the_days_before_and_a_year_before() -> None:
    period = Period(date(2024, 2, 29), date(2024, 3, 4))
    assert comparison(period) == Period(date(2024, 2, 24), date(2024, 2, 28))
    assert comparison(period, "year") == Period(date(2023, 2, 28), date(2023, 3, 4))


def test_months_before_keeps_to_the_month() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)


def test_quarters_are_calendar_quarters() -> None:
    assert quarter(date(2026, 12, 31)) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert quarter(date(2026, 2, 1)) == Period(date(2026, 1, 1), date(2026, 3, 31))


def test_bad_periods_are_refused_with_what_to_do() -> None:
    with pytest.raises(QueryError, match="did you mean"):
        named_period("weak", date(2026, 1, 1))
    with pytest.raises(QueryError, match="swap"):
        resolve(date(2026, 1, 31), date(2026, 1, 1), None, date(2026, 1, 9), date(2026, 1, 8))
    for start, end in ((date(2026, 2, 1), None), (None, date(2025, 12, 31))):  # one day was given: nothing to swap
        with pytest.raises(QueryError, match="the data run from 2026-01-01 to 2026-01-31"):
            resolve(date(2026, 1, 31), date(2026, 1, 1), None, start, end)
    with pytest.raises(QueryError, match="exclude"):
        resolve(date(2026, 1, 31), date(2026, 1, 1), "week", date(2026, 1, 9), None)


def test_an_open_end_is_the_datas() -> None:
    assert resolve(date(2026, 1, 31), date(2026, 1, 2), None, None, date(2026, 1, 8)).first == date(2026, 1, 2)
    assert resolve(date(2026, 1, 31), date(2026, 1, 2), None, date(2026, 1, 8), None).last == date(2026, 1, 31)


def test_the_latest_mature_period_has_equal_length_and_ends_on_the_last_mature_day() -> None:
    as_of = datetime(2026, 9, 27, 23, 59)
    week = Period(date(2026, 9, 21), date(2026, 9, 27))
    assert mature_period(week, as_of, 30) == Period(date(2026, 8, 22), date(2026, 8, 28))
    partly = Period(date(2026, 8, 24), date(2026, 8, 30))
    assert mature_period(partly, as_of, 30) == partly  # part of it is mature: that part is used


@given(days, st.integers(1, 60))
def test_comparisons_touch_and_have_equal_length(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length - 1))
    before = comparison(period)
    assert before.days == period.days
    assert before.last + timedelta(days=1) == period.first


@given(days)
def test_weeks_back_are_whole_weeks_without_gaps(day: date) -> None:
    weeks = weeks_back(day, 13)
    assert all(week.first.isoweekday() == 1 and week.days == 7 for week in weeks)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(weeks))
    assert weeks[-1].last <= day < weeks[-1].last + timedelta(days=7)


@pytest.mark.parametrize("kind", ["previous", "year"])
def test_a_range_since_ever_until_forever_is_compared_with_the_calendars_first_days(kind: str) -> None:
    ever = Period(date.min, date.max)
    before = comparison(ever, kind)
    assert before.first == date.min
    assert mature_period(ever, datetime(2026, 6, 30), 60) == ever
    asked = Period(date(2026, 7, 1), date.max)
    assert mature_period(asked, datetime(2026, 6, 30), 60) == Period(date.min, date(2026, 5, 1))
