"""The dense store of who did what when, for funnels and retention: sorted integer keys instead of text ids and times.

One log per way of counting: `person` and `session` (B2C), `lead` (B2B). A log's rows are (kind, chunk, key, channel,
segment): `key` = entity number × 2^shift + ticks since `base`. The time field has a free bit above the data's span, so
two keys of different entities are always further apart than any window, and one subtraction answers "the same person,
and in time?". A tick is the coarsest of second, millisecond and microsecond that loses nothing. Entities are cut into
chunks that keep a key within 62 bits and a computation within some hundred megabytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from data.errors import QueryError
from data.tables import EVENTS
from metrics import cube, sessions
from metrics.frame import Frame
from metrics.result import Period
from metrics.sessions import read_sql

Keys = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

KINDS = {event: number for number, event in enumerate(EVENTS, start=1)}
ORDER, REPEAT = 10, 11  # a row of `orders`; a further purchase event of an order already seen
LEAD_STEPS = ("lead", "mql", "sql", "poc", "opportunity", "won", "onboarded")
LEAD_KINDS = {step: number for number, step in enumerate(LEAD_STEPS, start=1)}
ROWS_PER_CHUNK = 12_000_000
SECOND = 1_000_000  # microseconds
DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a log comes from: the tables that will do, its entities and their key, its occurrences, its moments."""

    tables: frozenset[str]
    entities: str
    key: str
    occurrences: str
    moments: str

    def prepare(self, frame: Frame) -> None:
        """Build the tables its SQL reads."""
        if self.entities != "leads":
            sessions.ensure_persons(frame)
            sessions.ensure_refunds(frame)
        if self.entities == "sessions":
            sessions.ensure_sessions(frame)

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
    sql: str
    source: Source
    base: datetime
    unit: int
    span: int
    shift: int
    chunks: int
    channels: tuple[str, ...]
    segments: tuple[str, ...]

    @property
    def day(self) -> int:
        """Ticks in a day."""
        return 86_400 * SECOND // self.unit

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
        keys = np.asarray(self._fetch("key", kind, chunk)["key"], np.int64)
        return keys if _is_sorted(keys) else np.sort(keys)

    def entries(self, kind: int, chunk: int) -> tuple[Keys, Codes, Codes]:
        """All occurrences of `kind` in `chunk`, sorted, with the channel and segment codes of their entity."""
        found = self._fetch("key, channel, segment", kind, chunk)
        keys, channel, segment = np.asarray(found["key"], np.int64), found["channel"], found["segment"]
        if _is_sorted(keys):
            return keys, channel, segment
        order = np.argsort(keys, kind="stable")
        return keys[order], channel[order], segment[order]

    def ensure(self) -> str:
        """Make sure the log's table exists, and give its name."""
        return self.source.create(self.frame, self.name, self.sql)

    def _fetch(self, columns: str, kind: int, chunk: int) -> dict[str, Any]:
        sql = f"select {columns} from {self.ensure()} where kind = ? and chunk = ?"
        return self.frame.cursor().execute(sql, [kind, chunk]).fetchnumpy()


def open_log(frame: Frame, count: str) -> Log:
    """The log for counting by `count` (person, session or lead). Its rows are made when first read.

    QueryError when the data set has nothing to count.
    """
    source = _SOURCES[count]
    if not source.tables & frame.tables:
        needed = " or ".join(sorted(source.tables))
        raise QueryError("Nothing to count", f"data set {frame.dataset.name!r} has no {needed}; upload that table")
    name = f"log_{count}"
    channels = _names(frame, f"{name}_channels", "channel", source)
    segments = _names(frame, f"{name}_segments", "segment", source)
    base, unit, span, per_chunk, chunks = _packing(frame, name, source)
    sql = _log_sql(name, source, base, unit, _shift(span), per_chunk)
    return Log(frame, name, sql, source, base, unit, span, _shift(span), chunks, channels, segments)


