"""What `kpi_counts` may name, and the rule that tells of rows naming nothing: a count nobody sees is a row lost.

For check.py, and for metrics/counts.py which reads a KPI's name the same way. `KPIS` repeats the keys of
metrics/catalog.py, which this room cannot import; a test holds the two together.
"""

from __future__ import annotations

import difflib

import duckdb

from data.engine import quote_text
from data.match import Match
from data.read.raw import WARN, Notice

B2C = """ctr lp_conversion trial_to_purchase checkout_conversion retention_d7 repurchase_rate referral_rate
    cac_payback_days ltv_cac retention_d1 retention_d3 retention_d30 retention_d90 repurchase_d30 repurchase_d90
    average_order_value refund_rate cart_abandonment email_open_rate roas cac ltv viral_coefficient"""
B2B = """mql_rate lead_to_sql mql_to_sql poc_to_opportunity win_rate onboarding_30d nrr upsell_rate
    sales_cycle_days pipeline_coverage ltv_cac logo_retention email_open_rate roas cac ltv grr
    average_contract_value lead_response_minutes lead_response_5min first_value_14d first_value_days
    crm_fields_filled handoff_sla sales_velocity"""
KPIS = {"b2c": tuple(B2C.split()), "b2b": tuple(B2B.split())}
KEY = "trim(regexp_replace(lower(kpi), '[^a-z0-9]+', '_', 'g'), '_')"  # `Win rate` is win_rate
SIDE = "lower(trim(side))"
UNKNOWN = (
    "{count} {count:row|rows} {count:counts|count} a KPI that the board does not have, such as “{found}” on {side}, "
    "and {count:is|are} shown nowhere; the first is line {line}"
)
NEAR = (
    "{count} {count:row|rows} {count:counts|count} a KPI that the board does not have, such as “{found}” on {side} "
    "(“{near}” is one), and {count:is|are} shown nowhere; the first is line {line}"
)


def unknown_kpis(cursor: duckdb.DuckDBPyConnection, match: Match, have: list[str]) -> list[Notice]:
    """One notice for all rows whose KPI is none of their side: no screen would ever show them."""
    if match.table.name != "kpi_counts":
        return []
    known = ", ".join(quote_text(f"{side} {key}") for side, keys in KPIS.items() for key in keys)
    rows = cursor.execute(
        f"""
        select count(*), min(line), arg_min(kpi, line), arg_min({KEY}, line), arg_min({SIDE}, line)
        from staged
        where row_status = 'used'
          and {SIDE} || ' ' || {KEY} not in ({known})
        """
    ).fetchall()
    count, line, found, key, side = rows[0]
    if not count:
        return []
    near = "".join(difflib.get_close_matches(key, KPIS.get(side, ()), n=1))
    values = (("count", count), ("found", found), ("side", side.upper()), ("near", near), ("line", line))
    return [Notice("unknown_kpi", WARN, NEAR if near else UNKNOWN, values, line, "kpi", found)]
