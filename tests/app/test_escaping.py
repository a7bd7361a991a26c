"""Data values stay text: in markdown, HTML, charts and downloads."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.charts import safe_csv
from pages.parts.words import html_text, plain, plotly_text


class Tags(HTMLParser):
    """Collects the tags and the text of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text())
def test_html_text_never_opens_a_tag_and_keeps_every_character(text: str) -> None:
    parser = Tags()
    parser.feed(f"{html_text(text)}\n")
    parser.close()
    assert parser.tags == []
    assert parser.text == f"{text}\n"


@given(st.text(alphabet="<>&\"'ab/= "))
def test_plotly_text_has_no_tag(text: str) -> None:
    assert "<" not in plotly_text(text)


@pytest.mark.parametrize(
    ("hostile", "escaped"),
    [
        ("[x](http://a.b)", "\\[x\\]\\(http\\:\u2060\\/\\/a\\.b\\)"),
        (":red[x]", "\\:\u2060red\\[x\\]"),
        ("$x$", "\\$x\\$"),
        ("![a](b)", "\\!\\[a\\]\\(b\\)"),
        ("www.evil.com", "www\u2060\\.evil\\.com"),
        ("a@b.c", "a\\@\u2060b\\.c"),
        ("two\nlines", "two lines"),
    ],
)
def test_plain_escapes_all_markup(hostile: str, escaped: str) -> None:
    assert plain(hostile) == escaped


@pytest.mark.parametrize("formula", ["=1+1", "+84 90", "-x", "@sum", "\tx", "\rx", "=cmd|' /C calc'!A0", "-2+3"])
def test_a_formula_becomes_text(formula: str) -> None:
    assert rows_of(safe_csv(["name"], [[formula]]))[1] == [f"'{formula}"]


@pytest.mark.parametrize("number", ["-5", "-1.5", "+3", "-12,5", "-3%", "-1e5"])
def test_a_number_in_text_stays(number: str) -> None:
    assert rows_of(safe_csv(["value"], [[number]]))[1] == [number]


def test_numbers_headers_and_gaps() -> None:
    read = rows_of(safe_csv(["=a", "b"], [[-5, None], [0.025, "1,5"]]))
    assert read == [["'=a", "b"], ["-5", ""], ["0.025", "1,5"]]


@given(st.lists(st.lists(st.integers(), min_size=1, max_size=3)))
def test_numbers_come_back_as_they_were(table: list[list[int]]) -> None:
    assert rows_of(safe_csv(["n"], table))[1:] == [[str(cell) for cell in row] for row in table]


@given(st.text(min_size=1))
def test_no_text_starts_as_a_formula(text: str) -> None:
    cell = rows_of(safe_csv(["n"], [[text]]))[1][0]
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert not cell.startswith(("=", "@", "\t", "\r"))


def rows_of(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
