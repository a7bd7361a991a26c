"""Reading an upload in a child process under limits, for the store: a bomb or a crash takes the child, never the board.

Run as `python -m data.worker`: takes the path of a job, says how far it is (a share of 1 a line), leaves the result
beside the job.
The limits are the kernel's (data segment, CPU, file size) and the parent's (resident memory, wall clock), because
DuckDB's own leak.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import duckdb

from data.dataset import DEFAULT_TIMEZONE
from data.errors import FunnelError, StoreError
from data.mapping import Mapping

if TYPE_CHECKING:
    from data.ingest import Ingested

Progress = Callable[[float | None, float], None]
Cancel = Callable[[], bool]

MB = 1 << 20
POLL_S = 0.05
ROOM = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: bytes of memory, seconds of CPU and of wall clock, bytes per written file."""

    memory: int = 1536 * MB
    seconds: float = 120.0
    file_size: int = 4096 * MB

    @classmethod
    def for_size(cls, size: int) -> Limits:
        """Limits for an upload of `size` bytes: at least 0.5 MB/s, and tables at most 20 times their file."""
        return cls(seconds=120.0 + 2 * size / MB, file_size=max(4096 * MB, 20 * size))


@dataclass(frozen=True, slots=True)
class Job:
    """What to read, and where the result goes: `folder` exists and is the child's own."""

    path: Path
    name: str
    folder: Path
    table: str | None = None
    mapping: Mapping | None = None
    timezone: str = DEFAULT_TIMEZONE
    key: bytes | None = None
    show: bool = False


def run(job: Job, progress: Progress | None, cancel: Cancel | None, limits: Limits) -> Ingested:
    """The file read by a child. What is wrong with the file is raised as in this process; StoreError otherwise."""
    request = job.folder / "job"
    request.write_bytes(pickle.dumps((job, limits)))
    started = time.monotonic()
    child, complaints = _ready.pop() if _ready else _start(job.folder)
    with complaints:
        try:
            _tell(child, request)
            _watch(child, job, progress, cancel, limits, started)
        finally:
            _end(child)
        return _result(job, child.returncode, _tail(complaints))


Child = tuple[subprocess.Popen[bytes], IO[bytes]]
_ready: list[Child] = []


def warm() -> None:
    """Start the next child now, so that it is ready when the bytes of the upload are kept."""
    if not _ready:
        _ready.append(_start())


def _start(folder: Path | None = None) -> Child:
    """A child that waits for the path of its job, and the file that takes what it complains about."""
    room = os.pathsep.join([str(ROOM), *filter(None, [os.environ.get("PYTHONPATH")])])
    complaints = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed when the child is done
    child = subprocess.Popen(
        [sys.executable, "-m", "data.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env=os.environ | {"PYTHONPATH": room},
        start_new_session=True,
    )
    return child, complaints


def _tell(child: subprocess.Popen[bytes], request: Path) -> None:
    assert child.stdin is not None
    with contextlib.suppress(BrokenPipeError):  # a child that is dead already is told by its exit code
        child.stdin.write(os.fsencode(request))
        child.stdin.close()


def _watch(
    child: subprocess.Popen[bytes],
    job: Job,
    progress: Progress | None,
    cancel: Cancel | None,
    limits: Limits,
    started: float,
) -> None:
    """Wait for the child to end; StoreError when it is cancelled or oversteps a limit."""
    assert child.stdout is not None
    os.set_blocking(child.stdout.fileno(), False)
    share: float | None = None
    while child.poll() is None:
        share = _reported(child.stdout, share)
        gone = time.monotonic() - started
        if progress is not None:
            progress(share, gone)
        if cancel is not None and cancel():
            raise StoreError(
                "Cancelled", f"reading {job.name} was stopped; its bytes are kept, nothing else was stored"
            )
        if gone > limits.seconds:
            raise StoreError(
                "Reading took too long", f"{job.name} was not read within {limits.seconds:.0f} s; {SMALLER}"
            )
        if _resident(child.pid) > limits.memory:
            raise StoreError(
                "File too large to read", f"{job.name} needs over {limits.memory // MB} MB of memory; {SMALLER}"
            )
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(POLL_S)


SMALLER = "split it, or leave out what is not needed; its bytes are kept, nothing else was stored"


def _reported(pipe: IO[bytes], share: float | None) -> float | None:
    """The last share the child has reported."""
    lines = (pipe.read() or b"").splitlines()
    for line in reversed(lines):
        with contextlib.suppress(ValueError):
            return float(line)
    return share


def _resident(pid: int) -> int:
    """Bytes of memory a process really uses; 0 where the system does not say."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * resource.getpagesize()


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.kill()
    child.wait()
    if child.stdout is not None:
        child.stdout.close()


def _tail(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    lines = complaints.read()[-2000:].decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def _result(job: Job, code: int, complaint: str) -> Ingested:
    """What the child left: the read file, or its error raised here."""
    result = job.folder / "result"
    if code == 0 and result.exists():
        kind, found = pickle.loads(result.read_bytes())
        if kind == "read":
            return cast("Ingested", found)
        known = {cls.__name__: cls for cls in FunnelError.__subclasses__()}
        raise known.get(kind, FunnelError)(*found)
    why = f"signal {-code}" if code < 0 else f"code {code}"
    detail = f" ({complaint})" if complaint else ""
    raise StoreError(
        "Reading failed",
        f"the process reading {job.name} ended with {why}{detail}; its bytes are kept, nothing else was stored",
    )


def main() -> int:
    """The child: read one file, whose job stands at the path that comes in, and leave the result beside the job."""
    _die_with_parent()
    from data import ingest  # noqa: F401 - what takes time to load is there before the job is
    from data.read import share

    if not (request := sys.stdin.buffer.read()):
        return 0  # not needed after all
    job, limits = pickle.loads(Path(os.fsdecode(request)).read_bytes())
    _limit(limits)
    share.listen(lambda done: print(f"{done:.3f}", flush=True))
    result = _attempt(job)
    temporary = job.folder / "result.tmp"
    temporary.write_bytes(pickle.dumps(result))
    temporary.rename(job.folder / "result")
    return 0


def _limit(limits: Limits) -> None:
    memory = limits.memory // (3 * MB)  # what DuckDB may hold; the rest is for Python, Arrow and Excel
    os.environ |= {"TWO_FUNNELS_MEMORY": f"{memory}MB", "TWO_FUNNELS_SPILL": f"{limits.file_size}B"}
    seconds = int(limits.seconds * (os.cpu_count() or 1)) + 1
    for what, value in (
        (resource.RLIMIT_DATA, 3 * limits.memory),  # address space, not memory in use: the parent watches that
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a lower limit is set already
            resource.setrlimit(what, (value, value))


def _die_with_parent() -> None:
    """A killed board leaves no child behind."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _attempt(job: Job) -> tuple[str, Any]:
    from data.ingest import ingest

    try:
        return "read", ingest(_named(job), job.folder, job.table, job.mapping, job.timezone, job.key, job.show)
    except FunnelError as error:
        return type(error).__name__, (error.title, error.message)
    except (MemoryError, duckdb.OutOfMemoryException):
        return "StoreError", ("File too large to read", f"{job.name} does not fit in memory; {SMALLER}")


def _named(job: Job) -> Path:
    """The bytes under the name the person knows them by, which messages mention."""
    (job.folder / "in").mkdir()
    path = job.folder / "in" / job.name
    try:
        os.link(job.path, path)
    except OSError:  # another device, or a system without such links
        path.symlink_to(job.path.resolve())
    return path


if __name__ == "__main__":
    sys.exit(main())
