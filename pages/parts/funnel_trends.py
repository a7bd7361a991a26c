"""Each step of a funnel by week as small charts; weeks whose window has not passed are hatched. For both screens."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics.funnel import FunnelQuery
from metrics.funnel_review import Week
from metrics.result import Period
from pages.parts import charts, trend_chart
from pages.parts.funnel_words import between, counted, step
from pages.parts.page import View
from pages.parts.trend_chart import Point
from pages.parts.words import plain, span

FEW = 30


def show(view: View, query: FunnelQuery, weeks: Sequence[Week]) -> None:
    """One chart per step after the first, and the data of all of them."""
    said = view.said
    st.subheader(said.t("Step by step, week by week"), anchor=False)
    if not any(week.found and week.found.steps[0].entities for week in weeks):
        st.caption(said.t("No week is mature yet: the trend begins once a week's window has passed."))
        return
    days = span(said, Period(weeks[0].period.first, weeks[-1].period.last))
    note = said.t(
        "share of the step before, by week of entry; hatched weeks are not mature, hollow marks rest on fewer than {n}",
        n=FEW,
    )
    st.caption(plain(f"{counted(said, query)} · {days} · {note}"))
    with st.grid(columns="auto", min_column_width=330, gap="medium"):
        for place in range(1, len(query.steps)):
            first, last = query.steps[place - 1], query.steps[place]
            points = [_point(view, week, place) for week in weeks]
            trend_chart.show(
                view, points, title=between(said, first, last), unit="share", key=f"{query.side}-{first}-{last}"
            )
    charts.download(said, _columns(view), _rows(view, weeks), name=f"{query.side}-funnel-weeks")


def _point(view: View, week: Week, place: int) -> Point:
    said, label = view.said, span(view.said, week.period)
    if week.found is None:
        return Point(week.period.last, label, None, "", waiting=True)
    before, now = week.found.steps[place - 1], week.found.steps[place]
    behind = said.t("{n} of {total}", n=said.number(now.entities), total=said.number(before.entities))
    return Point(week.period.last, label, now.of_previous, behind, running=before.entities < FEW)


def _columns(view: View) -> list[str]:
    names = ("From", "To", "Step", "Count", "% of entry", "% of step before", "Mature")
    return [view.said.t(name) for name in names]


def _rows(view: View, weeks: Sequence[Week]) -> list[list[object]]:
    rows: list[list[object]] = []
    for week in weeks:
        days: list[object] = [week.period.first, week.period.last]
        if week.found is None:
            rows.append([*days, None, None, None, None, view.said.t("no")])
            continue
        for at in week.found.steps:
            name = step(view.said, at.step)
            rows.append([*days, name, at.entities, at.of_entry, at.of_previous, view.said.t("yes")])
    return rows
