"""Retention by cohort as a heat map with n and the pooled row, for the Retention screen."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st
from babel.dates import format_date

from metrics.result import Period
from metrics.retention import Cell as Counted
from metrics.retention import Cohort, Retention, RetentionQuery
from pages.parts import charts
from pages.parts.clickable import show as show_html
from pages.parts.heat_table import Cell, Row, table
from pages.parts.page import View
from pages.parts.retention_choices import ACTIVITIES, MODES, STARTS
from pages.parts.words import day, full, plain, short_span, span


def show(view: View, query: RetentionQuery, found: Retention) -> None:
    """The heat map, its legend and its data."""
    said = view.said
    st.markdown(f"**{plain(said.t('B2C retention by cohort'))}**  \n:small[{plain(legend(view, query, found))}]")
    rows = [_row(view, cohort, cohort_name(view, cohort, query)) for cohort in found.cohorts]
    pooled = _row(view, found.pooled, said.t("All, pooled"), pooled=True)
    rates = [cell.rate for cohort in found.cohorts for cell in cohort.cells if cell.rate is not None]
    top = max(rates, default=0.0)
    heads = [said.t("Cohort"), "n", *(said.t("Day {n}", n=cell) for cell in query.days)]
    ends = (said.percent(0, 0), said.percent(top, 0))
    show_html(table(heads, [pooled, *reversed(rows)], said.t("B2C retention by cohort"), (0, top), ends))
    st.caption(plain(_footnote(view, query, found)))
    columns = [said.t(name) for name in ("Cohort", "Size", "Day", "Eligible", "Retained", "Share")]
    charts.download(said, columns, _data(found, said.t("All, pooled")), name="retention-cohorts")


def legend(view: View, query: RetentionQuery, found: Retention) -> str:
    """Who, what, when and n in one line."""
    said = view.said
    parts = [said.t(STARTS[query.start]), said.t(MODES[query.mode]), said.t(ACTIVITIES[query.activity])]
    return " · ".join([*parts, span(said, query.period), said.t("n = {n}", n=said.number(found.pooled.size))])


def cohort_name(view: View, cohort: Cohort, query: RetentionQuery) -> str:
    """A cohort in short: its day, its week, its month."""
    said, first = view.said, cohort.first
    if first is None:
        return said.t("All")
    if query.cohort == "month":
        return month(view, first)
    if query.cohort == "week":
        return short_span(said, Period(first, first + timedelta(days=6)))
    return day(said, first)


def month(view: View, first: date) -> str:
    """A month with its year, as short as the language has it."""
    return str(format_date(first, "MMM yyyy" if view.said.language == "en" else "MM/yyyy", locale=view.said.locale))


def _row(view: View, cohort: Cohort, name: str, pooled: bool = False) -> Row:
    cells = tuple(_cell(view, cell, cohort, name) for cell in cohort.cells)
    return Row(name, view.said.number(cohort.size), cells, pooled)


def _cell(view: View, cell: Counted, cohort: Cohort, name: str) -> Cell:
    said = view.said
    if cell.rate is None:
        return Cell(None, "", said.t("{cohort}, day {n}: not mature yet", cohort=name, n=cell.day))
    hover = said.t(
        "{cohort}, day {n}: {share} = {retained} of {eligible}",
        cohort=name,
        n=cell.day,
        share=full(said, "share", cell.rate),
        retained=said.number(cell.retained),
        eligible=said.number(cell.eligible),
    )
    partly = cell.eligible < cohort.size and cohort.first is not None
    return Cell(cell.rate, said.percent(cell.rate), hover, partly)


def _footnote(view: View, query: RetentionQuery, found: Retention) -> str:
    said = view.said
    parts = [said.t("Hatched: not mature, no figure yet. Pooled: all retained ÷ all for whom the day has passed.")]
    if any(0 < cell.eligible < cohort.size for cohort in found.cohorts for cell in cohort.cells):
        parts.append(said.t("* only those of the cohort for whom the day has passed."))
    if query.mode == "on_or_after":
        parts.append(said.t("“Or later” gives younger cohorts less time: their figures can still grow."))
    return " ".join(parts)


def _data(found: Retention, pooled: str) -> list[list[object]]:
    return [
        [
            cohort.name if cohort.first is not None else pooled,
            cohort.size,
            cell.day,
            cell.eligible,
            cell.retained,
            cell.rate,
        ]
        for cohort in (*found.cohorts, found.pooled)
        for cell in cohort.cells
    ]
