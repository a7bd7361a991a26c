"""The frame of the board: page config, sign-in, language, navigation, run. `streamlit run app.py` serves `app`.

The file is read twice over: once to start the server (which makes ready in `boot.lifespan` before it listens), and
then for every run of a visit, which draws the page.
"""

import streamlit as st

from pages.parts import boot, navigation, page, sign_in, told
from pages.parts.words import words

if not boot.visiting():
    app = st.App(__file__, lifespan=boot.lifespan, middleware=boot.MIDDLEWARE)
else:
    st.set_page_config(page_title="Two Funnels", page_icon=navigation.ICON, layout="wide")
    if sign_in.passed(words()):
        chosen = navigation.navigate(words())
        told.show()
        with page.guard():
            chosen.run()
