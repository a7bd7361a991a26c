"""95 % intervals of shares and medians: for evaluation, which hands them to the grade so that few cases look unsure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from statistics import NormalDist

CONFIDENCE = 0.95
Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
TAIL = (1 - CONFIDENCE) / 2


def wilson(successes: float | Decimal, n: float | Decimal) -> tuple[float, float] | None:
    """Wilson's 95 % score interval of the share `successes / n`.

    None when there is no share to speak of: n is not positive, or successes lie outside 0…n.
    """
    k, total = float(successes), float(n)
    if not (total > 0 and 0 <= k <= total):
        return None
    share, spread = k / total, Z * Z / total
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    # At the ends the formula is exact in algebra and off by a rounding in floats.
    return (0.0 if k == 0 else middle - half, 1.0 if k == total else middle + half)


def median_interval(values: Iterable[float] | Iterable[tuple[float, int]]) -> tuple[float, float] | None:
    """The 95 % order-statistic interval of the median of `values`, or of (value, count) pairs.

    It runs from the k-th smallest to the k-th largest value, k as large as an exact binomial allows; it assumes nothing
    about the shape of the distribution. None below six values, too few for any such interval.
    """
    pairs = sorted(_pair(value) for value in values)
    n = sum(count for _, count in pairs)
    k = median_rank(n)
    if k == 0:
        return None
    return _at_rank(pairs, k), _at_rank(pairs, n - k + 1)


def median_rank(n: int) -> int:
    """The largest k for which fewer than k of n fair coins fall heads with a chance of at most 2.5 %; 0 if none."""
    k = max(0, int(n / 2 - Z * math.sqrt(n) / 2) - 2)
    while k > 0 and _at_most(k - 1, n) > TAIL:
        k -= 1
    while _at_most(k, n) <= TAIL:
        k += 1
    return k


def _at_most(k: int, n: int) -> float:
    """The chance that at most k of n fair coins fall heads, summed from the largest term down."""
    term = math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) - n * math.log(2))
    total = 0.0
    while k >= 0 and term > total * 1e-17:
        total += term
        term *= k / (n - k + 1)
        k -= 1
    return total


def _pair(value: float | tuple[float, int]) -> tuple[float, int]:
    return (float(value[0]), int(value[1])) if isinstance(value, tuple) else (float(value), 1)


def _at_rank(pairs: list[tuple[float, int]], rank: int) -> float:
    """The value at position `rank` (from 1) of the sorted pairs, each standing for its count of equal values."""
    seen = 0
    for value, count in pairs:
        seen += count
        if seen >= rank:
            return value
    raise ValueError(f"rank {rank} of {seen} values")
