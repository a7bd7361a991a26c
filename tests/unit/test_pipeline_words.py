"""Every remark and label of the pipeline modules has its Vietnamese, with the same values to fill in."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from data.words import catalogue
from metrics import bridge, levers, pipeline_deals, pipeline_targets

ROOT = Path(bridge.__file__).parent
MODULES = ("bridge", "economics", "landing", "pipeline", "pipeline_notes", "pipeline_targets")


def _texts(module: str) -> set[str]:
    """Second arguments of `Note(…)`, and strings assigned to `text` for one."""
    tree = ast.parse((ROOT / f"{module}.py").read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        value: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Note":
            value = node.args[1]
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "text":
            value = node.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            found.add(value.value)
    return found


def _all_texts() -> list[str]:
    found = set[str]().union(*(_texts(module) for module in MODULES))
    found |= {*bridge.LABELS.values(), *pipeline_deals.FLAWS.values(), *pipeline_targets._TWICE.values()}
    return sorted(found | {assumption for _, assumption in levers.RULES.values()})


def _fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(text)} - {None}


def test_there_are_texts_to_look_for() -> None:
    assert len(_all_texts()) > 45


@pytest.mark.parametrize("text", _all_texts())
def test_each_text_has_its_vietnamese(text: str) -> None:
    translated = catalogue("vi").get(text)
    assert translated
    assert _fields(translated) == _fields(text)
