"""What people and programs call our columns and words, in English and Vietnamese: pure data, for `recognise`.

Names are compared without accents, case and marks. Groups divided by `;` are ranked: a name of an earlier group is
taken before one of a later group; two columns of one group are equally good, and then the person is asked.
"""

from __future__ import annotations

from functools import lru_cache

from data.naming import plain

PERSON = """user id, customer id, client id, visitor id, user pseudo id, member id, id khách hàng, mã khách hàng, mã kh,
    mã người dùng, id người dùng; user, customer, buyer, client, người dùng, khách hàng, người mua;
    customer email, email, e-mail; phone, phone number, số điện thoại, sđt; customer name, tên khách hàng"""
CHANNEL = """channel, kênh; source, nguồn, lead source, traffic source, origin, channel group, nguồn khách, nguồn
    khách hàng,
    marketing channel, sales channel, kênh bán, kênh bán hàng, kênh marketing, nguồn lead; default channel group,
    session default channel group, source medium, medium, utm source, original source, platform, nền tảng"""
SEGMENT = """segment, phân khúc; device, device category, thiết bị, company size, quy mô, quy mô công ty, customer
    segment,
    nhóm khách hàng; region, khu vực, vùng, city, thành phố, tỉnh, tỉnh thành, country, quốc gia, industry, ngành,
    business segment, customer type, loại khách hàng"""
OWNER = """owner, người phụ trách, phụ trách; sales rep, salesperson, rep, sales agent, account owner, deal owner,
    lead owner,
    contact owner, opportunity owner, assigned to, nhân viên, nhân viên kinh doanh, nhân viên sale, sale phụ trách"""
ACCOUNT = """account id, mã tài khoản, company id, mã công ty, customer id, mã khách hàng, mã kh, organization id,
    client id;
    account, company, organization, customer, công ty, khách hàng, doanh nghiệp; account name, company name, tên công
        ty"""
CREATED = """created at, created date, create date, date created, created, creation date, created time, created on,
    ngày tạo, thời gian tạo, tạo lúc"""
MONEY = """amount, số tiền, giá trị, value, thành tiền"""
SIDE = "side, mảng, business side, loại hình"

