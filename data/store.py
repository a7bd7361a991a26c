"""The workspace: every upload's bytes and every version of every data set, for pages and commands.

`raw/<sha256>` holds uploaded bytes, published before anything reads them; `tables/<uuid>.parquet` the versions' tables;
`catalog.sqlite` says what exists. Nothing is ever changed in place: a version exists when its row commits.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from data import archive, cleaning, packing, publishing, scratch, worker
from data.catalog_db import PATIENCE_S, Database
from data.commit import Order
from data.dataset import DEFAULT_TIMEZONE, DataSet
from data.errors import StoreError, did_you_mean
from data.files import copy_synced, explain, locked, publish, secret
from data.mapping import Mapping
from data.memory import Memory
from data.names import check_name, default_folder, now, split_version
from data.records import VERSIONS, Damage, DataSetInfo, Raw, Version, read_info, read_version

if TYPE_CHECKING:
    from data.ingest import Ingested

VISIBLE = "(? = '' or owner in ('', ?) or shared)"

_swept: set[Path] = set()


class Workspace(Memory):
    """A folder that several processes and people may use at once.

    `person` sees their own, shared and ownerless data sets; an empty one (command line, no sign-in) sees everything.
    """

    def __init__(self, folder: Path | str | None = None, person: str = "") -> None:
        self.folder = Path(folder or default_folder()).absolute()
        self.person = person
        with explain(f"create the workspace {self.folder}"):
            for path in (self.raw, self.tables, self.staging, self.cubes):
                path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.db = Database(self.folder / "catalog.sqlite")

    @classmethod
    def existing(cls, folder: Path | str | None = None, person: str = "") -> Workspace | None:
        """The workspace if there is one; None instead of creating it."""
        path = Path(folder or default_folder())
        return cls(path, person) if (path / "catalog.sqlite").exists() else None

    @property
    def raw(self) -> Path:
        """Uploaded bytes, by sha256."""
        return self.folder / "raw"

    @property
    def tables(self) -> Path:
        """Parquet files of the versions, and refused rows."""
        return self.folder / "tables"

    @property
    def staging(self) -> Path:
        """Work in progress; what a dead process leaves here is swept."""
        return self.folder / "staging"

    @property
    def cubes(self) -> Path:
        """Cubes kept between starts: a cache, may be emptied at any time."""
        return self.folder / "cubes"

    @property
    def benchmarks(self) -> Path:
        """The team's own bands, beside benchmarks.yaml; need not exist."""
        return self.folder / "benchmarks.team.yaml"

    def key(self) -> bytes:
        """The 32 secret bytes that ids are hashed with; made once, never leaves the workspace."""
        with explain("make the workspace's key"):
            return secret(self.folder / "key")

    # uploads

    def raw_put(self, source: Path | str | BinaryIO, name: str | None = None) -> Raw:
        """Keep the bytes of an upload, before anything reads them; on return they survive a power cut."""
        if isinstance(source, Path | str):
            with explain(f"read {source}"):
                stream = Path(source).open("rb")  # noqa: SIM115 - closed by the call below
            with stream:
                return self.raw_put(stream, name or Path(source).name)
        label = Path(name or str(getattr(source, "name", "upload"))).name or "upload"
        with explain(f"keep {label}"):
            temporary = self._work() / secrets.token_hex(8)
            try:
                sha, size = copy_synced(source, temporary)
                with self.publishing():
                    publish(temporary, self.raw / sha)
                    self._note_raw(sha, size, label)
            finally:
                temporary.unlink(missing_ok=True)
        return Raw(sha, size, self.raw / sha, label)

    def raws(self, unused: bool = False) -> list[Raw]:
        """Uploads whose bytes are kept, the newest first; with `unused` those that no version rests on."""
        with self.db.read() as db:
            rows = db.execute(
                """
                select *
                from raws
                where purged_at is null
                  and not (? and sha256 in (select raw from uploads))
                order by added_at desc
                """,
                [unused],
            ).fetchall()
        return [Raw(row["sha256"], row["size"], self.raw / row["sha256"], row["name"]) for row in rows]

    def _note_raw(self, sha: str, size: int, name: str) -> None:
        with self.db.write() as db:
            db.execute(
                """
                insert into raws (sha256, name, size, added_at)
                values (?, ?, ?, ?)
                on conflict (sha256) do update
                set name = excluded.name, purged_at = null
                """,
                [sha, name, size, now()],
            )

    def prepare(
        self,
        raw: Raw,
        table: str | None = None,
        mapping: Mapping | None = None,
        timezone: str | None = None,
        progress: worker.Progress | None = None,
        cancel: worker.Cancel | None = None,
        limits: worker.Limits | None = None,
        show: bool = False,
    ) -> Ingested:
        """Read an upload in a child process under limits; StoreError when it dies, is stopped or `cancel` is set.

        `progress` is called now and then with a share of 1 (None: unknown) and the seconds gone by. With `show` the
        result carries a preview, and columns that do not fit are among its notices: for the upload screen.
        """
        folder = self._work() / secrets.token_hex(8)
        with explain("prepare the upload"):
            folder.mkdir(mode=0o700)
            publishing.label(folder, raw)
        job = worker.Job(raw.path, raw.name, folder, table, mapping, timezone or DEFAULT_TIMEZONE, self.key(), show)
        try:
            return worker.run(job, progress, cancel, limits or worker.Limits.for_size(raw.size))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def publish(
        self,
        name: str,
        ingested: Sequence[Ingested],
        mode: str = "append",
        timezone: str | None = None,
        currency: str | None = None,
        author: str = "",
    ) -> Version:
        """Store read files as a new version of data set `name`, whole or not at all.

        `append` adds to the tables of the version before, `replace` takes their place; tables not uploaded carry over.
        What is there already adds nothing: then the version before comes back, with `added` False and a remark.
        """
        check_name(name)
        order = Order(name, mode, timezone, currency, author or self.person)
        return publishing.publish(self, order, [publishing.upload(one) for one in ingested])

    def publishing(self) -> AbstractContextManager[None]:
        """Held while files have their final name and their row is not committed yet: the sweep keeps away."""
        return locked(self.folder / "publish.lock", PATIENCE_S, shared=True)

    def _work(self) -> Path:
        """This process's folder for work in progress; whoever writes for the first time sweeps up after the dead."""
        with explain("make a temporary folder"):
            if self.folder not in _swept:
                _swept.add(self.folder)
                cleaning.sweep(self, patience_s=0.0)
            return scratch.folder(self.staging)

    # what is there

    def datasets(self, deleted: bool = False) -> list[DataSetInfo]:
        """The data sets this person sees, by name; with `deleted` those that can still be brought back."""
        with self.db.read() as db:
            rows = db.execute(
                f"""
                select *
                from datasets
                where (deleted_at is not null) = ?
                  and {VISIBLE}
                order by name_key, deleted_at
                """,
                [deleted, self.person, self.person],
            ).fetchall()
            return [info for row in rows if (info := read_info(db, row)) is not None]

    def versions(self, name: str) -> list[Version]:
        """All versions of a data set, the newest first."""
        with self.db.read() as db:
            dataset = self.find(db, name)
            rows = db.execute(f"{VERSIONS} where v.dataset = ? order by number desc", [dataset["id"]]).fetchall()
            return [read_version(db, row, self.tables) for row in rows]

    def version(self, name: str, number: int | None = None) -> Version:
        """One version by its number, by default the newest; `name` may carry the number itself, as in `sales@3`."""
        bare, asked = split_version(name)
        number = number if number is not None else asked
        with self.db.read() as db:
            dataset = self.find(db, bare)
            rows = db.execute(f"{VERSIONS} where v.dataset = ? order by number desc", [dataset["id"]]).fetchall()
            for row in rows:
                if number in (None, row["number"]):
                    return read_version(db, row, self.tables)
        last = rows[0]["number"]
        raise StoreError("No such version", f"data set {dataset['name']} has versions 1 to {last}, not {number}")

    def open(self, name: str, version: int | None = None) -> DataSet:
        """A version's files for computing, each checked against its sha256 first; StoreError names a damaged one."""
        found = self.version(name, version)
        damaged = cleaning.check_tables(self, found)
        if damaged:
            self.version(name, found.number)  # says so if it was erased just now
            todo = "upload the file it came from again; nothing was computed from it"
            raise StoreError("Stored file damaged", f"{'; '.join(map(str, damaged))}; {todo}")
        files: dict[str, tuple[Path, ...]] = {}
        with self.db.read() as db:
            for row in db.execute("select * from files where version = ? order by position", [found.id]):
                files[row["table_name"]] = (*files.get(row["table_name"], ()), self.tables / row["path"])
        notes = tuple(str(remark) for remark in found.notices)
        cubes = self._cubes(found)
        files = {table: packing.packed(table, paths, cubes) for table, paths in files.items()}
        return DataSet(found.name, found.content, files, found.timezone, found.currency, notes, cubes)

    def _cubes(self, version: Version) -> Path:
        """The folder for what is computed from a version; it is never made for one that was erased meanwhile."""
        folder = self.cubes / version.content
        if not folder.exists():
            with contextlib.suppress(OSError, StoreError), self.publishing(), self.db.read() as db:
                if db.execute("select 1 from versions where id = ?", [version.id]).fetchone():
                    folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def find(self, db: sqlite3.Connection, name: str, deleted: bool = False) -> sqlite3.Row:
        """The row of a data set this person may see; StoreError with the nearest name when there is none."""
        rows = db.execute(
            f"select * from datasets where (deleted_at is not null) = ? and {VISIBLE} order by deleted_at desc",
            [deleted, self.person, self.person],
        ).fetchall()
        for row in rows:
            if row["name_key"] == name.casefold():
                return row  # type: ignore[no-any-return]
        known = [row["name"] for row in rows]
        raise StoreError("No such data set", f'"{name}" is not in {self.folder.name}{did_you_mean(name, known)}')

    # clean-up: see cleaning.py

    def share(self, name: str, shared: bool = True) -> None:
        """Let everybody with access to the workspace see a data set, or only its owner again."""
        cleaning.share(self, name, shared)

    def delete(self, name: str) -> None:
        """Take a data set off the list; `undo_delete` brings it back."""
        cleaning.delete(self, name)

    def undo_delete(self, name: str) -> None:
        """Bring the data set deleted last under that name back."""
        cleaning.undo_delete(self, name)

    def erase(self, name: str) -> None:
        """Remove a data set for good: versions, tables, uploads no other data set rests on, cubes. Recorded."""
        cleaning.erase(self, name)

    def purge_raw(self, sha: str) -> None:
        """Remove an upload's bytes and refused rows, keeping the tables made from it. Recorded."""
        cleaning.purge_raw(self, sha)

    def verify(self, name: str | None = None, version: int | None = None) -> list[Damage]:
        """Stored files whose bytes are not what was stored: of one version, of a data set, or of everything."""
        return cleaning.verify(self, name, version)

    def sweep(self) -> int:
        """Remove what crashes left behind: files nothing refers to. Their number."""
        return cleaning.sweep(self)

    def export(self, name: str, target: Path, version: int | None = None) -> Path:
        """Write a version as a zip of CSV, Parquet and mapping files."""
        return archive.export(self, self.version(name, version), target)
