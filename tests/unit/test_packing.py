"""Hundreds of small appends: read as one file, with exactly the rows of the parts, and versions left as they are."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import packing
from data.merge import Part
from data.publishing import stored_parts
from data.store import Workspace
from metrics.frame import open_frame
from tests.unit.store_kit import staged


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(packing, "MANY", 4)
    return Workspace(tmp_path / "workspace")


def append(workspace: Workspace, number: int) -> None:
    """Two orders a file; every third file also knows the channel, and the one before last corrects an old order."""
    extra = ", 'ads' as channel" if number % 3 == 0 else ""
    sql = f"""
        select 'o' || (range + {2 * number}) as order_id, 'u' || range as user_id,
               timestamp '2026-05-01' + interval ({number}) day as ts, cast({number} as decimal(18, 2)) as amount{extra}
        from range(2)
    """
    workspace.publish("shop", [staged(workspace, "orders", sql)])


def table(paths: tuple[Path, ...]) -> pa.Table:
    return pa.concat_tables([pq.read_table(path) for path in paths], promote_options="default")


def test_the_copy_holds_the_very_rows_in_their_order(workspace: Workspace) -> None:
    for number in range(9):
        append(workspace, number)
    parts = tuple(part.path for part in _parts(workspace))
    opened = workspace.open("shop").files["orders"]
    assert (len(parts), len(opened)) == (9, 1)
    names = ["order_id", "user_id", "ts", "amount", "channel"]
    copy, whole = table(opened).select(names), table(parts).select(names)
    assert copy.to_pylist() == whole.to_pylist()
    assert copy.schema.types == whole.schema.types
    assert workspace.open("shop").files["orders"] == opened  # made once
    assert workspace.verify() == []


def _parts(workspace: Workspace) -> list[Part]:
    return stored_parts(workspace, workspace.version("shop"))["orders"]


def test_a_correction_after_packing_counts_once(workspace: Workspace) -> None:
    for number in range(7):
        append(workspace, number)
    workspace.open("shop")
    fixed = (
        "select 'o3' as order_id, 'u1' as user_id, timestamp '2026-05-02' as ts, cast(99 as decimal(18, 2)) as amount"
    )
    workspace.publish("shop", [staged(workspace, "orders", fixed)])
    found = table(workspace.open("shop").files["orders"])
    assert found.num_rows == 14
    kept = dict(zip(found["order_id"].to_pylist(), found["amount"].to_pylist(), strict=True))
    assert (int(kept["o3"]), int(kept["o2"])) == (99, 1)
    assert table(workspace.open("shop", 7).files["orders"]).num_rows == 14
    assert max(table(workspace.open("shop", 7).files["orders"])["amount"].to_pylist()) == 6


def test_without_the_copy_nothing_changes(workspace: Workspace) -> None:
    for number in range(6):
        append(workspace, number)
    (copy,) = workspace.open("shop").files["orders"]
    frame = open_frame(workspace.open("shop"))
    with_copy = frame.cursor().execute("select count(*), sum(amount), min(channel) from orders").fetchall()
    copy.unlink()
    copy.parent.rmdir()
    copy.parent.touch()  # no folder can be made here
    dataset = workspace.open("shop")
    assert len(dataset.files["orders"]) == 6
    without = open_frame(dataset).cursor().execute("select count(*), sum(amount), min(channel) from orders").fetchall()
    assert with_copy == without


def test_a_damaged_copy_is_made_again(workspace: Workspace) -> None:
    for number in range(6):
        append(workspace, number)
    (copy,) = workspace.open("shop").files["orders"]
    sound = copy.read_bytes()
    copy.write_bytes(sound[:40] + bytes([sound[40] ^ 1]) + sound[41:])
    assert workspace.open("shop").files["orders"] == (copy,)
    assert copy.read_bytes() == sound


def test_few_or_big_files_are_left_alone(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        append(workspace, number)
    assert len(workspace.open("shop").files["orders"]) == 4
    append(workspace, 4)
    monkeypatch.setattr(packing, "MOST", 1)
    assert len(workspace.open("shop").files["orders"]) == 5
