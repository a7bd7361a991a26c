"""Pieces of the brief by hand: which changes are real, snapshots that come back, what is compared with, data alerts."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reviews import Review, close_review
from data.sample import demo_dataset, previous_demo_dataset
from data.store import Workspace
from data.words import Words
from metrics import brief_base, brief_noise, brief_snapshot
from metrics.board import Board, open_board
from metrics.brief import brief, earlier_query
from metrics.brief_alerts import alerts
from metrics.brief_changes import flips
from metrics.changes import split_change
from metrics.code_version import code_version
from metrics.evaluate import Query, default_query
from metrics.result import AMBER, GREEN, RED, Band, Grade, Period, Score
from tests.unit import kit
from tests.unit.brief_kit import Plan, versions
from tests.unit.store_kit import staged

WEEK = Period(date(2026, 6, 1), date(2026, 6, 7))
COUNT = st.integers(0, 2000)


@pytest.fixture(scope="module")
def board() -> Board:
    return open_board(demo_dataset())


@pytest.fixture(scope="module")
def before() -> Board:
    return open_board(previous_demo_dataset())


# noise


def test_a_drop_of_a_few_hundred_is_told_from_one_of_a_few() -> None:
    assert abs(brief_noise.z_shares((200, 10_000), (100, 10_000))) > brief_noise.critical(6)
    assert abs(brief_noise.z_shares((20, 1000), (10, 1000))) < brief_noise.critical()


@given(COUNT, COUNT, COUNT, COUNT)
def test_z_against_the_textbook(x0: int, more0: int, x1: int, more1: int) -> None:
    """Yates' chi-square of the 2×2 table, written from its own formula, is z squared."""
    n0, n1 = x0 + more0, x1 + more1
    z = brief_noise.z_shares((x0, n0), (x1, n1))
    total = n0 + n1
    margins = n0 * n1 * (x0 + x1) * (total - x0 - x1)
    if not margins:
        assert z == 0
        return
    lack = max(0.0, abs(x0 * more1 - x1 * more0) - total / 2)
    assert z * z == pytest.approx(total * lack * lack / margins, rel=1e-9, abs=1e-12)


def test_mix_is_judged_by_what_redrawing_would_bring() -> None:
    """Half the entries in a group of 10 %, half in one of 20 %: a mean rate has standard deviation 0.05."""
    change = split_change({"a": (50, 500), "b": (100, 500)}, {"a": (40, 400), "b": (120, 600)})
    assert change.mix is not None
    assert float(change.mix) == pytest.approx(0.01)
    spread = math.sqrt(0.05**2 / 1000 + 0.4 * 0.6 * 0.1**2 / 1000)
    assert brief_noise.z_mix(change, 1000, 1000) == pytest.approx(0.01 / spread)


@pytest.mark.parametrize(
    ("history", "after", "told"),
    [([1.0, 1.1, 1.0, 1.1, 1.0, 1.1, 1.0], 1.2, False), ([1.0, 1.1, 1.0, 1.1, 1.0, 1.1, 1.0], 1.3, True),
     ([1.0, 1.1, 1.0], 9.0, False), ([1.0, None, 1.0, None, 1.0, None, 1.0, None], 9.0, False)],
)  # fmt: skip
def test_a_step_beyond_the_habit_of_past_weeks(history: list[float | None], after: float, told: bool) -> None:
    assert brief_noise.beyond_habit(1.0, after, history) is told


# flips


def score(status: str, value: float, certainty: str = "clear") -> Score:
    band = Band("F4", 0.2, 0.35, "higher")
    return Score("win_rate", "b2b", 4, "share", value, 10, 40, 40, Grade(status, certainty), band, (), WEEK, WEEK)


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (score(GREEN, 0.25), score(AMBER, 0.18, "leaning"),
         "B2B Opportunity win rate turned from green to probably amber: 25.0% → 18.0%, benchmark 20–35% (n = 40)."),
        (score("too_few", 0.25), score(RED, 0.1),
         "B2B Opportunity win rate can be coloured now: red at 10.0%, benchmark 20–35% (n = 40)."),
        (score(GREEN, 0.25), score(GREEN, 0.25, "leaning"), None),
        (score(GREEN, 0.25), score("too_few", 0.25), None),
    ],
)  # fmt: skip
def test_flips_are_said_as_a_person_would(board: Board, then: Score, now: Score, said: str | None) -> None:
    found = flips([then], [now])
    texts = [brief(board, default_query(board)).text(Words("en"), one) for one in found] if found else []
    assert texts == ([said] if said else [])


