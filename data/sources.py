"""SOURCE on the command line: a data set's name, a folder of files, or `table=path[:mapping.yaml]`, opened as one set.

For every command of `metrics` and for scripts. Files are read as an upload would be, into a temporary folder.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data import scratch
from data.dataset import DEFAULT_CURRENCY, DEFAULT_TIMEZONE, DataSet
from data.errors import FunnelError, MappingError, SourceError, did_you_mean
from data.files import sha256
from data.filled import filled
from data.mapping import Mapping, dump_mapping, load_mapping, zone
from data.merge import Merger, Part, rows_of
from data.names import split_version
from data.tables import TABLES

if TYPE_CHECKING:
    from data.ingest import Ingested
    from data.store import Workspace

DEMO = "demo"
MAPPING_ENDINGS = (".yaml", ".yml")
SET_ASIDE = "{table}: {n} {n:row|rows} set aside, {n:its|their} id came in an earlier file"
REPEATED = "{table}: {n} {n:row|rows} {n:repeats|repeat} one of an earlier file exactly; both count"

_guard = threading.Lock()
_read: dict[tuple[str, ...], Ingested] = {}


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file to read: `table` may be None where the mapping or the columns are to say it."""

    path: Path
    table: str | None = None
    mapping: Mapping | None = None


def open_source(sources: Sequence[str], timezone: str | None = None, workspace: Workspace | None = None) -> DataSet:
    """All SOURCEs as one data set; the same table from several of them is put end to end, an id counting once.

    `timezone` (default Asia/Ho_Chi_Minh) applies to files; a stored data set has its own. SourceError, ReadError or
    MappingError say what does not fit and what to put in the mapping file.
    """
    if not sources:
        raise SourceError("No source", "name a data set, a folder or table=path; `demo` is always there")
    if timezone is not None:
        zone(timezone)
    here = workspace or _existing()
    sets = {source: _stored(source, here) for source in sources}
    stored = [dataset for dataset in sets.values() if dataset is not None]
    others = [source for source, dataset in sets.items() if dataset is None]
    key = here.key() if here and any(dataset.name != DEMO for dataset in stored) else None
    opening = Opening(_one_zone(stored, timezone), _one_currency({one.currency: one.name for one in stored}), key)
    if others:
        files = [file for source in others for file in _listed(source)]
        stored.append(read_files(_name(others), files, opening))
    return stored[0] if len(stored) == 1 else _united(stored)


def parse_file(source: str) -> FileSource:
    """`table=path[:mapping.yaml]` taken apart; SourceError when the table or a file does not exist."""
    table, _, rest = source.partition("=")
    if table not in TABLES:
        raise SourceError("Unknown table", f'"{table}" in {source}: no such table{did_you_mean(table, TABLES)}')
    path, _, mapping = rest.rpartition(":") if rest.lower().endswith(MAPPING_ENDINGS) else (rest, "", "")
    if not path:  # `deals=crm.yaml`: a mapping file without its data file
        raise SourceError("No file", f"{source}: expected {table}=path or {table}=path:mapping.yaml")
    if not Path(path).is_file():
        raise SourceError("No such file", f"{path} (in {source}) is not a file")
    return FileSource(Path(path), table, _for(table, mapping) if mapping else None)


def _for(table: str, path: str) -> Mapping:
    """The mapping in the file at `path`; MappingError when it is another table's."""
    mapping = load_mapping(path)
    if mapping.table not in (None, table):
        raise MappingError("Mapping does not fit", f"{path}: it is for the table {mapping.table}, not {table}")
    return mapping


def list_folder(folder: Path) -> list[FileSource]:
    """The files of a folder: tables by their name, by the mapping file beside them, or still to be recognised."""
    found: list[FileSource] = []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.startswith(".") or path.suffix.lower() in MAPPING_ENDINGS:
            continue
        mapping = _mapping_beside(path)
        stem = path.name.split(".")[0].lower()
        table = (mapping.table if mapping else None) or (stem if stem in TABLES else None)
        found.append(FileSource(path, table, mapping))
    return found


