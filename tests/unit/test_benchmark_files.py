"""Bad benchmark files are refused with every problem named; a team's own file changes what it names, nothing else."""

from __future__ import annotations

import copy
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import ConfigError
from metrics.benchmark_file import from_raw
from metrics.benchmarks import DEFAULT, load_benchmarks
from metrics.result import Band
from metrics.strict_yaml import Problems, read


def edited(folder: Path, *edits: tuple[str, str]) -> Path:
    text = DEFAULT.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "benchmarks.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(path: Path, team: Path | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_benchmarks(path, team)
    assert "\n" not in str(caught.value)  # one line on standard error
    return caught.value.message


def test_all_problems_are_listed_at_once_with_line_key_found_and_expected(tmp_path: Path) -> None:
    path = edited(
        tmp_path,
        ("low: 0.015, high: 0.035", 'low: "1.5%", high: 3.5'),
        ("direction: higher, low: 0.08", "direction: highest, low: 0.08"),
        ("low: 0.15, high: 0.30", "low: 0.35, high: 0.30"),
        ("code: F5, direction", "code: F55, direction"),
        ("    win_rate:", "    win_rat:"),
        ("en: Upsell rate, vi: Tỷ lệ upsell", "en: Upsell rate"),
        ("low: 3}", "low: 3:1}"),
        ("window: 60", "window: 60 days"),
        ("b2c: 0.60", "b2c: 60"),
        ("checkout_conversion: ecommerce", "checkout_conversion: shop"),
        ("kpis: [roas]", "kpis: [roass]"),
    )
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines, 1) if '"1.5%"' in line)
    message = problems_of(path)
    for expected in (
        f"benchmarks.yaml:{at} kpis.b2c.ctr.bands.1.low: found text '1.5%', expected a share such as 0.25 for 25 %",
        "kpis.b2c.ctr.bands.1.high: found 3.5, expected a share",
        "direction: found text 'highest', expected one of higher, lower, within; did you mean \"higher\"?",
        "kpis.b2c.trial_to_purchase.bands.1: low 0.35 is above high 0.3; expected low <= high",
        "kpis.b2c.retention_d7.bands.1.code: found text 'F55'",
        "kpis.b2b.win_rat: unknown key",
        'did you mean "win_rate"?',
        "kpis.b2b.win_rate: is missing",
        "kpis.b2b.upsell_rate.label.vi: is missing",
        "kpis.b2c.ltv_cac.bands.1.low: found text '3:1', expected a number",
        "kpis.b2c.repurchase_rate.window: found text '60 days', expected a whole number",
        "assumptions.gross_margin.b2c: found 60, expected a share",
        "variants.checkout_conversion: found text 'shop', expected one of ecommerce, subscription",
        "warnings.roas_alone.kpis.1: found text 'roass'",
    ):
        assert expected in message
    assert message.startswith("13 problems: ")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("margin: 0.20\n", "margin: 0.20\nmargins: 0.1\n", "margins: unknown key"),
        ("margin: 0.20\n", "margin: 0.20\nmargin: 0.1\n", "margin: stands twice, again on line"),
        ("margin: 0.20\n", "margin: true\n", "margin: found true, expected a share"),
        ("margin: 0.20\n", "margin: -0.1\n", "margin: found -0.1, expected a share"),
        ("margin: 0.20\n", "margin: .nan\n", "margin: found text '.nan'"),
        ("margin: 0.20\n", "margin: &m 0.2\nminimums: *m\n", "aliases"),
        ("margin: 0.20\n", "margin: !!python/name:os.system 1\n", "tag"),
        ("margin: 0.20\n", "margin: [0.20\n", "expected YAML"),
        ("margin: 0.20\n", "", "margin: is missing"),
        ("deals: 10", "deals: 010", "minimums.deals: found text '010'"),
        ("accounts: 10", "accounts: 0", "minimums.accounts: found 0"),
        ("window: 7\n", "window: 8\n", "retention_d7.window: found 8, expected a whole number from 7 to 7"),
        ("mode: exact", "mode: exactly", "mode: found text 'exactly', expected one of exact, within, on_or_after"),
        ("{code: F1, direction: higher, low", "{code: F1, direction: null, low", "bands.1.direction: is missing"),
        ("direction: higher, low: 0.30}", "direction: higher, high: 0.30}", "direction higher has no low"),
        ("direction: lower, high: 14", "direction: lower, low: 14", "direction lower has no high"),
        ("within, low: 3, high: 5, over: amber", "higher, low: 3, high: 5, over: amber", "over: goes only with"),
        ("over: amber", "over: red", "over: found text 'red'"),
        ("[owner, stage,", "[ownr, stage,", "crm_required_fields.1: found text 'ownr'"),
        ("[owner, stage, amount, expected_close, channel, segment]", "[]", "crm_required_fields: found a list"),
        (
            "{code: K1, direction: higher, low: 0.015",
            "{code: F4, variant: ecommerce, direction: higher, low: 0.015",
            "two bands F4",
        ),
        ("in {days} days", "in {day} days", "expected {days} in the text"),
        ("vi: Hiệu quả", "vi: ''", "stages.7.both.vi: found text ''"),
        ("  7: {code", "  8: {code", "stages.8: unknown key"),
    ],
)
def test_each_kind_of_mistake_is_named(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert expected in problems_of(edited(tmp_path, (old, new)))


@pytest.mark.parametrize("content", [b"", b"null\n", b"- a\n", b"\xff\xfe\x00", b"text", b"a: {" * 3000])
def test_a_file_that_is_something_else_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "benchmarks.yaml"
    path.write_bytes(content)
    assert problems_of(path).split()[0] != "0"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "benchmarks.yaml: cannot be read" in problems_of(tmp_path / "benchmarks.yaml")


def team_file(folder: Path, text: str) -> Path:
    path = folder / "benchmarks.team.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_team_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    team = team_file(
        tmp_path,
        """
variants: {checkout_conversion: subscription}
prefer: {nrr: K4}
assumptions: {gross_margin: {b2c: 0.55}}
minimums: {deals: 8}
crm_required_fields: [owner, amount]
kpis:
  b2c:
    ctr: {low: 0.02}
    checkout_conversion: {code: K1, margin: 0.1}
    retention_d30: {direction: higher, low: 0.2}
    retention_d7: {mode: within}
    repurchase_rate: {window: 45}
  b2b:
    sales_cycle_days: {low: null, high: 90}
    pipeline_coverage: {low: 4, high: 6}
""",
    )
    guide, ours = load_benchmarks(), load_benchmarks(team=team)
    assert ours.kpi("ctr", "b2c").bands == (Band("F1", 0.02, 0.035, "higher", source="team"),)
    assert ours.kpi("checkout_conversion", "b2c").bands == (
        Band("F4", 0.04, 0.10, "higher", variant="subscription"),
        Band("K1", 0.015, 0.05, "higher", margin=0.1, source="team"),
    )
    assert ours.kpi("retention_d30", "b2c").bands == (Band("team", 0.2, None, "higher", source="team"),)
    assert ours.meaning("retention_d7", "b2c", "en") == "First-time buyers active on any of days 1 to 7"
    assert ours.kpi("repurchase_rate", "b2c").window_days == 45
    assert ours.meaning("repurchase_rate", "b2c", "en") == "First-time buyers who reorder in 45 days"
    assert [band.code for band in ours.kpi("nrr", "b2b").bands] == ["K4", "F6"]
    cycle = ours.kpi("sales_cycle_days", "b2b").bands
    assert cycle[0] == Band("F7", None, 90.0, "lower", source="team")
    assert cycle[1] == guide.kpi("sales_cycle_days", "b2b").bands[1]
    assert ours.kpi("pipeline_coverage", "b2b").bands[0].over == "amber"
    assert (ours.minimum("win_rate", "b2b"), ours.minimum("onboarding_30d", "b2b")) == (8, 10)
    assert (ours.gross_margin("b2c"), ours.gross_margin("b2b")) == (0.55, 0.75)
    assert ours.crm_required_fields == ("owner", "amount")
    assert ours.team == team
    touched = {"ctr", "checkout_conversion", "retention_d30", "retention_d7", "repurchase_rate", "nrr"}
    touched |= {"sales_cycle_days", "pipeline_coverage"}
    for (key, side), settings in guide.kpis.items():
        if key not in touched and settings.minimum != 10:
            assert ours.kpi(key, side) == settings


