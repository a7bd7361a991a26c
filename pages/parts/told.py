"""A word about what was just done, on top of the next page that is drawn, once. For whoever did it.

Not a toast: that is a dialog without a name, covers the title on a phone and is gone before a slow reader is through.
"""

from __future__ import annotations

import streamlit as st

from pages.parts.words import plain

TOLD = "told-once"


def later(text: str) -> None:
    """Keep `text` for the next page; not escaped yet."""
    st.session_state[TOLD] = text


def show() -> None:
    """What is to be told, if anything."""
    text = st.session_state.pop(TOLD, None)
    if text:
        st.success(plain(text), icon=":material/check_circle:")
