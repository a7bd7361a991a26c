"""Days in each stage: won deals, those in it now, and the limit nine of ten won deals kept. B2B funnel (R16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.dwell import StageDwell
from pages.parts import charts
from pages.parts.page import View
from pages.parts.words import plain, plotly_text


def show(view: View, found: Sequence[StageDwell]) -> None:
    """Two bars a stage and a mark for the limit; stages in which nothing stays are left out."""
    said = view.said
    shown = [one for one in found if one.open_deals or one.won_median_days]
    if not shown:
        st.caption(said.t("No deal has stayed in a stage yet."))
        return
    drawn = charts.figure(
        [*_bars(view, shown), _limits(view, shown)],
        height=max(240, 100 + 78 * len(shown)),
        separators=charts.separators(said),
        showlegend=True,
        barmode="group",
        bargap=0.35,
        xaxis={"title": {"text": said.t("days"), "font": {"size": 13}}, "rangemode": "tozero", "showgrid": True},
        yaxis={"autorange": "reversed", "showgrid": False},
    )
    won, now = sum(one.won for one in shown), sum(one.open_deals for one in shown)
    charts.show(
        said,
        drawn,
        title=plain(said.t("B2B deals: median days in each stage, as of {day}", day=said.date(view.board.frame.last))),
        note=plain(
            said.t(
                "whole pipeline, whatever the filters say · {won} {won:stay|stays} of won deals, "
                "{now} open {now:deal|deals} · mark: 9 of 10 won within",
                won=said.number(won),
                now=said.number(now),
            )
        ),
        alt="; ".join(_spoken(view, one) for one in shown),
        key="stage-dwell",
        table=(_columns(view), [_row(one) for one in shown]),
    )


def _bars(view: View, shown: Sequence[StageDwell]) -> list[dict[str, Any]]:
    tone = charts.colours()
    return [
        {
            "type": "bar",
            "orientation": "h",
            "name": view.said.t(name),
            "y": [plotly_text(one.stage) for one in shown],
            "x": [value(one) for one in shown],
            "marker": {"color": colour},
            "text": [_days(view, value(one)) for one in shown],
            "textposition": "outside",
            "cliponaxis": False,
            "textfont": {"size": 13},
            "hovertext": [plotly_text(_spoken(view, one)) for one in shown],
            "hoverinfo": "text",
        }
        for name, value, colour in (
            ("Won deals, median", lambda one: one.won_median_days, tone["previous"]),
            ("Open now, median so far", lambda one: one.open_median_days, tone["accent"]),
        )
    ]


def _limits(view: View, shown: Sequence[StageDwell]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": view.said.t("9 of 10 won within"),
        "y": [plotly_text(one.stage) for one in shown],
        "x": [one.limit_days for one in shown],
        "marker": {"symbol": "line-ns", "size": 34, "line": {"width": 2.5, "color": charts.colours()["text"]}},
        "hovertext": [plotly_text(_spoken(view, one)) for one in shown],
        "hoverinfo": "text",
    }


def _spoken(view: View, one: StageDwell) -> str:
    return view.said.t(
        "{stage}: won deals {won} (n = {n}), 9 of 10 within {limit}; {open} open, {so_far} so far",
        stage=one.stage,
        won=_days(view, one.won_median_days),
        n=view.said.number(one.won),
        limit=_days(view, one.limit_days),
        open=view.said.number(one.open_deals),
        so_far=_days(view, one.open_median_days),
    )


def _days(view: View, days: float | None) -> str:
    return "–" if days is None else view.said.t("{n} {n:day|days}", n=view.said.number(days, 1))


def _columns(view: View) -> list[str]:
    names = ("Stage", "Won deals", "Won deals: median days", "9 of 10 won within", "Open now", "Open: median so far")
    return [view.said.t(name) for name in names]


def _row(one: StageDwell) -> list[object]:
    return [one.stage, one.won, one.won_median_days, one.limit_days, one.open_deals, one.open_median_days]
