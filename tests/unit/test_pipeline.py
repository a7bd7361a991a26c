"""Coverage, targets and dwell on hand-made deals whose right figures differ from each plausible wrong one."""

from __future__ import annotations

import argparse
import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import QueryError
from metrics import dwell, pipeline, window
from metrics.commands import common
from metrics.commands import pipeline as command
from metrics.pipeline import EVERYONE, Slice, coverage, coverage_value, parse_quarter, targets_for
from metrics.pipeline_deals import stuck
from metrics.result import Period
from tests.unit.pipeline_kit import frame_of

Q3 = Period(date(2026, 7, 1), date(2026, 9, 30))
NOW = datetime(2026, 8, 20, 12)


def deal(deal_id: str, status: str = "open", **more: object) -> dict[str, object]:
    base: dict[str, object] = {"deal_id": deal_id, "status": status, "created_at": datetime(2026, 1, 5)}
    return base | {"expected_close": None, "amount": None, "closed_at": None, "owner": None, "segment": "SMB"} | more


def target(amount: object, first: date = Q3.first, last: date = Q3.last, **more: object) -> dict[str, object]:
    base = {"side": "b2b", "period_start": first, "period_end": last, "amount": amount, "segment": None, "owner": None}
    return base | more


def entry(deal_id: str, stage: str, at: datetime) -> dict[str, object]:
    return {"deal_id": deal_id, "stage": stage, "entered_at": at}


DEALS = [
    deal("in", expected_close=date(2026, 9, 30), amount=300, stage="Demo", owner="An"),
    deal("past", expected_close=date(2026, 8, 19), amount=50, stage="Demo", owner="An"),
    deal("today", expected_close=date(2026, 8, 20), amount=20, stage="Offer", owner="Bình"),
    deal("next", expected_close=date(2026, 10, 1), amount=1000, stage="Offer"),
    deal("old", expected_close=date(2026, 6, 30), amount=4000, stage="Offer"),
    deal("undated", amount=7000),
    deal("empty", expected_close=date(2026, 9, 1), stage="Demo"),
    deal("won", "won", closed_at=datetime(2026, 7, 1), amount=100, owner="An", expected_close=date(2026, 9, 1)),
    deal("won_last", "won", closed_at=datetime(2026, 6, 30, 23, 59), amount=900, expected_close=date(2026, 9, 1)),
    deal("lost", "lost", closed_at=NOW, amount=5000, expected_close=date(2026, 9, 1)),
]


def test_coverage_to_go_full_and_clean() -> None:
    with frame_of(deals=DEALS, targets=[target(500), target(9, side="b2c")]) as frame:
        found = coverage(frame)
    assert found.quarter == Q3
    assert (found.target, found.won, found.open, found.clean_open) == (500, 100, 370, 320)
    assert found.coverage == pytest.approx(370 / 400)
    assert found.full_coverage == pytest.approx(370 / 500)
    assert found.clean_coverage == pytest.approx(320 / 400)
    assert [one.deal_id for one in found.undated] == ["undated"]
    assert {one.deal_id for one in found.past_due} == {"past", "old"}
    assert [one.deal_id for one in found.no_amount] == ["empty"]
    assert {one.deal_id for one in found.haircuts} == {"past", "empty"}
    assert [(group.name, group.deals, group.amount) for group in found.by_stage] == [("Demo", 2, 350), ("Offer", 1, 20)]
    assert [(group.name, group.amount, group.won) for group in found.by_owner] == [("An", 350, 100), ("Bình", 20, 0)]


def test_a_quarter_without_target_has_no_coverage() -> None:
    with frame_of(deals=DEALS) as frame:
        found = coverage(frame)
    assert (found.target, found.coverage, found.full_coverage, found.met) == (None, None, None, False)
    assert "no_target" in [note.code for note in found.notes]


