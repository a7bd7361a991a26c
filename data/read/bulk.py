"""Even text files at DuckDB's speed: every line one record, told what the dialect is, and counted independently."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path

import duckdb

from data.engine import connect, name_of, quote_text
from data.read import share
from data.read.even import even_cells
from data.read.raw import Raw
from data.read.rows import MAX_CELL
from data.read.split import Dialect, split_line
from data.read.survey import Survey

WORTH_IT = 1_000_000  # bytes; smaller files are split line by line, which is as fast


def csv_sql(path: Path, dialect: Dialect, width: int, above: int, seen: Survey) -> str | None:
    """The lines after the first `above` ones as an SQL relation c1, c2, … of texts; None when any line is not plain.

    A line that repeats the header, as at the top of every page of a report, is none of its rows, so that they are fewer
    than the lines.
    """
    plain = seen.even and seen.quotes % 2 == 0 and not dialect.escape and dialect.delimiter != " "
    if not plain or width < 2 or dialect.quote == "'" or path.stat().st_size < WORTH_IT:
        return None
    start, header = _below(path, above)
    if not even_cells(path, dialect, width, above, start, seen):
        return None
    first = split_line(header.decode("utf-8", "replace").strip(), dialect)[0][0]
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(1, width + 1))
    delimiter = dialect.delimiter + (" " if dialect.blank else "")
    quoted = dialect.quote if dialect.quote and seen.quotes else ""
    source = f"""read_csv(
        {name_of(path)}, auto_detect = false, header = false, skip = {above},
        delim = {quote_text(delimiter)}, quote = {quote_text(quoted)}, escape = {quote_text(quoted)},
        comment = '', hive_partitioning = false, columns = {{{columns}}}, strict_mode = true, null_padding = false,
        max_line_size = {2 * MAX_CELL}, encoding = 'utf-8'
    )"""
    return f"(select * from {source} where c1 is distinct from {quote_text(first)})" if first else source


def _below(path: Path, above: int) -> tuple[int, bytes]:
    """Where the lines below the first `above` ones begin, and the last of these."""
    with path.open("rb") as file:
        file.seek(len(BOM_UTF8) if file.read(len(BOM_UTF8)) == BOM_UTF8 else 0)
        line = b""
        for _ in range(above):
            line = file.readline()
        return file.tell(), line


def read_bulk(path: Path, source: str, lines: int, above: int, raw: Raw) -> bool:
    """Read `source` (of the file at `path`) into `raw`; False, with nothing done, when a line is not one record.

    The number of records must equal the number of lines: so no quote has swallowed a line, and none was skipped.
    """
    query = f"""
        copy (
            select *
            from {source}
        ) to {quote_text(str(raw.path))} (format parquet, compression snappy, row_group_size 120000)
    """
    connection = connect([path.parent, path.resolve().parent, raw.path.parent])  # it may be a link
    try:
        with share.during(connection, 0.05, 0.4):
            row = connection.execute(query).fetchall()[0]
    except duckdb.Error:
        return False  # something is not plain: the careful way will say what, line by line
    finally:
        connection.close()
    if not row or row[0] != lines - above:
        return False
    raw.rows, raw.offset = int(row[0]), above + 1
    return True
