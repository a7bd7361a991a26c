"""Rate and mix add up exactly, segments against the total are named, restated is told from moved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from metrics.changes import restated, split_change, split_scores, tell_apart
from metrics.result import Grade, Period, Score

WEEK = Period(date(2026, 6, 1), date(2026, 6, 7))


def score(value: float | None, parts: tuple[float, float] | None = None, **more: object) -> Score:
    numerator, denominator = parts or (None, None)
    base: dict[str, object] = {
        "kpi": "win_rate", "side": "b2b", "stage": 4, "unit": "share", "value": value, "numerator": numerator,
        "denominator": denominator, "n": None, "grade": Grade("green"), "benchmark": None, "also": (),
        "asked": WEEK, "period": WEEK,
    }  # fmt: skip
    return Score(**(base | more))  # type: ignore[arg-type]


def test_simpson_every_segment_better_and_the_total_worse() -> None:
    """Both segments convert better; traffic moved to the weak one. All of the loss, and more, is mix."""
    change = split_change({"ad": (40, 100), "mail": (20, 200)}, {"ad": (25, 50), "mail": (48, 400)})
    assert (change.before, change.after) == (Fraction(1, 5), Fraction(73, 450))
    assert change.total == Fraction(73, 450) - Fraction(1, 5)
    assert change.rate is not None
    assert change.mix is not None
    assert change.rate > 0 > change.total > change.mix
    assert {part.group for part in change.against} == {"ad", "mail"}


def test_pure_rate_and_pure_mix() -> None:
    rate = split_change({"a": (10, 100), "b": (30, 100)}, {"a": (20, 100), "b": (30, 100)})
    assert (rate.rate, rate.mix) == (Fraction(1, 20), 0)
    assert {part.group: part.rate for part in rate.parts} == {"a": Fraction(1, 20), "b": 0}
    mix = split_change({"a": (10, 100), "b": (30, 100)}, {"a": (5, 50), "b": (45, 150)})
    assert (mix.rate, mix.mix) == (0, Fraction(1, 20))
    # a: −1/4 of weight × (10 % − 22.5 %); b: +1/4 × (30 % − 22.5 %)
    assert {part.group: part.mix for part in mix.parts} == {"a": Fraction(1, 32), "b": Fraction(3, 160)}


def test_a_new_and_a_vanished_segment_are_mix() -> None:
    change = split_change({"old": (5, 10), "stay": (1, 10)}, {"new": (9, 10), "stay": (1, 10)})
    parts = {part.group: part for part in change.parts}
    assert change.total == Fraction(1, 5)
    assert change.rate == 0
    assert (parts["new"].before, parts["old"].after) == (None, None)
    assert parts["new"].mix > 0
    assert parts["old"].mix < 0
    assert not change.against


def test_no_ratio_no_change() -> None:
    change = split_change({"a": (0, 0)}, {"a": (1, 2)})
    assert (change.total, change.rate, change.parts, change.after) == (None, None, (), Fraction(1, 2))


counts = st.tuples(st.integers(0, 50), st.integers(0, 50) | st.decimals(0, 100, places=2))
groups = st.dictionaries(st.sampled_from(["a", "b", "c", "d", "Unknown"]), counts)


@given(groups, groups)
def test_the_parts_add_up(before: dict[str, tuple[int, Decimal]], after: dict[str, tuple[int, Decimal]]) -> None:
    change = split_change(before, after)
    sums = [[sum(Fraction(pair[n]) for pair in side.values()) for n in (0, 1)] for side in (before, after)]
    if not sums[0][1] or not sums[1][1]:
        assert change.total is None
        return
    total = sums[1][0] / sums[1][1] - sums[0][0] / sums[0][1]
    assert change.total == total
    assert change.rate is not None
    assert change.mix is not None
    assert change.rate + change.mix == total
    assert sum(part.rate + part.mix for part in change.parts) == total
    assert {part.group for part in change.parts} == before.keys() | after.keys()
    back = split_change(after, before)
    assert back.rate is not None
    assert (-back.rate, -(back.mix or 0)) == (change.rate, change.mix)


def test_scores_by_segment() -> None:
    before = [score(0.5, (5, 10), segment="SMB"), score(0.1, (1, 10), segment="Lớn")]
    after = [score(0.4, (4, 10), segment="SMB"), score(0.4, (12, 30), segment="Lớn"), score(None, segment="new")]
    change = split_scores(before, after, "segment")
    assert change.total == Fraction(16, 40) - Fraction(6, 20)
    assert [part.group for part in change.against] == ["SMB"]


def test_restated_is_told_from_moved() -> None:
    then = [score(0.2, (2, 10)), score(0.5, (5, 10), kpi="lead_to_sql"), score(0.25, (1, 4), kpi="nrr")]
    again = [score(0.2, (2, 10)), score(0.4, (4, 10), kpi="lead_to_sql"), score(0.25, (2, 8), kpi="nrr")]
    now = [score(0.3, (3, 10)), score(0.4, (4, 10), kpi="lead_to_sql")]
    told = {one.kpi: one for one in tell_apart(then, again, now)}
    assert (told["win_rate"].restated, round(told["win_rate"].moved or 0, 9)) == (False, 0.1)
    assert (told["lead_to_sql"].restated, told["lead_to_sql"].moved) == (True, 0)
    assert [one.kpi for one in restated(then, again)] == ["lead_to_sql", "nrr"]


def test_a_kpi_that_vanished_or_appeared_is_restated() -> None:
    assert [one.kpi for one in restated([score(0.2, (2, 10))], [])] == ["win_rate"]
    assert restated([score(None)], []) == []
