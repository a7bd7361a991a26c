"""The Monday report as one HTML file: no network, no script that runs, printable to A4. Same figures as the board.

The figures stand in the page as the command line's JSON too, so that a program can read what a person reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from data import figures
from data.words import Words
from metrics import html_kit as kit
from metrics import report_funnel_rows as funnel_rows
from metrics import report_rows as rows
from metrics.brief import NOTHING, SECTIONS
from metrics.brief_said import SIDES, Place, Sentence, pieces
from metrics.commands.score import as_row
from metrics.html_kit import esc
from metrics.report import CURVE_DAYS, Report
from metrics.result import Score
from metrics.status_words import short_word
from metrics.table_words import note_text

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
ANCHORS = {"pipeline": "pipeline", "datasets": "alerts", "what-if": "levers", "retention": "retention"}
CHANGES = ("flips", "moved", "slow", "restated", "off")
COHORTS = 12


def page(report: Report, said: Words) -> str:
    """The whole file as text."""
    title = f"{said.t('Monday funnel review')} · {report.brief.dataset}"
    when = figures.span(said, report.brief.query.period.first, report.brief.query.period.last)
    parts = [
        f"<header><h1>{esc(said.t('Monday funnel review'))}</h1>",
        f'<p class="muted">{esc(rows.who_and_when(report, said))}</p></header><main>',
        *(f'<p class="side">{esc(rows.side_sentence(report, said, where))}</p>' for where in report.standings),
        *(_section(report, said, name) for name in CHANGES),
        _scorecard(report, said),
        *(_funnel(report, said, side) for side in SIDES),
        _retention(report, said),
        _pipeline(report, said),
        _actions(report, said),
        *(_section(report, said, name) for name in ("levers", "alerts", "too_early")),
        _definitions(report, said),
        "</main>",
        _figures(report),
    ]
    return (
        f'<!doctype html>\n<html lang="{said.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{esc(POLICY)}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{esc(f"{title} · {when}")}</title>'
        f"<style>{kit.STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def _figures(report: Report) -> str:
    """The figures as `python -m metrics score --format json` prints them; data for programs, nothing that runs."""
    found = [as_row(score, report.brief.currency) for score in report.brief.scores]
    text = json.dumps(found, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="figures">{text}</script>'


def _section(report: Report, said: Words, name: str) -> str:
    """One section of the brief: its sentences, or that there is nothing."""
    sentences = report.brief.sections[name]
    head = f'<section id="{name}"><h2>{esc(said.t(SECTIONS[name]))}</h2>'
    if not sentences:
        return f'{head}<p class="muted">{esc(report.brief.nothing(said, name))}</p></section>'
    return f"{head}{_list(report, said, sentences)}</section>"


def _list(report: Report, said: Words, sentences: Iterable[Sentence]) -> str:
    return f"<ul>{''.join(f'<li>{_said(report, said, one)}</li>' for one in sentences)}</ul>"


def _said(report: Report, said: Words, one: Sentence) -> str:
    """A sentence whose figures lead to their place in this page."""
    anchor = _anchor(one.place, one.about)
    found = pieces(said, report.brief.benchmarks, one.note)
    return "".join(f'<a href="#{anchor}">{esc(piece.text)}</a>' if piece.figure else esc(piece.text) for piece in found)


def _anchor(place: Place, about: str) -> str:
    return f"kpi-{about.replace('.', '-')}" if about else ANCHORS.get(place.page, "scorecard")


def _scorecard(report: Report, said: Words) -> str:
    staged = [score for score in report.brief.scores if score.stage is not None]
    beside = [score for score in report.brief.scores if score.stage is None and score.value is not None]
    heads = [said.t(name) for name in ("Stage", "KPI", "Value (change)", "Benchmark", "Status", "n")]
    lines = [
        _score(report, said, score) for score in sorted(staged, key=lambda one: (one.stage or 0, one.side == "b2b"))
    ]
    more = [_score(report, said, score) for score in beside]
    first = kit.table(said.t("The seven stages"), heads, lines, right=(2, 5))
    second = kit.table(said.t("Shown beside them"), heads, more, right=(2, 5))
    return f'<section id="scorecard" class="page"><h2>{esc(said.t("Scorecard"))}</h2>{first}{second}</section>'


def _score(report: Report, said: Words, score: Score) -> str:
    stage = f"{score.stage} {report.brief.benchmarks.stage('both', score.stage, said.language)}" if score.stage else ""
    name = f"{SIDES[score.side]} {rows.label(report, said, score)}"
    exact = "" if score.value is None else f' data-value="{score.value!r}"'
    attributes = f' id="kpi-{score.side}-{score.kpi}" data-kpi="{score.side}.{score.kpi}"{exact}'
    cells = [
        esc(stage),
        esc(name),
        esc(rows.value(said, score)),
        esc(rows.band(said, score)),
        kit.status(score.grade, short_word(said, score.grade)),
        esc("" if score.n is None else said.number(score.n)),
    ]
    return kit.row(cells, (2, 5), attributes)


def _funnel(report: Report, said: Words, side: str) -> str:
    steps = report.funnels.get(side)
    head = f'<section id="{side}" class="page"><h2>{esc(said.t(rows.TITLES[side]))}</h2>'
    if steps is None:
        missing = {"b2c": "No events or orders in this data set.", "b2b": "No leads in this data set."}[side]
        return f'{head}<p class="muted">{esc(said.t(missing))}</p></section>'
    counted = funnel_rows.funnel_rows(steps, said)
    names, texts = [line[0] for line in counted], [line[1] for line in counted]
    before = [float(step.entities) for step in steps.before.steps] if steps.before else []
    drawn = kit.bars(
        names, [float(step.entities) for step in steps.now.steps], before, texts,
        ", ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True)),
    )  # fmt: skip
    columns = [said.t(name) for name in ("Step", "Count", "Of entry", "Of the step before", "Median time")]
    listed = [kit.row([esc(cell) for cell in line], range(1, 5)) for line in counted]
    note = funnel_rows.funnel_note(steps, said)
    if steps.before_period is not None:
        days = figures.span(said, steps.before_period.first, steps.before_period.last)
        note += " · " + said.t("lighter: {days}", days=days)
    return (
        f"{head}<p><b>{esc(funnel_rows.funnel_loss(steps, said))}</b></p><p class='muted'>{esc(note)}</p>{drawn}"
        f"{kit.table('', columns, listed, range(1, 5))}</section>"
    )


def _retention(report: Report, said: Words) -> str:
    head = f'<section id="retention" class="page"><h2>{esc(said.t("Retention"))}</h2>'
    return f"{head}{_cohorts(report, said)}{_revenue(report, said)}</section>"


def _cohorts(report: Report, said: Words) -> str:
    shown = rows.cohort_rows(report, COHORTS)
    if report.retention is None or not shown:
        return f'<p class="muted">{esc(said.t("No events or orders in this data set."))}</p>'
    every = [*shown, report.retention.pooled]
    top = max((cell.rate or 0) for row in every for cell in row.cells)
    lines = []
    for cohort in every:
        name = said.t("All cohorts") if cohort.first is None else said.date(cohort.first)
        cells = "".join(kit.heat(cell.rate, said.percent(cell.rate), top) for cell in cohort.cells)
        lines.append(f'<tr><td>{esc(name)}</td><td class="right">{esc(said.number(cohort.size))}</td>{cells}</tr>')
    columns = [said.t("Cohort"), "n", *(said.t("D{n}", n=day) for day in CURVE_DAYS)]
    caption = said.t("B2C: first-time buyers active on day N, by week of the first purchase")
    return kit.table(caption, columns, lines, range(1, len(columns)))


def _revenue(report: Report, said: Words) -> str:
    points = [point for point in report.revenue if point.nrr is not None]
    if not points:
        return f'<p class="muted">{esc(said.t("No subscriptions in this data set."))}</p>'
    title = said.t("B2B: NRR, GRR and logos against twelve months before, by month")
    names = [rows.month(said, point.day) for point in points]
    series = [
        (f"NRR {said.percent(points[-1].nrr)}", "#0f5c8c", [point.nrr for point in points]),
        (f"GRR {said.percent(points[-1].grr)}", "#7b5ea7", [point.grr for point in points]),
        (
            f"{said.t('Logos')} {said.percent(points[-1].logo_retention)}",
            "#4b8f9f",
            [point.logo_retention for point in points],
        ),
    ]
    return f"<h3>{esc(title)}</h3>{kit.line_chart(names, series, ', '.join(name for name, _, _ in series))}"


def _pipeline(report: Report, said: Words) -> str:
    head = f'<section id="pipeline" class="page"><h2>{esc(said.t("Pipeline"))}</h2>'
    found = report.brief.pipeline
    if found is None:
        return f'{head}<p class="muted">{esc(said.t(NOTHING["pipeline"]))}</p></section>'
    steps = rows.bars(report, said)
    named = [(name, figures.money(said, amount) if at in (0, len(steps) - 1) else figures.change(said, "money", amount),
              amount) for at, (name, amount) in enumerate(steps)]  # fmt: skip
    drawn = (
        kit.bridge(named, ", ".join(f"{name} {text}" for name, text, _ in named)) if any(a for *_, a in named) else ""
    )
    told = {one.code for one in found.sentences}
    remarks = [note for note in (*found.coverage.notes, *found.landing.notes) if note.code not in told]
    notes = "".join(f"<li>{esc(note_text(said, note))}</li>" for note in remarks)
    return f'{head}{_list(report, said, found.sentences)}{drawn}<ul class="muted small">{notes}</ul></section>'


def _actions(report: Report, said: Words) -> str:
    head = f'<section id="actions"><h2>{esc(said.t("Actions"))}</h2>'
    if not report.actions:
        return f'{head}<p class="muted">{esc(said.t("None agreed yet: what, who, by when?"))}</p></section>'
    columns = [said.t(name) for name in ("What", "KPI since", "Owner", "Due", "Status")]
    lines = [kit.row([esc(cell) for cell in line]) for line in rows.action_rows(report.actions, said, report)]
    return f"{head}{kit.table(said.t('Open ones first'), columns, lines)}</section>"


def _definitions(report: Report, said: Words) -> str:
    shown = [score for score in report.brief.scores if score.value is not None or score.stage is not None]
    lines = "".join(f"<li>{esc(line)}</li>" for line in rows.definitions(report, said, shown))
    title = esc(said.t("Definitions and sources"))
    return f'<section id="definitions" class="page small"><h2>{title}</h2><ul>{lines}</ul></section>'