@dataclass(frozen=True, slots=True)
class Opening:
    """What files are opened with: their time zone, the currency of amounts that do not say theirs, the ids' key."""

    timezone: str = DEFAULT_TIMEZONE
    currency: str | None = None
    key: bytes | None = None


def read_files(name: str, files: Sequence[FileSource], opening: Opening) -> DataSet:
    """Read files into one data set; what is left out or set aside is said in its notes."""
    remarks: list[str] = []
    tables: dict[str, list[Part]] = {}
    currencies = {opening.currency: "the data set it is opened with"} if opening.currency else {}
    for file in files:
        ingested = _ingested(file, opening, remarks)
        if ingested is None:
            continue
        _add(tables.setdefault(ingested.table, []), _part(ingested, file), file, remarks)
        if ingested.currency:
            currencies.setdefault(ingested.currency, file.path.name)
    if not tables:
        skipped = "".join(f"; {remark}" for remark in remarks)
        raise SourceError("Nothing to read", f"{name} holds no file that is one of {', '.join(TABLES)}{skipped}")
    return _dataset(name, tables, remarks, opening.timezone, _one_currency(currencies) or DEFAULT_CURRENCY)


def _add(parts: list[Part], part: Part, file: FileSource, remarks: list[str]) -> None:
    if any((other.origin, other.mapping) == (part.origin, part.mapping) for other in parts):
        remarks.append(f"{file.path.name}: the same file is there already and adds nothing")
    else:
        parts.append(part)


def _ingested(file: FileSource, opening: Opening, remarks: list[str]) -> Ingested | None:
    """One file; None with a remark when nothing says which table it is."""
    from data.said import accept, notice_line, unrecognised  # reading needs more than opening a stored data set does

    try:
        ingested = _once(file, opening)
    except FunnelError as error:
        if file.table is not None:
            raise
        remarks.append(f"{file.path.name}: left out: {error.message}")
        return None
    if file.table is None and unrecognised(ingested):
        remarks.append(f"{file.path.name}: left out: nothing in it tells its table; rename it or add a mapping file")
        return None
    accept(ingested, str(file.path))
    remarks += [f"{file.path.name}: {notice_line(notice)}" for notice in ingested.notices]
    return ingested


def _once(file: FileSource, opening: Opening) -> Ingested:
    """The file read, once per process as long as its bytes and its mapping stay."""
    from data.ingest import ingest

    mapping = dump_mapping(file.mapping) if file.mapping else ""
    key = (sha256(file.path), file.path.name, file.table or "", mapping, opening.timezone)
    with _guard:
        if key not in _read or not _still(_read[key]):
            out = scratch.folder() / secrets.token_hex(8)
            _read[key] = ingest(file.path, out, file.table, file.mapping, opening.timezone, opening.key)
        return _read[key]


def _still(ingested: Ingested) -> bool:
    return ingested.parquet is None or ingested.parquet.exists()


def _part(ingested: Ingested, file: FileSource) -> Part:
    assert ingested.parquet is not None  # accepted above
    origin = "|".join([sha256(file.path), ingested.table, ingested.mapping.read.sheet or ""])
    return Part(ingested.parquet, rows_of(ingested.parquet), origin, mapping=dump_mapping(ingested.mapping))


def _stored(source: str, here: Workspace | None) -> DataSet | None:
    """The demo, or a data set of the workspace; None when `source` is a folder or a file instead."""
    if source == DEMO:
        from data.sample import demo_dataset  # made on demand: other commands need not wait for it

        return demo_dataset()
    if "=" in source and source.partition("=")[0] in TABLES:
        return None
    name, number = split_version(source)
    known = {info.name for info in here.datasets()} if here else set()
    if here is None or name.casefold() not in {one.casefold() for one in known}:
        if Path(source).is_dir() or "=" in source:
            return None
        raise _unknown(source, known)
    if Path(source).is_dir() and Path(source).name == source:
        raise SourceError("Ambiguous source", f'"{source}" is a data set and a folder; write ./{source} for the folder')
    return here.open(name, number)


