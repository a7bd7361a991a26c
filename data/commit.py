"""Writing a version to disk, for publishing: sync, rename, then one transaction; whole or absent after any crash."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data import files
from data.errors import StoreError
from data.merge import Part
from data.names import now
from data.records import VERSIONS, Raw, Tally, Version, read_version, to_json

if TYPE_CHECKING:
    from data.store import Workspace

Tables = dict[str, list[Part]]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be published: `timezone` and `currency` None mean the data set's own, or the product's default."""

    name: str
    mode: str
    timezone: str | None
    currency: str | None
    author: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A read file with the raw bytes it came from, ready for the catalogue."""

    table: str
    part: Part
    raw: Raw
    currency: str | None
    reading: str
    ledger: str
    notices: str
    rejects: Path | None
    folder: Path


@dataclass(frozen=True, slots=True)
class Place:
    """A file in `tables/`: its name there, the sha256 of its bytes and their number."""

    name: str
    sha256: str
    size: int


def _place(path: Path) -> Place:
    """Sync a file and give it a name nobody has."""
    files.sync(path)
    return Place(f"{secrets.token_hex(16)}{path.suffix}", files.sha256(path), path.stat().st_size)


def commit(
    workspace: Workspace, order: Order, before: Version | None, tables: Tables, uploads: Sequence[Upload], tally: Tally
) -> Version:
    """Everything to disk, then the row: after a crash the version is whole or absent."""
    parts = [(table, part) for table, found in tables.items() for part in found]
    loose = [part.path for _, part in parts if part.path.parent != workspace.tables]
    placed = {path: _place(path) for path in [*loose, *(upload.rejects for upload in uploads if upload.rejects)]}
    with workspace.publishing():
        for path, place in placed.items():
            files.publish(path, workspace.tables / place.name)
        with workspace.db.write() as db:
            version = _insert_version(db, order, before, tally)
            _insert_files(db, version, parts, placed)
            _insert_uploads(db, version, uploads, placed)
            _set_content(db, version)
    with workspace.db.read() as db:
        row = db.execute(f"{VERSIONS} where v.id = ?", [version])
        return read_version(db, row.fetchone(), workspace.tables)


def changed(name: str) -> StoreError:
    """What to raise when a data set is no more what the upload was merged with."""
    return StoreError("Data set changed meanwhile", f"{name} was added to or erased just now; store the upload again")


def _insert_version(db: sqlite3.Connection, order: Order, before: Version | None, tally: Tally) -> str:
    """The version's row; StoreError when someone else stored one since `before` was read."""
    dataset = _dataset(db, order)
    last = db.execute("select max(number) from versions where dataset = ?", [dataset]).fetchone()[0] or 0
    if last != (before.number if before else 0):
        raise changed(order.name)
    version = secrets.token_hex(16)
    db.execute(
        "insert into versions values (?, ?, ?, '', ?, ?, ?, ?, ?, ?)",
        [
            version,
            dataset,
            last + 1,
            now(),
            order.mode,
            order.author,
            order.timezone,
            order.currency,
            to_json(tally.remarks),
        ],
    )
    return version


def _dataset(db: sqlite3.Connection, order: Order) -> int:
    key = order.name.casefold()
    db.execute(
        """
        insert into datasets (name, name_key, owner, created_at)
        select ?, ?, ?, ?
        where not exists (select 1 from datasets where name_key = ? and deleted_at is null)
        """,
        [order.name, key, order.author, now(), key],
    )
    return int(db.execute("select id from datasets where name_key = ? and deleted_at is null", [key]).fetchone()[0])


def _insert_files(
    db: sqlite3.Connection, version: str, parts: Sequence[tuple[str, Part]], placed: Mapping[Path, Place]
) -> None:
    """The version's list of files: new ones, and those carried over with what is known of them."""
    for position, (table, part) in enumerate(parts):
        place = placed.get(part.path)
        if place is None:
            known = db.execute("select path, sha256, size from files where path = ?", [part.path.name]).fetchone()
            place = Place(*known)
        row = [version, position, table, place.name, place.sha256, place.size]
        row += [part.rows, part.origin, part.raw, part.mapping]
        db.execute("insert into files values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _insert_uploads(
    db: sqlite3.Connection, version: str, uploads: Sequence[Upload], placed: Mapping[Path, Place]
) -> None:
    for position, upload in enumerate(uploads):
        rejects = placed[upload.rejects] if upload.rejects else Place("", "", 0)
        row = [version, position, upload.table, upload.raw.sha256, upload.raw.name, upload.part.origin]
        row += [upload.part.mapping, upload.reading, upload.ledger, upload.notices, rejects.name, rejects.sha256]
        db.execute("insert into uploads values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _set_content(db: sqlite3.Connection, version: str) -> None:
    """Name the content: equal only where every stored byte, the time zone and the currency are equal."""
    rows = db.execute("select table_name, sha256 from files where version = ? order by position", [version]).fetchall()
    place = db.execute("select timezone, currency from versions where id = ?", [version]).fetchone()
    text = "\n".join([*place, *(f"{row['table_name']} {row['sha256']}" for row in rows)])
    content = hashlib.sha256(text.encode()).hexdigest()[:32]
    db.execute("update versions set content = ? where id = ?", [content, version])
