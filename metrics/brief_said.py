"""Sentences of the Monday brief: what a person would say, with its figures, and the place where each can be opened.

A sentence is a template (English, the translation key) with typed values; `pieces` writes it in a language, figures and
plain words apart, so that every face (page, slides, HTML) can link or set the figures in its own way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import Formatter

from data import figures
from data.tables import UNKNOWN
from data.words import Words
from metrics.benchmarks import Benchmarks
from metrics.result import Grade, Note, Period
from metrics.status_words import LEANING_WORDS, STATUS_WORDS, leaning

SIDES = {"b2c": "B2C", "b2b": "B2B"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure can be opened: a page's address and its query parameters."""

    page: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A KPI by name, with its side."""

    kpi: str
    side: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure in its unit; `signed` writes a change."""

    unit: str
    value: float | int | Decimal | None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """A benchmark's range."""

    unit: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of ours, to be translated; `small` within a sentence, where it is written large elsewhere."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Several clauses after one another."""

    items: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and where its figures can be opened. `about` is the KPI it is about (`b2c.ctr`), if any."""

    note: Note
    place: Place
    about: str = ""

    @property
    def code(self) -> str:
        """What kind of sentence it is."""
        return self.note.code

    def value(self, name: str) -> object:
        """The value called `name`; KeyError if there is none."""
        return dict(self.note.values)[name]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `figure` says that it is a number one may want to open."""

    text: str
    figure: bool = False


def sentence(code: str, text: str, place: Place, about: str = "", /, **values: object) -> Sentence:
    """A sentence from its template and values."""
    return Sentence(Note(code, text, tuple(values.items())), place, about)


def kpi_place(kpi: str, side: str) -> Place:
    """The scorecard with this KPI opened."""
    return Place("scorecard", (("kpi", f"{side}.{kpi}"),))


def pieces(said: Words, bands: Benchmarks, note: Note) -> list[Piece]:
    """`note` in a language, figures apart."""
    values = dict(note.values)
    found: list[Piece] = []
    for literal, name, forms, _ in Formatter().parse(said.t(note.text)):
        if literal:
            found.append(Piece(literal))
        if forms and name is not None:
            found.append(Piece(_form(forms, values[name])))
        elif name is not None:
            found += _value(said, bands, values[name])
    return found


def text(said: Words, bands: Benchmarks, note: Note) -> str:
    """`note` in a language as plain text."""
    return "".join(piece.text for piece in pieces(said, bands, note))


def _form(forms: str, value: object) -> str:
    """The word of `one|several` that goes with a figure."""
    number = value.value if isinstance(value, Shown) else value
    one, _, several = forms.partition("|")
    return one if number == 1 else several


def _value(said: Words, bands: Benchmarks, value: object) -> list[Piece]:
    if isinstance(value, Listing):
        return _listed(said, bands, value.items)
    if isinstance(value, Note):
        return pieces(said, bands, value)
    if isinstance(value, Shown):
        return [Piece(_shown(said, value), True)]
    if isinstance(value, int | float | Decimal):
        return [Piece(said.number(float(value)), True)]
    return [Piece(_word(said, bands, value))]


def _word(said: Words, bands: Benchmarks, value: object) -> str:
    if isinstance(value, Named):
        return f"{SIDES[value.side]} {bands.label(value.kpi, value.side, said.language)}"
    if isinstance(value, Range):
        return figures.edges(said, value.unit, value.low, value.high)
    if isinstance(value, Word):
        return said.t(value.text).lower() if value.small else said.t(value.text)
    if isinstance(value, Grade):
        return said.t((LEANING_WORDS if leaning(value) else STATUS_WORDS)[value.status]).lower()
    if isinstance(value, Period):
        return figures.span(said, value.first, value.last)
    if isinstance(value, date):
        return said.date(value)
    return said.t(UNKNOWN) if value == UNKNOWN else str(value)


def _shown(said: Words, value: Shown) -> str:
    number = None if value.value is None else float(value.value)
    return figures.change(said, value.unit, number) if value.signed else figures.figure(said, value.unit, number)


def _listed(said: Words, bands: Benchmarks, items: Sequence[Note]) -> list[Piece]:
    found: list[Piece] = []
    for item in items:
        found += ([Piece(", ")] if found else []) + pieces(said, bands, item)
    return found
