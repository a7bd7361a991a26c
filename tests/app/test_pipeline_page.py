"""The Pipeline page from app.py: the demo, one quarter or owner, no deals, few deals, a bad link, Vietnamese."""

from __future__ import annotations

from pathlib import Path

from data.figures import figure
from data.words import Words
from metrics.pipeline import coverage, parse_quarter
from pages.parts import session
from tests.app.kit import board, html, param, words
from tests.app.test_scorecard import leads, store

PAGE = "b2b/pipeline.py"
HOSTILE = "<b onclick=alert(1)>x"


def demo_coverage(quarter: str):
    return coverage(session.board(session.demo()).frame, parse_quarter(quarter))


def test_the_demo_s_quarter_three_ways() -> None:
    visit = board(PAGE, lang="en")
    assert not visit.exception
    assert visit.title[0].value == "Pipeline"
    found, said, shown = demo_coverage("2026Q3"), Words("en"), html(visit)
    for ratio in (found.coverage, found.clean_coverage, found.full_coverage):
        assert f">{figure(said, 'multiple', ratio)}</span>" in shown
    assert f"won {said.money(float(found.won))} in {found.won_deals} deals" in shown
    assert "illusion" in words(visit)
    assert "should land at" in words(visit)


def test_another_quarter_comes_from_the_link_and_goes_to_it() -> None:
    visit = board(PAGE, lang="en", quarter="2026Q4")
    assert not visit.exception
    assert "2026Q4: won" in html(visit)
    visit.segmented_control(key="own-quarter").set_value("2027Q1").run()
    assert param(visit, "quarter") == "2027Q1"
    assert not visit.exception
    assert "no target covers this quarter" in html(visit)


def test_a_quarter_already_won_says_so() -> None:
    shown = html(board(PAGE, lang="en", quarter="2026Q2"))
    assert "is met" in shown
    assert ">Green</span>" in shown


def test_one_owner_s_deals_only() -> None:
    visit = board(PAGE, lang="en", owner="=Lê Hà", deals="past_due")
    assert not visit.exception
    table = html(visit).split("What is wrong")[1].split("</table>")[0]
    assert "Lê Hà" in table
    assert "Vũ Thảo" not in table


def test_without_deals_it_says_what_to_upload(tmp_path: Path) -> None:
    leads(tmp_path)
    visit = board(PAGE, lang="en", data="small")
    assert not visit.exception
    assert "No deals yet" in html(visit)
    assert "Upload deals to see this" in html(visit)
    assert not visit.get("plotly_chart")


def test_few_deals_without_stages_targets_or_amounts(tmp_path: Path) -> None:
    lines = [f"D{n},{HOSTILE},open,2026-08-0{n + 1},2026-08-0{n + 1} 10:00:00" for n in range(5)]
    store(tmp_path, "few", "deals", "\n".join(["deal_id,name,status,expected_close,created_at", *lines]))
    visit = board(PAGE, lang="en", data="few")
    assert not visit.exception
    shown = html(visit) + words(visit)
    assert "no target covers this quarter" in shown
    assert "too few for a forecast" in shown
    assert "No stage changes yet" in shown
    assert HOSTILE not in html(visit)
    assert "&lt;b onclick" in html(visit)


def test_open_deals_without_a_date_are_told_and_make_no_forecast(tmp_path: Path) -> None:
    """Ten closed deals to learn from, three open ones that nobody gave a date: what is won is no range."""
    head = "deal_id,status,created_at,closed_at,amount\n"
    closed = [f"d{n},{'won' if n % 2 else 'lost'},2026-07-0{n % 9 + 1},2026-08-03,100\n" for n in range(10)]
    store(tmp_path, "small", "deals", head + "".join([*closed, *(f"o{n},open,2026-08-01,,500\n" for n in range(3))]))
    visit = board(PAGE, lang="en", data="small")
    assert not visit.exception
    shown = words(visit).replace("\\", "")
    assert "500 ₫ won; no open deal with an amount is due in it" in shown.replace("\xa0", " ").replace("\u2060", "")
    assert "should land" not in shown
    assert "3 open deals have no expected close date" in shown
    told = words(board("review/brief.py", lang="en", data="small"))
    assert "should land" not in told
    assert "open deals have no expected close date" in told


def test_a_bad_link_is_reported_and_shows_the_default() -> None:
    visit = board(PAGE, lang="en", quarter="1999Q9", owner="nobody", deals="<b>")
    assert not visit.exception
    assert sum("cannot be used" in one.value for one in visit.caption) == 3
    assert "2026Q3: won" in html(visit)


def test_a_channel_has_no_target() -> None:
    visit = board(PAGE, lang="en", channel="Google Search")
    assert not visit.exception
    assert "Targets are not set per channel" in html(visit)


def test_vietnamese() -> None:
    visit = board(PAGE, lang="vi")
    assert not visit.exception
    shown = html(visit) + words(visit)
    assert "Độ phủ sạch" in shown
    assert "dự kiến kết thúc ở" in shown
    assert "Clean coverage" not in shown


def test_an_earlier_version_of_the_same_data_is_looked_at_too(tmp_path: Path) -> None:
    head = "deal_id,status,amount,expected_close,created_at,closed_at"
    before = [f"D{n},open,100,2026-06-20,2026-05-01 10:00:00," for n in range(12)]
    store(tmp_path, "twice", "deals", "\n".join([head, *before]))
    after = [f"D{n},won,100,2026-06-20,2026-05-01 10:00:00,2026-06-1{n % 9}" for n in range(12)]
    store(tmp_path, "twice", "deals", "\n".join([head, *after]))
    visit = board(PAGE, lang="en", data="twice")
    assert not visit.exception
    assert "2026Q2: won 1,200\u00a0₫ in 12 deals" in html(visit)
    older = board(PAGE, lang="en", data="twice", version="1")
    assert not older.exception
    assert "won 0\u00a0₫ in 0 deals" in html(older)
