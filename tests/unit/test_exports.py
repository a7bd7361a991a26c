"""Whole known exports through reading, recognition and reshaping: rows, sums and what is left out, by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.ingest import Ingested, ingest
from data.mapping import parse_mapping

SHOPIFY = """\
Name,Email,Financial Status,Currency,Total,Created at,Lineitem name,Lineitem price,Refunded Amount,Source
#1001,a@x.com,paid,USD,30.00,2026-05-14 11:23:45 +0100,Soap,10.00,0.00,web
{second}
#1002,b@x.com,refunded,USD,12.50,2026-05-15 11:23:45 +0100,Soap,12.50,12.50,pos
#1003,c@x.com,voided,USD,99.00,2026-05-16 11:23:45 +0100,Soap,99.00,0.00,web
"""
SALESFORCE = """\
"Id","IsDeleted","Name","StageName","Amount","CloseDate","IsClosed","IsWon","CreatedDate"
"006A","false","Big","Closed Won","1000.00","2026-03-01 00:00:00","true","true","2026-01-07 20:47:49"
"006B","false","Small","Negociación","500.00","2026-05-20 00:00:00","false","false","2026-02-07 20:47:49"
"006C","false","Gone","Closed Lost","300.00","2026-04-13 00:00:00","true","false","2026-02-17 20:47:49"
"006D","true","Deleted","Closed Lost","300.00","2026-04-13 00:00:00","true","false","2026-02-17 20:47:49"
"""
GOOGLE = """\
Campaign report
"September 1, 2026 - September 30, 2026"
Campaign,Currency code,Impr.,Clicks,Cost,Day
Brand,USD,"1,103,153","1,000","1,234.56",2026-09-14
Generic,USD,900,10, --,2026-09-15
Total: Account,USD,"1,104,053","1,010","1,234.56", --
"""
META = """\
Day,Campaign name,Amount spent (USD),Impressions,Link clicks
2026-09-14,,30.00,300,3
2026-09-14,A,10.00,100,1
2026-09-14,B,20.00,200,2
"""
GA4 = """\
event_date,event_timestamp,event_name,user_pseudo_id,ga_session_id,device_category
20260914,1789362000000000,session_start,u1,77,mobile
20260914,1789362060000000,page_view,u1,77,mobile
20260914,1789362120000000,purchase,u1,77,mobile
20260914,1789362000000000,session_start,u2,77,desktop
"""
STRIPE = """\
id,Customer ID,Status,Amount,Interval,Start Date (UTC),Ended At (UTC)
sub1,cus1,active,1200.00,year,2026-01-13 10:00,
sub2,cus2,canceled,50.00,month,2026-01-14 10:00,2026-05-14 10:00
sub3,cus3,trialing,50.00,month,2026-01-14 10:00,
"""
HUBSPOT = '''\
Record ID,Deal Name,Deal Stage,Close Date,Create Date,Amount,"Date entered ""Demo (S)""","Date entered ""Won (S)"""
1,A,Closed Won,2026-05-21 10:00,2026-04-21 09:00,100,2026-04-22 09:00,2026-05-21 10:00
2,B,Contract sent,2026-06-21 10:00,2026-04-21 09:00,50,2026-04-22 09:00,
'''


def read(folder: Path, text: str, name: str, table: str | None = None, mapping: str = "") -> tuple[Ingested, list[Any]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    found = ingest(path, folder / "out", table, parse_mapping(mapping) if mapping else None)
    assert found.records == found.used + found.set_aside + found.rejected + found.duplicates
    if found.parquet is None:
        return found, []
    con = duckdb.connect(config={"threads": 1})
    table_read = con.execute(f"select * from read_parquet('{found.parquet}')")
    names = [column[0] for column in table_read.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in table_read.fetchall()]
    return found, sorted(rows, key=lambda row: str(list(row.values())))


@pytest.mark.parametrize("second", ["#1001,,,,,,Cream,10.00,,", ",,,,,,Cream,10.00,,"])
def test_shopify(tmp_path: Path, second: str) -> None:
    found, rows = read(tmp_path, SHOPIFY.replace("{second}", second), "orders_export.csv")
    assert (found.table, found.records, found.used, found.set_aside) == ("orders", 4, 2, 2)
    assert [(row["order_id"], row["user_id"], row["amount"], row["refunded_amount"]) for row in rows] == [
        ("#1001", "a@x.com", Decimal("30.00"), Decimal("0.00")),
        ("#1002", "b@x.com", Decimal("12.50"), Decimal("12.50")),
    ]
    assert rows[0]["ts"] == dt.datetime(2026, 5, 14, 17, 23, 45)
    assert found.currency == "USD"
    assert found.names[0] == "Name"
    assert "Email" not in found.kept_aside
    assert "Lineitem name" in found.kept_aside


def test_salesforce(tmp_path: Path) -> None:
    found, rows = read(tmp_path, SALESFORCE, "Opportunity.csv")
    assert (found.table, found.used, found.set_aside) == ("deals", 3, 1)
    deals = {row["deal_id"]: (row["status"], row["closed_at"], row["expected_close"]) for row in rows}
    assert deals == {
        "006A": ("won", dt.datetime(2026, 3, 1), dt.date(2026, 3, 1)),
        "006B": ("open", None, dt.date(2026, 5, 20)),
        "006C": ("lost", dt.datetime(2026, 4, 13), dt.date(2026, 4, 13)),
    }


def test_google_ads_totals_and_thousands(tmp_path: Path) -> None:
    found, rows = read(tmp_path, GOOGLE, "b2c campaign report.csv")
    assert (found.table, found.used, found.set_aside, found.questions) == ("marketing", 2, 1, ())
    assert [(row["impressions"], row["clicks"], row["cost"]) for row in rows] == [
        (1_103_153, 1_000, Decimal("1234.56")),
        (900, 10, None),
    ]
    assert {(row["side"], row["channel"]) for row in rows} == {("b2c", "Google Ads")}
    assert found.currency == "USD"


def test_side_is_a_question_that_a_mapping_file_answers(tmp_path: Path) -> None:
    found, _ = read(tmp_path, GOOGLE, "report.csv")
    assert [(question.code, question.message) for question in found.questions] == [
        ("mapping", "Is this file about B2C or B2B?")
    ]
    assert found.used == 0
    found, rows = read(tmp_path, GOOGLE, "report.csv", mapping="table: marketing\nconstants: {side: b2b}")
    assert (found.used, {row["side"] for row in rows}) == (2, {"b2b"})


def test_meta_account_total_is_not_counted_twice(tmp_path: Path) -> None:
    found, rows = read(tmp_path, META, "b2c.csv")
    assert sum(row["cost"] for row in rows) == Decimal("30.00")
    assert (found.used, found.set_aside, found.currency) == (2, 1, "USD")


def test_ga4_sessions_of_two_people_stay_two(tmp_path: Path) -> None:
    found, rows = read(tmp_path, GA4, "ga4.csv")
    assert (found.table, found.used, found.set_aside) == ("events", 3, 1)
    assert len({row["session_id"] for row in rows}) == 2
    assert sorted(row["event"] for row in rows) == ["purchase", "visit", "visit"]
    assert min(row["ts"] for row in rows) == dt.datetime(2026, 9, 14, 12, 0)


def test_ga4_events_without_a_session_number_are_not_one_session_of_the_person(tmp_path: Path) -> None:
    blank = (
        GA4 + "20260914,1789362000000000,session_start,u3,,mobile\n20260920,1789880400000000,session_start,u3,,mobile\n"
    )
    _, rows = read(tmp_path, blank, "ga4.csv")
    assert [row["session_id"] for row in rows if row["user_id"] == "u3"] == [None, None]
    assert len({row["session_id"] for row in rows} - {None}) == 2


def test_stripe_years_become_months(tmp_path: Path) -> None:
    found, rows = read(tmp_path, STRIPE, "subscriptions.csv")
    assert {row["account_id"]: row["mrr"] for row in rows} == {"cus1": Decimal("100.00"), "cus2": Decimal("50.00")}
    assert (found.used, found.set_aside) == (2, 1)


def test_hubspot_deals_and_their_stages_from_one_file(tmp_path: Path) -> None:
    found, rows = read(tmp_path, HUBSPOT, "hubspot.csv")
    assert found.table == "deals"
    assert {row["deal_id"]: (row["status"], row["closed_at"] is None) for row in rows} == {
        "1": ("won", False),
        "2": ("open", True),
    }
    found, rows = read(tmp_path, HUBSPOT, "hubspot.csv", "stage_changes")
    assert [(row["deal_id"], row["stage"]) for row in rows] == [("1", "Demo"), ("1", "Won"), ("2", "Demo")]


def test_a_stage_met_late_in_the_file_needs_a_word_all_the_same(tmp_path: Path) -> None:
    lines = "".join(f"{number},A,Closed Won,2026-05-21 10:00,2026-04-21 09:00,1\n" for number in range(300))
    text = f"Record ID,Deal Name,Deal Stage,Close Date,Create Date,Amount\n{lines}"
    assert read(tmp_path, text, "hubspot.csv")[0].used == 300
    found, _ = read(tmp_path, f"{text}300,A,Zork,2026-05-21 10:00,2026-04-21 09:00,1\n", "hubspot.csv")
    (question,) = found.questions
    assert (question.canonical, question.options[0].read) == ("status", (("values.status.Zork", "open"),))


def test_several_currencies_are_a_question(tmp_path: Path) -> None:
    text = "order_id,user_id,order date,total,currency\n1,a,2026-05-21,5,USD\n2,b,2026-05-22,7,EUR\n"
    found, _ = read(tmp_path, text, "orders.csv")
    (question,) = found.questions
    assert question.message == "“currency” holds amounts in several currencies (EUR, USD): which one is to be loaded?"
    one, rows = read(tmp_path, text.replace("EUR", "USD"), "orders.csv")
    assert (one.currency, len(rows)) == ("USD", 2)


PIPEDRIVE = """\
Deal - ID,Deal - Title,Deal - Stage,Deal - Status,Deal - Value,Deal - Deal created,Deal - Won time,Deal - Lost time
1,A,Demo,OPEN,100,2026-01-15 10:00:00,,
2,B,Demo,Won,100,2026-01-15 10:00:00,2026-01-25 10:00:00,
3,C,Demo,lost,100,2026-01-15 10:00:00,,2026-01-26 10:00:00
4,D,Demo,deleted,100,2026-01-15 10:00:00,,
"""
WOO = """\
order_id,order_number,order_date,status,order_total,order_currency,customer_id,customer_email
1,1,2026-05-14 10:00:00,wc-completed,"1,200.50",USD,5,a@x.com
2,2,2026-05-15 10:00:00,cancelled,10.00,USD,5,a@x.com
3,3,2026-05-16 10:00:00,processing,10.00,USD,0,b@x.com
4,4,2026-05-17 10:00:00,processing,10.00,USD,0,
"""


def test_pipedrive(tmp_path: Path) -> None:
    found, rows = read(tmp_path, PIPEDRIVE, "deals.csv")
    assert {row["deal_id"]: (row["status"], row["closed_at"]) for row in rows} == {
        "1": ("open", None),
        "2": ("won", dt.datetime(2026, 1, 25, 10)),
        "3": ("lost", dt.datetime(2026, 1, 26, 10)),
    }
    assert (found.used, found.set_aside) == (3, 1)


def test_woocommerce_guests_are_not_one_customer(tmp_path: Path) -> None:
    found, rows = read(tmp_path, WOO, "orders.csv")
    assert {(row["order_id"], row["user_id"], row["amount"]) for row in rows} == {
        ("1", "a@x.com", Decimal("1200.50")),
        ("3", "b@x.com", Decimal("10.00")),
    }
    assert (found.used, found.set_aside, found.rejected) == (2, 1, 1)


def test_a_question_is_answered_in_one_line(tmp_path: Path) -> None:
    text = "order_id,user_id,order date,purchase date,amount\n1,a,2026-05-21,2026-05-22,5\n"
    found, _ = read(tmp_path, text, "orders.csv")
    (question,) = found.questions
    assert (question.canonical, [option.label for option in question.options]) == (
        "ts",
        ["order date", "purchase date"],
    )
    answer = "table: orders\ncolumns: {ts: purchase date}"
    assert [row["ts"] for row in read(tmp_path, text, "orders.csv", mapping=answer)[1]] == [dt.datetime(2026, 5, 22)]


def test_a_short_mapping_is_completed_with_its_words(tmp_path: Path) -> None:
    text = "deal_id,Trạng thái,Giá trị,Amount\n1,Thua,5,7\n2,Đã ký,6,8\n"
    _, rows = read(tmp_path, text, "deals.csv", mapping="table: deals\ncolumns: {amount: Giá trị}")
    assert [(row["status"], row["amount"]) for row in rows] == [("lost", Decimal(5)), ("won", Decimal(6))]
