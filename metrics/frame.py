"""A data set opened for computing, as it was at `as_of`: for every module of this room that reads raw tables.

All ten canonical tables exist in the frame's database as views with all their columns; what was not uploaded is empty
or NULL, so no query needs to ask first. `given` tells what was uploaded.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb

from data import engine
from data.dataset import DataSet
from data.errors import QueryError
from data.tables import FILLED, SQL_TYPES, TABLES, UNKNOWN, Column, Table


@dataclass(frozen=True, slots=True)
class Frame:
    """An open data set: `con` holds the views, `as_of` is its last moment, `first` and `last` its first and last day.

    `tables` are the uploaded tables with at least one row, `given` their uploaded columns as `table.column`, `whole`
    the channels and segments among these without a blank, `events` the kinds of event that occur. Cubes are kept in
    `cache`, where there is one; `made` names the tables built so far, `kept` holds what is kept in memory of them, both
    under `lock`.
    """

    dataset: DataSet
    con: duckdb.DuckDBPyConnection
    as_of: datetime
    first: date
    tables: frozenset[str]
    given: frozenset[str]
    whole: frozenset[str]
    events: frozenset[str]
    cache: Path | None = None
    made: set[str] = field(default_factory=set, compare=False)
    kept: dict[str, Any] = field(default_factory=dict, compare=False)
    lock: threading.RLock = field(default_factory=threading.RLock, compare=False)

    @property
    def last(self) -> date:
        """The last day of the data."""
        return self.as_of.date()

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one call."""
        return self.con.cursor()


def open_frame(dataset: DataSet, as_of: date | None = None, cache: Path | None = None) -> Frame:
    """Open `dataset` as it was at the end of day `as_of`, or at that very moment (default: at its last moment).

    QueryError when `as_of` lies outside the data, or when no table has a row with a time.
    """
    cache = cache or dataset.cubes
    folders = {path.parent for paths in dataset.files.values() for path in paths} | ({cache} if cache else set())
    con = engine.connect(folders)
    columns = {name: _columns(con, dataset, name) for name in TABLES}
    whole = {name: _whole(con, dataset, name) for name in TABLES}
    for name, table in TABLES.items():
        con.execute(_view(dataset, table, columns[name], whole[name], None))
    first, last = _span(con, dataset)
    if as_of is not None:
        last = _earlier(as_of, first, last)
        for name, table in TABLES.items():
            con.execute(_view(dataset, table, columns[name], whole[name], last))
    tables = {name for name in dataset.files if _has_rows(con, name)}
    given = {f"{name}.{column}" for name in tables for column in columns[name]}
    full = frozenset(f"{name}.{column}" for name in tables for column in whole[name])
    kinds = frozenset(str(row[0]) for row in con.execute("select distinct event from events").fetchall())
    return Frame(dataset, con, last, first.date(), frozenset(tables), frozenset(given), full, kinds, cache)


def _columns(con: duckdb.DuckDBPyConnection, dataset: DataSet, table: str) -> set[str]:
    if not dataset.files.get(table):
        return set()
    described = con.execute(f"describe select * from {engine.parquet(dataset.files[table])}").fetchall()
    return {str(row[0]) for row in described} & set(TABLES[table].names)


def _whole(con: duckdb.DuckDBPyConnection, dataset: DataSet, table: str) -> set[str]:
    """The columns of `FILLED` in which the files' own statistics rule out a blank.

    They need no filling, and stay the short dictionaries they are in the file: what is asked of them is computed once
    per word, not per row (docs/performance.md).
    """
    paths = dataset.files.get(table)
    if not paths:
        return set()
    found = con.execute(
        f"""
        select path_in_schema
        from parquet_metadata([{", ".join(engine.name_of(path.resolve()) for path in paths)}])
        where path_in_schema in {FILLED}
        group by path_in_schema
        having count(distinct file_name) = {len(set(paths))}
          and bool_and(coalesce(stats_null_count = 0 and stats_min_value > '', false))
        """
    ).fetchall()
    return {str(row[0]) for row in found}


