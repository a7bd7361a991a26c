"""The sections and pages of the board, and the frame round every page: sidebar, language, look.

A page is listed once, here. Its address (`url_path`) never changes with the language; links carry the filters along.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.words import LANGUAGES, Words
from pages.parts import filters, look, session, sign_in
from pages.parts.filters import Filters
from pages.parts.words import language, plain

ROOT = Path(__file__).resolve().parent.parent.parent
ICON = (Path(__file__).parent / "icon.svg").read_text(encoding="utf-8")  # an icon by name would be fetched from outside
HOME = "pages/review/scorecard.py"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the navigation: its file under pages/, title, address and icon."""

    file: str
    title: str
    address: str
    icon: str


SECTIONS: dict[str, tuple[Listed, ...]] = {
    "Review": (
        Listed("review/scorecard.py", "Scorecard", "scorecard", "table_chart"),
        Listed("review/brief.py", "Brief", "brief", "summarize"),
    ),
    "B2C": (
        Listed("b2c/funnel.py", "B2C funnel", "b2c-funnel", "filter_alt"),
        Listed("b2c/retention.py", "Retention", "retention", "repeat"),
        Listed("b2c/economics.py", "Economics", "economics", "payments"),
    ),
    "B2B": (
        Listed("b2b/funnel.py", "B2B funnel", "b2b-funnel", "filter_list"),
        Listed("b2b/pipeline.py", "Pipeline", "pipeline", "view_week"),
        Listed("b2b/revenue.py", "Revenue", "revenue", "trending_up"),
    ),
    "Decide": (
        Listed("decide/what_if.py", "What-if", "what-if", "tune"),
        Listed("decide/checklist.py", "Checklist", "checklist", "checklist"),
    ),
    "Data": (
        Listed("data/datasets.py", "Datasets", "datasets", "upload_file"),
        Listed("data/definitions.py", "Definitions", "definitions", "menu_book"),
    ),
}


def navigate(said: Words) -> st.navigation:
    """Register the pages that exist, draw the sidebar, and give back the page this visit asked for."""
    sections = {said.t(section): _pages(said, listed) for section, listed in SECTIONS.items()}
    # The bare address is a page of its own beside /scorecard: a link to the default page has an empty address, which
    # a new tab takes for the page it was opened from.
    home = st.Page(HOME, title=said.t("Scorecard"), url_path="home", default=True)
    _find(said)
    chosen = st.navigation(
        {**{name: pages for name, pages in sections.items() if pages}, "": [home]}, position="hidden"
    )
    st.session_state["pages"] = {page.url_path: _file(page) for pages in sections.values() for page in pages}
    look.dress(said)
    with st.sidebar:
        _sidebar(said, sections, home if chosen.url_path == "" else None)
    return chosen


def _find(said: Words) -> None:
    """A path that is no page leads to the page nearest to it, or home, with a word about it."""
    context = get_script_run_ctx()
    asked = context.pages_manager.intended_page_name if context else ""
    known = known_addresses()
    if not context or not asked or asked in known:
        return
    nearest = get_close_matches(asked.lower(), known, 1)
    context.pages_manager.set_script_intent("", nearest[0] if nearest else "")
    if asked.lower() not in known:
        st.info(
            plain(said.t("There is no page “{name}”: this is the nearest one.", name=asked[:60])),
            icon=":material/info:",
        )


def known_addresses() -> list[str]:
    """The addresses of all pages, in the order of the navigation; home has none of its own."""
    return [page.address for pages in SECTIONS.values() for page in pages]


def link(address: str, label: str, icon: str | None = None, **params: str) -> None:
    """A link to the page at `address` that keeps the filters; nothing where that page is not there."""
    page = st.session_state.get("pages", {}).get(address)
    if page is not None:
        view, _ = filters.read(st.query_params)
        st.page_link(page, label=label, icon=icon, query_params=filters.links(view, **params))


def _pages(said: Words, listed: tuple[Listed, ...]) -> list[st.Page]:
    return [
        st.Page(
            f"pages/{page.file}",
            title=said.t(page.title),
            icon=f":material/{page.icon}:",
            url_path=page.address,
        )
        for page in listed
        if (ROOT / "pages" / page.file).exists()
    ]


def _file(page: st.Page) -> str:
    """The page's file, as links want it."""
    return next(
        f"pages/{listed.file}" for group in SECTIONS.values() for listed in group if listed.address == page.url_path
    )


def _sidebar(said: Words, sections: dict[str, list[st.Page]], home: st.Page | None) -> None:
    """`home` is given where it is open: the scorecard's link is then the one marked as open."""
    view, _ = filters.read(st.query_params)
    st.markdown("### Two Funnels")
    _data(said, view)
    for number, (name, pages) in enumerate(sections.items()):
        if pages:
            with st.container(gap="small", key=f"section-{number}"):
                st.caption(name)
                for page in pages:
                    here = home if home is not None and page.url_path == "scorecard" else page
                    st.page_link(here, icon=page.icon, width="stretch", query_params=filters.links(view))
    _language(said)
    sign_in.leave(said)
    look.keep_theme(["", *known_addresses()])


def _data(said: Words, view: Filters) -> None:
    """Which data set is open, and which version of it."""
    names, versions = session.names(), session.versions(view.data)
    st.session_state["open-data"] = view.data if view.data in names else None
    st.selectbox(said.t("Data set"), names, key="open-data", on_change=_data_chosen, args=(view,))
    if len(versions) > 1:
        numbers = [str(number) for number in versions]
        st.session_state["open-version"] = view.version if view.version in numbers else numbers[0]
        st.selectbox(
            said.t("Version"),
            numbers,
            format_func=lambda number: said.t("{n} (newest)", n=number) if number == numbers[0] else number,
            key="open-version",
            on_change=_version_chosen,
            args=(view, numbers[0]),
        )


def _data_chosen(view: Filters) -> None:
    filters.put(replace(view, data=st.session_state["open-data"] or session.DEMO, version="", as_of=None))


def _version_chosen(view: Filters, newest: str) -> None:
    chosen = st.session_state["open-version"]
    filters.put(replace(view, version="" if chosen == newest else chosen, as_of=None))


def _language(said: Words) -> None:
    st.session_state["language"] = language()
    st.segmented_control(
        said.t("Language"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key="language",
        on_change=_language_chosen,
        required=True,
    )


def _language_chosen() -> None:
    st.query_params["lang"] = st.session_state["language"] or "en"
