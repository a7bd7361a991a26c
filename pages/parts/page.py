"""How every page begins: `view = page.begin("Retention")` gives it the words, the open board and the query.

`begin` draws the title (who, what, when) and the filters, reports what a link got wrong, and stops the page with a box
that says what to do when the data set cannot be opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import streamlit as st

from data import engine
from data.errors import FunnelError
from data.retell import retell
from data.words import Words
from metrics.board import Board
from metrics.evaluate import Query
from metrics.result import Note, Period
from metrics.window import comparison, resolve
from pages.parts import filters, navigation, older, session
from pages.parts.filters import Filters
from pages.parts.words import group, html_text, note_text, plain, span, words


@dataclass(frozen=True, slots=True)
class View:
    """What a page works with: words, filters, the open board, the period and the query for `metrics.evaluate`."""

    said: Words
    filters: Filters
    board: Board
    query: Query

    @property
    def period(self) -> Period:
        """The days looked at."""
        return self.query.period

    @property
    def compared(self) -> Period:
        """The days they are compared with."""
        return comparison(self.query.period, self.query.compare, self.query.name)

    @property
    def who(self) -> str:
        """Whose figures: data set, channel, segment. Not escaped."""
        chosen = (group(self.said, part) for part in (self.query.channel, self.query.segment) if part)
        return " · ".join((self.board.dataset.name, *chosen))

    def key(self, *what: str) -> tuple[str, ...]:
        """A cache key for something computed from this view: `session.kept(view.key("scores"), …)`."""
        bands = session.bands(self.board)
        dataset, query = self.board.dataset, repr(self.query)
        return (dataset.version, dataset.name, str(self.board.as_of), bands, self.said.language, query, *what)


def begin(title: str, show_filters: bool = True) -> View:
    """Title, filters and the open board; the page goes on with the result. `title` is English, translated here."""
    view, problems = _view()
    older.banner(view.said, view.filters)
    _heading(view, title)
    if show_filters:
        _filters(view)
    for note in problems:
        st.caption(f":material/info: {plain(note_text(view.said, note))}")
    return view


@contextmanager
def guard() -> Iterator[None]:
    """Show bad input as a box with what to do; everything else is for the log."""
    try:
        with engine.explain():
            yield
    except FunnelError as error:
        said = words()
        st.error(
            f"**{plain(retell(said, error.title))}**  \n{plain(retell(said, error.message))}", icon=":material/error:"
        )
        home = filters.links(Filters())
        st.page_link(navigation.HOME, label=said.t("Back to the demo board"), icon=":material/home:", query_params=home)


def _view() -> tuple[View, list[Note]]:
    asked, problems = filters.read(st.query_params)
    board, asked, more = _board(asked)
    asked, unknown = filters.known(asked, board.values("channel"), board.values("segment"))
    name = None if asked.period == "range" else asked.period
    period = resolve(board.frame.last, board.frame.first, name, asked.first, asked.last)
    query = Query(period, compare=asked.compare, channel=asked.channel, segment=asked.segment, name=name)
    st.session_state["shown_period"] = (period.first.isoformat(), period.last.isoformat())
    return View(words(board.dataset.currency), asked, board, query), [*problems, *more, *unknown]


def _board(asked: Filters) -> tuple[Board, Filters, list[Note]]:
    """The board asked for; what it does not have (a version of the demo, a day) falls back, with a remark."""
    more = []
    if asked.data == session.DEMO and asked.version:
        asked, more = replace(asked, version=""), [Note("version", "The demo has no versions: it is shown as it is.")]
    dataset = session.dataset(asked.data, asked.version)
    whole = session.board(dataset, None)
    if asked.as_of is None or asked.as_of == whole.frame.last:
        return whole, replace(asked, as_of=None), more
    if whole.frame.first <= asked.as_of < whole.frame.last:
        return session.board(dataset, asked.as_of), asked, more
    text = "The data ends on {last}: {asked} is outside it, so all of it is shown."
    note = Note("as_of", text, (("last", whole.frame.last), ("asked", asked.as_of)))
    return whole, replace(asked, as_of=None), [*more, note]


def _heading(view: View, title: str) -> None:
    said = view.said
    st.title(f"{said.t(title)}", anchor=False)
    when = said.t("{period} against {compared}", period=span(said, view.period), compared=span(said, view.compared))
    st.caption(plain(f"{view.who} · {when}"))


def _filters(view: View) -> None:
    whole = session.board(view.board.dataset, None)
    days = (whole.frame.first, whole.frame.last)
    filters.bar(view.said, view.filters, view.board.values("channel"), view.board.values("segment"), days)


def notes(said: Words, remarks: Sequence[Note]) -> str:
    """Remarks of the metrics room as HTML, one after the other."""
    return " · ".join(html_text(note_text(said, note)) for note in remarks)
