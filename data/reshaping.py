"""A file's rows reshaped before they are typed, where its mapping asks for it: the new rows, and those left out."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from data import transforms
from data.engine import quote_text
from data.mapping import Mapping
from data.read.raw import INFO, WARN, Raw

WORDS = {
    "rows.not_kept": "{count} {count:row|rows} set aside that the mapping does not keep; the first is line {line}",
    "rows.merged": "{count} {count:row|rows} merged into the first row of the same order; the first is line {line}",
    "rows.unchanged": "{count} {count:row|rows} set aside because nothing changed in them; the first is line {line}",
    "rows.no_stage_date": (
        "{count} {count:row|rows} set aside without a date in any stage column; the first is line {line}"
    ),
}


def reshaped(cursor: duckdb.DuckDBPyConnection, raw: Raw, mapping: Mapping) -> Mapping:
    """Reshape the rows of `raw` in place as `mapping` asks; the mapping that fits them then."""
    if not transforms.needed(mapping):
        return mapping
    done = transforms.apply(cursor, raw.relation, raw.names, mapping)
    target = raw.path.with_name("reshaped.parquet")
    cells = ", ".join(f"c{place}" for place in range(1, len(done.names) + 1))
    cursor.execute(f"""
        copy (
            select line, {cells}
            from {done.table}
            order by line
        ) to {quote_text(str(target))} (format parquet)
    """)
    row = cursor.execute(f"select count(*) from {done.table}").fetchall()[0]
    width = len(raw.names)
    raw.offset = None
    raw.path, raw.rows, raw.names = target, int(row[0]) if row else 0, done.names
    raw.exact = frozenset(place for place in raw.exact if place <= width)
    _tell(cursor, raw, done)
    return replace(done.mapping, columns=done.mapping.columns)


def _tell(cursor: duckdb.DuckDBPyConnection, raw: Raw, done: transforms.Reshaped) -> None:
    raw.left_out, raw.left_out_counts = done.aside, dict(done.counts)
    lines = (
        f"select code, min(line) from {done.aside} group by code order by code" if done.aside else "select 1 limit 0"
    )
    for code, line in cursor.execute(lines).fetchall():
        raw.note(code, INFO, WORDS[code], count=done.counts[code], line=line)
    if done.added:
        text = "{count} more {count:row|rows} than the file has, because one row of it becomes several"
        raw.note("rows.added", INFO, text, count=done.added, line=1)
    if done.conflicts:
        text = "{count} {count:group|groups} of rows contradict each other and were not merged; they stand as they are"
        raw.note("rows.conflicts", WARN, text, count=done.conflicts, line=1)
