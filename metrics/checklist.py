"""The guide's 55 field questions (SOURCE.md C) and the answers the data give to some of them: for the Checklist screen.

An answer is yes, partly or no. A question with a rule answers itself while the data can; else a person does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from metrics.board import Board
from metrics.dwell import StageDwell, dwell
from metrics.evaluate import Query
from metrics.pipeline_targets import quarter_name, targets_for
from metrics.result import AMBER, COLOURS, GREEN, RED, Note, Period, Score
from metrics.window import quarter

YES, PARTLY, NO = "yes", "partly", "no"
ANSWERS = (YES, PARTLY, NO)
LISTS = ("b2c", "b2b", "general")
LONG_DAYS = 28
LONGER = "The chosen days are too few to tell: from the last {days} {days:day|days}."
FILE = Path(__file__).with_name("checklist.yaml")
Found = Mapping[tuple[str, str], Score]  # (key, side) → score


@dataclass(frozen=True, slots=True)
class Question:
    """One question of `list`, numbered as in the guide. `kpis` and `beside` are (key, side)."""

    list: str
    number: int
    texts: Mapping[str, str]
    code: str | None
    rule: str | None
    kpis: tuple[tuple[str, str], ...]
    beside: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        """`b2b.3`: what an answer is kept under."""
        return f"{self.list}.{self.number}"


@dataclass(frozen=True, slots=True)
class Automatic:
    """What the data say: yes, partly or no, why, and the KPIs it rests on."""

    answer: str
    notes: tuple[Note, ...]
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """One list: how many questions have which answer, and how many have none."""

    list: str
    counts: Mapping[str, int]
    total: int

    @property
    def open(self) -> int:
        """Questions nobody has answered."""
        return self.total - sum(self.counts.values())


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """All questions, list by list, in the guide's order."""
    raw: dict[str, list[dict[str, Any]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(_question(name, n, item) for name in LISTS for n, item in enumerate(raw[name], start=1))


def automatic(board: Board, scores: Iterable[Score], longer: Iterable[Score] = ()) -> dict[str, Automatic]:
    """By question id: the answers the data give; questions they cannot answer (any more) are absent.

    `longer` are the scores of more days, asked where those of the chosen ones carry no colour; the answer says so.
    """
    asked, wider = ({(score.kpi, score.side): score for score in found} for found in (scores, longer))
    answers = {}
    for question in questions():
        if question.rule is None:
            continue
        answer = RULES[question.rule](board, asked, question)
        if answer is None and wider and (later := RULES[question.rule](board, wider, question)) is not None:
            answer = replace(later, notes=(*later.notes, Note("longer", LONGER, (("days", LONG_DAYS),))))
        if answer is not None:
            answers[question.id] = answer
    return answers


def longer_query(query: Query) -> Query | None:
    """The four weeks up to the end of the chosen days; None where those are as long already."""
    last = query.period.last
    if query.period.days >= LONG_DAYS:
        return None
    return replace(query, period=Period(last - timedelta(days=LONG_DAYS - 1), last), name=None)


def progress(answers: Mapping[str, str]) -> list[Progress]:
    """The three lists; `answers` maps question ids to yes, partly or no."""
    found = []
    for name in LISTS:
        ids = [question.id for question in questions() if question.list == name]
        counts = {answer: sum(answers.get(one) == answer for one in ids) for answer in ANSWERS}
        found.append(Progress(name, counts, len(ids)))
    return found


def _question(name: str, number: int, item: Mapping[str, Any]) -> Question:
    kpis, beside = (tuple(_pair(text) for text in item.get(key, ())) for key in ("kpis", "beside"))
    texts = {language: str(item[language]) for language in ("en", "vi")}
    return Question(name, number, texts, item.get("code"), item.get("rule"), kpis, beside)


def _pair(text: str) -> tuple[str, str]:
    side, _, key = text.partition(".")
    return key, side


def _graded(found: Found, question: Question) -> tuple[Score, ...]:
    """The question's KPIs that carry a colour."""
    scores = (found.get(pair) for pair in question.kpis)
    return tuple(score for score in scores if score is not None and score.grade.status in COLOURS)


def _reached(_board: Board, found: Found, question: Question) -> Automatic | None:
    """Green is yes, amber partly, red no; of several KPIs the worst counts."""
    scores = _graded(found, question)
    if len(scores) < len(question.kpis):
        return None
    worst = max(scores, key=lambda score: COLOURS.index(score.grade.status))
    return Automatic({GREEN: YES, AMBER: PARTLY, RED: NO}[worst.grade.status], (), scores)


def _set(_board: Board, found: Found, question: Question) -> Automatic | None:
    """A target that is set and watched is yes when it is reached, partly when it is not."""
    scores = _graded(found, question)
    if len(scores) < len(question.kpis):
        return None
    if all(score.grade.status == GREEN for score in scores):
        return Automatic(YES, (Note("set_reached", "Targets are set and reached."),), scores)
    return Automatic(PARTLY, (Note("set_short", "Targets are set and watched; not all are reached."),), scores)


def _dwell(board: Board, _found: Found, _question: Question) -> Automatic | None:
    """Analysed where stage changes are known; partly while a stage with open deals has too few won deals to judge."""
    if "stage_changes" not in board.frame.tables:
        return None
    stages = [stage for stage in dwell(board.frame) if stage.open_deals]
    if not stages:
        return None
    slowest = max(stages, key=_slowness)
    text = (
        "Slowest against won deals: {stage}, {open} open {open:deal|deals} there for {days} {days:day|days}, "
        "won deals {usual} {usual:day|days} (medians)."
    )
    values = (
        ("stage", slowest.stage),
        ("open", slowest.open_deals),
        ("days", slowest.open_median_days or 0.0),
        ("usual", slowest.won_median_days or 0.0),
    )
    answer = PARTLY if any(stage.few for stage in stages) else YES
    return Automatic(answer, (Note("slowest_stage", text, values),), ())


def _slowness(stage: StageDwell) -> float:
    return (stage.open_median_days or 0) / stage.won_median_days if stage.won_median_days else 0.0


def _dashboard(board: Board, found: Found, _question: Question) -> Automatic | None:
    """Yes with graded KPIs and a target of the quarter, partly without the target."""
    graded = sum(score.grade.status in COLOURS for score in found.values())
    if not graded:
        return None
    now = quarter(board.frame.last)
    counted = Note("graded", "{n} {n:KPI is|KPIs are} graded here.", (("n", graded),))
    if targets_for(board.frame, now).amount is None:
        missing = Note(
            "no_quarter_target", "No target covers {quarter}: upload targets.", (("quarter", quarter_name(now)),)
        )
        return Automatic(PARTLY, (counted, missing), ())
    return Automatic(
        YES, (counted, Note("has_target", "{quarter} has its target.", (("quarter", quarter_name(now)),))), ()
    )


def _alerts(board: Board, _found: Found, _question: Question) -> Automatic:
    """Every upload is checked by the board itself."""
    text = "Every upload is checked row by row; this version carries {n} {n:remark|remarks}."
    return Automatic(YES, (Note("checked", text, (("n", len(board.dataset.notes)),)),), ())


RULES: dict[str, Callable[[Board, Found, Question], Automatic | None]] = {
    "reached": _reached,
    "set": _set,
    "dwell": _dwell,
    "dashboard": _dashboard,
    "alerts": _alerts,
}


def exceptions(asked: Sequence[Question], answers: Mapping[str, str]) -> list[Question]:
    """Questions answered no, then partly, in the guide's order."""
    return [one for answer in (NO, PARTLY) for one in asked if answers.get(one.id) == answer]
