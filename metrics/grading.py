"""From a value to a score: the grade, and the states that carry no colour. For evaluate.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Protocol

from metrics.benchmarks import Benchmarks
from metrics.catalog import Kpi
from metrics.grade import grade
from metrics.result import GREEN, NO_BENCHMARK, RED, TOO_EARLY, TOO_FEW, Band, Grade, Period, Score
from metrics.values import Value


class Asked(Protocol):
    """The parts of a query that a score repeats."""

    @property
    def period(self) -> Period: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def segment(self) -> str | None: ...


def graded(benchmarks: Benchmarks, kpi: Kpi, value: Value, before: Value | None, asked: Asked) -> Score:
    """The score of `value`, graded by the KPI's default band, and `also` by its others."""
    bands = benchmarks.kpi(kpi.key, kpi.side).bands
    minimum = benchmarks.minimum(kpi.key, kpi.side)
    grades = [(band, _grade(kpi, value, band, minimum)) for band in bands]
    first = grades[0][1] if grades else _grade(kpi, value, None, minimum)
    return Score(
        kpi=kpi.key,
        side=kpi.side,
        stage=kpi.stage,
        unit=kpi.unit,
        value=value.value,
        numerator=_plain(value.numerator),
        denominator=_plain(value.denominator),
        n=value.n,
        grade=first,
        benchmark=grades[0][0] if grades else None,
        also=tuple(grades[1:]),
        asked=asked.period,
        period=value.period,
        previous_value=before.value if before else None,
        previous=before.period if before else None,
        interval=value.interval,
        channel=asked.channel,
        segment=asked.segment,
        notes=value.notes,
    )


def _grade(kpi: Kpi, value: Value, band: Band | None, minimum: int | None) -> Grade:
    if value.status == "not_yet":
        return _not_yet(value, band, minimum)
    if value.status == GREEN:  # target met: nothing left to reach
        return Grade(GREEN, "clear")
    if value.status is not None:
        return Grade(value.status)
    exact = kpi.kind in ("ratio", "snapshot")
    found = grade(
        value.value,
        band,
        interval=value.interval,
        n=value.n,
        minimum=minimum,
        numerator=value.numerator if exact else None,
        denominator=value.denominator if exact else None,
    )
    if value.bound and found.certainty is not None and found.status != GREEN:
        return Grade(TOO_EARLY)  # it may still become better: a colour would be a guess
    return replace(found, certainty="clear") if value.bound and found.certainty else found


def _not_yet(value: Value, band: Band | None, minimum: int | None) -> Grade:
    """Not paid back so far: red once even the amber time is over for the youngest buyer, too early before."""
    if band is None or band.high is None:
        return Grade(NO_BENCHMARK)
    if minimum is not None and value.n is not None and value.n < minimum:
        return Grade(TOO_FEW)
    watched = next((note for note in value.notes if note.code == "not_yet"), None)
    days = dict(watched.values)["days"] if watched else 0
    limit = band.high * (1 + band.margin)
    return Grade(RED, "clear") if isinstance(days, int) and days >= limit else Grade(TOO_EARLY)


def _plain(number: object) -> float | None:
    """A plain number for JSON: whole ones as int."""
    if number is None or isinstance(number, date):
        return None
    amount = float(number)  # type: ignore[arg-type]
    return int(amount) if amount.is_integer() else amount
