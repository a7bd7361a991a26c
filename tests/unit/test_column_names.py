"""Names that people really give their columns are known for what they are, without a question."""

from __future__ import annotations

import pytest

from data.recognise import recognise

DAYS = ["2026-01-05 10:00:00", "2026-01-06 11:00:00", "2026-02-07 12:00:00"]
SUMS = ["1200.50", "300", "45.25"]
CODES = ["A1001", "A1002", "A1003"]
WORDS = ["Web", "Ads", "Web"]
KINDS = {"day": DAYS, "sum": SUMS, "code": CODES, "word": WORDS}
BESIDE = {
    "orders": {"order_id": "Order ID", "user_id": "Customer ID", "ts": "Order date", "amount": "Order total"},
    "deals": {"deal_id": "Deal ID", "status": "Status", "amount": "Amount"},
    "leads": {"lead_id": "Lead ID", "created_at": "Created at"},
    "marketing": {"side": "side", "date": "Date", "cost": "Cost"},
    "subscriptions": {"account_id": "account_id", "valid_from": "Start date", "mrr": "MRR"},
    "stage_changes": {"deal_id": "deal_id", "stage": "stage", "entered_at": "entered_at"},
}
CELLS = {"Status": ["won", "lost", "open"], "side": ["b2c"] * 3, "stage": ["Demo", "POC", "Demo"]}
CELLS |= {"Order date": DAYS, "Created at": DAYS, "Date": DAYS, "Start date": DAYS, "entered_at": DAYS}
CELLS |= {"Order total": SUMS, "Amount": SUMS, "Cost": SUMS, "MRR": SUMS}
NAMES = {
    "orders.amount sum": """Doanh thu|Giá trị|order total|grand_total|net_amount|total_price|Tổng tiền|Thành tiền|
        amount_paid|Số tiền thanh toán|Tiền thu|sales_amount|Revenue (VND)|payment_value|invoice_total|GMV|
        Tổng giá trị đơn hàng (VND)|Khách phải trả|Khách đã trả|total_spent|price_usd|cart_total|Betrag|Montant""",
    "orders.user_id code": """customer|buyer_email|email|Khách hàng|Mã KH|userid|CustomerID|Số điện thoại|Điện thoại|
        customer_unique_id|billing_email|cust_id|CustomerKey|ID khách|Người mua|Email khách hàng|buyer_id""",
    "orders.ts day": """created|Ngày tạo|Ngày đặt|OrderDate|placed_at|order_timestamp|payment_date|Ngày chứng từ|
        sale_date|Thời gian tạo|Datum|Order Created|processed_at|Ngày xuất hóa đơn""",
    "orders.order_id code": "Mã đơn|OrderNo|Order #|Số hóa đơn|Số chứng từ|order_ref|receipt_no|ID đơn hàng",
    "orders.channel word": "Nguồn|utm_source|utm_medium|sales_channel|Nguồn đơn hàng|acquisition_channel|referrer",
    "orders.segment word": "Phân khúc|customer_group|Tỉnh/Thành phố|device_type|Nhóm khách hàng|country",
    "orders.refunded_amount sum": "Hoàn tiền|refund_total|amount_refunded|Total refunded|Số tiền hoàn lại",
    "deals.amount sum": "deal_value|Deal Size|TCV|ARR|expected_revenue|Giá trị hợp đồng|Estimated value|Wert|Hodnota",
    "deals.closed_at day": "close_date|Ngày chốt|closedate|closed_on|won_at|date_won|Ngày ký",
    "deals.owner word": "sales_agent|Người phụ trách|Account Executive|NV kinh doanh|AE|assigned_to",
    "leads.created_at day": "signup_date|first_contact_date|Ngày đăng ký|form_submitted_at|date_added",
    "marketing.cost sum": "spend|Chi phí|total_cost|ad_spend|Amount spent (VND)|Ngân sách đã chi|media_cost|Coût",
    "marketing.date day": "day|Ngày|report_date|date_start|Tuần",
    "subscriptions.valid_to day": "ended_at|ends_at|churn_date|expires_at|subscription_end_date|Ngày hủy",
    "subscriptions.mrr sum": "mrr_usd|mrr_amount|monthly_amount|Phí tháng",
    "stage_changes.stage word": "new_stage|Giai đoạn|deal_stage|StageName",
    "stage_changes.entered_at day": "changed_on|moved_at|stage_entered_at|CreatedDate|Ngày chuyển",
}


