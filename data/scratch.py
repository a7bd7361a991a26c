"""A temporary folder per process, for whoever spills or reads without storing: removed at exit, swept after a crash."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
import threading
from pathlib import Path

from data.files import listed, try_lock

PREFIX = "two-funnels-work-"

_guard = threading.Lock()
_mine: dict[tuple[int, Path], tuple[Path, int]] = {}


def folder(parent: Path | None = None) -> Path:
    """This process's temporary folder under `parent` (default: the system's), made on first use.

    A lock held until the process ends says that it is in use: however the process ends, the next one may sweep it.
    """
    parent = parent or Path(tempfile.gettempdir())
    key = (os.getpid(), parent)
    with _guard:
        if key not in _mine or not _mine[key][0].exists():
            sweep(parent)
            _mine[key] = _make(parent)
            atexit.register(_remove, key)
        return _mine[key][0]


def _make(parent: Path) -> tuple[Path, int]:
    """A new folder, its lock beside it first: a folder without a lock never exists."""
    while True:
        made = parent / f"{PREFIX}{secrets.token_hex(8)}"
        lock = made.with_suffix(".lock")
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        if try_lock(handle) and lock.exists():  # else a sweep caught it before the lock was ours: make another
            made.mkdir(mode=0o700)
            return made, handle
        os.close(handle)


def _remove(key: tuple[int, Path]) -> None:
    if os.getpid() == key[0] and key in _mine:
        _clear(_mine.pop(key)[0])


def _clear(made: Path) -> None:
    shutil.rmtree(made, ignore_errors=True)
    if not made.exists():
        made.with_suffix(".lock").unlink(missing_ok=True)


def sweep(parent: Path) -> int:
    """Remove what killed processes left under `parent`: folders of ours whose lock nobody holds. Their number."""
    swept = 0
    for lock in [path for path in listed(parent, PREFIX) if path.suffix == ".lock"]:
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            if try_lock(handle):
                _clear(lock.with_suffix(""))
                swept += 1
        finally:
            os.close(handle)
    return swept
