"""The dense store of who did what when, for funnels and retention: sorted integer keys instead of text ids and times.

One log per way of counting: `person` and `session` (B2C), `lead` (B2B). A log's rows are (kind, chunk, key), keys
packed as packing.py says; its entities' channels and segments stand apart, one row per entity. The person log is made
from persons' numbers (person_log.py), the others by SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np

from data.errors import QueryError
from metrics import cube, packing, person_log, sessions
from metrics.frame import Frame
from metrics.packing import MICROSECOND, Codes, Keys, Packing
from metrics.result import Period
from metrics.sessions import KINDS, ORDER, REPEAT, kind_of, read_sql, with_words

LEAD_STEPS = ("lead", "mql", "sql", "poc", "opportunity", "won", "onboarded")
LEAD_KINDS = {step: number for number, step in enumerate(LEAD_STEPS, start=1)}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a log comes from: the tables that will do, its entities (key, number), occurrences, moments."""

    tables: frozenset[str]
    entities: str
    key: str
    number: str
    occurrences: str
    moments: str

    def prepare(self, frame: Frame) -> None:
        """Build the table of its entities."""
        if self.entities == "sessions":
            sessions.ensure_sessions(frame)
        if self.entities == "persons":
            sessions.ensure_persons(frame)

    def packing(self, frame: Frame, name: str) -> Packing:
        """How its keys are packed; what that rests on is kept, so that only the first call reads all moments."""
        sql = packing.SQL.format(entities=self.entities, moments=self.moments)

        def build(cursor: duckdb.DuckDBPyConnection) -> None:
            self.prepare(frame)
            if self.entities == "persons":  # only here, and for the log itself: `acts` is as large as the events
                sessions.ensure_acts(frame)
            cursor.execute(f"create table {name} as\n{sql}")

        return packing.read(frame.cursor(), f"from {cube.ensure(frame, name, build, sql)}")

    def create(self, frame: Frame, name: str, sql: str) -> str:
        """Make sure table `name` exists, made by `sql`, and give its name."""

        def build(cursor: duckdb.DuckDBPyConnection) -> None:
            self.prepare(frame)
            cursor.execute(f"create table {name} as\n{sql}")

        return cube.ensure(frame, name, build, sql)


