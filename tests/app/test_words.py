"""Every text of the frame, the shared parts and the scorecard has its Vietnamese."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from data.words import Words, catalogue
from metrics.catalog import KPIS
from pages.parts import cards, filters, navigation
from pages.parts.words import byte_size

ROOT = Path(__file__).resolve().parents[2]
SAME = {"KPI", "SQL", "n", "B2C", "B2B", "Pipeline", "n = {n}"}  # the same in both languages


def said_in(path: Path) -> set[str]:
    """The literal first arguments of every `….t("…")` call, and the templates of every `Note(code, "…")`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            texts = node.args[:1] if name == "t" else node.args[1:2] if name == "Note" else []
            found |= {t.value for t in texts if isinstance(t, ast.Constant) and isinstance(t.value, str)}
    return found


def listed() -> set[str]:
    """Texts that stand in tables and are translated where they are shown."""
    pages = {page.title for group in navigation.SECTIONS.values() for page in group}
    tables = [cards.STATUS_WORDS, cards.LEANING_WORDS, cards.BEYOND_WORDS, cards.COUNT_WORDS]
    options = [filters.PERIODS, filters.COMPARISONS]
    words = {text for table in [*tables, *options] for text in table.values()}
    return {*pages, *navigation.SECTIONS, *words, *(kpi.definition for kpi in KPIS)}


@pytest.mark.parametrize("path", sorted([ROOT / "app.py", *(ROOT / "pages").rglob("*.py")]), ids=lambda path: path.stem)
def test_every_text_of_a_page_has_its_vietnamese(path: Path) -> None:
    assert sorted(said_in(path) - set(catalogue("vi")) - SAME) == []


def test_every_listed_text_has_its_vietnamese() -> None:
    assert sorted(listed() - set(catalogue("vi")) - SAME) == []


def test_per_cent_is_written_as_figures_are() -> None:
    """Both locales write shares without a blank before the sign; no sentence does otherwise."""
    assert Words("en").percent(0.25, 0) == "25%"
    assert Words("vi").percent(0.25, 0) == "25%"
    blank = re.compile(r"[0-9}][ \u00a0]%")
    assert [text for pair in catalogue("vi").items() for text in pair if blank.search(text)] == []


def test_translations_fill_in_the_same_values() -> None:

    for english, vietnamese in catalogue("vi").items():
        if english:
            assert set(re.findall(r"\{(\w+)", english)) == set(re.findall(r"\{(\w+)", vietnamese)), english


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 B"),
        (1023, "1.023 B"),
        (1024, "1,0 KB"),
        (6451, "6,3 KB"),
        (250 << 20, "250 MB"),
        ((1 << 20) - 1, "1.024 KB"),
    ],
)
def test_the_size_of_a_file_is_never_a_rounded_nothing(size: int, shown: str) -> None:
    assert byte_size(Words("vi"), size) == shown