def _existing() -> Workspace | None:
    from data.store import Workspace  # not needed for files

    return Workspace.existing()


def _unknown(source: str, known: set[str]) -> SourceError:
    if Path(source).is_file():
        return SourceError(
            "Which table?", f"say which table {source} is: table={source}, table one of {', '.join(TABLES)}"
        )
    names = ", ".join(sorted({*known, DEMO}))
    near = did_you_mean(source, {*known, DEMO})
    return SourceError("Unknown source", f'"{source}" is no data set ({names}), no folder and no table=path{near}')


def _listed(source: str) -> list[FileSource]:
    return list_folder(Path(source)) if Path(source).is_dir() else [parse_file(source)]


def _mapping_beside(path: Path) -> Mapping | None:
    stems = (path.name, path.name.split(".")[0])
    for beside in (path.with_name(stem + ending) for stem in stems for ending in MAPPING_ENDINGS):
        if beside.is_file() and beside != path:
            return load_mapping(beside)
    return None


def _one_zone(sets: Sequence[DataSet], timezone: str | None) -> str:
    """The one time zone of everything that is opened together."""
    zones = {dataset.timezone: dataset.name for dataset in sets}
    if timezone is not None and zones and set(zones) != {timezone}:
        other = next(iter(set(zones) - {timezone}))
        raise SourceError(
            "Time zones differ", f"data set {zones[other]} is stored in {other}; --timezone {timezone} fits files only"
        )
    if len(zones) > 1:
        raise SourceError("Time zones differ", "; ".join(f"{name} is in {place}" for place, name in zones.items()))
    return next(iter(zones), timezone or DEFAULT_TIMEZONE)


def _one_currency(currencies: dict[str, str]) -> str | None:
    if len(currencies) > 1:
        found = "; ".join(f"{name} is in {code}" for code, name in currencies.items())
        raise SourceError("Currencies differ", f"{found}; a data set has one currency: convert one of them first")
    return next(iter(currencies), None)


def _name(sources: Sequence[str]) -> str:
    """What files are called together: a folder's name, a table's, or those of several joined."""
    names = [Path(source).resolve().name if Path(source).is_dir() else source.partition("=")[0] for source in sources]
    return "+".join(dict.fromkeys(names))


def _united(sets: Sequence[DataSet]) -> DataSet:
    """Several data sets as one."""
    tables: dict[str, list[Part]] = {}
    for dataset in sets:
        for table, paths in dataset.files.items():
            tables.setdefault(table, []).extend(Part(path, rows_of(path)) for path in paths)
    remarks = [note for dataset in sets for note in dataset.notes]
    name = "+".join(dict.fromkeys(dataset.name for dataset in sets))
    return _dataset(name, tables, remarks, sets[0].timezone, sets[0].currency)


def _dataset(name: str, tables: dict[str, list[Part]], notes: Sequence[str], timezone: str, currency: str) -> DataSet:
    remarks, files = list(notes), {}
    for table, parts in tables.items():
        merger = Merger(table, scratch.folder(), tuple({part.path.parent for part in parts}))
        files[table] = tuple(part.path for part in merger.first_wins(parts))
        for count, text in ((merger.counts.set_aside, SET_ASIDE), (merger.counts.repeated, REPEATED)):
            if count:
                remarks.append(filled(text, {"table": table, "n": count}))
    return DataSet(name, _fingerprint(files, timezone, currency), files, timezone, currency, tuple(remarks))


def _fingerprint(files: dict[str, tuple[Path, ...]], timezone: str, currency: str) -> str:
    digest = hashlib.sha256(f"{timezone}\n{currency}\n".encode())
    for table in sorted(files):
        digest.update("\n".join([table, *map(sha256, files[table])]).encode())
    return digest.hexdigest()[:32]
