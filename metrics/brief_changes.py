"""What moved since the last review: status flips, and KPIs that really moved, with the split that explains them.

`then_now` is the earlier figure by today's data, `now` today's: the business moved between the two. What was reported
and has been rewritten since is brief_restated.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from metrics import brief_noise as noise
from metrics import evaluate
from metrics.board import Board
from metrics.brief_said import Named, Place, Range, Sentence, Shown, Word, kpi_place, sentence
from metrics.brief_snapshot import Snapshot
from metrics.catalog import BY_KEY
from metrics.changes import Change, Part, split_scores
from metrics.evaluate import SNAPSHOTS, Query
from metrics.result import AMBER, COLOURS, GREEN, RED, TOO_FEW, Score

BADNESS = {GREEN: 0, AMBER: 1, RED: 2}
HISTORY_WEEKS = 13


@dataclass(frozen=True, slots=True)
class Then:
    """What is compared with: today's data at the earlier moment (`board`, `query`); `kept` what was reported then.

    Without a review or an earlier version `kept` is None, and the period before is looked at in the same data.
    """

    board: Board
    query: Query
    kept: Snapshot | None = None

    def query_for(self, now: Score) -> Query:
        """The query that gives the earlier figure of `now`'s KPI."""
        if self.kept is not None or now.previous is None:
            return self.query
        return replace(self.query, period=now.previous, name=None)

    def scores(self, now: Sequence[Score]) -> list[Score]:
        """The earlier figures of the KPIs in `now`, by today's data."""
        if self.kept is not None:
            return evaluate.scores(self.board, self.query)
        return [evaluate.score(self.board, self.query_for(score), score.kpi, score.side) for score in now]


@dataclass(frozen=True, slots=True)
class Moved:
    """A KPI that really moved: the figures, the split that explains it best (`by`), and the sentences about it."""

    before: Score
    after: Score
    by: str | None
    change: Change | None
    sentences: tuple[Sentence, ...]


def key(score: Score) -> tuple[str, str]:
    """What names a KPI."""
    return score.kpi, score.side


def flips(then: Iterable[Score], now: Iterable[Score]) -> list[Sentence]:
    """A sentence per KPI whose colour changed: those that became worse first, then by stage."""
    old = {key(score): score for score in then}
    found = [(old[key(score)], score) for score in now if key(score) in old and score.benchmark is not None]
    turned = [(a, b) for a, b in found if a.grade.status != b.grade.status and b.grade.status in COLOURS]
    turned.sort(key=lambda pair: (-_worse(*pair), pair[1].stage or 99, pair[1].side))
    return [_flip(a, b) for a, b in turned]


def _worse(before: Score, after: Score) -> int:
    return BADNESS[after.grade.status] - BADNESS.get(before.grade.status, BADNESS[after.grade.status])


def _flip(before: Score, after: Score) -> Sentence:
    band = after.benchmark
    values = {
        "kpi": Named(after.kpi, after.side),
        "then": before.grade,
        "now": after.grade,
        "was": Shown(after.unit, before.value),
        "value": Shown(after.unit, after.value),
        "range": Range(after.unit, band.low if band else None, band.high if band else None),
        "n": after.n or 0,
    }
    text = "{kpi} turned from {then} to {now}: {was} → {value}, benchmark {range} (n = {n})."
    if before.grade.status not in COLOURS:
        text = "{kpi} can be coloured now: {now} at {value}, benchmark {range} (n = {n})."
        values = {name: value for name, value in values.items() if name not in ("then", "was")}
    elif after.n is None:
        text = "{kpi} turned from {then} to {now}: {was} → {value}, benchmark {range}."
    return sentence("flip", text, kpi_place(*key(after)), about(after), **values)


def moved(board: Board, query: Query, now: Sequence[Score], then: Then, then_now: Sequence[Score]) -> list[Moved]:
    """The benchmarked KPIs that really moved, those that became worse first."""
    old = {key(score): score for score in then_now}
    splits = _Splits(board, query, then)
    found = []
    for score in now:
        before = old.get(key(score))
        if before is None or score.benchmark is None or before.value is None or score.value is None:
            continue
        if before.period == score.period and then.kept is None:
            continue
        one = _moved(board, query, before, score, splits)
        if one is not None:
            found.append(one)
    return sorted(found, key=lambda one: (_good(one), one.after.stage or 99, one.after.side))


