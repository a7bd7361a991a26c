"""Both sides on one axis: how far each stage's KPIs lie from their benchmark. For the top of the scorecard.

Drawn as HTML and not by the chart library: the home page is the first one of a visit, and the library alone would take
longer than all the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from metrics.result import Score
from metrics.standing import distance
from pages.parts import charts, kpi_detail
from pages.parts.cards import marker, status_word
from pages.parts.clickable import clickable
from pages.parts.page import View
from pages.parts.scorecard_rows import SIDES, label
from pages.parts.words import edges, figure, html_text, plain, span

LIMIT = 1.0  # beyond ±100 % a marker stays at the edge; hover and download have the full figure


def show(view: View, scores: Sequence[Score]) -> None:
    """Draw the chart, with its data to download; a click on a row opens its KPI."""
    said = view.said
    found = [(score, gap) for score in scores if score.stage is not None and (gap := distance(score)) is not None]
    found.sort(key=lambda pair: (pair[0].stage or 0, pair[0].side == "b2b"))
    if not found:
        return
    with st.container(key="chart-distance-to-benchmark", gap="xsmall"):
        title = said.t("Distance to benchmark, both sides, {period}", period=span(said, view.period))
        note = f"{view.who} · {said.t('in % of the benchmark (0); right of it is on target, left of it short')}"
        st.markdown(f"**{plain(title)}**  \n:small[{plain(note)}]")
        clickable(_drawn(view, found), "scorecard-gaps", kpi_detail.ask)
        charts.download(
            said, _columns(view), [_line(view, score, gap) for score, gap in found], name="distance-to-benchmark"
        )


def _drawn(view: View, found: Sequence[tuple[Score, float]]) -> str:
    said = view.said
    below = [f"{SIDES[score.side]} {label(view, score)}" for score, gap in found if gap < 0]
    spoken = said.t("Distance to benchmark by stage. Below: {kpis}.", kpis=", ".join(below) or said.t("none"))
    stages = [score.stage for score, _ in found]
    rows = "".join(
        _row(view, score, gap, opens=place == 0 or stages[place - 1] != score.stage)
        for place, (score, gap) in enumerate(found)
    )
    ends = "".join(f"<span>{html_text(end)}</span>" for end in (_signed(view, -LIMIT), "0", _signed(view, LIMIT)))
    foot = f'<div class="foot"><span></span><span></span><div>{ends}</div></div>'
    return f'<div class="tf-gaps" role="group" aria-label="{html_text(spoken)}">{rows}{foot}</div>'


def _row(view: View, score: Score, gap: float, opens: bool) -> str:
    """Stage, KPI, and its mark; `opens` is the first row of a stage."""
    at = round(50 + 50 * max(-LIMIT, min(LIMIT, gap)) / LIMIT, 2)
    left, wide = min(at, 50.0), round(abs(at - 50), 2)
    name = html_text(_short(label(view, score)))
    opened = f'data-open="{score.side}.{score.kpi}" tabindex="-1"'  # the table below has the same for the keyboard
    stem = f'<i style="left:{left}%;width:{wide}%"></i>'
    return (
        f'<div class="{"first" if opens else "more"}" title="{html_text(_hover(view, score, gap))}">'
        f"<b>{score.stage if opens else ''}</b>"
        f'<button type="button" class="tf-open" {opened}><small>{SIDES[score.side]}</small> {name}</button>'
        f'<div>{stem}<span style="left:{at}%">{marker(score.grade)}</span></div></div>'
    )


def _hover(view: View, score: Score, gap: float) -> str:
    said, band = view.said, score.benchmark
    against = said.t(
        "{value} against {range}",
        value=figure(said, score.unit, score.value),
        range=edges(said, score.unit, band.low, band.high) if band else "",
    )
    name = f"{SIDES[score.side]} {label(view, score)}"
    return f"{name}\n{against} · {status_word(said, score.grade)}\n{_signed(view, gap)}"


def _signed(view: View, gap: float) -> str:
    return f"{view.said.signed(gap * 100, 0)}%"


def _short(name: str) -> str:
    """A KPI's name without its explanation, so that the marks keep room on a phone; the hover has all of it."""
    return re.split("[:,(]", name, maxsplit=1)[0].strip()


def _columns(view: View) -> list[str]:
    said = view.said
    return [said.t(name) for name in ("Stage", "Side", "KPI", "Value", "From", "To", "Distance", "Status")]


def _line(view: View, score: Score, gap: float) -> list[object]:
    band = score.benchmark
    ends = [band.low, band.high] if band else [None, None]
    return [
        score.stage,
        SIDES[score.side],
        label(view, score),
        score.value,
        *ends,
        gap,
        status_word(view.said, score.grade),
    ]
