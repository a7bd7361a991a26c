"""Where the quarter will land, as one bar: won, what open deals should bring, the range, the target. For Pipeline."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from metrics.landing import Landing
from metrics.pipeline import Coverage, quarter_name
from pages.parts import charts
from pages.parts.page import View
from pages.parts.words import money, note_text, plain, plotly_text

UNITS = "{currency}; n = {n} open {n:deal|deals}; learned from {m} closed {m:deal|deals}"


def show(view: View, found: Landing, covered: Coverage) -> None:
    """Draw the landing with its assumption in words; without a number, say why there is none."""
    said = view.said
    name = quarter_name(found.quarter)
    remarks = " ".join(note_text(said, note) for note in found.notes)
    if found.expected is None or not (found.deals or found.won):
        st.markdown(f"**{plain(said.t('Landing of {quarter}', quarter=name))}**")
        nothing = said.t("Nothing is won, and no open deal with an amount is due in this quarter.")
        st.info(plain(nothing if found.expected is not None else remarks), icon=":material/info:")
        return
    drawn = charts.figure(
        [_bar(view, "won", float(found.won), found), _bar(view, "expected", found.expected - float(found.won), found)],
        height=190,
        separators=charts.separators(said),
        showlegend=True,
        **_layout(view, found, covered),
    )
    charts.show(
        said,
        drawn,
        title=plain(_sentence(view, found, covered)),
        note=plain(f"{view.who} · {said.t(UNITS, **_counts(view, found))}"),
        alt=_sentence(view, found, covered),
        key="landing",
        table=(_columns(view), [_line(found, covered)]),
    )
    st.caption(plain(remarks))


def _sentence(view: View, found: Landing, covered: Coverage) -> str:
    said = view.said
    values = {"quarter": quarter_name(found.quarter), "expected": _near(view, found.expected)}
    if found.method == "over":
        text = said.t("{quarter} landed at {expected}", **values)
    elif not found.deals:
        won = _near(view, float(found.won))
        text = said.t("{quarter}: {won} won; no open deal with an amount is due in it", **values, won=won)
    else:
        ends = {"low": _near(view, found.low), "high": _near(view, found.high)}
        text = said.t("{quarter} should land at {expected}, between {low} and {high} (80%)", **values, **ends)
    if covered.target is None:
        return text
    return f"{text}; " + said.t("target {target}", target=_near(view, float(covered.target)))


def _near(view: View, amount: float | None) -> str:
    """An amount to four digits: a forecast is no more exact, and the ends of its range stay apart."""
    digits = 3 - math.floor(math.log10(abs(amount))) if amount else 0
    return view.said.money(None if amount is None else round(amount, digits))


def _ticks(top: float) -> list[float]:
    """Up to six round amounts from zero to `top`."""
    rough = top / 5
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    return [step * n for n in range(int(top / step) + 1)]


def _counts(view: View, found: Landing) -> dict[str, str]:
    said = view.said
    return {"currency": said.symbol, "n": said.number(found.deals), "m": said.number(found.learned_from)}


def _bar(view: View, kind: str, amount: float, found: Landing) -> dict[str, Any]:
    said, tone = view.said, charts.colours()
    forecast = kind == "expected"
    name = said.t("Expected from open deals") if forecast else said.t("Won so far")
    marker: dict[str, Any] = {"color": tone["accent"]}
    if forecast:
        hatch = {"shape": "/", "size": 8, "solidity": 0.35, "fgcolor": tone["accent"], "bgcolor": tone["page"]}
        marker = {"color": tone["page"], "line": {"color": tone["accent"], "width": 1.5}, "pattern": hatch}
    trace = {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [0],
        "x": [amount],
        "width": 0.5,
        "marker": marker,
        "hovertext": f"<b>{plotly_text(name)}</b><br>{plotly_text(said.money(amount))}",
        "hoverinfo": "text",
    }
    if forecast and found.low is not None and found.high is not None and found.expected is not None:
        trace["error_x"] = {
            "type": "data",
            "symmetric": False,
            "array": [found.high - found.expected],
            "arrayminus": [found.expected - found.low],
            "color": tone["text"],
            "thickness": 2,
            "width": 9,
        }
    return trace


def _layout(view: View, found: Landing, covered: Coverage) -> dict[str, Any]:
    tone, said = charts.colours(), view.said
    target = None if covered.target is None else float(covered.target)
    top = max(found.high or 0, found.expected or 0, target or 0, 1.0) * 1.06
    ticks = _ticks(top)
    layout: dict[str, Any] = {
        "barmode": "stack",
        "xaxis": {
            "range": [0, top],
            "showgrid": True,
            "tickvals": ticks,
            "ticktext": [plotly_text(money(said, tick)) for tick in ticks],
        },
        "yaxis": {"tickvals": [], "showgrid": False, "zeroline": False, "range": [-0.55, 0.75]},
        "legend": {"y": 1.05, "traceorder": "normal"},
        "margin": {"r": 28},
    }
    if target is not None:
        line = {"type": "line", "x0": target, "x1": target, "y0": -0.4, "y1": 0.4}
        layout["shapes"] = [{**line, "line": {"color": tone["text"], "width": 3}}]
        layout["annotations"] = [
            {
                "x": target,
                "y": 0.42,
                "yanchor": "bottom",
                "xanchor": "right" if target > 0.5 * top else "left",
                "text": plotly_text(said.t("target {target}", target=money(said, target))),
                "showarrow": False,
                "font": {"size": 13, "color": tone["text"]},
            }
        ]
    return layout


def _columns(view: View) -> list[str]:
    names = ("Quarter", "Target", "Won so far", "Open amount", "Deals", "Expected", "Low", "High", "Method")
    return [view.said.t(name) for name in names]


def _line(found: Landing, covered: Coverage) -> list[object]:
    ends = [found.expected, found.low, found.high, found.method]
    return [quarter_name(found.quarter), covered.target, found.won, found.open, found.deals, *ends]
