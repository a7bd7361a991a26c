"""An address of several steps, such as /b2b/pipeline, leads to the page its last step names.

No page of ours lies that deep, and Streamlit's client waits for ever at such an address: it takes the first steps for
the place where the server lives. So the server answers the browser with the way to the page, before the client starts.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

STREAMLITS_OWN = frozenset({"_stcore", "app", "auth", "component", "media", "static"})


class DeepPaths:
    """Answers a browser that opens a deep address; everything else goes on to the board."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and _opened_by_a_person(scope):
            base = str(config.get_option("server.baseUrlPath") or "")
            place = shallow(scope["path"], base)
            if place:
                query = scope["query_string"].decode("latin-1")
                await RedirectResponse(f"{place}?{query}" if query else place)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def shallow(path: str, base: str = "") -> str | None:
    """The way from `path` to the page it means, relative, so that it also holds behind a proxy that hides a prefix."""
    steps = [step for step in path.split("/") if step]
    below = [step for step in base.split("/") if step]
    own = steps[len(below) :] if steps[: len(below)] == below else []
    if len(own) < 2 or own[0] in STREAMLITS_OWN or "." in own[-1]:
        return None
    up = "../" * (path.count("/") - 1 - len(below))
    return f"{up}{quote(own[-1], safe='')}"


def _opened_by_a_person(scope: Scope) -> bool:
    """A page asked for by a browser, and not one of the client's own calls."""
    accepted = dict(scope["headers"]).get(b"accept", b"")
    return b"text/html" in accepted
