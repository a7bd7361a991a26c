"""The demo data set's long-run figures are SOURCE.md N's, counted here in plain SQL.

Tolerances are z-scores of the sampling error (4 at most), or a stated per cent where a sum, not a share, is compared.
"""

from __future__ import annotations

import math

import duckdb
import pytest

from tests.unit.sample_kit import END, MONTHS, START, before, folder, now, row, z

__all__ = ["before", "folder", "now"]  # fixtures


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
