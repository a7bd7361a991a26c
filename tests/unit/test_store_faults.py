"""What must never happen to stored data: small versions of tests/faults, and a disk that is full or read-only."""

from __future__ import annotations

import errno
import io
import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from data import commit, files, merge
from data.errors import FunnelError, ReadError, StoreError
from data.store import Workspace
from data.worker import MB, Limits
from tests.faults import crossread, crowd, kill
from tests.unit.store_kit import children, hold_children, rows, staged

DEALS = "select 'd' || range as deal_id, 'open' as status from range(3)"
CSV = b"lead_id,created_at,channel\n" + b"".join(b"l%d,2026-01-05 10:00:00,search\n" % n for n in range(50))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace")


def test_killed_at_any_moment_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    told = kill.rounds(tmp_path, kills=8)
    figures = kill.check(tmp_path, told)
    assert figures["acknowledged_raws"] > 0
    assert [figures[name] for name in ("lost", "damaged", "torn", "orphans", "left")] == [0, 0, 0, 0, 0]


def test_four_writers_and_two_readers_share_a_workspace(tmp_path: Path) -> None:
    figures = crowd.run(tmp_path, publishes=4)
    assert figures["reads"] > 0
    assert [figures[name] for name in ("missing", "failed", "locked", "wrong")] == [0, 0, 0, 0]


def test_no_answer_comes_from_another_workspace(tmp_path: Path) -> None:
    figures = crossread.run(tmp_path, queries=400)
    assert figures["right"] == 400


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read_only(*_: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


@pytest.mark.parametrize(("fault", "words"), [(full, "disk is full"), (read_only, "read-only")])
@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
def test_a_disk_that_refuses_while_publishing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, fault: Callable[..., None], words: str, call: str
) -> None:
    workspace.publish("sales", [staged(workspace, "deals", DEALS)])
    more = staged(workspace, "deals", DEALS.replace("'d'", "'e'"))
    with monkeypatch.context() as patch:
        patch.setattr(files.os, call, fault)
        with pytest.raises(StoreError, match=words):
            workspace.publish("sales", [more])
    assert len(workspace.versions("sales")) == 1
    assert workspace.verify() == []
    assert dict(workspace.publish("sales", [more]).rows) == {"deals": 6}  # and goes on when there is room again


