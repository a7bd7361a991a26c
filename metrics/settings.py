"""The settings of the board as objects: evaluation asks them for bands and windows, screens ask for words.

benchmark_file.py makes them from benchmarks.yaml and a team's own file; benchmarks.py keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.errors import QueryError, did_you_mean
from data.filled import filled
from metrics.result import Band

Texts = Mapping[str, str]  # language -> text


@dataclass(frozen=True, slots=True)
class KpiSettings:
    """What the files say about one KPI of one side.

    `bands` apply, the default first; `others` are for other kinds of business. `window_days` is how long an entry has,
    `mode` how retention counts, `minimum` the least denominator that may carry a colour (None: no such rule).
    """

    key: str
    side: str
    unit: str
    labels: Texts
    meanings: Texts
    bands: tuple[Band, ...] = ()
    others: tuple[Band, ...] = ()
    window_days: int | None = None
    mode: str | None = None
    minimum: int | None = None
    modes: Mapping[str, Texts] = field(default_factory=dict)  # the words of each mode, where the KPI has modes

    def label(self, language: str) -> str:
        """Its name, with the window filled in."""
        return _filled(_in_language(self.labels, language), days=self.window_days)

    def meaning(self, language: str) -> str:
        """What it says on this side, in a few words."""
        mode = self.modes.get(self.mode or "")
        when = _filled(_in_language(mode, language), days=self.window_days) if mode else None
        return _filled(_in_language(self.meanings, language), days=self.window_days, when=when)


@dataclass(frozen=True, slots=True)
class Caution:
    """A remark of the guide that belongs beside the KPIs it is about."""

    code: str
    kpis: tuple[str, ...]
    texts: Texts


@dataclass(frozen=True, slots=True)
class Term:
    """A word that means one thing in B2C and another in B2B; `sides` maps b2c and b2b to the meaning per language."""

    key: str
    labels: Texts
    sides: Mapping[str, Texts]


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """Everything in benchmarks.yaml and the team's file, checked. `kpis` is keyed by (key, side)."""

    kpis: Mapping[tuple[str, str], KpiSettings]
    stages: Mapping[tuple[str, int], Texts]
    stage_codes: Mapping[int, str]
    gross_margins: Mapping[str, float]
    crm_required_fields: tuple[str, ...]
    warnings: tuple[Caution, ...]
    terms: tuple[Term, ...]
    file: Path
    team: Path | None = None

    def kpi(self, key: str, side: str) -> KpiSettings:
        """The settings of a KPI; QueryError names the nearest key when there is none."""
        found = self.kpis.get((key, side))
        if found is None:
            keys = sorted(known for known, its_side in self.kpis if its_side == side)
            raise QueryError("Unknown KPI", f"there is no {key!r} on side {side!r}{did_you_mean(key, keys)}")
        return found

    def label(self, key: str, side: str, language: str) -> str:
        """The KPI's name."""
        return self.kpi(key, side).label(language)

    def meaning(self, key: str, side: str, language: str) -> str:
        """What the KPI says on this side."""
        return self.kpi(key, side).meaning(language)

    def stage(self, side: str, n: int, language: str) -> str:
        """The name of stage 1…7 on `side`: b2c, b2b, or both for the row that holds the two."""
        return _in_language(self.stages[side, n], language)

    def gross_margin(self, side: str) -> float:
        """The assumed gross margin of a side, a share."""
        return self.gross_margins[side]

    def minimum(self, key: str, side: str) -> int | None:
        """The least denominator that may carry a colour; None where the denominator is money, not a number of cases."""
        return self.kpi(key, side).minimum

    def warnings_for(self, key: str) -> tuple[Caution, ...]:
        """The guide's warnings about a KPI."""
        return tuple(warning for warning in self.warnings if key in warning.kpis)


def _in_language(texts: Texts, language: str) -> str:
    return texts.get(language, texts["en"])


def _filled(text: str, **values: object) -> str:
    known = {name: value for name, value in values.items() if value is not None}
    return filled(text, known) if known else text
