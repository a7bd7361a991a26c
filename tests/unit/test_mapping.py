"""The mapping file: what it says is kept to the letter, what it gets wrong is listed whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import MappingError
from data.mapping import Mapping, ReadOptions, check_mapping, dump_mapping, parse_mapping

EXAMPLE = """
table: deals
read: {delimiter: ";", encoding: utf-8, skip_rows: 0, decimal: ",", thousands: ".", date: "%d/%m/%Y", header: true}
columns: {deal_id: opportunity_id, closed_at: 7, amount: "2024"}
values: {status: {Won: won, No: lost, 12: open}}
constants: {segment: SMB}
drop_rows: {deal_id: ["", "Total"]}
"""


def test_the_example_of_the_contract() -> None:
    mapping = parse_mapping(EXAMPLE)
    assert mapping.read == ReadOptions(
        delimiter=";", encoding="utf-8", skip_rows=0, decimal=",", thousands=".", date="%d/%m/%Y", header=True
    )
    assert mapping.columns == {
        "deal_id": "opportunity_id",
        "closed_at": 7,
        "amount": "2024",
    }  # a quoted number is a name
    assert mapping.values == {"status": {"Won": "won", "No": "lost", "12": "open"}}  # No is a word, not false
    assert mapping.drop_rows == {"deal_id": ("", "Total")}


words = st.text(min_size=1, max_size=12)


@pytest.mark.parametrize("odd", ["\x85", "a\u2028b", "\ufeffid", "no\u00a0break", "tab\tin", "two\nlines"])
def test_what_one_cannot_see_is_kept(odd: str) -> None:
    mapping = Mapping(table="deals", columns={"deal_id": odd}, values={"status": {odd: "won"}})
    assert parse_mapping(dump_mapping(mapping)) == mapping


@given(
    st.dictionaries(st.sampled_from(["deal_id", "name", "owner", "stage"]), words | st.integers(1, 99)),
    st.dictionaries(words, st.sampled_from(["open", "won", "lost"]), max_size=4),
    st.lists(words, max_size=3),
)
def test_written_and_read_back_is_the_same(
    columns: dict[str, str | int], values: dict[str, str], drop: list[str]
) -> None:
    mapping = Mapping(
        table="deals",
        columns=columns,
        values={"status": values} if values else {},
        drop_rows={"name": tuple(drop)} if drop else {},
    )
    assert parse_mapping(dump_mapping(mapping)) == mapping


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("table: deals\nconstants: {amount: abc}", "constants.amount: expected an amount such as 1500 or 1500.50"),
        ("table: deals\nconstants: {amount: '1.000'}", 'found "1.000"'),  # one, or a thousand
        ("table: deals\nconstants: {closed_at: 03/04/2026}", "constants.closed_at: expected a moment such as"),
        ("table: deals\nconstants: {closed_at: 2026-02-30}", 'found "2026-02-30"'),
        ("table: deals\nconstants: {expected_close: 2026-02-03 10:00}", "constants.expected_close: expected a day"),
        ("table: marketing\nconstants: {clicks: 1.5}", "constants.clicks: expected a whole number"),
        ("tabel: deals", 'did you mean "table"'),
        ("table: dealz", 'did you mean "deals"'),
        ("table: deals\ncolumns: {deal_idd: x}", 'did you mean "deal_id"'),
        ("table: deals\nread: {delimeter: ;}", 'did you mean "delimiter"'),
        ("table: deals\nread: {decimal: '.', thousands: '.'}", "read.decimal"),
        ("table: deals\nread: {timezone: Asia/Hanoi}", "unknown time zone"),
        ("table: deals\nread: {date: yesterday}", "read.date"),
        ("table: deals\nread: {skip_rows: some}", "read.skip_rows"),
        ("table: deals\ncolumns: {deal_id: 0}", "positions start at 1"),
        ("table: deals\nvalues: {status: {Won: wonn}}", 'did you mean "won"'),
        ("table: deals\ncolumns: {status: a}\nconstants: {status: won}", "both columns and constants"),
        ("table: deals\ntable: leads", "twice"),
        ("- a\n- b", "expected keys"),
        ("a: [", "line"),
        ("a: &x 1\nb: *x", "references"),
    ],
)
def test_every_mistake_is_named(text: str, said: str) -> None:
    with pytest.raises(MappingError, match=said):
        parse_mapping(text)


def test_all_mistakes_at_once() -> None:
    with pytest.raises(MappingError) as found:
        parse_mapping("tabel: x\nread: {delimeter: 1, header: maybe}\ntable: dealz")
    assert all(word in found.value.message for word in ("tabel", "delimeter", "maybe", "dealz"))


def test_a_mapping_made_on_screen_is_checked_too() -> None:
    with pytest.raises(MappingError, match="no column"):
        check_mapping(Mapping(table="orders", columns={"order": "x"}))


def test_constants_of_every_type_are_taken_as_written() -> None:
    text = (
        "table: deals\nconstants: {amount: -1500.5, closed_at: 2024-02-29 23:59, expected_close: 2026-06-30, owner: An}"
    )
    constants = {"amount": "-1500.5", "closed_at": "2024-02-29 23:59", "expected_close": "2026-06-30", "owner": "An"}
    assert parse_mapping(text).constants == constants
