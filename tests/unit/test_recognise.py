"""Files without a preset: names in both languages, content as proof or doubt, questions instead of guesses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.evidence import weigh
from data.mapping import check_mapping
from data.recognise import recognise
from data.suggest import suggest_value
from data.tables import TABLES

DAYS = ["01/02/2026", "13/02/2026", "28/02/2026"]
SUMS = ["250.000", "1.200.000", "99.000"]


@pytest.mark.parametrize("table", list(TABLES))
def test_our_own_names_map_to_themselves(table: str) -> None:
    guess = recognise(list(TABLES[table].names), {}, file_name=f"{table}.csv")
    assert guess.table == table
    assert dict(guess.mapping.columns) == {name: name for name in TABLES[table].names}
    assert (guess.missing, guess.questions, guess.needs_confirmation, guess.kept_aside) == ((), (), (), ())
    assert {reason.confidence for reason in guess.reasons.values()} == {"sure"}


def test_vietnamese_orders() -> None:
    columns = ["Mã đơn hàng", "Khách hàng", "Ngày đặt", "Doanh thu", "Kênh", "Trạng thái"]
    samples = {"Ngày đặt": DAYS, "Doanh thu": SUMS, "Khách hàng": ["An", "Bình", "An"]}
    guess = recognise(columns, samples)
    assert guess.table == "orders"
    assert dict(guess.mapping.columns) == {
        "order_id": "Mã đơn hàng",
        "user_id": "Khách hàng",
        "ts": "Ngày đặt",
        "amount": "Doanh thu",
        "channel": "Kênh",
    }
    assert guess.kept_aside == ("Trạng thái",)
    assert str(guess.reasons["amount"]) == "“Doanh thu” is a usual name for it"


def test_vietnamese_deals_with_their_words() -> None:
    columns = ["MÃ CƠ HỘI", "ngay tao", "Giai đoạn", "Trạng thái", "Giá trị", "Ngày chốt dự kiến", "Người phụ trách"]
    samples = {"Trạng thái": ["Đang xử lý", "Thua", "Đã ký"], "Giá trị": SUMS, "ngay tao": DAYS}
    guess = recognise(columns, samples)
    assert guess.table == "deals"
    assert guess.mapping.values["status"] == {"Đang xử lý": "open", "Thua": "lost", "Đã ký": "won"}
    assert guess.mapping.columns["created_at"] == "ngay tao"
    assert guess.mapping.columns["owner"] == "Người phụ trách"


def test_two_equally_good_columns_are_a_question_not_a_guess() -> None:
    columns = ["order_id", "user_id", "order date", "purchase date", "amount"]
    guess = recognise(columns, {"order date": DAYS, "purchase date": DAYS})
    assert "ts" not in guess.mapping.columns
    (question,) = guess.questions
    assert (question.column, question.options) == ("ts", ("order date", "purchase date"))
    assert str(question) == "Several columns could be “ts”: which one is it?"
    assert "ts" not in guess.missing


def test_a_better_name_wins_without_a_question() -> None:
    guess = recognise(["order_id", "user_id", "ts", "order date", "total", "price"], {})
    assert (guess.mapping.columns["ts"], guess.mapping.columns["amount"]) == ("ts", "total")
    assert guess.questions == ()


def test_content_overrules_a_name() -> None:
    columns = ["order_id", "user_id", "created_at", "order_date", "amount"]
    samples = {"created_at": ["42:46.0", "27:37.0"], "order_date": DAYS}
    guess = recognise(columns, samples)
    assert guess.mapping.columns["ts"] == "order_date"
    assert [str(remark) for remark in guess.remarks] == [
        "“order_date” is used and not “created_at”, whose cells do not fit: “42:46.0”"
    ]
    samples = {"ordered_at": ["42:46.0", "27:37.0"], "created_at": DAYS}
    guess = recognise(["order_id", "user_id", "created_at", "ordered_at", "amount"], samples)
    assert guess.mapping.columns["ts"] == "created_at"
    assert [str(remark) for remark in guess.remarks] == [
        "“created_at” is used and not “ordered_at”, whose cells do not fit: “42:46.0”"
    ]
    swapped = {"created_at": DAYS, "order_date": ["42:46.0", "27:37.0"]}
    assert recognise(columns, swapped).mapping.columns["ts"] == "created_at"


def test_a_name_whose_cells_do_not_fit_needs_a_word() -> None:
    guess = recognise(["order_id", "user_id", "ts", "amount"], {"ts": ["42:46.0", "27:37.0"]})
    assert guess.mapping.columns["ts"] == "ts"
    assert guess.needs_confirmation == ("ts",)
    assert "42:46.0" in str(guess.reasons["ts"])


def test_content_alone_is_weak_and_needs_a_word() -> None:
    columns = ["1", "2", "3"]
    ids = ["dac32acd4db4c29c230538b72f8dd87d", "8c18d1de7f67e60dbd64e3c07d7e9d5d"]
    samples = {"1": ids, "2": ["2018-02-01", "2017-10-20"], "3": ["social", "social"]}
    guess = recognise(columns, samples, table="leads")
    assert dict(guess.mapping.columns) == {"lead_id": "1", "created_at": "2"}
    assert guess.needs_confirmation == ("lead_id", "created_at")
    assert {reason.confidence for reason in guess.reasons.values()} == {"weak"}
    assert recognise(columns, samples).table is None


def test_two_columns_of_dates_are_not_told_apart_by_content() -> None:
    samples = {"1": ["a1b2c3d4e5f60718", "b1b2c3d4e5f60718"], "2": DAYS, "3": DAYS}
    assert recognise(["1", "2", "3"], samples, table="leads").missing == ("created_at",)


def test_status_is_read_from_stages_where_there_is_none() -> None:
    samples = {"Stage": ["Closed Won", "Closed - Lost (price)", "Discovery", "Zork"]}
    guess = recognise(["deal id", "Stage", "Amount"], samples, table="deals")
    assert guess.mapping.columns["status"] == guess.mapping.columns["stage"] == "Stage"
    words = guess.mapping.values["status"]
    assert words == {"Closed Won": "won", "Closed - Lost (price)": "lost", "Discovery": "open", "Zork": "open"}
    assert guess.needs_confirmation == ("status",), "Zork is only taken for an open stage"


def test_side_is_asked_unless_the_file_name_says_it() -> None:
    columns = ["Ngày", "Kênh", "Chi phí", "Lượt hiển thị", "Lượt nhấp"]
    guess = recognise(columns, {}, file_name="chi phi.csv")
    assert [(question.column, question.options) for question in guess.questions] == [("side", ("b2c", "b2b"))]
    assert guess.missing == ()
    named = recognise(columns, {}, file_name="ads-B2B-2026.csv")
    assert (named.mapping.constants["side"], named.questions) == ("b2b", ())
    assert str(named.reasons["side"]) == "the file's name says b2b"


def test_strangers_get_no_guess() -> None:
    guess = recognise(["foo", "bar", "baz"], {"foo": ["x"], "bar": ["y"], "baz": ["z"]})
    assert (guess.table, dict(guess.mapping.columns)) == (None, {})
    assert guess.questions[0].column == "table"


def test_words_that_stand_in_any_file_do_not_tell_the_table() -> None:
    guess = recognise(["id", "Name", "Status", "Amount", "Created", "Plan"], {})
    assert (guess.sure_table, guess.questions[0].column) == (False, "table")
    assert recognise(["id", "Name", "Status", "Amount", "Created"], {}, table="deals").missing == ()


def test_stages_alone_make_a_deal() -> None:
    samples = {"Giai đoạn": ["Đàm phán", "Thắng"]}
    guess = recognise(["Tên cơ hội", "Giai đoạn", "Giá trị", "Ngày chốt dự kiến", "Mã cơ hội"], samples)
    assert (guess.table, guess.questions, guess.missing) == ("deals", (), ())
    assert guess.mapping.values["status"] == {"Đàm phán": "open", "Thắng": "won"}


def test_refund_tax_and_cost_columns_are_not_the_amount() -> None:
    columns = ["order_id", "user_id", "ts", "refund amount", "tax amount", "shipping amount", "cost amount"]
    guess = recognise(columns, {}, table="orders")
    assert guess.missing == ("amount",)
    assert guess.mapping.columns["refunded_amount"] == "refund amount"


@pytest.mark.parametrize(
    ("column", "value", "ours"),
    [
        ("status", "WON", "won"),
        ("status", "Closed Won - renewal", "won"),
        ("status", "Not won", None),
        ("status", "won or lost", None),
        ("status", "Thắng", "won"),
        ("status", "thua", "lost"),
        ("status", "42", None),
        ("status", "wonderful", None),
    ],
)
def test_words_for_the_status(column: str, value: str, ours: str | None) -> None:
    found = suggest_value("deals", column, value)
    assert found.ours == ours
    assert value in str(found) or found.text == "our own word"


@pytest.mark.parametrize(
    ("value", "ours"),
    [
        ("session_start", "visit"),
        ("Thêm vào giỏ", "add_to_cart"),
        ("begin_checkout", "checkout_start"),
        ("scroll", None),
    ],
)
def test_words_for_events(value: str, ours: str | None) -> None:
    assert suggest_value("events", "event", value).ours == ours


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (DAYS, "date"),
        (["25-Jan-21", "3-Feb-21"], "date"),
        (["19970101", "19970112"], "date"),
        (["2026-05-14 11:23:45 +0100"], "date"),
        (["28 thg 6, 2026", "1 tháng 7, 2026"], "date"),
        (["$1,188", "$980", "--"], "number"),
        (["250.000 đ"], "number"),
        (["An", "Bình"], "text"),
        (["--", "N/A", ""], "empty"),
    ],
)
def test_what_cells_look_like(cells: list[str], kind: str) -> None:
    found = weigh(cells)
    assert {"date": found.is_date, "number": found.is_number, "empty": not found.count}.get(kind, True)
    assert found.is_date == (kind == "date")
    assert found.is_number == (kind == "number")


NAMES = st.sampled_from(
    ["id", "Total", "amount", "Ngày", "date", "Email", "Stage", "status", "Kênh", "", "x", "user_id"]
)


@given(st.lists(NAMES, unique=True, max_size=8), st.sampled_from([None, *TABLES]), st.text(max_size=20))
def test_a_guess_always_fits_and_never_uses_a_column_that_is_not_there(
    columns: list[str], table: str | None, cell: str
) -> None:
    guess = recognise(columns, {column: [cell, cell + "1"] for column in columns}, table)
    check_mapping(guess.mapping)
    assert set(guess.mapping.columns.values()) <= set(columns)
    asked = {question.column for question in guess.questions}
    if guess.table:
        have = {*guess.mapping.columns, *guess.mapping.constants, *asked, *guess.missing}
        assert set(TABLES[guess.table].required) <= have
    for ours, reason in guess.reasons.items():
        assert ours in TABLES[guess.table or ""].names
        assert "{" in cell or "{" not in str(reason)  # every word is filled in; a cell may hold a bracket itself


VIETNAMESE = {  # headers as people write them, none of whose columns may stay aside
    "orders": [
        "Mã đơn; SĐT; Thời gian tạo đơn; Tổng thanh toán; Tiền hoàn trả; Thiết bị",
        "Số hóa đơn; Mã KH; Thời gian mua; Thành tiền",
    ],
    "leads": ["ID lead; Thời gian tạo; Ngành nghề; Nhân viên phụ trách; Thời điểm đạt MQL; Ngày SQL; Phản hồi lần đầu"],
    "deals": [
        "Mã thương vụ; Tên thương vụ; Giai đoạn; Trạng thái; Giá trị; Ngày tạo; Ngày đóng dự kiến; Ngày đóng",
        "Mã cơ hội; Tên khách hàng; Trạng thái cơ hội; Giá trị hợp đồng; Ngày bắt đầu POC; Ngày ký dự kiến; Ngày ký",
        "Số HĐ; Kết quả; Doanh số; Ngày chốt",
    ],
    "stage_changes": ["Mã thương vụ; Giai đoạn; Ngày chuyển giai đoạn", "Mã cơ hội; Giai đoạn mới; Thời gian chuyển"],
    "accounts": ["Mã công ty; Ngày ký; Ngày bắt đầu triển khai; Hoàn tất onboarding"],
    "subscriptions": ["Mã KH; Ngày hiệu lực; Ngày hết hiệu lực; Phí thuê bao tháng"],
    "marketing": ["Mảng; Ngày; Nền tảng; Số lượt hiển thị; Số lần nhấp; Tổng chi phí; Số lượt truy cập"],
}


@pytest.mark.parametrize(("table", "header"), [(table, one) for table, all_ in VIETNAMESE.items() for one in all_])
def test_headers_in_vietnamese_are_known_by_name(table: str, header: str) -> None:
    columns = header.split("; ")
    guess = recognise(columns, {}, table)
    assert (guess.kept_aside, guess.missing, guess.questions, guess.needs_confirmation) == ((), (), (), ())
    assert sorted(map(str, guess.mapping.columns.values())) == sorted(columns)
