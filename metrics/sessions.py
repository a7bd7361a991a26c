"""Sessions, persons and purchases of the B2C side, one table each, for the KPI cubes, funnels, retention and economics.

Each `ensure_…` builds its table in the frame's database once and gives its name back:

- `sessions`: session_key, start, channel, segment, has_visit, has_product_view, has_cart, has_trial, has_checkout,
  has_purchase. The flags come from events: an order without a purchase event belongs to no session.
- `persons`: user_id, person (a number), first_seen, channel, segment (of the first event; of the first order for those
  only in orders).
- `purchases`: user_id, ts, order_id, amount, refunded, channel, segment. From `orders` where uploaded, otherwise from
  purchase events. `refunded` is orders.refunded_amount; where that is blank, the refund events of the same order_id.
  Refund events without one are on the person's latest purchase at or before them, unless orders say themselves what was
  paid back; refunds that name an order not in the data are only in `refunds`.
- `acts`: person, ts, kind (KINDS below, ORDER, REPEAT): what each person did, for the person log, which drops it.
- `refunds`: user_id, ts, order_id, amount, channel, segment, matched (its order is in `purchases`).
- `people`: persons with first_purchase, next_purchase (earliest strictly later than the first), first_trial and
  first_referral_after (earliest strictly later than the first purchase, as "within N days" asks for).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import duckdb

from data.engine import quote_text
from data.tables import EVENTS
from metrics import cube, gaps
from metrics.frame import Frame

KINDS = {event: number for number, event in enumerate(EVENTS, start=1)}
ORDER, REPEAT = 10, 11  # a row of `orders`; a further purchase event of an order already seen
SQL = Path(__file__).parent / "sql"
BITS = {event: str(1 << place) for place, event in enumerate(EVENTS)}
MOST_LISTED = 1_000  # channels, or segments, looked up in a list instead of by a join


@lru_cache(maxsize=64)
def read_sql(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def ensure_table(frame: Frame, name: str) -> str:
    """The table that `sql/<name>.sql` makes from the canonical tables."""
    return _ensure(frame, name, read_sql(name))


def ensure_groups(frame: Frame) -> str:
    """Table `b2c_groups`: the pairs of channel and segment of events and orders, numbered by name (code from 0)."""
    return ensure_table(frame, "b2c_groups")


def kind_of(column: str = "event") -> str:
    """SQL that turns an event's name into its kind number; a function, so computed once per word of a dictionary."""
    return f"list_position({_list(KINDS)}, {column})"


def _mask() -> str:
    """SQL that turns an event's name into a bit of its own."""
    return f"[{', '.join(BITS.values())}][{kind_of()}]"


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(quote_text(word) for word in words)}]"


def ensure_sessions(frame: Frame) -> str:
    """Table `sessions`: one row per session. A session_id is a session whoever's events carry it."""
    ensure_gaps(frame)
    return _ensure(frame, "sessions", sessions_sql(frame))


def sessions_sql(frame: Frame) -> str:
    """The statement whose rows are the sessions, for who only sums them up; `ensure_gaps` makes what it reads."""
    return _first(frame, "sessions", {"mask": _mask(), **BITS})


def ensure_gaps(frame: Frame) -> str:
    """Table `gap_sessions`: the sessions of events without a session_id (gaps.py)."""
    sql = _grouped(frame, read_sql("gap_events").replace("{kind}", kind_of("events.event")))

    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        ensure_persons(frame)
        gaps.build(cursor, sql, group_count(frame))

    return cube.ensure(frame, "gap_sessions", build, sql, keep=False)


def ensure_acts(frame: Frame) -> str:
    """Table `acts`: what each person did, persons by number."""
    ensure_persons(frame)
    ensure_refunds(frame)
    return _ensure(frame, "acts", acts_sql())


def acts_sql() -> str:
    """The statement of `acts`."""
    numbers = {"purchase": KINDS["purchase"], "refund": KINDS["refund"], "order": ORDER, "repeat": REPEAT}
    words = {"kind": kind_of("events.event")} | {name: str(number) for name, number in numbers.items()}
    return with_words(read_sql("acts"), words)


def ensure_persons(frame: Frame) -> str:
    """Table `persons`: one row per user_id of events and orders, blank ids left out."""
    told = {column: _telling(frame, column) for column in ("channel", "segment")}
    return _ensure(frame, "persons", _first(frame, "persons", told))


def ensure_purchases(frame: Frame) -> str:
    """Table `purchases`: one row per order. A refund's sign is ignored: −50 paid back is 50 paid back.

    Channel and segment are the order's own where `orders` has the column, otherwise the person's.
    """
    if "orders" not in frame.tables:
        return _ensure(frame, "purchases", _with_loose_refunds(frame, _first(frame, "purchases_events", {})))
    ensure_persons(frame)
    sql = read_sql("purchases_orders")
    for column in ("channel", "segment"):
        sql = sql.replace(f"{{{column}}}", _of_order(frame, column))
    return _ensure(frame, "purchases", _with_loose_refunds(frame, sql))


