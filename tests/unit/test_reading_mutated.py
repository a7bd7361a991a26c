"""Spoiled files of every kind are refused or accounted for; the full thousand are read by tests/faults/mutate.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import mutate
from tests.faults.mutate import KINDS, good, outcomes, read

COUNT = 72


def test_spoiled_files_never_end_in_anything_but_a_funnel_error() -> None:
    wrong = [
        f"{kind}: {what}: {outcome.word} {outcome.text}"
        for kind, what, outcome in outcomes(COUNT, 20)
        if outcome.word.isupper()
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_good_files_are_good(kind: str, tmp_path: Path) -> None:
    assert read(good(kind), kind, tmp_path, True).word == "exact"


def test_a_lost_row_would_be_seen(tmp_path: Path) -> None:
    lines = good("csv").splitlines(keepends=True)
    assert read(b"".join(lines[:-1]), "csv", tmp_path, True).word == "SILENT"
    assert mutate.TRUTH > 0
