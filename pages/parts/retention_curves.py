"""Day 7, 30 and 90 cohort by cohort, with the band where there is a target, for the Retention screen."""

from __future__ import annotations

import streamlit as st

from metrics.result import Band
from metrics.retention import Cohort, Retention, RetentionQuery
from metrics.retention_view import CURVES, band_of
from pages.parts import charts, trend_chart
from pages.parts.page import View
from pages.parts.retention_heat import cohort_name, legend
from pages.parts.trend_chart import Point
from pages.parts.words import plain

FEW = 30


def show(view: View, query: RetentionQuery, found: Retention) -> None:
    """One small chart per day; a cohort whose day has not passed for all stays hatched."""
    said = view.said
    st.subheader(said.t("Day 7, 30 and 90, cohort by cohort"), anchor=False)
    hint = said.t("hatched: the day has not passed for everyone of the cohort; hollow: fewer than {n}", n=FEW)
    st.caption(plain(f"{legend(view, query, found)} · {hint}"))
    with st.grid(columns="auto", min_column_width=330, gap="medium"):
        for day in CURVES:
            band = band_of(view.board.benchmarks, query, day)
            trend_chart.show(
                view,
                [_point(view, cohort, query, day) for cohort in found.cohorts if cohort.first is not None],
                title=said.t("Day {n}", n=day),
                note=_target(view, query, band),
                unit="share",
                key=f"retention-day-{day}",
                band=band,
            )
    heads = [said.t(name) for name in ("Cohort", "Size", "Day", "Eligible", "Retained", "Share")]
    rows = [
        [cohort_name(view, cohort, query), cohort.size, cell.day, cell.eligible, cell.retained, cell.rate]
        for cohort in found.cohorts
        for cell in cohort.cells
        if cell.day in CURVES
    ]
    charts.download(said, heads, rows, name="retention-days")


def _point(view: View, cohort: Cohort, query: RetentionQuery, day: int) -> Point:
    said, name = view.said, cohort_name(view, cohort, query)
    assert cohort.first is not None
    cell = next((cell for cell in cohort.cells if cell.day == day), None)
    if cell is None or cell.eligible < cohort.size or cell.rate is None:
        return Point(cohort.first, name, None, "", waiting=True)
    behind = said.t("{n} of {total}", n=said.number(cell.retained), total=said.number(cell.eligible))
    return Point(cohort.first, name, cell.rate, behind, running=cell.eligible < FEW)


def _target(view: View, query: RetentionQuery, band: Band | None) -> str:
    said = view.said
    if band is not None:
        return ""
    usual = (query.mode, query.start, query.activity) == ("exact", "purchase", "any")
    return said.t("no target set") if usual else said.t("no target for this way of counting")
