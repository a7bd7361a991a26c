"""Which code the figures were computed with: for reviews that are kept, and for cubes kept on disk."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

ROOMS = ("metrics", "data")


@lru_cache(maxsize=1)
def code_version() -> str:
    """A fingerprint of the code the figures were computed with: of every file of the metrics and data rooms."""
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for folder in ROOMS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".py", ".sql"):
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]
