"""Slides 4 and 5: retention; pipeline and actions. For report_slides.py."""

from __future__ import annotations

from typing import Any

from data import figures
from data.words import Words
from metrics import report_rows as rows
from metrics import slide_kit as kit
from metrics.brief import NOTHING
from metrics.brief_said import SIDES
from metrics.report import CURVE_DAYS, Report
from metrics.report_slide_parts import begin, notes, say, side_cells
from metrics.retention import Cohort
from metrics.slide_kit import ACCENT, LEFT, MUTED, SCALE, WIDTH, Cell, Deck
from metrics.table_words import note_text

RETENTION_KPIS = ("retention_d7", "repurchase_rate", "referral_rate", "nrr", "upsell_rate", "logo_retention")
COHORTS = 6
ACTIONS = 8
LEVERS = 3
DEALS = ("undated_open", "new_deals", "slipped", "slipped_more", "stuck")  # sentences below the bridge


# 4 retention


def retention(deck: Deck, report: Report, said: Words) -> None:
    """Slide 4: curve and cohorts of B2C, recurring revenue of B2B, and the KPIs of both."""
    slide = begin(deck, report, said, "retention")
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
    heads, widths = ["KPI", "Value (change)", "Benchmark", "Status"], (2.2, 1.6, 1.2, 1.1)
    cells = [[Cell(f"{SIDES[s.side]} {rows.label(report, said, s)}"), Cell(rows.value(said, s), right=True),
              Cell(rows.band(said, s), MUTED), side_cells(report, said, s)[2]] for s in graded]  # fmt: skip
    kit.table(slide, (6.75, 4.45, sum(widths), 2.4), [Cell(said.t(head)) for head in heads], cells, widths, 9.5)
    notes(slide, rows.definitions(report, said, graded))


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
    names = [rows.month(said, point.day) for point in points]
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


def pipeline(deck: Deck, report: Report, said: Words) -> None:
    """Slide 5: coverage, landing, bridge, deals; actions and levers."""
    slide = begin(deck, report, said, "pipeline")
    found = report.brief.pipeline
    told = list(found.sentences) if found else []
    first = say(report, said, [one for one in told if one.code in ("coverage", "no_target", "landing")])
    kit.text(slide, (LEFT, 1.25, WIDTH - 2 * LEFT, 0.6), first or [said.t(NOTHING["pipeline"])], 13, bold=True)
    _bridge(slide, report, said, (LEFT, 2.1, 6.6, 3.0))
    rest = say(report, said, [one for one in told if one.code in DEALS])
    kit.text(slide, (LEFT, 5.2, 6.6, 1.8), [f"• {line}" for line in rest], 10.5)
    _actions(slide, report, said)
    kpis = ("pipeline_coverage", "win_rate", "sales_cycle_days", "sales_velocity", "average_contract_value")
    spoken = rows.definitions(report, said, [s for s in report.brief.scores if s.kpi in kpis])
    spoken += say(report, said, [one for one in told if one.code == "bridge"])
    if found:
        remarks = (*found.coverage.notes, *found.landing.notes, *found.bridge.notes)
        spoken += [note_text(said, note) for note in remarks]
    notes(slide, spoken)


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
        top = (
            kit.table(slide, (left, top, width, height), [Cell(said.t(head)) for head in heads], cells, widths, 9.5)
            + 0.2
        )
    else:
        kit.text(slide, (left, top, width, 0.4), [said.t("None agreed yet: what, who, by when?")], 12, MUTED)
        top += 0.5
    levers = say(report, said, report.brief.sections["levers"][:LEVERS])
    if levers and top < 5.6:
        kit.text(slide, (left, top, width, 0.3), [said.t("What is worth most")], 13, ACCENT, bold=True)
        kit.text(slide, (left, top + 0.35, width, 6.9 - top), [f"• {line}" for line in levers], 10.5)
