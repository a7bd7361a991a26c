"""Monthly cohorts of accounts as heat maps, logos and revenue, for the Revenue screen."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

import streamlit as st

from metrics.revenue import RevenueCohort
from metrics.revenue_view import LOGOS, KeptCell, KeptRow, kept_table
from pages.parts import charts
from pages.parts.clickable import show as show_html
from pages.parts.heat_table import Cell, Row, table
from pages.parts.page import View
from pages.parts.retention_heat import month
from pages.parts.words import full, money, plain

TITLES = {
    "logos": "Accounts still paying, by month of their first payment",
    "revenue": "Revenue kept by the same cohorts",
}
UNITS = {"logos": "share of the cohort's accounts", "revenue": "share of the cohort's first monthly revenue"}


def show(view: View, found: Sequence[RevenueCohort], what: str) -> None:
    """One heat map; `what` is logos or revenue."""
    said = view.said
    pooled, rows = kept_table(found, what)
    if not pooled.cells:
        st.caption(said.t("No cohort has lived through a whole month yet."))
        return
    title = said.t(TITLES[what])
    text = said.t("B2B · {unit}, n months after each account's own first day", unit=said.t(UNITS[what]))
    counted = said.t("n = {n}", n=said.number(pooled.size))
    st.markdown(f"**{plain(title)}**  \n:small[{plain(f'{text} · {counted}')}]")
    reach = scale(rows)
    heads = [said.t("Cohort"), "n", *(said.t("Month {n}", n=cell.month) for cell in pooled.cells)]
    drawn = [_row(view, pooled, what), *(_row(view, row, what) for row in reversed(rows))]
    show_html(table(heads, drawn, title, reach, (said.percent(reach[0], 0), said.percent(reach[1], 0))))
    columns = [said.t(name) for name in ("Cohort", "Accounts", "Month", "Kept", "Of", "Share")]
    charts.download(said, columns, _data(view, pooled, rows), name=f"cohorts-{what}")


def scale(rows: Sequence[KeptRow]) -> tuple[float, float]:
    """Where the colours begin and end: the full tenths round all shares of the map."""
    rates = [cell.rate for row in rows for cell in row.cells if cell.rate is not None] or [1.0]
    low, high = floor(min(rates) * 10) / 10, ceil(max(rates) * 10) / 10
    return (low, high) if high > low else (max(0.0, low - 0.1), high)


def _row(view: View, row: KeptRow, what: str) -> Row:
    name = view.said.t("All, pooled") if row.start is None else month(view, row.start)
    cells = tuple(_cell(view, cell, name, what) for cell in row.cells)
    return Row(name, view.said.number(row.size), cells, pooled=row.start is None)


def _cell(view: View, cell: KeptCell, name: str, what: str) -> Cell:
    said = view.said
    if cell.rate is None:
        return Cell(None, "", said.t("{cohort}, month {n}: not mature yet", cohort=name, n=cell.month))
    hover = said.t(
        "{cohort}, month {n}: {share} = {kept} of {of}",
        cohort=name,
        n=cell.month,
        share=full(said, "share", cell.rate),
        kept=_amount(view, cell.kept, what),
        of=_amount(view, cell.of, what),
    )
    return Cell(cell.rate, said.percent(cell.rate, 0), hover)


def _amount(view: View, amount: object, what: str) -> str:
    number = float(str(amount))
    return view.said.number(number) if what == LOGOS else money(view.said, number)


def _data(view: View, pooled: KeptRow, rows: Sequence[KeptRow]) -> list[list[object]]:
    return [
        [
            row.start or view.said.t("All, pooled"),
            row.size,
            cell.month,
            cell.kept,
            cell.of if cell.kept is not None else None,
            cell.rate,
        ]
        for row in (*rows, pooled)
        for cell in row.cells
    ]
