"""Whatever goes wrong is said wholly in Vietnamese: each error's words, filled in and told again, hold no English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import data
import metrics
from data import errors
from data.mapping import parse_mapping
from data.retell import retell
from data.words import Words

VI = Words("vi")
ROOMS = [Path(str(room.__file__)).parent for room in (data, metrics)]
ERRORS = {name for name in vars(errors) if name.endswith("Error")} | {"QuestionError"}
# Commands of their own that no page calls, and what a person writes in YAML by hand, are told in English alone.
ENGLISH_ONLY = {"notify.py", "benchmarks.py", "benchmark_file.py", "team_edit.py", "team_store.py", "expect.py"}
ALL_SENTENCES = {"mapping.py", "read_options.py", "reshape.py", "rate.py", "kinds.py", "files.py", "cleaning.py"}
ENGLISH = re.compile(
    r"\b(the|is|are|was|were|of|on|not|it|its|to|and|or|with|which|that|there|this|be|by|has|have|for|from|as|at|an|file|"
    r"found|expected|line|rows|another|than|only|give|say|write|them|they|one|such|named|stands|reading)\b",
    re.IGNORECASE,
)
NAMES = re.compile(r"value\d+|`[^`]*`|--[\w/-]+|\w+[._=]\w+|python -m data add|per, of và by")  # no words of a sentence
OURS = re.compile(r"value\d+")
KINDS = ("a ", "an ", "JSON", "XML", "binary ")
PARTS = {
    'one value1 in value3: "value5" can be read two ways; write it without a mark for thousands'
}  # looked at whole
KIND = "value0 is value2"  # of data/read/kinds.py, whose kinds are all looked at below
CODE = re.compile(
    r"\b(select|cast|case|coalesce|copy|insert|pragma|partition|union|raise|create table|delete from|update \w+ set)\b"
)


def files() -> list[Path]:
    found = [path for room in ROOMS for path in room.rglob("*.py") if path.name not in ENGLISH_ONLY]
    return sorted(path for path in found if "commands" not in path.parts and "sample" not in path.parts)


def filled(node: ast.AST, known: dict[str, str] | None = None) -> str | None:
    """A string of the source with something in each blank; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"\{\w+[^}]*\}", "value1", node.value)
    if isinstance(node, ast.Name):
        return (known or {}).get(node.id)
    if isinstance(node, ast.JoinedStr):
        parts = enumerate(node.values)
        return "".join(str(p.value) if isinstance(p, ast.Constant) else _blank(p, n, known or {}) for n, p in parts)
    return None


def _blank(node: ast.AST, number: int, known: dict[str, str]) -> str:
    """What a blank holds: the module's own text, nothing where a near name is offered, else a word of no language."""
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    called = inner.func.id if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) else ""
    own = known.get(inner.id) if isinstance(inner, ast.Name) else None
    return "" if called in ("did_you_mean", "_near") else own or f"value{number}"


def texts_of(tree: ast.Module) -> dict[str, str]:
    """Names that a module gives to texts of several words."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = filled(node.value)
            if text and " " in text.strip():
                found[node.targets[0].id] = text
    return found


def raised(path: Path) -> Iterator[str]:
    """Titles and messages of the errors a module raises."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = texts_of(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            texts = [filled(text, known) for text in node.args[:2]] if name in ERRORS else []
            yield from (text for text in texts if text and text != KIND)


def sentences(path: Path) -> Iterator[str]:
    """Every string of a module that reads like words for people."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    apart = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    apart -= {id(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)}
    apart |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    known = texts_of(tree)
    for node in ast.walk(tree):
        text = None if id(node) in apart or isinstance(node, ast.Name) else filled(node, known)
        if text and len(re.findall(r"[a-z]{2,}", OURS.sub("", text))) > 2 and " " in text and not CODE.search(text):
            yield text


def left_in_english(text: str) -> set[str]:
    """English words that are still there once `text` was told in Vietnamese."""
    return {word.lower() for word in ENGLISH.findall(NAMES.sub("", retell(VI, text)))}


@pytest.mark.parametrize("path", files(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_error_stays_english(path: Path) -> None:
    assert {text: left for text in raised(path) if (left := left_in_english(text))} == {}
    titles = {text for text in raised(path) if " " in text and OURS.search(text) is None}
    assert {text for text in titles if retell(VI, text) == text} == set()


@pytest.mark.parametrize("path", [path for path in files() if path.name in ALL_SENTENCES], ids=lambda path: path.stem)
def test_no_sentence_of_a_mapping_or_the_workspace_stays_english(path: Path) -> None:
    told = {text for text in sentences(path) if text not in PARTS}
    assert told
    named = {f"shop.csv is {text}" if path.name == "kinds.py" and text.startswith(KINDS) else text for text in told}
    assert {text: left for text in named if (left := left_in_english(text))} == {}


def test_the_search_sees_what_is_wrong() -> None:
    assert left_in_english("the moon is full of cheese") == {"the", "is", "of"}
    assert "value0 has 0 bytes; export it again" in set(raised(ROOMS[0] / "read" / "kinds.py"))
    assert len([text for path in files() for text in raised(path)]) > 180


def test_a_mapping_file_that_is_wrong_is_said_in_vietnamese() -> None:
    said = []
    for text in ("a: [", "table: nosuch", "table: orders\nwat: 1"):
        with pytest.raises(errors.MappingError) as found:
            parse_mapping(text, "m.yaml")
        said.append(retell(VI, found.value.message))
    assert said[0].startswith("m.yaml không phải YAML từ dòng 1: “")
    assert said[1:] == ["m.yaml: bảng “nosuch” không xác định", 'm.yaml: khóa "wat" không xác định']
