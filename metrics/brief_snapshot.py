"""The figures of one review, as they were reported: what "close this review" keeps and the next Monday compares with.

Scores with their grades, and the daily volumes they rest on, so that "the business moved" can be told apart from
"history was rewritten" even when the data set version is no longer there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from metrics import evaluate
from metrics.benchmarks import Benchmarks
from metrics.board import Board
from metrics.commands.score import as_row
from metrics.evaluate import Query
from metrics.result import Band, Grade, Period, Score

DAYS_KEPT = 26 * 7
# measure of the cubes → its name in words, side and unit; sums that history should never change
VOLUMES = {
    "sessions": ("sessions", "b2c", "count"),
    "trials": ("trials", "b2c", "count"),
    "orders": ("orders", "b2c", "count"),
    "revenue": ("revenue", "b2c", "money"),
    "clicks_b2c": ("ad clicks", "b2c", "count"),
    "cost_b2c": ("B2C marketing cost", "b2c", "money"),
    "visits_b2b": ("B2B sessions", "b2b", "count"),
    "cost_b2b": ("B2B marketing cost", "b2b", "money"),
    "leads": ("leads", "b2b", "count"),
    "mqls": ("MQLs", "b2b", "count"),
    "sqls": ("SQLs", "b2b", "count"),
    "closed": ("deals closed", "b2b", "count"),
    "won": ("deals won", "b2b", "count"),
    "won_amount": ("amount won", "b2b", "money"),
    "signed": ("accounts signed", "b2b", "count"),
}
Volumes = Mapping[str, Mapping[date, Decimal]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was reported: of which version, as of which moment, for which period and filter, and the figures.

    `volumes` are daily sums of the last 26 weeks per measure of VOLUMES that has any row; days without are left out.
    """

    dataset: str
    version: str
    as_of: datetime
    query: Query
    scores: tuple[Score, ...]
    volumes: Volumes

    @property
    def period(self) -> Period:
        """The days the review was about."""
        return self.query.period


def take(board: Board, query: Query) -> Snapshot:
    """The figures of `board` for `query`, as a review would keep them."""
    found = tuple(evaluate.scores(board, query))
    return Snapshot(board.dataset.name, board.dataset.version, board.as_of, query, found, volumes(board, query))


def volumes(board: Board, query: Query) -> Volumes:
    """Daily sums of the last 26 weeks, under the query's filter."""
    series = board.series(query.channel, query.segment)
    since = board.frame.last - timedelta(days=DAYS_KEPT - 1)
    found: dict[str, dict[date, Decimal]] = {}
    for name in VOLUMES:
        line = series.line(name)
        sums = {day: Decimal(line.sums[i + 1] - line.sums[i]) for i, day in enumerate(line.days) if day >= since}
        if sums:
            found[name] = sums
    return found


def to_json(snapshot: Snapshot, currency: str = "VND") -> dict[str, Any]:
    """Plain JSON of a snapshot; `from_json` gives it back."""
    query = snapshot.query
    return {
        "dataset": snapshot.dataset,
        "version": snapshot.version,
        "as_of": snapshot.as_of.isoformat(),
        "query": {
            "first": query.period.first.isoformat(),
            "last": query.period.last.isoformat(),
            "compare": query.compare,
            "channel": query.channel,
            "segment": query.segment,
            "name": query.name,
        },
        "scores": [_row(score, currency) for score in snapshot.scores],
        "volumes": {
            name: {day.isoformat(): str(value) for day, value in days.items()}
            for name, days in snapshot.volumes.items()
        },
    }


def _row(score: Score, currency: str) -> dict[str, Any]:
    """A score as the command line prints it, with all of its benchmark."""
    band = asdict(score.benchmark) if score.benchmark else None
    return as_row(score, currency) | {"benchmark": band, "leaning_to": score.grade.leaning_to}


def from_json(kept: Mapping[str, Any]) -> Snapshot:
    """The snapshot that `to_json` wrote; notes and other benchmarks' grades are not given back."""
    asked = kept["query"]
    period = Period(date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"]))
    query = Query(period, asked["compare"], asked["channel"], asked["segment"], asked["name"])
    daily = {
        name: {date.fromisoformat(day): Decimal(value) for day, value in days.items()}
        for name, days in kept["volumes"].items()
    }
    scores = tuple(_score(row, period) for row in kept["scores"])
    return Snapshot(kept["dataset"], kept["version"], datetime.fromisoformat(kept["as_of"]), query, scores, daily)


def _score(row: Mapping[str, Any], asked: Period) -> Score:
    band = row["benchmark"]
    return Score(
        kpi=row["kpi"],
        side=row["side"],
        stage=row["stage"],
        unit=row["unit"],
        value=row["value"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        n=row["n"],
        grade=Grade(row["status"], row["certainty"], row["beyond"], row["leaning_to"]),
        benchmark=Band(**band) if band else None,
        also=(),
        asked=asked,
        period=Period(date.fromisoformat(row["from"]), date.fromisoformat(row["to"])),
        previous_value=row["previous_value"],
        interval=tuple(row["interval"]) if row["interval"] else None,
        channel=row.get("channel"),
        segment=row.get("segment"),
    )


def benchmarks_text(bands: Benchmarks) -> str:
    """The files the figures were graded by, whole: a review says what its colours meant."""
    texts = [bands.file.read_text(encoding="utf-8")]
    if bands.team is not None and bands.team.exists():
        texts.append(bands.team.read_text(encoding="utf-8"))
    return "\n# the team's own file\n".join(texts)
