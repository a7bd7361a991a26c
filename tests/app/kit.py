"""The board run without a browser, from app.py: for every page test."""

from __future__ import annotations

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 240.0  # for a run of the script on a busy machine


def board(page: str | None = None, **params: str) -> AppTest:
    """A fresh visit with `params` in its URL, run; `page` is a file under pages/ (default: the scorecard)."""
    visit = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE_S)
    for name, value in params.items():
        visit.query_params[name] = value
    visit.run()
    return visit.switch_page(f"pages/{page}").run() if page else visit


def param(visit: AppTest, name: str) -> str | None:
    """A query parameter of the page as it now stands."""
    value = visit.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def html(visit: AppTest) -> str:
    """All HTML of ours on the page."""
    return "\n".join(json.loads(element.proto.json)["html"] for element in visit.get("bidi_component"))


def words(visit: AppTest) -> str:
    """Every text of the page that Streamlit shows, and our HTML."""
    shown = [visit.title, visit.caption, visit.markdown, visit.subheader, visit.error, visit.warning, visit.info]
    return "\n".join([*(element.value for group in shown for element in group), html(visit)])
