"""The shortest way into a table: a plain file typed while it is parsed, in one pass, or not at all.

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
import numpy as np

from data import transforms
from data.clean import MAX_WORDS, canonical_order, literal, needed, view
from data.engine import quote, quote_text
from data.errors import FunnelError
from data.hints import currency_column
from data.mapping import Mapping, zone
from data.match import Match, match_columns
from data.read.raw import Plain, Raw
from data.stage import HASHED, TOTAL, personal
from data.tables import SQL_TYPES, Column
from data.typed.columns import Typing, type_columns
from data.typed.moments import Zones
from data.typed.profile import OK, Typed
from data.typed.texts import TEXT, read_text_column

SHOWN_FROM = 50_000_000  # bytes; of smaller files the upload screen shows the words of all rows
ID = r"([!-~][ -~]*)?[0-9@]([ -~]*[!-~])?"  # plain letters with a digit or an @: nothing to tidy, no spelling of "none"
CUT_ID = "%E+__"
MISFIT = "error('misfit')"


@dataclass(frozen=True, slots=True)
class Done:
    """What the short way leaves: the file's first rows as read, how its columns were matched and typed."""

    raw: Raw
    match: Match
    typing: Typing


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
    if plain is None or currency_column(raw.names) or any(re.search(TOTAL, cell.lower()) for cell in plain.last):
        return None
    try:
        glance = first_rows(raw, plain)
        match = match_columns(glance, mapping, file, cursor)
        if transforms.needed(match.wanted) or match.mapping.drop_rows or match.mapping.drop_repeats:
            return None
        typing = type_columns(
            cursor, glance, match, Zones(zone(timezone), zone(match.mapping.read.timezone or timezone))
        )
        target = out / f"{match.table.name}.parquet"
        if glance.questions or typing.questions or not _copied(cursor, plain, match, typing, key, target):
            return None
        if not _proven(cursor, match, typing, plain.rows, target):
            target.unlink()
            return None
    except (FunnelError, duckdb.Error):
        return None  # the careful way says what is wrong, if anything is
    glance.rows, glance.offset, glance.sql = plain.rows, plain.above + 1, plain.sql
    view(cursor, glance, match, target)
    return Done(glance, match, typing)


def first_rows(raw: Raw, plain: Plain) -> Raw:
    """The first rows of a plain file, as a file of their own."""
    first = replace(raw, path=plain.glance, rows=plain.seen, plain=None, asides=[])
    first.notices, first.read, first.questions = list(raw.notices), dict(raw.read), list(raw.questions)
    return first


def _copied(
    cursor: duckdb.DuckDBPyConnection, plain: Plain, match: Match, typing: Typing, key: bytes | None, target: Path
) -> bool:
    """Whether every value fitted, and every line became one row of the table at `target`."""
    columns = {}
    for name, typed in typing.columns.items():
        value = _value(typed, f"c{match.places[name]}", match.table.column(name), key, match)
        if value is None:
            return False
        columns[name] = value
    columns |= {name: quote_text(constant) for name, constant in match.mapping.constants.items()}
    chosen = [
        f"cast({columns[name]} as {SQL_TYPES[match.table.column(name).type]}) as {quote(name)}"
        for name in canonical_order(match, columns)
    ]
    row = cursor.execute(f"""
        copy (
            select {", ".join(chosen)}
            from {plain.sql}
        ) to {quote_text(str(target))} (format parquet, compression snappy, dictionary_size_limit 1000)
    """).fetchall()[0]
    return bool(row) and row[0] == plain.rows


def _value(typed: Typed, cell: str, column: Column, key: bytes | None, match: Match) -> str | None:
    """The SQL value of `cell`, which stops the pass where a text does not fit; None when there is no such value."""
    if typed.notices or typed.spelled or any(status != OK for _, status in typed.lookup.values()):
        return None
    if typed.guard:
        value = re.sub(r"\bv\b", lambda _: cell, typed.sql)
        return _guarded(cell, f"regexp_full_match({cell}, {quote_text(typed.guard)})", f"coalesce({value}, {MISFIT})")
    if typed.type != "VARCHAR" or len(typed.lookup) > MAX_WORDS:
        return None
    if typed.lookup:
        whens = " ".join(
            f"when {quote_text(text)} then {literal(str(value), 'VARCHAR')}"
            for text, (value, _) in typed.lookup.items()
        )
        return f"case {cell} {whens} else case when {cell} is not null then {MISFIT} end end"
    if _is_id(column.name):
        fits = f"regexp_full_match({cell}, {quote_text(ID)}) and not {cell} like '{CUT_ID}'"
        return _guarded(cell, fits, personal(column.name, cell, key, match))
    return cell


def _guarded(cell: str, fits: str, value: str) -> str:
    return f"case when {cell} is null then null when {fits} then {value} else {MISFIT} end"


def _is_id(name: str) -> bool:
    return name.endswith("_id") or name in HASHED


def _proven(cursor: duckdb.DuckDBPyConnection, match: Match, typing: Typing, rows: int, path: Path) -> bool:
    table = f"read_parquet({quote_text(str(path))})"
    names = [name for name in typing.columns if needed(match, name)]
    counts = ", ".join(["count(*)", *(f"count({quote(name)})" for name in names)])
    if any(count != rows for count in cursor.execute(f"select {counts} from {table}").fetchall()[0] or (0,)):
        return False
    texts = [name for name, typed in typing.columns.items() if typed.sql in ("v", TEXT) and not typed.lookup]
    if not all(_is_id(name) or _tidy(cursor, match, name, path) for name in texts):
        return False
    return match.table.key not in typing.columns or _unique(cursor, str(match.table.key), table)


def _tidy(cursor: duckdb.DuckDBPyConnection, match: Match, name: str, path: Path) -> bool:
    """Whether the careful look at the texts as they were written finds nothing to change or to tell."""
    numbered = "file_row_number as line"
    file = f"read_parquet({quote_text(str(path))}, file_row_number = true)"
    relation = f"(select {quote(name)} as v, {numbered} from {file})"
    typed = read_text_column(cursor, relation, "v", name, match.table.column(name), match.mapping)
    if typed.lookup or typed.notices:
        return False
    if typed.sql == "v":
        return True
    return bool(cursor.execute(f"select coalesce(bool_and(v = {TEXT}), true) from {relation}").fetchall()[0][0])


def _unique(cursor: duckdb.DuckDBPyConnection, key: str, table: str) -> bool:
    """Whether no two rows have the same key; equal hashes of different keys only lead to the careful way."""
    found = cursor.execute(f"select hash({quote(key)}) as h from {table} where {quote(key)} is not null").fetchnumpy()[
        "h"
    ]
    hashes = np.sort(np.asarray(found))
    return not bool((hashes[1:] == hashes[:-1]).any())
