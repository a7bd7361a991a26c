"""Every title and remark of the store and of sources has its Vietnamese."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import data
from data.filled import filled
from data.publishing import SAME_FILE, TEXTS
from data.words import catalogue

ROOM = Path(data.__file__).parent
MODULES = (
    *("archive", "catalog_db", "cleaning", "commands_add", "commit", "files", "memory", "merge", "names"),
    *("publishing", "said", "scratch", "sources", "store", "worker"),
)


def said(module: str) -> set[str]:
    """Titles of the errors a module raises, and templates of its remarks."""
    found = set()
    for node in ast.walk(ast.parse((ROOM / f"{module}.py").read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        place = 0 if name.endswith("Error") else 1 if name == "add" else None
        if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
            found.add(str(node.args[place].value))
    return found


@pytest.mark.parametrize("module", MODULES)
def test_titles_and_remarks_are_translated(module: str) -> None:
    assert {text for text in said(module) if text not in catalogue("vi")} == set()


def test_templates_keep_their_values() -> None:
    for text in (*TEXTS.values(), SAME_FILE):
        translated = catalogue("vi")[text]
        values = {"table": "deals", "n": 3}
        assert filled(translated, values) != filled(text, values)


def test_the_search_finds_something() -> None:
    assert "Workspace unavailable" in said("files")
    assert "Nothing new: version {number} holds all of it already" in said("publishing")
