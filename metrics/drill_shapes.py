"""The statements behind KPIs that no ratio of two sums expresses: each ends in numerator, denominator and value.

For drill.py. `Parts` brings what they share; `$first` and `$last` are the period (for coverage: its quarter).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.engine import quote_text
from metrics.catalog import Kpi
from metrics.facts import SQL

_THEN_NOW = {
    "now_mrr_12": "sum(mrr_now)",
    "grr_mrr_12": "sum(least(mrr_now, mrr_then))",
    "upsold_logos_12": "count(*) filter (where mrr_now > mrr_then)",
    "kept_logos_12": "count(*) filter (where mrr_now > 0)",
    "then_mrr_12": "sum(mrr_then)",
    "then_logos_12": "count(*)",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a statement is made of: `rows_of(fact)` is a CTE called `<fact>_rows`, `as_of` the last moment in SQL."""

    rows_of: Callable[[str], str]
    margin: Callable[[str], float]
    as_of: str
    channel: str | None = None
    segment: str | None = None

    @property
    def where(self) -> str:
        """The filter as a condition on channel and segment; `true` without one."""
        asked = (("channel", self.channel), ("segment", self.segment))
        return " and ".join(f"{name} = {quote_text(value)}" for name, value in asked if value is not None) or "true"


def read(name: str, **words: str) -> str:
    """Named CTEs of this folder's `drill_<name>.sql`."""
    text = (SQL / f"drill_{name}.sql").read_text(encoding="utf-8").strip()
    return text.format(**words)


def statement(kpi: Kpi, parts: Parts) -> str | None:
    """The statement of a KPI with a shape of its own; None for ratios and medians."""
    made = STATEMENTS.get(kpi.kind)
    return made(kpi, parts) if made is not None else None


def listing(kpi: Kpi, parts: Parts) -> str | None:
    """The accounts or buyers such a KPI rests on, one row each; None where a measure's own rows are meant."""
    if kpi.kind == "snapshot":
        ctes, condition = [_accounts(parts, 12)], "mrr_then > 0"
    elif kpi.kind in ("ltv_b2b", "ltv_cac_b2b"):
        ctes, condition = [_accounts(parts, 1)], "mrr_then > 0 or mrr_now > 0"
    elif kpi.kind in ("ltv_b2c", "ltv_cac_b2c"):
        return _with([parts.rows_of("people"), _chosen(parts)], "select *\nfrom chosen\norder by first_purchase")
    else:
        return None
    return _with(ctes, f"select *\nfrom paying\nwhere {condition}\norder by account_id")


def ending(ctes: list[str], parts_of_it: str, value: str = "numerator / nullif(denominator, 0)") -> str:
    """The statement that makes `parts_of_it` (a select of numerator and denominator) and divides once, last."""
    inside = parts_of_it.replace("\n", "\n  ")
    last = f"select\n  numerator,\n  denominator,\n  {value} as value\nfrom figure"
    return _with([*ctes, f"figure as (\n  {inside}\n)"], last)


def _with(ctes: list[str], last: str) -> str:
    return "with " + ",\n".join(ctes) + f"\n{last}"


def _accounts(parts: Parts, months: int) -> str:
    return read("accounts", months=str(months), where=parts.where)


def _snapshot(kpi: Kpi, parts: Parts) -> str:
    above, below = _THEN_NOW[kpi.numerator], _THEN_NOW[kpi.denominator]
    last = f"select\n  {above} as numerator,\n  {below} as denominator\nfrom paying\nwhere mrr_then > 0"
    return ending([_accounts(parts, 12)], last)


def _lifetime_b2b(parts: Parts) -> list[str]:
    return [
        _accounts(parts, 1),
        f"""lifetime as (
  select
    sum(mrr_now) / nullif(count(*) filter (where mrr_now > 0), 0) * {parts.margin("b2b")} as gross,
    count(*) filter (where mrr_then > 0 and mrr_now <= 0)
      / nullif(count(*) filter (where mrr_then > 0), 0) as churn
  from paying
)""",
    ]


def _ltv_b2b(kpi: Kpi, parts: Parts) -> str:
    return ending(_lifetime_b2b(parts), "select gross as numerator, churn as denominator\nfrom lifetime")


def _ltv_cac_b2b(kpi: Kpi, parts: Parts) -> str:
    signed = "(select count(*) from accounts where cast(signed_at as date) between $first and $last"
    new = f"{signed} and {parts.where})"
    lifetime = "(select gross / nullif(churn, 0) from lifetime)"
    return ending([*_lifetime_b2b(parts), _cost("b2b", parts)], _per_cost(lifetime, new))