@pytest.mark.parametrize(("fault", "words"), [(full, "disk is full"), (read_only, "read-only")])
def test_a_disk_that_refuses_an_upload(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, fault: Callable[..., None], words: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", fault)
        with pytest.raises(StoreError, match=words):
            workspace.raw_put(io.BytesIO(b"abc"), "a.csv")
    assert workspace.raws() == []
    workspace.sweep()
    assert list(workspace.raw.iterdir()) == []


def test_a_catalogue_that_cannot_grow(workspace: Workspace) -> None:
    """A real SQLITE_FULL: the catalogue may not take another page."""
    read = staged(workspace, "deals", DEALS)
    db = workspace.db._connection()
    db.execute(f"pragma max_page_count = {db.execute('pragma page_count').fetchone()[0]}")
    with pytest.raises(StoreError, match="disk is full"):
        workspace.set_setting("key", "x" * 1_000_000)
    db.execute("pragma max_page_count = 1000000")
    workspace.publish("sales", [read])
    assert len(rows(workspace, "sales", "from deals")) == 3


def test_a_really_full_disk(tmp_path: Path) -> None:
    """Files may not grow past a few kilobytes: the kernel itself refuses, in a process of its own."""
    import subprocess
    import sys

    code = f"""
import io, resource, signal
from data.errors import StoreError
from data.store import Workspace
workspace = Workspace({str(tmp_path)!r})
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    workspace.raw_put(io.BytesIO(b"x" * 300_000), "big.csv")
except StoreError as error:
    print(error.message)
print(len(workspace.raws()), workspace.raw_put(io.BytesIO(b"small"), "small.csv").size)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "the file grew past its limit" in done.stdout
    assert done.stdout.endswith("0 5\n")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="could not create the workspace"):
        Workspace(tmp_path / "file" / "workspace")


def test_a_catalogue_that_is_no_catalogue(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(StoreError, match="damaged"):
        Workspace(tmp_path)


def test_a_flipped_bit_is_found_and_named(workspace: Workspace) -> None:
    version = workspace.publish("sales", [staged(workspace, "deals", DEALS, b"bytes of a file")])
    assert workspace.verify() == []
    path = workspace.open("sales").files["deals"][0]
    flip(path)
    (damage,) = workspace.verify("sales", version.number)
    assert damage.file == f"tables/{path.name}"
    assert damage.what == "deals of sales@1"
    with pytest.raises(StoreError, match=path.name):
        workspace.open("sales")


def test_a_flipped_bit_in_an_upload_is_found_and_the_upload_heals_it(workspace: Workspace) -> None:
    workspace.publish("sales", [staged(workspace, "deals", DEALS, b"bytes of a file")])
    (path,) = workspace.raw.iterdir()
    flip(path)
    assert [damage.file for damage in workspace.verify()] == [f"raw/{path.name}"]
    workspace.raw_put(io.BytesIO(b"bytes of a file"), "again.csv")
    assert workspace.verify() == []


def test_a_missing_file_is_named(workspace: Workspace) -> None:
    workspace.publish("sales", [staged(workspace, "deals", DEALS)])
    workspace.open("sales").files["deals"][0].unlink()
    (damage,) = workspace.verify()
    assert damage.found == "missing"
    with pytest.raises(StoreError, match="is missing"):
        workspace.open("sales")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_reading_happens_in_a_child(workspace: Workspace) -> None:
    raw = workspace.raw_put(io.BytesIO(CSV), "leads.csv")
    seen: list[float] = []
    read = workspace.prepare(raw, "leads", progress=lambda _, gone: seen.append(gone))
    assert (read.file, read.records, read.used) == ("leads.csv", 50, 50)
    assert seen == sorted(seen)
    assert dict(workspace.publish("crm", [read]).rows) == {"leads": 50}
    assert len(rows(workspace, "crm", "from leads")) == 50


def test_what_is_wrong_with_the_file_comes_back_from_the_child(workspace: Workspace) -> None:
    raw = workspace.raw_put(io.BytesIO(b""), "nothing.csv")
    with pytest.raises(FunnelError, match=r"nothing\.csv") as caught:
        workspace.prepare(raw, "leads")
    assert isinstance(caught.value, ReadError)


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No child gets to its job before it is ended, or this is undone."""
    hold_children(tmp_path, monkeypatch)
    return monkeypatch


def test_a_killed_child_is_told_and_nothing_is_lost(workspace: Workspace, held: pytest.MonkeyPatch) -> None:
    raw = workspace.raw_put(io.BytesIO(CSV), "leads.csv")
    before = children()

    def shoot() -> bool:
        for pid in children() - before:
            os.kill(pid, signal.SIGKILL)
        return False

    with pytest.raises(StoreError, match=r"leads\.csv ended with signal 9"):
        workspace.prepare(raw, "leads", cancel=shoot)
    assert raw.path.read_bytes() == CSV
    held.undo()
    assert workspace.prepare(raw, "leads").used == 50


def test_cancel_ends_the_child(workspace: Workspace, held: pytest.MonkeyPatch) -> None:
    raw = workspace.raw_put(io.BytesIO(CSV), "leads.csv")
    before = children()
    with pytest.raises(StoreError, match="Cancelled"):
        workspace.prepare(raw, "leads", cancel=lambda: True)
    assert children() <= before


def test_an_error_in_the_progress_bar_ends_the_child(workspace: Workspace, held: pytest.MonkeyPatch) -> None:
    raw = workspace.raw_put(io.BytesIO(CSV), "leads.csv")
    before = children()

    def leave(_: float | None, __: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workspace.prepare(raw, "leads", progress=leave)
    assert children() <= before


@pytest.mark.parametrize(
    ("limits", "words"), [(Limits(seconds=0.01), "not read within"), (Limits(memory=1 * MB), "of memory")]
)
def test_limits_of_the_child(workspace: Workspace, held: pytest.MonkeyPatch, limits: Limits, words: str) -> None:
    raw = workspace.raw_put(io.BytesIO(CSV), "leads.csv")
    with pytest.raises(StoreError, match=words):
        workspace.prepare(raw, "leads", limits=limits)
    assert raw.path.exists()


def test_a_version_stored_meanwhile_is_not_overwritten(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the lock between processes ever fail, the catalogue itself refuses to fork a data set's history."""
    first = workspace.publish("sales", [staged(workspace, "deals", DEALS)])
    read = staged(workspace, "deals", DEALS.replace("'d'", "'e'"))
    with workspace.db.write() as db:
        db.execute("update versions set number = 2 where id = ?", [first.id])
        db.execute(
            """
            insert into versions
            select 'x', dataset, 3, '', created_at, mode, '', timezone, currency, '[]'
            from versions
            """
        )
    original = merge.Merger.newer_wins

    def slow(self: merge.Merger, older: object, newer: object) -> object:
        with workspace.db.write() as db:
            db.execute("update versions set number = 9 where id = 'x'")
        return original(self, older, newer)  # type: ignore[arg-type]

    monkeypatch.setattr(merge.Merger, "newer_wins", slow)
    with pytest.raises(StoreError, match="changed meanwhile"):
        workspace.publish("sales", [read])


def test_sweep_leaves_live_work_alone(workspace: Workspace) -> None:
    read = staged(workspace, "deals", DEALS)
    (workspace.tables / "orphan.parquet").write_bytes(b"left by a crash")
    (workspace.raw / "0123").write_bytes(b"left by a crash")
    assert workspace.sweep() == 2
    assert dict(workspace.publish("sales", [read]).rows) == {"deals": 3}
    assert workspace.sweep() == 0


def test_the_first_upload_of_a_process_sweeps(workspace: Workspace) -> None:
    (workspace.tables / "orphan.parquet").write_bytes(b"left by a crash")
    workspace.raw_put(io.BytesIO(b"abc"), "a.csv")
    assert list(workspace.tables.iterdir()) == []


def test_a_transaction_is_whole_or_absent(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(commit, "_insert_uploads", broken)
    with pytest.raises(StoreError):
        workspace.publish("sales", [staged(workspace, "deals", DEALS)])
    monkeypatch.undo()
    assert workspace.datasets() == []
    assert workspace.sweep() == 1
