"""What a loaded data set is, for everyone who computes on it: canonical Parquet files and how they were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_TIMEZONE = "Asia/Ho_Chi_Minh"
DEFAULT_CURRENCY = "VND"


@dataclass(frozen=True, slots=True)
class DataSet:
    """One immutable version of a data set.

    `files` maps a canonical table to its Parquet files, whose columns have canonical names and types (those that were
    not mapped are absent). `version` is opaque and changes
    whenever any content does: caches are keyed by it. `cubes` is a folder where what is computed from this version may
    be kept for the next start, if there is one.
    """

    name: str
    version: str
    files: Mapping[str, tuple[Path, ...]]
    timezone: str = DEFAULT_TIMEZONE
    currency: str = DEFAULT_CURRENCY
    notes: tuple[str, ...] = field(default=())
    cubes: Path | None = None
