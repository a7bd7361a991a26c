"""The five slides of the Monday review (R9), with native charts and tables and speaker notes, in either language.

1 scorecard · 2 B2C funnel · 3 B2B funnel · 4 retention · 5 pipeline and actions. Status is word, shape and colour.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from data import figures
from data.words import Words
from metrics import report_rows as rows
from metrics import slide_kit as kit
from metrics.brief import NOTHING
from metrics.brief_said import SIDES, Sentence
from metrics.report import CURVE_DAYS, Report
from metrics.result import COLOURS, Score
from metrics.retention import Cohort
from metrics.slide_kit import ACCENT, LEFT, MUTED, SCALE, STATUS, WIDTH, Cell, Deck

BELOW = {  # what each slide says in words, and where from
    "b2c": ("flips", "moved", "slow", "off"),
    "b2b": ("flips", "moved", "slow", "off"),
    "pipeline": ("pipeline",),
}
RETENTION_KPIS = ("retention_d7", "repurchase_rate", "referral_rate", "nrr", "upsell_rate", "logo_retention")
COHORTS = 6
ACTIONS = 8
LEVERS = 3


def slides(report: Report, said: Words) -> bytes:
    """The presentation file; the same bytes' worth of figures as the screens, nothing computed here."""
    deck = Deck(said.t("Monday funnel review"), rows.who_and_when(report, said))
    day = datetime.combine(report.brief.as_of, time())
    deck.file.core_properties.created = deck.file.core_properties.modified = day  # no clock in what is derived
    for draw in (_scorecard, _b2c, _b2b, _retention, _pipeline):
        draw(deck, report, said)
    out = io.BytesIO()
    deck.file.save(out)
    return out.getvalue()


def _begin(deck: Deck, report: Report, said: Words, which: str) -> Any:
    footer = f"Two Funnels · {rows.legend(said)} · {said.t('definitions and sources in the speaker notes')}"
    return deck.slide(said.t(rows.TITLES[which]), rows.who_and_when(report, said), footer)


def _notes(slide: Any, lines: Iterable[str]) -> None:
    slide.notes_slide.notes_text_frame.text = "\n".join(lines)


def _say(report: Report, said: Words, sentences: Iterable[Sentence]) -> list[str]:
    return [report.brief.text(said, one) for one in sentences]


# 1 scorecard


def _scorecard(deck: Deck, report: Report, said: Words) -> None:
    slide = _begin(deck, report, said, "scorecard")
    sentences = [rows.side_sentence(report, said, where) for where in report.standings]
    kit.text(slide, (LEFT, 1.25, WIDTH - 2 * LEFT, 0.6), sentences, 13, bold=True)
    flips = _say(report, said, report.brief.sections["flips"][:2]) or [said.t(NOTHING["flips"])]
    kit.text(slide, (LEFT, 1.83, WIDTH - 2 * LEFT, 0.5), flips, 11, MUTED)
    lines = rows.score_lines(report, said)
    heads = ["Stage", "B2C", "Value (change)", "Status", "B2B", "Value (change)", "Status"]
    widths = (1.15, 1.75, 1.2, 1.05, 1.75, 1.2, 1.05)
    cells = [_line(report, said, line) for line in lines]
    kit.table(slide, (LEFT, 2.4, sum(widths), 4.4), [Cell(said.t(head)) for head in heads], cells, widths, 9)
    _distances(slide, report, said, (LEFT + sum(widths) + 0.15, 2.3, 3.15, 4.6))
    _notes(slide, rows.definitions(report, said, [s for s in report.brief.scores if s.stage is not None]))


def _line(report: Report, said: Words, line: rows.Line) -> list[Cell]:
    stage = Cell(f"{line.stage} {line.name}" if line.name else "", bold=True)
    return [stage, *_side(report, said, line.b2c), *_side(report, said, line.b2b)]


def _side(report: Report, said: Words, score: Score | None) -> list[Cell]:
    if score is None:
        return [Cell(""), Cell(""), Cell("")]
    colour = STATUS.get(score.grade.status, MUTED)
    return [
        Cell(rows.label(report, said, score)),
        Cell(rows.value(said, score), right=True),
        Cell(rows.status(said, score.grade), colour, bold=score.grade.status in COLOURS),
    ]


