"""A funnel in words and rows, language by language, for the slides and the HTML file."""

from __future__ import annotations

from data import figures
from data.words import Words
from metrics.funnel_loss import Short, fallen, leaving
from metrics.report import Steps
from metrics.report_rows import needed
from metrics.table_words import STEP_WORDS


def step_name(said: Words, step: str) -> str:
    """A funnel step in words."""
    return said.t(STEP_WORDS.get(step, step))


def funnel_rows(steps: Steps, said: Words) -> list[list[str]]:
    """Step, count, share of entry, share of the step before, median time from it."""
    return [
        [
            step_name(said, step.step),
            said.number(step.entities),
            said.percent(step.of_entry),
            said.percent(step.of_previous),
            duration(said, step.median_seconds),
        ]
        for step in steps.now.steps
    ]


def funnel_note(steps: Steps, said: Words) -> str:
    """Whom the funnel counts, and over which window."""
    who = said.t("people" if steps.side == "b2c" else "leads")
    days = figures.span(said, steps.period.first, steps.period.last)
    if not steps.mature:
        text = "All {who} since {days}; {n} still have time to go on."
        return said.t(text, who=who, days=days, n=said.number(steps.now.still_open))
    window = said.t("{n} {n:day|days}", n=steps.window_days) if steps.window_days else said.t("any time")
    line = said.t("{who} who entered {days} and had {window} to go on", who=who, days=days, window=window)
    return line[:1].upper() + line[1:]


def funnel_loss(steps: Steps, said: Words) -> str:
    """The largest loss in a sentence: against the benchmark, else against the entries before, else in plain numbers."""
    if steps.short is not None:
        return _short(steps.short, said)
    worst = fallen(steps.now, steps.before)
    if worst is not None and worst.sure and steps.before_period is not None:
        return said.t(
            "Biggest loss against {period}: {steps}, {after} after {before};"
            " at the rate before, {n} more had got through.",
            period=figures.span(said, steps.before_period.first, steps.before_period.last),
            steps=_between(said, worst.first, worst.last), after=said.percent(worst.after),
            before=said.percent(worst.before), n=said.number(worst.fewer),
        )  # fmt: skip
    most = leaving(steps.now)
    if most is None:
        return ""
    return said.t(
        "Most leave at {steps}: {lost} of {n} ({share}).", steps=_between(said, most.first, most.last),
        lost=said.number(most.lost), n=said.number(most.entities), share=said.percent(most.share),
    )  # fmt: skip


def _short(short: Short, said: Words) -> str:
    score, found = short.score, short.score.benchmark
    return said.t(
        "Biggest loss against the benchmark: {steps}, {value} against {range} ({code}), n = {n}.",
        steps=_between(said, short.first, short.last), value=figures.figure(said, score.unit, score.value),
        range=needed(said, score, found) if found else "", code=found.code if found else "", n=said.number(score.n),
    )  # fmt: skip


def _between(said: Words, first: str, last: str) -> str:
    return f"{step_name(said, first)} → {step_name(said, last)}"


def duration(said: Words, seconds: float | None) -> str:
    """A length of time in the unit that fits."""
    if seconds is None:
        return ""
    if seconds < 5400:
        return said.t("{n} min", n=said.number(seconds / 60, 0))
    if seconds < 48 * 3600:
        return said.t("{n} h", n=said.number(seconds / 3600, 0))
    return said.t("{n} {n:day|days}", n=said.number(seconds / 86400, 0))
