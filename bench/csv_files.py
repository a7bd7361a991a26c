"""Reading the log as CSV, for the benchmark: into a native table with DuckDB, into memory with Polars and pandas."""

from __future__ import annotations

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


def duckdb_native(csv: Path, ordered: bool = True) -> int:
    """CSV → native DuckDB table with the canonical types; the number of rows."""
    con = duckdb.connect()
    con.execute(f"set preserve_insertion_order = {str(ordered).lower()}")
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in TYPES.items())
    con.execute(f"create table events as from read_csv('{csv}', header = true, columns = {{{columns}}})")
    row = con.execute("select count(*) from events").fetchone()
    assert row is not None
    return int(row[0])


def polars_read(csv: Path) -> int:
    """Polars' read with dates parsed; the number of rows."""
    return pl.read_csv(csv, try_parse_dates=True).height


def pandas_read(csv: Path) -> int:
    """pandas' read with dates parsed; the number of rows."""
    return len(pd.read_csv(csv, parse_dates=["ts"]))
