"""A file into a canonical table: read, mapped, typed and accounted for, for the store and the command line.

records = used + set aside + rejected + duplicates, always. While a question is open, or something makes the file
unusable, nothing is written.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from data.asking import UndecidedError
from data.dataset import DEFAULT_TIMEZONE
from data.engine import connect
from data.errors import FunnelError, MappingError, ReadError
from data.ledger import Ledger, account
from data.mapping import Mapping, check_mapping, zone
from data.match import Match, match_columns
from data.preview import Preview, preview
from data.read.open import open_file
from data.read.raw import ERROR, Notice, Raw
from data.swift import SHOWN_FROM, first_rows, swift
from data.tables import TABLES
from data.typed.columns import type_columns
from data.typed.moments import Zones
from data.typed.question import Question


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one file. Money sums are of the table's main amount; `amounts` holds them per class of row."""

    table: str
    file: str
    read: dict[str, dict[str, Any]]
    records: int
    used: int
    set_aside: int
    rejected: int
    duplicates: int
    amount_column: str | None
    amount_sum: Decimal | None
    amounts: dict[str, Decimal | None]
    first: date | None
    last: date | None
    segments: tuple[str, ...]
    currency: str | None
    columns: dict[str, str]  # canonical → theirs
    kept_aside: tuple[str, ...]  # their columns that no canonical column takes
    notices: tuple[Notice, ...]
    questions: tuple[Question, ...]
    parquet: Path | None
    rejects: Path | None
    mapping: Mapping
    filled: dict[str, float] = field(default_factory=dict)  # canonical column → share of used rows with a value
    names: tuple[str, ...] = ()  # their columns, in order: the header's fingerprint
    preview: Preview | None = None  # for the upload screen

    @property
    def refused(self) -> bool:
        """Whether an error makes the file unusable as it is."""
        return any(notice.severity == ERROR for notice in self.notices)


def ingest(
    path: Path,
    out: Path,
    table: str | None = None,
    mapping: Mapping | None = None,
    timezone: str | None = None,
    key: bytes | None = None,
    show: bool = False,
) -> Ingested:
    """Read the file at `path` into `out`: `<table>.parquet` and `<table>.rejects.csv`; FunnelError when it cannot be.

    Without `mapping` the columns must explain themselves. `timezone` is the data set's. With `key`, ids that are
    e-mail addresses or phone numbers are replaced by a keyed hash (unless the mapping says `keep_ids`).
    With `show` (the upload screen) the result carries a preview, and columns that do not fit are no exception but an
    error among its notices, so that a person sees the file and corrects the mapping.
    """
    timezone = timezone or DEFAULT_TIMEZONE
    mapping = mapping or Mapping()
    mapping = replace(mapping, table=table or mapping.table)
    check_mapping(mapping)
    out.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="reading-", dir=out))
    try:
        raw = open_file(path, work, mapping)
        return _ingest(raw, path, out, work, mapping, timezone, key, show)
    except OSError as error:
        raise ReadError("File unreadable", f"{path.name}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _ingest(
    raw: Raw, path: Path, out: Path, work: Path, mapping: Mapping, timezone: str, key: bytes | None, show: bool
) -> Ingested:
    connection = connect([work, out, path.parent, path.resolve().parent])  # it may be a link
    try:
        cursor = connection  # its own and no other thread's; only a connection tells how far its query is
        if not show or path.stat().st_size > SHOWN_FROM:
            done = swift(cursor, raw, mapping, path.name, timezone, key, out)
            if done:
                seen = preview(cursor, first_rows(raw, raw.plain), mapping, path.name) if show and raw.plain else None
                ledger = account(cursor, done.raw, done.match, done.typing, out, key, done=True)
                return replace(_result(done.raw, path, done.match, [], ledger, raw.names), preview=seen)
        raw.load()
        return _carefully(cursor, raw, path, out, mapping, timezone, key, show)
    finally:
        connection.close()


