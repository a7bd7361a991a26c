"""The account of one file: every record used, set aside, rejected or a duplicate, and the table that remains."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from data.check import check_rows
from data.clean import finish, written
from data.engine import quote, quote_text
from data.match import Match
from data.read.raw import ERROR, Notice, Raw
from data.rejects import write_rejects
from data.stage import stage
from data.tables import FILLED, SQL_TYPES, UNKNOWN
from data.tell import notices_of
from data.typed.columns import Typing

TIMES = {"events": "ts", "orders": "ts", "marketing": "date", "leads": "created_at", "deals": "created_at"}
TIMES |= {"stage_changes": "entered_at", "accounts": "signed_at", "subscriptions": "valid_from"}
TIMES |= {"targets": "period_start", "kpi_counts": "period_start"}
AMOUNTS = {"marketing": "cost", "subscriptions": "mrr", "kpi_counts": "numerator"}
MAX_SEGMENTS = 1_000


@dataclass(slots=True)
class Ledger:
    """The counts, sums and files that come of one upload."""

    records: int
    used: int = 0
    set_aside: int = 0
    rejected: int = 0
    duplicates: int = 0
    amount_column: str | None = None
    amounts: dict[str, Decimal | None] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    segments: tuple[str, ...] = ()
    currency: str | None = None
    filled: dict[str, float] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    parquet: Path | None = None
    rejects: Path | None = None


def account(
    cursor: duckdb.DuckDBPyConnection,
    raw: Raw,
    match: Match,
    typing: Typing,
    out: Path,
    key: bytes | None,
    done: bool = False,
) -> Ledger:
    """Every record of `raw` put into its class, and the used ones written to `out` as the canonical table.

    With `done` the table is written already, and the view `staged` stands over it.
    """
    ledger = Ledger(records=raw.rows + raw.gone, currency=typing.currency)
    for typed in typing.columns.values():
        ledger.notices += typed.notices
    if typing.questions or raw.questions or _has_error([*ledger.notices, *raw.notices]):
        ledger.set_aside = ledger.records  # held back whole until it is answered or repaired
        return ledger
    target = out / f"{match.table.name}.parquet"
    clean = done or written(cursor, raw, match, typing, key, target)
    if not clean:
        stage(cursor, raw, match, typing, key)
    _count(cursor, raw, match, ledger)
    _summaries(cursor, match, ledger)
    ledger.notices += notices_of(cursor, raw, match, typing, ledger.used)
    ledger.notices += check_rows(cursor, match)
    if not clean or raw.gone:
        ledger.rejects = write_rejects(cursor, raw, match, typing, out / f"{match.table.name}.rejects.csv")
    if not _has_error(ledger.notices):
        ledger.parquet = target
        if clean:
            finish(cursor, match, target)
        else:
            _write(cursor, match, target)
    return ledger


def _has_error(notices: list[Notice]) -> bool:
    return any(notice.severity == ERROR for notice in notices)


def amount_column(match: Match) -> str | None:
    """The canonical column whose money is reconciled, when it is mapped."""
    name = AMOUNTS.get(match.table.name, "amount")
    return name if name in match.places or name in match.mapping.constants else None


def _count(cursor: duckdb.DuckDBPyConnection, raw: Raw, match: Match, ledger: Ledger) -> None:
    ledger.amount_column = amount_column(match)
    amount = f"sum({quote(ledger.amount_column)})" if ledger.amount_column else "null"
    rows = cursor.execute(
        f"select row_status, count(*), {amount} from staged group by row_status order by row_status desc"
    ).fetchall()
    counts = {status: count for status, count, _ in rows}
    asides = [aside.status for aside in raw.asides]
    ledger.used = counts.get("used", 0)
    ledger.set_aside = counts.get("set_aside", 0) + asides.count("set_aside") + sum(raw.left_out_counts.values())
    ledger.rejected = counts.get("rejected", 0) + asides.count("rejected")
    ledger.duplicates = counts.get("duplicate", 0)
    names = {"duplicate": "duplicates"}
    ledger.amounts = {names.get(status, status): total for status, _, total in rows if ledger.amount_column}
    total = ledger.used + ledger.set_aside + ledger.rejected + ledger.duplicates
    if total != ledger.records:
        raise AssertionError(f"{total} records accounted for, {ledger.records} read")


def _summaries(cursor: duckdb.DuckDBPyConnection, match: Match, ledger: Ledger) -> None:
    have = [*match.places, *match.mapping.constants]
    past = [column.name for column in match.table.columns if column.past]
    time = next((name for name in (TIMES[match.table.name], *past) if name in have), None)
    if time:
        query = f"""
            select cast(min({quote(time)}) as date), cast(max({quote(time)}) as date)
            from staged
            where row_status = 'used'
        """
        ledger.first, ledger.last = _one(cursor, query)
    if "segment" in have:
        query = f"""
            select distinct coalesce(segment, {quote_text(UNKNOWN)})
            from staged
            where row_status = 'used'
            order by 1
            limit {MAX_SEGMENTS}
        """
        ledger.segments = tuple(row[0] for row in cursor.execute(query).fetchall())
    shares = ", ".join(f"avg(case when {quote(name)} is null then 0 else 1 end)" for name in have)
    row = _one(cursor, f"select {shares} from staged where row_status = 'used'")
    ledger.filled = {name: share for name, share in zip(have, row, strict=True) if share is not None}


def _one(cursor: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = cursor.execute(query).fetchall()[0]
    assert row is not None
    return row


def _write(cursor: duckdb.DuckDBPyConnection, match: Match, path: Path) -> None:
    """The used rows as canonical columns and types, in the file's order."""
    columns = []
    for column in match.table.columns:
        if column.name in match.places or column.name in match.mapping.constants:
            value = quote(column.name)
            if column.name in FILLED:
                value = f"coalesce({value}, {quote_text(UNKNOWN)})"
            columns.append(f"cast({value} as {SQL_TYPES[column.type]}) as {quote(column.name)}")
    cursor.execute(f"""
        copy (
            select {", ".join(columns)}
            from staged
            where row_status = 'used'
            order by line
        ) to {quote_text(str(path))} (format parquet, compression snappy)
    """)
