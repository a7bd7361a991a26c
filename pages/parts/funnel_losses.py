"""The biggest loss of a funnel in words: against the benchmark, against the days before, and in plain numbers."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.funnel_loss import Fallen, Leaving, Short, fallen, leaving
from metrics.funnel_review import Review
from pages.parts.cards import needed, status
from pages.parts.clickable import show as show_html
from pages.parts.funnel_words import between
from pages.parts.page import View
from pages.parts.words import edge, figure, html_text, span


def show(view: View, found: Review, graded: Sequence[Short]) -> None:
    """Three sentences; the first is the one to act on."""
    lines = [_against_benchmark(view, graded), _against_before(view, found), _most_leave(view, found)]
    first, *rest = [line for line in lines if line]
    more = "".join(f'<p class="tf-muted">{line}</p>' for line in rest)
    show_html(f'<p class="tf-side">{first}</p>{more}')


def _against_benchmark(view: View, graded: Sequence[Short]) -> str:
    said = view.said
    short = [one for one in graded if one.gap < 0]
    if not graded:
        return html_text(said.t("No step of this funnel has a benchmark and enough data to be compared with it."))
    if not short:
        names = ", ".join(between(said, one.first, one.last) for one in graded)
        return html_text(said.t("No step is short of its benchmark (compared: {names}).", names=names))
    worst, band = short[0], short[0].score.benchmark
    text = said.t(
        "Biggest loss against the benchmark: {steps}, {value} against {range} ({code}), n = {n}.",
        steps=_named(view, worst),
        value=figure(said, worst.score.unit, worst.score.value),
        range=edge(said, worst.score.unit, needed(worst.score.value or 0, band)) if band else "",
        code=band.code if band else "",
        n=said.number(worst.score.n),
    )
    days = said.t("KPI of {period}", period=span(said, worst.score.period))
    return f"{html_text(text)} {status(said, worst.score.grade)} <small>{html_text(days)}</small>"


def _named(view: View, worst: Short) -> str:
    """The steps, and the KPI's name where it says something else."""
    steps = between(view.said, worst.first, worst.last)
    label = view.board.benchmarks.label(worst.score.kpi, worst.score.side, view.said.language)
    return steps if label.casefold() == steps.casefold() else f"{steps} ({label})"


def _against_before(view: View, found: Review) -> str:
    said = view.said
    if found.before is None:
        return ""
    worst = fallen(found.found, found.before)
    period = span(said, found.compared)
    if worst is None:
        return html_text(said.t("No step converts worse than in {period}.", period=period))
    return html_text(_fallen(view, worst, period))


def _fallen(view: View, worst: Fallen, period: str) -> str:
    said = view.said
    text = said.t(
        "Biggest loss against {period}: {steps}, {after} after {before}; at the rate before, {n} more had got through.",
        period=period,
        steps=between(said, worst.first, worst.last),
        after=said.percent(worst.after),
        before=said.percent(worst.before),
        n=said.number(worst.fewer),
    )
    return text if worst.sure else f"{text} {said.t('Chance alone can do that.')}"


def _most_leave(view: View, found: Review) -> str:
    worst = leaving(found.found)
    return html_text(_left(view, worst)) if worst else ""


def _left(view: View, worst: Leaving) -> str:
    said = view.said
    return said.t(
        "Most leave at {steps}: {lost} of {n} ({share}).",
        steps=between(said, worst.first, worst.last),
        lost=said.number(worst.lost),
        n=said.number(worst.entities),
        share=said.percent(worst.share),
    )
