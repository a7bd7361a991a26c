"""The checklist on screen: progress of the lists, exceptions first, questions with their answers. For Checklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import streamlit as st

from data.answers import Answer, keep_answer
from data.words import Words
from metrics.checklist import ANSWERS, NO, PARTLY, YES, Automatic, Progress, Question
from metrics.result import AMBER, GREEN, RED, Score
from pages.parts import session
from pages.parts.cards import DASH, SHAPES, status_word
from pages.parts.clickable import button, clickable
from pages.parts.page import View
from pages.parts.words import day, edges, figure, html_text, note_text, plain, short_span

FIT = "grid-template-columns:repeat(auto-fit,minmax(min(100%,17em),1fr))"
LISTS = {"b2c": "B2C", "b2b": "B2B", "general": "General"}
WORDS = {YES: "Yes", PARTLY: "Partly", NO: "No"}
TONES = {YES: GREEN, PARTLY: AMBER, NO: RED}
COUNTS = {YES: "{n} yes", PARTLY: "{n} partly", NO: "{n} no"}
SIDES = {"b2c": "B2C", "b2b": "B2B"}
Scores = Mapping[tuple[str, str], Score]


def progress(said: Words, lists: Sequence[Progress]) -> str:
    """One card a list: how many answers of which kind, as words and as a bar."""
    cards = "".join(_progress(said, one) for one in lists)
    return f'<div class="tf-board"><div class="tf-cards" style="{FIT}">{cards}</div></div>'


def exceptions(said: Words, asked: Sequence[Question], answers: Mapping[str, str]) -> str:
    """Questions answered no or partly, before all others."""
    if not asked:
        return f'<p class="tf-side">{html_text(said.t("Nothing answered no or partly in this list."))}</p>'
    lines = "".join(
        f"<p>{mark(said, answers[one.id])} {one.number}. {html_text(one.texts[said.language])}</p>" for one in asked
    )
    return f'<div class="tf-empty"><b>{html_text(said.t("To work on"))}</b>{lines}</div>'


def mark(said: Words, answer: str | None) -> str:
    """An answer as word, shape and colour."""
    if answer is None:
        shape, look, word = DASH, "tf-none", said.t("Not answered")
    else:
        shape, look, word = SHAPES[TONES[answer]], f"tf-{TONES[answer]} tf-clear", said.t(WORDS[answer])
    drawn = f'<svg viewBox="0 0 16 16" aria-hidden="true">{shape}</svg>'
    return f'<span class="tf-status {look}">{drawn}{html_text(word)}</span>'


def from_data(view: View, question: Question, found: Automatic, scores: Scores, on_open: object) -> None:
    """A question the data answer: the answer, why, and the figures with a way to open each."""
    said = view.said
    beside = [scores[pair] for pair in question.beside if pair in scores]
    lines = [html_text(note_text(said, note)) for note in found.notes]
    lines += [_figure(view, score) for score in (*found.scores, *beside) if score.value is not None]
    head = f"<p>{_title(said, question)} {mark(said, found.answer)} {html_text(said.t('answered by the data'))}</p>"
    body = "".join(f'<p class="tf-muted" style="position:relative">{line}</p>' for line in lines)
    clickable(head + body, f"question-{question.id}", on_open)


def by_person(view: View, question: Question, kept: Answer | None, scores: Scores) -> None:
    """A question a person answers, with the figures that help and who answered when."""
    said = view.said
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        lines = [_plain_figure(view, scores[pair]) for pair in question.beside if _known(scores, pair)]
        if question.rule is not None:
            lines.append(said.t("The data cannot answer it in these days: answer it yourself."))
        if kept is not None:
            lines.append(_when(said, kept))
        st.markdown(f"**{question.number}.** {plain(question.texts[said.language])}")
        if lines:
            st.caption(plain(" · ".join(lines)))
    with right:
        key = f"answer-{question.id}"
        st.session_state[key] = kept.answer if kept else None
        st.segmented_control(
            question.texts[said.language],
            list(ANSWERS),
            format_func=lambda answer: said.t(WORDS[answer]),
            key=key,
            on_change=_answered,
            args=(question.id,),
            label_visibility="collapsed",
        )


def _answered(question: str) -> None:
    keep_answer(session.own_workspace(), question, st.session_state[f"answer-{question}"])


def _progress(said: Words, one: Progress) -> str:
    parts = [said.t(COUNTS[answer], n=one.counts[answer]) for answer in ANSWERS]
    parts.append(said.t("{n} not answered", n=one.open))
    label = html_text(f"{said.t(LISTS[one.list])}: {', '.join(parts)}")
    bars, at = "", 0.0
    for answer in ANSWERS:
        width = 100 * one.counts[answer] / one.total
        place = f'x="{at:.1f}%" y="20%" width="{width:.1f}%" height="60%"'
        bars += f'<rect class="value" {place} style="fill:var(--tf-{TONES[answer]})"/>'
        at += width
    return (
        f'<div class="tf-kpi"><div class="tf-top"><b>{html_text(said.t(LISTS[one.list]))}</b>'
        f"<span>{html_text(said.t('{n} of {total} answered', n=one.total - one.open, total=one.total))}</span></div>"
        f'<div class="tf-bar"><svg class="tf-bullet" role="img" aria-label="{label}"><title>{label}</title>'
        f'<rect class="track" x="0" y="20%" width="100%" height="60%"/>{bars}</svg></div>'
        f'<div class="tf-foot">{html_text(" · ".join(parts))}</div></div>'
    )


def _title(said: Words, question: Question) -> str:
    code = f" ({question.code})" if question.code else ""
    return f"<b>{question.number}.</b> {html_text(question.texts[said.language] + code)}"


def _figure(view: View, score: Score) -> str:
    opens = html_text(f"{score.side}.{score.kpi}")
    name = html_text(view.board.benchmarks.label(score.kpi, score.side, view.said.language))
    return f"{button(name, opens, html_text(view.said.t('Open this KPI')))}: {html_text(_value(view, score))}"


def _plain_figure(view: View, score: Score) -> str:
    name = view.board.benchmarks.label(score.kpi, score.side, view.said.language)
    return f"{SIDES[score.side]} {name}: {_value(view, score)}"


def _value(view: View, score: Score) -> str:
    """`27.2% · 20–40% (F2) · Green · n = 114`."""
    said, band = view.said, score.benchmark
    parts = [figure(said, score.unit, score.value)]
    if band is not None:
        parts += [f"{edges(said, score.unit, band.low, band.high)} ({band.code})", status_word(said, score.grade)]
    if score.n is not None:
        parts.append(said.t("n = {n}", n=said.number(score.n)))
    parts.append(short_span(said, score.period))
    return " · ".join(parts)


def _known(scores: Scores, pair: tuple[str, str]) -> bool:
    return pair in scores and scores[pair].value is not None


def _when(said: Words, kept: Answer) -> str:
    on = day(said, datetime.fromisoformat(kept.at).date())
    if kept.author:
        return said.t("answered {day} by {who}", day=on, who=kept.author)
    return said.t("answered {day}", day=on)