def _good(one: Moved) -> bool:
    band = one.after.benchmark
    up = (one.after.value or 0) > (one.before.value or 0)
    return up != (band is not None and band.direction == "lower")


class _Splits:
    """Splits of one KPI by channel and segment, then and now."""

    def __init__(self, board: Board, query: Query, then: Then) -> None:
        self.board, self.query, self.then = board, query, then

    def of(self, score: Score, by: str) -> tuple[list[Score], list[Score]]:
        """The KPI's groups then and now."""
        earlier = evaluate.split(self.then.board, self.then.query_for(score), score.kpi, score.side, by)
        return earlier, evaluate.split(self.board, self.query, score.kpi, score.side, by)


@dataclass(frozen=True, slots=True)
class _Why:
    """One way to split a change: what is real in it, and how sure."""

    by: str
    change: Change
    groups: tuple[Part, ...]
    mix: bool
    strength: float


def _moved(board: Board, query: Query, before: Score, after: Score, splits: _Splits) -> Moved | None:
    whole = _whole_moved(board, query, before, after)
    ways = [by for by in ("channel", "segment") if getattr(query, by) is None]  # one group alone explains nothing
    if not noise.countable(after) or not ways:
        return Moved(before, after, None, None, (_headline(before, after, None),)) if whole else None
    reasons = [_why(by, *splits.of(after, by), before, after) for by in ways]
    best = max(reasons, key=lambda why: why.strength)
    real = bool(best.groups) or best.mix
    if not whole and not real:
        return None
    why = best if real else None
    said = (_headline(before, after, why) if whole else _held(before, after, best), *_follow(after, why, whole))
    return Moved(before, after, best.by if real else None, best.change, said)


def _whole_moved(board: Board, query: Query, before: Score, after: Score) -> bool:
    """Whether the KPI as a whole really moved."""
    step = (after.value or 0) - (before.value or 0)
    if noise.countable(after):
        z = noise.z_shares(_pair(before), _pair(after))
        return abs(z) > noise.critical() and noise.matters(step, before.value)
    if BY_KEY[key(after)].kind == "median":
        return noise.apart(before, after) and noise.matters(step, before.value)
    few = TOO_FEW in (before.grade.status, after.grade.status)  # one account of three is no habit broken
    if few or BY_KEY[key(after)].kind in SNAPSHOTS or query.period.days != 7:
        return False  # coverage and velocity have no past; habits are known by week
    past = replace(query, period=before.asked)
    history = [week.value for week in evaluate.trend(board, past, after.kpi, after.side, HISTORY_WEEKS)]
    least = noise.MATTERS_MIX if after.unit == "share" else noise.MATTERS
    return noise.beyond_habit(before.value or 0, after.value or 0, history) and noise.matters(step, before.value, least)


def _why(by: str, then: list[Score], now: list[Score], before: Score, after: Score) -> _Why:
    change = split_scores(then, now, by)
    old, new = ({getattr(score, by): _pair(score) for score in scores} for scores in (then, now))
    limit = noise.critical(2 * max(1, len(change.parts)))
    strengths = {
        part.group: noise.z_shares(old.get(part.group, (0, 0)), new.get(part.group, (0, 0))) for part in change.parts
    }
    groups = tuple(
        part
        for part in change.parts
        if abs(strengths[part.group]) > limit and noise.matters(_step(part), part.before, 2 * noise.MATTERS)
    )
    mix = noise.z_mix(change, _pair(before)[1], _pair(after)[1])
    mixed = abs(mix) > limit and change.mix is not None and noise.matters(change.mix, change.before, noise.MATTERS_MIX)
    strongest = [abs(strengths[part.group]) for part in groups] + ([abs(mix)] if mixed else [])
    return _Why(by, change, groups, mixed, max(strongest, default=0.0))


def _step(part: Part) -> Fraction:
    return (part.after or Fraction(0)) - (part.before or Fraction(0))


def _pair(score: Score) -> tuple[float, float]:
    return float(score.numerator or 0), float(score.denominator or 0)