NAMES: dict[str, dict[str, str]] = {
    "events": {
        "user_id": PERSON,
        "ts": """ts, timestamp, event time, event timestamp, event date, thời gian, thời điểm; time, datetime, date,
            occurred at,
            ngày, ngày giờ, ngày sự kiện; created at, ngày tạo""",
        "event": """event, event name, event type, sự kiện, tên sự kiện, loại sự kiện; action, hành động, activity,
            hoạt động""",
        "session_id": "session id, visit id, session, ga session id, website session id, mã phiên, phiên, id phiên",
        "channel": CHANNEL,
        "segment": SEGMENT,
        "order_id": "order id, transaction id, mã đơn hàng, mã đơn, số đơn hàng; order number, order, đơn hàng",
        "amount": f"{MONEY}; revenue, doanh thu, price, order total, total",
    },
    "orders": {
        "order_id": """order id, order number, order no, order code, invoice id, invoice no, invoice number,
            transaction id,
            mã đơn hàng, mã đơn, số đơn hàng, số đơn, mã hóa đơn, số hóa đơn, mã giao dịch; order, đơn hàng, hóa đơn""",
        "user_id": PERSON,
        "ts": """order date, ordered at, order time, purchase date, purchased at, ngày đặt hàng, ngày đặt, ngày mua,
            ngày đơn hàng, thời gian đặt hàng, thời gian đặt, order purchase timestamp, ngày bán, invoice date,
            transaction date, ngày giao dịch, ngày hóa đơn; ts, created at, ngày tạo, created date, date created,
            timestamp;
            paid at, ngày thanh toán; date, time, datetime, ngày, thời gian""",
        "amount": f"""order total, total, grand total, total amount, order amount, order value, tổng tiền, tổng cộng,
            tổng giá trị, tổng thanh toán, giá trị đơn hàng, giá trị đơn; {MONEY}, revenue, sales, doanh thu, doanh số,
            paid, thanh toán; net sales, gross sales, dollar value, price, subtotal, giá, đơn giá""",
        "refunded_amount": """refunded amount, refund amount, refund, refunded, refund value, hoàn tiền, số tiền hoàn,
            tiền hoàn""",
        "channel": CHANNEL,
        "segment": SEGMENT,
    },
    "marketing": {
        "side": SIDE,
        "date": """date, day, ngày, jour, tag, día; week, tuần, semaine, woche, month, tháng; reporting starts, start
            date,
            ngày bắt đầu, bắt đầu báo cáo""",
        "channel": f"{CHANNEL}; network, mạng",
        "segment": f"{SEGMENT}; campaign type, loại chiến dịch",
        "impressions": "impressions, impr, impr., lượt hiển thị, hiển thị, số lần hiển thị",
        "clicks": "clicks, lượt nhấp, lượt click, klicks, clics, số click, lượt bấm; link clicks, click",
        "cost": """cost, spend, chi phí, amount spent, chi tiêu, ad spend, ads cost, số tiền đã chi tiêu, kosten, coût,
            chi phí quảng cáo""",
        "sessions": "sessions, visits, phiên, số phiên, lượt truy cập, lượt ghé thăm",
        "emails_sent": "emails sent, sent, delivered, email đã gửi, số email gửi, đã gửi",
        "emails_opened": "emails opened, opens, opened, unique opens, email đã mở, lượt mở, số email mở, đã mở",
    },
    "leads": {
        "lead_id": """lead id, mql id, mã lead, mã khách tiềm năng, mã kh tiềm năng, mã khách hàng tiềm năng,
            contact id; record id, id; lead""",
        "created_at": f"""{CREATED}, lead created, first contact date, lead date, ngày nhận lead, ngày vào, ngày đăng
            ký,
            signup date, inquiry date; date, ngày, timestamp""",
        "channel": CHANNEL,
        "segment": SEGMENT,
        "owner": OWNER,
        "account_id": ACCOUNT,
        "first_response_at": """first response at, first response, first reply at, first contacted at, first call date,
            first response date, phản hồi đầu tiên, ngày phản hồi, ngày liên hệ đầu tiên, thời gian phản hồi đầu
                tiên""",
        "mql_at": """mql at, mql date, became mql, marketing qualified at, became a marketing qualified lead date,
            ngày mql,
            ngày thành mql, ngày đạt mql""",
        "sql_at": """sql at, sql date, became sql, sales qualified at, became a sales qualified lead date, ngày sql,
            ngày thành sql, ngày đạt sql""",
    },
    "deals": {
        "deal_id": """deal id, opportunity id, mã cơ hội, mã deal, mã giao dịch, id cơ hội, opp id; record id, mã hợp
            đồng,
            contract id, id""",
        "created_at": f"{CREATED}, open date, opened at, deal created, engage date, ngày mở, ngày tạo cơ hội",
        "name": "name, deal name, opportunity name, tên, tên cơ hội, tên deal, title, tiêu đề",
        "lead_id": "lead id, mql id, mã lead, mã khách tiềm năng, mã kh tiềm năng, mã khách hàng tiềm năng",
        "account_id": ACCOUNT,
        "channel": CHANNEL,
        "segment": SEGMENT,
        "owner": OWNER,
        "stage": "stage, deal stage, sales stage, stage name, giai đoạn, bước, giai đoạn bán hàng, pipeline stage",
        "status": "status, deal status, trạng thái, tình trạng, outcome, result, kết quả",
        "amount": f"""{MONEY}, deal value, deal amount, close value, contract value, opportunity amount, giá trị hợp
            đồng,
            giá trị cơ hội, giá trị deal; total amount, revenue, doanh thu, doanh thu dự kiến, acv""",
        "poc_started_at": """poc started at, poc start, poc date, pilot start, trial start, demo date, ngày poc,
            ngày bắt đầu poc, bắt đầu poc""",
        "opportunity_at": """opportunity at, opportunity date, became opportunity, qualified at, ngày thành cơ hội,
            ngày cơ hội""",
        "expected_close": """expected close, expected close date, forecast close date, estimated close date, target
            close date,
            ngày dự kiến chốt, ngày chốt dự kiến, dự kiến chốt, ngày dự kiến đóng""",
        "closed_at": """closed at, closed date, date closed, actual close date, won date, ngày đóng, ngày chốt, ngày
            thắng,
            ngày ký, ngày kết thúc; close date, won time, lost time""",
    },
    "stage_changes": {
        "deal_id": "deal id, opportunity id, mã cơ hội, mã deal, id cơ hội; record id",
        "stage": "stage, new stage, stage name, to stage, giai đoạn, giai đoạn mới, new value; value, bước",
        "entered_at": """entered at, date entered, entered, changed at, change date, stage date, ngày vào, ngày vào
            giai đoạn,
            thời gian vào; created date, created at, timestamp, date, ngày, ngày chuyển""",
    },
    "accounts": {
        "account_id": ACCOUNT,
        "segment": SEGMENT,
        "channel": CHANNEL,
        "owner": OWNER,
        "signed_at": """signed at, signed date, contract date, signature date, ngày ký, ngày ký hợp đồng, customer
            since; won date""",
        "onboarding_started_at": """onboarding started at, onboarding start, onboarding start date, kickoff date,
            bắt đầu onboarding, ngày bắt đầu onboarding, ngày kickoff""",
        "first_value_at": "first value at, first value date, activation date, ngày có giá trị đầu tiên, ngày kích hoạt",
        "onboarding_completed_at": """onboarding completed at, onboarding completed, onboarding end, go live date, go
            live,
            hoàn thành onboarding, ngày hoàn thành onboarding""",
    },
    "subscriptions": {
        "account_id": ACCOUNT,
        "valid_from": """valid from, start date, start, subscription start, ngày bắt đầu, từ ngày, hiệu lực từ, bắt đầu;
            current period start""",
        "valid_to": """valid to, end date, end, ended at, subscription end, ngày kết thúc, đến ngày, hiệu lực đến, kết
            thúc,
            cancelled at, canceled at, ngày hủy""",
        "mrr": """mrr, monthly recurring revenue, monthly revenue, monthly amount, doanh thu tháng, doanh thu hàng
            tháng,
            doanh thu định kỳ tháng, phí tháng, phí hàng tháng""",
    },
    "targets": {
        "side": SIDE,
        "period_start": "period start, start date, start, từ ngày, ngày bắt đầu, bắt đầu, bắt đầu kỳ",
        "period_end": "period end, end date, end, đến ngày, ngày kết thúc, kết thúc, kết thúc kỳ",
        "amount": f"target, quota, target amount, mục tiêu, chỉ tiêu, kế hoạch, goal; {MONEY}",
        "segment": SEGMENT,
        "owner": OWNER,
    },
    "kpi_counts": {
        "side": SIDE,
        "kpi": "kpi, metric, chỉ số, tên chỉ số, mã kpi",
        "period_start": "period start, start date, start, week, từ ngày, ngày bắt đầu, tuần, bắt đầu, bắt đầu kỳ",
        "period_end": "period end, end date, end, đến ngày, ngày kết thúc, kết thúc, kết thúc kỳ",
        "numerator": "numerator, count, hits, tử số, số đạt, số lượng",
        "denominator": "denominator, base, out of, total, mẫu số, tổng số, tổng",
        "channel": CHANNEL,
        "segment": SEGMENT,
    },
}

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
        "won": """won, closed won, closedwon, win, thắng, đã thắng, chốt thành công, thành công, đã ký, signed, ký hợp
            đồng,
            đã chốt""",
        "lost": """lost, closed lost, closedlost, lose, thua, đã thua, thất bại, mất, hủy, đã hủy, disqualified, không
            thành công""",
        "open": """open, active, in progress, đang mở, mở, đang xử lý, đang theo đuổi, engaging, prospecting,
            qualification,
            qualified, discovery, poc, pilot, demo, proposal, negotiation, contract sent, appointment scheduled,
            appointmentscheduled, qualified to buy, qualifiedtobuy, presentation scheduled, presentationscheduled,
            decision maker bought in, decisionmakerboughtin, contractsent, needs analysis, value proposition, id
            decision makers,
            perception analysis, proposal price quote, negotiation review, đàm phán, báo giá, đề xuất, khảo sát,
                thương lượng""",
    },
    "event": {
        "visit": "visit, session start, page view, pageview, landing, xem trang, truy cập, ghé thăm",
        "product_view": "product view, view item, view product, view content, product viewed, xem sản phẩm",
        "add_to_cart": "add to cart, added to cart, product added, cart, thêm vào giỏ, thêm vào giỏ hàng, giỏ hàng",
        "trial_start": "trial start, trial, start trial, trial started, dùng thử, bắt đầu dùng thử, trải nghiệm",
        "checkout_start": """checkout start, begin checkout, checkout, initiate checkout, checkout started, bắt đầu
            thanh toán""",
        "purchase": "purchase, order completed, order, buy, paid, mua, mua hàng, đặt hàng, thanh toán xong",
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
    mã tiền tệ, đơn vị tiền tệ, code de la devise, währungscode"""

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
        column: (frozenset({plain(column)}), *(_group(group) for group in text.split(";")))
        for column, text in NAMES[table].items()
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
