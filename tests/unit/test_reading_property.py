"""Any table, written in any usual way, comes back as it was, or is asked about, or told: never silently different."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from data.ingest import Ingested, ingest
from data.mapping import parse_mapping
from data.read import bulk, text
from tests.unit.reading_kit import balanced
from tests.unit.reading_kit import text as csv_text

MAPPING = parse_mapping("table: orders\ncolumns: {order_id: id, user_id: who, ts: day, segment: city, amount: paid}")
HEADER = ("id", "who", "day", "city", "paid")
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%d %b %Y", "%Y/%m/%d")
CITIES = ("Huế", "Hà Nội", "Đà Nẵng", "Cà Mau, Năm Căn", 'Quán "Gió"', "a;b", "Paris")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32")
Row = tuple[str, str, datetime, str, Decimal]


@dataclass(frozen=True, slots=True)
class Style:
    """How a program writes a table."""

    date: str
    decimal: str
    grouped: bool
    sign: str
    delimiter: str
    encoding: str
    ends: str
    quoting: int

    def money(self, value: Decimal) -> str:
        """The amount with this style's marks."""
        written = f"{value:,.2f}" if self.grouped else f"{value:.2f}"
        if self.decimal == ",":
            written = written.replace(",", "t").replace(".", ",").replace("t", ".")
        return self.sign.format(written)

    def write(self, rows: list[Row]) -> bytes:
        """The whole file."""
        cells = [[one, who, day.strftime(self.date), city, self.money(paid)] for one, who, day, city, paid in rows]
        written = csv_text(cells, self.delimiter, HEADER, quoting=self.quoting)
        return written.replace("\n", self.ends).encode(self.encoding)


STYLES = some.builds(
    Style,
    some.sampled_from(DATES),
    some.sampled_from(".,"),
    some.booleans(),
    some.sampled_from(("{}", "${}", "{} €", "{} USD")),
    some.sampled_from(",;\t|"),
    some.sampled_from(ENCODINGS),
    some.sampled_from(("\n", "\r\n")),
    some.sampled_from((0, 1)),
)


@some.composite
def tables(draw: some.DrawFn) -> list[Row]:
    """Orders with ids of their own."""
    count = draw(some.integers(1, 25))
    start = draw(some.dates(date(2001, 1, 1), date(2025, 12, 31)))
    rows: list[Row] = []
    for number in range(count):
        day = start + timedelta(days=draw(some.integers(0, 400)))
        cents = draw(some.integers(-(10**6), 10**9))
        city = draw(some.sampled_from(CITIES))
        rows.append(
            (f"o{number}", f"u{number % 5}", datetime(day.year, day.month, day.day), city, Decimal(cents) / 100)
        )
    return rows


def _read(content: bytes, folder: str) -> Ingested:
    path = Path(folder) / "orders.csv"
    path.write_bytes(content)
    return ingest(path, Path(folder) / "out", None, MAPPING)


def _values(found: Ingested) -> list[tuple[object, ...]]:
    assert found.parquet is not None
    columns = ("order_id", "user_id", "ts", "segment", "amount")
    return [tuple(row[name] for name in columns) for row in pq.read_table(found.parquet).to_pylist()]


@pytest.mark.parametrize("size", [0, 10**12])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=tables(), style=STYLES)
def test_a_table_comes_back_or_is_asked_about(
    size: int, monkeypatch: pytest.MonkeyPatch, rows: list[Row], style: Style
) -> None:
    monkeypatch.setattr(bulk, "WORTH_IT", size)
    monkeypatch.setattr(text, "GLANCE", 3)
    with tempfile.TemporaryDirectory() as folder:
        found = _read(style.write(rows), folder)
        assert balanced(found)
        if found.questions:
            asked = {question.code for question in found.questions}
            assert asked <= {"date_order", "decimal_mark"}
            assert found.used == 0
            return
        assert not found.refused
        loud = {notice.code for notice in found.notices} - {"negative", "possible_total", "absurd_amount"}
        if not loud - {"dotted_dates"}:
            assert found.used == len(rows)
            assert [(*row[:2], *row[3:]) for row in _values(found)] == [(*row[:2], *row[3:]) for row in rows]
        if not loud:
            assert _values(found) == list(rows)


@settings(max_examples=15, deadline=None)
@given(rows=tables())
def test_parquet_gives_the_same_table_as_csv(rows: list[Row]) -> None:
    out = io.BytesIO()
    columns = dict(zip(HEADER, map(list, zip(*rows, strict=True)), strict=True))
    pq.write_table(pa.table(columns | {"paid": pa.array(columns["paid"], pa.decimal128(18, 2))}), out)
    plain = Style("%Y-%m-%d", ".", False, "{}", ",", "utf-8", "\n", 0)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        parquet, csv = _read(out.getvalue(), one), _read(plain.write(rows), other)
        assert _values(parquet) == _values(csv) == list(rows)
        assert parquet.amount_sum == csv.amount_sum == sum((row[4] for row in rows), Decimal(0))
        assert (parquet.first, parquet.last, parquet.segments) == (csv.first, csv.last, csv.segments)
