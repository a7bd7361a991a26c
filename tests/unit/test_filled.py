"""One text says one and several things rightly."""

from __future__ import annotations

import ast
from pathlib import Path

from data.filled import filled
from data.words import Words

ROOT = Path(__file__).resolve().parents[2]
TEXT = "{n} {n:row was|rows were} left of “{column}”"


def test_one_and_several() -> None:
    assert filled(TEXT, {"n": 1, "column": "a"}) == "1 row was left of “a”"
    assert filled(TEXT, {"n": 0, "column": "a"}) == "0 rows were left of “a”"
    assert filled(TEXT, {"n": 11, "column": "a"}) == "11 rows were left of “a”"


def test_a_number_already_written_counts_too() -> None:
    assert Words("en").t(TEXT, n="1", column="b") == "1 row was left of “b”"
    assert Words("en").t(TEXT, n="1,200", column="b") == "1,200 rows were left of “b”"


def test_no_text_leaves_the_plural_in_brackets() -> None:
    left = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in ("data", "metrics", "pages")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "(s) " in node.value
    ]
    assert left == []
