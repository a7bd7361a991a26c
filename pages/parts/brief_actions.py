"""Actions on screen: who does what until when, what the KPI did since. For the Brief page.

Several people write at once: a change names the state it was made on, and where two changed the same field both texts
are shown and one is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from data import actions as store
from data.actions import DONE, DROPPED, OPEN, Action, ActionConflictError, Fields
from data.errors import StoreError
from data.figures import change, figure
from metrics.report import Outcome, figure_now, outcomes
from metrics.report_rows import ACTION_WORDS
from metrics.result import Score
from pages.parts import session
from pages.parts.page import View
from pages.parts.scorecard_rows import SIDES
from pages.parts.words import plain

EDITED, SEEN, MINE = "action-edited", "action-seen", "action-mine"


def listed(view: View) -> list[Action]:
    """The data set's actions as they stand now."""
    place = session.workspace()
    return store.actions(place, view.board.dataset.name) if place else []


def show(view: View, found: Sequence[Action], scores: Sequence[Score]) -> None:
    """The list, open ones first, and the way to write a new one."""
    said = view.said
    st.subheader(said.t("Actions"), anchor=False)
    told = outcomes(found, scores)
    still = [one for one in told if one.action.fields.status == OPEN]
    if not still:
        st.caption(said.t("Nothing open: agree on what, who, by when."))
    for one in still:
        _row(view, one, scores)
    st.button(
        said.t("New action"), key="action-new", icon=":material/add:", on_click=_edit, args=("new", 0), type="secondary"
    )
    past = [one for one in told if one.action.fields.status != OPEN]
    if past:
        with st.expander(said.t("Done and dropped: {n}", n=len(past)), key="actions-past"):
            for one in past:
                _row(view, one, scores)
    if st.session_state.get(EDITED):
        _open_editor(view, scores)


def _row(view: View, one: Outcome, scores: Sequence[Score]) -> None:
    said, fields = view.said, one.action.fields
    with st.container(border=True, gap="xsmall", key=f"action-{one.action.id}"):
        st.markdown(f"**{plain(fields.what)}**")
        st.caption(" · ".join(part for part in (_who(view, fields), _since(view, one)) if part))
        with st.container(horizontal=True, gap="xsmall"):
            if fields.status == OPEN:
                _button(said.t("Done"), "done", one.action, "check", lambda: _finish(view, one.action, scores))
            _button(said.t("Edit"), "edit", one.action, "edit", lambda: _edit(one.action.id, one.action.version))


def _button(label: str, what: str, action: Action, icon: str, on_click: Any) -> None:
    key = f"{what}-{action.id}"
    st.button(label, key=key, icon=f":material/{icon}:", on_click=on_click, type="tertiary")


def _who(view: View, fields: Fields) -> str:
    said = view.said
    parts = [said.t(ACTION_WORDS[fields.status])] if fields.status != OPEN else []
    parts.append(plain(fields.owner) if fields.owner else said.t("nobody yet"))
    if fields.due:
        late = fields.status == OPEN and fields.due < view.board.frame.last
        text = said.t("was due {day}" if late else "due {day}", day=said.date(fields.due))
        parts.append(f"**{plain(text)}**" if late else plain(text))
    return " · ".join(parts)


def _since(view: View, one: Outcome) -> str:
    """What the KPI did since the action was made, or since it was done."""
    if one.score is None:
        return ""
    said, unit = view.said, one.score.unit
    name = view.board.benchmarks.label(one.score.kpi, one.score.side, said.language)
    if one.change is None:
        return plain(f"{SIDES[one.score.side]} {name}: {figure(said, unit, one.score.value)}")
    text = "{kpi} since it was done: {was} → {now} ({change})"
    if one.action.fields.status == OPEN:
        text = "{kpi} since then: {was} → {now} ({change})"
    values = {"was": figure(said, unit, one.since), "now": figure(said, unit, one.score.value)}
    return plain(said.t(text, kpi=f"{SIDES[one.score.side]} {name}", change=change(said, unit, one.change), **values))


def _finish(view: View, action: Action, scores: Sequence[Score]) -> None:
    fields = replace(action.fields, status=DONE, closed=figure_now(scores, action.fields.kpi))
    try:
        store.change_action(session.own_workspace(), action, fields)
    except ActionConflictError as error:
        _clash(error)


def _edit(identity: str, version: int) -> None:
    """Open the editor on an action as it was when the page was drawn."""
    st.session_state[EDITED], st.session_state[SEEN] = identity, version
    st.session_state.pop(MINE, None)


def _clash(error: ActionConflictError) -> None:
    """Somebody else was faster: open the editor with both texts."""
    st.session_state[EDITED], st.session_state[SEEN] = error.theirs.id, error.theirs.version
    st.session_state[MINE] = {name: getattr(error.over, name) for name in store.NAMES}


