"""Sessions, persons and purchases of the B2C side, one table each, for the KPI cubes, funnels, retention and economics.

Each `ensure_…` builds its table in the frame's database once and gives its name back:

- `sessions`: session_key, user_id, start, channel, segment, has_visit, has_product_view, has_cart, has_trial,
  has_checkout, has_purchase. The flags come from events: an order without a purchase event belongs to no session.
- `persons`: user_id, first_seen, channel, segment (of the first event; of the first order for those only in orders).
- `purchases`: user_id, ts, order_id, amount, refunded, channel, segment. From `orders` where uploaded, otherwise from
  purchase events. `refunded` is orders.refunded_amount where that column was uploaded, otherwise the refund events of
  the same order_id; refunds that name no known order are only in `refunds`.
- `refunds`: user_id, ts, order_id, amount, channel, segment, matched (its order is in `purchases`).
- `people`: persons with first_purchase, next_purchase (earliest strictly later than the first), first_trial and
  first_referral_after (earliest strictly later than the first purchase, as "within N days" asks for).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import duckdb

from metrics import cube
from metrics.frame import Frame

SQL = Path(__file__).parent / "sql"


@lru_cache(maxsize=64)
def read_sql(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def ensure_sessions(frame: Frame) -> str:
    """Table `sessions`: one row per session. A session_id is a session whoever's events carry it."""
    return _ensure(frame, "sessions", read_sql("sessions").replace("{session_events}", read_sql("session_events")))


def ensure_persons(frame: Frame) -> str:
    """Table `persons`: one row per user_id of events and orders, blank ids left out."""
    sql = read_sql("persons").replace("{events_channel}", _rank(frame, "channel"))
    return _ensure(frame, "persons", sql.replace("{events_segment}", _rank(frame, "segment")))


def ensure_purchases(frame: Frame) -> str:
    """Table `purchases`: one row per order. A refund's sign is ignored: −50 paid back is 50 paid back.

    Channel and segment are the order's own where `orders` has the column, otherwise the person's.
    """
    if "orders" not in frame.tables:
        return _ensure(frame, "purchases", read_sql("purchases_events"))
    ensure_persons(frame)
    own = "abs(orders.refunded_amount)" if "orders.refunded_amount" in frame.given else "paid_back.amount"
    sql = read_sql("purchases_orders").replace("{refunded}", own)
    for column in ("channel", "segment"):
        sql = sql.replace(f"{{{column}}}", _of_order(frame, column))
    return _ensure(frame, "purchases", sql)


def ensure_refunds(frame: Frame) -> str:
    """Table `refunds`: one row per refund event, amounts positive; without a user_id it is its order's buyer's."""
    ensure_purchases(frame)
    return _ensure(frame, "refunds", read_sql("refunds"))


def ensure_people(frame: Frame) -> str:
    """Table `people`: one row per person with the moments of first and next purchase, trial and referral."""
    ensure_persons(frame)
    ensure_purchases(frame)
    return _ensure(frame, "people", read_sql("people"))


def _rank(frame: Frame, column: str) -> str:
    """Events speak first, unless they came without the column."""
    return "0" if f"events.{column}" in frame.given else "2"


def _of_order(frame: Frame, column: str) -> str:
    return f"orders.{column}" if f"orders.{column}" in frame.given else f"coalesce(persons.{column}, 'Unknown')"


def _ensure(frame: Frame, name: str, sql: str) -> str:
    def build(cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute(f"create table {name} as\n{sql}")

    return cube.ensure(frame, name, build, sql)
