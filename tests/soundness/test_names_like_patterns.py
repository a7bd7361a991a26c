"""A file is read by its own name, whatever signs are in it: `orders[1].csv` is not `orders1.csv`.

DuckDB takes [1], * and ? in a name for a pattern, and a folder called `amount=5` for one more column.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data.dataset import DataSet
from data.engine import connect, parquet
from data.ingest import ingest
from data.read import bulk, text
from metrics.frame import open_frame

HEAD = "order_id,user_id,ts,amount\n"
ALIKE = {"orders[1].csv": "orders1.csv", "orders?.csv": "orders2.csv", "o*.csv": "other.csv", "a[!b].csv": "ac.csv"}


def _orders(path: Path, amount: str, rows: int = 120) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + "".join(f"O-{n},u{n},2024-03-05,{amount}\n" for n in range(rows)))
    return path


@pytest.fixture(params=["line by line", "in bulk", "in one go"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each way a text file can take."""
    if request.param != "line by line":
        monkeypatch.setattr(bulk, "WORTH_IT", 0)
        monkeypatch.setattr(text, "GLANCE", 40)
    if request.param == "in bulk":
        monkeypatch.setattr("data.ingest.swift", lambda *_: None)
    return str(request.param)


@pytest.mark.parametrize("name", ALIKE)
def test_a_file_with_a_pattern_for_a_name(name: str, way: str, tmp_path: Path) -> None:
    _orders(tmp_path / ALIKE[name], "99.50")
    found = ingest(_orders(tmp_path / name, "12.50"), tmp_path / "out", "orders")
    assert found.amount_sum == 120 * Decimal("12.50"), way


@pytest.mark.parametrize("name", ["out[1]", "out?", "o*", "amount=5", "segment=SMB"])
def test_a_folder_with_a_pattern_for_a_name(name: str, way: str, tmp_path: Path) -> None:
    other = ingest(_orders(tmp_path / "other.csv", "99.50"), tmp_path / "out1", "orders")
    found = ingest(_orders(tmp_path / name / "orders.csv", "12.50"), tmp_path / name, "orders")
    assert (other.amount_sum, found.amount_sum) == (120 * Decimal("99.50"), 120 * Decimal("12.50")), way
    assert found.parquet is not None
    assert pq.ParquetFile(found.parquet).schema_arrow.names == ["order_id", "user_id", "ts", "amount"]
    con = connect([found.parquet.parent])
    assert con.execute(f"select sum(amount), count(*) from {parquet([found.parquet])}").fetchall() == [
        (120 * Decimal("12.50"), 120)
    ]
    assert len(con.execute(f"select * from {parquet([found.parquet])} limit 0").description) == 4


def test_a_data_set_in_a_folder_with_a_pattern_for_a_name(tmp_path: Path) -> None:
    """Blanks of the neighbour's channel, or none of them, are not taken for this one's."""
    head = "user_id,ts,event,channel\n"
    for name, channel in (("set1", "shop"), ("set[1]", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "events.csv").write_text(head + f"u1,2024-03-05,visit,ads\nu2,2024-03-05,visit,{channel}\n")
        found = ingest(tmp_path / name / "events.csv", tmp_path / name, "events")
        assert found.parquet is not None
        opened = open_frame(DataSet("d", name, {"events": (found.parquet,)}))
        words = opened.cursor().execute("select channel from events order by user_id").fetchall()
        assert words == [("ads",), (channel or "Unknown",)]
