"""Settings and fixtures every test shares: deterministic Hypothesis, and a workspace of its own for each test."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SLOW = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)

# "ci" gives the same examples every time; "deep" looks for new ones: pytest --hypothesis-profile=deep
settings.register_profile("ci", max_examples=40, derandomize=True, deadline=None, suppress_health_check=SLOW)
settings.register_profile("deep", max_examples=1000, deadline=None, suppress_health_check=SLOW)

# Hypothesis tries constants of our own modules too, those imported by then: all of them are, or its examples would
# depend on which tests a process happened to run before (app.py becomes `__main__` with the first visit).
_ROOT = Path(__file__).parent.parent
for _room in ("data", "metrics", "pages/parts"):
    for _file in sorted((_ROOT / _room).rglob("*.py")):
        importlib.import_module(".".join(_file.relative_to(_ROOT).with_suffix("").parts).removesuffix(".__init__"))
importlib.import_module("app")


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path) -> Iterator[Path]:
    """An empty workspace folder for this test, set as TWO_FUNNELS_WORKSPACE: no test sees a person's own data."""
    folder = tmp_path / "workspace"
    before = os.environ.get("TWO_FUNNELS_WORKSPACE")
    os.environ["TWO_FUNNELS_WORKSPACE"] = str(folder)
    yield folder
    if before is None:
        del os.environ["TWO_FUNNELS_WORKSPACE"]
    else:
        os.environ["TWO_FUNNELS_WORKSPACE"] = before