@pytest.mark.parametrize("amount", [100, 99, 0])
def test_target_met_is_no_infinite_coverage(amount: int) -> None:
    with frame_of(deals=DEALS, targets=[target(amount)]) as frame:
        found = coverage(frame)
    assert (found.met, found.coverage, found.clean_coverage) == (True, None, None)
    assert "target_met" in [note.code for note in found.notes]


def test_owner_and_segment_take_their_own_target() -> None:
    rows = [target(500), target(300, owner="An"), target(70, segment="SMB"), target(40, owner="Không có")]
    with frame_of(deals=DEALS, targets=rows) as frame:
        an = coverage(frame, Q3, Slice(owner="An"))
        smb = coverage(frame, Q3, Slice(segment="SMB"))
        everyone = coverage(frame, Q3)
        channel = coverage(frame, Q3, Slice(channel="Unknown"))
        nobody = coverage(frame, Q3, Slice(owner="Unknown"))
    assert (an.target, an.open, an.won, an.coverage) == (300, 350, 100, 1.75)
    assert (smb.target, smb.met) == (70, True)
    assert everyone.target == 500
    assert {group.name: group.target for group in everyone.by_owner} == {"An": 300, "Bình": None, "Không có": 40}
    assert (channel.target, channel.coverage) == (None, None)
    assert (nobody.target, nobody.open) == (None, 0)
    assert str(nobody.notes[0]).startswith("No target is set for this selection in 2026Q3")


def test_open_deals_that_no_target_is_meant_for_are_told() -> None:
    text = "{} of the open deals counted {} a segment or an owner without a target of its own"
    cases = {
        "everyone": ([target(500)], EVERYONE, None),
        "one of two owners": ([target(500, owner="An")], EVERYONE, text.format(1, "has")),
        "both owners": ([target(500, owner="An"), target(5, owner="Bình")], EVERYONE, None),
        "a segment nobody has": ([target(500, segment="Lớn")], EVERYONE, text.format(3, "have")),
        "that owner alone": ([target(500, owner="An")], Slice(owner="An"), None),
        "one segment of that owner": (
            [target(500, owner="An", segment="Lớn")],
            Slice(owner="An"),
            text.format(2, "have"),
        ),
        "that pair and another owner": ([target(500, owner="An", segment="SMB")], EVERYONE, text.format(1, "has")),
        "other pairs": ([target(500, owner="An", segment="Lớn")], EVERYONE, text.format(3, "have")),
    }
    for name, (rows, whose, told) in cases.items():
        with frame_of(deals=DEALS, targets=rows) as frame:
            found, quick = coverage(frame, Q3, whose), coverage_value(frame, Q3, whose)
        for notes in (found.notes, quick.notes):
            said = [str(note) for note in notes if note.code == "target_not_for_all"]
            assert [one.startswith(told or "") for one in said] == [True] * (told is not None), name


def test_targets_by_quarter_group_and_month() -> None:
    months = [target(n, date(2026, n, 1), date(2026, n, 28), segment="A") for n in (7, 8)]
    cases = {
        "exact wins": ([target(500), target(1, date(2026, 7, 1), date(2026, 7, 31))], 500, []),
        "segments add up": ([target(5, segment="A"), target(6, segment="B")], 11, []),
        "owners add up": ([target(5, owner="A"), target(6, owner="B")], 11, []),
        "not twice": ([target(5, segment="A"), target(4, owner="B")], 5, ["target_split_twice"]),
        "months": (months, 15, ["target_summed", "target_partial"]),
        "a year is not a quarter": ([target(5, date(2026, 1, 1), date(2026, 12, 31))], None, []),
        "half outside": ([target(5, date(2026, 6, 1), date(2026, 7, 31))], None, []),
    }
    for name, (rows, amount, codes) in cases.items():
        with frame_of(deals=DEALS, targets=rows) as frame:
            found = targets_for(frame, Q3)
        assert (found.amount, [note.code for note in found.notes]) == (amount, codes), name


def test_quarters_are_read_or_refused() -> None:
    assert parse_quarter("2026Q3") == Q3
    assert parse_quarter("2026-q3") == Q3
    assert pipeline.quarter_name(Q3) == "2026Q3"
    for wrong in ("2026Q5", "Q3", "2026", "26Q1", "0000Q1", "2026Q3x"):
        with pytest.raises(QueryError):
            parse_quarter(wrong)


