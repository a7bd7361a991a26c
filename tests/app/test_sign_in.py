"""Where sign-in is set up nobody sees a number without it; where it is not, nobody is asked."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.app.kit import PATIENCE_S, ROOT, board


def test_nobody_is_asked_without_a_provider() -> None:
    visit = board(lang="en")
    assert visit.title[0].value == "Scorecard"
    assert "Sign in" not in [button.label for button in visit.button]


def test_with_a_provider_nothing_is_shown_before_signing_in() -> None:
    visit = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE_S)
    visit.secrets["auth"] = {"redirect_uri": "http://localhost/oauth2callback", "cookie_secret": "x"}
    visit.query_params["lang"] = "en"
    visit.run()
    assert not visit.exception
    assert [button.label for button in visit.button] == ["Sign in"]
    assert not visit.selectbox
    assert not visit.get("bidi_component")