def _is_sorted(keys: Keys) -> bool:
    """The table is stored sorted and read in its order; a check is cheap, a sort by the database is not."""
    return bool((keys[1:] >= keys[:-1]).all())


def kind_case(column: str = "event") -> str:
    """SQL that turns an event's name into its kind number."""
    cases = " ".join(f"when '{event}' then {number}" for event, number in KINDS.items())
    return f"case {column} {cases} end"


def _person_sql() -> str:
    sql = read_sql("log_person").replace("{kind}", kind_case()).replace("{refund}", str(KINDS["refund"]))
    sql = sql.replace("{purchase}", str(KINDS["purchase"])).replace("{order}", str(ORDER))
    return sql.replace("{repeat}", str(REPEAT))


def _session_sql() -> str:
    return read_sql("log_session").replace("{kind}", kind_case()).replace("{gaps}", read_sql("session_gaps"))


def _lead_sql() -> str:
    sql = read_sql("log_lead")
    for step, number in LEAD_KINDS.items():
        sql = sql.replace(f"{{{step}}}", str(number))
    return sql


_B2C_MOMENTS = "select ts from events union all select ts from orders"
_SOURCES = {
    "person": Source(frozenset({"events", "orders"}), "persons", "user_id", _person_sql(), _B2C_MOMENTS),
    "session": Source(
        frozenset({"events"}),
        "sessions",
        "session_key",
        _session_sql(),
        _B2C_MOMENTS,
    ),
    "lead": Source(frozenset({"leads"}), "leads", "lead_id", _lead_sql(), f"select ts from ({_lead_sql()})"),
}


def _names(frame: Frame, name: str, column: str, source: Source) -> tuple[str, ...]:
    distinct = f"select distinct {column} as name from {source.entities}"
    source.create(frame, name, f"select name, row_number() over (order by name) - 1 as code from ({distinct})")
    return tuple(str(row[0]) for row in frame.cursor().execute(f"select name from {name} order by code").fetchall())


def _packing(frame: Frame, name: str, source: Source) -> tuple[datetime, int, int, int, int]:
    """base, unit (µs a tick), span (ticks), entities a chunk, chunks: kept, so that only the first call reads all."""
    table = f"{name}_packing"
    sql = f"""
select
  coalesce(min(ts), timestamp '2000-01-01') as first,
  coalesce(max(ts), timestamp '2000-01-01') as last,
  coalesce(bool_and(epoch_us(ts) % 1000000 = 0), true) as seconds,
  coalesce(bool_and(epoch_us(ts) % 1000 = 0), true) as milliseconds,
  count(*) as occurrences,
  (select count(*) from {source.entities}) as entities
from ({source.moments})"""

    source.create(frame, table, sql)
    row = frame.cursor().execute(f"select * from {table}").fetchone()
    assert row is not None
    first, last, seconds, milliseconds, rows, entities = row
    base = datetime(first.year, first.month, first.day)
    unit = SECOND if seconds else 1000 if milliseconds else 1
    span = (last - base) // MICROSECOND // unit
    per_chunk = max(1, min(1 << (62 - _shift(span)), entities * ROWS_PER_CHUNK // max(1, rows)))
    return base, unit, span, per_chunk, max(1, -(-entities // per_chunk))


def _shift(span: int) -> int:
    return (2 * span + 2).bit_length()


def _log_sql(name: str, source: Source, base: datetime, unit: int, shift: int, per_chunk: int) -> str:
    values = {
        "key": source.key,
        "entities": source.entities,
        "occurrences": source.occurrences,
        "channels": f"{name}_channels",
        "segments": f"{name}_segments",
        "per_chunk": str(per_chunk),
        "reach": str(1 << shift),
        "unit": str(unit),
        "base": f"timestamp '{base}'",
    }
    sql = read_sql("log")
    for word, value in values.items():
        sql = sql.replace(f"{{{word}}}", value)
    return sql
