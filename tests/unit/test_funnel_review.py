"""A funnel as a screen reads it: mature days, what is compared, immature weeks, and the biggest loss by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from metrics.benchmarks import load_benchmarks
from metrics.board import open_board
from metrics.evaluate import Query
from metrics.funnel import Funnel, FunnelQuery, FunnelStep
from metrics.funnel_loss import fallen, graded, leaving
from metrics.funnel_review import review, weekly
from metrics.result import Period
from tests.unit.funnel_kit import START, Rows, event
from tests.unit.kit import dataset
from tests.unit.pipeline_kit import frame_of

DAY = 24 * 60
FIRST = START.date()
QUERY = FunnelQuery("b2c", ("visit", "purchase"), "person", timedelta(days=7), Period(FIRST, FIRST), include_open=False)


def days(first: int, last: int) -> Period:
    return Period(FIRST + timedelta(days=first), FIRST + timedelta(days=last))


def visits(name: str, at: int, visitors: int, buyers: int) -> list[dict[str, object]]:
    """`visitors` who come on day `at`; the first `buyers` of them buy an hour later."""
    rows = [event(f"{name}{n}", at * DAY + 60, "visit") for n in range(visitors)]
    return [*rows, *(event(f"{name}{n}", at * DAY + 120, "purchase") for n in range(buyers))]


EVENTS: Rows = [
    *visits("before", 4, 10, 5),
    *visits("mature", 9, 4, 3),
    *visits("young", 16, 6, 0),
    event("mature0", 15 * DAY, "visit"),  # comes back in days that are not mature
    event("end", 20 * DAY, "active"),  # as_of: windows of entries after day 13 have not passed
]


def test_nothing_mature_shows_the_latest_mature_days_of_equal_length() -> None:
    with frame_of(events=EVENTS) as frame:
        found = review(frame, replace(QUERY, period=days(14, 20)))
    assert found.period == days(7, 13)
    assert [step.entities for step in found.found.steps] == [4, 3]
    assert found.waiting == 7  # six young ones and the one that came back
    assert [note.code for note in found.notes] == ["moved"]
    assert found.compared == days(0, 6)
    # the data begin on day 4: days 0 to 6 are not all in them, so there is nothing fair to compare with
    assert found.before is None


def test_the_mature_part_counts_those_who_come_back_later() -> None:
    with frame_of(events=EVENTS) as frame:
        found = review(frame, replace(QUERY, period=days(8, 20)))
    assert found.period == days(8, 13)
    # leaving out everyone with a young entry would give 3 visitors and 2 buyers
    assert [step.entities for step in found.found.steps] == [4, 3]
    assert [note.code for note in found.notes] == ["cut"]


def test_a_mature_period_is_compared_with_the_one_before() -> None:
    with frame_of(events=[event("old", -10 * DAY, "active"), *EVENTS]) as frame:
        found = review(frame, replace(QUERY, period=days(7, 13)))
    assert found.notes == ()
    assert found.before is not None
    assert [step.entities for step in found.before.steps] == [10, 5]


def test_a_cut_week_is_compared_with_the_same_weekdays() -> None:
    with frame_of(events=[event("old", -30 * DAY, "active"), *EVENTS]) as frame:
        found = review(frame, replace(QUERY, period=days(14, 20), window=timedelta(days=1)))
    assert found.period == days(14, 19)
    assert found.compared == days(7, 12)  # and not 8 to 13, which would swap a Monday for a Sunday
    assert [step.entities for step in found.found.steps] == [7, 0]


def test_nobody_at_all_needs_no_excuse() -> None:
    with frame_of(events=EVENTS) as frame:
        found = review(frame, replace(QUERY, period=days(14, 20), channel="Nobody"))
    assert (found.found.steps[0].entities, found.notes) == (0, ())


def test_as_it_stands_nothing_is_compared() -> None:
    with frame_of(events=[event("old", -30 * DAY, "active"), *EVENTS]) as frame:
        found = review(frame, replace(QUERY, period=days(14, 20), include_open=True))
    assert found.period == days(14, 20)
    assert [step.entities for step in found.found.steps] == [7, 0]
    assert found.before is None
    assert [note.code for note in found.notes] == ["as_it_stands"]


def test_too_early_is_said_and_shown_as_far_as_it_came() -> None:
    with frame_of(events=[*visits("a", 0, 3, 1), event("end", 3 * DAY, "active")]) as frame:
        found = review(frame, replace(QUERY, period=days(0, 3)))
        weeks = weekly(frame, replace(QUERY, period=days(0, 6)))
    assert [note.code for note in found.notes] == ["too_early", "as_it_stands"]
    assert [step.entities for step in found.found.steps] == [3, 1]
    assert not any(week.found and week.found.steps[0].entities for week in weeks)


def test_weeks_are_mature_or_empty() -> None:
    with frame_of(events=EVENTS) as frame:
        weeks = weekly(frame, replace(QUERY, period=days(14, 20)), weeks=2)
    assert [week.period for week in weeks] == [days(0, 6), days(7, 13), days(14, 20)]
    assert [[s.entities for s in week.found.steps] if week.found else None for week in weeks] == [[10, 5], [4, 3], None]


def test_weeks_of_steps_no_cube_has_are_the_same() -> None:
    more = [*EVENTS, *visits("referring", 9, 2, 0), event("referring0", 9 * DAY + 90, "referral")]
    query = replace(QUERY, period=days(14, 20), steps=("visit", "referral"))
    with frame_of(events=more) as frame:
        weeks = weekly(frame, query, weeks=1)
    assert [[s.entities for s in week.found.steps] if week.found else None for week in weeks] == [[6, 1], None]


def made(*counts: int) -> Funnel:
    shares = [None, *(after / before if before else None for before, after in pairwise(counts))]
    names = ("visit", "product_view", "add_to_cart", "purchase")
    steps = [FunnelStep(names[place], n, n / counts[0], shares[place], None, 0) for place, n in enumerate(counts)]
    return Funnel(None, tuple(steps), (), "raw")


def test_the_biggest_fall_is_by_entities_not_by_points() -> None:
    before, after = made(10_000, 5_000, 1_000, 500), made(10_000, 4_500, 900, 360)
    worst = fallen(after, before)
    assert worst is not None
    assert (worst.first, worst.last) == ("visit", "product_view")  # −5 points, 500 people; the last step lost 10 points
    assert round(worst.fewer) == 500
    assert worst.sure


def test_a_fall_that_chance_can_bring_is_not_sure() -> None:
    worst = fallen(made(100, 48, 10, 5), made(100, 50, 10, 5))
    assert worst is not None
    assert not worst.sure


def test_no_fall_without_a_lower_rate() -> None:
    assert fallen(made(100, 50, 10, 5), made(1_000, 500, 100, 50)) is None
    assert fallen(made(100, 50, 10, 5), None) is None


def test_most_leave_where_most_are_lost() -> None:
    worst = leaving(made(1_000, 600, 100, 99))
    assert worst is not None
    assert (worst.first, worst.last, worst.lost, worst.entities) == ("product_view", "add_to_cart", 500, 600)
    assert leaving(made(5, 5, 5, 5)) is None


def lead(n: int) -> dict[str, object]:
    """Of 100 leads 50 become MQL and 6 SQL."""
    made_at = START + timedelta(minutes=n)
    return {
        "lead_id": f"L{n}",
        "created_at": made_at,
        "mql_at": made_at + timedelta(hours=1) if n < 50 else None,
        "sql_at": made_at + timedelta(hours=2) if n < 6 else None,
    }


def test_the_step_furthest_below_its_benchmark_comes_first(tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    late = {"lead_id": "end", "created_at": START + timedelta(days=60)}
    board = open_board(
        dataset(tmp_path_factory.mktemp("leads"), leads=[*(lead(n) for n in range(100)), late]),
        benchmarks=load_benchmarks(),
    )
    query = Query(Period(date(2026, 3, 2), date(2026, 3, 8)))
    found = graded(board, query, "b2b", ("lead", "mql", "sql"))
    assert [(one.first, one.last, one.score.value) for one in found] == [("lead", "sql", 0.06), ("mql", "sql", 0.12)]
    assert round(found[0].gap, 2) == -0.7  # 6 % against 20 %
    assert found[1].gap > 0  # 12 % against 10 %
    assert graded(board, query, "b2b", ("lead", "mql")) == []  # no KPI leads there
