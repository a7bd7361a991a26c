"""Intervals against published values and against the definition, computed another way."""

from __future__ import annotations

from decimal import Decimal
from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.intervals import median_interval, median_rank, wilson

Z = 1.959963984540054


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_intervals(successes: int, n: int, low: float, high: float) -> None:
    """The four worked examples of Newcombe (1998), method 3."""
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000), st.data())
def test_wilson_ends_are_where_the_score_test_just_rejects(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    found = wilson(k, n)
    assert found is not None
    low, high = found
    assert 0 <= low <= k / n <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            assert abs(k / n - end) == pytest.approx(Z * sqrt(end * (1 - end) / n), rel=1e-6)


def test_wilson_at_the_ends_is_exact_and_needs_a_share() -> None:
    assert wilson(0, 7) is not None
    assert wilson(0, 7)[0] == 0.0  # type: ignore[index]
    assert wilson(7, 7)[1] == 1.0  # type: ignore[index]
    assert wilson(Decimal(6), Decimal(24)) == wilson(6, 24)
    assert wilson(0, 0) is None
    assert wilson(8, 7) is None
    assert wilson(-1, 7) is None


def exact_rank(n: int) -> int:
    """The largest k with P(fewer than k of n heads) <= 2.5 %, in whole numbers."""
    total, k = 0, 0
    while k < n:
        total += comb(n, k)
        if 40 * total > 2**n:
            return k
        k += 1
    return 0


def test_ranks_are_those_of_the_exact_binomial() -> None:
    assert [median_rank(n) for n in range(401)] == [exact_rank(n) for n in range(401)]
    assert median_rank(5) == 0
    assert median_rank(6) == 1
    assert median_rank(10) == 2
    assert median_rank(100) == 40


def test_rank_of_a_million_is_near_the_normal_one_and_quick() -> None:
    assert median_rank(1_000_000) == pytest.approx(500_000 - Z * 500, abs=2)


def test_median_interval_picks_order_statistics() -> None:
    assert median_interval([5, 1, 4, 2, 3]) is None
    assert median_interval([6, 5, 1, 4, 2, 3]) == (1.0, 6.0)
    assert median_interval([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) == (2.0, 9.0)
    assert median_interval([]) is None


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), max_size=30))
def test_weighted_pairs_are_the_same_values_written_shorter(pairs: list[tuple[int, int]]) -> None:
    spread = [float(value) for value, count in pairs for _ in range(count)]
    found = median_interval([(float(value), count) for value, count in pairs])
    assert found == median_interval(spread)
    if found is not None:
        below = sum(value < found[0] for value in spread)
        assert below <= len(spread) / 2
        assert found[0] <= sorted(spread)[len(spread) // 2] <= found[1]
