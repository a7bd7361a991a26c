"""Value and band become status and certainty: for everyone who colours a figure. Pure; METRICS.md section 4.

A band is cut into zones along the number line (higher: red, amber, green; lower: green, amber, red; within: red, amber,
green, amber, red). A value's zone is its colour; an interval that reaches into a neighbouring zone makes it leaning.
Comparisons are exact: the decimals people wrote are taken as fractions, so 6 of 25 is 24 % and not a hair below.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from metrics.result import AMBER, GREEN, NO_BENCHMARK, NO_DATA, RED, TOO_FEW, Band, Grade

CLEAR, LEANING = "clear", "leaning"
ABOVE, FASTER = "above", "faster"
BADNESS = {GREEN: 0, AMBER: 1, RED: 2}


@dataclass(frozen=True, slots=True)
class Cut:
    """A boundary on the number line; the point itself belongs to the zone on the right, or to the one on the left."""

    point: Fraction
    right: bool

    def passed(self, value: Fraction) -> bool:
        """Whether `value` lies in a zone to the right of this cut."""
        return value > self.point or (self.right and value == self.point)


@dataclass(frozen=True, slots=True)
class Zones:
    """Colours along the number line, left to right, with the cuts between them (one fewer)."""

    colours: tuple[str, ...]
    cuts: tuple[Cut, ...]

    def at(self, value: Fraction) -> int:
        """The position of the zone that holds `value`."""
        return sum(cut.passed(value) for cut in self.cuts)


def grade(
    value: float | None,
    band: Band | None,
    *,
    interval: tuple[float, float] | None = None,
    n: int | None = None,
    minimum: int | None = None,
    numerator: float | Decimal | None = None,
    denominator: float | Decimal | None = None,
) -> Grade:
    """The grade of `value` by `band`, both in the KPI's unit.

    `interval` is the value's 95 % interval, `n` what it rests on and `minimum` the least n that may carry a colour.
    With `numerator` and `denominator` their exact quotient is compared in place of the rounded `value`.
    No value (or an undefined one: NaN, infinite) is `no_data`; no band, or none with its deciding end, `no_benchmark`.
    """
    if value is None or not math.isfinite(value):
        return Grade(NO_DATA)
    zones = _zones(band) if band is not None else None
    if band is None or zones is None:
        return Grade(NO_BENCHMARK)
    if n is not None and minimum is not None and n < minimum:
        return Grade(TOO_FEW)
    exact = _quotient(numerator, denominator)
    exact = _fraction(value) if exact is None else exact
    leaning_to = _leaning(exact, interval, zones) if interval is not None else None
    certainty = CLEAR if leaning_to is None else LEANING
    return Grade(zones.colours[zones.at(exact)], certainty, _beyond(exact, band), leaning_to)


@lru_cache(maxsize=512)
def _zones(band: Band) -> Zones | None:
    """The zones of `band`; None where the end that decides is missing."""
    low = _low_cuts(band) if band.direction != "lower" else ()
    high = _high_cuts(band) if band.direction != "higher" else ()
    if not low and not high:
        return None
    left = ((), (RED,), (RED, AMBER))[len(low)]
    right = ((), (AMBER,) if band.over == AMBER else (RED,), (AMBER, RED))[len(high)]
    return Zones((*left, GREEN, *right), low + high)


def _low_cuts(band: Band) -> tuple[Cut, ...]:
    """Cuts at the low end, left to right: red to amber, amber to green; only the latter without a margin."""
    if band.low is None:
        return ()
    low = _fraction(band.low)
    edge = low - abs(low) * _fraction(band.margin)
    return (Cut(edge, True), Cut(low, True)) if edge < low else (Cut(low, True),)


def _high_cuts(band: Band) -> tuple[Cut, ...]:
    """Cuts at the high end, left to right: green to amber, amber to red; only the former if all above is amber."""
    if band.high is None:
        return ()
    high = _fraction(band.high)
    edge = high + abs(high) * _fraction(band.margin)
    return (Cut(high, False), Cut(edge, False)) if edge > high and band.over != AMBER else (Cut(high, False),)


def _beyond(value: Fraction, band: Band) -> str | None:
    """Past the good end of the range: above it, or faster than it."""
    if band.direction == "lower":
        return FASTER if band.low is not None and value < _fraction(band.low) else None
    watched = band.direction == "higher" or band.over == AMBER
    return ABOVE if watched and band.high is not None and value > _fraction(band.high) else None


def _leaning(value: Fraction, interval: tuple[float, float], zones: Zones) -> str | None:
    """The nearest other colour that the interval reaches into, the worse one where two are equally near."""
    here = zones.at(value)
    reached: list[tuple[Fraction, int, str]] = []
    if _zone_of_end(interval[0], zones) < here:
        colour = zones.colours[here - 1]
        reached.append((value - zones.cuts[here - 1].point, -BADNESS[colour], colour))
    if _zone_of_end(interval[1], zones) > here:
        colour = zones.colours[here + 1]
        reached.append((zones.cuts[here].point - value, -BADNESS[colour], colour))
    return min(reached)[2] if reached else None


def _zone_of_end(end: float, zones: Zones) -> int:
    if math.isinf(end):
        return len(zones.cuts) if end > 0 else 0
    return zones.at(_fraction(end))


def _quotient(numerator: float | Decimal | None, denominator: float | Decimal | None) -> Fraction | None:
    if numerator is None or not denominator:
        return None
    return _fraction(numerator) / _fraction(denominator)


def _fraction(value: float | Decimal) -> Fraction:
    """The decimal a person wrote: 0.3 is three tenths, not the binary number nearest to it."""
    return Fraction(value) if isinstance(value, int | Decimal) else Fraction(str(float(value)))
