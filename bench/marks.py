"""The marks the product sets itself, each a ratio or a limit over measured medians of one run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.measure import Measured

CSV, STORE = "CSV → native", "store and all cubes"
FUNNEL, KEPT = "funnel, 5 steps, any entry, 7 days, by channel", "retention D7/30/90, exact and on-or-after"
GAPS, TIMES = "store and all cubes, no session ids", "funnel, all figures of the cube against the log"
PEAK = 4000  # MB
CHANGE = "whole scorecard after a filter change"
Medians = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Mark:
    """`figure` of the medians must stay at or below `limit`."""

    words: str
    needs: tuple[tuple[str, str], ...]
    figure: Callable[..., float]
    limit: float
    unit: str = ""

    def known(self, found: list[Measured]) -> bool:
        """Whether everything it needs was measured."""
        return set(self.needs) <= {(row.job, row.engine) for row in found}

    def line(self, found: list[Measured]) -> str:
        """`met` or `missed`, with the figure."""
        medians = {(row.job, row.engine): row.median for row in found}
        value = self.figure(*(medians[need] for need in self.needs))
        verdict = "met" if value <= self.limit else "missed"
        return f"{verdict}: {self.words}: {value:.3g}{self.unit} (mark: at most {self.limit:g}{self.unit})"


def of_ours(found: list[Measured]) -> list[str]:
    """What must hold of all our rows: cubes answer as the log does, and memory stays bounded."""
    rows = [row for row in found if row.engine.startswith("our")]
    equal = all(row.agrees for row in rows)
    peak = max((row.peak for row in rows), default=0)
    return [
        f"{'met' if equal else 'MISSED'}: cubes = log, to the last figure",
        f"{'met' if peak <= PEAK else 'missed'}: highest memory of ours: {peak:.0f} MB (mark: at most {PEAK} MB)",
    ]


MARKS = (
    Mark("whole scorecard after a filter change", ((CHANGE, "our cubes"),), lambda s: s * 1000, 50, " ms"),
    Mark("funnel from the cube", ((FUNNEL, "our cube"),), lambda s: s * 1000, 50, " ms"),
    Mark("retention from the cube", ((KEPT, "our cube"),), lambda s: s * 1000, 50, " ms"),
    Mark(
        "store and cubes ÷ CSV → native in a file",
        ((STORE, "ours"), (CSV, "DuckDB, ordered, in a file")),
        lambda store, csv: store / csv,
        3,
    ),
    Mark(
        "store and cubes ÷ CSV → native in memory",
        ((STORE, "ours"), (CSV, "DuckDB, ordered")),
        lambda store, csv: store / csv,
        3,
    ),
    Mark(
        "store and cubes without session ids ÷ with them",
        ((GAPS, "ours"), (STORE, "ours")),
        lambda gaps, ids: gaps / ids,
        1.5,
    ),
    Mark(
        "custom funnel ÷ chDB",
        ((FUNNEL, "our log"), (FUNNEL, "chDB windowFunnel")),
        lambda ours, chdb: ours / chdb,
        0.6,
    ),
    Mark(
        "retention on the log ÷ Polars", ((KEPT, "our log"), (KEPT, "Polars")), lambda ours, polars: ours / polars, 0.7
    ),
)
