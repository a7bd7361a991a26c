"""The workspace's SQLite catalogue, for the store and whoever keeps small records beside it (reviews, actions, teams).

Several processes write to one file: WAL, synchronous=FULL, BEGIN IMMEDIATE, 30 s of patience. A table is added by
appending a script to MIGRATIONS (never edit one that was released): `PRAGMA user_version` counts those applied.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.errors import StoreError
from data.files import explain, locked

PATIENCE_S = 30.0

MIGRATIONS = [
    """
    create table raws (
        sha256 text primary key, name text not null, size integer not null,
        added_at text not null, purged_at text
    );
    create table datasets (
        id integer primary key, name text not null, name_key text not null, owner text not null default '',
        shared integer not null default 0, created_at text not null, deleted_at text
    );
    create unique index datasets_live on datasets (name_key) where deleted_at is null;
    create table versions (
        id text primary key, dataset integer not null references datasets (id) on delete cascade,
        number integer not null, content text not null, created_at text not null, mode text not null,
        author text not null default '', timezone text not null, currency text not null, notices text not null,
        unique (dataset, number)
    );
    create table files (
        version text not null references versions (id) on delete cascade, position integer not null,
        table_name text not null, path text not null, sha256 text not null, size integer not null,
        rows integer not null, origin text not null, raw text not null, mapping text not null,
        primary key (version, position)
    );
    create index files_path on files (path);
    create table uploads (
        version text not null references versions (id) on delete cascade, position integer not null,
        table_name text not null, raw text not null, raw_name text not null, origin text not null,
        mapping text not null, reading text not null, ledger text not null, notices text not null,
        rejects text not null default '', rejects_sha256 text not null default '', primary key (version, position)
    );
    create index uploads_raw on uploads (raw);
    create table mappings (
        fingerprint text not null, table_name text not null, mapping text not null, used_at text not null,
        primary key (fingerprint, table_name)
    );
    create table records (id integer primary key, at text not null, what text not null, subject text not null,
        detail text not null default '', author text not null default '');
    create table settings (key text primary key, value text not null);
    """,
    # reviews never change once closed; of an action every state ever written is kept in action_states
    """
    create table reviews (
        id text primary key, dataset text not null, dataset_key text not null, number integer not null,
        version text not null, closed_at text not null, closed_by text not null default '',
        benchmarks text not null, code text not null, figures text not null, sha256 text not null,
        unique (dataset_key, number)
    );
    create trigger reviews_stay before update on reviews
    begin
        select raise(abort, 'a closed review never changes');
    end;
    create table actions (
        id text primary key, dataset text not null, dataset_key text not null, version integer not null,
        fields text not null, created_at text not null, changed_at text not null
    );
    create index actions_dataset on actions (dataset_key);
    create table action_states (
        number integer primary key, action text not null references actions (id) on delete cascade,
        version integer not null, at text not null, author text not null default '', fields text not null,
        outcome text not null
    );
    create index action_states_action on action_states (action);
    """,
]


class Database:
    """Connections to one catalogue file, one per thread; `read()` and `write()` hand out short transactions."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        with explain("open the catalogue"):
            self._prepare()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One consistent view of the catalogue: every query inside sees the same moment."""
        connection = self._connection()
        with explain("read the catalogue"):
            if connection.in_transaction:  # inside write(): what is being written counts
                yield connection
                return
            connection.execute("begin")
            try:
                yield connection
            finally:
                connection.execute("rollback")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on disk when the block has ended, or none of it ever happened."""
        connection = self._connection()
        with explain("write the catalogue"), locked(self.path.with_suffix(".write"), PATIENCE_S):
            connection.execute("begin immediate")  # the lock around it is woken sooner than SQLite's own waiting
            try:
                yield connection
                connection.execute("commit")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("rollback")
                raise

    def _connection(self) -> sqlite3.Connection:
        """This thread's own connection; keeping it open spares every commit a checkpoint."""
        found: tuple[int, sqlite3.Connection] | None = getattr(self._local, "found", None)
        if found is None or found[0] != os.getpid():
            found = (os.getpid(), self._connect())
            self._local.found = found
        return found[1]

    def _connect(self) -> sqlite3.Connection:
        with explain("open the catalogue"):
            connection = sqlite3.connect(self.path, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False)
            connection.row_factory = sqlite3.Row
            for pragma in ("synchronous = full", "foreign_keys = on", "secure_delete = on"):
                connection.execute(f"pragma {pragma}")
        return connection

    def _prepare(self) -> None:
        """Create or upgrade the file; one process at a time, since changing the journal mode knows no patience."""
        with locked(self.path.with_suffix(".setup"), PATIENCE_S):
            connection = self._connect()
            try:
                self._upgrade(connection)
            finally:
                connection.close()

    def _upgrade(self, connection: sqlite3.Connection) -> None:
        done = int(connection.execute("pragma user_version").fetchone()[0])
        if done > len(MIGRATIONS):
            raise StoreError("Workspace too new", f"{self.path} was written by a newer Two Funnels; update this one")
        if connection.execute("pragma journal_mode").fetchone()[0] != "wal":
            connection.execute("pragma journal_mode = wal")
        for number in range(done, len(MIGRATIONS)):
            script = f"begin immediate;{MIGRATIONS[number]};pragma user_version = {number + 1};commit;"
            connection.executescript(script)
