"""The Monday brief (R9, R18): what changed since the last review, why, what it is worth, what is too early to say.

One result object, drawn by the Brief page, the five slides, the HTML file and JSON alike. It names what is real and
leaves out what chance alone would bring about (brief_noise.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from data.reviews import Review
from data.words import Words
from metrics import brief_alerts, brief_changes, brief_deals, brief_restated, brief_said, brief_snapshot, evaluate
from metrics.benchmarks import Benchmarks
from metrics.board import Board, open_board
from metrics.brief_changes import Moved, Then
from metrics.brief_deals import Pipeline
from metrics.brief_said import Named, Place, Sentence, Shown, sentence
from metrics.brief_snapshot import Snapshot
from metrics.catalog import BY_KEY
from metrics.code_version import code_version
from metrics.evaluate import Query
from metrics.frame import Frame
from metrics.lever_inputs import levers_of
from metrics.levers import Lever
from metrics.pipeline_deals import Slice
from metrics.result import COLOURS, Period, Score
from metrics.window import comparison, named_period

DAY, WEEK = timedelta(days=1), timedelta(days=7)
REVIEW, VERSION, PERIOD = "review", "version", "period"
SECTIONS = {  # in the order of the meeting: exceptions first
    "flips": "Turned since the last review",
    "moved": "What moved, and why",
    "slow": "Four weeks against the four before",
    "restated": "Restated: history changed, not the business",
    "off": "Off its benchmark",
    "pipeline": "Pipeline",
    "levers": "What is worth most",
    "alerts": "Data alerts",
    "too_early": "Too early to say",
}
NOTHING = {
    "flips": "No status turned.",
    "moved": "Nothing moved beyond chance.",
    "slow": "Nothing more has moved over four weeks.",
    "restated": "Nothing was restated.",
    "off": "Every KPI that can be coloured is green.",
    "pipeline": "No deals in this data set.",
    "levers": "No KPI below its benchmark leads to money by R1 or R2.",
    "alerts": "No alert: volumes and completeness are as usual.",
    "too_early": "Everything that is asked can be said.",
}


@dataclass(frozen=True, slots=True)
class Base:
    """What the brief compares with: a closed review, an earlier version of the data, or the period before.

    `number` is the review's; `as_of` the last day known then.
    """

    kind: str
    period: Period
    as_of: date
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything the Monday review looks at. `sections` maps each key of SECTIONS to its sentences."""

    dataset: str
    version: str
    currency: str
    as_of: date
    query: Query
    base: Base
    benchmarks: Benchmarks
    scores: tuple[Score, ...]
    then: tuple[Score, ...]
    moved: tuple[Moved, ...]
    levers: tuple[Lever, ...]
    pipeline: Pipeline | None
    sections: Mapping[str, tuple[Sentence, ...]]

    def text(self, said: Words, one: Sentence) -> str:
        """A sentence in a language."""
        return brief_said.text(said, self.benchmarks, one.note)

    def nothing(self, said: Words, name: str) -> str:
        """Why a section is empty; where nothing has a colour, nothing is green and not everything is said."""
        if name in ("off", "too_early") and not any(score.grade.status in COLOURS for score in self.scores):
            return said.t("Nothing can be coloured yet.")
        return said.t(NOTHING[name])


def brief(
    board: Board,
    query: Query,
    before: Board | None = None,
    review: Review | None = None,
    reopen: Callable[[datetime], Board] | None = None,
    earlier: Callable[[], Sequence[Frame]] = tuple,
) -> Brief:
    """The brief of `board` for `query` against `review`, else the earlier version `before`, else the period before.

    `before` is also where the deals of the last review are known from; a version that reaches further than `board` is
    not used. `reopen` opens the board's data as of a moment, where boards are kept; `earlier` gives the frames of
    earlier versions, for the landing. Errors: those of opening a board.
    """
    if before is not None and before.as_of > board.as_of:
        before = None
    now = tuple(evaluate.scores(board, query))
    kept, number = _kept(query, before, review)
    then, base = _then(board, query, kept, number, reopen)
    then_now = then.scores(now)
    reported = kept.scores if kept is not None else tuple(then_now)
    moved = tuple(brief_changes.moved(board, query, now, then, then_now))
    levers = tuple(levers_of(board, query, now))
    slice_ = Slice(query.channel, query.segment)
    deals = brief_deals.pipeline(board, slice_, before, base.as_of, earlier())
    sections = {
        "flips": tuple(brief_changes.flips(reported, now)),
        "moved": tuple(one for found in moved for one in found.sentences),
        "slow": tuple(_slow(board, query, now, moved)),
        "restated": tuple(_restated(board, kept, then_now)),
        "off": tuple(brief_restated.off_since(board, query, now)),
        "pipeline": deals.sentences if deals else (),
        "levers": tuple(_lever(lever) for lever in levers),
        "alerts": (*_other_rules(board, review, base), *brief_alerts.alerts(board, query)),
        "too_early": tuple(brief_alerts.too_early(board, now)),
    }
    frame, dataset = board.frame, board.dataset
    return Brief(
        dataset.name, dataset.version, dataset.currency, frame.last, query, base, board.benchmarks, now,
        tuple(reported), moved, levers, deals, sections,
    )  # fmt: skip