def test_repeated_stage_counts_once_and_a_return_is_a_new_visit() -> None:
    day = datetime(2026, 1, 1)
    steps = [("Demo", 0), ("Demo", 2), ("Offer", 5), ("Demo", 6), ("Offer", 16), ("Offer", 17)]
    changes = [entry("w", stage, day + timedelta(days=at)) for stage, at in steps]
    won = deal("w", "won", closed_at=day + timedelta(days=20))
    with frame_of(deals=[won], stage_changes=changes) as frame:
        visits = frame.cursor().execute(
            f"select stage, datediff('day', entered_at, left_at) from {dwell.ensure_visits(frame)} order by entered_at"
        )
        assert visits.fetchall() == [("Demo", 5), ("Offer", 1), ("Demo", 10), ("Offer", 4)]
        stages = {one.stage: one for one in dwell.dwell(frame)}
    assert (stages["Demo"].median_days, stages["Offer"].median_days) == (7.5, 2.5)
    assert stages["Demo"].limit_days == pytest.approx(9.5)


def test_ties_follow_the_usual_order_of_stages() -> None:
    """All on one day: the deal did not fall back from Zeta to Alpha, although the alphabet says so."""
    day = datetime(2026, 1, 1)
    usual = [entry("a", stage, day + timedelta(days=n)) for n, stage in enumerate(("Zeta", "Mid", "Alpha"))]
    tied = [entry("b", stage, day) for stage in ("Alpha", "Zeta", "Mid")]
    deals = [deal("a", "won", closed_at=day + timedelta(days=9)), deal("b")]
    with frame_of(deals=deals, stage_changes=usual + tied) as frame:
        (open_deal,) = pipeline.open_deals(frame)
        assert dwell.stage_order(frame) == ["Zeta", "Mid", "Alpha"]
    assert open_deal.at_stage == "Alpha"
    assert open_deal.age_days == pytest.approx(9)


def test_stale_deals_are_older_than_nine_of_ten_won() -> None:
    day = datetime(2026, 1, 1)
    won = [deal(f"w{n}", "won", closed_at=day + timedelta(days=n), amount=1) for n in range(1, 12)]
    entries = [entry(f"w{n}", "Demo", day) for n in range(1, 12)]
    opened = [
        deal("fresh", expected_close=date(2026, 3, 1), amount=10, stage="Demo"),
        deal("stale", expected_close=date(2026, 3, 1), amount=5, stage="Demo"),
    ]
    entries += [
        entry("fresh", "Demo", day + timedelta(days=2)),
        entry("stale", "Demo", day + timedelta(days=1, hours=-1)),
    ]
    first = Period(date(2026, 1, 1), date(2026, 3, 31))
    with frame_of(deals=won + opened, stage_changes=entries, targets=[target(100, first.first, first.last)]) as frame:
        found = coverage(frame, first)  # as of 12 January: limit 10 days, ages 9 and 10 days and an hour
    assert {one.deal_id: one.flaws for one in found.counted} == {"fresh": (), "stale": ("stale",)}
    assert [one.deal_id for one in stuck(found.counted)] == ["stale"]
    assert (found.open, found.clean_open, found.won) == (15, 10, 11)


def test_filtered_and_total_agree_and_no_stage_history_is_said() -> None:
    with frame_of(deals=DEALS, targets=[target(500)]) as frame:
        found = coverage(frame)
        parts = [coverage(frame, Q3, Slice(owner=name)).open for name in ("An", "Bình", "Unknown")]
    assert sum(parts) == found.open
    assert "no_stage_history" in [note.code for note in found.notes]


