"""Reviews stay as they were closed; actions lose nothing when several people write at once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data import actions as store
from data.actions import DONE, REFUSED, SAVED, Action, ActionConflictError, Fields, add_action, change_action
from data.errors import StoreError
from data.reviews import close_review, review, reviews
from data.store import Workspace
from tests.unit.store_kit import staged

LEADS = "select 'L1' as lead_id, timestamp '2026-06-01 10:00:00' as created_at"


def close(workspace: Workspace, number: int = 1) -> None:
    close_review(workspace, "demo", f"v{number}", {"scores": [number]}, "bands: 1", "abc")


def test_a_review_is_found_again_as_it_was_closed(workspace: Path) -> None:
    lan = Workspace(workspace, "lan")
    close(lan, 1)
    close(lan, 2)
    found = reviews(Workspace(workspace, "lan"), "demo")
    assert [(one.number, one.version, one.figures, one.closed_by) for one in found] == [
        (2, "v2", {"scores": [2]}, "lan"),
        (1, "v1", {"scores": [1]}, "lan"),
    ]
    assert review(lan, "DEMO", 1).benchmarks == "bands: 1"
    with pytest.raises(StoreError, match="no review 3"):
        review(lan, "demo", 3)


def test_nothing_changes_a_closed_review(workspace: Path) -> None:
    place = Workspace(workspace)
    close(place)
    with pytest.raises(StoreError, match="never changes"), place.db.write() as db:
        db.execute("update reviews set figures = '{}'")
    assert reviews(place, "demo")[0].figures == {"scores": [1]}


def test_a_review_tampered_with_is_refused(workspace: Path) -> None:
    place = Workspace(workspace)
    close(place)
    with place.db.write() as db:
        db.execute("drop trigger reviews_stay")
        db.execute("""update reviews set figures = '{"scores": [9]}'""")
    with pytest.raises(StoreError, match="is not what was stored"):
        reviews(place, "demo")


def test_two_people_closing_at_once_get_two_reviews(workspace: Path) -> None:
    Workspace(workspace)
    threads = [threading.Thread(target=lambda: close(Workspace(workspace))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.number for one in reviews(Workspace(workspace), "demo")) == [1, 2, 3, 4, 5, 6]


def test_reviews_and_actions_are_as_private_as_their_data_set_and_go_with_it(workspace: Path) -> None:
    lan, minh = Workspace(workspace, "lan"), Workspace(workspace, "minh")
    lan.publish("acme", [staged(lan, "leads", LEADS)])
    close_review(lan, "acme", "v", {}, "", "")
    add_action(lan, "acme", Fields("Call them"))
    for ask in (reviews, store.actions):
        with pytest.raises(StoreError, match="No such data set"):
            ask(minh, "acme")
    with pytest.raises(StoreError, match="No such data set"):
        add_action(minh, "acme", Fields("Peek"))
    lan.erase("acme")
    lan.publish("acme", [staged(lan, "leads", LEADS)])
    assert reviews(lan, "acme") == []
    assert store.actions(lan, "acme") == []


def test_whoever_takes_a_name_over_does_not_get_what_was_kept_under_it(workspace: Path) -> None:
    """Lan deletes "acme", Minh makes one of the same name: nothing of Lan's is Minh's, and Lan gets it back."""
    lan, minh = Workspace(workspace, "lan"), Workspace(workspace, "minh")
    lan.publish("acme", [staged(lan, "leads", LEADS)])
    close_review(lan, "acme", "v", {"secret": 1}, "", "")
    hers = add_action(lan, "acme", Fields("Call them"))
    lan.delete("acme")
    minh.publish("acme", [staged(minh, "leads", LEADS)])
    assert reviews(minh, "acme") == []
    assert store.actions(minh, "acme") == []
    assert store.history(minh, hers) == []
    with pytest.raises(StoreError, match="No such action"):
        change_action(minh, hers, replace(hers.fields, status=DONE))
    minh.delete("acme")
    lan.undo_delete("acme")
    assert [one.figures for one in reviews(lan, "acme")] == [{"secret": 1}]


def test_of_the_demo_everybody_who_signs_in_has_their_own(workspace: Path) -> None:
    lan, minh = Workspace(workspace, "lan"), Workspace(workspace, "minh")
    add_action(lan, "demo", Fields("Mine"))
    close(lan)
    assert store.actions(minh, "demo") == []
    assert reviews(minh, "demo") == []


def test_changes_of_other_fields_are_merged(workspace: Path) -> None:
    place = Workspace(workspace)
    seen = add_action(place, "demo", Fields("Fix the checkout", "b2c.checkout_conversion"))
    change_action(place, seen, replace(seen.fields, owner="Lan"))
    change_action(place, seen, replace(seen.fields, due=date(2026, 7, 6)))
    (stands,) = store.actions(place, "demo")
    assert stands.fields == Fields("Fix the checkout", "b2c.checkout_conversion", "Lan", date(2026, 7, 6))
    assert stands.version == 3


def test_a_conflict_tells_and_keeps_both_texts(workspace: Path) -> None:
    lan, minh = Workspace(workspace, "lan"), Workspace(workspace, "minh")
    lan.publish("acme", [staged(lan, "leads", LEADS)])
    lan.share("acme")
    seen = add_action(lan, "acme", Fields("Fix it"))
    change_action(lan, seen, replace(seen.fields, what="Fix the cart"))
    with pytest.raises(ActionConflictError) as conflict:
        change_action(minh, seen, replace(seen.fields, what="Fix the payment", owner="Minh"))
    assert conflict.value.names == ("what",)
    assert conflict.value.theirs.fields.what == "Fix the cart"
    assert conflict.value.mine.what == "Fix the payment"
    states = [(state.author, state.fields.what, state.outcome) for state in store.history(lan, seen)]
    assert states == [("lan", "Fix it", SAVED), ("lan", "Fix the cart", SAVED), ("minh", "Fix the payment", REFUSED)]
    saved = change_action(minh, conflict.value.theirs, conflict.value.over)
    assert saved.fields.what == "Fix the payment"


def test_saving_mine_after_a_conflict_leaves_what_only_the_other_changed(workspace: Path) -> None:
    place = Workspace(workspace)
    seen = add_action(place, "demo", Fields("Fix it"))
    change_action(place, seen, replace(seen.fields, what="Fix the cart", owner="Lan"))
    with pytest.raises(ActionConflictError) as conflict:
        change_action(place, seen, replace(seen.fields, what="Fix the payment"))
    saved = change_action(place, conflict.value.theirs, conflict.value.over)
    assert (saved.fields.what, saved.fields.owner) == ("Fix the payment", "Lan")


def test_the_same_change_twice_is_no_conflict(workspace: Path) -> None:
    place = Workspace(workspace)
    seen = add_action(place, "demo", Fields("Fix it"))
    first = change_action(place, seen, replace(seen.fields, status=DONE))
    assert change_action(place, seen, replace(seen.fields, status=DONE)) == first


def test_many_writers_lose_no_text(workspace: Path) -> None:
    """Twelve people change the same field of one action from the same state: one wins, every text is kept."""
    seen = add_action(Workspace(workspace), "demo", Fields("Start"))
    won: list[Action] = []
    refused: list[str] = []

    def write(number: int) -> None:
        try:
            won.append(change_action(Workspace(workspace), seen, replace(seen.fields, what=f"Text {number}")))
        except ActionConflictError as error:
            refused.append(error.mine.what)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert len(refused) == 11
    kept = {state.fields.what for state in store.history(Workspace(workspace), seen)}
    assert kept == {"Start", *(f"Text {number}" for number in range(12))}


def test_open_actions_come_first_by_due_day(workspace: Path) -> None:
    place = Workspace(workspace)
    for fields in (
        Fields("undated"),
        Fields("done", status=DONE),
        Fields("later", due=date(2026, 8, 1)),
        Fields("soon", due=date(2026, 7, 1)),
    ):
        add_action(place, "demo", fields)
    assert [one.fields.what for one in store.actions(place, "demo")] == ["soon", "later", "undated", "done"]


@pytest.mark.parametrize("fields", [Fields("  "), Fields("x", status="maybe"), Fields("x" * 2001)])
def test_what_cannot_be_an_action_is_refused(workspace: Path, fields: Fields) -> None:
    with pytest.raises(StoreError):
        add_action(Workspace(workspace), "demo", fields)
    assert store.actions(Workspace(workspace), "demo") == []
