"""Any file into rows of text: what it is decides its reader, never its name."""

from __future__ import annotations

from pathlib import Path

from data.errors import ReadError
from data.mapping import Mapping
from data.read.kinds import kind_of, unpack
from data.read.raw import Raw
from data.read.text import read_text


def open_file(path: Path, work: Path, mapping: Mapping) -> Raw:
    """The file at `path` as `Raw`, its cells in a Parquet file in `work`; ReadError when it is no readable table."""
    if not path.is_file():
        raise ReadError("No such file", f"{path}: there is no such file")
    kind, inner = kind_of(path), path
    if kind in ("gzip", "zip"):
        packed = kind
        inner, name = unpack(path, kind, work)
        kind = kind_of(inner)
        if kind in ("gzip", "zip"):
            raise ReadError("Archive in an archive", f"{path.name} holds another archive ({name}); unpack it first")
        raw = _read(inner, kind, work, mapping)
        raw.say("archive", packed, f"holds {name}")
        return raw
    return _read(inner, kind, work, mapping)


def _read(path: Path, kind: str, work: Path, mapping: Mapping) -> Raw:
    known = {name for name in mapping.columns.values() if isinstance(name, str)}
    if kind == "parquet":
        from data.read.parquet_file import read_parquet_file

        return read_parquet_file(path, work)
    if kind == "excel":
        from data.read.excel import read_excel

        return read_excel(path, work, mapping.read, known)
    return read_text(path, work, mapping.read, known)