def _distances(slide: Any, report: Report, said: Words, box: kit.Box) -> None:
    found = rows.distances(report)
    if not found:
        kit.text(slide, box, [said.t("nothing can be coloured yet")], 12, MUTED)
        return
    names = _distinct([f"{score.stage} {SIDES[score.side]}" for score, _ in found])
    title = said.t("Distance to benchmark, in %")
    kit.text(slide, (box[0], box[1], box[2], 0.25), [title], 10, MUTED, bold=True)
    alt = ", ".join(f"{name} {said.percent(gap, 0)}" for name, (_, gap) in zip(names, found, strict=True))
    below = (box[0], box[1] + 0.2, box[2], box[3] - 0.2)
    chart = kit.bars(slide, below, names, {title: [gap for _, gap in found]}, "+0%;-0%;0%", alt)
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = -1.3, 1.3
    for number, (score, _) in enumerate(found):
        kit.paint(chart.plots[0].series[0].points[number], STATUS[score.grade.status])


def _distinct(names: Sequence[str]) -> list[str]:
    """`2 B2B` twice becomes `2a B2B` and `2b B2B`."""
    letters = [chr(97 + names[:at].count(name)) if names.count(name) > 1 else "" for at, name in enumerate(names)]
    return [name.replace(" ", f"{letter} ", 1) for name, letter in zip(names, letters, strict=True)]


# 2 and 3 funnels


def _b2c(deck: Deck, report: Report, said: Words) -> None:
    _funnel(deck, report, said, "b2c")


def _b2b(deck: Deck, report: Report, said: Words) -> None:
    _funnel(deck, report, said, "b2b")


def _funnel(deck: Deck, report: Report, said: Words, side: str) -> None:
    slide = _begin(deck, report, said, side)
    steps = report.funnels.get(side)
    if steps is None:
        missing = {"b2c": "No events or orders in this data set.", "b2b": "No leads in this data set."}[side]
        kit.text(slide, (LEFT, 1.4, 12, 0.5), [said.t(missing)], 15)
    else:
        kit.text(slide, (LEFT, 1.25, WIDTH - 2 * LEFT, 0.35), [rows.funnel_loss(steps, said)], 15, bold=True)
        kit.text(slide, (LEFT, 1.6, WIDTH - 2 * LEFT, 0.3), [rows.funnel_note(steps, said)], 11, MUTED)
        names = [rows.step_name(said, step.step) for step in steps.now.steps]
        series: dict[str, list[float | None]] = {
            figures.span(said, steps.period.first, steps.period.last): [step.entities for step in steps.now.steps]
        }
        if steps.before is not None and steps.before_period is not None:
            name = figures.span(said, steps.before_period.first, steps.before_period.last)
            series[name] = [step.entities for step in steps.before.steps]
        alt = ", ".join(": ".join(line[:2]) for line in rows.funnel_rows(steps, said))
        kit.bars(slide, (LEFT, 1.95, 6.9, 3.5), names, series, "#,##0", alt)
        heads = ["Step", "Count", "Of entry", "Of the step before", "Median time"]
        widths = (1.6, 0.9, 0.9, 1.15, 1.0)
        cells = [[Cell(line[0], bold=True), *(Cell(text, right=True) for text in line[1:])]
                 for line in rows.funnel_rows(steps, said)]  # fmt: skip
        height = 0.36 * (len(cells) + 1)
        columns = [Cell(said.t(head), right=at > 0) for at, head in enumerate(heads)]
        kit.table(slide, (7.45, 2.0, sum(widths), height), columns, cells, widths, 10.5)
    _below(slide, report, said, side, 5.55)
    staged = [score for score in report.brief.scores if score.side == side and score.stage is not None]
    _notes(slide, rows.definitions(report, said, staged))


def _below(slide: Any, report: Report, said: Words, side: str, top: float) -> None:
    """What the brief says about this side, exceptions first."""
    sentences: list[Sentence] = []
    for name in BELOW[side]:
        about = ""
        for one in report.brief.sections[name]:
            about = one.about or about
            if about.startswith(f"{side}."):
                sentences.append(one)
    told = list(dict.fromkeys(_say(report, said, sentences)))[:5]
    kit.text(slide, (LEFT, top, WIDTH - 2 * LEFT, 1.5), [f"• {line}" for line in told], 12)


