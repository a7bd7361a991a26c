"""What is off, first: the amber and red KPIs of both sides, furthest from their benchmark on top."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.result import AMBER, RED, Score
from metrics.standing import distance
from pages.parts.cards import needed, status
from pages.parts.clickable import button
from pages.parts.page import View
from pages.parts.scorecard_rows import SIDES, label
from pages.parts.words import edge, figure, html_text

MOST = 7


def exceptions(view: View, scores: Sequence[Score]) -> str:
    """A list of buttons, each opening its KPI; empty when nothing is off."""
    off = [
        (gap, score) for score in scores if score.grade.status in (AMBER, RED) and (gap := distance(score)) is not None
    ]
    off.sort(key=lambda pair: pair[0])
    lines = "".join(_line(view, score) for _, score in off[:MOST])
    return f'<ul class="tf-off">{lines}</ul>' if lines else ""


def _line(view: View, score: Score) -> str:
    said, band = view.said, score.benchmark
    short = said.t(
        "{value} against {range}",
        value=figure(said, score.unit, score.value),
        range=edge(said, score.unit, needed(score.value or 0, band) if band else None),
    )
    name = button(html_text(label(view, score)), f"{score.side}.{score.kpi}", html_text(said.t("Open this KPI")))
    side = f'<span class="tf-muted">{SIDES[score.side]}</span>'
    return f"<li>{status(said, score.grade)}<span>{side} {name}</span><span>{html_text(short)}</span></li>"
