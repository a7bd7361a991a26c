"""Imports point one way, app.py → pages → metrics → data: shown in the text of every file, and again at run time."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "pages", "metrics", "data")  # each may import those after it
SCREEN = ("streamlit", "plotly", "altair", "pydeck")  # what draws; the rooms of numbers do without it
NO_SCREEN = {"metrics": ("streamlit",), "data": SCREEN}


def sources(room: str) -> list[Path]:
    """All Python files of a room."""
    folder = ROOT / room
    return [ROOT / "app.py"] * (room == "app" and (ROOT / "app.py").exists()) + sorted(folder.rglob("*.py"))


def imported(source: str, package: str) -> set[str]:
    """Every module a source text imports, at any depth, by `import`, `from`, `__import__` or `import_module`.

    `package` is the dotted package of the file, to resolve relative imports.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parts, node.module or ""]).strip(".")
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"__import__", "import_module"}:
            found |= {
                arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            }
    return found


def offences(room: str, source: str, package: str) -> list[str]:
    """The imports in a source text that its room may not make."""
    above = ROOMS[: ROOMS.index(room)]
    banned = {*above, *NO_SCREEN.get(room, ()), "tests"}
    return sorted(name for name in imported(source, package) if name.split(".")[0] in banned)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room: str) -> None:
    files = sources(room)
    assert files, f"no Python file in {room}"
    found = {
        str(path.relative_to(ROOT)): wrong
        for path in files
        if (wrong := offences(room, path.read_text("utf-8"), ".".join(path.relative_to(ROOT).parent.parts)))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("room", "source", "wrong"),
    [
        ("data", "from metrics.frame import Frame", ["metrics.frame", "metrics.frame.Frame"]),
        ("data", "def f():\n    import streamlit as st", ["streamlit"]),
        ("data", "from . import metrics", []),  # data.metrics would be data's own
        ("metrics", "import importlib\nimportlib.import_module('pages.parts.cards')", ["pages.parts.cards"]),
        ("metrics", "from streamlit.runtime import exists", ["streamlit.runtime", "streamlit.runtime.exists"]),
        ("pages", "import app", ["app"]),
        ("metrics", "from data import engine", []),
        ("pages", "import streamlit as st\nfrom metrics import grade", []),
    ],
)
def test_the_check_sees_what_it_should(room: str, source: str, wrong: list[str]) -> None:
    assert offences(room, source, room) == wrong


def test_no_page_lies_directly_under_pages() -> None:
    """A file there wakes up Streamlit's old multipage mode, which runs it bare on a fresh server's first deep link."""
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == []


@pytest.mark.parametrize(
    ("room", "banned"), [("data", ("metrics", "pages", *SCREEN)), ("metrics", ("pages", "streamlit"))]
)
def test_every_module_loads_without_the_rooms_above(room: str, banned: tuple[str, ...]) -> None:
    """In a process of its own, so that what other tests loaded does not count."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sources(room)]
    modules = [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]
    script = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"print(*sorted(set({banned!r}) & sys.modules.keys()))"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == []
