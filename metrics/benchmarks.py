"""benchmarks.yaml, read and checked once: for evaluation (bands, windows, assumptions) and for screens (labels, words).

A team's own `benchmarks.team.yaml` beside it may change bands, windows and assumptions, and pick variants and tables,
without touching the guide's figures; a band it changes keeps its code and says `source: "team"`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from data.errors import ConfigError
from metrics.benchmark_file import read_benchmarks
from metrics.settings import Benchmarks, Caution, KpiSettings, Term

__all__ = ["Benchmarks", "Caution", "KpiSettings", "Term", "load_benchmarks"]

DEFAULT = Path(__file__).resolve().parent.parent / "benchmarks.yaml"
TEAM_NAME = "benchmarks.team.yaml"


def load_benchmarks(path: Path | None = None, team: Path | None = None) -> Benchmarks:
    """The benchmarks of `path` (default: benchmarks.yaml of the project) with the changes of `team`.

    Without `team`, a benchmarks.team.yaml beside `path` is used if there is one. ConfigError lists all problems of both
    files, each with file, line, key path, what was found and what was expected. Read again only when a file changes.
    """
    main = path or DEFAULT
    beside = main.with_name(TEAM_NAME)
    chosen = team or (beside if beside.exists() else None)
    return _loaded(main, _stamp(main), chosen, _stamp(chosen))


@lru_cache(maxsize=16)
def _loaded(path: Path, _stamp: tuple[int, int], team: Path | None, _team_stamp: tuple[int, int]) -> Benchmarks:
    found, problems = read_benchmarks(path, team)
    if found is None or problems:
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
        raise ConfigError("Benchmarks cannot be used", f"{count}: " + "; ".join(problems))
    return found


def _stamp(path: Path | None) -> tuple[int, int]:
    """What tells a changed file from the one read before: time of change (ns) and size."""
    try:
        status = path.stat() if path else None
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size) if status else (0, 0)
