"""The codec between filters and URL: a round trip loses nothing, and no URL is trusted."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pages.parts.filters import COMPARISONS, PERIODS, Filters, known, read, write

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
VALUES = st.none() | st.text(min_size=1, max_size=60).map(str.strip).filter(bool)
NAMES = st.sampled_from(
    ["data", "version", "asof", "period", "from", "to", "compare", "channel", "segment", "lang", "x"]
)


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    period = draw(st.sampled_from(list(PERIODS)))
    first, last = sorted([draw(DAYS), draw(DAYS)]) if period == "range" else (None, None)
    return Filters(
        data=draw(st.just("demo") | st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)),
        version=draw(st.just("") | st.integers(1, 99).map(str)),
        as_of=draw(st.none() | DAYS),
        period=period,
        first=first,
        last=last,
        compare=draw(st.sampled_from(list(COMPARISONS))),
        channel=draw(VALUES),
        segment=draw(VALUES),
    )


@given(filters())
def test_round_trip(view: Filters) -> None:
    assert read(write(view)) == (view, [])


@given(st.dictionaries(NAMES, st.text(max_size=300)))
def test_anything_in_a_url_gives_usable_filters(params: dict[str, str]) -> None:
    view, _ = read(params)
    assert view.period in PERIODS
    assert view.compare in COMPARISONS
    assert (view.period == "range") == bool(view.first or view.last)
    assert read(write(view)) == (view, [])


def test_defaults_are_not_written() -> None:
    assert write(Filters()) == {}


def test_codes_do_not_depend_on_the_language() -> None:
    view = Filters(period="qtd", compare="year", channel="Tìm kiếm", as_of=date(2026, 6, 28))
    assert write(view) == {"period": "qtd", "compare": "year", "channel": "Tìm kiếm", "asof": "2026-06-28"}


def test_bad_values_fall_back_and_are_reported() -> None:
    view, problems = read(
        {"period": "decade", "compare": "<b>", "asof": "28/06/2026", "from": "2026-02-30", "version": "9" * 40}
    )
    assert view == Filters()
    assert {dict(problem.values)["name"] for problem in problems} == {"from", "period", "compare", "asof", "version"}


def test_a_range_the_wrong_way_round_is_reported() -> None:
    view, problems = read({"from": "2026-06-28", "to": "2026-06-01"})
    assert (view.period, view.first, view.last) == ("week", None, None)
    assert len(problems) == 1


def test_an_open_range_keeps_its_one_end() -> None:
    view, problems = read({"from": "2026-06-01"})
    assert (view.period, view.first, view.last, problems) == ("range", date(2026, 6, 1), None, [])


def test_a_channel_of_another_data_set_is_dropped_with_a_remark() -> None:
    view, problems = known(Filters(channel="Email", segment="SMB"), ["Search"], ["SMB"])
    assert (view.channel, view.segment) == (None, "SMB")
    assert [problem.code for problem in problems] == ["no_channel"]
