"""What must not matter on the B2C side does not: rows over any files, their order, names of ids; sessions by hand."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.dataset import DataSet
from metrics import packing, store
from metrics.board import Board, open_board
from metrics.catalog import MEASURES
from metrics.funnel import default_query, funnel
from metrics.result import Period
from metrics.retention import RetentionQuery, retention
from metrics.sessions import KINDS
from tests.unit.funnel_kit import START, Rows, event, logs, sessions
from tests.unit.pipeline_kit import write_table

IDS = ("user_id", "session_id", "order_id")


def sold(events: Rows) -> list[dict[str, object]]:
    """The log with order ids (a person's own) and amounts; refunds name an order, and some no person."""
    found: list[dict[str, object]] = [dict(row) for row in events]
    for place, row in enumerate(found):
        if row["event"] in ("purchase", "refund"):
            row |= {"order_id": f"{row['user_id']}{place % 3}", "amount": place + 1, "segment": "xy"[place % 2]}
            row["user_id"] = None if row["event"] == "refund" and place % 2 else row["user_id"]
    return [*found, event("z", 60, "visit", order_id="", amount=0)]


def orders_of(events: Rows) -> list[dict[str, object]]:
    """The purchases as orders, and one of somebody without events."""
    bought = [row for row in events if row["event"] == "purchase"]
    rows = [
        {"order_id": f"n{place}", "user_id": row["user_id"], "ts": row["ts"], "amount": row["amount"], "channel": "ads"}
        for place, row in enumerate(bought)
    ]
    return [
        *rows,
        {"order_id": "last", "user_id": "y", "ts": START + timedelta(days=2), "amount": 5, "channel": "mail"},
    ]


def board_of(tables: dict[str, Rows], cut: dict[str, list[int]]) -> Board:
    """A board over the rows, each table in files cut at the given places."""
    folder = Path(tempfile.mkdtemp(prefix="two-funnels-test-"))
    files: dict[str, tuple[Path, ...]] = {}
    for table, rows in tables.items():
        no_values = dict.fromkeys(name for row in rows for name in row)
        places = sorted({0, *(place % (len(rows) + 1) for place in cut.get(table, [])), len(rows)})
        for first, end in pairwise(places):
            part = folder / f"{first}"
            part.mkdir(exist_ok=True)
            files[table] = (
                *files.get(table, ()),
                write_table(part, table, [{**no_values, **r} for r in rows[first:end]]),
            )
    return open_board(DataSet("made", folder.name, files))


def answers(board: Board) -> list[object]:
    """Every measure by channel, the funnels with their medians, and retention."""
    whole = Period(board.frame.first, board.frame.last)
    found: list[object] = [
        [
            {name: series.line(name).over(whole) for name in MEASURES}
            for _, series in sorted(board.groups(by).items(), key=str)
        ]
        for by in (None, "channel", "segment")
    ]
    for count in ("person", "session"):
        query = replace(default_query(board.frame, "b2c", count), by="channel")
        query = replace(query, steps=tuple(step for step in query.steps if step != "purchase") or ("visit",))
        found.append([(one.group, one.steps) for one in funnel(board.frame, query)])
    for start in ("purchase", "activity"):
        found.append(retention(board.frame, RetentionQuery(whole, start=start, days=(1, 3, 7), cohort="day")).cohorts)
    return found


def renamed(rows: Rows) -> list[dict[str, object]]:
    """Ids turned round, so that their order changes too; no id stays none."""

    def turned(value: object) -> object:
        return "".join(chr(220 - ord(letter)) for letter in str(value)) if value else value

    return [{name: turned(value) if name in IDS else value for name, value in row.items()} for row in rows]


@settings(max_examples=5)
@given(logs(), st.booleans(), st.lists(st.integers(0, 40), max_size=4), st.integers(0, 10**6))
def test_files_order_and_ids_do_not_matter(events: Rows, with_orders: bool, cut: list[int], seed: int) -> None:
    log = sold(events)
    tables: dict[str, Rows] = {"events": log} | ({"orders": orders_of(log)} if with_orders else {})
    expected = answers(board_of(tables, {}))
    assert expected[0]
    mixed = {name: random.Random(seed).sample(renamed(rows), len(rows)) for name, rows in tables.items()}
    assert answers(board_of(mixed, dict.fromkeys(mixed, cut))) == expected


@settings(max_examples=8)
@given(logs())
def test_sessions_by_hand(events: Rows) -> None:
    board = open_board(board_of({"events": list(events)}, {}).dataset)
    whole = Period(board.frame.first, board.frame.last)
    right: dict[str, Counter[str]] = {}
    for one in sessions(events):
        names = {
            "sessions": True,
            "cart_sessions": "add_to_cart" in one.moments,
            "purchase_sessions": "purchase" in one.moments,
        }
        right.setdefault(one.channel, Counter()).update(name for name, has in names.items() if has)
    for channel, counted in right.items():
        series = board.series(channel)
        assert {name: series.line(name).over(whole) for name in ("sessions", "cart_sessions", "purchase_sessions")} == {
            name: counted[name] for name in ("sessions", "cart_sessions", "purchase_sessions")
        }


@settings(max_examples=8)
@given(logs())
def test_the_sessions_and_their_log_follow_one_rule(events: Rows) -> None:
    # sessions find gaps on sorted numbers, their log by windows in SQL: an event in no session would be lost
    board = open_board(board_of({"events": list(events)}, {}).dataset)
    log = store.open_log(board.frame, "session")
    log.ensure()
    cursor = board.frame.cursor()
    others = f"count(*) filter (kind <> {KINDS['refund']})"
    seen = cursor.execute(f"select key, min(ts), {others} from ({log.source.occurrences}) group by key")
    starts = {key: first for key, first, n in seen.fetchall() if n}
    assert dict(cursor.execute('select session_key, "start" from sessions').fetchall()) == starts


def test_chunks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(3)
    kinds = ("visit", "visit", "product_view", "add_to_cart", "purchase", "refund")
    log = sold([event(f"u{dice.randrange(9)}", 10 * dice.randrange(600), dice.choice(kinds)) for _ in range(200)])
    expected = answers(board_of({"events": log}, {}))
    monkeypatch.setattr(packing, "ROWS_PER_CHUNK", 40)
    board = board_of({"events": log}, {})
    assert answers(board) == expected
    assert store.open_log(board.frame, "person").chunks > 3


def test_microseconds_over_decades() -> None:
    """Keys so wide that nothing more fits into one integer beside them."""
    dice = random.Random(4)
    moments = [
        (n, START + timedelta(seconds=dice.randrange(10**9), microseconds=dice.randrange(10**6))) for n in range(200)
    ]
    again = [(n, moment + timedelta(minutes=dice.choice((29, 30, 31)))) for n, moment in moments]
    visits = [{"user_id": f"u{n}", "ts": moment, "event": "visit", "channel": "a"} for n, moment in moments]
    bought = [{"user_id": f"u{n}", "ts": moment, "event": "purchase", "channel": "b"} for n, moment in again]
    board = board_of({"events": [*visits, *bought]}, {})
    packed = store.open_log(board.frame, "person").packing
    assert packed.per_chunk << packed.shift > 1 << 58
    whole, series = Period(board.frame.first, board.frame.last), board.series()
    assert [series.line(name).over(whole) for name in ("sessions", "purchase_sessions", "buyers")] == [
        200 + sum(later[1] - first[1] >= timedelta(minutes=30) for first, later in zip(moments, again, strict=True)),
        200,
        200,
    ]
    query = replace(default_query(board.frame, "b2c", "person"), by="channel")
    assert [(one.group, [step.entities for step in one.steps]) for one in funnel(board.frame, query)] == [
        ("a", [200, 200])
    ]
