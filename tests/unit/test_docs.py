"""Nothing on the board is without its words in both languages, its formula, and the source of its benchmark."""

from __future__ import annotations

import re

import pytest

from data.words import LANGUAGES
from metrics.benchmarks import load_benchmarks
from metrics.catalog import BY_KEY

CODE = re.compile(r"F[1-7]|K[1-5]|R([1-9]|1\d|2[0-4])")
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)


@pytest.mark.parametrize(("key", "side"), sorted(BY_KEY))
def test_every_kpi_has_words_in_both_languages_and_a_source_for_each_band(key: str, side: str) -> None:
    settings = load_benchmarks().kpi(key, side)
    for language in LANGUAGES:
        assert settings.label(language).strip()
        assert settings.meaning(language).strip()
        assert not re.search(r"[{}]", settings.label(language) + settings.meaning(language))
    assert VIETNAMESE.search(settings.meaning("vi"))
    assert settings.meaning("vi") != settings.meaning("en")
    for band in (*settings.bands, *settings.others):
        assert CODE.fullmatch(band.code)
    assert settings.unit == BY_KEY[key, side].unit


def test_stages_warnings_and_terms_have_words_in_both_languages() -> None:
    benchmarks = load_benchmarks()
    assert set(benchmarks.stages) == {(row, n) for row in ("b2c", "b2b", "both") for n in range(1, 8)}
    assert benchmarks.stage_codes == {n: f"F{n}" for n in range(1, 8)}
    texts = [*benchmarks.stages.values(), *(caution.texts for caution in benchmarks.warnings)]
    for term in benchmarks.terms:
        texts += [term.labels, term.sides["b2c"], term.sides["b2b"]]
    assert len(texts) > 21 + 2
    for text in texts:
        assert set(text) == set(LANGUAGES)
        assert all(words.strip() for words in text.values())
