"""DuckDB databases in memory, locked down, for all who query: one per workspace or command, one cursor per call."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterable
from pathlib import Path

import duckdb

from data import scratch

MEMORY_LIMIT = "3GB"  # per database; TWO_FUNNELS_MEMORY in the environment sets another
SPILL_LIMIT = "20GB"
MAX_SECONDS = 120


def connect(folders: Iterable[Path] = (), threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A new in-memory database that may read files under `folders` only, and nothing else of the machine.

    Times are wall-clock times of the data set's zone, so the database's own zone is always UTC: results do not depend
    on the server's. A connection is never shared between threads: take `.cursor()` for each call. Settings are global
    because cursors do not inherit a connection's own. What spills goes when the last cursor does.
    """
    connection = duckdb.connect(":memory:")
    connection.execute("set enable_progress_bar = true")  # for `query_progress`; nothing is printed
    connection.execute("set enable_progress_bar_print = false")
    spill = scratch.folder() / f"spill-{uuid.uuid4().hex}"  # DuckDB makes it when it spills, and removes it on closing
    real = {os.path.realpath(folder) for folder in folders}
    allowed = sorted(real | {_escaped(folder) for folder in real})  # it is asked for names as they are written in SQL
    settings = [
        ("memory_limit", quote_text(os.environ.get("TWO_FUNNELS_MEMORY", MEMORY_LIMIT))),
        ("threads", str(threads or os.cpu_count() or 2)),
        ("async_threads", "1"),
        ("temp_directory", quote_text(str(spill))),
        ("max_temp_directory_size", quote_text(os.environ.get("TWO_FUNNELS_SPILL", SPILL_LIMIT))),
        ("autoinstall_known_extensions", "false"),
        ("autoload_known_extensions", "false"),
        ("allow_community_extensions", "false"),
        ("allow_persistent_secrets", "false"),
        ("python_enable_replacements", "false"),
        ("TimeZone", "'UTC'"),
        ("disabled_optimizers", "'type_pushdown'"),  # it turns a try_cast over read_csv into an error, or drops the row
        ("max_execution_time", str(MAX_SECONDS * 1000)),
        ("allowed_directories", f"[{', '.join(quote_text(folder) for folder in allowed)}]"),
        ("enable_external_access", "false"),
        ("lock_configuration", "true"),
    ]
    for name, value in settings:
        connection.execute(f"set global {name} = {value}")
    return connection


def quote(identifier: str) -> str:
    """An SQL identifier, quoted: every name that comes from a file goes through here."""
    return '"' + identifier.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """An SQL string literal, for the few places that take no parameter (settings, views over files)."""
    return "'" + text.replace("'", "''") + "'"


def name_of(path: Path) -> str:
    """The name of a file to be read, as an SQL string literal: DuckDB takes `[1]`, `*` and `?` for a pattern."""
    return quote_text(_escaped(str(path)))


def _escaped(path: str) -> str:
    return re.sub(r"([\[*?])", r"[\1]", path)


def rows_of(path: Path, numbered: bool = False) -> str:
    """`read_parquet(…)` over one file, `numbered` with its rows' numbers; a folder called `a=b` adds no column."""
    numbers = ", file_row_number = true" if numbered else ""
    return f"read_parquet({name_of(path)}, hive_partitioning = false{numbers})"


def parquet(paths: Iterable[Path]) -> str:
    """`read_parquet([...])` over `paths`, columns united by name."""
    files = ", ".join(name_of(Path(os.path.realpath(path))) for path in paths)
    return f"read_parquet([{files}], union_by_name = true, hive_partitioning = false)"
