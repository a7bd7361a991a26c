"""Setting a target on screen writes a team file that says that and keeps the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import ConfigError, QueryError
from metrics.benchmarks import Benchmarks, load_benchmarks
from metrics.result import Band
from metrics.team_edit import changed_team

GUIDE = load_benchmarks()
BEFORE = "prefer: {nrr: K4}\nkpis:\n  b2c:\n    ctr: {low: 0.02}\n    repurchase_rate: {window: 45}\n"


def loaded(folder: Path, text: str) -> Benchmarks:
    path = folder / "benchmarks.team.yaml"
    path.write_text(text, encoding="utf-8")
    return load_benchmarks(team=path)


def test_a_new_target_keeps_the_rest(tmp_path: Path) -> None:
    text = changed_team(BEFORE, GUIDE, "retention_d30", "b2c", {"direction": "higher", "low": 0.12})
    ours = loaded(tmp_path, text)
    assert ours.kpi("retention_d30", "b2c").bands == (Band("team", 0.12, None, "higher", source="team"),)
    assert ours.kpi("ctr", "b2c").bands[0].low == 0.02
    assert ours.kpi("repurchase_rate", "b2c").window_days == 45
    assert ours.kpi("nrr", "b2b").bands[0].code == "K4"


def test_a_change_replaces_what_was_said_and_none_takes_it_out(tmp_path: Path) -> None:
    text = changed_team(BEFORE, GUIDE, "ctr", "b2c", {"low": 0.03, "high": None})
    assert loaded(tmp_path, text).kpi("ctr", "b2c").bands == (Band("F1", 0.03, None, "higher", source="team"),)
    text = changed_team(text, GUIDE, "ctr", "b2c", None)
    assert "ctr" not in text
    assert loaded(tmp_path, text + "# again\n").kpi("ctr", "b2c") == GUIDE.kpi("ctr", "b2c")


def test_the_last_one_out_leaves_an_empty_file() -> None:
    text = changed_team("", GUIDE, "win_rate", "b2b", {"low": 0.25})
    assert changed_team(text, GUIDE, "win_rate", "b2b", None) == ""


@pytest.mark.parametrize(
    ("text", "changes", "found"),
    [
        ("", {"low": 25}, "kpis.b2c.ctr.low: found 25, expected a share"),
        ("", {"low": 0.05}, "low 0.05 is above high 0.035"),
        ("", {"window": 3}, "ctr counts no days"),
        ("kpis: 3", {"low": 0.01}, "kpis: found 3"),
        ("kpis: {b2c: 3}", {"low": 0.01}, "kpis.b2c: found 3"),
        ("a: {", {"low": 0.01}, "expected YAML"),
        ("prefer: {nrr: K9}", {"low": 0.01}, "prefer.nrr: found text 'K9'"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, changes: dict[str, object], found: str) -> None:
    with pytest.raises(ConfigError) as caught:
        changed_team(text, GUIDE, "ctr", "b2c", changes)
    assert found in caught.value.message


def test_an_unknown_kpi_is_refused() -> None:
    with pytest.raises(QueryError):
        changed_team("", GUIDE, "ctrr", "b2c", {"low": 0.01})
