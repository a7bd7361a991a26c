"""What is asked of a table that the short way has written, before it is believed: for data/swift.py."""

from __future__ import annotations

from pathlib import Path

import duckdb
from pyarrow import parquet

from data.clean import needed
from data.engine import quote, quote_text, rows_of
from data.idproof import look_at_ids
from data.match import Match
from data.read.raw import Raw
from data.repeats import repeats
from data.stage import HASHED
from data.typed.columns import Typing
from data.typed.nulls import DATABASE, SPELLED, is_spelled_null
from data.typed.profile import Typed
from data.typed.texts import read_text_column

FEW, MANY = 10_000, 200_000  # different texts that are looked at one by one instead of all rows
TIDY = "[!-&(-<>@-~][ ->@-~]*[!->@-~]"  # ASCII; no blank at either end, no guard in front, no lost letters
SHORT = max(map(len, DATABASE))  # letters of a missing value at most


def proven(
    cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, typing: Typing, worded: set[str], path: Path
) -> bool:
    """Whether the table at `path` holds all rows of `raw` as the careful way would read them.

    In columns of `worded` a missing value may be spelled; those are counted into `typing` here.
    """
    empty = _empty(path)
    if empty is None or empty.pop("") != raw.rows:
        return False
    if any(empty.get(name) for name in typing.columns if needed(match, name)):
        return False
    kinds = {name: match.table.column(name) for name in typing.columns}
    texts = [n for n, kind in kinds.items() if kind.type == "TEXT" and not (kind.values or match.mapping.values.get(n))]
    for name in worded:
        words = DATABASE if name in texts and not _is_id(name) else SPELLED
        _spelled(cursor, raw, f"c{match.places[name]}", typing.columns[name], words if empty[name] else frozenset())
    if not all(_is_id(name) or _tidy(cursor, match, name, path) for name in texts):
        return False
    ids = look_at_ids(path, {name: match.places[name] == 1 for name in texts if _is_id(name)})
    key = str(match.table.key)
    if not all(one.plain for one in ids.values()):
        return False
    return key not in typing.columns or (key in ids and bool(ids[key].orders)) or _unique(cursor, key, path)


def _is_id(name: str) -> bool:
    return name.endswith("_id") or name in HASHED


def _empty(path: Path) -> dict[str, int] | None:
    """How many rows have no value, by column, as the file itself has counted; under "" its rows."""
    data = parquet.read_metadata(path)
    found = {"": int(data.num_rows)}
    for group in range(data.num_row_groups):
        for place in range(data.num_columns):
            column = data.row_group(group).column(place)
            counts = column.statistics
            if counts is None or not counts.has_null_count:
                return None
            found[column.path_in_schema] = found.get(column.path_in_schema, 0) + int(counts.null_count)
    return found


def _spelled(cursor: duckdb.DuckDBPyConnection, raw: Raw, cell: str, typed: Typed, words: frozenset[str]) -> None:
    """Count the cells of the whole file that spell a missing value with one of `words`, as the careful way does."""
    typed.spelled, typed.spelled_line, typed.spelled_as = 0, None, ""
    listed = ", ".join(map(quote_text, sorted(words)))
    query = f"""
        select {cell}, count(*), min(line)
        from {raw.relation}
        where lower({cell}) in ({listed})
        group by 1
        order by 3
    """
    for text, count, line in cursor.execute(query).fetchall() if words else []:
        if is_spelled_null(text):
            typed.spelled += count
            typed.spelled_line = typed.spelled_line or line
            typed.spelled_as = typed.spelled_as or text.strip()


def _tidy(cursor: duckdb.DuckDBPyConnection, match: Match, name: str, path: Path) -> bool:
    """Whether the careful look at the texts as they were written finds nothing to change or to tell."""
    relation = _worth_a_look(cursor, name, path)
    typed = read_text_column(cursor, relation, "v", name, match.table.column(name), match.mapping)
    if typed.lookup or typed.notices:
        return False
    if typed.sql == "v":
        return True
    same = f"select coalesce(bool_and(v is not distinct from ({typed.sql})), true) from {relation} where v is not null"
    return bool(cursor.execute(same).fetchall()[0][0])


def _worth_a_look(cursor: duckdb.DuckDBPyConnection, name: str, path: Path) -> str:
    """The texts of a column as a relation of v and line: each different one; of many, only those not plainly tidy."""
    text = f"select {quote(name)} as v, 0 as line from {rows_of(path)} where {quote(name)} is not null"
    for some, most in ((text, FEW), (f"{text} and not (strlen(v) > {SHORT} and regexp_full_match(v, '{TIDY}'))", MANY)):
        cursor.execute(f"create or replace temp table words as select distinct * from ({some}) limit {most + 1}")
        if cursor.execute("select count(*) from words").fetchall()[0][0] <= most:
            return "words"
    return f"({text})"


def _unique(cursor: duckdb.DuckDBPyConnection, key: str, path: Path) -> bool:
    """Whether no two rows have the same key; equal hashes of different keys only lead to the careful way."""
    table = f"(select {quote(key)} from {rows_of(path)} where {quote(key)} is not null)"
    return not repeats(cursor, quote(key), table)
