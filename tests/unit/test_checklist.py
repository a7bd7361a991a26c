"""The 55 questions are the guide's, in both languages; those with a rule answer by their KPIs' colours."""

from __future__ import annotations

from datetime import date

import pytest

from data.figures import fill
from data.words import Words
from metrics import checklist
from metrics.board import Board
from metrics.catalog import BY_KEY
from metrics.checklist import automatic, exceptions, longer_query, progress, questions
from metrics.evaluate import Query
from metrics.result import Band, Grade, Period, Score
from tests.unit.pipeline_kit import frame_of
from tests.unit.test_docs import CODE, VIETNAMESE

DAY = date(2026, 8, 14)
QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
LEADS = [{"lead_id": "L", "created_at": DAY}]
BY_DATA = {"b2c.14", "b2c.20", "b2b.3", "b2b.12", "b2b.13", "b2b.14", "b2b.17", "general.1", "general.14"}


def scored(key: str, side: str, status: str) -> Score:
    kpi, band = BY_KEY[key, side], Band("F6", 0.3, None, "higher")
    return Score(key, side, kpi.stage, kpi.unit, 0.2, 2, 10, 10, Grade(status, "clear"), band, (), QUARTER, QUARTER)


def answers(*scores: Score, **tables: list[dict[str, object]]) -> dict[str, str]:
    """What the data answer with these scores and tables."""
    with frame_of(**(tables or {"leads": LEADS})) as frame:
        board = Board(frame, None, None)  # type: ignore[arg-type] - the rules look at the frame and the scores alone
        return {question: found.answer for question, found in automatic(board, scores).items()}


def test_the_lists_are_20_20_and_15_questions_long_in_both_languages() -> None:
    found = questions()
    assert [sum(one.list == name for one in found) for name in ("b2c", "b2b", "general")] == [20, 20, 15]
    assert [one.number for one in found] == [*range(1, 21), *range(1, 21), *range(1, 16)]
    for one in found:
        assert one.texts["en"].strip().endswith("?")
        assert VIETNAMESE.search(one.texts["vi"])
        assert one.texts["vi"].strip().endswith("?")
        assert one.code is None or CODE.fullmatch(one.code)
        assert all(pair in BY_KEY for pair in (*one.kpis, *one.beside))
        assert bool(one.kpis) == (one.rule in ("reached", "set"))
    assert len({text for one in found for text in one.texts.values()}) == 110


def test_the_questions_the_data_answer_are_those_of_the_guide_s_codes() -> None:
    assert {one.id for one in questions() if one.rule} == BY_DATA


@pytest.mark.parametrize(("status", "answer"), [("green", "yes"), ("amber", "partly"), ("red", "no")])
def test_a_colour_is_an_answer(status: str, answer: str) -> None:
    found = answers(scored("cac_payback_days", "b2c", status), scored("crm_fields_filled", "b2b", status))
    assert (found["b2c.14"], found["b2b.13"]) == (answer, answer)
    assert "b2b.3" not in found


@pytest.mark.parametrize("status", ["too_few", "too_early", "no_data", "no_benchmark", "needs_rows"])
def test_without_a_colour_a_person_answers(status: str) -> None:
    assert "b2c.20" not in answers(scored("viral_coefficient", "b2c", status))


def test_more_days_are_asked_only_where_the_chosen_ones_cannot_tell() -> None:
    week = [scored("cac_payback_days", "b2c", "red"), scored("handoff_sla", "b2b", "too_few")]
    month = [scored("cac_payback_days", "b2c", "green"), scored("handoff_sla", "b2b", "amber")]
    with frame_of(leads=LEADS) as frame:
        board = Board(frame, None, None)  # type: ignore[arg-type] - the rules look at the frame and the scores alone
        found = automatic(board, week, month)
        assert "b2b.12" not in automatic(board, week)
    assert (found["b2c.14"].answer, found["b2b.12"].answer) == ("no", "partly")
    assert [note.code for note in found["b2b.12"].notes] == ["longer"]
    assert found["b2c.14"].notes == ()


