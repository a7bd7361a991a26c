"""One KPI's value over one period, by kind: ratio, level, median, payback, lifetime value, coverage, velocity.

Division happens here, once and last; by zero gives no value. For evaluate.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from metrics.catalog import Kpi
from metrics.intervals import median_interval, wilson
from metrics.result import Note, Period
from metrics.series import Number, Series


@dataclass(frozen=True, slots=True)
class Value:
    """What a KPI comes to in `period`. `status` overrides the grade; a `bound` may only get better as data come in."""

    period: Period
    value: float | None = None
    numerator: Number | float | None = None
    denominator: Number | float | None = None
    n: int | None = None
    interval: tuple[float, float] | None = None
    notes: tuple[Note, ...] = ()
    status: str | None = None
    bound: bool = False


def divide(numerator: Number | float, denominator: Number | float) -> float | None:
    """Numerator ÷ denominator, rounded once at the end; None by zero."""
    if not denominator:
        return None
    if isinstance(numerator, float) or isinstance(denominator, float):
        return float(numerator) / float(denominator)
    return float(Fraction(numerator) / Fraction(denominator))


def quotient(kpi: Kpi, period: Period, numerator: Number, denominator: Number, n: int | None = None) -> Value:
    """A ratio of two sums with its 95 % interval where it is a share of countable things."""
    countable = kpi.unit == "share" and kpi.count != "money" and 0 <= numerator <= denominator
    interval = wilson(int(numerator), int(denominator)) if countable and denominator else None
    counted = kpi.count != "money" and kpi.kind in ("ratio", "median")
    size = n if n is not None or not counted else int(denominator)
    return Value(period, divide(numerator, denominator), numerator, denominator, size, interval)


def ratio(kpi: Kpi, series: Series, period: Period) -> Value:
    """Σ numerator ÷ Σ denominator over the period's days; n of a ratio of money is the cases behind it."""
    cases = None if kpi.cases is None else int(series.line(kpi.cases).over(period))
    numerator, denominator = (series.line(name).over(period) for name in (kpi.numerator, kpi.denominator))
    return quotient(kpi, period, numerator, denominator, cases)


def level(kpi: Kpi, series: Series, period: Period) -> Value:
    """Numerator ÷ denominator as they stand on the period's last day; n is the accounts of twelve months ago."""
    numerator, denominator = (series.line(name).until(period.last) for name in (kpi.numerator, kpi.denominator))
    return quotient(kpi, period, numerator, denominator, int(series.line("then_logos_12").until(period.last)))


def median(kpi: Kpi, series: Series, period: Period) -> Value:
    """The median of the samples placed in the period, with its order-statistic interval."""
    pairs = series.sample(kpi.numerator, period)
    count = sum(n for _, n in pairs)
    value = weighted_median(pairs)
    return Value(period, value, value, count, count, median_interval(pairs) if pairs else None)


def weighted_median(pairs: Sequence[tuple[float, int]]) -> float | None:
    """The median of values given with how often each occurs; the mean of the two middle ones for an even count."""
    ordered = sorted(pairs)
    total = sum(n for _, n in ordered)
    if not total:
        return None
    return (_nth(ordered, (total - 1) // 2) + _nth(ordered, total // 2)) / 2


def _nth(ordered: Sequence[tuple[float, int]], index: int) -> float:
    for x, n in ordered:
        if index < n:
            return x
        index -= n
    raise IndexError(index)


def ltv_b2c(kpi: Kpi, series: Series, period: Period, margin: float) -> Value:
    """Mean gross margin per buyer over the 12 months after the first purchase.

    Of the period's buyers whose 12 months have passed; else of all such buyers before its end; else of every buyer
    over what has elapsed, which is a lower bound and said so.
    """
    before = Period(date.min, period.last)
    for span in (period, before):
        buyers = series.line("buyers_year_old").over(span)
        if buyers:
            notes = (
                ()
                if span is period
                else (Note("ltv_earlier", "buyers of earlier periods whose 12 months have passed"),)
            )
            return _ltv(period, series.line("net_year").over(span), int(buyers), margin, notes)
    buyers = series.line("buyers").over(before)
    note = Note("ltv_elapsed", "a lower bound: no buyer's 12 months have passed, so over what has elapsed")
    return _ltv(period, series.line("net_so_far").over(before), int(buyers), margin, (note,), bound=True)


def _ltv(
    period: Period, net: Number, buyers: int, margin: float, notes: tuple[Note, ...], bound: bool = False
) -> Value:
    gross = Fraction(net) * Fraction(str(margin))
    value = float(gross / buyers) if buyers else None
    assumed = Note("margin", "gross margin assumed at {share}", (("share", margin),))
    return Value(period, value, float(gross), buyers, buyers, notes=(assumed, *notes), bound=bound)


def ltv_b2b(kpi: Kpi, series: Series, period: Period, margin: float) -> Value:
    """MRR per account × gross margin ÷ monthly logo churn on the period's last day; undefined without churn."""
    day = period.last
    mrr, accounts = series.line("mrr").until(day), series.line("active_accounts").until(day)
    then, kept = series.line("then_logos_1").until(day), series.line("kept_logos_1").until(day)
    assumed = Note("margin", "gross margin assumed at {share}", (("share", margin),))
    if not accounts or not then:
        return Value(period, n=int(accounts), notes=(assumed,))
    if then == kept:
        note = Note("no_churn", "no account left in the last month: lifetime value is undefined, not infinite")
        return Value(period, n=int(accounts), notes=(assumed, note))
    churn = Fraction(int(then - kept), int(then))
    gross = Fraction(mrr) / Fraction(accounts) * Fraction(str(margin))
    return Value(period, float(gross / churn), float(gross), float(churn), int(accounts), notes=(assumed,))


def per_cost(lifetime: Value, series: Series, period: Period, cost: str, customers: str) -> Value:
    """LTV ÷ CAC, where CAC is the side's marketing cost in the period ÷ its new customers."""
    new = series.line(customers).over(period)
    cac = divide(series.line(cost).over(period), new)
    value = None if lifetime.value is None or not cac else lifetime.value / cac
    return Value(period, value, lifetime.value, cac, int(new), notes=lifetime.notes, bound=lifetime.bound)


def payback(
    margins: Sequence[tuple[int, Decimal]], cost: Number, margin: float, period: Period, last: date, buyers: int
) -> Value:
    """Smallest day d on which the cohort's cumulative gross margin reaches its acquisition cost.

    `margins` are (days since the first purchase, net revenue) of the buyers of `period`. "Not yet" has no value; how
    long the youngest buyer has been watched tells whether that can still change.
    """
    watched = (last - period.last).days
    assumed = Note("margin", "gross margin assumed at {share}", (("share", margin),))
    if not buyers or not cost:
        return Value(period, n=buyers, numerator=cost, denominator=buyers, notes=(assumed,))
    total = Fraction(0)
    for day, net in sorted(margins):
        total += Fraction(net) * Fraction(str(margin))
        if total >= Fraction(cost):
            return Value(period, float(day), cost, buyers, buyers, notes=(assumed,), bound=day > watched)
    note = Note("not_yet", "not yet: {share} of the cost earned back after {days} {days:day|days}",
                (("share", float(total / Fraction(cost))), ("days", watched)))  # fmt: skip
    return Value(period, None, cost, buyers, buyers, notes=(assumed, note), status="not_yet")
