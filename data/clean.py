"""The short way for files where every row is good: typed and written in one go, and proven good afterwards.

The proof: every cell that holds something has a value in the table written, no required value is missing, and no key
comes twice. If any of it fails nothing is kept, and the rows are judged one by one (data/stage.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from data.engine import quote, quote_text, rows_of
from data.match import Match
from data.read.raw import Raw
from data.stage import expression, personal, total_row
from data.tables import FILLED, SQL_TYPES, UNKNOWN
from data.typed.columns import Typing
from data.typed.profile import ASIDE, BAD, Typed, lookup_table

MAX_WORDS = 60  # single values that fit into the statement


def written(
    cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, typing: Typing, key: bytes | None, path: Path
) -> bool:
    """Write all rows to `path` and make the view `staged` over them; False when a row is not plainly good."""
    if not _may_be_clean(raw, match, typing) or _holds_total(cursor, raw):
        return False
    columns, counts = [], ["count(*)"]
    for name, typed in typing.columns.items():
        cell = f"source.{quote(f'c{match.places[name]}')}"
        value = personal(name, _value(typed, cell), key, match)
        columns.append(f"cast({value} as {SQL_TYPES[match.table.column(name).type]}) as {quote(name)}")
        counts.append(f"count({cell})")  # a cell of blanks only makes the proof fail, and the careful way decides
    for name, constant in match.mapping.constants.items():
        columns.append(f"cast({quote_text(constant)} as {SQL_TYPES[match.table.column(name).type]}) as {quote(name)}")
    order = [column.name for column in match.table.columns]
    columns.sort(key=lambda text: next(n for n, name in enumerate(order) if text.endswith(f"as {quote(name)}")))
    cursor.execute(f"""
        copy (
            select {", ".join(columns)}
            from {raw.relation} as source
        ) to {quote_text(str(path))} (format parquet, compression snappy)
    """)
    cells = cursor.execute(f"select {', '.join(counts)} from {raw.relation} as source").fetchall()[0]
    if _proven(cursor, match, typing, path, cells or ()):
        view(cursor, raw, match, path)
        return True
    path.unlink()
    return False


def _may_be_clean(raw: Raw, match: Match, typing: Typing) -> bool:
    mapping = match.mapping
    if raw.offset is None or mapping.drop_rows or mapping.drop_repeats or not shows_blanks(match):
        return False
    lookups = [typed.lookup for typed in typing.columns.values()]
    bad = any(status in (BAD, ASIDE) for lookup in lookups for _, status in lookup.values())
    return not bad and all(len(lookup) <= MAX_WORDS for lookup in lookups)


def _holds_total(cursor: duckdb.DuckDBPyConnection, raw: Raw) -> bool:
    """Whether a row calls itself a total, however complete it is."""
    query = f"select coalesce(bool_or({total_row(len(raw.names))}), false) from {raw.relation} as source"
    return bool(cursor.execute(query).fetchall()[0][0])


def _value(typed: Typed, cell: str) -> str:
    """The value of a cell; single values stand in the statement, as a join might change the order of rows."""
    if not typed.lookup:
        return expression(typed, cell, "")
    table = lookup_table(typed).to_pylist()
    whens = " ".join(f"when {quote_text(row['v'])} then {literal(row['value'], typed.type)}" for row in table)
    plain = expression(Typed(typed.sql, typed.type, ""), cell, "")
    return f"case {cell} {whens} else {plain} end"


def literal(value: str | None, kind: str) -> str:
    """`value` as an SQL value of the type `kind`."""
    if value is None:
        return "null"
    inner = f"cast({quote_text(value)} as timestamp)" if kind == "DATE" else quote_text(value)
    return f"cast({inner} as {kind})"


def _proven(
    cursor: duckdb.DuckDBPyConnection, match: Match, typing: Typing, path: Path, cells: tuple[int, ...]
) -> bool:
    names = list(typing.columns)
    found = ", ".join(["count(*)", *(f"count({quote(name)})" for name in names)])
    table = rows_of(path)
    counts = cursor.execute(f"select {found} from {table}").fetchall()[0] or ()
    spelled = [0, *(typing.columns[name].spelled for name in names)]
    if any(filled != kept + null for filled, kept, null in zip(cells, counts, spelled, strict=True)):
        return False
    required = [name for name in names if needed(match, name)]
    if any(counts[names.index(name) + 1] != counts[0] for name in required):
        return False
    if match.table.key not in names:
        return True
    row = cursor.execute(f"select count(distinct hash({quote(match.table.key)})) from {table}").fetchall()[0]
    return bool(row) and row[0] == counts[0]


def needed(match: Match, name: str) -> bool:
    """Whether a row without this value cannot be used."""
    return match.table.column(name).required and match.table.column(name).type != "MONEY"


def shows_blanks(match: Match) -> bool:
    """Whether a row of blanks lacks a value it needs; where constants stand for all of those it would be kept."""
    return any(needed(match, name) for name in match.places)


def view(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, path: Path) -> None:
    """`staged` as the rules about rows expect it, over the table just written."""
    flags = ", ".join(f"false as {quote('bad ' + name)}" for name in [*match.places, *match.mapping.constants])
    cursor.execute(f"""
        create or replace temp view staged as
        select * exclude (file_row_number), file_row_number + {raw.offset} as line, {flags}, 'used' as row_status,
            null::varchar as row_aside, null::varchar as row_fault
        from {rows_of(path, numbered=True)}
    """)


def canonical_order(match: Match, names: Iterable[str]) -> list[str]:
    """`names` in the order of the canonical table."""
    have = set(names)
    return [column.name for column in match.table.columns if column.name in have]


def finish(cursor: duckdb.DuckDBPyConnection, match: Match, path: Path) -> None:
    """Fill blank channels and segments of a table written clean, where there are any."""
    have = [name for name in FILLED if name in match.places]
    if not have:
        return
    blanks = " + ".join(f"count(*) filter (where {quote(name)} is null)" for name in have)
    row = cursor.execute(f"select {blanks} from {rows_of(path)}").fetchall()[0]
    if not row or not row[0]:
        return
    filled = ", ".join(f"coalesce({quote(name)}, {quote_text(UNKNOWN)}) as {quote(name)}" for name in have)
    target = path.with_suffix(".filled")
    cursor.execute(f"""
        copy (
            select * replace ({filled})
            from {rows_of(path)}
        ) to {quote_text(str(target))} (format parquet, compression snappy)
    """)
    target.replace(path)
