"""Small exact cubes: each is one table in the frame's database, built once per data set version and `as_of`.

A builder is a function that creates one table in the frame's database from the canonical views. `ensure` runs it the
first time, keeps the result as Parquet where the frame has a cache folder, and reads it back on the next start.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb

from data import engine
from metrics.frame import Frame

Builder = Callable[[duckdb.DuckDBPyConnection], None]


def ensure(frame: Frame, name: str, build: Builder, recipe: str, keep: bool = True) -> str:
    """Make sure table `name` exists in the frame's database, and give its name back.

    `recipe` is the text the cube is made from (its SQL, its parameters): a changed recipe never meets an old file.
    Several threads may ask at once; one builds. Without `keep` it is not written to the cache folder: for tables as
    large as what they are made from.
    """
    with frame.lock:
        if name not in frame.made:
            path = _path(frame, name, recipe) if keep else None
            if path is not None and path.exists():
                frame.cursor().execute(f"create table {engine.quote(name)} as from {engine.parquet([path])}")
            else:
                build(frame.cursor())
                if path is not None:
                    _keep(frame, name, path)
            frame.made.add(name)
    return name


def _path(frame: Frame, name: str, recipe: str) -> Path | None:
    if frame.cache is None:
        return None
    key = hashlib.sha256(f"{frame.dataset.version}\n{frame.as_of}\n{recipe}".encode()).hexdigest()[:24]
    return frame.cache / f"{name}-{key}.parquet"


def _keep(frame: Frame, name: str, path: Path) -> None:
    """Publish the cube whole or not at all; a cube that cannot be kept is only built again next time."""
    temporary = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}.tmp")
    try:
        frame.cursor().execute(f"copy {engine.quote(name)} to {engine.quote_text(str(temporary))} (format parquet)")
        os.replace(temporary, path)
    except (duckdb.Error, OSError):
        temporary.unlink(missing_ok=True)
