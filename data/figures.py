"""How a figure is written, by its unit and in either language: for screens, slides, HTML and whoever says a number.

The one rounding rule per unit of the whole product stands here; `data/words.py` knows languages, this knows units.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from babel.dates import format_interval

from data.words import NONE, Words

MONEY_UNITS = ("money",)
MONEY_VALUES = ("won", "target", "amount")  # values of remarks that are sums of money


def figure(said: Words, unit: str, value: float | None) -> str:
    """A value of a KPI with its unit, by the one rounding rule of that unit: `2.5%`, `42 days`, `3.1×`."""
    if value is None:
        return NONE
    if unit == "share":
        return said.percent(value)
    if unit in MONEY_UNITS:
        return money(said, value)
    if unit == "multiple":
        return f"{said.number(value, _multiple_digits(value))}×"
    if unit in ("days", "minutes"):
        return said.t("{n} {n:day|days}" if unit == "days" else "{n} min", n=said.number(value, 0))
    return said.number(value, 0)


def money(said: Words, value: float | None) -> str:
    """An amount: to the last unit below a million, short above it (`27,667 ₫`, `16.8M ₫`)."""
    return said.money(value, compact=value is not None and abs(value) >= 1_000_000)


def change(said: Words, unit: str, difference: float | None) -> str:
    """A change of a KPI, signed: shares in percentage points."""
    if difference is None:
        return NONE
    if unit == "share":
        return said.points(difference)
    if unit == "multiple":
        return f"{said.signed(difference, 1)}×"
    if unit in MONEY_UNITS:
        sign = "+" if difference > 0 else "−" if difference < 0 else ""
        return f"{sign}{money(said, abs(difference))}"
    if unit in ("days", "minutes"):
        sign = said.signed(difference, 0)[0] if round(difference) else "±"
        return f"{sign}{figure(said, unit, abs(difference))}"
    return said.signed(difference, 0)


def full(said: Words, unit: str, value: float | None) -> str:
    """The value with all the digits a person may want, four at most and no needless zeros, for hover."""
    if value is None:
        return NONE
    if unit == "share":
        return said.percent(value, _needed(value * 100))
    if unit in MONEY_UNITS:
        return said.money(value)
    number = said.number(value, _needed(value))
    if unit in ("days", "minutes"):
        return said.t("{n} {n:day|days}" if unit == "days" else "{n} min", n=number)
    return f"{number}×" if unit == "multiple" else number


def edges(said: Words, unit: str, low: float | None, high: float | None) -> str:
    """A benchmark's range: `2–5%`, `≥ 30%`, `≤ 14 days`."""
    if low is not None and high is not None:
        return f"{_bare(said, unit, low)}–{edge(said, unit, high)}"
    if low is None and high is None:
        return NONE
    return f"≥ {edge(said, unit, low)}" if low is not None else f"≤ {edge(said, unit, high)}"


def edge(said: Words, unit: str, value: float | None) -> str:
    """One end of a benchmark's range, without needless zeros: `30%`, `14 days`."""
    if value is None:
        return NONE
    if unit == "share":
        return said.percent(value, _digits(value * 100))
    if unit == "multiple":
        return f"{said.number(value, _digits(value))}×"
    return figure(said, unit, value)


def span(said: Words, first: date, last: date) -> str:
    """Days in short: `Jun 15 – 21, 2026`."""
    if first == last:
        return said.date(first)
    return str(format_interval(first, last, "yMMMd", locale=said.locale))


def fill(said: Words, template: str, values: Mapping[str, object]) -> str:
    """A remark's template in the language, its numbers in the form of the language."""
    return said.t(template, **{name: _noted(said, name, given) for name, given in values.items()})


def _noted(said: Words, name: str, given: object) -> object:
    if isinstance(given, date):
        return said.date(given)
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        return given
    if name == "share":
        return said.percent(float(given), 0)
    return said.money(float(given)) if name in MONEY_VALUES else said.number(float(given))


def _multiple_digits(value: float) -> int:
    return 2 if abs(value) < 1 else 1


def _bare(said: Words, unit: str, value: float) -> str:
    """The lower end of a range, whose unit stands at the upper end."""
    if unit == "share":
        return said.number(value * 100, _digits(value * 100))
    if unit == "multiple":
        return said.number(value, _digits(value))
    return said.number(value, 0) if unit in ("days", "minutes") else figure(said, unit, value)


def _digits(value: float) -> int:
    return 0 if abs(value - round(value)) < 1e-9 else 1


def _needed(value: float, most: int = 4) -> int:
    """How many digits after the point tell the value as well as `most` do."""
    return next((digits for digits in range(most) if round(value, digits) == round(value, most)), most)
