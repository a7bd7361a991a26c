"""A file's rows reshaped before they are typed, where its mapping asks for it: the new rows, and those left out."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from data import transforms
from data.engine import quote_text
from data.mapping import Mapping
from data.read.raw import INFO, WARN, Aside, Raw


def reshaped(cursor: duckdb.DuckDBPyConnection, raw: Raw, mapping: Mapping) -> Mapping:
    """Reshape the rows of `raw` in place as `mapping` asks; the mapping that fits them then."""
    if not transforms.needed(mapping):
        return mapping
    done = transforms.apply(cursor, raw.relation, raw.names, mapping)
    target = raw.path.with_name("reshaped.parquet")
    cells = ", ".join(f"c{place}" for place in range(1, len(done.names) + 1))
    cursor.execute(f"""
        copy (
            select row_number() over () as row, line, {cells}
            from {done.table}
        ) to {quote_text(str(target))} (format parquet)
    """)
    row = cursor.execute(f"select count(*) from {done.table}").fetchall()[0]
    width = len(raw.names)
    if done.aside:
        _left_out(cursor, raw, done.aside)
    raw.offset = None
    raw.path, raw.rows, raw.names = target, int(row[0]) if row else 0, done.names
    raw.exact = frozenset(place for place in raw.exact if place <= width)
    _tell(raw, done)
    return replace(done.mapping, columns=done.mapping.columns)


def _left_out(cursor: duckdb.DuckDBPyConnection, raw: Raw, table: str) -> None:
    found = cursor.execute(f"select * from {table} order by line")
    while rows := found.fetchmany(10_000):
        for line, code, *cells in rows:
            reason = transforms.REASONS[code]
            raw.asides.append(Aside(line, "set_aside", code, reason, (), tuple(cell or "" for cell in cells)))


def _tell(raw: Raw, done: transforms.Reshaped) -> None:
    if done.added:
        text = "{count} more row(s) than the file has, because one row of it becomes several"
        raw.note("rows.added", INFO, text, count=done.added, line=1)
    if done.conflicts:
        text = "{count} group(s) of rows contradict each other and were not merged; they stand as they are"
        raw.note("rows.conflicts", WARN, text, count=done.conflicts, line=1)
