"""Columns of a workbook in which some cells are numbers and others texts, whose marks no number proves."""

from __future__ import annotations

import duckdb

from data.engine import quote
from data.read.raw import ERROR, Notice

UNSURE = r"\D*\d{1,3}[.,]\d{3}\D*"  # a number cell is never written so: see excel.as_text


def tell_mixed(cursor: duckdb.DuckDBPyConnection, relation: str, column: str, name: str) -> list[Notice]:
    """An error where a text such as 250.000 stands beside numbers such as 1250.5, whose point says nothing about it."""
    cell = quote(column)
    query = f"""
        select count(*), min(line), arg_min({cell}, line)
        from {relation}
        where regexp_full_match({cell}, '{UNSURE}')
    """
    count, line, found = cursor.execute(query).fetchall()[0]
    if not count:
        return []
    text = (
        "“{column}” holds numbers, and {count} {count:text|texts} such as {found} in line {line}, which may mean "
        "thousands or decimals: turn them into numbers in the workbook, or give the decimal mark"
    )
    values = (("column", name), ("count", count), ("found", found), ("line", line))
    return [Notice("mixed_cells", ERROR, text, values, line, name, found)]
