"""Logs to measure on, for the benchmark: the same on every machine, made by SQL from hashes, never from a random seed.

People visit some five times in 180 days; each visit goes on to a product view, a cart, a checkout and a purchase with
falling chances and waits of seconds to days. About fourteen events a person, some equal times, second precision.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

EVENTS_PER_PERSON = 14

SQL = """
create macro chance(a, b, c) as (hash(a, b, c) % 1000003) / 1000003.0;
create macro wait(a, b, c, mean) as cast(-ln(1 - chance(a, b, c)) * mean as bigint);
copy (
  with
  people as (
    select
      i,
      1 + cast(-ln(1 - chance(i, 0, 'visits')) * 4.2 as int) as visits
    from range({people}) as t(i)
  ),
  visits as (
    select
      i,
      v,
      cast(chance(i, v, 'day') * 180 * 86400 as bigint) as t0
    from people, range(60) as t(v)
    where v < visits
  ),
  steps as (
    select
      i,
      v,
      t0,
      t0 + wait(i, v, 'w1', 40) as t1,
      t0 + wait(i, v, 'w1', 40) + wait(i, v, 'w2', 5000) as t2,
      t0 + wait(i, v, 'w1', 40) + wait(i, v, 'w2', 5000) + wait(i, v, 'w3', 90000) as t3,
      t0 + wait(i, v, 'w1', 40) + wait(i, v, 'w2', 5000) + wait(i, v, 'w3', 90000) + wait(i, v, 'w4', 3000) as t4,
      case
        when chance(i, v, 'c') > 0.82 then 1
        when chance(i, v, 'c') > 0.44 then 2
        when chance(i, v, 'c') > 0.27 then 3
        when chance(i, v, 'c') > 0.17 then 4
        else 5
      end as depth
    from visits
  ),
  events as (
    select i, v, 1 as k, t0 as t, 'visit' as event from steps
    union all select i, v, 2, t1, 'product_view' from steps where depth >= 2
    union all select i, v, 3, t2, 'add_to_cart' from steps where depth >= 3
    union all select i, v, 4, t3, 'checkout_start' from steps where depth >= 4
    union all select i, v, 5, t4, 'purchase' from steps where depth >= 5
  )
  select
    'u' || lpad(i::varchar, 9, '0') as user_id,
    timestamp '2026-01-01' + to_seconds(t) as ts,
    event,
    's' || lpad(i::varchar, 9, '0') || '-' || v as session_id,
    ['search', 'social', 'email', 'direct', 'ads'][1 + (hash(i, v // 3, 'ch') % 5)::int] as channel,
    ['mobile', 'desktop'][1 + (hash(i, 'seg') % 2)::int] as segment,
    case when k = 5 then 'o' || i || '-' || v end as order_id,
    case when k = 5 then (10 + hash(i, v, 'm') % 490)::decimal(18, 2) end as amount
  from events
  where t < 180 * 86400
  order by hash(i, v, k) % 64, t
) to '{path}' (format parquet, row_group_size 250000)
"""


def without_sessions(log: Path, path: Path) -> None:
    """The same log without session ids, so that sessions are 30-minute gaps."""
    duckdb.execute(f"copy (select * exclude (session_id) from '{log}') to '{path}' (format parquet)")


def write_log(path: Path, events: int) -> int:
    """Write about `events` events to the Parquet file `path` and return how many there are."""
    con = duckdb.connect(config={"memory_limit": "8GB", "temp_directory": str(path.parent / "spill")})
    for statement in SQL.format(people=events // EVENTS_PER_PERSON, path=path).split(";\n"):
        con.execute(statement)
    row = con.execute(f"select count(*) from '{path}'").fetchone()
    assert row is not None
    return int(row[0])
