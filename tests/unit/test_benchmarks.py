"""benchmarks.yaml against the guide's tables, copied out here once more."""

from __future__ import annotations

import pytest

from data.errors import QueryError
from metrics.benchmarks import load_benchmarks
from metrics.result import Band

# The guide's tables F and K and the targets of its rules, as SOURCE.md has them: in per cent where it says per cent.
PERCENT = {
    ("F1", "ctr", "b2c", "1.5–3.5"),
    ("F1", "mql_rate", "b2b", "1–3"),
    ("F2", "lp_conversion", "b2c", "8–18"),
    ("F2", "lead_to_sql", "b2b", "20–40"),
    ("F3", "trial_to_purchase", "b2c", "15–30"),
    ("F3", "poc_to_opportunity", "b2b", "40–70"),
    ("F4", "checkout_conversion", "b2c", "2–5"),
    ("F4", "win_rate", "b2b", "20–35"),
    ("F5", "retention_d7", "b2c", "25–45"),
    ("F5", "onboarding_30d", "b2b", "60–85"),
    ("F6", "repurchase_rate", "b2c", "30–"),
    ("F6", "referral_rate", "b2c", "10–"),
    ("F6", "nrr", "b2b", "110–130"),
    ("F6", "upsell_rate", "b2b", "15–30"),
    ("K1", "checkout_conversion", "b2c", "1.5–5"),
    ("K1", "mql_to_sql", "b2b", "10–30"),
    ("K4", "logo_retention", "b2b", "85–95"),
    ("K4", "nrr", "b2b", "100–120"),
    ("R14", "crm_fields_filled", "b2b", "95–"),
    ("R14", "handoff_sla", "b2b", "95–"),
}
PLAIN = {
    ("F7", "cac_payback_days", "b2c", "7–21"),
    ("F7", "sales_cycle_days", "b2b", "30–120"),
    ("K2", "ltv_cac", "b2c", "3–"),
    ("K2", "ltv_cac", "b2b", "5–"),
    ("K3", "pipeline_coverage", "b2b", "3–5"),
    ("K5", "sales_cycle_days", "b2b", "30–180"),
    ("R7", "lead_response_minutes", "b2b", "–5"),
    ("R13", "first_value_days", "b2b", "–14"),
    ("R15", "viral_coefficient", "b2c", "0.3–"),
    ("R20", "roas", "b2c", "3–"),
    ("R20", "roas", "b2b", "3–"),
}
LOWER = {"cac_payback_days", "sales_cycle_days", "lead_response_minutes", "first_value_days"}
WINDOWS = {
    "trial_to_purchase": 30,
    "retention_d1": 1,
    "retention_d3": 3,
    "retention_d7": 7,
    "retention_d30": 30,
    "retention_d90": 90,
    "repurchase_rate": 60,
    "repurchase_d30": 30,
    "repurchase_d90": 90,
    "referral_rate": 60,
    "viral_coefficient": 60,
    "lead_to_sql": 30,
    "mql_to_sql": 30,
    "poc_to_opportunity": 30,
    "onboarding_30d": 30,
    "first_value_14d": 14,
    "handoff_sla": 1,
}


def ends(text: str, scale: int) -> tuple[float | None, float | None]:
    low, high = (float(part) / scale if part else None for part in text.split("–"))
    return low, high


def bands_of(code: str, key: str, side: str) -> list[Band]:
    return [band for band in load_benchmarks().kpi(key, side).bands if band.code == code]


@pytest.mark.parametrize(("code", "key", "side", "text"), sorted(PERCENT | PLAIN))
def test_band_is_the_guides(code: str, key: str, side: str, text: str) -> None:
    (band,) = bands_of(code, key, side)
    assert (band.low, band.high) == ends(text, 100 if (code, key, side, text) in PERCENT else 1)
    direction = "lower" if key in LOWER else "within" if key == "pipeline_coverage" else "higher"
    assert band.direction == direction
    assert (band.margin, band.source) == (0.2, "guide")
    assert band.over == ("amber" if key == "pipeline_coverage" else None)


