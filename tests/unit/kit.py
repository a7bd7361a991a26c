"""Small data sets written by hand: `dataset(folder, deals=[{...}], …)` makes canonical Parquet files of plain rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb

from data.dataset import DataSet
from data.engine import quote, quote_text
from data.tables import SQL_TYPES, TABLES
from metrics.board import open_board
from metrics.evaluate import Query, score
from metrics.result import Period, Score

Row = Mapping[str, object]
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
PLACE = {"channel": "Ads", "segment": "mobile"}


def at(text: str) -> datetime:
    """A moment of 2026: `06-01 10:00`."""
    return datetime.fromisoformat(f"2026-{text}")


def score_of(folder: Path, key: str, side: str, period: Period = JUNE, **tables: list) -> Score:
    """One KPI of a data set made of `tables`."""
    return score(open_board(dataset(folder, **tables)), Query(period), key, side)


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