# 4 retention


def _retention(deck: Deck, report: Report, said: Words) -> None:
    slide = _begin(deck, report, said, "retention")
    found = report.retention
    if found is None:
        kit.text(slide, (LEFT, 1.4, 6, 0.4), [said.t("No events or orders in this data set.")], 13, MUTED)
    else:
        title = said.t("B2C: first-time buyers active on day N, all mature weekly cohorts")
        kit.text(slide, (LEFT, 1.3, 6.1, 0.3), [title], 11, MUTED, bold=True)
        names = [said.t("D{n}", n=cell.day) for cell in found.pooled.cells if cell.rate is not None]
        rates = [cell.rate for cell in found.pooled.cells if cell.rate is not None]
        alt = ", ".join(f"{name} {said.percent(rate)}" for name, rate in zip(names, rates, strict=True))
        if rates:
            kit.lines(slide, (LEFT, 1.55, 6.0, 2.6), names, {said.t("All cohorts"): rates}, "0%", alt)
        _cohorts(slide, report, said, (6.75, 1.35, 6.1, 2.8))
    _revenue(slide, report, said)
    graded = [score for score in report.brief.scores if score.kpi in RETENTION_KPIS]
    heads, widths = ["KPI", "Value (change)", "Benchmark", "Status"], (2.15, 1.35, 1.15, 1.45)
    cells = [[Cell(f"{SIDES[s.side]} {rows.label(report, said, s)}"), Cell(rows.value(said, s), right=True),
              Cell(rows.band(said, s), MUTED), _side(report, said, s)[2]] for s in graded]  # fmt: skip
    kit.table(slide, (6.75, 4.45, sum(widths), 2.4), [Cell(said.t(head)) for head in heads], cells, widths, 9.5)
    _notes(slide, rows.definitions(report, said, graded))


def _cohorts(slide: Any, report: Report, said: Words, box: kit.Box) -> None:
    """Weekly cohorts as a heat map: one scale for all rows, empty where not mature."""
    shown = rows.cohort_rows(report, COHORTS)
    if report.retention is None or not shown:
        return
    every = [*shown, report.retention.pooled]
    top = max((cell.rate or 0) for row in every for cell in row.cells) or 1.0
    heads = [said.t("Cohort"), "n", *(said.t("D{n}", n=day) for day in CURVE_DAYS)]
    cells = [_cohort(row, said, top) for row in every]
    widths = (1.35, 0.65, *([(box[2] - 2.0) / len(CURVE_DAYS)] * len(CURVE_DAYS)))
    columns = [Cell(head, right=at > 0) for at, head in enumerate(heads)]
    kit.table(slide, box, columns, cells, widths, 9)


def _cohort(row: Cohort, said: Words, top: float) -> list[Cell]:
    name = said.t("All cohorts") if row.first is None else said.date(row.first)
    return [Cell(name, bold=row.first is None), Cell(said.number(row.size), right=True),
            *(_heat(cell.rate, said, top) for cell in row.cells)]  # fmt: skip


def _heat(rate: float | None, said: Words, top: float) -> Cell:
    if rate is None:
        return Cell("")
    level = min(len(SCALE) - 1, int(rate / top * len(SCALE)))
    return Cell(said.percent(rate, 0), kit.PAGE if level >= 5 else kit.TEXT, right=True, fill=SCALE[level])


def _revenue(slide: Any, report: Report, said: Words) -> None:
    points = [point for point in report.revenue if point.nrr is not None]
    if not points:
        kit.text(slide, (LEFT, 4.45, 6, 0.4), [said.t("No subscriptions in this data set.")], 13, MUTED)
        return
    title = said.t("B2B: NRR, GRR and logos against twelve months before, by month")
    kit.text(slide, (LEFT, 4.35, 6.1, 0.3), [title], 11, MUTED, bold=True)
    names = [said.date(point.day, "MMM yy") for point in points]
    series = {
        "NRR": [point.nrr for point in points],
        "GRR": [point.grr for point in points],
        said.t("Logos"): [point.logo_retention for point in points],
    }
    alt = ", ".join(f"{name} {said.percent(values[-1])}" for name, values in series.items())
    chart = kit.lines(slide, (LEFT, 4.6, 6.0, 2.4), names, series, "0%", alt)
    low = min(value for values in series.values() for value in values if value is not None)
    chart.value_axis.minimum_scale = max(0.0, int(low * 10) / 10)