# snapshots


def test_a_snapshot_comes_back_from_its_json(board: Board) -> None:
    query = replace(default_query(board), channel="Email")
    taken = brief_snapshot.take(board, query)
    again = brief_snapshot.from_json(json.loads(json.dumps(brief_snapshot.to_json(taken))))
    assert (again.query, again.as_of, again.volumes, again.version) == (
        taken.query,
        taken.as_of,
        taken.volumes,
        taken.version,
    )
    bare = [replace(one, also=(), notes=(), previous=None) for one in taken.scores]
    assert list(again.scores) == bare


def test_a_review_tells_the_same_as_the_version_it_kept(board: Board, before: Board) -> None:
    """The brief against a review, without its data, names what the brief against its version names."""
    query = default_query(board)
    kept = brief_snapshot.to_json(brief_snapshot.take(before, default_query(before)))
    text, code = brief_snapshot.benchmarks_text(board.benchmarks), code_version()
    review = Review("x", "demo", 4, before.dataset.version, "2026-09-21", "", text, code, kept)
    by_review, by_version = brief(board, query, review=review), brief(board, query, before)
    assert (by_review.base.kind, by_review.base.number) == ("review", 4)
    for name in ("flips", "moved", "slow", "restated", "alerts"):
        assert by_review.sections[name] == by_version.sections[name], name
    assert by_review.sections["flips"]
    assert by_review.sections["restated"]


def test_a_review_by_other_rules_is_told(board: Board, before: Board) -> None:
    kept = brief_snapshot.to_json(brief_snapshot.take(before, default_query(before)))
    found = brief(board, default_query(board), review=Review("x", "demo", 4, "v", "", "", "other", "code", kept))
    assert [one.code for one in found.sections["alerts"]][:2] == ["other_benchmarks", "other_code"]


def test_without_anything_earlier_the_period_before_is_looked_at(board: Board) -> None:
    found = brief(board, default_query(board))
    assert found.base.kind == "period"
    assert found.base.period == Period(date(2026, 9, 14), date(2026, 9, 20))
    assert found.sections["restated"] == ()


def test_a_version_from_the_future_of_an_as_of_day_is_not_used(tmp_path: Path) -> None:
    older, newer = versions(tmp_path, Plan(), 7)
    before = open_board(older)
    for days, kind in ((0, "version"), (1, "period")):
        early = open_board(newer, before.frame.last - timedelta(days=days))
        assert brief(early, default_query(early), before).base.kind == kind


def test_the_earlier_query_is_the_earlier_versions_own_week(board: Board, before: Board) -> None:
    assert earlier_query(default_query(board), before).period == Period(date(2026, 9, 14), date(2026, 9, 20))
    free = Query(Period(date(2026, 9, 18), date(2026, 9, 27)))
    assert earlier_query(free, before).period == Period(date(2026, 9, 8), date(2026, 9, 17))
    corrected = earlier_query(default_query(board), board)  # reaches as far: asked for the week before
    assert corrected.period == Period(date(2026, 9, 14), date(2026, 9, 20))


# what is compared with


def kept_for(period: Period, channel: str | None = None, name: str | None = "week") -> dict[str, object]:
    asked = {"first": str(period.first), "last": str(period.last), "channel": channel, "segment": None, "name": name}
    return {"query": asked, "scores": [], "volumes": {}}


