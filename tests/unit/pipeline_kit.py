"""Frames from a few typed rows, for the tests of pipeline, revenue, bridge and economics."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from data.dataset import DataSet
from data.tables import SQL_TYPES, TABLES
from metrics.frame import Frame, open_frame

Rows = Sequence[Mapping[str, object]]


def write_table(folder: Path, table: str, rows: Rows) -> Path:
    """One canonical table as Parquet: the columns the rows name, with their canonical types."""
    used = {name for row in rows for name in row}
    columns = [column for column in TABLES[table].columns if column.name in used]
    fields = ", ".join(f"{column.name} {SQL_TYPES[column.type]}" for column in columns)
    con = duckdb.connect()
    con.execute(f"create table made ({fields})")
    marks = ", ".join("?" for _ in columns)
    if rows:
        values = [[row.get(column.name) for column in columns] for row in rows]
        con.executemany(f"insert into made values ({marks})", values)
    path = folder / f"{table}.parquet"
    con.execute(f"copy made to '{path}' (format parquet)")
    con.close()
    return path


@contextmanager
def frame_of(as_of: date | None = None, /, **tables: Rows) -> Iterator[Frame]:
    """A frame over `table=[{column: value}, …]`, gone with its files at the end."""
    folder = Path(tempfile.mkdtemp(prefix="two-funnels-test-"))
    try:
        files = {name: (write_table(folder, name, rows),) for name, rows in tables.items() if rows}
        frame = open_frame(DataSet("made", folder.name, files), as_of)
        yield frame
        frame.con.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
