"""Every measure and every KPI of the board, one line each: pure data, for anyone asking how a number is made.

A measure is a sum over the rows of one fact (see facts.py), placed in time by one of the fact's moments. A KPI is a
numerator and a denominator measure; a few shapes that no ratio can express name their own computation in `kind`.
A measure with a `window` counts only entries whose window (days, set in benchmarks.yaml for that KPI) has fully passed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """Sum of `what` (an SQL expression over one row of `fact`; a condition counts 1) placed by `at`."""

    name: str
    fact: str
    at: str
    what: str
    window: str | None = None  # the KPI whose window {window} stands for


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI on one side. `needs` are columns it cannot do without, `events` kinds of event (any of each group).

    `unit`: share, multiple, days, minutes, money. `count`: what the denominator counts (rows, deals, accounts, money).
    """

    key: str
    side: str
    stage: int | None
    unit: str
    kind: str
    numerator: str
    denominator: str
    needs: tuple[str, ...]
    events: tuple[tuple[str, ...], ...] = ()
    young: str | None = None  # measure of all entries, mature or not
    count: str = "rows"
    definition: str = ""
    contrast: str | None = None  # measure that must occur somewhere in the data, or the ratio says nothing
    cases: str | None = None  # measure of the cases behind a ratio of money, its n: orders, deals won


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        # one row = one day of one campaign
        Measure("impressions_b2c", "marketing", "day", "case when side = 'b2c' then impressions end"),
        Measure("clicks_b2c", "marketing", "day", "case when side = 'b2c' then clicks end"),
        Measure("cost_b2c", "marketing", "day", "case when side = 'b2c' then cost end"),
        Measure("cost_b2b", "marketing", "day", "case when side = 'b2b' then cost end"),
        Measure("visits_b2b", "marketing", "day", "case when side = 'b2b' then sessions end"),
        Measure("sent_b2c", "marketing", "day", "case when side = 'b2c' then emails_sent end"),
        Measure("sent_b2b", "marketing", "day", "case when side = 'b2b' then emails_sent end"),
        Measure("opened_b2c", "marketing", "day", "case when side = 'b2c' then emails_opened end"),
        Measure("opened_b2b", "marketing", "day", "case when side = 'b2b' then emails_opened end"),
        # one row = one session
        Measure("sessions", "sessions", "started", "true"),
        Measure("lp_sessions", "sessions", "started", "has_cart or has_trial"),
        Measure("purchase_sessions", "sessions", "started", "has_purchase"),
        Measure("cart_sessions", "sessions", "started", "has_cart"),
        Measure("abandoned_sessions", "sessions", "started", "has_cart and not has_purchase"),
        # one row = one person
        Measure("trials", "people", "first_trial", "true"),
        Measure("trials_old", "people", "first_trial", "true", "trial_to_purchase"),
        Measure(
            "trials_bought",
            "people",
            "first_trial",
            "first_purchase > first_trial and first_purchase <= first_trial + {window}",
            "trial_to_purchase",
        ),
        Measure("buyers", "people", "first_purchase", "true"),
        Measure("buyers_old_repurchase", "people", "first_purchase", "true", "repurchase_rate"),
        Measure(
            "repurchased", "people", "first_purchase", "next_purchase <= first_purchase + {window}", "repurchase_rate"
        ),
        Measure("buyers_old_30", "people", "first_purchase", "true", "repurchase_d30"),
        Measure(
            "repurchased_30", "people", "first_purchase", "next_purchase <= first_purchase + {window}", "repurchase_d30"
        ),
        Measure("buyers_old_90", "people", "first_purchase", "true", "repurchase_d90"),
        Measure(
            "repurchased_90", "people", "first_purchase", "next_purchase <= first_purchase + {window}", "repurchase_d90"
        ),
        Measure("buyers_old_referral", "people", "first_purchase", "true", "referral_rate"),
        Measure("referred", "people", "first_purchase", "next_referral <= first_purchase + {window}", "referral_rate"),
        Measure("buyers_old_viral", "people", "first_purchase", "true", "viral_coefficient"),
        Measure("referrals", "people", "first_purchase", "referrals", "viral_coefficient"),
        Measure("buyers_year_old", "people", "first_purchase", "year_old"),
        Measure("net_year", "people", "first_purchase", "case when year_old then net_year end"),
        Measure("net_so_far", "people", "first_purchase", "net_year"),
        *(
            measure
            for day in (1, 3, 7, 30, 90)
            for measure in (
                Measure(f"eligible_d{day}", "people", "first_purchase", f"eligible_d{day}"),
                Measure(f"retained_d{day}", "people", "first_purchase", f"eligible_d{day} and retained_d{day}"),
            )
        ),
        # one row = one order (or purchase event)
        Measure("orders", "purchases", "day", "true"),
        Measure("orders_with_amount", "purchases", "day", "amount is not null or null"),
        Measure("revenue", "purchases", "day", "amount"),
        Measure("refunded", "purchases", "day", "refunded"),
        # one row = one lead
        Measure("leads", "leads", "created_at", "true"),
        Measure("leads_old", "leads", "created_at", "true", "lead_to_sql"),
        Measure(
            "leads_sql", "leads", "created_at", "sql_at > created_at and sql_at <= created_at + {window}", "lead_to_sql"
        ),
        Measure("mqls", "leads", "mql_at", "true"),
        Measure("mqls_old", "leads", "mql_at", "true", "mql_to_sql"),
        Measure("mqls_sql", "leads", "mql_at", "sql_at > mql_at and sql_at <= mql_at + {window}", "mql_to_sql"),
        Measure("leads_to_answer", "leads", "created_at", "answer_due"),
        Measure("leads_answered", "leads", "created_at", "answer_due and answered_in_5"),
        Measure("sqls", "leads", "sql_at", "true"),
        Measure("sqls_old", "leads", "sql_at", "true", "handoff_sla"),
        Measure("sqls_handed", "leads", "sql_at", "deal_at >= sql_at and deal_at <= sql_at + {window}", "handoff_sla"),
        # one row = one deal
        Measure("pocs", "deals", "poc_started_at", "true"),
        Measure("pocs_old", "deals", "poc_started_at", "true", "poc_to_opportunity"),
        Measure(
            "pocs_opportunity",
            "deals",
            "poc_started_at",
            "opportunity_at > poc_started_at and opportunity_at <= poc_started_at + {window}",
            "poc_to_opportunity",
        ),
        Measure("closed", "deals", "closed_at", "status in ('won', 'lost')"),
        Measure("lost", "deals", "closed_at", "status = 'lost' or null"),
        Measure("won", "deals", "closed_at", "status = 'won'"),
        Measure("won_amount", "deals", "closed_at", "case when status = 'won' then amount end"),
        Measure("won_with_amount", "deals", "closed_at", "status = 'won' and amount is not null"),
        Measure("open_amount", "deals", "expected_close", "case when status = 'open' then amount end"),
        Measure("open_deals", "deals", "expected_close", "status = 'open' and amount is not null"),
        Measure("open_now", "deals", "known_at", "status = 'open'"),
        Measure("fields_filled", "deals", "created_at", "fields_filled"),
        Measure("fields_due", "deals", "created_at", "fields_due"),
        # one row = one account
        Measure("signed", "accounts", "signed_at", "true"),
        Measure("onboardings", "accounts", "onboarding_started_at", "true"),
        Measure("onboardings_old", "accounts", "onboarding_started_at", "true", "onboarding_30d"),
        Measure(
            "onboarded",
            "accounts",
            "onboarding_started_at",
            "onboarding_completed_at > onboarding_started_at"
            " and onboarding_completed_at <= onboarding_started_at + {window}",
            "onboarding_30d",
        ),
        Measure("starts", "accounts", "started_at", "true"),
        Measure("starts_old", "accounts", "started_at", "true", "first_value_14d"),
        Measure(
            "first_valued",
            "accounts",
            "started_at",
            "first_value_at > started_at and first_value_at <= started_at + {window}",
            "first_value_14d",
        ),
    )
}