@dataclass(frozen=True, slots=True)
class Log:
    """One dense log: how its keys are packed, and the names behind its channel and segment codes."""

    frame: Frame
    name: str
    source: Source
    packing: Packing
    channels: tuple[str, ...]
    segments: tuple[str, ...]

    @property
    def base(self) -> datetime:
        """Midnight before the first occurrence."""
        return self.packing.base

    @property
    def unit(self) -> int:
        """Microseconds in a tick."""
        return self.packing.unit

    @property
    def span(self) -> int:
        """Ticks from `base` to the last occurrence."""
        return self.packing.span

    @property
    def shift(self) -> int:
        """Bits of a key that tell the moment."""
        return self.packing.shift

    @property
    def chunks(self) -> int:
        """Into how many chunks the entities are cut."""
        return self.packing.chunks

    @property
    def day(self) -> int:
        """Ticks in a day."""
        return self.packing.day

    @property
    def day_count(self) -> int:
        """Days from `base` to the last occurrence, both included."""
        return self.span // self.day + 1

    def days(self, day: date) -> int:
        """Days from `base` to `day`."""
        return (day - self.base.date()).days

    def ticks_of(self, period: Period) -> tuple[int, int]:
        """First tick of `period` and the first after it."""
        return self.days(period.first) * self.day, (self.days(period.last) + 1) * self.day

    def code(self, column: str, name: str | None) -> int | None:
        """The code of a channel's or segment's name: None for no name, −1 for one that never occurs."""
        names = self.channels if column == "channel" else self.segments
        return None if name is None else names.index(name) if name in names else -1

    def length(self, window: timedelta | None) -> int:
        """A window in ticks; no window, or one longer than the data, is the data's span."""
        return self.span if window is None else min(self.span, window // MICROSECOND // self.unit)

    def keys(self, kind: int, chunk: int) -> Keys:
        """All occurrences of `kind` in `chunk`, sorted."""
        found = self._fetch("key", self.ensure(), f"kind = {kind} and chunk = {chunk}")
        keys = np.asarray(found["key"], np.int64)
        return keys if _is_sorted(keys) else np.sort(keys)

    def entries(self, kind: int, chunk: int) -> tuple[Keys, Codes, Codes]:
        """All occurrences of `kind` in `chunk`, sorted, with the channel and segment codes of their entity."""
        keys = self.keys(kind, chunk)
        codes = self._fetch("channel, segment", self.ensure_entities(), f"chunk = {chunk} order by number")
        number = keys >> self.shift
        return keys, codes["channel"][number], codes["segment"][number]

    @property
    def sql(self) -> str:
        """What the log is made from, whole: a kept cube of another text is not this log's."""
        return (
            f"{read_sql('persons')}\n{self.source.occurrences}\n{self._filled('log')}\n{self._filled('log_entities')}"
        )

    def ensure(self) -> str:
        """Make sure the log's table exists, and give its name."""
        if self.source.entities == "persons":
            self._ensure_persons()
            return self.name
        self.ensure_entities()
        return self.source.create(self.frame, self.name, self._filled("log"))

    def ensure_entities(self) -> str:
        """Make sure the table of the log's entities exists: name, chunk, number, channel and segment code."""
        return self.source.create(self.frame, f"{self.name}_entities", self._filled("log_entities"))

    def _ensure_persons(self) -> None:
        def build(cursor: duckdb.DuckDBPyConnection) -> None:
            sessions.ensure_acts(self.frame)
            person_log.build(self.frame, cursor, self.packing, buying(self.frame))
            cube.drop(self.frame, "acts")

        cube.ensure_all(self.frame, person_log.TABLES, build, f"{self.sql}\n{buying(self.frame)}")

    def _filled(self, name: str) -> str:
        values = {
            "occurrences": self.source.occurrences,
            "key": self.source.key,
            "number": self.source.number,
            "entities": self.source.entities,
            "log": self.name,
            "channels": f"{self.name}_channels",
            "segments": f"{self.name}_segments",
            "per_chunk": str(self.packing.per_chunk),
            "reach": str(1 << self.shift),
            "unit": str(self.unit),
            "base": f"timestamp '{self.base}'",
        }
        sql = read_sql(name)
        for word, value in values.items():
            sql = sql.replace(f"{{{word}}}", value)
        return sql

    def _fetch(self, columns: str, table: str, where: str) -> dict[str, Any]:
        return self.frame.cursor().execute(f"select {columns} from {table} where {where}").fetchnumpy()


def open_log(frame: Frame, count: str) -> Log:
    """The log for counting by `count` (person, session or lead). Its rows are made when first read.

    QueryError when the data set has nothing to count.
    """
    source = _SOURCES[count]
    if not source.tables & frame.tables:
        needed = " or ".join(sorted(source.tables))
        raise QueryError("Nothing to count", f"data set {frame.dataset.name!r} has no {needed}; upload that table")
    name = f"log_{count}"
    with frame.lock:
        if name not in frame.kept:
            frame.kept[name] = _read(frame, name, source)
    return Log(frame, name, source, *frame.kept[name])


def _read(frame: Frame, name: str, source: Source) -> tuple[Packing, tuple[str, ...], tuple[str, ...]]:
    channels = _names(frame, f"{name}_channels", "channel", source)
    segments = _names(frame, f"{name}_segments", "segment", source)
    return source.packing(frame, f"{name}_packing"), channels, segments


def ensure_person_days(frame: Frame) -> str:
    """Table `person_days`: one row per person (number) and day with any event or order; `bought`: a purchase."""
    if {"events", "orders"} & frame.tables:
        open_log(frame, "person").ensure()
        return "person_days"
    return sessions.ensure_table(frame, "person_days")


def buying(frame: Frame) -> int:
    """The log's kind of a purchase: a row of `orders` where there are any."""
    return ORDER if "orders" in frame.tables else KINDS["purchase"]


def _is_sorted(keys: Keys) -> bool:
    """The table is stored sorted and read in its order; a check is cheap, a sort by the database is not."""
    return bool((keys[1:] >= keys[:-1]).all())


def _session_sql() -> str:
    words = {"kind": kind_of(), "purchase": str(KINDS["purchase"]), "repeat": str(REPEAT)}
    return with_words(read_sql("log_session"), words | {"gaps": read_sql("session_gaps")})


def _lead_sql() -> str:
    sql = read_sql("log_lead")
    for step, number in LEAD_KINDS.items():
        sql = sql.replace(f"{{{step}}}", str(number))
    return sql


def _placed(key: str) -> str:
    """Entities numbered alike at every start: a kept log and its kept entities may come from different ones."""
    return f"row_number() over (order by {key}, channel, segment) - 1"


_SOURCES = {
    "person": Source(
        frozenset({"events", "orders"}), "persons", "person", "person", sessions.acts_sql(), "select ts from acts"
    ),
    "session": Source(
        frozenset({"events"}),
        "sessions",
        "session_key",
        _placed("session_key"),
        _session_sql(),
        "select ts from events",
    ),
    "lead": Source(
        frozenset({"leads"}), "leads", "lead_id", _placed("lead_id"), _lead_sql(), f"select ts from ({_lead_sql()})"
    ),
}


def _names(frame: Frame, name: str, column: str, source: Source) -> tuple[str, ...]:
    distinct = f"select distinct {column} as name from {source.entities}"
    source.create(frame, name, f"select name, row_number() over (order by name) - 1 as code from ({distinct})")
    return tuple(str(row[0]) for row in frame.cursor().execute(f"select name from {name} order by code").fetchall())
