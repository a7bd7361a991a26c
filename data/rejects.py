"""The rows that were not used, as a CSV a person can open, correct and upload again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from data.engine import quote
from data.mapping import Mapping
from data.match import Match
from data.read.raw import Raw
from data.retell import retell
from data.transforms import REASONS
from data.typed.columns import Typing
from data.words import Words

WORDS = {
    "blank_row": "nothing but blanks",
    "drop_rows": "set aside as the mapping asks",
    "total_row": "a total, not a record",
    "other_currency": "an amount in another currency than the one kept",
}
HEAD = ("line", "status", "column", "reason")
MANY = 50_000  # reasons to tell in another language; those after them stay English
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_rejects(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, typing: Typing, path: Path) -> Path | None:
    """Every record of `staged` and `raw.asides` that is not used: line, status, column, reason, then its own cells."""
    rows = _rows(cursor, raw, match, typing)
    first = next(rows, None)
    if first is None:
        return None
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEAD, *raw.names])
        writer.writerow(first)
        writer.writerows(rows)
    return path


def corrected(names: Sequence[str]) -> tuple[str, ...]:
    """The first file's own columns where `names` are those of its rows not used; else nothing."""
    return tuple(names[len(HEAD) :]) if tuple(names[: len(HEAD)]) == HEAD else ()


def as_first(mapping: Mapping) -> Mapping | None:
    """How the first file was read, for its rows not used: the same columns and answers, but written in our own form.

    None where columns were known by their position.
    """
    if any(isinstance(theirs, int) for theirs in mapping.columns.values()):
        return None
    read = replace(mapping.read, delimiter=None, quote=None, encoding=None, skip_rows=None, header=None, sheet=None)
    return replace(mapping, read=read)


def in_words(path: Path, said: Words) -> bytes:
    """The file of rows not used with its reasons in the language of `said`; the head stays, uploads are known by it."""
    if said.language == "en":
        return path.read_bytes()
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file)):
            place = HEAD.index("reason")
            if 0 < number <= MANY and len(row) > place:
                row[place] = retell(said, row[place])
            writer.writerow(row)
    return out.getvalue().encode("utf-8-sig")


def _rows(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, typing: Typing) -> Iterator[list[str]]:
    for aside in raw.asides:
        yield [str(aside.line), aside.status, "", aside.words, *map(_safe, aside.cells)]
    if raw.left_out:
        left = cursor.execute(f"select * from {quote(raw.left_out)} order by line")
        while rows := left.fetchmany(10_000):
            for line, code, *own in rows:
                yield [str(line), "set_aside", "", REASONS[code], *(_safe(cell or "") for cell in own)]
    cells = ", ".join(f"source.{quote(f'c{place}')}" for place in range(1, len(raw.names) + 1))
    found = cursor.execute(
        f"""
        select staged.line, staged.row_status, staged.row_fault, staged.row_aside, {cells}
        from staged join {raw.relation} as source on source.line = staged.line
        where staged.row_status <> 'used'
        order by staged.line
        """
    )
    while rows := found.fetchmany(10_000):
        for line, status, fault, aside, *own in rows:
            column, reason = _reason(status, fault, aside, raw, match, typing)
            yield [str(line), status, column, reason, *(_safe(cell or "") for cell in own)]


def _reason(
    status: str, fault: str | None, aside: str | None, raw: Raw, match: Match, typing: Typing
) -> tuple[str, str]:
    if status == "duplicate":
        return match.table.key or "", "repeats a row that came before"
    if aside:
        return "", WORDS[aside]
    kind, _, name = (fault or "").partition(" ")
    column = raw.names[match.places[name] - 1] if name in match.places else name
    expected = typing.columns[name].expected if name in typing.columns else "a value"
    return column, "required, and empty" if kind == "missing" else f"expected {expected}"


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    bare = cell.lstrip("+-").replace(".", "").replace(",", "").replace(" ", "")
    return "'" + cell if cell.startswith(FORMULA) and not bare.isdigit() else cell
