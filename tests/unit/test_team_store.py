"""A team's own target set on screen: written whole or not at all, by several people at once, and taken back."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from data.errors import ConfigError
from data.store import Workspace
from metrics.benchmarks import load_benchmarks
from metrics.result import Band
from metrics.team_store import changes_of, guide, set_target, team_text

GUIDE = guide()


def bands(place: Workspace, key: str, side: str) -> tuple[Band, ...]:
    return load_benchmarks(team=place.benchmarks).kpi(key, side).bands


def test_a_target_is_used_from_then_on_and_can_be_taken_back(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    set_target(place, "retention_d30", "b2c", {"direction": "higher", "low": 0.1})
    assert bands(place, "retention_d30", "b2c") == (Band("team", 0.1, None, "higher", source="team"),)
    set_target(place, "ctr", "b2c", {"low": 0.02})
    assert bands(place, "ctr", "b2c")[0].low == 0.02
    set_target(place, "retention_d30", "b2c", None)
    assert bands(place, "retention_d30", "b2c") == ()
    assert bands(place, "ctr", "b2c")[0].low == 0.02
    set_target(place, "ctr", "b2c", None)
    assert load_benchmarks(team=place.benchmarks).kpis == GUIDE.kpis


def test_what_does_not_fit_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    set_target(place, "ctr", "b2c", {"low": 0.02})
    before = team_text(place)
    with pytest.raises(ConfigError, match=r"kpis\.b2c\.ctr\.low"):
        set_target(place, "ctr", "b2c", {"low": 2})
    assert team_text(place) == before
    assert {path.name for path in tmp_path.glob("benchmarks.*")} == {place.benchmarks.name, "benchmarks.lock"}


def test_several_people_at_once_lose_nothing(tmp_path: Path) -> None:
    Workspace(tmp_path)
    lows = {"ctr": 0.02, "lp_conversion": 0.1, "trial_to_purchase": 0.2, "repurchase_rate": 0.25, "referral_rate": 0.07}
    people = [
        threading.Thread(target=lambda key=key, low=low: set_target(Workspace(tmp_path), key, "b2c", {"low": low}))
        for key, low in lows.items()
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert {key: bands(Workspace(tmp_path), key, "b2c")[0].low for key in lows} == lows


def typed(
    code: str | None, direction: str, low: float | None, high: float | None, margin: float = 20.0
) -> dict[str, object]:
    """What the form holds: shares and margin in per cent."""
    return {"code": code, "direction": direction, "low": low, "high": high, "margin": margin}


@pytest.mark.parametrize(
    ("key", "side", "values", "changes"),
    [
        ("ctr", "b2c", typed("F1", "higher", 1.5, 3.5), None),
        ("ctr", "b2c", typed("F1", "higher", 2.1, 3.5), {"low": 0.021}),
        ("ctr", "b2c", typed("F1", "higher", 1.5, None, 10.0), {"high": None, "margin": 0.1}),
        ("nrr", "b2b", typed("K4", "higher", 105.0, 120.0), {"low": 1.05, "code": "K4"}),
        ("pipeline_coverage", "b2b", typed("K3", "within", 3.5, 5.0), {"low": 3.5}),
        (
            "retention_d30",
            "b2c",
            typed(None, "higher", 8.0, None),
            {"direction": "higher", "low": 0.08, "margin": 0.2},
        ),
        ("retention_d30", "b2c", typed(None, "higher", None, None), None),
        ("retention_d30", "b2c", typed(None, "higher", None, None) | {"mode": "within"}, {"mode": "within"}),
        ("repurchase_rate", "b2c", typed("F6", "higher", 30.0, None) | {"window": 45}, {"window": 45}),
    ],
)
def test_only_what_differs_from_the_guide_is_written(
    key: str, side: str, values: dict[str, object], changes: dict[str, object] | None
) -> None:
    assert changes_of(GUIDE.kpi(key, side), values) == changes


def test_what_the_form_gives_is_taken_by_the_file(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    values = typed("F7", "lower", 30.0, 90.0, 10.0)
    set_target(place, "sales_cycle_days", "b2b", changes_of(GUIDE.kpi("sales_cycle_days", "b2b"), values))
    first = bands(place, "sales_cycle_days", "b2b")[0]
    assert (first.code, first.low, first.high, first.margin, first.source) == ("F7", 30, 90, 0.1, "team")
