"""Every sentence of the reading engine exists in Vietnamese, with the same blanks to fill."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import data
from data.words import catalogue

ROOM = Path(data.__file__).parent
FILES = [
    *(ROOM / "read").glob("*.py"),
    *(ROOM / "typed").glob("*.py"),
    *(ROOM / name for name in ("tell.py", "check.py", "links.py", "reshaping.py")),
]
SENTENCE = re.compile(r"^[^{}]*(\{\w+(:[^{}|]*\|[^{}|]*)?\}[^{}]*)+$")


def _templates() -> set[str]:
    """String literals with blanks to fill that are words for people: they have a blank and several words."""
    found = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE.match(node.value):
                found.add(node.value)
    return {text for text in found if len(text.split()) > 4 and not re.search(r"\b(select|timezone|cast)\b", text)}


def test_every_template_has_its_vietnamese_with_the_same_blanks() -> None:
    templates = {text for text in _templates() if not text.startswith(("select", "timezone"))}
    assert len(templates) > 50
    vietnamese = catalogue("vi")
    missing = sorted(text for text in templates if text not in vietnamese)
    assert missing == []
    for text in templates:
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", vietnamese[text])), text
