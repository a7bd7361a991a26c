"""The retention curve: share of everyone who started, day by day after it, with each day's target. For Retention."""

from __future__ import annotations

from typing import Any

from metrics.result import Band
from metrics.retention import Cell, Retention, RetentionQuery
from metrics.retention_view import band_of
from pages.parts import charts
from pages.parts.page import View
from pages.parts.retention_heat import legend
from pages.parts.words import edges, full, plain, plotly_text

TARGET_WIDTH = 16


def show(view: View, query: RetentionQuery, found: Retention) -> None:
    """One line over the days asked, all cohorts pooled; a bar behind a day is its benchmark."""
    said = view.said
    cells = [cell for cell in found.pooled.cells if cell.rate is not None]
    if len(cells) < 2:
        return
    bands = [(cell.day, band) for cell in cells if (band := band_of(view.board.benchmarks, query, cell.day))]
    targets = [_target(view, day, band) for day, band in bands if band.low is not None]
    drawn = charts.figure(
        [*targets, _line(view, cells)],
        height=280,
        separators=charts.separators(said),
        yaxis={**charts.tick_format("share"), "rangemode": "tozero"},
        xaxis={
            "title": {"text": said.t("days after the start"), "font": {"size": 13}},
            "tickvals": [cell.day for cell in cells if cell.day == 1 or cell.day >= 7],
        },
    )
    named = [
        said.t("bar: benchmark {range} ({code})", range=edges(said, "share", band.low, band.high), code=band.code)
        for _, band in bands
    ]
    fair = said.t("later days rest on older cohorts only")
    first, last = cells[0], cells[-1]
    charts.show(
        said,
        drawn,
        title=plain(said.t("Retention curve, all cohorts pooled")),
        note=plain(" · ".join([legend(view, query, found), *named, fair])),
        alt=said.t(
            "Retention from {first} on day {one} to {last} on day {other}",
            first=said.percent(first.rate),
            one=first.day,
            last=said.percent(last.rate),
            other=last.day,
        ),
        key="retention-curve",
        table=(
            [said.t(name) for name in ("Day", "Eligible", "Retained", "Share")],
            [[cell.day, cell.eligible, cell.retained, cell.rate] for cell in cells],
        ),
    )


def _line(view: View, cells: list[Cell]) -> dict[str, Any]:
    said, tone = view.said, charts.colours()
    hovers = [
        plotly_text(
            said.t(
                "Day {n}: {share} = {retained} of {eligible}",
                n=cell.day,
                share=full(said, "share", cell.rate),
                retained=said.number(cell.retained),
                eligible=said.number(cell.eligible),
            )
        )
        for cell in cells
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": [cell.day for cell in cells],
        "y": [cell.rate for cell in cells],
        "text": [said.percent(cell.rate, 0) if cell.day >= 7 or cell.day == 1 else "" for cell in cells],
        "textposition": "top right",
        "textfont": {"size": 13},
        "line": {"color": tone["accent"], "width": 2.5},
        "marker": {"size": 8, "color": tone["accent"]},
        "hovertext": hovers,
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _target(view: View, day: int, band: Band) -> dict[str, Any]:
    """The benchmark of one day as an upright bar; without an upper end it is a mark at the lower one."""
    tone = charts.colours()
    high = band.high if band.high is not None else band.low
    words = f"{band.code}: {edges(view.said, 'share', band.low, band.high)}"
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [day, day],
        "y": [band.low, high],
        "line": {"color": tone["band"], "width": TARGET_WIDTH},
        "marker": {"symbol": "line-ew", "size": TARGET_WIDTH, "line": {"width": 2, "color": tone["muted"]}},
        "hovertext": [plotly_text(words)] * 2,
        "hoverinfo": "text",
    }
