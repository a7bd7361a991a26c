"""The words and rows of the report, language by language: what report_slides.py and report_html.py both draw.

Every function gives plain strings and numbers, ready to be set; escaping belongs to the face that sets them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from data import figures
from data.actions import DONE, DROPPED, OPEN
from data.words import Words
from metrics.bridge import LABELS
from metrics.brief_said import SIDES
from metrics.catalog import BY_KEY
from metrics.report import Outcome, Report
from metrics.result import COLOURS, Band, Grade, Score
from metrics.retention import Cohort
from metrics.standing import Standing, distance
from metrics.status_words import BEYOND_WORDS, COUNT_WORDS, SHAPES, shape, short_word
from metrics.table_words import note_text

TITLES = {
    "scorecard": "Scorecard",
    "b2c": "B2C funnel",
    "b2b": "B2B funnel",
    "retention": "Retention",
    "pipeline": "Pipeline and actions",
}
ACTION_WORDS = {OPEN: "To do", DONE: "Done", DROPPED: "Dropped"}
HELD = 1.0  # the distance chart ends at ±100 %


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the scorecard table: stage number and name (empty on a stage's further lines), a score a side."""

    stage: int
    name: str
    b2c: Score | None
    b2b: Score | None


def who_and_when(report: Report, said: Words) -> str:
    """Which data, which filter, which days, against which."""
    found = report.brief
    filters = [name for name in (found.query.channel, found.query.segment) if name]
    period, base = found.query.period, found.base
    against = {
        "review": "{period}, against review {n} ({base})",
        "version": "{period}, against the data as of {as_of} ({base})",
        "period": "{period}, against {base}",
    }[base.kind]
    when = said.t(
        against,
        period=figures.span(said, period.first, period.last),
        base=figures.span(said, base.period.first, base.period.last),
        n=base.number,
        as_of=said.date(base.as_of),
    )
    return " · ".join([found.dataset, *filters, when])


def label(report: Report, said: Words, score: Score) -> str:
    """The KPI's name."""
    return report.brief.benchmarks.label(score.kpi, score.side, said.language)


def score_lines(report: Report, said: Words) -> list[Line]:
    """The seven stages, a line for each KPI that a side has there."""
    found = []
    for stage in range(1, 8):
        sides = [
            [score for score in report.brief.scores if score.stage == stage and score.side == side] for side in SIDES
        ]
        name = report.brief.benchmarks.stage("both", stage, said.language)
        for place in range(max(len(side) for side in sides)):
            b2c, b2b = (side[place] if place < len(side) else None for side in sides)
            found.append(Line(stage, "" if place else name, b2c, b2b))
    return found


def value(said: Words, score: Score) -> str:
    """The figure, and its change in brackets."""
    text = figures.figure(said, score.unit, score.value)
    return text if score.change is None else f"{text} ({figures.change(said, score.unit, score.change)})"


def status(said: Words, grade: Grade) -> str:
    """Shape and word."""
    return f"{shape(grade)} {short_word(said, grade)}"


def band(said: Words, score: Score) -> str:
    """The benchmark with its code."""
    found = score.benchmark
    return "" if found is None else f"{figures.edges(said, score.unit, found.low, found.high)} ({found.code})"


def side_sentence(report: Report, said: Words, where: Standing) -> str:
    """One side in one sentence: how many of each colour, and the worst."""
    counts = ", ".join(said.t(COUNT_WORDS[c], n=where.counts[c]) for c in COLOURS if where.counts.get(c))
    text = counts or said.t("nothing can be coloured yet")
    worst = where.worst
    if worst is not None and worst.benchmark is not None:
        text += said.t(
            "; worst: {kpi} {value} against {range}",
            kpi=label(report, said, worst),
            value=figures.figure(said, worst.unit, worst.value),
            range=needed(said, worst, worst.benchmark),
        )
    elif counts:
        text += said.t("; nothing below its benchmark")
    return f"{SIDES[where.side]}: {text}"


def needed(said: Words, score: Score, found: Band) -> str:
    """The edge of a band that a value short of it has to reach."""
    low, high = found.low, found.high
    over = found.direction == "lower" or (high is not None and (score.value or 0) > high)
    return figures.edge(said, score.unit, high if over else low)


