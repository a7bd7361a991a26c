"""The shortest way into a table: an even file typed while it is parsed, in one pass, or not at all.

The first rows propose how each column is read. The pass over all rows stops at the first value that does not fit the
proposal, and the table it leaves is proven afterwards: as many rows as the file has lines, no required value missing,
no key twice, no text that would have to be tidied. So whatever this way gives, the careful way (data/typed, data/stage)
gives too; where anything speaks against it, nothing is kept and the careful way decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from data import transforms
from data.clean import MAX_WORDS, canonical_order, literal, shows_blanks, view
from data.doubts import telling
from data.engine import quote, quote_text
from data.errors import FunnelError
from data.hints import currency_column
from data.idproof import ID
from data.mapping import Mapping, zone
from data.match import Match, match_columns
from data.proof import proven
from data.read import share
from data.read.raw import Plain, Raw
from data.stage import HASHED, TOTAL, personal, total_row
from data.tables import SQL_TYPES, Column
from data.typed.columns import NUMBERS, Typing, options_of, type_columns
from data.typed.guards import ORDINARY, Guard, guard_of
from data.typed.moments import Zones
from data.typed.nulls import DATABASE
from data.typed.profile import NULL, OK, Typed

SHOWN_FROM = 50_000_000  # bytes; of smaller files the upload screen shows the words of all rows
MISFIT = "error('misfit')"
NO_ID = tuple(word for word in ORDINARY if not re.fullmatch(ID, word))
HASHABLE = "contains(<v>, '@') or <v> < '1'"  # may be an e-mail address or a phone number


@dataclass(frozen=True, slots=True)
class Done:
    """What the short way leaves: the file's first rows as read, how its columns were matched and typed."""

    raw: Raw
    match: Match
    typing: Typing


@dataclass(frozen=True, slots=True)
class _Way:
    """How a column is read in the pass: `made` is computed for every cell as <t>, `value` is what goes to the table."""

    value: str
    made: str = ""
    words: bool = False


def swift(
    cursor: duckdb.DuckDBPyConnection,
    raw: Raw,
    mapping: Mapping,
    file: str,
    timezone: str,
    key: bytes | None,
    out: Path,
) -> Done | None:
    """The rows of the plain file `raw` typed into `out`, with the view `staged` over them; None if it may not be."""
    plain = raw.plain
    if plain is None or any(re.search(TOTAL, cell.lower()) for cell in plain.last):
        return None
    try:
        glance = first_rows(raw, plain)
        match = match_columns(glance, mapping, file, cursor)
        if transforms.needed(match.wanted) or match.mapping.drop_repeats or not shows_blanks(match):
            return None
        zones = Zones(zone(timezone), zone(match.mapping.read.timezone or timezone))
        typing = type_columns(cursor, glance, match, zones, whole=False)
        if glance.questions or typing.questions or (ways := _ways(cursor, glance, match, typing, zones, key)) is None:
            return None
        target = out / f"{match.table.name}.parquet"
        whole = replace(glance, rows=plain.rows, offset=plain.above + 1, sql=plain.sql)
        tests = [*_kept(match, glance.names), *_same_words(cursor, glance, guessed=not mapping.columns)]
        tests.append(f"not {_total(match, ways, glance.names)}")
        if not (
            _copied(cursor, plain, match, ways, " and ".join(tests), target)
            and proven(cursor, whole, match, typing, {name for name, way in ways.items() if way.words}, target)
        ):
            target.unlink(missing_ok=True)
            return None
    except (FunnelError, duckdb.Error):
        return None  # the careful way says what is wrong, if anything is
    view(cursor, whole, match, target)
    return Done(whole, match, typing)


def first_rows(raw: Raw, plain: Plain) -> Raw:
    """The first rows of a plain file, as a file of their own."""
    first = replace(raw, path=plain.glance, rows=plain.seen, plain=None, asides=[])
    first.notices, first.read, first.questions = list(raw.notices), dict(raw.read), list(raw.questions)
    return first


def _ways(
    cursor: duckdb.DuckDBPyConnection,
    glance: Raw,
    match: Match,
    typing: Typing,
    zones: Zones,
    key: bytes | None,
) -> dict[str, _Way] | None:
    """How each column is read; None when one of them cannot be read in the pass."""
    ways = {}
    for name, typed in typing.columns.items():
        column, place = match.table.column(name), match.places[name]
        way: _Way | None = None
        if typed.notices:
            return None
        if column.type in (*NUMBERS, "DATE", "TIMESTAMP"):
            options = options_of(match, name, place, glance)
            way = _guarded(guard_of(cursor, glance.relation, f"c{place}", typed, column.type, options, zones))
        else:
            way = _text(typed, column, key, match)
            if way and is_id(name) and not _plain_so_far(cursor, glance.relation, f"c{place}"):
                return None
        if way is None:
            return None
        ways[name] = way
    return ways


def _guarded(guard: Guard | None) -> _Way | None:
    """A number or a moment: its value where the guard lets it pass."""
    if guard is None:
        return None
    words = f"when {_in('<v>', ORDINARY)} then null" if guard.words else ""
    fits = f"<t> is not null and ({guard.fits})"
    value = f"case when <v> is null then null when {fits} then <t> {words} else {MISFIT} end"
    return _Way(value, guard.value, guard.words)


