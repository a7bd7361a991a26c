"""Files about to be added, beside what their data set holds: for the upload screen, `data check` and `data add`.

Links between tables (links.py), and what became much less than in the version before (R17: alerts on data quality are
automatic).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from data.check import check_against, check_gap
from data.errors import StoreError
from data.links import check_together
from data.publishing import stored_parts
from data.read.raw import Notice

if TYPE_CHECKING:
    from data.ingest import Ingested
    from data.records import Version
    from data.store import Workspace


def beside(workspace: Workspace | None, name: str, found: Sequence[Ingested], mode: str) -> list[tuple[int, Notice]]:
    """All remarks on `found` as (index of the file, notice); `name` may be a data set that is not there yet."""
    before = _before(workspace, name)
    if workspace is None or before is None:
        return check_together(found)
    stored = {table: [part.path for part in parts] for table, parts in stored_parts(workspace, before).items()}
    if mode == "replace":
        stored = {table: paths for table, paths in stored.items() if table not in {one.table for one in found}}
    told = check_together(found, stored)
    for place, one in enumerate(found):
        previous = _previous(workspace, before, one.table)
        if previous is not None and one.parquet is not None:
            drops = [
                notice for notice in check_against(previous, one) if mode == "replace" or _new(notice, previous, one)
            ]
            told += [(place, notice) for notice in drops]
            told += [(place, notice) for notice in check_gap(one, stored.get(one.table, []))]
    return told


def _new(notice: Notice, previous: Ingested, one: Ingested) -> bool:
    """Whether a drop means anything where rows are added: corrections of past days are few, and end early."""
    late = previous.last is None or one.last is None or one.last > previous.last
    return late and notice.code != "ends_earlier"


def _before(workspace: Workspace | None, name: str) -> Version | None:
    """The newest version of the data set; None when there is none this person may see."""
    try:
        return workspace.version(name) if workspace is not None and name else None
    except StoreError:
        return None


def _previous(workspace: Workspace, before: Version, table: str) -> Ingested | None:
    """The ledger of the last upload of `table`, in whichever version it came."""
    with workspace.db.read() as db:
        row = db.execute(
            """
            select u.ledger
            from uploads u
            join versions v on v.id = u.version
            where v.dataset = (select dataset from versions where id = ?)
              and u.table_name = ?
            order by v.number desc, u.position desc
            limit 1
            """,
            [before.id, table],
        ).fetchone()
    if row is None:
        return None
    ledger = json.loads(row["ledger"])
    kept = {"used": 0, "filled": {}, **ledger, "last": _day(ledger.get("last"))}
    return cast("Ingested", SimpleNamespace(**kept))


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)[:10]) if text else None


def by_table(found: Sequence[Ingested], told: Sequence[tuple[int, Notice]]) -> Mapping[str, list[Notice]]:
    """Remarks under the table of the file they are about."""
    grouped: dict[str, list[Notice]] = {}
    for place, notice in told:
        grouped.setdefault(found[place].table, []).append(notice)
    return grouped
