"""Every mapped column typed over all its values: what it becomes, what cannot be read, what must be asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import duckdb

from data.mapping import ReadOptions
from data.match import Match
from data.read import share
from data.read.raw import Raw
from data.tables import Column
from data.typed.dates import FROM_1904
from data.typed.mixed import tell_mixed
from data.typed.moments import Zones, read_moments
from data.typed.money import read_numbers
from data.typed.numbers import SIGNS
from data.typed.profile import Typed
from data.typed.question import Question
from data.typed.texts import read_text_column

NUMBERS = ("MONEY", "COUNT", "NUMBER")


@dataclass(slots=True)
class Typing:
    """The typed columns by canonical name, and the questions still open."""

    columns: dict[str, Typed] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    currency: str | None = None


def type_columns(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, zones: Zones, whole: bool = True) -> Typing:
    """All mapped columns of `match`, typed; reading decisions are noted in `raw`, which is the `whole` file or not."""
    relation = raw.relation
    typing = Typing(currency=match.mapping.read.currency)
    for number, (name, place) in enumerate(match.places.items()):
        if whole:
            share.done(0.4 + 0.4 * number / len(match.places))
        column = match.table.column(name)
        options = options_of(match, name, place, raw)
        theirs = raw.names[place - 1]
        typed = _typed(cursor, relation, f"c{place}", theirs, column, options, match, zones)
        if column.type in NUMBERS and place in raw.mixed and not (options.decimal or options.thousands):
            typed.notices += tell_mixed(cursor, relation, f"c{place}", theirs)
        typing.columns[name] = typed
        typing.questions += typed.questions
        for key, decision in ({} if place in raw.exact else typed.read).items():
            raw.say(key if key not in raw.read else f"{key} of {theirs}", decision["value"], decision["why"])
        named = currency_named(theirs) if column.type == "MONEY" else None
        if named and not (typing.currency or typed.currency):
            raw.say("currency", named, f"“{theirs}”")
        typing.currency = typing.currency or typed.currency or named
    return typing


def currency_named(name: str) -> str | None:
    """The currency that a column's name says in brackets: `Cost ($)`, `Số tiền (đ)`; None without one."""
    words = [word.strip().casefold() for word in re.findall(r"[(\[]([^)\]]+)[)\]]", name)]
    return next((SIGNS[word] for word in words if word in SIGNS), None)


def options_of(match: Match, name: str, place: int, raw: Raw) -> ReadOptions:
    """The person's formats for this column; what the file itself holds as numbers or dates needs none."""
    options = match.mapping.read
    if place in raw.exact:
        return replace(options, decimal=".", thousands=None, date=FROM_1904 if place in raw.from_1904 else None)
    given = match.mapping.formats.get(name, {})
    return replace(
        options,
        decimal=given.get("decimal", options.decimal),
        thousands=given.get("thousands", options.thousands),
        date=given.get("date", options.date),
        timezone=given.get("timezone", options.timezone),
    )


def _typed(
    cursor: duckdb.DuckDBPyConnection,
    relation: str,
    column: str,
    theirs: str,
    canonical: Column,
    options: ReadOptions,
    match: Match,
    zones: Zones,
) -> Typed:
    if canonical.type in NUMBERS:
        return read_numbers(cursor, relation, column, theirs, canonical.name, canonical.type, options)
    if canonical.type in ("DATE", "TIMESTAMP"):
        return read_moments(cursor, relation, column, theirs, canonical.name, canonical.type, options, zones)
    return read_text_column(cursor, relation, column, theirs, canonical, match.mapping)
