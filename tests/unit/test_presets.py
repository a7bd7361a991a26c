"""Known exports are recognised by their headers, and mapped so that each says what it means (own small fixtures)."""

from __future__ import annotations

import re

import pytest

from data import presets
from data.mapping import Mapping, check_mapping, dump_mapping, parse_mapping
from data.naming import captured, currency_in, fingerprint, matches, plain, without_currency
from data.recognise import recognise
from data.tables import TABLES

HEADERS = {
    "shopify_orders": """Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,
        Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Shipping Country,
        Refunded Amount,Vendor,Id,Source,Phone""",
    "woocommerce_orders": """order_id,order_number,order_date,paid_date,status,shipping_total,order_total,
        order_subtotal,
        order_currency,customer_id,customer_user,customer_email,billing_first_name,shipping_country,line_item_1""",
    "woocommerce_suite": """order_id,order_number_formatted,order_number,date,status,order_shipping,order_total,
        payment_method,
        customer_user,billing_first_name,order_item_1""",
    "hubspot_deals": """Record ID,Deal Name,Last Activity Date,State,Deal Stage,Close Date,Deal owner,Amount,Pipeline,
        Associated Product""",
    "hubspot_contacts": """Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lifecycle Stage,Lead Status,
        Create Date,Associated Company IDs""",
    "salesforce_opportunities": """Id,IsDeleted,AccountId,Name,StageName,Amount,Probability,ExpectedRevenue,
        CloseDate,Type,
        LeadSource,IsClosed,IsWon,OwnerId,CreatedDate,LastModifiedDate,Custom__c""",
    "salesforce_history": """Id,OpportunityId,CreatedById,CreatedDate,StageName,Amount,ExpectedRevenue,CloseDate,
        Probability,
        ForecastCategory,SystemModstamp,IsDeleted,PrevAmount""",
    "salesforce_field_history": "Id,IsDeleted,OpportunityId,CreatedById,CreatedDate,Field,DataType,OldValue,NewValue",
    "salesforce_report": """Territory Region,Opportunity Owner,Account Name,Opportunity Name,Stage,Forecast Category,
        Total Amount Currency,Total Amount,Fiscal Period,Close Date,Type""",
    "pipedrive_deals": """Deal - ID,Deal - Title,Deal - Owner,Deal - Value,Deal - Currency of Value,
        Deal - Weighted value,
        Deal - Organization,Deal - Organization ID,Deal - Pipeline,Deal - Stage,Deal - Label,Deal - Status,
        Deal - Deal created,Deal - Won time,Deal - Lost time,Deal - Deal closed on,Deal - Expected close date,
        Deal - Source channel""",
    "google_ads": "Campaign status,Campaign,Budget,Currency code,Impr.,Conversions,Clicks,CTR,Cost,Day",
    "meta_ads": """Reporting starts,Reporting ends,Campaign name,Campaign delivery,Amount spent (JPY),Impressions,
        "CPM (cost per 1,000 impressions) (JPY)",Reach,Link clicks,CPC (all) (JPY)""",
    "stripe_subscriptions": """id,Customer ID,Customer Email,Status,Amount,Plan Currency,Created (UTC),Start (UTC),
        Start Date (UTC),Current Period Start (UTC),Canceled At (UTC),Ended At (UTC)""",
    "ga4_bigquery": """event_date,event_timestamp,event_name,user_id,user_pseudo_id,device.category,
        traffic_source.medium,
        ga_session_id,ecommerce.transaction_id,ecommerce.purchase_revenue""",
    "ga4_explore": "Date,Session default channel group,Sessions,Engaged sessions",
    "warehouse_hubspot_deals": """deal_id,is_deleted,deal_pipeline_id,deal_pipeline_stage_id,owner_id,portal_id,
        property_dealname,property_amount,property_closedate,property_createdate""",
    "warehouse_hubspot_stages": """_fivetran_start,deal_id,_fivetran_active,_fivetran_end,_fivetran_synced,
        date_entered,source,value""",
    "warehouse_google_ads": "customer_id,date,clicks,conversions,conversions_value,cost_micros,device,id,impressions",
    "warehouse_facebook_ads": "ad_id,date,account_id,impressions,inline_link_clicks,spend",
    "warehouse_stripe": """id,cancel_at,cancel_at_period_end,canceled_at,created,current_period_end,
        current_period_start,
        customer_id,ended_at,quantity,start_date,status""",
    "hubspot_stages": 'Record ID,Date entered "Demo (Sales)",Date entered "Won (Sales)"',
}


