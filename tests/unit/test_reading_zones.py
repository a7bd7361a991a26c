"""The server's time zone changes nothing: the same files give the same tables and the same KPIs in three zones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.unit.reading_kit import text

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    [f"o{n}", f"u{n % 7}", f"2024-03-{n % 30 + 1:02}T{n % 24:02}:30:00{('Z', '+07:00', '')[n % 3]}", f"{n}.50"]
    for n in range(90)
]
EPOCHS = [[row[0], row[1], str(1_709_300_000 + 61_000 * n), row[3]] for n, row in enumerate(ROWS)]
ZONES = ("UTC", "America/Los_Angeles", "Asia/Ho_Chi_Minh")
SCRIPT = """
    import sys
    from pathlib import Path
    import pyarrow.parquet as pq
    from data.ingest import ingest
    from data.mapping import parse_mapping
    mapping = parse_mapping("table: orders\\ncolumns: {order_id: id, user_id: who, ts: at, amount: paid}")
    for name in ("zoned.csv", "epochs.csv"):
        found = ingest(Path(sys.argv[1]) / name, Path(sys.argv[2]) / name, None, mapping, "Asia/Ho_Chi_Minh")
        print(name, found.used, found.amount_sum, found.first, found.last, found.notices, found.read)
        print(pq.read_table(found.parquet).to_pylist())
"""


def _run(zone: str, *given: str) -> str:
    command = [sys.executable, *given]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "TZ": zone}, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    names = ("id", "who", "at", "paid")
    (tmp_path / "zoned.csv").write_text(text(ROWS, header=names), encoding="utf-8")
    (tmp_path / "epochs.csv").write_text(text(EPOCHS, header=names), encoding="utf-8")
    return tmp_path


def test_tables_do_not_depend_on_the_servers_zone(folder: Path) -> None:
    found = {
        _run(zone, "-c", textwrap.dedent(SCRIPT), str(folder), str(folder / zone.replace("/", "-"))) for zone in ZONES
    }
    assert len(found) == 1
    assert "zoned.csv 90 " in found.pop()


def test_kpis_do_not_depend_on_the_servers_zone(folder: Path) -> None:
    mapping = folder / "orders.yaml"
    mapping.write_text("table: orders\ncolumns: {order_id: id, user_id: who, ts: at, amount: paid}\n", encoding="utf-8")
    source = f"orders={folder / 'zoned.csv'}:{mapping}"
    asked = ("--as-of", "2024-03-28", "--period", "4w", "--format", "json", "--timezone", "Asia/Ho_Chi_Minh")
    found = {_run(zone, "-m", "metrics", "score", source, *asked) for zone in ZONES}
    assert len(found) == 1
    assert any(kpi["value"] for kpi in json.loads(found.pop()))
