"""A clean CSV file through the reading engine, beside DuckDB's own `read_csv` on the same file: time and memory.

Usage: python -m bench.reading [--mb 300] [--rounds 3] [--habits] — run by hand. Every run is a process of its own, the
kinds take turns, and processor time is reported beside the clock, because other work on the machine stretches only the
clock. With `--habits` the same file is written with other dates, marks and signs, one habit at a time, and the share of
our time in that of `table` on the plain file is printed for each.
`table`: read_csv, types found by DuckDB, into a table in memory; `file`: into a table in a DuckDB file; `parquet`: into
a Parquet file; `ours`: ingest, which checks every record and value and leaves a Parquet file.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from data.ingest import ingest
from data.mapping import parse_mapping

KINDS = ("table", "file", "parquet", "ours")
BYTES_PER_ROW = 78
ROWS = """
copy (
    select
        'SO-' || (1000000 + i) as order_id,
        'C' || (hash(i) % greatest({rows} // 3, 1)) as user_id,
        {date} as ordered_at,
        {amount} as amount,
        0::decimal(18, 2) as refunded,
        ['search', 'social', 'email', 'direct', 'ads'][1 + (hash(i, 3) % 5)::int] as channel,
        ['Hà Nội', 'Huế', 'Đà Nẵng', 'Cần Thơ'][1 + (hash(i, 4) % 4)::int] as city,
        'note ' || (hash(i, 5) % 100000) as note
    from range({rows}) t(i)
) to '{path}' (header {header})
"""
MOMENT = "timestamp '2024-01-01' + to_seconds((hash(i, 1) % 31536000)::int)"
CENTS = "((hash(i, 2) % 1000000) / 100.0)::decimal(18, 2)"
PLAIN = {"date": f"strftime({MOMENT}, '%Y-%m-%d %H:%M:%S')", "amount": CENTS, "header": "true", "mapping": ""}
COMMAS = f"format('{{:,.2f}}', {CENTS}::double)"
HABITS: dict[str, dict[str, str]] = {
    "plain": {},
    "day first": {"date": f"strftime({MOMENT}, '%d/%m/%Y %H:%M')"},
    "epoch": {"date": f"epoch({MOMENT})::bigint"},
    "with zone": {"date": f"strftime({MOMENT}, '%Y-%m-%dT%H:%M:%SZ')"},
    "thousands marks": {"amount": COMMAS},
    "decimal commas": {"amount": f"translate({COMMAS}, ',.', '.,')"},
    "dollar signs": {"amount": f"'$' || {COMMAS}"},
    "brackets": {"amount": f"if(i % 9 = 0, '(' || {COMMAS} || ')', {COMMAS})"},
    "missing words": {"amount": f"if(i % 9 = 0, 'N/A', {CENTS}::varchar)"},
    "rows to drop": {"mapping": "drop_rows: {order_id: ['', Total]}"},
    "no header": {
        "header": "false",
        "mapping": "columns: {order_id: 1, user_id: 2, ts: 3, amount: 4, refunded_amount: 5, channel: 6, segment: 7}",
    },
}


def write(path: Path, megabytes: int, habit: str = "plain") -> None:
    """A clean order file of about so many megabytes, written with a habit of people."""
    style = {name: value for name, value in (PLAIN | HABITS[habit]).items() if name != "mapping"}
    with duckdb.connect() as connection:
        connection.execute(ROWS.format(rows=megabytes * 1_000_000 // BYTES_PER_ROW, path=path, **style))


def run(kind: str, path: Path, folder: Path) -> None:
    """One run in this process; prints seconds, processor seconds and the most memory in use, in MB."""
    started, before = time.perf_counter(), _processor()
    if kind == "ours":
        extra = HABITS[path.stem]["mapping"] if "mapping" in HABITS.get(path.stem, {}) else ""
        assert ingest(path, folder, "orders", parse_mapping(f"table: orders\n{extra}")).parquet
    else:
        _native(kind, path, folder)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.perf_counter() - started, _processor() - before, memory)


def _native(kind: str, path: Path, folder: Path) -> None:
    source = f"from read_csv('{path}')"
    with duckdb.connect(str(folder / "native.db") if kind == "file" else ":memory:") as connection:
        if kind == "parquet":
            connection.execute(f"copy (select * {source}) to '{folder / 'native.parquet'}' (format parquet)")
        else:
            connection.execute(f"create table t as select * {source}")


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(path: Path, rounds: int, kinds: Sequence[str] = KINDS) -> dict[str, list[tuple[float, float, float]]]:
    """Every kind, `rounds` times, taking turns."""
    found: dict[str, list[tuple[float, float, float]]] = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind in kinds:
            with tempfile.TemporaryDirectory(dir=path.parent) as folder:
                command = [
                    sys.executable,
                    "-m",
                    "bench.reading",
                    "--kind",
                    kind,
                    "--path",
                    str(path),
                    "--folder",
                    folder,
                ]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, processor, memory = map(float, done.stdout.split())
            found[kind].append((seconds, processor, memory))
    return found


def habits(megabytes: int, rounds: int) -> None:
    """Print the least times of each habit, beside the least time of `table` on the plain file."""
    with tempfile.TemporaryDirectory() as folder:
        base: list[float] = []
        for habit in HABITS:
            path = Path(folder) / f"{habit}.csv"
            write(path, megabytes, habit)
            found = measure(path, rounds, ("table", "ours") if not base else ("ours",))
            base = base or [min(column) for column in zip(*found["table"], strict=True)]
            clock, processor, memory = (min(column) for column in zip(*found["ours"], strict=True))
            shares = f"{clock / base[0]:.2f} × by the clock, {processor / base[1]:.2f} × in processor time"
            print(f"{habit:16} {clock:6.1f} s   {processor:6.1f} s processor   {memory:6.0f} MB   {shares}", flush=True)
            path.unlink()


def main() -> None:
    """Print the medians, and our share of each of DuckDB's own ways."""
    parser = argparse.ArgumentParser(prog="bench.reading")
    parser.add_argument("--mb", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--habits", action="store_true")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--path", type=Path)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.kind:
        run(given.kind, given.path, given.folder)
        return
    if given.habits:
        habits(given.mb, given.rounds)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        write(path, given.mb)
        found = measure(path, given.rounds)
        print(f"{path.stat().st_size / 1e6:.0f} MB, medians of {given.rounds}")
    medians = {kind: [statistics.median(column) for column in zip(*runs, strict=True)] for kind, runs in found.items()}
    for kind, (seconds, processor, memory) in medians.items():
        shares = [medians["ours"][place] / value for place, value in enumerate((seconds, processor))]
        beside = (
            "" if kind == "ours" else f"   ours is {shares[0]:.2f} × by the clock, {shares[1]:.2f} × in processor time"
        )
        print(f"{kind:8} {seconds:6.1f} s   {processor:6.1f} s processor   {memory:6.0f} MB{beside}")


if __name__ == "__main__":
    main()
