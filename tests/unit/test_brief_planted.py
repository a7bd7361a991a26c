"""The brief against planted changes: it names each of them, with its reason, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.words import Words
from metrics.board import open_board
from metrics.brief import Brief, brief
from metrics.brief_said import Listing, Shown
from metrics.evaluate import default_query
from tests.unit.brief_kit import MIX, Plan, versions

PAID = {"Paid": 0.65, "Search": 0.25, "Email": 0.10}
WEBINAR = {"Webinar": 0.01, "Partner": 0.02, "Inbound": 0.02}
CHANGES = ("flips", "moved", "slow", "restated")


def told(folder: Path, plan: Plan, seed: int = 7) -> Brief:
    before, after = (open_board(one) for one in versions(folder, plan, seed))
    return brief(after, default_query(after), before)


def codes(found: Brief, name: str) -> list[str]:
    return [one.code for one in found.sections[name]]


def slips(found: Brief) -> list[str]:
    return [one.deal_id for one in found.pipeline.slipped] if found.pipeline else []


@pytest.mark.parametrize("seed", range(3))
def test_noise_alone_is_not_told(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, Plan(), seed)
    assert {name: codes(found, name) for name in CHANGES} == {name: [] for name in CHANGES}
    assert slips(found) == []
    assert codes(found, "alerts") == []
    assert found.pipeline is not None
    assert all(not bar.moves for bar in found.pipeline.bridge.bars)


def test_everything_planted_is_told_and_nothing_else(tmp_path: Path) -> None:
    """A mix shift, a rate drop in one channel, a slipped deal, a restated week."""
    plan = Plan(mix=PAID, leads=WEBINAR, late_week=6, moved={7: date(2026, 7, 20)})
    found = told(tmp_path, plan)
    assert codes(found, "flips") == []
    assert {(one.after.kpi, one.after.side): one.by for one in found.moved} == {
        ("checkout_conversion", "b2c"): "channel",
        ("mql_rate", "b2b"): "channel",
    }
    dropped, mixed = sorted(found.moved, key=lambda one: one.after.stage or 0)
    assert [one.code for one in mixed.sentences] == ["moved", "mix"]
    assert (mixed.sentences[1].value("gained"), mixed.sentences[1].value("lost")) == ("Paid", "Search")
    assert mixed.change is not None
    assert mixed.change.mix is not None
    assert mixed.change.rate is not None
    assert mixed.change.mix < -2 * abs(mixed.change.rate)
    assert [one.code for one in dropped.sentences] == ["hidden", "rate"] or [one.code for one in dropped.sentences] == [
        "moved",
        "rate",
    ]
    assert dropped.sentences[1].value("group") == "Webinar"
    assert codes(found, "slow") == []
    assert codes(found, "restated") == ["restated"]
    assert slips(found) == ["D7"]
    assert codes(found, "alerts") == []


def test_the_restated_week_is_named_with_what_it_was(tmp_path: Path) -> None:
    found = told(tmp_path, Plan(late_week=6))
    (one,) = found.sections["restated"]
    week, what = one.value("week"), one.value("what")
    assert str(week.first) == "2026-05-11"  # type: ignore[attr-defined]
    assert isinstance(what, Listing)
    values = {str(dict(item.values)["what"].text): dict(item.values) for item in what.items}  # type: ignore[attr-defined]
    assert set(values) == {"sessions", "orders", "revenue"}
    assert values["sessions"]["was"] == Shown("count", 12_000)
    assert values["sessions"]["value"] == Shown("count", 12_300)
    assert codes(found, "moved") == []


def test_a_restated_last_week_is_no_move(tmp_path: Path) -> None:
    """Late visits that hardly buy lower last week's rate: restated, and this week is compared with the new figure."""
    found = told(tmp_path, Plan(late_week=8, late=3000))
    assert codes(found, "restated") == ["restated", "restated_kpi"]
    assert found.sections["restated"][1].about == "b2c.checkout_conversion"
    reported = next(s for s in found.then if s.kpi == "checkout_conversion")
    moved = next(one for one in found.moved if one.after.kpi == "checkout_conversion")
    assert reported.value is not None
    assert moved.before.value is not None
    assert moved.before.value < reported.value * 0.9  # what moved is measured within today's data


def test_a_channel_against_the_total_is_named(tmp_path: Path) -> None:
    """Paid buys better, Search worse: the total stands still, and both channels are told."""
    found = told(tmp_path, Plan(buying={"Paid": 0.046, "Search": 0.020, "Email": 0.055}))
    (one,) = found.moved
    assert one.sentences[0].code == "hidden"
    assert {sentence.value("group") for sentence in one.sentences[1:]} == {"Paid", "Search"}
    assert {sentence.code for sentence in one.sentences[1:]} == {"rate"}


def test_the_split_by_segment_is_chosen_where_it_explains(tmp_path: Path) -> None:
    assert MIX["Paid"] != PAID["Paid"]
    found = told(tmp_path, Plan(mix=PAID))
    said = Words("en")
    text = " ".join(found.text(said, one) for one in found.sections["moved"])
    assert "Paid" in text
    assert "Small" not in text
    assert "Large" not in text


def test_the_bridge_tells_increase_and_slip(tmp_path: Path) -> None:
    found = told(tmp_path, Plan(moved={7: date(2026, 7, 20), 3: date(2026, 6, 29)}, amounts={5: 40_000}))
    assert found.pipeline is not None
    bars = {bar.key: [move.deal_id for move in bar.moves] for bar in found.pipeline.bridge.bars if bar.moves}
    assert bars == {"increased": ["D5"], "pushed_out": ["D7"]}
    assert slips(found) == ["D7", "D3"]  # within the quarter too
    amounts = [found.pipeline.bridge.start, *(bar.amount for bar in found.pipeline.bridge.bars)]
    assert sum(amounts) == found.pipeline.bridge.end


def test_both_languages_say_it(tmp_path: Path) -> None:
    plan = Plan(mix=PAID, leads=WEBINAR, late_week=6, moved={7: date(2026, 7, 20)})
    found = told(tmp_path, plan)
    for name, sentences in found.sections.items():
        for one in sentences:
            english, vietnamese = (found.text(Words(language), one) for language in ("en", "vi"))
            assert english != vietnamese, name
            assert "{" not in english + vietnamese
