"""The result objects that screens, slides, HTML and the command line are all drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data.records import Remark

GREEN, AMBER, RED = "green", "amber", "red"
TOO_EARLY, TOO_FEW, NO_DATA = "too_early", "too_few", "no_data"
NO_BENCHMARK, NEEDS_ROWS = "no_benchmark", "needs_rows"
COLOURS = (GREEN, AMBER, RED)
STATUSES = (*COLOURS, TOO_EARLY, TOO_FEW, NO_DATA, NO_BENCHMARK, NEEDS_ROWS)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Band:
    """A benchmark: `low` and `high` in the KPI's unit (either may be None), `direction` higher|lower|within.

    `over` is the colour of everything above `high` where the margin does not decide (coverage: amber). `variant` names
    the kind of business the band is for, `source` is `guide`, or `team` when a team's own file changed it.
    """

    code: str
    low: float | None
    high: float | None
    direction: str
    margin: float = 0.2
    over: str | None = None
    variant: str | None = None
    source: str = "guide"


@dataclass(frozen=True, slots=True)
class Grade:
    """A value against a band: `status`, `certainty` (clear|leaning|None), and `beyond` when past the good end."""

    status: str
    certainty: str | None = None
    beyond: str | None = None  # "above" (above the range) or "faster" (faster than the range): still green
    leaning_to: str | None = None  # the other colour the interval reaches into


Note = Remark  # a remark for people about a figure: code, English template (and translation key), values


@dataclass(frozen=True, slots=True)
class Score:
    """One KPI of one side for one period (and channel or segment): the value, its grade, and what it rests on.

    `value` is in the KPI's unit: share (0.025), days, minutes, money, multiple (LTV:CAC 3.1), count. `asked` is the
    period chosen, `period` the one the value rests on (earlier when nothing in `asked` is mature). `n` is the number of
    entities behind the value, `interval` its 95 % interval, `also` the grades by the KPI's other benchmarks.
    """

    kpi: str
    side: str
    stage: int | None
    unit: str
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int | None
    grade: Grade
    benchmark: Band | None
    also: tuple[tuple[Band, Grade], ...]
    asked: Period
    period: Period
    previous_value: float | None = None
    previous: Period | None = None
    interval: tuple[float, float] | None = None
    channel: str | None = None
    segment: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def change(self) -> float | None:
        """Value minus previous value, in the KPI's unit."""
        if self.value is None or self.previous_value is None:
            return None
        return self.value - self.previous_value