def header(name: str) -> list[str]:
    cells = re.findall(r'\s*("[^"]*"(?=,)|[^,]+)', HEADERS[name].replace("\n", " "))
    return [re.sub(r'^"([^"]*)"$', r"\1", cell.strip()) for cell in cells]


@pytest.mark.parametrize("name", sorted(HEADERS))
@pytest.mark.parametrize("order", ["as is", "reversed", "shouted"])
def test_each_export_is_recognised_in_any_order_and_case(name: str, order: str) -> None:
    columns = header(name)
    columns = columns[::-1] if order == "reversed" else columns
    columns = [column.upper() for column in columns] if order == "shouted" and "_c" not in name else columns
    if order == "shouted" and any(re.search("[a-z][A-Z]", column) for column in header(name)):
        columns = header(name)  # camel case cannot be told apart once shouted
    guess = recognise(columns, {})
    assert guess.preset == name
    assert guess.table == presets_by_name()[name].table
    check_mapping(guess.mapping)
    assert parse_mapping(dump_mapping(guess.mapping)) == guess.mapping
    named = {*map(str, guess.mapping.columns.values()), *guess.mapping.reshape.theirs, *guess.mapping.unpivot}
    assert named <= set(columns)
    assert named.isdisjoint(guess.kept_aside)
    assert {reason.column for reason in guess.reasons.values()} == set(guess.reasons)


def presets_by_name() -> dict[str, presets.Preset]:
    return {one.name: one for one in presets.presets()}


def test_every_preset_has_a_header_here() -> None:
    assert set(presets_by_name()) == set(HEADERS)


def mapping(name: str, *more: str) -> Mapping:
    return recognise([*header(name), *more], {}).mapping


def test_shopify_is_one_row_an_order() -> None:
    found = mapping("shopify_orders")
    assert found.reshape.group_by == "Name"
    assert (found.columns["order_id"], found.columns["amount"], found.columns["ts"]) == ("Name", "Total", "Created at")
    assert found.reshape.first_of == {"user_id": ("Email", "Phone")}


def test_salesforce_status_comes_from_two_flags_and_dates_only_close_closed_deals() -> None:
    found = mapping("salesforce_opportunities")
    assert found.reshape.join == {"status": ("IsClosed", "IsWon")}
    assert found.values["status"]["true | false"] == "lost"
    assert found.reshape.only_when == {"closed_at": {"status": ("won", "lost")}}
    assert found.reshape.keep_rows == {"IsDeleted": ("false", "0")}
    assert mapping("salesforce_field_history").reshape.keep_rows["Field"] == ("StageName",)
    assert mapping("salesforce_history").reshape.changes_only["of"] == "StageName"


def test_pipedrive_closes_when_won_or_lost() -> None:
    found = mapping("pipedrive_deals").reshape
    assert found.first_of["closed_at"] == ("Deal - Won time", "Deal - Lost time", "Deal - Deal closed on")


def test_micros_are_scaled_and_currencies_read_from_names() -> None:
    assert mapping("warehouse_google_ads").reshape.scale["cost"].factor == "1/1000000"
    meta = mapping("meta_ads")
    assert (meta.read.currency, meta.columns["cost"]) == ("JPY", "Amount spent (JPY)")
    assert meta.reshape.leave_rows == {"Campaign name": ("", "total*")}
    assert [str(remark) for remark in recognise(header("meta_ads"), {}).remarks] == [
        "“Reporting starts”: each row may span several days and is counted on its first day"
    ]
    assert recognise([*header("meta_ads"), "Day"], {}).mapping.columns["date"] == "Day"