def test_channel_and_segment_not_given_come_from_the_lead() -> None:
    row = deal("d", expected_close=date(2026, 9, 1), amount=5, lead_id="l", closed_at=None)
    del row["segment"]
    lead = {"lead_id": "l", "created_at": datetime(2026, 8, 1), "channel": "search", "segment": "Lớn"}
    with frame_of(deals=[row], leads=[lead]) as frame:
        assert coverage(frame, Q3, Slice(channel="search", segment="Lớn")).open == 5
        assert coverage(frame, Q3, Slice(segment="Unknown")).open == 0


amounts = st.none() | st.integers(0, 900)
some_day = st.none() | st.integers(0, 200).map(lambda n: date(2026, 5, 1) + timedelta(days=n))
statuses = st.sampled_from(["open", "won", "lost"])


@settings(max_examples=20)
@given(st.lists(st.tuples(statuses, amounts, some_day, some_day), min_size=1, max_size=12), st.integers(1, 2000))
def test_coverage_equals_a_plain_count(rows: list[tuple[str, int | None, date | None, date | None]], goal: int) -> None:
    deals = [
        deal(f"d{n}", status, amount=amount, expected_close=due, closed_at=closed if status != "open" else None)
        for n, (status, amount, due, closed) in enumerate(rows)
    ]
    with frame_of(deals=deals, targets=[target(goal)]) as frame:
        found = coverage(frame, Q3)
        quick = pipeline.coverage_value(frame, Q3)
        today = frame.last
    won = sum(Decimal(a or 0) for s, a, _, c in rows if s == "won" and c and Q3.first <= c <= Q3.last)
    due = [(a, d) for s, a, d, _ in rows if s == "open" and d and Q3.first <= d <= Q3.last and a is not None]
    total, clean = sum(a for a, _ in due), sum(a for a, d in due if d >= today)
    assert (found.won, found.open, found.clean_open) == (won, total, clean)
    assert found.coverage == (pytest.approx(total / float(goal - won)) if goal > won else None)
    assert found.met == (goal <= won)
    assert (quick.open, quick.won, quick.coverage, quick.met) == (total, won, found.coverage, found.met)
    assert (quick.n, quick.notes) == (len(due), tuple(note for note in found.notes if note in quick.notes))
    assert window.quarter(today).first <= today


def test_the_command_gives_the_contracts_keys() -> None:
    parser = argparse.ArgumentParser()
    common.arguments(parser)
    common.printing(parser)
    command.arguments(parser)
    with frame_of(deals=DEALS, targets=[target(500)]) as frame:
        found = command.rows(frame, parser.parse_args(["here", "--format", "json"]))
        later = command.rows(frame, parser.parse_args(["here", "--quarter", "2026Q4", "--format", "json"]))
    wanted = {"quarter": "2026Q3", "target": 500, "won": 100, "open": 370, "coverage": 0.925, "clean_coverage": 0.8}
    assert {key: found[key] for key in wanted} == wanted
    assert [found[key] for key in ("undated", "past_due", "no_amount")] == [1, 2, 1]
    assert json.loads(json.dumps(found)) == found
    assert (later["quarter"], later["target"], later["open"], later["coverage"]) == ("2026Q4", None, 1000, None)
    assert later["note"].startswith("No target covers 2026Q4")  # type: ignore[attr-defined]


def test_a_stage_that_is_the_close_itself_has_no_dwell() -> None:
    day = datetime(2026, 1, 1)
    changes = [entry("w", "Offer", day), entry("w", "Closed won", day + timedelta(days=4)), entry("o", "Offer", day)]
    deals = [deal("w", "won", closed_at=day + timedelta(days=4)), deal("o")]
    with frame_of(deals=deals, stage_changes=changes) as frame:
        assert [(one.stage, one.won_median_days, one.open_deals) for one in dwell.dwell(frame)] == [("Offer", 4, 1)]


def test_data_without_deals_say_so() -> None:
    orders = [{"order_id": "1", "user_id": "u", "ts": NOW, "amount": 5}]
    with frame_of(orders=orders, targets=[target(500)]) as frame:
        found = coverage(frame)
    assert (found.open, found.coverage, found.notes[0].code) == (0, 0, "no_deals")
