"""Every text a person can see has its Vietnamese, with the same blanks to fill; every translation is still used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.words import Words, catalogue

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "app.py", *(path for room in ("pages", "metrics", "data") for path in (ROOT / room).rglob("*.py"))]
BLANK = re.compile(r"\{(\w+)[^}]*\}")
TELLING = {"t": 0, "Note": 1, "Remark": 1}  # what is called with a text, and which argument it is


def texts(path: Path) -> Iterator[tuple[str, int]]:
    """Literal texts given to `….t(…)` and `Note(…)` in one file, with their lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        place = TELLING.get(name)
        if place is not None and len(node.args) > place:
            yield from _literals(node.args[place])


def _literals(node: ast.expr) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, node.lineno
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


FOUND = sorted({(text, path.relative_to(ROOT).as_posix(), line) for path in SOURCES for text, line in texts(path)})


def test_texts_were_found() -> None:
    assert len(FOUND) > 100


def test_every_text_is_translated() -> None:
    known = catalogue("vi")
    missing = [
        f"{where}:{line} {text!r}"
        for text, where, line in FOUND
        if text not in known and any(map(str.isalpha, BLANK.sub("", text)))
    ]
    assert not missing, "\n".join(missing)


def test_translations_have_the_same_blanks() -> None:
    wrong = [
        english
        for english, vietnamese in catalogue("vi").items()
        if set(BLANK.findall(english)) != set(BLANK.findall(vietnamese))
    ]
    assert not wrong


def test_translations_are_filled_in() -> None:
    assert Words("vi").t("{n} rows of this do not exist", n=3) == "3 rows of this do not exist"


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "locale" / "vi").glob("*.po")), ids=lambda path: path.stem)
def test_no_translation_is_fuzzy_or_empty(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "#, fuzzy" not in text
    assert not re.search(r'msgid "(?!")[^\n]*\nmsgstr ""\n(?!")', text)
