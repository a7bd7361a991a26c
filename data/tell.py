"""What a person should know about the rows of one file: one notice per kind of finding, with its first line."""

from __future__ import annotations

from typing import Any

import duckdb

from data.engine import quote
from data.match import Match
from data.read.raw import ERROR, INFO, WARN, Aside, Notice, Raw
from data.repeats import repeats
from data.typed.columns import Typing

ASIDE_WORDS = {
    "blank_row": (
        "{count} {count:row|rows} {count:holds|hold} nothing but blanks and {count:was|were} set aside; the "
        "first is line {line}"
    ),
    "drop_rows": "{count} {count:row|rows} {count:was|were} set aside as the mapping asks; the first is line {line}",
    "total_row": (
        "{count} {count:row|rows} {count:is|are} totals, not records, and {count:was|were} set aside; the first "
        "is line {line}"
    ),
}
RECORD_WORDS = {
    "cell_count": (
        "{count} {count:row|rows} rejected: {expected_cells} cells expected, {count_cells} found; first in line {line}"
    ),
    "unclosed_quote": (
        "{count} {count:record|records} rejected: a quote opens and never closes; the first is line {line}"
    ),
    "doubtful_quote": (
        "{count} {count:record|records} rejected: a quote stands where none belongs, and the cells do not fit their "
        "columns; the first is line {line}"
    ),
    "repeated_header": "{count} {count:line|lines} repeating the header set aside; the first is line {line}",
    "footer": "{count} closing {count:line|lines} below the table set aside; the first is line {line}",
}
BAD_WORDS = (
    "{count} {count:value|values} of “{column}” could not be read as {expected} and {count:stays|stay} empty, "
    "first in line {line}: {found}"
)
NONE_WORDS = "none of {count} {count:record|records} can be used"
REPEAT_WORDS = (
    "{count} {count:row has|rows have} the {key} of an earlier row and {count:is|are} left out as "
    "{count:a duplicate|duplicates}, the first in line {line}"
)
DIFFER_WORDS = (
    "{count} of the rows left out as duplicates {count:has|have} another “{column}” than the first row of their {key}, "
    "in all {sum}; if the file has a row for each item, add the rows of an order up first; the first is line {line}"
)
KEPT_WORDS = (
    "{count} {count:row|rows} {count:repeats|repeat} another in every cell; without an id {count:it is|they are} "
    "kept, the first stands in line {line}"
)
FAULT_WORDS = {
    "unreadable": (
        "{count} {count:row|rows} rejected: “{column}” holds {found}, not {expected}; the first is line {line}"
    ),
    "missing": "{count} {count:row|rows} rejected: “{column}” is empty, and is required; the first is line {line}",
}


def notices_of(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, typing: Typing, used: int) -> list[Notice]:
    """All findings about the rows of `staged` and the records that never became rows."""
    found = _broken(raw.asides)
    found += _set_aside(cursor)
    found += _faults(cursor, raw, match, typing)
    found += _left_empty(cursor, raw, match, typing)
    found += _missing_values(cursor, raw, match, typing)
    found += _duplicates(cursor, raw, match) or _repeats(cursor, raw, match)
    if not used:
        rows = raw.rows + len(raw.asides)
        words = NONE_WORDS if rows else "the file has column names and no rows"
        found.append(Notice("no_rows", ERROR if rows else WARN, words, (("count", rows), ("line", 1)), 1))
    return found


def _broken(asides: list[Aside]) -> list[Notice]:
    """Records that never became rows, by reason."""
    groups: dict[tuple[str, str, str], list[Aside]] = {}
    for aside in asides:
        groups.setdefault((aside.code, aside.status, aside.words), []).append(aside)
    found = []
    for (code, _, _), group in groups.items():
        first = group[0]
        cells = ((f"{key}_cells", value) for key, value in first.values)
        values = (("count", len(group)), *cells, ("line", first.line))
        text = " | ".join(first.cells)[:200]
        found.append(Notice(code, WARN, RECORD_WORDS[code], values, first.line, None, text))
    return found


def _set_aside(cursor: duckdb.DuckDBPyConnection) -> list[Notice]:
    query = (
        "select row_aside, count(*), min(line) from staged where row_status = 'set_aside' group by row_aside order by 3"
    )
    found = []
    for aside, count, line in cursor.execute(query).fetchall():
        if aside == "other_currency":
            continue  # told with the column
        severity = WARN if aside == "total_row" else INFO
        found.append(Notice(aside, severity, ASIDE_WORDS[aside], (("count", count), ("line", line)), line))
    return found


def _faults(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, typing: Typing) -> list[Notice]:
    query = (
        "select row_fault, count(*), min(line) from staged where row_status = 'rejected' group by row_fault order by 3"
    )
    found = []
    for fault, count, line in cursor.execute(query).fetchall():
        kind, _, name = fault.partition(" ")
        column = their_name(name, raw, match)
        text = cell(cursor, raw, match, name, line)
        expected = typing.columns[name].expected if name in typing.columns else "a value"
        values = (("count", count), ("column", column), ("found", f"“{text}”"), ("expected", expected), ("line", line))
        found.append(Notice(f"{kind}_{name}", WARN, FAULT_WORDS[kind], values, line, column, text))
    return found


