"""The brief's sentences on screen: each figure is a link to its place, exceptions come first. For the Brief page."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from metrics.brief import SECTIONS, Brief
from metrics.brief_said import Place, Sentence, pieces
from metrics.result import Grade
from metrics.standing import Standing, standing
from pages.parts import filters
from pages.parts.cards import status
from pages.parts.clickable import clickable, show
from pages.parts.page import View
from pages.parts.words import html_text, span

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
GO = "brief-go"
FOLLOWS = ("rate", "against", "mix")  # sentences that explain the one before them


def follow_links() -> None:
    """Go where a figure's link leads, when one was clicked."""
    asked = st.session_state.pop(GO, "")
    address, _, query = str(asked).partition("?")
    page = st.session_state.get("pages", {}).get(address)
    if page is not None:
        st.switch_page(page, query_params=dict(parse_qsl(query)))


def against(view: View, found: Brief) -> str:
    """What the brief compares with, in a sentence."""
    said, base = view.said, found.base
    texts = {
        "review": "Compared with review {n}, which was about {period}.",
        "version": "No earlier review: compared with the data as of {as_of}, for {period}.",
        "period": "No earlier review and no earlier data: compared with {period} in the same data. "
        "What was restated cannot be told.",
    }
    return said.t(texts[base.kind], n=base.number, period=span(said, base.period), as_of=said.date(base.as_of))


def standings(found: Brief) -> list[Standing]:
    """Where both sides stand."""
    return [standing(found.scores, side) for side in ("b2c", "b2b")]


def file_name(view: View) -> str:
    """What a download is called: the data set and the last day, in letters any file system takes."""
    name = "".join(letter if letter.isalnum() else "-" for letter in view.board.dataset.name)
    return f"monday-{name}-{view.period.last}"


def sections(view: View, found: Brief, names: Sequence[str]) -> None:
    """Sections of the brief, one after the other."""
    for name in names:
        st.subheader(view.said.t(SECTIONS[name]), anchor=False)
        sentences = found.sections[name]
        if sentences:
            lines = "".join(_line(view, found, one) for one in sentences)
            clickable(f'<ul class="tf-brief">{lines}</ul>', f"brief-{name}", _go)
        else:
            show(f'<p class="tf-muted">{html_text(found.nothing(view.said, name))}</p>', f"brief-no-{name}")


def _line(view: View, found: Brief, one: Sentence) -> str:
    look = ' class="tf-follows"' if one.code in FOLLOWS else ""
    grade = dict(one.note.values).get("now")
    badge = f"{status(view.said, grade)} " if isinstance(grade, Grade) else ""
    return f"<li{look}>{badge}<span>{_said(view, found, one)}</span></li>"


def _said(view: View, found: Brief, one: Sentence) -> str:
    """The sentence with its figures as links; a sentence without a figure is one link as a whole."""
    parts = pieces(view.said, found.benchmarks, one.note)
    if not any(piece.figure for piece in parts):
        return _link(view, one.place, "".join(piece.text for piece in parts), "tf-whole")
    return "".join(_link(view, one.place, p.text) if p.figure else html_text(p.text) for p in parts)


def _link(view: View, place: Place, text: str, look: str = "tf-figure") -> str:
    """A link that keeps the filters; followed without leaving the visit, and as a plain link in a new tab."""
    query = urlencode(filters.links(view.filters, **dict(place.params)))
    home = "" if place.page == "scorecard" else place.page
    opens = html_text(f"{place.page}?{query}")
    return f'<a class="{look}" href="./{home}?{html_text(query)}" data-open="{opens}">{html_text(text)}</a>'


def _go(opened: str) -> None:
    st.session_state[GO] = opened
