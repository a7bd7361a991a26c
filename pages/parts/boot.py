"""What the server does once, before it answers: for `app.py` alone.

All modules are imported by one thread before visits come (many at once on a cold server trip over half-imported
modules), and what they made is taken out of the garbage collector's rounds. The demo's scorecard is computed and
written out once in each language, so that the first visit only has to send it.
"""

from __future__ import annotations

import gc
import importlib
import logging
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import duckdb  # noqa: F401
import pandas  # noqa: F401
import plotly.graph_objects  # noqa: F401
import pyarrow  # noqa: F401
import streamlit.emojis  # noqa: F401
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.parts.deep_paths import DeepPaths

log = logging.getLogger("two_funnels")
MIDDLEWARE = (Middleware(DeepPaths),)  # before Streamlit's own


def visiting() -> bool:
    """Whether app.py runs for a visit (a page to draw), and not to start the server."""
    return get_script_run_ctx(suppress_warning=True) is not None


@asynccontextmanager
async def lifespan(_server: object) -> AsyncIterator[None]:
    """Make ready before listening, nothing to do at the end."""
    # Our pages/ is no old-style page folder: without this the first visit of a process, if it is a deep link, is told
    # "page not found" before st.navigation has spoken.
    PagesManager.uses_pages_directory = False
    _import_rooms()
    _make_demo_ready()
    gc.collect()
    gc.freeze()
    yield


def _import_rooms() -> None:
    """Every module a page may ask for; only the one that is a command of its own is left out."""
    for room in ("data", "metrics", "pages.parts"):
        package = importlib.import_module(room)
        for module in pkgutil.iter_modules(package.__path__, f"{room}."):
            if not module.name.endswith(".__main__"):
                _import(module.name)


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except Exception:  # whoever opens the page that needs it will see; the others go on
        log.exception("%s could not be imported", name)


def _make_demo_ready() -> None:
    from data.words import LANGUAGES, Words
    from metrics.evaluate import default_query
    from pages.parts import page, scorecard_rows, session, standings
    from pages.parts.filters import Filters

    try:
        board = session.board(session.dataset(session.DEMO), None)
        for by in ("channel", "segment"):
            board.values(by)
        for language in LANGUAGES:
            said = Words(language, board.dataset.currency)
            view = page.View(said, Filters(), board, default_query(board))
            scorecard_rows.table(view, standings.found(view), standings.weeks(view))
    except Exception:  # a visit will show what is wrong; the server must come up to show it
        log.exception("the demo board could not be made ready")
