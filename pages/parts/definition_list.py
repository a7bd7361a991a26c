"""Every KPI in one searchable table, how a colour comes about, and the glossary. For the Definitions screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from data.words import LANGUAGES, Words
from metrics.catalog import KPIS, Kpi
from metrics.settings import Benchmarks
from pages.parts import charts
from pages.parts.clickable import button
from pages.parts.html_table import Html, table
from pages.parts.page import View
from pages.parts.words import edges, html_text

SIDES = {"b2c": "B2C", "b2b": "B2B"}
COUNTED = "buyers active {when} after their first purchase / buyers whose day {days} has come"
COLOUR_RULES = (
    "Higher is better: green from the low end of the range; amber down to {margin} below it; red under that.",
    "Lower is better: green up to the high end of the range; amber up to {margin} above it; red beyond.",
    "Within (coverage): green inside the range, amber within {margin} of it; above the range it stays amber: check the "
    "quality of the stages.",
    "Beyond the good end of a range the card says so: still green, worth a look.",
)
CERTAINTY = (
    "Shares carry their 95% Wilson interval, medians their order-statistic interval. If it reaches into another "
    "colour, the status is outlined (“Probably …”), else filled. 6 of 24 and 600 of 2,400 are both 25%, and not "
    "equally sure.",
    "No colour: too early (nothing mature), too few (under the minimum count), no data, no benchmark, needs row-level "
    "data.",
)


def matching(bands: Benchmarks, search: str, side: str) -> list[Kpi]:
    """The KPIs of `side` (or all) whose names, meanings, keys, formulas or codes hold every word of `search`."""
    wanted = _bare(search).split()
    return [
        kpi
        for kpi in KPIS
        if side in ("all", kpi.side) and all(word in _bare(_searched(bands, kpi)) for word in wanted)
    ]


def listed(view: View, found: Sequence[Kpi]) -> str:
    """The table; a name opens the whole definition."""
    said, bands = view.said, view.board.benchmarks
    rows = []
    for kpi in found:
        settings = bands.kpi(kpi.key, kpi.side)
        name = html_text(settings.label(said.language))
        opens = button(name, f"{kpi.side}.{kpi.key}", html_text(said.t("Open this definition")))
        days = _window(said, settings.window_days)
        rows.append(
            [
                _stage(view, kpi),
                Html(opens),
                settings.meaning(said.language),
                formula(view, kpi),
                days,
                _bands(view, kpi),
            ]
        )
    heads = [said.t(head) for head in ("Stage", "KPI", "What it says", "Formula", "Window", "Benchmark")]
    return table(heads, rows, said.t("All definitions"), lead=1)


def _window(said: Words, days: int | None) -> str:
    if not days:
        return "–"
    return said.t("{n} {n:day|days}", n=days)


def formula(view: View, kpi: Kpi) -> str:
    """The formula in words of this language, its window and way of counting filled in."""
    said, settings = view.said, view.board.benchmarks.kpi(kpi.key, kpi.side)
    if settings.mode in (None, "exact"):
        return said.t(kpi.definition, window=settings.window_days)
    when = settings.modes[str(settings.mode)].get(said.language, "").format(days=settings.window_days)
    return said.t(COUNTED, when=when, days=settings.window_days)


def rules(view: View) -> str:
    """How a value gets its colour, and how sure it is."""
    said = view.said
    margin = said.percent(0.2, 0)
    lines = [said.t(rule, margin=margin) if "{margin}" in rule else said.t(rule) for rule in COLOUR_RULES]
    lines += [said.t(rule) for rule in CERTAINTY]
    return "".join(f'<p style="margin-bottom:.4em">{html_text(line)}</p>' for line in lines)


def glossary(view: View) -> str:
    """What a word means on each side (the guide's glossary, T)."""
    said = view.said
    rows = [
        [
            Html(f"<b>{html_text(term.labels[said.language])}</b>"),
            term.sides["b2c"][said.language],
            term.sides["b2b"][said.language],
        ]
        for term in view.board.benchmarks.terms
    ]
    return table([said.t("Term"), said.t("In B2C"), said.t("In B2B")], rows, said.t("Glossary"))


def download(view: View) -> None:
    """Every definition as CSV."""
    said, bands = view.said, view.board.benchmarks
    names = ("Side", "Stage", "KPI", "Key", "What it says", "Formula", "Window", "Minimum count", "Benchmark", "Source")
    rows = [
        [
            SIDES[kpi.side],
            kpi.stage,
            bands.label(kpi.key, kpi.side, said.language),
            kpi.key,
            bands.meaning(kpi.key, kpi.side, said.language),
            formula(view, kpi),
            bands.kpi(kpi.key, kpi.side).window_days,
            bands.minimum(kpi.key, kpi.side),
            _bands(view, kpi),
            ", ".join(band.source for band in bands.kpi(kpi.key, kpi.side).bands),
        ]
        for kpi in KPIS
    ]
    charts.download(said, [said.t(name) for name in names], rows, name="definitions")


def _stage(view: View, kpi: Kpi) -> str:
    if kpi.stage is None:
        return SIDES[kpi.side]
    return f"{SIDES[kpi.side]} {kpi.stage} · {view.board.benchmarks.stage(kpi.side, kpi.stage, view.said.language)}"


def _bands(view: View, kpi: Kpi) -> str:
    said = view.said
    settings = view.board.benchmarks.kpi(kpi.key, kpi.side)
    parts = []
    for band in settings.bands:
        own = f", {said.t('own target')}" if band.source == "team" else ""
        parts.append(f"{edges(said, kpi.unit, band.low, band.high)} ({band.code}{own})")
    return "; ".join(parts) or said.t("none")


def _searched(bands: Benchmarks, kpi: Kpi) -> str:
    settings = bands.kpi(kpi.key, kpi.side)
    words = [text for language in LANGUAGES for text in (settings.label(language), settings.meaning(language))]
    codes = [band.code for band in settings.bands]
    return " ".join([kpi.key, kpi.key.replace("_", " "), SIDES[kpi.side], kpi.definition, *words, *codes])


def _bare(text: str) -> str:
    """Lower case without accents, so that "ty le" finds "tỷ lệ"."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
