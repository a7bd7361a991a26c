"""Both sides on one axis: how far each stage's KPIs lie from their benchmark. For the top of the scorecard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from metrics.result import COLOURS, Score
from metrics.standing import distance
from pages.parts import charts
from pages.parts.cards import status_word
from pages.parts.page import View
from pages.parts.scorecard_rows import SIDES, label
from pages.parts.words import edges, figure, plain, plotly_text, span

LIMIT = 1.0  # beyond ±100 % a marker stays at the edge; hover and download have the full figure
LINE = 19  # pixels for one KPI
Found = Sequence[tuple[Score, float]]


def show(view: View, scores: Sequence[Score]) -> None:
    """Draw the chart, with its data to download."""
    said = view.said
    found = [(score, gap) for score in scores if score.stage is not None and (gap := distance(score)) is not None]
    found.sort(key=lambda pair: (pair[0].stage or 0, pair[0].side == "b2b"))
    if not found:
        return
    height = LINE * len(found) + 40
    drawn = charts.figure([_stems(found), *_markers(view, found)], height=height, **_layout(view, found))
    below = [f"{SIDES[score.side]} {label(view, score)}" for score, gap in found if gap < 0]
    charts.show(
        said,
        drawn,
        title=plain(said.t("Distance to benchmark, both sides, {period}", period=span(said, view.period))),
        note=plain(f"{view.who} · {said.t('in % of the benchmark (0); right of it is on target, left of it short')}"),
        alt=said.t("Distance to benchmark by stage. Below: {kpis}.", kpis=", ".join(below) or said.t("none")),
        key="distance-to-benchmark",
        table=(_columns(view), [_line(view, score, gap) for score, gap in found]),
    )


def _held(gap: float) -> float:
    return max(-LIMIT, min(LIMIT, gap))


def _stems(found: Found) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for row, (_, gap) in enumerate(found):
        xs += [0, _held(gap), None]
        ys += [row, row, None]
    line = {"color": charts.colours()["previous"], "width": 3}
    return {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": line, "hoverinfo": "skip"}


def _markers(view: View, found: Found) -> list[dict[str, Any]]:
    """One trace per status, each with its shape; an outlined marker is leaning."""
    kinds = [(colour, certainty) for colour in COLOURS for certainty in ("clear", "leaning")]
    traces = []
    for colour, certainty in kinds:
        mine = [row for row, (score, _) in enumerate(found) if _kind(score) == (colour, certainty)]
        if mine:
            traces.append(_trace(view, found, mine, colour, certainty == "leaning"))
    return traces


def _kind(score: Score) -> tuple[str, str]:
    return score.grade.status, score.grade.certainty or "clear"


def _trace(view: View, found: Found, mine: Sequence[int], colour: str, leaning: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_held(found[row][1]) for row in mine],
        "y": list(mine),
        "marker": {
            "symbol": charts.SYMBOLS[colour],
            "size": 11,
            "color": charts.colours()["page" if leaning else colour],
            "line": {"width": 2, "color": charts.colours()[colour]},
        },
        "cliponaxis": False,
        "hovertext": [_hover(view, *found[row]) for row in mine],
        "hoverinfo": "text",
    }


def _hover(view: View, score: Score, gap: float) -> str:
    said = view.said
    name = f"<b>{SIDES[score.side]} {plotly_text(label(view, score))}</b>"
    band = score.benchmark
    against = said.t(
        "{value} against {range}",
        value=figure(said, score.unit, score.value),
        range=edges(said, score.unit, band.low, band.high) if band else "",
    )
    return f"{name}<br>{plotly_text(against)} · {plotly_text(status_word(said, score.grade))}<br>{_signed(view, gap)}"


def _signed(view: View, gap: float) -> str:
    return f"{view.said.signed(gap * 100, 0)} %"


def _layout(view: View, found: Found) -> dict[str, Any]:
    names = [f"{score.stage} · {SIDES[score.side]} {plotly_text(_short(label(view, score)))}" for score, _ in found]
    return {
        "xaxis": {
            "range": [-LIMIT * 1.05, LIMIT * 1.05],
            "tickvals": [-1, -0.5, 0, 0.5, 1],
            "ticktext": ["−100%", "", "0", "", "+100%"],  # with more words a phone has them overlap
            "tickangle": 0,
            "showgrid": True,
            "zeroline": True,
            "zerolinewidth": 2,
        },
        "yaxis": {
            "tickvals": list(range(len(found))),
            "ticktext": names,
            "tickfont": {"size": 12},
            "range": [len(found) - 0.4, -0.6],
            "showgrid": False,
            "zeroline": False,
        },
    }


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
