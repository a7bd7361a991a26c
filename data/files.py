"""Files that survive a crash, for the store: written aside, synced, then renamed; locks that die with their process."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import io
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from data.errors import StoreError

CHUNK = 4 << 20

_hashed: dict[Path, tuple[tuple[int, int, int], str]] = {}
_guard = threading.Lock()

CAUSES = {
    errno.ENOSPC: "the disk is full; free some space and try again",
    errno.EDQUOT: "the disk quota is used up; free some space and try again",
    errno.EROFS: "the disk is read-only; choose a workspace that can be written with TWO_FUNNELS_WORKSPACE",
    errno.EACCES: "writing is not allowed here; choose a workspace that can be written with TWO_FUNNELS_WORKSPACE",
    errno.EPERM: "writing is not allowed here; choose a workspace that can be written with TWO_FUNNELS_WORKSPACE",
    errno.EFBIG: "the file grew past its limit",
    errno.EIO: "the disk reports an input/output error",
}


@contextmanager
def explain(doing: str) -> Iterator[None]:
    """Turn what the system says about disk and catalogue into a StoreError a person can act on."""
    try:
        yield
    except OSError as error:
        cause = CAUSES.get(error.errno or 0, error.strerror or str(error))
        raise StoreError("Workspace unavailable", f"could not {doing}: {cause}; nothing stored was lost") from error
    except sqlite3.Error as error:
        raise StoreError(
            "Workspace unavailable", f"could not {doing}: {_cause(error)}; nothing stored was lost"
        ) from error


def _cause(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return CAUSES[errno.ENOSPC]
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
        return CAUSES[errno.EACCES]
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return "catalog.sqlite is damaged; put it back from a backup (raw/ and tables/ hold the uploads)"
    if name.startswith("SQLITE_BUSY"):
        return "another process kept the catalogue to itself for too long; try again"
    return str(error)


def copy_synced(source: BinaryIO, target: Path) -> tuple[str, int]:
    """Write the whole stream to `target`, synced to disk; its sha256 and size in bytes."""
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file, ThreadPoolExecutor(1) as beside:
        while chunk := source.read(CHUNK):
            hashed = beside.submit(digest.update, chunk)
            size += len(chunk)
            file.write(chunk)
            hashed.result()
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def sync(path: Path) -> None:
    """Flush a file, or a folder's list of names, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def publish(temporary: Path, target: Path) -> None:
    """Give a synced file its final name; afterwards it is there whole, even after a power cut."""
    os.chmod(temporary, 0o600)
    os.replace(temporary, target)
    sync(target.parent)


def listed(folder: Path, start: str = "") -> list[Path]:
    """What lies in a folder and is called `start`…, by name; nothing where another process took the folder away."""
    try:
        return [folder / name for name in sorted(os.listdir(folder)) if name.startswith(start)]
    except (FileNotFoundError, NotADirectoryError):
        return []


def sha256(path: Path) -> str:
    """The file's sha256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_once(path: Path, again: bool = False) -> str:
    """The same, kept in memory as long as the file's time, size and inode stay, unless it is asked for `again`."""
    status = path.stat()
    state = (status.st_mtime_ns, status.st_size, status.st_ino)
    with _guard:
        known = _hashed.get(path)
    found = known[1] if known and known[0] == state and not again else sha256(path)
    with _guard:
        _hashed[path] = (state, found)
    return found


@contextmanager
def locked(path: Path, patience_s: float, shared: bool = False) -> Iterator[None]:
    """Hold a lock between processes and threads; it falls with the process. StoreError after `patience_s` seconds."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + patience_s
        while not try_lock(handle, shared):
            if time.monotonic() > deadline:
                raise StoreError("Workspace busy", "another upload or clean-up is still running; try again in a moment")
            time.sleep(0.002)
        yield
    finally:
        os.close(handle)


def try_lock(handle: int, shared: bool = False) -> bool:
    """Take the lock of an open file if it is free."""
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def secret(path: Path) -> bytes:
    """The 32 random bytes in the file at `path`, made on first use; whoever comes first makes them for all."""
    while not path.exists():
        temporary = path.with_suffix(f".{secrets.token_hex(8)}")
        try:
            copy_synced(io.BytesIO(secrets.token_bytes(32)), temporary)
            os.chmod(temporary, 0o600)
            with contextlib.suppress(FileExistsError):
                os.link(temporary, path)
            sync(path.parent)
        finally:
            temporary.unlink(missing_ok=True)
    return path.read_bytes()
