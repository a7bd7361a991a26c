"""`python -m bench`: generated logs of 1 and 10 million events (100 with --big), every engine in one process.

Prints a table of median seconds, ratios and peak memory, and keeps it under bench/results.
"""

from __future__ import annotations

import argparse
import functools
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import chdb
import duckdb
import pandas as pd
import polars as pl

from bench import csv_files, others, ours
from bench.generate import without_sessions, write_log
from bench.marks import MARKS, of_ours
from bench.measure import Job, Measured, run
from metrics.board import Board
from metrics.evaluate import Query

RESULTS = Path(__file__).parent / "results"
MILLION = 1_000_000


def built(log: Path) -> bool:
    """The store and cubes of a log, built and let go."""
    ours.build(log)
    return True


def jobs(log: Path, gaps: Path, csv: Path, repeat: int, heavy: bool) -> list[Job]:
    """All questions; with `heavy` left out, pandas stays away and cubes are built once."""
    boards: list[Board] = []
    clicks: list[Query] = []

    def build() -> bool:
        boards[:] = [ours.build(log)]
        clicks[:] = ours.filters(boards[0])
        return True

    def board(ask: Callable[[Board], object]) -> Callable[[], object]:
        return lambda: ask(boards[0])

    def click() -> int:
        clicks.append(clicks.pop(0))
        return ours.scorecard(boards[0], clicks[-1])

    def slow(engines: dict[str, Callable[[], object]]) -> dict[str, Callable[[], object]]:
        return engines if heavy else {}

    on = functools.partial
    return [
        Job(
            "CSV → native",
            {
                "DuckDB, ordered": on(csv_files.duckdb_native, csv),
                "DuckDB, unordered": on(csv_files.duckdb_native, csv, False),
                "DuckDB, ordered, in a file": on(csv_files.duckdb_native, csv, True, True),
                "Polars, read only": on(csv_files.polars_read, csv),
                **slow({"pandas, read only": on(csv_files.pandas_read, csv)}),
            },
            min(repeat, 3),
        ),
        Job("store and all cubes, no session ids", {"ours": on(built, gaps)}, 1),
        Job("store and all cubes", {"ours": build}, 1),
        Job(
            "funnel, all figures of the cube against the log",
            {"our cube": board(ours.cube_times), "our log": board(ours.log_times)},
            1,
        ),
        Job(
            "funnel, 5 steps, any entry, 7 days, by channel",
            {
                "our cube": board(ours.cube_funnel),
                "our log": board(ours.log_funnel),
                "chDB windowFunnel": on(others.chdb_funnel, log),
                "DuckDB ASOF": on(others.duckdb_funnel, log),
                "Polars": on(others.polars_funnel, log),
                **slow({"pandas": on(others.pandas_funnel, log)}),
            },
            repeat,
        ),
        Job(
            "retention D7/30/90, exact and on-or-after",
            {
                "our cube": board(ours.cube_retention),
                "our log": board(ours.log_retention),
                "chDB retention": on(others.chdb_retention, log),
                "DuckDB": on(others.duckdb_retention, log),
                "Polars": on(others.polars_retention, log),
                **slow({"pandas": on(others.pandas_retention, log)}),
            },
            repeat,
        ),
        Job(
            "whole scorecard after a filter change",
            {"our cubes": click},
            7,
        ),
    ]


def table(size: int, found: list[Measured]) -> str:
    """The results as Markdown, each job's ratio against its first engine."""
    lines = [
        f"### {size / MILLION:.1f} million events",
        "",
        "| job | engine | median s | × first | CPU s | peak MB | same answer |",
        "|---|---|---:|---:|---:|---:|---|",
    ]
    first: dict[str, float] = {}
    for row in found:
        base = first.setdefault(row.job, row.median)
        figures = f"{row.median:.4f} | {row.median / base:.1f} | {statistics.median(row.cpu):.3f} | {row.peak:.0f}"
        lines.append(f"| {row.job} | {row.engine} | {figures} | {'yes' if row.agrees else 'NO'} |")
    verdicts = [mark.line(found) for mark in MARKS if mark.known(found)] + of_ours(found)
    return "\n".join([*lines, "", *(f"- {line}" for line in verdicts), ""])


def measure(events: int, repeat: int, folder: Path, heavy: bool, alone: bool) -> tuple[str, bool]:
    """Generate, measure and describe one size, ours `alone` if so wished; whether all answers agree."""
    log, gaps, csv = (folder / f"{events}-{name}" for name in ("log.parquet", "gaps.parquet", "log.csv"))
    size = write_log(log, events)
    without_sessions(log, gaps)
    asked = jobs(log, gaps, csv, repeat, heavy)
    if alone:
        asked = [replace(job, engines=_ours(job)) for job in asked if _ours(job)]
    else:
        csv_files.write(log, csv)
        say(f"{size:,} events, {csv.stat().st_size / 1e6:.0f} MB as CSV")
    found = run(asked, say)
    return table(size, found), all(row.agrees for row in found)


def _ours(job: Job) -> dict[str, Callable[[], object]]:
    return {name: engine for name, engine in job.engines.items() if name.startswith("our")}


def say(text: str) -> None:
    """Progress goes to standard error."""
    print(text, file=sys.stderr, flush=True)


def machine() -> str:
    """What it ran on."""
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, DuckDB {duckdb.__version__}, "
        f"chDB {chdb.__version__}, Polars {pl.__version__}, pandas {pd.__version__}"
    )


def main() -> int:
    """Measure, print, keep; exit 1 when an answer differs."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", default="1,10", help="millions of events (default: 1,10)")
    parser.add_argument("--big", action="store_true", help="100 million too, without pandas")
    parser.add_argument("--no-pandas", action="store_true", help="leave pandas out: it is the slowest by far")
    parser.add_argument(
        "--ours", action="store_true", help="only the product itself, for sizes the others take long for"
    )
    parser.add_argument("--repeat", type=int, default=3, help="rounds (default: 3)")
    args = parser.parse_args()
    sizes = [float(word) for word in args.sizes.split(",")] + ([100.0] if args.big else [])
    parts, right = [f"{machine()}\n"], True
    with tempfile.TemporaryDirectory(prefix="two-funnels-bench-") as folder:
        for size in sizes:
            heavy = size <= 20 and not args.no_pandas
            text, agrees = measure(int(size * MILLION), args.repeat, Path(folder), heavy, args.ours)
            parts.append(text)
            right &= agrees
            print(text, flush=True)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.md").write_text("\n".join(parts), encoding="utf-8")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
