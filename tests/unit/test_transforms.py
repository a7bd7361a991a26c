"""Reshaping: line items to orders, filters, joined columns, exact factors, stage columns; nothing disappears."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import transforms
from data.errors import MappingError
from data.mapping import Mapping, dump_mapping, parse_mapping

Row = Sequence[str | None]


def run(names: list[str], rows: Sequence[Row], mapping: str) -> tuple[list[dict[str, str | None]], transforms.Reshaped]:
    """The mapped values of the rows that remain, with their `line`, and what `apply` reports."""
    con = duckdb.connect(config={"threads": 1})
    columns = ", ".join(f"c{place + 1} varchar" for place in range(len(names)))
    con.execute(f"create table source (line bigint, {columns})")
    marks = ", ".join("?" for _ in range(len(names) + 1))
    if rows:
        con.executemany(f"insert into source values ({marks})", [[line, *row] for line, row in enumerate(rows, 2)])
    done = transforms.apply(con, "source", names, parse_mapping(mapping))
    assert not transforms.needed(done.mapping)
    fields = {}
    for ours, theirs in done.mapping.columns.items():
        fields[ours] = f"c{theirs if isinstance(theirs, int) else done.names.index(theirs) + 1}"
    wanted = ", ".join(["line", *fields.values()])
    found = con.execute(f"select {wanted} from {done.table} order by line, {wanted}").fetchall()
    total = len(found) + sum(done.counts.values()) - done.added
    assert total == len(rows), "every row is kept or set aside"
    if done.aside:
        kept = {row[0] for row in con.execute(f"select line from {done.aside}").fetchall()}
        assert len(kept) == sum(done.counts.values())
    return [dict(zip(["line", *fields], row, strict=True)) for row in found], done


SHOPIFY = """
table: orders
columns: {order_id: Name, user_id: Email, ts: Created, amount: Total}
reshape: {group_by: Name}
"""
NAMES = ["Name", "Email", "Created", "Total", "Item"]


@pytest.mark.parametrize("repeated", ["blank", "name", "all", "null"])
def test_line_items_become_one_order(repeated: str) -> None:
    second: Row = {
        "blank": ["", "", "", "", "b"],
        "name": ["#1", "", "", "", "b"],
        "all": ["#1", "a@x", "d1", "10", "b"],
        "null": [None, None, None, None, "b"],
    }[repeated]
    rows = [["#1", "a@x", "d1", "10", "a"], second, ["#2", "b@x", "d2", "20", "c"]]
    found, done = run(NAMES, rows, SHOPIFY)
    assert [(row["line"], row["order_id"], row["amount"]) for row in found] == [(2, "#1", "10"), (4, "#2", "20")]
    assert done.counts == {"rows.merged": 1}
    assert done.conflicts == 0


def test_a_later_line_fills_what_the_first_leaves_blank() -> None:
    found, _ = run(NAMES, [["#1", "", "d1", "10", "a"], ["#1", "a@x", "", "", "b"]], SHOPIFY)
    assert found == [{"line": 2, "order_id": "#1", "user_id": "a@x", "ts": "d1", "amount": "10"}]


def test_rows_that_contradict_each_other_are_not_merged() -> None:
    found, done = run(NAMES, [["#1", "a@x", "d1", "10", "a"], ["#1", "a@x", "d1", "99", "b"]], SHOPIFY)
    assert [row["amount"] for row in found] == ["10", "99"]
    assert (done.conflicts, done.counts) == (1, {})


def test_blank_ids_of_rows_not_merged_are_filled_so_that_they_count_as_duplicates() -> None:
    found, _ = run(NAMES, [["#1", "a@x", "d1", "10", "a"], ["", "a@x", "d1", "99", "b"]], SHOPIFY)
    assert [row["order_id"] for row in found] == ["#1", "#1"]


def test_orders_are_filtered_whole() -> None:
    mapping = SHOPIFY.replace("group_by: Name", "group_by: Name, leave_rows: {Email: [void]}")
    rows = [["#1", "void", "d", "10", "y"], ["", "", "", "", "x"], ["#2", "b", "d", "5", "x"]]
    found, done = run(NAMES, rows, mapping)
    assert [row["order_id"] for row in found] == ["#2"]
    assert done.counts == {"rows.merged": 1, "rows.not_kept": 1}


def test_keep_and_leave_rows() -> None:
    mapping = """
    table: stage_changes
    columns: {deal_id: Id, stage: New, entered_at: At}
    reshape: {keep_rows: {Field: [StageName]}, leave_rows: {New: ["", "total*"]}}
    """
    rows = [
        ["1", "stagename ", "Demo", "d"],
        ["1", "Amount", "5", "d"],
        ["1", None, "Demo", "d"],
        ["2", "StageName", "Total: all", "d"],
        ["3", "StageName", "", "d"],
    ]
    found, done = run(["Id", "Field", "New", "At"], rows, mapping)
    assert [row["line"] for row in found] == [2]
    assert done.counts == {"rows.not_kept": 4}


def test_status_from_two_columns_and_closing_only_when_closed() -> None:
    mapping = """
    table: deals
    columns: {deal_id: Id, expected_close: Close, closed_at: Close}
    values: {status: {"true | true": won, "true | false": lost, "false | false": open}}
    reshape:
      join: {status: [IsClosed, IsWon]}
      only_when: {closed_at: {status: [won, lost]}}
    """
    rows = [
        ["1", "d1", "true", "true"],
        ["2", "d2", "True", "False"],
        ["3", "d3", "false", "false"],
        ["4", "d4", "", ""],
    ]
    found, _ = run(["Id", "Close", "IsClosed", "IsWon"], rows, mapping)
    assert [row["status"] for row in found] == ["true | true", "True | False", "false | false", " | "]
    assert [row["closed_at"] for row in found] == ["d1", "d2", None, None]
    assert [row["expected_close"] for row in found] == ["d1", "d2", "d3", "d4"]


def test_first_filled_column_wins() -> None:
    mapping = "{table: deals, columns: {deal_id: Id, status: S}, reshape: {first_of: {closed_at: [Won, Lost, Closed]}}}"
    rows = [
        ["1", "won", "w", "", "c"],
        ["2", "lost", " ", "l", "c"],
        ["3", "lost", "--", "N/A", "c"],
        ["4", "open", "", None, ""],
    ]
    found, _ = run(["Id", "S", "Won", "Lost", "Closed"], rows, mapping)
    assert [row["closed_at"] for row in found] == ["w", "l", "c", None]


def scale(values: list[str], factor: str, decimal: str = "") -> list[str | None]:
    read = f'read: {{decimal: "{decimal}"}}' if decimal else ""
    mapping = f"table: marketing\ncolumns: {{date: D, cost: C}}\n{read}\nreshape: {{scale: {{cost: '{factor}'}}}}"
    found, done = run(["D", "C"], [["d", value] for value in values], mapping)
    assert done.mapping.formats["cost"] == {"decimal": ".", "thousands": ","}
    return [row["cost"] for row in found]


def test_micros_exactly() -> None:
    micros = ["38330000", "1", "-2500000", "900719925474099301", "1,234,567", "", " --"]
    assert scale(micros, "1/1000000") == [
        "38.330000", "0.000001", "-2.500000", "900719925474.099301", "1.234567", "", " --",
    ]  # fmt: skip


def test_what_is_no_plain_number_is_refused_not_misread() -> None:
    assert scale(["1.234", "12 apples", "1.234,56"], "1/12") == [
        "1.234 (not scaled)", "12 apples (not scaled)", "1.234,56 (not scaled)",
    ]  # fmt: skip
    assert scale(["1.234,56", "1.234", "0,5"], "1/100", ",") == ["12.345600", "12.340000", "0.005000"]


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**6), st.integers(1, 10**6))
def test_any_factor_is_exact_to_six_decimals(number: int, up: int, down: int) -> None:
    exact = Fraction(number * up, down)
    sign = -1 if exact < 0 else 1
    millionths = int((abs(exact) * 10**6 * 2 + 1) // 2)  # half away from zero
    expected = Decimal(sign * millionths) / 10**6
    (text,) = scale([str(number)], f"{up}/{down}")
    assert text is not None
    assert Decimal(text) == expected
    assert expected == expected.quantize(Decimal("0.000001"), ROUND_HALF_UP)


def test_factor_by_interval_and_none_for_others() -> None:
    mapping = """
    table: subscriptions
    columns: {account_id: A, valid_from: F, mrr: M}
    reshape: {scale: {mrr: {column: I, factors: {month: 1, Year: 1/12}}}}
    """
    rows = [["a", "d", "100", "month"], ["b", "d", "1200", "year"], ["c", "d", "70", "week"]]
    found, _ = run(["A", "F", "M", "I"], rows, mapping)
    assert [row["mrr"] for row in found] == ["100.000000", "100.000000", "70 (not scaled)"]


def test_a_date_column_per_stage_becomes_rows() -> None:
    mapping = "{table: stage_changes, columns: {deal_id: Id}, unpivot: {In Demo: Demo, In Won: Won}}"
    rows = [["1", "d1", "d3"], ["2", "d2", ""], ["3", "", "--"]]
    found, done = run(["Id", "In Demo", "In Won"], rows, mapping)
    assert [(row["deal_id"], row["stage"], row["entered_at"]) for row in found] == [
        ("1", "Demo", "d1"), ("1", "Won", "d3"), ("2", "Demo", "d2"),
    ]  # fmt: skip
    assert (done.added, done.counts) == (1, {"rows.no_stage_date": 1})


HISTORY = """
table: stage_changes
columns: {deal_id: Id, stage: Stage, entered_at: At}
reshape: {changes_only: {per: Id, of: Stage, by: At}}
"""


def test_only_changes_of_stage_remain_even_out_of_order() -> None:
    rows = [
        ["1", "Demo", "2026-01-03 10:00:00"],
        ["1", "Demo", "2026-01-01 09:00:00"],
        ["2", "Demo", "2026-01-02 09:00:00"],
        ["1", "Won", "2026-01-05 09:00:00"],
        ["1", "Demo", "2026-01-07 09:00:00"],
    ]
    found, done = run(["Id", "Stage", "At"], rows, HISTORY)
    assert [row["line"] for row in found] == [3, 4, 5, 6]
    assert done.counts == {"rows.unchanged": 1}


def test_times_that_do_not_sort_as_text_drop_nothing() -> None:
    found, done = run(["Id", "Stage", "At"], [["1", "Demo", "03/01/2026"], ["1", "Demo", "01/02/2026"]], HISTORY)
    assert (len(found), done.counts) == (2, {})


def test_hostile_names_and_values_stay_data() -> None:
    names = ['a"; drop table source; --', "b'c"]
    mapping = (
        dump_mapping(parse_mapping("{table: stage_changes, columns: {deal_id: X, stage: Y, entered_at: Y}}"))
        .replace("X", "'a\"; drop table source; --'")
        .replace("Y", '"b\'c"')
    )
    mapping += 'reshape: {keep_rows: {"b\'c": ["o\'k"]}}\n'
    found, _ = run(names, [["1", "o'k"], ["2", "x"]], mapping)
    assert [row["deal_id"] for row in found] == ["1"]


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(MappingError, match=r'"Nmae".*did you mean "Name"'):
        run(["Name"], [["1"]], "{table: orders, columns: {order_id: Name}, reshape: {group_by: Nmae}}")


def test_nothing_to_do() -> None:
    assert not transforms.needed(Mapping(table="orders", columns={"order_id": "x"}))


@pytest.mark.parametrize(
    ("section", "problem"),
    [
        ("{keep: {a: [b]}}", 'unknown key "reshape.keep"'),
        ("{join: {stauts: [a, b]}}", 'no column "stauts"; did you mean "status"'),
        ("{scale: {amount: 0}}", "expected a number"),
        ("{scale: {amount: 1/0}}", "expected a number"),
        ("{scale: {amount: {column: I, factors: {year: x}}}}", "expected a number"),
        ("{changes_only: {per: a}}", "expected per, of and by"),
        ("{join: {status: [a, b]}, first_of: {status: [a]}}", "both join and first_of"),
        ("[a]", "reshape: expected names and values"),
        ("{keep_rows: [a]}", "reshape.keep_rows: expected names and values"),
    ],
)
def test_mistakes_in_the_section_are_named(section: str, problem: str) -> None:
    with pytest.raises(MappingError, match=problem):
        parse_mapping(f"table: deals\ncolumns: {{deal_id: a}}\nreshape: {section}")
