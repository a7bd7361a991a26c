"""Bringing the files of one table together, for uploads and sources: each id once, nothing lost without being counted.

Within one upload the first row with an id stays and later ones are set aside. Across uploads a newer row takes the
place of the older one with its id; columns the newer file does not have keep their older values. Tables without an id
are put end to end; rows that repeat are counted, and dropped where the mapping says `drop_repeats`.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
from pyarrow import parquet

from data import engine
from data.errors import StoreError
from data.files import explain
from data.mapping import parse_mapping
from data.tables import TABLES


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file of a table: `origin` says which upload it came from, `mapping` (YAML) how it was read."""

    path: Path
    rows: int
    origin: str = ""
    raw: str = ""
    mapping: str = ""

    @property
    def drop_repeats(self) -> bool:
        """Whether its mapping asks for rows that repeat to count once."""
        return bool(self.mapping) and parse_mapping(self.mapping).drop_repeats


@dataclass(slots=True)
class Counts:
    """What happened to rows that were there before: `same` added nothing, `replaced` took an older row's place."""

    same: int = 0
    replaced: int = 0
    set_aside: int = 0
    repeated: int = 0
    dropped: int = 0


@dataclass(slots=True)
class Merger:
    """Merges parts of one table into new files in `folder`; the parts' own files are never changed."""

    table: str
    folder: Path
    folders: tuple[Path, ...] = ()
    con: duckdb.DuckDBPyConnection | None = None
    counts: Counts = field(default_factory=Counts)

    def first_wins(self, parts: Sequence[Part]) -> list[Part]:
        """The parts of one upload: a later row whose id is there already is set aside and counted."""
        kept: list[Part] = []
        for part in parts:
            earlier = [other for other in kept if self._keyed(other)]
            if earlier and self._keyed(part):
                left = self._without(part, earlier)
                self.counts.set_aside += part.rows - left.rows
                part = left
            elif kept:
                part = self._repeats(kept, part)
            kept.append(part)
        return kept

    def newer_wins(self, older: Sequence[Part], newer: Part) -> list[Part]:
        """`older` parts followed by `newer`, whose rows take the place of those with the same id."""
        shared = [part for part in older if self._keyed(part)]
        if not self._keyed(newer):
            return [*older, self._repeats(older, newer)] if older else [newer]
        if not shared or not self._count(f"{self._ids(newer)} intersect {self._ids(*shared)}"):
            return [*older, newer]
        changed = self._changed(shared, newer)
        self.counts.same += newer.rows - changed.rows
        left = [self._without(part, [changed]) if part in shared and changed.rows else part for part in older]
        self.counts.replaced += sum(part.rows for part in older) - sum(part.rows for part in left)
        return [*left, changed]

    def _keyed(self, part: Part) -> bool:
        key = TABLES[self.table].key
        return key is not None and key in self._columns(part)

    def _ids(self, *parts: Part) -> str:
        key = TABLES[self.table].key
        return f"select {key} from {_from(parts)} where nullif({key}, '') is not null"

    def _without(self, part: Part, others: Sequence[Part]) -> Part:
        """`part` less the rows whose id occurs in `others`."""
        key = TABLES[self.table].key
        rows = f"select * from {_from([part])} where {key} is null or {key} not in ({self._ids(*others)})"
        return self._write(part, rows)

    def _changed(self, older: Sequence[Part], newer: Part) -> Part:
        """Rows of `newer` that say something new, with the older row's values where `newer` has no such column."""
        key = TABLES[self.table].key
        own, theirs = self._columns(newer), self._columns(*older)
        fields = [f"n.{engine.quote(name)}" for name in own]
        fields += [f"o.{engine.quote(name)}" for name in theirs if name not in own]
        older_value = {name: f"o.{engine.quote(name)}" if name in theirs else "null" for name in own}
        same = [f"n.{engine.quote(name)} is not distinct from {older_value[name]}" for name in own]
        return self._write(
            newer,
            f"""
            select {", ".join(fields)}
            from {_from([newer])} n
            left join (select * from {_from(older)} where nullif({key}, '') is not null) o
              on n.{key} = o.{key}
            where o.{key} is null
              or not ({" and ".join(same)})
            """,
        )

    def _repeats(self, older: Sequence[Part], newer: Part) -> Part:
        """Count the rows of `newer` that are there already, whole; leave them out where its mapping asks for it."""
        theirs = self._columns(*older)
        columns = [engine.quote(name) for name in self._columns(newer) if name in theirs]
        missing = [engine.quote(name) for name in self._columns(newer) if name not in theirs]
        same = [f"n.{name} is not distinct from o.{name}" for name in columns] + [f"n.{m} is null" for m in missing]
        exists = f"exists (select 1 from {_from(older)} o where {' and '.join(same)})"
        repeated = self._count(f"select 1 from {_from([newer])} n where {exists}")
        if repeated and newer.drop_repeats:
            self.counts.dropped += repeated
            return self._write(newer, f"select * from {_from([newer])} n where not {exists}")
        self.counts.repeated += repeated
        return newer

    def _columns(self, *parts: Part) -> list[str]:
        return [str(row[0]) for row in self._query(f"describe select * from {_from(parts)}")]

    def _count(self, rows: str) -> int:
        return int(str(self._query(f"select count(*) from ({rows})")[0][0]))

    def _write(self, part: Part, rows: str) -> Part:
        """The part with only `rows`, as a new file; the same part when no row went and no column came."""
        target = self.folder / f"{uuid.uuid4().hex}.parquet"
        self._query(f"copy ({rows}) to {engine.quote_text(os.path.realpath(target))} (format parquet)")
        written = replace(part, path=target, rows=rows_of(target))
        if written.rows > part.rows:
            raise StoreError(
                "Ids not unique", f"table {self.table}: an id occurs twice in one stored file; upload it anew"
            )
        if written.rows == part.rows and self._columns(written) == self._columns(part):
            target.unlink()
            return part
        return written

    def _query(self, sql: str) -> list[tuple[object, ...]]:
        if self.con is None:
            self.con = engine.connect({self.folder, *self.folders})
        with explain("merge the uploads"):
            try:
                with engine.explain():
                    return self.con.cursor().execute(sql).fetchall()
            except duckdb.Error as error:
                raise StoreError("Files do not fit together", f"table {self.table}: {error}") from error


def rows_of(path: Path) -> int:
    """Number of rows of a Parquet file."""
    return int(parquet.read_metadata(path).num_rows)


def _from(parts: Sequence[Part]) -> str:
    return engine.parquet([part.path for part in parts])
