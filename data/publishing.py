"""Making a version of a data set out of read files, for the store: merge, sync, rename, then one transaction."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from babel.numbers import list_currencies

from data import files
from data.commit import Order, Tables, Upload, changed, commit
from data.dataset import DEFAULT_CURRENCY, DEFAULT_TIMEZONE
from data.errors import FunnelError, StoreError
from data.mapping import dump_mapping
from data.mapping import zone as check_zone
from data.merge import Merger, Part, rows_of
from data.records import Raw, Tally, Version, read_version, to_json
from data.said import accept

if TYPE_CHECKING:
    from data.ingest import Ingested
    from data.store import Workspace

LABEL = "raw.json"
LEDGER = (
    *("records", "used", "set_aside", "rejected", "duplicates", "amount_column", "amount_sum", "amounts"),
    *("first", "last", "segments", "columns", "kept_aside", "filled"),
)
MODES = ("append", "replace")
MERGE_PATIENCE_S = 600.0  # one upload at a time for a data set: the next one waits while big tables are merged


def label(folder: Path, raw: Raw) -> None:
    """Leave word in the folder of a read file which upload it came from."""
    (folder / LABEL).write_text(json.dumps([raw.sha256, raw.size, str(raw.path), raw.name]), encoding="utf-8")


def publish(workspace: Workspace, order: Order, uploads: Sequence[Upload]) -> Version:
    """The version that now holds `uploads`; StoreError when they do not fit, and then nothing has changed."""
    if order.mode not in MODES:
        raise StoreError("Unknown mode", f'"{order.mode}": append or replace')
    if not uploads:
        raise StoreError("Nothing to store", "no file was read")
    name = hashlib.sha256(order.name.casefold().encode()).hexdigest()[:16]
    with (
        files.explain(f"store data set {order.name}"),
        files.locked(workspace.staging / f"{name}.lock", MERGE_PATIENCE_S),
    ):
        before = _latest(workspace, order.name)
        order = _settled(order, before, uploads)
        tally = Tally()
        try:
            tables = _tables(workspace, order, before, uploads, tally)
        except FunnelError as error:
            if _latest(workspace, order.name) == before:
                raise
            raise changed(order.name) from error
        if before is not None and _same(workspace, before, tables):
            tally.add("nothing_new", "Nothing new: version {number} holds all of it already", number=before.number)
            version = replace(before, notices=tuple(tally.remarks), added=False)
        else:
            version = commit(workspace, order, before, tables, uploads, tally)
    for one in uploads:
        shutil.rmtree(one.folder, ignore_errors=True)
    return version


def _latest(workspace: Workspace, name: str) -> Version | None:
    with workspace.db.read() as db:
        row = db.execute(
            """
            select v.*, d.name, d.owner, d.shared
            from versions v
            join datasets d on d.id = v.dataset
            where d.name_key = ?
              and d.deleted_at is null
            order by v.number desc
            limit 1
            """,
            [name.casefold()],
        ).fetchone()
        if row is None:
            return None
        if workspace.person and row["owner"] not in ("", workspace.person) and not row["shared"]:
            raise StoreError("Name taken", f'"{name}" is another person\'s data set; choose another name')
        return read_version(db, row, workspace.tables)


def _settled(order: Order, before: Version | None, uploads: Sequence[Upload]) -> Order:
    """The order with its time zone and currency decided; StoreError when they differ from what stays."""
    if order.currency and order.currency not in list_currencies():
        raise StoreError("Unknown currency", f'"{order.currency}" is no currency code such as VND or USD')
    if order.timezone:
        check_zone(order.timezone)
    tables = {upload.table for upload in uploads}
    stays = before is not None and (order.mode == "append" or set(before.tables) - tables)
    found = {upload.currency: upload.raw.name for upload in uploads if upload.currency}
    found |= {order.currency: "the upload"} if order.currency else {}
    if len(found) > 1:
        raise StoreError("Currencies differ", f"{_listed(found)}; a data set has one currency: convert one first")
    currency = next(iter(found), None) or (before.currency if before else DEFAULT_CURRENCY)
    zone = order.timezone or (before.timezone if before else DEFAULT_TIMEZONE)
    if before is not None and stays and (zone, currency) != (before.timezone, before.currency):
        raise StoreError(
            "Data set unlike the upload",
            f"{order.name} is in {before.currency} and {before.timezone}, the upload in {currency} and {zone}; "
            "replace all its tables, or store the upload under another name",
        )
    return replace(order, timezone=zone, currency=currency)


def _listed(found: Mapping[str, str]) -> str:
    return "; ".join(f"{name} is in {code}" for code, name in found.items())


def _tables(
    workspace: Workspace, order: Order, before: Version | None, uploads: Sequence[Upload], tally: Tally
) -> Tables:
    """The new version's tables: those before, with the uploads merged in."""
    tables = stored_parts(workspace, before) if before is not None else {}
    for table in dict.fromkeys(upload.table for upload in uploads):
        new = _each_once([upload.part for upload in uploads if upload.table == table], table, tally)
        folders = (workspace.tables, *(part.path.parent for part in new))
        merger = Merger(table, new[0].path.parent, folders)
        old = tables.get(table, [])
        fresh = merger.first_wins(new)
        if order.mode == "replace":
            tables[table] = old if _covered(old, new) else fresh
        else:
            tables[table] = _appended(merger, old, fresh, tally)
        _tell(merger, tally)
    return tables


