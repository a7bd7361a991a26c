"""Closing a review, opening older ones, and the quarter's reviews strung together. For the Brief page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from data.reviews import Review, close_review
from metrics import brief_base, brief_snapshot
from metrics.brief_snapshot import Snapshot
from metrics.catalog import KPIS
from metrics.code_version import code_version
from metrics.pipeline_targets import quarter_name
from metrics.result import Score
from metrics.window import quarter
from pages.parts import charts, navigation, session
from pages.parts.cards import status, status_word
from pages.parts.clickable import show
from pages.parts.page import View
from pages.parts.scorecard_rows import SIDES
from pages.parts.words import figure, html_text, plain, span

Kept = Sequence[tuple[Review, Snapshot]]
CLOSED = "review-just-closed"


def closed(view: View) -> list[tuple[Review, Snapshot]]:
    """The data set's reviews, newest first, with their figures."""
    found = brief_base.closed_reviews(session.workspace(), view.board.dataset.name)
    return [(review, brief_snapshot.from_json(review.figures)) for review in found]


def close(view: View, kept: Kept) -> None:
    """The button that closes this review; says so when these days were closed already."""
    said = view.said
    if st.session_state.pop(CLOSED, False):
        st.success(said.t("The review is closed and kept."), icon=":material/lock:")
    same = [review for review, snapshot in kept if snapshot.query == view.query]
    if same:
        text = said.t("These days were closed as review {n} on {day}.", n=same[0].number, day=_day(view, same[0]))
        st.caption(f":material/lock: {plain(text)}")
    with st.popover(said.t("Close this review"), icon=":material/lock:", key="review-close"):
        st.markdown(
            plain(
                said.t("Its figures, benchmarks and data version are kept for good; the next review compares with it.")
            )
        )
        st.button(
            said.t("Close and keep"), key="review-close-sure", type="primary", on_click=_close, args=(view,)
        )  # fmt: skip


def _close(view: View) -> None:
    board = view.board
    kept = brief_snapshot.to_json(brief_snapshot.take(board, view.query), board.dataset.currency)
    text, code = brief_snapshot.benchmarks_text(board.benchmarks), code_version()
    close_review(session.own_workspace(), board.dataset.name, board.dataset.version, kept, text, code)
    st.session_state[CLOSED] = True


def older(view: View, kept: Kept) -> None:
    """One older review as it was, and the way to its data."""
    said = view.said
    numbers = {str(review.number): (review, snapshot) for review, snapshot in kept}
    chosen = st.selectbox(
        said.t("Review"), list(numbers), key="review-chosen", format_func=lambda n: _name(view, *numbers[n])
    )
    review, snapshot = numbers[chosen]
    by = f" · {plain(review.closed_by)}" if review.closed_by else ""
    text = said.t("Closed on {day}; data as of {as_of}, version {version}, code {code}.", day=_day(view, review),
                  as_of=said.date(snapshot.as_of.date()), version=review.version[:12], code=review.code)  # fmt: skip
    st.caption(plain(text) + by)
    scores = [score for score in snapshot.scores if score.benchmark is not None]
    heads = ("Side", "KPI", "Value", "Status", "n")
    lines = "".join(_line(view, score) for score in scores)
    top = "".join(f'<th scope="col">{html_text(said.t(head))}</th>' for head in heads)
    show(f'<div class="tf-reviews"><table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table></div>')
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _open_data(view, review, snapshot)
        rows = [[SIDES[s.side], _label(view, s), s.value, status_word(said, s.grade), s.n] for s in scores]
        charts.download(said, [said.t(head) for head in heads], rows, name=f"review-{review.number}")
        st.download_button(
            said.t("Benchmarks of that day"), review.benchmarks, f"benchmarks-review-{review.number}.yaml",
            "application/yaml", key="review-benchmarks", on_click="ignore", type="tertiary", icon=":material/download:",
        )  # fmt: skip


def _open_data(view: View, review: Review, snapshot: Snapshot) -> None:
    """A link to the scorecard on the version the review was about, where it is still there."""
    place = session.workspace()
    params = {"period": "range", "from": str(snapshot.period.first), "to": str(snapshot.period.last)}
    if review.version == view.board.dataset.version:
        navigation.link("scorecard", view.said.t("Open its figures"), icon=":material/open_in_new:", **params)
    elif place is not None and review.dataset in session.names()[1:]:
        number = next((v.number for v in place.versions(review.dataset) if v.content == review.version), None)
        if number is not None:
            label = view.said.t("Open its data, version {n}", n=number)
            navigation.link("scorecard", label, icon=":material/open_in_new:", version=str(number), **params)


def _line(view: View, score: Score) -> str:
    cells = [SIDES[score.side], _label(view, score), figure(view.said, score.unit, score.value)]
    texts = "".join(f"<td>{html_text(cell)}</td>" for cell in cells)
    n = "" if score.n is None else view.said.number(score.n)
    return f"<tr>{texts}<td>{status(view.said, score.grade)}</td><td>{html_text(n)}</td></tr>"


def quarterly(view: View, kept: Kept) -> None:
    """The reviews of one quarter side by side: the quarterly look at cause and effect (R9)."""
    said = view.said
    names = list(dict.fromkeys(quarter_name(quarter(snapshot.period.last)) for _, snapshot in kept))
    chosen = st.selectbox(said.t("Quarter"), names, key="review-quarter")
    within = [pair for pair in kept if quarter_name(quarter(pair[1].period.last)) == chosen][::-1]
    heads = "".join(f'<th scope="col">{html_text(_short(view, *pair))}</th>' for pair in within)
    staged = [(kpi.key, kpi.side) for kpi in KPIS if kpi.stage is not None or kpi.key == "pipeline_coverage"]
    found = [{(score.kpi, score.side): score for score in snapshot.scores} for _, snapshot in within]
    lines = "".join(_string(view, key, side, [scores.get((key, side)) for scores in found]) for key, side in staged)
    head = f'<th scope="col">KPI</th>{heads}'
    show(f'<div class="tf-reviews"><table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>')


def _string(view: View, key: str, side: str, scores: Sequence[Score | None]) -> str:
    name = f"{SIDES[side]} {view.board.benchmarks.label(key, side, view.said.language)}"
    cells = "".join(f"<td>{_cell(view, score)}</td>" for score in scores)
    return f'<tr><th scope="row">{html_text(name)}</th>{cells}</tr>'


def _cell(view: View, score: Score | None) -> str:
    if score is None or score.value is None:
        return "–"
    return f"{html_text(figure(view.said, score.unit, score.value))} {status(view.said, score.grade)}"


def _label(view: View, score: Score) -> str:
    return view.board.benchmarks.label(score.kpi, score.side, view.said.language)


def _name(view: View, review: Review, snapshot: Snapshot) -> str:
    return view.said.t("Review {n}: {period}", n=review.number, period=span(view.said, snapshot.period))


def _short(view: View, review: Review, snapshot: Snapshot) -> str:
    return f"{review.number} · {span(view.said, snapshot.period)}"


def _day(view: View, review: Review) -> str:
    return view.said.date(datetime.fromisoformat(review.closed_at).date())
