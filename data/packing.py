"""Many small files of one table read as one, for data sets that grow by hundreds of small appends.

Versions stay as they were stored: what is made here is a copy beside the cubes, which may be removed at any time.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

import duckdb

from data import engine

MANY = 24  # files: each costs a fraction of a millisecond in every query
MOST = 256 << 20  # bytes: beyond, reading the rows costs more than opening the files, and a copy costs disk


def packed(table: str, paths: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    """`paths`, or one file in `folder` with the very same rows in the same order; `folder` is of these files alone."""
    if len(paths) <= MANY or not folder.is_dir():
        return tuple(paths)
    target = folder / f"{table}-packed.parquet"
    if not target.exists() and not _pack(paths, target):
        return tuple(paths)
    return (target,)


def _pack(paths: Sequence[Path], target: Path) -> bool:
    """Write the copy, whole or not at all; whether it is there now."""
    temporary = target.with_suffix(f".{secrets.token_hex(4)}.tmp")
    with contextlib.suppress(duckdb.Error, OSError):
        if sum(path.stat().st_size for path in paths) > MOST:
            return False
        connection = engine.connect({target.parent, *(path.parent for path in paths)})
        try:
            rows = f"select * from {engine.parquet(paths)}"
            connection.execute(f"copy ({rows}) to {engine.quote_text(os.path.realpath(temporary))} (format parquet)")
        finally:
            connection.close()
        os.replace(temporary, target)
        return True
    temporary.unlink(missing_ok=True)
    return False
