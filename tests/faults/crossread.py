"""64 threads on two workspaces' databases: no answer comes from the other one (TRUST.md, mark 11).

`python -m tests.faults.crossread [queries]` prints its figures; the suite runs a small number.
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from data import engine

THREADS = 64
ROWS = 5_000


def database(folder: Path, owner: int) -> duckdb.DuckDBPyConnection:
    """A locked-down database over one Parquet file whose every value tells whose it is."""
    path = folder / "t.parquet"
    values = f"select {owner} as owner, range as n, range * {owner} as product from range({ROWS})"
    duckdb.connect(":memory:").execute(f"copy ({values}) to '{path}' (format parquet)")
    connection = engine.connect([folder])
    connection.execute(f"create view t as select * from {engine.parquet([path])}")
    return connection


def run(folder: Path, queries: int) -> dict[str, float]:
    """The figures; `wrong` answers and `failed` queries must be 0."""
    owners = (3, 7)
    for owner in owners:
        (folder / str(owner)).mkdir()
    databases = {owner: database(folder / str(owner), owner) for owner in owners}

    def ask(number: int) -> str:
        owner, n = owners[number % 2], number * 31 % ROWS
        try:
            found = (
                databases[owner]
                .cursor()
                .execute("select min(owner), max(owner), max(product) filter (where n = ?), count(*) from t", [n])
                .fetchone()
            )
        except duckdb.Error:
            return "failed"
        return "right" if found == (owner, owner, n * owner, ROWS) else "wrong"

    began = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(ask, range(queries)))
    for connection in databases.values():
        connection.close()
    counts = {kind: answers.count(kind) for kind in ("right", "wrong", "failed")}
    return {"queries": queries, **counts, "seconds": round(time.monotonic() - began, 1)}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        figures = run(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
        print(figures)
        sys.exit(figures["wrong"] + figures["failed"] > 0)
