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

from data import engine, kept

MANY = 24  # files: each costs a fraction of a millisecond in every query
MOST = 256 << 20  # bytes: beyond, reading the rows costs more than opening the files, and a copy costs disk


def packed(table: str, paths: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    """`paths`, or one file in `folder` with the very same rows in the same order; `folder` is of these files alone."""
    if len(paths) <= MANY or not folder.is_dir():
        return tuple(paths)
    stem = f"{table}-packed"
    copy = kept.found(folder, stem) or _pack(paths, folder, stem)
    return (copy,) if copy else tuple(paths)


def _pack(paths: Sequence[Path], folder: Path, stem: str) -> Path | None:
    """Write the copy, whole or not at all."""
    temporary = folder / f"{stem}.{secrets.token_hex(4)}.tmp"
    with contextlib.suppress(duckdb.Error, OSError):
        if sum(path.stat().st_size for path in paths) > MOST:
            return None
        connection = engine.connect({folder, *(path.parent for path in paths)})
        try:
            rows = f"select * from {engine.parquet(paths)}"
            connection.execute(f"copy ({rows}) to {engine.quote_text(os.path.realpath(temporary))} (format parquet)")
        finally:
            connection.close()
        return kept.keep(temporary, stem)
    temporary.unlink(missing_ok=True)
    return None
