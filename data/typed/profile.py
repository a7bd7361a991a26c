"""All values of a text column in a few lines: its shapes, with digits made alike, over the whole column."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from data.engine import quote
from data.read.raw import Notice
from data.typed.question import Question

MAX_SHAPES = 20_000
OK, NULL, BAD, ASIDE = "ok", "null", "bad", "aside"


@dataclass(frozen=True, slots=True)
class Shape:
    """Values alike but for their digits: how many, the smallest, the largest and the first line of them."""

    text: str
    count: int
    low: str
    high: str
    line: int


def fits(cursor: duckdb.DuckDBPyConnection, relation: str, column: str, pattern: str, test: str = "true") -> bool:
    """Whether every value of `column` matches `pattern` and passes `test` (SQL over `v`).

    For the plain columns of large files: one look instead of the shapes of all values.
    """
    row = cursor.execute(
        f"""
        select coalesce(bool_and(regexp_full_match(v, ?) and {test}), true)
        from (select {quote(column)} as v from {relation})
        where v is not null
        """,
        [pattern],
    ).fetchall()[0]
    return bool(row and row[0])


@dataclass(slots=True)
class Typed:
    """How a text column becomes typed: an SQL expression over `v`, and a table of single values read one by one.

    `lookup` maps a text to (value, status); texts in it do not go through `sql`. A text that is neither NULL nor
    spelled null and has no value is unreadable: its row is rejected or its cell left empty, and always told.
    """

    sql: str
    type: str
    expected: str
    lookup: dict[str, tuple[Any, str]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    read: dict[str, dict[str, Any]] = field(default_factory=dict)
    currency: str | None = None
    spelled: int = 0  # cells that spell a missing value
    spelled_line: int | None = None
    spelled_as: str = ""
    guard: str = ""  # a pattern; while all values match it, `sql` is how the whole column is read


def shapes_of(cursor: duckdb.DuckDBPyConnection, relation: str, column: str) -> list[Shape]:
    """The shapes of all values of `column`, the most frequent first."""
    rows = cursor.execute(
        f"""
        with shaped as (
            select translate(trim({quote(column)}), '0123456789', '9999999999') as shape, {quote(column)} as v, line
            from {relation}
            where {quote(column)} is not null
        )
        select shape, count(*) as n, min(v), max(v), min(line)
        from shaped
        group by shape
        order by n desc, shape
        limit {MAX_SHAPES}
        """
    ).fetchall()
    return [Shape(*row) for row in rows if row[0]]


def values_of(
    cursor: duckdb.DuckDBPyConnection, relation: str, column: str, shapes: list[str]
) -> list[tuple[str, int, int]]:
    """The distinct values having one of `shapes` (all when empty): value, how often, first line."""
    name = quote(column)
    chosen = f"and translate(trim({name}), '0123456789', '9999999999') in (select unnest(?))" if shapes else ""
    query = (
        f"select {name}, count(*), min(line) from {relation} where {name} is not null {chosen} group by 1 order by 3"
    )
    return cursor.execute(query, [shapes] if shapes else []).fetchall()


def lookup_table(typed: Typed) -> pa.Table:
    """The lookup as an Arrow table `v, value, status`; values as text, to be cast in SQL without loss."""
    texts = list(typed.lookup)
    values = [_text(value) for value, _ in typed.lookup.values()]
    statuses = [status for _, status in typed.lookup.values()]
    return pa.table(
        {
            "v": pa.array(texts, pa.string()),
            "value": pa.array(values, pa.string()),
            "status": pa.array(statuses, pa.string()),
        }
    )


def _text(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return None if value is None else str(value)
