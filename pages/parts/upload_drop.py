"""Where files are dropped, in the language of the visit: Streamlit writes on its uploader in English alone.

Its words stay in place where ours do not apply: a hidden text and the one that stands for it share one selector. On the
button they are only made invisible, as a button must have a text of its own for whoever cannot see it.
"""

from __future__ import annotations

import json

import streamlit as st

from data.words import Words

GB = 1000  # megabytes, as the limit is configured
STYLE = """
{place} [data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"] p {{ font-size: 0; }}
{place} [data-testid="stFileUploaderDropzoneInstructions"] span {{ display: none; }}
{place} [data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after {{
  content: {choose}; white-space: nowrap;
}}
{place} [data-testid="stFileUploaderDropzoneInstructions"] > div::after {{
  content: {limit}; font-size: .875rem; color: var(--tf-muted);
}}
"""


def files(said: Words) -> None:
    """The words on the drop zone for data files, whose key starts with `drop-`."""
    most = int(st.get_option("server.maxUploadSize"))
    size = f"{said.number(most / GB)} GB" if most >= GB else f"{said.number(most)} MB"
    limit = said.t("or drop them here · up to {size} each; larger ones through the command line", size=size)
    _say('[class*="st-key-drop-"]', said.t("Choose files"), limit)


def mapping(said: Words) -> None:
    """The words on the uploaders for a mapping file, whose keys start with `mapping-file-`."""
    _say('[class*="st-key-mapping-file-"]', said.t("Choose a file"), said.t("or drop it here"))


def _say(place: str, choose: str, limit: str) -> None:
    css = STYLE.format(place=place, choose=_text(choose), limit=_text(limit))
    st.html(f"<style>{css}</style>")


def _text(text: str) -> str:
    """A string for CSS; ours are plain words, and nothing out of a file is ever put here."""
    return json.dumps(text, ensure_ascii=False)
