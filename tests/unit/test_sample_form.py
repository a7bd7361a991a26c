"""The demo data set's form: canonical, whole, the same every time, and the same company a week earlier."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from data import sample
from data.sample import blank
from data.tables import DEAL_STATUSES, EVENTS, SQL_TYPES, TABLES
from tests.unit.sample_kit import before, folder, now, opened, row, value_hash

__all__ = ["before", "folder", "now"]  # fixtures


@pytest.mark.parametrize("kind", ["now", "before"])
def test_tables_are_canonical_and_nothing_lies_ahead(kind: str, request: pytest.FixtureRequest) -> None:
    con: duckdb.DuckDBPyConnection = request.getfixturevalue(kind)
    last = datetime(2026, 9, 27, 23, 59, 30) if kind == "now" else datetime(2026, 9, 20, 23, 59, 59)
    for name in sample.TABLES:
        table = TABLES[name]
        for column, type_, *_ in con.execute(f"describe select * from {name}").fetchall():
            assert type_ == SQL_TYPES[table.column(column).type], (name, column)
            if table.column(column).past:
                (latest,) = con.execute(f"select max({column}) from {name}").fetchone() or (None,)
                assert latest <= (last.date() if type(latest) is date else last), (name, column)
        for required in table.required:
            assert row(con, f"select count(*) from {name} where {required} is null") == (0,)
        if table.key:
            assert row(con, f"select count(*) - count(distinct {table.key}) from {name}") == (0,)
    assert {kind for (kind,) in con.execute("select distinct event from events").fetchall()} == set(EVENTS)
    assert {word for (word,) in con.execute("select distinct status from deals").fetchall()} == set(DEAL_STATUSES)


@pytest.mark.parametrize(
    ("child", "key", "parent"),
    [
        ("deals", "lead_id", "leads"),
        ("deals", "account_id", "accounts"),
        ("leads", "account_id", "accounts"),
        ("stage_changes", "deal_id", "deals"),
        ("subscriptions", "account_id", "accounts"),
    ],
)
def test_no_orphans(now: duckdb.DuckDBPyConnection, child: str, key: str, parent: str) -> None:
    orphans = f"select count(*) from {child} c anti join {parent} p using ({key}) where c.{key} is not null"
    assert row(now, orphans) == (0,)


def test_moments_of_a_deal_are_in_order(now: duckdb.DuckDBPyConnection) -> None:
    wrong = """
        select count(*) from deals
        where poc_started_at < created_at or opportunity_at < poc_started_at or closed_at < created_at
          or closed_at < opportunity_at or (status = 'open') <> (closed_at is null)
    """
    assert row(now, wrong) == (0,)


def test_a_week_earlier_the_same_company(now: duckdb.DuckDBPyConnection, before: duckdb.DuckDBPyConnection) -> None:
    def orders(con: duckdb.DuckDBPyConnection, first: str, end: str) -> float:
        return row(con, f"select count(*) from orders where ts >= '{first}' and ts < '{end}'")[0]

    assert orders(before, "2026-03-30", "2026-09-07") == orders(now, "2026-03-30", "2026-09-07")
    assert orders(before, "2026-09-07", "2026-09-14") < 0.95 * orders(now, "2026-09-07", "2026-09-14")
    assert orders(before, "2026-09-14", "2026-09-21") == orders(now, "2026-09-14", "2026-09-21")
    names = ("deal_id", "status", "amount", "expected_close")
    then, today = (
        {found[0]: found[1:] for found in con.execute(f"select {', '.join(names)} from deals").fetchall()}
        for con in (before, now)
    )
    assert set(then) < set(today)
    moved = [(then[deal], today[deal]) for deal in then if then[deal] != today[deal]]
    assert any(a[0] == "open" and b[0] == "won" for a, b in moved)
    assert any(a[0] == "open" and b[0] == "lost" for a, b in moved)
    both = [(a, b) for a, b in moved if a[0] == b[0] == "open"]
    assert any(a[1] and b[1] and a[1] < b[1] for a, b in both)
    assert any(a[1] and b[1] and a[1] > b[1] for a, b in both)
    assert any(a[2] and b[2] and a[2] < b[2] for a, b in both)
    assert not any(a[0] != "open" and a != b for a, b in moved)


def test_the_same_every_time_and_repaired_when_a_file_is_gone(now: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    again = sample.demo_dataset(tmp_path)
    con = opened({name: paths[0] for name, paths in again.files.items()})
    for name in sample.TABLES:
        sums = f"select count(*), sum(hash(t)::hugeint) from {name} t"
        assert con.execute(sums).fetchone() == now.execute(sums).fetchone(), name
    assert value_hash(con, "deals") == value_hash(now, "deals")
    gone = again.files["targets"][0]
    content = gone.read_bytes()
    gone.unlink()
    assert sample.demo_dataset(tmp_path).files["targets"][0].read_bytes() == content


def test_written_once(folder: Path, now: duckdb.DuckDBPyConnection) -> None:
    first = sample.demo_dataset(folder)
    stamps = {name: paths[0].stat().st_mtime_ns for name, paths in first.files.items()}
    second = sample.demo_dataset(folder)
    assert second == first
    assert {name: paths[0].stat().st_mtime_ns for name, paths in second.files.items()} == stamps
    assert sample.version("now") != sample.version("week-earlier")
    assert (first.name, first.currency, first.timezone) == ("demo", "VND", "Asia/Ho_Chi_Minh")


@pytest.mark.parametrize("table", list(TABLES))
def test_templates_are_up_to_date(table: str) -> None:
    assert (blank.FOLDER / f"{table}.csv").read_text(encoding="utf-8") == blank.header(table)
