"""Both sides on one axis: how far each stage's KPIs lie from their benchmark. For the top of the scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from metrics.result import COLOURS, Score
from metrics.standing import distance
from pages.parts import charts
from pages.parts.cards import status_word
from pages.parts.page import View
from pages.parts.scorecard_rows import SIDES, STAGES, label
from pages.parts.words import edges, figure, plain, plotly_text, span

LIMIT = 1.0  # beyond ±100 % a marker stays at the edge; hover and download have the full figure
LANES = {"b2c": -0.2, "b2b": 0.2}


def show(view: View, scores: Sequence[Score]) -> None:
    """Draw the chart, with its data to download."""
    said = view.said
    found = [(score, gap) for score in scores if score.stage is not None and (gap := distance(score)) is not None]
    if not found:
        return
    drawn = charts.figure([_stems(found), *_markers(view, found)], height=360, **_layout(view))
    below = [f"{SIDES[score.side]} {label(view, score)}" for score, gap in found if gap < 0]
    charts.show(
        said,
        drawn,
        title=plain(said.t("Distance to benchmark, both sides, {period}", period=span(said, view.period))),
        note=plain(said.t("in % of the benchmark; right of the line is on target, left of it short")),
        alt=said.t("Distance to benchmark by stage. Below: {kpis}.", kpis=", ".join(below) or said.t("none")),
        key="distance-to-benchmark",
        table=(_columns(view), [_line(view, score, gap) for score, gap in found]),
    )


def _height(score: Score) -> float:
    """Where a score stands on the vertical axis: its stage's row, B2C above B2B."""
    return (score.stage or 0) + LANES[score.side]


def _held(gap: float) -> float:
    return max(-LIMIT, min(LIMIT, gap))


def _stems(found: Sequence[tuple[Score, float]]) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for score, gap in found:
        xs += [0, _held(gap), None]
        ys += [_height(score), _height(score), None]
    line = {"color": charts.colours()["line"], "width": 3}
    return {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": line, "hoverinfo": "skip"}


def _markers(view: View, found: Sequence[tuple[Score, float]]) -> list[dict[str, Any]]:
    """One trace per status, each with its shape; an outlined marker is leaning."""
    traces = []
    for colour in COLOURS:
        for certainty in ("clear", "leaning"):
            mine = [
                pair
                for pair in found
                if pair[0].grade.status == colour and (pair[0].grade.certainty or "clear") == certainty
            ]
            if mine:
                traces.append(_trace(view, mine, colour, "-open" if certainty == "leaning" else ""))
    return traces


def _trace(view: View, mine: Sequence[tuple[Score, float]], colour: str, opened: str) -> dict[str, Any]:
    tone = charts.colours()
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [_held(gap) for _, gap in mine],
        "y": [_height(score) for score, _ in mine],
        "marker": {"symbol": charts.SYMBOLS[colour] + opened, "size": 12, "color": tone[colour], "line": {"width": 2}},
        "text": [f" {SIDES[score.side]} {plotly_text(label(view, score))} " for score, _ in mine],
        "textposition": ["middle right" if gap < 0.35 else "middle left" for _, gap in mine],
        "textfont": {"size": 12, "color": tone["text"]},
        "cliponaxis": False,
        "hovertext": [_hover(view, score, gap) for score, gap in mine],
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


def _layout(view: View) -> dict[str, Any]:
    bands = view.board.benchmarks
    names = [f"{stage} {plotly_text(bands.stage('both', stage, view.said.language))}" for stage in STAGES]
    return {
        "xaxis": {
            "range": [-LIMIT * 1.05, LIMIT * 1.05],
            "tickvals": [-1, -0.5, 0, 0.5, 1],
            "ticktext": ["−100 %", "−50 %", view.said.t("benchmark"), "+50 %", "+100 %"],
            "showgrid": True,
            "zeroline": True,
            "zerolinewidth": 2,
        },
        "yaxis": {
            "tickvals": list(STAGES),
            "ticktext": names,
            "range": [7.6, 0.4],
            "showgrid": False,
            "zeroline": False,
        },
    }


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