def _closed() -> None:
    for key in (EDITED, SEEN, MINE):
        st.session_state.pop(key, None)


def _open_editor(view: View, scores: Sequence[Score]) -> None:
    new = st.session_state[EDITED] == "new"
    title = view.said.t("New action" if new else "Change the action")
    st.dialog(title, width="medium", on_dismiss=_closed)(_editor)(view, scores)


def _editor(view: View, scores: Sequence[Score]) -> None:
    base = None if st.session_state.get(EDITED) == "new" else _base(view)
    mine = st.session_state.get(MINE)
    if base is not None and mine is not None:
        _both(view, base, mine)
    start = Fields(**mine) if mine is not None else base.fields if base else Fields("")
    fields = _form(view, start, scores)
    if fields is not None:
        _save(view, base, fields, scores)


def _base(view: View) -> Action | None:
    """The action in the state it was opened in, whatever happened since."""
    for action in listed(view):
        if action.id == st.session_state.get(EDITED):
            states = store.history(session.own_workspace(), action)
            seen = [s for s in states if s.version == st.session_state.get(SEEN) and s.outcome == store.SAVED]
            return replace(action, version=seen[-1].version, fields=seen[-1].fields) if seen else action
    return None


def _both(view: View, theirs: Action, mine: Mapping[str, Any]) -> None:
    """Both texts of a conflict, field by field."""
    said = view.said
    lines = [
        said.t("{field}: you wrote “{mine}”, saved is “{theirs}”.", field=said.t(_LABELS[name]),
               mine=_cell(view, name, mine[name]), theirs=_cell(view, name, getattr(theirs.fields, name)))
        for name in store.WRITTEN if mine[name] != getattr(theirs.fields, name)
    ]  # fmt: skip
    head = said.t("Somebody else changed this action meanwhile. Both texts are kept; save yours over it, or close.")
    st.warning("  \n".join([f"**{plain(head)}**", *(plain(line) for line in lines)]), icon=":material/group:")


_LABELS = {"what": "What is to be done", "kpi": "KPI", "owner": "Owner", "due": "Due", "status": "Status"}


def _cell(view: View, name: str, value: object) -> str:
    if name == "status":
        return view.said.t(ACTION_WORDS[str(value)])
    if isinstance(value, date):
        return view.said.date(value)
    return str(value or "–")


def _form(view: View, start: Fields, scores: Sequence[Score]) -> Fields | None:
    """The form; what was written once it is saved."""
    said = view.said
    names = {f"{score.side}.{score.kpi}": score for score in scores}
    form_key = f"action-form-{st.session_state.get(EDITED)}-{st.session_state.get(SEEN)}"

    def name(code: str) -> str:
        if code not in names:
            return said.t("none")
        score = names[code]
        return f"{SIDES[score.side]} {view.board.benchmarks.label(score.kpi, score.side, said.language)}"

    with st.form(form_key, border=False):
        what = st.text_area(said.t(_LABELS["what"]), start.what, max_chars=store.LENGTH, key=f"{form_key}-what")
        codes = ["", *names]
        at = codes.index(start.kpi) if start.kpi in codes else 0
        kpi = st.selectbox(said.t(_LABELS["kpi"]), codes, at, format_func=name, key=f"{form_key}-kpi")
        owner = st.text_input(said.t(_LABELS["owner"]), start.owner, max_chars=200, key=f"{form_key}-owner")
        form = "DD/MM/YYYY" if said.language == "vi" else "YYYY-MM-DD"
        due = st.date_input(said.t(_LABELS["due"]), start.due, format=form, key=f"{form_key}-due")
        kinds = (OPEN, DONE, DROPPED)
        status = st.selectbox(
            said.t(_LABELS["status"]), kinds, kinds.index(start.status), key=f"{form_key}-status",
            format_func=lambda code: said.t(ACTION_WORDS[code]),
        )  # fmt: skip
        if not st.form_submit_button(said.t("Save"), type="primary", icon=":material/save:"):
            return None
    return replace(
        start, what=what.strip(), kpi=kpi or "", owner=owner.strip(), due=due if isinstance(due, date) else None,
        status=status,
    )  # fmt: skip


def _save(view: View, base: Action | None, fields: Fields, scores: Sequence[Score]) -> None:
    place = session.own_workspace()
    if base is None or fields.kpi != base.fields.kpi:
        fields = replace(fields, opened=figure_now(scores, fields.kpi))
    if fields.status == DONE and (base is None or base.fields.status != DONE):
        fields = replace(fields, closed=figure_now(scores, fields.kpi))
    try:
        if base is None:
            store.add_action(place, view.board.dataset.name, fields)
        else:
            store.change_action(place, base, fields)
    except ActionConflictError as error:
        _clash(error)
        st.rerun()
    except StoreError as error:
        st.error(plain(view.said.t(error.title)) + ": " + plain(view.said.t(error.message)))
        return
    _closed()
    st.rerun()
