"""Taking things out of a workspace and checking what is in it, for the store: delete, erase, purge, verify, sweep.

Files are only ever removed by the sweep, which takes what no row of the catalogue names: a crash between a row and its
file leaves an orphan, never a row without a file.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

from data import files, kept, scratch
from data.catalog_db import PATIENCE_S
from data.errors import StoreError
from data.names import now
from data.records import Damage, Version

if TYPE_CHECKING:
    from data.store import Workspace

UNUSED_S = 14 * 24 * 3600.0
STALE_S = 24 * 3600.0  # a read file that nobody published in a day is given up


def record(db: sqlite3.Connection, what: str, subject: str, author: str, detail: str = "") -> None:
    """Put on record that something was removed or shared, by whom and when."""
    row = [now(), what, subject, detail, author]
    db.execute("insert into records (at, what, subject, detail, author) values (?, ?, ?, ?, ?)", row)


def share(workspace: Workspace, name: str, shared: bool) -> None:
    """See Workspace.share."""
    with workspace.db.write() as db:
        dataset = _own(workspace, db, name)
        db.execute("update datasets set shared = ? where id = ?", [shared, dataset["id"]])
        record(db, "share" if shared else "unshare", dataset["name"], workspace.person)


def delete(workspace: Workspace, name: str) -> None:
    """See Workspace.delete."""
    with workspace.db.write() as db:
        dataset = _own(workspace, db, name)
        db.execute("update datasets set deleted_at = ? where id = ?", [now(), dataset["id"]])
        record(db, "delete", dataset["name"], workspace.person)


def undo_delete(workspace: Workspace, name: str) -> None:
    """See Workspace.undo_delete."""
    with workspace.db.write() as db:
        dataset = _own(workspace, db, name, deleted=True)
        key = [name.casefold()]
        if db.execute("select 1 from datasets where name_key = ? and deleted_at is null", key).fetchone():
            raise StoreError("Name taken", f'there is a newer data set "{name}"; delete that one first')
        db.execute("update datasets set deleted_at = null where id = ?", [dataset["id"]])
        record(db, "undo delete", dataset["name"], workspace.person)


def erase(workspace: Workspace, name: str) -> None:
    """See Workspace.erase. Every data set of that name goes, deleted ones too."""
    with workspace.db.write() as db:
        rows = db.execute("select * from datasets where name_key = ?", [name.casefold()]).fetchall()
        if not rows:
            workspace.find(db, name)  # says what is wrong with the name
        for dataset in rows:
            _check_owner(workspace, dataset)
            raws = _raws_only_of(db, dataset["id"])
            db.execute("delete from versions where dataset = ?", [dataset["id"]])
            db.execute("delete from datasets where id = ?", [dataset["id"]])
            db.execute("delete from reviews where dataset_key = ?", [f"#{dataset['id']}"])
            db.execute("delete from actions where dataset_key = ?", [f"#{dataset['id']}"])
            db.executemany("delete from raws where sha256 = ?", [[raw] for raw in raws])
            record(db, "erase", dataset["name"], workspace.person, f"{len(raws)} uploads")
    _forget_cubes(workspace)
    _scrub(workspace)
    sweep(workspace, PATIENCE_S)


def purge_raw(workspace: Workspace, sha: str) -> None:
    """See Workspace.purge_raw."""
    with workspace.db.write() as db:
        found = db.execute("select * from raws where sha256 = ? and purged_at is null", [sha]).fetchone()
        if found is None:
            raise StoreError("No such upload", f"no stored upload has sha256 {sha[:12]}…")
        for dataset in db.execute(USERS_OF_RAW, [sha]).fetchall():
            _check_owner(workspace, dataset)
        db.execute("update raws set purged_at = ? where sha256 = ?", [now(), sha])
        db.execute("update uploads set rejects = '', rejects_sha256 = '', notices = '[]' where raw = ?", [sha])
        record(db, "purge upload", sha, workspace.person, found["name"])
    _scrub(workspace)
    sweep(workspace, PATIENCE_S)


def _own(workspace: Workspace, db: sqlite3.Connection, name: str, deleted: bool = False) -> sqlite3.Row:
    dataset = workspace.find(db, name, deleted)
    _check_owner(workspace, dataset)
    return dataset


def _check_owner(workspace: Workspace, dataset: sqlite3.Row) -> None:
    """Only its owner may take a data set away; one without owner belongs to everybody."""
    if workspace.person and dataset["owner"] not in ("", workspace.person):
        raise StoreError("Not yours", "it belongs to another person, who alone can do this")


USERS_OF_RAW = """
    select distinct d.*
    from uploads u
    join versions v on v.id = u.version
    join datasets d on d.id = v.dataset
    where u.raw = ?
"""


def _raws_only_of(db: sqlite3.Connection, dataset: int) -> list[str]:
    """Uploads that no other data set rests on."""
    rows = db.execute(
        """
        select u.raw
        from uploads u
        join versions v on v.id = u.version
        group by u.raw
        having min(v.dataset) = ?
           and max(v.dataset) = ?
        """,
        [dataset, dataset],
    ).fetchall()
    return [row["raw"] for row in rows]


def _scrub(workspace: Workspace) -> None:
    """Overwrite what deleted rows leave in the catalogue's journal too (secure_delete does it in the file)."""
    with workspace.db.read() as db:
        db.execute("rollback")  # a checkpoint cannot run inside a transaction
        db.execute("pragma wal_checkpoint(truncate)")
        db.execute("begin")


