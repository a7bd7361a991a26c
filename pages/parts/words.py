"""Words on screen, for every page: the language of this visit, number formats by unit, and the one place that escapes.

Language comes from `?lang=`, else from the browser, else English. Text that comes from data must pass through one of
`html_text`, `plain` (markdown) or `plotly_text` before it is shown where markup has a meaning.
"""

from __future__ import annotations

import html
import re
from datetime import date
from decimal import Decimal

import streamlit as st
from babel.dates import format_interval

from data.words import LANGUAGES, NONE, Words
from metrics.result import Note, Period

MONEY_UNITS = ("money",)
MONEY_VALUES = ("won", "target", "amount")  # values of remarks that are sums of money
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_JOINER = "\u2060"  # invisible; keeps `:name:`, `a@b.c` and `www.` from becoming emoji and links after parsing


def language() -> str:
    """The language of this visit: `en` or `vi`."""
    asked = st.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return "vi" if str(st.context.locale or "").lower().startswith("vi") else "en"


def words(currency: str = "VND") -> Words:
    """This visit's words and formats."""
    return Words(language(), currency)


def t(text: str, /, **values: object) -> str:
    """`text` in this visit's language, filled in."""
    return words().t(text, **values)


def note_text(said: Words, note: Note) -> str:
    """A remark of the metrics room in this visit's language, its numbers in the form of the language."""
    return said.t(note.text, **{name: _noted(said, name, given) for name, given in note.values})


def _noted(said: Words, name: str, given: object) -> object:
    if isinstance(given, date):
        return said.date(given)
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        return given
    if name == "share":
        return said.percent(float(given), 0)
    return said.money(float(given)) if name in MONEY_VALUES else said.number(float(given))


def html_text(text: object) -> str:
    """`text` as HTML text or attribute value."""
    return html.escape(str(text), quote=True)


def plain(text: object) -> str:
    """`text` as markdown that shows exactly its characters: no link, image, colour, formula, emoji or tag."""
    single = " ".join(str(text).split())
    escaped = _PUNCTUATION.sub(r"\\\1", single)
    return re.sub(r"(?i)(\\[:@]|www(?=\\\.))", rf"\1{_JOINER}", escaped)


def plotly_text(text: object) -> str:
    """`text` for any label of a chart, where Plotly would read tags and entities."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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
        return said.t("{n} days" if unit == "days" else "{n} min", n=said.number(value, 0))
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
    return said.signed(difference, 0)


def full(said: Words, unit: str, value: float | None) -> str:
    """The value with all the digits a person may want, for hover."""
    if value is None:
        return NONE
    if unit == "share":
        return said.percent(value, 4)
    return said.money(value) if unit in MONEY_UNITS else said.number(value, 4)


def edges(said: Words, unit: str, low: float | None, high: float | None) -> str:
    """A benchmark's range: `2–5%`, `≥ 30%`, `≤ 14 days`."""
    if low is not None and high is not None:
        return f"{_bare(said, unit, low)}–{edge(said, unit, high)}"
    if low is None and high is None:
        return NONE
    return f"≥ {edge(said, unit, low)}" if low is not None else f"≤ {edge(said, unit, high)}"


def span(said: Words, period: Period) -> str:
    """A period in short: `Jun 15 – 21, 2026`."""
    if period.first == period.last:
        return said.date(period.first)
    return str(format_interval(period.first, period.last, "yMMMd", locale=said.locale))


def short_span(said: Words, period: Period) -> str:
    """A period without its year, for tight places: `Jun 15 – 21`."""
    return str(format_interval(period.first, period.last, "MMMd", locale=said.locale))


def day(said: Words, when: date) -> str:
    """A day in the form of the language."""
    return said.date(when)


def _multiple_digits(value: float) -> int:
    return 2 if abs(value) < 1 else 1


def edge(said: Words, unit: str, value: float | None) -> str:
    """One end of a benchmark's range, without needless zeros: `30%`, `14 days`."""
    if value is None:
        return NONE
    if unit == "share":
        return said.percent(value, _digits(value * 100))
    if unit == "multiple":
        return f"{said.number(value, _digits(value))}×"
    return figure(said, unit, value)


def _bare(said: Words, unit: str, value: float) -> str:
    """The lower end of a range, whose unit stands at the upper end."""
    if unit == "share":
        return said.number(value * 100, _digits(value * 100))
    if unit == "multiple":
        return said.number(value, _digits(value))
    return said.number(value, 0) if unit in ("days", "minutes") else figure(said, unit, value)


def _digits(value: float) -> int:
    return 0 if abs(value - round(value)) < 1e-9 else 1
