"""Names in a workspace, for the store and the command line: what a data set may be called, and which folder it is."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from data.errors import StoreError

RESERVED = "demo"
NAME_LENGTH = 80
FOLDER_VARIABLE = "TWO_FUNNELS_WORKSPACE"


def default_folder() -> Path:
    """$TWO_FUNNELS_WORKSPACE, or ./workspace."""
    return Path(os.environ.get(FOLDER_VARIABLE) or "workspace")


def now() -> str:
    """The moment something is stored, in UTC; never used to compute a number."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def split_version(name: str) -> tuple[str, int | None]:
    """`sales@3` as (`sales`, 3); without a number (`sales`, None)."""
    bare, _, number = name.rpartition("@")
    return (bare, int(number)) if bare and number.isdecimal() else (name, None)


def check_name(name: str) -> None:
    """StoreError unless `name` can be a data set's name and a SOURCE on the command line."""
    if name.casefold() == RESERVED:
        raise StoreError("Name taken", "demo is the built-in data set; choose another name")
    if not 0 < len(name) <= NAME_LENGTH or name != name.strip() or not name.isprintable():
        raise StoreError("Unfit name", f"a data set's name has 1 to {NAME_LENGTH} printable characters")
    if set(name) & set("/\\=@:") or name.startswith(("-", ".")):
        raise StoreError("Unfit name", f'"{name}": without / \\ = @ : and not starting with - or .')
