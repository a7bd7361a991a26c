"""One KPI defined: meaning on each side, formula, window, minimum, certainty, bands and their source, SQL, own target.

Which one is open stands in the URL (`kpi=b2c.ctr`), as on the other pages.
"""

from __future__ import annotations

import streamlit as st

from metrics.catalog import BY_KEY, KPIS, MEASURES, SAMPLES, Kpi
from metrics.drill import sql
from metrics.evaluate import score
from metrics.result import Band, Score
from metrics.table_words import lacking
from pages.parts import navigation, target_form
from pages.parts.cards import bullet, status, value
from pages.parts.clickable import show
from pages.parts.definition_list import SIDES, formula
from pages.parts.html_table import table
from pages.parts.page import View
from pages.parts.words import edges, html_text, plain, short_span

DIRECTIONS = {"higher": "higher is better", "lower": "lower is better", "within": "inside the range"}
PLACED = {
    "day": "its day",
    "started": "start of the session",
    "first_trial": "first trial",
    "first_purchase": "first purchase",
    "created_at": "creation",
    "mql_at": "becoming MQL",
    "sql_at": "becoming SQL",
    "poc_started_at": "start of the POC",
    "closed_at": "close of the deal",
    "expected_close": "expected close",
    "signed_at": "signature",
    "onboarding_started_at": "start of onboarding",
    "started_at": "signature or start",
}
VARIANTS = {"ecommerce": "e-commerce", "subscription": "subscription", "one_off": "one-off purchase"}


def ask(opened: str) -> None:
    """Open `side.kpi`."""
    st.query_params["kpi"] = opened


def show_asked(view: View) -> None:
    """Open the definition that the URL names; a name that does not exist opens nothing and is said."""
    asked = st.query_params.get("kpi", "")
    side, _, key = asked.partition(".")
    if (key, side) in BY_KEY:
        title = f"{SIDES[side]} · {plain(view.board.benchmarks.label(key, side, view.said.language))}"
        st.dialog(title, width="medium", position="right", on_dismiss=_close)(_definition)(view, BY_KEY[key, side])
    elif asked:
        st.caption(f":material/info: {plain(view.said.t('There is no KPI “{name}”.', name=asked[:60]))}")


def _close() -> None:
    st.query_params.pop("kpi", None)


def _definition(view: View, kpi: Kpi) -> None:
    said = view.said
    st.code(formula(view, kpi), language=None, wrap_lines=True)
    show("".join(f"<p>{html_text(line)}</p>" for line in _facts(view, kpi)))
    found = score(view.board, view.query, kpi.key, kpi.side)
    _now(view, kpi, found)
    st.subheader(said.t("Benchmark"), anchor=False)
    settings = view.board.benchmarks.kpi(kpi.key, kpi.side)
    if settings.bands or settings.others:
        show(_bands(view, kpi))
    else:
        st.caption(said.t("No benchmark: the documents give no figure. A team can set its own target."))
    for caution in view.board.benchmarks.warnings_for(kpi.key):
        st.info(plain(caution.texts[said.language]), icon=":material/info:")
    target_form.show(view, kpi)
    query = st.expander("SQL", on_change="rerun", key=f"definition-sql-{kpi.side}-{kpi.key}")
    if query.open:
        with query:
            st.code(sql(view.board, kpi, found.period, found.channel, found.segment), language="sql")


def _facts(view: View, kpi: Kpi) -> list[str]:
    said, bands = view.said, view.board.benchmarks
    settings = bands.kpi(kpi.key, kpi.side)
    lines = [f"{SIDES[kpi.side]}: {settings.meaning(said.language)}", *_elsewhere(view, kpi)]
    if settings.window_days:
        lines.append(
            said.t(
                "Window: {n} {n:day|days}; only entries whose days have all passed are counted.", n=settings.window_days
            )
        )
    else:
        lines.append(said.t("Window: none."))
    if placed := _placed_by(kpi):
        lines.append(said.t("Placed in time by: {column}", column=said.t(placed)))
    if settings.minimum is None:
        lines.append(said.t("Minimum count: none, its parts are money."))
    else:
        lines.append(said.t("Minimum count: coloured from {n} {n:case|cases} on.", n=said.number(settings.minimum)))
    lines.append(said.t(_certainty(kpi)))
    needs = [*kpi.needs, *(f"events: {' / '.join(group)}" for group in kpi.events)]
    lines.append(said.t("Needs: {columns}", columns="; ".join(lacking(said, need) for need in needs)))
    return lines


def _elsewhere(view: View, kpi: Kpi) -> list[str]:
    """What stands for it on the other side: the same KPI, or those of the same stage."""
    said, bands = view.said, view.board.benchmarks
    others = [one for one in KPIS if one.side != kpi.side]
    same = [one for one in others if one.key == kpi.key] or [
        one for one in others if one.stage is not None and one.stage == kpi.stage
    ]
    if not same:
        return [said.t("On the other side: not measured.")]
    return [
        f"{SIDES[one.side]}: {bands.label(one.key, one.side, said.language)}. "
        f"{bands.meaning(one.key, one.side, said.language)}"
        for one in same
    ]


def _placed_by(kpi: Kpi) -> str:
    if kpi.kind in ("snapshot", "coverage", "velocity", "ltv_b2b", "ltv_cac_b2b"):
        return ""
    measure = MEASURES.get(kpi.denominator) or SAMPLES.get(kpi.numerator)
    return PLACED[measure.at] if measure else ""


def _certainty(kpi: Kpi) -> str:
    if kpi.unit == "share" and kpi.count != "money":
        return "Certainty: the 95% Wilson interval of the share."
    if kpi.kind == "median":
        return "Certainty: the 95% order-statistic interval of the median."
    return "Certainty: a sum or quotient of money has no interval here, so its colour is never “probably”."


def _now(view: View, kpi: Kpi, found: Score) -> None:
    said = view.said
    behind = [short_span(said, found.period)]
    if found.n is not None:
        behind.append(said.t("n = {n}", n=said.number(found.n)))
    rests = f'<span class="tf-muted">{html_text(" · ".join(behind))}</span>' if found.value is not None else ""
    show(f"<p>{value(said, found)} {status(said, found.grade)} {rests}</p>{bullet(said, found)}")
    navigation.link(
        "scorecard", said.t("Open on the scorecard"), icon=":material/table_chart:", kpi=f"{kpi.side}.{kpi.key}"
    )


def _bands(view: View, kpi: Kpi) -> str:
    said = view.said
    settings = view.board.benchmarks.kpi(kpi.key, kpi.side)
    rows = [
        [
            band.code,
            edges(said, kpi.unit, band.low, band.high),
            said.t(DIRECTIONS[band.direction]),
            said.percent(band.margin, 0),
            _use(view, band, place, len(settings.bands)),
        ]
        for place, band in enumerate((*settings.bands, *settings.others))
    ]
    heads = [said.t(head) for head in ("Source", "Range", "Direction", "Amber margin", "Used")]
    return table(heads, rows, said.t("Benchmark"))


def _use(view: View, band: Band, place: int, used: int) -> str:
    said = view.said
    parts = [said.t("default") if place == 0 else said.t("shown beside it") if place < used else said.t("not used")]
    if band.variant:
        parts.append(said.t(VARIANTS.get(band.variant, band.variant)))
    parts.append(said.t("own target") if band.source == "team" else said.t("the guide"))
    return ", ".join(parts)