# Samples behind medians: fact, moment that places them, the value (days or minutes).
SAMPLES: dict[str, Measure] = {
    "cycle_days": Measure("cycle_days", "deals", "closed_at", "case when status = 'won' then cycle_days end"),
    "answer_minutes": Measure("answer_minutes", "leads", "created_at", "answer_minutes"),
    "value_days": Measure("value_days", "accounts", "started_at", "value_days"),
}

_RETENTION = "buyers active on day {day} after their first purchase / buyers whose day {day} has come"


def _retention(day: int, stage: int | None = None) -> Kpi:
    return Kpi(
        f"retention_d{day}", "b2c", stage, "share", "ratio", f"retained_d{day}", f"eligible_d{day}", ("purchases",),
        young="buyers", definition=_RETENTION.format(day=day),
    )  # fmt: skip


# fmt: off
KPIS: tuple[Kpi, ...] = (
    Kpi("ctr", "b2c", 1, "share", "ratio", "clicks_b2c", "impressions_b2c",
        ("marketing.clicks", "marketing.impressions"), definition="clicks / impressions"),
    Kpi("lp_conversion", "b2c", 2, "share", "ratio", "lp_sessions", "sessions", ("events",),
        (("add_to_cart", "trial_start"),), definition="sessions with an add to cart or a trial start / sessions"),
    Kpi("trial_to_purchase", "b2c", 3, "share", "ratio", "trials_bought", "trials_old", ("events", "purchases"),
        (("trial_start",),), "trials",
        definition="persons whose first purchase is within {window} {window:day|days} after their first trial start"
        " / persons with a trial start"),
    Kpi("checkout_conversion", "b2c", 4, "share", "ratio", "purchase_sessions", "sessions", ("events",),
        (("purchase",),), definition="sessions with a purchase / sessions"),
    _retention(7, 5),
    Kpi("repurchase_rate", "b2c", 6, "share", "ratio", "repurchased", "buyers_old_repurchase", ("purchases",),
        young="buyers", definition="buyers with another order later than their first, within {window} {window:day|days}"
        " / first-time buyers"),
    Kpi("referral_rate", "b2c", 6, "share", "ratio", "referred", "buyers_old_referral", ("events", "purchases"),
        (("referral",),), "buyers",
        definition="buyers with a referral within {window} {window:day|days} after their first"
        " purchase / first-time buyers"),
    Kpi("cac_payback_days", "b2c", 7, "days", "payback", "cost_b2c", "buyers", ("purchases", "marketing.cost"),
        definition="smallest number of days after which a cohort's cumulative gross margin covers its cost"),
    Kpi("ltv_cac", "b2c", None, "multiple", "ltv_cac_b2c", "net_year", "buyers", ("purchases", "marketing.cost"),
        definition="mean gross margin per buyer over 12 months / (marketing cost / first-time buyers)"),
    Kpi("mql_rate", "b2b", 1, "share", "ratio", "leads", "visits_b2b", ("leads", "marketing.sessions"),
        definition="leads created / B2B sessions"),
    Kpi("lead_to_sql", "b2b", 2, "share", "ratio", "leads_sql", "leads_old", ("leads.sql_at",), young="leads",
        definition="leads that became SQL within {window} {window:day|days} / leads created"),
    Kpi("mql_to_sql", "b2b", 2, "share", "ratio", "mqls_sql", "mqls_old", ("leads.mql_at", "leads.sql_at"),
        young="mqls",
        definition="leads that became SQL within {window} {window:day|days} after MQL / leads that became MQL"),
    Kpi("poc_to_opportunity", "b2b", 3, "share", "ratio", "pocs_opportunity", "pocs_old",
        ("deals.poc_started_at", "deals.opportunity_at"), young="pocs", count="deals",
        definition="deals that became an opportunity within {window} {window:day|days} after POC"
        " start / deals with a POC"),
    Kpi("win_rate", "b2b", 4, "share", "ratio", "won", "closed", ("deals.closed_at",), count="deals", contrast="lost",
        definition="deals won / (deals won + deals lost)"),
    Kpi("onboarding_30d", "b2b", 5, "share", "ratio", "onboarded", "onboardings_old",
        ("accounts.onboarding_started_at", "accounts.onboarding_completed_at"), young="onboardings", count="accounts",
        definition="accounts with onboarding completed within {window} {window:day|days} / accounts"
        " with onboarding started"),
    Kpi("nrr", "b2b", 6, "share", "snapshot", "now_mrr_12", "then_mrr_12", ("subscriptions",), count="money",
        definition="MRR now of accounts with MRR twelve months ago / their MRR then"),
    Kpi("upsell_rate", "b2b", 6, "share", "snapshot", "upsold_logos_12", "then_logos_12", ("subscriptions",),
        count="accounts", definition="accounts paying more than twelve months ago / accounts paying then"),
    Kpi("sales_cycle_days", "b2b", 7, "days", "median", "cycle_days", "won", ("deals.closed_at",), count="deals",
        definition="median days from creation (the linked lead's, where there is one) to close of won deals"),
    Kpi("pipeline_coverage", "b2b", None, "multiple", "coverage", "open_amount", "won_amount",
        ("deals.expected_close", "deals.amount", "targets"), count="money",
        definition="open amount expected to close in the quarter / (target − won so far in the quarter)"),
    Kpi("ltv_cac", "b2b", None, "multiple", "ltv_cac_b2b", "mrr", "signed",
        ("subscriptions", "accounts.signed_at", "marketing.cost"), count="accounts",
        definition="(MRR per account × gross margin / monthly logo churn) / (marketing cost / accounts signed)"),
    Kpi("logo_retention", "b2b", None, "share", "snapshot", "kept_logos_12", "then_logos_12", ("subscriptions",),
        count="accounts", definition="accounts paying twelve months ago and now / accounts paying then"),
    _retention(1), _retention(3), _retention(30), _retention(90),
    Kpi("repurchase_d30", "b2c", None, "share", "ratio", "repurchased_30", "buyers_old_30", ("purchases",),
        young="buyers", definition="buyers with another order within {window} {window:day|days} / first-time buyers"),
    Kpi("repurchase_d90", "b2c", None, "share", "ratio", "repurchased_90", "buyers_old_90", ("purchases",),
        young="buyers", definition="buyers with another order within {window} {window:day|days} / first-time buyers"),
    Kpi("average_order_value", "b2c", None, "money", "ratio", "revenue", "orders_with_amount",
        ("purchases.amount",), definition="ordered amount / orders with an amount"),
    Kpi("refund_rate", "b2c", None, "share", "ratio", "refunded", "revenue", ("purchases.refunded",), count="money",
        cases="orders_with_amount", definition="refunded amount / ordered amount"),
    Kpi("cart_abandonment", "b2c", None, "share", "ratio", "abandoned_sessions", "cart_sessions", ("events",),
        (("add_to_cart",), ("purchase",)), definition="sessions with a cart and no purchase / sessions with a cart"),
    Kpi("email_open_rate", "b2c", None, "share", "ratio", "opened_b2c", "sent_b2c",
        ("marketing.emails_opened", "marketing.emails_sent"), definition="e-mails opened / e-mails sent"),
    Kpi("roas", "b2c", None, "multiple", "ratio", "revenue", "cost_b2c", ("purchases.amount", "marketing.cost"),
        count="money", cases="orders_with_amount", definition="ordered amount / marketing cost"),
    Kpi("cac", "b2c", None, "money", "ratio", "cost_b2c", "buyers", ("purchases", "marketing.cost"),
        definition="marketing cost / first-time buyers"),
    Kpi("ltv", "b2c", None, "money", "ltv_b2c", "net_year", "buyers_year_old", ("purchases.amount",),
        definition="mean gross margin per buyer over the 12 months after the first purchase"),
    Kpi("viral_coefficient", "b2c", None, "multiple", "ratio", "referrals", "buyers_old_viral", ("events", "purchases"),
        (("referral",),), "buyers",
        definition="referrals made within {window} {window:day|days} after the first purchase / first-time buyers"),
    Kpi("email_open_rate", "b2b", None, "share", "ratio", "opened_b2b", "sent_b2b",
        ("marketing.emails_opened", "marketing.emails_sent"), definition="e-mails opened / e-mails sent"),
    Kpi("roas", "b2b", None, "multiple", "ratio", "won_amount", "cost_b2b", ("deals.amount", "marketing.cost"),
        count="money", cases="won_with_amount", definition="amount won / marketing cost"),
    Kpi("cac", "b2b", None, "money", "ratio", "cost_b2b", "signed", ("accounts.signed_at", "marketing.cost"),
        count="accounts", definition="marketing cost / accounts signed"),
    Kpi("ltv", "b2b", None, "money", "ltv_b2b", "mrr", "active_accounts", ("subscriptions",), count="accounts",
        definition="MRR per account × gross margin / monthly logo churn"),
    Kpi("grr", "b2b", None, "share", "snapshot", "grr_mrr_12", "then_mrr_12", ("subscriptions",), count="money",
        definition="MRR now, capped at each account's MRR twelve months ago, / their MRR then"),
    Kpi("average_contract_value", "b2b", None, "money", "ratio", "won_amount", "won_with_amount",
        ("deals.amount", "deals.closed_at"), count="deals", definition="amount won / deals won with an amount"),
    Kpi("lead_response_minutes", "b2b", None, "minutes", "median", "answer_minutes", "leads",
        ("leads.first_response_at",), definition="median minutes from a lead's creation to the first answer"),
    Kpi("lead_response_5min", "b2b", None, "share", "ratio", "leads_answered", "leads_to_answer",
        ("leads.first_response_at",),
        definition="leads answered within 5 minutes / leads created (never answered = not within)"),
    Kpi("first_value_14d", "b2b", None, "share", "ratio", "first_valued", "starts_old", ("accounts.first_value_at",),
        young="starts", count="accounts",
        definition="accounts with first value within {window} {window:day|days} after signing / accounts signed"),
    Kpi("first_value_days", "b2b", None, "days", "median", "value_days", "starts", ("accounts.first_value_at",),
        count="accounts", definition="median days from signing to first value"),
    Kpi("crm_fields_filled", "b2b", None, "share", "ratio", "fields_filled", "fields_due", ("deals.created_at",),
        definition="required CRM fields filled / required CRM fields of the deals created"),
    Kpi("handoff_sla", "b2b", None, "share", "ratio", "sqls_handed", "sqls_old", ("leads.sql_at", "deals.lead_id"),
        young="sqls", definition="SQLs with a deal opened within {window} {window:day|days} / SQLs"),
    Kpi("sales_velocity", "b2b", None, "money", "velocity", "open_amount", "cycle_days",
        ("deals.amount", "deals.closed_at"), count="deals",
        definition="open deals × win rate × average amount won / sales cycle days, per day"),
)
# fmt: on

BY_KEY: dict[tuple[str, str], Kpi] = {(kpi.key, kpi.side): kpi for kpi in KPIS}