def test_team_problems_are_listed_together_with_the_guides(tmp_path: Path) -> None:
    path = edited(tmp_path, ("margin: 0.20", "margin: much"))
    team_file(
        tmp_path,
        "prefer: {nrr: F7, ctr: K1}\n"
        "kpis: {b2c: {ctr: {low: 0.05}, cac: {low: 3}, lp_conversion: {window: 3}, ctrl: {}, roas: {code: K9}}}\n"
        "variants: {checkout_conversion: b2b}\n"
        "assumptions: {margin: 1}\n",
    )
    message = problems_of(path)
    for expected in (
        " margin: found text 'much'",
        "benchmarks.team.yaml:1 prefer.nrr: found text 'F7', expected one of F6, K4",
        "prefer.ctr: unknown key, expected one of checkout_conversion, nrr, sales_cycle_days",
        "kpis.b2c.ctr: low 0.05 is above high 0.035",
        "kpis.b2c.cac.direction: is missing",
        "kpis.b2c.lp_conversion.window: lp_conversion counts no days",
        "kpis.b2c.ctrl: unknown key",
        "kpis.b2c.roas.code: found text 'K9', expected one of R20",
        "variants.checkout_conversion: found text 'b2b'",
        "assumptions.margin: unknown key",
    ):
        assert expected in message


