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
from metrics.code_version import code_version
from metrics.frame import Frame

Builder = Callable[[duckdb.DuckDBPyConnection], None]


def ensure(frame: Frame, name: str, build: Builder, recipe: str, keep: bool = True) -> str:
    """Make sure table `name` exists in the frame's database, and give its name back.

    `recipe` is the text the cube is made from (its SQL, its parameters): a changed recipe never meets an old file.
    Neither does changed code: a cube rests on other tables too, and its own recipe does not say how those were made.
    Several threads may ask at once; one builds. Without `keep` it is not written to the cache folder: for tables as
    large as what they are made from.
    """
    ensure_all(frame, (name,), build, recipe, keep)
    return name


def ensure_all(frame: Frame, names: tuple[str, ...], build: Builder, recipe: str, keep: bool = True) -> None:
    """The same for several tables that one `build` makes together."""
    if set(names) <= frame.made:
        return
    with frame.lock:
        if set(names) <= frame.made:  # another thread was first
            return
        paths = [_path(frame, name, recipe) if keep else None for name in names]
        kept = [path for path in paths if path is not None and _opened(path)]
        if len(kept) == len(names):
            for name, file in zip(names, kept, strict=True):
                frame.cursor().execute(f"create table {engine.quote(name)} as from {engine.parquet([file])}")
        else:
            build(frame.cursor())
            for name, path in zip(names, paths, strict=True):
                if path is not None:
                    _keep(frame, name, path)
        frame.made.update(names)


def drop(frame: Frame, name: str) -> None:
    """Give the room of a table back; whoever asks for it again has it made again."""
    with frame.lock:
        frame.cursor().execute(f"drop table if exists {engine.quote(name)}")
        frame.made.discard(name)


def _path(frame: Frame, name: str, recipe: str) -> Path | None:
    if frame.cache is None:
        return None
    told = f"{frame.dataset.version}\n{frame.as_of}\n{code_version()}\n{recipe}"
    key = hashlib.sha256(told.encode()).hexdigest()[:24]
    return frame.cache / f"{name}-{key}.parquet"


def _opened(path: Path) -> bool:
    """Whether the cube is there. Its new time keeps it from the sweep, which takes what nobody opens any more."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except OSError:  # a disk that is read-only, where nothing is swept either
        return path.exists()
    return True


def _keep(frame: Frame, name: str, path: Path) -> None:
    """Publish the cube whole or not at all; a cube that cannot be kept is only built again next time."""
    temporary = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}.tmp")
    try:
        frame.cursor().execute(f"copy {engine.quote(name)} to {engine.quote_text(str(temporary))} (format parquet)")
        os.replace(temporary, path)
    except (duckdb.Error, OSError):
        temporary.unlink(missing_ok=True)
