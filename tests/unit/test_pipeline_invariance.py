"""What must not matter does not: order of rows, names of ids, how many files the rows came in."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from data.dataset import DataSet
from metrics import dwell, pipeline, revenue
from metrics.frame import Frame, open_frame
from tests.unit.pipeline_kit import Rows, frame_of, write_table

START = datetime(2026, 1, 1)
STAGES = ("Demo", "Offer", "Deal")


def made(seed: int) -> dict[str, list[dict[str, object]]]:
    """Random deals with stage changes on whole days (so with ties), and subscriptions."""
    dice = random.Random(seed)
    deals, changes, spans = [], [], []
    for n in range(15):
        status, created = dice.choice(("open", "won", "lost")), START + timedelta(days=dice.randrange(60))
        closed = created + timedelta(days=dice.randrange(1, 40))
        deals.append(
            {
                "deal_id": f"d{n}",
                "status": status,
                "created_at": created,
                "closed_at": None if status == "open" else closed,
                "amount": dice.choice((None, 10, 20, 35)),
                "stage": dice.choice(STAGES),
                "owner": dice.choice((None, "An", "Bình")),
                "expected_close": dice.choice((None, *(date(2026, month, 20) for month in range(1, 7)))),
            }
        )
        days = sorted(dice.randrange(6) for _ in STAGES)
        changes += [
            {"deal_id": f"d{n}", "stage": stage, "entered_at": created + timedelta(days=day)}
            for stage, day in zip(STAGES[: dice.randrange(1, 4)], days, strict=False)
        ]
        first = date(2025, 1, 1) + timedelta(days=dice.randrange(500))
        last = dice.choice((None, first + timedelta(days=dice.randrange(400))))
        spans.append({"account_id": f"a{n % 6}", "valid_from": first, "valid_to": last, "mrr": dice.randrange(1, 99)})
    return {"deals": deals, "stage_changes": changes, "subscriptions": spans}


def figures(frame: Frame) -> tuple[object, ...]:
    """Everything that carries no id."""
    found = pipeline.coverage(frame, pipeline.parse_quarter("2026Q2"))
    lists = (found.counted, found.haircuts, found.undated, found.past_due, found.no_amount, found.stale)
    return (
        (found.won, found.open, found.clean_open, tuple(len(deals) for deals in lists)),
        (found.by_stage, found.by_owner),
        tuple(dwell.dwell(frame)),
        tuple(revenue.trend(frame)),
        tuple(revenue.cohorts(frame)),
    )


def renamed(rows: Rows) -> list[dict[str, object]]:
    """Ids turned round, so that their order changes too."""
    ids = ("deal_id", "account_id")
    return [{name: f"{value}"[::-1] if name in ids else value for name, value in row.items()} for row in rows]


@settings(max_examples=12)
@given(st.integers(0, 10**6))
def test_order_and_ids_do_not_matter(seed: int) -> None:
    tables = made(seed)
    with frame_of(**tables) as frame:
        expected = figures(frame)
    for rows in tables.values():
        random.Random(seed + 1).shuffle(rows)
    with frame_of(**{name: renamed(rows) for name, rows in tables.items()}) as frame:
        assert figures(frame) == expected


def test_the_number_of_files_does_not_matter(tmp_path: Path) -> None:
    tables = made(7)
    with frame_of(**tables) as frame:
        expected = figures(frame)
    files = {}
    for name, rows in tables.items():
        parts = [rows[:4], rows[4:]]
        for n in range(len(parts)):
            (tmp_path / f"{n}").mkdir(exist_ok=True)
        files[name] = tuple(write_table(tmp_path / f"{n}", name, part) for n, part in enumerate(parts))
    assert figures(open_frame(DataSet("made", "parts", files))) == expected
