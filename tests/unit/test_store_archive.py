"""A data set taken away as a zip: whole, safe to open in a spreadsheet, and readable again."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from pyarrow import parquet

from data.errors import StoreError
from data.sources import open_source
from data.store import Workspace
from tests.unit.store_kit import rows, staged

HOSTILE = ["=1+1", "+84901", "-5", "@cmd", "\tx", "\rx", "plain", "a=b"]
DEALS = " union all ".join(
    f"select 'd{n}' as deal_id, '{text}' as name, 'open' as status, {-1.5 - n}::decimal(18,2) as amount"
    for n, text in enumerate(HOSTILE)
)


@pytest.fixture
def exported(tmp_path: Path) -> tuple[Workspace, Path]:
    workspace = Workspace(tmp_path / "workspace")
    workspace.publish("sales", [staged(workspace, "deals", DEALS, note="kept")])
    workspace.publish("sales", [staged(workspace, "events", "select 'u' as user_id, 'visit' as event, now() as ts")])
    return workspace, workspace.export("sales", tmp_path / "sales.zip")


def test_csv_escapes_formulas_and_leaves_numbers(exported: tuple[Workspace, Path]) -> None:
    with zipfile.ZipFile(exported[1]) as archive:
        text = archive.read("csv/deals.csv").decode("utf-8")
    found = {row["deal_id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert [found[f"d{n}"]["name"] for n in range(8)] == [f"'{text}" for text in HOSTILE[:6]] + ["plain", "a=b"]
    assert found["d0"]["amount"] == "-1.50"


def test_parquet_is_exact(exported: tuple[Workspace, Path]) -> None:
    with zipfile.ZipFile(exported[1]) as archive:
        table = parquet.read_table(io.BytesIO(archive.read("parquet/deals.parquet")))
    assert table["name"].to_pylist() == HOSTILE
    assert table["amount"].to_pylist()[0] == Decimal("-1.50")


def test_every_table_comes_with_its_mapping_and_a_list(exported: tuple[Workspace, Path]) -> None:
    with zipfile.ZipFile(exported[1]) as archive:
        names = set(archive.namelist())
        contents = json.loads(archive.read("contents.json"))
    assert {"mapping/1-deals.yaml", "mapping/2-events.yaml", "csv/events.csv", "parquet/events.parquet"} <= names
    assert contents["rows"] == {"deals": 8, "events": 1}
    assert contents["version"] == 2


def test_what_was_exported_can_be_opened_again(exported: tuple[Workspace, Path], tmp_path: Path) -> None:
    workspace, path = exported
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "out")
    dataset = open_source([f"deals={tmp_path}/out/parquet/deals.parquet"])
    workspace.publish("again", [staged(workspace, "deals", f"select * from '{dataset.files['deals'][0]}'")])
    sql = "select deal_id, amount from deals order by 1"
    assert rows(workspace, "again", sql) == rows(workspace, "sales", sql)


def test_an_older_version_and_a_damaged_one(exported: tuple[Workspace, Path], tmp_path: Path) -> None:
    workspace, path = exported
    with zipfile.ZipFile(workspace.export("sales", tmp_path / "one.zip", version=1)) as archive:
        assert "csv/events.csv" not in archive.namelist()
    before = path.read_bytes()
    workspace.open("sales").files["events"][0].write_bytes(b"damaged")
    with pytest.raises(StoreError, match="damaged"):
        workspace.export("sales", path)
    assert path.read_bytes() == before
