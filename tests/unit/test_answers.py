"""Answers to the checklist: one row a question, nobody's answer lost, the later of two stays."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from data.answers import keep_answer, kept_answers
from data.errors import StoreError
from data.store import Workspace


def test_an_answer_is_kept_with_its_author_and_moment(tmp_path: Path) -> None:
    keep_answer(Workspace(tmp_path, "lan@example.com"), "b2b.4", "partly")
    found = kept_answers(Workspace(tmp_path))["b2b.4"]
    assert (found.answer, found.author) == ("partly", "lan@example.com")
    assert found.at.endswith("+00:00")


def test_the_later_answer_stays_and_an_answer_can_be_taken_back(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    keep_answer(place, "general.2", "no")
    keep_answer(place, "general.2", "yes")
    keep_answer(place, "general.3", "no")
    assert {key: one.answer for key, one in kept_answers(place).items()} == {"general.2": "yes", "general.3": "no"}
    keep_answer(place, "general.3", None)
    assert set(kept_answers(place)) == {"general.2"}


def test_other_settings_are_no_answers(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    place.set_setting("theme", "dark")
    place.set_setting("checklists", "x")
    keep_answer(place, "b2c.1", "yes")
    assert set(kept_answers(place)) == {"b2c.1"}
    keep_answer(place, "b2c.1", None)
    assert (place.setting("theme"), place.setting("checklists")) == ("dark", "x")


def test_anything_else_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    keep_answer(place, "b2c.1", "yes")
    with pytest.raises(StoreError, match="expected yes, partly or no"):
        keep_answer(place, "b2c.1", "maybe")
    assert kept_answers(place)["b2c.1"].answer == "yes"


def test_many_people_at_once_lose_nothing(tmp_path: Path) -> None:
    Workspace(tmp_path)

    def answer(person: int) -> None:
        place = Workspace(tmp_path, f"p{person}")
        for number in range(1, 6):
            keep_answer(place, f"b2c.{person * 5 + number}", ("yes", "partly", "no")[(person + number) % 3])

    people = [threading.Thread(target=answer, args=(person,)) for person in range(4)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    found = kept_answers(Workspace(tmp_path))
    wanted = {
        f"b2c.{p * 5 + n}": (("yes", "partly", "no")[(p + n) % 3], f"p{p}") for p in range(4) for n in range(1, 6)
    }
    assert {key: (one.answer, one.author) for key, one in found.items()} == wanted
