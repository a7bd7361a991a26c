"""Coverage of every quarter as bullets on one axis, against the guide's 3–5× (K3). For the Pipeline screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from metrics.pipeline import Coverage, quarter_name
from metrics.result import Band
from pages.parts import charts
from pages.parts.page import View
from pages.parts.words import day, edges, figure, money, plain, plotly_text

LIMIT = 8.0  # × ; a longer bar ends here and says its figure
LINE = 46  # pixels for one quarter


def show(view: View, found: Sequence[Coverage], band: Band | None, chosen: str) -> None:
    """Draw the chart: a bar is coverage of what is to go, the diamond clean coverage, the line the full target."""
    said = view.said
    rows = list(found)
    drawn = charts.figure(
        [_bars(view, rows, chosen), _marks(view, rows, "clean"), _marks(view, rows, "full")],
        height=LINE * len(rows) + 90,
        separators=charts.separators(said),
        showlegend=True,
        **_layout(view, rows, band),
    )
    spoken = ", ".join(f"{quarter_name(one.quarter)} {_said(view, one)}" for one in rows)
    units = "multiples; shaded: benchmark {range} (K3); n = open deals with an amount"
    against = edges(said, "multiple", band.low, band.high) if band else ""
    charts.show(
        said,
        drawn,
        title=plain(said.t("Pipeline coverage by quarter, as of {day}", day=day(said, view.board.frame.last))),
        note=plain(f"{view.who} · {said.t(units, range=against)}"),
        alt=said.t("Pipeline coverage by quarter: {values}.", values=spoken),
        key="coverage-by-quarter",
        table=(_columns(view), [_line(one) for one in rows]),
    )


def _said(view: View, one: Coverage) -> str:
    if one.target is None:
        return view.said.t("no target")
    if one.met:
        return view.said.t("target met")
    return figure(view.said, "multiple", one.coverage)


def _bars(view: View, rows: Sequence[Coverage], chosen: str) -> dict[str, Any]:
    tone = charts.colours()
    here = [quarter_name(one.quarter) == chosen for one in rows]
    return {
        "type": "bar",
        "orientation": "h",
        "name": view.said.t("Against what is still to go"),
        "y": list(range(len(rows))),
        "x": [min(one.coverage or 0, LIMIT) for one in rows],
        "width": 0.42,
        "marker": {"color": [tone["accent"] if mine else tone["previous"] for mine in here]},
        "text": [f"{plotly_text(_said(view, one))} · n = {view.said.number(one.n)}" for one in rows],
        "textposition": "outside",
        "textfont": {"color": tone["text"], "size": 14},
        "cliponaxis": False,
        "hovertext": [_hover(view, one) for one in rows],
        "hoverinfo": "text",
    }


def _marks(view: View, rows: Sequence[Coverage], kind: str) -> dict[str, Any]:
    tone = charts.colours()
    values = [(row, one.clean_coverage if kind == "clean" else one.full_coverage) for row, one in enumerate(rows)]
    known = [(row, value) for row, value in values if value is not None and rows[row].coverage is not None]
    words = {"clean": "Clean coverage", "full": "Against the full target"}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": view.said.t(words[kind]),
        "y": [row for row, _ in known],
        "x": [min(value, LIMIT) for _, value in known],
        "marker": {
            "symbol": "diamond" if kind == "clean" else "line-ns",
            "size": 12 if kind == "clean" else 22,
            "color": tone["page"],
            "line": {"width": 2.5, "color": tone["text"]},
        },
        "cliponaxis": False,
        "hovertext": [_hover(view, rows[row]) for row, _ in known],
        "hoverinfo": "text",
    }


def _hover(view: View, one: Coverage) -> str:
    said = view.said
    lines = [
        f"<b>{quarter_name(one.quarter)}</b>",
        said.t("Target {money}", money=money(said, _float(one.target))),
        said.t("Won so far {money}", money=money(said, float(one.won))),
        said.t("Open {money} in {n} {n:deal|deals}", money=money(said, float(one.open)), n=said.number(one.n)),
        said.t("Against what is still to go: {value}", value=figure(said, "multiple", one.coverage)),
        said.t("Clean coverage: {value}", value=figure(said, "multiple", one.clean_coverage)),
        said.t("Against the full target: {value}", value=figure(said, "multiple", one.full_coverage)),
    ]
    return "<br>".join(lines[:1] + [plotly_text(line) for line in lines[1:]])


def _layout(view: View, rows: Sequence[Coverage], band: Band | None) -> dict[str, Any]:
    tone = charts.colours()
    values = [one.coverage or 0 for one in rows]
    top = min(LIMIT, max([*values, (band.high or band.low or 5) if band else 5])) * 1.25
    shapes = []
    if band is not None:
        rect = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "x0": band.low, "x1": band.high or top}
        shapes = [{**rect, "layer": "below", "fillcolor": tone["band"], "line": {"width": 0}}]
    return {
        "shapes": shapes,
        "barmode": "overlay",
        "xaxis": {"range": [0, top], "ticksuffix": "×", "showgrid": True, "tickformat": ",~r"},
        "yaxis": {
            "tickvals": list(range(len(rows))),
            "ticktext": [quarter_name(one.quarter) for one in rows],
            "range": [len(rows) - 0.4, -0.6],
            "showgrid": False,
            "zeroline": False,
        },
        "legend": {"y": 1.0},
    }


def _columns(view: View) -> list[str]:
    names = ("Quarter", "Target", "Won so far", "Open amount", "Deals", "Coverage", "Clean coverage", "Full coverage")
    return [view.said.t(name) for name in names]


def _line(one: Coverage) -> list[object]:
    ratios = [one.coverage, one.clean_coverage, one.full_coverage]
    return [quarter_name(one.quarter), one.target, one.won, one.open, one.n, *ratios]


def _float(amount: object) -> float | None:
    return None if amount is None else float(amount)  # type: ignore[arg-type]
