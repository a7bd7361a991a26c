"""Reading the log as CSV, for the benchmark: into a native table with DuckDB, into memory with Polars and pandas."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

TYPES = {
    "user_id": "varchar",
    "ts": "timestamp",
    "event": "varchar",
    "session_id": "varchar",
    "channel": "varchar",
    "segment": "varchar",
    "order_id": "varchar",
    "amount": "decimal(18,2)",
}


def write(log: Path, csv: Path) -> None:
    """The Parquet log as CSV."""
    duckdb.execute(f"copy (from '{log}') to '{csv}' (header)")


def duckdb_native(csv: Path, ordered: bool = True, kept: bool = False) -> int:
    """CSV → native DuckDB table with the canonical types, in memory or `kept` in a file; the number of rows."""
    with tempfile.TemporaryDirectory(dir=csv.parent) as folder, closing(_database(Path(folder), kept)) as con:
        con.execute(f"set preserve_insertion_order = {str(ordered).lower()}")
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in TYPES.items())
        con.execute(f"create table events as from read_csv('{csv}', header = true, columns = {{{columns}}})")
        if kept:
            con.execute("checkpoint")
        row = con.execute("select count(*) from events").fetchone()
    assert row is not None
    return int(row[0])


def _database(folder: Path, kept: bool) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(folder / "native.duckdb" if kept else ":memory:")


def polars_read(csv: Path) -> int:
    """Polars' read with dates parsed; the number of rows."""
    return pl.read_csv(csv, try_parse_dates=True).height


def pandas_read(csv: Path) -> int:
    """pandas' read with dates parsed; the number of rows."""
    return len(pd.read_csv(csv, parse_dates=["ts"]))
