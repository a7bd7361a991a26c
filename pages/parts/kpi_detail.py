"""One KPI opened: definition, trend with its band, split by channel and segment, rows behind it, SQL, benchmark source.

Which KPI is open stands in the URL (`kpi=b2c.ctr`), so that a link opens it for a colleague.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from metrics.catalog import BY_KEY, Kpi
from metrics.drill import rows, sql
from metrics.evaluate import SNAPSHOTS, score, split, trend
from metrics.result import NO_DATA, Score
from pages.parts import charts, navigation, session
from pages.parts.cards import bullet, status, status_word, value
from pages.parts.clickable import show
from pages.parts.definition_list import formula
from pages.parts.page import View
from pages.parts.words import change, edges, figure, full, group, html_text, note_text, plain, plotly_text, span

ROWS = 200
SIDES = {"b2c": "B2C", "b2b": "B2B"}
UNITS = {"days": "days", "minutes": "minutes", "multiple": "multiples"}


def ask(opened: str) -> None:
    """Open `side.kpi`: what a click on a KPI's name does."""
    st.query_params["kpi"] = opened


def show_asked(view: View) -> None:
    """Open the KPI that the URL names; a name that does not exist opens nothing."""
    side, _, key = st.query_params.get("kpi", "").partition(".")
    if (key, side) in BY_KEY:
        title = f"{SIDES[side]} · {plain(view.board.benchmarks.label(key, side, view.said.language))}"
        st.dialog(title, width="medium", position="right", on_dismiss=_close)(_detail)(view, BY_KEY[key, side])


def _close() -> None:
    st.query_params.pop("kpi", None)


def _detail(view: View, kpi: Kpi) -> None:
    found = score(view.board, view.query, kpi.key, kpi.side)
    _summary(view, found)
    _definition(view, kpi, found)
    _trend(view, kpi, found)
    for by in ("channel", "segment"):
        _split(view, kpi, by)
    _behind(view, kpi, found)


def _summary(view: View, found: Score) -> None:
    said = view.said
    moved = ""
    if found.previous is not None and found.change is not None:
        moved = said.t(
            "{change} against {value} in {period}",
            change=change(said, found.unit, found.change),
            value=figure(said, found.unit, found.previous_value),
            period=span(said, found.previous),
        )
    lines = [
        f'{value(said, found)} {status(said, found.grade)} <span class="tf-muted">{html_text(moved)}</span>',
        bullet(said, found),
        f'<span class="tf-muted">{html_text(_rests(view, found))}</span>',
        *(f'<span class="tf-muted">{html_text(note_text(said, note))}</span>' for note in found.notes),
    ]
    show("".join(f"<p>{line}</p>" for line in lines if line))


def _rests(view: View, found: Score) -> str:
    """What the value rests on: counts, days, interval."""
    said = view.said
    parts = [span(said, found.period)]
    if found.numerator is not None and found.denominator is not None and found.unit == "share":
        parts.append(f"{said.number(found.numerator)} / {said.number(found.denominator)}")
    elif found.n is not None:
        parts.append(said.t("n = {n}", n=said.number(found.n)))
    if found.interval is not None:
        low, high = (figure(said, found.unit, end) for end in found.interval)
        parts.append(said.t("95% interval {low} to {high}", low=low, high=high))
    return " · ".join(parts)


def _definition(view: View, kpi: Kpi, found: Score) -> None:
    said, bands = view.said, view.board.benchmarks
    st.subheader(said.t("Definition"), anchor=False)
    st.markdown(plain(bands.meaning(kpi.key, kpi.side, said.language)))
    st.code(formula(view, kpi), language=None, wrap_lines=True)
    graded = [(found.benchmark, found.grade)] if found.benchmark is not None else []
    for band, grade in [*graded, *found.also]:
        words = said.t(
            "Benchmark {range}, source {code}: {status}",
            range=edges(said, found.unit, band.low, band.high),
            code=band.code,
            status=status_word(said, grade),
        )
        st.caption(plain(words))
    if not graded:
        st.caption(said.t("No benchmark: the documents give no figure. A team can set its own target."))
    navigation.link("definitions", said.t("All definitions"), icon=":material/menu_book:", kpi=f"{kpi.side}.{kpi.key}")


