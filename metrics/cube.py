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

from data import engine, kept
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
        folder = frame.cache if keep else None
        stem = _stem(frame, recipe)
        if folder is None:
            build(frame.cursor())
        elif not _taken(folder, frame, names, stem):
            build(frame.cursor())
            _keep(folder, frame, names, stem)
        frame.made.update(names)


def drop(frame: Frame, name: str) -> None:
    """Give the room of a table back; whoever asks for it again has it made again."""
    with frame.lock:
        frame.cursor().execute(f"drop table if exists {engine.quote(name)}")
        frame.made.discard(name)


def _stem(frame: Frame, recipe: str) -> str:
    """What every cube's file name says of what it was made from."""
    told = f"{frame.dataset.version}\n{frame.as_of}\n{code_version()}\n{recipe}"
    return hashlib.sha256(told.encode()).hexdigest()[: kept.DIGITS]


def _taken(folder: Path, frame: Frame, names: tuple[str, ...], stem: str) -> bool:
    """Read the kept cubes, all or none: one may be damaged, or be erased by another process just now."""
    files = [file for name in names if (file := kept.found(folder, f"{name}-{stem}"))]
    if len(files) < len(names):
        return False
    cursor = frame.cursor()
    cursor.begin()
    try:
        for name, file in zip(names, files, strict=True):
            cursor.execute(f"create table {engine.quote(name)} as from {engine.parquet([file])}")
        cursor.commit()
    except duckdb.InterruptException:  # somebody gave up, or time is up: building would take longer still
        cursor.rollback()
        raise
    except duckdb.Error:
        cursor.rollback()
        return False
    return True


def _keep(folder: Path, frame: Frame, names: tuple[str, ...], stem: str) -> None:
    """Publish each cube whole or not at all; one that cannot be kept is only built again next time."""
    for name in names:
        temporary = folder / f"{name}-{stem}.{os.getpid()}.{threading.get_ident()}.tmp"
        try:
            frame.cursor().execute(f"copy {engine.quote(name)} to {engine.quote_text(str(temporary))} (format parquet)")
            kept.keep(temporary, f"{name}-{stem}")
        except (duckdb.Error, OSError):
            temporary.unlink(missing_ok=True)
