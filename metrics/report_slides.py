"""The five slides of the Monday review (R9), with native charts and tables and speaker notes, in either language.

1 scorecard · 2 B2C funnel · 3 B2B funnel · 4 retention · 5 pipeline and actions. Status is word, shape and colour.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from data import figures
from data.words import Words
from metrics import report_funnel_rows as funnel_rows
from metrics import report_rows as rows
from metrics import slide_kit as kit
from metrics.brief import NOTHING
from metrics.brief_said import SIDES, Sentence
from metrics.report import Report
from metrics.report_slide_parts import begin, notes, say, side_cells
from metrics.report_slides_late import pipeline, retention
from metrics.result import Score
from metrics.slide_kit import LEFT, MUTED, STATUS, WIDTH, Cell, Deck

BELOW = {  # what each slide says in words, and where from
    "b2c": ("flips", "moved", "slow", "off"),
    "b2b": ("flips", "moved", "slow", "off"),
}


def slides(report: Report, said: Words) -> bytes:
    """The presentation file; the same bytes' worth of figures as the screens, nothing computed here."""
    deck = Deck(said.t("Monday funnel review"), rows.who_and_when(report, said))
    day = datetime.combine(report.brief.as_of, time())
    deck.file.core_properties.created = deck.file.core_properties.modified = day  # no clock in what is derived
    for draw in (_scorecard, _b2c, _b2b, retention, pipeline):
        draw(deck, report, said)
    out = io.BytesIO()
    deck.file.save(out)
    return out.getvalue()


# 1 scorecard


def _scorecard(deck: Deck, report: Report, said: Words) -> None:
    slide = begin(deck, report, said, "scorecard")
    sentences = [rows.side_sentence(report, said, where) for where in report.standings]
    kit.text(slide, (LEFT, 1.25, WIDTH - 2 * LEFT, 0.6), sentences, 13, bold=True)
    flips = say(report, said, report.brief.sections["flips"][:2]) or [said.t(NOTHING["flips"])]
    kit.text(slide, (LEFT, 1.83, WIDTH - 2 * LEFT, 0.5), flips, 11, MUTED)
    lines = rows.score_lines(report, said)
    heads = ["Stage", "B2C", "Value (change)", "Status", "B2B", "Value (change)", "Status"]
    widths = (1.25, 1.65, 1.35, 0.95, 1.65, 1.35, 0.95)
    marks = _marks(rows.distances(report))
    cells = [_line(report, said, line, marks) for line in lines]
    kit.table(slide, (LEFT, 2.4, sum(widths), 4.4), [Cell(said.t(head)) for head in heads], cells, widths, 9)
    _distances(slide, report, said, (LEFT + sum(widths) + 0.15, 2.3, 3.1, 4.6))
    notes(slide, rows.definitions(report, said, [s for s in report.brief.scores if s.stage is not None]))


def _line(report: Report, said: Words, line: rows.Line, marks: Mapping[tuple[str, str], str]) -> list[Cell]:
    stage = Cell(f"{line.stage} {line.name}" if line.name else "", bold=True)
    sides = [side_cells(report, said, score) for score in (line.b2c, line.b2b)]
    for score, cells in zip((line.b2c, line.b2b), sides, strict=True):
        mark = marks.get((score.side, score.kpi)) if score else None
        if mark:
            cells[0] = replace(cells[0], text=f"{mark} {cells[0].text}")
    return [stage, *sides[0], *sides[1]]


def _distances(slide: Any, report: Report, said: Words, box: kit.Box) -> None:
    found = rows.distances(report)
    if not found:
        kit.text(slide, box, [said.t("nothing can be coloured yet")], 12, MUTED)
        return
    marks = _marks(found)
    names = [f"{marks.get((score.side, score.kpi), score.stage)} {SIDES[score.side]}" for score, _ in found]
    title = said.t("Distance to benchmark, in %")
    kit.text(slide, (box[0], box[1], box[2], 0.25), [title], 10, MUTED, bold=True)
    alt = ", ".join(f"{name} {said.percent(gap, 0)}" for name, (_, gap) in zip(names, found, strict=True))
    below = (box[0], box[1] + 0.2, box[2], box[3] - 0.2)
    chart = kit.bars(slide, below, names, {title: [gap for _, gap in found]}, "+0%;-0%;0%", alt)
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = -1.3, 1.3
    for number, (score, _) in enumerate(found):
        kit.paint(chart.plots[0].series[0].points[number], STATUS[score.grade.status])