def _view(dataset: DataSet, table: Table, columns: set[str], whole: set[str], as_of: datetime | None) -> str:
    """The view of one table; with `as_of`, rows and moments after it are not known yet."""
    if not columns:
        fields = ", ".join(f"{_typed('null', column)} as {column.name}" for column in table.columns)
        return f"create or replace view {table.name} as select {fields} where false"
    asked = {
        column.name: _cast(column.name, column) if column.name in whole else _field(table, column, columns, as_of)
        for column in table.columns
    }
    fields = ",\n  ".join(f"{expression} as {name}" for name, expression in asked.items())
    known = "".join(
        f"\n  and {_not_after(column, as_of)}" for column in table.columns if as_of and column.past and column.required
    )
    if as_of and table.name == "deals" and "created_at" in columns:
        known += f"\n  and (created_at is null or created_at <= timestamp '{as_of}')"
    source = engine.parquet(dataset.files[table.name])
    return f"create or replace view {table.name} as\nselect\n  {fields}\nfrom {source}\nwhere true{known}"


def _field(table: Table, column: Column, columns: set[str], as_of: datetime | None) -> str:
    if column.name not in columns:
        return _typed("null", column)
    if as_of and table.name == "deals" and column.name == "status" and "closed_at" in columns:
        return f"case when closed_at > timestamp '{as_of}' then 'open' else status end"
    if as_of and column.past and not column.required:
        return f"case when {_not_after(column, as_of)} then {_typed(column.name, column)} end"
    return _typed(column.name, column)


def _not_after(column: Column, as_of: datetime) -> str:
    limit = f"date '{as_of.date()}'" if column.type == "DATE" else f"timestamp '{as_of}'"
    return f"{column.name} <= {limit}"


def _typed(expression: str, column: Column) -> str:
    cast = _cast(expression, column)
    return f"coalesce(nullif({cast}, ''), '{UNKNOWN}')" if column.name in FILLED else cast


def _cast(expression: str, column: Column) -> str:
    return f"cast({expression} as {SQL_TYPES[column.type]})"


def _span(con: duckdb.DuckDBPyConnection, dataset: DataSet) -> tuple[datetime, datetime]:
    moments = [
        f"select min({column.name})::timestamp as first, max({column.name})::timestamp as last,"
        f" {_trails(table, column.name)} as trails from {table} group by trails"
        for table in dataset.files
        for column in TABLES[table].columns
        if column.past or (table == "kpi_counts" and column.name == "period_start")
    ]
    row = con.execute(_ends(moments)).fetchone() if moments else None
    if row is None or row[1] is None:
        raise QueryError(
            "Nothing to compute", f"data set {dataset.name!r} has no row with a date; upload a table that has"
        )
    return row[0], row[1]


def _trails(table: str, column: str) -> str:
    """Rows whose moment says nothing about how far the data reach: refunds trail, an open deal's close is a plan."""
    plan = table == "deals" and column == "closed_at"
    return "event = 'refund'" if table == "events" else "status = 'open'" if plan else "false"


def _ends(moments: list[str]) -> str:
    return f"""
        select min(first), coalesce(max(last) filter (where not trails), max(last))
        from ({" union all ".join(moments)})
    """


def _earlier(as_of: date, first: datetime, last: datetime) -> datetime:
    moment = as_of if isinstance(as_of, datetime) else datetime.combine(as_of, time.max)
    if not first.date() <= moment.date() <= last.date():
        raise QueryError(
            "As-of date outside the data",
            f"--as-of {moment.date()} is not between {first.date()} and {last.date()}, the data's first and last day",
        )
    return min(moment, last)


def _has_rows(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return con.execute(f"select 1 from {table} limit 1").fetchone() is not None