def distances(report: Report) -> list[tuple[Score, float]]:
    """Stage KPIs with a colour and their distance to the benchmark, held at ±100 %, in the order of the stages."""
    found = [
        (score, max(-HELD, min(HELD, gap)))
        for score in report.brief.scores
        if score.stage is not None and (gap := distance(score)) is not None
    ]
    return sorted(found, key=lambda pair: (pair[0].stage or 0, pair[0].side == "b2b"))


def legend(said: Words) -> str:
    """What the shapes mean."""
    names = {"green": "Green", "amber": "Amber", "red": "Red"}
    filled = " · ".join(f"{SHAPES[colour]} {said.t(names[colour])}" for colour in COLOURS)
    return f"{filled} · {said.t('outlined: probably')}"


def cohort_rows(report: Report, most: int) -> list[Cohort]:
    """The latest weekly cohorts in which some day is mature, oldest first."""
    if report.retention is None:
        return []
    known = [row for row in report.retention.cohorts if any(cell.rate is not None for cell in row.cells)]
    return known[-most:]


def month(said: Words, day: date) -> str:
    """A month in short: `Sep 26`, `09/26`."""
    return said.date(day, "MM/yy" if said.language == "vi" else "MMM yy")


def bars(report: Report, said: Words) -> list[tuple[str, float]]:
    """The pipeline bridge: its start, the bars that moved, its end."""
    found = report.brief.pipeline
    if found is None:
        return []
    moved = [(said.t(LABELS[bar.key]), float(bar.amount)) for bar in found.bridge.bars if bar.moves]
    return [(said.t("Start"), float(found.bridge.start)), *moved, (said.t("End"), float(found.bridge.end))]


def action_rows(outcomes: Sequence[Outcome], said: Words, report: Report) -> list[list[str]]:
    """What, KPI and what it did since, owner, due, status."""
    return [
        [
            one.action.fields.what,
            _since(one, said, report),
            one.action.fields.owner,
            said.date(one.action.fields.due) if one.action.fields.due else "",
            said.t(ACTION_WORDS[one.action.fields.status]),
        ]
        for one in outcomes
    ]


def _since(one: Outcome, said: Words, report: Report) -> str:
    if one.score is None:
        return ""
    name = f"{SIDES[one.score.side]} {label(report, said, one.score)}"
    now = figures.figure(said, one.score.unit, one.score.value)
    if one.since is None:
        return f"{name}: {now}"
    return f"{name}: {figures.figure(said, one.score.unit, one.since)} → {now}"


def definitions(report: Report, said: Words, scores: Iterable[Score]) -> list[str]:
    """For speaker notes and the last pages: what each KPI means, its formula, its benchmark and source, its days."""
    return [_definition(report, said, score) for score in scores]


def _definition(report: Report, said: Words, score: Score) -> str:
    bands = report.brief.benchmarks
    settings = bands.kpi(score.kpi, score.side)
    kpi = BY_KEY[score.kpi, score.side]
    parts = [
        f"{SIDES[score.side]} {label(report, said, score)}: {settings.meaning(said.language)}.",
        f"{said.t('Formula')}: {said.t(kpi.definition, window=settings.window_days)}.",
    ]
    if score.benchmark is not None:
        parts.append(f"{said.t('Benchmark')}: {band(said, score)}.")
    if score.value is not None:
        days = figures.span(said, score.period.first, score.period.last)
        parts.append(f"{figures.full(said, score.unit, score.value)}, {days}{_n(said, score)}.")
    if score.grade.beyond in BEYOND_WORDS:
        parts.append(said.t(BEYOND_WORDS[score.grade.beyond]).capitalize() + ".")
    remarks = [note_text(said, note) for note in score.notes]
    parts += [f"{remark[:1].upper()}{remark[1:]}." for remark in remarks]
    return " ".join(parts).replace("..", ".")


def _n(said: Words, score: Score) -> str:
    return "" if score.n is None else f", n = {said.number(score.n)}"
