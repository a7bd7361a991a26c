"""Closed deals without a close date were left out of the win rate without a word: 2 of 3 for 3 of 5."""

from __future__ import annotations

from pathlib import Path

from metrics.result import Score
from tests.unit.kit import at, score_of


def _deal(number: int, status: str, closed: str | None) -> dict[str, object]:
    day = at(closed) if closed else None
    return {"deal_id": f"D{number}", "created_at": at("05-01"), "status": status, "amount": 10, "closed_at": day}


def _win_rate(folder: Path, *closes: tuple[str, str | None]) -> Score:
    return score_of(folder, "win_rate", "b2b", deals=[_deal(n, *close) for n, close in enumerate(closes)])


def test_the_score_says_how_many_deals_no_period_holds(tmp_path: Path) -> None:
    dated = (("won", "06-10"), ("won", "06-11"), ("lost", "06-12"))
    found = _win_rate(tmp_path / "some", *dated, ("won", None), ("lost", None), ("open", None))
    assert (found.numerator, found.denominator) == (2, 3)
    assert [(note.code, dict(note.values)) for note in found.notes] == [("undated_closes", {"n": 2})]
    assert _win_rate(tmp_path / "all", *dated).notes == ()


def test_lost_deals_without_a_day_are_not_called_never_lost(tmp_path: Path) -> None:
    found = _win_rate(tmp_path / "undated", ("won", "06-10"), ("lost", None))
    assert (found.grade.status, [note.code for note in found.notes]) == ("no_data", ["undated_closes"])
    alone = _win_rate(tmp_path / "alone", ("won", "06-10"), ("open", None))
    assert (alone.grade.status, [note.code for note in alone.notes]) == ("no_data", ["one_sided"])
