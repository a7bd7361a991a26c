"""What people and programs call our columns and words, in English and Vietnamese: pure data, for `recognise`.

Names are compared without accents, case and marks. Groups divided by `;` are ranked: a name of an earlier group is
taken before one of a later group; two columns of one group are equally good, and then the person is asked.
"""

from __future__ import annotations

from functools import lru_cache

from data.column_names import NAMES
from data.naming import plain

FILES = {  # words in file names that speak for a table
    "events": "event, events, log, clickstream, sự kiện",
    "orders": "order, orders, sales, đơn hàng, hóa đơn, invoice, invoices, transactions",
    "marketing": "marketing, ads, ad, campaign, campaigns, quảng cáo, chiến dịch, spend",
    "leads": "lead, leads, mql, contacts, qualified, khách tiềm năng, khách hàng tiềm năng",
    "deals": "deal, deals, opportunity, opportunities, pipeline, cơ hội, closed deals",
    "stage_changes": "stage, stages, history, lịch sử, giai đoạn",
    "accounts": "account, accounts, customers, companies, khách hàng",
    "subscriptions": "subscription, subscriptions, mrr, contracts, hợp đồng, thuê bao",
    "targets": "target, targets, quota, mục tiêu, chỉ tiêu",
    "kpi_counts": "kpi, kpis, counts, chỉ số",
}

VALUES: dict[str, dict[str, str]] = {  # closed lists: our word → what others say
    "status": {
        "won": """gewonnen, gagné, ganado, ganho, vyhráno,
            won, closed won, closedwon, win, thắng, đã thắng, chốt thành công, thành công, đã ký, signed, ký hợp
            đồng,
            đã chốt""",
        "lost": """verloren, perdu, perdido, prohráno,
            lost, closed lost, closedlost, lose, thua, đã thua, thất bại, mất, hủy, đã hủy, disqualified, không
            thành công""",
        "open": """offen, ouvert, abierto, aberto, otevřeno,
            open, active, in progress, đang mở, mở, đang xử lý, đang theo đuổi, engaging, prospecting,
            qualification,
            qualified, discovery, poc, pilot, demo, proposal, negotiation, contract sent, appointment scheduled,
            appointmentscheduled, qualified to buy, qualifiedtobuy, presentation scheduled, presentationscheduled,
            decision maker bought in, decisionmakerboughtin, contractsent, needs analysis, value proposition, id
            decision makers,
            perception analysis, proposal price quote, negotiation review, đàm phán, báo giá, đề xuất, khảo sát,
                thương lượng, đang đàm phán, đang thương lượng, đang tiến hành, đang chăm sóc""",
    },
    "event": {
        "visit": "visit, session start, page view, pageview, landing, xem trang, truy cập, ghé thăm",
        "product_view": """product view, view item, view product, view content, product viewed, xem sản phẩm, xem chi
            tiết sản phẩm""",
        "add_to_cart": """add to cart, added to cart, product added, cart, thêm vào giỏ, thêm vào giỏ hàng, thêm giỏ
            hàng, giỏ hàng""",
        "trial_start": """trial start, trial, start trial, trial started, dùng thử, bắt đầu dùng thử, đăng ký dùng
            thử, trải nghiệm""",
        "checkout_start": """checkout start, begin checkout, checkout, initiate checkout, checkout started, bắt đầu
            thanh toán""",
        "purchase": """purchase, order completed, order, buy, paid, mua, mua hàng, đặt hàng, thanh toán xong, thanh
            toán thành công, đặt hàng thành công""",
        "refund": "refund, refunded, hoàn tiền",
        "active": "active, login, log in, app open, user engagement, đăng nhập, hoạt động",
        "referral": "referral, refer, share, invite, giới thiệu, chia sẻ, mời bạn",
    },
    "side": {
        "b2c": "b2c, consumer, người tiêu dùng, bán lẻ, retail",
        "b2b": "b2b, business, doanh nghiệp",
    },
}

CURRENCY = """currency, currency code, currency iso code, order currency, plan currency, deal currency,
    currency of value, deal currency of value, total amount currency, amount currency, tiền tệ, loại tiền,
    mã tiền tệ, đơn vị tiền tệ, mã đơn vị tiền tệ, code de la devise, währungscode, währung, währung von wert,
    devise, moneda, moeda, měna, waluta, transaction currency, invoice currency, payment currency"""

NEUTRAL = frozenset(
    {
        "the",
        "of",
        "in",
        "a",
        "name",
        "no",
        "number",
        "code",
        "date",
        "time",
        "at",
        "on",
        "utc",
        "local",
        "my",
        "our",
        "all",
        "sum",
        "raw",
        "ngay",
        "gio",
        "ma",
        "so",
        "ten",
    }
)


@lru_cache(maxsize=16)
def names(table: str) -> dict[str, tuple[frozenset[str], ...]]:
    """Of each column of `table`: its groups of plain names, best first; its own name is in a group before them."""
    return {
        column: (_named(column), *(_named(group) for group in text.split(";"))) for column, text in NAMES[table].items()
    }


GENERIC = frozenset(
    {"id", "record id", "name", "status", "amount", "value", "total", "date", "created", "type", "owner"}
)


@lru_cache(maxsize=1)
def currency_names() -> frozenset[str]:
    """Plain names of columns that hold currency codes."""
    return _group(CURRENCY)


@lru_cache(maxsize=8)
def values(column: str) -> dict[str, str]:
    """Plain word → our word, for the closed list of `column`; empty when it has none."""
    return {word: ours for ours, text in VALUES.get(column, {}).items() for word in _group(text)}


@lru_cache(maxsize=16)
def file_words(table: str) -> frozenset[str]:
    """Plain words in a file's name that speak for `table`."""
    return _group(FILES[table])


def _group(text: str) -> frozenset[str]:
    return frozenset(word for part in text.split(",") if (word := plain(part)))


def _named(text: str) -> frozenset[str]:
    """The names of a group, also as programs run their words together: `userid`, `closedate`."""
    group = _group(text)
    return group | {word.replace(" ", "") for word in group}
