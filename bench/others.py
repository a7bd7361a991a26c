"""The questions as other engines put them, on the same Parquet file: chDB, DuckDB, Polars, pandas.

The funnel: visit, product view, cart, checkout, purchase within 7 days of any visit, in order, people by the channel of
their first event. Retention: buyers active on day 7, 30 and 90 after their first purchase, and on that day or later.
"""

from __future__ import annotations

from pathlib import Path

import chdb
import duckdb
import pandas as pd
import polars as pl

STEPS = ("visit", "product_view", "add_to_cart", "checkout_start", "purchase")
DAYS = (7, 30, 90)
WEEK = 7 * 86_400
Funnels = dict[str, list[int]]
Kept = dict[tuple[str, int], int]


def chdb_funnel(log: Path) -> Funnels:
    """ClickHouse's windowFunnel."""
    conditions = ", ".join(f"event = '{step}'" for step in STEPS)
    counts = ", ".join(f"toUInt64(countIf(level >= {n}))" for n in range(1, len(STEPS) + 1))
    rows = chdb.query(
        f"""
        select channel, {counts}
        from (
          select
            user_id,
            argMin(channel, (ts, channel)) as channel,
            windowFunnel({WEEK})(toUnixTimestamp(ts), {conditions}) as level
          from file('{log}', Parquet)
          group by user_id
        )
        where level > 0
        group by channel""",
        "DataFrame",
    )
    return {str(row[0]): [int(n) for n in row[1:]] for row in rows.itertuples(index=False)}


def duckdb_funnel(log: Path) -> Funnels:
    """DuckDB straight on the file: an ASOF join per step."""
    joins, before = "", "visits.ts"
    for number, step in enumerate(STEPS[1:], start=2):
        joins += f"""
        asof left join (select user_id, ts from events where event = '{step}') as s{number}
          on s{number}.user_id = visits.user_id and s{number}.ts >= {before}"""
        before = f"s{number}.ts"
    level = "1" + "".join(f" + (s{n}.ts <= visits.ts + interval 7 days)::int" for n in range(2, len(STEPS) + 1))
    counts = ", ".join(f"count(*) filter (where level >= {n})" for n in range(1, len(STEPS) + 1))
    rows = (
        duckdb.connect()
        .execute(f"""
        with
        events as (select user_id, ts, event, channel from '{log}'),
        people as (select user_id, arg_min(channel, (ts, channel)) as channel from events group by user_id),
        visits as (select user_id, ts from events where event = 'visit'),
        levels as (
          select visits.user_id, max(coalesce({level}, {_known_levels()})) as level
          from visits {joins}
          group by visits.user_id
        )
        select channel, {counts}
        from levels
        inner join people using (user_id)
        group by channel""")
        .fetchall()
    )
    return {str(row[0]): [int(n) for n in row[1:]] for row in rows}


def _known_levels() -> str:
    """A step that never comes ends the walk: the level is that of the steps before it."""
    cases = ""
    for number in range(2, len(STEPS) + 1):
        before = "1" + "".join(f" + (s{n}.ts <= visits.ts + interval 7 days)::int" for n in range(2, number))
        cases += f" when s{number}.ts is null then {before}"
    return f"case{cases} end"


def polars_funnel(log: Path) -> Funnels:
    """Polars: an as-of join per step."""
    events = pl.scan_parquet(log).select("user_id", "ts", "event", "channel").sort("ts").collect()
    people = events.lazy().sort("ts", "channel").group_by("user_id").agg(pl.col("channel").first()).collect()
    walk = events.filter(pl.col("event") == "visit").select("user_id", pl.col("ts").alias("entry"), "ts")
    levels = [walk.select("user_id").unique()]
    for step in STEPS[1:]:
        then = events.filter(pl.col("event") == step).select("user_id", pl.col("ts").alias("next"))
        walk = walk.sort("ts").join_asof(
            then.sort("next"), left_on="ts", right_on="next", by="user_id", strategy="forward", check_sortedness=False
        )
        in_time = pl.col("next") <= pl.col("entry") + pl.duration(days=7)
        walk = walk.filter(in_time).select("user_id", "entry", pl.col("next").alias("ts"))
        levels.append(walk.select("user_id").unique())
    counted = [level.join(people, on="user_id").group_by("channel").len().rows() for level in levels]
    return _per_channel([{str(channel): int(n) for channel, n in rows} for rows in counted])