def _headline(before: Score, after: Score, why: _Why | None) -> Sentence:
    up = (after.value or 0) > (before.value or 0)
    values: dict[str, object] = {
        "kpi": Named(after.kpi, after.side),
        "was": Shown(after.unit, before.value),
        "value": Shown(after.unit, after.value),
        "change": Shown(after.unit, (after.value or 0) - (before.value or 0), True),
    }
    text = "{kpi} rose from {was} to {value} ({change})." if up else "{kpi} fell from {was} to {value} ({change})."
    if why is not None:
        text = _HEADLINES[up]
        values |= {
            "by": Word(_BY[why.by]),
            "rate": Shown(after.unit, _float(why.change.rate), True),
            "mix": Shown(after.unit, _float(why.change.mix), True),
        }
    return sentence("moved", text, kpi_place(*key(after)), about(after), **values)


_HEADLINES = {
    True: "{kpi} rose from {was} to {value} ({change}): {rate} from rates, {mix} from the mix of {by}.",
    False: "{kpi} fell from {was} to {value} ({change}): {rate} from rates, {mix} from the mix of {by}.",
}
_BY = {"channel": "channels", "segment": "segments"}


def _held(before: Score, after: Score, why: _Why) -> Sentence:
    """The total stands still, but something moved underneath."""
    values = {
        "kpi": Named(after.kpi, after.side),
        "was": Shown(after.unit, before.value),
        "value": Shown(after.unit, after.value),
        "by": Word(_BY[why.by]),
    }
    text = "{kpi} as a whole held ({was} → {value}), but its {by} did not."
    return sentence("hidden", text, kpi_place(*key(after)), about(after), **values)


def _follow(after: Score, why: _Why | None, whole: bool) -> tuple[Sentence, ...]:
    """What stands behind the headline: groups that converted differently, a mix that moved."""
    if why is None:
        return ()
    said = [_group(after, part, why, whole) for part in why.groups]
    return (*said, *([_mix(after, why)] if why.mix else []))


def _group(after: Score, part: Part, why: _Why, whole: bool) -> Sentence:
    texts = {
        (True, True): "Against the total: {group} rose from {was} to {value}.",
        (False, True): "Against the total: {group} fell from {was} to {value}.",
        (True, False): "{group} rose from {was} to {value}, which moved the total by {effect}.",
        (False, False): "{group} fell from {was} to {value}, which moved the total by {effect}.",
    }
    against = part.against and whole
    values: dict[str, object] = {
        "group": part.group,
        "was": Shown(after.unit, _float(part.before)),
        "value": Shown(after.unit, _float(part.after)),
        "effect": Shown(after.unit, _float(part.rate), True),
    }
    if against:
        values.pop("effect")
    return sentence(
        "against" if against else "rate", texts[_step(part) > 0, against], _narrowed(after, why.by, part.group),
        about(after), **values,
    )  # fmt: skip


def _mix(after: Score, why: _Why) -> Sentence:
    """The group that gained and the one that lost most weight; the mix of all."""
    gained = max(why.change.parts, key=lambda part: (part.weight_after - part.weight_before, part.group))
    lost = min(why.change.parts, key=lambda part: (part.weight_after - part.weight_before, part.group))
    text = (
        "The mix moved, by {effect} of the total: {gained} went from {gained_was} to {gained_now} of the entries, "
        "{lost} from {lost_was} to {lost_now}."
    )
    return sentence(
        "mix", text, _narrowed(after, why.by, gained.group), about(after),
        effect=Shown(after.unit, _float(why.change.mix), True),
        gained=gained.group, lost=lost.group,
        gained_was=Shown("share", float(gained.weight_before)), gained_now=Shown("share", float(gained.weight_after)),
        lost_was=Shown("share", float(lost.weight_before)), lost_now=Shown("share", float(lost.weight_after)),
    )  # fmt: skip


def _narrowed(after: Score, by: str, group: str) -> Place:
    return Place("scorecard", ((by, group), ("kpi", about(after))))


def about(score: Score) -> str:
    """The KPI as links and sentences name it: `b2c.ctr`."""
    return f"{score.side}.{score.kpi}"


def _float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)
