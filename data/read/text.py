"""Text files (CSV and its kin) into rows of text cells, every record accounted for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import islice
from pathlib import Path

from data.errors import ReadError
from data.mapping import ReadOptions
from data.read import share
from data.read.bulk import csv_sql, read_bulk
from data.read.dialect import MAX_LINE, find_dialect
from data.read.encoding import to_utf8
from data.read.header import Head, find_header, name_columns, tell_header
from data.read.mend import Columns, columns_of
from data.read.raw import INFO, WARN, Aside, Plain, Raw
from data.read.rows import RowWriter
from data.read.split import Dialect, Record, records, split_line
from data.read.survey import Survey, survey

HEAD_RECORDS = 200
MAX_COLUMNS = 2_000
GLANCE = 5_000  # rows that decide how a plain file may be read in one go
TELL_EVERY = 10_000  # records
LAST_ROWS, LAST_BYTES = 50, 1 << 20
Load = Callable[[], None]
REASONS = {
    "cells": "expected {expected} cells, found {count}",
    "unclosed": "a quote opens and never closes; expected {expected} cells, found {count}",
    "doubtful": "a quote stands where none belongs, and the cells do not fit their columns",
    "header": "the header once more, not a record",
    "footer": "a closing line, not a record",
}


def read_text(path: Path, folder: Path, options: ReadOptions, known: Collection[str]) -> Raw:
    """The text file at `path` as `Raw`, written into `folder`; `known` are column names the mapping speaks of."""
    raw = Raw(folder / "raw.parquet", (), 0)
    seen = survey(path)
    clean = to_utf8(path, folder, raw, options.encoding, seen)
    seen = seen if clean == path else survey(clean)
    dialect = find_dialect(clean, options, raw)
    skip = options.skip_rows or (1 if raw.read["delimiter"]["why"] == "the line sep=" else 0)
    first = list(islice(_records(clean, dialect, skip, 0), HEAD_RECORDS))
    if not first:
        raise ReadError("Empty file", f"{path.name} holds no lines of data")
    head = find_header([record.cells for record in first], known, options.header)
    width = _trim(head, first)
    if width > MAX_COLUMNS:
        raise ReadError("Too many columns", f"{path.name} has {width:,} columns; at most {MAX_COLUMNS:,} are read")
    line = None if head.index is None else first[head.index].line
    tell_header(head, line, [(r.line, r.cells) for r in first[: head.first - (head.index is not None)]], raw)
    raw.names = name_columns(head, width, raw)
    if line is not None and first[head.first - 1].trouble:
        _tell_stray(raw, [line])
    above = first[head.first].line - 1 if head.first < len(first) else -1
    if width < len(head.names):
        _tell_trailing(raw, max(above, 1), Columns(dialect, width, width))
    source = csv_sql(clean, dialect, width, above, seen) if above >= 0 and width == len(head.names) else None

    def load() -> None:
        if not (source and read_bulk(clean, source, seen.lines, above, raw)):
            found = [_after(_records(clean, dialect, skip, width), head, first) for _ in range(2)]
            columns = columns_of(list(islice(found[0], HEAD_RECORDS)), dialect, width, head)
            trailing = _load(_told(found[1], seen.lines), columns, raw)
            if columns.lost:
                _tell_lost(raw, above + 1, columns)
            elif trailing and width == len(head.names):
                _tell_trailing(raw, trailing, columns)
            if dialect.delimiter == " ":
                _tell_fixed(raw)

    if source:
        raw.plain = _plain(clean, folder / "glance.parquet", dialect, source, seen, above, width, load)
    if not raw.plain:
        load()
    return raw


def _plain(
    path: Path, glance: Path, dialect: Dialect, source: str, seen: Survey, above: int, width: int, load: Load
) -> Plain | None:
    """The file as one that may be typed as it is read; None when its first rows are not all of the same width."""
    first = list(islice(_records(path, dialect, above, width), GLANCE))
    if any(len(record.cells) != width or record.trouble for record in first):
        return None
    with RowWriter(glance, width) as writer:
        for record in first:
            writer.add(record.line, record.cells)
    return Plain(source, seen.lines - above, above, glance, len(first), _last(path, dialect), load)


def _last(path: Path, dialect: Dialect) -> tuple[str, ...]:
    """The first filled cells of the last rows."""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, LAST_BYTES), 2)
        lines = file.read().decode("utf-8-sig", "replace").splitlines()[-LAST_ROWS:]
    cells = (split_line(line, dialect)[0] for line in lines)
    return tuple(next((cell.strip() for cell in row if cell.strip()), "") for row in cells)


def _trim(head: Head, first: list[Record]) -> int:
    """The number of columns; an unnamed last one that is always blank is a trailing delimiter, not a column."""
    width = len(head.names)
    body = [record.cells for record in first[head.first :]]
    while (
        width > 1
        and not head.names[width - 1].strip()
        and all(len(c) < width or not c[width - 1].strip() for c in body)
    ):
        width -= 1
    return width


def _records(path: Path, dialect: Dialect, skip: int, width: int) -> Iterator[Record]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        lines = _lines(file, path.name)
        for _ in range(skip):
            next(lines, None)
        yield from records(lines, dialect, width, skip + 1)


def _lines(file: object, name: str) -> Iterator[str]:
    readline = file.readline  # type: ignore[attr-defined]
    number = 0
    while line := readline(MAX_LINE):
        number += 1
        if len(line) >= MAX_LINE:
            raise ReadError("Line too long", f"{name} line {number}: longer than {MAX_LINE:,} characters")
        yield line.rstrip("\n")


def _after(found: Iterator[Record], head: Head, first: list[Record]) -> Iterator[Record]:
    """The data records; the same place as seen in the first look, found by line number."""
    start = first[head.first].line if head.first < len(first) else None
    for record in found:
        if start is not None and record.line >= start:
            yield record


def _told(found: Iterator[Record], lines: int) -> Iterator[Record]:
    """The records as they are, and word of how far they have come."""
    for number, record in enumerate(found):
        if number % TELL_EVERY == 0:
            share.done(0.05 + 0.35 * record.line / lines)
        yield record


def _load(found: Iterator[Record], columns: Columns, raw: Raw) -> int:
    """Write the records that are rows; gives the first line whose blank cells at the end were left out, or 0."""
    stray: list[int] = []
    width, trailing = columns.width, 0
    with RowWriter(raw.path, width) as writer:
        for record in found:
            cells, odd = record.cells, ""
            if cells == columns.header:
                aside = Aside(record.line, "set_aside", "repeated_header", REASONS["header"], (), tuple(cells))
                raw.asides.append(aside)
                continue
            if record.trouble or len(cells) != width or columns.usual != width:
                settled, odd = columns.settle(record)
                if settled is None:
                    raw.asides.append(_aside(record, columns))
                    continue
                trailing = trailing or (record.line if len(cells) > width and not odd else 0)
                cells = settled
            if odd:
                stray.append(record.line)
            writer.add(record.line, cells)
        raw.rows = writer.rows
    _footers(raw, writer.last_line)
    if stray:
        _tell_stray(raw, stray)
    return trailing


def _tell_stray(raw: Raw, lines: list[int]) -> None:
    text = (
        "{count} {count:line|lines} {count:has|have} a quote where none belongs; each was read on its own; "
        "the first is line {line}"
    )
    raw.note("stray_quote", WARN, text, count=len(lines), line=lines[0])


def _tell_fixed(raw: Raw) -> None:
    line = next((aside.line for aside in raw.asides if aside.code == "cell_count"), None)
    if line is not None:
        text = "cells were divided at blanks, which fails in line {line}: export columns of fixed width as CSV"
        raw.note("fixed_width", WARN, text, line=line)


def _tell_trailing(raw: Raw, line: int, columns: Columns) -> None:
    """A blank last cell that the header has too is a habit; one that only the lines have may be a name that is lost."""
    width = columns.width
    if columns.usual == width:
        text = "lines end with a delimiter; the empty last column was left out"
        raw.note("trailing_delimiter", INFO, text, line=line, column=f"column {width + 1}")
        return
    text = (
        "the header has {count} names, the lines below it {cells} cells of which the last is blank, first line {line}: "
        "either lines end with a delimiter, or a name is missing and the columns are shifted; compare them"
    )
    raw.note("short_header", WARN, text, line=line, count=width, cells=columns.usual)


def _tell_lost(raw: Raw, line: int, columns: Columns) -> None:
    text = (
        "the header has {count} names, the lines from line {line} on have {cells} cells: as a name is missing, nobody "
        "can say which; add it"
    )
    raw.note("short_header", WARN, text, line=line, count=columns.width, cells=columns.usual)


def _aside(record: Record, columns: Columns) -> Aside:
    count, usual = len(record.cells), columns.usual
    code, why = ("unclosed_quote", "unclosed") if record.trouble else ("cell_count", "cells")
    if record.trouble and count == usual:
        code, why = "doubtful_quote", "doubtful"
    values = (("expected", usual), ("count", count))
    return Aside(record.line, "rejected", code, REASONS[why], values, tuple(cell[:2000] for cell in record.cells))


def _footers(raw: Raw, last: int) -> None:
    """Records of one cell after the last row are closing words: set aside rather than rejected."""
    for place, aside in enumerate(raw.asides):
        filled = [cell for cell in aside.cells if cell.strip()]
        if aside.line > last and len(filled) <= 1 and aside.code == "cell_count" and len(raw.names) > 2:
            raw.asides[place] = Aside(aside.line, "set_aside", "footer", REASONS["footer"], (), aside.cells)