def test_team_file_beside_is_used_and_a_change_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.yaml"
    shutil.copy(DEFAULT, path)
    assert load_benchmarks(path).team is None
    assert load_benchmarks(path) is load_benchmarks(path)
    team = team_file(tmp_path, "kpis: {b2c: {ctr: {low: 0.020}}}\n")
    assert load_benchmarks(path).kpi("ctr", "b2c").bands[0].low == 0.020
    team_file(tmp_path, "kpis: {b2c: {ctr: {low: 0.030}}}\n")
    os.utime(team, ns=(1, 1))  # same size: the time tells
    assert load_benchmarks(path).kpi("ctr", "b2c").bands[0].low == 0.030
    team.unlink()
    assert load_benchmarks(path).kpi("ctr", "b2c").bands[0].low == 0.015


def test_a_named_team_file_must_exist(tmp_path: Path) -> None:
    assert "cannot be read" in problems_of(DEFAULT, tmp_path / "benchmarks.team.yaml")


def test_an_empty_team_file_changes_nothing(tmp_path: Path) -> None:
    assert load_benchmarks(team=team_file(tmp_path, "# nothing yet\n")).kpis == load_benchmarks().kpis


def test_files_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "workspace").mkdir()
    team = tmp_path / "workspace" / "benchmarks.yaml"
    team.write_text("kpi: {}\n", encoding="utf-8")
    assert "workspace/benchmarks.yaml:1 kpi: unknown key" in problems_of(DEFAULT, team)


WHOLE = read(DEFAULT, Problems("benchmarks.yaml"))
NONSENSE = [None, 3, -1, "x", "", [], {}, True, [1], {"a": 1}, [{}], [None], 1e9, {None: 1}]


def paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from paths(value, (*path, key))


@given(st.sampled_from(list(paths(WHOLE))[1:]), st.sampled_from(NONSENSE))
def test_nonsense_anywhere_is_a_problem_or_a_setting_but_never_a_crash(path: tuple[Any, ...], value: Any) -> None:
    whole = copy.deepcopy(WHOLE)
    place = whole
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    problems = Problems("benchmarks.yaml")
    found = from_raw(problems, whole, DEFAULT)
    assert problems.found or found.kpis.keys() == load_benchmarks().kpis.keys()