def test_no_band_without_a_source() -> None:
    listed = {(code, key, side) for code, key, side, _ in PERCENT | PLAIN}
    found = {(band.code, *at) for at, settings in load_benchmarks().kpis.items() for band in settings.bands}
    assert found == listed


def test_other_kinds_of_business_have_their_own_bands() -> None:
    benchmarks = load_benchmarks()
    (checkout,) = benchmarks.kpi("checkout_conversion", "b2c").others
    (payback,) = benchmarks.kpi("cac_payback_days", "b2c").others
    assert checkout == Band("F4", 0.04, 0.10, "higher", variant="subscription")
    assert payback == Band("F7", 30.0, 60.0, "lower", variant="subscription")
    assert benchmarks.kpi("checkout_conversion", "b2c").bands[0].variant == "ecommerce"
    assert benchmarks.kpi("cac_payback_days", "b2c").bands[0].variant == "one_off"


def test_funnel_table_comes_first_where_both_have_a_band() -> None:
    both = {
        at: [band.code for band in settings.bands]
        for at, settings in load_benchmarks().kpis.items()
        if len(settings.bands) > 1
    }
    assert both == {
        ("checkout_conversion", "b2c"): ["F4", "K1"],
        ("nrr", "b2b"): ["F6", "K4"],
        ("sales_cycle_days", "b2b"): ["F7", "K5"],
    }


def test_windows_modes_minimums_and_margins() -> None:
    benchmarks = load_benchmarks()
    assert {key: s.window_days for (key, _), s in benchmarks.kpis.items() if s.window_days is not None} == WINDOWS
    assert {s.mode for (key, _), s in benchmarks.kpis.items() if key.startswith("retention_d")} == {"exact"}
    assert benchmarks.minimum("retention_d7", "b2c") == 30
    assert benchmarks.minimum("lead_to_sql", "b2b") == 30
    assert benchmarks.minimum("win_rate", "b2b") == 10
    assert benchmarks.minimum("onboarding_30d", "b2b") == 10
    assert benchmarks.minimum("nrr", "b2b") == 10
    assert benchmarks.minimum("pipeline_coverage", "b2b") is None
    assert (benchmarks.gross_margin("b2c"), benchmarks.gross_margin("b2b")) == (0.60, 0.75)


def test_words_are_the_guides() -> None:
    benchmarks = load_benchmarks()
    assert benchmarks.label("retention_d7", "b2c", "vi") == "Tỷ lệ giữ chân ngày thứ 7"
    assert benchmarks.label("checkout_conversion", "b2c", "vi") == "Tỷ lệ chuyển đổi thanh toán"
    assert benchmarks.label("mql_rate", "b2b", "vi") == "Tỷ lệ MQL: phiên → khách hàng tiềm năng"
    assert [benchmarks.stage("both", n, "vi") for n in range(1, 8)] == [
        "Nhận diện",
        "Quan tâm/Khám phá",
        "Đánh giá/Xem xét",
        "Mua hàng/Hợp đồng",
        "Kinh nghiệm ban đầu",
        "Tăng trưởng/Mở rộng",
        "Hiệu quả",
    ]
    assert (benchmarks.stage("b2c", 4, "en"), benchmarks.stage("b2b", 4, "en")) == ("Purchase", "Contract")
    assert benchmarks.stage("b2b", 5, "en") == "Early experience"
    assert [caution.code for caution in benchmarks.warnings_for("roas")] == ["roas_alone"]
    assert [caution.code for caution in benchmarks.warnings_for("pipeline_coverage")] == ["poor_pipeline"]
    assert [term.key for term in benchmarks.terms][:4] == ["conversion", "retention", "trust", "speed"]


def test_unknown_kpi_names_the_nearest() -> None:
    with pytest.raises(QueryError, match='did you mean "win_rate"'):
        load_benchmarks().kpi("winrate", "b2b")
    with pytest.raises(QueryError, match="b2c"):
        load_benchmarks().kpi("win_rate", "b2c")
