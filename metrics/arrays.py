"""Rows computed in NumPy into a table of the database: for who builds cubes and logs chunk by chunk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import numpy.typing as npt
import pyarrow as pa

Arrays = Mapping[str, npt.NDArray[Any]]


def insert(cursor: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Arrays) -> None:
    """Insert `columns` (SQL over the names of `rows`) into `table`; as Arrow, which is read in place, twice as fast."""
    cursor.register("rows_of_chunk", pa.table(dict(rows)))
    try:
        cursor.execute(f"insert into {table} select {columns} from rows_of_chunk")
    finally:
        cursor.unregister("rows_of_chunk")