@pytest.mark.parametrize("what", list(NAMES))
def test_usual_names(what: str) -> None:
    place, kind = what.split()
    table, ours = place.split(".")
    for name in (one.strip() for one in NAMES[what].split("|")):
        beside = [theirs for column, theirs in BESIDE[table].items() if column != ours and theirs != name]
        samples = {theirs: CELLS.get(theirs, CODES) for theirs in beside} | {name: KINDS[kind]}
        guess = recognise([*beside, name], samples, table)
        assert guess.mapping.columns.get(ours) == name, name
        assert (guess.questions, ours in guess.needs_confirmation) == ((), False), name


def test_city_and_country_beside_each_other_are_no_question() -> None:
    columns = [*BESIDE["orders"].values(), "Country", "City", "Traffic source", "utm_medium", "Billing email", "Email"]
    guess = recognise(columns, {name: CELLS.get(name, CODES) for name in columns}, "orders")
    assert (guess.questions, guess.missing) == ((), ())
    assert guess.mapping.columns["segment"] == "City"
    assert guess.mapping.columns["channel"] == "Traffic source"
    assert guess.mapping.columns["user_id"] == "Customer ID"


def test_a_prefix_that_all_names_share_is_no_part_of_them() -> None:
    columns = [f"Obchod - {name}" for name in ("ID", "Název", "Hodnota", "Měna", "Stav", "Fáze")]
    samples = {"Obchod - Hodnota": SUMS, "Obchod - Stav": ["Vyhráno", "open"], "Obchod - Měna": ["VND", "USD"]}
    guess = recognise(columns, samples, "deals")
    assert guess.mapping.columns["amount"] == "Obchod - Hodnota"
    assert guess.mapping.values["status"]["Vyhráno"] == "won"
    assert [choice.column for choice in guess.questions] == ["reshape.keep_rows.Obchod - Měna"]


def test_of_two_currency_columns_the_plainer_decides() -> None:
    columns = [*BESIDE["orders"].values(), "Payment currency", "Currency"]
    samples = {name: CELLS.get(name, CODES) for name in columns}
    guess = recognise(columns, samples | {"Currency": ["USD", "VND"], "Payment currency": ["USD"]}, "orders")
    assert [choice.column for choice in guess.questions] == ["reshape.keep_rows.Currency"]


def test_the_price_of_one_piece_is_not_what_was_paid() -> None:
    columns = ["Order ID", "Customer ID", "Order date", "Quantity", "Price"]
    samples = {name: CELLS.get(name, CODES) for name in columns} | {"Price": SUMS}
    assert recognise(columns, samples | {"Quantity": ["2", "1", "5"]}, "orders").needs_confirmation == ("amount",)
    assert recognise(columns, samples | {"Quantity": ["1", "1", "1"]}, "orders").needs_confirmation == ()


def test_orders_that_were_undone_are_told() -> None:
    columns = [*BESIDE["orders"].values(), "Trạng thái"]
    samples = {name: CELLS.get(name, CODES) for name in columns}
    told = recognise(columns, samples | {"Trạng thái": ["Hoàn thành", "Đã hủy"]}, "orders").remarks
    assert [(one.theirs, dict(one.values)["example"]) for one in told] == [("Trạng thái", "Đã hủy")]
    assert recognise(columns, samples | {"Trạng thái": ["Hoàn thành"]}, "orders").remarks == ()
