"""Every status in words, for cards, slides, HTML and alternative texts: a colour never stands alone."""

from __future__ import annotations

from data.words import Words
from metrics.result import AMBER, COLOURS, GREEN, RED, Grade

STATUS_WORDS = {
    GREEN: "Green",
    AMBER: "Amber",
    RED: "Red",
    "too_early": "Too early",
    "too_few": "Too few",
    "no_data": "No data",
    "no_benchmark": "No benchmark",
    "needs_rows": "Needs row-level data",
}
LEANING_WORDS = {GREEN: "Probably green", AMBER: "Probably amber", RED: "Probably red"}
BEYOND_WORDS = {"above": "above the range", "faster": "faster than the range"}
COUNT_WORDS = {GREEN: "{n} green", AMBER: "{n} amber", RED: "{n} red"}
SHAPES = {GREEN: "●", AMBER: "▲", RED: "■"}  # in text; screens draw their own
LEANING_SHAPES = {GREEN: "○", AMBER: "△", RED: "□"}
NO_SHAPE = "–"


def leaning(grade: Grade) -> bool:
    """Whether the colour is only probable."""
    return grade.certainty == "leaning" and grade.status in COLOURS


def short_word(said: Words, grade: Grade) -> str:
    """`Green`, `Probably amber`, `Too few`."""
    return said.t((LEANING_WORDS if leaning(grade) else STATUS_WORDS)[grade.status])


def status_word(said: Words, grade: Grade) -> str:
    """The same, with where it lies past the good end of the range."""
    word = short_word(said, grade)
    return f"{word} ({said.t(BEYOND_WORDS[grade.beyond])})" if grade.beyond in BEYOND_WORDS else word


def shape(grade: Grade) -> str:
    """The status as a shape: filled when clear, outlined when leaning, a dash without a colour."""
    return (LEANING_SHAPES if leaning(grade) else SHAPES).get(grade.status, NO_SHAPE)