def check_tables(workspace: Workspace, version: Version) -> list[Damage]:
    """Damaged table files of a version. A file is hashed once per process, as nothing ever changes it."""
    return [damage for row in _stored(workspace, version.id) if (damage := _damage(workspace, *row, again=False))]


def verify(workspace: Workspace, name: str | None = None, number: int | None = None) -> list[Damage]:
    """See Workspace.verify; reads every byte anew."""
    if name is None:
        versions = [one for info in workspace.datasets() for one in workspace.versions(info.name)]
    elif number is None and "@" not in name:
        versions = workspace.versions(name)
    else:
        versions = [workspace.version(name, number)]
    rows = {
        row[0]: row for version in versions for row in [*_stored(workspace, version.id), *_raws(workspace, version.id)]
    }
    return [damage for row in rows.values() if (damage := _damage(workspace, *row, again=True))]


Row = tuple[str, str, str]  # the file's name in the workspace, what it is, its sha256


def _stored(workspace: Workspace, version: str) -> list[Row]:
    with workspace.db.read() as db:
        rows = db.execute(
            """
            select f.path, f.table_name, f.sha256, d.name, v.number
            from files f
            join versions v on v.id = f.version
            join datasets d on d.id = v.dataset
            where f.version = ?
            """,
            [version],
        ).fetchall()
    return [(f"tables/{r['path']}", f"{r['table_name']} of {r['name']}@{r['number']}", r["sha256"]) for r in rows]


def _raws(workspace: Workspace, version: str) -> list[Row]:
    with workspace.db.read() as db:
        rows = db.execute(
            """
            select u.raw, u.raw_name, u.rejects, u.rejects_sha256
            from uploads u
            join raws r on r.sha256 = u.raw
            where u.version = ?
              and r.purged_at is null
            """,
            [version],
        ).fetchall()
    found = [(f"raw/{row['raw']}", f"the upload {row['raw_name']}", row["raw"]) for row in rows]
    refused = [row for row in rows if row["rejects"]]
    return found + [
        (f"tables/{r['rejects']}", f"refused rows of {r['raw_name']}", r["rejects_sha256"]) for r in refused
    ]


def _damage(workspace: Workspace, file: str, what: str, expected: str, again: bool) -> Damage | None:
    try:
        found = files.sha256_once(workspace.folder / file, again)
    except FileNotFoundError:
        return Damage(file, what, expected, "missing")
    return None if found == expected else Damage(file, what, expected, found)


def sweep(workspace: Workspace, patience_s: float = 1.0) -> int:
    """See Workspace.sweep. Waits for publications under way, and gives up for this time when they do not end."""
    swept = scratch.sweep(workspace.staging) + _stale(workspace)
    with files.explain("clean up the workspace"):
        try:
            with files.locked(workspace.folder / "publish.lock", patience_s):
                return swept + _orphans(workspace)
        except StoreError:
            return swept


def _orphans(workspace: Workspace) -> int:
    """Remove files nothing refers to; nobody is between renaming a file and committing its row just now."""
    with workspace.db.read() as db:
        raws = {row[0] for row in db.execute("select sha256 from raws where purged_at is null")}
        tables = {row[0] for row in db.execute("select path from files union select rejects from uploads")}
    orphans = [path for path in files.listed(workspace.raw) if path.name not in raws]
    orphans += [path for path in files.listed(workspace.tables) if path.name not in tables]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans) + _forget_cubes(workspace) + _forget_unused(workspace)


def _forget_cubes(workspace: Workspace) -> int:
    """Remove what was computed from versions that are no more. Their number.

    A folder gets another name first: whoever is still writing a cube into it finds no place to put it.
    """
    with workspace.db.read() as db:
        contents = {row[0] for row in db.execute("select content from versions")}
    gone = [path for path in files.listed(workspace.cubes) if path.name not in contents]
    for path in gone:
        moved = path.with_name(f"gone-{secrets.token_hex(8)}")
        with contextlib.suppress(FileNotFoundError):
            path.rename(moved)
        if moved.is_dir():
            shutil.rmtree(moved, ignore_errors=True)
        else:
            moved.unlink(missing_ok=True)
    return len(gone)


def _forget_unused(workspace: Workspace) -> int:
    """Remove cubes that were last opened long ago: other code made them, or for a day nobody asks for. Their number.

    Whoever opens a cube gives it a new time first (data/kept.py); one taken too early is only built again.
    """
    found = [path for folder in files.listed(workspace.cubes) for path in files.listed(folder)]
    cubes = [path for path in found if path.suffix == ".tmp" or kept.CUBE.search(path.name)]
    unused = [path for path in cubes if _untouched(path, UNUSED_S)]
    for path in unused:
        path.unlink(missing_ok=True)
    return len(unused)


def _stale(workspace: Workspace) -> int:
    """Remove what this process read long ago and never published."""
    old = [path for path in files.listed(scratch.folder(workspace.staging)) if _untouched(path, STALE_S)]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(old)


def _untouched(path: Path, seconds: float) -> bool:
    """Whether a file or folder was last changed longer ago than that; one that somebody just removed was not."""
    try:
        return time.time() - path.stat().st_mtime > seconds
    except FileNotFoundError:
        return False
