"""What was restated since the last review, told apart from what moved; and what has been off, since when. For brief.py.

`kept` is what was reported then, `then_now` the same days by today's data as of the same moment: where the two differ,
history was rewritten, and the business did nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from metrics import brief_noise as noise
from metrics import evaluate
from metrics.board import Board
from metrics.brief_changes import BADNESS, HISTORY_WEEKS, about, key
from metrics.brief_said import Listing, Named, Place, Range, Sentence, Shown, Word, kpi_place, sentence
from metrics.brief_snapshot import VOLUMES, Snapshot, Volumes
from metrics.catalog import BY_KEY
from metrics.changes import tell_apart
from metrics.evaluate import SNAPSHOTS, Query
from metrics.result import AMBER, GREEN, RED, Note, Period, Score

AS_IT_STANDS = ("crm_fields_filled",)  # a deal's fields are those of today, whatever day is asked for
WEEK = timedelta(days=7)


def restated(kept: Snapshot, today: Volumes, then_now: Sequence[Score]) -> list[Sentence]:
    """What rewriting history did: weeks whose volumes are others than they were, and the figures that differ by it."""
    return [*_weeks(kept, today), *_figures(kept, then_now)]


def _weeks(kept: Snapshot, today: Volumes) -> list[Sentence]:
    """One sentence per week that was rewritten, oldest first. The moment of the old export cuts its last day: left out.

    A measure that one side does not have at all is a table uploaded or left out, not history rewritten.
    """
    changed: dict[date, set[str]] = {}
    for name in VOLUMES:
        old, new = kept.volumes.get(name), today.get(name)
        if not old or not new:
            continue
        begun = max(min(old), min(new))
        for day in sorted(old.keys() | new.keys()):
            if begun <= day < kept.as_of.date() and old.get(day, 0) != new.get(day, 0):
                changed.setdefault(day - timedelta(days=day.weekday()), set()).add(name)
    return [_week(monday, kept, today, changed[monday]) for monday in sorted(changed)]


def _week(monday: date, kept: Snapshot, today: Volumes, found: set[str]) -> Sentence:
    items = []
    for name in sorted(found, key=list(VOLUMES).index):
        label, _, unit = VOLUMES[name]
        was, is_ = (_sum(days, monday, kept.as_of.date()) for days in (kept.volumes[name], today[name]))
        values = (("what", Word(label)), ("was", Shown(unit, was)), ("value", Shown(unit, is_)))
        items.append(Note("restated_volume", "{what} {was} → {value}", values))
    week = Period(monday, monday + timedelta(days=6))
    params = (("period", "range"), ("from", week.first.isoformat()), ("to", week.last.isoformat()))
    text = "The week of {week} was restated: {what}."
    return sentence("restated", text, Place("datasets", params), week=week, what=Listing(tuple(items)))


def _sum(days: Mapping[date, Decimal], monday: date, before: date) -> Decimal:
    return sum((n for day, n in days.items() if monday <= day < monday + WEEK and day < before), Decimal(0))


def _figures(kept: Snapshot, then_now: Sequence[Score]) -> list[Sentence]:
    """Benchmarked KPIs whose reported figure is another by today's data, visibly or in colour."""
    old, new = ({key(score): score for score in scores} for scores in (kept.scores, then_now))
    found = []
    for told in tell_apart(kept.scores, then_now):
        before, after = old.get((told.kpi, told.side)), new.get((told.kpi, told.side))
        if not told.restated or before is None or after is None or after.benchmark is None:
            continue
        if BY_KEY[key(after)].kind in SNAPSHOTS or after.kpi in AS_IT_STANDS or not _visible(before, after):
            continue
        found.append(_figure(before, after))
    return found


def _visible(before: Score, after: Score) -> bool:
    if before.value is None or after.value is None:
        return (before.value is None) != (after.value is None)
    turned = before.grade.status != after.grade.status
    return turned or noise.matters(after.value - before.value, before.value, noise.MATTERS_MIX / 2)


def _figure(before: Score, after: Score) -> Sentence:
    text = (
        "{kpi} of {period} was reported as {was} ({then}) and is {value} ({now}) by today's data: restated, not moved."
    )
    return sentence(
        "restated_kpi", text, kpi_place(*key(after)), about(after),
        kpi=Named(after.kpi, after.side), period=before.period, was=Shown(after.unit, before.value),
        value=Shown(after.unit, after.value), then=before.grade, now=after.grade,
    )  # fmt: skip


def off_since(board: Board, query: Query, now: Iterable[Score]) -> list[Sentence]:
    """Every KPI that is amber or red, worst colour first, with the week since which it has not been green."""
    below = [score for score in now if score.grade.status in (AMBER, RED) and score.benchmark is not None]
    below.sort(key=lambda s: (-BADNESS[s.grade.status], s.grade.certainty == "leaning", s.stage or 99, s.side))
    return [_off(score, _since(board, query, score)) for score in below]


def _since(board: Board, query: Query, score: Score) -> date | None:
    """The Monday of the first week of the latest run of weeks in amber or red; None where weeks cannot tell."""
    if BY_KEY[key(score)].kind in SNAPSHOTS:
        return None
    since = None
    for week in reversed(evaluate.trend(board, query, score.kpi, score.side, HISTORY_WEEKS)):
        if week.grade.status == GREEN:
            break
        if week.grade.status in (AMBER, RED):
            since = week.period.first
    return since


def _off(score: Score, since: date | None) -> Sentence:
    band = score.benchmark
    values: dict[str, object] = {
        "kpi": Named(score.kpi, score.side),
        "now": score.grade,
        "value": Shown(score.unit, score.value),
        "range": Range(score.unit, band.low if band else None, band.high if band else None),
    }
    text = "{kpi} is {now}: {value} against {range}."
    if since is not None:
        values["since"] = since
        text = "{kpi} is {now}: {value} against {range}, not green since the week of {since}."
    return sentence("off", text, kpi_place(*key(score)), about(score), **values)
