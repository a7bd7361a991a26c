"""One text says one and several things rightly."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from data.figures import figure
from data.filled import filled
from data.words import Words
from metrics.benchmarks import load_benchmarks
from metrics.brief_said import Place, Shown, sentence, text

ROOT = Path(__file__).resolve().parents[2]
COUNTED = (
    "accounts|buyers|cases|columns|data sets|days|deals|entries|files|KPIs|leads|orders|periods|persons|points|"
    "questions|remarks|rows|stays|weeks"
)
# A window of a formula is a setting of whole weeks or months; what is "fewer than {few}" is never one.
ALWAYS_SEVERAL = re.compile(r"\{(window|few)\}|fewer than \{n\}|\{n\} questions before")
TEXT = "{n} {n:row was|rows were} left of “{column}”"


def test_one_and_several() -> None:
    assert filled(TEXT, {"n": 1, "column": "a"}) == "1 row was left of “a”"
    assert filled(TEXT, {"n": 0, "column": "a"}) == "0 rows were left of “a”"
    assert filled(TEXT, {"n": 11, "column": "a"}) == "11 rows were left of “a”"


def test_a_number_already_written_counts_too() -> None:
    assert Words("en").t(TEXT, n="1", column="b") == "1 row was left of “b”"
    assert Words("en").t(TEXT, n="1,200", column="b") == "1,200 rows were left of “b”"


def texts() -> Iterator[tuple[str, str]]:
    """Every text in the code of the three rooms, and where it stands."""
    for room in ("data", "metrics", "pages"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def test_no_text_leaves_the_plural_in_brackets() -> None:
    assert [place for place, said in texts() if "(s) " in said] == []


def test_no_text_says_several_of_what_may_be_one() -> None:
    """“1 deals”: what is counted has a word for one."""
    several = re.compile(rf"\{{\w+\}}( open| won| closed| more| shorter)* ({COUNTED})\b")
    found = [(place, said) for place, said in texts() if "\n" not in said and several.search(said)]
    assert [one for one in found if not ALWAYS_SEVERAL.search(one[1])] == []


def test_a_figure_of_one_day_and_a_sentence_of_the_brief() -> None:
    assert figure(Words("en"), "days", 1.0) == "1 day"
    assert figure(Words("en"), "days", 1.4) == "1 day"
    assert figure(Words("en"), "days", 2.0) == "2 days"
    template = "{n} more {n:deal|deals} {n:was|were} won after {days}"
    for count, days, expected in (
        (1, 1, "1 more deal was won after 1 day"),
        (2, 3, "2 more deals were won after 3 days"),
    ):
        one = sentence("won", template, Place("pipeline"), n=count, days=Shown("days", days))
        assert text(Words("en"), load_benchmarks(), one.note) == expected
