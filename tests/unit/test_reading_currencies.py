"""Several currencies in one file: refused, converted exactly at given rates, or one kept and the others set aside."""

from __future__ import annotations

from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from data.errors import FunnelError
from data.mapping import dump_mapping, parse_mapping
from data.rate import exact_rate
from tests.unit.reading_kit import MAPPING, balanced, changed, codes, orders, read, text

ROWS = orders()
SIGNED = [[*row[:3], f"${row[3]}" if n < 20 else f"{int(float(row[3]))} ₫"] for n, row in enumerate(ROWS)]
DOLLARS = [Decimal(row[3]) for row in ROWS[:20]]
DONG = [Decimal(int(float(row[3]))) for row in ROWS[20:]]
NAMED = [[*row, "USD" if n < 20 else "VND"] for n, row in enumerate(ROWS)]
NAMED_TEXT = text(NAMED, header=("order_id", "ordered_at", "city", "amount", "Currency"))


def test_refused_without_a_word_about_rates() -> None:
    assert codes(read(text(SIGNED))) == {"mixed_currency"}


@pytest.mark.parametrize("rate", ["25400", "25412.75"])
def test_converted_to_the_cent_and_told(rate: str) -> None:
    found = read(text(SIGNED), MAPPING + f"read: {{currency: VND, rates: {{USD: {rate}}}}}")
    assert found.amount_sum == sum((value * Decimal(rate) for value in DOLLARS), sum(DONG)).quantize(Decimal("0.01"))
    assert (found.used, found.currency) == (60, "VND")
    told = {notice.code: notice for notice in found.notices}["converted"]
    assert (told.line, dict(told.values)["count"], dict(told.values)["rate"]) == (2, 20, rate)


def test_one_kept_and_the_others_set_aside() -> None:
    found = read(text(SIGNED), MAPPING + "read: {keep_currency: USD}")
    assert (found.used, found.set_aside, found.currency) == (20, 40, "USD")
    assert found.amount_sum == sum(DOLLARS)
    assert balanced(found)
    assert codes(found) == {"other_currency"}
    assert found.rejects is not None
    assert "another currency" in found.rejects.read_text(encoding="utf-8-sig")


def test_the_same_where_a_column_names_the_currency() -> None:
    kept = read(NAMED_TEXT, MAPPING + "read: {keep_currency: USD}")
    assert (kept.used, kept.set_aside, kept.amount_sum) == (20, 40, sum(DOLLARS))
    made = read(NAMED_TEXT, MAPPING + "read: {currency: VND, rates: {USD: 25400}}")
    assert made.amount_sum == sum(DOLLARS) * 25400 + sum(Decimal(row[3]) for row in ROWS[20:])
    assert (made.used, made.currency, codes(made)) == (60, "VND", {"converted"})
    assert made.parquet is not None
    assert pq.read_table(made.parquet)["amount"][0].as_py() == DOLLARS[0] * 25400


def test_a_currency_that_is_said_but_not_there_is_refused() -> None:
    assert "mixed_currency" in codes(read(text(changed(3, lambda cell: f"${cell}")), MAPPING + "read: {currency: VND}"))
    assert not codes(read(text(changed(3, lambda cell: f"${cell}")), MAPPING + "read: {currency: SGD}"))
    everything = text([[*row, "USD"] for row in ROWS], header=("order_id", "ordered_at", "city", "amount", "Currency"))
    assert "mixed_currency" in codes(read(everything, MAPPING + "read: {currency: VND}"))
    several = read(NAMED_TEXT, MAPPING + "read: {currency: VND}")
    assert several.used == 0
    assert len(several.questions) == 1


def test_mapping_file_keeps_the_rates() -> None:
    mapping = parse_mapping("table: orders\nread: {currency: VND, rates: {usd: 25400.5, EUR: 27000}}")
    assert mapping.read.rates == (("USD", "25400.5"), ("EUR", "27000"))
    assert parse_mapping(dump_mapping(mapping)) == mapping


@pytest.mark.parametrize(
    "wrong", ["{rates: {USD: 1}}", "{currency: VND, rates: {USD: x}}", "{currency: VND, rates: 3}"]
)
def test_rates_that_cannot_be_are_refused(wrong: str) -> None:
    with pytest.raises(FunnelError, match="rates"):
        parse_mapping(f"table: orders\nread: {wrong}")


@pytest.mark.parametrize(
    ("name", "currency"),
    [("Cost ($)", "$"), ("Số tiền (đ)", "VND"), ("Amount [EUR]", "EUR"), ("Cost (net)", None), ("Cost", None)],
)
def test_a_columns_name_says_its_currency(name: str, currency: str | None) -> None:
    mapping = MAPPING.replace("amount: amount", f'amount: "{name}"')
    assert read(text(ROWS, header=("order_id", "ordered_at", "city", name)), mapping).currency == currency
    both = text(changed(3, lambda cell: f"{cell} €"), header=("order_id", "ordered_at", "city", name))
    assert read(both, mapping).currency == "EUR"


SMALL = [[*row[:3], f"${n + 1}.50" if n < 20 else f"{n}.000₫"] for n, row in enumerate(ROWS)]


def test_dollars_with_cents_do_not_make_dong_a_thousand_times_smaller() -> None:
    dollars, dong = (
        sum(Decimal(n + 1) + Decimal("0.5") for n in range(20)),
        sum(Decimal(n * 1000) for n in range(20, 60)),
    )
    made = read(text(SMALL), MAPPING + "read: {currency: VND, rates: {USD: 25400}}")
    assert (made.used, made.amount_sum) == (60, dollars * 25400 + dong)
    kept = read(text(SMALL), MAPPING + "read: {keep_currency: VND}")
    assert (kept.used, kept.amount_sum) == (40, dong)


def test_dollars_with_three_digits_after_a_point_are_still_asked() -> None:
    unsure = [[*row[:3], f"${n + 1}.250" if n < 20 else f"{n}.000₫"] for n, row in enumerate(ROWS)]
    found = read(text(unsure), MAPPING + "read: {currency: VND, rates: {USD: 25400}}")
    assert [question.code for question in found.questions] == ["decimal_mark"]


@pytest.mark.parametrize(("typed", "rate"), [("25400", "25400"), ("0,00003937", "0.00003937"), ("25 400.5", "25400.5")])
def test_a_rate_is_taken_exactly(typed: str, rate: str) -> None:
    assert exact_rate(typed, "USD", "VND") == rate


@pytest.mark.parametrize("typed", ["", "25.400", "25,400", "1,234,567", "-3", "0", "x", "1e4", "1" * 20])
def test_a_rate_that_can_be_read_two_ways_or_none_is_refused(typed: str) -> None:
    with pytest.raises(FunnelError, match="one USD in VND"):
        exact_rate(typed, "USD", "VND")
