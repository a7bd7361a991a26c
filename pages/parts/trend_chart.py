"""One small trend with its band; what has not matured is hatched, never 0. For funnels, retention and revenue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from metrics.result import Band
from pages.parts import charts
from pages.parts.page import View
from pages.parts.words import figure, full, plain, plotly_text

HEIGHT = 200
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Point:
    """One point: `at` on the axis, its `label` and what it rests on (`behind`) for the hover.

    `waiting`: not mature, hatched in place of a value. `running`: not over yet or on few cases, a hollow mark.
    """

    at: date
    label: str
    value: float | None
    behind: str
    waiting: bool = False
    running: bool = False


def show(
    view: View,
    points: Sequence[Point],
    *,
    title: str,
    unit: str,
    key: str,
    note: str = "",
    band: Band | None = None,
    table: tuple[Sequence[str], Iterable[Sequence[object]]] | None = None,
    zero: bool = True,
) -> None:
    """Draw `points`, oldest first; `title` and `note` are plain text. Without `zero` the axis starts where they do."""
    said = view.said
    known = [point.value for point in points if point.value is not None]
    values = [*known, *(edge for edge in (band.low, band.high) if edge is not None)] if band else known
    drawn = charts.figure(
        [_line(view, points, unit), *_hatch(view, points)],
        height=HEIGHT,
        separators=charts.separators(said),
        yaxis={**charts.tick_format(unit), "nticks": 5, "range": _range(values, zero)},
        yaxis2={"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
        xaxis={**charts.day_ticks(said, [point.at for point in points], 4), "tickangle": 0},
        bargap=0,
        shapes=charts.band_shapes(band),
    )
    alt = said.t(
        "{what}: {n} {n:point|points} from {first} to {last}",
        what=title,
        n=len(known),
        first=figure(said, unit, known[0] if known else None),
        last=figure(said, unit, known[-1] if known else None),
    )
    charts.show(
        said,
        drawn,
        title=plain(title),
        note=plain(" · ".join(part for part in (note, charts.band_note(said, band, unit)) if part)),
        alt=alt,
        key=key,
        table=table,
    )


def _range(values: Sequence[float], zero: bool) -> list[float]:
    top = max(values, default=1.0) or 1.0
    if zero:
        return [0, top * 1.15]
    low = min(values, default=0.0)
    room = (top - low) * 0.15 or top * 0.1
    return [low - room, top + room]


def _line(view: View, points: Sequence[Point], unit: str) -> dict[str, Any]:
    tone = charts.colours()
    hovers = [
        f"{plotly_text(point.label)}<br><b>{plotly_text(full(view.said, unit, point.value))}</b>"
        f"<br>{plotly_text(point.behind)}"
        for point in points
    ]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [point.at.isoformat() for point in points],
        "y": [point.value for point in points],
        "line": {"color": tone["accent"], "width": 2.4},
        "marker": {
            "size": 7,
            "color": [tone["page"] if point.running else tone["accent"] for point in points],
            "line": {"width": 1.8, "color": tone["accent"]},
        },
        "hovertext": hovers,
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _hatch(view: View, points: Sequence[Point]) -> list[dict[str, Any]]:
    """Hatched columns where nothing is mature."""
    waiting = [point for point in points if point.waiting]
    if not waiting or len(points) < 2:
        return []
    tone = charts.colours()
    gap = min((after.at - before.at).days for before, after in pairwise(points))
    return [
        {
            "type": "bar",
            "yaxis": "y2",
            "x": [point.at.isoformat() for point in waiting],
            "y": [1] * len(waiting),
            "width": gap * DAY_MS,
            "marker": {
                "color": "rgba(0,0,0,0)",
                "pattern": {"shape": "/", "fgcolor": tone["line"], "size": 7, "solidity": 0.25},
                "line": {"width": 0},
            },
            "hovertext": [f"{plotly_text(p.label)}<br>{plotly_text(view.said.t('not mature yet'))}" for p in waiting],
            "hoverinfo": "text",
        }
    ]
