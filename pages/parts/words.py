"""Words on screen, for every page: the language of this visit, number formats by unit, and the one place that escapes.

Language comes from `?lang=`, else from the browser, else English. Text that comes from data must pass through one of
`html_text`, `plain` (markdown) or `plotly_text` before it is shown where markup has a meaning.
"""

from __future__ import annotations

import html
import re
from datetime import date

import streamlit as st
from babel.dates import format_interval

from data.figures import change, edge, edges, figure, full, money
from data.figures import span as days
from data.tables import UNKNOWN
from data.words import LANGUAGES, NONE, Words
from metrics.result import Period
from metrics.table_words import note_text

__all__ = ["change", "day", "edge", "edges", "figure", "full", "group", "html_text", "language", "money", "note_text"]
__all__ += ["plain", "plotly_text", "short_span", "span", "t", "words"]
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


def group(said: Words, name: str | None) -> str:
    """A channel, segment or owner as people read it: one that nobody named is said in the language."""
    return said.t(UNKNOWN) if name == UNKNOWN else name or NONE


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


def span(said: Words, period: Period) -> str:
    """A period in short: `Jun 15 – 21, 2026`."""
    return days(said, period.first, period.last)


def short_span(said: Words, period: Period) -> str:
    """A period without its year, for tight places: `Jun 15 – 21`."""
    return str(format_interval(period.first, period.last, "MMMd", locale=said.locale))


def day(said: Words, when: date) -> str:
    """A day in the form of the language."""
    return said.date(when)


def byte_size(said: Words, size: int) -> str:
    """The size of a file: `812 B`, `6.3 KB`, `250 MB`."""
    if size < 1 << 10:
        return f"{said.number(size)} B"
    unit, name = (1 << 20, "MB") if size >= 1 << 20 else (1 << 10, "KB")
    return f"{said.number(size / unit, 1 if size < 100 * unit else 0)} {name}"