def _chosen(parts: Parts) -> str:
    return f"""buyers as (
  select *, cast(first_purchase as date) >= $first as is_inside
  from people_rows
  where cast(first_purchase as date) <= $last and {parts.where}
),
chosen as (
  select *
  from buyers
  where case
    when exists (select 1 from buyers where year_old and is_inside) then year_old and is_inside
    when exists (select 1 from buyers where year_old) then year_old
    else true
  end
)"""


def _ltv_b2c(kpi: Kpi, parts: Parts) -> str:
    sums = f"sum(net_year) * {parts.margin('b2c')} as numerator,\n  count(*) as denominator"
    return ending([parts.rows_of("people"), _chosen(parts)], f"select\n  {sums}\nfrom chosen")


def _ltv_cac_b2c(kpi: Kpi, parts: Parts) -> str:
    lifetime = f"(select sum(net_year) * {parts.margin('b2c')} / nullif(count(*), 0) from chosen)"
    new = "(select count(*) from buyers where is_inside)"
    return ending([parts.rows_of("people"), _chosen(parts), _cost("b2c", parts)], _per_cost(lifetime, new))


def _cost(side: str, parts: Parts) -> str:
    return f"""spent as (
  select coalesce(sum(cost), 0) as cost
  from marketing
  where side = '{side}' and date between $first and $last and {parts.where}
)"""


def _per_cost(lifetime: str, new: str) -> str:
    cac = f"(select cost from spent) / nullif({new}, 0)"
    return f"select\n  {lifetime} as numerator,\n  {cac} as denominator"


def _payback(kpi: Kpi, parts: Parts) -> str:
    cohort = f"""cohort as (
  select user_id, cast(first_purchase as date) as day_0
  from people_rows
  where cast(first_purchase as date) between $first and $last and {parts.where}
)"""
    running = f"""daily as (
  select
    date_diff('day', cohort.day_0, cast(purchases.ts as date)) as day,
    sum(coalesce(purchases.amount, 0) - coalesce(purchases.refunded, 0)) as net
  from purchases
  inner join cohort on cohort.user_id = purchases.user_id
  group by day
),
running as (
  select day, sum(net) over (order by day) * {parts.margin("b2c")} as margin
  from daily
)"""
    last = """select
  cost as numerator,
  (select count(*) from cohort) as denominator
from spent"""
    day = "case when numerator <> 0 then (select min(day) from running where margin >= numerator) end"
    return ending([parts.rows_of("people"), cohort, running, _cost("b2c", parts)], last, day)


def _coverage(kpi: Kpi, parts: Parts) -> str:
    where = parts.where if parts.channel is None else "false"
    money = f"""pipeline as (
  select
    coalesce(sum(amount) filter (where status = 'open' and expected_close between $first and $last), 0) as open,
    coalesce(
      sum(amount) filter (where status = 'won' and cast(closed_at as date) between $first and $last), 0
    ) as won
  from deals_rows
  where {parts.where}
)"""
    last = """select
  open as numerator,
  (select sum(amount) from targets_used where kind = (select min(kind) from targets_used)) - won as denominator
from pipeline"""
    value = "case when denominator > 0 then numerator / denominator end"
    return ending([parts.rows_of("deals"), money, read("targets", where=where)], last, value)


def _velocity(kpi: Kpi, parts: Parts) -> str:
    closed = f"""closed as (
  select *
  from deals_rows
  where status in ('won', 'lost') and cast(closed_at as date) between $first and $last and {parts.where}
),
factors as (
  select
    (select count(*) from deals_rows where status = 'open' and {parts.where}) as open_deals,
    count(*) filter (where status = 'won') / nullif(count(*), 0) as win_rate,
    sum(amount) filter (where status = 'won') / nullif(count(amount) filter (where status = 'won'), 0) as average_won,
    median(cycle_days) filter (where status = 'won') as cycle_days
  from closed
)"""
    expected = "open_deals * win_rate * average_won as numerator"
    last = f"select\n  {expected},\n  cycle_days as denominator\nfrom factors"
    return ending([parts.rows_of("deals"), closed], last)


STATEMENTS: dict[str, Callable[[Kpi, Parts], str]] = {
    "snapshot": _snapshot,
    "ltv_b2b": _ltv_b2b,
    "ltv_cac_b2b": _ltv_cac_b2b,
    "ltv_b2c": _ltv_b2c,
    "ltv_cac_b2c": _ltv_cac_b2c,
    "payback": _payback,
    "coverage": _coverage,
    "velocity": _velocity,
}
