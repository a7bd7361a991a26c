"""What all five slides share: how one begins, its notes, and a KPI in cells. For report_slides.py."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from data.words import Words
from metrics import report_rows as rows
from metrics.brief_said import Sentence
from metrics.report import Report
from metrics.result import COLOURS, Score
from metrics.slide_kit import MUTED, STATUS, Cell, Deck


def begin(deck: Deck, report: Report, said: Words, which: str) -> Any:
    """A new slide with its title, whom and when, and what the shapes mean."""
    footer = f"Two Funnels · {rows.legend(said)} · {said.t('definitions and sources in the speaker notes')}"
    return deck.slide(said.t(rows.TITLES[which]), rows.who_and_when(report, said), footer)


def notes(slide: Any, lines: Iterable[str]) -> None:
    """Speaker notes."""
    slide.notes_slide.notes_text_frame.text = "\n".join(lines)


def say(report: Report, said: Words, sentences: Iterable[Sentence]) -> list[str]:
    """Sentences of the brief as text."""
    return [report.brief.text(said, one) for one in sentences]


def side_cells(report: Report, said: Words, score: Score | None) -> list[Cell]:
    """A KPI in three cells: name, value with change, status."""
    if score is None:
        return [Cell(""), Cell(""), Cell("")]
    colour = STATUS.get(score.grade.status, MUTED)
    return [
        Cell(rows.label(report, said, score)),
        Cell(rows.value(said, score), right=True),
        Cell(rows.status(said, score.grade), colour, bold=score.grade.status in COLOURS),
    ]