@pytest.mark.parametrize(
    ("columns", "day", "cost"),
    [
        (["Jour", "Campagne", "Code de la devise", "Coût", "Impr.", "Clics", "Conversions"], "Jour", "Coût"),
        (["Tag", "Kampagne", "Währungscode", "Kosten", "Impr.", "Klicks", "Conversions"], "Tag", "Kosten"),
        (["Week", "Campaign", "Ad group", "Clicks", "Impressions", "Cost ($)"], "Week", "Cost ($)"),
    ],
)
def test_google_ads_in_other_languages(columns: list[str], day: str, cost: str) -> None:
    guess = recognise(columns, {})
    assert (guess.preset, guess.mapping.columns["date"], guess.mapping.columns["cost"]) == ("google_ads", day, cost)
    assert [question.column for question in guess.questions] == ["side"]
    assert bool(guess.remarks) == (day == "Week")


def test_an_unnamed_ad_platform_is_not_called_google() -> None:
    guess = recognise(["Date", "Campaign", "Impressions", "Clicks", "Cost"], {})
    assert (guess.table, guess.preset, dict(guess.mapping.constants)) == ("marketing", None, {})


def test_stripe_amounts_without_an_interval_need_a_word() -> None:
    assert recognise(header("stripe_subscriptions"), {}).needs_confirmation == ("mrr",)
    guess = recognise([*header("stripe_subscriptions"), "Interval"], {})
    assert guess.needs_confirmation == ()
    assert guess.mapping.reshape.scale["mrr"].by_value["year"] == "1/12"


def test_a_wide_crm_file_offers_both_tables() -> None:
    columns = [*header("hubspot_deals"), 'Date entered "Demo (Sales)"', 'Date entered "Won (Sales)"']
    guess = recognise(columns, {"Deal Stage": ["Demo"]})
    assert guess.table == "deals"
    assert "stage_changes" in dict(guess.alternatives)
    stages = recognise(columns, {}, table="stage_changes").mapping
    assert stages.unpivot == {'Date entered "Demo (Sales)"': "Demo", 'Date entered "Won (Sales)"': "Won"}
    two = recognise(["Record ID", 'Date entered "Demo (A)"', 'Date entered "Demo (B)"'], {}, "stage_changes").mapping
    assert sorted(two.unpivot.values()) == ["Demo (A)", "Demo (B)"]


def test_a_preset_for_another_table_is_not_forced_on_the_one_asked_for() -> None:
    assert recognise(header("hubspot_deals"), {}, table="accounts").preset is None


def test_presets_only_speak_of_our_columns() -> None:
    for preset in presets.presets():
        assert preset.table in TABLES
        assert set(preset.parts["columns"]) <= set(TABLES[preset.table].names), preset.name


def test_names_compare_without_accents_case_and_marks() -> None:
    assert plain("Ngày_Tạo ") == plain("ngay tao") == plain("NgàyTạo") == "ngay tao"
    assert plain("Đơn hàng") == "don hang"
    assert plain("CloseDate") == plain("close-date") == "close date"
    assert (without_currency("Cost ($)"), without_currency("price_usd"), without_currency("VND")) == (
        "cost",
        "price",
        "vnd",
    )
    assert (currency_in("Amount spent (USD)"), currency_in("price_vnd"), currency_in("Amount")) == ("USD", "VND", None)
    assert captured('Date entered "Demo"', 'date entered "*"') == "Demo"
    assert not matches("Amount", "Amount spent (*)")


def test_fingerprints_forget_order_and_case_only() -> None:
    assert fingerprint(["A b", "C"]) == fingerprint(["c", "a_B"])
    assert fingerprint(["a", "b"]) != fingerprint(["ab"])
    assert fingerprint(["a", "b"]) != fingerprint(["a", "b", "c"])
    assert fingerprint(["数"]) != fingerprint(["量"])
