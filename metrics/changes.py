"""Why a ratio changed, for the Brief, the KPI panel and the slides: rate or mix, moved or restated.

Of a ratio R = Σ n ÷ Σ d over groups g with weights w = d ÷ Σ d and own rates r = n ÷ d, between two periods:

    rate of g = (r₁ − r₀) × (w₀ + w₁) ÷ 2            the group converted differently
    mix of g  = (w₁ − w₀) × ((r₀ + r₁) ÷ 2 − R̄)      the group's weight moved; R̄ = (R₀ + R₁) ÷ 2

Their sum over all groups is R₁ − R₀ exactly, since the weights' moves add up to nothing: fractions, no rounding.
A group that is new or gone has no other rate to compare with: all of it is mix.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from data.tables import UNKNOWN
from metrics.result import Score

Number = int | float | Decimal | Fraction
Sums = Mapping[str, tuple[Number, Number]]
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Part:
    """One group's share in a change; fractions in the ratio's unit.

    `before`, `after` are its own rates (None: not there).
    `against`: its own rate moved the other way than the total (R11).
    """

    group: str
    rate: Fraction
    mix: Fraction
    before: Fraction | None
    after: Fraction | None
    weight_before: Fraction
    weight_after: Fraction
    against: bool

    @property
    def total(self) -> Fraction:
        """What the group adds to the change."""
        return self.rate + self.mix


@dataclass(frozen=True, slots=True)
class Change:
    """A ratio's change: `total` = `rate` + `mix` = the sum of all parts, exactly; None where a side has no ratio.

    `parts` come largest effect first. Fractions: `float()` them for the screen, after adding.
    """

    total: Fraction | None
    rate: Fraction | None
    mix: Fraction | None
    before: Fraction | None
    after: Fraction | None
    parts: tuple[Part, ...]

    @property
    def against(self) -> tuple[Part, ...]:
        """Groups whose own rate moved the other way than the total."""
        return tuple(part for part in self.parts if part.against)


def split_change(before: Sums, after: Sums) -> Change:
    """Split the change of Σ numerator ÷ Σ denominator; both maps give (numerator, denominator) per group."""
    old, new = _exact(before), _exact(after)
    whole_old, whole_new = _whole(old), _whole(new)
    ratio_old, ratio_new = _rate(whole_old), _rate(whole_new)
    if ratio_old is None or ratio_new is None:
        return Change(None, None, None, ratio_old, ratio_new, ())
    total, middle = ratio_new - ratio_old, (ratio_old + ratio_new) * HALF
    nothing = (Fraction(0), Fraction(0))
    parts = [
        _part(group, old.get(group, nothing), new.get(group, nothing), whole_old[1], whole_new[1], middle, total)
        for group in sorted(old.keys() | new.keys())
    ]
    parts.sort(key=lambda part: (-abs(part.total), part.group))
    rate, mix = (sum((getattr(part, name) for part in parts), Fraction(0)) for name in ("rate", "mix"))
    return Change(total, rate, mix, ratio_old, ratio_new, tuple(parts))


def split_scores(before: Iterable[Score], after: Iterable[Score], by: str) -> Change:
    """`split_change` of one KPI's scores by `by` (channel or segment), one score per group on each side.

    Scores without numerator and denominator (medians, too early) take no part.
    """
    return split_change(_sums(before, by), _sums(after, by))


def _sums(scores: Iterable[Score], by: str) -> dict[str, tuple[Number, Number]]:
    return {
        getattr(score, by) or UNKNOWN: (score.numerator, score.denominator)
        for score in scores
        if score.numerator is not None and score.denominator is not None
    }


def _part(
    group: str,
    old: tuple[Fraction, Fraction],
    new: tuple[Fraction, Fraction],
    whole_old: Fraction,
    whole_new: Fraction,
    middle: Fraction,
    total: Fraction,
) -> Part:
    before, after = _rate(old), _rate(new)
    weight_before, weight_after = old[1] / whole_old, new[1] / whole_new
    known = [rate for rate in (before, after) if rate is not None]
    own = sum(known, Fraction(0)) / len(known) if known else middle
    moved = weight_after - weight_before
    rate = new[0] / whole_new - old[0] / whole_old - moved * own  # = (r₁ − r₀) × (w₀ + w₁) ÷ 2
    against = before is not None and after is not None and (after - before) * total < 0
    return Part(group, rate, moved * (own - middle), before, after, weight_before, weight_after, against)


def _exact(sums: Sums) -> dict[str, tuple[Fraction, Fraction]]:
    return {group: (Fraction(numerator), Fraction(denominator)) for group, (numerator, denominator) in sums.items()}


def _whole(sums: Mapping[str, tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    return sum((n for n, _ in sums.values()), Fraction(0)), sum((d for _, d in sums.values()), Fraction(0))


def _rate(pair: tuple[Fraction, Fraction]) -> Fraction | None:
    return pair[0] / pair[1] if pair[1] else None


@dataclass(frozen=True, slots=True)
class Told:
    """One KPI told apart: `then` as it was reported, `then_now` the same days by today's data, `now` the new figure.

    `restated`: history itself was changed. `moved`: the business moved, measured within today's data.
    """

    kpi: str
    side: str
    channel: str | None
    segment: str | None
    then: float | None
    then_now: float | None
    now: float | None
    restated: bool

    @property
    def moved(self) -> float | None:
        """What the business did: new figure minus the old one as today's data tell it."""
        return _difference(self.now, self.then_now)


def tell_apart(then: Sequence[Score], then_now: Sequence[Score], now: Sequence[Score] = ()) -> list[Told]:
    """Compare a past period's scores of an earlier version (`then`) with the same period by today's version.

    Both must be computed for the same days *and the same as-of day* (open today's version as of the earlier one's last
    day): otherwise entries that have merely matured since would look restated. `now` are today's scores of the current
    period, if wanted. Only KPIs that are in `then` or `then_now` are told.
    """
    old, again, new = (_by_key(scores) for scores in (then, then_now, now))
    found = []
    for key in [*old, *(key for key in again if key not in old)]:
        before, after, current = old.get(key), again.get(key), new.get(key)
        found.append(
            Told(*key, _value(before), _value(after), _value(current), restated=_figures(before) != _figures(after))
        )
    return found


def restated(then: Sequence[Score], then_now: Sequence[Score]) -> list[Told]:
    """Only the KPIs whose past figure differs between two versions, even where the ratio happens to be the same."""
    return [told for told in tell_apart(then, then_now) if told.restated]


_Key = tuple[str, str, str | None, str | None]


def _by_key(scores: Sequence[Score]) -> dict[_Key, Score]:
    return {(score.kpi, score.side, score.channel, score.segment): score for score in scores}


def _value(score: Score | None) -> float | None:
    return None if score is None else score.value


def _figures(score: Score | None) -> tuple[object, ...]:
    """Value, parts and the days they rest on; a KPI that is missing equals one without any figure."""
    if score is None or (score.value is None and not score.denominator):
        return ()
    return (score.value, score.numerator, score.denominator, score.period)


def _difference(later: float | None, earlier: float | None) -> float | None:
    return None if later is None or earlier is None else later - earlier
