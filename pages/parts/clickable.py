"""Our own HTML on the page, and HTML whose buttons answer: by mouse or keyboard, without a reload.

Streamlit's `st.html` drops the drawings (SVG) that statuses, bullets and sparklines are made of, and has no events.
The HTML is made by `cards.py` and its like, where every text from data went through `html_text`. What belongs together
("n = 108", "≥ 30%", "20–40%") is kept on one line as it is drawn.
A button carries `data-open="…"`; a click reports that text.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.parts.words import language

_SCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".tf-live")
  if (!root) return
  document.documentElement.lang = data.lang
  if (root.shown !== data.html) {
    const signs = data.html.replace(/([≥≤=]) (?=[\\d<])/g, "$1\\u00a0")
    root.innerHTML = signs.replace(/(\\d)–(?=\\d)/g, "$1\\u2060–\\u2060")
    root.shown = data.html
  }
  root.onclick = (event) => {
    const button = event.target.closest("[data-open]")
    if (!button || (button.href && (event.ctrlKey || event.metaKey || event.shiftKey))) return
    event.preventDefault() // a link is followed within the visit; with a key held it opens a new tab
    setTriggerValue("opened", button.dataset.open)
  }
}
"""


def show(html: str, key: str | None = None) -> None:
    """Put HTML of ours on the page."""
    _component()(data=_data(html), key=key)


def clickable(html: str, key: str, on_open: Callable[[str], None]) -> None:
    """Show `html`; a click on a `data-open` button calls `on_open` with its text before the next run."""

    def opened() -> None:
        on_open(str(st.session_state[key]["opened"]))

    _component()(data=_data(html), key=key, on_opened_change=opened)


def button(label: str, opens: str, described: str = "") -> str:
    """A button inside clickable HTML; `label`, `opens` and `described` are already escaped."""
    return f'<button type="button" class="tf-open" data-open="{opens}" title="{described}">{label}</button>'


def _data(html: str) -> dict[str, str]:
    return {"html": f'<div class="tf">{html}</div>', "lang": language()}


def _component() -> Callable[..., object]:
    return st.components.v2.component(
        "two_funnels_html",
        html='<div class="tf-live"></div>',
        js=_SCRIPT,
        isolate_styles=False,
    )
