"""Whose visit this is, and the workspace as this person may see it; without sign-in everybody is the same person."""

from __future__ import annotations

import streamlit as st

from data.store import Workspace


def person() -> str:
    """The signed-in person's e-mail address, or an empty string where nobody signs in."""
    try:
        return str(st.user.get("email") or "") if st.user.is_logged_in else ""
    except (AttributeError, KeyError):  # no sign-in is set up
        return ""


def workspace() -> Workspace:
    """The workspace, made on first use; `person` sees their own, shared and ownerless data sets."""
    return Workspace(person=person())


def existing() -> Workspace | None:
    """The workspace, if something was ever stored in it."""
    return Workspace.existing(person=person())
