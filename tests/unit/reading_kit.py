"""A small order file and every way to spoil it, for the tests of the reading engine."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq

from data import ingest as reading
from data.ingest import Ingested, ingest
from data.mapping import Mapping, parse_mapping
from data.read import bulk
from data.read import text as text_module

CITIES = ("Hà Nội", "Huế", "Đà Nẵng", "Cần Thơ")
NAMES = ("order_id", "ordered_at", "city", "amount")
MAPPING = """
table: orders
columns: {order_id: order_id, user_id: order_id, ts: ordered_at, segment: city, amount: amount}
"""
Row = list[str]
GLANCE = 40  # so few first rows decide here how a plain file is read in one go
LEDGER = [one.name for one in fields(Ingested) if one.name not in ("parquet", "rejects", "preview", "read")]


def orders(count: int = 60) -> list[Row]:
    """`count` orders over the whole of 2024, amounts with two decimals of which some exceed a thousand."""
    first = date(2024, 1, 1)
    return [
        [f"SO-{1000 + n}", str(first + timedelta(days=6 * n % 366)), CITIES[n % 4], f"{7 + 137 * n}.{n % 90 + 10}"]
        for n in range(count)
    ]


def total(rows: list[Row]) -> Decimal:
    """The sum of the amounts, by plain arithmetic."""
    return sum((Decimal(row[3]) for row in rows), Decimal(0))


def changed(place: int, change: Callable[[str], str], rows: list[Row] | None = None) -> list[Row]:
    """The orders with one column rewritten."""
    return [[change(cell) if n == place else cell for n, cell in enumerate(row)] for row in rows or orders()]


def text(rows: list[Row], delimiter: str = ",", header: tuple[str, ...] = NAMES, **options: object) -> str:
    """CSV text as a program would write it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", **options)  # type: ignore[arg-type]
    if header:
        writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def read(
    content: bytes | str, mapping: str | Mapping | None = MAPPING, name: str = "orders.csv", **how: object
) -> Ingested:
    """What `ingest` makes of a file with this content."""
    folder = Path(tempfile.mkdtemp())
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = parse_mapping(mapping) if isinstance(mapping, str) else mapping
    return ingest(path, folder / "out", None, found, **how)  # type: ignore[arg-type]


def codes(found: Ingested) -> set[str]:
    """The codes of all notices."""
    return {notice.code for notice in found.notices}


def balanced(found: Ingested) -> bool:
    """The law of the ledger."""
    return found.records == found.used + found.set_aside + found.rejected + found.duplicates


def both_ways(content: bytes | str, mapping: str, **how: Any) -> tuple[Ingested, Ingested, bool]:
    """Read carefully only; read with the short way tried; whether that was taken."""
    taken: list[bool] = []
    found = reading.swift

    def watched(*given: Any) -> Any:
        done = found(*given)
        taken.append(done is not None)
        return done

    slow = read(content, mapping, **how)
    with (
        patch.object(bulk, "WORTH_IT", 0),
        patch.object(text_module, "GLANCE", GLANCE),
        patch.object(reading, "swift", watched),
    ):
        return slow, read(content, mapping, **how), taken == [True]


def alike(slow: Ingested, quick: Ingested) -> None:
    """The same rows, ledger, notices and reading decisions."""
    for name in LEDGER:
        assert getattr(slow, name) == getattr(quick, name), name
    assert {key: one["value"] for key, one in slow.read.items()} == {
        key: one["value"] for key, one in quick.read.items()
    }
    assert (slow.parquet is None) == (quick.parquet is None)
    if slow.parquet and quick.parquet:
        assert pq.read_table(slow.parquet).to_pylist() == pq.read_table(quick.parquet).to_pylist()
    assert (slow.rejects is None) == (quick.rejects is None)
