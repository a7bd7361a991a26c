"""The pieces a KPI is shown with, as HTML, for every page: status, bullet, sparkline, sentence, empty state.

All functions return a string for `clickable.show`: every text in it went through `html_text`.
Shapes: a disc is green, a triangle amber, a square red, a dash no colour; filled is clear, outlined is leaning.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.words import Words
from metrics.result import AMBER, COLOURS, GREEN, RED, Band, Grade, Score
from metrics.standing import Standing
from metrics.status_words import BEYOND_WORDS, COUNT_WORDS, LEANING_WORDS, STATUS_WORDS, short_word, status_word
from pages.parts.words import edge, edges, figure, full, html_text

__all__ = ["BEYOND_WORDS", "COUNT_WORDS", "LEANING_WORDS", "STATUS_WORDS", "status_word"]
SHAPES = {
    GREEN: '<circle cx="8" cy="8" r="6.5"/>',
    AMBER: '<path d="M8 1.5 15 14H1z"/>',
    RED: '<path d="M2 2h12v12H2z"/>',
}
DASH = '<path d="M2 6.5h12v3H2z"/>'
SPARK_WIDTH, SPARK_HEIGHT = 120, 30


def status(said: Words, grade: Grade) -> str:
    """A status as word, shape and colour: filled when clear, outlined ("Probably amber") when leaning."""
    coloured = grade.status in COLOURS
    leaning = grade.certainty == "leaning"
    word = short_word(said, grade)
    tone = grade.status if coloured else "none"
    fill = "leaning" if leaning else "clear"
    look = f"tf-{tone} tf-{fill}" if coloured else "tf-none"
    shape = f'<svg viewBox="0 0 16 16" aria-hidden="true">{SHAPES.get(grade.status, DASH)}</svg>'
    return f'<span class="tf-status {look}">{shape}{html_text(word)}</span>'


def marker(grade: Grade) -> str:
    """The shape of a status alone, filled or outlined, where words stand beside it."""
    tone = grade.status if grade.status in COLOURS else "none"
    fill = "leaning" if grade.certainty == "leaning" else "clear"
    shape = SHAPES.get(grade.status, DASH)
    return f'<svg class="tf-mark tf-{tone} {fill}" viewBox="0 0 16 16" aria-hidden="true">{shape}</svg>'


def bullet(said: Words, score: Score) -> str:
    """A value in its band: grey track, darker band, a bar from zero (a dot where the axis starts later).

    A ring says that the status is leaning.
    ."""
    band, value = score.benchmark, score.value
    if band is None or value is None or (band.low is None and band.high is None):
        return ""
    start, end = bullet_axis(value, band)
    tone = score.grade.status if score.grade.status in COLOURS else "none"
    low, high = (
        _percent(edge, start, end) for edge in (band.low or start, band.high if band.high is not None else end)
    )
    at = _percent(value, start, end)
    mark = f'<rect class="value" x="0" y="34%" width="{at}%" height="32%"/>'
    if start > 0 or score.grade.certainty == "leaning":
        look = "ring" if score.grade.certainty == "leaning" else "value"
        mark = f'<circle class="{look}" cx="{at}%" cy="50%" r="6"/>'
    ends = "".join(
        f'<rect class="edge" x="{_percent(edge, start, end)}%" y="5%" width="2" height="90%"/>'
        for edge in (band.low, band.high)
        if edge is not None
    )
    label = said.t(
        "{value} against {range}",
        value=figure(said, score.unit, value),
        range=edges(said, score.unit, band.low, band.high),
    )
    return (
        f'<svg class="tf-bullet tf-{tone}" role="img" aria-label="{html_text(label)}">'
        f"<title>{html_text(label)}</title>"
        f'<rect class="track" x="0" y="15%" width="100%" height="70%"/>'
        f'<rect class="band" x="{low}%" y="15%" width="{round(high - low, 2)}%" height="70%"/>{mark}{ends}</svg>'
    )


def bullet_axis(value: float, band: Band) -> tuple[float, float]:
    """Where a bullet's axis starts and ends: from zero, unless the band lies so high that it would be squeezed."""
    top = max(value, band.high if band.high is not None else (band.low or 0) * 1.5)
    if band.low is None or band.low < 0.6 * top:
        return 0.0, top * 1.08 or 1.0
    lowest = min(value, band.low * (1 - band.margin))
    return max(0.0, lowest - 0.15 * (top - lowest)), top + 0.15 * (top - lowest)