def _left_empty(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, typing: Typing) -> list[Notice]:
    """Optional cells that cannot be read: the row is kept, the cell is empty, and that is told."""
    names = [name for name in typing.columns if not match.table.column(name).required]
    if not names:
        return []
    parts = [f"count(*) filter ({_bad(name)}), min(line) filter ({_bad(name)})" for name in names]
    row = cursor.execute(f"select {', '.join(parts)} from staged where row_status = 'used'").fetchall()[0]
    found = []
    for place, name in enumerate(names):
        count, line = row[2 * place : 2 * place + 2]
        if count:
            column, text = their_name(name, raw, match), cell(cursor, raw, match, name, line)
            words = BAD_WORDS
            values: tuple[tuple[str, Any], ...] = (
                ("count", count),
                ("column", column),
                ("line", line),
                ("found", text),
            )
            values += (("expected", typing.columns[name].expected),)
            found.append(Notice(f"unreadable_{name}", WARN, words, values, line, column, text))
    return found


def _bad(name: str) -> str:
    return f"where {quote('bad ' + name)}"


def _missing_values(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, typing: Typing) -> list[Notice]:
    """Values that spell "nothing", and required money that is not there, counted."""
    found = []
    for name, typed in typing.columns.items():
        column = their_name(name, raw, match)
        if typed.spelled:
            words = (
                "{count} {count:value|values} of “{column}” {count:is|are} missing, written {found}; the first "
                "is line {line}"
            )
            values = (
                ("count", typed.spelled),
                ("column", column),
                ("found", typed.spelled_as),
                ("line", typed.spelled_line),
            )
            found.append(Notice("missing_values", INFO, words, values, typed.spelled_line, column, typed.spelled_as))
        elif match.table.column(name).required and match.table.column(name).type == "MONEY":
            query = f"select count(*), min(line) from staged where row_status = 'used' and {quote(name)} is null"
            count, line = cursor.execute(query).fetchall()[0]
            if count:
                words = (
                    "{count} {count:value|values} of “{column}” {count:is|are} empty and {count:counts|count} as "
                    "missing; the first is line {line}"
                )
                place = (("count", count), ("column", column), ("line", line))
                found.append(Notice("missing_values", WARN, words, place, line, column))
    return found


def _duplicates(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match) -> list[Notice]:
    query = "select count(*), min(line) from staged where row_status = 'duplicate'"
    count, line = cursor.execute(query).fetchall()[0]
    if not count:
        return []
    key = match.table.key or "row"
    words = REPEAT_WORDS
    found = Notice("duplicates", WARN, words, (("count", count), ("key", key), ("line", line)), line, key)
    return [found, *_differing(cursor, raw, match)]


def _differing(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match) -> list[Notice]:
    """Duplicates with money of their own: rows of one order's items, most likely, whose money is in no figure."""
    key = match.table.key
    if not key or not {key, "amount"} <= match.places.keys():
        return []
    query = f"""
        select count(*), sum(later.amount), min(later.line)
        from staged as later
        inner join staged as kept on kept.row_status = 'used' and kept.{quote(key)} = later.{quote(key)}
        where later.row_status = 'duplicate' and later.amount <> kept.amount
    """
    count, total, line = cursor.execute(query).fetchall()[0]
    if not count:
        return []
    column = their_name("amount", raw, match)
    values = (("count", count), ("column", column), ("key", key), ("sum", f"{total:f}"), ("line", line))
    return [Notice("duplicates_differ", WARN, DIFFER_WORDS, values, line, column)]


def _repeats(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match) -> list[Notice]:
    """Rows alike in every cell of the file, where no id tells whether they are the same thing: kept, and counted."""
    if match.table.key in match.places or match.mapping.drop_repeats or not raw.rows or not _alike(cursor, match):
        return []
    cells = ", ".join(f"coalesce({quote(f'c{place}')}, '')" for place in range(1, len(raw.names) + 1))
    count = repeats(cursor, cells, raw.relation)
    if not count:
        return []
    query = (
        f"select min(line), count(*) from {raw.relation} group by hash({cells}) having count(*) > 1 order by 1 limit 1"
    )
    line = cursor.execute(query).fetchall()[0][0]
    return [Notice("repeated_rows", INFO, KEPT_WORDS, (("count", count), ("line", line)), line)]


def _alike(cursor: duckdb.DuckDBPyConnection, match: Match) -> bool:
    """Whether two rows are alike in the columns that were typed: else no two are alike in every cell."""
    cells = ", ".join(quote(name) for name in match.places)
    return not cells or repeats(cursor, cells, "staged") > 0


def their_name(name: str, raw: Raw, match: Match) -> str:
    """The file's own name of a canonical column."""
    return raw.names[match.places[name] - 1] if name in match.places else name


def cell(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, name: str, line: int) -> str:
    """What stands in a cell of the file, cut to a readable length."""
    if name not in match.places:
        return ""
    query = f"select {quote(f'c{match.places[name]}')} from {raw.relation} where line = ?"
    rows = cursor.execute(query, [line]).fetchall()
    return str(rows[0][0] or "")[:200] if rows else ""
