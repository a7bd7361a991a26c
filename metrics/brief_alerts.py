"""Data alerts (R17) and what is too early to say: why Monday's figures are less sure than they look. For brief.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from metrics.board import Board
from metrics.brief_changes import about
from metrics.brief_said import Listing, Named, Place, Sentence, Shown, Word, kpi_place, sentence
from metrics.brief_snapshot import VOLUMES
from metrics.evaluate import Query
from metrics.facts import window_days
from metrics.result import TOO_EARLY, TOO_FEW, Note, Period, Score
from metrics.series import Line
from metrics.window import weeks_back

WATCHED = ("sessions", "orders", "clicks_b2c", "cost_b2c", "visits_b2b", "cost_b2b", "leads")
WEEKS, FEWEST = 8, 4
LOW, HIGH = 0.6, 1.7  # of the usual week
SURE = 4.0  # standard deviations of a count
QUIET_DAYS = 3
UNKNOWN_RISE = 0.10
DATASETS = Place("datasets")


def alerts(board: Board, query: Query) -> list[Sentence]:
    """What is wrong with the data: remarks from loading, odd volumes, series that end early, values gone missing."""
    series = board.series(query.channel, query.segment)
    lines = {name: series.line(name) for name in WATCHED}
    given = {name: line for name, line in lines.items() if line.days}
    week = weeks_back(board.frame.last, 1)[0]
    found = [*_remarks(board), *(alert for name, line in given.items() for alert in _ended(board, name, line))]
    early = {one.value("what") for one in found if one.code == "ended"}
    for name, line in given.items():
        if Word(VOLUMES[name][0]) not in early:
            found += _odd(name, line, week)
    return [*found, *_unknown(board, query, week)]


def _remarks(board: Board) -> list[Sentence]:
    if not board.dataset.notes:
        return []
    text = "Loading the data left {n} {n:remark|remarks}: rows set aside, refused or repeated."
    return [sentence("remarks", text, DATASETS, n=len(board.dataset.notes))]


def _odd(name: str, line: Line, week: Period) -> list[Sentence]:
    """A week far from the usual one, more than chance makes of a count."""
    weeks = weeks_back(week.last, WEEKS + 1)[:-1]
    past = [float(line.over(one)) for one in weeks if one.first >= line.days[0]]
    if len(past) < FEWEST:
        return []
    usual, now = median(past), float(line.over(week))
    label, _, unit = VOLUMES[name]
    far = unit == "money" or abs(now - usual) > SURE * max(1.0, usual) ** 0.5
    if not (usual > 0 and far and (now < LOW * usual or now > HIGH * usual)):
        return []
    text = "{what} in the week of {week}: {value}, usually {usual}. Check the upload before reading the rates."
    values = {"what": Word(label), "week": week, "value": Shown(unit, now), "usual": Shown(unit, usual)}
    return [sentence("volume", text, DATASETS, **values)]


def _ended(board: Board, name: str, line: Line) -> list[Sentence]:
    """A daily series that stops before the data do."""
    last, end = line.days[-1], board.frame.last
    recent = [day for day in line.days if day > last - timedelta(days=7 * WEEKS)]
    gaps = [(b - a).days for a, b in pairwise(recent)]
    quiet = (end - last).days
    if quiet <= max(QUIET_DAYS, 2 * max(gaps, default=0)) or len(recent) < FEWEST:
        return []
    text = "{what} end on {last}, {days} before the other data: newer weeks lack them."
    values = {"what": Word(VOLUMES[name][0]), "last": last, "days": Shown("days", quiet)}
    return [sentence("ended", text, DATASETS, **values)]


def _unknown(board: Board, query: Query, week: Period) -> list[Sentence]:
    """Sessions or leads whose channel or segment went missing more than before."""
    before = Period(week.first - timedelta(days=28), week.first - timedelta(days=1))
    found = []
    for name in ("sessions", "leads"):
        for by in ("channel", "segment"):
            was, now = (_share(board, query, name, by, days) for days in (before, week))
            if was is not None and now is not None and now > was + UNKNOWN_RISE:
                values = {"share": Shown("share", now), "was": Shown("share", was), "what": Word(VOLUMES[name][0])}
                text = _UNKNOWN[by]
                found.append(sentence("unknown", text, DATASETS, **values))
    return found


_UNKNOWN = {
    "channel": "{share} of {what} have no channel, up from {was}.",
    "segment": "{share} of {what} have no segment, up from {was}.",
}


def _share(board: Board, query: Query, name: str, by: str, days: Period) -> float | None:
    groups = board.groups(by, query.channel, query.segment)
    total = sum(int(series.line(name).over(days)) for series in groups.values())
    missing = int(groups["Unknown"].line(name).over(days)) if "Unknown" in groups else 0
    return missing / total if total else None


def too_early(board: Board, now: Iterable[Score]) -> list[Sentence]:
    """Benchmarked KPIs that cannot be coloured yet, and those whose figure rests on an earlier period than asked."""
    found = [score for score in now if score.benchmark is not None]
    early = [_early(board, score) for score in found if score.grade.status == TOO_EARLY]
    few = [_few(board, score) for score in found if score.grade.status == TOO_FEW]
    return [*early, *few, *_older(board, found)]


def _early(board: Board, score: Score) -> Sentence:
    days = board.benchmarks.kpi(score.kpi, score.side).window_days
    values: dict[str, object] = {"kpi": Named(score.kpi, score.side)}
    text = "{kpi}: too early to say, it may still become better."
    if days is not None:
        text = "{kpi}: too early to say, its {days} {days:has|have} not passed yet."
        values["days"] = Shown("days", days)
    return sentence("too_early", text, kpi_place(score.kpi, score.side), about(score), **values)


def _few(board: Board, score: Score) -> Sentence:
    least = board.benchmarks.minimum(score.kpi, score.side)
    text = "{kpi}: too few to say, {n} where at least {least} {least:is|are} needed."
    values = {"kpi": Named(score.kpi, score.side), "n": score.n or 0, "least": least or 0}
    return sentence("too_few", text, kpi_place(score.kpi, score.side), about(score), **values)


def _older(board: Board, found: Sequence[Score]) -> list[Sentence]:
    """Figures shown for the latest mature period instead of the one asked for: one sentence per window."""
    by_days: dict[int, list[Score]] = {}
    for score in found:
        if any(note.code == "earlier" for note in score.notes):
            by_days.setdefault(window_days(board.benchmarks, score.kpi), []).append(score)
    return [_waits(days, scores) for days, scores in sorted(by_days.items())]


def _waits(days: int, scores: Sequence[Score]) -> Sentence:
    first: date = min(score.period.first for score in scores)
    last: date = max(score.period.last for score in scores)
    items = tuple(Note("kpi", "{kpi}", (("kpi", Named(score.kpi, score.side)),)) for score in scores)
    text = "Still about {period}, since {days} must pass first: {kpis}."
    values = {"period": Period(first, last), "days": Shown("days", days), "kpis": Listing(items)}
    return sentence("older", text, Place("scorecard"), **values)
