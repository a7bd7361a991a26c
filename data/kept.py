"""Files that can be made again at any time (cubes, packed tables), for all who keep some: named after their own bytes.

A name ends in the sha256 of what the file holds, so a damaged one is told from a whole one without a catalogue: it is
removed and made again, never read.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from data import files

DIGITS = 24
CUBE = re.compile(rf"(?<!-packed)(-[0-9a-f]{{{DIGITS}}})+\.parquet$")  # a packed table others may be reading is none


def found(folder: Path, stem: str) -> Path | None:
    """The whole file kept under `stem`, if there is one. Its new time keeps it from the sweep of what is not used."""
    name = re.compile(rf"{re.escape(stem)}-[0-9a-f]{{{DIGITS}}}\.parquet")
    for path in filter(lambda path: name.fullmatch(path.name), files.listed(folder, stem)):
        with contextlib.suppress(OSError):  # a disk that is read-only, where nothing is swept either
            os.utime(path)
        with contextlib.suppress(OSError):  # erased or swept just now
            if path.stem == f"{stem}-{files.sha256_once(path)[:DIGITS]}":
                return path
            path.unlink()
    return None


def keep(temporary: Path, stem: str) -> Path:
    """Keep a file written whole under `stem`, in the folder where it lies; OSError when that is gone."""
    target = temporary.with_name(f"{stem}-{files.sha256(temporary)[:DIGITS]}.parquet")
    os.replace(temporary, target)
    return target
