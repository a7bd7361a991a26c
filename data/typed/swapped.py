"""Dates whose day and month a spreadsheet has most likely exchanged, told by the days it could not exchange."""

from __future__ import annotations

import duckdb

from data.engine import quote
from data.read.raw import WARN, Notice

ENOUGH = 8  # dates of each kind; fewer may look so by chance
ISO = r"\d{4}-\d\d?-\d\d?([ T].*)?"
OTHER = r"\d\d?[-/.]\d\d?[-/.]\d{2,4}([ ,T].*)?"


def tell_swapped(cursor: duckdb.DuckDBPyConnection, relation: str, column: str, name: str) -> list[Notice]:
    """A remark where real dates all have a day of at most 12, and dates left as text all a first number above 12.

    So a month-first spreadsheet leaves a day-first list: 05/03/2024 becomes 3 May, 25/03/2024 stays text.
    """
    cell = f"trim({quote(column)})"
    first, day = f"try_cast(regexp_extract({cell}, '^\\d+') as integer)", f"try_cast(substr({cell}, 9, 2) as integer)"
    iso, other = (f"filter (where regexp_full_match({cell}, '{pattern}'))" for pattern in (ISO, OTHER))
    query = f"""
        select count(*) {iso}, max({day}) {iso}, count(*) {other}, min({first}) {other}, min(line) {iso},
            arg_min({cell}, line) {iso}, arg_min({cell}, line) {other}
        from {relation}
    """
    dates, latest, texts, earliest, line, found, left = cursor.execute(query).fetchall()[0]
    if min(dates, texts) < ENOUGH or (latest or 99) > 12 or (earliest or 0) <= 12:
        return []
    text = (
        "“{column}”: a spreadsheet has most likely exchanged day and month of {count} {count:date|dates}, from "
        "{found} in line"
        " {line} on, because only dates like {left} were left as text; export the list again with dates as YYYY-MM-DD"
    )
    values = (("column", name), ("count", dates), ("found", found), ("line", line), ("left", left))
    return [Notice("swapped_days", WARN, text, values, line, name, found)]
