"""Long numbers used as ids whose last digits a spreadsheet or a program has lost: told, as nothing brings them back.

A spreadsheet keeps 15 digits: 1234567890123456789 becomes 1.23457E+18, or 1234567890123450000. Two ids that were
different may be one afterwards.
"""

from __future__ import annotations

import duckdb

from data.engine import quote
from data.read.raw import WARN, Notice

SHORT = r"\s*\d([.,]\d+)?[eE]\+\d\d\s*"
ZEROS, LONG = r"[1-9]\d{14}0+", r"[1-9]\d{15,}"
ENOUGH = 8  # different ids; fewer may end in 0 by chance
DIGITS = 15
SHORTENED = (
    "{count} {count:id|ids} of “{column}” {count:was|were} cut by a spreadsheet ({found}); different ids "
    "may have become one"
)
ROUNDED = (
    "all {count} ids of “{column}” with more than 15 digits end in zeros ({found}), as a spreadsheet leaves them; "
    "different ids may have become one: export them as text"
)


def tell_cut_ids(cursor: duckdb.DuckDBPyConnection, relation: str, column: str, name: str) -> list[Notice]:
    """The remark on ids of `column` (called `name` in the file) that have lost digits; at most one."""
    cell = quote(column)
    may_be = f"({cell} like '_%E+__%' or {cell} like '_%e+__%')"  # the pattern alone would be dear
    short = _counted(cursor, relation, cell, f"{may_be} and regexp_full_match({cell}, '{SHORT}')")
    if short[0]:
        return [_notice(SHORTENED, name, *short)]
    long = f"strlen({cell}) > {DIGITS} and ends_with({cell}, '0') and regexp_full_match({cell}, '{ZEROS}')"
    zeros = _counted(cursor, relation, cell, long)
    if zeros[1] < ENOUGH:
        return []
    others = f"strlen({cell}) > {DIGITS} and not ends_with({cell}, '0') and regexp_full_match({cell}, '{LONG}')"
    whole = _counted(cursor, relation, cell, others)
    return [] if whole[0] else [_notice(ROUNDED, name, *zeros)]


def _counted(cursor: duckdb.DuckDBPyConnection, relation: str, cell: str, test: str) -> tuple[int, int, int, str]:
    """How many cells pass `test`, how many different ones, the first line and the text there."""
    query = f"select count(*), count(distinct {cell}), min(line), arg_min({cell}, line) from {relation} where {test}"
    count, different, line, found = cursor.execute(query).fetchall()[0]
    return count, different, line or 0, str(found or "").strip()


def _notice(text: str, name: str, count: int, _: int, line: int, found: str) -> Notice:
    values = (("count", count), ("column", name), ("found", found), ("line", line))
    return Notice("cut_ids", WARN, text, values, line, name, found)
