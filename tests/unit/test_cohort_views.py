"""What the Retention and Revenue screens look at: cohort days, bands that apply, and pooled cohorts of accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metrics.benchmarks import load_benchmarks
from metrics.result import Period
from metrics.retention import RetentionQuery
from metrics.retention_view import band_of, cohort_days
from metrics.revenue import RevenueCohort
from metrics.revenue_view import kept_table
from pages.parts import charts, heat_table

WEEK = Period(date(2026, 9, 21), date(2026, 9, 27))
LONG_AGO = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("cohort", "first"),
    [("day", date(2026, 9, 7)), ("week", date(2026, 5, 25)), ("month", date(2025, 10, 1))],
)
def test_cohorts_end_with_the_period_and_begin_whole(cohort: str, first: date) -> None:
    assert cohort_days(WEEK, cohort, LONG_AGO) == Period(first, WEEK.last)


def test_a_longer_period_is_shown_whole_and_never_before_the_data() -> None:
    year = Period(date(2025, 9, 1), date(2026, 9, 27))
    assert cohort_days(year, "week", LONG_AGO) == year
    assert cohort_days(year, "week", date(2026, 2, 2)).first == date(2026, 2, 2)


def test_a_table_too_long_to_read_keeps_its_latest_cohorts() -> None:
    years = Period(date(2024, 3, 1), date(2026, 9, 27))
    assert cohort_days(years, "day", LONG_AGO) == Period(date(2026, 7, 28), years.last)
    assert cohort_days(years, "month", LONG_AGO).first == date(2024, 3, 1)


def test_a_band_applies_only_to_the_kpis_own_way_of_counting() -> None:
    bands, query = load_benchmarks(), RetentionQuery(WEEK)
    band = band_of(bands, query, 7)
    assert band is not None
    assert (band.code, band.low) == ("F5", 0.25)
    others = [
        RetentionQuery(WEEK, mode="within"),
        RetentionQuery(WEEK, start="activity"),
        RetentionQuery(WEEK, activity="purchase"),
    ]
    assert [band_of(bands, other, 7) for other in others] == [None] * 3
    assert [band_of(bands, query, day) for day in (30, 90, 14)] == [None] * 3  # the documents give no figure


def cohort(
    month: int, at: int, size: int, kept: int, base: int, mrr: int, eligible: int | None = None
) -> RevenueCohort:
    reached = size if eligible is None else eligible
    return RevenueCohort(date(2026, month, 1), size, at, reached, kept, Decimal(base), Decimal(mrr))


COHORTS = [
    cohort(1, 1, 10, 9, 1_000, 1_100),
    cohort(1, 2, 10, 5, 1_000, 400),
    cohort(2, 1, 90, 45, 9_000, 4_500),
    cohort(3, 1, 50, 20, 5_000, 2_000, eligible=30),  # not mature: in no rate
]


def test_logos_are_pooled_from_sums_and_immature_cells_stay_empty() -> None:
    pooled, rows = kept_table(COHORTS, "logos", (1, 2, 3))
    assert [row.size for row in rows] == [10, 90, 50]
    assert [[cell.rate for cell in row.cells] for row in rows] == [[0.9, 0.5], [0.5, None], [None, None]]
    assert [cell.rate for cell in pooled.cells] == [0.54, 0.5]  # (9 + 45) ÷ 100; the mean of the rates would be 0.7
    assert pooled.size == 150


def test_revenue_is_money_against_the_first_month() -> None:
    pooled, rows = kept_table(COHORTS, "revenue", (1, 2, 3))
    assert [[cell.rate for cell in row.cells] for row in rows] == [[1.1, 0.4], [0.5, None], [None, None]]
    assert [(cell.kept, cell.of) for cell in pooled.cells] == [(Decimal(5_600), Decimal(10_000)), (Decimal(400), 1_000)]


def test_only_the_last_cohorts_are_shown_and_all_are_pooled() -> None:
    pooled, rows = kept_table(COHORTS, "logos", (1,), rows=1)
    assert [row.start for row in rows] == [date(2026, 3, 1)]
    assert pooled.cells[0].of == 100


@pytest.mark.parametrize("tone", [charts.LIGHT, charts.DARK], ids=["light", "dark"])
def test_every_figure_can_be_read_on_its_colour(tone: dict[str, list[str]]) -> None:
    for colour in tone["scale"]:
        assert max(heat_table.contrast(ink, colour) for ink in heat_table.INKS) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert heat_table.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert heat_table.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
