"""Erasing while somebody still computes on the data set: what is written late finds no place, nothing stays behind."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import duckdb
import pytest

from data import cleaning
from data.dataset import DataSet
from data.errors import StoreError
from data.store import Workspace
from metrics import cube
from metrics.frame import Frame, open_frame
from tests.unit.store_kit import staged

DEALS = "select 'd' || range as deal_id, 'open' as status, timestamp '2026-05-01' as created_at from range(20)"
ROUNDS = 40


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace")


def stored(workspace: Workspace, name: str = "crm", sql: str = DEALS) -> DataSet:
    workspace.publish(name, [staged(workspace, "deals", sql)])
    return workspace.open(name)


def left(workspace: Workspace) -> list[Path]:
    return [path for path in workspace.cubes.rglob("*") if path.is_file()]


def build(frame: Frame, name: str) -> None:
    """A cube whose rows are there already: the erased tables themselves can be read no more."""

    def make(cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute(f"create table {name} as select range as n from range(20)")

    cube.ensure(frame, name, make, name)


def test_cubes_are_kept_apart_by_content_and_go_with_it(workspace: Workspace) -> None:
    other = DEALS.replace("open", "won")
    crm, shop = open_frame(stored(workspace)), open_frame(stored(workspace, "shop", other))
    build(crm, "one")
    build(shop, "one")
    assert len(left(workspace)) == 2
    workspace.erase("crm")
    assert [path.parent.name for path in left(workspace)] == [shop.dataset.version]
    again = open_frame(workspace.open("shop"))
    cube.ensure(again, "one", lambda cursor: pytest.fail("it was kept"), "one")


def test_a_content_that_another_data_set_has_keeps_its_cubes(workspace: Workspace, tmp_path: Path) -> None:
    workspace.publish("a", [staged(workspace, "deals", DEALS)])
    workspace.publish("b", [staged(workspace, "deals", DEALS)])
    first, second = workspace.open("a"), workspace.open("b")
    assert first.version == second.version
    build(open_frame(first), "one")
    workspace.erase("a")
    assert len(left(workspace)) == 1


def test_a_cube_made_after_the_erasure_is_not_kept(workspace: Workspace) -> None:
    frame = open_frame(stored(workspace))
    workspace.erase("crm")
    build(frame, "late")
    assert frame.cursor().execute("select count(*) from late").fetchone() == (20,)  # the open board goes on
    assert left(workspace) == []


def test_a_version_looked_up_before_the_erasure_gets_no_folder_after_it(workspace: Workspace) -> None:
    stored(workspace)
    version = workspace.version("crm")
    Workspace(workspace.folder).erase("crm")
    assert not workspace._cubes(version).exists()
    with pytest.raises(StoreError):
        workspace.open("crm")


def test_erasing_again_and_again_under_writers(workspace: Workspace) -> None:
    for number in range(ROUNDS // 8):
        dataset = stored(workspace, sql=DEALS.replace("'open'", f"'won' || {number}"))
        frames = [open_frame(dataset) for _ in range(2)]
        failed: list[BaseException] = []

        def write(frame: Frame, failed: list[BaseException] = failed) -> None:
            try:
                for turn in range(ROUNDS):
                    build(frame, f"cube_{turn}")
            except BaseException as error:
                failed.append(error)

        writers = [threading.Thread(target=write, args=(frame,)) for frame in frames]
        for writer in writers:
            writer.start()
        workspace.erase("crm")
        for writer in writers:
            writer.join()
        assert failed == []
        assert left(workspace) == []


def test_what_a_crash_left_of_erased_cubes_is_swept(workspace: Workspace) -> None:
    stored(workspace)
    for path in (workspace.cubes / "gone-1", workspace.cubes / "ffff"):
        path.mkdir(parents=True)
        (path / "cube.parquet").write_bytes(b"x")
    workspace.sweep()
    assert [path.name for path in workspace.cubes.iterdir()] == [workspace.version("crm").content]


def test_cubes_that_nobody_opens_any_more_are_swept(workspace: Workspace) -> None:
    """Those of other code keep their old time; those of this one got a new time when they were opened."""
    frame = open_frame(stored(workspace))
    build(frame, "one")
    build(frame, "two")
    folder = workspace.cubes / frame.dataset.version
    packed, dead = folder / f"deals-packed-{'0' * 24}.parquet", folder / f"three-{'0' * 24}.7.8.tmp"
    packed.write_bytes(b"x")
    dead.write_bytes(b"x")
    old = time.time() - cleaning.UNUSED_S - 60
    for path in left(workspace):
        os.utime(path, (old, old))
    build(open_frame(workspace.open("crm")), "one")
    assert workspace.sweep() == 2
    assert sorted(path.name.partition("-")[0] for path in left(workspace)) == ["deals", "one"]
    build(open_frame(workspace.open("crm")), "two")
    assert workspace.sweep() == 0
    assert len(left(workspace)) == 3
