"""Win rate month by month, two ways: of the deals closed then, and of the deals created then. For Pipeline (F4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_date

from metrics.pipeline_rates import ClosedMonth, CreatedMonth
from metrics.result import Band
from pages.parts import charts
from pages.parts.page import View
from pages.parts.words import plain, plotly_text

MONTHS = 18


def show(view: View, closed: Sequence[ClosedMonth], created: Sequence[CreatedMonth], band: Band | None) -> None:
    """Draw both lines; a cohort that has not matured stays a gap."""
    said = view.said
    closed, created = closed[-MONTHS:], created[-MONTHS:]
    days = created[-1].window if created else None
    drawn = charts.figure(
        [_closed_line(view, closed), _created_line(view, created)],
        height=320,
        separators=charts.separators(said),
        showlegend=True,
        yaxis={**charts.tick_format("share"), "rangemode": "tozero"},
        xaxis={"tickangle": 0, "nticks": 5},
        shapes=charts.band_shapes(band),
    )
    fair = (
        said.t("Created: won within {days} {days:day|days}; months not over yet stay empty.", days=days) if days else ""
    )
    fair = fair.removesuffix(".")  # a clause among others
    shaded = charts.band_note(said, band, "share")
    known = [month for month in closed if month.rate is not None]
    ends = (known[0].rate, known[-1].rate) if known else (None, None)
    charts.show(
        said,
        drawn,
        title=plain(said.t("Win rate two ways, by month")),
        note=plain(
            f"{view.who} · {said.t('Closed: early, but losses and wins are closed at different speed.')} {fair}"
            f"{' · ' if shaded else ''}{shaded}"
        ),
        alt=said.t(
            "Win rate by month of closing, from {first} to {last}",
            first=said.percent(ends[0]),
            last=said.percent(ends[1]),
        ),
        key="win-rate-two-ways",
        table=(_columns(view), _lines(closed, created)),
    )


def month(view: View, start: date) -> str:
    """A month in short: `Sep 2026`, `T9 2026`."""
    return str(format_date(start, "MMM yyyy" if view.said.language == "en" else "MM/yyyy", locale=view.said.locale))


def _closed_line(view: View, months: Sequence[ClosedMonth]) -> dict[str, Any]:
    hovers = [
        _hover(view, one.start, one.rate, view.said.t("{won} won of {n} closed", won=one.won, n=one.won + one.lost))
        for one in months
    ]
    return _line(view, "Of deals closed in the month", months, hovers, {"width": 2.5}, "circle")


def _created_line(view: View, months: Sequence[CreatedMonth]) -> dict[str, Any]:
    hovers = [
        _hover(view, one.start, one.rate, view.said.t("{won} won in time of {n} created", won=one.won, n=one.deals))
        for one in months
    ]
    return _line(view, "Of deals created in the month", months, hovers, {"width": 2, "dash": "dash"}, "diamond-open", 1)


def _line(
    view: View,
    name: str,
    months: Sequence[ClosedMonth] | Sequence[CreatedMonth],
    hovers: Sequence[str],
    line: dict[str, Any],
    symbol: str,
    place: int = 0,
) -> dict[str, Any]:
    colour = charts.colours()["series"][place]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": view.said.t(name),
        "x": [month(view, one.start) for one in months],
        "y": [one.rate for one in months],
        "line": {**line, "color": colour},
        "marker": {"symbol": symbol, "size": 8, "color": colour},
        "hovertext": list(hovers),
        "hoverinfo": "text",
    }


def _hover(view: View, start: date, rate: float | None, counts: str) -> str:
    return f"<b>{month(view, start)}</b><br>{view.said.percent(rate)} · {plotly_text(counts)}"


def _columns(view: View) -> list[str]:
    names = (
        "Month",
        "Won of closed",
        "Closed",
        "Rate of closed",
        "Won in time of created",
        "Created",
        "Rate of created",
    )
    return [view.said.t(name) for name in names]


def _lines(closed: Sequence[ClosedMonth], created: Sequence[CreatedMonth]) -> list[list[object]]:
    by_close, by_start = {one.start: one for one in closed}, {one.start: one for one in created}
    rows: list[list[object]] = []
    for start in sorted({*by_close, *by_start}):
        left, right = by_close.get(start), by_start.get(start)
        first: list[object] = [left.won, left.won + left.lost, left.rate] if left else [None] * 3
        rows.append([start, *first, *([right.won, right.deals, right.rate] if right else [None] * 3)])
    return rows