def _trend(view: View, kpi: Kpi, found: Score) -> None:
    said = view.said
    if kpi.kind in SNAPSHOTS:
        st.subheader(said.t("Trend"), anchor=False)
        st.caption(
            said.t(
                "It looks at the deals as they stand on the last day of the data, so weeks gone by have no value. "
                "“Data as of” shows it as it stood on an earlier day."
            )
        )
        return
    weeks = trend(view.board, view.query, kpi.key, kpi.side)
    st.subheader(said.t("Trend"), anchor=False)
    if not any(week.value is not None for week in weeks):
        st.caption(said.t("No week has a value yet."))
        return
    drawn = charts.figure(
        [_line(view, weeks)],
        height=260,
        separators=charts.separators(said),
        xaxis={**charts.day_ticks(said, [week.period.last for week in weeks], 5), "tickangle": 0},
        yaxis={**charts.tick_format(found.unit), "rangemode": "tozero"},
        shapes=charts.band_shapes(found.benchmark),
    )
    label = view.board.benchmarks.label(kpi.key, kpi.side, said.language)
    known = [week for week in weeks if week.value is not None]
    charts.show(
        said,
        drawn,
        title=plain(said.t("{kpi}, {side}, by week", kpi=label, side=SIDES[kpi.side])),
        note=plain(_note(view, found, known[-1])),
        alt=said.t(
            "{kpi} by week, from {first} to {last}",
            kpi=label,
            first=figure(said, found.unit, known[0].value),
            last=figure(said, found.unit, known[-1].value),
        ),
        key=f"trend-{kpi.side}-{kpi.key}",
        table=([said.t("From"), said.t("To"), said.t("Value"), "n"], [_week_row(week) for week in weeks]),
    )


def _note(view: View, found: Score, last: Score) -> str:
    """Who, the unit where the axis does not show it, what the band is, and n."""
    said = view.said
    unit = said.symbol if found.unit == "money" else said.t(UNITS[found.unit]) if found.unit in UNITS else ""
    counted = said.t("weeks that are not mature stay empty; n = {n} in the last shown", n=said.number(last.n))
    parts = (view.who, unit, charts.band_note(said, found.benchmark, found.unit), counted)
    return " · ".join(part for part in parts if part)


def _line(view: View, weeks: list[Score]) -> dict[str, Any]:
    tone = charts.colours()
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [week.period.last.isoformat() for week in weeks],
        "y": [week.value for week in weeks],
        "line": {"color": tone["accent"], "width": 2.5},
        "marker": {"size": 7, "color": tone["accent"]},
        "hovertext": [_week_hover(view, week) for week in weeks],
        "hoverinfo": "text",
    }


def _week_hover(view: View, week: Score) -> str:
    said = view.said
    counted = said.t("n = {n}", n=said.number(week.n))
    return f"{span(said, week.period)}<br><b>{full(said, week.unit, week.value)}</b><br>{plotly_text(counted)}"


def _week_row(week: Score) -> list[object]:
    return [week.period.first, week.period.last, week.value, week.n]


def _split(view: View, kpi: Kpi, by: str) -> None:
    """One KPI per channel or segment, as a table: value, status in words, n."""
    said = view.said
    parts = session.kept(
        view.key("split", by, kpi.side, kpi.key), lambda: split(view.board, view.query, kpi.key, kpi.side, by)
    )
    if not parts:
        return
    st.subheader(said.t("By channel") if by == "channel" else said.t("By segment"), anchor=False)
    if all(part.value is None and part.grade.status == NO_DATA and part.notes for part in parts):
        st.caption(plain(note_text(said, parts[0].notes[0])))  # a table of dashes would say less
        return
    lines = "".join(
        f"<tr><td>{html_text(group(said, getattr(part, by)))}</td><td>{value(said, part)}</td>"
        f"<td>{bullet(said, part)}</td><td>{status(said, part.grade)}</td>"
        f"<td>{html_text(said.number(part.n))}</td></tr>"
        for part in parts
    )
    heads = "".join(
        f"<th scope='col'>{html_text(said.t(name))}</th>" for name in (by.title(), "Value", "", "Status", "n")
    )
    show(f'<table class="tf-split"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>')
    columns = [said.t(name) for name in (by.title(), "Numerator", "Denominator", "Value", "n", "Status")]
    table = [[getattr(p, by), p.numerator, p.denominator, p.value, p.n, status_word(said, p.grade)] for p in parts]
    charts.download(said, columns, table, name=f"{kpi.side}-{kpi.key}-{by}")


def _behind(view: View, kpi: Kpi, found: Score) -> None:
    """Rows and SQL, computed only when someone opens them."""
    said = view.said
    shown = st.expander(said.t("Rows behind it"), on_change="rerun", key=f"rows-{kpi.side}-{kpi.key}")
    if shown.open:
        behind = rows(view.board, found, kpi, ROWS)
        with shown:
            if behind.rows:
                st.caption(
                    said.t(
                        "{n} of {total} {total:row|rows}",
                        n=said.number(len(behind.rows)),
                        total=said.number(behind.total),
                    )
                )
                st.dataframe(
                    pd.DataFrame(behind.rows, columns=list(behind.columns)),
                    hide_index=True,
                    height=260,
                    placeholder="–",
                    alt=said.t("Rows behind it"),
                )
                charts.download(said, behind.columns, behind.rows, name=f"{kpi.side}-{kpi.key}-rows")
            else:
                st.caption(said.t("No rows in these days."))
    query = st.expander("SQL", on_change="rerun", key=f"sql-{kpi.side}-{kpi.key}")
    if query.open:
        with query:
            st.code(sql(view.board, kpi, found.period, found.channel, found.segment), language="sql")
