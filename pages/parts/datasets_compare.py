"""Two versions of a data set side by side: rows per table, and KPIs of past periods that the later one restated."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.records import Version
from data.words import Words
from metrics.catalog import BY_KEY
from metrics.evaluate import Query
from metrics.history import rewritten, settled
from metrics.window import resolve
from pages.parts import html_table, session
from pages.parts.clickable import show as show_html
from pages.parts.missing import TABLE_WORDS
from pages.parts.words import figure, plain, span

SIDES = {"b2c": "B2C", "b2b": "B2B"}


def show(said: Words, name: str, versions: Sequence[Version]) -> None:
    """Two choices and, once asked for, the comparison."""
    fold = st.expander(
        said.t("Compare two versions"), key=f"compare-{name}", on_change="rerun", icon=":material/compare_arrows:"
    )
    if not fold.open:
        return
    numbers = [version.number for version in versions]
    with fold:
        left, right = st.columns(2)
        one = left.selectbox(said.t("Earlier"), numbers, index=1, key=f"earlier-{name}")
        two = right.selectbox(said.t("Later"), numbers, index=0, key=f"later-{name}")
        by_number = {version.number: version for version in versions}
        early, late = (by_number[n] for n in sorted((one, two)))
        show_html(_rows(said, early, late), f"rows-{name}")
        _restated(said, name, early, late)


def _rows(said: Words, early: Version, late: Version) -> str:
    heads = ["", *(said.t("Version {n}", n=said.number(v.number)) for v in (early, late)), said.t("Change")]
    rows = []
    for table in dict.fromkeys([*early.rows, *late.rows]):
        before, after = early.rows.get(table, 0), late.rows.get(table, 0)
        rows.append(
            [said.t(TABLE_WORDS[table]), said.number(before), said.number(after), said.signed(after - before, 0)]
        )
    return html_table.table(heads, rows, said.t("Rows per table"), numeric=(1, 2, 3))


def _restated(said: Words, name: str, early: Version, late: Version) -> None:
    """Figures of a past, settled period must not differ between versions; those that do are named."""
    before, after = (session.board(session.dataset(name, str(v.number))) for v in (early, late))
    query = Query(resolve(after.frame.last, after.frame.first, "week", None, None), name="week")
    found = rewritten(before, after, query)
    if not found:
        st.caption(f":material/check: {said.t('No KPI of a past week was restated.')}")
        return
    heads = [said.t("KPI"), said.t("Days"), said.t("Told before"), said.t("Told now")]
    rows = []
    for told in found:
        unit = after.benchmarks.kpi(told.kpi, told.side).unit
        label = f"{SIDES[told.side]} · {after.benchmarks.label(told.kpi, told.side, said.language)}"
        days = settled(before, BY_KEY[told.kpi, told.side], query.period)
        when = span(said, days) if days else ""
        rows.append([label, when, figure(said, unit, told.then), figure(said, unit, told.then_now)])
    st.markdown(f"**{plain(said.t('KPIs of the past that the later version restates'))}**")
    show_html(html_table.table(heads, rows, said.t("Restated KPIs"), numeric=(2, 3)), f"restated-{name}")
