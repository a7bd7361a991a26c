"""DuckDB databases in memory, locked down, for all who query: one per workspace or command, one cursor per call."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from data import scratch
from data.errors import QueryError, SourceError

MEMORY, SPILL = "TWO_FUNNELS_MEMORY", "TWO_FUNNELS_SPILL"  # environment variables that set other limits
LIMITS = {MEMORY: "3GB", SPILL: "20GB"}  # per database: of memory, and of disk for what does not fit in it
MAX_SECONDS = 120
SIZE = r"\d+(\.\d+)? ?([KMGT]i?)?B"
SIZES = {MEMORY: re.compile(rf"{SIZE}|\d+%", re.IGNORECASE), SPILL: re.compile(SIZE, re.IGNORECASE)}


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
        ("memory_limit", quote_text(_limit(MEMORY))),
        ("threads", str(threads or os.cpu_count() or 2)),
        ("async_threads", "1"),
        ("temp_directory", quote_text(str(spill))),
        ("max_temp_directory_size", quote_text(_limit(SPILL))),
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


def _limit(variable: str) -> str:
    """A size such as 3GB, out of the environment; SourceError when it is none."""
    size = os.environ.get(variable, LIMITS[variable])
    if not SIZES[variable].fullmatch(size):
        raise SourceError("Environment", f'{variable} is "{size}": write a size such as {LIMITS[variable]}')
    return size


@contextmanager
def explain() -> Iterator[None]:
    """Turn what DuckDB says of memory, disk, time and files that fail into a QueryError a person can act on."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        spilling = "temp_directory" in str(error)
        needed = f"{_limit(SPILL)} of temporary disk space" if spilling else f"{_limit(MEMORY)} of memory"
        variable = SPILL if spilling else MEMORY
        raise QueryError(
            "Too much to compute", f"it takes more than {needed}; allow more with {variable} in the environment"
        ) from error
    except duckdb.InterruptException as error:
        raise QueryError(
            "Computing took too long",
            f"it was stopped after {MAX_SECONDS} s; try again when less else runs here, or ask for less at once",
        ) from error
    except duckdb.IOException as error:
        cause = str(error).partition("\n")[0].removeprefix("IO Error: ")
        raise QueryError("File not read or written", f"{cause}; nothing stored was lost") from error


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
