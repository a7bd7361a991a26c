"""Nothing on the board is without its words in both languages, its formula, and the source of its benchmark."""

from __future__ import annotations

import re

import pytest

from data.tables import TABLES
from data.words import LANGUAGES, Words, catalogue
from metrics.benchmarks import load_benchmarks
from metrics.catalog import BY_KEY
from metrics.pipeline_deals import FLAWS
from pages.parts.missing import TABLE_WORDS
from pages.parts.navigation import SECTIONS

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


# The documents give no figure for these: no colour until a team sets its own target.
WITHOUT_BENCHMARK = {
    *(("b2c", f"retention_d{day}") for day in (1, 3, 30, 90)),
    *(("b2c", key) for key in ("repurchase_d30", "repurchase_d90", "average_order_value", "refund_rate")),
    *(("b2c", key) for key in ("cart_abandonment", "email_open_rate", "cac", "ltv")),
    *(("b2b", key) for key in ("email_open_rate", "cac", "ltv", "grr", "average_contract_value")),
    *(("b2b", key) for key in ("lead_response_5min", "first_value_14d", "sales_velocity")),
}


@pytest.mark.parametrize(("key", "side"), sorted(BY_KEY))
def test_every_kpi_has_its_formula_in_both_languages(key: str, side: str) -> None:
    kpi, window = BY_KEY[key, side], load_benchmarks().kpi(key, side).window_days
    english, vietnamese = (Words(language).t(kpi.definition, window=window) for language in LANGUAGES)
    assert english.strip()
    assert "/" in english or kpi.kind != "ratio"
    assert VIETNAMESE.search(vietnamese)
    assert vietnamese.count(" / ") == english.count(" / ")
    assert str(window) in vietnamese or "{window}" not in kpi.definition
    assert not re.search(r"[{}]|None", english + vietnamese)


def test_a_kpi_without_a_benchmark_is_one_the_documents_leave_open() -> None:
    bare = {(side, key) for (key, side), settings in load_benchmarks(team=None).kpis.items() if not settings.bands}
    assert bare == WITHOUT_BENCHMARK


def test_every_page_has_its_words_in_both_languages() -> None:
    for section, pages in SECTIONS.items():
        for page in pages:
            assert catalogue("vi")[page.title].strip()
        assert catalogue("vi")[section].strip()


def test_every_template_and_reason_has_its_words() -> None:
    assert set(TABLE_WORDS) == set(TABLES)
    for text in (*TABLE_WORDS.values(), *FLAWS.values()):
        assert catalogue("vi").get(text, text) != text
