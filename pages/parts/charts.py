"""The one chart style, and the download beside every chart, for every page.

Charts are Plotly figures from plain dicts. Labels that come from data pass through `plotly_text` here or in the page.
Actual is solid in the accent, previous lighter, a target a mark, a forecast hatched; status colours mean a status.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from babel.dates import format_skeleton

from data.words import Words
from metrics.result import AMBER, GREEN, RED, Band
from pages.parts.words import edges

LIGHT = {
    "text": "#17212b",
    "muted": "#525e6a",
    "line": "#d3dbe3",
    "accent": "#0f5c8c",
    "previous": "#97bfd9",
    "band": "rgba(15,92,140,.12)",
    "page": "#ffffff",
    "none": "#5a6672",
    GREEN: "#1a7f4b",
    AMBER: "#956000",
    RED: "#c0322b",
    "series": ["#0f5c8c", "#7b5ea7", "#4b8f9f", "#a04d7e", "#64717e", "#3f6fd0", "#8a6d4f", "#2b3f8c"],
    "scale": [
        "#eaf2f8",
        "#d3e4ef",
        "#b7d2e5",
        "#97bfd9",
        "#74a9cb",
        "#5192bb",
        "#327ba8",
        "#1d6899",
        "#0f5480",
        "#093a5b",
    ],
}
DARK = {
    "text": "#e8eef3",
    "muted": "#b0bcc7",
    "line": "#34424f",
    "accent": "#58a6d8",
    "previous": "#1f5f88",
    "band": "rgba(88,166,216,.18)",
    "page": "#10171e",
    "none": "#9dabb8",
    GREEN: "#4cc38a",
    AMBER: "#e0a63a",
    RED: "#f0776e",
    "series": ["#58a6d8", "#a78fd6", "#6fb9c6", "#cf86b2", "#92a0ad", "#86a6f0", "#c2a587", "#7f8fe0"],
    "scale": [
        "#13293a",
        "#153a54",
        "#184c6f",
        "#1d608b",
        "#2675a6",
        "#3b8bbd",
        "#58a2d0",
        "#7dbae0",
        "#a6d1ec",
        "#d2e8f6",
    ],
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?%?")


def theme() -> str:
    """`light` or `dark`, as this visit sees the board."""
    return "dark" if st.context.theme.type == "dark" else "light"


def colours() -> dict[str, Any]:
    """The chart colours of the theme in use; keys as in LIGHT."""
    return DARK if theme() == "dark" else LIGHT


def figure(traces: Sequence[Mapping[str, Any]], height: int = 320, **layout: Any) -> go.Figure:
    """A figure in the one style from trace dicts; `layout` adds to or replaces keys of the style, one level deep."""
    style = _style(colours(), height)
    for key, given in layout.items():
        style[key] = {**style[key], **given} if isinstance(style.get(key), dict) and isinstance(given, dict) else given
    return go.Figure({"data": [dict(trace) for trace in traces], "layout": style}, skip_invalid=False)


def show(
    said: Words,
    drawn: go.Figure,
    *,
    title: str,
    note: str = "",
    alt: str,
    key: str,
    table: tuple[Sequence[str], Iterable[Sequence[object]]] | None = None,
) -> None:
    """A chart with its title (who, what, when), a note (units, n), alternative text, and its data to download.

    `title` and `note` are markdown: data in them goes through `plain` first. `key` names the chart and the file.
    """
    with st.container(key=f"chart-{key}", gap="xsmall"):
        st.markdown(f"**{title}**" + (f"  \n:small[{note}]" if note else ""))
        st.plotly_chart(
            drawn, theme=None, key=f"plot-{key}", alt=alt, config={"displayModeBar": False, "scrollZoom": False}
        )
        if table is not None:
            download(said, *table, name=key)


def download(said: Words, columns: Sequence[str], rows: Iterable[Sequence[object]], name: str, label: str = "") -> None:
    """A button that saves `rows` as a CSV that no spreadsheet runs as formulas."""
    st.download_button(
        label or said.t("Data as CSV"),
        data=safe_csv(columns, rows),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"csv-{name}",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def safe_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV text; a text that a spreadsheet would take for a formula gets a leading apostrophe, numbers stay intact."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def safe_cell(cell: object) -> object:
    """One cell of `safe_csv`: no value is empty, text starting like a formula is made text for good."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith(FORMULA) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def band_shapes(band: Band | None) -> list[dict[str, Any]]:
    """Layout shapes that draw a benchmark behind a trend: a shaded range between dotted edges, or one dotted edge."""
    if band is None or (band.low is None and band.high is None):
        return []
    tone = colours()
    across = {"xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
    shapes: list[dict[str, Any]] = [
        {**across, "type": "line", "y0": edge, "y1": edge, "line": _dotted(tone)}
        for edge in (band.low, band.high)
        if edge is not None
    ]
    if band.low is not None and band.high is not None:
        ends = {"y0": band.low, "y1": band.high}
        shapes.append({**across, **ends, "type": "rect", "fillcolor": tone["band"], "line": {"width": 0}})
    return shapes


def band_note(said: Words, band: Band | None, unit: str) -> str:
    """What `band_shapes` drew, in words for the chart's note: inside the chart they would lie on the line."""
    if band is None or (band.low is None and band.high is None):
        return ""
    both = band.low is not None and band.high is not None
    text = "shaded: benchmark {range} ({code})" if both else "dotted: benchmark {range} ({code})"
    return said.t(text, range=edges(said, unit, band.low, band.high), code=band.code)


def tick_format(unit: str) -> dict[str, Any]:
    """Axis keys for a unit: shares as per cent, the rest as numbers."""
    return {"tickformat": ",.1~%"} if unit == "share" else {"tickformat": ",~r" if unit == "multiple" else ",.0f"}


def day_ticks(said: Words, days: Sequence[date], most: int = 7) -> dict[str, Any]:
    """Axis keys for days in the form of the language, at most `most` of them named, the last one always."""
    step = -(-len(days) // most)
    named = list(days)[::-1][::step][::-1]
    texts = [str(format_skeleton("MMMd", day, locale=said.locale)) for day in named]
    return {"tickvals": [day.isoformat() for day in named], "ticktext": texts, "type": "date"}


def separators(said: Words) -> str:
    """Plotly's decimal and thousands signs in the language."""
    return ",." if said.language == "vi" else ".,"


def _dotted(tone: Mapping[str, Any]) -> dict[str, Any]:
    return {"color": tone["muted"], "width": 1.2, "dash": "dot"}


def _style(tone: Mapping[str, Any], height: int) -> dict[str, Any]:
    axis = {
        "gridcolor": tone["line"],
        "linecolor": tone["line"],
        "zerolinecolor": tone["muted"],
        "automargin": True,
        "tickfont": {"size": 13, "color": tone["muted"]},
        "title": {"font": {"size": 13, "color": tone["muted"]}},
        "fixedrange": True,
    }
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 12, "b": 8, "pad": 4},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {
            "family": "Inter, Segoe UI, Noto Sans, DejaVu Sans, Arial, sans-serif",
            "size": 14,
            "color": tone["text"],
        },
        "colorway": tone["series"],
        "xaxis": dict(axis, showgrid=False),
        "yaxis": dict(axis),
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"color": tone["text"]}},
        "hoverlabel": {
            "bgcolor": tone["page"],
            "bordercolor": tone["line"],
            "font": {"color": tone["text"], "size": 14},
        },
        "hovermode": "closest",
        "showlegend": False,
        "dragmode": False,
        "bargap": 0.3,
    }
