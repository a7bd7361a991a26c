"""How a cohort pays its cost back (F7), and what a buyer brings over time (K2), as two curves. For Economics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel.dates import format_date

from metrics.economics import LifetimePoint, Payback
from metrics.result import Band, Score
from pages.parts import charts
from pages.parts.page import View
from pages.parts.words import edges, money, plain, plotly_text

COHORTS = 6
FEW = 30  # fewer buyers than this behind a point: its mark stays hollow
LAST_DAY = 90


def payback(view: View, cohorts: Sequence[Payback], band: Band | None) -> None:
    """Share of its cost that each month's cohort has brought back, by days since the first purchase."""
    said = view.said
    shown = [one for one in cohorts if one.cost and one.buyers][-COHORTS:]
    if not shown:
        return
    traces = [trace for place, one in enumerate(shown) for trace in _cohort(view, one, place)]
    drawn = charts.figure(
        traces,
        height=360,
        separators=charts.separators(said),
        showlegend=True,
        yaxis={"tickformat": ",.0%", "rangemode": "tozero"},
        xaxis={"title": _days_axis(view), "range": [-1, LAST_DAY]},
        **_lines(view, band),
    )
    limits = said.t("shaded: benchmark {range} (F7)", range=edges(said, "days", band.low, band.high)) if band else ""
    watched = said.t("gross margin ÷ cost; dotted: not every buyer has been watched that long")
    spoken = "; ".join(f"{_month(view, one)} {_when(view, one)}" for one in shown)
    charts.show(
        said,
        drawn,
        title=plain(said.t("CAC payback by month of the first purchase, B2C")),
        note=plain(f"{view.who} · {watched}; {limits}; {_sizes(view, shown)}"),
        alt=said.t("CAC payback by cohort: {values}.", values=spoken),
        key="payback-curve",
        table=(_payback_columns(view), [row for one in shown for row in _payback_rows(view, one)]),
    )


def lifetime(view: View, points: Sequence[LifetimePoint], cac: Score) -> None:
    """Mean gross margin per buyer after so many days, against what a buyer cost."""
    said = view.said
    known = [point for point in points if point.margin is not None]
    if not known:
        return
    drawn = charts.figure(
        [_lifetime(view, known)],
        height=360,
        separators=charts.separators(said),
        yaxis={"tickformat": ",.0f", "rangemode": "tozero"},
        xaxis={"title": _days_axis(view)},
        **_cost_line(view, cac),
    )
    last = known[-1]
    charts.show(
        said,
        drawn,
        title=plain(said.t("What a buyer brings over time, B2C")),
        note=plain(
            f"{view.who} · "
            + said.t(
                "{currency} gross margin per buyer; n falls from {first} to {last} {last:buyer|buyers}: later "
                "points rest on the older ones",
                currency=said.symbol,
                first=said.number(known[0].buyers),
                last=said.number(last.buyers),
            )
        ),
        alt=said.t(
            "Mean gross margin per buyer, from {first} on day 0 to {last} after {days} {days:day|days}",
            first=money(said, known[0].margin),
            last=money(said, last.margin),
            days=last.day,
        ),
        key="lifetime-curve",
        table=([said.t(name) for name in ("Day", "Buyers", "Gross margin per buyer")], [_point(one) for one in points]),
    )


def _cohort(view: View, one: Payback, place: int) -> list[dict[str, Any]]:
    """The part everyone has been watched for, and after it the part that can still rise."""
    colour = charts.colours()["series"][place % len(charts.colours()["series"])]
    whole = [point for point in one.points if point.whole]
    rest = [*whole[-1:], *(point for point in one.points if not point.whole)]
    name = _month(view, one)
    traces = []
    for points, dash in ((whole, "solid"), (rest, "dot")):
        if not points or (dash == "dot" and len(points) < 2 and whole):
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "legendgroup": name,
                "showlegend": dash == "solid" or not whole,
                "x": [point.day for point in points],
                "y": [point.share for point in points],
                "line": {"color": colour, "width": 2.2, "dash": dash, "shape": "hv"},
                "customdata": [point.margin for point in points],
                "hovertemplate": _hover(view, one),
            }
        )
    return traces