def _each_once(parts: Sequence[Part], table: str, tally: Tally) -> list[Part]:
    """The parts without a second reading of the same file in the same way."""
    once = {(part.origin, part.mapping): part for part in reversed(parts)}
    if len(once) < len(parts):
        tally.add("same_file", SAME_FILE, table=table)
    return [part for part in parts if once[part.origin, part.mapping] is part]


def _covered(old: Sequence[Part], new: Sequence[Part]) -> bool:
    """Whether `old` came from the very same files, read the same way."""
    return [(part.origin, part.mapping) for part in old] == [(part.origin, part.mapping) for part in new]


def _appended(merger: Merger, old: Sequence[Part], new: Sequence[Part], tally: Tally) -> list[Part]:
    """`old` and `new` as one series; a file read anew takes the place of its earlier reading."""
    known = {part.origin: part for part in old}
    again = {part.origin: part for part in new if part.origin in known}
    parts: list[Part] = []
    moved = False
    for part in old:
        other = again.get(part.origin)
        if other is not None and other.mapping != part.mapping:
            tally.add(
                "read_anew", "{table}: one file was there already; its new reading takes the place", table=merger.table
            )
            part, moved = other, True
        parts = merger.newer_wins(parts, part) if moved else [*parts, part]
    if any(part.mapping == known[origin].mapping for origin, part in again.items()):
        tally.add("same_file", SAME_FILE, table=merger.table)
    for part in new:
        if part.origin not in known:
            parts = merger.newer_wins(parts, part)
    return parts


SAME_FILE = "{table}: the same file is there already and adds nothing"
TEXTS = {
    "set_aside": "{table}: {n} {n:row|rows} set aside, {n:its|their} id came in an earlier file of the same upload",
    "same": "{table}: {n} {n:row|rows} {n:was|were} there already, exactly, and {n:adds|add} nothing",
    "replaced": "{table}: {n} {n:row|rows} took the place of {n:an older one|older ones} with the same id",
    "repeated": (
        "{table}: {n} {n:row|rows} {n:repeats|repeat} what was there already; both count, as the table has no id"
    ),
    "dropped": (
        "{table}: {n} {n:row|rows} that {n:repeats|repeat} what was there already {n:was|were} left out, as the "
        "mapping asks"
    ),
}


def _tell(merger: Merger, tally: Tally) -> None:
    for code, text in TEXTS.items():
        n = getattr(merger.counts, code)
        if n:
            tally.add(code, text, table=merger.table, n=n)


def stored_parts(workspace: Workspace, version: Version) -> Tables:
    """A version's files as parts to merge with."""
    with workspace.db.read() as db:
        rows = db.execute("select * from files where version = ? order by position", [version.id]).fetchall()
    tables: Tables = {}
    for row in rows:
        part = Part(workspace.tables / row["path"], row["rows"], row["origin"], row["raw"], row["mapping"])
        tables.setdefault(row["table_name"], []).append(part)
    return tables


def _same(workspace: Workspace, before: Version, tables: Tables) -> bool:
    """Whether the tables hold what they held; files without a row only remember an upload."""
    stored = stored_parts(workspace, before)
    return all([p for p in tables[t] if p.rows] == [p for p in stored.get(t, []) if p.rows] for t in tables)


def upload(ingested: Ingested) -> Upload:
    """A file read by `Workspace.prepare`, with what its folder says about the bytes it came from."""
    accept(ingested, ingested.file)
    assert ingested.parquet is not None  # accepted
    try:
        sha, size, path, name = json.loads((ingested.parquet.parent / LABEL).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoreError(
            "Nothing to store", f"{ingested.file} was stored or given up before; upload it again"
        ) from None
    mapping = dump_mapping(ingested.mapping)
    origin = "|".join([sha, ingested.table, ingested.mapping.read.sheet or ""])
    return Upload(
        table=ingested.table,
        part=Part(ingested.parquet, rows_of(ingested.parquet), origin, sha, mapping),
        raw=Raw(sha, size, Path(path), name),
        currency=ingested.currency,
        reading=to_json(ingested.read),
        ledger=to_json({name: getattr(ingested, name) for name in LEDGER}),
        notices=to_json(ingested.notices),
        rejects=ingested.rejects,
        folder=ingested.parquet.parent,
    )
