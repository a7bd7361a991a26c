"""What the catalogue says, as plain values for pages and commands: uploads, versions, data sets, damage."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from pathlib import Path
from typing import Any

from data.filled import filled

VERSIONS = "select v.*, d.name from versions v join datasets d on d.id = v.dataset"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should know: `text` is an English template (and translation key), `values` fill it."""

    code: str
    text: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return filled(self.text, dict(self.values))


@dataclass(frozen=True, slots=True)
class Raw:
    """Uploaded bytes as they came, safe on disk before anything reads them; `name` is what the person called them."""

    sha256: str
    size: int
    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Upload:
    """One file behind a version: how it was read (`mapping` as YAML), its row ledger, its notices, its refused rows."""

    table: str
    raw: str
    name: str
    mapping: str
    reading: Mapping[str, Any]
    ledger: Mapping[str, Any]
    notices: Sequence[Mapping[str, Any]]
    rejects: Path | None


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable state of a data set. `content` changes with any content; `added` is False when nothing was new."""

    id: str
    name: str
    number: int
    content: str
    created_at: str
    mode: str
    author: str
    timezone: str
    currency: str
    rows: Mapping[str, int]
    uploads: tuple[Upload, ...]
    notices: tuple[Remark, ...]
    added: bool = True

    @property
    def tables(self) -> tuple[str, ...]:
        """Its tables' names."""
        return tuple(self.rows)


@dataclass(frozen=True, slots=True)
class DataSetInfo:
    """A data set as the list shows it: its latest version, whose it is, and since when it lies deleted, if it does."""

    name: str
    owner: str
    shared: bool
    created_at: str
    deleted_at: str | None
    latest: int
    updated_at: str
    timezone: str
    currency: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Damage:
    """A stored file whose bytes are not those that were stored; `found` is its sha256 now, or "missing"."""

    file: str
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        state = "is missing" if self.found == "missing" else f"has sha256 {self.found[:12]}…"
        return f"{self.file} ({self.what}) {state}, stored was {self.expected[:12]}…"


def to_json(value: object) -> str:
    """Anything an upload carries as JSON; dates and paths become text."""
    return json.dumps(_plain(value), ensure_ascii=False, default=str)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(entry) for entry in value]
    return value


def remarks(text: str) -> tuple[Remark, ...]:
    """Remarks back from JSON."""
    return tuple(
        Remark(one["code"], one["text"], tuple((str(key), value) for key, value in one["values"]))
        for one in json.loads(text)
    )


def read_version(db: sqlite3.Connection, row: sqlite3.Row, folder: Path) -> Version:
    """The version of one row of `versions` joined with its data set's name; `folder` is where tables lie."""
    counts = db.execute(
        """
        select table_name, sum(rows) as rows
        from files
        where version = ?
        group by table_name
        order by min(position)
        """,
        [row["id"]],
    ).fetchall()
    uploads = db.execute("select * from uploads where version = ? order by position", [row["id"]]).fetchall()
    return Version(
        id=row["id"],
        name=row["name"],
        number=row["number"],
        content=row["content"],
        created_at=row["created_at"],
        mode=row["mode"],
        author=row["author"],
        timezone=row["timezone"],
        currency=row["currency"],
        rows={count["table_name"]: count["rows"] for count in counts},
        uploads=tuple(_upload(upload, folder) for upload in uploads),
        notices=remarks(row["notices"]),
    )


def read_info(db: sqlite3.Connection, row: sqlite3.Row) -> DataSetInfo | None:
    """What the list shows of one row of `datasets`; None where no version was ever stored."""
    found = db.execute(f"{VERSIONS} where v.dataset = ? order by number desc limit 1", [row["id"]]).fetchone()
    if found is None:
        return None
    latest = read_version(db, found, Path())
    return DataSetInfo(
        name=row["name"],
        owner=row["owner"],
        shared=bool(row["shared"]),
        created_at=row["created_at"],
        deleted_at=row["deleted_at"],
        latest=latest.number,
        updated_at=latest.created_at,
        timezone=latest.timezone,
        currency=latest.currency,
        rows=latest.rows,
    )


def _upload(row: sqlite3.Row, folder: Path) -> Upload:
    return Upload(
        table=row["table_name"],
        raw=row["raw"],
        name=row["raw_name"],
        mapping=row["mapping"],
        reading=json.loads(row["reading"]),
        ledger=json.loads(row["ledger"]),
        notices=json.loads(row["notices"]),
        rejects=folder / row["rejects"] if row["rejects"] else None,
    )


@dataclass(slots=True)
class Tally:
    """Remarks collected on the way."""

    remarks: list[Remark] = field(default_factory=list)

    def add(self, code: str, text: str, **values: object) -> None:
        """One more remark; `text` is the template."""
        self.remarks.append(Remark(code, text, tuple(values.items())))
