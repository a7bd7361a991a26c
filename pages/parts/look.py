"""The look of the frame: our styles, Streamlit's menu in our words, and a theme that holds on every page.

Streamlit keeps the theme someone chose per address: dark on one page would be light again on the next one opened by
its address. So the choice is copied to all pages of the board at once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from data.words import Words
from pages.parts.charts import theme

STYLE = (Path(__file__).parent / "board.css").read_text(encoding="utf-8")
MENU = ("System", "Light", "Dark", "Print")
KEPT = """
window.boardPages = %s
if (!window.boardKeepsTheme) {
  window.boardKeepsTheme = true
  const key = path => `stActiveTheme-${path}-v2`
  const keep = () => {
    const chosen = localStorage.getItem(key(location.pathname))
    const base = location.pathname.replace(/[^/]*$/, "")
    if (chosen) window.boardPages.forEach(page => localStorage.setItem(key(base + page), chosen))
  }
  document.addEventListener("click", event => {
    if (event.target.closest('[data-testid^="stMainMenuItem-theme-"]')) setTimeout(keep, 300)
  })
}
"""


def dress(said: Words) -> None:
    """Style the page.

    The colour scheme follows the theme in use, not the computer's. Streamlit's menu knows English alone: what its
    items say is handed to the styles.
    """
    spoken = "".join(f" --tf-menu-{name.lower()}: {json.dumps(said.t(name), ensure_ascii=False)};" for name in MENU)
    st.html(f"<style>:root {{ color-scheme: {theme()};{spoken} }}\n{STYLE}</style>")


def keep_theme(pages: Sequence[str]) -> None:
    """Copy a theme chosen on one page to all; `pages` are their addresses, home as an empty one. Takes up a line."""
    st.html(f"<script>{KEPT % json.dumps(list(pages))}</script>", unsafe_allow_javascript=True)
