"""The Checklist page from app.py: the data answer, a person answers, both are counted, and answers stay."""

from __future__ import annotations

from data.answers import keep_answer, kept_answers
from data.store import Workspace
from tests.app.kit import board, html, words

PAGE = "decide/checklist.py"


def test_the_data_answer_with_their_figures() -> None:
    visit = board(PAGE, lang="en", list="b2b")
    assert not visit.exception
    shown = html(visit)
    assert 'data-open="b2b.lead_response_minutes"' in shown
    assert "Slowest against won deals" in shown
    asked = {one.key for one in visit.segmented_control if str(one.key).startswith("answer-")}
    assert "answer-b2b.3" not in asked
    assert "answer-b2b.1" in asked


def test_an_answer_is_kept_for_everybody_and_can_be_taken_back() -> None:
    visit = board(PAGE, lang="en", list="general")
    visit.segmented_control(key="answer-general.3").set_value("no").run()
    assert not visit.exception
    assert kept_answers(Workspace())["general.3"].answer == "no"
    assert "To work on" in html(visit)
    other = board(PAGE, lang="vi", list="general")
    assert other.segmented_control(key="answer-general.3").value == "no"
    assert "Cần cải thiện" in html(other)
    other.segmented_control(key="answer-general.3").set_value(None).run()
    assert kept_answers(Workspace()) == {}


def test_somebody_else_s_answer_is_seen_on_the_next_run() -> None:
    visit = board(PAGE, lang="en")
    keep_answer(Workspace(), "b2c.1", "partly")
    visit.run()
    assert visit.segmented_control(key="answer-b2c.1").value == "partly"
    assert any("answered" in one.value for one in visit.caption)


def test_what_the_data_answer_is_not_overruled() -> None:
    keep_answer(Workspace(), "b2c.14", "no")  # answered by hand before there were data
    shown = html(board(PAGE, lang="en"))
    assert "1 yes · 0 partly · 1 no" in shown  # payback is yes, the viral coefficient no


def test_without_data_a_person_is_asked() -> None:
    visit = board(PAGE, lang="en", list="b2b", channel="Email")
    assert not visit.exception
    assert "The data cannot answer it in these days" in words(visit)


def test_a_bad_list_falls_back() -> None:
    visit = board(PAGE, lang="en", list="c2c")
    assert not visit.exception
    assert any("cannot be used" in one.value for one in visit.caption)
    assert "Is there a single call to action" in words(visit)


def test_vietnamese() -> None:
    visit = board(PAGE, lang="vi")
    assert not visit.exception
    assert "lời kêu gọi hành động" in words(visit)
    assert "Answered by" not in words(visit)
