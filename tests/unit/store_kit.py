"""Uploads without files to parse, staged as the reader would leave them, and readers halted, for the store's tests."""

from __future__ import annotations

import contextlib
import io
import secrets
from pathlib import Path

import duckdb
import pytest

from data import files, publishing, scratch, worker
from data.ingest import Ingested
from data.mapping import Mapping, ReadOptions
from data.store import Workspace

# Python runs this before anything else; a child that is to read a file then waits, however slow its parent is.
WAITING = """
import os, sys, time
parent = os.getppid()
while "data.worker" in sys.orig_argv and os.getppid() == parent:
    time.sleep(0.05)
"""


def staged(
    workspace: Workspace,
    table: str,
    sql: str,
    raw: bytes | None = None,
    drop: bool = False,
    sheet: str | None = None,
    currency: str | None = None,
    note: str = "",
) -> Ingested:
    """A read file of `table` with the rows of `sql`; `raw` are the bytes it came from (default: new ones)."""
    kept = workspace.raw_put(io.BytesIO(secrets.token_bytes(16) if raw is None else raw), f"{table}.csv")
    folder = scratch.folder(workspace.staging) / secrets.token_hex(8)
    folder.mkdir()
    publishing.label(folder, kept)
    path = folder / f"{table}.parquet"
    duckdb.connect(":memory:").execute(f"copy ({sql}) to '{path}' (format parquet)")
    rows = duckdb.connect(":memory:").execute(f"select count(*) from '{path}'").fetchone()
    n = int(rows[0]) if rows else 0
    mapping = Mapping(table, ReadOptions(sheet=sheet), columns={"x": note} if note else {}, drop_repeats=drop)
    return Ingested(
        table=table,
        file=kept.name,
        read={},
        records=n,
        used=n,
        set_aside=0,
        rejected=0,
        duplicates=0,
        amount_column=None,
        amount_sum=None,
        amounts={},
        first=None,
        last=None,
        segments=(),
        currency=currency,
        columns={},
        kept_aside=(),
        notices=(),
        questions=(),
        parquet=path,
        rejects=None,
        mapping=mapping,
    )


def rows(workspace: Workspace, name: str, sql: str, version: int | None = None) -> list[tuple[object, ...]]:
    """The answer to `sql` on a stored version, each table a view."""
    dataset = workspace.open(name, version)
    con = duckdb.connect(":memory:")
    for table, paths in dataset.files.items():
        files = ", ".join(f"'{path}'" for path in paths)
        con.execute(f"create view {table} as select * from read_parquet([{files}], union_by_name = true)")
    return con.execute(sql).fetchall()


def hold_children(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No child gets to its job before it is ended, or this is undone."""
    (folder / "sitecustomize.py").write_text(WAITING, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setattr(worker, "_ready", [])


def children() -> set[int]:
    """The processes this one has started that are not waited for yet."""
    found: set[int] = set()
    for task in files.listed(Path("/proc/self/task")):
        with contextlib.suppress(OSError):  # a thread that has just ended
            found |= set(map(int, (task / "children").read_text().split()))
    return found
