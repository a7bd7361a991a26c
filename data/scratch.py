"""A temporary folder per process, for whoever spills or reads without storing: removed at exit, swept after a crash."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from pathlib import Path

from data.files import try_lock

PREFIX = "two-funnels-"

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
    while True:  # another process's sweep may catch the folder before the lock is ours: then make another
        made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        handle = os.open(made / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if try_lock(handle) and (made / "lock").exists():
            return made, handle
        os.close(handle)


def _remove(key: tuple[int, Path]) -> None:
    if os.getpid() == key[0] and key in _mine:
        shutil.rmtree(_mine.pop(key)[0], ignore_errors=True)


def sweep(parent: Path) -> int:
    """Remove what killed processes left under `parent`: folders of ours whose lock nobody holds. Their number."""
    swept = 0
    for lock in parent.glob(f"{PREFIX}*/lock"):
        try:
            handle = os.open(lock, os.O_RDWR)
        except OSError:
            continue
        try:
            if try_lock(handle):
                shutil.rmtree(lock.parent, ignore_errors=True)
                swept += 1
        finally:
            os.close(handle)
    return swept
