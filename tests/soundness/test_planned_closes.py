"""An open deal with a closing date in the future moved `as_of` there: every period was empty, every window mature."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from metrics.board import open_board
from metrics.frame import open_frame
from tests.unit.kit import at, dataset, score_of


def _deal(name: str, status: str, closed: datetime | None) -> dict[str, object]:
    return {"deal_id": name, "created_at": at("05-01 00:00"), "status": status, "closed_at": closed}


DEALS = [
    _deal("won", "won", at("06-10 12:00")),
    _deal("lost", "lost", at("06-12 09:00")),
    _deal("open", "open", at("12-31 00:00")),
]


def test_a_planned_close_does_not_move_as_of(tmp_path: Path) -> None:
    data = dataset(tmp_path, deals=DEALS)
    assert open_frame(data).as_of == at("06-12 09:00")
    assert open_frame(data, date(2026, 6, 11)).as_of.date() == date(2026, 6, 11)
    found = score_of(tmp_path / "score", "win_rate", "b2b", deals=DEALS)
    assert (found.numerator, found.denominator) == (1, 2)


def test_nothing_is_mature_because_of_it(tmp_path: Path) -> None:
    leads = [{"lead_id": "l", "created_at": at("06-01 00:00"), "sql_at": None}]
    leads += [{"lead_id": "m", "created_at": at("06-02 00:00"), "sql_at": at("06-03 00:00")}]
    found = score_of(tmp_path, "lead_to_sql", "b2b", deals=DEALS, leads=leads)
    assert (found.denominator, found.grade.status) == (0, "too_early")


def test_data_of_plans_alone_still_open(tmp_path: Path) -> None:
    plans = [{"deal_id": "a", "status": "open", "closed_at": at("12-31 00:00")}]
    assert open_board(dataset(tmp_path, deals=plans)).as_of == at("12-31 00:00")
