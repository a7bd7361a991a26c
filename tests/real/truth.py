"""`python -m tests.real.truth FOLDER`: public data through our own door, compared with independently computed figures.

FOLDER holds cdnow/, fuzzy_factory/, olist_funnel/ (and its DD-MM-YYYY and header-less variants) and google_ads/. Every
line printed is a figure, ours and the independent one; the exit code is 1 when any differs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from data.sources import open_source
from metrics.board import Board, open_board
from metrics.evaluate import Query, score
from metrics.funnel import FunnelQuery, funnel
from metrics.result import Period

HERE = Path(__file__).parent
ALWAYS = Period(date(1990, 1, 1), date(2030, 1, 1))
Figure = tuple[str, object, object]


def board(folder: Path, *files: tuple[str, str, str]) -> Board:
    """A board of files: (table, path in the folder, mapping beside this file)."""
    return open_board(open_source([f"{table}={folder / path}:{HERE / mapping}" for table, path, mapping in files]))


def parts(of: Board, key: str, side: str, period: Period = ALWAYS) -> tuple[object, object]:
    """Numerator and denominator of a KPI."""
    found = score(of, Query(period), key, side)
    return found.numerator, found.denominator


def cdnow(folder: Path) -> Iterator[Figure]:
    """A CD shop's transactions, 1997-1998."""
    shop = board(folder, ("orders", "cdnow/CDNOW_master.txt", "cdnow.yaml"))
    yield "revenue, orders", parts(shop, "average_order_value", "b2c"), (2500315.63, 69659)
    for key, wanted in (("repurchase_d30", 4115), ("repurchase_rate", 5929), ("repurchase_d90", 6887)):
        yield key, parts(shop, key, "b2c"), (wanted, 23570)
    for month, wanted in ((1, (2013, 7846)), (2, (2105, 8476)), (3, (1811, 7248))):
        yield f"repurchase 1997-{month:02}", parts(shop, "repurchase_rate", "b2c", _month(1997, month)), wanted


def fuzzy_factory(folder: Path) -> Iterator[Figure]:
    """A toy shop's orders, and refunds in a file of their own."""
    files = ("orders", "fuzzy_factory/orders.csv", "fuzzy_orders.yaml")
    refunds = ("events", "fuzzy_factory/order_item_refunds.csv", "fuzzy_refunds.yaml")
    shop = board(folder, files, refunds)
    yield "revenue, orders", parts(shop, "average_order_value", "b2c"), (1938509.75, 32313)
    yield "refunded", parts(shop, "refund_rate", "b2c"), (85338.69, 1938509.75)
    counted = {"repurchase_d30": (276, 29702), "repurchase_rate": (442, 27533), "repurchase_d90": (462, 25561)}
    for key, wanted in counted.items():
        yield key, parts(shop, key, "b2c"), wanted
    parquet = board(folder, ("orders", "fuzzy_factory/orders.parquet", "fuzzy_parquet.yaml"))
    yield "parquet, by order_date", parts(parquet, "average_order_value", "b2c"), (1938509.75, 32313)


def olist(folder: Path, variant: str = "", ending: str = "") -> Iterator[Figure]:
    """Marketing-qualified leads of a marketplace and the deals won from them."""
    place, name = f"olist_funnel{variant}", "olist_marketing_qualified_leads_dataset.csv"
    leads = ("leads", f"{place}/{name}", f"olist_leads{ending}.yaml")
    deals = ("deals", f"{place}/olist_closed_deals_dataset.csv", f"olist_deals{ending}.yaml")
    market = board(folder, leads, deals)
    query = FunnelQuery("b2b", ("lead", "won"), "lead", None, ALWAYS, order="any")
    yield f"won{variant}", _ends(market, query), (8000, 842)
    months = ((1, 152, 1141), (2, 149, 1028), (3, 167, 1174), (4, 183, 1352), (5, 130, 1303))
    for month, won, entered in months:
        yield f"won 2018-{month:02}{variant}", _ends(market, replace(query, period=_month(2018, month))), (entered, won)
    by_origin = {found.group: (found.steps[0].entities, found.steps[1].entities) for found in _by(market, query)}
    origins = {
        "organic_search": (2296, 271),
        "paid_search": (1586, 195),
        "social": (1350, 75),
        "unknown": (1099, 179),
        "Unknown": (60, 14),
        "direct_traffic": (499, 56),
        "email": (493, 15),
        "referral": (284, 24),
    }
    for origin, wanted in origins.items():
        yield f"origin {origin}{variant}", by_origin.get(origin), wanted
    if not variant:  # the other variant's times are cut to minutes
        cycle = score(market, Query(ALWAYS), "sales_cycle_days", "b2b")
        yield "median days to won", round(cycle.value or 0, 4), 14.6507


def others(folder: Path) -> Iterator[Figure]:
    """The leads without a header line, and the advertising report."""
    place = "olist_funnel_noheader/olist_marketing_qualified_leads_dataset.csv"
    leads = board(folder, ("leads", place, "olist_leads_noheader.yaml"))
    yield "leads without header", _rows(leads, "leads"), 8000
    ads = board(folder, ("marketing", "google_ads/google_ads.csv", "google_ads.yaml"))
    found = ads.frame.cursor().execute("select sum(cost), sum(clicks), sum(impressions) from marketing").fetchone()
    yield "spend, clicks, impressions", tuple(map(float, found or ())), (2788.68, 387.0, 6965.0)


def _ends(of: Board, query: FunnelQuery) -> tuple[int, int]:
    found = funnel(of.frame, query)[0]
    return found.steps[0].entities, found.steps[1].entities


def _by(of: Board, query: FunnelQuery) -> list:
    return funnel(of.frame, replace(query, by="channel"))


def _rows(of: Board, table: str) -> int:
    found = of.frame.cursor().execute(f"select count(*) from {table}").fetchone()
    return int(found[0]) if found else 0


def _month(year: int, month: int) -> Period:
    first = date(year, month, 1)
    return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def main(folder: Path) -> int:
    """Print every figure beside the independent one."""
    wrong = 0
    figures = [cdnow, fuzzy_factory, olist, lambda at: olist(at, "_ddmmyyyy", "_ddmmyyyy"), others]
    for group in figures:
        for name, ours, theirs in group(folder):
            same = ours == theirs
            wrong += not same
            print(f"{'same ' if same else 'WRONG'}  {name}: {ours}" + ("" if same else f", should be {theirs}"))
    print(f"{wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
