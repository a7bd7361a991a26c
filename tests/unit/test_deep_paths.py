"""An address of several steps leads to a page; what Streamlit serves itself, and single steps, are left alone."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest

from pages.parts.deep_paths import shallow


@pytest.mark.parametrize(
    ("path", "base", "leads"),
    [
        ("/b2b/pipeline", "", "/pipeline"),
        ("/b2b/pipeline/", "", "/pipeline"),
        ("/a/b/c/pipeline", "", "/pipeline"),
        ("/a//pipeline", "", "/pipeline"),
        ("/board/b2b/pipeline", "board", "/board/pipeline"),
        ("/one/two/a/b", "/one/two/", "/one/two/b"),
        ("/a/what if?#", "", "/what%20if%3F%23"),
    ],
)
def test_leads_to_the_last_step(path: str, base: str, leads: str) -> None:
    way = shallow(path, base)
    assert way is not None
    assert urlsplit(urljoin(f"http://here{path.replace('?#', '')}", way)).path == leads


@pytest.mark.parametrize(
    ("path", "base"),
    [
        ("/", ""),
        ("/pipeline", ""),
        ("/pipeline/", ""),
        ("/board/pipeline", "board"),
        ("/_stcore/health", ""),
        ("/media/0a1b2c.csv", ""),
        ("/media/0a1b2c", ""),
        ("/auth/login", ""),
        ("/component/x/index.html", ""),
        ("/a/..", ""),
        ("/a/evil.example", ""),
        ("/elsewhere/a/b", "board"),
    ],
)
def test_leaves_alone(path: str, base: str) -> None:
    assert shallow(path, base) is None
