"""The scorecard's table as HTML: seven stages as rows, B2C left and B2B right, and cards in the same form below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from metrics.benchmarks import Benchmarks
from metrics.catalog import BY_KEY
from metrics.result import Score
from pages.parts.cards import BEYOND_WORDS, bullet, sparkline, status, value
from pages.parts.clickable import button
from pages.parts.page import View
from pages.parts.words import change, edges, figure, full, html_text, note_text, short_span, span

SIDES = {"b2c": "B2C", "b2b": "B2B"}
STAGES = range(1, 8)
NOBODY = "Nobody of this selection paid twelve months ago, so nothing can be compared yet."
Trends = Mapping[tuple[str, str], Sequence[float | None]]


def table(view: View, scores: Sequence[Score], trends: Trends) -> str:
    """All stages. Scores without a stage are left out."""
    heads = "".join(f'<div role="columnheader">{name}</div>' for name in SIDES.values())
    first = f'<div role="columnheader">{html_text(view.said.t("Stage"))}</div>'
    rows = "".join(_row(view, stage, scores, trends) for stage in STAGES)
    label = html_text(view.said.t("Both funnels, stage by stage"))
    head = f'<div class="tf-row head" role="row">{first}{heads}</div>'
    return f'<div class="tf-board"><div role="table" aria-label="{label}">{head}{rows}</div></div>'


def cards(view: View, scores: Iterable[Score], trends: Trends) -> str:
    """The same pieces as cards, for KPIs without a stage."""
    found = "".join(_kpi(view, score, trends, tagged=True) for score in scores)
    return f'<div class="tf-board"><div class="tf-cards">{found}</div></div>'


def label(view: View, score: Score) -> str:
    """The KPI's name in this visit's language."""
    bands: Benchmarks = view.board.benchmarks
    return bands.label(score.kpi, score.side, view.said.language)


def _row(view: View, stage: int, scores: Sequence[Score], trends: Trends) -> str:
    name = html_text(view.board.benchmarks.stage("both", stage, view.said.language))
    head = f'<div class="tf-stage" role="rowheader"><small>{stage}</small>{name}</div>'
    cells = "".join(
        _cell(view, side, [s for s in scores if s.stage == stage and s.side == side], trends) for side in SIDES
    )
    return f'<div class="tf-row" role="row">{head}{cells}</div>'


def _cell(view: View, side: str, scores: Sequence[Score], trends: Trends) -> str:
    inside = "".join(_kpi(view, score, trends) for score in scores)
    return f'<div class="tf-cell" role="cell">{inside}</div>'


def _kpi(view: View, score: Score, trends: Trends, tagged: bool = False) -> str:
    said = view.said
    style = ' style="display:inline"' if tagged else ""
    tag = f'<span class="tf-tag"{style}>{SIDES[score.side]} · </span>'
    name = button(html_text(label(view, score)), f"{score.side}.{score.kpi}", html_text(said.t("Open this KPI")))
    spark = sparkline(said, score.unit, trends.get((score.side, score.kpi), ()), score.benchmark)
    return (
        f'<div class="tf-kpi"><div class="tf-top"><span>{tag}{name}</span>{status(said, score.grade)}</div>'
        f'<div class="tf-figures">{value(said, score)} {_change(view, score)}</div>'
        f'<div class="tf-line">{spark}</div><div class="tf-bar">{bullet(said, score)}</div>'
        f'<div class="tf-foot">{_foot(view, score)}</div></div>'
    )


def _change(view: View, score: Score) -> str:
    if score.change is None or score.previous is None:
        return ""
    against = view.said.t(
        "{value} in {period}",
        value=full(view.said, score.unit, score.previous_value),
        period=span(view.said, score.previous),
    )
    text = html_text(change(view.said, score.unit, score.change))
    return f'<span class="tf-change" title="{html_text(against)}">{text}</span>'


def _foot(view: View, score: Score) -> str:
    """n, the cohort it rests on, the benchmark, and what else one must know to read the value."""
    said = view.said
    parts = []
    if score.n is not None and score.value is not None:
        parts.append(html_text(said.t("n = {n}", n=said.number(score.n))))
    if score.value is not None:
        parts.append(_cohort(view, score))
    if score.benchmark is not None:
        band = score.benchmark
        parts.append(html_text(f"{edges(said, score.unit, band.low, band.high)} ({band.code})"))
    if score.grade.beyond in BEYOND_WORDS:
        parts.append(f"<b>{html_text(said.t(BEYOND_WORDS[score.grade.beyond]))}</b>")
    parts += [html_text(note_text(said, note)) for note in score.notes if note.code != "earlier"]
    if score.grade.status == "no_data" and not score.notes:
        compared = BY_KEY[score.kpi, score.side].kind == "snapshot"
        parts.append(html_text(said.t(NOBODY if compared else "nothing in these days under this filter")))
    return " · ".join(parts)


def _cohort(view: View, score: Score) -> str:
    days = short_span(view.said, score.period)
    if not any(note.code == "earlier" for note in score.notes):
        return html_text(days)
    return f"<b>{html_text(view.said.t('latest mature: {period}', period=days))}</b>"


def described(view: View, score: Score) -> str:
    """One score as a plain sentence, for alternative texts."""
    return f"{SIDES[score.side]} {label(view, score)} {figure(view.said, score.unit, score.value)}"
