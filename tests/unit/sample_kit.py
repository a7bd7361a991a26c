"""Helpers of the demo data set's tests: the two data sets opened with plain DuckDB, and a z-score."""

from __future__ import annotations

import atexit
import hashlib
import math
import shutil
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import duckdb
import pytest

from data import sample

MONTHS = 182 / 365 * 12
START = "timestamp '2026-03-30'"
END = "timestamp '2026-09-27 23:59:30'"


def opened(files: dict[str, Path]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": 1})
    for name, path in files.items():
        con.execute(f"create view {name} as select * from read_parquet('{path}')")
    return con


@lru_cache(maxsize=1)
def _folder() -> Path:
    """One folder for all test modules of a run: the files are made once."""
    made = Path(tempfile.mkdtemp(prefix="two-funnels-test-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@pytest.fixture(scope="module")
def folder() -> Path:
    return _folder()


@pytest.fixture(scope="module")
def now(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = opened({name: paths[0] for name, paths in sample.demo_dataset(folder).files.items()})
    yield con
    con.close()


@pytest.fixture(scope="module")
def before(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = opened({name: paths[0] for name, paths in sample.previous_demo_dataset(folder).files.items()})
    yield con
    con.close()


def row(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, ...]:
    found = con.execute(sql).fetchone()
    assert found is not None
    return tuple(float(value) for value in found)


def z(hits: float, count: float, planned: float) -> float:
    assert count > 30
    return (hits / count - planned) / math.sqrt(planned * (1 - planned) / count)


def value_hash(con: duckdb.DuckDBPyConnection, table: str) -> str:
    text = con.execute(f"select string_agg(t::varchar, '|' order by t::varchar) from {table} t").fetchone()
    return hashlib.sha256(str(text).encode()).hexdigest()
