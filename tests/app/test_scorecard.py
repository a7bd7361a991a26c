"""The scorecard from app.py: with the demo, with little data, with a bad link, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from data.store import Workspace
from metrics.catalog import KPIS
from metrics.evaluate import default_query, scores
from metrics.result import COLOURS
from metrics.standing import standing
from pages.parts import session
from tests.app.kit import board, html, param, words

LIVE = re.compile(r"(?<!\\)<img")  # a tag that no backslash holds back
HOSTILE = "<img src=x onerror=alert(1)>"


def store(tmp_path: Path, name: str, table: str, text: str) -> None:
    """A data set of one small file in this test's workspace."""
    file = tmp_path / f"{table}.csv"
    file.write_text(text, encoding="utf-8")
    place = Workspace()
    place.publish(name, [place.prepare(place.raw_put(file), table)])


def leads(tmp_path: Path, channel: str = "Search") -> None:
    days = [f"2026-06-{day:02d} 10:00:00" for day in range(1, 29)]
    lines = [f'L{n},{day},"{channel}",{day}' for n, day in enumerate(days * 2)]
    store(tmp_path, "small", "leads", "\n".join(["lead_id,created_at,channel,mql_at", *lines]))


def test_the_demo_shows_both_sides_and_all_stages() -> None:
    visit = board(lang="en")
    assert not visit.exception
    assert visit.title[0].value == "Scorecard"
    shown = html(visit)
    for number, name in enumerate(["Awareness", "Interest / discovery", "Evaluation", "Purchase / contract"], start=1):
        assert f"<small>{number}</small>{name}" in shown
    for kpi in KPIS:
        assert f'data-open="{kpi.side}.{kpi.key}"' in shown


def test_the_sentence_says_what_the_numbers_say() -> None:
    opened = session.board(session.demo())
    found = scores(opened, default_query(opened))
    shown = html(board(lang="en"))
    for side, name in (("b2c", "B2C"), ("b2b", "B2B")):
        where = standing(found, side)
        counts = ", ".join(f"{where.counts[c]} {c}" for c in COLOURS if where.counts[c])
        assert counts
        assert f"<b>{name}:</b> {counts}; " in shown


def test_vietnamese_from_link_to_number() -> None:
    visit = board(lang="vi")
    assert not visit.exception
    assert visit.title[0].value == "Bảng điểm"
    shown = html(visit)
    assert "Nhận diện" in shown
    assert "điểm %" in shown
    assert "Probably" not in shown


def test_a_link_restores_the_filters() -> None:
    visit = board(lang="en", period="4w", compare="year", channel="Email")
    assert not visit.exception
    chosen = {box.key: box.value for box in visit.selectbox}
    assert chosen["filter-period"] == "4w"
    assert chosen["filter-compare"] == "year"
    assert chosen["filter-channel"] == "Email"
    assert "Email" in visit.caption[0].value


def test_a_changed_filter_goes_to_the_url_and_back_to_default_leaves_it() -> None:
    visit = board(lang="en")
    visit.selectbox(key="filter-period").select("qtd").run()
    assert param(visit, "period") == "qtd"
    visit.selectbox(key="filter-period").select("week").run()
    assert param(visit, "period") is None
    assert param(visit, "lang") == "en"


def test_a_free_range_starts_from_the_days_on_screen() -> None:
    visit = board(lang="en")
    visit.selectbox(key="filter-period").select("range").run()
    assert param(visit, "from") == "2026-09-21"
    assert param(visit, "to") == "2026-09-27"
    assert not visit.exception


@pytest.mark.parametrize(
    "params",
    [
        {"period": "decade", "from": "yesterday"},
        {"channel": HOSTILE},
        {"asof": "1999-01-01"},
        {"kpi": "b2c.nothing"},
        {"lang": "xx"},
        {"from": "2026-09-27", "to": "2026-09-01"},
    ],
)
def test_a_bad_link_still_shows_the_board(params: dict[str, str]) -> None:
    visit = board(**{"lang": "en", **params})
    assert not visit.exception
    assert visit.title[0].value == "Scorecard"
    assert not LIVE.search(words(visit))


def test_a_version_of_the_demo_is_said_to_be_none() -> None:
    visit = board(lang="en", version="3", asof="1999-01-01")
    assert not visit.exception
    told = [one.value for one in visit.caption]
    assert any("The demo has no versions" in one for one in told)
    assert any("1999" in one for one in told)