def _carefully(
    cursor: duckdb.DuckDBPyConnection,
    raw: Raw,
    path: Path,
    out: Path,
    mapping: Mapping,
    timezone: str,
    key: bytes | None,
    show: bool,
) -> Ingested:
    """All rows read as text first, every column judged by all its values."""
    header = raw.names
    seen = preview(cursor, raw, mapping, path.name) if show else None
    try:
        match = match_columns(raw, mapping, path.name, cursor)
    except UndecidedError as asked:
        return replace(_held_back(raw, path, asked.guess.mapping, asked.questions), preview=seen)
    except MappingError as error:
        if not seen:
            raise
        raw.note("mapping", ERROR, "{message}", message=error.message)
        wanted = mapping if mapping.columns else seen.guess.mapping
        return replace(_held_back(raw, path, wanted, ()), preview=seen)
    zones = Zones(zone(timezone), zone(match.mapping.read.timezone or timezone))
    typing = type_columns(cursor, raw, match, zones)
    ledger = account(cursor, raw, match, typing, out, key)
    return replace(_result(raw, path, match, typing.questions, ledger, header), preview=seen)


def _held_back(raw: Raw, path: Path, mapping: Mapping, questions: tuple[Question, ...]) -> Ingested:
    """Nothing is used until a person has said which column is which; the mapping is what was found so far."""
    records = raw.rows + len(raw.asides)
    theirs = {*map(str, mapping.columns.values()), *mapping.reshape.theirs, *mapping.unpivot}
    return Ingested(
        table=mapping.table or "",
        file=path.name,
        read=raw.read,
        records=records,
        used=0,
        set_aside=records,
        rejected=0,
        duplicates=0,
        amount_column=None,
        amount_sum=None,
        amounts={},
        first=None,
        last=None,
        segments=(),
        currency=None,
        columns={name: str(theirs) for name, theirs in mapping.columns.items()},
        kept_aside=tuple(name for name in raw.names if name not in theirs),
        notices=tuple(raw.notices),
        questions=(*raw.questions, *questions),
        parquet=None,
        rejects=None,
        mapping=mapping,
        names=raw.names,
    )


def _result(
    raw: Raw, path: Path, match: Match, questions: list[Question], ledger: Ledger, header: tuple[str, ...]
) -> Ingested:
    wanted = match.wanted
    spoken = {*map(str, wanted.columns.values()), *wanted.reshape.theirs, *wanted.unpivot}
    notices = [*raw.notices, *match.notices, *ledger.notices]
    return Ingested(
        table=match.table.name,
        file=path.name,
        read=raw.read,
        records=ledger.records,
        used=ledger.used,
        set_aside=ledger.set_aside,
        rejected=ledger.rejected,
        duplicates=ledger.duplicates,
        amount_column=ledger.amount_column,
        amount_sum=ledger.amounts.get("used"),
        amounts=ledger.amounts,
        first=ledger.first,
        last=ledger.last,
        segments=ledger.segments,
        currency=ledger.currency,
        columns={name: raw.names[place - 1] for name, place in match.places.items()},
        kept_aside=tuple(
            n for place, n in enumerate(header, 1) if place not in match.places.values() and n not in spoken
        ),
        notices=_once(notices),
        questions=(*raw.questions, *questions),
        parquet=ledger.parquet,
        rejects=ledger.rejects,
        mapping=match.wanted,
        filled=ledger.filled,
        names=header,
    )


def _once(notices: list[Notice]) -> tuple[Notice, ...]:
    """Each remark once, though a column may be two of ours; letters lost in decoding are told as bytes already."""
    kept = {(one.code, one.line, one.column, one.message): one for one in notices}
    codes = {one.code for one in notices}
    return tuple(one for one in kept.values() if one.code != "lost_letters" or "bad_bytes" not in codes)


__all__ = ["TABLES", "FunnelError", "Ingested", "MappingError", "ingest"]
