"""HTML whose buttons answer: dense lists made by `cards.py` in which a row opens something, by mouse or keyboard.

A button carries `data-open="…"`; a click reports that text. The HTML is ours and escaped before it comes here.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

_SCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".tf-live")
  if (!root) return
  document.documentElement.lang = data.lang
  if (root.shown !== data.html) {
    root.innerHTML = data.html
    root.shown = data.html
  }
  root.onclick = (event) => {
    const button = event.target.closest("[data-open]")
    if (button) setTriggerValue("opened", button.dataset.open)
  }
}
"""


def clickable(html: str, key: str, language: str, on_open: Callable[[str], None]) -> None:
    """Show `html`; a click on a `data-open` button calls `on_open` with its text before the next run."""

    def opened() -> None:
        on_open(str(st.session_state[key]["opened"]))

    _component()(data={"html": f'<div class="tf">{html}</div>', "lang": language}, key=key, on_opened_change=opened)


def button(label: str, opens: str, described: str = "") -> str:
    """A button inside clickable HTML; `label`, `opens` and `described` are already escaped."""
    return f'<button type="button" class="tf-open" data-open="{opens}" title="{described}">{label}</button>'


def _component() -> Callable[..., object]:
    return st.components.v2.component(
        "two_funnels_clickable",
        html='<div class="tf-live"></div>',
        js=_SCRIPT,
        isolate_styles=False,
    )