def sparkline(said: Words, unit: str, values: Sequence[float | None], band: Band | None = None) -> str:
    """Thirteen weeks as a line, oldest first; weeks that have not matured or have no data stay gaps."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    ends = [edge for edge in (band.low, band.high) if edge is not None] if band else []
    bottom, top = min([*known, *ends[:1]]), max([*known, *ends[:1]])
    step = SPARK_WIDTH / max(1, len(values) - 1)
    points = [None if value is None else (step * i, _height(value, bottom, top)) for i, value in enumerate(values)]
    lines = "".join(_run(run) for run in _runs(points))
    last = [point for point in points if point][-1]
    label = said.t(
        "{n} {n:week|weeks}, from {first} to {last}",
        n=len(known),
        first=figure(said, unit, known[0]),
        last=figure(said, unit, known[-1]),
    )
    target = ""
    if ends:
        target = f'<rect class="band" x="0" y="{_height(ends[0], bottom, top)}" width="{SPARK_WIDTH}" height="1.5"/>'
    return (
        f'<svg class="tf-spark" viewBox="0 -3 {SPARK_WIDTH} {SPARK_HEIGHT + 6}" preserveAspectRatio="xMinYMid meet" '
        f'role="img" aria-label="{html_text(label)}"><title>{html_text(label)}</title>{target}{lines}'
        f'<circle cx="{last[0]:.1f}" cy="{last[1]}" r="2.6"/></svg>'
    )


def sentence(said: Words, standing: Standing, side: str, worst: str) -> str:
    """One side in one sentence: `B2C: 5 green, 1 amber, 1 red; worst: …`. `worst` is the KPI's label."""
    counts = ", ".join(said.t(COUNT_WORDS[c], n=standing.counts[c]) for c in COLOURS if standing.counts.get(c))
    text = counts or said.t("nothing can be coloured yet")
    score = standing.worst
    if score is not None and score.benchmark is not None:
        text += said.t(
            "; worst: {kpi} {value} against {range}",
            kpi=worst,
            value=figure(said, score.unit, score.value),
            range=edge(said, score.unit, needed(score.value or 0, score.benchmark)),
        )
    elif counts:
        text += said.t("; nothing below its benchmark")
    return f'<p class="tf-side"><b>{html_text(side)}:</b> {html_text(text)}</p>'


def needed(value: float, band: Band) -> float | None:
    """The edge of the band that a value short of it has to reach."""
    if band.direction == "lower" or (band.direction == "within" and band.high is not None and value > band.high):
        return band.high
    return band.low


def value(said: Words, score: Score) -> str:
    """The big figure, its full value on hover."""
    title = html_text(full(said, score.unit, score.value))
    return f'<span class="tf-value" title="{title}">{html_text(figure(said, score.unit, score.value))}</span>'


def empty(title: str, what_to_do: str) -> str:
    """An empty state: what is missing, and what to do next."""
    return f'<div class="tf-empty"><b>{html_text(title)}</b>{html_text(what_to_do)}</div>'


def _percent(at: float, start: float, end: float) -> float:
    share = (at - start) / (end - start)
    return round(100 * min(1.0, max(0.0, share)), 2)


def _height(at: float, bottom: float, top: float) -> float:
    return round(SPARK_HEIGHT * (1 - (at - bottom) / (top - bottom)) if top > bottom else SPARK_HEIGHT / 2, 1)


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Neighbouring known points together."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _run(run: list[tuple[float, float]]) -> str:
    if len(run) == 1:
        return f'<circle cx="{run[0][0]:.1f}" cy="{run[0][1]}" r="1.6"/>'
    return f'<polyline points="{" ".join(f"{x:.1f},{y}" for x, y in run)}"/>'