def test_four_weeks_end_with_the_chosen_days() -> None:
    week = Query(Period(date(2026, 6, 15), date(2026, 6, 21)), channel="Email", name="week")
    wider = longer_query(week)
    assert wider == Query(Period(date(2026, 5, 25), date(2026, 6, 21)), channel="Email")
    assert longer_query(Query(Period(date(2026, 5, 25), date(2026, 6, 21)))) is None


@pytest.mark.parametrize(
    ("nrr", "upsell", "answer"),
    [("green", "green", "yes"), ("green", "red", "partly"), ("amber", "green", "partly"), ("green", "too_few", None)],
)
def test_targets_that_are_set_are_partly_when_not_reached(nrr: str, upsell: str, answer: str | None) -> None:
    assert answers(scored("nrr", "b2b", nrr), scored("upsell_rate", "b2b", upsell)).get("b2b.17") == answer


def test_a_dashboard_needs_colours_and_for_a_yes_the_quarter_s_target() -> None:
    one = scored("win_rate", "b2b", "green")
    target = {"side": "b2b", "period_start": QUARTER.first, "period_end": QUARTER.last, "amount": 5}
    assert "general.1" not in answers()
    assert answers(one)["general.1"] == "partly"
    assert answers(one, leads=LEADS, targets=[target])["general.1"] == "yes"
    old = target | {"period_start": date(2026, 4, 1), "period_end": date(2026, 6, 30)}
    assert answers(one, leads=LEADS, targets=[old])["general.1"] == "partly"


def test_dwell_is_analysed_where_stages_are_known_and_won_deals_can_judge_them() -> None:
    assert "b2b.14" not in answers()
    assert answers(**stay(won=10))["b2b.14"] == "yes"
    assert answers(**stay(won=9))["b2b.14"] == "partly"


def test_the_slowest_stage_is_told_in_days_rounded_once() -> None:
    with frame_of(**stay(won=10)) as frame:
        board = Board(frame, None, None)  # type: ignore[arg-type] - the rules look at the frame and the scores alone
        note = automatic(board, [])["b2b.14"].notes[0]
    assert dict(note.values)["usual"] == 2.0
    assert "won deals 2 days" in fill(Words("en"), note.text, dict(note.values))


def stay(won: int) -> dict[str, list[dict[str, object]]]:
    """`won` deals that left POC for the close after two days, and one open deal in it."""
    start = {"created_at": date(2026, 7, 1)}
    deals = [{"deal_id": f"w{n}", "status": "won", "closed_at": date(2026, 7, 5), **start} for n in range(won)]
    deals.append({"deal_id": "o", "status": "open", **start})
    changes = [{"deal_id": str(one["deal_id"]), "stage": "POC", "entered_at": date(2026, 7, 3)} for one in deals]
    return {"deals": deals, "stage_changes": changes, "leads": LEADS}


def test_every_rule_has_its_function_and_every_upload_is_checked() -> None:
    assert {one.rule for one in questions() if one.rule} == set(checklist.RULES)
    assert answers()["general.14"] == "yes"


def test_progress_counts_each_question_once_and_exceptions_put_no_first() -> None:
    given = {"b2c.1": "yes", "b2c.2": "partly", "b2c.9": "no", "general.3": "no", "elsewhere.1": "no"}
    lists = {one.list: one for one in progress(given)}
    assert (dict(lists["b2c"].counts), lists["b2c"].open) == ({"yes": 1, "partly": 1, "no": 1}, 17)
    assert (dict(lists["general"].counts), lists["general"].open) == ({"yes": 0, "partly": 0, "no": 1}, 14)
    asked = [one for one in questions() if one.list == "b2c"]
    assert [one.id for one in exceptions(asked, given)] == ["b2c.9", "b2c.2"]
