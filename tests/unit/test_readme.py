"""The README tells the truth: its commands, links and file names exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = sorted(set(re.findall(r"^python -m +(data|metrics) +(\w+)", README, re.MULTILINE)))


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`| )make ([a-z]+)\b(?=[ `\n])", README, re.MULTILINE))
    assert {"run", "test", "check", "bench", "screenshots"} <= named
    assert named - targets == set()


@pytest.mark.parametrize("path", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize(("module", "command"), COMMANDS)
def test_every_command_exists(module: str, command: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", module, command, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert command in ran.stdout


def test_commands_were_found() -> None:
    assert {("metrics", "score"), ("data", "check"), ("data", "add")} <= set(COMMANDS)
