"""What the server does once, before it answers: for `app.py` alone.

Heavy modules are imported by one thread before visits come (many at once on a cold server trip over half-imported
modules), and what they made is taken out of the garbage collector's rounds. The demo board is opened, so that the
first visit finds it.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import duckdb  # noqa: F401
import pandas  # noqa: F401
import plotly.graph_objects  # noqa: F401
import pyarrow  # noqa: F401
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

log = logging.getLogger("two_funnels")


def visiting() -> bool:
    """Whether app.py runs for a visit (a page to draw), and not to start the server."""
    return get_script_run_ctx(suppress_warning=True) is not None


@asynccontextmanager
async def lifespan(_server: object) -> AsyncIterator[None]:
    """Make ready before listening, nothing to do at the end."""
    # Our pages/ is no old-style page folder: without this the first visit of a process, if it is a deep link, is told
    # "page not found" before st.navigation has spoken.
    PagesManager.uses_pages_directory = False
    _open_demo()
    gc.collect()
    gc.freeze()
    yield


def _open_demo() -> None:
    from pages.parts import session

    try:
        session.board(session.dataset(session.DEMO), None)
    except Exception:  # a visit will show what is wrong; the server must come up to show it
        log.exception("the demo board could not be opened")