def _with_loose_refunds(frame: Frame, sql: str) -> str:
    """`sql` with refund events that name no order on the person's latest purchase, where there are such refunds."""
    told = "select 1 from orders where refunded_amount is not null limit 1"
    loose = "select 1 from events where event = 'refund' and nullif(order_id, '') is null and amount <> 0 limit 1"
    if frame.cursor().execute(told).fetchone() or not frame.cursor().execute(loose).fetchone():
        return sql
    return read_sql("purchases_loose_refunds").replace("{purchases}", sql)


def ensure_refunds(frame: Frame) -> str:
    """Table `refunds`: one row per refund event, amounts positive; without a user_id it is its order's buyer's."""
    ensure_purchases(frame)
    return _ensure(frame, "refunds", read_sql("refunds"))


def ensure_people(frame: Frame) -> str:
    """Table `people`: one row per person with the moments of first and next purchase, trial and referral."""
    ensure_persons(frame)
    ensure_purchases(frame)
    return _ensure(frame, "people", read_sql("people"))


def _telling(frame: Frame, column: str) -> str:
    """Who tells a person's channel or segment: events first, unless they came without the column."""
    if f"events.{column}" in frame.given or f"orders.{column}" not in frame.given:
        return "of_events.packed, of_orders.packed"
    return "of_orders.packed, of_events.packed"


def _of_order(frame: Frame, column: str) -> str:
    return f"orders.{column}" if f"orders.{column}" in frame.given else f"coalesce(persons.{column}, 'Unknown')"


def _first(frame: Frame, name: str, words: Mapping[str, str]) -> str:
    """SQL that packs moment and group: the minimum is the first of both, by one cheap aggregate."""
    return _grouped(frame, with_words(read_sql(name), dict(words) | _packing(frame, group_count(frame))))


def _grouped(frame: Frame, sql: str) -> str:
    """`sql` with the words for groups filled in at once: a channel may be called like one of them."""
    words: dict[str, str] = {}
    for table in ("events", "orders"):
        words[f"{{{table}_code}}"], words[f"{{{table}_groups}}"] = _group_of(frame, table)
    return re.sub("|".join(map(re.escape, words)), lambda found: words[found[0]], sql)


def group_count(frame: Frame) -> int:
    """One more than the largest code of `b2c_groups`."""
    row = frame.cursor().execute(f"select coalesce(max(code) + 1, 1) from {ensure_groups(frame)}").fetchone()
    return row[0] if row else 1


def _group_of(frame: Frame, table: str) -> tuple[str, str]:
    """SQL for the code of the channel and segment of a row of `table`, and the join it needs, if any."""
    columns = ("channel", "segment")
    names = {column: _names(frame, column) for column in columns}
    whole = {f"{table}.{column}" for column in columns} <= frame.whole
    if not whole or max(map(len, names.values())) > MOST_LISTED:
        on = " and ".join(f"groups.{column} = {table}.{column}" for column in columns)
        return "groups.code", f"inner join b2c_groups as groups on {on}"
    channel, segment = (f"list_position({_list(names[column])}, {table}.{column}) - 1" for column in columns)
    return f"({channel}) * {len(names['segment'])} + {segment}", ""


def _names(frame: Frame, column: str) -> list[str]:
    rows = frame.cursor().execute(f"select distinct {column} from {ensure_groups(frame)} order by {column}").fetchall()
    return [str(row[0]) for row in rows]


def _packing(frame: Frame, groups: int) -> dict[str, str]:
    """SQL words: microseconds since the data's first day × number of groups + group, and back to the moment."""
    base = f"epoch_us(timestamp '{frame.first}')"
    span = (frame.as_of.date() - frame.first).days + 1
    wide = span * 86_400_000_000 * groups >= 1 << 60  # refunds may lie after as_of
    return {
        "packed": f"cast(epoch_us(ts) - {base} as {'hugeint' if wide else 'bigint'}) * {groups}",
        "moment": f"make_timestamp(cast({base} + packed // {groups} as bigint))",
        "groups": str(groups),
    }


def with_words(sql: str, words: Mapping[str, str]) -> str:
    """`sql` with each `{name}` replaced by its word."""
    for word, value in words.items():
        sql = sql.replace(f"{{{word}}}", value)
    return sql


def _ensure(frame: Frame, name: str, sql: str) -> str:
    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute(f"create table {name} as\n{sql}")

    return cube.ensure(frame, name, build, sql, keep=False)