def test_an_unknown_data_set_says_so() -> None:
    visit = board(lang="en", data="nowhere" + "x" * 3000)
    assert not visit.exception
    assert "No such data set" in visit.error[0].value
    assert len(visit.error[0].value) < 300


def test_running_out_of_memory_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object) -> None:
        raise duckdb.OutOfMemoryException("Out of Memory Error: could not allocate block")

    monkeypatch.setattr(session, "board", run_out)
    visit = board(lang="vi")
    assert not visit.exception
    assert "TWO_FUNNELS_MEMORY" in visit.error[0].value.replace("\\", "")
    assert "Khối lượng tính toán quá lớn" in visit.error[0].value


@pytest.mark.parametrize("params", [{"data": "nowhere"}, {"data": "small", "version": "77"}])
def test_an_unknown_data_set_or_version_beside_known_ones_says_so(tmp_path: Path, params: dict[str, str]) -> None:
    leads(tmp_path)
    visit = board(lang="en", **params)
    assert not visit.exception
    assert len(visit.error) == 1
    if "version" not in params:
        assert "“nowhere” is not in this workspace" in visit.error[0].value.replace("\\", "")


def test_an_older_version_is_opened_and_said(tmp_path: Path) -> None:
    leads(tmp_path)
    leads(tmp_path, "Fairs")
    visit = board(lang="en", data="small", version="1")
    assert not visit.exception
    assert visit.selectbox(key="open-version").value == "1"
    assert visit.selectbox(key="filter-channel").options == ["All", "Search"]
    visit.selectbox(key="open-version").select("2").run()
    assert param(visit, "version") is None
    assert "Fairs" in visit.selectbox(key="filter-channel").options


def test_a_period_of_the_past_is_seen_as_it_was() -> None:
    visit = board(lang="en", asof="2026-08-30")
    assert not visit.exception
    assert "Aug 24" in visit.caption[0].value


def test_a_data_set_with_one_table(tmp_path: Path) -> None:
    leads(tmp_path)
    visit = board(lang="en", data="small")
    assert not visit.exception
    shown = html(visit)
    assert "<b>B2C:</b> nothing can be coloured yet" in shown
    assert "No data" in shown
    assert "None" not in shown
    assert "nan" not in shown.replace("finance", "")


def test_another_data_set_without_the_channel_resets_it(tmp_path: Path) -> None:
    leads(tmp_path)
    visit = board(lang="en", data="small", channel="Email")
    assert not visit.exception
    assert visit.selectbox(key="filter-channel").value == ""
    assert any("has no channel" in caption.value for caption in visit.caption)


def test_hostile_values_are_text_everywhere(tmp_path: Path) -> None:
    leads(tmp_path, HOSTILE)
    visit = board(lang="en", data="small", channel=HOSTILE, kpi="b2b.mql_to_sql")
    assert not visit.exception
    assert HOSTILE in visit.selectbox(key="filter-channel").options
    assert not LIVE.search(words(visit))


def test_a_kpi_opens_from_its_link() -> None:
    visit = board(lang="en", kpi="b2c.checkout_conversion")
    assert not visit.exception
    assert {"Definition", "Trend", "By channel", "By segment"} <= {heading.value for heading in visit.subheader}
    assert any("purchase" in code.value for code in visit.code)


def test_the_hints_go_once_understood() -> None:
    visit = board(lang="en")
    assert "made-up demo" in html(visit)
    visit.button(key="hints-understood").click().run()
    assert "made-up demo" not in html(visit)


def test_what_is_missing_is_a_few_lines_in_words_not_a_wall_of_cards(tmp_path: Path) -> None:
    leads(tmp_path)
    for language, named in (("en", "<b>orders</b>"), ("vi", "<b>đơn hàng</b>")):
        shown = html(board(data="small", lang=language))
        assert shown.count(named) == 1
        assert 'class="tf-cards"' not in shown  # no KPI beside the stages can be told from these leads
        assert not re.search(r"\b(leads|deals|marketing|purchases)\.[a-z_]+", shown)


def test_the_hints_speak_of_the_demo_only_on_the_demo(tmp_path: Path) -> None:
    leads(tmp_path)
    assert "made-up demo" in html(board(lang="en"))
    assert "made-up demo" not in html(board(data="small", lang="en"))
