"""Merging uploads against a plain dictionary: whatever comes in whatever order, each id once, the newest values."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from data.merge import Merger, Part

FIELDS = ("status", "name", "owner")

# One upload: the columns it has besides the id, and rows (id, value or None) with each id once.
rows_of_upload = st.dictionaries(st.integers(0, 6), st.one_of(st.none(), st.integers(0, 2)), max_size=6)
uploads = st.lists(st.tuples(st.sets(st.sampled_from(FIELDS), min_size=1), rows_of_upload), min_size=1, max_size=5)


def write(folder: Path, number: int, columns: set[str], rows: dict[int, int | None]) -> Part:
    """The upload as a Parquet file; every column of a row carries the row's value."""
    table = {"deal_id": pa.array([f"d{key}" for key in rows], pa.string())}
    for column in FIELDS:
        if column in columns:
            words = [None if value is None else f"{column}{value}" for value in rows.values()]
            table[column] = pa.array(words, pa.string())
    path = folder / f"{number}.parquet"
    parquet.write_table(pa.table(table), path)
    return Part(path, len(rows), str(number))


def oracle(series: list[tuple[set[str], dict[int, int | None]]]) -> dict[str, tuple[str | None, ...]]:
    found: dict[str, dict[str, str | None]] = {}
    for columns, rows in series:
        for key, value in rows.items():
            row = found.setdefault(f"d{key}", dict.fromkeys(FIELDS))
            row.update({column: None if value is None else f"{column}{value}" for column in columns})
    return {key: tuple(row.values()) for key, row in found.items()}


def read(parts: list[Part]) -> dict[str, tuple[str | None, ...]]:
    files = ", ".join(f"'{part.path}'" for part in parts)
    con = duckdb.connect(":memory:")
    con.execute("create table t (deal_id varchar, status varchar, name varchar, owner varchar)")
    con.execute(f"insert into t by name select * from read_parquet([{files}], union_by_name = true)")
    rows = con.execute("from t").fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: tuple(row[1:]) for row in rows}


@settings(max_examples=15, deadline=None)
@given(uploads)
def test_appending_keeps_each_id_once_with_its_newest_values(
    series: list[tuple[set[str], dict[int, int | None]]],
) -> None:
    with tempfile.TemporaryDirectory() as place:
        merger, parts = Merger("deals", Path(place)), []
        for number, (columns, rows) in enumerate(series):
            before = sum(part.rows for part in parts)
            counts = (merger.counts.same, merger.counts.replaced)
            new = write(Path(place), number, columns, rows)
            parts = merger.newer_wins(parts, new)
            same, replaced = merger.counts.same - counts[0], merger.counts.replaced - counts[1]
            assert sum(part.rows for part in parts) == before + new.rows - same - replaced  # nothing vanishes uncounted
        assert read(parts) == oracle(series)


@settings(max_examples=10, deadline=None)
@given(uploads)
def test_within_one_upload_the_first_stays(series: list[tuple[set[str], dict[int, int | None]]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        merger = Merger("deals", Path(place))
        parts = [write(Path(place), number, columns, rows) for number, (columns, rows) in enumerate(series)]
        kept = merger.first_wins(parts)
        first: dict[int, tuple[set[str], dict[int, int | None]]] = {}
        for columns, rows in series:
            for key, value in rows.items():
                first.setdefault(key, (columns, {key: value}))
        assert read(kept) == oracle(list(first.values()))
        assert merger.counts.set_aside == sum(part.rows for part in parts) - len(first)