def pandas_funnel(log: Path) -> Funnels:
    """pandas: an as-of merge per step."""
    events = pd.read_parquet(log, columns=["user_id", "ts", "event", "channel"]).sort_values(["ts", "channel"])
    people = events.groupby("user_id", sort=False)["channel"].first()
    walk = events.loc[events["event"] == "visit", ["user_id", "ts"]].assign(entry=lambda rows: rows["ts"])
    levels = [people[people.index.isin(walk["user_id"])].value_counts()]
    for step in STEPS[1:]:
        then = events.loc[events["event"] == step, ["user_id", "ts"]].rename(columns={"ts": "next"})
        walk = pd.merge_asof(
            walk.sort_values("ts"), then, left_on="ts", right_on="next", by="user_id", direction="forward"
        )
        walk = walk[walk["next"] <= walk["entry"] + pd.Timedelta(days=7)][["user_id", "entry", "next"]]
        walk = walk.rename(columns={"next": "ts"})
        levels.append(people[people.index.isin(walk["user_id"])].value_counts())
    return _per_channel([{str(channel): int(n) for channel, n in level.items()} for level in levels])


def _per_channel(levels: list[dict[str, int]]) -> Funnels:
    return {channel: [level.get(channel, 0) for level in levels] for channel in levels[0]}


def chdb_retention(log: Path) -> Kept:
    """ClickHouse's retention function, and the last day for "or later"."""
    exact = ", ".join(f"day = first + {n}" for n in DAYS)
    later = ", ".join(f"toUInt64(countIf(last >= first + {n}))" for n in DAYS)
    sums = ", ".join(f"toUInt64(sum(kept[{place}]))" for place in range(2, len(DAYS) + 2))
    rows = chdb.query(
        f"""
        select {sums}, {later}
        from (
          select user_id, first, max(day) as last, retention(day = first, {exact}) as kept
          from (select user_id, toDate(ts) as day from file('{log}', Parquet)) as events
          inner join (
            select user_id, toDate(min(ts)) as first
            from file('{log}', Parquet)
            where event = 'purchase'
            group by user_id
          ) as firsts using (user_id)
          group by user_id, first
        )""",
        "DataFrame",
    )
    return _kept([int(n) for n in rows.iloc[0]])


def duckdb_retention(log: Path) -> Kept:
    """DuckDB straight on the file: first purchase per person, then one aggregate per offset."""
    exact = ", ".join(f"bool_or(day = first + {n}) as e{n}" for n in DAYS)
    sums = ", ".join(
        [f"count(*) filter (where e{n})" for n in DAYS] + [f"count(*) filter (where last >= first + {n})" for n in DAYS]
    )
    row = (
        duckdb.connect()
        .execute(f"""
        with
        firsts as (select user_id, min(ts)::date as first from '{log}' where event = 'purchase' group by user_id),
        kept as (
          select user_id, first, max(day) as last, {exact}
          from (select user_id, ts::date as day from '{log}') as events
          inner join firsts using (user_id)
          group by user_id, first
        )
        select {sums} from kept""")
        .fetchone()
    )
    assert row is not None
    return _kept([int(n) for n in row])


def polars_retention(log: Path) -> Kept:
    """Polars, lazily."""
    events = pl.scan_parquet(log).select("user_id", pl.col("ts").dt.date().alias("day"), "event")
    firsts = events.filter(pl.col("event") == "purchase").group_by("user_id").agg(pl.col("day").min().alias("first"))
    offset = (pl.col("day") - pl.col("first")).dt.total_days()
    after = events.join(firsts, on="user_id").select("user_id", offset.alias("after"))
    each = [(pl.col("after") == n).any().alias(f"e{n}") for n in DAYS]
    later = [(pl.col("after").max() >= n).alias(f"l{n}") for n in DAYS]
    row = after.group_by("user_id").agg(*each, *later).select(pl.exclude("user_id").sum()).collect().row(0)
    return _kept([int(n) for n in row])


def pandas_retention(log: Path) -> Kept:
    """pandas."""
    events = pd.read_parquet(log, columns=["user_id", "ts", "event"])
    events["day"] = events["ts"].dt.normalize()
    firsts = events[events["event"] == "purchase"].groupby("user_id")["day"].min().rename("first")
    after = events[["user_id", "day"]].merge(firsts, left_on="user_id", right_index=True)
    after["after"] = (after["day"] - after["first"]).dt.days
    last = after.groupby("user_id")["after"].max()
    exact = [after.loc[after["after"] == n, "user_id"].nunique() for n in DAYS]
    return _kept([*exact, *[int((last >= n).sum()) for n in DAYS]])


def _kept(numbers: list[int]) -> Kept:
    names = [(mode, day) for mode in ("exact", "on_or_after") for day in DAYS]
    return dict(zip(names, numbers, strict=True))
