"""Sign-in, where the deployment asks for it: an `[auth]` section in .streamlit/secrets.toml names the provider (OIDC).

Without one everybody at the address is the same person, as on a laptop. It gates the pages; a public deployment also
puts a proxy with sign-in in front, as uploads and media have addresses of their own.
"""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from data.words import Words
from pages.parts.words import plain


def person() -> str:
    """Who is signed in: the e-mail address, else the provider's id; empty where nobody has to sign in."""
    if not (asked() and st.user.get("is_logged_in")):
        return ""
    return str(st.user.get("email") or st.user.get("sub") or "")


def passed(said: Words) -> bool:
    """Whether this visit may see the board; otherwise shows the way to sign in."""
    if not asked() or person():
        return True
    st.title("Two Funnels", anchor=False)
    st.markdown(said.t("Sign in to see your company's board."))
    st.button(said.t("Sign in"), type="primary", icon=":material/login:", on_click=st.login)
    return False


def leave(said: Words) -> None:
    """Who is signed in, and the way out; nothing where nobody has to sign in."""
    if person():
        st.button(
            said.t("Sign out"), type="tertiary", icon=":material/logout:", on_click=st.logout, help=plain(person())
        )


def asked() -> bool:
    """Whether this deployment asks people to sign in."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError:
        return False