def _kept(query: Query, before: Board | None, review: Review | None) -> tuple[Snapshot | None, int | None]:
    """What was reported, and in which review: its figures under the same filter, or what the earlier version says."""
    if review is not None:
        kept = brief_snapshot.from_json(review.figures)
        if (kept.query.channel, kept.query.segment) == (query.channel, query.segment):
            return kept, review.number
    return (brief_snapshot.take(before, earlier_query(query, before)) if before is not None else None), None


def earlier_query(query: Query, before: Board) -> Query:
    """`query` as it was asked of the earlier version: its own last week, month or quarter, or as many days before.

    A version that reaches as far (a correction) is asked for the period before.
    """
    if query.name is not None:
        period = named_period(query.name, before.frame.last, before.frame.first)
        if period.last < query.period.last:
            return replace(query, period=period)
    period = comparison(query.period, "previous", query.name)
    while period.last > before.frame.last:
        period = _earlier(period, query.period.days)
    return replace(query, period=period, name=None)


def _earlier(period: Period, days: int) -> Period:
    return Period(period.first - timedelta(days=days), period.last - timedelta(days=days))


def _then(
    board: Board,
    query: Query,
    kept: Snapshot | None,
    number: int | None,
    reopen: Callable[[datetime], Board] | None,
) -> tuple[Then, Base]:
    if kept is None:
        period = comparison(query.period, query.compare, query.name)
        asked = replace(query, period=period, name=None)
        return Then(board, asked), Base(PERIOD, period, period.last)
    opened = board
    if kept.as_of < board.as_of and kept.as_of.date() >= board.frame.first:
        opened = reopen(kept.as_of) if reopen else _reopened(board, kept.as_of)
    kind = VERSION if number is None else REVIEW
    return Then(opened, kept.query, kept), Base(kind, kept.period, kept.as_of.date(), number)


def _reopened(board: Board, moment: datetime) -> Board:
    return open_board(board.dataset, moment, board.benchmarks, board.frame.cache)


def _other_rules(board: Board, review: Review | None, base: Base) -> list[Sentence]:
    """What else may lie behind a difference to the review: other benchmarks, another version of the program."""
    if review is None or base.kind != REVIEW:
        return []
    found = []
    if review.benchmarks != brief_snapshot.benchmarks_text(board.benchmarks):
        text = "Review {n} was graded by other benchmarks: a status may have turned for that reason alone."
        found.append(sentence("other_benchmarks", text, Place("definitions"), n=review.number))
    if review.code != code_version():
        text = "Review {n} was computed by another version of this program: what is called restated may come from that."
        found.append(sentence("other_code", text, Place("definitions"), n=review.number))
    return found


def _restated(board: Board, kept: Snapshot | None, then_now: list[Score]) -> list[Sentence]:
    if kept is None:
        return []
    return brief_restated.restated(kept, brief_snapshot.volumes(board, kept.query), then_now)


def _slow(board: Board, query: Query, now: tuple[Score, ...], named: tuple[Moved, ...]) -> list[Sentence]:
    """What moves too slowly for one week to show: KPIs not named yet, four weeks against the four before."""
    if query.name != "week" or query.period.last - 8 * WEEK < board.frame.first:
        return []
    month = Query(
        Period(query.period.last - 4 * WEEK + DAY, query.period.last), "previous", query.channel, query.segment
    )
    then = Then(board, replace(month, period=comparison(month.period)))
    known = {brief_changes.key(one.after) for one in named}
    rest = [score for score in evaluate.scores(board, month) if brief_changes.key(score) not in known]
    found = brief_changes.moved(board, month, rest, then, then.scores(rest))
    return [_over(one, "4w") for moved in found for one in moved.sentences]


def _over(one: Sentence, period: str) -> Sentence:
    """The sentence with its place opened over `period`."""
    return replace(one, place=replace(one.place, params=(("period", period), *one.place.params)))


def _lever(lever: Lever) -> Sentence:
    place = Place("what-if", (("kpi", f"{lever.side}.{lever.kpi}"),))
    text = _LEVERS[lever.per]
    return sentence(
        "lever", text, place, f"{lever.side}.{lever.kpi}", kpi=Named(lever.kpi, lever.side),
        money=Shown("money", lever.money), value=Shown(_unit(lever), lever.value),
        goal=Shown(_unit(lever), lever.goal), rule=lever.rule, assumption=lever.assumption,
    )  # fmt: skip


_LEVERS = {
    "month": "{kpi} from {value} to {goal} is worth {money} a month ({rule}). {assumption}",
    "quarter": "{kpi} from {value} to {goal} is worth {money} a quarter ({rule}). {assumption}",
}


def _unit(lever: Lever) -> str:
    return BY_KEY[lever.kpi, lever.side].unit


def as_json(found: Brief, said: Words) -> dict[str, Any]:
    """The brief as plain JSON: each sentence with its code, KPI, place and text."""
    return {
        "dataset": found.dataset,
        "version": found.version,
        "as_of": found.as_of.isoformat(),
        "from": found.query.period.first.isoformat(),
        "to": found.query.period.last.isoformat(),
        "against": {
            "kind": found.base.kind,
            "review": found.base.number,
            "from": found.base.period.first.isoformat(),
            "to": found.base.period.last.isoformat(),
            "as_of": found.base.as_of.isoformat(),
        },
        "sections": {name: [_row(found, said, one) for one in sentences] for name, sentences in found.sections.items()},
    }


def _row(found: Brief, said: Words, one: Sentence) -> dict[str, Any]:
    place = {"page": one.place.page, **dict(one.place.params)}
    return {"code": one.code, "kpi": one.about or None, "text": found.text(said, one), "place": place}
