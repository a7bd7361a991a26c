"""What a first visit is told: three hints, until one says they are understood."""

from __future__ import annotations

import streamlit as st

from data.words import Words
from metrics.result import AMBER, GREEN, RED, Grade
from pages.parts import navigation
from pages.parts.cards import status
from pages.parts.clickable import show
from pages.parts.words import html_text

SEEN = "hints_seen"


def first_visit(said: Words, demo: bool) -> None:
    """Hints: what the colours mean, how to open a number and, on the demo, where to upload."""
    if st.session_state.get(SEEN):
        return
    with st.container(key="hints", horizontal=True, vertical_alignment="center", gap="small"):
        told = "".join(f"<div>{hint}</div>" for hint in (_colours(said), _open(said), _upload(said, demo)))
        show(f'<div class="tf-hints">{told}</div>')
        st.button(
            said.t("Understood"), key="hints-understood", type="tertiary", icon=":material/check:", on_click=_seen
        )


def own_file(said: Words) -> None:
    """The way to one's own data."""
    with st.container(key="own-file"):
        navigation.link("datasets", said.t("Use my own file"), icon=":material/upload_file:")


def _seen() -> None:
    st.session_state[SEEN] = True


def _colours(said: Words) -> str:
    statuses = " ".join(status(said, Grade(colour, "clear")) for colour in (GREEN, AMBER, RED))
    text = said.t(
        "Filled: the data are sure. Outlined (“Probably …”): the next colour is still possible. "
        "Dashed: not enough data to colour it."
    )
    return f"<p>{statuses}</p><p>{html_text(text)}</p>"


def _open(said: Words) -> str:
    text = said.t(
        "Click a KPI's name to open it: definition, trend, split, the rows behind it, SQL, source of the benchmark."
    )
    return f"<p>{html_text(text)}</p>"


def _upload(said: Words, demo: bool) -> str:
    if demo:
        text = said.t(
            "This is a made-up demo. “Use my own file” takes your export and shows it against the same benchmarks."
        )
    else:
        text = said.t(
            "These are your own data. More files make more of it coloured: “Use my own file” says what is missing."
        )
    return f"<p>{html_text(text)}</p>"