def test_the_newest_review_of_an_earlier_period_under_the_same_filter(workspace: Path, board: Board) -> None:
    place = Workspace(workspace)
    query = default_query(board)
    week = timedelta(days=7)
    for back, channel, name in (
        (2, None, "week"),
        (1, None, "week"),
        (1, "Email", "week"),
        (1, None, "mtd"),
        (0, None, "week"),
    ):
        period = Period(query.period.first - back * week, query.period.last - back * week)
        close_review(place, "demo", "v", kept_for(period, channel, name), "", "")
    assert brief_base.find(place, board.dataset, query).review == brief_base.closed_reviews(place, "demo")[3]
    assert brief_base.find(None, board.dataset, query).review is None
    assert brief_base.find(None, board.dataset, query).before is not None  # the demo's own week before


def test_the_version_before_the_one_that_is_open(workspace: Path) -> None:
    place = Workspace(workspace)
    for n in range(3):
        rows = f"select 'L{n}' as lead_id, timestamp '2026-06-0{n + 1} 10:00:00' as created_at"
        place.publish("acme", [staged(place, "leads", rows)])
    query = Query(WEEK, name="week")
    second = place.open("acme", 2)
    found = brief_base.find(place, second, query)
    assert found.before is not None
    assert found.before.version == place.version("acme", 1).content
    close_review(
        place, "acme", place.version("acme", 2).content, kept_for(Period(date(2026, 5, 1), date(2026, 5, 7))), "", ""
    )
    found = brief_base.find(place, place.open("acme"), query)
    assert found.review is not None
    assert found.before is not None
    assert found.before.version == second.version


@pytest.mark.parametrize(("accounts", "told"), [(9, []), (10, ["logo_retention"])])
def test_a_lost_account_is_told_where_there_are_enough_to_grade(tmp_path: Path, accounts: int, told: list[str]) -> None:
    """Ten accounts are graded: losing one after a year without a loss is told. Nine are too few for a colour."""
    spans = [
        {
            "account_id": str(n),
            "valid_from": date(2024, 1, 1),
            "valid_to": date(2026, 6, 3) if n == 0 else None,
            "mrr": 5,
        }
        for n in range(accounts)
    ]
    last = {"account_id": "new", "valid_from": date(2026, 6, 7), "valid_to": None, "mrr": 5}
    opened = open_board(kit.dataset(tmp_path, subscriptions=[*spans, last]))
    moved = brief(opened, default_query(opened)).moved
    assert [one.after.kpi for one in moved if one.after.kpi == "logo_retention"] == told


# alerts


def leads(days: dict[date, int], channel: str = "Web") -> list[dict[str, object]]:
    return [
        {"lead_id": f"{day}-{channel}-{n}", "created_at": datetime(day.year, day.month, day.day, 9), "channel": channel}
        for day, count in days.items()
        for n in range(count)
    ]


def days(last_week: int, weeks: int = 10, usual: int = 30) -> dict[date, int]:
    first = date(2026, 3, 30)
    return {first + timedelta(days=n): (last_week if n >= (weeks - 1) * 7 else usual) for n in range(weeks * 7)}


def codes_of(folder: Path, **tables: list[dict[str, object]]) -> list[str]:
    opened = open_board(kit.dataset(folder, **tables))
    return [one.code for one in alerts(opened, default_query(opened))]


def test_usual_weeks_raise_no_alert(tmp_path: Path) -> None:
    assert codes_of(tmp_path, leads=leads(days(28))) == []


@pytest.mark.parametrize("count", [10, 60])
def test_a_week_far_from_the_usual_is_told(tmp_path: Path, count: int) -> None:
    assert codes_of(tmp_path, leads=leads(days(count))) == ["volume"]


def test_a_table_that_ends_early_is_told_once(tmp_path: Path) -> None:
    marketing = [{"side": "b2b", "date": day, "sessions": 500, "cost": 10} for day in days(1)]
    short = dict.fromkeys(list(days(1))[:-7], 30)
    assert codes_of(tmp_path, leads=leads(short), marketing=marketing) == ["ended"]


def test_channels_gone_missing_are_told(tmp_path: Path) -> None:
    full = days(20)
    blank = dict.fromkeys(list(full)[-7:], 10)
    rows = leads({day: n if day not in blank else 20 for day, n in full.items()}) + leads(blank, "")
    assert codes_of(tmp_path, leads=rows) == ["unknown"]
