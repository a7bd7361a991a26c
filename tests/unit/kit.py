"""Small data sets written by hand: `dataset(folder, deals=[{...}], …)` makes canonical Parquet files of plain rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from data.dataset import DataSet
from data.engine import quote, quote_text
from data.tables import SQL_TYPES, TABLES

Row = Mapping[str, object]


def dataset(folder: Path, name: str = "tiny", **tables: Sequence[Row]) -> DataSet:
    """A data set of the given tables; a column is present when any row has it."""
    files = {table: (write(folder, table, rows),) for table, rows in tables.items()}
    version = hashlib.sha256(repr(sorted(tables.items(), key=lambda item: item[0])).encode()).hexdigest()
    return DataSet(name, version, files)


def write(folder: Path, table: str, rows: Sequence[Row]) -> Path:
    """One canonical Parquet file."""
    folder.mkdir(parents=True, exist_ok=True)
    present = [c for c in TABLES[table].columns if any(c.name in row for row in rows)]
    path = folder / f"{table}.parquet"
    con = duckdb.connect()
    columns = ", ".join(f"{quote(c.name)} {SQL_TYPES[c.type]}" for c in present)
    con.execute(f"create table t ({columns})")
    if rows:
        marks = ", ".join("?" for _ in present)
        con.executemany(f"insert into t values ({marks})", [[row.get(c.name) for c in present] for row in rows])
    con.execute(f"copy t to {quote_text(str(path))} (format parquet)")
    con.close()
    return path
