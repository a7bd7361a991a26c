"""Four processes publish at once while others read: nobody is locked out, commits stay quick (TRUST.md, mark 9).

`python -m tests.faults.crowd [publishes]` prints its figures; the suite runs a small number.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.store import Workspace
from tests.unit.store_kit import rows, staged

WRITERS, READERS = 4, 2
ROWS = 20


def write(folder: str, number: int, publishes: int) -> None:
    """Publish again and again, half of the writers to one data set; print the seconds of each transaction."""
    workspace, seconds = Workspace(folder), []
    plain = workspace.db.write

    @contextmanager
    def timed() -> Iterator[sqlite3.Connection]:
        began = time.perf_counter()
        with plain() as db:
            yield db
        seconds.append(time.perf_counter() - began)

    workspace.db.write = timed  # type: ignore[method-assign]
    for turn in range(publishes):
        deals = f"select '{number}-{turn}-' || range as deal_id, 'open' as status from range({ROWS})"
        workspace.publish("shared" if number % 2 else f"own {number}", [staged(workspace, "deals", deals)])
    print(json.dumps(seconds))


def read(folder: str) -> None:
    """Open and query the newest versions until told to stop; print how often, and how often it was wrong.

    Told before it began, as a busy machine may have it, it still reads once.
    """
    workspace, reads, wrong, stopped = Workspace(folder), 0, 0, False
    while not stopped:
        stopped = (workspace.folder / "stop").exists()
        for info in workspace.datasets():
            version = workspace.version(info.name)
            found = rows(workspace, info.name, "select count(*) from deals", version.number)
            wrong += found != [(ROWS * version.number,)]
            reads += 1
    print(json.dumps([reads, wrong]))


def run(folder: Path, publishes: int) -> dict[str, float]:
    """The figures; `failed`, `wrong` and `missing` must be 0."""
    Workspace(folder)
    writers = [_start(f"write({str(folder)!r}, {number}, {publishes})") for number in range(WRITERS)]
    readers = [_start(f"read({str(folder)!r})") for _ in range(READERS)]
    told = [process.communicate() for process in writers]
    (folder / "stop").touch()
    seen = [process.communicate() for process in readers]
    seconds = sorted(one for out, _ in told for one in json.loads(out or "[]"))
    versions = sum(info.latest for info in Workspace(folder).datasets())
    return {
        "commits": len(seconds),
        "missing": WRITERS * publishes - versions,
        "failed": sum(process.returncode != 0 for process in [*writers, *readers]),
        "locked": sum("locked" in error for _, error in [*told, *seen]),
        "reads": sum(json.loads(out or "[0, 0]")[0] for out, _ in seen),
        "wrong": sum(json.loads(out or "[0, 1]")[1] for out, _ in seen),
        "commit_median_ms": round(1000 * statistics.median(seconds), 1),
        "commit_p95_ms": round(1000 * seconds[int(0.95 * len(seconds))], 1),
    }


def _start(call: str) -> subprocess.Popen[str]:
    code = f"from tests.faults.crowd import read, write; {call}"
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        figures = run(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else 100)
        print(figures)
        sys.exit(any(figures[name] for name in ("missing", "failed", "locked", "wrong")))
