"""YAML as people mean it, for the files business people edit: problems are collected with their lines, none is guessed.

Only plain decimal numbers, `true`, `false` and `null` are more than text. YAML's own habits are turned off where they
would misread without a word: `3:1` is 181 there, `010` is 8, `no` is false, and the second of two equal keys wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import yaml

MAX_BYTES = 1_000_000
_TAG = "tag:yaml.org,2002:"


@dataclass(slots=True)
class Problems:
    """Problems of one file: each names the line where known, the key path, what was found and what was expected."""

    file: str
    lines: dict[str, int] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    def add(self, path: str, text: str) -> None:
        """Remember that at key `path` there is `text` wrong."""
        line = self._line(path)
        place = f"{self.file}:{line}" if line else self.file
        self.found.append(f"{place} {path}: {text}" if path else f"{place}: {text}")

    def _line(self, path: str) -> int | None:
        """The line of `path`, or of the nearest key above it."""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return self.lines.get(path)


class _Loader(yaml.SafeLoader):
    """SafeLoader with its own idea of what is not text, and without aliases (they can hide loops)."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {}  # type: ignore[misc]

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """One node; an alias (`*name`) is refused."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not used here; repeat the text", problem_mark=mark)
        return super().compose_node(parent, index)


for _name, _pattern, _firsts in (
    ("int", r"[-+]?(?:0|[1-9][0-9]{0,17})", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)?\.[0-9]+", "-+.0123456789"),
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", "n~"),
):
    _Loader.add_implicit_resolver(
        _TAG + _name, re.compile(f"^(?:{_pattern})$"), [*_firsts, *([""] if _name == "null" else [])]
    )


def read(path: Path, problems: Problems) -> Any:
    """What stands in the file: dicts, lists, text, numbers, booleans; None where it cannot be read at all."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        problems.add("", f"cannot be read ({error.strerror}); expected a YAML file")
        return None
    if len(raw) > MAX_BYTES:
        problems.add("", f"has {len(raw):,} bytes; expected at most {MAX_BYTES:,}")
        return None
    return parse(raw, problems)


def parse(raw: bytes, problems: Problems) -> Any:
    """What `raw` says, as `read` gives it."""
    try:
        loader = _Loader(raw.decode("utf-8-sig"))
        node = loader.get_single_node()
    except UnicodeDecodeError as error:
        problems.add("", f"byte {error.start} is not UTF-8; save the file as UTF-8")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        problems.add("", f"{place}{error.problem}; expected YAML")
    except (yaml.YAMLError, RecursionError) as error:
        problems.add("", f"is not YAML ({str(error).splitlines()[0]})")
    else:
        found = _value(node, "", problems) if node is not None else None
        return {} if found is None else found  # an empty file says nothing, which is for the reader to judge
    return None


def _value(node: yaml.Node, path: str, problems: Problems) -> Any:
    """The Python value of a node; its line is remembered under its key path."""
    problems.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, f"{path}.{at}", problems) for at, item in enumerate(node.value, 1)]
    return _scalar(node, path, problems)


def _mapping(node: yaml.MappingNode, path: str, problems: Problems) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = _scalar(key_node, path, problems) if isinstance(key_node, yaml.ScalarNode) else None
        here = f"{path}.{key}" if path else str(key)
        if key is None:
            problems.add(path, f"line {key_node.start_mark.line + 1} has a key that is not a word")
        elif key in found:
            problems.add(here, f"stands twice, again on line {key_node.start_mark.line + 1}; keep one")
        else:
            problems.lines[here] = key_node.start_mark.line + 1
            found[key] = _value(value_node, here, problems)
    return found


def _scalar(node: yaml.Node, path: str, problems: Problems) -> Any:
    text, tag = str(node.value), node.tag.removeprefix(_TAG)
    if tag == "int":
        return int(text)
    if tag == "float":
        return float(text)
    if tag == "bool":
        return text == "true"
    if tag == "null":
        return None
    if tag != "str":
        problems.add(path, f"has the tag {node.tag}; expected plain text or a number")
    return text