def _in(cell: str, words: tuple[str, ...]) -> str:
    return f"lower({cell}) in ({', '.join(map(quote_text, words))})"


def _text(typed: Typed, column: Column, key: bytes | None, match: Match) -> _Way | None:
    """A text: one of the words seen, an id that needs no second look, or anything (looked at afterwards)."""
    if column.values or match.mapping.values.get(column.name):
        if not typed.lookup or len(typed.lookup) > MAX_WORDS:
            return None
        if any(status not in (OK, NULL) for _, status in typed.lookup.values()):
            return None
        whens = " ".join(
            f"when {quote_text(text)} then {literal(value, 'VARCHAR')}" for text, (value, _) in typed.lookup.items()
        )
        return _Way(f"case <v> {whens} else case when <v> is not null then {MISFIT} end end")
    if any(status != NULL for _, status in typed.lookup.values()):
        return None
    missing = bool(typed.spelled)
    if not is_id(column.name):
        words = _in("<v>", tuple(sorted(DATABASE)))
        return _Way(f"case when {words} then null else <v> end" if missing else "<v>", "", missing)
    value = personal(column.name, "<v>", key, match)
    if value != "<v>":  # what a hash is made of cannot be looked at afterwards
        fits = f"strlen(<v>) = length(<v>) and regexp_full_match(<v>, {quote_text(ID)})"
        value = f"case when <v> is null or not ({HASHABLE}) then <v> when {fits} then {value} else {MISFIT} end"
    return _Way(f"case when {_in('<v>', NO_ID)} then null else {value} end" if missing else value, "", missing)


def _plain_so_far(cursor: duckdb.DuckDBPyConnection, relation: str, cell: str) -> bool:
    """Whether the ids of the first rows are plain, so that it is worth reading all of them this way."""
    fits = f"regexp_full_match({cell}, {quote_text(ID)}) or {_in(cell, ORDINARY)}"
    return bool(cursor.execute(f"select coalesce(bool_and({fits}), true) from {relation}").fetchall()[0][0])


def is_id(name: str) -> bool:
    """Whether the values of a canonical column only tell things apart."""
    return name.endswith("_id") or name in HASHED


def _copied(
    cursor: duckdb.DuckDBPyConnection, plain: Plain, match: Match, ways: dict[str, _Way], test: str, target: Path
) -> bool:
    """Whether every value fitted, and every line passed the `test` and became one row of the table at `target`."""
    columns, made = {}, ["*"]
    for name, way in ways.items():
        cell, value = f"c{match.places[name]}", quote(f"t {name}")
        columns[name] = way.value.replace("<v>", cell).replace("<t>", value)
        if way.made:
            made.append(f"{way.made.replace('<v>', cell)} as {value}")
    columns |= {name: quote_text(constant) for name, constant in match.mapping.constants.items()}
    chosen = [
        f"cast({columns[name]} as {SQL_TYPES[match.table.column(name).type]}) as {quote(name)}"
        for name in canonical_order(match, columns)
    ]
    query = f"""
        copy (
            select {", ".join(chosen)}
            from (select {", ".join(made)} from {plain.sql}) as source
            where {test}
        ) to {quote_text(str(target))} (format parquet, compression snappy, dictionary_size_limit 1000)
    """
    with share.during(cursor, 0.05, 0.85):
        row = cursor.execute(query).fetchall()[0]
    return bool(row) and row[0] == plain.rows


def _kept(match: Match, names: tuple[str, ...]) -> list[str]:
    """SQL tests that the mapping drops no row: one dropped would leave fewer rows than the file has lines."""
    tests = []
    for name, words in match.mapping.drop_rows.items():
        place = match.places.get(name) or (names.index(name) + 1 if name in names else None)
        if place:
            listed = ", ".join(quote_text(word.strip()) for word in words)
            tests.append(f"trim(coalesce(c{place}, '')) not in ({listed})")
    return tests


def _total(match: Match, ways: dict[str, _Way], names: tuple[str, ...]) -> str:
    """Whether the first filled cell of a row says that it is a total; where the first column is typed none can."""
    column = next((name for name, place in match.places.items() if place == 1), None)
    sure = column and (ways[column].made or is_id(column))  # ids are looked at afterwards
    may_be = "c1 is null" if sure else "true"
    return f"case when {may_be} then {total_row(len(names))} else false end"  # `and` would trim every cell of all rows


def _same_words(cursor: duckdb.DuckDBPyConnection, glance: Raw, guessed: bool) -> list[str]:
    """SQL tests that columns whose words matter say nothing that they do not say in the first rows.

    Those are a column of currencies and, where the file's columns were `guessed`, its quantities and states.
    """
    currency = currency_column(glance.names)
    names = {*telling(glance.names)} if guessed else set()
    names |= {currency} if currency else set()
    tests = []
    for cell in sorted(f"c{glance.names.index(name) + 1}" for name in names):
        found = {row[0] for row in cursor.execute(f"select distinct {cell} from {glance.relation}").fetchall()}
        words = ", ".join(quote_text(word) for word in sorted(found - {None}))
        known = f"try_cast({cell} as enum({words})) is not null" if words else "false"
        tests.append(f"({known} or {cell} is null)" if None in found else known)
    return tests
