"""Rules between tables of one data set: keys that lead nowhere, stages nobody entered, buyers no log ever saw.

They look at what is being added together with what the data set holds already, for the upload screen and the commands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from data.engine import connect, parquet, quote
from data.read.raw import ERROR, INFO, WARN, Notice

if TYPE_CHECKING:
    from data.ingest import Ingested


@dataclass(frozen=True, slots=True)
class Link:
    """`column` of `table` names the key of `target`; `only` says in which rows it has to be there."""

    table: str
    column: str
    target: str
    key: str
    severity: str = WARN
    only: str = "true"
    needs: tuple[str, ...] = ()


LINKS = (
    Link("deals", "lead_id", "leads", "lead_id"),
    Link("deals", "account_id", "accounts", "account_id", only="status = 'won'", needs=("status",)),  # the others may
    Link("leads", "account_id", "accounts", "account_id", INFO),  # become customers yet
    Link("stage_changes", "deal_id", "deals", "deal_id"),
    Link("subscriptions", "account_id", "accounts", "account_id"),
    Link("events", "order_id", "orders", "order_id"),
)


@dataclass(slots=True)
class Together:
    """The files being added, and per table all files that will be in the data set with them."""

    added: Mapping[str, Sequence[Path]]
    all: Mapping[str, Sequence[Path]]
    theirs: Mapping[tuple[str, str], str]  # (table, column) → its name in the file being added
    connection: duckdb.DuckDBPyConnection
    columns: dict[str, set[str]] = field(default_factory=dict)

    def has(self, table: str, *names: str) -> bool:
        """Whether the table will be there with these columns."""
        if not self.all.get(table):
            return False
        if table not in self.columns:
            described = self.connection.execute(f"describe select * from {parquet(self.all[table])}").fetchall()
            self.columns[table] = {str(row[0]) for row in described}
        return set(names) <= self.columns[table]

    def row(self, query: str) -> tuple[Any, ...]:
        """The one row that `query` gives."""
        return self.connection.execute(query).fetchall()[0]


def check_together(
    found: Sequence[Ingested], stored: Mapping[str, Sequence[Path]] | None = None
) -> list[tuple[int, Notice]]:
    """What does not fit between the tables, as (index of the file it is told with, notice).

    `stored` are the Parquet files of the data set that stay beside the ones in `found`. Only links that one of the
    files takes part in are looked at. Rows of the file are judged where it holds the key, else the stored ones.
    """
    good = [one for one in found if one.parquet is not None]
    places = {one.table: place for place, one in enumerate(found) if one.parquet is not None}
    added: dict[str, list[Path]] = {}
    for one in good:
        added.setdefault(one.table, []).append(one.parquet)  # type: ignore[arg-type]  # good ones have a file
    every = {table: [*(stored or {}).get(table, ()), *added.get(table, ())] for table in {*(stored or {}), *added}}
    notices = _currencies(found)
    if len([table for table, files in every.items() if files]) < 2 or not added:
        return notices
    connection = connect({path.parent for files in every.values() for path in files})
    try:
        names = {(one.table, ours): theirs for one in good for ours, theirs in one.columns.items()}
        together = Together(added, every, names, connection)
        for link in LINKS:
            notices += _told(places, (link.table, link.target), _orphans(together, link))
        notices += _told(places, ("deals", "stage_changes"), _unknown_stages(together))
        notices += _told(places, ("orders", "events"), _unseen_buyers(together))
    finally:
        connection.close()
    return notices


def _told(places: Mapping[str, int], tables: Sequence[str], found: Sequence[Notice]) -> list[tuple[int, Notice]]:
    """The notices with the file they are told with: that of the first of `tables` which is being added."""
    place = next((places[table] for table in tables if table in places), None)
    return [] if place is None else [(place, notice) for notice in found]


def _orphans(together: Together, link: Link) -> list[Notice]:
    if not {link.table, link.target} & set(together.added):
        return []
    if not together.has(link.table, link.column, *link.needs) or not together.has(link.target, link.key):
        return []
    rows = parquet(together.added.get(link.table) or together.all[link.table])
    count, total, example = together.row(f"""
        with ours as (
            select {quote(link.column)} as key
            from {rows}
            where nullif({quote(link.column)}, '') is not null
              and {link.only}
        ),
        theirs as (
            select distinct {quote(link.key)} as key
            from {parquet(together.all[link.target])}
        )
        select count(*) filter (theirs.key is null), count(*), min(ours.key) filter (theirs.key is null)
        from ours
        left join theirs on theirs.key = ours.key
    """)
    if not count:
        return []
    column = together.theirs.get((link.table, link.column), link.column)
    values: tuple[tuple[str, Any], ...] = (("count", count), ("total", total), ("table", link.table))
    values += (("column", column), ("target", link.target), ("found", example))
    text = (
        "{count} of {total} {total:row|rows} of {table} {count:names|name} a “{column}” that {target} does not "
        "have, such as {found}"
    )
    return [Notice("orphan_keys", link.severity, text, values, None, column, str(example))]


def _unknown_stages(together: Together) -> list[Notice]:
    """Open deals in a stage that no change ever leads to: most likely one of the two spells it differently."""
    deals, changes = ("deals", "deal_id", "stage", "status"), ("stage_changes", "deal_id", "stage")
    if not {"deals", "stage_changes"} & set(together.added) or not together.has(*deals) or not together.has(*changes):
        return []
    count, total, stages = together.row(f"""
        with open_deals as (
            select stage
            from {parquet(together.all["deals"])}
            where status = 'open'
              and nullif(stage, '') is not null
        ),
        known as (
            select distinct stage
            from {parquet(together.all["stage_changes"])}
        )
        select
            count(*) filter (known.stage is null),
            count(*),
            list(distinct open_deals.stage order by open_deals.stage) filter (known.stage is null)
        from open_deals
        left join known on known.stage = open_deals.stage
    """)
    if not count:
        return []
    named = ", ".join(stages[:5])
    values: tuple[tuple[str, Any], ...] = (("count", count), ("total", total), ("found", named))
    text = (
        "{count} of {total} open {total:deal|deals} {count:stands|stand} in a stage that no stage change names: "
        "{found}. Is it spelled alike?"
    )
    return [Notice("unknown_stages", WARN, text, values, None, together.theirs.get(("deals", "stage")), named)]


def _unseen_buyers(together: Together) -> list[Notice]:
    """Buyers without a single event. Some are normal wherever tracking misses visits; all of them is a wrong key."""
    if not {"orders", "events"} & set(together.added):
        return []
    if not together.has("orders", "user_id") or not together.has("events", "user_id"):
        return []
    unseen, buyers, example = together.row(f"""
        with buyers as (
            select distinct user_id
            from {parquet(together.all["orders"])}
            where nullif(user_id, '') is not null
        ),
        seen as (
            select distinct user_id
            from {parquet(together.all["events"])}
        )
        select count(*) filter (seen.user_id is null), count(*), min(buyers.user_id) filter (seen.user_id is null)
        from buyers
        left join seen on seen.user_id = buyers.user_id
    """)
    if not unseen:
        return []
    values: tuple[tuple[str, Any], ...] = (("count", unseen), ("total", buyers), ("found", example))
    if unseen == buyers:
        text = (
            "none of the {total} {total:buyer|buyers} in orders occurs in events, such as {found}: do both "
            "name people alike?"
        )
        return [Notice("buyers_unknown", WARN, text, values, None, "user_id", str(example))]
    text = "{percent}% of the buyers ({count} of {total}) never occur in events: usual where tracking misses visits"
    values += (("percent", _percent(unseen, buyers)),)
    return [Notice("buyers_unseen", INFO, text, values, None, "user_id", str(example))]


def _percent(part: int, whole: int) -> int:
    """Whole per cent, never 0 or 100 where it is not all or nothing."""
    return min(max(round(100 * part / whole), 1), 99)


def _currencies(found: Sequence[Ingested]) -> list[tuple[int, Notice]]:
    currencies = sorted({one.currency for one in found if one.currency})
    if len(currencies) < 2:
        return []
    text = "the files of this data set hold several currencies ({list}); amounts cannot be added up"
    place = next(n for n, one in enumerate(found) if one.currency == currencies[1])
    return [(place, Notice("mixed_currency", ERROR, text, (("list", ", ".join(currencies)),)))]