# 5 pipeline and actions


def _pipeline(deck: Deck, report: Report, said: Words) -> None:
    slide = _begin(deck, report, said, "pipeline")
    found = report.brief.pipeline
    told = list(found.sentences) if found else []
    first = _say(report, said, [one for one in told if one.code in ("coverage", "no_target", "landing")])
    kit.text(slide, (LEFT, 1.25, WIDTH - 2 * LEFT, 0.6), first or [said.t(NOTHING["pipeline"])], 13, bold=True)
    _bridge(slide, report, said, (LEFT, 2.1, 6.6, 3.0))
    rest = _say(report, said, [one for one in told if one.code in ("new_deals", "slipped", "slipped_more", "stuck")])
    kit.text(slide, (LEFT, 5.2, 6.6, 1.8), [f"• {line}" for line in rest], 10.5)
    _actions(slide, report, said)
    kpis = ("pipeline_coverage", "win_rate", "sales_cycle_days", "sales_velocity", "average_contract_value")
    notes = rows.definitions(report, said, [s for s in report.brief.scores if s.kpi in kpis])
    notes += _say(report, said, [one for one in told if one.code == "bridge"])
    if found:
        remarks = (*found.coverage.notes, *found.landing.notes, *found.bridge.notes)
        notes += [figures.fill(said, note.text, dict(note.values)) for note in remarks]
    _notes(slide, notes)


def _bridge(slide: Any, report: Report, said: Words, box: kit.Box) -> None:
    steps = rows.bars(report, said)
    if not steps or not any(amount for _, amount in steps):
        return
    title = said.t("Open pipeline of the quarter since the last review")
    kit.text(slide, (box[0], box[1], box[2], 0.3), [title], 11, MUTED, bold=True)
    alt = ", ".join(f"{name} {figures.money(said, amount)}" for name, amount in steps)
    names = [said.t("Open pipeline"), said.t("Added"), said.t("Gone")]
    named = [(f"{name}\n{_amount(said, at, len(steps), amount)}", amount) for at, (name, amount) in enumerate(steps)]
    kit.bridge(slide, (box[0], box[1] + 0.25, box[2], box[3] - 0.25), named, names, alt)


def _amount(said: Words, at: int, steps: int, amount: float) -> str:
    """Start and end as they are, what lies between signed."""
    return figures.money(said, amount) if at in (0, steps - 1) else figures.change(said, "money", amount)


def _actions(slide: Any, report: Report, said: Words) -> None:
    left, width = 7.3, 5.6
    kit.text(slide, (left, 2.1, width, 0.3), [said.t("Actions")], 13, ACCENT, bold=True)
    listed = rows.action_rows(report.actions[:ACTIONS], said, report)
    top = 2.45
    if listed:
        heads, widths = ["What", "KPI since", "Owner", "Due", "Status"], (2.0, 1.45, 0.75, 0.8, 0.6)
        cells = [[Cell(text) for text in line] for line in listed]
        height = 0.36 * (len(cells) + 1)
        kit.table(slide, (left, top, width, height), [Cell(said.t(head)) for head in heads], cells, widths, 9.5)
        top += 0.45 * (len(cells) + 1)
    else:
        kit.text(slide, (left, top, width, 0.4), [said.t("None agreed yet: what, who, by when?")], 12, MUTED)
        top += 0.5
    levers = _say(report, said, report.brief.sections["levers"][:LEVERS])
    if levers and top < 5.6:
        kit.text(slide, (left, top, width, 0.3), [said.t("What is worth most")], 13, ACCENT, bold=True)
        kit.text(slide, (left, top + 0.35, width, 6.9 - top), [f"• {line}" for line in levers], 10.5)
