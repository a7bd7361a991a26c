"""Every sentence, heading and word of the brief and the report has its Vietnamese, with the same values to fill in."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from data.words import catalogue
from metrics import brief, brief_deals, brief_snapshot, report_rows, status_words, table_words

ROOT = Path(brief.__file__).resolve().parents[1]
FILES = sorted(
    path
    for pattern in ("metrics/brief*.py", "metrics/report*.py", "pages/parts/brief_*.py", "pages/review/brief.py")
    for path in ROOT.glob(pattern)
)
SAME = {"KPI", "n", "NRR", "GRR", "SQL", "MQL", "POC", "{kpi}"}  # the same in both languages


def said(path: Path) -> set[str]:
    """What a file says: first arguments of `….t(…)`, second of `sentence(…)` and `Note(…)`, texts given a name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name.endswith(".t") and node.args:
                values.append(node.args[0])
            if name in ("sentence", "Note", "_coverage") and len(node.args) > 1:
                values.append(node.args[0 if name == "_coverage" else 1])
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id in (
                "text",
                "texts",
                "clause",
                "missing",
                "against",
                "_HEADLINES",
                "_LEVERS",
                "_LABELS",
            ):
                values += node.value.values if isinstance(node.value, ast.Dict) else [node.value]
            if node.targets[0].id in ("_BY", "_UNKNOWN") and isinstance(node.value, ast.Dict):
                values += node.value.values
        for value in values:
            for part in (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found.add(part.value)
    return found


def every_text() -> list[str]:
    found = set[str]().union(*(said(path) for path in FILES))
    found |= {*brief.SECTIONS.values(), *brief.NOTHING.values(), *brief_deals.LABELS.values()}
    found |= {label for label, _, _ in brief_snapshot.VOLUMES.values()}
    found |= {*report_rows.TITLES.values(), *table_words.STEP_WORDS.values(), *report_rows.ACTION_WORDS.values()}
    found |= {*status_words.STATUS_WORDS.values(), *status_words.LEANING_WORDS.values()}
    return sorted(found - SAME)


def fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(text)} - {None}


def test_there_are_texts_to_look_for() -> None:
    assert len(every_text()) > 160
    assert "{deal} slipped: {amount}, expected on {was}, now on {now}." in every_text()


@pytest.mark.parametrize("text", every_text())
def test_each_text_has_its_vietnamese(text: str) -> None:
    translated = catalogue("vi").get(text)
    assert translated
    assert fields(translated) == fields(text)