def _marks(found: Sequence[tuple[Score, float]]) -> dict[tuple[str, str], str]:
    """Where a side has two KPIs of one stage with a distance, what tells them apart: `2a` and `2b`."""
    places: dict[tuple[str, int | None], list[str]] = {}
    for score, _ in found:
        places.setdefault((score.side, score.stage), []).append(score.kpi)
    return {
        (side, kpi): f"{stage}{chr(97 + number)}"
        for (side, stage), kpis in places.items()
        if len(kpis) > 1
        for number, kpi in enumerate(kpis)
    }


# 2 and 3 funnels


def _b2c(deck: Deck, report: Report, said: Words) -> None:
    _funnel(deck, report, said, "b2c")


def _b2b(deck: Deck, report: Report, said: Words) -> None:
    _funnel(deck, report, said, "b2b")


def _funnel(deck: Deck, report: Report, said: Words, side: str) -> None:
    slide = begin(deck, report, said, side)
    steps = report.funnels.get(side)
    if steps is None:
        missing = {"b2c": "No events or orders in this data set.", "b2b": "No leads in this data set."}[side]
        kit.text(slide, (LEFT, 1.4, 12, 0.5), [said.t(missing)], 15)
    else:
        kit.text(slide, (LEFT, 1.25, WIDTH - 2 * LEFT, 0.35), [funnel_rows.funnel_loss(steps, said)], 15, bold=True)
        kit.text(slide, (LEFT, 1.6, WIDTH - 2 * LEFT, 0.3), [funnel_rows.funnel_note(steps, said)], 11, MUTED)
        names = [funnel_rows.step_name(said, step.step) for step in steps.now.steps]
        series: dict[str, list[float | None]] = {
            figures.span(said, steps.period.first, steps.period.last): [step.entities for step in steps.now.steps]
        }
        if steps.before is not None and steps.before_period is not None:
            name = figures.span(said, steps.before_period.first, steps.before_period.last)
            series[name] = [step.entities for step in steps.before.steps]
        alt = ", ".join(": ".join(line[:2]) for line in funnel_rows.funnel_rows(steps, said))
        kit.bars(slide, (LEFT, 1.95, 6.9, 3.5), names, series, "#,##0", alt)
        heads = ["Step", "Count", "Of entry", "Of the step before", "Median time"]
        widths = (1.6, 0.9, 0.9, 1.15, 1.0)
        cells = [[Cell(line[0], bold=True), *(Cell(text, right=True) for text in line[1:])]
                 for line in funnel_rows.funnel_rows(steps, said)]  # fmt: skip
        height = 0.36 * (len(cells) + 1)
        columns = [Cell(said.t(head), right=at > 0) for at, head in enumerate(heads)]
        kit.table(slide, (7.45, 2.0, sum(widths), height), columns, cells, widths, 10.5)
    _below(slide, report, said, side, 5.55)
    staged = [score for score in report.brief.scores if score.side == side and score.stage is not None]
    notes(slide, rows.definitions(report, said, staged))


def _below(slide: Any, report: Report, said: Words, side: str, top: float) -> None:
    """What the brief says about this side, exceptions first."""
    sentences: list[Sentence] = []
    for name in BELOW[side]:
        about = ""
        for one in report.brief.sections[name]:
            about = one.about or about
            if about.startswith(f"{side}."):
                sentences.append(one)
    told = list(dict.fromkeys(say(report, said, sentences)))[:5]
    kit.text(slide, (LEFT, top, WIDTH - 2 * LEFT, 1.5), [f"• {line}" for line in told], 12)
