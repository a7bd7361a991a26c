"""How the lines of a text file are divided: delimiter, quote and escape, found from its first lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from data.mapping import ReadOptions
from data.read.raw import Raw
from data.read.split import Dialect, split_line

SAMPLE_LINES = 400
MAX_LINE = 32_000_000
DELIMITERS = (",", ";", "\t", "|", "^", "~", ":")
SIGNS = ("\x1f", "\x1e", "\x01")  # made for dividing, and for nothing else
RARE = ("!", "@", "¦", "§", "#")  # believed where they alone divide all lines alike
EVEN = 0.9  # the share of lines that a delimiter in use divides alike
LABELS = {"\t": "tab", " ": "blanks"}


@dataclass(frozen=True, slots=True)
class _Try:
    dialect: Dialect
    width: int
    share: float
    wrapped: int = 0  # cells that stand between this dialect's quotes

    @property
    def even(self) -> bool:
        """Whether it divides all lines, and all alike."""
        return self.width > 1 and self.share == 1.0


def head_lines(path: Path, count: int = SAMPLE_LINES) -> list[str]:
    """The first `count` lines of a UTF-8 file, without line ends; a single endless line is cut."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        lines = []
        for _ in range(count):
            line = file.readline(MAX_LINE)
            if not line:
                break
            lines.append(line.rstrip("\n"))
        return lines


def find_dialect(path: Path, options: ReadOptions, raw: Raw) -> Dialect:
    """The dialect of the UTF-8 file at `path`; what `options` give is kept, the rest is found and noted in `raw`."""
    lines = [line for line in head_lines(path) if line.strip()]
    separator = re.fullmatch(r'"?sep=(.)"?', lines[0].strip("\ufeff")) if lines else None
    delimiter = options.delimiter or (separator[1] if separator else None)
    why = "given" if options.delimiter else "the line sep=" if separator else ""
    body = [line[:200_000] for line in lines[1 if separator else 0 :]]
    best = _best(body, delimiter, options.quote)
    raw.say("delimiter", best.dialect.delimiter, why or _reason(best))
    raw.say("quote", best.dialect.quote, "given" if options.quote is not None else _quote_reason(body, best.dialect))
    if best.dialect.escape == "\\":
        raw.say("escape", "\\", "quotes inside quoted cells follow a backslash")
    return replace(best.dialect, blank=_spaced(body, best.dialect.delimiter))


def _spaced(lines: list[str], delimiter: str) -> bool:
    """Whether a blank follows the delimiters, as in `a, b, c`."""
    divided = [line for line in lines if delimiter in line]
    spaced = sum(line.count(delimiter) == line.count(delimiter + " ") for line in divided)
    return delimiter != " " and spaced > 0.9 * len(divided)


def _reason(found: _Try) -> str:
    if found.width < 2:
        return "one column: no delimiter divides the lines"
    return f"divides {found.share:.0%} of the first lines into {found.width} cells"


def _quote_reason(lines: list[str], dialect: Dialect) -> str:
    return "cells are quoted with it" if any(dialect.quote in line for line in lines) else "no quotes were seen"


def _best(lines: list[str], delimiter: str | None, quote: str | None) -> _Try:
    quotes = [quote] if quote is not None else _quotes(lines)
    candidates = [delimiter] if delimiter else list(DELIMITERS)
    tries = [_try(lines, Dialect(d, q, _escape(lines, d, q))) for d in candidates for q in quotes]
    if not delimiter:
        made = [t for t in (_try(lines, Dialect(d, q, _escape(lines, d, q))) for d in SIGNS for q in quotes) if t.even]
        if made:
            return max(made, key=_score)
        blanks = _try(lines, Dialect(" ", "", None))
        tries = [t for t in tries if t.width > 1]
        if all(t.dialect.delimiter == ":" or t.share < EVEN for t in tries):  # or none does; times have colons
            rare = [_try(lines, Dialect(d, q, _escape(lines, d, q))) for d in RARE for q in quotes]
            tries = [t for t in rare if t.even and t.width > 2] or tries
        if not tries or (max(t.share for t in tries) < 0.6 and blanks.share > 0.95):
            tries.append(blanks if blanks.width > 1 and blanks.share > 0.8 else _try(lines, Dialect(",", '"', None)))
    return max(tries, key=_score)


def _score(found: _Try) -> tuple[float, float, int, int]:
    rank = -DELIMITERS.index(found.dialect.delimiter) if found.dialect.delimiter in DELIMITERS else -9
    colon = 0.5 if found.dialect.delimiter == ":" else 1.0
    return (round(found.share * colon * (1 if found.width > 1 else 0.1), 2), found.width, rank, found.wrapped)


def _quotes(lines: list[str]) -> list[str]:
    text = "\n".join(lines)
    return ['"', "'"] if re.search(r"(?m)(?:^|[,;\t|])'[^'\n]*'(?:$|[,;\t|])", text) else ['"']


def _escape(lines: list[str], delimiter: str, quote: str) -> str | None:
    if not quote:
        return None
    marked = sum(line.count("\\" + quote) for line in lines)
    if not marked:
        return None
    ends = sum(len(re.findall(re.escape("\\" + quote) + f"(?:{re.escape(delimiter)}|$)", line)) for line in lines)
    return "\\" if marked > ends else None  # C:\" at a cell's end is a path, not an escape


def _try(lines: list[str], dialect: Dialect) -> _Try:
    """How evenly the lines split: the usual width, and the share of lines having it."""
    widths: Counter[int] = Counter()
    for line in islice(lines, SAMPLE_LINES):
        cells, trouble = split_line(line, dialect)
        widths[len(cells)] += 0 if trouble == "open" else 1
    if not widths:
        return _Try(dialect, 1, 0.0)
    width, count = max(widths.items(), key=lambda item: (item[1] if item[0] > 1 else item[1] / 10, item[0]))
    return _Try(dialect, width, count / max(len(lines), 1), _wrapped(lines, dialect))


def _wrapped(lines: list[str], dialect: Dialect) -> int:
    if not dialect.quote:
        return 0
    q, d = re.escape(dialect.quote), re.escape(dialect.delimiter)
    pattern = re.compile(rf"(?:^|{d}){q}[^{q}]*{q}(?={d}|$)")
    return sum(len(pattern.findall(line)) for line in lines[:50])
