"""Kept tables of one start beside fresh ones of another: persons are numbered alike, or days go to the wrong person."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from data import kept
from metrics import cube
from metrics.board import Board, open_board
from metrics.funnel import default_query, raw_funnel
from metrics.result import Period
from metrics.retention import RetentionQuery, retention
from tests.unit.kit import dataset


def _events(rng: random.Random) -> list[dict[str, object]]:
    """Sixty persons of whom every third comes back on day 7, in any order."""
    start = datetime(2026, 3, 2)
    rows: list[dict[str, object]] = []
    for n in range(60):
        who = {"user_id": f"u{n}", "channel": "ab"[n % 2], "session_id": f"s{n}"}
        bought = start + timedelta(days=n % 5)
        rows.append({**who, "ts": bought - timedelta(hours=1), "event": "visit"})
        rows.append({**who, "ts": bought, "event": "purchase", "amount": n, "order_id": f"o{n}"})
        rows += [{**who, "ts": bought + timedelta(days=7), "event": "visit"}] * (n % 3 == 0)
    rng.shuffle(rows)
    return [*rows, {"user_id": "u0", "ts": start + timedelta(days=30), "event": "active"}]


def _answers(board: Board, period: Period) -> tuple[object, ...]:
    series = board.series()
    kpis = {name: series.line(name).over(period) for name in ("buyers", "retained_d7", "eligible_d7", "sessions")}
    table = retention(board.frame, RetentionQuery(period, days=(7,), cohort="day", channel="a"))
    funnels = [
        [(one.group, one.steps) for one in raw_funnel(board.frame, replace(query, by="channel", period=period))]
        for query in (default_query(board.frame, "b2c", count) for count in ("person", "session"))
    ]
    return kpis, table.cohorts, funnels


def test_any_mix_of_kept_and_fresh_tables_gives_the_same_answers(tmp_path: Path) -> None:
    rng, cache = random.Random(7), tmp_path / "cubes"
    cache.mkdir()
    made = dataset(tmp_path / "0", events=_events(rng))
    period = Period(datetime(2026, 3, 1).date(), datetime(2026, 4, 30).date())
    right = _answers(open_board(made, cache=cache), period)
    assert right[0] == {"buyers": 60, "retained_d7": 20, "eligible_d7": 60, "sessions": 61}
    for turn in range(1, 8):
        for file in sorted(cache.iterdir()):
            if rng.random() < 0.5:
                file.unlink()
        again = replace(dataset(tmp_path / str(turn), events=_events(rng)), version=made.version)
        assert _answers(open_board(again, cache=cache), period) == right


def test_what_other_code_has_kept_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # the sessions' cube rests on a statement that its own recipe did not hold: mended code met the old cube
    cache = tmp_path / "cubes"
    cache.mkdir()
    made = dataset(tmp_path / "0", events=_events(random.Random(7)))
    period = Period(datetime(2026, 3, 1).date(), datetime(2026, 4, 30).date())
    right = _answers(open_board(made, cache=cache), period)
    for file in cache.glob("cube_sessions-*.parquet"):
        duckdb.sql(f"create table old as from '{file}' limit 0")
        duckdb.sql(f"copy old to '{cache / 'old.tmp'}' (format parquet)")
        file.unlink()
        kept.keep(cache / "old.tmp", file.stem.rpartition("-")[0])
    assert _answers(open_board(made, cache=cache), period) != right
    monkeypatch.setattr(cube, "code_version", lambda: "mended")
    assert _answers(open_board(made, cache=cache), period) == right


def test_a_damaged_cube_is_made_again(tmp_path: Path) -> None:
    cache = tmp_path / "cubes"
    cache.mkdir()
    made = dataset(tmp_path / "0", events=_events(random.Random(7)))
    period = Period(datetime(2026, 3, 1).date(), datetime(2026, 4, 30).date())
    right = _answers(open_board(made, cache=cache), period)
    rng, stems = random.Random(11), sorted(file.stem.rpartition("-")[0] for file in cache.iterdir())
    for turn in range(6):
        damaged = {file: _with_a_flipped_bit(file.read_bytes(), rng) for file in cache.iterdir()}
        for file, content in damaged.items():
            file.write_bytes(content[: len(content) // 2] if turn == 0 else content)
        assert _answers(open_board(made, cache=cache), period) == right
        assert sorted(file.stem.rpartition("-")[0] for file in cache.iterdir()) == stems
        assert not any(file.exists() and file.read_bytes() == content for file, content in damaged.items())


def _with_a_flipped_bit(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    changed[rng.randrange(4, len(content) - 8)] ^= 1 << rng.randrange(8)  # as a disk may do it
    return bytes(changed)


def test_a_cube_that_goes_between_finding_and_reading_it_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # another process erases the data set, or sweeps, at that very moment: of two tables the second was gone
    cache = tmp_path / "cubes"
    cache.mkdir()
    made = dataset(tmp_path / "0", events=_events(random.Random(7)))
    period = Period(datetime(2026, 3, 1).date(), datetime(2026, 4, 30).date())
    right = _answers(open_board(made, cache=cache), period)
    found, seen = kept.found, []

    def found_and_gone(folder: Path, stem: str) -> Path | None:
        path = found(folder, stem)
        seen.append(stem)
        if path and len(seen) % 2 == 0:
            path.unlink()
        return path

    monkeypatch.setattr(kept, "found", found_and_gone)
    assert _answers(open_board(made, cache=cache), period) == right
    assert len(seen) > 4
