"""remove_from_cart counted as add_to_cart and order_cancelled as purchase, because they hold the step's word."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.guess import WEAK
from data.said import QuestionError
from data.sources import open_source
from data.suggest import suggest_value
from metrics.board import open_board
from metrics.evaluate import Query, score
from tests.unit.kit import JUNE

NEAR = ("remove_from_cart", "view_cart", "Cart Viewed", "order_cancelled", "purchase_failed", "Bỏ khỏi giỏ hàng")


@pytest.mark.parametrize("word", NEAR)
def test_a_word_that_only_holds_a_steps_word_needs_an_answer(word: str) -> None:
    found = suggest_value("events", "event", word)
    assert (found.ours, found.confidence) == (None, WEAK)
    assert suggest_value("events", "event", "add_to_cart_click").confidence == WEAK


def _events(folder: Path, header: str, mapping: str = "") -> str:
    rows = [f"u{n},2026-06-{1 + n % 28:02d} 10:00:00,{('add_to_cart', *NEAR)[n % 7]},x" for n in range(70)]
    (folder / "log.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    (folder / "log.yaml").write_text(mapping, encoding="utf-8")
    return f"events={folder / 'log.csv'}" + (f":{folder / 'log.yaml'}" if mapping else "")


def test_they_are_asked_not_counted(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="order_cancelled"):
        open_source([_events(tmp_path, "user_id,event_time,event_type,product")], None)


def test_answered_or_under_our_own_names_only_the_step_counts(tmp_path: Path) -> None:
    said = "drop_rows: {event: [" + ", ".join(NEAR) + "]}\n"
    columns = "table: events\ncolumns: {user_id: user_id, ts: event_time, event: event_type}\n" + said
    for number, source in enumerate(
        (("user_id,event_time,event_type,product", columns), ("user_id,ts,event,channel",))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        board = open_board(open_source([_events(folder, *source)], None))
        found = score(board, Query(JUNE), "lp_conversion", "b2c")
        assert (found.numerator, found.denominator) == (10, 10)


@pytest.mark.parametrize(
    "key", ["drop_rows: {event: [%s]}", "drop_rows: {event_type: [%s]}", "reshape: {leave_rows: {event_type: [%s]}}"]
)
def test_rows_the_mapping_leaves_out_are_not_asked_about(tmp_path: Path, key: str) -> None:
    mapping = f"table: events\n{key % ', '.join(NEAR)}\n"
    board = open_board(open_source([_events(tmp_path, "user_id,event_time,event_type,product", mapping)], None))
    found = score(board, Query(JUNE), "lp_conversion", "b2c")
    assert (found.numerator, found.denominator) == (10, 10)


@pytest.mark.parametrize("word", ["Won - cancelled", "Closed Won (Cancelled)", "Cancelled after won", "Thắng (hủy)"])
@pytest.mark.parametrize("from_stage", [False, True])
def test_a_deal_won_and_then_cancelled_is_asked(word: str, from_stage: bool) -> None:
    assert suggest_value("deals", "status", word, from_stage).ours is None


@pytest.mark.parametrize("word", ["Won - delivered", "Thắng lợi", "Closed Won (renewal)"])
def test_a_deal_won_with_more_words_is_won(word: str) -> None:
    assert suggest_value("deals", "status", word).ours == "won"
