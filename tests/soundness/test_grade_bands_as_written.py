"""What a person writes in a benchmark file is what is graded: YAML's own reading has turned targets into others."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from data.errors import ConfigError
from metrics.benchmarks import load_benchmarks


def team(folder: Path, text: str) -> Path:
    path = folder / "benchmarks.team.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("written", "yaml_reads"),
    [("3:1", 181), ("010", 8), ("1_0", 10), ("0x10", 16), ("yes", True)],
)
def test_numbers_yaml_would_misread_are_refused(tmp_path: Path, written: str, yaml_reads: object) -> None:
    assert yaml.safe_load(written) == yaml_reads
    with pytest.raises(ConfigError, match="expected a number"):
        load_benchmarks(team=team(tmp_path, f"kpis: {{b2c: {{ltv_cac: {{low: {written}}}}}}}\n"))


def test_the_second_of_two_equal_keys_does_not_win(tmp_path: Path) -> None:
    text = "kpis:\n  b2c:\n    ctr: {low: 0.01}\n    ctr: {low: 0.03}\n"
    assert yaml.safe_load(text)["kpis"]["b2c"]["ctr"] == {"low": 0.03}
    with pytest.raises(ConfigError, match=r"kpis\.b2c\.ctr: stands twice, again on line 4"):
        load_benchmarks(team=team(tmp_path, text))


def test_a_percentage_is_not_taken_for_a_share(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="found 25, expected a share"):
        load_benchmarks(team=team(tmp_path, "kpis: {b2c: {retention_d7: {low: 25, high: 45}}}\n"))


def test_a_window_nobody_counts_with_is_not_accepted_in_silence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="win_rate counts no days"):
        load_benchmarks(team=team(tmp_path, "kpis: {b2b: {win_rate: {window: 30}}}\n"))
