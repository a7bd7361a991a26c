"""Restated is told from moved across two uploads: rewriting an old lead shows, a lead that matured since does not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from data.dataset import DataSet
from metrics.board import Board, open_board
from metrics.catalog import BY_KEY
from metrics.evaluate import Query
from metrics.history import rewritten, settled, told
from metrics.result import Period
from tests.unit.pipeline_kit import write_table

DAY = timedelta(days=1)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))


def lead(n: int, created: datetime, sql: datetime | None) -> dict[str, object]:
    return {"lead_id": f"l{n}", "created_at": created, "mql_at": created, "sql_at": sql}


def leads(last: datetime) -> list[dict[str, object]]:
    """Four leads a day from January on, every fourth SQL after 20 days; known up to `last`."""
    found = []
    for n in range(4 * 150):
        created = datetime(2026, 1, 1, 9) + (n // 4) * DAY
        sql = created + 20 * DAY if n % 4 == 0 else None
        if created <= last:
            found.append(lead(n, created, sql if sql is not None and sql <= last else None))
    return found


def board(folder: Path, name: str, rows: list[dict[str, object]]) -> Board:
    (folder / name).mkdir()
    return open_board(DataSet("made", name, {"leads": (write_table(folder / name, "leads", rows),)}))


def test_what_has_merely_matured_is_not_restated(tmp_path: Path) -> None:
    before = board(tmp_path, "1", leads(datetime(2026, 4, 10, 12)))
    after = board(tmp_path, "2", leads(datetime(2026, 5, 20, 12)))
    assert [one.kpi for one in told(before, after, Query(MARCH))] == ["lead_to_sql", "mql_to_sql"]
    assert rewritten(before, after, Query(MARCH)) == []


def test_a_rewritten_lead_is_restated(tmp_path: Path) -> None:
    rows = leads(datetime(2026, 4, 10, 12))
    before = board(tmp_path, "1", rows)
    changed = leads(datetime(2026, 5, 20, 12))
    old = next(row for row in changed if row["created_at"] == datetime(2026, 3, 5, 9) and row["sql_at"] is None)
    old["sql_at"] = datetime(2026, 3, 6)
    after = board(tmp_path, "2", changed)
    found = {one.kpi: one for one in rewritten(before, after, Query(MARCH))}
    assert found.keys() == {"lead_to_sql", "mql_to_sql"}
    one = found["lead_to_sql"]
    assert one.then == 0.25
    assert one.then_now == 0.25 + 1 / 124  # 31 days × 4 leads, one more of them SQL


def test_a_period_is_settled_when_its_window_has_passed_before_the_last_day(tmp_path: Path) -> None:
    one = board(tmp_path, "1", leads(datetime(2026, 4, 10, 12)))
    assert settled(one, BY_KEY["lead_to_sql", "b2b"], APRIL) == Period(date(2026, 2, 9), date(2026, 3, 10))
    assert settled(one, BY_KEY["win_rate", "b2b"], APRIL) == Period(date(2026, 3, 11), date(2026, 4, 9))
    assert settled(one, BY_KEY["ltv", "b2c"], APRIL) is None
    assert settled(one, BY_KEY["first_value_days", "b2b"], APRIL) is None
    assert settled(one, BY_KEY["lead_to_sql", "b2b"], Period(date(2026, 1, 1), date(2026, 4, 30))) is None
