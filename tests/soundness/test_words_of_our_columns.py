"""A file with our own column names and words such as "Closed Won" or "Thua" lost its rows, or was refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.sources import open_source
from metrics.board import open_board
from metrics.evaluate import Query, score
from tests.unit.kit import JUNE


def _deals(folder: Path, words: tuple[str, ...]) -> str:
    days = [f"{n},{words[n % len(words)]},2026-06-{1 + n % 28:02d},100" for n in range(40)]
    path = folder / "deals.csv"
    path.write_text("\n".join(["deal_id,status,closed_at,amount", *days, ""]), encoding="utf-8")
    return f"deals={path}"


@pytest.mark.parametrize(
    "words",
    [
        ("won", "lost", "open", "lost"),
        ("Closed Won", "Closed Lost", "In Progress", "Closed Lost"),
        ("Thắng", "Thua", "Đang mở", "Thất bại"),
        ("WON", "lost", "In Progress", "Thua"),
    ],
)
def test_every_way_to_write_a_status_is_one_win_rate(tmp_path: Path, words: tuple[str, ...]) -> None:
    found = score(open_board(open_source([_deals(tmp_path, words)], None)), Query(JUNE), "win_rate", "b2b")
    assert (found.numerator, found.denominator) == (10, 30)


def test_a_word_of_the_last_rows_only_is_translated_too(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    rows = [f"{n},{'Closed Won' if n < 400 else 'Closed Lost'},2026-06-10,1" for n in range(500)]
    path.write_text("\n".join(["deal_id,status,closed_at,amount", *rows, ""]), encoding="utf-8")
    found = score(open_board(open_source([f"deals={path}"], None)), Query(JUNE), "win_rate", "b2b")
    assert (found.numerator, found.denominator) == (400, 500)


def test_what_the_mapping_says_of_a_word_stays(tmp_path: Path) -> None:
    source = _deals(tmp_path, ("Closed Won", "Closed Lost"))
    (tmp_path / "own.yaml").write_text("table: deals\nvalues: {status: {Closed Won: open}}\n", encoding="utf-8")
    board = open_board(open_source([f"{source}:{tmp_path / 'own.yaml'}"], None))
    found = score(board, Query(JUNE), "win_rate", "b2b")
    assert (found.numerator, found.denominator) == (0, 20)