def _hover(view: View, one: Payback) -> str:
    """One sentence for all points of a cohort; the chart fills in each point's figures, in the form of the language."""
    said = view.said
    text = said.t(
        "{share} after {days} {days:day|days}: {margin} of {cost}",
        share="%{y:,.0%}",
        days="%{x}",
        margin=f"%{{customdata:,.0f}}\u00a0{said.symbol}",
        cost=money(said, float(one.cost)),
    )
    return f"<b>{_month(view, one)}</b><br>{plotly_text(text)}<extra></extra>"


def _lines(view: View, band: Band | None) -> dict[str, Any]:
    tone = charts.colours()
    even = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1}
    shapes: list[dict[str, Any]] = [{**even, "line": {"color": tone["text"], "width": 1.6}}]
    if band is not None and band.high is not None:
        rect = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "x0": band.low or 0, "x1": band.high}
        shapes.append({**rect, "layer": "below", "fillcolor": tone["band"], "line": {"width": 0}})
    words = plotly_text(view.said.t("100%: paid back"))
    caption = {"xref": "paper", "x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom", "text": words}
    return {
        "shapes": shapes,
        "annotations": [{**caption, "showarrow": False, "font": {"size": 12, "color": tone["text"]}}],
    }


def _lifetime(view: View, points: Sequence[LifetimePoint]) -> dict[str, Any]:
    said, tone = view.said, charts.colours()
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [point.day for point in points],
        "y": [point.margin for point in points],
        "line": {"color": tone["accent"], "width": 2.5},
        "marker": {"size": 9, "symbol": ["circle-open" if p.buyers < FEW else "circle" for p in points]},
        "hovertext": [
            plotly_text(
                said.t(
                    "{money} after {days} {days:day|days}, n = {n} {n:buyer|buyers}",
                    money=said.money(point.margin),
                    days=point.day,
                    n=said.number(point.buyers),
                )
            )
            for point in points
        ],
        "hoverinfo": "text",
    }


def _cost_line(view: View, cac: Score) -> dict[str, Any]:
    if cac.value is None:
        return {}
    tone = charts.colours()
    line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": cac.value, "y1": cac.value}
    words = plotly_text(view.said.t("CAC {money}", money=money(view.said, cac.value)))
    caption = {"xref": "paper", "x": 1, "xanchor": "right", "y": cac.value, "yanchor": "bottom", "text": words}
    return {
        "shapes": [{**line, "line": {"color": tone["text"], "width": 1.6}}],
        "annotations": [{**caption, "showarrow": False, "font": {"size": 12, "color": tone["text"]}}],
    }


def _days_axis(view: View) -> dict[str, Any]:
    font = {"size": 13, "color": charts.colours()["muted"]}
    return {"text": view.said.t("days since the first purchase"), "font": font}


def _sizes(view: View, shown: Sequence[Payback]) -> str:
    sizes = [one.buyers for one in shown]
    return view.said.t(
        "n = {low} to {high} {high:buyer|buyers} a month",
        low=view.said.number(min(sizes)),
        high=view.said.number(max(sizes)),
    )


def _month(view: View, one: Payback) -> str:
    pattern = "MMM yyyy" if view.said.language == "en" else "MM/yyyy"
    return str(format_date(one.period.first, pattern, locale=view.said.locale))


def _when(view: View, one: Payback) -> str:
    return view.said.t("not yet") if one.day is None else view.said.t("{n} {n:day|days}", n=one.day)


def _payback_columns(view: View) -> list[str]:
    names = (
        "Cohort",
        "Buyers",
        "Cost",
        "Paid back on day",
        "Day",
        "Gross margin so far",
        "Share of cost",
        "All watched",
    )
    return [view.said.t(name) for name in names]


def _payback_rows(view: View, one: Payback) -> list[list[object]]:
    head = [_month(view, one), one.buyers, one.cost, one.day]
    return [[*head, point.day, point.margin, point.share, int(point.whole)] for point in one.points]


def _point(point: LifetimePoint) -> list[object]:
    return [point.day, point.buyers, point.margin]
