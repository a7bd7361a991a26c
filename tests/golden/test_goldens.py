"""What people and scripts read stays as it was, to the letter; `python -m tests.golden` renews it on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.cases import GOLDENS, HERE


@pytest.mark.parametrize("name", GOLDENS)
def test_golden(name: str, tmp_path: Path) -> None:
    assert GOLDENS[name](tmp_path) == (HERE / name).read_text("utf-8")


def test_no_golden_is_left_over() -> None:
    files = {path.name for path in HERE.iterdir() if path.suffix not in {".py", ".pyc"} and path.is_file()}
    assert files == set(GOLDENS)
