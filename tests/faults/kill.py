"""kill -9 at any moment while two processes upload and publish: nothing acknowledged is lost (TRUST.md, mark 7).

`python -m tests.faults.kill [kills]` prints its figures; the suite runs a small number.
"""

from __future__ import annotations

import io
import random
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from data.files import sha256
from data.store import Workspace
from tests.unit.store_kit import staged

WRITERS = 2


@dataclass
class Told:
    """What writers were told is safe: sha256 of raw bytes, and (data set, version number, content)."""

    raws: set[str] = field(default_factory=set)
    versions: set[tuple[str, int, str]] = field(default_factory=set)
    kills: int = 0


def write(folder: str, name: str) -> None:
    """A writer: uploads and publishes for ever, and says so only after it is done."""
    workspace = Workspace(folder)
    print("ready", flush=True)
    while True:
        raw = workspace.raw_put(io.BytesIO(secrets.token_bytes(random.randint(1, 400_000))), "upload.bin")
        print("raw", raw.sha256, flush=True)
        key = secrets.token_hex(4)
        deals = f"select '{key}-' || range % 50 as deal_id, 'open' as status from range({random.randint(1, 50)})"
        mode = random.choice(["append", "append", "append", "replace"])
        version = workspace.publish(name, [staged(workspace, "deals", deals)], mode)
        print("version", version.name, version.number, version.content, flush=True)


def rounds(folder: Path, kills: int, seed: int = 1) -> Told:
    """Start writers, kill each after a random moment and start another, until `kills` are done.

    Some are killed right after they said that something is safe, however long that took on this disk.
    """
    dice, told = random.Random(seed), Told()
    running = [_start(folder, number) for number in range(WRITERS)]
    while told.kills < kills:
        number = dice.randrange(WRITERS)
        ready = running[number].stdout
        assert ready is not None
        heard = [ready.readline() for _ in range(dice.choice((1, 1, 2, 3)))]
        time.sleep(dice.uniform(0, 0.25))
        running[number].kill()
        told.kills += 1
        _listen(told, "".join(heard) + ready.read())
        running[number].wait()
        ready.close()
        running[number] = _start(folder, number)
    for process in running:
        process.kill()
        assert process.stdout is not None
        _listen(told, process.stdout.read())
        process.wait()
        process.stdout.close()
    return told


def _start(folder: Path, number: int) -> subprocess.Popen[str]:
    code = f"from tests.faults.kill import write; write({str(folder)!r}, 'set {number % 2}')"
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def _listen(told: Told, text: str) -> None:
    for line in text.splitlines(keepends=True):
        words = line.split()
        if line.endswith("\n") and words[0] == "raw":
            told.raws.add(words[1])
        elif line.endswith("\n") and words[0] == "version":
            told.versions.add((" ".join(words[1:-2]), int(words[-2]), words[-1]))


def check(folder: Path, told: Told) -> dict[str, int]:
    """Figures of what is there now; `lost`, `damaged`, `torn`, `orphans`, `left` must be 0."""
    workspace = Workspace(folder)
    swept = workspace.sweep()
    stored = {(v.name, v.number, v.content): v for info in workspace.datasets() for v in workspace.versions(info.name)}
    raws = {path.name for path in workspace.raw.iterdir() if sha256(path) == path.name}
    opened = [workspace.open(name, number) for name, number, _ in stored]
    named = {path.name for dataset in opened for paths in dataset.files.values() for path in paths}
    with workspace.db.read() as db:
        known = {row[0] for row in db.execute("select sha256 from raws")}
        named |= {row[0] for row in db.execute("select path from files")}
    return {
        "kills": told.kills,
        "acknowledged_raws": len(told.raws),
        "acknowledged_versions": len(told.versions),
        "versions": len(stored),
        "swept": swept,
        "lost": len(told.raws - raws) + len(told.versions - set(stored)),
        "damaged": len(workspace.verify()),
        "torn": len(known - raws),
        "orphans": len({path.name for path in workspace.tables.iterdir()} - named) + len(raws - known),
        "left": _left(workspace),
    }


def _left(workspace: Workspace) -> int:
    """Folders of dead writers still in staging; this process has one of its own."""
    return len([path for path in workspace.staging.iterdir() if path.is_dir()]) - 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        began = time.monotonic()
        figures = check(Path(place), rounds(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else 200))
        print(figures, f"{time.monotonic() - began:.0f} s")
        sys.exit(any(figures[name] for name in ("lost", "damaged", "torn", "orphans", "left")))
