"""The demo data set: its long-run figures are SOURCE.md N's, counted here in plain SQL, and it is the same every time.

Tolerances are z-scores of the sampling error (4 at most), or a stated per cent where a sum, not a share, is compared.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from data import sample
from data.sample import blank
from data.tables import DEAL_STATUSES, EVENTS, SQL_TYPES, TABLES

MONTHS = 182 / 365 * 12
START = "timestamp '2026-03-30'"
END = "timestamp '2026-09-27 23:59:30'"


def opened(files: dict[str, Path]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": 1})
    for name, path in files.items():
        con.execute(f"create view {name} as select * from read_parquet('{path}')")
    return con


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def now(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = opened({name: paths[0] for name, paths in sample.demo_dataset(folder).files.items()})
    yield con
    con.close()


@pytest.fixture(scope="module")
def before(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = opened({name: paths[0] for name, paths in sample.previous_demo_dataset(folder).files.items()})
    yield con
    con.close()


def row(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, ...]:
    found = con.execute(sql).fetchone()
    assert found is not None
    return tuple(float(value) for value in found)


def z(hits: float, count: float, planned: float) -> float:
    assert count > 30
    return (hits / count - planned) / math.sqrt(planned * (1 - planned) / count)


def value_hash(con: duckdb.DuckDBPyConnection, table: str) -> str:
    text = con.execute(f"select string_agg(t::varchar, '|' order by t::varchar) from {table} t").fetchone()
    return hashlib.sha256(str(text).encode()).hexdigest()


# ---- the shop ----


def test_visits_a_month_and_conversion(now: duckdb.DuckDBPyConnection) -> None:
    visits, bought = row(
        now,
        """
        select count(*), count(*) filter (bought)
        from (select session_id, bool_or(event = 'purchase') as bought from events group by session_id)
        """,
    )
    assert visits / MONTHS == pytest.approx(200_000, rel=0.001)
    assert abs(z(bought, visits, 0.025)) < 4


def test_order_value_and_refunds(now: duckdb.DuckDBPyConnection) -> None:
    count, mean, spread = row(now, "select count(*), avg(amount), stddev(amount) from orders")
    assert abs(mean - 28_000) < 4 * spread / math.sqrt(count)
    paid, back = row(now, "select sum(amount), sum(refunded_amount) from orders")
    assert back / paid == pytest.approx(0.03, rel=0.08)


def test_a_quarter_buys_again_within_60_days(now: duckdb.DuckDBPyConnection) -> None:
    again, buyers = row(
        now,
        f"""
        with first as (select user_id, min(ts) as ts from orders group by user_id)
        select count(*) filter (exists (
            select 1 from orders o
            where o.user_id = first.user_id and o.ts > first.ts and o.ts <= first.ts + interval 60 day
          )), count(*)
        from first where ts + interval 60 day <= {END}
        """,
    )
    assert abs(z(again, buyers, 0.25)) < 4


@pytest.mark.parametrize(
    ("planned", "within", "sql"),
    [
        ("landing page 11 %", (0.105, 0.115), "avg((event_list like '%cart%' or event_list like '%trial%')::int)"),
        (
            "cart abandoned",
            (0.68, 0.78),
            "avg((event_list not like '%purchase%')::int) filter (event_list like '%cart%')",
        ),
    ],
)
def test_shares_of_visits(now: duckdb.DuckDBPyConnection, planned: str, within: tuple[float, float], sql: str) -> None:
    visits = "(select session_id, string_agg(event, ',') as event_list from events group by session_id)"
    (share,) = row(now, f"select {sql} from {visits}")
    assert within[0] < share < within[1], planned


def test_trials_day_7_and_referrals(now: duckdb.DuckDBPyConnection) -> None:
    bought, tried = row(
        now,
        f"""
        with trial as (select user_id, min(ts) as ts from events where event = 'trial_start' group by user_id),
        first as (select user_id, min(ts) as ts from orders group by user_id)
        select count(*) filter (first.ts >= trial.ts and first.ts <= trial.ts + interval 30 day), count(*)
        from trial left join first using (user_id) where trial.ts + interval 30 day <= {END}
        """,
    )
    assert 0.175 < bought / tried < 0.21
    active, referred, buyers = row(
        now,
        """
        with first as (select user_id, min(ts) as ts from orders group by user_id)
        select count(distinct user_id) filter (e.ts::date = first.ts::date + 7),
          count(distinct user_id) filter (event = 'referral' and e.ts <= first.ts + interval 60 day),
          count(distinct user_id)
        from first left join events e using (user_id) where first.ts < timestamp '2026-07-20'
        """,
    )
    assert 0.25 < active / buyers < 0.29
    assert 0.055 < referred / buyers < 0.08


def test_marketing_tells_the_story_of_the_event_log(now: duckdb.DuckDBPyConnection) -> None:
    assert row(now, "select sum(sessions) from marketing where side = 'b2c'") == row(
        now, "select count(distinct session_id) from events"
    )
    for side in ("b2c", "b2b"):
        (cost,) = row(now, f"select sum(cost) from marketing where side = '{side}' and date >= {START}")
        assert cost / MONTHS == pytest.approx(30_000_000, rel=0.01)
    clicks, shown = row(now, "select sum(clicks), sum(impressions) from marketing where side = 'b2c'")
    assert 0.02 < clicks / shown < 0.022


def test_one_channel_dips_and_the_total_hides_it(now: duckdb.DuckDBPyConnection) -> None:
    def rate(where: str, period: str) -> float:
        hits, count = row(
            now,
            f"""
            select count(*) filter (bought), count(*)
            from (
              select session_id, min(ts) as ts, any_value(channel) as channel, bool_or(event = 'purchase') as bought
              from events group by session_id
            ) where {where} and {period}
            """,
        )
        return hits / count

    late, earlier = "ts >= timestamp '2026-09-07'", "ts >= timestamp '2026-08-10' and ts < timestamp '2026-09-07'"
    assert rate("channel = 'Facebook Ads'", late) < 0.72 * rate("channel = 'Facebook Ads'", earlier)
    assert rate("true", late) == pytest.approx(rate("true", earlier), rel=0.07)


def test_purchases_are_the_orders(now: duckdb.DuckDBPyConnection) -> None:
    unmatched = """
        select count(*) from (select * from events where event = 'purchase') e full join orders o using (order_id)
        where e.user_id is distinct from o.user_id or e.ts is distinct from o.ts or e.amount is distinct from o.amount
    """
    assert row(now, unmatched) == (0,)
    (money,) = row(now, "select sum(amount) from events where event = 'refund'")
    assert row(now, "select sum(refunded_amount) from orders") == (money,)


# ---- the tool ----


def test_leads_and_what_becomes_of_them(now: duckdb.DuckDBPyConnection) -> None:
    (qualified,) = row(now, f"select count(*) from leads where mql_at >= {START}")
    assert abs(qualified - 400 * MONTHS) < 4 * math.sqrt(400 * MONTHS)
    hits, count = row(
        now,
        f"""
        select count(*) filter (sql_at <= mql_at + interval 30 day), count(*)
        from leads where mql_at >= {START} and mql_at + interval 30 day <= {END}
        """,
    )
    assert abs(z(hits, count, 0.22)) < 4
    (leads,) = row(now, f"select count(*) from leads where created_at >= {START}")
    assert leads > qualified


def test_three_in_ten_accepted_leads_are_won(now: duckdb.DuckDBPyConnection) -> None:
    won, accepted = row(
        now,
        """
        select count(*) filter (status = 'won'), count(*)
        from leads left join deals using (lead_id) where sql_at < timestamp '2026-03-30'
        """,
    )
    assert abs(z(won, accepted, 0.30)) < 4
    won, lost = row(
        now,
        f"""
        select count(*) filter (status = 'won'), count(*) filter (status = 'lost') from deals where closed_at >= {START}
        """,
    )
    assert abs(z(won, won + lost, 0.30)) < 4
    (contract,) = row(now, f"select avg(amount) from deals where status = 'won' and closed_at >= {START}")
    assert contract == pytest.approx(25_000_000, rel=0.01)


def test_renewal_and_growth_of_customers(now: duckdb.DuckDBPyConnection) -> None:
    kept, before, money_now, money_then, raised = row(
        now,
        """
        with sums as (
          select account_id,
            sum(mrr) filter (valid_from <= date '2025-09-27' and coalesce(valid_to > date '2025-09-27', true)) as old,
            sum(mrr) filter (valid_from <= date '2026-09-27' and coalesce(valid_to > date '2026-09-27', true)) as new
          from subscriptions group by account_id
        )
        select count(*) filter (new > 0), count(*), sum(coalesce(new, 0)), sum(old), count(*) filter (new > old)
        from sums where old > 0
        """,
    )
    assert abs(z(kept, before, 0.92)) < 3
    assert 1.05 < money_now / money_then < 1.10
    assert 0.15 < raised / before < 0.20


def test_coverage_of_the_running_quarter_is_between_two_and_five(now: duckdb.DuckDBPyConnection) -> None:
    won, running, target = row(
        now,
        """
        select
          (select sum(amount) from deals where status = 'won' and closed_at >= timestamp '2026-07-01'),
          (select sum(amount) from deals where status = 'open'
             and expected_close between date '2026-07-01' and date '2026-09-30'),
          (select amount from targets where side = 'b2b' and period_start = date '2026-07-01')
        """,
    )
    assert 2 < running / (target - won) < 5


def test_deals_of_every_kind_to_look_at(now: duckdb.DuckDBPyConnection) -> None:
    kinds = row(
        now,
        """
        select count(distinct stage), count(*) filter (expected_close is null), count(*) filter (amount is null),
          count(*) filter (expected_close < date '2026-09-27'), count(*) filter (created_at < timestamp '2026-06-01'),
          (select count(*) from leads where first_response_at is null and created_at < timestamp '2026-09-01')
        from deals where status = 'open'
        """,
    )
    assert kinds[0] == 4
    assert min(kinds[1:]) >= 3


# ---- form ----


@pytest.mark.parametrize("kind", ["now", "before"])
def test_tables_are_canonical_and_nothing_lies_ahead(kind: str, request: pytest.FixtureRequest) -> None:
    con: duckdb.DuckDBPyConnection = request.getfixturevalue(kind)
    last = datetime(2026, 9, 27, 23, 59, 30) if kind == "now" else datetime(2026, 9, 20, 23, 59, 59)
    for name in sample.TABLES:
        table = TABLES[name]
        for column, type_, *_ in con.execute(f"describe select * from {name}").fetchall():
            assert type_ == SQL_TYPES[table.column(column).type], (name, column)
            if table.column(column).past:
                (latest,) = con.execute(f"select max({column}) from {name}").fetchone() or (None,)
                assert latest <= (last.date() if type(latest) is date else last), (name, column)
        for required in table.required:
            assert row(con, f"select count(*) from {name} where {required} is null") == (0,)
        if table.key:
            assert row(con, f"select count(*) - count(distinct {table.key}) from {name}") == (0,)
    assert {kind for (kind,) in con.execute("select distinct event from events").fetchall()} == set(EVENTS)
    assert {word for (word,) in con.execute("select distinct status from deals").fetchall()} == set(DEAL_STATUSES)


@pytest.mark.parametrize(
    ("child", "key", "parent"),
    [
        ("deals", "lead_id", "leads"),
        ("deals", "account_id", "accounts"),
        ("leads", "account_id", "accounts"),
        ("stage_changes", "deal_id", "deals"),
        ("subscriptions", "account_id", "accounts"),
    ],
)
def test_no_orphans(now: duckdb.DuckDBPyConnection, child: str, key: str, parent: str) -> None:
    orphans = f"select count(*) from {child} c anti join {parent} p using ({key}) where c.{key} is not null"
    assert row(now, orphans) == (0,)


def test_moments_of_a_deal_are_in_order(now: duckdb.DuckDBPyConnection) -> None:
    wrong = """
        select count(*) from deals
        where poc_started_at < created_at or opportunity_at < poc_started_at or closed_at < created_at
          or closed_at < opportunity_at or (status = 'open') <> (closed_at is null)
    """
    assert row(now, wrong) == (0,)


def test_a_week_earlier_the_same_company(now: duckdb.DuckDBPyConnection, before: duckdb.DuckDBPyConnection) -> None:
    def orders(con: duckdb.DuckDBPyConnection, first: str, end: str) -> float:
        return row(con, f"select count(*) from orders where ts >= '{first}' and ts < '{end}'")[0]

    assert orders(before, "2026-03-30", "2026-09-07") == orders(now, "2026-03-30", "2026-09-07")
    assert orders(before, "2026-09-07", "2026-09-14") < 0.95 * orders(now, "2026-09-07", "2026-09-14")
    assert orders(before, "2026-09-14", "2026-09-21") == orders(now, "2026-09-14", "2026-09-21")
    names = ("deal_id", "status", "amount", "expected_close")
    then, today = (
        {found[0]: found[1:] for found in con.execute(f"select {', '.join(names)} from deals").fetchall()}
        for con in (before, now)
    )
    assert set(then) < set(today)
    moved = [(then[deal], today[deal]) for deal in then if then[deal] != today[deal]]
    assert any(a[0] == "open" and b[0] == "won" for a, b in moved)
    assert any(a[0] == "open" and b[0] == "lost" for a, b in moved)
    both = [(a, b) for a, b in moved if a[0] == b[0] == "open"]
    assert any(a[1] and b[1] and a[1] < b[1] for a, b in both)
    assert any(a[1] and b[1] and a[1] > b[1] for a, b in both)
    assert any(a[2] and b[2] and a[2] < b[2] for a, b in both)
    assert not any(a[0] != "open" and a != b for a, b in moved)


def test_the_same_every_time_and_repaired_when_a_file_is_gone(now: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    again = sample.demo_dataset(tmp_path)
    con = opened({name: paths[0] for name, paths in again.files.items()})
    for name in sample.TABLES:
        sums = f"select count(*), sum(hash(t)::hugeint) from {name} t"
        assert con.execute(sums).fetchone() == now.execute(sums).fetchone(), name
    assert value_hash(con, "deals") == value_hash(now, "deals")
    gone = again.files["targets"][0]
    content = gone.read_bytes()
    gone.unlink()
    assert sample.demo_dataset(tmp_path).files["targets"][0].read_bytes() == content


def test_written_once(folder: Path, now: duckdb.DuckDBPyConnection) -> None:
    first = sample.demo_dataset(folder)
    stamps = {name: paths[0].stat().st_mtime_ns for name, paths in first.files.items()}
    second = sample.demo_dataset(folder)
    assert second == first
    assert {name: paths[0].stat().st_mtime_ns for name, paths in second.files.items()} == stamps
    assert sample.version("now") != sample.version("week-earlier")
    assert (first.name, first.currency, first.timezone) == ("demo", "VND", "Asia/Ho_Chi_Minh")


@pytest.mark.parametrize("table", list(TABLES))
def test_templates_are_up_to_date(table: str) -> None:
    assert (blank.FOLDER / f"{table}.csv").read_text(encoding="utf-8") == blank.header(table)
