"""A page's own choices (a quarter, a list, a search), kept in the URL beside the shared filters.

Values in the URL are codes that do not depend on the language. A value that does not fit is reported and the default
is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from data.words import Words
from metrics.result import Note
from pages.parts.words import note_text, plain

BAD = "The link says {name}={value}, which cannot be used: the default is shown."


def pick(
    said: Words,
    label: str,
    name: str,
    options: Mapping[str, str],
    default: str,
    look: Literal["segments", "list"] = "segments",
) -> str:
    """One of `options` (code → words in this visit's language), drawn as segments or as a list; the code chosen."""
    now = chosen(said, name, options, default)
    key = f"own-{name}"
    st.session_state[key] = now
    if look == "list":
        st.selectbox(
            said.t(label),
            list(options),
            format_func=options.__getitem__,
            key=key,
            on_change=_keep,
            args=(name, default),
        )
    else:
        st.segmented_control(
            said.t(label),
            list(options),
            format_func=options.__getitem__,
            key=key,
            on_change=_keep,
            args=(name, default),
            required=True,
        )
    return now


def chosen(said: Words, name: str, options: Mapping[str, str], default: str) -> str:
    """What the URL says about `name`, else `default`."""
    value = st.query_params.get(name, "")
    if value and value not in options:
        warn(said, name, value)
    return value if value in options else default


def warn(said: Words, name: str, value: str) -> None:
    """Say that the URL's value of `name` cannot be used."""
    st.caption(
        f":material/info: {plain(note_text(said, Note('bad_link', BAD, (('name', name), ('value', value[:60])))))}"
    )


def put(name: str, value: str, default: str = "") -> None:
    """Write `name` into the URL; a default is left out."""
    if value and value != default:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def _keep(name: str, default: str) -> None:
    put(name, str(st.session_state[f"own-{name}"] or default), default)
