"""DuckDB databases in memory, locked down, for all who query: one per workspace or command, one cursor per call."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb

MEMORY_LIMIT = os.environ.get("TWO_FUNNELS_MEMORY", "3GB")
MAX_SECONDS = 120


def connect(folders: Iterable[Path] = (), threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A new in-memory database that may read files under `folders` only, and nothing else of the machine.

    Times are wall-clock times of the data set's zone, so the database's own zone is always UTC: results do not depend
    on the server's. A connection is never shared between threads: take `.cursor()` for each call.
    """
    connection = duckdb.connect(":memory:", config={"threads": str(threads or os.cpu_count() or 2)})
    spill = tempfile.mkdtemp(prefix="two-funnels-")
    allowed = sorted({os.path.realpath(folder) for folder in folders} | {spill})
    settings = [
        f"set memory_limit = {quote_text(MEMORY_LIMIT)}",
        f"set temp_directory = {quote_text(spill)}",
        "set max_temp_directory_size = '20GB'",
        "set autoinstall_known_extensions = false",
        "set autoload_known_extensions = false",
        "set allow_community_extensions = false",
        "set allow_persistent_secrets = false",
        "set python_enable_replacements = false",
        "set global TimeZone = 'UTC'",
        f"set allowed_directories = [{', '.join(quote_text(folder) for folder in allowed)}]",
        "set enable_external_access = false",
        "set lock_configuration = true",
    ]
    for setting in settings:
        connection.execute(setting)
    return connection


def quote(identifier: str) -> str:
    """An SQL identifier, quoted: every name that comes from a file goes through here."""
    return '"' + identifier.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """An SQL string literal, for the few places that take no parameter (settings, views over files)."""
    return "'" + text.replace("'", "''") + "'"


def parquet(paths: Iterable[Path]) -> str:
    """`read_parquet([...])` over `paths`, columns united by name."""
    files = ", ".join(quote_text(os.path.realpath(path)) for path in paths)
    return f"read_parquet([{files}], union_by_name = true)"
