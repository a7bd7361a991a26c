"""Every reason, question and title of recognition has its Vietnamese, with the same places to fill."""

from __future__ import annotations

import re

import pytest

from data import guess, presets, transforms
from data.words import catalogue

TEXTS = [
    *guess.REASONS.values(),
    *guess.QUESTIONS.values(),
    *guess.VALUE_REASONS.values(),
    *transforms.REASONS.values(),
]
TEXTS += [one.title for one in presets.presets()]


@pytest.mark.parametrize("text", TEXTS)
def test_in_both_languages(text: str) -> None:
    found = catalogue("vi")[text]
    assert set(re.findall(r"{\w+}", found)) == set(re.findall(r"{\w+}", text))
